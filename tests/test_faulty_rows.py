"""What a fault in a row costs, and what is kept of what no rule takes."""

from __future__ import annotations

import difflib
import random
import re
from decimal import Decimal

import attrs
import pytest
from conftest import FIXTURES, read
from marks import LETTER, Made, each, make

from gmacm_grammar import Limits, examine


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("letter"), "letter")


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("notice"), "notice")


@each("""
a value missing after the second label of the row:
    Moves
    [Bought]  [1.00]  [on]!  ![for]  ![2.00]
    [Lent]  [until]!  ?{Foo}
    Sold  1.00  2.00
damaged figures and sound ones:
    Class  Balance  Share  Coupon
    [Class A]  ![1.0S]  [2.00]  ?{Foo}  {4.00}
    [Class B]  ![1.0S]  [2.00]  [3.0X]
    Class C  1.00  2.00  3.000%
letters and marks in place of digits:
    Stocks
    [Opening]  ![1A]
    [Opening]!  ?{1AB}
    [Opening]!  ?{@&}
    Drawn  1.00
    [Opening]  ![1.0S]  [2.0S]
""")
def test_a_fault_costs_the_row_in_which_it_is(letter: Made, text: str) -> None:
    assert letter.rows(text) == text


@each("""
rows in lines:
    Fees
    Servicing  1.00  2.00
    ![3.00]  [4.00]
    Custody
    5.00  6.00
    [Custodian]
    [1.00]  ![2.00]
    Moves
    [Sold]
    [1.00]!
    ?{2.00}
    Class  Balance  Share  Coupon
    Class B
    4.00  5.00  6.000%
    ?{4.000%}
empty lines:
    Fees

    ![9.00]
    Custodian  1.00
    Stocks
    [Opening]!

    ?{1.00}  {2.00}
    Loans  3
""")
def test_a_row_ends_with_its_line(letter: Made, text: str) -> None:
    assert letter.rows(text) == text


@each("""
a row that goes on in the next line:
    Fees
    Servicing  1.00  2.00
    3.00  4.00
figures that may be a row without its label:
    Stocks
    Drawn  1.00
    ![2.00]
    Moves
    Held  1.00  1/2/2003  ![3/4/2005]
    Fees
    Taxes  1.00  ![2.00]
values too many:
    Moves
    [Sold]  [1.00]  [2.00]  [3.00]  [4.00]  ![5.00]
    Sold  1.00  1.00  1.00  1.00  ?{1.00}
    [Sold]  [1.00]  [2.00]  [3.00]  [4.00]  ![5.00]  [6.000%]  [7.00]
    Sold  1.00  2.00  3.00  4.00  ?{5.00}  {6.00}  {7.000%}  {8.00}
    Class  Balance  Share  Coupon
    [Class A]  [1.00]  [2.00]  [3.000%]  ![4.000%]
    Class B  1.00  2.00  3.000%  ?{5.00}  {6.00}  {7.000%}
    [Class C]  [1.00]  [2.00]  [3.000%]  ![5.00]  [7.000%]
    Class D  1.00  2.00  3.000%
figures that fit nowhere, and a remark:
    Raises
    Raised  1/2/2003  ?{2.00}
    Stocks
    Drawn  1.00  ?{CR}
""")
def test_where_rows_do_not_end_with_a_line_they_end_as_the_grammar_says(
    letter: Made, text: str
) -> None:
    assert letter.stream(text) == text


@each("""
unknown rows and headings:
    Stocks
    Opening  1.00
    ?{Weather}  {5.00}  {6}  ![CR]
    ?{Forecast}
    ?{Rain}  {1.00}
    Drawn  2.00
    ?{CR}
    Loans  3
a known row that comes again below an unknown heading:
    Stocks
    Opening  1.00
    ?{Forecast}
    ?{Opening}  {2.00}
    Loans  3
    ~Opening  4.00  = stocks.opening: 1.00, unknown[1].values[0]: 2.00, stocks.loans: 3, fees.opening: 4.00
known rows in a wrong place:
    Class  Balance  Share  Coupon
    ?{Opening}  {2.00}
rows and labels behind a figure:
    Stocks
    Drawn  1.00  ?{CR}  {2.00}  {3.00}
    Opening  1.00  ?{Letter of XY1}
    Loans  2  Drawn  2.00
""")
def test_what_no_rule_takes_is_kept(letter: Made, text: str) -> None:
    assert letter.rows(text) == text


@each("""
a figure:
    ?{5.00}
    Stocks  Drawn  2.00  Loans  3
an unknown row:
    ?{Weather}  {5.00}
    Stocks  Drawn  2.00  Loans  3
a known row:
    ?{Opening}  {1.00}
an unknown label on the line of the first row:
    ?{Foo}  Stocks  Drawn  1.00  Loans  3
""")
def test_what_stands_before_all_else_is_kept(letter: Made, text: str) -> None:
    assert attrs.evolve(letter, head="").rows(text) == text


def test_an_unknown_row_says_where_it_stands_and_what_its_figures_are(letter: Made) -> None:
    text = """
Weather  5.00
Stocks  1.00  2.00
Opening  1.00
Forecast
Rain  1.50  2/31/2003
Drawn  2.00
Openings
Class  Balance  Share  Coupon
Class A  1.00  2.00  3.000%
Foo  1.00
"""
    found = letter.examine(text.strip())
    one, two = Decimal("1.00"), Decimal("2.00")
    assert [attrs.astuple(row)[:4] for row in found.report.unknown] == [
        (None, "Seen on", "Weather", (Decimal("5.00"),)),
        ("stocks", "Stocks", None, (one, two)),
        ("stocks", "Opening", "Forecast", ()),
        ("Forecast", "Opening", "Rain", (Decimal("1.50"), "2/31/2003")),
        ("stocks", "Drawn", "Openings", ()),
        ("lots", "Class A", "Foo", (one,)),
    ]
    paths = {cell.text: cell.path for cell in found.cells}
    assert (paths["Rain"], paths["2/31/2003"]) == ("unknown[3].label", "unknown[3].values[1]")


@each("""
where no value can stand:
    | Stocks |  <>|
    | Drawn | 2.00 |
    |  <>| Loans | 3 |
    | Opening | 4.00 |
where one can:
    | Fees |
    | Servicing | | 2.00 | |
    | Custody | 1.00 |
    |  ![]| [2.00] |
    | Taxes | 1.00 |
""")
def test_an_empty_cell_is_a_value_not_stated_where_one_can_stand(letter: Made, text: str) -> None:
    assert attrs.evolve(letter, head="").rows(text + "\n", "bars") == text + "\n"


@pytest.mark.parametrize("between", [" ", "<br>"])
def test_a_figure_beside_two_labels_of_a_cell_is_the_value_of_one_that_it_must_be(
    letter: Made, between: str
) -> None:
    page = "<table><tr><td>Paid on<td>1/2/2003<tr><td>Sent on<td>1/3/2003<tr><td>{}<td>1.00</table>"
    for labels, role, severities in (
        (f"Stocks{between}Drawn", "value", []),
        (f"Stocks{between}Custodian", "unread", ["repair", "error", "error"]),
    ):
        found = examine(page.format(labels), grammar=letter.folder, format="letter")
        assert found.cells[-1].role == role
        assert [problem.severity for problem in found.problems] == severities


def test_the_nearest_label_is_proposed_as_difflib_finds_it(letter: Made) -> None:
    known = {normal.casefold(): normal for normal in re.findall(r'"([^"]+)"', LETTER)}
    chance = random.Random(1)
    texts = []
    for label in [*known] * 4:
        letters = chance.sample(label.replace(" ", ""), k=len(label) * 2 // 3)
        texts.append("".join(letters) + chance.choice(["x", "in", "ed", ""]))
    found = letter.examine("\n".join(f"{text}  1.00" for text in texts))
    unknown = [problem for problem in found.problems if "unknown row" in problem.message]
    assert len(unknown) > 100
    for problem in unknown:
        text = problem.message.split('"')[1]
        near = difflib.get_close_matches(text, known, 1, 0.6)
        assert (problem.hint or "").split('"')[1::2] == [known[label] for label in near]


def test_near_labels_are_looked_for_in_five_hundred_texts(letter: Made) -> None:
    rows = [f"@&{n}  1.00" for n in range(499)]
    found = letter.examine("\n".join([*rows, "Openin  1.00", "Drawm  1.00", "OPENIN  1.00"]))
    assert [bool(problem.hint) for problem in found.problems] == [*499 * [False], True, False, True]


@pytest.mark.parametrize(
    ("rows", "carried_on"),
    [
        ("Stocks\nDrawn  1.00\nForecast\nLoans  3", True),
        ("Stocks\nDrawn  1.00\nForecast\nDrawn  2.00", False),  # a row of the heading
        ("Stocks\nDrawn  1.00\nForecast\nPaid on  1/2/2003", False),  # no row of the section
        ("Stocks\nDrawn  1.00\nForecast\nFees\nCustody  1.00", False),
        ("Stocks\nDrawn  1.00\nForecast\nFoo  1.00", False),
        ("Stocks\nDrawn  1.00\nForecast  2.00\nLoans  3", False),  # no heading
        ("Stocks\nDrawn  1.00\nForecast", False),
        ("Stocks\nForecast\nLoans  3", False),  # no row before it
        ("Forecast\nSeen on  1/2/2003", False),  # no section
    ],
)
def test_rows_below_an_unknown_heading_are_told_to_go_on_with_the_section_before_it(
    letter: Made, rows: str, carried_on: bool
) -> None:
    assert bool(letter.examine(rows).problems[0].hint) == carried_on


GROUPS = "2002-HE2\nPayment Date  2/25/2004\nServicing Certificate  Group 1  Group 2\n"


@each("""
a row with a value for one of two columns, and the other below it:
    Principal Draws  ![1.00]
    ![9.00]
    Excess Cash  5.00
values below their label:
    Principal Draws
    1.00  2.00
a rule between, that reaches further right than the label:
    [Excess Cash]!
                        --------
                        ![5.00]
    Note Rate  5.000%
a rule below the label alone:
    Excess Cash
    -----------
                        5.00
a value that may be two:
    Active Loan Count  !5^ 208
a row again without its heading:
    Unreimbursed Prior Draws  5.00
    ?Unreimbursed Prior Draws  6.00
""")
def test_values_of_columns_and_below_rules(letter: Made, text: str) -> None:
    report = attrs.evolve(letter, name="term_notes", head=GROUPS)
    assert report.rows(text) == text


def test_a_row_twice_is_no_fault_of_a_text_and_may_begin_a_section_of_a_page(letter: Made) -> None:
    rows = "Stocks\nDrawn  1.00\nOpening  1.00\nOpening  2.00"
    assert letter.examine(rows).problems == ()
    page = "<table><tr><td>" + rows.replace("\n", "<tr><td>").replace("  ", "<td>") + "</table>"
    found = examine(page, grammar=letter.folder, format="letter")
    assert [problem.severity for problem in found.problems] == ["repair"]
    assert found.cells[-1].path == "other.fees.opening"


def test_marks_between_the_cells_of_a_page_are_no_rules() -> None:
    head = GROUPS.replace("  ", "<td>").replace("\n", "<tr><td>").replace("<td>Group 2", "")
    found = examine(f"<table><tr><td>{head}Excess Cash<tr><td>$<td>5.00</table>")
    assert not found.problems
    assert [cell.role for cell in found.cells[-3:]] == ["label", "furniture", "value"]


def test_a_stray_value_on_a_line_of_its_own_costs_no_row_of_a_table() -> None:
    text = read(FIXTURES / "2002-HE2_2004-02-25.txt")
    found = examine(text.replace("\nClass A-5", "\n       5.000%\nClass A-5"))
    assert [problem.severity for problem in found.problems] == ["warning"]
    assert found.report.notes == examine(text).report.notes


@pytest.mark.parametrize("label", ["Note Rate", "Foo"])
def test_what_is_said_of_a_page_that_is_too_deep_is_said_with_the_rest(label: str) -> None:
    rows = f"Excess Cash<td>5.00<tr><td>Excess Spread Target<td>6.000%<tr><td>{label}<td>5.000%"
    page = f"<html><body><table><tr><td>{rows}</table></body></html>"
    deep, *rest = examine(page, limits=Limits(depth=3)).problems
    assert (deep.severity, tuple(rest)) == ("error", examine(page).problems)
