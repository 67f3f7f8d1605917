"""Whole pages of reports that are built in an unusual way, each beside what it must become.

A page stands in ``fixtures/pages/``, with its record and with what is said of it, if anything is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import FIXTURES, Golden, read
from laws import check_page

from gmacm_grammar import from_json, to_json

PAGES = FIXTURES / "pages"
RECORD = from_json(read(PAGES / "lines_in_paragraphs.json"))


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.htm")))
def test_a_page_becomes_its_record(name: str, golden: Golden) -> None:
    found = check_page(read(PAGES / f"{name}.htm"))
    golden.check(PAGES / f"{name}.json", to_json(found.report))
    problems = "".join(f"{problem}\n\n" for problem in found.problems)
    golden.check(PAGES / f"{name}.problems", problems)


def test_every_expectation_has_its_page() -> None:
    for path in PAGES.iterdir():
        assert path.with_suffix(".htm").exists(), f"{path.name} stands alone"


# ---- text that is formatted with blanks, without an element that says so -------------------------

#: The lines of a report as text, columns set apart by blanks.
LINES = re.findall(
    "<FONT.*?>(.*)</FONT>", read(PAGES / "lines_in_paragraphs.htm").replace("&nbsp;", " ")
)
BLANKS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "not broken": lambda line: line.replace(" ", "&nbsp;"),
    "not broken in gaps": lambda line: _gaps(line, lambda gap: "&#160;" * len(gap)),
    "two": lambda line: _gaps(line, lambda _: "&nbsp;&nbsp;"),
    "by turns": lambda line: _gaps(line, lambda gap: " &nbsp;" * (len(gap) // 2 + 1)),
    "over two lines": lambda line: _gaps(line, lambda _: " &nbsp;&nbsp;\n&nbsp; "),
}
ELEMENTS = {
    "paragraphs": ("", "<P>{}</P>\n", ""),
    "blocks": ("<body>", "<div>\n{}\n</div>", "</body>"),
    "bold": ("<body>", "<p><b></b><span>{}</span>", ""),
    "breaks": ("<html><div>", "{}<BR>", "</div>"),
    "breaks and ends of lines": ("<html><div>", "\n{}<br>", "</div>"),
    "rows": ("<table>", "<tr><td>{}</td><td>&nbsp;</td></tr>", "</table>"),
    "breaks in a cell": ("<td>", "{}<BR>", "<td>&nbsp;"),
    "ends of lines in a cell": ("<table><tr><td>&nbsp;<tr><td>\n", "{}<BR>\n", "</table>"),
    "paragraphs in a cell": ("<td>", "<p>\n{}</p>\n", ""),
}


def _gaps(line: str, made: Callable[[str], str]) -> str:
    return re.sub("  +", lambda match: made(match.group()), line)


@pytest.mark.parametrize("elements", ELEMENTS)
@pytest.mark.parametrize("blanks", BLANKS)
def test_lines_that_were_formatted_with_blanks(elements: str, blanks: str) -> None:
    begin, element, end = ELEMENTS[elements]
    lines = [element.format(BLANKS[blanks](line)) for line in LINES]
    found = check_page(f"{begin}{''.join(lines)}{end}")
    assert found.report == RECORD
    assert not found.errors


@pytest.mark.parametrize("blanks", ["plain", "not broken in gaps"])
def test_a_report_without_any_element_for_its_lines(blanks: str) -> None:
    text = "\n".join(LINES) if blanks == "plain" else "<br>".join(map(BLANKS[blanks], LINES))
    assert check_page(f"<html><body>\n{text}\n</body></html>").report == RECORD
