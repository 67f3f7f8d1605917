"""The parts of formulas, as functions: for the value in a scope, for the words with the figures."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import cache
from typing import Any, NamedTuple, TypeAlias

import attrs

from gmacm_grammar.reconciling.records import Found, Missing, TooLong
from gmacm_grammar.reconciling.scope import BEFORE_LAST, HERE, LAST, Path, Scope, Step

#: The whole number, or the figure, that is tried, if one is.
Tried: TypeAlias = int | Found | None
#: Among the names of a formula, says that it depends on what is tried.
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
    named = [name for kind, name in steps if kind == "name" and name != HERE]
    words = " ".join(named).replace("_", " ")
    names = frozenset([first, *(name for kind, name in others if kind == "same")])
    if first == LAST and others[:1] == (("name", LAST),):
        names |= {BEFORE_LAST}
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
    return Formula(lambda scope, tried: Decimal(tried or 0), frozenset({TRIED}), lambda *at: words)  # type: ignore[arg-type]


def figure_tried() -> Formula:
    """The figure that is tried: one of many, wherever they are in the report."""

    def words(scope: Scope, tried: Any) -> str:
        name = tried.path.rpartition(".")[2].replace("_", " ")
        return f"{name} (too many digits)" if tried.wrong else f"{name} {shown(tried.value)}"

    def value(scope: Scope, tried: Any) -> Any:
        if tried.wrong is not None:
            raise tried.wrong.with_traceback(None)
        return tried.value

    return Formula(value, frozenset({TRIED}), words, lambda scope, tried: [tried.path])  # type: ignore[union-attr]


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


def nearest(
    value: Decimal, step: Decimal, lowest: Decimal | None = None, highest: Decimal | None = None
) -> Decimal:
    """The nearest multiple of a step; not one below the lowest or above the highest value."""
    found = (value / step).to_integral_value() * step
    return found if lowest is None or highest is None else min(max(found, lowest), highest)


def nearest_shown(*parts: Formula) -> Formula:
    """The nearest multiple, told by its value if it has bounds."""
    plain = call("nearest", nearest, *parts)

    def words(scope: Scope, tried: Tried) -> str:
        try:
            return f"nearest {shown(plain.value(scope, tried))}"
        except (Missing, *ODD):
            return plain.words(scope, tried)

    return plain if len(parts) == 2 else plain._replace(words=words)


def decimals(value: Decimal) -> Decimal:
    """How many digits are printed after the point, of a share as a fraction."""
    return Decimal(max(0, -int(value.as_tuple().exponent)))


def year(value: Any) -> Decimal:
    """The year of a date, or with which a text begins (``2002-HE2``)."""
    if isinstance(value, str) and value[:4].isdecimal():
        return Decimal(value[:4])
    return Decimal(value.year)
