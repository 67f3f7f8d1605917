"""Identities of a test's own, and reports made by hand that they are evaluated on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from made import new_directory

from gmacm_grammar import Cell, Examination, Problem, Report, from_dict, reconcile, reconcile_series


def block(clauses: str, name: str = "Rule") -> str:
    """An identity of clauses with "; " between them; exactly, unless they say otherwise."""
    lines = clauses.split("; ") + ([] if "because" in clauses else ["exactly because it is so"])
    return f"{name}:\n" + "".join(f"    {line}\n" for line in lines)


def directory(**files: str) -> Path:
    """A new directory with these files of identities."""
    folder = new_directory()
    for name, text in files.items():
        (folder / f"{name}.identities").write_text(text, encoding="utf-8")
    return folder


def told(clauses: str, *reports: Report | Examination, name: str = "Rule") -> list[Any]:
    """The results of an identity of some clauses: on a report, or on one after another."""
    grammar = directory(all=block(clauses))
    if len(reports) > 1:
        results: Iterable[Any] = reconcile_series(reports, grammar=grammar)
    else:
        results = reconcile(*reports, grammar=grammar)
    return [result for result in results if result.name == name]


def outcomes(*given: Any) -> list[str]:
    """What became of an identity, for each record that it is about."""
    return [result.outcome for result in told(*given)]


def missing(*given: Any) -> list[str]:
    return [path for result in told(*given) for path in result.missing]


def report(month: int = 1, **fields: Any) -> Report:
    """A report of a month of 2003; figures are texts, counts are numbers."""
    return from_dict({"series": "S", "payment_date": f"2003-{month:02d}-25", **fields})


def record(
    beginning_balance: object = None, ending_balance: object = None, **fields: Any
) -> dict[str, Any]:
    """A pool or a class of notes, as ``report`` takes it."""
    balances = {"beginning_balance": beginning_balance, "ending_balance": ending_balance}
    return {**{name: str(v) for name, v in balances.items() if v is not None}, **fields}


def note(name: str, *balances: object, **fields: Any) -> dict[str, Any]:
    return record(*balances, name=name, **fields)


def examined(
    report: Report,
    *cells: Cell,
    where: tuple[str | None, ...] = (),
    problems: tuple[Problem, ...] = (),
    format: str = "plain",
) -> Examination:
    """An examination of what was printed in some cells, with an error for each ``where``."""
    torn = [Problem("GG000", "made-up", "error", 1, 1, "no", where=w) for w in where]
    return Examination(
        report=report,
        layout="plain",
        format=format,
        cells=cells,
        problems=(*problems, *torn),
        layout_scores=(),
        format_scores=(),
    )


def cell(path: str | None, terminal: str = "AMOUNT", role: str = "value", text: str = "1") -> Cell:
    return Cell(text, 1, 1, 0, role, path, terminal)  # type: ignore[arg-type]


def unshown(path: str | None) -> Cell:
    """The cell of a figure that the spreadsheet could not show."""
    return cell(path, "UNSHOWN", text="########")


def dollars(amount: object) -> Decimal:
    return Decimal(str(amount))
