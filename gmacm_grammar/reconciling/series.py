"""``reconcile_series``: does each report of a trust go on where the one before it ended?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

import attrs

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.model import Examination, Note, Report
from gmacm_grammar.reading import Library, library
from gmacm_grammar.reconciling.evaluation import CONTEXT, Result, same_name
from gmacm_grammar.reconciling.reports import month_of, results
from gmacm_grammar.reconciling.scope import Month

_CUT = "the two are equal but for a leading digit that one of them has lost: compare the originals"


@attrs.frozen(kw_only=True)
class SeriesResult(Result):
    """A result about two reports of one trust: ``month`` is the later one, ``before`` the earlier.

    ``trust`` is what the headings of the reports say: series, and class or group where one is
    named. ``cells`` are those of the later report. In ``figures`` those of the month before have
    "last " before their path.
    """

    trust: str
    month: date | None = None
    before: date | None = None


def reconcile_series(
    reports: Iterable[Report | Examination], *, grammar: GrammarPath = ()
) -> tuple[SeriesResult, ...]:
    """Compare each report with the one of the month before, trust by trust.

    ``reports`` are records, or what ``examine`` returned, of one trust or of several, in any order:
    trusts are told apart by what the heading of a report says, months by the payment date. Tells
    of figures that do not carry over (and of those that do), months that are missing or come twice,
    classes that appear or disappear, losses to date that shrink. Raises GrammarError when a file
    of identities is wrong.
    """
    lib = library(grammar)
    found: list[SeriesResult] = []
    for trust, members in _trusts(reports).items():
        dated = sorted((m for m in members if m.report.payment_date), key=lambda m: m.date)
        found += [_undated(trust) for member in members if not member.report.payment_date]
        months, twice = _each_once(trust, dated)
        found += twice
        for before, month in pairwise(months):
            found += _compare(lib, trust, before, month)
    return tuple(found)


# ---- which reports belong together -------------------------------------------------------------


def _trusts(reports: Iterable[Report | Examination]) -> dict[str, list[Month]]:
    """The reports by trust. A group or class counts only where a series has several."""
    by_series: dict[str, list[Month]] = {}
    for item in reports:
        month = month_of(item)
        name = month.report.series or month.report.trust or month.report.title or "(no title)"
        by_series.setdefault(" ".join(name.split()), []).append(month)
    trusts: dict[str, list[Month]] = {}
    for series, months in by_series.items():
        parts = [
            (field, word)
            for field, word in (("class_name", "Class"), ("group", "Group"))
            if len({getattr(month.report, field) for month in months} - {None}) > 1
        ]
        for month in months:
            named = [(word, getattr(month.report, field)) for field, word in parts]
            trust = " ".join([series, *(f"{word} {value}" for word, value in named if value)])
            trusts.setdefault(trust, []).append(month)
    return trusts


def _undated(trust: str) -> SeriesResult:
    return SeriesResult(
        trust=trust,
        name="Date of the report",
        formula="the report has its place in the order of months",
        outcome="untestable",
        missing=("payment_date",),
    )


def _each_once(trust: str, dated: list[Month]) -> tuple[list[Month], list[SeriesResult]]:
    """The reports, one a month (the first of several), and what is said of the others."""
    months: list[Month] = []
    twice: list[SeriesResult] = []
    for month in dated:
        if not months or months[-1].number != month.number:
            months.append(month)
            continue
        same = months[-1].report == month.report
        twice.append(
            SeriesResult(
                trust=trust,
                month=month.date,
                before=months[-1].date,
                name="Month twice",
                formula=f"there is one report of {month.date:%Y-%m}",
                outcome="fails",
                hint="both say the same" if same else "the two say different things",
            )
        )
    return months, twice


# ---- one month and the next --------------------------------------------------------------------


def _compare(lib: Library, trust: str, before: Month, month: Month) -> Iterator[SeriesResult]:
    gap = month.number - before.number
    for n in range(1, gap):
        year, missing = divmod(before.number + n - 1, 12)
        yield SeriesResult(
            trust=trust,
            month=month.date,
            before=before.date,
            name="Month missing",
            formula=f"there is a report of {year}-{missing + 1:02d}",
            outcome="fails",
        )
    yield from _classes(trust, before, month)
    for result in results(lib, month, before):
        yield _of_series(result, trust, before, month)


def _of_series(result: Result, trust: str, before: Month, month: Month) -> SeriesResult:
    values = {field.name: getattr(result, field.name) for field in attrs.fields(Result)}
    if result.outcome == "fails" and _is_cut(result):
        values["hint"] = _CUT
    return SeriesResult(**values, trust=trust, month=month.date, before=before.date)


def _is_cut(result: Result) -> bool:
    """Whether the two sides are equal but for the leading digit of one."""
    if result.sides is None or min(result.sides) <= 0:
        return False
    smaller, larger = sorted(result.sides)
    power = Decimal((0, (1,), larger.adjusted()))
    rest = CONTEXT.remainder(CONTEXT.subtract(larger, smaller), power)
    return smaller < power and rest == 0


def _classes(trust: str, before: Month, month: Month) -> Iterator[SeriesResult]:
    """The classes of notes that stand in one of two reports only."""
    for word, here, other in (("appears", month, before), ("disappears", before, month)):
        # A row that was not read is not a class that has gone.
        if other.is_incomplete("notes"):
            continue
        there = _named(other.report.notes)
        for key, note in _named(here.report.notes).items():
            if key in there:
                continue
            yield SeriesResult(
                trust=trust,
                month=month.date,
                before=before.date,
                name=f"Class {word}",
                formula=f'"{note.name}" is a class in the report of {other.date} too',
                where=f'notes "{note.name}"',
                outcome="fails",
            )


def _named(notes: tuple[Note, ...]) -> dict[str, Note]:
    return {same_name(note.name): note for note in notes if note.name}
