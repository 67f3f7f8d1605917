"""The tree that the parser makes: names of rows and sections with the numbers of their cells.

It is a list of pairs (name, value). A value is a leaf, a tuple of leaves (a row's values, one for
each column), a list of pairs (a section), or True (a label without a value). A leaf is the number
of a cell; where a grammar names parts of a text, each part is a leaf of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import attrs


class Part(NamedTuple):
    """A part of the text of a cell, by the name that the grammar gives it; "" is all of it."""

    cell: int
    name: str


#: The number of a cell, or a Part of one.
Leaf: TypeAlias = Any
#: Names of rows or sections with their values.
Tree: TypeAlias = list[tuple[str, Any]]

LEAVES = frozenset({int, Part})


@attrs.frozen
class Captured:
    """A text of which the grammar names parts: each fills the field of its name."""

    text: str
    parts: dict[str, str]


def leaves(value: Any) -> Iterator[Leaf]:
    """The leaves in a part of the tree."""
    if type(value) in LEAVES:
        yield value
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from leaves(inner)


def cell_of(leaf: Leaf) -> int:
    """The number of the cell that a leaf is, or is a part of."""
    return int(leaf.cell if type(leaf) is Part else leaf)


def said(leaf: Leaf, values: Sequence[Any]) -> Any:
    """What a leaf says, by the values of the cells."""
    if type(leaf) is Part:
        captured = values[leaf.cell]
        return captured.parts[leaf.name] if leaf.name else captured.text
    value = values[leaf]
    return value.text if type(value) is Captured else value
