"""Texts that were once misread without a word, and plausible reports that were not read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from conftest import FIXTURES, read

from gmacm_grammar import (
    Examination,
    Report,
    ReportWarning,
    examine,
    from_json,
    parse,
    to_json,
)

FIXED = read(FIXTURES / "2002-HE2_2004-02-25.txt")
CELLS = read(FIXTURES / "2002-HE4_2003-07-25.txt")
GROUPS = read(FIXTURES / "2001-HE3_2003-03-25.txt")
HEAD = "2002-HE4|Payment Date|07/25/2003"
SINGLE = read(FIXTURES / "2000-HE4-A1_2001-11-26.txt")
TRUST = read(FIXTURES / "2006-HE1_2006-09-25.txt")


def _stream(cells: str) -> str:
    """Cells with bars between them, in one line, as a stream of cells."""
    return "|\n" + cells.replace("|", "\n|\n") + "\n"


def _changed(text: str, printed: str, instead: str) -> Examination:
    assert printed in text
    found = examine(text.replace(printed, instead, 1))
    assert from_json(to_json(found.report)) == found.report
    return found


def test_a_group_heading_always_begins_a_block() -> None:
    lost = "Loan Group 1A\n|\nBeginning Overcollateralization Amount\n|\n966,276.02\n|\n"
    found = _changed(GROUPS, lost, "")
    one, other = found.report.overcollateralization
    assert (one.group, one.beginning, one.outstanding) == (None, None, Decimal("966276.02"))
    assert (other.group, other.beginning) == ("1B", Decimal("970506.83"))
    assert [problem.kind for problem in found.problems] == ["missing-key"]


def test_several_footnotes_are_kept() -> None:
    note = "*Delinquency Figures Do Not include Bankruptcy, Foreclosure, and REO."
    more = "(1) 90+ Days Include Foreclosures, REO and Bankruptcies."
    found = _changed(FIXED, note, f"{note}\n{more}")
    assert not found.problems
    assert found.report.delinquency[0].footnotes == (note, more)
    assert found.report.delinquency[0].days_30 is not None


@pytest.mark.parametrize(
    ("printed", "instead"),
    [("1.09%", "  109"), ("1.76%", "  176"), ("12.85%", "    12")],
)
def test_a_whole_number_is_no_share(printed: str, instead: str) -> None:
    assert _changed(FIXED, printed, instead).errors


def test_a_row_of_another_section_does_not_split_a_block() -> None:
    row = "Outstanding Overcollateralization Amount\n"
    found = _changed(CELLS, row, "Extraordinary Event Losses\n|\n0.00\n|\n" + row)
    assert len(found.report.overcollateralization) == 1


def test_the_first_row_of_a_block_twice_is_reported() -> None:
    row = "Beginning Overcollateralization Amount\n|\n7,700,820.68\n|\n"
    assert _changed(CELLS, row, 2 * row).problems


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        ("1,327,622.25\n|\n46\n|", "1,327,622.25\n|\n13\n|\n46\n|"),
        ("0.00\n|\n0.00\n|\n0.00\n|\nCurrent", "1.00\n|\n1.00\n|\n2.00\n|\n3.00\n|\nCurrent"),
        ("Certificates\n|\n-\n", "Certificates\n|\n-\n|\n-\n"),
        ("1,327,622.25\n|\n46\n|", "1,327,622.25\n|\n4\n|\n6\n|"),
    ],
)
def test_a_stray_cell_within_a_row_costs_no_other_row(printed: str, instead: str) -> None:
    found = _changed(CELLS, printed, instead)
    assert len(found.problems) == 1
    before = examine(CELLS).report
    assert found.report.pools == before.pools
    assert found.report.notes == before.notes


def test_a_stray_group_is_no_section() -> None:
    row = "|\nCredit Enhancement Draw Amount\n"
    found = _changed(CELLS, row, "|\nGroup 1" + "\n" + row)
    assert found.problems
    assert len(found.report.pools) == 1
    assert len(found.report.overcollateralization) == 1


def test_a_dash_one_blank_from_a_figure() -> None:
    found = examine(FIXED.replace("Excess Cash ", "Reserve  - 5.00\nExcess Cash ", 1))
    assert not found.errors
    for printed, instead in (
        (
            "Ending PFA Balance                                                              -",
            "Ending PFA Balance -",
        ),
        (
            "REO                                                                     44,596.77"
            "                      1          0.03%",
            "REO   - 0 0.00%",
        ),
        (
            "Certificates   -                 -             -            -             0.00      -"
            "          -           -",
            "Certificates - - - - 0.00 - - -",
        ),
    ):
        assert not _changed(FIXED, printed, instead).errors, instead


@pytest.mark.parametrize(("printed", "problems"), [("-", 0), ("\u2013", 0), ("########", 1)])
def test_a_date_may_be_unstated_as_any_figure(printed: str, problems: int) -> None:
    found = _changed(FIXED, "2/25/2004", printed)
    assert (found.report.payment_date, len(found.problems)) == (None, problems)
    assert not found.errors


def test_a_stray_count_is_no_share_of_the_losses() -> None:
    for printed, strays in ("0", 1), ("17", 1), ("0.00%", 0):
        rows = f"Ending Loss Amount|1.00|{printed}|Extraordinary Event Losses|0.00"
        found = examine(_stream(f"{HEAD}|Liquidation To-Date|Beginning Loss Amount|1.00|{rows}"))
        assert len(found.problems) == strays
        assert found.report.losses is not None
        assert found.report.losses.ending_share == (None if strays else 0)


_UNSTATED = "Certificates   -                 -             -            -             0.00"
_FIRST = "Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2"


@pytest.mark.parametrize(
    "text",
    [
        FIXED.replace(
            _UNSTATED + "      -          -           -", "Certificates" + " " * 74 + "{}"
        ),
        _stream(f"{HEAD}|Note Rate|1.5%|Certificates|{{}}"),
        f"<p>{_FIRST}<p>Payment Date 2/25/2004<table><tr><td>Certificates<td><td><td>{{}}</table>",
    ],
)
def test_a_single_figure_of_the_certificates_is_none_of_them(text: str) -> None:
    found = examine(text.replace("{}", "702,850.46"))
    assert found.errors
    assert found.report.certificates is None
    for printed in "-", "#N/A":
        found = examine(text.replace("{}", printed))
        assert not found.errors
        assert found.report.certificates is not None
        (cell,) = (cell for cell in found.cells if (cell.path or "").startswith("certificates"))
        assert (cell.text, cell.path) == (printed, "certificates.beginning_balance")


def _two_blocks() -> str:
    head = TRUST[: TRUST.index("<TABLE>")]
    return head + (
        "            Beginning      Ending\n"
        "Term Notes  Balance        Balance        Factor\n"
        "Class A-1   1,000.00       900.00         0.9000000\n"
        "Certificates  -              -            -\n"
        "                                      Interest   Security\n"
        "Term Notes    Principal    Interest   Shortfalls    %        Coupon\n"
        "Class A-1     100.00       5.00       0.00       10.00%   5.5000%\n"
        "Certificates    -          2.00       -          -        -\n"
    )


def test_the_note_table_in_two_blocks() -> None:
    found = examine(_two_blocks())
    assert not found.problems
    (note,) = found.report.notes
    assert (note.name, note.factor) == ("Class A-1", Decimal("0.9000000"))
    assert (note.principal, note.coupon) == (Decimal("100.00"), Decimal("0.055000"))
    assert found.report.certificates is not None
    assert found.report.certificates.interest == Decimal("2.00")


def test_the_single_note_and_the_variable_funding_notes() -> None:
    rows = (
        "Principal                 0.00     0.0000000\n"
        "Interest             10,000.00     1.2345678\n"
        "Interest Shortfalls       0.00     0.0000000\n"
        "Variable Funding Notes          Amount\n"
        "Beginning Balance     1,000.00\n"
        "Ending Balance        2,000.00\n"
        "Interest                  4.00\n"
    )
    found = examine(SINGLE + rows)
    assert not found.problems
    note, variable = found.report.notes
    assert note.interest_per_thousand == Decimal("1.2345678")
    assert variable.name == "Variable Funding Notes"
    assert variable.ending_balance == Decimal("2000.00")
    assert examine(SINGLE + rows.replace("4.00\n", "4.00   5.00\n")).errors


def test_the_wide_delinquency_table() -> None:
    text = read(FIXTURES / "2005-HE1_2005-12-27.txt")
    rows = _stream(
        "Delinquent Loans (30 Days)*|1,000.00|10|0.10%|1|100.00|2|200.00|3|300.00|"
        "Bankruptcy|50.00|5|0.01%|-|-|0|0.00|-|-|REO|5.00|1|0.00%"
    )
    found = examine(text + rows)
    assert not found.problems
    table: Report = found.report
    days_30, bankruptcy = table.delinquency[0].days_30, table.delinquency[0].bankruptcy
    assert days_30 is not None
    assert bankruptcy is not None
    assert (days_30.bankruptcy_count, days_30.reo_balance) == (2, Decimal("300.00"))
    assert (bankruptcy.share, bankruptcy.bankruptcy_balance) == (Decimal("0.0001"), Decimal("0.00"))


def test_all_spellings_are_known_to_all_formats() -> None:
    for text in (CELLS, SINGLE, TRUST):
        for printed, instead in (
            ("Weighted Average Net Loan Rate", "Net Weighted Average Coupon Rate"),
            ("Net WAC Rate", "Net Weighted Average Coupon Rate"),
            ("Target Overcollateralization Amount", "Required Overcollateralization Amount"),
        ):
            if printed in text:
                before = examine(text)
                found = examine(text.replace(printed, instead, 1))
                assert (found.report, found.format) == (before.report, before.format)


def test_blocks_per_group_in_the_general_spellings() -> None:
    text = GROUPS.replace("Required Over", "Target Over").replace(
        "Net Weighted Average Coupon Rate", "Weighted Average Net Loan Rate"
    )
    found = examine(text)
    assert not found.problems
    assert found.report == examine(GROUPS).report


def test_a_row_for_all_groups_may_stand_alone() -> None:
    found = examine(_stream("2002-HE2|Servicing Certificate|Excess Cash|1.00|Liquidation To-Date"))
    assert not found.problems
    assert found.report.excess_cash == Decimal("1.00")
    assert found.report.pools == ()


def test_a_cell_is_kept_with_the_blanks_that_are_printed_in_it() -> None:
    found = _changed(FIXED, "328,329.46         0.00", "328,329.46         0.\xa000")
    assert found.errors
    assert all(FIXED[: cell.offset].count("\n") == cell.line - 1 for cell in found.cells)
    assert "0.\xa000" in [cell.text for cell in found.cells]
    assert not _changed(FIXED, "1.09%", "1.09\xa0%").problems


@pytest.mark.parametrize("cents", ["", ".00"])
def test_a_number_that_is_too_long_is_no_count(cents: str) -> None:
    found = _changed(FIXED, "       52    ", f"  {'1' * 5000}{cents}  ")
    assert [error.kind for error in found.errors] == ["unreadable-value"]


HARBOUR = """\
// A made-up servicer, whose tables of notes stand among the columns of the pools.

%import .values (_amount, _date)

report: (title | payment | losses | pools)*
title: TITLE
TITLE: /HARBOUR (?P<series>[0-9]{4}-[A-Z])/
payment: "Distribution Day" _date -> payment_date
losses: "Harbour Losses" _amount+ first_loss
first_loss: "First Harbour Loss" _amount -> beginning
pools: "Harbour Pools" (pool_row | notes)*
pool_row: "Harbour Balance" _amount+ -> beginning_balance
notes: "Harbour Tranches" note*
note: name principal
name: /Tranche [A-Z]/
principal: _amount
"""


def test_values_among_rows_and_a_section_among_columns_are_kept(tmp_path: Path) -> None:
    (tmp_path / "harbour.lark").write_text(HARBOUR, encoding="utf-8")
    text = _stream(
        "HARBOUR 2019-A|Distribution Day|03/15/2019|"
        "Harbour Losses|1.00|2.00|First Harbour Loss|3.00|Harbour Pools|Harbour Balance|5.00|6.00|"
        "Harbour Tranches|Tranche A|7.00|Tranche B|8.00"
    )
    found = examine(text, grammar=tmp_path)
    assert [problem.kind for problem in found.problems] == ["missing-key"]
    assert {cell.role for cell in found.cells if cell.text[0].isdecimal()} == {"value"}
    with pytest.warns(ReportWarning, match="GG047"):
        report = parse(text, grammar=tmp_path)
    assert report == found.report
    assert report.losses is not None
    assert report.losses.beginning == Decimal("3.00")
    assert report.losses.other == {"value": (Decimal("1.00"), Decimal("2.00"))}
    assert [pool.beginning_balance for pool in report.pools] == [Decimal("5.00"), Decimal("6.00")]
    assert [note.principal for note in report.notes] == [Decimal("7.00"), Decimal("8.00")]


@pytest.mark.parametrize("text", [FIXED, CELLS])
def test_without_the_heading_of_the_only_group_nothing_but_the_group_is_missing(text: str) -> None:
    found = _changed(text, "Group 1", "")
    assert not found.problems
    before = to_json(examine(text).report)
    assert '"group": "1"' in before
    assert to_json(found.report) == before.replace('      "group": "1",\n', "", 1)
