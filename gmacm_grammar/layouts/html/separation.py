"""Which rows of a page are set apart from the row above them: no values of a label that it has."""

from __future__ import annotations

from collections.abc import Iterable

from gmacm_grammar.layouts.html.cells import PageCell, Within

#: What a line is drawn with.
_DRAWN = "-=_ \xa0"


def is_rule(text: str) -> bool:
    """Whether what is no cell of a report is a line that is drawn."""
    return bool(text) and not text.strip(_DRAWN)


def is_apart(above: PageCell, cell: PageCell, rules: Iterable[PageCell]) -> bool:
    """Whether a cell that begins a row is set apart from the last one of the row above it.

    So it is in another table, or below one; in a cell that reaches further to both sides; and where
    a rule or the end of a page is between. ``rules`` are drawn in cells between the two: one that
    reaches further right than the cell above stands over a sum; any other one makes it a heading.
    """
    if above.part != cell.part or any(rule.end > above.end for rule in rules):
        return True
    depth, deeper = _depth(above.within), _depth(cell.within)
    one, other = _parted(above.within, cell.within)
    if one is other or one is None or other is None:
        return depth > deeper  # text below a table; a table below a text belongs to it
    (_, level, table, row, first), (_, _, another, below, begins) = one, other
    if table != another:
        return True
    if row == below or first is None or begins is None:
        return False
    # The column of a mark that belongs to a figure is none of the figure's.
    covers = begins <= first and above.end < cell.end
    return covers or level < max(depth, deeper)


def _parted(one: Within | None, other: Within | None) -> tuple[Within | None, Within | None]:
    """What two stand in right within the innermost that both stand in; that, if one is right in it.

    So many steps are taken as there are ends and beginnings of elements between the two.
    """
    while one and one[1] > _depth(other):
        one = one[0]
    while other and other[1] > _depth(one):
        other = other[0]
    while one and other and one[0] is not other[0]:
        one, other = one[0], other[0]
    return one, other


def _depth(within: Within | None) -> int:
    return within[1] if within else 0
