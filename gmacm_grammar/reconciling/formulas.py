"""The parts of a formula: each can be evaluated in a scope, and told in words with its figures."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation
from fnmatch import fnmatchcase
from typing import Any, Protocol, TypeAlias

import attrs

from gmacm_grammar.reconciling.scope import Found, Frame, Missing, Scope, Step, each_member

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


class Node(Protocol):
    """A part of a formula. ``used`` collects the figures it takes, by path."""

    def evaluate(self, scope: Scope, used: Used) -> Any:
        """The value. Raises Missing where a figure that it needs is not stated."""

    def words(self, scope: Scope) -> str:
        """The part in words, with its figures."""

    def parts(self) -> tuple[Node, ...]:
        """What it is made of."""


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
            unread = found.path in scope.unshown or scope.is_incomplete(found.path)
            if not self.or_zero or not found.printed or unread:
                raise Missing(found.path)
            return Decimal(0)
        if isinstance(found.value, (int, Decimal)):
            return Decimal(found.value)
        if isinstance(found.value, (tuple, dict)) or attrs.has(type(found.value)):
            raise Missing(f"one figure at {found.path}")
        return found.value

    def words(self, scope: Scope) -> str:
        name = " ".join(name for kind, name in self.steps if kind == "name").replace("_", " ")
        if name in scope.numbers:
            return name
        try:
            return f"{name} {figure(self.evaluate(scope, {}))}"
        except Missing:
            return f"{name} (not stated)"

    def parts(self) -> tuple[Node, ...]:
        return ()


@attrs.frozen
class Operation:
    """Two parts with +, -, *, / between them."""

    sign: str
    left: Node
    right: Node

    def evaluate(self, scope: Scope, used: Used) -> Any:
        left, right = self.left.evaluate(scope, used), self.right.evaluate(scope, used)
        try:
            return _ARITHMETIC[self.sign](left, right)
        except (DivisionByZero, InvalidOperation):
            raise Missing(f"anything but zero to divide by: {self.right.words(scope)}") from None
        except TypeError:
            raise Missing(f"a number in {self.words(scope)}") from None

    def words(self, scope: Scope) -> str:
        return f"{self.left.words(scope)} {self.sign} {self.right.words(scope)}"

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@attrs.frozen
class Group:
    """A part between parentheses."""

    inner: Node

    def evaluate(self, scope: Scope, used: Used) -> Any:
        return self.inner.evaluate(scope, used)

    def words(self, scope: Scope) -> str:
        return f"({self.inner.words(scope)})"

    def parts(self) -> tuple[Node, ...]:
        return (self.inner,)


@attrs.frozen
class Sum:
    """A part summed over the records of a list, or of those that a condition chooses."""

    list: Path
    inner: Node
    when: Node | None = None

    def evaluate(self, scope: Scope, used: Used) -> Any:
        found = scope.find(self.list.steps)
        if scope.is_incomplete(found.path):
            raise Missing(f"a row in {found.path} that could not be read")
        if not found.value:
            raise Missing(found.path)
        return sum((self.inner.evaluate(s, used) for s in self.scopes(scope)), Decimal(0))

    def scopes(self, scope: Scope) -> Iterator[Scope]:
        """The scopes of the records that are summed."""
        for member in each_member(scope.find(self.list.steps)):
            inside = scope.inside(Frame(member.value, member.path))
            if self.when is None or self.when.evaluate(inside, {}):
                yield inside

    def words(self, scope: Scope) -> str:
        if not scope.find(self.list.steps).value:
            return self.list.words(scope)
        inner = [self.inner.words(inside) for inside in self.scopes(scope)]
        return inner[0] if len(inner) == 1 else "(" + " + ".join(inner or ["0"]) + ")"

    def parts(self) -> tuple[Node, ...]:
        return (self.list, self.inner, *([self.when] if self.when else []))


@attrs.frozen
class Call:
    """A function of one or two parts."""

    name: str
    arguments: tuple[Node, ...]

    def evaluate(self, scope: Scope, used: Used) -> Any:
        if self.name == "count" and isinstance(self.arguments[0], Path):
            return Decimal(len(list(each_member(scope.find(self.arguments[0].steps)))))
        return FUNCTIONS[self.name][1](*(a.evaluate(scope, used) for a in self.arguments))

    def words(self, scope: Scope) -> str:
        inner = ", ".join(argument.words(scope) for argument in self.arguments)
        return f"{self.name.replace('_', ' ')}({inner})"

    def parts(self) -> tuple[Node, ...]:
        return self.arguments


@attrs.frozen
class Comparison:
    """Two parts with a comparison between them."""

    sign: str
    left: Node
    right: Node

    def evaluate(self, scope: Scope, used: Used) -> Any:
        return COMPARISONS[self.sign](
            self.left.evaluate(scope, used), self.right.evaluate(scope, used)
        )

    def words(self, scope: Scope) -> str:
        return f"{self.left.words(scope)} {self.sign} {self.right.words(scope)}"

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@attrs.frozen
class Stated:
    """Whether a figure, a text or a section stands in the report."""

    path: Path

    def evaluate(self, scope: Scope, used: Used) -> Any:
        return scope.find(self.path.steps).value not in (None, ())

    def words(self, scope: Scope) -> str:
        return f"{self.path.words(scope)} is stated"

    def parts(self) -> tuple[Node, ...]:
        return (self.path,)


@attrs.frozen
class Like:
    """Whether a text fits one of some patterns with stars; a text that is not there fits none."""

    path: Path
    patterns: tuple[str, ...]

    def evaluate(self, scope: Scope, used: Used) -> Any:
        value = scope.find(self.path.steps).value
        return any(fnmatchcase(str(value or ""), pattern) for pattern in self.patterns)

    def words(self, scope: Scope) -> str:
        return f"{self.path.words(scope)} like {', '.join(self.patterns)}"

    def parts(self) -> tuple[Node, ...]:
        return (self.path,)


@attrs.frozen
class Logic:
    """Conditions joined by ``and`` or ``or``, or one that must not be (``not``)."""

    word: str
    conditions: tuple[Node, ...]

    def evaluate(self, scope: Scope, used: Used) -> Any:
        values = (condition.evaluate(scope, used) for condition in self.conditions)
        if self.word == "not":
            return not next(values)
        return all(values) if self.word == "and" else any(values)

    def words(self, scope: Scope) -> str:
        words = [condition.words(scope) for condition in self.conditions]
        return f"not {words[0]}" if self.word == "not" else f" {self.word} ".join(words)

    def parts(self) -> tuple[Node, ...]:
        return self.conditions


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
    "count": (1, len),
    "half_unit": (1, half_unit),
    "nearest": (2, nearest),
}


def figure(value: Any) -> str:
    """A figure as a person reads it."""
    if not isinstance(value, Decimal):
        return str(value)
    return f"{value:,f}"
