"""What a fault in a row costs, and what is kept of what no rule takes."""

from __future__ import annotations

import difflib
import random
import re
from decimal import Decimal

import attrs
from conftest import FIXTURES, read
from marks import GROUPS, LETTER, each, groups, letter, whole_letter

from gmacm_grammar import Examination, examine


@each("""
a value missing after the second label of a row:
    Moves
    [Bought]  [1.00]  [on]!  ![for]  ![2.00]
    [Lent]  [until]!  ?{Foo}
    Sold  1.00  2.00
damaged figures beside sound ones:
    Class  Balance  Share  Coupon
    [Class A]  ![1.0S]  [2.00]  ?{Foo}  {4.00}
    [Class B]  ![1.0S]  [2.00]  [3.0X]
    Class C  1.00  2.00  3.000%
letters and marks in place of digits:
    Stocks  [Opening]  ![1A]
    [Opening]!  ?{1AB}
    [Opening]!  ?{@&}
    Drawn  1.00
    [Opening]  ![1.0S]  [2.0S]
a value in the line below a row that would take it:
    Fees  Servicing  1.00
    ![2.00]
values in the line below a row:
    Fees  Servicing  1.00  2.00
    ![3.00]  [4.00]
    Custodian  1.00
    Class  Balance  Share  Coupon
    Class B
    4.00  5.00  6.000%
    ?{4.000%}
values in the lines below a label:
    Fees  Custody
    5.00  6.00
    [Custodian]
    [1.00]  ![2.00]
    Moves  [Sold]
    [1.00]!
    ?{2.00}
values behind an empty line:
    Fees

    ![9.00]
    Custody  1.00
unknown rows, headings and remarks:
    Stocks  Opening  1.00
    ?{Weather}  {5.00}  {6}  ![CR]
    ?{Forecast}
    ?{Rain}  {1.00}
    Drawn  2.00
    ?{CR}
    Loans  3
a known row that comes again below an unknown heading:
    Stocks  Opening  1.00
    ?{Forecast}
    ?{Opening}  {2.00}
    Loans  3
    Opening  4.00
a known row in a wrong place: Class  Balance  Share  Coupon  ?{Opening}  {2.00}
rows and labels behind a figure:
    Stocks  Drawn  1.00  ?{CR}  {2.00}  {3.00}
    Opening  1.00  ?{Letter of XY1}
    Loans  2  Drawn  2.00
""")
def test_a_fault_costs_its_row_and_what_no_rule_takes_is_kept(text: str) -> None:
    assert letter.rows(text) == text


@each("""
a row that goes on in the next line:
    Fees  Servicing  1.00  2.00
    3.00  4.00
figures that may be a row without its label:
    Stocks  Drawn  1.00  ![2.00]
    Fees  Taxes  1.00  ![2.00]
values too many:
    Moves  Held  1.00  1/2/2003  ![3/4/2005]
    [Sold]  [1.00]  [2.00]  [3.00]  [4.00]  ![5.00]  [6.000%]
    Class  Balance  Share  Coupon
    [Class A]  [1.00]  [2.00]  [3.000%]  ![4.000%]
    Class B  1.00  2.00  3.000%
figures that fit nowhere, and a remark:
    Raises  Raised  1/2/2003  ?{2.00}
    Stocks  Drawn  1.00  ?{CR}
""")
def test_where_rows_do_not_end_with_a_line_they_end_as_the_grammar_says(text: str) -> None:
    assert letter.stream(text) == text


@each("""
a figure: ?{5.00}  Stocks  Loans  3  = unknown[0].values[0]: 5.00, stocks.loans: 3
an unknown row: ?{Weather}  {5.00}  Stocks  Drawn  2.00  Loans  3
a known row: ?{Opening}  {1.00}
an unknown label: ?{Foo}  Stocks  Drawn  1.00  Loans  3
""")
def test_what_stands_before_all_else_is_kept(text: str) -> None:
    assert whole_letter.rows(text) == text


def test_an_unknown_row_says_where_it_stands_and_what_its_figures_are() -> None:
    found = letter.examine("""\
Weather  5.00
Stocks  1.00  2.00
Opening  1.00
Forecast
Rain  1.50  2/31/2003
Drawn  2.00
RowHeads
Class  Balance  Share  Coupon
Class A  1.00  2.00  3.000%
Foo  1.00""")
    assert [attrs.astuple(row)[:4] for row in found.report.unknown] == [
        (None, "Seen on", "Weather", (Decimal("5.00"),)),
        ("stocks", "Stocks", None, (Decimal("1.00"), Decimal("2.00"))),
        ("stocks", "Opening", "Forecast", ()),
        ("Forecast", "Opening", "Rain", (Decimal("1.50"), "2/31/2003")),
        ("stocks", "Drawn", "RowHeads", ()),
        ("lots", "Class A", "Foo", (Decimal("1.00"),)),
    ]
    paths = {cell.text: cell.path for cell in found.cells}
    assert (paths["Rain"], paths["2/31/2003"]) == ("unknown[3].label", "unknown[3].values[1]")


def test_unknown_labels_are_compared_with_the_known_as_difflib_does() -> None:
    known = {label.casefold(): label for label in re.findall(r'"([^"]+)"', LETTER)}
    chance = random.Random(1)
    rows = [
        "".join(chance.sample(label.replace(" ", ""), k=len(label) * 2 // 3))
        + chance.choice(["x  1.00", "in  1.00", "ed  1.00", "  1.00"])
        for label in [*known] * 4
    ]
    found = letter.examine("\n".join(rows))
    printed = {(cell.line, cell.column): cell.text for cell in found.cells}
    unknown = [problem for problem in found.problems if problem.kind == "unknown-row"]
    assert len(unknown) > 100
    for problem in unknown:
        label = printed[problem.line, problem.column]
        near = difflib.get_close_matches(label, known, 1, 0.6)
        assert (problem.hint or "").split('"')[1::2] == [known[label] for label in near]


def test_near_labels_are_looked_for_in_five_hundred_texts() -> None:
    rows = [f"@&{n}  1.00" for n in range(499)]
    found = letter.examine("\n".join([*rows, "Openin  1.00", "Drawm  1.00", "OPENIN  1.00"]))
    assert [bool(problem.hint) for problem in found.problems] == [*499 * [False], True, False, True]


def test_a_rule_below_a_label_alone_does_not_set_its_value_apart() -> None:
    text = f"Excess Cash\n-----------\n{20 * ' '}5.00"
    assert groups.rows(text) == text


def _page(rows: str) -> Examination:
    cells = f"<table><tr><td>{rows}</table>".replace("  ", "<td>").replace("\n", "<tr><td>")
    return examine(cells, grammar=letter.folder)


def test_an_empty_cell_of_a_page_is_a_value_not_stated_or_nothing() -> None:
    rows = "Fees\nServicing    2.00\nCustody  1.00  3.00\nTaxes    1.00\nStocks    Loans  3\nDrawn  1.00"
    found = _page(rows)
    empty = [(cell.role, cell.path) for cell in found.cells if not cell.text]
    assert empty == [("value", "other.fees.servicing[0]"), ("furniture", None)]
    assert not found.problems


def test_of_two_labels_in_a_cell_of_a_page_the_second_has_the_value_if_only_it_wants_one() -> None:
    rows = "Paid on  1/2/2003\nSent on  1/3/2003\nStocks<br>{}  1.00"
    assert _page(rows.format("Drawn")).cells[-1].path == "other.stocks.drawn"
    kinds = [problem.kind for problem in _page(rows.format("Custodian")).problems]
    assert kinds == ["missing-heading", "missing-value", "missing-label"]


def test_a_row_twice_is_no_fault_of_a_text_nor_of_a_page() -> None:
    rows = "Stocks\nDrawn  1.00\nOpening  1.00\nOpening  2.00"
    for found in (letter.examine(rows), _page(rows)):
        assert found.problems == ()
        assert found.cells[-1].path == "other.stocks.opening[1]"


def test_marks_between_the_cells_of_a_page_are_no_rules() -> None:
    found = _page(f"{GROUPS}Excess Cash\n$  5.00".replace("  Group 2", ""))
    assert not found.problems
    assert [cell.role for cell in found.cells[-3:]] == ["label", "furniture", "value"]


def test_a_stray_value_on_a_line_of_its_own_costs_no_row_of_a_table() -> None:
    text = read(FIXTURES / "2002-HE2_2004-02-25.txt")
    found = examine(text.replace("\nClass A-5", "\n       5.000%\nClass A-5"))
    assert [problem.severity for problem in found.problems] == ["warning"]
    assert found.report.notes == examine(text).report.notes


def test_a_figure_below_the_first_row_of_a_damaged_heading_is_passed_over() -> None:
    """A row that is left out is not met again and again: this had no end."""
    words = (
        "Balance|Balance|Factor|Principal|Interest|Shortfalls|%|Rate|Class A-1|0.00|0.00|0.0000000"
    )
    found = examine(f"<table><tr><td>{words.replace('|', '<tr><td>')}</table>")
    assert [problem.kind for problem in found.errors][-2:] == ["missing-value", "wrong-kind"]
