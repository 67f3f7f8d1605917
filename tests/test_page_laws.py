"""Laws that hold for any page: written ones with other blanks, and damaged ones."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from itertools import groupby
from typing import Any

import pytest
from conftest import DAMAGED, REPORTS, read
from hypothesis import given, strategies as st
from laws import check_page
from pages import page
from test_laws import FOREIGN, trying
from writing import Written, reports

from gmacm_grammar import examine

_TAG = re.compile(r"<[^<>]*>")
_CELL = re.compile(r"<t[dh]\b.*?(?=</?t[dhr]\b|</table)", re.IGNORECASE | re.DOTALL)
#: So many rows of a fixture are written as a page: enough for several sections.
_ROWS = 30


def between_tags(text: str, blanks: str) -> str:
    """The page with blanks where a row or cell begins."""
    return re.sub(r"(?=<t[dhr]\b)", blanks, text, flags=re.IGNORECASE)


def _before_rows(text: str, start: str, end: str = "") -> str:
    """The page with a row of a label and a figure before each."""
    row = f"{start}<td>Principal Draws</td><td>7.77</td></tr>{end}"
    return re.sub(r"(?=<tr\b)", row, text, flags=re.IGNORECASE)


def _in_cells(text: str, decoy: str) -> str:
    return re.sub(r"(<td\b[^<>]*>)(?=[0-9])", rf"\1{decoy}", text, flags=re.IGNORECASE)


#: What changes nothing that a browser shows.
HARMLESS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "trailing blanks": lambda text: text.replace("\n", "  \t \n"),
    "form feeds": lambda text: f"\f\n{text.replace(chr(10), chr(10) + chr(12))}\f",
    "empty lines": lambda text: "\n\n" + text.replace("\n", "\n\n"),
    "tabs": lambda text: re.sub(r"(?<=\w) (?=\w)", "\t", text),
    "a line for each cell": lambda text: between_tags(text, "\n"),
    "blanks before cells": lambda text: between_tags(text, "     "),
    "blanks in tags": lambda text: re.sub(r"(?<=\w)>", " >", text),
    "lines in tags": lambda text: re.sub(r"(<\w+) ", r"\1\n  ", text),
    "comments": lambda text: re.sub(r"(?i)(?=<tr\b)", "<!-- <td>1.00</td> -->\n", text),
    "byte order mark": lambda text: "\ufeff" + text,
    "no last line end": lambda text: text.rstrip(),
    "comments that end at once": lambda text: re.sub(r"(?i)(?=<tr\b)", "<!--><!--->", text),
    "rows that are hidden": lambda text: _before_rows(text, "<TR STYLE='DISPLAY:NONE'>"),
    "rows that are not shown": lambda text: _before_rows(text, "<tr hidden>"),
    "rows of templates": lambda text: _before_rows(text, "<template><tr>", "</template>"),
    "figures struck out": lambda text: _in_cells(text, "<s>7.77</s>"),
    "hidden figures": lambda text: _in_cells(text, "<i style='Visibility: hidden'>7.77</i>"),
    "marks of footnotes": lambda text: _in_cells(text, "<sup>(1)</sup>"),
    "signs set high": lambda text: re.sub(r"(?<=>)[($]|[)%](?=<)", r"<sup>\g<0></sup>", text),
    "figures set high": lambda text: re.sub(
        r"(?<=>)[0-9,]+[./][0-9./]+(?=<)", r"<i style='vertical-align: super'>\g<0></i>", text
    ),
    "not closed": lambda text: re.sub(r"</(t[dhr]|body|html)>", "", text, flags=re.IGNORECASE),
}


@trying(6)
@given(reports(), st.integers(0, 2**32), st.sampled_from(sorted(HARMLESS)))
def test_blanks_that_do_not_matter_in_a_page(written: Written, seed: int, how: str) -> None:
    text = page(written.rows, random.Random(seed))
    before = examine(text, layout="html", format=written.format)
    after = examine(HARMLESS[how](text), layout="html", format=written.format)
    assert after.report == before.report
    assert [p.kind for p in after.problems] == [p.kind for p in before.problems]


@pytest.mark.parametrize(
    ("cells", "before"),
    [
        ("<td>Payment Date<br>2/25/2004", "<br>"),
        ("<td>Payment <b>Date</b> 2/25/2004", "</b> "),
        ("<td>Payment\n  Date  <!-- 2/25/2004 -->\n 2/25/2004", "-->\n "),
        ("<td>Payment&nbsp;Date&#160;&nbsp;2/25/2004", "&#160;&nbsp;"),
        ("<td>&nbsp;Paym&#101nt Date<s>2/25/2004</s> &nbsp;2/25/2004", "</s> &nbsp;"),
        ("<td>Payment Date<sup>2</sup> 2/25/2004", "</sup> "),
        ("<td>Payment Date   2/25/2004", "Date   "),
        ("<td>Payment D<i>ate</i>2/25/2004", "</i>"),
        ("<td>Pa<b>yment\nDa</b>te&#50;/25/2004", "te"),
    ],
)
def test_what_is_cut_out_of_a_cell_has_its_place(cells: str, before: str) -> None:
    rows = "<tr><td>Servicing Certificate<td>Group 1<tr><td>Principal Collections<td>1.00"
    source = f"<table><tr>{cells}{rows}</table>"
    preformatted = f"<pre>{cells[4:]}</pre>{source.replace(cells, '')}"
    for text in (source, preformatted) if "\n" not in cells else (source,):
        found = check_page(text, layout="html")
        (day,) = (cell for cell in found.cells if cell.path == "payment_date")
        assert day.offset == text.index(before) + len(before)
        assert text[: day.end].endswith("/25/2004")
        assert type(day.text) is str


# ---- damage --------------------------------------------------------------------------------------


@cache
def rows_of(number: int) -> list[list[str]]:
    """The rows of a fixture, or what stands in its lines."""
    cells = examine(read((*REPORTS, *DAMAGED)[number])).cells
    shown = [cell for cell in cells if cell.role != "furniture"]
    return [[c.text for c in row] for _, row in groupby(shown, key=lambda c: (c.row, c.line))]


def _places(text: str, expression: re.Pattern[str], chance: random.Random) -> tuple[int, int]:
    """One of the places where an expression fits; the whole text, if it fits nowhere."""
    found = [match.span() for match in expression.finditer(text)]
    return chance.choice(found) if found else (0, len(text))


MARKUP = """
<td colspan=9>|<td rowspan=3>|</table>|<table>|<tr>|<pre>|</pre>|<sup>|<!--|-->|<br>|&lt;td&gt;|&#0;
<p style='display:none'>|&#xd800;|<|<title>|<td colspan=99999999999>|<script>|</html>|<![CDATA[
<?xml|&|&nbsp;|<b style='position:relative'>|<small>|</title>|<s>|<font size=1>
"""
DAMAGES = ("drop", "double", "move", "cut", "put", "end")


def damage(text: str, how: str, chance: random.Random) -> str:
    """The page with a tag or a cell dropped, doubled, moved or cut, or with foreign text in it."""
    part = chance.choice((_TAG, _CELL))
    start, end = _places(text, part, chance)
    within, anywhere = chance.randint(start, end), chance.randrange(len(text) + 1)
    foreign = chance.choice((*FOREIGN, *MARKUP.strip("\n").replace("\n", "|").split("|")))
    rest = text[:start] + text[end:]
    at = _places(rest, part, chance)[chance.randrange(2)]
    return {
        "drop": rest,
        "double": text[:end] + text[start:],
        "move": rest[:at] + text[start:end] + rest[at:],
        "cut": text[:within] + text[end:],
        "put": text[:within] + foreign + text[within:],
        "end": text[:anywhere],
    }[how]


@st.composite
def damaged(draw: Callable[[Any], Any]) -> str:
    """A part of a fixture as a page, with some kinds of damage, one on top of the other."""
    rows = rows_of(draw(st.integers(0, len(REPORTS) + len(DAMAGED) - 1)))
    start = draw(st.integers(0, max(0, len(rows) - _ROWS)))
    text = page(rows[start : start + _ROWS], random.Random(draw(st.integers(0, 2**32))))
    for _ in range(draw(st.integers(1, 6))):
        chance = random.Random(draw(st.integers(0, 2**32)))
        text = damage(text, draw(st.sampled_from(DAMAGES)), chance)
    return text


@trying(20)
@given(damaged())
def test_damaged_pages(text: str) -> None:
    check_page(text, layout="html")
