"""Read a damaged cell: what was printed over one another, in the one way that the grammar allows.

A reading is a list of parts with their terminals. It counts only if the automaton accepts the parts
where the cell stands. A cell with one reading is read so and reported; one with several is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from gmacm_grammar.simulator import Simulator, Stack
from gmacm_grammar.vocabulary import normal

#: Parts of a cell, each with the terminal that it is read as.
Reading: TypeAlias = tuple[tuple[str, str], ...]

#: So many letters of a label must be left for it to be known by its beginning.
_BEGINNING = 3
#: Longer cells are no labels and figures printed over one another.
_LONGEST = 200


def readings(simulator: Simulator, stack: Stack, cell: str) -> list[Reading]:
    """All ways to read a damaged cell at ``stack``: as two figures, as a label and a figure, as a
    label with blanks lost or put in, as two labels."""
    if len(cell) > _LONGEST:
        return []
    found: dict[Reading, None] = {}
    for reading in (
        *_two_figures(simulator, stack, cell),
        *_label_and_figure(simulator, stack, cell),
        *_labels(simulator, stack, cell),
    ):
        found[reading] = None
    return list(found)


def _two_figures(simulator: Simulator, stack: Stack, cell: str) -> Iterator[Reading]:
    for at in range(1, len(cell)):
        yield from _accepted(simulator, stack, cell[:at], cell[at:])


def _accepted(simulator: Simulator, stack: Stack, first: str, second: str) -> Iterator[Reading]:
    """The two figures, if both may stand here one after the other."""
    vocabulary = simulator.vocabulary
    terminals = vocabulary.figure(first), vocabulary.figure(second)
    if terminals[0] and terminals[1] and first != "-" and second != "-":
        between = simulator.shift(stack, terminals[0])
        if between and simulator.shift(between, terminals[1]):
            yield (first, terminals[0]), (second, terminals[1])


def _label_and_figure(simulator: Simulator, stack: Stack, cell: str) -> Iterator[Reading]:
    """A label, whole or cut off by the figure printed over its end."""
    labels = _expected_labels(simulator, stack)
    for at in range(len(cell) - 1, _BEGINNING - 1, -1):
        figure = simulator.vocabulary.figure(cell[at:].strip())
        if figure is None or cell[at - 1].isdigit() or cell[at] == "-":
            continue
        printed = cell[:at].rstrip()
        plain = normal(printed)
        whole = {name for label, name in labels if normal(label) == plain}
        cut = {name for label, name in labels if normal(label).startswith(plain)}
        for name in whole or cut:
            after = simulator.shift(stack, name)
            if after and simulator.shift(after, figure):
                yield (printed, name), (cell[at:].strip(), figure)


def _labels(simulator: Simulator, stack: Stack, cell: str) -> Iterator[Reading]:
    """A label whose blanks are lost or too many, or two labels, the first perhaps cut off."""
    squeezed = _squeezed(cell)
    for label, name in _expected_labels(simulator, stack):
        if _squeezed(label) == squeezed:
            yield ((cell, name),)
            continue
        begins = _shared(_squeezed(label), squeezed)
        if begins < _BEGINNING:
            continue
        after = simulator.shift(stack, name)
        for second, following in _expected_labels(simulator, after) if after else ():
            rest = _squeezed(second)
            first = squeezed[: len(squeezed) - len(rest)]
            whole = len(first) >= _BEGINNING and squeezed == first + rest
            if whole and _squeezed(label).startswith(first):
                at = _unsqueezed(cell, len(first))
                yield (cell[:at].strip(), name), (cell[at:].strip(), following)


def _expected_labels(simulator: Simulator, stack: Stack) -> list[tuple[str, str]]:
    """The labels that can come next, with their terminals."""
    expected = set(simulator.expected(stack))
    return [(label, name) for label, name in simulator.tables.labels.items() if name in expected]


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _shared(one: str, other: str) -> int:
    """How many characters two texts share at their beginning."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _unsqueezed(text: str, count: int) -> int:
    """Where ``count`` characters that are no blanks end in ``text``."""
    for at, character in enumerate(text):
        if count == 0:
            return at
        count -= not character.isspace()
    return len(text)
