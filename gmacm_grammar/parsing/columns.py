"""Headings read down their columns: cells that stand over one another are one label.

A heading is one or more rows without values that follow one another. Its cells are joined only
where each belongs to one column and every column is then known to the format.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

import attrs

from gmacm_grammar.model import Cell
from gmacm_grammar.parsing.classifier import Classifier, normal

#: So many lines of a heading are joined.
_MOST_LINES = 5
#: Cells that are no values, of which it is told by a byte each.
_SEVERAL_LABELS = re.compile(rb"\0{2,}").finditer
#: The table that something is in, and where in its rows it begins and ends.
Extent: TypeAlias = tuple[int, int, int]


@attrs.define(eq=False)
class JoinedCell(Cell):
    """The cells that stand over one another in a heading, as one."""

    printed: tuple[Cell, ...] = ()

    __hash__ = Cell.__hash__


@attrs.define
class Column:
    """What stands over one another in a heading, from the top, and how far it reaches."""

    table: int
    start: int
    end: int
    cells: list[Cell]

    @property
    def text(self) -> str:
        return " ".join([cell.text for cell in self.cells])

    def cell(self, classifier: Classifier) -> Cell:
        """The one cell of the column, or all joined."""
        last = self.cells[-1]
        if len(self.cells) == 1:
            return last
        text, place = self.text, (last.line, last.column, last.offset)
        name = classifier.labels.get(normal(text))
        return JoinedCell(text, *place, terminal=name, row=last.row, printed=tuple(self.cells))


@attrs.define(eq=False)
class Heading:
    """Lines of a heading; ``cells`` are those that the format reads: of its columns, or printed."""

    printed: list[Cell]
    cells: list[Cell]
    _columns: list[Column] | None = None

    @property
    def columns(self) -> list[Column]:
        """The columns from left to right; of a heading of one line they are its cells."""
        if self._columns is None:
            self._columns = columns_of([self.printed]) or []
        return self._columns

    def joined(self, classifier: Classifier) -> list[Cell]:
        """A cell for each column."""
        return self.cells if self.is_joined else [c.cell(classifier) for c in self.columns]

    @property
    def is_joined(self) -> bool:
        return self.cells is not self.printed

    @property
    def is_stacked(self) -> bool:
        """Whether some of its cells are over one another."""
        return any(len(column.cells) > 1 for column in self._columns or ())

    def tell_parts(self) -> None:
        """Let the cells that are printed share what became of the joined ones."""
        for cell in self.cells:
            if type(cell) is JoinedCell:
                for part in cell.printed:
                    part.role, part.path = cell.role, cell.path


def printed_cells(cells: Iterable[Cell]) -> list[Cell]:
    """All cells as they are printed, in any order."""
    found = list[Cell]()
    for cell in cells:
        found += cell.printed if isinstance(cell, JoinedCell) else [cell]
    return found


def join_headings(
    printed: Sequence[Cell], classifier: Classifier
) -> tuple[list[Cell], dict[int, Heading]]:
    """The cells of a text, those of headings joined as far as can be; and the headings, each by the
    id of its first cell."""
    cells, headings, done = list[Cell](), dict[int, Heading](), 0
    for at, heading in _headings(printed, classifier):
        cells += [*printed[done:at], *heading.cells]
        headings[id(heading.cells[0])] = heading
        done = at + len(heading.printed)
    return cells + list(printed[done:]), headings


def _headings(cells: Sequence[Cell], classifier: Classifier) -> Iterator[tuple[int, Heading]]:
    """The headings among the cells of a text, each with the place of its first cell."""
    is_value = classifier.row_values.__contains__
    for several in _SEVERAL_LABELS(bytes(map(is_value, [cell.terminal for cell in cells]))):
        first, end = several.span()
        # Labels beside values are in no heading.
        while first and first < end and cells[first].row == cells[first - 1].row:
            first += 1
        while first < end < len(cells) and cells[end - 1].row == cells[end].row:
            end -= 1
        for n in range(first + 1, end + 1):
            if n == end or cells[n].row > cells[n - 1].row + 1:
                if n > first + 1:
                    heading = _heading(cells[first:n], classifier)
                    yield n - len(heading.printed), heading
                first = n


def _heading(cells: Iterable[Cell], classifier: Classifier) -> Heading:
    """As many of the last lines as can be read down their columns; else those that best can be."""
    lines = [list(line) for _, line in groupby(cells, attrgetter("row"))]
    told, best = Heading(lines[-1], lines[-1]), -1.0
    for first in range(max(0, len(lines) - _MOST_LINES), len(lines) - 1):
        columns = columns_of(lines[first:])
        if columns is None:
            continue
        printed = [cell for line in lines[first:] for cell in line]
        joined = [column.cell(classifier) for column in columns]
        unknown = [cell.terminal for cell in joined].count(None)
        if not unknown and len(joined) < len(printed):
            return Heading(printed, joined, columns)
        if (share := 1 - unknown / len(joined)) > best:
            told, best = Heading(printed, printed, columns), share
    return told


def columns_of(lines: list[list[Cell]]) -> list[Column] | None:
    """The columns of lines over one another; None if a cell belongs to several, or two to one."""
    found: list[Column] = []
    for line in reversed(lines):
        alone, at, number = [], 0, len(found)
        for cell in line:
            table, start, end = extent(cell)
            while at < number and found[at].end <= start:
                at += 1
            if at == number or end <= found[at].start:
                alone.append(Column(table, start, end, [cell]))
                continue
            column = found[at]
            if table != column.table or (at + 1 < number and found[at + 1].start < end):
                return None
            column.cells.insert(0, cell)
            column.start, column.end = min(start, column.start), max(end, column.end)
            at += 1
        if alone:
            found = sorted(found + alone, key=attrgetter("start")) if found else alone
    end, table = 0, found[0].table
    for column in found:
        if column.start < end or column.table != table:
            return None
        end = column.end
    return found


def extent(cell: Cell) -> Extent:
    """How far a cell reaches in its row: in the line, or in the grid of a table of a page."""
    return cell.grid or (0, cell.column, cell.column + len(cell.text))


def column_of(columns: Sequence[Column], cell: Cell) -> Column | None:
    """The one column that a cell stands in; None if it stands in none or in several."""
    table, start, end = extent(cell)
    at = bisect_right(columns, start, key=attrgetter("end"))
    found = [c for c in columns[at : at + 2] if c.start < end and c.table == table]
    return found[0] if len(found) == 1 else None
