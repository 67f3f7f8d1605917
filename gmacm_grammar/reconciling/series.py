"""``reconcile_series``: does each report of a trust go on where the one before it ended?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

import attrs

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.model import Cell, Examination, Report
from gmacm_grammar.reading import Library, library
from gmacm_grammar.reconciling.evaluation import CONTEXT, ONE_DIGIT, Result
from gmacm_grammar.reconciling.records import Month
from gmacm_grammar.reconciling.reports import month_of, results
from gmacm_grammar.reconciling.scope import LAST
from gmacm_grammar.reconciling.subjects import same_name

#: What figures of the month before have before their path.
_LAST = f"{LAST} "
_CUT = "the two are equal but for a leading digit that one of them has lost: compare the originals"


@attrs.frozen(kw_only=True)
class SeriesResult(Result):
    """A result about two reports of one trust: ``month`` is the later one, ``before`` the earlier.

    ``trust`` is what the headings of the reports say: series, and class or group where one is
    named. ``index`` and ``index_before`` say which of the given reports these are, counted from 0.
    ``cells`` are those of the later report, ``cells_before`` those of the earlier one. In
    ``figures`` those of the month before have "last " before their path.
    """

    trust: str
    month: date | None = None
    before: date | None = None
    index: int | None = None
    index_before: int | None = None
    cells_before: tuple[Cell, ...] = ()


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
    trusts = _trusts(reports).items()
    return tuple(result for trust, months in trusts for result in _of_trust(lib, trust, months))


# ---- which reports belong together -------------------------------------------------------------


def _trusts(reports: Iterable[Report | Examination]) -> dict[str, list[Month]]:
    """The reports by trust. A group or class counts only where a series has several."""
    by_series: dict[str, list[Month]] = {}
    for index, item in enumerate(reports):
        month = attrs.evolve(month_of(item), index=index)
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


# ---- one month and the next --------------------------------------------------------------------


def _of_trust(lib: Library, trust: str, reports: list[Month]) -> Iterator[SeriesResult]:
    for month in (month for month in reports if not month.number):
        yield SeriesResult(
            trust=trust,
            index=month.index,
            name="Date of the report",
            formula="a report without a date has no place among the months",
            outcome="untestable",
            missing=("payment_date",),
        )
    dated = sorted((m for m in reports if m.number), key=lambda m: str(m.report.payment_date))
    months = []
    for _, (first, *others) in groupby(dated, key=lambda month: month.number):
        months.append(first)
        for other in others:
            is_copy = first.report == other.report
            said = "say the same" if is_copy else "say different things"
            result = Result(
                name="Month twice",
                formula=f"two reports of {other.report.payment_date:%Y-%m}, which {said}",
                outcome="remark" if is_copy else "fails",
            )
            yield _of_two(trust, first, other, result)
    earlier: tuple[Month, ...] = ()
    for before, month in pairwise(months):
        if earlier and before.number - earlier[0].number > 1:
            earlier = ()
        for result in (*_apart(before, month), *results(lib, month, before, *earlier)):
            yield _of_two(trust, before, month, result)
        earlier = (before,)


def _of_two(trust: str, before: Month, month: Month, result: Result) -> SeriesResult:
    """A result with the two reports that it is about."""
    told = attrs.asdict(result, recurse=False)
    if result.outcome == "fails" and _is_cut(result):
        told["hint"] = (result.hint or ONE_DIGIT).replace(ONE_DIGIT, _CUT)
    paths = [path.removeprefix(_LAST) for path in result.figures if path.startswith(_LAST)]
    told["cells"] = tuple(month.cells[path] for path in result.figures if path in month.cells)
    return SeriesResult(
        trust=trust,
        month=month.report.payment_date,
        before=before.report.payment_date,
        index=month.index,
        index_before=before.index,
        cells_before=tuple(before.cells[path] for path in paths if path in before.cells),
        **told,
    )


def _apart(before: Month, month: Month) -> Iterator[Result]:
    """The months between two reports, and the classes of notes that stand in one of them only."""
    missing = [f"{n // 12}-{n % 12 + 1:02d}" for n in range(before.number, month.number - 1)]
    if missing:
        formula = f"no report of {missing[0]}"
        if len(missing) > 1:
            formula = f"no reports of {missing[0]} to {missing[-1]} ({len(missing)} months)"
        yield Result(name="Month missing", formula=formula, outcome="fails")
    for word, here, other in (("appears", month, before), ("disappears", before, month)):
        there = {same_name(note.name) for note in other.report.notes if note.name}
        day = other.report.payment_date
        for number, note in enumerate(here.report.notes):
            # A row that was not read is not a class that has gone.
            if note.name and same_name(note.name) not in there and not other.is_incomplete("notes"):
                path = f"notes[{number}].name"
                yield Result(
                    name=f"Class {word}",
                    formula=f'"{note.name}" is not a class in the report of {day}',
                    where=f'notes "{note.name}"',
                    outcome="fails",
                    figures=(path if here is month else _LAST + path,),
                )


def _is_cut(result: Result) -> bool:
    """Whether the two sides are equal but for the leading digit of one."""
    if result.sides is None or min(result.sides) <= 0:
        return False
    smaller, larger = sorted(result.sides)
    power = Decimal((0, (1,), larger.adjusted()))
    rest = CONTEXT.remainder(CONTEXT.subtract(larger, smaller), power)
    return smaller < power and rest == 0
