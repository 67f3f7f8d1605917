"""What is read past a heading that is missing, misprinted or incomplete, and past a title."""

from __future__ import annotations

import pytest
from marks import each, fund, letter, notice, whole_letter

from gmacm_grammar import Report


@each("""
one label missing: ~Opening Balance  1.00  = fund.opening: 1.00
several labels missing: ~Foxtrot  1.00  = deep.foxtrot: 1.00
the first of several labels missing: ~One 1  Two 1  T1  Chosen  1.00  = choice.chosen: 1.00
one that must have a row:
    ~Entry  1.00  2.00%  = ledger.entry[0]: 1.00, ledger.entry[1]: 2.00%
one after another section:
    Reserve Fund  Opening Balance  1.00
    ~Foxtrot  2.00
    Tranche  Rate  Amount Due  = fund.opening: 1.00, deep.foxtrot: 2.00
three labels missing within: Alpha  ~Echo  Foxtrot  1.00  = deep.foxtrot: 1.00
the last two labels missing: Alpha  Bravo  Charlie  ~Foxtrot  1.00  = deep.foxtrot: 1.00
a misprint: ~Reserv Fund  Opening Balance  1.00  = fund.opening: 1.00
a misprint at the end: ?~Tranch
a misprint of two labels: ~Statement o  Part  1.00  = parts.part: 1.00
a cell that cannot be read: Alpha  Bravo  Charlie  ~X  Echo  Foxtrot  1.00  = deep.foxtrot: 1.00
two that cannot be read: Alpha  Bravo  Charlie  ~X  ?{Y}  Echo  Foxtrot  1.00
one at the end: Alpha  Bravo  Charlie  Delta  ~X
one where a row may stand: Mixed  ~X
an unknown cell too many: Alpha  ?{X}  Bravo  Charlie  Delta  Echo  Foxtrot  1.00
unknown cells too many: Alpha  ?{Xray}  ?{Yoke}  ?{Zoo}  Bravo  Charlie  Delta  Echo  Foxtrot  1.00
four labels missing: Alpha  ~Foxtrot  1.00
a row too many: Alpha  Bravo  Charlie  ?{T1}  {1.00}  Delta  Echo  Foxtrot  1.00
""")
def test_a_faulty_heading_is_mended_in_the_one_way_there_is(text: str) -> None:
    assert fund.stream(text) == text


@each("""
an unknown row: ?{Reserv Fund}  {1.00}
nothing like a heading: ?{Novel}
a known label that is no misprint: ?{T1}  ~Opening Balance  1.00
a misprint and a cell too many: ?{Reserv Fund}  ?{T1}  ~Opening Balance  1.00
a misprint in the wrong place: ?{Reserv Fund}  ~Foxtrot  1.00
a misprint of a row: Reserve Fund  ?{Opning Balance}
a misprint in each of two labels: ?{Statementt off}  ~Part  1.00
no row after it: ?{Bravo}  ?{Charlie}  ?{Delta}  ?{Echo}  ?{Foxtrot}  ?{X}
no figure after a row:
    ?{Opening Balance}  ?{X}
    ?{Opening Balance}  ~Opening Balance  1.00
an unknown cell within it: ?{Bravo}  ?{X}  ?{Charlie}  ?{Delta}  ?{Echo}  ?{Foxtrot}  {1.00}
a known cell too many: ?{Bravo}  Reserve Fund  Opening Balance  1.00
a cell that can be read: [Alpha]  [Bravo]  ![Xray]  ?{Delta}  ?{Echo}  ?{Foxtrot}  {1.00}
a known label: [Alpha]  [Bravo]  [Charlie]  ![T1]  ?{Echo}  ?{Foxtrot}  {1.00}
exchanged labels: [Alpha]  [Bravo]  ![Delta]  ?{Charlie}  ?{Echo}  ?{Foxtrot}  {1.00}
four cells too many:
    [Alpha]  [Bravo]  [Charlie]  ![T1]  ?{T2}  ?{T1}  ?{T2}
    ?{Delta}  ?{Echo}  ?{Foxtrot}  {1.00}
a figure within: [Alpha]  ![1.00]  ?{Bravo}  ?{Charlie}
one of two labels missing: [Tranche]  ![Amount Due]  ?{Class A}
a label that may be one of two: [Tranche]  ![T1]  ?{Amount Due}  ?{Class A}
a row that must come: Ledger  ?{Foxtrot}  ?{1.00}
""")
def test_a_heading_is_left_where_there_is_no_way_or_more_than_one(text: str) -> None:
    assert fund.stream(text) == text


@each("""
another order:
    [Class]  ![Share]  ?{Balance}  ?{Coupon}
    ?{Class A}  {1.00}  {2.00}  {3.000%}
one before all others:
    ?{Share}  [Class]  [Balance]  ![Coupon]
    ?{Class A}  {1.00}  {2.00}  {3.000%}
one that was left out above:
    [Stairs]  ![Share]
    [Class]  ![Coupon]
    ?{Class A}  {1.00}  {2.00}  {3.000%}
one above a row:
    ?{Share}
    Stocks  Drawn  1.00
    Class  ~Coupon
    Class A  1.00  2.00  3.000%
a cell that can be read:
    [Class]  [Balance]  ![Foo]  ?{Bar}
    ?{Class A}  {1.00}  {2.00}  {3.000%}
a figure at the end:
    Class  Balance  [Share]  ![5.00]
    ~Class A  1.00  2.00  3.000%
an unknown row within:
    Class  Balance  ?{Weather}  {1.00}  Share  Coupon
    Class A  1.00  2.00  3.000%
others that make no sense:
    Stocks  Drawn  2.00
    [Stairs]  ![Balanse]
    [Stairs]  ![Loans]  ![3]
    [Stairs]  ![Foo]  ![3]
    Loans  3
an unknown cell before one that may be left out: Rates  ?{Foo}  Gross  Fixed  5.000%
""")
def test_a_label_is_taken_as_read_if_it_stands_nowhere_else_in_the_heading(text: str) -> None:
    assert letter.rows(text) == text


@each("""
a row that another section has, too:
    Stocks  Opening  1.00
    Opening  2.00
    ~Servicing  1.00  = stocks.opening[0]: 1.00, stocks.opening[1]: 2.00, fees.servicing[0]: 1.00
rows with a text for their label:
    Class  Balance  Share  Coupon
    Class A  1.00  2.00  3.000%
    Class B  1.00  2.00  3.000%
rows below the same heading again: Stocks  Opening  1.00  Stocks  Opening  2.00
a row that was left out:
    Stocks  [Opening]  ![1.0S]
    Opening  1.00
""")
def test_a_row_twice_begins_no_other_section(text: str) -> None:
    assert letter.rows(text) == text


@each("""
the title and the rows below it:
    Letter of XY1  Paid on  1/2/2003
    Stocks  Opening  1.00
    <Letter of XY1>
    <Paid on>  <1/2/2003>
    Drawn  2.00
    <Letter of XY1>
    Loans  3
the title above a row whose heading is missing:
    Letter of XY1  ~Servicing  1.00  Custody  1.00  Taxes  1.00
    <Letter of XY1>
    Custodian  1.00
another title:
    Letter of XY1  Stocks  Opening  1.00
    ![Letter of XY2]
    [Drawn]  [2.00]
the same title above a row that was read:
    Letter of XY1  Stocks  Opening  1.00
    ![Letter of XY1]
    [Opening]  [1.00]
the same title above another date:
    Letter of XY1  Paid on  1/2/2003
    Stocks  Opening  1.00
    ![Letter of XY1]
    [Paid on]  [1/3/2003]
    [Drawn]  [1.00]
the same title above the same row, below another heading or not:
    Letter of XY1  Stocks  Opening  1.00
    <Letter of XY1>
    Fees  Opening  2.00
    <Letter of XY1>
    Toll  Gate  Loans  2
    ![Letter of XY1]
    [Fees]  [Opening]  [2.00]
""")
def test_a_title_that_comes_again_is_of_another_page_if_what_follows_is_new(text: str) -> None:
    assert whole_letter.rows(text) == text


def test_the_place_of_a_second_report_is_told() -> None:
    rows = "Letter of XY1\nStocks\nOpening  1.00\n"
    found = whole_letter.examine(f"{rows}Letter of XY2\nDrawn  2.00")
    assert found.second_report == len(rows)
    assert [problem.kind for problem in found.problems] == ["second-report"]
    assert whole_letter.examine(rows).second_report is None


@each("""
after some of its labels: Class  ?Balance
before a row that it must have: Page  ?Top
before a text in it: ?Stairs
within the row that it must have: Page  Top  ?Margin!
""")
def test_a_report_may_end_within_a_heading(text: str) -> None:
    assert letter.rows(text) == text


def test_nothing_is_read_of_what_is_no_whole_report() -> None:
    assert notice.rows("!?[Notice A]") == "!?[Notice A]"
    assert notice.examine("Notice A\nDue  1.00\n").report == Report()
    text = "Notice A\nPaid on  1/2/2003\n?{Paid on}  {1/2/2003}\nDue  1.00"
    assert notice.rows(text) == text


def test_a_hundred_headings_are_mended_and_no_more() -> None:
    left = "?{Reserv Fund}  ?{Opening Balance}  {1.00}"
    text = 100 * "~Reserv Fund  Opening Balance  1.00\n" + left
    assert fund.stream(text) == text


@pytest.mark.parametrize("headings", [15, 16])
def test_a_heading_is_missing_only_if_a_row_comes_within_twenty_cells(headings: int) -> None:
    first = {15: "~Bravo  Charlie  Delta  Echo", 16: "?{Bravo}  ?{Charlie}  ?{Delta}  ?{Echo}"}
    text = f"{first[headings]}{headings * '  Reserve Fund'}  Opening Balance  1.00"
    assert fund.stream(text) == text
