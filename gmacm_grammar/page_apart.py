"""Which rows of a page are set apart from the row above them: no values of a label that it has."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from gmacm_grammar.page_source import PageCell

#: What a line is drawn with.
_DRAWN = "-=_ \xa0"


def is_rule(text: str) -> bool:
    """Whether what is no cell of a report is a line that is drawn."""
    return bool(text) and not text.strip(_DRAWN)


def is_apart(above: PageCell, cell: PageCell, rules: Iterable[PageCell]) -> bool:
    """Whether a cell that begins a row is set apart from the last one of the row above it.

    So it is in another table, or below one; in a cell that reaches further to both sides; and where
    a rule or the end of a page is between. ``rules`` are drawn in cells between the two: one that
    begins right of the cell above stands over a sum; any other one makes it a heading.
    """
    if above.part != cell.part or any(rule.start >= above.end for rule in rules):
        return True
    same = sum(1 for _ in _shared(above, cell))
    one, other = above.within[same:], cell.within[same:]
    if not one or not other:
        return bool(one)  # text below a table; a table below a text belongs to it
    (table, row, first), (another, below, begins) = one[0], other[0]
    if table != another:
        return True
    if row == below or first is None or begins is None:
        return False
    # The column of a mark that belongs to a figure is none of the figure's.
    covers = begins <= first and above.end < cell.end
    return covers or len(one) > 1 or len(other) > 1


def _shared(one: PageCell, other: PageCell) -> Iterable[object]:
    """The cells that both stand in, from the outside in."""
    return takewhile(lambda pair: pair[0] == pair[1], zip(one.within, other.within, strict=False))
