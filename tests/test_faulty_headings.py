"""What is read past a heading that is missing, misprinted or incomplete, and past a title."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from marks import HEAD_ROWS, Made, each, make


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("letter"), "letter")


@pytest.fixture(scope="module")
def fund(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("fund"), "fund")


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("notice"), "notice")


@each("""
one label:
    ~Opening Balance  1.00
    Closing Fee  2.00  = fund.opening: 1.00, fund.fee: 2.00
several labels: ~Foxtrot  1.00  = deep.foxtrot: 1.00
the first of several labels: ~One 1  Two 1  T1  Chosen  1.00  = choice.chosen: 1.00
a heading that must have a row: ~Entry  1.00  2.00%  = ledger.entry[0]: 1.00, ledger.entry[1]: 2.00%
a heading after another section:
    Reserve Fund  Opening Balance  1.00
    ~Foxtrot  2.00
    Tranche  Rate  Amount Due  = fund.opening: 1.00, deep.foxtrot: 2.00
three labels within: Alpha  ~Echo  Foxtrot  1.00  = deep.foxtrot: 1.00
the last two labels: Alpha  Bravo  Charlie  ~Foxtrot  1.00  = deep.foxtrot: 1.00
""")
def test_a_missing_heading_is_taken_as_read_in_the_one_way_there_is(fund: Made, text: str) -> None:
    assert fund.stream(text) == text


@each("""
a misprint: ~Reserv Fund  Opening Balance  1.00  = fund.opening: 1.00
a misprint in capitals: ~RESERV FUND  Opening Balance  1.00  = fund.opening: 1.00
a misprint at the end: ?~Tranch
a misprint of two labels: ~Statement o  Part  1.00  = parts.part: 1.00
another label within: Alpha  Bravo  Charlie  ~T1  Echo  Foxtrot  1.00  = deep.foxtrot: 1.00
two others within: Alpha  Bravo  Charlie  ~T1  T2  Echo  Foxtrot  1.00  = deep.foxtrot: 1.00
another label at the end: Alpha  Bravo  Charlie  Delta  ~T1
a label where a row may stand: Mixed  ~T1
""")
def test_a_misprint_or_another_label_is_read_as_the_one_that_is_missing(
    fund: Made, text: str
) -> None:
    assert fund.stream(text) == text


@each("""
one: Alpha  ?{X}  Bravo  Charlie  Delta  Echo  Foxtrot  1.00
one that is near to another: Alpha  ?{Brovo}  Bravo  Charlie  Delta  Echo  Foxtrot  1.00
three: Alpha  Bravo  Charlie  ?{T1}  {T2}  {T1}  Delta  Echo  Foxtrot  1.00
a row: Alpha  Bravo  Charlie  ?{T1}  {1.00}  Delta  Echo  Foxtrot  1.00
""")
def test_what_is_too_much_in_a_heading_is_kept(fund: Made, text: str) -> None:
    assert fund.stream(text) == text


@each("""
an unknown row: ?{Reserv Fund}  {1.00}
nothing like a heading: ?{Novel}
a known label that is no misprint: ?{T1}  ~Opening Balance  1.00
a misprint and a cell too many: ?{Reserv Fund}  ?{T1}  ~Opening Balance  1.00
a misprint in the wrong place: ?{Reserv Fund}  ~Foxtrot  1.00
a misprint of a row: Reserve Fund  ?{Opning Balance}
a misprint of two labels in each of them: ?{Statementt off}  ~Part  1.00
no row after it: ?{Bravo}  ?{Charlie}  ?{Delta}  ?{Echo}  ?{Foxtrot}  ?{X}
no figure after a row:
    ?{Opening Balance}  ?{X}
    ?{Opening Balance}  ~Opening Balance  1.00
an unknown cell within it: ?{Bravo}  ?{X}  ?{Charlie}  ?{Delta}  ?{Echo}  ?{Foxtrot}  {1.00}
a known cell too many: ?{Bravo}  Reserve Fund  Opening Balance  1.00
four labels missing: Alpha  ?{Foxtrot}  ?{1.00}
four cells too many: [Alpha]  [Bravo]  [Charlie]  ![T1]  ?{T2}  ?{T1}  ?{T2}  ?{Delta}  ?{Echo}  ?{Foxtrot}  {1.00}
a figure within: [Alpha]  ![1.00]  ?{Bravo}  ?{Charlie}
one of two labels missing: [Tranche]  ![Amount Due]  ?{Class A}
a label that may be one of two: [Tranche]  ![T1]  ?{Amount Due}  ?{Class A}
a row that must come: Ledger  ?{Foxtrot}  ?{1.00}
""")
def test_a_heading_is_left_where_there_is_no_way_or_more_than_one(fund: Made, text: str) -> None:
    assert fund.stream(text) == text


@each("""
another order:
    [Class]  ![Share]  ?{Balance}  ?{Coupon}
    ?{Class A}  {1.00}  {2.00}  {3.000%}
one before all others:
    ?{Share}  [Class]  [Balance]  ![Coupon]
    ?{Class A}  {1.00}  {2.00}  {3.000%}
one that was left out above:
    Stocks
    [Stairs]  ![Share]
    [Class]  ![Coupon]
    ?{Class A}  {1.00}  {2.00}  {3.000%}
one above a row:
    ?{Share}
    Stocks
    Drawn  1.00
    Class  ~Coupon
    Class A  1.00  2.00  3.000%
two missing:
    Class  ~Coupon
    Class A  1.00  2.00  3.000%
unknown cells at the end:
    Class  Balance  ?~{Foo}  ?{Bar}
    Class A  1.00  2.00  3.000%
a figure at the end:
    Class  Balance  [Share]  ![5.00]
    ~Class A  1.00  2.00  3.000%
an unknown row within:
    Class  Balance  ?{Weather}  {1.00}  Share  Coupon
    Class A  1.00  2.00  3.000%
an unknown cell that can be passed over in two ways:
    [Rates]  ![Foo]  ~Gross
    Fixed  5.000%
""")
def test_headings_of_columns_are_taken_as_read_only_if_they_stand_nowhere_else(
    letter: Made, text: str
) -> None:
    assert letter.rows(text) == text


@each("""
a cell:
    Stocks
    Drawn  2.00
    [Stairs]  ![Balanse]
    Loans  3
the label of a row:
    Stocks
    Drawn  2.00
    [Stairs]  ![Loans]  ![3]
    Loans  3
an unknown row:
    Stocks
    Drawn  2.00
    [Stairs]  ![Foo]  ![3]
    Loans  3
""")
def test_a_heading_that_makes_no_sense_is_left_out(letter: Made, text: str) -> None:
    assert letter.rows(text) == text


@each("""
a row that another section has:
    Stocks
    Opening  1.00
    ~Opening  2.00
    Servicing  1.00  = stocks.opening: 1.00, fees.opening: 2.00, fees.servicing[0]: 1.00
a row of a section with a heading of two labels:
    Stocks
    Loans  1
    ~Loans  2
    Passed  3  = stocks.loans: 1, toll_gates.loans: 2, toll_gates.passed: 3
no other section that is still to come:
    Fees
    Servicing  5.00
    Stocks
    Opening  1.00
    Opening  2.00
no section in which it is read on:
    Stocks
    Opening  1.00
    Opening  2.00
    Drawn  1.00
rows with a text for their label:
    Class  Balance  Share  Coupon
    Class A  1.00  2.00  3.000%
    Class B  1.00  2.00  3.000%
rows below the same heading again:
    Stocks
    Opening  1.00
    Stocks
    Opening  2.00
rows outside of sections:
    ?{Forecast}
    Paid on  1/2/2003
a row that was left out:
    Stocks
    [Opening]  ![1.0S]
    Opening  1.00
""")
def test_a_row_twice_begins_the_one_other_section_that_has_it(letter: Made, text: str) -> None:
    assert letter.rows(text) == text


@each("""
the title and the rows below it:
    Letter of XY1
    Paid on  1/2/2003
    Stocks
    Opening  1.00
    <Letter of XY1>
    <Paid on>  <1/2/2003>
    Drawn  2.00
    <Letter of XY1>
    Loans  3  = title: Letter of XY1, paid: 1/2/2003, stocks.opening: 1.00, stocks.drawn: 2.00, stocks.loans: 3
another title:
    Letter of XY1
    Stocks
    Opening  1.00
    ![Letter of XY2]
    [Drawn]  [2.00]
the same title above a row that was read:
    Letter of XY1
    Stocks
    Opening  1.00
    ![Letter of XY1]
    [Opening]  [1.00]
the same title at the end:
    Letter of XY1
    Stocks
    Opening  1.00
    ![Letter of XY1]
the same title above another row of the report itself:
    Letter of XY1
    Paid on  1/2/2003
    Stocks
    Opening  1.00
    <Letter of XY1>
    <Paid on>  <1/2/2003>
    Sent on  1/2/2003
the same title above another date:
    Letter of XY1
    Paid on  1/2/2003
    Stocks
    Opening  1.00
    ![Letter of XY1]
    [Paid on]  [1/3/2003]
    [Drawn]  [1.00]
the same row below another heading:
    Letter of XY1
    Stocks
    Opening  1.00
    <Letter of XY1>
    Fees
    Opening  2.00
    <Letter of XY1>
    Toll  Gate
    Loans  2
    ![Letter of XY1]
    [Fees]
    [Opening]  [2.00]
a title in the middle:
    Stocks
    Drawn  2.00
    ?{Letter of XY1}
    Loans  3
""")
def test_a_title_that_comes_again_is_of_another_page_if_what_follows_is_new(
    letter: Made, text: str
) -> None:
    assert attrs.evolve(letter, head="").rows(text) == text


def test_the_place_of_a_second_report_is_told(letter: Made) -> None:
    rows = "Letter of XY1\nStocks\nOpening  1.00\n"
    alone = attrs.evolve(letter, head="")
    assert alone.examine(f"{rows}Letter of XY2\nDrawn  2.00").second_report == len(rows)
    assert alone.examine(rows).second_report is None


@each("""
after some of its labels: Class  ?Balance
before a row that it must have: Page  ?Top
before a text in it: ?Stairs
within the row that it must have:
    Page  Top
    ?Margin!
""")
def test_a_report_may_end_within_a_heading(letter: Made, text: str) -> None:
    assert letter.rows(text) == text


@each("""
no row below the title: !?[Notice A]
a row that must come and is damaged:
    ![Notice A]
    [Paid on]  ![1/2/O3]
    ?[Due]  ?[1.00]
the whole of it, and a row again without the title:
    Notice A
    Paid on  1/2/2003
    ?{Paid on}  {1/2/2003}
    Due  1.00
""")
def test_nothing_is_read_of_what_is_no_whole_report(notice: Made, text: str) -> None:
    assert notice.rows(text) == text


def test_a_heading_is_not_taken_to_go_on_without_end(letter: Made) -> None:
    text = "[Block]  !~~~~~[Foo]  ~Sum\nSteps  1.00"
    assert letter.rows(text) == text


def test_a_hundred_headings_are_mended_and_no_more(fund: Made) -> None:
    rows = "\n~Reserv Fund\nOpening Balance  1.00"
    text = f"{100 * rows}\n?{{Reserv Fund}}\n?{{Opening Balance}}  {{1.00}}"
    assert fund.stream(text.strip()) == text.strip()


@pytest.mark.parametrize(("headings", "mark"), [(15, "~{}"), (16, "?{{{}}}")])
def test_a_heading_is_missing_only_if_a_row_comes_within_twenty_cells(
    fund: Made, headings: int, mark: str
) -> None:
    rest = "  ".join(
        ["Charlie  Delta  Echo", *headings * ["Reserve Fund"], "Opening Balance  1.00"]
    )
    if headings > 15:
        rest = rest.replace("Charlie  Delta  Echo", "?{Charlie}  ?{Delta}  ?{Echo}")
    text = f"{mark.format('Bravo')}  {rest}"
    assert fund.stream(text) == text


@pytest.mark.parametrize("labels", [30, 31])
def test_a_heading_of_thirty_labels_may_be_missing(labels: int, tmp_path: Path) -> None:
    heading = " ".join(f'"Part {number}"' for number in range(labels))
    grammar = f"%import .values (_amount, _date)\nreport: (head | long)*\n{HEAD_ROWS}\n"
    made = make(tmp_path, "long", f'{grammar}long: {heading} row*\nrow: "Row" _amount -> row\n')
    text = "~Row  1.00" if labels == 30 else "?{Row}  {1.00}"
    assert made.rows(text) == text
