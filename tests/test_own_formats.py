"""Promise 2: a format or layout that the package has never seen is a grammar file and no Python."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import REPORTS, read

from gmacm_grammar import (
    GrammarError,
    Report,
    ReportError,
    ReportWarning,
    examine,
    from_json,
    parse,
    to_json,
)

FORMAT = """\
// Harbour Auto Receivables: monthly statements of a made-up servicer.
// Series: 2019-A. Months seen: 2019-03. Fixtures: none.

%import .values (_amount, _whole_amount, _count, _rate, _date)

report: (title | statement_row | vehicles | tranches | reserve_fund | trigger_row)*

title: TITLE
TITLE: /HARBOUR AUTO RECEIVABLES (?P<series>[0-9]{4}-[A-Z])/

statement_row: "Distribution Date" _date    -> payment_date
             | "Collection Period" PERIOD   -> collection_period
PERIOD: /[A-Z][a-z]+ [0-9]{4}/

// Another table, other columns, in another order
vehicles: "Vehicles" "New" "Used" vehicle_row*
vehicle_row: "Contracts Outstanding" new_count used_count  -> contracts
           | "Principal Outstanding" new_amount used_amount -> principal
new_count:   _count
used_count:  _count
new_amount:  _amount
used_amount: _amount

tranches: "Tranche" "Rate" "Interest Due" "Opening Principal" "Closing Principal" tranche*
tranche: tranche_name rate interest_due opening closing
tranche_name: /[A-D][0-9]?/
rate:         _rate
interest_due: _amount
opening:      _amount
closing:      _amount

reserve_fund: "Reserve Fund" reserve_row*
reserve_row: "Opening Balance" _amount       -> opening
           | "Deposits" _amount              -> deposits
           | ("Closing Balance" | "Closing Bal.") _amount -> closing

trigger_row: "Cumulative Net Loss Trigger Breached" -> trigger_breached
           | "Servicer Advances" _whole_amount -> servicer_advances
"""

ROWS = [
    ["HARBOUR AUTO RECEIVABLES 2019-A"],
    ["Distribution Date", "03/15/2019"],
    ["Collection Period", "February 2019"],
    ["Reserve Fund"],
    ["Opening Balance", "1,500,000.00"],
    ["Deposits", "0.00"],
    ["Closing Bal.", "1,500,000.00"],
    ["Tranche", "Rate", "Interest Due", "Opening Principal", "Closing Principal"],
    ["A1", "2.31%", "1,925.00", "1,000,000.00", "900,000.00"],
    ["B", "3.05%", "508.33", "200,000.00", "200,000.00"],
    ["Vehicles", "New", "Used"],
    ["Contracts Outstanding", "1,204", "3,377"],
    ["Principal Outstanding", "20,117,300.12", "31,050,999.90"],
    ["Servicer Advances", "-"],
    ["Cumulative Net Loss Trigger Breached"],
]


def _fixed_width() -> str:
    return "\n".join("".join(cell.ljust(42) for cell in row).rstrip() for row in ROWS) + "\n"


def _cell_stream() -> str:
    return "|\n" + "\n|\n".join(cell for row in ROWS for cell in row) + "\n"


OTHER = {
    "collection_period": "February 2019",
    "reserve_fund": {
        "opening": Decimal("1500000.00"),
        "deposits": Decimal("0.00"),
        "closing": Decimal("1500000.00"),
    },
    "tranches": {
        "tranche": (
            {
                "tranche_name": "A1",
                "rate": Decimal("0.0231"),
                "interest_due": Decimal("1925.00"),
                "opening": Decimal("1000000.00"),
                "closing": Decimal("900000.00"),
            },
            {
                "tranche_name": "B",
                "rate": Decimal("0.0305"),
                "interest_due": Decimal("508.33"),
                "opening": Decimal("200000.00"),
                "closing": Decimal("200000.00"),
            },
        )
    },
    "vehicles": {
        "contracts": {"new_count": 1204, "used_count": 3377},
        "principal": {
            "new_amount": Decimal("20117300.12"),
            "used_amount": Decimal("31050999.90"),
        },
    },
    "servicer_advances": None,
    "trigger_breached": True,
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "harbour.lark").write_text(FORMAT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("text", [_fixed_width(), _cell_stream()], ids=["fixed", "cells"])
def test_a_format_is_one_file(own: Path, text: str) -> None:
    report = parse(text, grammar=own)
    assert report.series == "2019-A"
    assert report.payment_date == date(2019, 3, 15)
    assert report.other == OTHER
    examination = examine(text, grammar=own)
    assert examination.format == "harbour"
    assert not examination.problems
    assert {cell.role for cell in examination.cells} <= {"value", "label", "heading", "furniture"}


def test_other_survives_json(own: Path) -> None:
    report = parse(_fixed_width(), grammar=own)
    again = from_json(to_json(report))
    assert again == report
    assert to_json(again) == to_json(report)


def test_found_by_the_environment(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GMACM_GRAMMAR_PATH", str(own))
    assert parse(_cell_stream()).other == OTHER


def test_found_by_the_command(own: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "gmacm_grammar.cli", "parse", "--grammar", str(own), "-"],
        input=_fixed_width(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["other"]["tranches"]["tranche"][0]["rate"] == "0.0231"


def test_built_in_formats_are_read_as_before(own: Path) -> None:
    for path in REPORTS:
        assert examine(read(path), grammar=own) == examine(read(path)) or (
            examine(read(path), grammar=own).report == examine(read(path)).report
        )


def test_a_changed_grammar_file_is_read_anew(own: Path) -> None:
    text = _fixed_width().replace("Deposits", "Deposits made")
    with pytest.warns(ReportWarning, match=r'unknown row "Deposits made"'):
        parse(text, grammar=own)
    file = own / "harbour.lark"
    file.write_text(FORMAT.replace('"Deposits"', '"Deposits made"'), encoding="utf-8")
    assert parse(text, grammar=own).other == OTHER


TABS = """\
// Cells separated by tabs.
start: (CELL | _ROW_END)*
CELL: /[^\\t\\n ]([^\\t\\n]*[^\\t\\n ])?/
_ROW_END: /\\n/
"""

BARS = """\
// One row a line, cells between bars; a cell may be empty.
start: (CELL | _ROW_END)*
CELL: /\\|[ ]*(?P<text>[^|\\n]*[^|\\n ])?[ ]*/
_ROW_END.1: /\\|?[ ]*\\n/
"""


def _grid(rows: list[list[str]], separator: str) -> str:
    return "\n".join(separator.join(row) for row in rows) + "\n"


def _barred(rows: list[list[str]], width: int = 10) -> str:
    filled = [row + [""] * (width - len(row)) for row in rows]
    return "".join(f"| {' | '.join(cell.ljust(8) for cell in row)} |\n" for row in filled)


@pytest.fixture
def layouts(own: Path) -> Path:
    (own / "layouts").mkdir()
    (own / "layouts" / "tabs.lark").write_text(TABS, encoding="utf-8")
    (own / "layouts" / "bars.lark").write_text(BARS, encoding="utf-8")
    return own


def test_a_layout_is_one_file(layouts: Path) -> None:
    expected = parse(_fixed_width(), grammar=layouts)
    for name, text in (("tabs", _grid(ROWS, "\t")), ("bars", _barred(ROWS))):
        examination = examine(text, grammar=layouts)
        assert examination.layout == name
        assert not examination.problems
        assert examination.report == expected
        assert parse(text, grammar=layouts) == expected


@pytest.mark.parametrize("layout", ["tabs", "bars"])
@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_built_in_formats_are_read_in_an_own_layout(layouts: Path, path: Path, layout: str) -> None:
    whole = examine(read(path))
    rows: list[list[str]] = []
    for cell in whole.cells:
        if cell.role != "furniture":
            if not rows or cell.text[:1] not in "0123456789(-#$":
                rows.append([])
            rows[-1].append(cell.text)
    text = _grid(rows, "\t") if layout == "tabs" else _barred(rows)
    found = examine(text, grammar=layouts)
    assert found.layout == layout
    assert found.report == whole.report


def test_an_empty_cell_within_a_row_is_a_value_not_stated(layouts: Path) -> None:
    text = read(REPORTS[0])
    whole = examine(text)
    rows = [["Certificates", "", "", "", "", "12.50", "", "", ""]]
    head: list[list[str]] = []
    for cell in whole.cells:
        if cell.text == "Certificates":
            break
        if cell.role != "furniture":
            if not head or cell.text[:1] not in "0123456789(-#$":
                head.append([])
            head[-1].append(cell.text)
    found = examine(_barred(head + rows), grammar=layouts)
    assert found.layout == "bars"
    assert not found.errors
    assert found.report.certificates is not None
    assert found.report.certificates.interest == Decimal("12.50")
    assert found.report.certificates.beginning_balance is None
    assert found.report.pools == whole.report.pools


def test_empty_cells_at_the_end_of_a_row_of_columns(layouts: Path) -> None:
    rows = [
        ["2001-HE1"],
        ["Payment Date", "12/26/2003"],
        ["Servicing Certificate", "Group 1", "Group 2"],
        ["Principal Collections", "1.00", "2.00"],
        ["Principal Draws", "3.00", ""],
        ["Active Loan Count", "15", "16"],
        ["Beginning PFA", "", ""],
    ]
    found = examine(_barred(rows), grammar=layouts)
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
        ("%extend heading_row: PAID\nPAID: /At (?P<payment_date>.)/", "gets a part of a text"),
    ],
)
def test_a_value_that_its_field_cannot_hold(tmp_path: Path, row: str, why: str) -> None:
    (tmp_path / "own.lark").write_text(f"%import .term_notes (report)\n{row}\n", encoding="utf-8")
    with pytest.raises(GrammarError, match=rf"own\.lark:[23]: .*{why}.*: use a kind of value"):
        parse(read(REPORTS[0]), format="own", grammar=tmp_path)


HARBOUR = """\
report: title "Paid on" payment_date pools notes
title: TITLE
TITLE: /Harbour Trust (?P<series>[0-9]{4}-[A-Z]+)/
payment_date: _date
pools: "Loans" pool_row*
pool_row: "At start" _amount -> beginning_balance
        | "At end" _amount -> ending_balance
notes: "Class" "Balance" note*
note: name ending_balance
name: CLASS
CLASS: /[A-Z]-[0-9]+/
ending_balance: _amount

%import .values (_amount, _date)
"""
LETTER = """\
Harbour Trust 1999-HT
Paid on   1/15/1999
Loans
At start     1.00
At end       2.00
Class    Balance
A-1        3.00
"""


def test_a_format_that_wants_parts_that_are_unread(tmp_path: Path) -> None:
    """Nothing is kept of what is no whole report, and an error says why; no exception."""
    (tmp_path / "harbour.lark").write_text(HARBOUR, encoding="utf-8")
    assert examine(LETTER, grammar=tmp_path).problems == ()
    text = LETTER.replace("At end       2.00", "Strange   1.00\nAt end   2.O0")
    found = examine(text, grammar=tmp_path)
    assert found.report == Report()
    assert {cell.role for cell in found.cells} == {"unread"}
    assert "incomplete-report" in [problem.kind for problem in found.errors]
    with pytest.raises(ReportError):
        parse(text, grammar=tmp_path)


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
    assert str(raised.value) == f"{tmp_path / 'own.lark'}:7: {why}"
