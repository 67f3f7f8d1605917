"""Finds the one figure that explains several failures, and the value with which all would hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.reconciling.evaluation import CONTEXT, Result
from gmacm_grammar.reconciling.records import Month
from gmacm_grammar.reconciling.scope import LAST

#: What the identities say of a report, or of one and those of the months before.
Evaluate: TypeAlias = Callable[..., Iterable[Result]]

_Key: TypeAlias = tuple[str, str, frozenset[int]]

#: What a figure has before its path for each month that it is back.
_BACK = f"{LAST} "
#: So many figures are tried, those first that most failures share: each try evaluates all again.
MOST_TRIED = 5
_STEP = re.compile(r"\w+")


def with_culprits(
    results: Sequence[Result], months: Sequence[Month], evaluate: Evaluate
) -> tuple[Result, ...]:
    """The results; failures that one figure explains have a hint that names it.

    ``months`` are the report that the results are about, then those of the months before;
    ``evaluate`` may say more of them than the results, which helps to tell the figure.

    A figure is the likely culprit if with another value all failures in which it takes part would
    hold, at least two, and nothing else would fail. A failure names the figures that explain most.
    """
    every = evaluate(*months)
    failing = {_key(r): r for r in every if r.outcome == "fails" and r.sides is not None}
    shared = Counter(path for result in failing.values() for path in result.figures)
    told: dict[_Key, tuple[int, list[str]]] = {}
    for path, times in shared.most_common(MOST_TRIED):
        value = _Suspect(path, failing, months, evaluate).value() if times > 1 else None
        if value is not None:
            for key in (key for key, result in failing.items() if path in result.figures):
                most, ways = told.setdefault(key, (times, []))
                if times == most:
                    ways.append(f"{path} being {value:,f}")
    return tuple(_with_hint(result, *told.get(_key(result), (0, []))) for result in results)


def _with_hint(result: Result, times: int, ways: list[str]) -> Result:
    if not ways:
        return result
    hint = f"likely one misread figure: {' or '.join(ways)} would make all {times} hold"
    return attrs.evolve(result, hint=f"{result.hint}; {hint}" if result.hint else hint)


@attrs.frozen
class _Suspect:
    """A figure that takes part in several failures."""

    path: str
    failing: dict[_Key, Result]
    months: Sequence[Month]
    evaluate: Evaluate

    def value(self) -> Decimal | None:
        """The value with which all its failures would hold; None if there is none."""
        own = [result for result in self.failing.values() if self.path in result.figures]
        # What is compared exactly tells the value best.
        result = min(own, key=lambda result: result.tolerance or 0)
        printed = self._printed()
        if not isinstance(printed, Decimal):
            return None
        unit = Decimal((0, (1,), int(printed.as_tuple().exponent)))
        moved = {_key(other): other for other in self._with(CONTEXT.add(printed, unit))}
        other = moved.get(_key(result))
        step = _off(other) - _off(result) if other else 0
        if not step:
            return None
        try:
            change = CONTEXT.multiply(CONTEXT.divide(_off(result), step), unit)
            value = CONTEXT.quantize(CONTEXT.subtract(printed, change), unit)
        except ArithmeticError:  # it would have more digits than are reckoned with
            return None
        left = {_key(other) for other in self._with(value) if other.outcome == "fails"}
        return value if left == self.failing.keys() - {_key(result) for result in own} else None

    def _place(self) -> tuple[int, list[str]]:
        """How many months back the figure is, and the steps that lead to it there."""
        *back, path = self.path.split(_BACK)
        return len(back), _STEP.findall(path)

    def _printed(self) -> Any:
        """The figure as it is in the report."""
        back, steps = self._place()
        value: Any = self.months[back].report
        for step in steps:
            value = _inner(value, step)
        return value

    def _with(self, value: Decimal) -> Iterable[Result]:
        """What the identities say if the figure has another value."""
        back, steps = self._place()
        months = [*self.months]
        changed = _changed(months[back].report, steps, value)
        months[back] = attrs.evolve(months[back], report=changed)
        return self.evaluate(*months)


def _key(result: Result) -> _Key:
    """What tells a result from others: also of which months its figures are."""
    return result.name, result.where, frozenset(path.count(_BACK) for path in result.figures)


def _off(result: Result) -> Decimal:
    """By how much the left side is more than the right one."""
    return CONTEXT.subtract(*result.sides) if result.sides else Decimal(0)


def _inner(value: Any, step: str) -> Any:
    """What is under a name, or at a place in a list; None if nothing is."""
    if isinstance(value, dict):
        return value.get(step)
    return value[int(step)] if isinstance(value, tuple) else getattr(value, step, None)


def _changed(value: Any, steps: list[str], figure: Decimal) -> Any:
    """A record in which the figure at a path is another one."""
    if not steps:
        return figure
    step, *rest = steps
    inner = _changed(_inner(value, step), rest, figure)
    if isinstance(value, dict):
        return {**value, step: inner}
    if isinstance(value, tuple):
        number = int(step)
        return (*value[:number], inner, *value[number + 1 :])
    return attrs.evolve(value, **{step: inner})
