"""Reports of other families: taught by grammar files alone, and read in months not seen as well."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
from conftest import FIXTURES, REPORTS, read

from gmacm_grammar import Examination, examine, read_filing, reconcile

FAMILIES = ("Household", "NovaStar", "WFS")
OF_FAMILIES = [path for path in REPORTS if path.stem.startswith(FAMILIES)]
NOVASTAR = read(FIXTURES / "NovaStar-2002-1_2002-07-15.txt")
HOUSEHOLD = read(FIXTURES / "layouts" / "Household-2001-1_2001-07-20.fixed_width.txt")
WFS = read(FIXTURES / "WFS-2005-2_2005-05-17.txt")


def whole(text: str, format: str) -> Examination:
    """A report that is read wholly, and as one of a format."""
    found = examine(text)
    assert (found.format, found.problems) == (format, ())
    return found


def cells_of(text: str) -> list[str]:
    """The cells of a cell stream."""
    return [line for line in text.splitlines() if line != "|"]


def stream(*rows: list[str]) -> str:
    return "|\n" + "\n|\n".join(chain(*rows)) + "\n"


def rows_of_novastar() -> list[list[str]]:
    """The title and the rows of the two tables of NovaStar, headings and all."""
    title, *cells = cells_of(NOVASTAR)
    return [[title], *(cells[n : n + 9] for n in range(0, len(cells), 9))]


@pytest.mark.parametrize("path", OF_FAMILIES, ids=lambda path: path.stem)
def test_a_report_is_complete_and_adds_up(path: Path) -> None:
    found = examine(read(path))
    assert (found.grade, found.problems) == ("complete", ())
    outcomes = {result.outcome for result in reconcile(found)}
    assert {"holds"} <= outcomes <= {"holds", "rounding"}


@pytest.mark.parametrize("path", OF_FAMILIES, ids=lambda path: path.stem)
def test_a_wrong_balance_does_not_add_up(path: Path) -> None:
    text = read(path)
    last = re.findall(r"End Principal Balance\s+\|?\s*(\S+)|(110,584,370.15)|(312,432,556.73)|"
                      r"(220,121,108.91)", text)[0]  # fmt: skip
    printed = next(filter(None, last))
    wrong = f"{int(printed[0]) % 9 + 1}{printed[1:]}"
    results = reconcile(examine(text.replace(printed, wrong)))
    assert "fails" in {result.outcome for result in results}


# ---- NovaStar ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["AIO", "M-1", "A-3A", "B", "P", "O", "R", "IO"])
def test_other_classes(name: str) -> None:
    row = [name, "9.00", "8.00", "0.10", "1.00", "1.10", "0.00", "0.00", "7.00"]
    first, *others = rows_of_novastar()
    rows = [first, *others[:2], row, *others[2:]]
    notes = whole(stream(*rows), "novastar").report.notes
    assert [note.name for note in notes] == ["A-1", name, "A-2"]
    assert notes[1].ending_balance == Decimal("7.00")


def stacked(heading: list[str]) -> list[list[str]]:
    """A heading over three lines, short labels at the bottom; blank cells are empty."""
    words = [[""] * (2 - label.count(" ")) + label.split() for label in heading]
    return [list(line) for line in zip(*words, strict=True)]


def test_stacked_headings_and_signs_in_cells_of_their_own() -> None:
    rows = []
    for row in rows_of_novastar():
        lines = stacked(row) if row[0] == "CLASS" else [row]
        rows += [[part for cell in line for part in re.split("(?=%)", cell)] for line in lines]
    filled = [[cell for cell in row if cell] for row in rows]
    record = whole(NOVASTAR, "novastar").report
    # A bar at the beginning of the line of each cell, after a lone one that opens the row
    bars = "".join("|\n" + "\n|".join(row) + "\n" for row in filled)
    page = "".join("<TR>" + "".join(f"<TD>{cell}" for cell in row) for row in rows)
    for text in (bars, stream(*filled), f"<HTML><TABLE>{page}</TABLE></HTML>"):
        assert whole(text, "novastar").report == record


def test_a_table_for_each_class() -> None:
    title, heading, first, second, totals, *others = rows_of_novastar()
    rows = [title, heading, first, heading, second, totals, *others]
    found = whole(stream(*rows), "novastar")
    assert found.report == whole(NOVASTAR, "novastar").report


@pytest.mark.parametrize(
    ("title", "series", "date"),
    [
        ("NOVASTAR MORTGAGE FUNDING TRUST SERIES 2002-3", "2002-3", None),
        ("NovaStar Mortgage Funding Trust, Series 2002-3, July 25, 2002", "2002-3", "2002-07-25"),
        ("NovaStar Home Equity Loan Trust 1998-2 - 11/20/02", "1998-2", "2002-11-20"),
    ],
)
def test_a_title_may_have_a_date(title: str, series: str, date: str | None) -> None:
    text = NOVASTAR.replace("NovaStar Mortgage Funding Trust 2002-1", title)
    report = whole(text, "novastar").report
    found = report.payment_date
    assert (report.series, found and str(found)) == (series, date)


# ---- Household ---------------------------------------------------------------------------------


def test_rows_of_groups_and_of_classes() -> None:
    groups = "".join(
        f"Group {group}: {label.ljust(50)}{amount}\n"
        for label, amount in (("Servicing Fee", "1.50"), ("Begin Principal Balance", "9.00"))
        for group in (1, 2)
    )
    report = whole(
        "Household Home Equity Loan Trust 2001-2\n\nDistribution Date      19-Nov-03\n"
        "1. Class A-1 Noteholder's Statement\nClass A-1 Certificate Rate        5.00%\n"
        "2. Class A-2 Noteholder's Statement\nClass A-2 Certificate Rate        6.00%\n"
        f"{groups}60-89 days number of loan      3\n60-89 days principal balance of loans   7.00\n",
        "household",
    ).report
    assert str(report.payment_date) == "2003-11-19"
    assert [(p.group, p.beginning_balance, p.other) for p in report.pools] == [
        (group, Decimal("9.00"), {"servicing_fee": Decimal("1.50")}) for group in "12"
    ]
    rates = [(note.name, str(note.coupon)) for note in report.notes]
    assert rates == [("Class A-1", "0.0500"), ("Class A-2", "0.0600")]
    (bucket,) = (table.days_60 for table in report.delinquency)
    assert bucket
    assert (bucket.balance, bucket.count) == (Decimal("7.00"), 3)


def test_a_label_is_a_heading_a_row_and_a_row_of_the_reconciliation() -> None:
    text = HOUSEHOLD.replace(
        "Begin Principal", "Balance Reconciliation\nPrincipal Collections\nBegin Principal"
    ).replace("End Principal", "Principal Collections       19,016,173.60\nEnd Principal")
    (pool,) = whole(text, "household").report.pools
    assert pool.principal_collections == pool.other["principal_reduction"]


# ---- WFS ---------------------------------------------------------------------------------------


def test_a_page_for_each_class_is_a_report_for_each_class() -> None:
    title, original, *cells = cells_of(WFS)
    pages = []
    for name in ("Class A-1", "Class A-2", "Class C"):
        label = original.replace("Class A-1", name)
        pages += [title, f"{name} Notes", label, *cells, "Principal Distribution Amount:"]
    reports = read_filing(stream(pages).encode()).reports
    assert [filed.examination.problems for filed in reports] == [()] * 3
    assert [filed.report.class_name for filed in reports] == ["A-1", "A-2", "C"]
    assert [filed.report.notes[0].name for filed in reports] == [
        "Class A-1",
        "Class A-2",
        "Class C",
    ]
