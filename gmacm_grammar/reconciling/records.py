"""A report as the identities see it: its records, with the path of each figure in them."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from decimal import Decimal
from functools import cache
from typing import Any

import attrs

from gmacm_grammar.model import Cell, Report

#: So many digits a number may have before the point, and as many after it.
MOST_DIGITS = 60


class Missing(Exception):
    """A figure that is not stated; the text is its path in the record."""


class TooLong(Missing):
    """A number with more digits than are reckoned with."""


@attrs.frozen(eq=False)
class Month:
    """A report, and what is known of its reading.

    ``cells`` are its printed cells by path, ``unshown`` the paths of figures that are printed but
    not shown (``########``), ``incomplete`` the sections in which a row was not read; ``prefix``
    tells the paths of the month before from those of the report at hand, ``index`` says which of
    several reports it is, and ``kept`` is what was found out about lists.
    """

    report: Report
    format: str | None = None
    cells: dict[str | None, Cell] = attrs.field(factory=dict)
    unshown: frozenset[str | None] = frozenset()
    incomplete: frozenset[str] = frozenset()
    prefix: str = ""
    index: int | None = None
    kept: dict[Any, Any] = attrs.field(factory=dict, init=False)

    @property
    def number(self) -> int:
        """The months are numbered without gaps; 0 if the report has no date."""
        day = self.report.payment_date
        return day.year * 12 + day.month if day else 0

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
    own: Collection[str]

    def __init__(self, record: Any, path: str, month: Month) -> None:
        self.path, self.month = path, month
        if isinstance(record, dict):
            self.own, self.others, self.fields = record, path, dict(record)
        else:
            cls: Any = type(record)
            self.own, self.others = _fields_of(cls), joined(path, "other")
            own = {name: getattr(record, name) for name in self.own}
            self.fields = {**own.get("other", {}), **own}

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
        return [row for row in rows_of(self.get(name)[0]) if isinstance(row.own, dict)]


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
            value = Decimal(value)
            if _is_too_long(value):
                why = f"a number of at most {MOST_DIGITS} digits at {self.path}"
                self.wrong = TooLong(why)
        elif isinstance(value, (Row, list)):
            self.wrong = Missing(f"one figure at {self.path}")
        self.value = value


def _is_too_long(value: Decimal) -> bool:
    """Whether a number has too many digits to be reckoned with, or is none."""
    exponent = value.as_tuple().exponent
    is_number = isinstance(exponent, int) and exponent >= -MOST_DIGITS
    return not is_number or value.adjusted() >= MOST_DIGITS


def joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


@cache
def _fields_of(cls: Any) -> Collection[str]:
    """The fields of a class of records, in a dictionary; of another class none."""
    return attrs.fields_dict(cls) if attrs.has(cls) else ()
