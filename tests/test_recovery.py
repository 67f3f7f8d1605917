"""What is read on after a fault, and what is said of it: small reports of made-up formats."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from conftest import FIXTURES

from gmacm_grammar import Examination, Limits, Report, examine
from gmacm_grammar.model.examination import Cell, Problem
from gmacm_grammar.model.records import UnknownRow
from gmacm_grammar.parsing.lookahead import Lookahead, Stack
from gmacm_grammar.reading.formats import Format, Library
from gmacm_grammar.recovery.recovery import Recovery
from gmacm_grammar.recovery.state import Cursor, Mark, Unknown, like_figure

LETTER = """\
%import .values (_amount, _count, _rate, _date, AMOUNT, DATE, PERCENT)

report: title? (paid_row | pools | fees | notes | moves | toll_gates | rates | raises
      | blocks | steps | page | odds)*
title: TITLE
TITLE: /Letter of XY[0-9]/
paid_row: "Paid on" _date -> payment_date

pools: "Pools" pool_row*
pool_row: "Opening" _amount -> opening
        | "Drawn" _amount   -> drawn
        | "Loans" _count    -> loans

fees: "Fees" fee_row*
fee_row: "Servicing" _amount+ -> servicing
       | "Custody" _amount+   -> custody
       | "Custodian" _amount  -> custodian
       | "Taxes" _amount _rate? -> taxes
       | "Opening" _amount    -> fee

notes: "Class" "Balance" "Share" "Coupon" note*
note: name balance share coupon
name: CLASS
CLASS: /Class [A-Z]/
balance: _amount
share:   _amount
coupon:  _rate

moves: "Moves" move_row*
move_row: "Sold" _amount _amount _amount? _amount? -> sold
        | "Bought" _amount "on" _date "for" _amount -> bought
        | "Lent" _amount? "until" _date -> lent
        | "Held" _amount _date -> held

toll_gates: _toll_heading toll_row*
_toll_heading: "Toll" "Gate"
toll_row: "Passed" _count -> passed
        | "Loans" _count  -> toll_loans

raises: "Raises" raise_row*
raise_row: "Raised" _date _rate? -> raised

rates: "Rates" "Net"? "Gross" rate_row*
rate_row: "Fixed" _rate -> fixed

blocks: "Block" "Begun"+ "Sum" block_row*
block_row: "Steps" _amount -> block_steps

steps: "Stairs" step "Landing" step_row*
step: STEP
STEP: /step [a-z]/
step_row: "Climbed" _count -> climbed

page: "Page" ("Top" | "Middle" | "Left" | "Right" | "Bottom") page_row+
page_row: "Margin" _amount -> margin

odds: "Odds" (odd_row | _boxed)*
odd_row: "Raw" AMOUNT                    -> raw
       | "Late" (late_since | cost | step) -> late
       | "Due" (_plain_amount | late_since) -> due
       | "At" rate                       -> rated
_boxed: "Boxed" _IN cost
_IN: /in [a-z]+/
late_since: _plain_date
cost: _plain_amount
rate: _plain_rate
_plain_date:   DATE
_plain_amount: AMOUNT
_plain_rate:   PERCENT
"""

#: A format that wants a title and a row.
NOTICE = """\
%import .values (_amount, _date)

report: title paid_row due_row*
title: TITLE
TITLE: /Notice [A-Z]/
paid_row: "Paid on" _date -> payment_date
due_row: "Due" _amount -> excess_cash
"""


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the format of letters."""
    folder = tmp_path_factory.mktemp("grammar")
    (folder / "letter.lark").write_text(LETTER, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def letter(letters: Path) -> Format:
    return Library([letters]).format("letter")


class Reader:
    """Reads rows, whose cells have bars between them, and says in lines what became of them."""

    def __init__(self, letter: Format) -> None:
        self._letter = letter

    def recovery(self, *rows: str, has_rows: bool = True, apart: str | None = None) -> Recovery:
        cells = []
        for line, row in enumerate(rows, 1):
            at = 0
            for text in row.split("|"):
                cell = text.strip()
                column = at + len(text) - len(text.lstrip()) + 1
                terminal = self._letter.classifier[cell] if cell else "NONE"
                cells.append(Cell(cell, line, column, 100 * line + column, terminal=terminal))
                cells[-1].row = line if has_rows else 0
                at += len(text) + 1
        set_apart = [cell for cell in cells if cell.text == apart]
        found = Recovery(self._letter.lookahead, cells, has_rows, set_apart)
        found.run()
        return found

    def __call__(self, *rows: str, has_rows: bool = True, apart: str | None = None) -> list[str]:
        """The cells that are read, the problems, the unknown cells, and those with another role."""
        found = self.recovery(*rows, has_rows=has_rows, apart=apart)
        read = " ".join(cell.text if cell else f"<{name}>" for cell, name in found.kept)
        problems = "\n".join(map(str, found.problems)).splitlines()
        roles = [f"{cell.role}: {cell.text}" for cell in found.cells if cell.role != "unread"]
        return [read, *problems, *map(_shown, found.unknown), *roles]

    def stream(self, *rows: str) -> list[str]:
        """The same for a text in which the ends of rows are not known."""
        return self(*rows, has_rows=False)


def _shown(unknown: Unknown) -> str:
    cells = [unknown.label, *unknown.values] if unknown.label else unknown.values
    after = unknown.after.text if unknown.after else None
    texts = ", ".join(cell.text for cell in cells)
    return f"unknown: {texts} in {unknown.section} after {after}"


@pytest.fixture(scope="module")
def read(letter: Format) -> Reader:
    return Reader(letter)


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the format that wants a title and a row."""
    folder = tmp_path_factory.mktemp("grammar")
    (folder / "notice.lark").write_text(NOTICE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def notice(notices: Path) -> Reader:
    return Reader(Library([notices]).format("notice"))


def test_a_value_too_many_costs_its_row(read: Reader) -> None:
    assert read("Pools", "Opening | 1.00", "Drawn | 1.00 | 2.00", "Loans | 3") == [
        "Pools Opening 1.00 Loans 3",
        'line 3, column 16: error: one value too many in the row: "2.00"',
        '  in pools, row "Drawn"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_several_values_too_many_are_shown_together(read: Reader) -> None:
    assert read("Pools", "Drawn | 1.00 | 2.00 | 3.00", "Loans | 3") == [
        "Pools Loans 3",
        'line 2, column 16: error: 2 values too many in the row: "2.00" "3.00"',
        '  in pools, row "Drawn"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_a_row_of_any_number_of_values_ends_with_its_line(read: Reader) -> None:
    assert read("Fees", "Servicing | 1.00 | 2.00", "3.00 | 4.00", "Custody | 5.00") == [
        "Fees Servicing 1.00 2.00 Custody 5.00",
        'line 3, column 1: error: expected a label, found "3.00" "4.00"',
        '  in fees, row "Servicing"',
        "  hint: a label is missing before it, or the row before it has a value too many",
    ]


IN_ANOTHER_LINE = (
    "  hint: it may be the value, or belong to another row; look at the original; "
    "the row is left out"
)


def test_a_row_does_not_go_on_in_the_next_line(read: Reader) -> None:
    assert read(
        "Class | Balance | Share | Coupon",
        "Class A | 1.00",
        "2.00 | 3.000%",
        "Class B",
        "4.00 | 5.00 | 6.000%",
    ) == [
        "Class Balance Share Coupon Class B 4.00 5.00 6.000%",
        "line 2, column 15: error: a value is missing: expected an amount (share); "
        '"2.00" stands in another line',
        '  in notes, row "Class A"',
        IN_ANOTHER_LINE,
        'line 3, column 1: warning: stray cell without a label: "2.00" "3.000%"',
        '  in notes, row "Class A"',
        "unknown: 2.00, 3.000% in notes after Class A",
    ]


def test_values_below_their_label_stand_in_one_line(read: Reader) -> None:
    assert read("Moves", "Sold", "1.00", "2.00", "Held", "3.00 | 1/2/2003") == [
        "Moves Held 3.00 1/2/2003",
        "line 3, column 5: error: a value is missing: expected an amount; "
        '"2.00" stands in another line',
        '  in moves, row "Sold"',
        IN_ANOTHER_LINE,
        'line 4, column 1: warning: stray cell without a label: "2.00"',
        '  in moves, row "Sold"',
        "unknown: 2.00 in moves after Sold",
    ]


def test_of_values_below_their_label_one_may_be_too_many(read: Reader) -> None:
    assert read("Fees", "Custodian", "1.00 | 2.00")[:2] == [
        "Fees",
        'line 3, column 8: error: one value too many in the row: "2.00"',
    ]


def test_a_row_is_read_past_the_end_of_a_line_where_rows_are_not_known(read: Reader) -> None:
    assert read.stream("Fees", "Servicing | 1.00 | 2.00", "3.00 | 4.00", "Custody | 5.00") == [
        "Fees Servicing 1.00 2.00 3.00 4.00 Custody 5.00"
    ]


def test_a_figure_after_a_heading_is_a_row_without_its_label(read: Reader) -> None:
    assert read("Pools | 5.00", "Drawn | 2.00") == [
        "Pools Drawn 2.00",
        'line 1, column 9: error: expected a label, found "5.00"',
        '  in row "Pools"',
        "  hint: a label is missing before it, or the row before it has a value too many",
    ]


def test_figures_that_fit_no_row_are_stray(read: Reader) -> None:
    assert read("Pools | 5.00 | 6.00", "Drawn | 2.00", "7.000%", "Servicing | 1.00") == [
        "Pools Drawn 2.00 <FEES> Servicing 1.00",
        'line 1, column 9: warning: stray cell without a label: "5.00" "6.00"',
        '  in row "Pools"',
        'line 3, column 1: warning: stray cell without a label: "7.000%"',
        '  in pools, row "Drawn"',
        'line 4, column 1: repair: the heading "Fees" is missing before this',
        "  in pools",
        "unknown: 5.00, 6.00 in pools after Pools",
        "unknown: 7.000% in pools after Drawn",
    ]


def test_a_figure_before_all_else_is_stray(read: Reader) -> None:
    assert read("5.00", "Pools", "Drawn | 2.00") == [
        "Pools Drawn 2.00",
        'line 1, column 1: warning: stray cell without a label: "5.00"',
        "unknown: 5.00 in None after None",
    ]


def test_a_row_without_its_label_is_no_value_too_many_where_rows_are_not_known(
    read: Reader,
) -> None:
    assert read.stream("Pools", "Drawn | 1.00", "2.00", "Loans | 3") == [
        "Pools Drawn 1.00 Loans 3",
        'line 3, column 1: error: expected a label, found "2.00"',
        '  in pools, row "Drawn"',
        "  hint: a label is missing before it, or the row before it has a value too many",
    ]


def test_a_row_of_several_values_with_one_too_many_is_left_out(read: Reader) -> None:
    assert read.stream(
        "Moves", "Sold | 1.00 | 2.00 | 3.00 | 4.00 | 5.00", "Sold | 1.00 | 2.00"
    ) == [
        "Moves Sold 1.00 2.00",
        'line 2, column 36: error: one value too many in the row: "5.00"',
        '  in moves, row "Sold"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_a_row_with_the_same_value_once_more_is_left_out(read: Reader) -> None:
    assert read.stream(
        "Moves", "Sold | 1.00 | 1.00 | 1.00 | 1.00 | 1.00", "Sold | 1.00 | 2.00"
    ) == [
        "Moves Sold 1.00 1.00 1.00 1.00 Sold 1.00 2.00",
        'line 2, column 36: warning: stray cell without a label: "1.00"',
        '  in moves, row "Sold"',
        "unknown: 1.00 in moves after Sold",
    ]


def test_a_row_without_its_label_after_one_that_it_could_belong_to(read: Reader) -> None:
    assert read.stream(
        "Class | Balance | Share | Coupon",
        "Class A | 1.00 | 2.00 | 3.000% | 4.000%",
        "Class B | 1.00 | 2.00 | 3.000% | 5.00 | 6.00 | 7.000%",
        "Class C | 1.00 | 2.00 | 3.000% | 5.00 | 7.000%",
        "Class D | 1.00 | 2.00 | 3.000%",
    ) == [
        "Class Balance Share Coupon Class B 1.00 2.00 3.000% Class D 1.00 2.00 3.000%",
        'line 2, column 34: error: one value too many in the row: "4.000%"',
        '  in notes, row "Class A"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
        'line 3, column 34: warning: stray cell without a label: "5.00" "6.00" "7.000%"',
        '  in notes, row "Class B"',
        'line 4, column 34: error: 2 values too many in the row: "5.00" "7.000%"',
        '  in notes, row "Class C"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
        "unknown: 5.00, 6.00, 7.000% in notes after Class B",
    ]


def test_a_damaged_figure_costs_its_row(read: Reader) -> None:
    assert read("Pools", "Opening | 1.0S", "Loans | 3") == [
        "Pools Loans 3",
        'line 2, column 11: error: "1.0S" is not an amount',
        '  in pools, row "Opening"',
        "  hint: a figure is damaged or misprinted; the row is left out",
    ]


def test_damaged_figures_and_all_others_of_a_row_are_left_out_together(read: Reader) -> None:
    assert read(
        "Class | Balance | Share | Coupon",
        "Class A | 1.0S | 2.00 | 3.0X | 4.00",
        "Class B | 1.0S | 2.00 | Foo | 4.00",
        "Class C | 1.00 | 2.00 | 3.000%",
    ) == [
        "Class Balance Share Coupon Class C 1.00 2.00 3.000%",
        'line 2, column 11: error: "1.0S" is not an amount (balance)',
        '  in notes, row "Class A"',
        "  hint: a figure is damaged or misprinted; the row is left out",
        'line 3, column 11: error: "1.0S" is not an amount (balance)',
        '  in notes, row "Class B"',
        "  hint: a figure is damaged or misprinted; the row is left out",
        'line 3, column 25: warning: unknown row "Foo"',
        "  in notes",
        '  hint: did you mean "for"? if it is a remark on "2.00", '
        '"4.00" may be a value of the row before it',
        "unknown: Foo, 4.00 in notes after Class B",
    ]


def test_a_damaged_figure_may_end_the_report(read: Reader) -> None:
    assert read("Pools", "Opening | 1.0S") == [
        "Pools",
        'line 2, column 11: error: "1.0S" is not an amount',
        '  in pools, row "Opening"',
        "  hint: a figure is damaged or misprinted; the row is left out",
    ]


def test_a_damaged_figure_before_another_that_ends_the_report(read: Reader) -> None:
    assert read("Pools", "Drawn | 1.00", "Opening | 1.0S | 2.0S") == [
        "Pools Drawn 1.00",
        'line 3, column 11: error: "1.0S" is not an amount',
        '  in pools, row "Opening"',
        "  hint: a figure is damaged or misprinted; the row is left out",
    ]


def test_as_many_letters_as_digits_may_be_a_figure(read: Reader) -> None:
    assert read("Pools", "Opening | 1A") == [
        "Pools",
        'line 2, column 11: error: "1A" is not an amount',
        '  in pools, row "Opening"',
        "  hint: a figure is damaged or misprinted; the row is left out",
    ]


def test_more_letters_than_digits_are_no_figure(read: Reader) -> None:
    assert read("Pools", "Opening | 1AB") == [
        "Pools",
        'line 2, column 8: error: a value is missing: expected an amount, found "1AB"',
        '  in pools, row "Opening"',
        "  hint: the row is left out",
        'line 2, column 11: warning: unknown heading "1AB"',
        "  in pools",
        "unknown: 1AB in pools after Opening",
    ]


def test_no_digit_is_no_figure(read: Reader) -> None:
    assert read("Pools", "Opening | @!") == [
        "Pools",
        'line 2, column 8: error: a value is missing: expected an amount, found "@!"',
        '  in pools, row "Opening"',
        "  hint: the row is left out",
        'line 2, column 11: warning: unknown heading "@!"',
        "  in pools",
        "unknown: @! in pools after Opening",
    ]


def test_words_are_no_figure(read: Reader) -> None:
    assert read("Pools", "Opening | 1.00 2S.00") == [
        "Pools",
        'line 2, column 8: error: a value is missing: expected an amount, found "1.00 2S.00"',
        '  in pools, row "Opening"',
        "  hint: the row is left out",
        'line 2, column 11: warning: unknown heading "1.00 2S.00"',
        "  in pools",
        "unknown: 1.00 2S.00 in pools after Opening",
    ]


def test_a_figure_of_another_kind_costs_its_row(read: Reader) -> None:
    assert read("Pools", "Loans | 1.00% | 2", "Drawn | 5.00") == [
        "Pools Drawn 5.00",
        'line 2, column 9: error: expected a count here, found "1.00%"',
        '  in pools, row "Loans"',
        "  hint: the row has another form than the grammar says; the row is left out",
    ]


def test_a_rate_that_has_lost_its_percent_sign_is_told_so(read: Reader) -> None:
    rows = "Rates | Gross", "Fixed | 1.00", "Class | Balance | Share | Coupon", "Class A | 2.000%"
    assert read(*rows) == [
        "Rates Gross Class Balance Share Coupon",
        'line 2, column 9: error: expected a rate here, found "1.00" without a percent sign',
        '  in rates, row "Fixed"',
        "  hint: the percent sign, or a value before it, is missing; the row is left out",
        'line 4, column 11: error: expected an amount (balance) here, found "2.000%"',
        '  in notes, row "Class A"',
        "  hint: the row has another form than the grammar says; the row is left out",
    ]


def test_a_value_too_many_may_have_lost_its_percent_sign(read: Reader) -> None:
    assert read("Fees", "Taxes | 1.00 | 2.00") == [
        "Fees",
        'line 2, column 16: error: one value too many in the row: "2.00"',
        '  in fees, row "Taxes"',
        "  hint: which of its values is the right one cannot be known; the row is left out; "
        '"2.00" has no percent sign: with it, it can be a rate',
    ]
    assert read.stream("Fees", "Taxes | 1.00 | 2.00") == [
        "Fees Taxes 1.00",
        'line 2, column 16: error: expected a label, found "2.00"',
        '  in fees, row "Taxes"',
        "  hint: a label is missing before it, or the row before it has a value too many; "
        '"2.00" has no percent sign: with it, it can be a rate',
    ]
    assert read.stream("Raises", "Raised | 1/2/2003 | 2.00") == [
        "Raises Raised 1/2/2003",
        'line 2, column 21: warning: stray cell without a label: "2.00"',
        '  in raises, row "Raised"',
        '  hint: "2.00" has no percent sign: with it, it can be a rate',
        "unknown: 2.00 in raises after Raised",
    ]


def test_a_figure_set_apart_from_a_heading_is_no_value_of_it(read: Reader) -> None:
    assert read("Fees", "9.00", "Custodian | 1.00", apart="9.00") == [
        "Fees Custodian 1.00",
        'line 2, column 1: error: expected a label, found "9.00"',
        '  in row "Fees"',
        "  hint: a label is missing before it, or the row before it has a value too many",
    ]


def test_stray_figures_set_apart_from_a_label_may_be_its_values(read: Reader) -> None:
    assert read("Pools", "Opening", "1.00 | 2.00", "Loans | 3", apart="1.00")[4:] == [
        'line 3, column 1: warning: stray cell without a label: "1.00" "2.00"',
        '  in pools, row "Opening"',
        '  hint: it may be the value of "Opening" above it, or of a row without label; '
        "look at the original",
        "unknown: 1.00, 2.00 in pools after Opening",
    ]


def test_a_value_that_is_missing_costs_its_row(read: Reader) -> None:
    assert read(
        "Class | Balance | Share | Coupon", "Class A | 1.00", "Class B | 1.00 | 2.00 | 3.000%"
    ) == [
        "Class Balance Share Coupon Class B 1.00 2.00 3.000%",
        (
            "line 2, column 15: error: a value is missing: expected an amount (share), found "
            '"Class B"'
        ),
        '  in notes, row "Class A"',
        "  hint: the row is left out",
    ]


def test_a_value_that_is_missing_before_a_label_of_the_row(read: Reader) -> None:
    assert read("Moves", "Lent | Foo | 3.00", "Sold | 1.00 | 2.00") == [
        "Moves Sold 1.00 2.00",
        'line 2, column 5: error: a value is missing: expected an amount, found "Foo"',
        '  in moves, row "Lent"',
        "  hint: the row is left out",
        'line 2, column 8: warning: unknown row "Foo"',
        "  in moves",
        '  hint: did you mean "for"?',
        "unknown: Foo, 3.00 in moves after Lent",
    ]


def test_a_second_label_of_a_row_is_not_guessed(read: Reader) -> None:
    assert read("Moves", "Bought | 1.00 | Foo | 2.00", "Sold | 1.00 | 2.00") == [
        "Moves Sold 1.00 2.00",
        'line 2, column 17: error: expected "on", found "Foo"',
        "  in moves",
        '  hint: did you mean "for"?',
        'line 2, column 23: error: one value too many in the row: "2.00"',
        '  in moves, row "Bought"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_a_value_that_is_missing_after_the_second_label_of_a_row(read: Reader) -> None:
    assert read(
        "Moves", "Bought | 1.00 | on | for | 2.00", "Lent | until | Foo", "Sold | 1.00 | 2.00"
    ) == [
        "Moves Sold 1.00 2.00",
        'line 2, column 19: error: a value is missing: expected a date, found "for"',
        '  in moves, row "on"',
        "  hint: the row is left out",
        'line 2, column 22: error: expected "on", found "for"',
        "  in moves",
        'line 2, column 28: error: one value too many in the row: "2.00"',
        '  in moves, row "Bought"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
        'line 3, column 13: error: a value is missing: expected a date, found "Foo"',
        '  in moves, row "Lent"',
        "  hint: the row is left out",
        'line 3, column 16: warning: unknown heading "Foo"',
        "  in moves",
        '  hint: did you mean "for"?',
        "unknown: Foo in moves after Lent",
    ]


def test_an_unknown_row_is_kept(read: Reader) -> None:
    assert read("Pools", "Opening | 1.00", "Weather | 5.00 | 6", "Drawn | 2.00") == [
        "Pools Opening 1.00 Drawn 2.00",
        'line 3, column 1: warning: unknown row "Weather"',
        "  in pools",
        "unknown: Weather, 5.00, 6 in pools after Opening",
    ]


def test_an_unknown_heading_is_kept_and_the_unknown_rows_are_its_own(read: Reader) -> None:
    assert read(
        "Pools", "Opening | 1.00", "Forecast", "Rain | 1.00", "Drawn | 2.00", "Openings | 3.00"
    ) == [
        "Pools Opening 1.00 Drawn 2.00",
        'line 3, column 1: warning: unknown heading "Forecast"',
        "  in pools",
        'line 4, column 1: warning: unknown row "Rain"',
        "  in pools",
        '  hint: did you mean "Drawn"?',
        'line 6, column 1: warning: unknown row "Openings"',
        "  in pools",
        '  hint: did you mean "Opening"?',
        "unknown: Forecast in pools after Opening",
        "unknown: Rain, 1.00 in Forecast after Opening",
        "unknown: Openings, 3.00 in pools after Drawn",
    ]


def test_a_row_that_comes_again_under_an_unknown_heading_belongs_to_it(read: Reader) -> None:
    assert read(
        "Pools", "Opening | 1.00", "Forecast", "Opening | 2.00", "Loans | 3", "Opening | 4.00"
    ) == [
        "Pools Opening 1.00 Loans 3 <FEES> Opening 4.00",
        'line 3, column 1: warning: unknown heading "Forecast"',
        "  in pools",
        'line 4, column 1: warning: the row "Opening" is known, but not in this place',
        "  in pools",
        "  hint: it is kept as an unknown row",
        'line 6, column 1: repair: the heading "Fees" is missing before this',
        "  in pools",
        "unknown: Forecast in pools after Opening",
        "unknown: Opening, 2.00 in Forecast after Opening",
    ]


def test_an_unknown_row_before_all_else(read: Reader) -> None:
    assert read("Weather | 5.00", "Pools", "Drawn | 2.00") == [
        "Pools Drawn 2.00",
        'line 1, column 1: warning: unknown row "Weather"',
        "unknown: Weather, 5.00 in None after None",
    ]


def test_a_known_row_in_a_wrong_place_is_kept_as_unknown(read: Reader) -> None:
    assert read("Opening | 1.00") == [
        "",
        'line 1, column 1: warning: the row "Opening" is known, but not in this place',
        "  hint: it is kept as an unknown row",
        "unknown: Opening, 1.00 in None after None",
    ]


def test_a_known_heading_in_a_wrong_place_is_kept_as_unknown(read: Reader) -> None:
    assert read("Pools", "Drawn | 2.00", "Letter of XY1", "Loans | 3") == [
        "Pools Drawn 2.00 Loans 3",
        'line 3, column 1: warning: the heading "Letter of XY1" is known, but not in this place',
        "  in pools",
        "  hint: it is kept as an unknown row",
        "unknown: Letter of XY1 in pools after Drawn",
    ]


def test_an_unknown_row_within_a_heading_is_kept(read: Reader) -> None:
    assert read(
        "Class | Balance | Weather | 1.00 | Share | Coupon", "Class A | 1.00 | 2.00 | 3.000%"
    ) == [
        "Class Balance Share Coupon Class A 1.00 2.00 3.000%",
        'line 1, column 19: warning: unknown row "Weather"',
        "  in notes",
        "unknown: Weather, 1.00 in notes after Balance",
    ]


def test_a_cell_that_makes_no_sense_within_a_heading(read: Reader) -> None:
    assert read("Pools", "Drawn | 2.00", "Stairs | Balanse", "Drawn | 3.00") == [
        "Pools Drawn 2.00 Drawn 3.00",
        'line 3, column 10: error: expected a label, found "Balanse"',
        "  in steps",
        '  hint: did you mean "Balance"?',
    ]


def test_a_label_that_makes_no_sense_within_a_heading(read: Reader) -> None:
    assert read("Pools", "Drawn | 2.00", "Stairs | Loans | 3", "Drawn | 3.00") == [
        "Pools Drawn 2.00 Drawn 3.00",
        'line 3, column 10: error: expected a label, found "Loans"',
        "  in steps",
        'line 3, column 18: error: one value too many in the row: "3"',
        '  in row "Stairs"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_an_unknown_row_that_makes_no_sense_within_a_heading(read: Reader) -> None:
    assert read("Pools", "Drawn | 2.00", "Stairs | Foo | 3", "Drawn | 3.00") == [
        "Pools Drawn 2.00 Drawn 3.00",
        'line 3, column 10: error: expected a label, found "Foo"',
        "  in steps",
        '  hint: did you mean "for"?',
        'line 3, column 16: error: one value too many in the row: "3"',
        '  in row "Stairs"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_a_row_that_comes_a_second_time_begins_the_other_section_that_has_it(read: Reader) -> None:
    assert read("Pools", "Opening | 1.00", "Opening | 2.00", "Servicing | 1.00") == [
        "Pools Opening 1.00 <FEES> Opening 2.00 Servicing 1.00",
        'line 3, column 1: repair: the heading "Fees" is missing before this',
        "  in pools",
    ]


def test_a_row_that_comes_a_second_time_begins_no_section_that_was_read(read: Reader) -> None:
    assert read("Fees", "Servicing | 5.00", "Pools", "Opening | 1.00", "Opening | 2.00") == [
        "Fees Servicing 5.00 Pools Opening 1.00 Opening 2.00"
    ]


def test_a_row_that_comes_a_second_time_begins_no_section_in_which_it_is_not_read_on(
    read: Reader,
) -> None:
    assert read("Pools", "Opening | 1.00", "Opening | 2.00", "Drawn | 1.00") == [
        "Pools Opening 1.00 Opening 2.00 Drawn 1.00"
    ]


def test_a_row_with_a_text_for_its_label_may_come_again(read: Reader) -> None:
    assert read(
        "Class | Balance | Share | Coupon",
        "Class A | 1.00 | 2.00 | 3.000%",
        "Class B | 1.00 | 2.00 | 3.000%",
    ) == ["Class Balance Share Coupon Class A 1.00 2.00 3.000% Class B 1.00 2.00 3.000%"]


def test_a_figure_that_is_set_apart_is_no_value_of_the_label_above_it(read: Reader) -> None:
    assert read("Fees", "Servicing", "9.00", "Custody | 1.00", apart="9.00") == [
        "Fees Custody 1.00",
        "line 2, column 10: error: a value is missing: expected an amount; "
        '"9.00" below it is set apart',
        '  in fees, row "Servicing"',
        "  hint: an empty line, a rule or a tag is between: it may be the value, or belong to "
        "another row; look at the original; the row is left out",
        'line 3, column 1: error: expected a label, found "9.00"',
        '  in fees, row "Servicing"',
        '  hint: it may be the value of "Servicing" above it, or of a row without label; '
        "look at the original",
    ]


def test_a_figure_that_is_set_apart_is_none_of_a_row_that_may_go_on(read: Reader) -> None:
    rows = ["Fees", "Servicing | 1.00", "9.00", "Custody | 1.00"]
    assert read.stream(*rows) == ["Fees Servicing 1.00 9.00 Custody 1.00"]
    assert read(*rows, has_rows=False, apart="9.00") == [
        "Fees Servicing 1.00 Custody 1.00",
        'line 3, column 1: error: expected a label, found "9.00"',
        '  in fees, row "Servicing"',
        "  hint: a label is missing before it, or the row before it has a value too many",
    ]


def test_what_is_not_understood_behind_a_figure_costs_its_row(read: Reader) -> None:
    assert read("Pools", "Drawn | 1.00 | CR", "Loans | 3") == [
        "Pools Loans 3",
        'line 2, column 16: error: "CR" stands behind a figure and is not understood',
        '  in pools, row "Drawn"',
        "  hint: it may change what the figure says; the row is left out",
    ]


def test_what_stands_on_a_line_of_its_own_is_not_behind_a_figure(read: Reader) -> None:
    kept = [
        "Pools Drawn 1.00 Loans 3",
        'line 3, column 1: warning: unknown heading "CR"',
        "  in pools",
        "  hint: the known rows below it are read as rows of the section before it",
        "unknown: CR in pools after Drawn",
    ]
    rows = ["Pools", "Drawn | 1.00", "CR", "Loans | 3"]
    assert read(*rows) == kept
    assert read.stream(*rows) == kept


def test_where_rows_are_not_known_nothing_stands_behind_a_figure(read: Reader) -> None:
    assert read.stream("Pools", "Drawn | 1.00 | CR") == [
        "Pools Drawn 1.00",
        'line 2, column 16: warning: unknown heading "CR"',
        "  in pools",
        "unknown: CR in pools after Drawn",
    ]


def test_a_row_or_a_known_label_behind_a_figure_is_no_remark(read: Reader) -> None:
    assert read("Pools", "Drawn | 1.00 | CR | 2.00 | 3.00") == [
        "Pools Drawn 1.00",
        'line 2, column 16: warning: unknown row "CR"',
        "  in pools",
        '  hint: if it is a remark on "1.00", "2.00" "3.00" may be a value of the row before it',
        "unknown: CR, 2.00, 3.00 in pools after Drawn",
    ]
    assert read("Pools", "Drawn | 1.00 | Letter of XY1") == [
        "Pools Drawn 1.00",
        'line 2, column 16: warning: the heading "Letter of XY1" is known, but not in this place',
        "  in pools",
        "  hint: it is kept as an unknown row",
        "unknown: Letter of XY1 in pools after Drawn",
    ]


def test_what_begins_a_report_of_one_line_does_not_stand_behind_its_last_figure(
    read: Reader,
) -> None:
    assert read("Foo | Pools | Drawn | 1.00") == [
        "Pools Drawn 1.00",
        'line 1, column 1: warning: unknown heading "Foo"',
        '  hint: did you mean "for"?',
        "unknown: Foo in None after None",
    ]


def test_rows_below_an_unknown_heading_go_on_with_the_section_before_it(read: Reader) -> None:
    def hint(*rows: str) -> str | None:
        return read.recovery("Pools", *rows).problems[0].hint

    carried_on = "the known rows below it are read as rows of the section before it"
    near = 'did you mean "Opening"?'
    assert hint("Drawn | 1.00", "Forecast", "Loans | 3") == carried_on
    assert hint("Drawn | 1.00", "Openin", "Loans | 3") == f"{near} {carried_on}"
    assert hint("Drawn | 1.00", "Openin", "Drawn | 2.00") == near  # a row of the heading
    assert hint("Drawn | 1.00", "Openin", "Paid on | 1/2/2003") == near  # no row of the section
    assert hint("Drawn | 1.00", "Openin", "Fees", "Custody | 1.00") == near
    assert hint("Drawn | 1.00", "Openin", "Foo | 1.00") == near
    assert hint("Drawn | 1.00", "Openin | 2.00", "Loans | 3") == near  # no heading
    assert hint("Drawn | 1.00", "Openin") == near
    assert hint("Openin", "Loans | 3") == near  # no row before it
    assert hint("Drawn | 1.00", "Forecast") is None


def test_rows_below_an_unknown_heading_that_stand_in_no_section_are_not_spoken_of(
    notice: Reader,
) -> None:
    assert notice("Notice A", "Paid on | 1/2/2003", "Forecast", "Due | 1.00") == [
        "Notice A Paid on 1/2/2003 Due 1.00",
        'line 3, column 1: warning: unknown heading "Forecast"',
        "unknown: Forecast in None after Paid on",
    ]


def test_headings_of_columns_in_another_order_are_not_taken_as_read(read: Reader) -> None:
    assert read("Class | Share | Balance | Coupon", "Class A | 1.00 | 2.00 | 3.000%") == [
        "",
        'line 1, column 9: error: expected "Balance", found "Share"',
        "  in notes",
        'line 1, column 17: warning: the heading "Balance" is known, but not in this place',
        "  hint: it is kept as an unknown row",
        'line 1, column 27: warning: the heading "Coupon" is known, but not in this place',
        "  hint: it is kept as an unknown row",
        'line 2, column 1: warning: the row "Class A" is known, but not in this place',
        "  hint: it is kept as an unknown row",
        "unknown: Balance in None after None",
        "unknown: Coupon in Balance after None",
        "unknown: Class A, 1.00, 2.00, 3.000% in Coupon after None",
    ]


def test_a_heading_of_a_column_before_all_others_is_not_missing_among_them(read: Reader) -> None:
    assert read("Share | Class | Balance | Coupon", "Class A | 1.00 | 2.00 | 3.000%") == [
        "",
        'line 1, column 1: warning: the heading "Share" is known, but not in this place',
        "  hint: it is kept as an unknown row",
        'line 1, column 27: error: expected "Share", found "Coupon"',
        "  in notes",
        'line 2, column 1: warning: the row "Class A" is known, but not in this place',
        "  hint: it is kept as an unknown row",
        "unknown: Share in None after None",
        "unknown: Class A, 1.00, 2.00, 3.000% in None after None",
    ]


def test_a_heading_that_is_left_out_is_not_missing_in_the_next_one(read: Reader) -> None:
    rows = ["Class | Coupon", "Class A | 1.00 | 2.00 | 3.000%", "Paid on | 1/2/2003"]
    mended = "Class <BALANCE> <SHARE> Coupon Class A 1.00 2.00 3.000%"
    assert read("Paid on | 1/2/2003", *rows)[0] == f"Paid on 1/2/2003 {mended} Paid on 1/2/2003"
    for label in "Share", "Balance":
        left_out = read("Pools", f"Stairs | {label}", *rows)
        assert left_out[0] == "Pools Paid on 1/2/2003"
    # After a figure another heading begins.
    assert read("Share", "Pools", "Drawn | 1.00", *rows)[0].startswith(f"Pools Drawn 1.00 {mended}")


def test_only_known_labels_stand_elsewhere_in_a_heading(read: Reader) -> None:
    assert read.recovery("Share | Stairs | Balance").elsewhere == {"SHARE", "STAIRS", "BALANCE"}
    assert read.recovery("Foo", "Stairs | Balanse").elsewhere == set()
    assert read.recovery("Stairs | Balance", "Toll | Gate").elsewhere == {"STAIRS", "BALANCE"}
    assert read.recovery("Foo", "Stairs | Balance").elsewhere == {"STAIRS", "BALANCE"}


def test_a_heading_that_comes_again_begins_its_section_anew(read: Reader) -> None:
    assert read("Pools", "Opening | 1.00", "Pools", "Opening | 2.00") == [
        "Pools Opening 1.00 Pools Opening 2.00"
    ]


def test_a_row_outside_of_sections_may_come_again(read: Reader) -> None:
    assert read("Paid on | 1/2/2003", "Forecast", "Paid on | 1/2/2003") == [
        "Paid on 1/2/2003 Paid on 1/2/2003",
        'line 2, column 1: warning: unknown heading "Forecast"',
        "unknown: Forecast in None after Paid on",
    ]


def test_an_empty_cell_where_no_value_can_stand_is_spacing(read: Reader) -> None:
    assert read("Pools |", "Drawn | 2.00", " | Loans | 3") == [
        "Pools Drawn 2.00 Loans 3",
        "furniture: ",
        "furniture: ",
    ]


def test_an_empty_cell_in_the_place_of_a_value_is_a_value_not_stated(read: Reader) -> None:
    assert read("Fees", "Servicing | | 2.00 |", "Custody | 1.00", " | 2.00") == [
        "Fees Servicing  2.00  Custody 1.00",
        'line 4, column 2: error: expected a label, found "" "2.00"',
        '  in fees, row "Custody"',
        "  hint: a label is missing before it, or the row before it has a value too many",
    ]


def test_the_title_comes_again_on_the_next_page(read: Reader) -> None:
    assert read(
        "Letter of XY1",
        "Paid on | 1/2/2003",
        "Pools",
        "Opening | 1.00",
        "Letter of XY1",
        "Paid on | 1/2/2003",
        "Drawn | 2.00",
    ) == [
        "Letter of XY1 Paid on 1/2/2003 Pools Opening 1.00 Drawn 2.00",
        "furniture: Letter of XY1",
        "furniture: Paid on",
        "furniture: 1/2/2003",
    ]


def test_another_title_begins_a_second_report(read: Reader) -> None:
    assert read("Letter of XY1", "Pools", "Opening | 1.00", "Letter of XY2", "Drawn | 2.00") == [
        "Letter of XY1 Pools Opening 1.00",
        'line 4, column 1: error: a second report begins here: "Letter of XY2"',
        "  hint: split the text and parse each report by itself; all from here on is unread",
    ]


def test_a_row_that_was_read_begins_no_second_report(read: Reader) -> None:
    assert read(
        "Pools", "Opening | 1.00", "Class | Balance | Share | Coupon", "Opening | 2.00"
    ) == [
        "Pools Opening 1.00 Class Balance Share Coupon",
        'line 4, column 1: warning: the row "Opening" is known, but not in this place',
        "  in notes",
        "  hint: it is kept as an unknown row",
        "unknown: Opening, 2.00 in notes after Coupon",
    ]


def test_a_report_that_ends_within_a_row(read: Reader) -> None:
    assert read("Class | Balance | Share | Coupon", "Class A | 1.00 | 2.00") == [
        "Class Balance Share Coupon",
        "line 2, column 22: error: the report ends within a row: expected a rate (coupon)",
        '  in notes, row "Class A"',
        "  hint: the row is left out",
    ]


def test_a_report_that_ends_within_a_heading_is_read_as_if_it_went_on(read: Reader) -> None:
    assert read("Pools", "Drawn | 2.00", "Class | Balance") == [
        "Pools Drawn 2.00 Class Balance <SHARE> <COUPON>",
        "line 3, column 9: warning: the report ends within a heading",
        "  in notes",
    ]


def test_a_report_that_ends_before_the_rows_that_a_heading_must_have(read: Reader) -> None:
    assert read("Pools", "Drawn | 2.00", "Page | Top") == [
        "Pools Drawn 2.00",
        "line 3, column 8: warning: the report ends within a heading",
        "  in page",
        "heading: Page",
        "heading: Top",
    ]


def test_a_report_that_ends_before_a_text_of_its_heading(read: Reader) -> None:
    assert read("Pools", "Drawn | 2.00", "Stairs") == [
        "Pools Drawn 2.00",
        "line 3, column 1: warning: the report ends within a heading",
        "  in steps",
        "heading: Stairs",
    ]


def test_a_report_that_ends_within_the_first_row_that_a_heading_must_have(read: Reader) -> None:
    assert read("Pools", "Drawn | 2.00", "Page | Top", "Margin") == [
        "Pools Drawn 2.00",
        "line 4, column 7: error: the report ends within a row: expected an amount",
        '  in page, row "Margin"',
        "  hint: the row is left out",
        "line 4, column 1: warning: the report ends within a heading",
        "  in page",
        "heading: Page",
        "heading: Top",
        "heading: Margin",
    ]


def test_nothing_is_kept_of_what_is_no_whole_report(notice: Reader) -> None:
    rows = ["Notice A", "Paid on | 1/2/O3"]
    assert notice(*rows) == [
        "",
        'line 2, column 11: error: "1/2/O3" is not a date',
        '  in row "Paid on"',
        "  hint: a figure is damaged or misprinted; the row is left out",
        "line 2, column 11: warning: the report ends within a heading",
        (
            "line 1, column 1: error: what can be read is no report: parts are missing that the "
            "format wants"
        ),
        "  hint: where a part may be missing, the grammar has to say so (?)",
    ]
    assert notice.recovery(*rows).is_report is False
    assert notice.recovery("Notice A", "Paid on | 1/2/2003").is_report is True


def test_a_heading_with_a_figure_in_it(read: Reader) -> None:
    assert read("Class | Balance | Share | 5.00", "Class A | 1.00 | 2.00 | 3.000%") == [
        "Class Balance <SHARE> <COUPON> Class A 1.00 2.00 3.000%",
        'line 1, column 27: error: expected "Coupon" here, found "5.00"',
        '  in notes, row "Share"',
        "  hint: the row has another form than the grammar says; the row is left out",
        'line 2, column 1: repair: the heading "Share" "Coupon" is missing before this',
        "  in notes",
    ]


def test_an_unknown_cell_at_the_end_of_a_heading(read: Reader) -> None:
    assert read("Class | Balance | Foo | Bar", "Class A | 1.00 | 2.00 | 3.000%") == [
        "Class Balance <SHARE> <COUPON> Class A 1.00 2.00 3.000%",
        'line 1, column 19: repair: the heading "Share" "Coupon" is missing before this',
        "  in notes",
        'line 1, column 19: warning: unknown heading "Foo"',
        "  in notes",
        '  hint: did you mean "for"?',
        'line 1, column 25: warning: unknown heading "Bar"',
        "  in notes",
        "unknown: Foo in notes after Balance",
        "unknown: Bar in Foo after Balance",
    ]


def test_a_cell_that_can_be_read_in_several_ways_costs_its_row(read: Reader) -> None:
    assert read("Fees", "Opening | 1.00", "Cust 1.00", "Servicing | 2.00") == [
        "Fees Opening 1.00 Servicing 2.00",
        (
            'line 3, column 1: error: "Cust 1.00" can be read in several ways: as '
            '"Custodian" and "1.00" or "Custody" and "1.00"'
        ),
        "  in fees",
        "  hint: look at the original",
    ]


def test_a_single_figure_on_a_line_of_its_own_is_a_row_without_its_label(read: Reader) -> None:
    assert read("Fees", "Servicing | 1.00", "2.00", "Custody | 5.00") == [
        "Fees Servicing 1.00 Custody 5.00",
        'line 3, column 1: error: expected a label, found "2.00"',
        '  in fees, row "Servicing"',
        "  hint: a label is missing before it, or the row before it has a value too many",
    ]


def test_a_damaged_figure_may_end_its_row(read: Reader) -> None:
    assert read(
        "Class | Balance | Share | Coupon",
        "Class A | 1.0S | 2.00 | 3.0X",
        "Class B | 1.00 | 2.00 | 3.000%",
    ) == [
        "Class Balance Share Coupon Class B 1.00 2.00 3.000%",
        'line 2, column 11: error: "1.0S" is not an amount (balance)',
        '  in notes, row "Class A"',
        "  hint: a figure is damaged or misprinted; the row is left out",
    ]


def test_a_value_on_the_line_after_a_row_does_not_belong_to_it(read: Reader) -> None:
    assert read("Class | Balance | Share | Coupon", "Class A | 1.00 | 2.00 | 3.000%", "4.000%") == [
        "Class Balance Share Coupon Class A 1.00 2.00 3.000%",
        'line 3, column 1: warning: stray cell without a label: "4.000%"',
        '  in notes, row "Class A"',
        "unknown: 4.000% in notes after Class A",
    ]


def test_a_value_that_fits_the_row_before_it_and_another_section(read: Reader) -> None:
    assert read.stream("Moves", "Held | 1.00 | 1/2/2003 | 3/4/2005", "Sold | 1.00 | 2.00") == [
        "Moves Held 1.00 1/2/2003 Sold 1.00 2.00",
        'line 2, column 26: error: expected a label, found "3/4/2005"',
        '  in moves, row "Held"',
        "  hint: a label is missing before it, or the row before it has a value too many",
    ]


def test_three_values_of_which_one_fits_the_row_before_them(read: Reader) -> None:
    assert read.stream(
        "Moves", "Sold | 1.00 | 2.00 | 3.00 | 4.00 | 5.00 | 6.000% | 7.00", "Sold | 1.00 | 2.00"
    ) == [
        "Moves Sold 1.00 2.00",
        'line 2, column 36: error: 3 values too many in the row: "5.00" "6.000%" "7.00"',
        '  in moves, row "Sold"',
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_a_row_that_comes_a_second_time_begins_a_section_with_a_heading_of_several_labels(
    read: Reader,
) -> None:
    assert read("Pools", "Loans | 1", "Loans | 2", "Passed | 3") == [
        "Pools Loans 1 <TOLL> <GATE> Loans 2 Passed 3",
        'line 3, column 1: repair: the heading "Toll" "Gate" is missing before this',
        "  in pools",
    ]


def test_an_unknown_cell_in_a_heading_that_can_be_read_in_two_ways(read: Reader) -> None:
    assert read("Rates | Foo | Gross", "Fixed | 5.000%") == [
        "<RATES> Gross Fixed 5.000%",
        'line 1, column 9: error: expected "Net" or "Gross", found "Foo"',
        "  in rates",
        '  hint: did you mean "for"?',
        'line 1, column 15: repair: the heading "Rates" is missing before this',
    ]


def test_a_heading_is_not_taken_to_go_on_without_end(read: Reader) -> None:
    kept, *said = read("Block | Foo | Sum", "Steps | 1.00")
    missing = 'line 1, column 9: repair: the heading "Begun" is missing before this'
    given_up = 'line 1, column 9: error: expected "Sum" or "Begun", found "Foo"'
    assert said[:12] == [*5 * [missing, "  in blocks"], given_up, "  in blocks"]
    assert kept.endswith("Sum Steps 1.00")


def test_the_second_report_is_found_by_its_offset(read: Reader) -> None:
    rows = ["Letter of XY1", "Pools", "Opening | 1.00", "Letter of XY2", "Drawn | 2.00"]
    assert read.recovery(*rows).second_report == 401
    assert read.recovery(*rows[:3]).second_report is None


def test_a_figure_behind_two_labels_is_the_value_of_the_second_if_the_first_needs_none(
    read: Reader,
) -> None:
    assert read("Pools | Drawn | 1.00", apart="1.00") == ["Pools Drawn 1.00"]


def test_a_figure_behind_two_labels_between_which_a_heading_is_missing_is_the_value_of_neither(
    read: Reader,
) -> None:
    kept, *said = read("Pools | Custodian | 1.00", apart="1.00")
    assert kept == "Pools <FEES>"
    missing = "error: a value is missing: expected an amount; "
    assert f'line 1, column 18: {missing}"1.00" stands beside two labels in one cell' in said


def test_a_row_below_the_title_that_comes_again_without_it_is_no_heading_of_a_page(
    notice: Reader,
) -> None:
    paid = "Paid on | 1/2/2003"
    assert notice("Notice A", paid, paid, "Due | 1.00") == [
        "Notice A Paid on 1/2/2003 Due 1.00",
        'line 3, column 1: warning: the row "Paid on" is known, but not in this place',
        "  hint: it is kept as an unknown row",
        "unknown: Paid on, 1/2/2003 in None after Paid on",
    ]


def _stack(letter: Format, *cells: str) -> Stack:
    """The stack after the cells."""
    stack = letter.lookahead.start
    for cell in cells:
        after = letter.lookahead.shift(stack, str(letter.classifier[cell]))
        assert after is not None
        stack = after
    return stack


@pytest.mark.parametrize(
    ("cells", "words", "sections", "ends"),
    [
        ([], "a label or the next section", [], True),
        (["Letter of XY1"], "a label or the next section", [], True),
        (["Paid on"], "a date", [], False),
        (["Pools"], "a label or the next section", ["pools"], True),
        (["Pools", "Opening"], "an amount", ["pools"], False),
        (["Fees", "Servicing", "1.00"], "an amount", ["fees"], True),
        (["Class"], '"Balance"', ["notes"], False),
        (["Class", "Balance"], '"Share"', 2 * ["notes"], False),
        (["Moves", "Bought", "1.00"], '"on"', ["moves"], False),
        (["Moves", "Lent"], "an amount", ["moves"], False),
        (["Stairs"], "a label", ["steps"], False),
        (["Stairs", "step a"], '"Landing"', ["steps"], False),
        (["Rates"], '"Net" or "Gross"', ["rates"], False),
        (["Toll"], '"Gate"', [], False),
        (["Page"], '"Top" or "Middle" or "Left" or "Right"', ["page"], False),
        (["Odds", "Raw"], "a figure", ["odds"], False),
        (
            ["Odds", "Late"],
            "a date (late since) or an amount (cost) or a text (step)",
            ["odds"],
            False,
        ),
        (["Odds", "Due"], "an amount or a date (late since)", ["odds"], False),
        (["Odds", "At"], "a rate", ["odds"], False),
        (["Odds", "Boxed"], '"_IN"', ["odds"], False),
        (["Odds", "Boxed", "in boxes"], "an amount (cost)", ["odds"], False),
    ],
)
def test_what_may_come_next_is_said_in_words(
    letter: Format, cells: list[str], words: str, sections: list[str], ends: bool
) -> None:
    stack = _stack(letter, *cells)
    assert letter.lookahead.words(stack) == words
    assert letter.lookahead.place(stack) == sections
    assert letter.lookahead.ends(stack) is ends


def test_the_sections_within_one_another_are_told_from_the_outside_in(letter: Format) -> None:
    row = _stack(letter, "Class", "Balance", "Share", "Coupon", "Class A", "1.00")
    assert list(dict.fromkeys(letter.lookahead.place(row))) == ["notes", "note"]
    assert letter.lookahead.words(row) == "an amount (share)"


def test_terminals_that_can_come_next(letter: Format) -> None:
    simulator = letter.lookahead
    lent = _stack(letter, "Moves", "Lent")
    assert simulator.expected(lent) == ["AMOUNT", "NONE", "UNSHOWN", "UNTIL"]
    assert simulator.expected(lent) is simulator.expected((*lent,))
    assert simulator.wants_figure(lent)
    assert not simulator.wants_figure(_stack(letter, "Moves"))
    assert simulator.expected(_stack(letter, "Rates")) == ["GROSS", "NET"]
    assert simulator.shift(lent, "FEES") is None
    assert simulator.before(lent, "FEES") is None
    assert simulator.before(lent, "UNTIL") == lent
    assert "TITLE" in simulator.expected(simulator.start)
    assert "TITLE" not in simulator.expected(_stack(letter, "Letter of XY1"))


def test_what_stands_only_at_the_beginning_of_a_report(letter: Format) -> None:
    assert letter.lookahead.only_first == {"TITLE"}


def test_whether_a_label_ends_the_section_that_is_open(letter: Format) -> None:
    within = letter.lookahead.within_section
    pools = _stack(letter, "Pools", "Drawn", "1.00")
    assert within(pools, "LOANS")
    assert not within(pools, "FEES")
    assert not within(pools, "SERVICING")
    assert within(_stack(letter, "Letter of XY1"), "FEES")
    assert not within(_stack(letter, "Page", "Top", "Margin", "1.00"), "FEES")


def test_what_is_remembered_of_stacks_has_an_end(letter: Format) -> None:
    simulator, state = Lookahead(letter.tables, letter.classifier), _stack(letter, "Rates")[-1]
    expected, before = simulator.expected((0, state)), simulator.before((0, state), "NET")
    for number in range(1, 10_001):
        simulator.expected((number, state))
    assert simulator.expected((0, state)) is expected
    simulator.expected((10_001, state))
    assert simulator.expected((0, state)) is not expected
    assert simulator.expected((0, state)) == expected
    assert simulator.before((0, state), "NET") is not before
    simulator = Lookahead(letter.tables, letter.classifier)
    before = simulator.before((0, state), "NET")
    for number in range(1, 10_001):
        simulator.before((number, state), "NET")
    assert simulator.before((0, state), "NET") is before
    simulator.before((10_001, state), "NET")
    assert simulator.before((0, state), "NET") is not before
    assert simulator.before((0, state), "NET") == before


def _cursor(letter: Format, *texts: str) -> Cursor:
    """A cursor at the beginning of cells that stand in a line, with a blank between."""
    cells, at = [], 0
    for text in texts:
        cells.append(Cell(text, 7, at + 1, 70 + at, terminal=letter.classifier[text]))
        at += len(text) + 1
    return Cursor(letter.lookahead, cells, True)


def test_a_cursor_begins_with_nothing_read(letter: Format) -> None:
    cursor = _cursor(letter, "Pools", "Drawn", "1.00")
    assert (cursor.kept, cursor.unknown, cursor.problems) == ([], [], [])
    assert cursor.stack == letter.lookahead.start
    assert cursor.mark == cursor.safe == Mark(cursor.stack, 0, 0)
    assert (cursor.is_report, cursor.apart, cursor.elsewhere) == (True, frozenset(), set())
    assert (cursor.second_report, cursor.heading, cursor.headings_looked_at) == (None, None, 0)
    assert (cursor.stacks, cursor.seen, cursor.looked_at, cursor.hints) == ({}, set(), set(), {})
    assert cursor.has_rows
    assert cursor.figures == letter.classifier.figures


def test_what_is_kept_is_forgotten_on_the_way_back(letter: Format) -> None:
    cursor = _cursor(letter, "Pools", "Drawn", "1.00")
    pools, drawn, figure = cursor.cells
    cursor.keep(pools, _stack(letter, "Pools"))
    mark = Mark(cursor.stack, 1, 1)
    cursor.keep(drawn, _stack(letter, "Pools", "Drawn"))
    cursor.keep(None, _stack(letter, "Pools", "Drawn", "1.00"), "AMOUNT")
    assert cursor.kept == [(pools, "POOLS"), (drawn, "DRAWN"), (None, "AMOUNT")]
    assert [cursor.has(name) for name in ("POOLS", "DRAWN", "AMOUNT")] == 3 * [True]
    assert not cursor.has("LOANS")
    assert not cursor.has(None)
    cursor.go_back(mark)
    assert (cursor.kept, cursor.stack, cursor.mark) == ([(pools, "POOLS")], mark.stack, mark)
    assert [cursor.has(name) for name in ("POOLS", "DRAWN", "AMOUNT")] == [True, False, False]
    cursor.keep(drawn, _stack(letter, "Pools", "Drawn"))
    cursor.keep(pools, _stack(letter, "Pools", "Drawn", "1.00", "Pools"))
    assert cursor.has("DRAWN")
    cursor.go_back(Mark(mark.stack, 2, 2))
    assert [cursor.has(name) for name in ("POOLS", "DRAWN")] == [True, True]
    assert figure.role == "unread"


def test_cells_that_no_rule_takes_are_kept_with_their_places(letter: Format) -> None:
    before, label, amount, day = _cursor(letter, "Drawn", "Foo", "1.50", "2/31/2003").cells
    kept = Unknown(label, (amount, day), "pools", before).kept("unknown[3]")
    assert kept == UnknownRow(
        section="pools", after="Drawn", label="Foo", values=(Decimal("1.50"), "2/31/2003")
    )
    assert [(cell.role, cell.path) for cell in (before, label, amount, day)] == [
        ("unread", None),
        ("label", "unknown[3].label"),
        ("value", "unknown[3].values[0]"),
        ("value", "unknown[3].values[1]"),
    ]
    assert Unknown(None, (amount,), None, None).kept("it") == UnknownRow(values=(Decimal("1.50"),))
    assert amount.path == "it.values[0]"


def test_a_damaged_figure_is_mostly_digits() -> None:
    for text in "1.0S", "1A", " 1A ", "12A", "1", "1.00 2.00", "1 2 @":
        assert like_figure(text)
    for text in "", "A", "1AB", "@!", "1 A", "1.00 2S.00", "12 A":
        assert not like_figure(text)


def test_which_cell_stands_behind_a_figure(letter: Format) -> None:
    cursor = _cursor(letter, "Pools", "Foo", "1.00", "Bar", "Baz")
    assert [n for n in range(5) if cursor.is_behind_a_figure(n)] == [3]
    cursor.cells[3].row = 1
    assert not cursor.is_behind_a_figure(3)
    cursor.cells[2].row = 1
    assert cursor.is_behind_a_figure(3)
    cursor.has_rows = False
    assert not cursor.is_behind_a_figure(3)


def test_figures_are_counted_to_the_end_of_the_cells(letter: Format) -> None:
    cursor = _cursor(letter, "Fees", "Servicing", "1.00", "2.00", "Custody", "3.00")
    assert [cursor.is_figure(n) for n in range(7)] == [False, False, True, True, False, True, False]
    assert [cursor.figures_from(n) for n in range(7)] == [0, 1, 4, 4, 4, 6, 6]
    end = cursor.end_of(1)
    assert (end.text, end.line, end.column, end.offset) == ("", 7, 15, 84)


def test_whether_the_next_cells_can_be_read(letter: Format) -> None:
    start = letter.lookahead.start
    rows = ["Pools", "Drawn", "1.00", "Loans", "2", "Opening", "Foo", "3.00"]
    cursor = _cursor(letter, *rows)
    coming = cursor.coming(0)
    assert len(coming) == 6
    assert cursor.after(start, coming) == _stack(letter, *rows[:6])
    assert cursor.goes_on(start, 0)
    assert cursor.after(start, cursor.coming(1)) is None
    assert not cursor.goes_on(start, 1)
    assert cursor.goes_on(_stack(letter, "Pools"), 1)
    assert len(cursor.coming(5)) == 2
    assert cursor.goes_on(_stack(letter, "Fees"), 5)
    assert not cursor.goes_on(_stack(letter, "Pools"), 4)
    assert cursor.coming(8) == []
    assert cursor.goes_on(start, 8)
    assert len(_cursor(letter, "Pools", *11 * ["Foo"], "Drawn", "Drawn").coming(0)) == 1
    assert len(_cursor(letter, *10 * ["Foo"], "Pools", "Drawn", "Drawn").coming(0)) == 2


def test_the_nearest_label_is_named_as_it_is_spelled(letter: Format) -> None:
    cursor = _cursor(letter, "Openin", "Opening", "Weather")
    near, known, far = cursor.cells
    assert cursor.near("openin  ") == "Opening"
    assert cursor.hint_near(near) == 'did you mean "Opening"?'
    assert cursor.hint_near(known) is None
    assert cursor.hint_near(far) is None
    assert cursor.near("Peid Om") == "Paid on"
    assert cursor.near("Pxixxon") is None
    assert cursor.spelling("POOLS") == "Pools"
    assert cursor.spelling("POOLS", "pool") == "Pools"
    assert cursor.spelling("CLASS") == "CLASS"
    assert cursor.spelling("CLASS", "Class A") == "Class A"


def test_near_labels_are_looked_for_in_so_many_texts(letter: Format) -> None:
    cursor = _cursor(letter)
    for number in range(499):
        assert cursor.near(f"{number}") is None
    assert cursor.near("Openin") == "Opening"
    assert cursor.near("Openinq") is None
    assert cursor.near("OPENIN") == "Opening"
    assert len(cursor.hints) == 500


def test_a_place_is_named_by_section_and_row(letter: Format) -> None:
    cursor = _cursor(letter, "Moves", "Lent", "1/2/2003", "Class A")
    moves, lent, figure, note = cursor.cells
    assert (cursor.section(), cursor.where(None)) == (None, None)
    cursor.stack = _stack(letter, "Stairs", "step a", "Landing", "Climbed")
    assert (cursor.section(), cursor.where(None)) == ("steps", "steps")
    cursor.stacks[id(lent)] = _stack(letter, "Moves")
    assert cursor.where(lent) == 'moves, row "Lent"'
    assert cursor.where(moves) == 'steps, row "Moves"'
    assert cursor.where(figure) == "steps"
    assert cursor.where(note) == 'steps, row "Class A"'
    cursor.stacks[id(moves)] = _stack(letter, "Pools", "Drawn", "1.00")
    assert cursor.where(moves) == 'row "Moves"'
    cursor.heading = moves
    assert cursor.section() == "Moves"
    cursor.stack = _stack(letter, "Toll", "Gate", "Passed")
    assert cursor.where(None) == "toll gates"


def test_the_first_label_of_a_row_is_where_to_go_back_to(letter: Format) -> None:
    cursor = _cursor(letter, "Moves", "Lent", "until", "Class", "Balance")
    moves, lent, until, heading, second = cursor.cells
    cursor.heading = moves
    cursor.stack = _stack(letter, "Moves")
    cursor.begin(1)
    assert cursor.mark == cursor.safe == Mark(cursor.stack, 0, 1)
    assert (cursor.stacks, cursor.heading) == ({id(lent): cursor.stack}, None)
    assert not cursor.is_within_a_row()
    before = cursor.mark
    cursor.stack = _stack(letter, "Moves", "Lent")
    cursor.begin(2)
    assert cursor.is_within_a_row()
    assert cursor.mark == cursor.safe == before
    assert cursor.stacks[id(until)] == cursor.stack
    cursor.stack = _stack(letter, "Fees", "Servicing", "1.00")
    assert not cursor.is_within_a_row()
    cursor.begin(3)
    assert cursor.mark == cursor.safe == Mark(cursor.stack, 0, 3)
    cursor.keep(heading, _stack(letter, "Class"))
    cursor.begin(4)
    assert cursor.mark == Mark(_stack(letter, "Class"), 1, 4)
    assert cursor.safe.index == 3
    assert cursor.stacks[id(second)] == cursor.stack


def test_a_problem_is_told_with_its_place(letter: Format) -> None:
    cursor = _cursor(letter, "Pools", "Drawn")
    cursor.report("error", cursor.cells[1], "what", "where", "hint")
    cursor.report("warning", cursor.cells[0], "what else")
    assert cursor.problems == [
        Problem("error", 7, 7, "what", hint="hint", where="where"),
        Problem("warning", 7, 1, "what else"),
    ]


# ---- What an examination says of a faulty text ---------------------------------------------------

HEAD = """\
2002-HE2
Payment Date  2/25/2004
Servicing Certificate  Group 1  Group 2
"""


def _examined(*lines: str, limits: Limits | None = None) -> tuple[list[str], list[str]]:
    """The fate of each cell after the head, and what is said of a text."""
    text = HEAD + "".join(f"{line}\n" for line in lines)
    found = examine(text, limits=limits or Limits())
    return _fates(found)[6:], _said(found)


def _fates(found: Examination) -> list[str]:
    return [f"{cell.text}: {cell.path or cell.role}" for cell in found.cells]


def _said(found: Examination) -> list[str]:
    return [f"{p.line}: {p.severity}: {p.message}" for p in found.problems]


def test_values_on_the_line_below_their_row_are_not_read_with_it() -> None:
    fates, said = _examined("Principal Draws  1.00", "9.00", "Excess Cash  5.00")
    assert fates == [
        "Principal Draws: label",
        "1.00: unread",
        "9.00: unread",
        "Excess Cash: label",
        "5.00: excess_cash",
    ]
    assert said == [
        "4: error: a value is missing: found 1 for 2 columns",
        '5: error: expected a label, found "9.00"',
    ]


def test_values_below_a_rule_are_not_read_with_the_label_above_it() -> None:
    rule, total = " " * 20 + "--------", " " * 20 + "5.00"
    fates, said = _examined("Excess Cash", rule, total, "Note Rate  5.000%")
    assert fates == [
        "Excess Cash: unread",
        "--------: furniture",
        "5.00: unread",
        "Note Rate: label",
        "5.000%: note_rate",
    ]
    assert said == [
        '4: error: a value is missing: expected an amount; "5.00" below it is set apart',
        '6: error: expected a label, found "5.00"',
    ]


def test_values_below_their_label_are_read() -> None:
    fates, said = _examined("Principal Draws", "1.00  2.00")
    assert fates[1:] == ["1.00: pools[0].principal_draws", "2.00: pools[1].principal_draws"]
    assert said == []


def test_what_repeats_and_what_may_be_one_figure_is_said_once() -> None:
    columns = "Beginning Balance  Ending Balance  Factor  Principal  Interest  Interest Shortfalls"
    note = "Class A-1  1.00  2.00  0.5372686  3.00  4.00  0.00  8.88%  6.000%"
    rows = [f"Term Notes  {columns}  Security %  Coupon", note, note]
    assert _examined("Active Loan Count  5 208", *rows)[1] == [
        '4: error: "5 208" may be two values or one',
        '7: error: "Class A-1" comes a second time among the notes',
    ]
    draws = "Unreimbursed Prior Draws  {}.00"
    assert _examined(draws.format(5), draws.format(6))[1] == [
        '5: warning: "Unreimbursed Prior Draws" comes a second time: a new block begins here '
        "without its heading"
    ]


TABLE = """\
Servicing Certificate
            Beginning      Ending
Term Notes  Balance        Balance        Factor
Class A-1   1,000.00       900.00         0.9000000
Class A-2   2,000.00       1,900.00       0.9500000
                                      Interest   Security
Term Notes    Principal    Interest   Shortfalls    %        Coupon
Class A-1     100.00       5.00       0.00       10.00%   5.5000%
"""


def test_a_row_of_one_part_of_a_table_is_read_and_is_an_error() -> None:
    found = examine(TABLE, format="trust_2006", layout="fixed_width")
    (problem,) = found.problems
    assert (problem.severity, problem.line, problem.column, problem.hint, problem.where) == (
        *("error", 5, 1),
        *(None, None),
    )
    assert problem.message == '"Class A-2" stands in one part of the table only'
    fates = dict(fate.split(": ") for fate in _fates(found))
    assert (fates["Class A-2"], fates["2,000.00"]) == (
        "notes[1].name",
        "notes[1].beginning_balance",
    )


def test_nothing_is_read_of_a_text_that_is_no_whole_report(notices: Path) -> None:
    found = examine("Notice A\nPaid on  1/2/O3\nDue  1.00\n", grammar=notices, format="notice")
    assert found.report == Report()
    assert {cell.role for cell in found.cells} == {"unread"}
    assert len(found.cells) == 5
    missing = "1: error: what can be read is no report: parts are missing that the format wants"
    assert missing in _said(found)


@pytest.mark.parametrize("label", ["Note Rate", "Foo"])
def test_what_is_said_of_a_page_that_is_too_deep_is_kept(label: str) -> None:
    page = "<HTML><BODY><TABLE><TR><TD>{}<TD>5.000%</TABLE></BODY></HTML>"
    page = page.format(f"Excess Cash<TD>5.00<TR><TD>Excess Spread Target<TD>6.000%<TR><TD>{label}")
    said = _said(examine(page, limits=Limits(depth=3)))
    deep = "1: error: the elements of the page stand more than 3 deep in one another"
    assert deep in said
    assert len(_said(examine(page))) == len(said) - 1


def test_so_many_cells_are_read_and_so_many_problems_listed() -> None:
    assert _examined("Excess Cash  5.00", limits=Limits(cells=8))[1] == []
    assert _examined("Excess Cash  5.00", limits=Limits(cells=7))[1] == [
        "1: error: the text has more than 7 cells"
    ]
    assert _examined("Foo  5.00", "Bar", "Baz", limits=Limits(problems=1))[1] == [
        '4: warning: unknown row "Foo"',
        "5: warning: 2 more problems are not listed, 0 of them errors",
    ]


def test_a_row_twice_is_no_fault_of_a_text_and_may_begin_a_section_of_a_page(letters: Path) -> None:
    rows = ["Pools", "Drawn  1.00", "Opening  1.00", "Opening  2.00"]
    text = examine("".join(f"{row}\n" for row in rows), grammar=letters, format="letter")
    assert text.problems == ()
    opening = [cell.path for cell in text.cells if cell.terminal == "AMOUNT"]
    assert opening == ["other.drawn", "other.opening[0]", "other.opening[1]"]
    cells = "<TR><TD>".join(row.replace("  ", "<TD>") for row in rows)
    page = f"<HTML><BODY><TABLE><TR><TD>{cells}</TABLE></BODY></HTML>"
    found = examine(page, grammar=letters, format="letter")
    assert _said(found) == ['1: repair: the heading "Fees" is missing before this']


ACROSS = """\
<HTML><BODY><TABLE>
<TR><TD>2002-HE2
<TR><TD>Payment Date<TD>2/25/2004
<TR><TD>Servicing Certificate<TD>Group 1
</TABLE><TABLE>
<TR><TD>Excess Cash
<TR><TD ALIGN="RIGHT">$<TD>5.00
</TABLE></BODY></HTML>
"""


def test_marks_between_the_cells_of_a_page_are_no_rules() -> None:
    found = examine(ACROSS)
    assert _said(found) == []
    assert _fates(found)[5:] == ["Excess Cash: label", "$: furniture", "5.00: excess_cash"]


def test_a_stray_value_in_a_line_of_its_own_costs_no_row_of_a_table() -> None:
    text = (FIXTURES / "2002-HE2_2004-02-25.txt").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    above = next(n for n, line in enumerate(lines) if line.startswith("Class A-4")) + 1
    found = examine("".join([*lines[:above], "       5.000%\n", *lines[above:]]))
    assert [problem.severity for problem in found.problems] == ["warning"]
    assert len(found.report.notes) == 6
