"""Read a damaged cell: what was printed over one another, in the ways that the grammar allows.

A reading is a list of parts with their terminals. It counts only if the parser accepts the parts
where the cell stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from gmacm_grammar.model import DASHES
from gmacm_grammar.parsing import Classifier, Lookahead, Stack, unspaced

#: Parts of a cell, each with the terminal that it is read as.
Reading: TypeAlias = tuple[tuple[str, str], ...]

#: So many letters of a label must be left for it to be known by its beginning.
_BEGINNING = 3
#: Longer cells are no labels and figures printed over one another.
_LONGEST = 200


def readings(lookahead: Lookahead, stack: Stack, cell: str) -> list[Reading]:
    """All ways to read a damaged cell at ``stack``: as a label with blanks lost or put in, as two
    figures, as a label and a figure or the other way round, as two labels. The first label of two
    may be cut off."""
    if len(cell) > _LONGEST:
        return []
    classifier, expected = lookahead.classifier, set(lookahead.expected(stack))
    known = classifier.unspaced.get(unspaced(cell), ())
    found: list[Reading] = [((cell, name),) for name in known if name in expected]
    for at in range(1, len(cell)):
        first, second = cell[:at].rstrip(), cell[at:].lstrip()
        is_glued = len(first) + len(second) == len(cell)
        for other in _second(classifier, second):
            is_figure = other in classifier.figures
            for one in (
                _before_figure(classifier, first, second, is_glued)
                if is_figure
                else _before_label(classifier, first, is_glued)
            ):
                after = lookahead.shift(stack, one) if one in expected else None
                if after is not None and lookahead.shift(after, other) is not None:
                    found.append(((first, one), (second, other)))
    return list(dict.fromkeys(found))


def _second(classifier: Classifier, text: str) -> Iterator[str]:
    """What the second part may be: a figure, or a label that is whole."""
    figure = classifier.figure(text)
    if figure:
        yield figure
    yield from classifier.unspaced.get(unspaced(text), ())


def _before_figure(classifier: Classifier, text: str, figure: str, is_glued: bool) -> Iterator[str]:
    """What the part before a figure may be: another figure glued to it, a text, or a label.

    A dash beside a figure may as well be its minus sign, a digit as well one of it.
    """
    other = classifier.figure(text)
    if other and is_glued and not _is_dash(text) and not _is_dash(figure):
        yield other
    if figure[0] not in DASHES and len(text) >= _BEGINNING:
        if (name := classifier[text]) in classifier.texts:
            yield str(name)
        if not text[-1].isdigit():
            yield from _label(classifier, text)


def _before_label(classifier: Classifier, text: str, is_glued: bool) -> list[str]:
    """What the part before a label may be: a figure glued to it, or another label."""
    figure = classifier.figure(text) if is_glued and not _is_dash(text) else None
    return [figure] if figure else _label(classifier, text)


def _label(classifier: Classifier, text: str) -> list[str]:
    """The labels that the first part may be, whole or if none is so cut off."""
    labels, plain = classifier.unspaced, unspaced(text)
    cut_off = (name for label in labels if label.startswith(plain) for name in labels[label])
    return labels.get(plain) or (sorted(cut_off) if len(plain) >= _BEGINNING else [])


def _is_dash(figure: str) -> bool:
    return not DASHES.isdisjoint(figure) and not any(map(str.isalnum, figure))
