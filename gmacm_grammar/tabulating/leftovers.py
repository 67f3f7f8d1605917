"""What of a record has no column: ``other``, lists of texts, unknown rows, fields of no table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

import attrs

from gmacm_grammar.model import Delinquency, Report, SpecialLosses, UnknownRow
from gmacm_grammar.tabulating.columns import ACCOUNTS, LISTS, LOSSES, NOTES, nested, scalars
from gmacm_grammar.tabulating.figures import typed

#: The fields that hold records whose values have columns, by the class of record they are in.
_TABLED: dict[type, Collection[str]] = {
    Report: {*LISTS, *NOTES, *LOSSES, *ACCOUNTS},
    Delinquency: nested(Delinquency),
    SpecialLosses: nested(SpecialLosses),
}


def leftovers(report: Report) -> Iterator[tuple[Any, ...]]:
    """The rows of the table ``other``, without the keys."""
    for n, unknown in enumerate(report.unknown):
        yield from _unknown(unknown, f"unknown[{n}]")
    for path, name, value in _leftovers(report, ""):
        yield (path, name, None, None, None, *typed(value))


def _unknown(row: UnknownRow, path: str) -> Iterator[tuple[Any, ...]]:
    place = (None, row.section, row.after, row.label)
    for n, value in enumerate(row.values):
        yield (f"{path}.values[{n}]", *place, *typed(value))
    if not row.values:
        yield (path, *place, *typed(row.values))


def _leftovers(record: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    """Path, name and value of what has no column in the table of a record."""
    cls: Any = type(record)
    inner, rest = _parts(cls)
    for name in rest:
        value = getattr(record, name)
        if value:
            yield from _flat(value, path + name, name)
    for name in inner:
        value = getattr(record, name)
        if type(value) is tuple:
            for n, one in enumerate(value):
                yield from _leftovers(one, f"{path}{name}[{n}].")
        elif value is not None:
            yield from _leftovers(value, f"{path}{name}.")


@cache
def _parts(record: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a record class that hold records with a table, and those without a column."""
    inner = [name for name in nested(record) if name in _TABLED.get(record, ())]
    plain = {column.name for column in scalars(record)} | {"unknown"}
    names = [field.name for field in attrs.fields(record)]
    return tuple(inner), tuple(n for n in names if n not in plain and n not in inner)


def _flat(value: Any, path: str, name: str) -> Iterator[tuple[str, str, Any]]:
    """The values in a value, each with its path and the last name in it."""
    if attrs.has(type(value)):
        fields = [field.name for field in attrs.fields(type(value))]
        value = {n: v for n in fields if (v := getattr(value, n)) is not None}
    if isinstance(value, dict) and value:
        for inner, one in value.items():
            yield from _flat(one, f"{path}.{inner}", inner)
    elif isinstance(value, tuple) and value:
        for n, one in enumerate(value):
            yield from _flat(one, f"{path}[{n}]", name)
    else:
        yield path, name, value
