"""Figures of which it cannot be told to which row, column or section they belong."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from itertools import groupby, pairwise, zip_longest

from gmacm_grammar.layouts import CELL, UNASSIGNED, Piece, is_rule
from gmacm_grammar.model import Cell, Problem, problem, quoted, unlike

#: Figures one blank apart that may be one: its thousands set apart, or one with a footnote mark.
MAY_BE_ONE = re.compile(
    r"(?<![\w.,])[0-9]{1,3}[ \xa0][0-9]{3}(?![0-9])|\.[0-9]+\)?[ \xa0][1-9][0-9]?(?![\w.,])"
)
#: The digits of the number of a page.
_LONGEST_PAGE = 3
_INDEX = re.compile(r"\[[0-9]+\]")


def set_apart(cells: Sequence[Cell], figures: Collection[str]) -> frozenset[Cell]:
    """Figures that are set apart from the label above: by an empty row, by the end of a page or
    another tag, or by a rule, as a sum of what stands there is. A short count right before a tag
    may be the number of a page.

    The rule does not only stand under the label: one that does makes it the heading of a column.
    ``cells`` are all of a text; ``figures`` the terminals that are figures.
    """
    found = (
        cell
        for before, apart, cell in beginnings(cells, figures)
        if apart and before.terminal not in figures
    )
    return frozenset(found)


def behind_two(
    cells: Sequence[Cell], figures: Collection[str], pieces: Sequence[Piece]
) -> frozenset[Cell]:
    """Figures of a page behind two labels that are in one cell: it cannot be known which of them a
    figure beside them belongs to, if both want one. ``pieces`` are those of the page."""
    begin = {offset for _, offset, kind in pieces if kind == CELL}
    found = set[Cell]()
    for first, second, cell in zip(cells, cells[1:], cells[2:], strict=False):
        is_figure = [one.terminal in figures for one in (first, second, cell)]
        is_one_cell = cell.row == first.row and second.offset not in begin
        if is_one_cell and is_figure == [False, False, True]:
            found.add(cell)
    return frozenset(found)


def unassigned(cells: Iterable[Cell], pieces: Sequence[Piece]) -> Iterator[Problem]:
    """What is to be said of rows of a page with cells that may belong to other rows."""
    kinds = {offset: kind for _, offset, kind in pieces if kind in UNASSIGNED}
    found = (cell for cell in cells if cell.role == "unread")
    for (_, kind), of_row in groupby(found, key=lambda cell: (cell.row, kinds[cell.offset])):
        doubted = list(of_row)
        yield problem(kind, doubted[0], values=quoted(cell.text for cell in doubted))


def runs_on(cells: Sequence[Cell], figures: Collection[str]) -> bool:
    """Whether figures begin a row that are not all the values of a label right above them."""
    found = beginnings(cells, figures)
    return any(apart or before.terminal in figures for before, apart, _ in found)


def beginnings(
    cells: Sequence[Cell], figures: Collection[str]
) -> Iterator[tuple[Cell, bool, Cell]]:
    """Each figure that begins a row, after which cell it comes, and whether apart from it."""
    before: Cell | None = None
    apart, row = False, 0
    for cell, following in zip_longest(cells, cells[1:]):
        apart |= cell.row > row + 1
        row = cell.row
        if cell.role == "furniture":
            apart |= before is not None and _sets_apart(cell, before)
            continue
        if before is not None and cell.row != before.row and cell.terminal in figures:
            yield before, apart or _may_be_of_page(cell, following), cell
        before, apart = cell, False


def _may_be_of_page(cell: Cell, following: Cell | None) -> bool:
    """Whether a cell may be the number of a page: a short one right before a tag."""
    if following is None or following.role != "furniture" or not cell.text.isdecimal():
        return False
    return len(cell.text) <= _LONGEST_PAGE and any(map(str.isalpha, following.text))


def _sets_apart(furniture: Cell, label: Cell) -> bool:
    """Whether it is a tag, a rule that reaches further right than a label, or a mark below it."""
    if any(map(str.isalnum, furniture.text)):
        return True
    end = label.column + len(label.text)
    if is_rule(furniture.text):
        return furniture.column + len(furniture.text) > end
    return furniture.row != label.row and furniture.column > end


def side_by_side(
    cells: Iterable[Cell], sharing_rows: Container[tuple[str | None, str | None]]
) -> list[Problem]:
    """What is to be said of the headings of two sections in one row, if a row can be of both."""
    return [
        problem("side-by-side", other, text=other.text, other=one.text)
        for one, other in pairwise(cells)
        if one.row == other.row and (one.terminal, other.terminal) in sharing_rows
    ]


def one_or_two(cells: Sequence[Cell]) -> list[Problem]:
    """What is to be said of values of two columns that may be one figure in one of them."""
    return [
        problem("one-or-two-values", one, one=one.text, other=other.text)
        for one, other in pairwise(cells)
        if one.role == other.role == "value"
        and other.offset == one.end + 1
        and MAY_BE_ONE.search(f"{one.text} {other.text}")
        and field_of(one) == field_of(other) != ""
    ]


def unlike_shares(column: Sequence[Cell]) -> list[Problem]:
    """What is to be said of shares that belong together: some have a percent sign, some none."""
    found = unlike(cell.text for cell in column)
    if found is None:
        return []
    signed, bare = found
    if len(bare) <= len(signed):
        kind, odd, other = "missing-percent-sign", bare, column[signed[0]]
    else:
        kind, odd, other = "lone-percent-sign", signed, column[bare[0]]
    return [problem(kind, column[at], text=column[at].text, other=other.text) for at in odd]


def field_of(cell: Cell) -> str:
    """The field that a value went to, of whichever record."""
    return _INDEX.sub("", cell.path or "")
