"""Evaluates one identity on the figures of a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Context, Decimal, localcontext
from itertools import product
from typing import Literal, NamedTuple, TypeAlias

import attrs

from gmacm_grammar.model import Cell
from gmacm_grammar.reconciling.conditions import Check
from gmacm_grammar.reconciling.identities import Identity
from gmacm_grammar.reconciling.parts import ODD, Tried, unreckoned
from gmacm_grammar.reconciling.records import MOST_DIGITS, Missing
from gmacm_grammar.reconciling.scope import Scope
from gmacm_grammar.reconciling.subjects import place, subjects

Outcome: TypeAlias = Literal["holds", "rounding", "remark", "fails", "untestable"]

#: The signs that allow a difference in one direction, with the sign of what is too much.
_ONE_WAY = {"<=": 1, ">=": -1}
#: In which figures are added and compared exactly.
CONTEXT = Context(prec=2 * MOST_DIGITS + 10)
#: To so many digits the sides are told, or to the cent where that takes more.
_TOLD = Context(prec=40)
_NOTHING = Decimal("0.00")
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
    tolerance, ``hint`` what may have happened. An identity about figures has no result for those
    that are as they must be.
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
        for scope, numbers in subjects(identity, report):
            found = _try_all(identity, scope, numbers)
            if found is None:
                continue
            best, missing = found
            if best is None or (best.excess > 0 and missing):
                yield _untestable(identity, scope, numbers[0], missing)
            elif best.excess > 0 or not identity.figures:
                yield _tested(identity, best, scope)


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


def _untestable(identity: Identity, scope: Scope, number: Tried, missing: Iterable[str]) -> Result:
    return Result(
        name=identity.name,
        where=place(scope),
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
        where=place(scope),
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
        return _NOTHING
    digits = value.adjusted() + 10
    context = CONTEXT if digits <= CONTEXT.prec else Context(prec=digits)
    value = value.quantize(Decimal("0.0000001"), context=context).normalize(context)
    cents = value.quantize(Decimal("0.01"), context=context)
    return cents if cents == value else value


def _told(side: Decimal) -> Decimal:
    """A side as it is told: what does not come out even need not have all the digits reckoned."""
    more = side.adjusted() + 3
    return (_TOLD if more <= _TOLD.prec else Context(prec=more)).plus(side)
