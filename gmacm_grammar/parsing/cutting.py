"""Cut a cell in which several stand a single blank apart."""

from __future__ import annotations

from itertools import groupby, pairwise

from gmacm_grammar.model import DASHES
from gmacm_grammar.parsing.classifier import Classifier, normal

#: A cell of more words than this is not cut into labels.
_MOST_WORDS = 24
#: The digits of a figure that is not zero.
_DIGITS = frozenset("123456789")


def cut_cell(
    cell: str, classifier: Classifier, wholly: bool = False, leads: bool = True
) -> list[str]:
    """Cut a cell between words: into labels and figures, as few as can be, each as printed.

    Where that leaves a rest, or several figures, the cell stays whole (``wholly``: what was printed
    as one cell is in one column). Otherwise where it leaves a rest only figures that are no part of
    a label (they have cents, a percent sign, ...) are cut off, and the words between them stay
    together. A dash behind a figure stays with it: it may be its sign. A number before words is a
    part by itself only in a cell that does not begin its row (``leads``): it may count the rows.
    """
    plain = cell.replace("\xa0", " ")
    found, at = [], 0
    for part in _with_signs(_cut(plain, classifier, wholly, leads), classifier):
        at = plain.index(part, at)
        found.append(cell[at : at + len(part)])
        at += len(part)
    return found


def _with_signs(parts: list[str], classifier: Classifier) -> list[str]:
    """The parts, each dash joined to the figure before it, unless that is zero."""
    found = parts[:1]
    for before, part in pairwise(parts):
        signs = DASHES.issuperset(part) and not _DIGITS.isdisjoint(before)
        if signs and classifier.is_figure(before):
            found[-1] = f"{before} {part}"
        else:
            found.append(part)
    return found


def _cut(cell: str, classifier: Classifier, wholly: bool, leads: bool) -> list[str]:
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
            if classifier[part] and not (leads and start == 0 and _could_be_a_word(part)):
                best[end] = [*before, part]
    cut = best[-1]
    if cut is not None:
        has_several = wholly and sum(map(classifier.is_figure, cut)) > 1
        return [cell] if has_several or _has_a_dash_of_two_meanings(cut, classifier) else cut
    if wholly:
        return [cell]
    if all(map(classifier.is_figure, words)):
        return words
    parts: list[str] = []
    for is_figure, found in groupby(
        words, lambda word: classifier.is_figure(word) and not _could_be_a_word(word)
    ):
        same = list(found)
        parts += same if is_figure else [" ".join(same)]
    return parts


def _has_a_dash_of_two_meanings(parts: list[str], classifier: Classifier) -> bool:
    """Whether a dash makes a figure negative, or is all that is left of the rest of a label."""
    return any(
        label.startswith(f"{normal(part)} -")
        for part, figure in pairwise(parts)
        if figure[0] in DASHES and not DASHES.issuperset(figure)
        for label in classifier.labels
    )


def _could_be_a_word(part: str) -> bool:
    """Whether a figure may as well belong to a label: a dash, a number without a mark in it."""
    return part.isdecimal() or not any(map(str.isalnum, part))
