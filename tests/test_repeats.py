# ruff: noqa: E501
"""A record that stands twice in a report is an error: sums over the records would count it twice."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from conftest import FIXTURES, read

from gmacm_grammar import ReportError, examine, parse
from gmacm_grammar.model.examination import Cell, Problem
from gmacm_grammar.model.records import Delinquency, Note, Report
from gmacm_grammar.reading.repeated_records import Repeat, keyed, repeats, repetitions

TITLE = "Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2\n   Payment Date  2/25/2004\n"
NOTES = """\
           Beginning          Ending                                             Interest   Security
Term Notes  Balance           Balance       Factor      Principal   Interest    Shortfalls     %        Coupon
Class A-4   65,665,892.28   59,058,717.08   0.5372686  6,607,175.20 328,329.46         0.00    8.88%        6.000%
"""
NOTE = NOTES.splitlines(keepends=True)[-1]
LOANS = """\
                                          Number     Percent
                            Balance     of Loans  of Balance
Delinquent Loans (30 Days)      1,707,834.09           52       1.09%
"""
COLUMNS = """\
Servicing Certificate             Group 1         Group 2
Beginning Pool Balance       1,500,000.00    2,500,000.00
Active Loan Count                   5,208           4,100
"""


@dataclass
class Case:
    text: str
    message: str
    line: int
    severity: str = "error"


AGAIN = " comes a second time among the "
ALONE = "the group is missing: nothing says which of the {} this is"
CASES = {
    "a class": Case(TITLE + NOTES + NOTE, f'"Class A-4"{AGAIN}notes', 6),
    "a class in capitals": Case(
        TITLE + NOTES + NOTE.replace("Class A-4", "CLASS A-4"), f'"CLASS A-4"{AGAIN}notes', 6
    ),
    "a class with another figure": Case(
        TITLE + NOTES + NOTE.replace("328,329.46", "999.99"), f'"Class A-4"{AGAIN}notes', 6
    ),
    "a table": Case(TITLE + NOTES + NOTES, f'"Class A-4"{AGAIN}notes', 8),
    "a group": Case(TITLE + ("Loan Group 1\n" + LOANS) * 2, f'"1"{AGAIN}delinquency', 7),
    "a heading of columns": Case(
        TITLE + COLUMNS.replace("Group 2", "Group 1"), f'"1"{AGAIN}pools', 3
    ),
    "a block without a group": Case(
        TITLE + "Loan Group 1\n" + LOANS + LOANS, ALONE.format("delinquency"), 9, "warning"
    ),
    "a first block without a group": Case(
        TITLE + LOANS + "Loan Group 2\n" + LOANS, ALONE.format("delinquency"), 5, "warning"
    ),
    "two blocks without a group": Case(
        TITLE + LOANS + LOANS, ALONE.format("delinquency"), 8, "warning"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_stands_twice_is_told_at_its_place(case: Case) -> None:
    found = examine(case.text)
    told = [p for p in found.problems if p.message == case.message]
    assert [(p.severity, p.line) for p in told] == [(case.severity, case.line)]
    if case.severity == "error":
        with pytest.raises(ReportError, match="comes a second time"):
            parse(case.text)


def test_both_records_are_kept() -> None:
    report = examine(TITLE + NOTES + NOTE.replace("328,329.46", "999.99")).report
    assert [str(note.interest) for note in report.notes] == ["328329.46", "999.99"]


def test_it_is_told_of_a_report_that_is_read_as_one_before() -> None:
    text = read(FIXTURES / "2002-HE2_2004-02-25.txt")
    again = text.replace("Class A-4", "Class A-3")
    assert text != again
    parse(text)
    parse(text)
    with pytest.raises(ReportError, match='"Class A-3" comes a second time among the notes'):
        parse(again)
    errors = [problem.message for problem in examine(again).errors]
    assert errors == ['"Class A-3" comes a second time among the notes']


# ---- tables of all groups ------------------------------------------------------------------------

ALL = LOANS.replace("1,707,834.09           52", "4,207,834.09          104")
TWO = LOANS.replace("1,707,834.09", "2,500,000.00")
MORE = "Delinquent Loans (60 Days)         20,000.00            1       0.01%\n"
L1, L2, L3 = (f"Loan Group {n}\n" for n in "123")
THREE = (
    COLUMNS.replace("Group 2", "Group 2  Group 3")
    .replace("2,500,000.00", "2,500,000.00  1.00")
    .replace("4,100", "4,100    3")
)
INCREASE = "Overcollateralization Amount Increase (Decrease)   1.00\n"
TARGET = "Target Overcollateralization Amount   21.00\n"


def groupless(text: str) -> list[int]:
    return [p.line for p in examine(text).problems if p.message.startswith("the group is missing")]


@pytest.mark.parametrize(
    "tables",
    [
        ALL + L1 + LOANS + L2 + TWO,
        L1 + LOANS + L2 + TWO + ALL,
        L1 + LOANS + ALL + L2 + TWO,
        ALL + MORE + L1 + LOANS + L2 + TWO + MORE,
        ALL + MORE + L1 + LOANS + L2 + TWO,
        L1 + INCREASE + ALL + L1 + LOANS + L2 + TWO,
        TARGET + ALL + L1 + LOANS + L2 + TWO,
    ],
)
def test_a_table_of_all_groups_beside_that_of_each_is_sound(tables: str) -> None:
    found = examine(TITLE + COLUMNS + tables)
    assert not found.problems
    assert sorted(str(table.group) for table in found.report.delinquency) == ["1", "2", "None"]
    assert parse(TITLE + COLUMNS + tables) == found.report


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # Group 1 may have lost its heading, or a third group.
        (COLUMNS + ALL + L2 + TWO, 8),
        (ALL + L1 + LOANS + L2 + TWO, 5),
        (THREE + ALL + L1 + LOANS + L2 + TWO, 8),
        (COLUMNS + L1 + INCREASE + L3 + INCREASE + ALL + L1 + LOANS + L2 + TWO, 12),
        (COLUMNS.replace("2\n", "3\n") + ALL + L1 + LOANS + L2 + TWO, 8),
        # It may carry on the table above, or repeat it.
        (COLUMNS + L1 + LOANS + L2 + TWO + ALL.replace("30", "60"), 16),
        (COLUMNS + L1 + LOANS + MORE + L2 + TWO + ALL, 17),
        (COLUMNS + L1 + LOANS + L2 + TWO + TWO, 16),
        # Of one group there is no other total.
        (L1 + INCREASE + L1 + LOANS + ALL, 11),
    ],
)
def test_a_table_that_may_have_lost_its_heading_is_told(text: str, line: int) -> None:
    assert groupless(TITLE + text) == [line]


def test_of_two_tables_without_a_group_each_is_told() -> None:
    assert groupless(TITLE + COLUMNS + ALL + ALL + L1 + LOANS + L2 + TWO) == [8, 11]


def test_rows_without_a_heading_may_have_lost_one() -> None:
    text = COLUMNS + TARGET + L1 + TARGET + L2 + TARGET
    assert groupless(TITLE + text) == [6]


# ---- the parts -----------------------------------------------------------------------------------


def test_these_records_have_a_key() -> None:
    assert list(keyed()) == [
        ("pools", "group"),
        ("notes", "name"),
        ("overcollateralization", "group"),
        ("delinquency", "group"),
    ]


def test_blanks_and_capitals_tell_no_records_apart() -> None:
    names = ("Class A-1", "CLASSA- 1", "Class A-2", None)
    report = Report(notes=tuple(Note(name=name) for name in names))
    assert list(repeats(report)) == [
        Repeat("notes[1]", "notes", "CLASSA- 1"),
        Repeat("notes[3]", "notes", None),
    ]


def test_beside_others_each_has_a_key_be_it_the_one_in_the_title() -> None:
    notes = tuple(Note(name=name) for name in (None, "Variable Funding Notes", None))
    first, last = (Repeat(f"notes[{n}]", "notes", None) for n in (0, 2))
    assert list(repeats(Report(notes=notes))) == [first, last]
    assert list(repeats(Report(notes=notes, class_name="A-1"))) == [last]
    assert list(repeats(Report(notes=notes, group="A-1"))) == [first, last]
    assert list(repeats(Report(notes=notes[:1]))) == []
    assert list(repeats(Report(notes=(Note(name=" "),)))) == []
    blocks = Delinquency(), Delinquency(group="1")
    (lacking,) = repeats(Report(delinquency=blocks))
    assert lacking == Repeat("delinquency[0]", "delinquency", None)
    assert list(repeats(Report(delinquency=blocks, group="2"))) == []
    (again,) = repeats(Report(delinquency=blocks, group="1"))
    assert again == Repeat("delinquency[1]", "delinquency", "1")


def test_a_repetition_is_told_at_its_first_value_or_else_at_the_first_cell() -> None:
    blocks = (Delinquency(group="1"), Delinquency(group="1"), Delinquency(footnotes=("A", "B")))
    cells = [
        Cell("T", 1, 2, 1),
        Cell("1", 2, 3, 10, path="delinquency[0].group"),
        Cell("A", 4, 5, 30, path="delinquency[2].footnotes[0]"),
        Cell("B", 5, 6, 40, path="delinquency[2].footnotes[1]"),
    ]
    assert repetitions(Report(delinquency=blocks), cells, []) == [
        Problem(
            "error",
            1,
            2,
            '"1" comes a second time among the delinquency',
            hint="both are kept: which of them is right cannot be known",
        ),
        Problem(
            "warning",
            4,
            5,
            "the group is missing: nothing says which of the delinquency this is",
            hint="a heading with the group may be missing above it, or it is a total; look at the "
            "original: sums over the delinquency may count it twice",
            where="delinquency",
        ),
    ]
    assert len(repetitions(Report(delinquency=blocks), cells[:2], [])) == 1
