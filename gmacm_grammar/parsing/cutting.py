"""The cells of a text, and how a cell is cut in which several stand a single blank apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from gmacm_grammar.model import DASHES, Cell
from gmacm_grammar.parsing.classifier import Vocabulary, normal
from gmacm_grammar.parsing.tree import Captured

#: A cell of more words than this is not cut into labels.
_MOST_WORDS = 24
#: The digits of a figure that is not zero.
_DIGITS = frozenset("123456789")


class Leaf:
    """A value with the cell that it was read from; ``error`` says why it could not be read."""

    __slots__ = ("cell", "error", "value")

    def __init__(self, value: Any, cell: Cell, error: str | None = None) -> None:
        self.value, self.cell, self.error = value, cell, error

    @property
    def empty(self) -> bool:
        """Whether the cell is one without text."""
        return not self.cell.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Leaf) and bool(self.value == other.value)

    def __hash__(self) -> int:
        return hash(self.value)


def keeping_cell(read: Callable[[str], Any]) -> Callable[[Cell], Any]:
    """A reader of cells that keeps with what ``read`` makes of a cell's text the cell itself."""

    def keep(cell: Cell) -> Any:
        try:
            value = read(cell.text)
        except ValueError as error:
            return Leaf(None, cell, str(error))
        if isinstance(value, Captured):
            parts = {name: Leaf(part, cell) for name, part in value.parts.items()}
            return Captured(Leaf(value.text, cell), parts)
        return Leaf(value, cell)

    return keep


def leaves(value: Any) -> Iterator[Leaf]:
    """The leaves in a part of the tree."""
    if type(value) is Leaf:
        yield value
    elif isinstance(value, Captured):
        yield from leaves(value.text)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from leaves(inner)


def cut_cell(cell: str, vocabulary: Vocabulary, wholly: bool = False) -> list[str]:
    """Cut a cell between words: into labels and figures, as few as can be, each as printed.

    Where that leaves a rest, or several figures, the cell stays whole (``wholly``: what was printed
    as one cell is in one column). Otherwise where it leaves a rest only figures that are no part of
    a label (they have cents, a percent sign, ...) are cut off, and the words between them stay
    together. A dash behind a figure stays with it: it may be its sign.
    """
    plain = cell.replace("\xa0", " ")
    parts = _with_signs(_cut(plain, vocabulary, wholly), vocabulary)
    if plain == cell:
        return parts
    found, at = [], 0
    for part in parts:
        at = plain.index(part, at)
        found.append(cell[at : at + len(part)])
        at += len(part)
    return found


def _with_signs(parts: list[str], vocabulary: Vocabulary) -> list[str]:
    """The parts, each dash joined to the figure before it, unless that is zero."""
    if len(parts) == 1:
        return parts
    found = parts[:1]
    for before, part in pairwise(parts):
        signs = DASHES.issuperset(part) and not _DIGITS.isdisjoint(before)
        if signs and vocabulary.is_figure(before):
            found[-1] = f"{before} {part}"
        else:
            found.append(part)
    return found


def _cut(cell: str, vocabulary: Vocabulary, wholly: bool) -> list[str]:
    words = cell.split(" ")
    if len(words) == 1:
        return [cell]
    # best[n]: the fewest known parts that the first n words can be cut into
    best: list[list[str] | None] = [[], *[None] * len(words)]
    for end in range(1, len(words) + 1) if len(words) <= _MOST_WORDS else ():
        for start in range(end):
            before = best[start]
            if before is None or (best[end] and len(best[end] or ()) <= len(before) + 1):
                continue
            part = " ".join(words[start:end])
            if not part or part == cell:
                continue
            if vocabulary[part] and not (start == 0 and _could_be_a_word(part)):
                best[end] = [*before, part]
    if best[-1] is not None and wholly and sum(map(vocabulary.is_figure, best[-1])) > 1:
        return [cell]
    if best[-1] is not None:
        return [cell] if _has_a_dash_of_two_meanings(best[-1], vocabulary) else best[-1]
    if wholly:
        return [cell]
    if all(map(vocabulary.is_figure, words)):
        return words
    parts: list[list[str]] = []
    in_text = False
    for word in words:
        is_figure = vocabulary.is_figure(word) and not _could_be_a_word(word)
        if in_text and not is_figure:
            parts[-1].append(word)
        else:
            parts.append([word])
        in_text = not is_figure
    return [" ".join(part) for part in parts]


def _has_a_dash_of_two_meanings(parts: list[str], vocabulary: Vocabulary) -> bool:
    """Whether a dash makes a figure negative, or is all that is left of the rest of a label."""
    pairs = [
        (part, figure)
        for part, figure in pairwise(parts)
        if figure[0] in DASHES and not DASHES.issuperset(figure)
    ]
    return any(
        label.startswith(f"{normal(part)} -") for part, _ in pairs for label in vocabulary.labels
    )


def _could_be_a_word(part: str) -> bool:
    """Whether a figure may as well belong to a label: a dash, a number without a mark in it."""
    return part.isdecimal() or not any(map(str.isalnum, part))
