"""A report of which another of the same build was read before is read as the first one was."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from conftest import FIXTURES, read

from gmacm_grammar import Examination, Report, ReportError, ReportWarning, examine, parse
from gmacm_grammar.api import Reading
from gmacm_grammar.reading.formats import Library

TERM_NOTES = FIXTURES / "2002-HE4_2003-07-25.txt"
LOOKS = 3


def fresh(text: str) -> Examination:
    """The examination by a library that has read nothing before."""
    return Reading(Library(), text, None, None).examination()


def fates(found: Examination) -> list[tuple[Any, ...]]:
    return [(c.text, c.line, c.column, c.role, c.path, c.terminal) for c in found.cells]


def read_again(text: str) -> Report:
    """The record, or what is left of it, as the last of several readings gives it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReportWarning)
        for _ in range(LOOKS):
            try:
                report = parse(text)
            except ReportError as error:
                report = error.examination.report
    return report


def other_figures(text: str) -> str:
    """The text with other digits in the same places, where any digit will do."""
    return re.sub(r"(?<=[0-9])([1-9])(?=[0-9]*[.%])", lambda m: str(10 - int(m[1])), text)


def test_the_same_text_again(report_file: Path) -> None:
    text = read(report_file)
    expected = fresh(text)
    for _ in range(LOOKS):
        found = examine(text)
        assert repr(found.report) == repr(expected.report)
        assert fates(found) == fates(expected)
        assert found.problems == expected.problems
        assert found.layout_scores == expected.layout_scores
        assert found.format_scores == expected.format_scores
    assert repr(read_again(text)) == repr(expected.report)


def test_the_same_build_with_other_figures(report_file: Path) -> None:
    text = read(report_file)
    read_again(text)
    changed = other_figures(text)
    assert changed != text
    assert repr(read_again(changed)) == repr(fresh(changed).report)


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
    text = read(TERM_NOTES)
    read_again(text)
    assert old in text
    changed = text.replace(old, new)
    for _ in range(LOOKS):
        found, expected = examine(changed), fresh(changed)
        assert repr(found.report) == repr(expected.report)
        assert fates(found) == fates(expected)
        assert found.problems == expected.problems
    assert repr(read_again(changed)) == repr(expected.report)


TWO_BLOCKS = """\
GMACM Home Equity Loan Trust 2006-HE1

               GMACM Home Equity Loan-Backed Term Notes, Series 2006-HE1

Payment Date                                                           09/25/06
Actual Days in Accrual Period (30/360)                                       31
Accrual Period (30/360)                                                      30
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


def test_rows_of_two_tables_are_joined_by_what_they_say() -> None:
    """Whether two rows are of one class is told by its name, not by the build of the report."""
    assert [len(read_again(TWO_BLOCKS).notes), len(fresh(TWO_BLOCKS).report.notes)] == [2, 2]
    first, second = TWO_BLOCKS.split("Term Notes  Principal")
    other = first + "Term Notes  Principal" + second.replace("Class A-2", "Class A-9")
    assert len(fresh(other).report.notes) == 3
    assert repr(read_again(other)) == repr(fresh(other).report)
    assert repr(read_again(TWO_BLOCKS)) == repr(fresh(TWO_BLOCKS).report)
