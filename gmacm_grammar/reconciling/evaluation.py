"""Evaluates one identity on the figures of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal, localcontext
from itertools import product
from typing import Literal, NamedTuple, TypeAlias

import attrs

from gmacm_grammar.model import Cell
from gmacm_grammar.reconciling.identities import Identity
from gmacm_grammar.reconciling.parts import ODD, Check, Tried, unreckoned
from gmacm_grammar.reconciling.records import MOST_DIGITS, Found, Missing, Row, rows_of
from gmacm_grammar.reconciling.scope import Scope

Outcome: TypeAlias = Literal["holds", "rounding", "remark", "fails", "untestable"]

#: What tells the records of a list apart, from month to month and for a reader.
_KEYS = ("name", "group")
#: Under which the figures of a report are kept.
_FIGURES = "figures"
#: The signs that allow a difference in one direction, with the sign of what is too much.
_ONE_WAY = {"<=": 1, ">=": -1}
#: In which figures are added and compared exactly.
CONTEXT = Context(prec=2 * MOST_DIGITS + 10)
#: To so many digits the sides are told, or to the cent where that takes more.
_TOLD = Context(prec=40)
ONE_DIGIT = "one digit explains it: a figure may be misread, or have lost its leading digit"


@attrs.frozen(kw_only=True)
class Result:
    """What became of one identity in one place of a report.

    ``formula`` is told in words with the figures; ``difference`` is its left side less its right
    one, in the unit of the figures (None if untestable, or if not numbers are compared).
    ``outcome`` is ``holds`` (exactly), ``rounding`` (within ``tolerance``), ``fails``, ``remark``
    (it does not hold, which is rare but no fault) or ``untestable``; then ``missing`` names the
    figures that the report does not state. ``sides`` are the two sides, ``where`` is the record in
    question, as ``notes[3] "Class A-4"``, ``figures`` the paths of the figures that take part,
    ``cells`` their printed cells, if an examination was given, ``because`` the reason of the
    tolerance, ``hint`` what may have happened. An identity about figures has one result for each
    figure that is not as it must be, and one for all the others together, whose sides are their
    number.
    """

    name: str
    formula: str
    outcome: Outcome
    where: str = ""
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    because: str = ""
    missing: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    sides: tuple[Decimal, Decimal] | None = None
    hint: str | None = None


class _Trial(NamedTuple):
    """One alternative, tried."""

    check: Check
    number: Tried
    sides: tuple[Decimal, Decimal]
    tolerance: Decimal
    difference: Decimal
    #: By how much it is off more than it may be; not above zero if it holds.
    excess: Decimal


def evaluate(identity: Identity, report: Scope) -> Iterator[Result]:
    """The results of an identity: one for each record that it is about."""
    with localcontext(CONTEXT):
        if identity.figures:
            yield from _of_figures(identity, report)
            return
        for scope in _scopes(report, identity.each):
            found = _try_all(identity, scope, identity.numbers)
            if found is not None:
                yield _result(identity, scope, identity.numbers[0], *found)


def _of_figures(identity: Identity, report: Scope) -> Iterator[Result]:
    """The results for figures that are not as they must be, and one for all others together."""
    sound = 0
    for name in identity.figures:
        for scope, figure in _figures_of(report).get(name, ()):
            found = _try_all(identity, scope, (figure,))
            if found is None:
                continue
            if found[0] is not None and found[0].excess <= 0:
                sound += 1
            else:
                yield _result(identity, scope, figure, *found)
    if sound:
        yield Result(
            name=identity.name,
            formula=f"figures ({sound}): {identity.checks[0].words(report, None)}",
            outcome="holds",
            difference=_plain(Decimal(0)),
            sides=(Decimal(sound), Decimal(sound)),
            tolerance=_plain(Decimal(0)),
            because=identity.because,
        )


def _figures_of(report: Scope) -> dict[str, list[tuple[Scope, Found]]]:
    """All figures of a report by their name, each with the record it is in."""
    if _FIGURES not in report.kept:
        report.kept[_FIGURES] = {}
        _add_figures(report, report.kept[_FIGURES])
    found: dict[str, list[tuple[Scope, Found]]] = report.kept[_FIGURES]
    return found


def _add_figures(scope: Scope, found: dict[str, list[tuple[Scope, Found]]]) -> None:
    row = scope.row
    stated = [name for name, value in row.fields.items() if value is not None]
    for name in stated:
        value, path = row.get(name)
        if isinstance(value, (Row, list)):
            for inner in rows_of(value):
                _add_figures(scope.inside(inner), found)
        else:
            figure = Found(value, path, row.month, printed=True)
            found.setdefault(name, []).append((scope, figure))


def _try_all(
    identity: Identity, scope: Scope, numbers: Sequence[Tried]
) -> tuple[_Trial | None, dict[str, None]] | None:
    """The best trial for one record, and what is missing; None if the identity is not for it."""
    missing: dict[str, None] = {}
    best: _Trial | None = None
    try:
        if not identity.when.value(scope, numbers[0]):
            return None
        for check, number in product(identity.checks, numbers):
            try:
                trial = _try(identity, check, number, scope)
            except Missing as error:
                missing[str(error)] = None
                continue
            if best is None or trial.excess < best.excess:
                best = trial
            if not trial.difference:
                break
    except Missing as error:
        missing[str(error)] = None
    return best, missing


def _result(
    identity: Identity,
    scope: Scope,
    number: Tried,
    best: _Trial | None,
    missing: dict[str, None],
) -> Result:
    if best is not None and (best.excess <= 0 or not missing):
        return _tested(identity, best, scope)
    return Result(
        name=identity.name,
        where=_place(scope),
        formula=identity.checks[0].words(scope, number),
        outcome="untestable",
        because=identity.because,
        missing=tuple(missing),
    )


def _try(identity: Identity, check: Check, number: Tried, scope: Scope) -> _Trial:
    try:
        left, right = check.left.value(scope, number), check.right.value(scope, number)
        tolerance = identity.tolerance.value(scope, number)
        difference = left - right
        too_much = _ONE_WAY.get(check.sign)
        off = difference * too_much if too_much else abs(difference)
        return _Trial(check, number, (left, right), tolerance, difference, off - tolerance)
    except ODD as error:
        raise unreckoned(error, check.words(scope, number)) from None


def _tested(identity: Identity, trial: _Trial, scope: Scope) -> Result:
    check, number = trial.check, trial.number
    figures = dict.fromkeys(check.figures(scope, number))
    cells = scope.row.month.cells
    tried = f", {identity.tried} = {number}" if isinstance(number, int) else ""
    outcome: Outcome = "remark" if identity.is_usual else "fails"
    are_numbers = check.sign != "like"
    hint = None
    if trial.excess <= 0:
        outcome = "rounding" if trial.difference and check.sign == "=" else "holds"
    elif check.sign == "=" and not trial.tolerance and _is_one_digit(abs(trial.difference)):
        hint = ONE_DIGIT
    return Result(
        name=identity.name,
        where=_place(scope),
        formula=check.words(scope, number, is_true=trial.excess <= 0) + tried,
        outcome=outcome,
        difference=_plain(trial.difference) if are_numbers else None,
        sides=(_told(trial.sides[0]), _told(trial.sides[1])) if are_numbers else None,
        tolerance=_plain(trial.tolerance),
        because=identity.because,
        figures=tuple(figures),
        cells=tuple(cells[path] for path in figures if path in cells),
        hint=hint,
    )


def _is_one_digit(off: Decimal) -> bool:
    """Whether it is one digit with zeros after it, a dollar at least."""
    return off >= 1 and len(off.normalize().as_tuple().digits) == 1


def _plain(value: Decimal) -> Decimal:
    """The number to seven decimals at most, with two at least."""
    if not value:
        return Decimal("0.00")
    digits = value.adjusted() + 10
    context = CONTEXT if digits <= CONTEXT.prec else Context(prec=digits)
    value = value.quantize(Decimal("0.0000001"), context=context).normalize(context)
    cents = value.quantize(Decimal("0.01"), context=context)
    return cents if cents == value else value


def _told(side: Decimal) -> Decimal:
    """A side as it is told: what does not come out even need not have all the digits reckoned."""
    more = side.adjusted() + 3
    return (_TOLD if more <= _TOLD.prec else Context(prec=more)).plus(side)


def _place(scope: Scope) -> str:
    """The record that a result is about, with its name or group as printed."""
    around: Scope = scope
    while around.parent is not None:
        if any(names := _names(around.row)):
            return f'{scope.row.path} "{names[0] or names[1]}"'
        around = around.parent
    return scope.row.path


def _scopes(report: Scope, each: tuple[str, ...]) -> list[Scope]:
    """The scopes of the records that ``each`` leads to."""
    if not each:
        return [report]
    if each not in report.kept:
        around = _scopes(report, each[:-1])
        report.kept[each] = [inner for scope in around for inner in _inside(scope, each[-1])]
    scopes: list[Scope] = report.kept[each]
    return scopes


def _inside(scope: Scope, name: str) -> Iterator[Scope]:
    """The scopes of the records under a name, each with the same record of the month before."""
    rows = scope.row.records(name)
    before = [*_inside(scope.last, name)] if scope.last is not None else []
    # A group that only one of two reports names is the same if there is but one.
    both = rows + [inner.row for inner in before]
    only = len(rows) == len(before) == 1 and not all(any(_names(row)) for row in both)
    alike: dict[tuple[str, ...], list[Scope]] = {}
    for inner in before:
        alike.setdefault(_key(inner.row), []).append(inner)
    for row in rows:
        same = before if only else alike.get(_key(row), [])
        last = same[0] if len(same) == 1 else None
        yield Scope(row, scope, last) if scope.last is not None else scope.inside(row)


def _key(row: Row) -> tuple[str, ...]:
    """What tells a record from others: its class and group, or its place if it has none."""
    names = [same_name(name) for name in _names(row)]
    return tuple(names) if any(names) else (row.path,)


def _names(row: Row) -> list[str]:
    """The name and the group of a record, as printed."""
    values = (row.fields[key] if key in row.own else None for key in _KEYS)
    return [value if isinstance(value, str) else "" for value in values]


def same_name(name: str) -> str:
    """A name without the differences in print that say nothing: blanks and case."""
    return "-".join(" ".join(part.split()) for part in name.casefold().split("-"))
