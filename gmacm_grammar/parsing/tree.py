"""The tree that the parser makes: names of rows and sections with the numbers of their cells.

It is a list of pairs (name, value). A value is a leaf, a tuple of leaves (a row's values, one for
each column), a list of pairs (a section), or True (a label without a value). A leaf is the number
of a cell; where a grammar names parts of a text, each part gets one behind those of all cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

#: The key of all of a text, beside those of its parts.
WHOLE = ""
#: What a value is called that has no name among others that have one.
UNNAMED = "value"
#: The number of a cell, or of a part of one.
Leaf: TypeAlias = int
#: Names of rows or sections with their values.
Tree: TypeAlias = list[tuple[str, Any]]


def leaves(value: Any) -> Iterator[Leaf]:
    """The leaves in a part of the tree."""
    if type(value) is int:
        yield value
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from leaves(inner)
