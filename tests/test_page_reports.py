"""Whole pages of reports that are built in an unusual way, each beside what it must become.

A page stands in ``fixtures/pages/``, with its record and with what is said of it, if anything is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import FIXTURES, Golden, read
from laws import check_page

from gmacm_grammar import examine, from_json, to_json

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


# ---- single figures in the grid of a table -------------------------------------------------------

#: A table of notes, and rows of one figure each in whichever column of its grid.
GRID = read(PAGES / "single_figures_in_far_columns.htm")
NOTES = GRID[GRID.index("<tr><td>Class") : GRID.index("<tr><td colspan=9>")]


@pytest.mark.parametrize(
    "page",
    [
        GRID.replace("<tr><td colspan=9></td></tr>", ""),
        GRID.replace("</td><td></td><td></td><td></td>", "</td><td></td><td></td>", 1),
        GRID.replace("<td>22,5", "<td></td><td>22,5"),
        GRID.replace("<td>13,2", "<td>$</td><td>13,2"),
        GRID.replace("<td></td><td></td><td>13,2", "<td colspan=2></td><td>13,2"),
        GRID.replace("Target Overcollateralization Amount</td><td></td><td></td><td></td><td>",
                     "Target Overcollateralization Amount</td><td>"),
    ],
)  # fmt: skip
def test_a_single_figure_is_the_value_of_its_row_in_whichever_column(page: str) -> None:
    for _ in range(3):
        found = check_page(page)
        assert found.report == examine(GRID).report
        assert not found.problems


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        ("Active Loan Count| | | | |52", [None, 52]),
        ("Active Loan Count| | |52| |31", [52, 31]),
        # In a column of no group, or with nothing said of the other one, it is reported.
        ("Active Loan Count| | | |52", None),
        ("Active Loan Count| | | | | |52", None),
        ("Active Loan Count|52", None),
        ("Active Loan Count| | |52", None),
    ],
)
def test_in_columns_of_groups_a_single_figure_is_that_of_its_group(
    row: str, counts: list[int | None] | None
) -> None:
    table = (
        f"Servicing Certificate| | |Group 1| |Group 2\nEnding Pool Balance| | |1.00| |2.00\n{row}"
    )
    found = check_page(GRID.replace(NOTES, NOTES + _table(table)))
    assert [pool.ending_balance for pool in found.report.pools] == [1, 2]
    assert [pool.active_loan_count for pool in found.report.pools] == (counts or [None, None])
    assert [problem.kind for problem in found.errors] == ["number-of-columns"] * (counts is None)
    assert found.report.overcollateralization == examine(GRID).report.overcollateralization


def test_rows_without_groups_have_their_figures_in_different_columns() -> None:
    table = "Servicing Certificate\nEnding Pool Balance| |1.00\nActive Loan Count| | |52\n"
    found = check_page(GRID.replace(NOTES, NOTES + _table(table)))
    (pool,) = found.report.pools
    assert (pool.ending_balance, pool.active_loan_count) == (1, 52)
    assert not found.errors


def _table(rows: str) -> str:
    """Rows with cells between bars."""
    return "".join(f"<tr><td>{'<td>'.join(row.split('|'))}" for row in rows.splitlines())
