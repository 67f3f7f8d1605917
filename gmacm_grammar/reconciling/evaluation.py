"""Evaluates one identity on the figures of a report."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal, localcontext
from typing import Any, Literal, TypeAlias

import attrs

from gmacm_grammar.model import Cell
from gmacm_grammar.reconciling.formulas import MOST_DIGITS, Comparison, Used, figure
from gmacm_grammar.reconciling.identities import Identity
from gmacm_grammar.reconciling.scope import (
    Found,
    Frame,
    Missing,
    Scope,
    each_member,
    field_of,
    has_field,
    records_in,
)

Outcome: TypeAlias = Literal["holds", "rounding", "fails", "untestable"]

#: What tells the records of a list apart, from month to month and for a reader.
_KEYS = ("name", "group")
#: In which figures are added and compared exactly.
CONTEXT = Context(prec=2 * MOST_DIGITS + 10)
#: To so many digits the sides are told, or to the cent where that takes more.
_TOLD = 40
_ONE_DIGIT = "one digit explains it: a figure may be misread, or have lost its leading digit"


@attrs.frozen(kw_only=True)
class Result:
    """What became of one identity in one place of a report.

    ``formula`` is told in words with the figures; ``difference`` is its left side less its right
    one, in the unit of the figures (None if untestable). ``outcome`` is ``holds`` (exactly),
    ``rounding`` (within ``tolerance``), ``fails`` or ``untestable``; then ``missing`` names the
    figures that the report does not state. ``sides`` are the two sides, ``where`` is the record in
    question, as ``notes[3] "Class A-4"``, ``figures`` the paths of the figures that take part,
    ``cells`` their printed cells, if an examination was given, ``because`` the reason of the
    tolerance, ``hint`` what may have happened.
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


@attrs.frozen
class _Trial:
    """One alternative, tried."""

    check: Comparison
    scope: Scope
    sides: tuple[Decimal, Decimal]
    tolerance: Decimal
    used: Used

    @property
    def difference(self) -> Decimal:
        return self.sides[0] - self.sides[1]

    @property
    def excess(self) -> Decimal:
        """By how much it is off more than it may be; not above zero if it holds."""
        off = self.difference
        off = {"=": abs(off), "<=": off, ">=": -off}[self.check.sign]
        return off - self.tolerance


def evaluate(identity: Identity, scope: Scope) -> Iterator[Result]:
    """The results of an identity: one for each record that it is about."""
    with localcontext(CONTEXT):
        for inner in _scopes(scope, identity.each):
            result = _test(identity, inner)
            if result is not None:
                yield result


def _test(identity: Identity, scope: Scope) -> Result | None:
    """The result for one record; None if the identity is not for it."""
    missing: list[str] = []
    best: _Trial | None = None
    tried: list[tuple[Comparison, Scope]] = []
    try:
        if identity.when is not None and not identity.when.evaluate(scope.as_read(), {}):
            return None
        tried = list(_alternatives(identity, scope))
    except Missing as error:
        missing.append(str(error))
    for check, inner in tried:
        try:
            trial = _try(identity, check, inner)
        except Missing as error:
            missing.append(str(error))
            continue
        if best is None or trial.excess < best.excess:
            best = trial
        if trial.difference == 0:
            break
    if best is not None and (best.excess <= 0 or not missing):
        return _tested(identity, best)
    return Result(
        name=identity.name,
        where=place(scope),
        formula=_first_words(identity, scope),
        outcome="untestable",
        because=identity.because,
        missing=tuple(dict.fromkeys(missing)),
    )


def _first_words(identity: Identity, scope: Scope) -> str:
    if identity.number is not None:
        scope = scope.with_number(*identity.number[:2])
    return identity.checks[0][0].words(scope)


def _alternatives(identity: Identity, scope: Scope) -> Iterator[tuple[Comparison, Scope]]:
    numbers: list[Scope] = [scope]
    if identity.number is not None:
        name, first, last = identity.number
        numbers = [scope.with_number(name, number) for number in range(first, last + 1)]
    for check, _ in identity.checks:
        for inner in numbers:
            yield check, inner


def _try(identity: Identity, check: Comparison, scope: Scope) -> _Trial:
    used: Used = {}
    left, right = check.left.evaluate(scope, used), check.right.evaluate(scope, used)
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        raise Missing(f"a number in {check.words(scope)}")
    tolerance = identity.tolerance.evaluate(scope, {}) if identity.tolerance else Decimal(0)
    if not isinstance(tolerance, Decimal):
        raise Missing(f"a number to differ within in {check.words(scope)}")
    return _Trial(check, scope, (left, right), tolerance, used)


def _tested(identity: Identity, trial: _Trial) -> Result:
    outcome: Outcome = "fails"
    if trial.excess <= 0:
        within = trial.difference == 0 or trial.check.sign != "="
        outcome = "holds" if within else "rounding"
    formula = trial.check.words(trial.scope)
    for name, number in trial.scope.numbers.items():
        formula += f", {name} = {figure(number)}"
    return Result(
        name=identity.name,
        where=place(trial.scope),
        formula=formula,
        outcome=outcome,
        difference=plain(trial.difference),
        sides=(_told(trial.sides[0]), _told(trial.sides[1])),
        tolerance=plain(trial.tolerance),
        because=identity.because,
        figures=tuple(trial.used),
        hint=_ONE_DIGIT if outcome == "fails" and _is_one_digit(identity, trial) else None,
    )


def _is_one_digit(identity: Identity, trial: _Trial) -> bool:
    """Whether an exact identity is off by one digit with zeros after it, a dollar at least."""
    off = abs(trial.difference)
    exact = identity.tolerance is None and trial.check.sign == "="
    return exact and off >= 1 and len(off.normalize().as_tuple().digits) == 1


def plain(value: Decimal) -> Decimal:
    """The number to seven decimals at most, with two at least."""
    context = Context(prec=max(value.adjusted(), 0) + 10)
    value = value.quantize(Decimal("0.0000001"), context=context).normalize(context)
    cents = value.quantize(Decimal("0.01"), context=context)
    return cents if cents == value else value


def _told(side: Decimal) -> Decimal:
    """A side as it is told: what does not come out even need not have all the digits reckoned."""
    return Context(prec=max(side.adjusted() + 3, _TOLD)).plus(side)


def place(scope: Scope) -> str:
    """The record that a result is about, with its name or group as printed."""
    innermost = scope.frames[0]
    keys = [key for frame in scope.frames[:-1] for key in _names(frame.record) if key]
    return f'{innermost.path} "{keys[0]}"' if keys else innermost.path


def _scopes(scope: Scope, each: tuple[str, ...]) -> Iterator[Scope]:
    """The scopes of the records that ``each`` leads to."""
    if not each:
        yield scope
        return
    members = _members(scope, each[0])
    earlier = _Earlier(_members(scope.last, each[0]) if scope.last is not None else [])
    for member in members:
        inner = scope.inside(Frame(member.value, member.path))
        last = None
        if scope.last is not None:
            same = earlier.same(member, len(members))
            last = scope.last.inside(Frame(same.value, same.path)) if same else None
        yield from _scopes(attrs.evolve(inner, last=last), each[1:])


def _members(scope: Scope, name: str) -> list[Found]:
    frame = scope.frames[0]
    here = Found(frame.record, frame.path)
    if name == "*":
        return list(records_in(here))
    if not has_field(frame.record, name):
        return []
    found = each_member(field_of(here, name))
    return [m for m in found if isinstance(m.value, dict) or attrs.has(type(m.value))]


class _Earlier:
    """The records of the month before, by class and group, or by place where they have none."""

    def __init__(self, members: list[Found]) -> None:
        self.members = members
        self.alike: dict[tuple[str, ...], list[Found]] = {}
        for member in members:
            self.alike.setdefault(self._key(member), []).append(member)

    def _key(self, member: Found) -> tuple[str, ...]:
        key = _key(member.value)
        return tuple(key) if any(key) else (member.path,)

    def same(self, member: Found, count: int) -> Found | None:
        """The record that is of the same class or group, or in the same place."""
        alike = self.alike.get(self._key(member), [])
        if len(alike) == 1:
            return alike[0]
        # A group that only one of two reports names is the same if there is but one.
        if len(self.members) == count == 1:
            named = any(_key(member.value)) and any(_key(self.members[0].value))
            return None if named else self.members[0]
        return None


def _names(record: Any) -> list[str]:
    """What tells a record from the others of its list, as printed."""
    values = (
        record.get(key) if isinstance(record, dict) else getattr(record, key, None) for key in _KEYS
    )
    return [value if isinstance(value, str) else "" for value in values]


def _key(record: Any) -> list[str]:
    return [same_name(name) for name in _names(record)]


def same_name(name: str) -> str:
    """A name without the differences in print that say nothing: blanks and case."""
    return "-".join(" ".join(part.split()) for part in name.casefold().split("-"))
