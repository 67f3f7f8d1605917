"""``reconcile``: does a report add up?"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.model import Examination, Report
from gmacm_grammar.reading import Format, library
from gmacm_grammar.reconciling.evaluation import Result, evaluate
from gmacm_grammar.reconciling.library import identities_for
from gmacm_grammar.reconciling.scope import Month, Row, Scope


def reconcile(
    report: Report | Examination,
    *,
    grammar: GrammarPath = (),
    examination: Examination | None = None,
    format: str | None = None,
) -> tuple[Result, ...]:
    """Evaluate every identity that the figures of a report allow.

    ``report`` is a record, or what ``examine`` returned; with an examination (also given as
    ``examination``) the results hold the printed cells of their figures, and a figure that could
    not be read or shown is not taken for zero. The identities are those of the grammar directories
    (``grammar`` as in ``parse``), the shared ones and those of the report's format; the format of a
    mere record is not known unless ``format`` names it. Raises GrammarError when a file of
    identities is wrong.
    """
    if isinstance(report, Examination):
        examination, report = report, report.report
    if examination is not None:
        format = format or examination.format
    scope = report_scope(report, examination)
    results = [
        result
        for identity, meant in identities_for(library(grammar), format)
        if not identity.is_monthly
        for result in evaluate(identity, scope)
        if meant or result.outcome != "untestable"
    ]
    return tuple(with_cells(results, examination))


def report_scope(
    report: Report,
    examination: Examination | None = None,
    last: Scope | None = None,
    prefix: str = "",
) -> Scope:
    """The scope of a whole report; of the month before with a ``prefix`` for all paths."""
    incomplete = {row.section for row in report.unknown if row.section}
    unshown: set[str] = set()
    if examination is not None:
        incomplete |= set(_sections_with_errors(examination))
        unshown = {
            cell.path
            for cell in examination.cells
            if cell.role == "value" and cell.path and cell.terminal == Format.unstated
        }
    month = Month(frozenset(unshown), frozenset(incomplete), prefix)
    return Scope(Row(report, "", month), last=last)


def _sections_with_errors(examination: Examination) -> Iterator[str]:
    """The sections in which something was left out; all of them where that is not known."""
    names = [field.name for field in attrs.fields(Report)]
    for problem in examination.errors:
        section = (problem.where or "").split(",")[0]
        yield from [section] if section in names else names


def with_cells(results: list[Result], examination: Examination | None) -> Iterator[Result]:
    """The results with the printed cells of their figures."""
    by_path = {cell.path: cell for cell in examination.cells} if examination else {}
    for result in results:
        cells = tuple(by_path[path] for path in result.figures if path in by_path)
        yield attrs.evolve(result, cells=cells) if cells else result
