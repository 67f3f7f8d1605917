"""Figures of which it cannot be told to which row, column or section they belong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from gmacm_grammar.layouts import APART, CELL, Piece, is_rule
from gmacm_grammar.model import Cell, Problem, unlike

#: Figures one blank apart that may be one: its thousands set apart, or one with a footnote mark.
MAY_BE_ONE = re.compile(
    r"(?<![\w.,])[0-9]{1,3}[ \xa0][0-9]{3}(?![0-9])|\.[0-9]+\)?[ \xa0][1-9][0-9]?(?![\w.,])"
)
_INDEX = re.compile(r"\[[0-9]+\]")


def set_apart(cells: Sequence[Cell], figures: Collection[str]) -> frozenset[Cell]:
    """Figures that are set apart from the label above: by an empty row, by the end of a page or
    another tag, or by a rule, as a sum of what stands there is.

    The rule does not only stand under the label: one that does makes it the heading of a column.
    ``cells`` are all of a text; ``figures`` the terminals that are figures.
    """
    found = (
        cell
        for before, apart, cell in _beginnings(cells, figures)
        if apart and before.terminal not in figures
    )
    return frozenset(found)


def apart_on_page(
    cells: Sequence[Cell], figures: Collection[str], pieces: Sequence[Piece]
) -> frozenset[Cell]:
    """Figures that the elements of a page set apart from the label above, or behind two labels.

    Of two labels in one cell it cannot be known which a figure beside them belongs to, if both want
    one. ``pieces`` are those of the page.
    """
    apart = {offset for _, offset, kind in pieces if kind == APART}
    begin = {offset for _, offset, kind in pieces if kind == CELL}
    found = [
        cell
        for before, _, cell in _beginnings(cells, figures)
        if before.terminal not in figures and cell.offset in apart
    ]
    found += [cell for label, cell in _behind_two(cells, figures) if label.offset not in begin]
    return frozenset(found)


def _behind_two(cells: Sequence[Cell], figures: Collection[str]) -> Iterator[tuple[Cell, Cell]]:
    """Each figure behind two labels of its row, with the second of them."""
    for n in range(2, len(cells)):
        first, second, cell = cells[n - 2], cells[n - 1], cells[n]
        is_figure = [one.terminal in figures for one in (first, second, cell)]
        if cell.row == first.row and is_figure == [False, False, True]:
            yield second, cell


def runs_on(cells: Sequence[Cell], figures: Collection[str]) -> bool:
    """Whether figures begin a row that are not all the values of a label right above them."""
    found = _beginnings(cells, figures)
    return any(apart or before.terminal in figures for before, apart, _ in found)


def _beginnings(
    cells: Sequence[Cell], figures: Collection[str]
) -> Iterator[tuple[Cell, bool, Cell]]:
    """Each figure that begins a row, after which cell it comes, and whether apart from it."""
    before: Cell | None = None
    apart, row = False, 0
    for cell in cells:
        apart |= cell.row > row + 1
        row = cell.row
        if cell.role == "furniture":
            apart |= before is not None and _sets_apart(cell, before)
            continue
        if before is not None and cell.row != before.row and cell.terminal in figures:
            yield before, apart, cell
        before, apart = cell, False


def _sets_apart(furniture: Cell, label: Cell) -> bool:
    """Whether it is a tag, a rule that reaches further right than a label, or a mark below it."""
    if any(map(str.isalnum, furniture.text)):
        return True
    end = label.column + len(label.text)
    if is_rule(furniture.text):
        return furniture.column + len(furniture.text) > end
    return furniture.row != label.row and furniture.column > end


def side_by_side(
    cells: Sequence[Cell], shared: Mapping[tuple[str, str], Collection[str]]
) -> Iterator[Problem]:
    """What is to be said of the headings of two sections in one row, if rows follow that both have.

    ``shared``: the terminals that rows of both begin with, by those of the two headings.
    """
    for n, (one, other) in enumerate(pairwise(cells)):
        rows = shared.get((str(one.terminal), str(other.terminal)))
        if rows is None or one.row != other.row:
            continue
        after = (cells[at] for at in range(n + 2, len(cells)))
        below = takewhile(lambda cell: cell.role != "heading", after)
        if any(cell.terminal in rows for cell in below):
            message = f'"{other.text}" stands beside "{one.text}": their rows cannot be told apart'
            hint = "which of the two each row belongs to cannot be known; look at the original"
            yield Problem("error", other.line, other.column, message, hint=hint)


def one_or_two(cells: Sequence[Cell]) -> list[Problem]:
    """What is to be said of values of two columns that may be one figure in one of them."""
    return [
        Problem(
            "error",
            one.line,
            one.column,
            f'"{one.text} {other.text}" may be two values or one',
            hint="two blanks between them make it two; without the blank, or the mark, it is one",
        )
        for one, other in pairwise(cells)
        if one.role == other.role == "value"
        and other.offset == one.end + 1
        and MAY_BE_ONE.search(f"{one.text} {other.text}")
        and _field(one) == _field(other) is not None
    ]


def unlike_shares(column: Sequence[Cell]) -> list[Problem]:
    """What is to be said of shares that belong together: some have a percent sign, some none."""
    found = unlike(cell.text for cell in column)
    if found is None:
        return []
    signed, bare = found
    odd, what, other = (bare, "no", signed) if len(bare) <= len(signed) else (signed, "a", bare)
    beside = f'unlike "{column[other[0]].text}" in the same table'
    return [
        Problem(
            "error",
            cell.line,
            cell.column,
            f'"{cell.text}" has {what} percent sign, {beside}',
            hint="a part of 1 or a part of 100? Which of them is meant cannot be known",
        )
        for cell in map(column.__getitem__, odd)
    ]


def _field(cell: Cell) -> str | None:
    """The field that a value of a row with columns went to, of whichever column."""
    return _INDEX.sub("", cell.path) if cell.path and cell.role == "value" else None
