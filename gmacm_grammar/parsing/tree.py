"""The pairs that the automaton makes of rows: what they tell of columns and blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

#: Names of rows or sections with their values.
Pairs: TypeAlias = list[tuple[str, Any]]

#: The types of values that fill a field as they are.
PLAIN = frozenset({Decimal, int, str, date, type(None)})
_NUMBERS = PLAIN - {str}
#: The field that says of which group of loans a record is.
GROUP = "group"


@attrs.frozen
class Captured:
    """A text of which the grammar names parts: each fills the field of its name."""

    text: Any
    parts: dict[str, Any] = attrs.field(hash=False)


def joined(rows: list[Pairs]) -> list[Pairs]:
    """Rows with those of a second table that carries on with other columns for the same rows."""
    found: dict[Any, Pairs] = {}
    for number, row in enumerate(rows):
        key = row[0] if row and type(row[0][1]) is not list else number
        if key not in found:
            found[key] = list(row)
        elif overlap(found[key], row[1:]):
            found[number] = row
        else:
            found[key] += row[1:]
    return list(found.values())


def unpaired(tables: list[list[Pairs]], rows: list[Pairs]) -> list[Pairs]:
    """The joined rows that lack all columns of one of the tables that carry each other on."""
    columns = [(_key(table[0]), names) for table in tables if (names := _names(table))]
    parts = [
        (key, names)
        for key, names in columns
        if key and any(key == other and names.isdisjoint(more) for other, more in columns)
    ]
    return [
        row
        for row in rows
        if any(_key(row) == key and names.isdisjoint(_names([row])) for key, names in parts)
    ]


def _key(row: Pairs) -> str | None:
    """The name of the text that a row begins with, if it does."""
    return None if not row or type(row[0][1]) is list or is_figure(row[0][1]) else row[0][0]


def _names(rows: list[Pairs]) -> set[str]:
    return {name for row in rows for name, _ in row[1:]}


def group_of(block: Pairs) -> Any:
    """The group that the heading of a block names; None for one without, or one of columns."""
    names = [name for name, _ in block[:2]]
    if names[:1] != [GROUP] or names[1:] == [GROUP]:
        return None
    value = block[0][1]
    return value.parts.get(GROUP, value.text) if type(value) is Captured else value


def groups_in(pairs: Pairs) -> Iterator[Any]:
    """The groups that titles, headings and columns name, each as often as it is named."""
    for name, value in pairs:
        if type(value) is list:
            yield from groups_in(value)
        elif type(value) is Captured:
            named = {name: value.text, **value.parts}
            if GROUP in named:
                yield named[GROUP]
        elif name == GROUP:
            yield from value if type(value) is tuple else (value,)


def overlap(block: Pairs, more: Pairs) -> bool:
    names = {name for name, _ in block}
    return not names.isdisjoint([name for name, _ in more])


def filled(values: Any) -> int:
    """How many values there are, without the empty cells that fill up the row."""
    count = len(values)
    while count > 1 and getattr(values[count - 1], "empty", False):
        count -= 1
    return count


def number_of_columns(rows: list[int], headings: list[int]) -> int:
    """How many columns there are: what most rows say, and the headings where rows are at odds."""
    votes = Counter(rows)
    votes.update(headings)
    if not votes:
        return 0
    most = max(votes.values())
    return max(votes, key=lambda width: (votes[width] == most, width in headings))


def has_columns(block: Pairs) -> bool:
    """Whether rows have a value per column, or headings of columns are named one after another."""
    kinds = {type(value) for _, value in block}
    return tuple in kinds or (list not in kinds and len({name for name, _ in block}) < len(block))


def is_figure(value: Any) -> bool:
    """Whether a value is a figure of a row, and not a heading or something with parts."""
    kind = type(value)
    if kind in _NUMBERS:
        return True
    kind = type(getattr(value, "value", value))
    return kind not in (list, tuple, str, Captured)
