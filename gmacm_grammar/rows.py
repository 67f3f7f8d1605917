"""Figures that begin a row of a text: of which row are they values?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from gmacm_grammar.cells import Cell


def set_apart(cells: Sequence[Cell], figures: Collection[str]) -> frozenset[Cell]:
    """Figures that a rule sets apart from the label above, such as a sum of what stands there.

    The rule does not stand under the label: one that does makes it the heading of a column.
    ``cells`` are all of a text; ``figures`` the terminals that are figures.
    """
    found = (
        cell
        for before, ruled, cell in _beginnings(cells, figures)
        if ruled and before.terminal not in figures
    )
    return frozenset(found)


def runs_on(cells: Sequence[Cell], figures: Collection[str]) -> bool:
    """Whether figures begin a row that are not all the values of a label right above them."""
    found = _beginnings(cells, figures)
    return any(ruled or before.terminal in figures for before, ruled, _ in found)


def _beginnings(
    cells: Sequence[Cell], figures: Collection[str]
) -> Iterator[tuple[Cell, bool, Cell]]:
    """Each figure that begins a row, after which cell it comes, and whether a rule is between."""
    before: Cell | None = None
    ruled = False
    for cell in cells:
        if cell.role == "furniture":
            ruled |= before is not None and _is_beyond(cell, before)
            continue
        if before is not None and cell.row != before.row and cell.terminal in figures:
            yield before, ruled, cell
        before, ruled = cell, False


def _is_beyond(rule: Cell, label: Cell) -> bool:
    """Whether a rule in a row of its own begins to the right of a label above it."""
    return rule.row != label.row and rule.column > label.column + len(label.text)
