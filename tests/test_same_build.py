"""A report of which another of the same build was read before is read as the first one was.

What a report becomes where nothing was read before is told by a new directory of grammar files.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import FIXTURES, read as read_file
from made import LOOKS, left, new_directory, same, text_of

from gmacm_grammar import Examination, examine, to_dict

TERM_NOTES = read_file(FIXTURES / "2002-HE4_2003-07-25.txt")


def fresh(text: str) -> Examination:
    """The examination where nothing was read before."""
    return examine(text, grammar=new_directory())


def read_often(text: str, **given: Any) -> None:
    for _ in range(LOOKS):
        left(text, **given)


def read_as_first(text: str) -> Examination:
    """The examination of a text that is read again and again, which is the first one each time."""
    expected = fresh(text)
    same(expected, text)
    return expected


def test_the_same_text_again(report_file: Path) -> None:
    text = read_file(report_file)
    expected, found = read_as_first(text), examine(text)
    assert found.layout_scores == expected.layout_scores
    assert found.format_scores == expected.format_scores


def test_the_same_build_with_other_figures(report_file: Path) -> None:
    text = read_file(report_file)
    read_often(text)
    # Other digits in the same places, where any digit will do
    changed = re.sub(r"(?<=[0-9])([1-9])(?=[0-9]*[.%])", lambda m: str(10 - int(m[1])), text)
    assert changed != text
    read_as_first(changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Group 1", "Group 2B"),
        ("Class A-2", "Class A-9"),
        ("Class A-2", "Class A-1"),
        ("2002-HE4", "1999-QX7"),
        ("07/25/2003", "7/5/03"),
        ("07/25/2003", "07/35/2003"),
        ("11,116", "#REF!"),
        ("11,116", "12.00"),
        ("11,116", "12.50"),
        ("8.80000%", "(8.80000%)"),
        ("29,874,558.73", "$ 29,874,558.73"),
        ("Series 2002-HE4", "Series 2002-HE4 Class A-1"),
    ],
)
def test_a_change_that_leaves_the_build_as_it_is(old: str, new: str) -> None:
    read_often(TERM_NOTES)
    assert old in TERM_NOTES
    read_as_first(TERM_NOTES.replace(old, new))


TWO_BLOCKS = """\
GMACM Home Equity Loan Trust 2006-HE1
               GMACM Home Equity Loan-Backed Term Notes, Series 2006-HE1
Payment Date                                                           09/25/06
Actual Days in Accrual Period (30/360)                                       31
Servicing Certificate
Beginning Pool Balance                                         1,253,154,617.43

            Beginning        Ending
Term Notes  Balance          Balance          Factor
Class A-1   10,000,000.00     9,000,000.00    0.9000000
Class A-2   20,000,000.00    18,000,000.00    0.9000000

                                       Interest    Security
Term Notes  Principal     Interest     Shortfalls  %          Coupon
Class A-1   1,000,000.00   10,000.00   0.00        33.33%     5.000%
Class A-2   2,000,000.00   20,000.00   0.00        66.67%     6.000%
"""
ONE_GROUP = """\
Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2
                    Payment Date  2/25/2004
Servicing Certificate   Group 1
Principal Collections    100.00
Beginning Overcollateralization Amount  10.00
Loan Group 1
                                          Number     Percent
                            Balance     of Loans  of Balance
Delinquent Loans (30 Days)      1,707,834.09           52       0.000
Delinquent Loans (60 Days)      1,707,834.09           52       2.00%
Target Overcollateralization Amount   21.00
"""


@pytest.mark.parametrize(
    ("text", "old", "new", "counts"),
    [
        # Whether two rows are of one class is told by its name,
        (TWO_BLOCKS, "A-2   2,000", "A-9   2,000", [2, 3]),
        # whether there are several groups by theirs,
        (ONE_GROUP, "Loan Group 1", "Loan Group 2", [0, 1]),
        # and whether shares are alike by what is printed.
        (ONE_GROUP, "0.000", "0.001", [0, 1]),
    ],
)
def test_what_was_compared_is_compared_again(
    text: str, old: str, new: str, counts: list[int]
) -> None:
    for shown, count in zip(
        (text, text.replace(old, new), text), (*counts, counts[0]), strict=True
    ):
        read_often(shown)
        found = read_as_first(shown)
        assert count == (len(found.report.notes) if text is TWO_BLOCKS else len(found.errors))


MADE = r"""losses? (title | row | pools | notes)*
title: TITLE; TITLE: /Trust (?P<series>[0-9])/
row: "H" -> seen | "T" OWN -> trust | "G" _more_text -> class_name | "R" _amount -> note_rate
   | "Days" _whole_count -> accrual_period_days
_more_text: MORE; _whole_count: COUNT | AMOUNT
OWN: /Own (?P<series>[0-9])( Group (?P<group>[A-Z]))?/; MORE: /More (?P<series>[0-9])/
losses: ending "L" _rest; ending: _amount
_rest: "M" odd q*; odd: "O" _count+ | "P"; q: "Q" _count
pools: "C" pool_row*; pool_row: "D" _amount+ -> beginning_balance | "E" _count+ -> active_loan_count
notes: "N" note*; note: name principal "S"? | name "V" interest; name: NAME
NAME: /[a-c]|Class (?P<letter>[A-Z])( New)?/
principal: _amount; interest: _amount
"""
LOST = "1.00|L|M|O|7|8|Q|9|H|R|2.00|C|D|3.00|4.00|E|5|-|N|a|6.00|S"
PARTS = "N|a|1.00|b|2.00|N|b|V|3.00|a|V|-"
NAMED = "N|Class A|1.00|N|Class A|V|2.00"


@pytest.mark.parametrize(
    ("cells", "others"),
    [
        (LOST, [LOST.replace("1.00", "-").replace("7", "17").replace("a", "b")]),
        ("1.00|L|M|P", ["2.00|L|M|P"]),
        ("H", ["H"]),
        ("R|1.00|R|2.00", ["R|1.00|R|1.00", "R|2.00|R|2.00"]),
        ("Days|30.00", ["Days|31.00", "Days|31.50", "Days|-", "Days|7"]),
        # The parts of a text, which another may lack, or say otherwise
        ("T|Own 7 Group B", ["T|Own 8 Group C", "T|Own 8"]),
        ("T|Own 7", ["T|Own 8 Group C", "T|Own 8"]),
        (
            "Trust 7|T|Own 7 Group B|R|1.00",
            ["Trust 8|T|Own 8 Group B|R|2.00", "Trust 7|T|Own 8 Group B|R|2.00"],
        ),
        ("Trust 7|T|Own 7|G|More 7", ["Trust 7|T|Own 7|G|More 8", "Trust 8|T|Own 8|G|More 8"]),
        ("Trust 7|T|Own 8", ["Trust 7|T|Own 7", "Trust 7|T|Own 7 Group A"]),
        # The names by which the rows of two tables are joined
        (PARTS, [PARTS.replace("1.00", "4.00"), PARTS.replace("a", "c"), "N|c" + PARTS[3:]]),
        (PARTS, [PARTS[:-5] + "c|V|-", PARTS.replace("b|V", "c|V"), PARTS.replace("b|2", "c|2")]),
        (NAMED, [NAMED.replace("A", "A New"), NAMED.replace("A|V", "B|V")]),
        ("N|Class A|1.00|N|Class B|V|2.00", [NAMED]),
    ],
)
def test_a_report_is_read_as_if_none_of_its_build_was_read_before(
    cells: str, others: list[str]
) -> None:
    given = {"layout": "cell_stream", "format": "made"}
    kept = new_directory(MADE)
    for shown in (cells, *others, cells):
        text = text_of(shown)
        expected = examine(text, **given, grammar=new_directory(MADE))
        same(expected, text, **given, grammar=kept)


def test_records_that_are_read_alike_share_nothing() -> None:
    given = {"layout": "cell_stream", "format": "made", "grammar": new_directory(MADE)}
    read_often(text_of(LOST), **given)
    one, other = left(text_of(LOST), **given), left(text_of(LOST), **given)
    assert one.losses is not None
    assert one.losses.other == {"odd": (7, 8), "q": 9}
    one.losses.other.clear()
    one.pools[0].other["x"] = 1
    assert left(text_of(LOST), **given) == other != one
    assert to_dict(other)["losses"]["other"] == {"odd": [7, 8], "q": 9}


def test_the_field_of_each_cell_is_told_each_time() -> None:
    given = {"layout": "cell_stream", "format": "made", "grammar": new_directory(MADE)}
    read_often(text_of(LOST), **given)
    found = examine(text_of(LOST), **given)
    assert {cell.text: cell.path for cell in found.cells if cell.path} == {
        **{"1.00": "losses.ending", "7": "losses.other.odd[0]", "8": "losses.other.odd[1]"},
        **{"9": "losses.other.q", "2.00": "note_rate", "3.00": "pools[0].beginning_balance"},
        **{"4.00": "pools[1].beginning_balance", "5": "pools[0].active_loan_count"},
        **{"-": "pools[1].active_loan_count", "a": "notes[0].name", "6.00": "notes[0].principal"},
    }
