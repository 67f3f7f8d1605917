"""Promise 2: a format or layout that the package has never seen is a grammar file and no Python."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import FIXTURES, REPORTS, read
from shell import run

from gmacm_grammar import (
    Examination,
    GrammarError,
    Report,
    ReportError,
    ReportWarning,
    examine,
    from_json,
    parse,
    to_json,
)

#: Formats and layouts that are not of this package, each with a report and its record.
OWN = FIXTURES / "own"
FIXED = read(OWN / "harbour.txt")
ROWS = [re.split("  +", line) for line in FIXED.splitlines()]
CELLS = "|\n" + "\n|\n".join(cell for row in ROWS for cell in row) + "\n"
RECORD = read(OWN / "harbour.json")


@pytest.mark.parametrize("text", [FIXED, CELLS], ids=["fixed", "cells"])
def test_a_format_is_one_file(text: str) -> None:
    report = parse(text, grammar=OWN)
    assert to_json(report) == RECORD
    assert from_json(RECORD) == report
    examination = examine(text, grammar=OWN)
    assert examination.format == "harbour"
    assert not examination.problems
    assert {cell.role for cell in examination.cells} <= {"value", "label", "heading", "furniture"}


def test_found_by_the_environment_and_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run("parse", "--grammar", OWN, "-", stdin=FIXED)
    assert (ran.stdout, ran.stderr, ran.exit_code) == (RECORD, "", 0)
    monkeypatch.setenv("GMACM_GRAMMAR_PATH", str(OWN))
    assert to_json(parse(CELLS)) == RECORD


def test_built_in_formats_are_read_as_before() -> None:
    for path in REPORTS:
        assert examine(read(path), grammar=OWN).report == examine(read(path)).report


def test_a_changed_grammar_file_is_read_anew(tmp_path: Path) -> None:
    file = Path(shutil.copy(OWN / "harbour.lark", tmp_path))
    text = FIXED.replace("Deposits", "Deposits made")
    with pytest.warns(ReportWarning, match=r'unknown row "Deposits made"'):
        parse(text, grammar=tmp_path)
    file.write_text(read(file).replace('"Deposits"', '"Deposits made"'), encoding="utf-8")
    assert to_json(parse(text, grammar=tmp_path)) == RECORD


def _grid(rows: list[list[str]], separator: str) -> str:
    return "\n".join(separator.join(row) for row in rows) + "\n"


def _barred(rows: list[list[str]], width: int = 10) -> str:
    filled = [row + [""] * (width - len(row)) for row in rows]
    return "".join(f"| {' | '.join(cell.ljust(8) for cell in row)} |\n" for row in filled)


def _rows(found: Examination) -> list[list[str]]:
    """The cells of a report in rows: each label with its figures."""
    rows: list[list[str]] = []
    for cell in found.cells:
        if cell.role != "furniture":
            if not rows or (cell.text[:1] not in "0123456789(-#$—" and cell.text != "No"):
                rows.append([])
            rows[-1].append(cell.text)
    return rows


def test_a_layout_is_one_file() -> None:
    for name, text in (("tabs", _grid(ROWS, "\t")), ("bars", _barred(ROWS))):
        examination = examine(text, grammar=OWN)
        assert examination.layout == name
        assert not examination.problems
        assert to_json(examination.report) == to_json(parse(text, grammar=OWN)) == RECORD


#: Of a heading with two damaged labels it matters which columns a layout knows, and of a label
#: without a figure whether the layout keeps empty cells.
OTHERWISE = ("2002-HE1_2004-02-25", "Household-2002-1_2004-04-20")
SOUND_HEADINGS = [path for path in REPORTS if path.stem not in OTHERWISE]


@pytest.mark.parametrize("layout", ["tabs", "bars"])
@pytest.mark.parametrize("path", SOUND_HEADINGS, ids=lambda path: path.stem)
def test_built_in_formats_are_read_in_an_own_layout(path: Path, layout: str) -> None:
    whole = examine(read(path))
    rows = _rows(whole)
    text = _grid(rows, "\t") if layout == "tabs" else _barred(rows)
    found = examine(text, grammar=OWN)
    assert found.layout == layout
    assert found.report == whole.report


def test_an_empty_cell_within_a_row_is_a_value_not_stated() -> None:
    text = read(REPORTS[0])
    whole = examine(text)
    rows = _rows(whole)
    rows = rows[: next(n for n, row in enumerate(rows) if row[0] == "Certificates")]
    rows.append(["Certificates", "", "", "", "", "12.50", "", "", ""])
    found = examine(_barred(rows), grammar=OWN)
    assert found.layout == "bars"
    assert not found.errors
    assert found.report.certificates is not None
    assert found.report.certificates.interest == Decimal("12.50")
    assert found.report.certificates.beginning_balance is None
    assert found.report.pools == whole.report.pools


def test_empty_cells_at_the_end_of_a_row_of_columns() -> None:
    rows = [
        ["2001-HE1"],
        ["Payment Date", "12/26/2003"],
        ["Servicing Certificate", "Group 1", "Group 2"],
        ["Principal Collections", "1.00", "2.00"],
        ["Principal Draws", "3.00", ""],
        ["Active Loan Count", "15", "16"],
        ["Beginning PFA", "", ""],
    ]
    found = examine(_barred(rows), grammar=OWN)
    assert not found.problems
    first, second = found.report.pools
    assert (first.principal_draws, second.principal_draws) == (Decimal("3.00"), None)
    assert (first.active_loan_count, second.active_loan_count) == (15, 16)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('%extend pool_row: "X" _amount+ -> repurchased_units', "is a count, and gets an amount"),
        ('%extend heading_row: "X" _count -> payment_date', "is a date, and gets a count"),
        ('%extend heading_row: "X" -> payment_date', "gets no value but a label"),
        ('%extend heading_row: "X" CLASS -> excess_cash', "gets a text"),
        ('%extend heading_row: "X" AMOUNT -> excess_cash', "gets a figure without a kind"),
        ("%extend heading_row: PAID\nPAID: /At (?P<losses>.)/", "gets a text, a part of a text"),
    ],
)
def test_a_value_that_its_field_cannot_hold(tmp_path: Path, row: str, why: str) -> None:
    (tmp_path / "own.lark").write_text(f"%import .term_notes (report)\n{row}\n", encoding="utf-8")
    with pytest.raises(GrammarError, match=rf"own\.lark:[23]:\d+: .*{why}.*: use a kind of value"):
        parse(read(REPORTS[0]), format="own", grammar=tmp_path)


def test_a_format_that_wants_parts_that_are_unread() -> None:
    """Nothing is kept of what is no whole report, and an error says why; no exception."""
    letter = read(OWN / "wants_all.txt")
    assert examine(letter, grammar=OWN).problems == ()
    text = letter.replace("At end       2.00", "Strange   1.00\nAt end   2.O0")
    found = examine(text, grammar=OWN)
    assert found.report == Report()
    assert {cell.role for cell in found.cells} == {"unread"}
    assert "incomplete-report" in [problem.kind for problem in found.errors]
    with pytest.raises(ReportError, match="mark it with"):
        parse(text, grammar=OWN)


def test_a_name_without_its_arrow_is_told_at_its_line(tmp_path: Path) -> None:
    rules = (
        "%import .values (_amount)\n\n"
        "report: title? row*\n"
        'title: "Title of note_rate"\n'
        'row: "Excess Cash" _amount -> excess_cash\n'
        '   | "note_rate" _amount // note_rate\n'
        '   | "Note Rate" _amount note_rate\n'
    )
    (tmp_path / "own.lark").write_text(rules, encoding="utf-8")
    with pytest.raises(GrammarError) as raised:
        parse("Excess Cash  1.00", grammar=tmp_path, format="own")
    why = "row names note_rate, which is defined nowhere"
    assert str(raised.value) == f"{tmp_path / 'own.lark'}:7:26: {why}"
