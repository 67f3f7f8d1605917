"""Makes functions of formulas: for their value in a scope, and for their words with the figures."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation
from fnmatch import fnmatchcase
from functools import cache, partial
from typing import Any, NamedTuple, TypeAlias

import attrs

from gmacm_grammar.reconciling.records import Found, Missing, Row, TooLong, rows_of
from gmacm_grammar.reconciling.scope import LAST, Path, Scope, Step

#: The whole number that is tried, if one is.
Tried: TypeAlias = int | None
#: Among the names of a formula, says that it depends on that number.
_TRIED = "for"

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
#: A sum over more records is told by its value, and its figures by the name of the list. Else what
#: is said of many records, each of which is compared with the sum over many, would have no end.
MOST_TOLD = 100


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


def formula(tree: list[Any], tried: str | None = None, as_read: bool = False) -> Any:
    """The formula, or the path, of a tree: the name of a rule of the grammar, and its parts.

    ``tried`` is the name of the number that is tried. To a formula ``as_read``, rows that were left
    out of the report do not matter.
    """
    rule, *parts = tree
    if tried is not None and rule in ("figure", "or_zero") and parts[0][1] == tried:
        words = tried.replace("_", " ")
        return Formula(
            lambda scope, number: Decimal(number or 0), frozenset({_TRIED}), lambda *_: words
        )
    made = [formula(part, tried, as_read) if isinstance(part, list) else part for part in parts]
    return _path(as_read, *made) if rule == "path" else _RULES[rule](*made)


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
def _path(as_read: bool, first: str, *others: Step) -> Path:
    steps: tuple[Step, ...] = (("name", first), *others)
    words = " ".join(name for kind, name in steps if kind == "name").replace("_", " ")
    names = frozenset([first, *(name for kind, name in others if kind == "same")])
    return Path(str(steps), steps, words, names, as_read)


@cache
def _or_zero(path: Path) -> Path:
    return attrs.evolve(path, or_zero=True)


def _figure(path: Path) -> Formula:
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


def _constant(value: Any, words: str) -> Formula:
    return Formula(lambda scope, tried: value, words=lambda scope, tried: words)


ZERO = _constant(Decimal(0), "0")
#: The condition of what has none.
ALWAYS = Formula(lambda scope, tried: True)


# ---- what is reckoned --------------------------------------------------------------------------


def _operation(left: Formula, sign: str, right: Formula) -> Formula:
    work, one, two = _WORK[sign], left.value, right.value
    return Formula(
        lambda scope, tried: work(one(scope, tried), two(scope, tried)),
        left.names | right.names,
        lambda *at: f"{left.words(*at)} {sign} {right.words(*at)}",
        lambda *at: left.figures(*at) + right.figures(*at),
    )


def _call(name: str, work: Callable[..., Any], *parts: Formula) -> Formula:
    return Formula(
        lambda *at: work(*(part.value(*at) for part in parts)),
        frozenset().union(*(part.names for part in parts)),
        lambda *at: f"{name}({', '.join(part.words(*at) for part in parts)})",
        lambda *at: [path for part in parts for path in part.figures(*at)],
    )


def _half_unit(value: Decimal) -> Decimal:
    """Half of one in the last printed digit: by how much rounding can have changed a figure."""
    return Decimal((0, (5,), int(value.as_tuple().exponent) - 1))


def _nearest(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value() * step


# ---- records -----------------------------------------------------------------------------------


def _count(path: Path) -> Formula:
    def value(scope: Scope, tried: Tried) -> Any:
        found = scope.whole(path).value
        return Decimal(len(found) if isinstance(found, list) else found is not None)

    def words(scope: Scope, tried: Tried) -> str:
        try:
            return f"count({path.words}) {value(scope, tried)}"
        except Missing:
            return f"count({path.words})"

    return Formula(value, path.names, words)


def _sum(path: Path, inner: Formula, when: Formula | None = None) -> Formula:
    """A formula summed over the records of a list, or of those that a condition chooses."""
    of_each = inner.names | when.names if when else inner.names
    names = path.names | of_each
    short = f"sum({path.words})"

    def value(scope: Scope, tried: Tried) -> Decimal:
        found = scope.whole(path)
        if not found.value:
            raise Missing(found.path)
        home = _home(scope, found)
        # Many records are compared with a sum over as many: it is reckoned once for all of them.
        key = (value, tried if _TRIED in names else None)
        if key not in home.kept:
            home.kept[key] = _added(home, tried, found)
        added: Decimal | Missing = home.kept[key]
        if isinstance(added, Missing):
            raise added.with_traceback(None)
        return added

    def _home(scope: Scope, found: Found) -> Scope:
        """The scope furthest out in which the sum is the same."""
        if LAST in names:
            return scope
        kept, key = scope.row.month.kept, (value, found.path)
        if key not in kept:
            rows = rows_of(found.value)
            lacking = {name for name in of_each if any(name not in row.fields for row in rows)}
            kept[key] = path.names | lacking
        return scope.outermost(kept[key])

    def _chosen(home: Scope, tried: Tried, found: Found) -> list[Scope]:
        scopes = map(home.inside, rows_of(found.value))
        return [scope for scope in scopes if when is None or when.value(scope, tried)]

    def _added(home: Scope, tried: Tried, found: Found) -> Decimal | Missing:
        try:
            return sum((inner.value(one, tried) for one in _chosen(home, tried, found)), Decimal(0))
        except Missing as error:
            return error
        except ODD as error:
            return unreckoned(error, short if _is_long(found) else _told(home, tried, found))

    def _told(home: Scope, tried: Tried, found: Found) -> str:
        told = [inner.words(one, tried) for one in _chosen(home, tried, found)]
        return told[0] if len(told) == 1 else f"({' + '.join(told or ['0'])})"

    def words(scope: Scope, tried: Tried) -> str:
        try:
            found = scope.find(path)
            if not found.value:
                return f"{path.words} (not stated)"
            if _is_long(found):
                return f"{short} {shown(value(scope, tried))}"
            return _told(_home(scope, found), tried, found)
        except Missing:
            return short

    def figures(scope: Scope, tried: Tried) -> list[str]:
        found = scope.find(path)
        if _is_long(found):
            return [found.path]
        chosen = _chosen(_home(scope, found), tried, found)
        return [path for one in chosen for path in inner.figures(one, tried)]

    return Formula(value, names, words, figures)


def _is_long(found: Found) -> bool:
    return len(rows_of(found.value)) > MOST_TOLD


# ---- conditions --------------------------------------------------------------------------------


def comparison(left: Formula, sign: str, right: Formula) -> Formula:
    """Whether a comparison of two formulas is true."""
    compared = _operation(left, sign, right)

    def value(scope: Scope, tried: Tried) -> Any:
        try:
            return compared.value(scope, tried)
        except ODD as error:
            raise unreckoned(error, compared.words(scope, tried)) from None

    return compared._replace(value=value)


def _joined(deciding: bool, *parts: Formula) -> Formula:
    """Conditions of which one decides if it is so (``or``: if it is true)."""

    def value(scope: Scope, tried: Tried) -> Any:
        for part in parts:
            if part.value(scope, tried) is deciding:
                return deciding
        return not deciding

    return Formula(value, frozenset().union(*(part.names for part in parts)))


def _stated(is_stated: bool, path: Path) -> Formula:
    """Whether a figure, a text or a section stands in the report, or not."""
    return Formula(
        lambda scope, tried: (scope.find(path).value not in (None, [])) is is_stated, path.names
    )


def _like(path: Path, *patterns: str) -> Formula:
    """Whether a text fits one of some patterns of fnmatch; a text that is not there fits none."""

    def value(scope: Scope, tried: Tried) -> bool:
        text = scope.find(path).value
        if text is None or isinstance(text, (Row, list)):
            return False
        return any(fnmatchcase(str(text), pattern[1:-1]) for pattern in patterns)

    return Formula(value, path.names)


#: What is made of the parts of each rule of the grammar.
_RULES: dict[str, Callable[..., Any]] = {
    "name": lambda name: ("name", name),
    "same": lambda name: ("same", name),
    "largest": lambda name: ("largest", name),
    "number": lambda text: _constant(Decimal(text), text),
    "text": lambda text: _constant(text[1:-1], text[1:-1]),
    "figure": _figure,
    "or_zero": lambda path: _figure(_or_zero(path)),
    "group": lambda part: part._replace(words=lambda *at: f"({part.words(*at)})"),
    "negative": lambda sign, part: _operation(ZERO, sign, part),
    "operation": _operation,
    "abs": partial(_call, "abs", abs),
    "half_unit": partial(_call, "half unit", _half_unit),
    "nearest": partial(_call, "nearest", _nearest),
    "sum": _sum,
    "count": _count,
    "comparison": comparison,
    "any": partial(_joined, True),
    "all": partial(_joined, False),
    "not": lambda part: part._replace(value=lambda *at: not part.value(*at)),
    "stated": partial(_stated, True),
    "absent": partial(_stated, False),
    "like": _like,
}
