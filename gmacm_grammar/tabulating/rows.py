"""What a filing becomes: its rows in every table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.filings import FiledReport, Filing, Origin
from gmacm_grammar.model import Delinquency, Report
from gmacm_grammar.reconciling import Result, reconcile
from gmacm_grammar.tabulating.columns import (
    ACCOUNTS,
    AMOUNTS_LOST,
    KEYS,
    LOSSES,
    TABLES,
    nested,
    scalars,
)
from gmacm_grammar.tabulating.figures import figures_of, other_values
from gmacm_grammar.tabulating.fitting import PRECISION, SCALE, fitted, rounded

Row: TypeAlias = tuple[Any, ...]
Tables: TypeAlias = dict[str, list[Row]]
#: The name of a table, and a row of it: what is not null, by column.
Told: TypeAlias = tuple[str, dict[str, Any]]

#: So many digits of a number are shown where it is said that it does not fit.
_SHOWN = 400
#: So many reasons are told why a file holds no report.
_REASONS = 3
_NUMBERS = ("difference", "tolerance", "left_side", "right_side")
#: The names of the columns after the keys.
_COLUMNS = {t: [column.name for column in TABLES[t][len(KEYS) :]] for t in TABLES}


def tables_of(
    filing: Filing,
    *,
    grammar: GrammarPath = (),
    lacks: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Tables:
    """The rows of a filing in every table of TABLES, each in the order of the table's columns.

    Each report is reconciled, with the identities of the ``grammar`` directories too. ``lacks``
    names what reports lack that other months of their series have, by their numbers. A filing
    without a report has the problem that ``no_report`` tells. Raises GrammarError when a file of
    identities is wrong.
    """
    tables: Tables = {name: [] for name in TABLES}
    for filed in filing:
        too_long: dict[str, None] = {}
        results = reconcile(filed.examination, grammar=grammar)
        keys = _keys(filed.origin, filed.report)
        for table, row in chain(_records(filed.report), _others(filed), map(_result, results)):
            tables[table].append(keys + _fitted(table, row, too_long))
        _fitted("reports", _values(filed.report), too_long)
        more = lacks.get(filed.origin.number, ())
        summary = _summary(filed, results, more, len(too_long))
        tables["reports"].append(keys + _fitted("reports", summary, too_long))
        tables["problems"] += (
            keys + _fitted("problems", _no_room(number), {}) for number in too_long
        )
    for passed in filing.passed_over:
        said = {"severity": "passed over", "message": passed.reason}
        told = _fitted("problems", _place(passed.origin) | said, {})
        tables["problems"].append(_keys(passed.origin) + told)
    if reason := no_report(filing):
        tables["problems"] += failure(filing.file, reason)["problems"]
    return tables


def no_report(filing: Filing) -> str | None:
    """Why a filing holds no report; None if it holds one."""
    if filing.reports:
        return None
    reasons = list(dict.fromkeys(passed.reason for passed in filing.passed_over))
    said = "; ".join(islice(reasons, _REASONS)) or "there is no document in it"
    more = len(reasons) - _REASONS
    return f"holds no report: {said}" + (f"; and {more} other reasons" if more > 0 else "")


def of_reports(tables: Tables, column: str) -> list[Any]:
    """A column of the reports in the rows of ``tables_of``."""
    place = len(KEYS) + _COLUMNS["reports"].index(column)
    return [row[place] for row in tables["reports"]]


def failure(file: str | None, reason: str) -> Tables:
    """The rows for a file of which nothing could be read: a problem that says so."""
    tables: Tables = {name: [] for name in TABLES}
    row = {"severity": "failed", "message": reason}
    keys = fitted((None, None, None, file), {})
    tables["problems"].append(keys + _fitted("problems", row, {}))
    return tables


def _keys(origin: Origin, report: Report | None = None) -> Row:
    series, day = (report.series, report.payment_date) if report else (None, None)
    return fitted((series, day, str(origin), origin.file), {})


def _fitted(table: str, row: dict[str, Any], too_long: dict[str, None]) -> Row:
    """A row as it can be written, without the keys; to ``too_long`` is added what cannot."""
    return fitted(tuple(map(row.get, _COLUMNS[table])), too_long)


# ---- the tables of records ---------------------------------------------------------------------


def _records(report: Report) -> Iterator[Told]:
    for field in ("pools", "notes", "certificates", "overcollateralization"):
        for path, record in _each(report, field):
            table = "notes" if field == "certificates" else field
            yield table, {"path": path, "kind": field, **_values(record)}
    for path, record in _each(report, "delinquency"):
        buckets = {name: getattr(record, name) for name in nested(Delinquency)}
        stated = {name: bucket for name, bucket in buckets.items() if bucket is not None}
        for name, bucket in stated.items() or [(None, None)]:
            place = path if name is None else f"{path}.{name}"
            row = {"path": place, **_values(record), "bucket": name, **_values(bucket)}
            yield "delinquency", row
    for field in (*LOSSES, *AMOUNTS_LOST):
        for cause, row in _lost(getattr(report, field)):
            yield "losses", {"kind": field, "cause": cause, **row}
    for field in ACCOUNTS:
        for _, record in _each(report, field):
            yield "accounts", {"kind": field, **_values(record)}
    yield from (("other", row) for row in other_values(report))


def _each(report: Report, field: str) -> list[tuple[str, Any]]:
    """The records in a field, each with its path."""
    value = getattr(report, field)
    if isinstance(value, tuple):
        return [(f"{field}[{n}]", record) for n, record in enumerate(value)]
    return [] if value is None else [(field, value)]


def _values(record: Any) -> dict[str, Any]:
    """What a record has columns for."""
    cls: Any = type(record)
    return {name: getattr(record, name) for name in scalars(cls)} if record else {}


def _lost(value: Any) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """The rows of a kind of losses: one, or one for each cause that there is a figure for."""
    if isinstance(value, Decimal):
        yield None, {"amount": value}
    elif value is not None:
        cls: Any = type(value)
        months = nested(cls)
        if not months or any(one is not None for one in _values(value).values()):
            yield None, _values(value)
        for cause in scalars(next(iter(months.values()))) if months else ():
            row = {month: getattr(getattr(value, month), cause, None) for month in months}
            if any(amount is not None for amount in row.values()):
                yield cause, row


# ---- the other tables --------------------------------------------------------------------------


def _others(filed: FiledReport) -> Iterator[Told]:
    yield from (("figures", row) for row in figures_of(filed))
    for problem in filed.examination.problems:
        said = {**attrs.asdict(problem, recurse=False), "excerpt": problem.excerpt or None}
        yield "problems", {**_place(filed.origin), **said}


def _place(origin: Origin) -> dict[str, Any]:
    """Where a report, or a document without one, stands."""
    return {
        "document": origin.document,
        "document_type": origin.type,
        "document_name": origin.name,
        "position": origin.position,
        "line": origin.line,
        "accession_number": origin.accession_number,
        "form_type": origin.form_type,
        "filing_date": origin.filing_date,
    }


def _summary(
    filed: FiledReport, results: Iterable[Result], more: Sequence[str], too_long: int
) -> dict[str, Any]:
    found, outcomes = filed.examination, Counter(result.outcome for result in results)
    lacks = dict.fromkeys((*found.missing, *found.absent, *more))
    return {
        "format": found.format,
        "layout": found.layout,
        **_place(filed.origin),
        "grade": found.graded(outcomes["fails"] + len(more)),
        "faults": len(found.errors),
        "warnings": len(found.problems) - len(found.errors) + too_long,
        "unknown_rows": len(found.report.unknown),
        "missing": "; ".join(lacks) or None,
        "missing_sections": len(lacks),
        "failing": outcomes["fails"],
        "untestable": outcomes["untestable"],
        **_values(filed.report),
    }


def _no_room(number: str) -> dict[str, Any]:
    """The problem for a number that no decimal or integer column can hold."""
    shown = number if len(number) <= _SHOWN else number[:_SHOWN] + "..."
    message = (
        f"{shown} does not fit a number column: a decimal has {PRECISION} digits, {SCALE} of them "
        "after the point, an integer 64 bits"
    )
    hint = "its text stands in the tables figures and other"
    return {"severity": "warning", "message": message, "hint": hint}


def _result(result: Result) -> Told:
    numbers = map(rounded, (result.difference, result.tolerance, *(result.sides or ())))
    return "reconciliation", {
        **attrs.asdict(result, recurse=False),
        **dict(zip(_NUMBERS, numbers, strict=False)),
        "where": result.where or None,
        "because": result.because or None,
        "missing": "; ".join(result.missing) or None,
        "figures": " ".join(result.figures) or None,
    }
