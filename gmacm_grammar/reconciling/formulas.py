"""The parts of a formula: each can be evaluated in a scope, and told in words with its figures."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any, Protocol, TypeAlias

import attrs

from gmacm_grammar.reconciling.scope import Found, Missing, Scope, Step, is_section

Used: TypeAlias = dict[str, Any]

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


#: So many digits a number may have before the point, and as many after it.
MOST_DIGITS = 60
_TOO_LARGE: int = 10**MOST_DIGITS


class TooLong(Missing):
    """A number with more digits than are reckoned with."""


class Node(Protocol):
    """A part of a formula or a condition. ``used`` collects the figures it takes, by path."""

    def evaluate(self, scope: Scope, used: Used) -> Any:
        """The value. Raises Missing where a figure that it needs is not stated."""

    def parts(self) -> tuple[Node, ...]:
        """What it is made of."""


class Expression(Node, Protocol):
    """A part of a formula, which can be told."""

    def words(self, scope: Scope) -> str:
        """The part in words, with its figures."""


@attrs.frozen
class Constant:
    """A number or a text written in the formula."""

    value: Decimal | str

    def evaluate(self, scope: Scope, used: Used) -> Any:
        return self.value

    def words(self, scope: Scope) -> str:
        return str(self.value)

    def parts(self) -> tuple[Node, ...]:
        return ()


@attrs.frozen
class Path:
    """A figure of the record; ``or_zero`` where a dash, or no such row in the section, is zero."""

    steps: tuple[Step, ...]
    or_zero: bool = False

    def evaluate(self, scope: Scope, used: Used) -> Any:
        name = self.steps[0][1]
        if name in scope.numbers:
            return scope.numbers[name]
        found = scope.find(self.steps)
        value = self._value(found, scope)
        used[found.path] = value
        return value

    def _value(self, found: Found, scope: Scope) -> Any:
        if found.value is None:
            if not self.or_zero or not found.printed or scope.is_unread(found.path):
                raise Missing(found.path)
            return Decimal(0)
        if is_section(found.value):
            raise Missing(f"one figure at {found.path}")
        if isinstance(found.value, (int, Decimal)):
            if is_too_long(found.value):
                raise TooLong(f"a number of at most {MOST_DIGITS} digits at {found.path}")
            return Decimal(found.value)
        return found.value

    @property
    def name(self) -> str:
        return " ".join(name for kind, name in self.steps if kind == "name").replace("_", " ")

    def words(self, scope: Scope) -> str:
        if self.steps[0][1] in scope.numbers:
            return self.name
        try:
            return f"{self.name} {figure(self.evaluate(scope, {}))}"
        except TooLong:
            return f"{self.name} (too many digits)"
        except Missing:
            return f"{self.name} (not stated)"

    def parts(self) -> tuple[Node, ...]:
        return ()


@attrs.frozen
class _Two:
    """Two parts with a sign between them."""

    sign: str
    left: Expression
    right: Expression

    def words(self, scope: Scope) -> str:
        return f"{self.left.words(scope)} {self.sign} {self.right.words(scope)}"

    def parts(self) -> tuple[Expression, ...]:
        return (self.left, self.right)


@attrs.frozen
class Operation(_Two):
    """Two parts with +, -, *, / between them."""

    def evaluate(self, scope: Scope, used: Used) -> Any:
        return _calculated(self, _ARITHMETIC[self.sign], scope, used)


@attrs.frozen
class Group:
    """A part between parentheses."""

    inner: Expression

    def evaluate(self, scope: Scope, used: Used) -> Any:
        return self.inner.evaluate(scope, used)

    def words(self, scope: Scope) -> str:
        return f"({self.inner.words(scope)})"

    def parts(self) -> tuple[Node, ...]:
        return (self.inner,)


@attrs.frozen
class Call:
    """A function of one or two parts."""

    name: str
    arguments: tuple[Expression, ...]

    def evaluate(self, scope: Scope, used: Used) -> Any:
        return _calculated(self, FUNCTIONS[self.name][1], scope, used)

    def words(self, scope: Scope) -> str:
        inner = ", ".join(argument.words(scope) for argument in self.arguments)
        return f"{self.name.replace('_', ' ')}({inner})"

    def parts(self) -> tuple[Expression, ...]:
        return self.arguments


@attrs.frozen
class Comparison(_Two):
    """Two parts with a comparison between them."""

    def evaluate(self, scope: Scope, used: Used) -> Any:
        return _calculated(self, COMPARISONS[self.sign], scope, used)


def _calculated(
    node: Operation | Comparison | Call, work: Callable[..., Any], scope: Scope, used: Used
) -> Any:
    """What is made of the parts of a node. Raises Missing where nothing can be made of them."""
    parts = node.parts()
    values = [part.evaluate(scope, used) for part in parts]
    try:
        return work(*values)
    except (DivisionByZero, InvalidOperation):
        raise Missing(f"anything but zero to divide by: {parts[1].words(scope)}") from None
    except (AttributeError, TypeError):
        raise Missing(f"a number in {node.words(scope)}") from None


def all_parts(node: Node) -> Iterator[Node]:
    """A formula with all its parts."""
    yield node
    for part in node.parts():
        yield from all_parts(part)


def is_too_long(value: int | Decimal) -> bool:
    """Whether a number has too many digits to be reckoned with, or is none."""
    if isinstance(value, int):
        return not -_TOO_LARGE < value < _TOO_LARGE
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        return True
    return exponent < -MOST_DIGITS or value.adjusted() >= MOST_DIGITS


def half_unit(value: Decimal) -> Decimal:
    """Half of one in the last printed digit: by how much rounding can have changed a figure."""
    exponent = value.as_tuple().exponent
    return Decimal((0, (5,), exponent - 1)) if isinstance(exponent, int) else Decimal(0)


def nearest(value: Decimal, step: Decimal) -> Decimal:
    """The multiple of ``step`` that is nearest."""
    return (value / step).to_integral_value() * step


#: The functions of the notation: how many arguments they take, and what they do.
FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "abs": (1, abs),
    "half_unit": (1, half_unit),
    "nearest": (2, nearest),
}


def figure(value: Any) -> str:
    """A figure as a person reads it."""
    if not isinstance(value, Decimal):
        return str(value)
    return f"{value:,f}"
