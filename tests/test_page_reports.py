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


# ---- figures of which it is not known to which rows they belong ----------------------------------

SHARED = read(PAGES / "figure_in_a_cell_of_two_rows.htm")
BELOW = SHARED[SHARED.index("<TR><TD>Class A-2") : SHARED.index("</TABLE>")]
FACTOR = "<TD ROWSPAN=2>0.6000000"


@pytest.mark.parametrize(
    ("page", "factors"),
    [
        (SHARED, [None, None]),
        (SHARED.replace("ROWSPAN=2", "rowspan='3'"), [None, None]),
        (SHARED.replace(FACTOR, "<TD ROWSPAN=2>-"), [None, None]),
        # There is no row below, or nothing in it
        (SHARED.replace(BELOW, ""), ["0.6000000"]),
        (SHARED.replace(BELOW, "<TR><TD><TD>&nbsp;</TR>"), ["0.6000000"]),
        # Its label covers the same rows
        (SHARED.replace("<TD>Class A-1", "<TD ROWSPAN=2>Class A-1").replace(BELOW, "<TR><TD>Foo"),
         ["0.6000000"]),
    ],
)  # fmt: skip
def test_a_figure_that_covers_a_row_with_text_is_that_of_no_row(
    page: str, factors: list[str | None]
) -> None:
    found = check_page(page)
    assert [note.factor and str(note.factor) for note in found.report.notes] == factors
    kinds = [problem.kind for problem in found.errors]
    assert kinds == ["covers-rows"] * (None in factors)
    if kinds:
        (error,) = found.errors
        lines = page.splitlines()
        assert re.match("(0.6000000|-)<", lines[error.line - 1][error.column - 1 :])
    assert all(note.principal == 1000 and note.coupon for note in found.report.notes)


LINED = read(PAGES / "count_missing_among_lines.htm")


@pytest.mark.parametrize(
    ("page", "is_read"),
    [
        (LINED, False),
        (LINED.replace("52<br>21", "52<br><br>21"), True),
        (LINED.replace("52<br>21", "52<br>31<br>21"), True),
        (LINED.replace("52<br>21", "52<br>21<br>"), False),
        (LINED.replace("52<br>21", "52<br>21<br>&nbsp;"), True),
        (LINED.replace("52<br>21", "52<br>31<br>21<br>21"), False),
        (LINED.replace("52<br>21", "52"), False),
        (LINED.replace("52<br>21", "<p>52</p><p>21</p>"), False),
        (LINED.replace("Delinquent Loans (60 Days)*<br>", ""), False),
        (LINED.replace("52<br>21", "52<br>31<br>21").replace("<td>1,7", "<td>$<td>1,7"), True),
    ],
)  # fmt: skip
def test_lines_of_a_row_are_rows_where_all_cells_have_as_many(page: str, is_read: bool) -> None:
    found = check_page(page)
    (delinquency,) = found.report.delinquency or (None,)
    if is_read:
        assert delinquency is not None
        buckets = (delinquency.days_30, delinquency.days_60, delinquency.days_90)
        balances = [bucket.balance for bucket in buckets if bucket]
        assert list(map(str, balances)) == ["1707834.09", "838228.60", "633000.20"]
        assert not found.errors
    else:
        assert delinquency is None
        assert [(problem.kind, problem.line) for problem in found.errors] == [("unequal-lines", 7)]


@pytest.mark.parametrize(
    "cell",
    ["(18,400.25)", "<td>(<td>18,400.25<td>)", "(&nbsp;&nbsp;18,400.25)", "$ &#8211;18,400.25",
     "<td>$<td>\u221218,400.25", "-$18,400.25", "&minus;18,400.25"],
)  # fmt: skip
def test_signs_of_a_figure_in_a_page(cell: str) -> None:
    page = read(PAGES / "smaller_digit.htm").replace("<SMALL>1</SMALL>", "")
    found = check_page(page.replace("<TD>(18,400.25)</TD>", f"<TD>{cell}", 1))
    assert found.report == RECORD
    assert not found.errors
