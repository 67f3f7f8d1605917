"""What the leaves of a tree say: to fill a record, and where it matters to which record they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

import attrs

from gmacm_grammar.model import RECORDS, Cell
from gmacm_grammar.parsing.tree import UNNAMED, WHOLE, Leaf, Tree

#: The field that says of which group of loans a record is.
_GROUP = "group"


def fill_in(value: Any, path: str, fill: Callable[[Leaf, str], Any]) -> Any:
    """Put values for the leaves of a record: what ``fill`` gives for each and its path.

    The record is changed, which nobody else has yet, and returned.
    """
    kind: Any = type(value)
    if kind is int:
        return fill(value, path)
    if kind is tuple:
        return tuple([fill_in(inner, f"{path}[{n}]", fill) for n, inner in enumerate(value)])
    before = f"{path}." if path else ""
    if kind is dict:
        return {name: fill_in(inner, before + name, fill) for name, inner in value.items()}
    if kind in RECORDS:
        names, get = _fields(kind)
        for name, inner in zip(names, get(value), strict=True):
            if inner is not None and inner != ():
                object.__setattr__(value, name, fill_in(inner, before + name, fill))
    return value


@cache
def _fields(record: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a record's fields, and what gets them all."""
    names = tuple(field.name for field in attrs.fields(record))
    return names, attrgetter(*names)


class Leaves:
    """A tree, with what its leaves say and the cell of each.

    The parts of texts are leaves of their own: each stands behind its text; one with the name of
    the text takes the place of it. ``compared`` holds the leaves whose values made a difference.
    """

    def __init__(self, tree: Tree, values: Sequence[Any], cells: Sequence[Cell | None]) -> None:
        self.values = [value[WHOLE] if type(value) is dict else value for value in values]
        self.cells, self._printed = [*cells], len(cells)
        self.compared = set[Leaf]()
        self.tree = list(self._spread(tree, values))

    def _spread(self, tree: Tree, values: Sequence[Any]) -> Iterator[tuple[str, Any]]:
        """The pairs of a tree, each with those of its parts; of a text without a name the parts."""
        for name, value in tree:
            parts = values[value] if type(value) is int else None
            if type(parts) is not dict or name != UNNAMED or len(parts) == 1:
                yield name, list(self._spread(value, values)) if type(value) is list else value
            for part, text in parts.items() if type(parts) is dict else ():
                if part == name:
                    self.values[value] = text
                elif part != WHOLE:
                    yield part, len(self.values)
                    self.values.append(text)
                    self.cells.append(self.cells[value])

    def said(self, leaf: Any) -> Any:
        """What a leaf says, which is compared with what others say."""
        if type(leaf) is not int:
            return leaf
        self.compared.add(leaf)
        return self.values[leaf]

    def is_part(self, value: Any) -> bool:
        """Whether a value is a part of a text of which more is said."""
        return type(value) is int and value >= self._printed

    def has_key(self, row: Tree) -> bool:
        """Whether the label of a row names its record: rows of its kind make up no table."""
        return bool(row) and self.is_part(row[0][1])

    def is_figure(self, value: Any) -> bool:
        """Whether a value is a figure of a row, and not a heading or something with parts."""
        found = self.values[value] if type(value) is int else value
        return type(found) not in (list, tuple, str)

    def are_rows(self, pairs: Tree, or_one: bool) -> bool:
        """Whether a section is rows of figures, ``or_one`` row of a record of them."""
        if or_one and len(pairs) == 1 and type(pairs[0][1]) is list:
            pairs = pairs[0][1]
        return all(self.is_figure(value) for _, value in pairs)

    def filled(self, values: Sequence[Any]) -> int:
        """How many values there are, without the empty cells that fill up the row."""
        count = len(values)
        while count > 1 and self._is_empty(values[count - 1]):
            count -= 1
        return count

    def stated(self, values: Sequence[Any]) -> Sequence[Any]:
        """The values without all empty cells, which keep columns apart; one if all are empty."""
        return [value for value in values if not self._is_empty(value)] or values[:1]

    def _is_empty(self, value: Any) -> bool:
        cell = self.cells[value] if type(value) is int else None
        return cell is not None and not cell.text

    def same(self, one: Any, other: Any) -> bool:
        return bool(self.said(one) == self.said(other))

    def joined(self, rows: list[Tree]) -> list[Tree]:
        """Rows with those of a second table that carries on with other columns for the same."""
        found: dict[Any, Tree] = {}
        for number, row in enumerate(rows):
            first = row[0][1] if row else []
            is_amount = type(first) is int and type(self.values[first]) is Decimal
            has_key = type(first) is not list and not is_amount
            key = (row[0][0], self.said(first)) if has_key else number
            more = [pair for pair in row[1:] if not self.is_part(pair[1])]
            if key in found and not overlap(found[key], more):
                found[key] = found[key] + row[1:]
            else:
                found[number if key in found else key] = row
        return list(found.values())

    def unpaired(self, tables: list[list[Tree]], rows: list[Tree]) -> list[Tree]:
        """The joined rows that lack all columns of one of the tables that carry each other on.

        Rows of such tables begin with a text, by which they are joined.
        """
        named = [_columns(table) for table in tables if self._has_name(table[0])]
        columns = list(filter(None, named))
        parts = [names for names in columns if any(map(names.isdisjoint, columns))]
        return [
            row
            for row in rows
            if self._has_name(row) and any(map(_columns([row]).isdisjoint, parts))
        ]

    def _has_name(self, row: Tree) -> bool:
        return bool(row) and type(row[0][1]) is not list and not self.is_figure(row[0][1])

    def group_of(self, block: Tree) -> Any:
        """The group that the heading of a block names; None for one without, or one of columns."""
        names = [name for name, _ in block[:2]]
        if names[:1] != [_GROUP] or names[1:] == [_GROUP]:
            return None
        return self.said(block[0][1])


def overlap(block: Tree, more: Tree) -> bool:
    """Whether two parts of the tree say the same of a record, or of a record in it."""
    known = dict(block)
    return any(
        type(value) is not list or type(known[name]) is not list or overlap(known[name], value)
        for name, value in more
        if name in known
    )


def _columns(rows: list[Tree]) -> set[str]:
    return {name for row in rows for name, _ in row[1:]}


def has_columns(block: Tree) -> bool:
    """Whether rows have a value per column, or headings of columns are named one after another."""
    kinds = {type(value) for _, value in block}
    return tuple in kinds or (list not in kinds and len({name for name, _ in block}) < len(block))
