"""Makes functions of formulas: one for the value in a scope, one for the words with the figures."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation
from fnmatch import fnmatchcase
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import attrs

from gmacm_grammar.reconciling.scope import (
    LAST,
    Found,
    Missing,
    Path,
    Row,
    Scope,
    Step,
    TooLong,
    rows_of,
)


@attrs.define(eq=False)
class Run:
    """One evaluation: the number that is tried, under its name, and the figures that take part.

    To a condition the rows that were read are enough (``as_read``): a sum may miss one.
    """

    name: str | None = None
    number: Decimal | None = None
    as_read: bool = False
    used: dict[str, None] = attrs.field(factory=dict)

    def anew(self) -> Run:
        """The same with other figures."""
        return Run(self.name, self.number, self.as_read)


class Formula(NamedTuple):
    """A formula or a condition: its value, its words, and the names it looks up around a record.

    Its value raises Missing where a figure that it needs is not stated. A condition has no words.
    """

    value: Callable[[Scope, Run], Any]
    words: Callable[[Scope, Run], str]
    names: frozenset[str] = frozenset()


Work: TypeAlias = Callable[..., Any]

_SIGNS: dict[str, Work] = {
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
#: A sum over more records is told by its value, and its figures by the name of the list. Else what
#: is said of many records, each of which is compared with the sum over many, would have no end.
MOST_TOLD = 100
_ZERO = Decimal(0)


def formula(tree: list[Any]) -> Any:
    """The formula, or the path, of a tree: the name of a rule of the grammar, and its parts."""
    rule, *parts = tree
    return _RULES[rule](*(formula(part) if isinstance(part, list) else part for part in parts))


def shown(value: Any) -> str:
    """A figure as a person reads it."""
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


# ---- parts of formulas -------------------------------------------------------------------------


def _constant(value: Any, text: str) -> Formula:
    return Formula(lambda scope, run: value, lambda scope, run: text)


def _path(first: str, *others: Step) -> Path:
    steps: tuple[Step, ...] = (("name", first), *others)
    words = " ".join(name for kind, name in steps if kind == "name").replace("_", " ")
    names = frozenset([first, *(name for kind, name in others if kind == "same")])
    return Path(str(steps), steps, words, names)


def _figure(path: Path, or_zero: bool = False) -> Formula:
    first = path.steps[0][1]

    def value(scope: Scope, run: Run) -> Any:
        if first == run.name:
            return run.number
        found = scope.find(path)
        if found.wrong is not None:
            raise found.wrong.with_traceback(None)
        value = found.value
        if value is None:
            unread = found.unshown or (found.incomplete and not run.as_read)
            if not or_zero or not found.printed or unread:
                raise Missing(found.path)
            value = _ZERO
        run.used[found.path] = None
        return value

    def words(scope: Scope, run: Run) -> str:
        if first == run.name:
            return path.words
        try:
            return f"{path.words} {shown(value(scope, run))}"
        except TooLong:
            return f"{path.words} (too many digits)"
        except Missing:
            return f"{path.words} (not stated)"

    return Formula(value, words, path.names)


def _reckoned(work: Work, words: Callable[[Scope, Run], str], *parts: Formula) -> Formula:
    """What some work makes of the values of parts."""

    def value(scope: Scope, run: Run) -> Any:
        values = [part.value(scope, run) for part in parts]
        try:
            return work(*values)
        except (DivisionByZero, InvalidOperation):
            by = parts[1].words(scope, run)
            raise Missing(f"anything but zero to divide by: {by}") from None
        except (AttributeError, TypeError):
            raise Missing(f"a number in {words(scope, run)}") from None

    return Formula(value, words, frozenset().union(*(part.names for part in parts)))


def _operation(left: Formula, sign: str, right: Formula) -> Formula:
    def words(scope: Scope, run: Run) -> str:
        return f"{left.words(scope, run)} {sign} {right.words(scope, run)}"

    return _reckoned(_SIGNS[sign], words, left, right)


def _call(name: str, work: Work, *parts: Formula) -> Formula:
    def words(scope: Scope, run: Run) -> str:
        return f"{name}({', '.join(part.words(scope, run) for part in parts)})"

    return _reckoned(work, words, *parts)


def _half_unit(value: Decimal) -> Decimal:
    """Half of one in the last printed digit: by how much rounding can have changed a figure."""
    return Decimal((0, (5,), int(value.as_tuple().exponent) - 1))


def _nearest(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value() * step


# ---- records -----------------------------------------------------------------------------------


def _whole(path: Path, scope: Scope, run: Run) -> Found:
    """The records of a list. Raises Missing where one of them may not have been read."""
    found = scope.find(path)
    if found.incomplete and not run.as_read:
        raise Missing(f"a row in {found.path} that could not be read")
    return found


def _count(path: Path) -> Formula:
    def value(scope: Scope, run: Run) -> Any:
        found = _whole(path, scope, run).value
        return Decimal(len(found) if isinstance(found, list) else found is not None)

    def words(scope: Scope, run: Run) -> str:
        try:
            return f"count({path.words}) {value(scope, run)}"
        except Missing:
            return f"count({path.words})"

    return Formula(value, words, path.names)


def _sum(path: Path, inner: Formula, when: Formula | None = None) -> Formula:
    """A formula summed over the records of a list, or of those that a condition chooses."""
    of_each = inner.names | when.names if when else inner.names
    names = path.names | of_each
    short = f"sum({path.words})"

    def value(scope: Scope, run: Run) -> Any:
        found = _whole(path, scope, run)
        if not found.value:
            raise Missing(found.path)
        home = _home(scope, found)
        # Many records are compared with a sum over as many: it is reckoned once for all of them.
        key = (value, run.as_read, run.number if run.name in names else None)
        if key not in home.kept:
            home.kept[key] = _added(home, run.anew(), found)
        added, used = home.kept[key]
        run.used.update(used)
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

    def _chosen(home: Scope, run: Run, found: Found) -> list[Scope]:
        scopes = map(home.inside, rows_of(found.value))
        return [one for one in scopes if when is None or when.value(one, run.anew())]

    def _added(home: Scope, run: Run, found: Found) -> tuple[Decimal | Missing, dict[str, None]]:
        """The sum, or what is missing, and the figures it takes."""
        added: Decimal | Missing
        try:
            values = [inner.value(one, run) for one in _chosen(home, run, found)]
            if not all(isinstance(value, Decimal) for value in values):
                raise Missing(f"a number in {_told(home, run, found)}")
            added = sum(values, _ZERO)
        except Missing as error:
            added = error
        return added, {found.path: None} if _is_long(found) else run.used

    def _told(home: Scope, run: Run, found: Found) -> str:
        if _is_long(found):
            return short
        told = [inner.words(one, run.anew()) for one in _chosen(home, run, found)]
        return told[0] if len(told) == 1 else f"({' + '.join(told or ['0'])})"

    def words(scope: Scope, run: Run) -> str:
        try:
            found = scope.find(path)
            if not found.value:
                return f"{path.words} (not stated)"
            if _is_long(found):
                return f"{short} {shown(value(scope, run))}"
            return _told(_home(scope, found), run, found)
        except Missing:
            return short

    return Formula(value, words, names)


def _is_long(found: Found) -> bool:
    return len(rows_of(found.value)) > MOST_TOLD


# ---- conditions --------------------------------------------------------------------------------


def _condition(value: Callable[[Scope, Run], bool], *parts: Formula | Path) -> Formula:
    def words(scope: Scope, run: Run) -> str:
        raise NotImplementedError

    return Formula(value, words, frozenset().union(*(part.names for part in parts)))


def _any(*parts: Formula) -> Formula:
    return _condition(lambda scope, run: any(part.value(scope, run) for part in parts), *parts)


def _all(*parts: Formula) -> Formula:
    return _condition(lambda scope, run: all(part.value(scope, run) for part in parts), *parts)


def _not(part: Formula) -> Formula:
    return _condition(lambda scope, run: not part.value(scope, run), part)


def _stated(path: Path) -> Formula:
    return _condition(lambda scope, run: scope.find(path).value not in (None, []), path)


def _like(path: Path, *patterns: str) -> Formula:
    """Whether a text fits one of some patterns of fnmatch; a text that is not there fits none."""

    def value(scope: Scope, run: Run) -> bool:
        text = scope.find(path).value
        if text is None or isinstance(text, (Row, list)):
            return False
        return any(fnmatchcase(str(text), pattern[1:-1]) for pattern in patterns)

    return _condition(value, path)


#: What each rule of the grammar makes of its parts.
_RULES: dict[str, Callable[..., Any]] = {
    "number": lambda text: _constant(Decimal(text), text),
    "text": lambda text: _constant(text[1:-1], text[1:-1]),
    "path": _path,
    "name": lambda name: ("name", name),
    "same": lambda name: ("same", name),
    "largest": lambda name: ("largest", name),
    "figure": _figure,
    "or_zero": partial(_figure, or_zero=True),
    "group": lambda part: part._replace(words=lambda *at: f"({part.words(*at)})"),
    "negative": lambda sign, part: _operation(_constant(_ZERO, "0"), sign, part),
    "operation": _operation,
    "comparison": _operation,
    "abs": partial(_call, "abs", abs),
    "half_unit": partial(_call, "half unit", _half_unit),
    "nearest": partial(_call, "nearest", _nearest),
    "sum": _sum,
    "count": _count,
    "any": _any,
    "all": _all,
    "not": _not,
    "stated": _stated,
    "absent": lambda path: _not(_stated(path)),
    "like": _like,
}
