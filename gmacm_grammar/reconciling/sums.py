"""What a formula makes of all records of a list: their sum, their number."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs

from gmacm_grammar.reconciling.formulas import Expression, Node, Path, Used, all_parts, figure
from gmacm_grammar.reconciling.scope import Found, Frame, Missing, Scope, each_member

#: A sum over more records is told by its value, and its figures by the name of the list. Else what
#: is said of many records, each of which is compared with the sum over many, would have no end.
MOST_TOLD = 100


@attrs.frozen
class _Reckoned:
    """What a sum came to: its value or what is missing, and the figures it took."""

    sum: Sum
    value: Decimal | Missing
    used: Used


@attrs.frozen
class Sum:
    """A part summed over the records of a list, or of those that a condition chooses."""

    list: Path
    inner: Expression
    when: Node | None = None
    #: The names in it that may be looked up around the records.
    _names: frozenset[str] = attrs.field(init=False, eq=False, repr=False)

    @_names.default
    def _find_names(self) -> frozenset[str]:
        nodes = (self.inner, *([self.when] if self.when else []))
        paths = (part for node in nodes for part in all_parts(node) if isinstance(part, Path))
        return frozenset(
            name
            for path in paths
            for number, (kind, name) in enumerate(path.steps)
            if number == 0 or kind == "same"
        )

    def evaluate(self, scope: Scope, used: Used) -> Any:
        found = _whole(self.list, scope)
        if not found.value:
            raise Missing(found.path)
        key = self._key(found, scope)
        known: _Reckoned | None = scope.kept.get(key)
        if known is None:
            known = scope.kept[key] = self._reckon(found, scope)
        used.update(known.used)
        if isinstance(known.value, Missing):
            raise Missing(*known.value.args)
        return known.value

    def _key(self, found: Found, scope: Scope) -> tuple[Any, ...]:
        """Scopes in which this is the same find the same sum.

        Many records are compared with a sum over as many: it must not be reckoned for each. What
        is kept holds this sum, so that no other one can have its identity.
        """
        around = tuple(
            (scope.numbers.get(name), scope.home(name))
            for name in self._names
            if name in scope.numbers or not scope.all_have(found, name)
        )
        incomplete = (scope.incomplete, scope.last and scope.last.incomplete)
        return (id(self), found.path, around, incomplete)

    def _reckon(self, found: Found, scope: Scope) -> _Reckoned:
        used: Used = {}
        value: Decimal | Missing
        try:
            values = [self.inner.evaluate(inside, used) for inside in self.scopes(scope)]
            if not all(isinstance(value, Decimal) for value in values):
                inner = self._short_words() if _is_long(found) else self._long_words(scope)
                raise Missing(f"a number in {inner}")
            value = sum(values, Decimal(0))
        except Missing as error:
            value = error.with_traceback(None)
        return _Reckoned(self, value, {found.path: None} if _is_long(found) else used)

    def scopes(self, scope: Scope) -> Iterator[Scope]:
        """The scopes of the records that are summed."""
        for member in each_member(scope.find(self.list.steps)):
            inside = scope.inside(Frame(member.value, member.path))
            if self.when is None or self.when.evaluate(inside, {}):
                yield inside

    def words(self, scope: Scope) -> str:
        try:
            found = scope.find(self.list.steps)
            if not found.value:
                return self.list.words(scope)
            if _is_long(found):
                return f"{self._short_words()} {figure(self.evaluate(scope, {}))}"
            return self._long_words(scope)
        except Missing:
            return self._short_words()

    def _long_words(self, scope: Scope) -> str:
        inner = [self.inner.words(inside) for inside in self.scopes(scope)]
        return inner[0] if len(inner) == 1 else "(" + " + ".join(inner or ["0"]) + ")"

    def _short_words(self) -> str:
        return f"sum({self.list.name})"

    def parts(self) -> tuple[Node, ...]:
        return (self.list, self.inner, *([self.when] if self.when else []))


@attrs.frozen
class Count:
    """How many records there are in a list."""

    list: Path

    def evaluate(self, scope: Scope, used: Used) -> Any:
        value = _whole(self.list, scope).value
        return Decimal(len(value) if isinstance(value, tuple) else value is not None)

    def words(self, scope: Scope) -> str:
        try:
            return f"count({self.list.name}) {self.evaluate(scope, {})}"
        except Missing:
            return f"count({self.list.name})"

    def parts(self) -> tuple[Node, ...]:
        return (self.list,)


def _is_long(found: Found) -> bool:
    return isinstance(found.value, tuple) and len(found.value) > MOST_TOLD


def _whole(list: Path, scope: Scope) -> Found:
    """The records of a list. Raises Missing where one of them may not have been read."""
    found = scope.find(list.steps)
    if scope.is_incomplete(found.path):
        raise Missing(f"a row in {found.path} that could not be read")
    return found
