"""Headings are read down their columns, and rows by the columns of their heading."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import FIXTURES, read
from made import directory, kinds
from shell import run

from gmacm_grammar import Examination, GrammarError, examine, parse

COLUMNS = FIXTURES / "columns"
#: Two formats: one gives the heading line by line, the other each label as its column is printed.
BY_LINE, BY_COLUMN = COLUMNS / "by_line", COLUMNS / "by_column"
FACE_VALUES = read(COLUMNS / "face_values.txt")
NAMES = ("to_date", "all_losses", "original_value")
#: Where the columns of FACE_VALUES end.
ENDS = (5, 13, 25, 35, 46, 55)

NOTES = """Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2
                                  Payment Date  2/25/2004

            Beginning  Ending                                  Interest    Security
Term Notes   Balance   Balance    Factor  Principal  Interest  Shortfalls     %    Coupon
Class A-1     800.00    600.00 0.6000000     200.00      3.00        0.00   8.88%  6.000%
Class A-2     800.00    600.00 0.6000000                 3.00        0.00   8.88%  6.000%
Class A-3               600.00 0.6000000     200.00                  0.00   8.88%
Class A-4     800.00    600.00 0.6000000     200.00      3.00        0.00   8.88%  6.000%
"""


def as_page(text: str) -> str:
    """A table with the columns of FACE_VALUES."""
    rows = []
    for line in text.splitlines():
        cells = [""] * len(ENDS)
        for match in re.finditer(r"\S+(?: \S+)*", line):
            cells[min(range(len(ENDS)), key=lambda n: abs(ENDS[n] - match.end()))] = match.group()
        rows.append("".join(f"<td>{cell}</td>" for cell in cells))
    return "<table>" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>\n"


def as_stream(text: str) -> str:
    cells = [cell for line in text.splitlines() for cell in re.split(" {2,}", line.strip())]
    return "\n|\n".join(filter(None, cells)) + "\n"


def found(text: str) -> Examination:
    return examine(text, grammar=BY_COLUMN)


def figures(examination: Examination) -> list[list[Any]]:
    return [
        [note.name, *(note.other[name] for name in NAMES), note.ending_balance, note.coupon]
        for note in examination.report.notes
    ]


WHOLE = [
    ["A-1", Decimal("1.11"), Decimal("2.22"), 5, 100, Decimal("0.01")],
    ["A-2", Decimal("3.33"), Decimal("4.44"), 6, 200, Decimal("0.02")],
]


# ---- Labels that are printed over several lines --------------------------------------------------


@pytest.mark.parametrize("write", [str, as_page, as_stream])
def test_a_heading_is_declared_once_for_all_layouts(write: Any) -> None:
    examination = found(write(FACE_VALUES))
    assert not examination.problems
    assert figures(examination) == WHOLE


def test_each_printed_cell_of_a_heading_is_a_cell() -> None:
    lines = FACE_VALUES.splitlines()
    headings = [cell for cell in found(FACE_VALUES).cells if cell.role == "heading"]
    assert [cell.text for cell in headings] == " ".join(lines[2:5]).split()
    assert all(lines[c.line - 1][c.column - 1 :].startswith(c.text) for c in headings)


@pytest.mark.parametrize("write", [str, as_page, as_stream])
def test_a_column_has_other_spellings(write: Any) -> None:
    text = FACE_VALUES.replace("Ending     Note", "Ending").replace("  Rate\n", "Coupon\n")
    examination = found(write(text))
    assert not examination.problems
    assert figures(examination) == WHOLE


def test_columns_may_begin_in_the_first_line() -> None:
    heading = (
        "Class  Losses  Cumulative  Original     Ending     Note\n"
        "                   Losses  Face        Balance     Rate\n"
        "                              Value\n"
    )
    before, rows = FACE_VALUES.split("\n\n")[0], FACE_VALUES[FACE_VALUES.index("A-1") :]
    examination = found(f"{before}\n\n{heading}{rows}")
    assert not examination.problems
    assert figures(examination) == WHOLE


@pytest.mark.parametrize("write", [str, as_page])
@pytest.mark.parametrize("label", ["Cumulative", "Cumulatve "])
def test_columns_in_another_order_are_an_error(write: Any, label: str) -> None:
    text = FACE_VALUES.replace("               Cumulative", f"       {label}        ")
    text = text.replace("Class  Losses      Losses", "Class      Losses  Losses")
    examination = found(write(text))
    assert kinds(examination)[0] == (5, "unexpected-cell")
    assert not examination.report.notes


@pytest.mark.parametrize("write", [str, as_page])
def test_a_misprint_in_a_heading_is_repaired(write: Any) -> None:
    examination = found(write(FACE_VALUES.replace("Cumulative", "Cumulatve ")))
    assert [p.kind for p in examination.problems] == ["damaged-heading"]
    assert figures(examination) == WHOLE


def test_each_cell_of_a_damaged_heading_stands_where_it_is_printed() -> None:
    text = NOTES.replace("%    Coupon", "%Coupon    ")
    examination, lines = examine(text), text.splitlines()
    assert examination.errors
    assert all(lines[c.line - 1][c.column - 1 :].startswith(c.text) for c in examination.cells)


def test_a_cell_above_two_columns_is_read_line_by_line() -> None:
    text = FACE_VALUES.replace("               Cumulative", "          Cumulative     ")
    assert figures(found(text)) == WHOLE
    assert not found(text).problems


def test_text_with_tabs_is_read_line_by_line() -> None:
    text = FACE_VALUES.replace("               Cumulative", "       Cumulative        ")
    assert not found(text.replace("A-1   ", "A-1\t \t")).problems


@pytest.mark.parametrize(
    "rules",
    [
        'row ("A\\nB" | "C") _count -> a; row: "D"',
        'row: ["A\\nB"] _count -> a',
        'row: "A\\nB"? _count -> a',
        'row: ["C" _two_label] _count -> a\n_two_label: "A\\nB"',
    ],
)
def test_a_label_of_several_lines_in_brackets_is_an_error(rules: str) -> None:
    with pytest.raises(GrammarError, match="a label of several lines is within brackets"):
        examine("x", grammar=directory(rules))


# ---- Headings that the grammar gives line by line ------------------------------------------------


def test_a_value_under_the_name_of_another_field_is_an_error() -> None:
    right = parse(read(COLUMNS / "losses_in_order.txt"), grammar=BY_LINE)
    losses = {"losses": Decimal("1.11"), "cumulative_losses": Decimal("2.22")}
    assert right.notes[0].other == losses
    wrong = examine(read(COLUMNS / "losses_exchanged.txt"), grammar=BY_LINE)
    told = "\n\n".join(map(str, wrong.problems)) + "\n"
    assert told == read(COLUMNS / "losses_exchanged.expected")
    assert wrong.report.notes[0].other == dict.fromkeys(losses)
    assert wrong.report.notes[0].ending_balance == 100


def test_columns_that_change_places_are_noticed_in_a_build_that_is_known() -> None:
    for _ in range(4):
        assert not found(FACE_VALUES).problems
    for _ in range(4):
        assert examine(read(COLUMNS / "losses_in_order.txt"), grammar=BY_LINE).report.notes
    text = FACE_VALUES.replace("               Cumulative", "       Cumulative        ")
    assert found(text.replace("Class  Losses      Losses", "Class      Losses  Losses")).errors
    assert examine(read(COLUMNS / "losses_exchanged.txt"), grammar=BY_LINE).errors


# ---- Cells that are missing under a heading ------------------------------------------------------


def test_a_cell_missing_under_a_heading_is_an_empty_one() -> None:
    examination = examine(NOTES)
    assert not examination.problems
    first, second, third, last = examination.report.notes
    assert [second.factor, second.principal, second.interest] == [first.factor, None, 3]
    assert [third.beginning_balance, third.ending_balance, third.principal] == [None, 600, 200]
    assert [third.interest, third.interest_shortfall, third.coupon] == [None, 0, None]
    assert last.coupon == Decimal("0.06000")


@pytest.mark.parametrize("missing", ["1.11", "2.22", "5.00", "100.00", "1.000%"])
@pytest.mark.parametrize("write", [str, as_page])
def test_no_value_takes_the_place_of_a_missing_one(write: Any, missing: str) -> None:
    examination = found(write(FACE_VALUES.replace(missing, " " * len(missing), 1)))
    values = ["A-1", "1.11", "2.22", "5.00", "100.00", "1.000%"]
    expected = [None if values[n] == missing else value for n, value in enumerate(WHOLE[0])]
    assert not examination.problems
    assert figures(examination) == [expected, WHOLE[1]]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  2.22      5.00", "     5.00       "),  # between two columns
        ("  2.22      5.00", "            \n5.00"),  # on another line
        ("2.22      5.00", "2,222.22222222"),  # in two columns
    ],
)
def test_where_the_column_cannot_be_told_a_missing_value_is_an_error(old: str, new: str) -> None:
    assert found(FACE_VALUES.replace(old, new)).errors


def test_a_missing_value_of_a_stream_is_an_error() -> None:
    assert found(as_stream(FACE_VALUES.replace("2.22", "    "))).errors


def test_a_report_that_ends_within_a_row_is_an_error() -> None:
    assert found(FACE_VALUES.removesuffix("200.00   2.000%\n")).errors


def test_the_command_shows_each_cell(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(FACE_VALUES.replace("2.22", "    "), encoding="utf-8")
    shown = run("cells", "--grammar", BY_COLUMN, report)
    assert shown.exit_code == 0
    assert "Cumulative" in shown.stdout
