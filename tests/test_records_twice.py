"""A record that stands twice, or without its key beside others: sums would count it twice."""

from __future__ import annotations

import pytest
from conftest import FIXTURES, read
from made import kinds
from marks import each, write

from gmacm_grammar import ReportError, examine, parse

GRAMMAR = """\
%import .values (_amount)

report: title? (notes | delinquency)*
title: TITLE
TITLE: /Letter( of (?P<class_name>A-1))?( for group (?P<group>[12]))?/

notes: "Notes" note*
note: "Note" name? principal
name: /class.*/i
principal: _amount

delinquency: "Late loans" group? late_row* footnotes*
group: GROUP
GROUP: /group (?P<group>[0-9 ]+)/
late_row: "30 days" balance -> days_30
balance: _amount
footnotes: /[*] .*/
"""
listing = write("listing", GRAMMAR, "")


@each("""
a name twice: Notes  Note  Class A  1.00  Note  Class B  1.00  Note  !Class A  2.00
a name in capitals and with other blanks:
    Notes  Note  Class A-1  1.00  Note  !CLASSA- 1  2.00
no name beside others:
    Letter for group 1  Notes  Note  ?1.00  Note  Class A  2.00  Note  ?3.00
no name alone: Notes  Note  1.00
no name twice: Letter  Notes  Note  1.00  Note  ?2.00
a name in the title is that of one:
    Letter of A-1  Notes  Note  1.00  Note  Class A  2.00  Note  ?3.00
a group twice: Late loans  group 1  30 days  1.00  Late loans  !group 1  30 days  2.00
no group beside others:
    Letter of A-1  Late loans  30 days  ?1.00  Late loans  group 1  30 days  2.00
a group in the title is that of one:
    Letter for group 2  Late loans  30 days  1.00  Late loans  group 1  30 days  2.00
a group in the title and above a table:
    Letter for group 1  Late loans  30 days  1.00  Late loans  !group 1  30 days  2.00
footnotes without a group: Late loans  group 1  30 days  1.00  Late loans  ?* one
nothing without a group: Late loans  group 1  30 days  1.00  Late loans
""")
def test_a_record_twice_or_without_its_key_is_told_at_its_first_value(text: str) -> None:
    assert listing.stream(text) == text


TITLE = "Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2\n   Payment Date  2/25/2004\n"
COLUMNS = """\
Servicing Certificate             Group 1         Group 2
Beginning Pool Balance       1,500,000.00    2,500,000.00
Active Loan Count                   5,208           4,100
"""
LOANS = """\
                                          Number     Percent
                            Balance     of Loans  of Balance
Delinquent Loans (30 Days)      1,707,834.09           52       1.09%
"""
ALL = LOANS.replace("1,707,834.09           52", "4,207,834.09          104")
TWO = LOANS.replace("1,707,834.09", "2,500,000.00")
MORE = "Delinquent Loans (60 Days)         20,000.00            1       0.01%\n"
L1, L2, L3 = (f"Loan Group {n}\n" for n in "123")
THREE = (
    COLUMNS.replace("2\n", "2  Group 3\n")
    .replace("00\n", "00  1.00\n", 1)
    .replace("4,100", "4,100  3")
)
INCREASE = "Overcollateralization Amount Increase (Decrease)   1.00\n"
TARGET = "Target Overcollateralization Amount   21.00\n"
EACH = L1 + LOANS + L2 + TWO


def test_a_class_that_stands_twice_is_kept_and_told() -> None:
    text = read(FIXTURES / "2002-HE2_2004-02-25.txt")
    assert parse(text) == parse(text)  # the second time as one of the same build
    with pytest.raises(ReportError, match="Class A-3") as raised:
        parse(text.replace("Class A-4", "Class A-3"))
    found = raised.value.examination
    assert [problem.kind for problem in found.problems] == ["repeated-record"]
    assert [note.name for note in found.report.notes].count("Class A-3") == 2


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (LOANS + LOANS, [8]),
        (LOANS + L2 + LOANS, [5]),
        # Group 1 may have lost its heading, or a third group.
        (COLUMNS + ALL + L2 + TWO, [8]),
        (ALL + EACH, [5]),
        (THREE + ALL + EACH, [8]),
        (COLUMNS + L1 + INCREASE + L3 + INCREASE + ALL + EACH, [12]),
        (COLUMNS.replace("2\n", "3\n") + ALL + EACH, [8]),
        (COLUMNS + ALL + EACH, [8]),
        # It may carry on the table above, or repeat it.
        (COLUMNS + EACH + ALL.replace("30", "60"), [16]),
        (COLUMNS + L1 + LOANS + MORE + L2 + TWO + ALL, [17]),
        (COLUMNS + EACH + TWO, [16]),
        (L1 + INCREASE + L1 + LOANS + ALL, [11]),
        (COLUMNS + ALL + ALL + EACH, [8, 11]),
        # Rows without a heading are no table.
        (COLUMNS + TARGET + L1 + TARGET + L2 + TARGET, [6]),
    ],
)
def test_a_table_that_may_have_lost_its_heading_is_told(text: str, lines: list[int]) -> None:
    found = examine(TITLE + text)
    assert kinds(found) == [(line, "missing-key") for line in lines]
