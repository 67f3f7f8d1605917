"""Headings read down their columns: cells that stand over one another are one label.

A heading is one or more rows without values that follow one another. Its cells are joined only
where each belongs to one column and every column is then known to the format, but for those with a
damaged cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain, groupby
from math import inf
from operator import attrgetter
from typing import TypeAlias

import attrs

from gmacm_grammar.model import Cell
from gmacm_grammar.parsing.classifier import Classifier, normal

#: So many lines of a heading are joined.
_MOST_LINES = 5
_extent = attrgetter("extent")
#: Cells in one row.
Row: TypeAlias = list[Cell]


@attrs.define
class Heading:
    """The columns of a heading from left to right, each as one cell; ``row`` is its last one.

    ``is_joined``: the format reads the columns. It reads the cells as they are printed otherwise.
    """

    row: int
    columns: list[Cell]
    is_joined: bool = False

    @property
    def is_told_apart(self) -> bool:
        """Whether it is read line by line, though some of its cells are over one another."""
        return not self.is_joined and any(column.printed for column in self.columns)


def join_headings(
    printed: Iterable[Cell], classifier: Classifier
) -> tuple[list[Cell], list[Heading]]:
    """The cells of a text, those of headings joined as far as can be; and the headings."""
    cells, headings, lines = list[Cell](), list[Heading](), list[Row]()
    rows = [list(row) for _, row in groupby(printed, attrgetter("row"))]
    for row in (*rows, []):
        is_heading = bool(row) and not any(c.terminal in classifier.row_values for c in row)
        if lines and not (is_heading and row[0].row == lines[-1][0].row + 1):
            first, heading = _heading(lines, classifier)
            cells += chain(*lines[:first])
            cells += heading.columns if heading.is_joined else chain(*lines[first:])
            if len(lines) > 1 or len(lines[0]) > 1:
                headings.append(heading)
            lines = []
        if is_heading:
            lines.append(row)
        else:
            cells += row
    return cells, headings


def _heading(lines: list[Row], classifier: Classifier) -> tuple[int, Heading]:
    """As many of the last lines as can best be read down their columns, and where these begin."""
    row, best, least = lines[-1][0].row, len(lines) - 1, inf
    found = Heading(row, columns_of(lines[-1], classifier))
    for first in range(max(0, len(lines) - _MOST_LINES), len(lines) - 1):
        printed = list(chain(*lines[first:]))
        columns = columns_of(printed, classifier)
        unknown = [column for column in columns if column.terminal is None]
        if columns and (share := len(unknown) / len(columns)) <= least:
            best, least, found = first, share, Heading(row, columns)
            is_known = any(column.printed and column.terminal for column in columns)
            # If all end in the last row, there can be no doubt of what the columns are.
            is_clear = all(column.row == row for column in columns)
            is_damaged = is_clear and all(_is_misprint(column, classifier) for column in unknown)
            found.is_joined = is_known and (not unknown or is_damaged)
            if not unknown:
                break
    return best, found


def _is_misprint(column: Cell, classifier: Classifier) -> bool:
    """Whether a column may be a misprint of a label, if a cell of it is not known."""
    is_damaged = not all(cell.terminal for cell in column.printed)
    return is_damaged and bool(get_close_matches(normal(column.text), classifier.labels, 1, 0.8))


def columns_of(cells: Iterable[Cell], classifier: Classifier) -> list[Cell]:
    """A cell for each column of a heading; none if it cannot be told which cell is in which."""
    columns: list[list[Cell]] = []
    table, reach = -1, 0
    for cell in sorted(cells, key=_extent):
        begins_in, start, end = cell.extent
        if columns and begins_in != table:
            return []
        if columns and start < reach:
            columns[-1].append(cell)
        else:
            columns.append([cell])
        table, reach = begins_in, max(reach, end)
    joined = [_joined(column, classifier) for column in columns]
    return [cell for cell in joined if cell] if all(joined) else []


def _joined(column: list[Cell], classifier: Classifier) -> Cell | None:
    """The cells of a column as one; None if they are not all over one another."""
    if len(column) == 1:
        return column[0]
    tables, starts, ends = zip(*map(_extent, column), strict=True)
    if len({cell.row for cell in column}) < len(column) or max(starts) >= min(ends):
        return None
    printed = tuple(sorted(column, key=attrgetter("row")))
    text, last = " ".join([cell.text for cell in printed]), printed[-1]
    return Cell(
        text,
        *(last.line, last.column, last.offset),
        terminal=classifier.labels.get(normal(text)),
        row=last.row,
        grid=(tables[0], min(starts), max(ends)),
        printed=printed,
    )


def as_printed(cells: Iterable[Cell]) -> Iterator[Cell]:
    """All cells as they are printed; what became of a joined one became of each of its parts."""
    for cell in cells:
        for part in cell.printed or (cell,):
            part.role, part.path = cell.role, cell.path
            yield part


def columns_above(headings: Sequence[Heading], cell: Cell) -> Sequence[Cell]:
    """The columns of the last heading above the row of a cell."""
    at = bisect_right(headings, cell.row, key=attrgetter("row"))
    return headings[at - 1].columns if at else ()


def column_of(columns: Sequence[Cell], cell: Cell) -> Cell | None:
    """The one column that a cell stands in; None if it stands in none or in several."""
    table, start, end = cell.extent
    at = bisect_right(columns, start, key=lambda column: column.extent[2])
    near = [(column, column.extent) for column in columns[at : at + 2]]
    found = [column for column, reach in near if reach[0] == table and reach[1] < end]
    return found[0] if len(found) == 1 else None
