"""The parts of formulas, as functions: for the value in a scope, for the words with the figures."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, NamedTuple, TypeAlias

import attrs

from gmacm_grammar.reconciling.records import Missing, Row, TooLong
from gmacm_grammar.reconciling.scope import Path, Scope, Step

#: The whole number that is tried, if one is.
Tried: TypeAlias = int | None
#: Among the names of a formula, says that it depends on that number.
TRIED = "for"

_WORK: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
#: What is raised by what cannot be reckoned with: a division by zero, and what is no number.
ODD = (DivisionByZero, InvalidOperation, AttributeError, TypeError)


class Formula(NamedTuple):
    """A formula: its value in a scope, the names it looks up around a record, how it is told.

    The value raises Missing where a figure that it needs is not stated, or one of ODD.
    """

    value: Callable[[Scope, Tried], Any]
    names: frozenset[str] = frozenset()
    #: In words, with the figures.
    words: Callable[[Scope, Tried], str] = lambda scope, tried: ""
    #: The paths of the figures that take part.
    figures: Callable[[Scope, Tried], list[str]] = lambda scope, tried: []


def unreckoned(error: Exception, words: str) -> Missing:
    """What is missing where one of ODD was raised."""
    if isinstance(error, ArithmeticError):
        return Missing(f"anything but zero to divide by in {words}")
    return Missing(f"a number in {words}")


def shown(value: Any) -> str:
    """A figure as a person reads it."""
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


# ---- figures -----------------------------------------------------------------------------------


@cache  # Figures are kept by the object of their path.
def path(as_read: bool, first: str, *others: Step) -> Path:
    steps: tuple[Step, ...] = (("name", first), *others)
    words = " ".join(name for kind, name in steps if kind == "name").replace("_", " ")
    names = frozenset([first, *(name for kind, name in others if kind == "same")])
    return Path(str(steps), steps, words, names, as_read)


@cache
def or_zero(path: Path) -> Path:
    return attrs.evolve(path, or_zero=True)


def figure(path: Path) -> Formula:
    def words(scope: Scope, tried: Tried) -> str:
        try:
            return f"{path.words} {shown(scope[path])}"
        except TooLong:
            return f"{path.words} (too many digits)"
        except Missing:
            return f"{path.words} (not stated)"

    return Formula(
        lambda scope, tried: scope[path],
        path.names,
        words,
        lambda scope, tried: [scope.find(path).path],
    )


def constant(value: Any, words: str) -> Formula:
    return Formula(lambda scope, tried: value, words=lambda scope, tried: words)


def number_tried(name: str) -> Formula:
    words = name.replace("_", " ")
    return Formula(lambda scope, tried: Decimal(tried or 0), frozenset({TRIED}), lambda *at: words)


ZERO = constant(Decimal(0), "0")
#: The condition of what has none.
ALWAYS = Formula(lambda scope, tried: True)


# ---- what is reckoned --------------------------------------------------------------------------


def operation(left: Formula, sign: str, right: Formula) -> Formula:
    work, one, two = _WORK[sign], left.value, right.value
    return Formula(
        lambda scope, tried: work(one(scope, tried), two(scope, tried)),
        left.names | right.names,
        lambda *at: f"{left.words(*at)} {sign} {right.words(*at)}",
        lambda *at: left.figures(*at) + right.figures(*at),
    )


def call(name: str, work: Callable[..., Any], *parts: Formula) -> Formula:
    return Formula(
        lambda *at: work(*(part.value(*at) for part in parts)),
        frozenset().union(*(part.names for part in parts)),
        lambda *at: f"{name}({', '.join(part.words(*at) for part in parts)})",
        lambda *at: [path for part in parts for path in part.figures(*at)],
    )


def half_unit(value: Decimal) -> Decimal:
    """Half of one in the last printed digit: by how much rounding can have changed a figure."""
    return Decimal((0, (5,), int(value.as_tuple().exponent) - 1))


def nearest(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value() * step


# ---- conditions --------------------------------------------------------------------------------


def comparison(left: Formula, sign: str, right: Formula) -> Formula:
    """Whether a comparison of two formulas is true."""
    compared = operation(left, sign, right)

    def value(scope: Scope, tried: Tried) -> Any:
        try:
            return compared.value(scope, tried)
        except ODD as error:
            raise unreckoned(error, compared.words(scope, tried)) from None

    return compared._replace(value=value)


def joined(deciding: bool, *parts: Formula) -> Formula:
    """Conditions of which one decides if it is so (``or``: if it is true)."""

    def value(scope: Scope, tried: Tried) -> Any:
        for part in parts:
            if part.value(scope, tried) is deciding:
                return deciding
        return not deciding

    return Formula(value, frozenset().union(*(part.names for part in parts)))


def stated(is_stated: bool, path: Path) -> Formula:
    """Whether a figure, a text or a section stands in the report, or not."""
    return Formula(
        lambda scope, tried: (scope.find(path).value not in (None, [])) is is_stated, path.names
    )


def like(path: Path, *patterns: str) -> Formula:
    """Whether a text fits one of some patterns of fnmatch; a text that is not there fits none."""

    def value(scope: Scope, tried: Tried) -> bool:
        text = scope.find(path).value
        if text is None or isinstance(text, (Row, list)):
            return False
        return any(fnmatchcase(str(text), pattern[1:-1]) for pattern in patterns)

    return Formula(value, path.names)
