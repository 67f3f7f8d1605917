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
    if any(rule.end > above.end for rule in rules):
        return True
    depth, deeper = above.within.depth, cell.within.depth
    one, other = _parted(above.within, cell.within)
    if one is other:
        return depth > deeper  # text below a table; a table below a text belongs to it
    if one.table != other.table:
        return True
    if one.row == other.row or one.column is None or other.column is None:
        return False
    # The column of a mark that belongs to a figure is none of the figure's.
    covers = other.column <= one.column and above.end < cell.end
    return covers or one.depth < max(depth, deeper)


def _parted(one: Within, other: Within) -> tuple[Within, Within]:
    """What two are in right within the innermost that both are in; that, if one is right in it.

    So many steps are taken as there are ends and beginnings of elements between the two.
    """
    while one.depth > other.depth:
        one = one.outer
    while other.depth > one.depth:
        other = other.outer
    while one.outer is not other.outer:
        one, other = one.outer, other.outer
    return one, other
