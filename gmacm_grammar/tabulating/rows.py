"""What a filing becomes: its rows in every table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, TypeAlias

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.filings import FiledReport, Filing, Origin
from gmacm_grammar.model import Delinquency, Problem, Report, SpecialLosses
from gmacm_grammar.reconciling import Result, reconcile
from gmacm_grammar.tabulating.columns import (
    ACCOUNTS,
    AMOUNTS_LOST,
    LOSSES,
    NOTES,
    TABLES,
    WARNINGS,
    account_fields,
    columns,
    loss_fields,
    nested,
    report_fields,
    scalars,
)
from gmacm_grammar.tabulating.figures import figures_of
from gmacm_grammar.tabulating.fitting import PRECISION, SCALE, fitted, rounded
from gmacm_grammar.tabulating.leftovers import leftovers

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = Iterator[Row]

#: So many digits of a number are shown where it is said that it does not fit.
_SHOWN = 400
#: So many reasons are told why a file holds no report.
_REASONS = 3


def tables_of(filing: Filing, *, grammar: GrammarPath = ()) -> dict[str, list[Row]]:
    """The rows of a filing in every table of TABLES, each in the order of the table's columns.

    Each report is reconciled, with the identities of the ``grammar`` directories too. A filing
    without a report has the problem that ``no_report`` tells. Raises GrammarError when a file of
    identities is wrong.
    """
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    for filed in filing:
        _add_report(filed, reconcile(filed.examination, grammar=grammar), tables)
    for passed in filing.passed_over:
        row = fitted(_passed_over(passed.origin, passed.reason), _ignore)
        tables["problems"].append(_keys(passed.origin) + row)
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


def total(tables: dict[str, list[Row]], column: str) -> int:
    """The sum of a column of counts over the reports in the rows of ``tables_of``."""
    place = [known.name for known in columns("reports")].index(column)
    return sum(row[place] for row in tables["reports"])


def failure(file: str | None, reason: str) -> dict[str, list[Row]]:
    """The rows for a file of which nothing could be read: a problem that says so."""
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    row = (None, None, None, file, *_remark("failed", reason))
    tables["problems"].append(fitted(row, _ignore))
    return tables


def _add_report(
    filed: FiledReport, results: tuple[Result, ...], tables: dict[str, list[Row]]
) -> None:
    keys = _keys(filed.origin, filed.report)
    left_out: dict[str, None] = {}
    for name, rows in _ROWS.items():
        table = tables[name]
        for row in rows(filed):
            table.append(keys + fitted(row, left_out.setdefault))
    for result in results:
        row = fitted(_reconciliation(result), left_out.setdefault)
        tables["reconciliation"].append(keys + row)
    tables["problems"] += (keys + _too_long(number) for number in left_out)
    if left_out:
        row = tables["reports"].pop()
        warnings = row[WARNINGS] + len(left_out)
        tables["reports"].append((*row[:WARNINGS], warnings, *row[WARNINGS + 1 :]))


def _keys(origin: Origin, report: Report | None = None) -> Row:
    series, day = (report.series, report.payment_date) if report else (None, None)
    return fitted((series, day, str(origin), origin.file), _ignore)


def _ignore(_: object) -> None:
    """No number of such a row is one of a report."""


@cache
def _values(*names: str) -> Callable[[Any], Row]:
    """A function that takes the values of some fields out of a record."""
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda record: (get(record),)


def _of_class(record: Any) -> Callable[[Any], Row]:
    return _values(*(column.name for column in scalars(record)))


# ---- the tables of records ---------------------------------------------------------------------


def _reports(filed: FiledReport) -> Rows:
    origin, found = filed.origin, filed.examination
    faults = len(filed.errors)
    warnings = len(found.problems) - faults
    place = (origin.document, origin.type, origin.name, origin.position, origin.line)
    get = _values(*(column.name for column in report_fields()))
    counts = (faults == 0, faults, warnings)
    yield (found.format, found.layout, *place, *counts, *get(filed.report))


def _records(field: str) -> Callable[[FiledReport], Rows]:
    """A row for each record of a tuple of records."""

    def rows(filed: FiledReport) -> Rows:
        get = _of_class(nested(Report)[field])
        for n, record in enumerate(getattr(filed.report, field)):
            yield (f"{field}[{n}]", *get(record))

    return rows


def _notes(filed: FiledReport) -> Rows:
    for field in NOTES:
        get = _of_class(nested(Report)[field])
        for path, record in _each(filed.report, field):
            yield (path, field, *get(record))


def _each(record: Any, field: str) -> Rows:
    """The records in a field, each with its path."""
    value = getattr(record, field)
    if isinstance(value, tuple):
        yield from ((f"{field}[{n}]", inner) for n, inner in enumerate(value))
    elif value is not None:
        yield field, value


def _delinquency(filed: FiledReport) -> Rows:
    get = _of_class(Delinquency)
    buckets = nested(Delinquency)
    for path, record in _each(filed.report, "delinquency"):
        found = {name: getattr(record, name) for name in buckets}
        found = {name: bucket for name, bucket in found.items() if bucket is not None}
        for name, bucket in found.items():
            values = _of_class(buckets[name])(bucket)
            yield (f"{path}.{name}", *get(record), name, *values)
        if not found:
            nothing = (None,) * len(scalars(next(iter(buckets.values()))))
            yield (path, *get(record), None, *nothing)


def _losses(filed: FiledReport) -> Rows:
    report = filed.report
    names = [column.name for column in loss_fields()]
    for field in LOSSES:
        record = getattr(report, field)
        if isinstance(record, SpecialLosses):
            yield from _by_cause(field, record, names)
        elif record is not None:
            yield (field, None, *(getattr(record, name, None) for name in names), None)
    for field in AMOUNTS_LOST:
        amount = getattr(report, field)
        if amount is not None:
            yield (field, None, *(None,) * len(names), amount)


def _by_cause(field: str, record: SpecialLosses, names: list[str]) -> Rows:
    """A row for each cause of a loss that the report has a figure for."""
    months = nested(SpecialLosses)
    causes = [column.name for column in scalars(months["ending"])]
    plain = {column.name for column in scalars(SpecialLosses)}
    if values := {name: v for name in plain if (v := getattr(record, name)) is not None}:
        yield (field, None, *map(values.get, names), None)
    for cause in causes:
        values = {month: getattr(getattr(record, month), cause, None) for month in months}
        if any(value is not None for value in values.values()):
            yield (field, cause, *map(values.get, names), None)


def _accounts(filed: FiledReport) -> Rows:
    names = [column.name for column in account_fields()]
    for field in ACCOUNTS:
        record = getattr(filed.report, field)
        if record is not None:
            yield (field, *(getattr(record, name, None) for name in names))


# ---- the other tables --------------------------------------------------------------------------


def _problems(filed: FiledReport) -> Rows:
    for problem in filed.examination.problems:
        yield _problem(filed.origin, problem)


def _problem(origin: Origin, problem: Problem) -> Row:
    document = (origin.document, origin.type, origin.name)
    place = (problem.line, problem.column)
    said = (problem.severity, problem.message, problem.hint, problem.where)
    return (*document, *place, *said, problem.excerpt or None)


def _remark(severity: str, message: str, hint: str | None = None) -> Row:
    """A problem without a place."""
    return (None, None, None, None, None, severity, message, hint, None, None)


def _passed_over(origin: Origin, reason: str) -> Row:
    place = (origin.document, origin.type, origin.name, origin.line, None)
    return (*place, "passed over", reason, None, None, None)


def _too_long(number: str) -> Row:
    """The problem for a number that no decimal or integer column can hold."""
    shown = number if len(number) <= _SHOWN else number[:_SHOWN] + "..."
    message = (
        f"{shown} does not fit a number column: a decimal has {PRECISION} digits, {SCALE} of them "
        "after the point, an integer 64 bits"
    )
    hint = "its text stands in the tables figures and other"
    return _remark("warning", message, hint)


def _reconciliation(result: Result) -> Row:
    left, right = result.sides or (None, None)
    numbers = map(rounded, (result.difference, result.tolerance, left, right))
    said = (result.name, result.where or None, result.outcome, result.formula)
    missing, figures = "; ".join(result.missing) or None, " ".join(result.figures) or None
    return (*said, *numbers, result.because or None, missing, figures, result.hint)


_ROWS: dict[str, Callable[[FiledReport], Rows]] = {
    "reports": _reports,
    "pools": _records("pools"),
    "notes": _notes,
    "overcollateralization": _records("overcollateralization"),
    "delinquency": _delinquency,
    "losses": _losses,
    "accounts": _accounts,
    "other": lambda filed: leftovers(filed.report),
    "problems": _problems,
    "figures": figures_of,
}
