"""Where the names of an identity are looked up: in the record at hand, then in those around it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.model import Cell, Report

#: A step of a path: ("name", field), ("same", field) or ("largest", field).
Step: TypeAlias = tuple[str, str]

#: The first name of a path into the report of the month before.
LAST = "last"
#: So many digits a number may have before the point, and as many after it.
MOST_DIGITS = 60
_TOO_LARGE: int = 10**MOST_DIGITS


class Missing(Exception):
    """A figure that is not stated; the text is its path in the record."""


class TooLong(Missing):
    """A number with more digits than are reckoned with."""


@attrs.frozen(eq=False)
class Path:
    """A path of the notation.

    ``names`` are those in it that are looked up around a record. To ``or_zero``, a dash, or no such
    row in the section, is zero.
    """

    key: str
    steps: tuple[Step, ...]
    words: str
    names: frozenset[str]
    or_zero: bool = False


@attrs.frozen(eq=False)
class Month:
    """A report, and what is known of its reading.

    ``cells`` are its printed cells by path, ``unshown`` the paths of figures that are printed but
    not shown (``########``), ``incomplete`` the sections in which a row was not read; ``prefix``
    tells the paths of the month before from those of the report at hand, and ``kept`` is what was
    found out about lists.
    """

    report: Report
    format: str | None = None
    cells: dict[str | None, Cell] = attrs.field(factory=dict)
    unshown: frozenset[str | None] = frozenset()
    incomplete: frozenset[str] = frozenset()
    prefix: str = ""
    kept: dict[Any, Any] = attrs.field(factory=dict, init=False)

    @property
    def date(self) -> datetime.date:
        assert self.report.payment_date is not None
        return self.report.payment_date

    @property
    def number(self) -> int:
        """The months are numbered without gaps."""
        return self.date.year * 12 + self.date.month

    def is_incomplete(self, path: str) -> bool:
        """Whether a row was left out in the section of a path: a sum over it says nothing."""
        if not self.incomplete:
            return False
        names = path.replace("[", ".").split(".")
        # A section that the records do not have stands in ``other``.
        return not self.incomplete.isdisjoint(names[: 1 + (names[0] == "other")])


class Row:
    """A record with its path in the report; its fields are followed by those in ``other``."""

    __slots__ = ("fields", "month", "others", "own", "path")
    fields: dict[str, Any]

    def __init__(self, record: Any, path: str, month: Month) -> None:
        self.path, self.month = path, month
        if isinstance(record, dict):
            self.own, self.others, self.fields = tuple(record), path, dict(record)
        else:
            cls: Any = type(record)
            self.own, self.others = _fields_of(cls), joined(path, "other")
            self.fields = {name: getattr(record, name) for name in self.own}
            self.fields = {**self.fields.get("other", {}), **self.fields}

    def get(self, name: str) -> tuple[Any, str]:
        """What is under a name, and its path; records come as rows, several as a list of them."""
        path = joined(self.path if name in self.own else self.others, name)
        value = self.fields.get(name)
        if type(value) not in _READY:
            value = self.fields[name] = self._rows(value, path)
        return value, path

    def _rows(self, value: Any, path: str) -> Any:
        if isinstance(value, tuple):
            rows = [(inner, f"{path}[{number}]") for number, inner in enumerate(value)]
            return [Row(inner, at, self.month) for inner, at in rows]
        is_record = isinstance(value, dict) or attrs.has(type(value))
        return Row(value, path, self.month) if is_record else value

    def records(self, name: str) -> list[Row]:
        """The records under a name; under a star those in all fields."""
        if name == "*":
            inner = [self.get(own)[0] for own in self.own if own != "other"]
            return [row for row in inner if isinstance(row, Row)]
        return [row for row in rows_of(self.get(name)[0]) if row.fields]


_READY = {Decimal, int, str, datetime.date, bool, type(None), Row, list}


def rows_of(value: Any) -> list[Row]:
    """The records that a value is: those of a list, or the one."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, Row) else []


class Found:
    """What was found at a path; a number is a decimal, ``wrong`` says why it is no one value.

    ``printed`` is false where the section itself is not in the report.
    """

    __slots__ = ("incomplete", "path", "printed", "unshown", "value", "wrong")

    def __init__(self, value: Any, path: str, month: Month, printed: bool) -> None:
        self.path, self.printed = month.prefix + path, printed
        self.unshown, self.incomplete = path in month.unshown, month.is_incomplete(path)
        self.wrong: Missing | None = None
        if isinstance(value, (int, Decimal)):
            if _is_too_long(value):
                why = f"a number of at most {MOST_DIGITS} digits at {self.path}"
                self.wrong = TooLong(why)
            value = Decimal(value)
        elif isinstance(value, (Row, list)):
            self.wrong = Missing(f"one figure at {self.path}")
        self.value = value


def _is_too_long(value: int | Decimal) -> bool:
    """Whether a number has too many digits to be reckoned with, or is none."""
    if isinstance(value, int):
        return not -_TOO_LARGE < value < _TOO_LARGE
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        return True
    return exponent < -MOST_DIGITS or value.adjusted() >= MOST_DIGITS


class Scope(dict[Path, Any]):
    """A record with those around it, and its figures by their path, looked up when first asked for.

    ``last`` is the same place in the month before. ``kept`` is what was reckoned here: many records
    and identities ask for the same. If only ``as_read``, rows that were left out do not matter.
    """

    def __init__(
        self,
        row: Row,
        parent: Scope | None = None,
        last: Scope | None = None,
        as_read: bool = False,
    ) -> None:
        self.row, self.parent, self.last, self.as_read = row, parent, last, as_read
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
            unread = found.unshown or (found.incomplete and not self.as_read)
            if not path.or_zero or not found.printed or unread:
                raise Missing(found.path)
            value = Decimal(0)
        self[path] = value
        return value

    def inside(self, row: Row) -> Scope:
        """The scope of a record within this one, in the same month before."""
        if row not in self.inner:
            self.inner[row] = Scope(row, self, self.last, self.as_read)
        return self.inner[row]

    def whole(self, path: Path) -> Found:
        """The records of a list. Raises Missing where one of them may not have been read."""
        found = self.find(path)
        if found.incomplete and not self.as_read:
            raise Missing(f"a row in {found.path} that could not be read")
        return found

    def outermost(self, names: frozenset[str]) -> Scope:
        """The scope furthest out from which all these names are those that they are here."""
        scope = self
        while scope.parent is not None and names.isdisjoint(scope.row.fields):
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
        value, path, month = self._first(steps[0][1])
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


def scopes_of(month: Month, before: Month | None = None) -> tuple[Scope, Scope]:
    """The scope of a report, and for conditions the same as if no row had been left out."""
    row = Row(month.report, "", month)
    last = Row(before.report, "", attrs.evolve(before, prefix=f"{LAST} ")) if before else None

    def scope(as_read: bool) -> Scope:
        return Scope(row, None, Scope(last, as_read=as_read) if last else None, as_read)

    strict = scope(as_read=False)
    is_whole = not month.incomplete and not (before and before.incomplete)
    return strict, strict if is_whole else scope(as_read=True)


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


def joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


@cache
def _fields_of(cls: Any) -> tuple[str, ...]:
    return tuple(attrs.fields_dict(cls)) if attrs.has(cls) else ()
