"""Damage is found and never guessed over: one reading is repaired, several are reported."""

from __future__ import annotations

import attrs
import pytest
from conftest import FIXTURES, read

from gmacm_grammar import ReportWarning, examine, parse

FIXED = read(FIXTURES / "2002-HE2_2004-02-25.txt")
CELLS = read(FIXTURES / "2002-HE4_2003-07-25.txt")
INTEREST = "Interest Collections" + 49 * " " + "1,222,811.76"
POOL = "Beginning Pool Balance" + 45 * " " + "164,321,894.73"

#: What is printed in which text, and the damage done to it.
REPAIRED = {
    "factor and amount": (FIXED, "0.5372686  6,607,175.20", "0.53726866,607,175.20"),
    "amounts": (FIXED, "6,607,175.20 328,329.46", "6,607,175.20328,329.46"),
    "amount and count": (FIXED, "1,707,834.09                     52", "1,707,834.0952"),
    "label cut by its value": (FIXED, INTEREST, "Interest Collec1,222,811.76"),
    "label and value": (FIXED, INTEREST, "Interest Collections1,222,811.76"),
    "label, blank, value": (CELLS, "Payment Date\n|\n07/25/2003", "Payment Date 07/25/2003"),
    "headings": (FIXED, "Principal   Interest", "PrincipalInterest"),
    "heading cut by the next": (FIXED, "Principal   Interest", "PrincipaInterest"),
    "blank in a heading": (FIXED, "Shortfalls", "S hortfalls"),
    "blank lost in a label": (CELLS, "Ending Pool Balance", "EndingPool Balance"),
    "section misprinted": (FIXED, "Prefunding Account\n", "Prefunding Acount\n"),
    "section heading missing": (CELLS, "Liquidation To-Date\n|\n", ""),
    "column heading missing": (CELLS, "Shortfalls\n|\n", ""),
}


@pytest.mark.parametrize("case", REPAIRED)
def test_one_reading_is_taken_and_reported(case: str) -> None:
    text, printed, damaged = REPAIRED[case]
    assert printed in text
    found = examine(text.replace(printed, damaged, 1))
    assert [problem.severity for problem in found.problems] == ["repair"]
    assert found.report == examine(text).report
    with pytest.warns(ReportWarning, match="repair"):
        assert parse(text.replace(printed, damaged, 1)) == found.report


def test_a_heading_is_missing_above_a_row_that_the_section_before_has_too() -> None:
    found = examine(CELLS.replace("Prefunding Account\n|\n", "", 1))
    assert [problem.kind for problem in found.problems] == ["repeated-value", "missing-heading"]
    before = examine(CELLS).report
    assert found.report == attrs.evolve(
        before, prefunding_account=attrs.evolve(before.prefunding_account, beginning_balance=None)
    )


UNREAD = {
    "label cut too short": (FIXED, POOL, "Beginning P164,321,894.73"),
    "label cut at its dash": (FIXED, POOL, "Current Month Repurchases -164,321,894.73"),
    "class and amount": (FIXED, "Class A-4   65,665,892.28", "Class A-465,665,892.28"),
    "count and percent": (FIXED, "52          1.09%", "521.09%"),
    "a part of an amount lost": (FIXED, "6,607,175.20 328,329.46", "6,607,328,329.46"),
}


@pytest.mark.parametrize("case", UNREAD)
def test_what_could_be_several_things_is_unread(case: str) -> None:
    text, printed, damaged = UNREAD[case]
    assert printed in text
    found = examine(text.replace(printed, damaged, 1))
    assert [problem.severity for problem in found.problems] == ["error"]
    assert any(cell.role == "unread" for cell in found.cells)


@pytest.mark.parametrize("shown", ["########", "#", "#DIV/0!", "#REF!"])
@pytest.mark.parametrize("text", [FIXED, CELLS], ids=["fixed", "cells"])
def test_what_a_spreadsheet_cannot_show_is_unknown_and_not_zero(text: str, shown: str) -> None:
    figure = "164,321,894.73" if text is FIXED else "394,895,829.88"
    found = examine(text.replace(figure, shown, 1))
    assert found.report.pools[0].beginning_balance is None
    assert [problem.kind for problem in found.problems] == ["unstated-figure"]


def test_an_unknown_section_is_kept() -> None:
    section = "Reserve Fund\n|\nOpening Reserve\n|\n1.00\n|\nBeginning Balance\n|\n7.00\n|\n"
    found = examine(CELLS.replace("Prefunding Account\n", section + "Prefunding Account\n"))
    assert {problem.severity for problem in found.problems} == {"warning"}
    rows = found.report.unknown
    assert [row.label for row in rows] == ["Reserve Fund", "Opening Reserve", "Beginning Balance"]
    assert {row.section for row in rows[1:]} == {"Reserve Fund"}
    before = examine(CELLS).report
    assert found.report.prefunding_account == before.prefunding_account
    assert found.report.capitalized_interest_account == before.capitalized_interest_account


@pytest.mark.parametrize(
    ("stray", "kind", "unknown"),
    [
        (
            "8,392,045.60",
            "missing-label",
            0,
        ),  # it may be any value of the row, or one without label
        ("42", "missing-label", 0),
        ("Page 2", "unknown-heading", 1),
    ],
)
def test_stray_cells_after_a_row_of_several_values(stray: str, kind: str, unknown: int) -> None:
    found = examine(CELLS.replace("|\nREO\n", f"|\n{stray}\n|\nREO\n"))
    assert [problem.kind for problem in found.problems] == [kind]
    assert found.report.delinquency == examine(CELLS).report.delinquency
    assert len(found.report.unknown) == unknown


def test_a_report_full_of_unknown_rows_is_a_report() -> None:
    rows = "".join(f"Novel Row {n} of Many\n|\n{n}.00\n|\n" for n in range(200))
    found = examine(CELLS.replace("Excess Cash\n", rows + "Excess Cash\n"))
    assert not found.errors
    assert len(found.report.unknown) == 200
    assert found.report.notes == examine(CELLS).report.notes


def test_a_page_of_prose_is_none() -> None:
    line = "The servicer has paid the interest on the notes and the balance of the principal.\n"
    found = examine(line * 60)
    assert [error.kind for error in found.errors] == ["not-a-report"]
