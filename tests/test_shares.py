"""Shares with and without a percent sign: what stands in one column is printed in one way."""

from __future__ import annotations

import pytest
from made import cases, kinds, left, read, same, told

from gmacm_grammar import examine

TEXT = """\
Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2
                    Payment Date  2/25/2004
                                          Number     Percent
                            Balance     of Loans  of Balance
Delinquent Loans (30 Days)      1,707,834.09           52       1.09%
Delinquent Loans (60 Days)      1,707,834.09           52       {}
Delinquent Loans (90 Days)      1,707,834.09           52       {}
"""
NOTES = """\
           Beginning          Ending          Interest   Security
Term Notes  Balance  Balance  Factor  Principal  Interest  Shortfalls  %  Coupon
Class A-4   65.00   59,058,717.08   0.5372686  6,607,175.20  328,329.46  0.00  0.888  6.000%
"""
NO, LONE = "missing-percent-sign", "lone-percent-sign"


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (("0.530", "2.00%"), [(6, NO)]),
        (("0.530", "0"), [(6, NO)]),
        (("0.530", "0.540"), [(5, LONE)]),
        # Over 1 it is no share, and is compared with none.
        (("1.530", "2.00%"), [(6, "unreadable-value")]),
        # A share of nothing needs no sign.
        (("0.530%", "2.00%"), []),
        (("0", "-"), []),
        (("0.000", "0"), []),
    ],
)
@pytest.mark.parametrize("more", ["", "\nNo such row   5.00\n"])
def test_a_share_without_the_percent_sign_of_the_others_is_an_error(
    printed: tuple[str, str], told: list[tuple[int, str]], more: str
) -> None:
    text = TEXT.format(*printed) + more
    found = examine(text)
    same(found, text)
    assert kinds(found) == told + [(9, "unknown-row")] * bool(more)


def test_the_shares_of_two_tables_may_be_printed_in_two_ways() -> None:
    text = TEXT.format("0.53%", "2.00%") + NOTES
    found = examine(text)
    assert not found.problems
    assert left(text) == found.report


#: Shares that have a rule of their own, and shares that are compared with those of their rows.
RULES = """row* sum* (two | one)*
row: "Lost" _share -> lost | "Lost before" _share+ -> before
sum: "Sunk" _share -> sunk | "Total loss" part -> total | "Last loss" part -> last
part: _share
two: "Both" other part _share; other: _share
one: "L" _late -> late | yes | no; yes: "M" _share "Y"; no: "M" _share "Z"; _late: "N" _share
"""


@pytest.mark.parametrize(
    ("cells", "problems"),
    cases("""
        Lost|0.530|Lost before|1.20%|0.30%             => 0.530 NO
        Lost|5.30%|Lost before|1.20%|0.300             => 0.300 NO
        Lost before|0.120|3.00%                        => 0.120 NO
        Lost|0.530|Sunk|0.40%                          =>
        Lost|0.530|Lost before|0.120|0|Sunk|0.40%      =>
        Sunk|0.40%|Total loss|0.530                    =>
        Sunk|0.40%|Total loss|0.530|Last loss|5.00%    => 0.530 NO
        Total loss|5.30%|Both|0.1000|0.2000|0.3000     => 0.2000 NO
        Both|0.1000|2.00%|0.3000|Both|1.00%|-|3.00%    => 0.1000 NO, 0.3000 NO
        M|0.1000|Y|M|2.00%|Z                           => 0.1000 NO
        M|0.1000|Y|L|N|2.00%                           =>
        L|N|0.1000|L|N|2.00%                           => 0.1000 NO
        Lost before|5.00%|0.5000|6.00%|0.6000          => 0.5000 NO, 0.6000 NO
        Lost before|0.5000|0.6000|5.00%                => 5.00% LONE
    """),
)
def test_shares_without_a_rule_of_their_own_are_compared_with_those_of_their_rows(
    cells: str, problems: str
) -> None:
    expected = problems.replace(" NO", f": {NO}").replace(" LONE", f": {LONE}")
    assert ", ".join(told(read(RULES, cells))) == expected
