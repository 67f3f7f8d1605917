"""What headings say of the rows below them: exchanged, unknown, side by side, on another page."""

from __future__ import annotations

import pytest
from made import cases, directory, kinds, left, read, told

from gmacm_grammar import Examination, examine, parse

TITLE = "Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2\n"
HEAD = TITLE + "                    Payment Date  2/25/2004\n"
NOTES = (
    "           Beginning          Ending          Interest   Security\n"
    "Term Notes  Balance  Balance  Factor  Principal  Interest  Shortfalls  %  Coupon\n"
)
ONE_LINE = (
    "Term Notes  Beginning Balance  Ending Balance  Factor  Principal  Interest  "
    "Interest Shortfalls  Security %  Coupon\n"
)
NOTE = "{}   59,058,717.08   0.5372686  6,607,175.20  328,329.46  0.00  8.88%  6.000%\n"
A_NOTE = NOTE.format("Class A-4   65.00")
CAUSES = "Special Hazard   Fraud   Bankruptcy\nBeginning Amount   1.00   2.00   3.00\n"


def furniture(found: Examination) -> list[str]:
    return [cell.text for cell in found.cells if cell.role == "furniture" and cell.text != "|"]


# ---- Headings of columns, and the names below them -----------------------------------------------


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        (NOTES + A_NOTE, "Beginning  ", "Ending     "),
        (ONE_LINE + A_NOTE, "Beginning Balance", "Ending Balance"),
        (ONE_LINE + A_NOTE, "Interest  ", "Principal  "),
        (CAUSES, "Special Hazard", "Fraud"),
        (CAUSES, "Fraud", "Bankruptcy"),
        (CAUSES, "Special Hazard", "Bankruptcy"),
    ],
)
def test_exchanged_headings_of_columns_are_an_error(text: str, one: str, other: str) -> None:
    assert not examine(HEAD + text).problems
    exchanged = text.replace(one, "@", 1).replace(other, one, 1).replace("@", other, 1)
    found = examine(HEAD + exchanged)
    assert found.errors
    assert not found.report.notes
    assert found.report.special_losses is None


@pytest.mark.parametrize(
    "name",
    ["Class A-4", "Class A-II -6 NAS", "Class I - A - 1", "Class I-A-1 - VF - 1", "CLASS 1-A2"],
)
def test_the_names_of_classes(name: str) -> None:
    (note,) = parse(HEAD + NOTES + NOTE.format(f"{name}   65,665,892.28")).notes
    assert note.name == name


@pytest.mark.parametrize("printed", ["Class A-4 6 665 892.28", "Class A-4 2   65,665,892.28"])
def test_a_figure_is_no_part_of_the_name_of_a_class(printed: str) -> None:
    found = examine(HEAD + NOTES + NOTE.format(printed))
    assert found.errors
    assert not found.report.notes


def test_blanks_that_do_not_break_are_blanks_in_a_name() -> None:
    (note,) = examine(HEAD + NOTES + NOTE.format("Class\xa0A-4 1,665,892.28")).report.notes
    assert note.name == "Class A-4"


# ---- Unknown headings, and headings side by side -------------------------------------------------


@pytest.mark.parametrize("heading", ["Reserve Account", "Corrected:"])
def test_rows_below_an_unknown_heading_are_read_as_rows_of_the_section(heading: str) -> None:
    text = f"{HEAD}Servicing Certificate\nBeginning Pool Balance  1.00\n{heading}\n"
    found = examine(text + "Principal Draws  2.00\n")
    assert kinds(found) == [(5, "unknown-heading")]
    assert found.report.pools[0].principal_draws == 2


CAPITAL, PREFUND = "Capitalized Interest Account", "Prefunding Account"
BALANCE, EXCESS = "Beginning Balance   1.00", "Excess of Draws over Principal Collections   2.00"


@pytest.mark.parametrize("gap", ["    ", "\n"])
def test_rows_of_two_sections_side_by_side_are_an_error(gap: str) -> None:
    text = f"{HEAD}{CAPITAL}        {PREFUND}\n{BALANCE}{gap}{EXCESS}\n"
    found = examine(text)
    assert kinds(found) == [(3, "side-by-side")]
    assert left(text) == found.report


def test_in_a_page_too_rows_of_two_sections_side_by_side_are_an_error() -> None:
    page = f"<p>{TITLE}</p><table><tr><td>{PREFUND}<td><td>{CAPITAL}<td></tr><tr><td>"
    page += "Total Ending Balance as of Payment Date<td>1.00<td>Beginning Balance<td>2.00"
    assert told(examine(page + "</tr></table>"))[0] == f"{CAPITAL}: side-by-side"


@pytest.mark.parametrize(
    "text",
    [
        f"{CAPITAL}\n{PREFUND}\n{BALANCE}\n{EXCESS}\n",
        f"{CAPITAL}\n{PREFUND}\n{CAUSES}{CAPITAL}\n{BALANCE}\n",
    ],
)
def test_a_section_without_rows_before_another_is_read(text: str) -> None:
    found = examine(HEAD + text)
    assert not found.problems
    assert left(HEAD + text) == found.report


#: The sections ``one`` and ``two`` share rows; of ``bare`` and ``lone`` no rows are shared.
BESIDES = """(one | two | bare | lone)*
one: "A" "B" (row _count?)?; two: "C" row* | "H" _count
row: "E" _count -> e | row "F" _count; bare: "G" _count?; lone: "L" own*; own: "M" _count -> m
"""


@pytest.mark.parametrize(
    ("cells", "beside"),
    cases("""
        A|B|C@E|1   => C: side-by-side
        A|B@C@E|1   =>
        A|B|L@M|1   =>
        A|B|G@1     =>
        A|B|C       => C: side-by-side
        A|B|C|G@E|1 => C: side-by-side, E: misplaced-label
        A|B|H|1     =>
    """),
)
def test_headings_side_by_side_are_told_apart_if_no_row_could_be_of_both(
    cells: str, beside: str
) -> None:
    found = read(BESIDES, cells.replace("@", "\n"), "fixed_width")
    assert ", ".join(told(found)) == beside


# ---- The heading of another page -----------------------------------------------------------------

L1, L2 = "Loan Group 1\n", "Loan Group 2\n"
BEGINNING, TARGET, OUTSTANDING = (
    f"{word} Overcollateralization Amount  {figure}.00\n"
    for word, figure in (("Beginning", 10), ("Target", 21), ("Outstanding", 21))
)
LOSS, NOTHING = "Excess Loss Amounts  3.00\n", "Beginning Balance  0.00\n"
TABLE = (
    "                                          Number     Percent\n"
    "                            Balance     of Loans  of Balance\n"
    "Delinquent Loans (30 Days)      1,707,834.09           52       1.09%\n"
)
#: Pages of reports; a row or heading stands at the top of a page, and its cells stood before.
PAGES = [
    (L1 + BEGINNING + TARGET + L2 + OUTSTANDING, TARGET + LOSS),
    (L1 + BEGINNING + TARGET + L2 + BEGINNING, TARGET),
    (L1 + BEGINNING + TARGET, L2 + BEGINNING + TARGET + LOSS),
    (L1 + TABLE + L2 + TABLE + L1 + BEGINNING, L2 + TARGET),
    (L1 + BEGINNING + L2 + TARGET, L1 + TABLE),
    (
        f"{CAPITAL}\n{NOTHING}{PREFUND}\n",
        f"{NOTHING}Total Ending Balance as of Payment Date  0.00\n",
    ),
    (TARGET + L1 + BEGINNING, TARGET),
    (L1 + TABLE + L2, TABLE),
    (f"{LOSS}Cut-Off\n{CAPITAL}\n", NOTHING),
]


@pytest.mark.parametrize("again", [HEAD, TITLE])
@pytest.mark.parametrize(("first", "second"), PAGES)
def test_below_a_title_that_comes_again_all_is_read_as_without_it(
    first: str, second: str, again: str
) -> None:
    whole, found = examine(HEAD + first + second), examine(HEAD + first + again + second)
    assert found.report == whole.report
    assert [p.kind for p in found.problems] == [p.kind for p in whole.problems]
    cells = [part for line in again.splitlines() for part in line.strip().split("  ")]
    assert furniture(found) == cells


@pytest.mark.parametrize(
    "second",
    [
        HEAD + TARGET,  # in the same group
        HEAD + L1 + BEGINNING,
        HEAD.replace("2/25", "3/25") + OUTSTANDING,
        HEAD.replace("HE2", "HE4") + OUTSTANDING,
        HEAD + LOSS,  # a row of the report, be it in no group
        HEAD + NOTHING,  # it cannot stand in the group, and stood elsewhere
        HEAD,
        HEAD + "No label of a row\n",
    ],
)
def test_a_title_above_rows_that_come_again_begins_a_second_report(second: str) -> None:
    first = f"Prefunding Account\n{NOTHING}{LOSS}{L1}{BEGINNING}{TARGET}"
    assert kinds(examine(HEAD + first + second)) == [(9, "second-report")]


#: "Due" is a row of the report, and in ``DUES`` also the one of its pools.
DUES = """report: title (due | pools)*; title: TITLE; TITLE: /Notice [A-Z]/
due: "Due" _amount -> excess_cash; pools: "Pools" row; row: "Due" _amount -> principal_draws"""
#: It is an inline row, and its value a rule.
INLINE_DUES = """report: title (_due | pools)*; title: TITLE; TITLE: /Notice [A-Z]/
_due: "Due" excess_cash; excess_cash: _amount
pools: "Pools" row*; row: "Drawn" _amount -> principal_draws"""


@pytest.mark.parametrize(
    ("rules", "below", "again"),
    [(DUES, "", ["Notice A"]), (INLINE_DUES, "Drawn  2.00\n", ["Notice A", "Due", "1.00"])],
)
def test_a_row_may_stand_in_the_heading_of_a_page_but_not_one_of_what_is_open(
    rules: str, below: str, again: list[str]
) -> None:
    text = f"Notice A\nDue  1.00\nPools\nNotice A\nDue  1.00\n{below}"
    found = examine(text, grammar=directory(rules), format="made")
    assert not found.problems
    assert furniture(found) == again
    assert (f"{found.report.excess_cash}", len(found.report.pools)) == ("1.00", 1)
