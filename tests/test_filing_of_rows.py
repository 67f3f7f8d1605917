"""Rows that fit the grammar where they stand, and yet cannot be told where they belong."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import FIXTURES, read

from gmacm_grammar import Examination, ReportError, examine, parse
from gmacm_grammar.grammars.shapes import Shapes
from gmacm_grammar.grammars.tables import Production, Symbol
from gmacm_grammar.model.examination import Cell, Problem
from gmacm_grammar.reading.doubts import (
    apart_on_page,
    doubtful,
    runs_on,
    set_apart,
    unlike_shares,
)

HEAD = (
    "Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2\n"
    "                    Payment Date  2/25/2004\n"
)


def errors(found: Examination) -> list[tuple[int, str]]:
    return [(error.line, error.message) for error in found.errors]


# ---- A table in two parts, one below the other --------------------------------------------------

LEFT = (
    "            Beginning      Ending\n"
    "Term Notes  Balance        Balance        Factor\n"
    "Class A-1   1,000.00       900.00         0.9000000\n"
    "Class A-2   2,000.00       1,900.00       0.9500000\n"
)
RIGHT = (
    "                                      Interest   Security\n"
    "Term Notes    Principal    Interest   Shortfalls    %        Coupon\n"
    "Class A-1     100.00       5.00       0.00       10.00%   5.5000%\n"
    "Class A-2     100.00       6.00       0.00       20.00%   5.5000%\n"
)


def in_parts(left: str, right: str) -> Examination:
    trust = read(FIXTURES / "2006-HE1_2006-09-25.txt")
    return examine(trust[: trust.index("<TABLE>")] + left + right)


def only_in_one_part(found: Examination) -> list[str]:
    text = "stands in one part of the table only"
    return [message.partition('" ')[0][1:] for _, message in errors(found) if text in message]


def test_the_rows_of_both_parts_pair() -> None:
    found = in_parts(LEFT, RIGHT)
    assert not found.problems
    assert [note.interest for note in found.report.notes] == [Decimal("5.00"), Decimal("6.00")]


@pytest.mark.parametrize(
    ("left", "right", "names"),
    [
        (LEFT, RIGHT.replace("A-2", "A-1"), ["Class A-2", "Class A-1"]),
        (LEFT, RIGHT.replace("Class A-2", "CLASS A-2"), ["Class A-2", "CLASS A-2"]),
        (LEFT, RIGHT.replace("Class A-2  ", "Class A - 2"), ["Class A-2", "Class A - 2"]),
        (
            LEFT,
            RIGHT.replace("Class A-", "Class B-"),
            [f"Class {c}-{n}" for c in "AB" for n in "12"],
        ),
        (LEFT, RIGHT[: RIGHT.index("Class A-2")], ["Class A-2"]),
        (LEFT[: LEFT.index("Class A-2")], RIGHT, ["Class A-2"]),
        (LEFT.replace("A-2", "A-1"), RIGHT, ["Class A-1", "Class A-2"]),
    ],
)
def test_a_row_of_one_part_only_is_an_error(left: str, right: str, names: list[str]) -> None:
    found = in_parts(left, right)
    assert sorted(only_in_one_part(found)) == sorted(names)
    assert all(cell.role != "unread" for cell in found.cells)


# ---- Sections with a block per group ------------------------------------------------------------

TABLE = (
    "                                          Number     Percent\n"
    "                            Balance     of Loans  of Balance\n"
    "Delinquent Loans (30 Days)      1,707,834.09           52       1.09%\n"
)
BEGINNING = "Beginning Overcollateralization Amount  10.00\n"
TARGET = "Target Overcollateralization Amount   21.00\n"
OUTSTANDING = "Outstanding Overcollateralization Amount  21.00\n"


def test_a_row_after_the_heading_of_another_group_carries_on_none() -> None:
    blocks = "Loan Group 1\n" + BEGINNING + TABLE + "Loan Group 2\n" + TABLE
    found = examine(HEAD + blocks + TARGET)
    assert errors(found) == [
        (
            12,
            '"Target Overcollateralization Amount" comes after the heading of another group: '
            "of which group it is cannot be known",
        )
    ]
    (kept,) = found.report.overcollateralization
    assert (kept.group, kept.beginning, kept.target) == ("1", Decimal("10.00"), None)
    with pytest.raises(ReportError):
        parse(HEAD + blocks + TARGET)


def test_a_row_after_the_first_heading_of_a_group_carries_on_none() -> None:
    text = HEAD + BEGINNING + "Loan Group 1\n" + TABLE + TARGET + OUTSTANDING
    found = examine(text + "Loan Group 2\n" + TABLE)
    why = "comes after the heading of another group: of which group it is cannot be known"
    assert errors(found) == [
        (8, f'"Target Overcollateralization Amount" {why}'),
        (9, f'"Outstanding Overcollateralization Amount" {why}'),
    ]
    (kept,) = found.report.overcollateralization
    assert (kept.beginning, kept.target, kept.outstanding) == (Decimal("10.00"), None, None)


POOL = "Servicing Certificate   {}\nPrincipal Collections    {}\n"
ONE_POOL = POOL.format("Group 1", "100.00")
TWO_POOLS = POOL.format("Group 1  Group 2", "100.00  200.00")
LOSSES = "Liquidation To-Date\nBeginning Loss Amount  1.00\n"
L2 = "Loan Group 2\n"
RECOVERIES = "Liquidation To-Date\nCurrent Month Recoveries  3.00\n"


@pytest.mark.parametrize("heading", ["Loan Group 1\n" + TABLE, ONE_POOL])
@pytest.mark.parametrize("title", [HEAD, HEAD.replace("2002-HE2", "2002-HE2 Group 1")])
def test_rows_without_a_group_are_of_the_only_one(heading: str, title: str) -> None:
    text = title + BEGINNING + LOSSES + heading + TARGET + RECOVERIES
    found = examine(text)
    assert not found.problems
    (kept,) = found.report.overcollateralization
    assert (kept.beginning, kept.target) == (Decimal("10.00"), Decimal("21.00"))
    assert kept.group is None
    losses = found.report.losses
    assert losses is not None
    assert (losses.beginning, losses.recoveries) == (Decimal("1.00"), Decimal("3.00"))
    assert [parse(text) for _ in range(3)] == [found.report] * 3


@pytest.mark.parametrize(
    "later",
    [L2 + TABLE, TWO_POOLS, POOL.format("Group 2", "5.00"), L2 + TARGET],
)
def test_a_group_that_is_named_later_is_one_of_several(later: str) -> None:
    found = examine(HEAD + BEGINNING + "Loan Group 1\n" + TABLE + TARGET + later)
    assert [line for line, _ in errors(found)] == [8]
    assert found.report.overcollateralization[0].target is None


def test_a_group_in_the_title_is_one_of_several() -> None:
    title = HEAD.replace("2002-HE2", "2002-HE2 Group 1")
    text = title + BEGINNING + "Loan Group 2\n" + TABLE + TARGET
    assert [line for line, _ in errors(examine(text))] == [8]


def test_of_a_report_read_as_one_before_the_groups_are_compared() -> None:
    text = HEAD + ONE_POOL + BEGINNING + "Loan Group 1\n" + TABLE + TARGET
    one = [parse(text) for _ in range(3)][-1]
    assert one.overcollateralization[0].target == Decimal("21.00")
    with pytest.raises(ReportError, match="heading of another group"):
        parse(text.replace("Loan Group 1", "Loan Group 2"))


def test_losses_of_two_groups_make_no_record() -> None:
    group = "Loan Group {}\n" + TABLE + "Liquidation To-Date\n"
    one = group.format(1) + "Beginning Loss Amount  1.00\n"
    two = group.format(2) + "Current Month Recoveries  3.00\n"
    found = examine(HEAD + one + two)
    assert [(line, message.partition(" comes")[0]) for line, message in errors(found)] == [
        (14, '"Current Month Recoveries"')
    ]
    assert found.report.losses is not None
    assert found.report.losses.recoveries is None
    with pytest.raises(ReportError, match="heading of another group"):
        parse(HEAD + one + two)
    assert not examine(HEAD + one + two.replace("Loan Group 2\n" + TABLE, "")).problems


@pytest.mark.parametrize("between", ["", "Loan Group 1\n" + TABLE, TABLE])
def test_a_row_after_the_heading_of_the_same_group_carries_it_on(between: str) -> None:
    found = examine(HEAD + "Loan Group 1\n" + BEGINNING + between + TARGET)
    assert not found.problems
    (kept,) = found.report.overcollateralization
    assert (kept.group, kept.target) == ("1", Decimal("21.00"))


def test_a_block_of_a_group_may_begin_with_the_outstanding_amount() -> None:
    found = examine(HEAD + "Loan Group 1\n" + BEGINNING + "Loan Group 2\n" + OUTSTANDING)
    assert not found.problems
    one, two = found.report.overcollateralization
    assert (one.group, one.outstanding) == ("1", None)
    assert (two.group, two.outstanding) == ("2", Decimal("21.00"))


# ---- Names of classes ---------------------------------------------------------------------------

NOTES = (
    "           Beginning          Ending          Interest   Security\n"
    "Term Notes  Balance  Balance  Factor  Principal  Interest  Shortfalls  %  Coupon\n"
)
NOTE = "{}   59,058,717.08   0.5372686  6,607,175.20  328,329.46  0.00  8.88%  6.000%\n"


@pytest.mark.parametrize("printed", ["Class A-4 6 665 892.28", "Class A-4 2   65,665,892.28"])
def test_a_figure_is_no_part_of_the_name_of_a_class(printed: str) -> None:
    found = examine(HEAD + NOTES + NOTE.format(printed))
    assert found.errors
    assert not found.report.notes


@pytest.mark.parametrize(
    "name",
    ["Class A-4", "Class A-II -6 NAS", "Class I - A - 1", "Class I-A-1 - VF - 1", "CLASS 1-A2"],
)
def test_the_names_of_classes(name: str) -> None:
    (note,) = parse(HEAD + NOTES + NOTE.format(f"{name}   65,665,892.28")).notes
    assert note.name == name


# ---- Figures that begin a line ------------------------------------------------------------------

POOLS = (
    HEAD + "Servicing Certificate             Group 1         Group 2\n"
    "Beginning Pool Balance       1,500,000.00    2,500,000.00\n"
)
COLLECTIONS = "Principal Collections          100,000.00      200,000.00\n"
RULE = " " * 31 + "-----------\n"
SUM = " " * 31 + "250,000.00\n"


def collections(found: Examination) -> list[Decimal | None]:
    return [pool.principal_collections for pool in found.report.pools]


@pytest.mark.parametrize("between", ["", RULE, "\n", "<C>\n", "<C> "])
def test_a_sum_on_the_next_line_is_no_value_of_another_group(between: str) -> None:
    text = POOLS + "Principal Collections          100,000.00\n" + between + SUM
    found = examine(text)
    line = 6 + between.count("\n")
    assert [error for error in errors(found) if error[0] == line] == [
        (line, 'expected a label, found "250,000.00"')
    ]
    assert collections(found) == [None, None]
    with pytest.raises(ReportError):
        parse(text)


@pytest.mark.parametrize(
    "rule", ["-" * 42, "-" * 21 + "   " + "=" * 9, " " * 31 + "_" * 9, "\b" + " " * 10 + "-" * 9]
)
def test_a_rule_that_reaches_further_than_a_label_sets_apart(rule: str) -> None:
    above = ("Servicing Certificate\nPrincipal Collections\n" + rule).replace("\n\b", "")
    text = HEAD + above + "\n" + SUM
    assert 'a value is missing: expected an amount; "250,000.00" below it is set apart' in [
        message for _, message in errors(examine(text))
    ]
    with pytest.raises(ReportError):
        parse(text)


@pytest.mark.parametrize("before", ["", "Principal Draws     5.00     6.00\n"])
def test_a_sum_below_a_rule_is_no_value_of_the_label_above(before: str) -> None:
    text = POOLS + before + "Principal Collections\n" + RULE + SUM
    found = examine(text)
    line = 5 + before.count("\n")
    assert errors(found)[0] == (
        line,
        'a value is missing: expected an amount; "250,000.00" below it is set apart',
    )
    assert collections(found) == [None, None]
    with pytest.raises(ReportError):
        parse(text)


@pytest.mark.parametrize("printed", ["-", "\u2013", "$ 5.00", "($\xa05.00)", "\xa05.00", "#N/A"])
@pytest.mark.parametrize("before", [" " * 31, ""])
def test_no_value_on_the_next_line_is_one_of_another_group(before: str, printed: str) -> None:
    text = POOLS + "Principal Collections          100,000.00\n" + before + printed + "\n"
    found = examine(text)
    assert [line for line, _ in errors(found)] == [5, 6]
    assert collections(found) == [None, None]
    with pytest.raises(ReportError):
        parse(text)


@pytest.mark.parametrize("between", [RULE[:-1] + "  ", " " * 31 + "<C>  "])
def test_a_sum_behind_a_rule_is_no_value_of_the_label_above(between: str) -> None:
    text = HEAD + "Servicing Certificate\nPrincipal Collections\n" + between + "250,000.00\n"
    assert [line for line, _ in errors(examine(text))] == [4, 5]
    with pytest.raises(ReportError):
        parse(text)


def test_a_sum_below_rows_without_groups_is_none_of_them() -> None:
    text = HEAD + "Servicing Certificate\nPrincipal Collections     100,000.00\n" + SUM
    assert errors(examine(text)) == [(5, 'expected a label, found "250,000.00"')]


@pytest.mark.parametrize(
    "wrapped",
    [
        COLLECTIONS.replace("Collections ", "Collections\n"),
        COLLECTIONS.replace("Collections ", "Collections\n---------------------\n"),
    ],
)
def test_values_on_the_line_below_their_label_are_read(wrapped: str) -> None:
    found = examine(POOLS + wrapped)
    assert not found.problems
    assert collections(found) == [Decimal("100000.00"), Decimal("200000.00")]
    assert parse(POOLS + wrapped) == found.report


@pytest.mark.parametrize(
    "between",
    [
        "\n\n",
        "\n \t\n\n",
        "\n\f",
        "\n\f\n",
        "\f\n",
        "\n<PAGE>\n",
        "  <PAGE>\n",
        "\n-------\n\n",
        "\n\n------\n",
    ],
)
def test_a_figure_further_below_is_no_value_of_a_label(between: str) -> None:
    # It may be the number of the page.
    text = HEAD + "Servicing Certificate\nExcess Cash     1.00\nActive Loan Count{}      2\n"
    found = examine(text.format(between))
    assert not found.report.pools
    assert [message for _, message in errors(found)] == [
        'a value is missing: expected a count; "2" below it is set apart',
        'expected a label, found "2"',
    ]
    with pytest.raises(ReportError):
        parse(text.format(between))
    assert examine(text.format("\n")).report.pools[0].active_loan_count == 2
    assert parse(text.format("\n")).pools[0].active_loan_count == 2


@pytest.mark.parametrize(
    "number", ["- 2 -", "                 - 2 -", "2", "Page 2", "-2-", "(2)", "2."]
)
def test_the_number_of_a_page_on_a_line_of_its_own_costs_no_row(number: str) -> None:
    text = f"{POOLS}Principal Draws     1.00     2.00\n{number}\n{TABLE}"
    found = examine(text)
    assert {problem.line for problem in found.problems} == {6}
    assert [pool.principal_draws for pool in found.report.pools] == [
        Decimal("1.00"),
        Decimal("2.00"),
    ]
    days = found.report.delinquency[0].days_30
    assert days is not None
    assert days.count == 52
    assert not any("left out" in (problem.hint or "") for problem in found.problems)


def test_what_is_not_understood_behind_a_figure_of_an_unknown_row_costs_no_other() -> None:
    text = "Servicing Certificate\nPrincipal Draws  1.00\nExcess Whatnot  5.00  CR\n"
    found = examine(HEAD + text)
    assert [pool.principal_draws for pool in found.report.pools] == [Decimal("1.00")]
    assert [(problem.severity, problem.message, problem.hint) for problem in found.problems] == [
        ("warning", 'unknown row "Excess Whatnot"', 'did you mean "Excess Cash"?'),
        (
            "error",
            '"CR" stands behind a figure and is not understood',
            "it may change what the figure says",
        ),
    ]
    assert [problem.where for problem in found.problems] == ["pools", "pools"]
    found = examine(HEAD + text.replace("Excess Whatnot", "Excess Cash"))
    assert found.report.excess_cash is None
    assert [error.hint for error in found.errors] == [
        "it may change what the figure says; the row is left out"
    ]


@pytest.mark.parametrize("row", ["Principal Draws", "Excess Whatnot"])
def test_a_mark_one_blank_behind_a_figure_is_no_label_of_a_row_beside(row: str) -> None:
    text = f"{HEAD}Servicing Certificate\nPrincipal Collections  7.00\n{row}  1.00 CR {{}}\n2\n"
    for values, shown in ("2.00", '"2.00"'), ("2.00  3.00", '"2.00" "3.00"'):
        found = examine(text.format(values))
        (pool,) = found.report.pools
        assert (pool.principal_collections, pool.principal_draws) == (Decimal("7.00"), None)
        left_out = "; the row is left out" * (row == "Principal Draws")
        why = f"it may change what the figure says, and {shown} may be a value of the row"
        assert found.errors[0].message == '"CR" stands behind a figure and is not understood'
        assert found.errors[0].hint == why + left_out
        assert 'found "2"' in found.errors[1].message
        with pytest.raises(ReportError):
            parse(text.format(values))


def test_a_row_two_blanks_beside_another_may_have_any_label() -> None:
    text = f"{HEAD}Servicing Certificate\nPrincipal Draws  1.00  Excess Whatnot  2.00\n"
    found = examine(text)
    assert found.report.pools[0].principal_draws == Decimal("1.00")
    assert [(row.label, row.values) for row in found.report.unknown] == [
        ("Excess Whatnot", (Decimal("2.00"),))
    ]
    (said,) = found.problems
    assert said.severity == "warning"
    assert 'if it is a remark on "1.00", "2.00" may be a value of the row' in (said.hint or "")


@pytest.mark.parametrize("gap", ["\n", "\n\n<PAGE>\n"])
@pytest.mark.parametrize("value", ["52", "1.09%"])
def test_the_beginning_of_a_row_and_the_end_of_another_are_no_row(gap: str, value: str) -> None:
    text = HEAD + TABLE.replace(value, f"{gap}   {value}")
    found = examine(text)
    assert found.errors
    assert not found.report.delinquency
    with pytest.raises(ReportError):
        parse(text)


def test_in_a_page_too_a_row_does_not_go_on_in_the_next() -> None:
    cells = ("1,707,834.09", "52", "1.09%")
    title = "<p>Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2</p>"
    heading = "<tr><td><td>Balance<td>Number of Loans<td>Percent of Balance</tr>"
    page = f"{title}<table><tr><td>Payment Date<td>2/25/2004</tr>{heading}<tr>"
    whole = page + "<td>Delinquent Loans (30 Days)" + "".join(f"<td>{cell}" for cell in cells)
    assert parse(whole).delinquency[0].days_30.count == 52
    found = examine(whole.replace("<td>52", "</tr><tr><td><td>52"))
    message = 'a value is missing: expected a count; "52" stands in another line'
    assert message in dict(errors(found)).values()
    assert not found.report.delinquency


QUAY = """\
// Quay: statements of a made-up servicer.
%import .values (_count, _date)
report: title issue* pier? row*
title: TITLE
TITLE: /Quay 2019-[A-Z]/
issue: _issue_text
_issue_text: ISSUE
ISSUE: /Issue [0-9]+/
row: "Loans" _count -> loans
   | "Outlook" _count -> outlook
   | "Rated" _rating_text+ -> rated
   | "Paid in" first then -> paid
pier: "Pier" _pier_text+ pier_row*
pier_row: "Depth" _count -> depth
_pier_text: PIER
PIER: /North|South/
first: _price_text
then:  _price_text | _none_date
_price_text: PRICE
PRICE: /USD [0-9.]+|[0-9.]+ CR/
_none_date: GONE
GONE: /#GONE/
_rating_text: RATING
RATING: /A+|Baa/
"""
QUAY_HEAD = (
    "Quay 2019-A\n\nIssue 1\nIssue 2\nPier  North\n    South\nDepth  7\nLoans  5\nOutlook  6\n"
)


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ("Paid in  USD 1.00  USD 2.00\n", {"first": "USD 1.00", "then": "USD 2.00"}),
        ("Paid in USD 1.00 USD 2.00\n", {"first": "USD 1.00", "then": "USD 2.00"}),
        ("Paid in\n  1.00 CR  2.00 CR\n", {"first": "1.00 CR", "then": "2.00 CR"}),
        ("Paid in\n  1.00 CR  #GONE\n", {"first": "1.00 CR", "then": None}),
        ("Paid in  USD 1.00\nUSD 2.00\n", None),
        ("Paid in  1.00 CR\n2.00 CR\n", None),
        ("Paid in  USD 1.00\n#GONE\n", None),
        ("Paid in\n\nUSD 1.00  USD 2.00\n", None),
        ("Paid in  USD 1.00\n<PAGE>\n(*)  USD 2.00\n", None),
    ],
)
def test_what_begins_with_letters_is_no_label_of_a_row_if_it_is_a_value(
    tmp_path: Path, row: str, values: object
) -> None:
    (tmp_path / "quay.lark").write_text(QUAY, encoding="utf-8")
    text = QUAY_HEAD + row
    found = examine(text, grammar=tmp_path)
    assert found.format == "quay"
    if values is not None:
        assert not found.problems
        assert found.report.other["paid"] == values
        assert {cell.role for cell in found.cells if cell.text == "Paid in"} == {"label"}
        assert parse(text, grammar=tmp_path) == found.report
        return
    assert "paid" not in found.report.other
    with pytest.raises(ReportError, match="a value is missing"):
        parse(text, grammar=tmp_path)


PAGE = (
    "<p>Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2</p><table><tr><td>Payment Date"
    "<td>2/25/2004<tr><td>Servicing Certificate<tr><td>Beginning Pool Balance<td>1.00{}"
)


#: What may stand between a label and a figure on a page, for both are in cells of one row each.
SET_APART = (
    # Another table, or what is below one
    "<tr><td>{}</table><p>2</p>",
    "<tr><td>{}</table><hr>2",
    "<tr><td>{}</table><table><tr><td>|</table><p>2</p>",
    "<tr><td>{}</table><table><tr><td>2</table>",
    "<tr><td>{}</table><pre>2</pre>",
    "<tr><td>{}</table><pre>|</pre><table><tr><td>2</table>",
    "<tr><td>{}<tr><td><table><tr><td>2</table></table>",
    "</table><table><tr><td>{}<tr><td><table><tr><td>2</table></table>",
    "<tr><td><table><tr><td>{}</table><tr><td>2</table>",
    "<tr><td><table><tr><td>{}</table><p>2</p></table>",
    "<tr><td><table><tr><td>{}</table><pre>2</pre></table>",
    "<tr><td><table><tr><td>{}</table><table><tr><td>2</table></table>",
    "</table><table><tr><td><table><tr><td>{}</table><pre>2</pre></table>",
    "</table><table><tr><td><pre>{}</pre><table><tr><td>2</table></table>",
    # A cell over the width
    "<tr><td><table><tr><td>|</table>{}<td>&nbsp;<tr><td colspan=2>2</table>",
    "<tr><td>{}<td>&nbsp;<tr><td colspan=2>2</table>",
    # A rule, or the end of a page
    "<tr><td>{}<tr><td><td>-----<tr><td><td>2</table>",
    "<tr><td>{}<tr><td>-----<td>-----<tr><td><td>2</table>",
    "<tr><td>{}<tr><td colspan=2>-----<tr><td><td>2</table>",
    "<tr><td>{}<td><tr><td>=====<td>=====<tr><td><td>2</table>",
    "<tr><td>{}<td>-----<tr><td><td>2</table>",
    "<tr><td>{}<td>---<tr><td><td>2</table>",
    "<tr><td>{}<tr><td><td>-----<td>2</table>",
    "<tr><td>{}<tr><td><td>-----<td>$<td>2</table>",
    "<tr><td>{}<tr style='page-break-before:always'><td><td>2</table>",
    "</table><p>{}</p><hr><p>2</p>",
    "</table><hr><p>{}</p><hr><p>2</p>",
    "</table><p>{}</p><page>2",
    "</table><p>{}</p><hr><table><tr><td>2</table>",
    "</table><p>{}</p><p style='page-break-before: always'>2</p>",
    "</table><p>{}<br style='break-before:page'>2</p>",
    "</table><p style='PAGE-BREAK-AFTER : left'>{}</p><p>2</p>",
    # In text that is laid out
    "</table><pre>{}\n\n      2</pre>",
    "</table><pre>{}\n \t\r\n      2</pre>",
    "</table><pre>{}\n&nbsp;\n     2</pre>",
    "</table><pre>{}\n\f     2</pre>",
    "</table><pre>{}\n \f\n     2</pre>",
    "</table><pre>{}  \f \n     2</pre>",
    "</table><pre>{}\n  \f     2</pre>",
    "</table><pre>{}\n<PAGE>\n     2</pre>",
    "</table><pre>{}  <PAGE>\n     2</pre>",
    "</table><pre>{}\n<HR><B>     2</B></pre>",
    "</table><pre>{}\n<hr>     2",
    "</table><pre>{}\n<P\nSTYLE='page-break-before: always'>   2</pre>",
    "</table><pre>{}\n                    ---\n     2</pre>",
    "</table><pre>{}\n---\n\n     2</pre>",
    "</table><pre>{}</pre><pre>     2</pre>",
    "</table><pre>{}</pre><hr><pre>     2</pre>",
    "</table><pre>{}</pre><p>2</p>",
    "</table><pre>{}</pre><table><tr><td>2</table>",
)


@pytest.mark.parametrize("rows", SET_APART)
def test_a_figure_that_is_set_apart_on_a_page_is_no_value_of_a_label(rows: str) -> None:
    page = PAGE.format(rows.format("Active Loan Count"))
    found = examine(page)
    assert [message for _, message in errors(found)] == [
        'a value is missing: expected a count; "2" below it is set apart',
        'expected a label, found "2"',
    ]
    assert found.report.pools[0].active_loan_count is None
    with pytest.raises(ReportError):
        parse(page)


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>{}<tr><td>2</table>",
        "<tr><td colspan=2>{}<tr><td colspan=2>2</table>",
        "<tr><td>{}<td><p>2</p></table>",
        "<tr><td>{}<br>2</table>",
        "<tr><td>{}<tr><td>&nbsp;<tr><td>2</table>",
        "<tr><td>{}<tr><td>-----<tr><td><td>2</table>",
        "<tr><td>{}<tr><td><td>2<td>-----</table>",
        "<tr><td>{}<tr><td>$<td>2</table>",
        "<tr><td>{}<tr><td><td>$<td>2</table>",
        "<tr><td>{}<td><table><tr><td>2</table></table>",
        "<tr><td>{}<table><tr><td>2</table></table>",
        "<tr><td><table><tr><td>{}</table><td>2</table>",
        "<tr><td><table><tr><td>{}</table><td><table><tr><td>2</table></table>",
        "<tr><td><table><tr><td>{}</table><td><pre>2</pre></table>",
        "</table><hr><table><tr><td><table><tr><td>|</table>{}<tr><td>2</table>",
        "</table><p>{}</p><p>2</p>",
        "</table><p>{}</p><p>&nbsp;</p><p>2</p>",
        "</table><div>{}</div><div>2</div>",
        "</table>{}<br>|<br>2<br>",
        "</table><p>{}</p><table><tr><td>2</table>",
        "</table><p>{}</p><pre>     2</pre>",
        "</table><hr><p style='page-break-before:avoid'>{}</p><p style='page-break-after:always'>2",
        "</table><pre>{}     2</pre>",
        "</table><pre>{}\n     2</pre>",
        "</table><pre>\n\n\f{}\r\n     2\n\n</pre>",
        "</table><pre>{}\n-----------------\n     2</pre>",
    ],
)
def test_a_figure_that_is_not_set_apart_on_a_page_is_the_value_of_the_label(rows: str) -> None:
    found = examine(PAGE.format(rows.format("Active Loan Count")))
    assert not found.problems
    assert found.report.pools[0].active_loan_count == 2


@pytest.mark.parametrize("value", ["5<br>&nbsp;", "5", "<p>5</p>"])
def test_a_figure_beside_two_labels_in_one_cell_is_the_value_of_neither(value: str) -> None:
    row = f"<tr><td>Active Loan Count<br>Current Month Repurchases - Units<td>{value}</table>"
    found = examine(PAGE.format(row))
    assert [message for _, message in errors(found)] == [
        'a value is missing: expected a count, found "Current Month Repurchases - Units"',
        'a value is missing: expected a count; "5" stands beside two labels in one cell',
        'expected a label, found "5"',
    ]
    (pool,) = found.report.pools
    assert (pool.active_loan_count, pool.repurchased_units) == (None, None)


@pytest.mark.parametrize(
    "row",
    [
        "<td>Active Loan Count<td>Current Month Repurchases - Units<td>5",
        "<td>Active Loan Count<br>Current Month Repurchases - Units<td>6<br>5",
        "<td>Servicing Certificate<br>Current Month Repurchases - Units<td>5",
    ],
)
def test_a_figure_beside_the_only_label_that_wants_one_is_its_value(row: str) -> None:
    page = PAGE.replace("Servicing Certificate<tr><td>Beginning Pool Balance<td>1.00{}", "{}")
    if not row.startswith("<td>Serv"):
        row = f"<td>Servicing Certificate<tr>{row}"
    (pool,) = examine(page.format(row[4:] + "</table>")).report.pools
    assert pool.repurchased_units == 5


# ---- Headings in another order ------------------------------------------------------------------

ONE_LINE = (
    "Term Notes  Beginning Balance  Ending Balance  Factor  Principal  Interest  "
    "Interest Shortfalls  Security %  Coupon\n"
)
CAUSES = "Special Hazard   Fraud   Bankruptcy\nBeginning Amount   1.00   2.00   3.00\n"


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        (NOTES + NOTE.format("Class A-4   65.00"), "Beginning  ", "Ending     "),
        (ONE_LINE + NOTE.format("Class A-4   65.00"), "Beginning Balance", "Ending Balance"),
        (ONE_LINE + NOTE.format("Class A-4   65.00"), "Interest  ", "Principal  "),
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


# ---- Unknown headings ---------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Reserve Account", "Corrected:"])
def test_an_unknown_heading_says_where_the_rows_below_it_go(heading: str) -> None:
    text = HEAD + "Servicing Certificate\nBeginning Pool Balance  1.00\n" + heading + "\n"
    (said,) = examine(text + "Principal Draws  2.00\n").problems
    assert said.message == f'unknown heading "{heading}"'
    assert "the known rows below it are read as rows of the section before it" in (said.hint or "")
    (said,) = examine(text + "Prefunding Account\nBeginning Balance  2.00\n").problems
    assert "section before" not in (said.hint or "")


# ---- Shares with and without a percent sign ------------------------------------------------------

MORE = (
    "Delinquent Loans (60 Days)      1,707,834.09           52       {}\n"
    "Delinquent Loans (90 Days)      1,707,834.09           52       {}\n"
)
BESIDE = "in the same table"


def shares(*printed: str) -> str:
    return HEAD + TABLE + MORE.format(*printed)


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (("0.530", "2.00%"), [(6, f'"0.530" has no percent sign, unlike "1.09%" {BESIDE}')]),
        (("0.530", "0"), [(6, f'"0.530" has no percent sign, unlike "1.09%" {BESIDE}')]),
        (
            ("0.530", "0.540"),
            [(5, f'"1.09%" has a percent sign, unlike "0.530" {BESIDE}')],
        ),
    ],
)
def test_a_share_without_the_percent_sign_of_the_others_is_an_error(
    printed: tuple[str, str], told: list[tuple[int, str]]
) -> None:
    text = shares(*printed)
    for _ in range(3):  # from the third on it is read as those before
        found = examine(text)
        assert errors(found) == told
        assert len(found.problems) == len(told)
        with pytest.raises(ReportError, match="percent sign"):
            parse(text)


@pytest.mark.parametrize("printed", [("0.530%", "2.00%"), ("0", "-"), ("0.000", "0")])
def test_a_share_of_nothing_needs_no_percent_sign(printed: tuple[str, str]) -> None:
    text = shares(*printed)
    assert not examine(text).problems
    assert parse(text) == parse(text) == parse(text) == examine(text).report


def test_a_mould_is_none_for_shares_that_are_not_alike() -> None:
    for _ in range(3):
        parse(shares("0.000", "2.00%"))
    with pytest.raises(ReportError, match="has no percent sign, unlike"):
        parse(shares("0.001", "2.00%"))
    assert errors(examine(shares("0.001", "2.00%"))) == [
        (6, f'"0.001" has no percent sign, unlike "1.09%" {BESIDE}')
    ]


def test_the_shares_of_two_tables_may_be_printed_in_two_ways() -> None:
    text = shares("0.53%", "2.00%") + NOTES + NOTE.format("Class A-4   65.00")
    assert not examine(text.replace("8.88%", "0.888")).problems
    parse(text.replace("8.88%", "0.888"))


WHARF = """\
// Wharf: statements of a made-up servicer.
%import .values (_count, _share)
report: title loss_row* sum_row*
title: TITLE
TITLE: /Wharf 2019-[A-Z]/
loss_row: "Loans" _count -> loans
        | "Lost" _share -> lost
        | "Lost before" _share+ -> before
sum_row: "Sunk" _share -> sunk
       | "Total loss" part -> total
       | "Last loss" part -> last
part: _share
"""


@pytest.mark.parametrize(
    ("rows", "unlike"),
    [
        ("Lost  0.530\nLost before  1.20%  0.30%\n", ("0.530", "1.20%")),
        ("Lost  5.30%\nLost before  1.20%  0.300\n", ("0.300", "5.30%")),
        ("Lost before  0.120  3.00%\n", ("0.120", "3.00%")),
        ("Lost  0.530\nSunk  0.40%\n", None),
        ("Lost  0.530\nLost before  0.120  0\nSunk  0.40%\n", None),
        ("Sunk  0.40%\nTotal loss  0.530\n", None),
        ("Sunk  0.40%\nTotal loss  0.530\nLast loss  5.00%\n", ("0.530", "5.00%")),
    ],
)
def test_shares_without_a_rule_of_their_own_are_compared_with_those_of_their_rows(
    tmp_path: Path, rows: str, unlike: tuple[str, str] | None
) -> None:
    (tmp_path / "wharf.lark").write_text(WHARF, encoding="utf-8")
    text = f"Wharf 2019-A\nLoans  5\n{rows}"
    for _ in range(3):  # from the third on it is read as those before
        found = examine(text, format="wharf", grammar=tmp_path)
        if unlike is None:
            assert not found.problems
            assert parse(text, format="wharf", grammar=tmp_path) == found.report
            continue
        odd, other = unlike
        message = f'"{odd}" has no percent sign, unlike "{other}" {BESIDE}'
        assert [message for _, message in errors(found)] == [message]
        with pytest.raises(ReportError, match="percent sign"):
            parse(text, format="wharf", grammar=tmp_path)


def test_a_share_that_is_not_read_is_compared_with_none() -> None:
    found = examine(shares("1.530", "2.00%"))
    why = "is no share: it is over 1 and has no percent sign"
    assert errors(found) == [(6, f'"1.530" {why}')]
    found = examine(shares("0.530", "2.00%") + "\nNo such row   5.00\n")
    assert errors(found) == [(6, f'"0.530" has no percent sign, unlike "1.09%" {BESIDE}')]


def test_the_fewer_of_the_shares_are_told() -> None:
    def told(column: str) -> list[Problem]:
        return unlike_shares([Cell(text, n, n + 1, 0) for n, text in enumerate(column.split(), 1)])

    hint = "a part of 1 or a part of 100? Which of them is meant cannot be known"
    no, a = (
        f'"{one} percent sign, unlike "{other}" {BESIDE}'
        for one, other in (('0.5" has no', "5%"), ('5%" has a', "0.5"))
    )
    assert told("5% 0.5") == [Problem("error", 2, 3, no, hint=hint)]
    assert told("0.5 0.6 5%") == [Problem("error", 3, 4, a, hint=hint)]
    assert [problem.line for problem in told("5% 0.5 6% 0.6")] == [2, 4]
    assert told("5% 6%") == []


# ---- Two values or one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("Active Loan Count", "5 208"),
        ("Active Loan Count", "5\xa0208"),
        ("Current Month Repurchases - Dollars", "617,574.13 1"),
    ],
)
def test_what_may_be_two_values_or_one_is_an_error(label: str, printed: str) -> None:
    row = f"{label}     {printed}\n"
    found = examine(POOLS + row)
    shown = " ".join(printed.split())
    assert errors(found) == [(5, f'"{shown}" may be two values or one')]
    with pytest.raises(ReportError):
        parse(POOLS + row)
    assert not examine(POOLS + row.replace(printed, "  ".join(printed.split()))).problems


@pytest.mark.parametrize("printed", ["5,208 208", "5 20", "1,208 1,457", "457 1,208"])
def test_values_one_blank_apart_that_are_two_are_read(printed: str) -> None:
    report = parse(POOLS + f"Active Loan Count     {printed}\n")
    counts = [f"{pool.active_loan_count:,}" for pool in report.pools]
    assert counts == printed.split()


def test_values_of_two_fields_one_blank_apart_are_two() -> None:
    share = TABLE.replace("52       1.09%", "52 100.00%")
    assert parse(HEAD + share) == parse(HEAD + share.replace("52 ", "52  "))


# ---- Cells of rows, by themselves ---------------------------------------------------------------


def laid(text: str) -> list[Cell]:
    """The cells of a text two blanks apart: figures, rules (furniture) and labels."""
    cells = []
    for row, line in enumerate(text.split("/"), 1):
        for match in re.finditer(r"\S+", line):
            cell = Cell(match[0], row, match.start() + 1, 0, row=row)
            cell.terminal = "AMOUNT" if match[0].isdecimal() else "LABEL"
            cell.role = "furniture" if match[0][0] in "-<$" else "unread"
            cells.append(cell)
    return cells


@pytest.mark.parametrize(
    ("text", "apart", "runs"),
    [
        ("", [], False),
        ("5", [], False),
        ("Pool  5", [], False),
        ("Pool  5  6", [], False),
        ("Pool/  5", [], False),
        ("Pool/  5/Pool/  6", [], False),
        ("Pool/Pool/     ---  5", ["5"], True),
        ("Pool  5/  6", [], True),
        ("Pool  5/     ---/  6", [], True),
        ("Pool/     ---/  5", ["5"], True),
        ("Pool/    ---/  5", ["5"], True),
        ("  Pool/      ---/  5", ["5"], True),
        ("  Pool/       ---/  5", ["5"], True),
        ("Pool/     $/  5", ["5"], True),
        ("Pool/    $/  5", [], False),
        ("Pool   $/  5", [], False),
        ("Pool/---/  5", [], False),
        ("Pool/----/  5", [], False),
        ("Pool/-----/  5", ["5"], True),
        ("Pool   ---/  5", ["5"], True),
        ("Pool  5/     ---", [], False),
        ("     ---/Pool/  5", [], False),
        ("     ---/  5", [], False),
        ("Pool/     ---/<C>/  5", ["5"], True),
        ("Pool/<C>/     ---/  5", ["5"], True),
        ("Pool/     ---/Draws/  5", [], False),
        ("Pool/     ---/  5  6/Pool/     ---/  7", ["5", "7"], True),
        ("Pool/     ---/Draws  5/  6/  7", [], True),
        ("Pool/     ---/     Draws/  5", [], False),
    ],
)
def test_a_figure_below_a_rule_is_set_apart(text: str, apart: list[str], runs: bool) -> None:
    cells, figures = laid(text), frozenset({"AMOUNT", "COUNT"})
    assert sorted(cell.text for cell in set_apart(cells, figures)) == apart
    assert runs_on(cells, figures) is runs


@pytest.mark.parametrize(
    ("text", "begin", "found"),
    [
        ("Pool  Draws  5", {1}, ["5"]),
        ("Pool  Draws  5", {1, 7}, []),
        ("Pool  Draws  5", set(), []),
        ("Pool/Draws  5", {1}, []),
        ("5  Pool  Draws", {1}, []),
        ("1  Pool  5", {1}, []),
        ("Pool  1  5", {1}, []),
    ],
)
def test_a_figure_behind_two_labels_that_are_one_cell_is_set_apart(
    text: str, begin: set[int], found: list[str]
) -> None:
    cells, figures = laid(text), frozenset({"AMOUNT"})
    for cell in cells:
        cell.offset = cell.column
    apart = apart_on_page(cells, figures, lambda: (set(), begin))
    assert [cell.text for cell in apart] == found


COUNTS = "pools[0].count", "pools[1].count"


@pytest.mark.parametrize(
    "printed", ["5 208", "5&nbsp;208", "5 <b>208</b>", "<i>5</i> 208", "5\n<!-- x -->208"]
)
def test_two_figures_in_a_cell_of_a_page_are_none(printed: str) -> None:
    cells = [row.split("  ") for row in (POOLS + "Active Loan Count").splitlines()]
    rows = "".join("<tr>" + "".join(f"<td>{c}" for c in row if c) for row in cells)
    found = examine(f"<table>{rows}<td>{printed}</table>")
    assert [m for _, m in errors(found)] == ['"5 208" is not a count']
    assert not examine(f"<table>{rows}<td>5<td>208</table>").problems


def value(text: str, offset: int, path: str | None) -> Cell:
    return Cell(text, 3, offset - 10, offset, "value", path, "COUNT")


def test_values_of_two_columns_that_may_be_one_are_told() -> None:
    cells = [value("5", 20, COUNTS[0]), value("208", 22, COUNTS[1]), value("7", 30, "factor")]
    assert doubtful(cells) == [
        Problem(
            "error",
            3,
            10,
            '"5 208" may be two values or one',
            hint="two blanks between them make it two; without the blank, or the mark, it is one",
        )
    ]
    assert doubtful([]) == doubtful(cells[1:]) == []


@pytest.mark.parametrize(
    ("one", "offset", "other", "paths", "expected"),
    [
        ("5", 22, "208", COUNTS, True),
        ("5", 23, "208", COUNTS, False),
        ("5", 21, "208", COUNTS, False),
        ("15", 23, "208", COUNTS, True),
        ("15", 22, "208", COUNTS, False),
        ("5", 22, "20", COUNTS, False),
        ("5.00", 25, "1", COUNTS, True),
        ("5.00", 25, "0", COUNTS, False),
        ("5", 22, "208", ("pools[0].count", "pools[1].loans"), False),
        ("5", 22, "208", ("pools[0].count", "count"), False),
        ("5", 22, "208", ("other.x[0]", "other.x[11]"), True),
        ("5", 22, "208", ("pools[0].other.x", "pools[1].other.x[0]"), True),
        ("5", 22, "208", (None, None), False),
        ("5", 22, "208", ("", ""), False),
        ("5", 22, "208", ("pools[0].count", None), False),
        ("5", 22, "208", (None, "pools[0].count"), False),
    ],
)
def test_two_values_may_be_one_where_one_blank_is_between(
    one: str, offset: int, other: str, paths: tuple[str | None, str | None], expected: bool
) -> None:
    cells = [value(one, 20, paths[0]), value(other, offset, paths[1])]
    assert bool(doubtful(cells)) is expected
    for cell in cells:
        cell.role = "label"
    assert not doubtful(cells)


# ---- Headings side by side ----------------------------------------------------------------------

ACCOUNTS = "Capitalized Interest Account{}Prefunding Account\n"
BALANCES = "Beginning Balance   1.00{}Excess of Draws over Principal Collections   2.00\n"


@pytest.mark.parametrize("gap", ["    ", "\n"])
def test_rows_of_two_sections_side_by_side_are_an_error(gap: str) -> None:
    text = HEAD + ACCOUNTS.format("        ") + BALANCES.format(gap)
    said = '"Prefunding Account" stands beside "Capitalized Interest Account"'
    found = examine(text)
    assert errors(found) == [(3, f"{said}: their rows cannot be told apart")]
    hint = "which of the two each row belongs to cannot be known; look at the original"
    assert found.errors[0].hint == hint
    with pytest.raises(ReportError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        ACCOUNTS.format("\n") + BALANCES.format("\n"),
        ACCOUNTS.format("      "),
        ACCOUNTS.format("      ") + "Excess of Draws over Principal Collections   2.00\n",
        ACCOUNTS.format("      ")
        + "Special Hazard   Fraud   Bankruptcy\nBeginning Amount  1.00  2.00  3.00\n"
        + "Capitalized Interest Account\nBeginning Balance   1.00\n",
    ],
)
def test_a_section_without_rows_before_another_is_read(text: str) -> None:
    assert not examine(HEAD + text).problems
    parse(HEAD + text)


def test_in_a_page_too_rows_of_two_sections_side_by_side_are_an_error() -> None:
    page = "<p>Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2</p><table>"
    page += "<tr><td>Prefunding Account<td><td>Capitalized Interest Account<td></tr>"
    page += "<tr><td>Total Ending Balance as of Payment Date<td>1.00<td>Beginning Balance<td>2.00"
    (message,) = dict(errors(examine(page + "</tr></table>"))).values()
    assert message.startswith('"Capitalized Interest Account" stands beside "Prefunding Account"')


def test_sections_that_share_rows_are_told_by_their_headings() -> None:
    def label(name: str) -> Symbol:
        return Symbol(name, True, True)

    def rule(origin: str, *symbols: Symbol) -> Production:
        return Production(origin, None, False, symbols)

    one, other, row, value = (Symbol(name, False) for name in ("one", "other", "row", "_value"))
    amount = Symbol("AMOUNT", True)
    shapes = Shapes(
        [
            *(rule("report", one), rule("report", other)),
            *(rule("one", label("A"), label("B")), rule("one", label("A"), label("B"), row, value)),
            *(rule("other", label("C"), label("D")), rule("other", label("C"), label("D"), row)),
            *(rule(name, label("H"), label("I"), value) for name in ("one", "other")),
            *(rule("row", label("E"), value), rule("row", row, label("F"), value)),
            *(rule("apart", label("G")), rule("apart", label("G"), value)),
            *(rule("labels", label("A")), rule("labels", label("A"), label("E"))),
            rule("_value", amount),
        ]
    )
    rows = frozenset({"E"})
    assert shapes.shared_rows() == {("B", "C"): rows, ("D", "A"): rows}


# ---- The heading of another page ----------------------------------------------------------------

GROUP = "Loan Group {}\n"
EXCESS = "Excess Loss Amounts  3.00\n"
BALANCE = "Beginning Balance  0.00\n"
#: Pages of reports; a row or heading stands at the top of a page, and its cells stood before.
PAGES = [
    (GROUP.format(1) + BEGINNING + TARGET + GROUP.format(2) + OUTSTANDING, TARGET + EXCESS),
    (GROUP.format(1) + BEGINNING + TARGET + GROUP.format(2) + BEGINNING, TARGET),
    (GROUP.format(1) + BEGINNING + TARGET, GROUP.format(2) + BEGINNING + TARGET + EXCESS),
    (GROUP.format(1) + TABLE + GROUP.format(2) + TABLE + GROUP.format(1) + BEGINNING, L2 + TARGET),
    (GROUP.format(1) + BEGINNING + GROUP.format(2) + TARGET, GROUP.format(1) + TABLE),
    (
        f"Capitalized Interest Account\n{BALANCE}Prefunding Account\n",
        f"{BALANCE}Total Ending Balance as of Payment Date  0.00\n",
    ),
    (TARGET + GROUP.format(1) + BEGINNING, TARGET),
    (GROUP.format(1) + TABLE + GROUP.format(2), TABLE),
    (f"{EXCESS}Cut-Off\nCapitalized Interest Account\n", BALANCE),
]


@pytest.mark.parametrize("again", [HEAD, HEAD.splitlines(keepends=True)[0]])
@pytest.mark.parametrize(("first", "second"), PAGES)
def test_below_a_title_that_comes_again_all_is_read_as_without_it(
    first: str, second: str, again: str
) -> None:
    whole, found = examine(HEAD + first + second), examine(HEAD + first + again + second)
    assert found.report == whole.report
    assert [p.message for p in found.problems] == [p.message for p in whole.problems]
    assert [cell.text for cell in found.cells if cell.role == "furniture"] == [
        part for line in again.splitlines() for part in line.strip().split("  ")
    ]


@pytest.mark.parametrize(
    "second",
    [
        HEAD + TARGET,  # in the same group
        HEAD + GROUP.format(1) + BEGINNING,
        HEAD.replace("2/25", "3/25") + OUTSTANDING,
        HEAD.replace("HE2", "HE4") + OUTSTANDING,
        HEAD + EXCESS,  # a row of the report, be it in no group
        HEAD + "Beginning Balance  0.00\n",  # it cannot stand in the group, and stood elsewhere
        HEAD,
        HEAD + "No label of a row\n",
    ],
)
def test_a_title_above_rows_that_come_again_begins_a_second_report(second: str) -> None:
    first = f"Prefunding Account\n{BALANCE}{EXCESS}{GROUP.format(1)}{BEGINNING}{TARGET}"
    ((line, message),) = errors(examine(HEAD + first + second))
    assert (line, message[:29]) == (9, "a second report begins here: ")


#: "Due" is a row of the report, and the one of its pools.
DUES = """\
%import .values (_amount)

report: title (due_row | pools)*
title: TITLE
TITLE: /Notice [A-Z]/
due_row: "Due" _amount -> excess_cash
pools: "Pools" pool_row
pool_row: "Due" _amount -> principal_draws
"""


def test_a_row_of_what_is_open_is_no_heading_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "dues.lark").write_text(DUES, encoding="utf-8")
    text = "Notice A\nDue  1.00\nPools\nNotice A\nDue  1.00\n"
    found = examine(text, grammar=tmp_path, format="dues")
    assert not found.problems
    assert (found.report.excess_cash, len(found.report.pools)) == (Decimal("1.00"), 1)


#: The row of the report is inline, and its value a rule.
INLINE_DUES = """\
%import .values (_amount)

report: title (_due | pools)*
title: TITLE
TITLE: /Notice [A-Z]/
_due: "Due" excess_cash
excess_cash: _amount
pools: "Pools" pool_row*
pool_row: "Drawn" _amount -> principal_draws
"""


def test_an_inline_row_of_the_report_may_stand_in_the_heading_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "dues.lark").write_text(INLINE_DUES, encoding="utf-8")
    text = "Notice A\nDue  1.00\nPools\nNotice A\nDue  1.00\nDrawn  2.00\n"
    found = examine(text, grammar=tmp_path, format="dues")
    assert not found.problems
    again = [cell.text for cell in found.cells if cell.role == "furniture"]
    assert again == ["Notice A", "Due", "1.00"]
