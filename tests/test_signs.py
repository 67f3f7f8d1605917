"""What is printed beside a figure and may change what it says: a sign, a mark, a remark."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from conftest import FIXTURES, read

from gmacm_grammar import Examination, ReportError, examine, parse

FIXED = read(FIXTURES / "2002-HE2_2004-02-25.txt")
SINGLE = read(FIXTURES / "2000-HE4-A1_2001-11-26.txt")
GROUPS = """\
Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2
                    Payment Date  2/25/2004
Servicing Certificate             Group 1         Group 2
Beginning Pool Balance       1,500,000.00    2,500,000.00
Principal Collections          100,000.00      200,000.00
"""
CASH = "Excess Cash                                                           (508,186.37)"


def _changed(text: str, printed: str, instead: str) -> Examination:
    assert printed in text
    return examine(text.replace(printed, instead, 1))


def _said(found: Examination) -> list[str]:
    return [f"{problem.severity}: {problem.message}" for problem in found.problems]


def _page(row: str) -> Examination:
    rows = [
        ("Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2",),
        ("Payment Date", "2/25/2004", ""),
        ("Servicing Certificate", "Group 1", "Group 2"),
        ("Beginning Pool Balance", "1,500.00", "2,500.00"),
        ("Principal Draws", row, ""),
        ("Ending Pool Balance", "1,400.00", "2,400.00"),
    ]
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return examine(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")


# ---- A dash behind a figure ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "printed", "figure"),
    [
        (FIXED, "12,691,816.08", "12,691,816.08"),
        (FIXED, "2,761,381.90           1.76%", "2,761,381.90"),
        (SINGLE, "272,716,000.00", "272,716,000.00"),
        (GROUPS, "100,000.00      200,000.00", "100,000.00"),
    ],
)
@pytest.mark.parametrize("dash", ["-", "\u2212", "\u2013", "--", "---"])
def test_a_dash_one_blank_behind_a_figure_may_be_its_sign(
    text: str, printed: str, figure: str, dash: str
) -> None:
    found = _changed(text, printed, f"{figure} {dash}")
    assert f'error: "{figure} {dash}" is not an amount' in "\n".join(_said(found))
    cell = next(cell for cell in found.cells if cell.text.startswith(figure))
    assert (cell.text, cell.role) == (f"{figure} {dash}", "unread")


def test_a_dash_behind_a_figure_in_a_cell_of_a_page_may_be_its_sign() -> None:
    assert 'error: "100.00 -" is not an amount' in "\n".join(_said(_page("100.00 -")))
    assert not _page("100.00</td><td>-").problems


def test_a_dash_in_a_column_of_its_own_states_nothing() -> None:
    for text, printed, instead in (
        (FIXED, "2,761,381.90           1.76%", "2,761,381.90               -"),
        (FIXED, "2,761,381.90           1.76%", "        0.00 -"),
        (GROUPS, "100,000.00      200,000.00", "100,000.00               -"),
    ):
        found = _changed(text, printed, instead)
        assert not found.problems
        assert [c.role for c in found.cells if c.text == "-" and c.column > 40][-1:] == ["value"]


def test_a_figure_with_more_than_a_dash_behind_it_is_cut_as_before() -> None:
    found = _changed(FIXED, "2,761,381.90           1.76%", "2,761,381.90 1.76%")
    assert not found.problems
    assert found.report.losses is not None
    assert found.report.losses.ending_share == Decimal("0.0176")


# ---- A dash before a figure ----------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["-", "\u2212", "\u2013", "-$", "\u2212$ "])
def test_a_minus_sign_of_print_is_one_too(sign: str) -> None:
    text = FIXED.replace("1.76%", f"{sign[0]}1.76%")
    found = _changed(text, CASH, f"Excess Cash     {sign}508,186.37")
    assert not found.problems
    assert found.report.excess_cash == Decimal("-508186.37")
    assert found.report.losses is not None
    assert found.report.losses.ending_share == Decimal("-0.0176")


@pytest.mark.parametrize("figure", ["\u2212100.00", "\u2013100.00"])
def test_a_negative_figure_fills_one_column(figure: str) -> None:
    both = "100,000.00      200,000.00"
    found = _changed(GROUPS, both, f"{figure}      200,000.00")
    assert not found.problems
    assert found.report.pools[0].principal_collections == Decimal("-100.00")
    assert _changed(GROUPS, both, figure).errors


@pytest.mark.parametrize(
    "figure",
    [
        "\u20147,186.55",
        "7,186.55-",
        "7,186.55\u2212",
        "7,186.55\u2013",
        "7,186.55\u2014",
        "7,186.55--",
        "--7,186.55",
        "---7,186.55",
        "-----7,186.55",
        "_____7,186.55",
        "(7,186.55",
        "7,186.55)",
    ],
)
def test_a_figure_with_another_mark_at_it_is_no_figure(figure: str) -> None:
    for text, printed in (
        (FIXED, "(508,186.37)"),
        (FIXED, "12,691,816.08"),
        (GROUPS, "100,000.00      200,000.00"),
    ):
        found = _changed(text, printed, figure)
        assert f'error: "{figure}" is not an amount' in "\n".join(_said(found))
        assert not any("7,186.55" in c.text and c.role == "value" for c in found.cells)


@pytest.mark.parametrize("dash", ["-", "\u2212", "\u2013", "\u2014", "$ -"])
def test_a_dash_is_not_printed_over_a_figure(dash: str) -> None:
    found = _changed(FIXED, CASH, f"Excess Cash{dash}7,186.55")
    assert found.problems
    assert not any(problem.severity == "repair" for problem in found.problems)


# ---- Remarks behind a figure ---------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["CR", "(-)", "Cr.", "(was 90.00)", "restated"])
@pytest.mark.parametrize("gap", [" ", "      "])
def test_what_is_not_read_behind_a_figure_is_a_doubt_about_it(mark: str, gap: str) -> None:
    found = _changed(FIXED, CASH, f"Excess Cash     508,186.37{gap}{mark}")
    assert _said(found) == [f'error: "{mark}" stands behind a figure and is not understood']
    assert found.report.excess_cash is None
    assert [cell.role for cell in found.cells if cell.text in ("508,186.37", mark)] == 2 * [
        "unread"
    ]
    assert found.report.pools == examine(FIXED).report.pools


def test_a_remark_on_a_line_of_its_own_is_none_about_a_figure() -> None:
    found = _changed(FIXED, CASH, f"{CASH}\n   restated")
    assert _said(found) == ['warning: unknown heading "restated"']
    assert found.report.excess_cash == Decimal("-508186.37")


# ---- Tags and rules ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag",
    ["<restated, was 90.00>", "<Class A-1  7.00  8.00>", "<restated>", "<minus>", "<5.00>"],
)
def test_what_stands_between_angles_and_is_no_tag_is_not_passed_over(tag: str) -> None:
    found = _changed(FIXED, CASH, f"Excess Cash     508.00  {tag}")
    assert found.errors
    assert not any(cell.role == "furniture" and cell.text[1:] in tag for cell in found.cells)
    alone = _changed(FIXED, CASH, f"{CASH}\n{tag}")
    assert alone.problems


@pytest.mark.parametrize(
    "tag",
    [
        "<TABLE>",
        "</table>",
        "<S>",
        "<C>",
        "<PAGE>",
        "<FN>",
        "<F1>",
        "<DOCUMENT>",
        "<SEC-HEADER>",
        '<FONT face="Times New Roman" size=2>',
        "<td nowrap colspan='3'>",
        "<HR SIZE=1 />",
        "<td width=10%>",
    ],
)
def test_tags_are_passed_over(tag: str) -> None:
    for text in f"{CASH}\n{tag}", f"{CASH}  {tag}", f"{tag}{CASH}":
        assert not _changed(FIXED, CASH, text).problems


def test_a_rule_before_a_negative_figure_leaves_it_its_sign() -> None:
    for rule in "------", "------   -":
        found = _changed(FIXED, CASH, f"Excess Cash     {rule}  -7.00")
        assert not found.problems
        assert found.report.excess_cash == Decimal("-7.00")


def test_rules_are_passed_over() -> None:
    for rule in "<S>-----", "<S> ---  <C>", "===  ---", "------   -   -----", "-   -   ---", "___":
        assert not _changed(FIXED, CASH, f"{CASH}\n{rule}").problems


# ---- Shares --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("printed", "instead"), [("1.09%", "1.0900"), ("8.88%", "8.880")])
def test_a_share_over_one_lacks_its_percent_sign(printed: str, instead: str) -> None:
    found = _changed(FIXED, printed, instead)
    what = f'error: "{instead}" is no share: it is over 1 and has no percent sign'
    assert _said(found) == [what]
    text = FIXED.replace(printed, instead, 1)
    for _ in range(3):  # a report of the same build is read in another way
        with pytest.raises(ReportError, match="is no share"):
            parse(text)


def test_shares_may_be_printed_as_fractions() -> None:
    table = FIXED[FIXED.index("Delinquent Loans") : FIXED.index("Liquidation To-Date")]
    found = _changed(FIXED, table, re.sub(r"([0-9])\.([0-9]+)%", r"0.0\1\2", table))
    assert not found.problems
    bucket = found.report.delinquency[0].days_30
    assert bucket is not None
    assert bucket.share == Decimal("0.0109")
