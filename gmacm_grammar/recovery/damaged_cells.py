"""Read a damaged cell: what was printed over one another, in the one way that the grammar allows.

A reading is a list of parts with their terminals. It counts only if the automaton accepts the parts
where the cell stands. A cell with one reading is read so and reported; one with several is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from gmacm_grammar.model import DASHES
from gmacm_grammar.parsing import Lookahead, Stack, normal

#: Parts of a cell, each with the terminal that it is read as.
Reading: TypeAlias = tuple[tuple[str, str], ...]

#: So many letters of a label must be left for it to be known by its beginning.
_BEGINNING = 3
#: Longer cells are no labels and figures printed over one another.
_LONGEST = 200


def readings(lookahead: Lookahead, stack: Stack, cell: str) -> list[Reading]:
    """All ways to read a damaged cell at ``stack``: as two figures, as a label and a figure, as a
    label with blanks lost or put in, as two labels."""
    if len(cell) > _LONGEST:
        return []
    found = (
        *_two_figures(lookahead, stack, cell),
        *_label_and_figure(lookahead, stack, cell),
        *_labels(lookahead, stack, cell),
    )
    return list(dict.fromkeys(found))


def _two_figures(lookahead: Lookahead, stack: Stack, cell: str) -> Iterator[Reading]:
    for at in range(1, len(cell)):
        yield from _accepted(lookahead, stack, cell[:at], cell[at:])


def _accepted(lookahead: Lookahead, stack: Stack, first: str, second: str) -> Iterator[Reading]:
    """The two figures, if both may stand here one after the other."""
    one = lookahead.classifier.figure(first)
    other = lookahead.classifier.figure(second) if one else None
    if _is_dash(first) or _is_dash(second):
        return
    if one and other and _accepts(lookahead, stack, one, other):
        yield (first, one), (second, other)


def _is_dash(figure: str) -> bool:
    """Whether a figure is a mere dash: beside another one it may as well be a minus sign."""
    return not DASHES.isdisjoint(figure) and not any(map(str.isalnum, figure))


def _label_and_figure(lookahead: Lookahead, stack: Stack, cell: str) -> Iterator[Reading]:
    """A label, whole or cut off by the figure printed over its end."""
    for at in range(len(cell) - 1, _BEGINNING - 1, -1):
        figure = lookahead.classifier.figure(cell[at:].strip())
        if figure is None or cell[at] in DASHES:
            continue
        for name in _begun_with(lookahead, stack, cell[:at]):
            if _accepts(lookahead, stack, name, figure):
                yield (cell[:at].rstrip(), name), (cell[at:].strip(), figure)


def _begun_with(lookahead: Lookahead, stack: Stack, printed: str) -> Iterator[str]:
    """What is printed before a figure may be: a text, a label, or if none the labels cut off."""
    text = lookahead.classifier[printed.rstrip()]
    if text in dict(lookahead.classifier.texts):
        yield str(text)
    if printed[-1].isdigit():
        return
    plain = normal(printed)
    labels = [(normal(label), name) for label, name in _expected_labels(lookahead, stack)]
    whole = {name for label, name in labels if label == plain}
    yield from sorted(whole or {name for label, name in labels if label.startswith(plain)})


def _accepts(lookahead: Lookahead, stack: Stack, first: str, second: str) -> bool:
    """Whether the two terminals may come next."""
    after = lookahead.shift(stack, first)
    return after is not None and lookahead.shift(after, second) is not None


def _labels(lookahead: Lookahead, stack: Stack, cell: str) -> Iterator[Reading]:
    """A label whose blanks are lost or too many, or two labels, the first perhaps cut off."""
    squeezed = _squeezed(cell)
    beginning = squeezed[:_BEGINNING]
    for label, name in _expected_labels(lookahead, stack):
        if _squeezed(label) == squeezed:
            yield ((cell, name),)
            continue
        if not _squeezed(label).startswith(beginning):
            continue
        after = lookahead.shift(stack, name)
        for second, following in _expected_labels(lookahead, after) if after else ():
            rest = _squeezed(second)
            first = squeezed[: len(squeezed) - len(rest)]
            whole = len(first) >= _BEGINNING and squeezed == first + rest
            if whole and _squeezed(label).startswith(first):
                at = _unsqueezed(cell, len(first))
                yield (cell[:at].strip(), name), (cell[at:].strip(), following)


def _expected_labels(lookahead: Lookahead, stack: Stack) -> list[tuple[str, str]]:
    """The labels that can come next, with their terminals."""
    expected = set(lookahead.expected(stack))
    return [(label, name) for label, name in lookahead.tables.labels.items() if name in expected]


@lru_cache(2_000)  # the labels of a format are compared with each damaged cell
def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _unsqueezed(text: str, count: int) -> int:
    """Where ``count`` characters that are no blanks end in ``text``."""
    for at, character in enumerate(text):
        if count == 0:
            return at
        count -= not character.isspace()
    return len(text)
