"""Where the names of an identity are looked up: in the record at hand, then in those around it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.reconciling.records import Found, Missing, Month, Row, joined, rows_of

#: A step of a path: ("name", field), ("same", field) or ("largest", field).
Step: TypeAlias = tuple[str, str]

#: The first name of a path into the report of the month before.
LAST = "last"
#: The first name of a path in the record at hand, whatever is in those around it.
HERE = "here"
#: Among the names of a formula, says that it also needs the report of the month before that one.
BEFORE_LAST = f"{LAST}.{LAST}"


@attrs.frozen(eq=False)
class Path:
    """A path of the notation, in its words.

    ``names`` are those in it that are looked up around a record. To ``or_zero``, a dash, or no such
    row in the section, is zero; to one ``as_read``, rows that were left out do not matter.
    """

    key: str
    steps: tuple[Step, ...]
    words: str
    names: frozenset[str]
    as_read: bool = False
    or_zero: bool = False


class Scope(dict[Path, Any]):
    """A record with those around it, and its figures by their path, looked up when first asked for.

    ``last`` is the same place in the month before. ``kept`` is what was reckoned here: many records
    and identities ask for the same.
    """

    def __init__(self, row: Row, parent: Scope | None = None, last: Scope | None = None) -> None:
        self.row, self.parent, self.last = row, parent, last
        self.found: dict[str, Found] = {}
        self.inner: dict[Row, Scope] = {}
        self.kept: dict[Any, Any] = {}

    def __missing__(self, path: Path) -> Any:
        """The figure at a path. Raises Missing where it is not stated."""
        found = self.find(path)
        value = found.value
        if found.wrong is not None:
            raise found.wrong.with_traceback(None)
        if value is None:
            unread = found.unshown or (found.incomplete and not path.as_read)
            if not path.or_zero or not found.printed or unread:
                raise Missing(found.path)
            value = Decimal(0)
        self[path] = value
        return value

    def inside(self, row: Row) -> Scope:
        """The scope of a record within this one, in the same month before."""
        if row not in self.inner:
            self.inner[row] = Scope(row, self, self.last)
        return self.inner[row]

    def whole(self, path: Path) -> Found:
        """The records of a list. Raises Missing where one of them may not have been read."""
        found = self.find(path)
        if found.incomplete and not path.as_read:
            raise Missing(f"a row in {found.path} that could not be read")
        return found

    def outermost(self, names: frozenset[str]) -> Scope:
        """The scope furthest out from which all these names are those that they are here."""
        scope = self
        while scope.parent is not None and HERE not in names and names.isdisjoint(scope.row.fields):
            scope = scope.parent
        return scope

    def find(self, path: Path) -> Found:
        """What is at a path. Raises Missing where there is no one thing."""
        found = self.found.get(path.key)
        if found is None:
            found = self.found[path.key] = self._find(path.steps)
        return found

    def _find(self, steps: tuple[Step, ...]) -> Found:
        if steps[0][1] == LAST:
            if self.last is None or len(steps) == 1:
                raise Missing("last month's figure")
            return self.last._find(steps[1:])
        first = steps[0][1]
        if first == HERE:
            return self._alone()._find(steps[1:])
        value, path, month = self._first(first)
        printed = True
        for kind, name in steps[1:]:
            if kind != "name":
                value, path = self._one(rows_of(value), path, month, kind, name)
                printed = value is not None
            elif isinstance(value, Row):
                value, path = value.get(name)
            else:
                path = joined(path, name)
                if value is not None:
                    raise Missing(month.prefix + path)
                printed = False
        return Found(value, path, month, printed)

    def _alone(self) -> Scope:
        return Scope(self.row, None, self.last)

    def _first(self, name: str) -> tuple[Any, str, Month]:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.row.fields:
                return *scope.row.get(name), scope.row.month
            scope = scope.parent
        return None, joined(self.row.path, name), self.row.month

    def _one(
        self, rows: list[Row], path: str, month: Month, kind: str, name: str
    ) -> tuple[Row | None, str]:
        """One of several records: of the same group as here, or with the largest figure."""
        key = (path, kind, name)
        if key not in month.kept:
            month.kept[key] = _by_value(rows, name) if kind == "same" else _largest(rows, name)
        found = month.kept[key]
        if kind == "same":
            wanted = _telling(self._first(name)[0])
            alike = [] if wanted is None else found.get(wanted, [])
            found, path = rows if len(rows) == 1 else alike, f"{path}[{name}]"
        return (found[0], found[0].path) if len(found) == 1 else (None, path)


def scope_of(month: Month, *before: Month) -> Scope:
    """The scope of a whole report, after those of the months before, the latest first."""
    last = None
    if before:
        prefix = f"{month.prefix}{LAST} "
        last = scope_of(attrs.evolve(before[0], prefix=prefix), *before[1:])
    return Scope(Row(month.report, "", month), last=last)


def _largest(rows: list[Row], name: str) -> list[Row]:
    """The record with the largest figure under a name; none if none has one."""
    figures = [(row.get(name)[0], row) for row in rows]
    known = [(v, row) for v, row in figures if isinstance(v, Decimal) and v.is_finite()]
    return [max(known, key=lambda pair: pair[0])[1]] if known else []


def _by_value(rows: list[Row], name: str) -> dict[Any, list[Row]]:
    """The records by what they hold under a name."""
    index: dict[Any, list[Row]] = {}
    for row in rows:
        index.setdefault(_telling(row.get(name)[0]), []).append(row)
    return index


def _telling(value: Any) -> Any:
    """A value that tells records apart; None for one that does not."""
    is_odd = isinstance(value, Decimal) and not value.is_finite()
    return None if is_odd or isinstance(value, (Row, list)) else value
