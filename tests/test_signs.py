"""What is printed beside a figure and may change what it says: a sign, a mark, a remark."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from conftest import FIXTURES, read
from marks import GROUPS, each, groups

from gmacm_grammar import ReportError, examine, parse

FIXED = read(FIXTURES / "2002-HE2_2004-02-25.txt")


@pytest.mark.parametrize("dash", ["-", "\u2212", "\u2013", "--", "---"])
@each("""
the only value: [Excess Cash]  ![5.00 @]
the first of two: [Principal Draws]  ![1.00 @]  [2.00]
the last of two: Liquidation To-Date  [Ending Loss Amount]  [1.00]  ![1.0% @]
""")
def test_a_dash_one_blank_behind_a_figure_may_be_its_sign(text: str, dash: str) -> None:
    text = text.replace("@", dash)
    assert groups.rows(text) == text


@each("""
one for two columns: Principal Draws  1.00  -
one for a share: Liquidation To-Date  Ending Loss Amount  1.00  -
one blank behind zero: Liquidation To-Date  Ending Loss Amount  0.00^ -
one blank behind a figure: Liquidation To-Date  Ending Loss Amount  1.00^ 1.76%
a negative figure: Principal Draws  \u22121.00  \u20132.00
""")
def test_a_dash_in_a_column_of_its_own_states_nothing(text: str) -> None:
    assert groups.rows(text) == text


@pytest.mark.parametrize(("cell", "errors"), [("1.00 -", 1), ("1.00<td>-", 0)])
def test_a_dash_behind_a_figure_in_a_cell_of_a_page_may_be_its_sign(cell: str, errors: int) -> None:
    page = GROUPS.replace("\n", "<tr><td>").replace("  ", "<td>")
    found = examine(f"<table><tr><td>{page}Principal Draws<td>{cell}</table>")
    assert (len(found.errors), len(found.problems)) == (errors, errors)


@pytest.mark.parametrize("sign", ["-", "\u2212", "\u2013", "-$", "\u2212$ "])
def test_a_minus_sign_of_print_is_one_too(sign: str) -> None:
    losses = f"Liquidation To-Date\nEnding Loss Amount  1.00  {sign[0]}1.76%"
    found = groups.examine(f"Excess Cash  {sign}508,186.37\n{losses}")
    assert not found.problems
    assert found.report.excess_cash == Decimal("-508186.37")
    assert found.report.losses is not None
    assert found.report.losses.ending_share == Decimal("-0.0176")


@pytest.mark.parametrize(
    "figure",
    [f"{mark}7,186.55" for mark in ("\u2014", "--", "---", "-----", "_____", "(")]
    + [f"7,186.55{mark}" for mark in ("-", "\u2212", "\u2013", "\u2014", "--", ")")],
)
@each("""
the only value: [Excess Cash]  ![@]
the first of two: [Principal Draws]  ![@]  [2.00]
the last of two: Liquidation To-Date  [Ending Loss Amount]  [1.00]  ![@]
""")
def test_a_figure_with_another_mark_at_it_is_no_figure(text: str, figure: str) -> None:
    text = text.replace("@", figure)
    assert groups.rows(text) == text


@pytest.mark.parametrize("dash", ["-", "\u2212", "\u2013", "\u2014", "$ -"])
def test_a_dash_is_not_printed_over_a_figure(dash: str) -> None:
    found = groups.examine(f"Excess Cash{dash}7,186.55")
    assert found.problems
    assert "repair" not in [problem.severity for problem in found.problems]


@pytest.mark.parametrize("mark", ["CR", "(-)", "Cr.", "(was 90.00)", "restated"])
@each("""
one blank away: [Excess Cash]  [1.00]^ ![@]
further away: [Excess Cash]  [1.00]  ![@]
on a line of its own:
    Excess Cash  1.00
       ?{@}
""")
def test_what_is_not_read_behind_a_figure_is_a_doubt_about_it(text: str, mark: str) -> None:
    text = text.replace("@", mark)
    assert groups.rows(text) == text


@pytest.mark.parametrize(
    "tag", ["<restated, was 90.00>", "<Class A-1  7.00  8.00>", "<restated>", "<minus>", "<5.00>"]
)
def test_what_stands_between_angles_and_is_no_tag_is_not_passed_over(tag: str) -> None:
    found = examine(f"{GROUPS}Excess Cash     508.00  {tag}")
    assert found.errors
    assert not any(cell.role == "furniture" and cell.text[1:] in tag for cell in found.cells)
    assert examine(f"{GROUPS}Excess Cash     508.00\n{tag}").problems


@pytest.mark.parametrize(
    "passed",
    [
        *("<TABLE>", "</table>", "<S>", "<C>", "<PAGE>", "<FN>", "<F1>", "<DOCUMENT>"),
        *("<SEC-HEADER>", '<FONT face="Times New Roman" size=2>', "<td nowrap colspan='3'>"),
        *("<HR SIZE=1 />", "<td width=10%>", "<S>-----", "<S> ---  <C>", "===  ---", "___"),
        *("------   -   -----", "-   -   ---"),
    ],
)
def test_tags_and_rules_are_passed_over(passed: str) -> None:
    row = "Excess Cash  508.00"
    tags = [f"{row}  {passed}", f"{passed}{row}"] if passed[-1] == ">" else []
    for text in [f"{row}\n{passed}", *tags]:
        assert not examine(GROUPS + text, layout="fixed_width").problems


@pytest.mark.parametrize("rule", ["------", "------   -"])
def test_a_rule_before_a_negative_figure_leaves_it_its_sign(rule: str) -> None:
    found = examine(f"{GROUPS}Excess Cash     {rule}  -7.00")
    assert (found.problems, found.report.excess_cash) == ((), Decimal("-7.00"))


@pytest.mark.parametrize(("printed", "instead"), [("1.09%", "1.0900"), ("8.88%", "8.880")])
def test_a_share_over_one_lacks_its_percent_sign(printed: str, instead: str) -> None:
    text = FIXED.replace(printed, instead, 1)
    (problem,) = examine(text).problems
    assert text.splitlines()[problem.line - 1][problem.column - 1 :].startswith(instead)
    assert problem.kind == "unreadable-value"
    for _ in range(3):  # a report of the same build is read in another way
        with pytest.raises(ReportError, match="GG040"):
            parse(text)


def test_shares_may_be_printed_as_fractions() -> None:
    start, end = FIXED.index("Delinquent Loans"), FIXED.index("Liquidation To-Date")
    table = re.sub(r"([0-9])\.([0-9]+)%", r"0.0\1\2", FIXED[start:end])
    found = examine(FIXED[:start] + table + FIXED[end:])
    assert not found.problems
    bucket = found.report.delinquency[0].days_30
    assert bucket is not None
    assert bucket.share == Decimal("0.0109")
