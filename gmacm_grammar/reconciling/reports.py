"""``reconcile``: does a report add up?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import attrs

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.model import Cell, Examination, Report
from gmacm_grammar.reading import Format, Library, library
from gmacm_grammar.reconciling.culprits import with_culprits
from gmacm_grammar.reconciling.evaluation import Result, evaluate
from gmacm_grammar.reconciling.identities import identities_for
from gmacm_grammar.reconciling.records import Month
from gmacm_grammar.reconciling.scope import LAST, scope_of

#: What the title may say of a report.
_IN_TITLE = ("series", "class_name", "group")


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
    month = month_of(report, examination, format)
    return results(library(grammar), month)


def results(lib: Library, *months: Month) -> tuple[Result, ...]:
    """What the identities say about a report, or about it and those of the months before."""
    found = tuple(_evaluated(lib, *months))
    if all(result.outcome != "fails" for result in found):
        return found
    return with_culprits(found, months, partial(_evaluated_together, lib))


def _evaluated_together(lib: Library, *months: Month) -> Iterator[Result]:
    """What the identities say about reports, and about each of the latest two by itself."""
    yield from _evaluated(lib, *months)
    for back, month in enumerate(months[:2] if len(months) > 1 else ()):
        yield from _evaluated(lib, attrs.evolve(month, prefix=f"{LAST} " * back))


def _evaluated(lib: Library, month: Month, *before: Month) -> Iterator[Result]:
    scope = scope_of(month, *before)
    apart = month.number - before[0].number if before else 0
    for identity, meant in identities_for(lib, month.format):
        if len(before) < identity.months_before or bool(before) > identity.months_before:
            continue
        if apart > 1 and not identity.across_gaps:
            continue
        for result in evaluate(identity, scope):
            if meant or result.outcome != "untestable":
                yield result


def month_of(
    report: Report | Examination,
    examination: Examination | None = None,
    format: str | None = None,
) -> Month:
    """What there is to know of a report."""
    if isinstance(report, Examination):
        examination, report = report, report.report
    sections = {row.section for row in report.unknown if row.section}
    if examination is None:
        return Month(report, format, incomplete=frozenset(sections))
    values = [cell for cell in examination.cells if cell.role == "value" and cell.path]
    return Month(
        report,
        format or examination.format,
        cells=_cells_by_path(report, values),
        unshown=frozenset(cell.path for cell in values if cell.terminal == Format.unstated),
        incomplete=frozenset(sections.union(_sections_with_errors(examination))),
    )


def _cells_by_path(report: Report, values: list[Cell]) -> dict[str | None, Cell]:
    """The printed cells by path; what is a part of the title has the cell of the title."""
    cells: dict[str | None, Cell] = {cell.path: cell for cell in values}
    if "title" in cells:
        names = [name for name in _IN_TITLE if getattr(report, name) is not None]
        cells = {**dict.fromkeys(names, cells["title"]), **cells}
    return cells


def _sections_with_errors(examination: Examination) -> Iterator[str]:
    """The sections in which something was left out; all of them where that is not known."""
    names = [field.name for field in attrs.fields(Report)]
    for problem in examination.errors:
        section = (problem.where or "").split(",")[0]
        yield from [section] if section in names else names
