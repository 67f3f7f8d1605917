"""A table of a page, as it is met: rows of cells, and which columns of the grid each covers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import attrs

from gmacm_grammar.layouts.html.cells import Lines, PageCell, joined
from gmacm_grammar.layouts.layout import UNEQUAL_LINES

#: What figures begin with, also damaged ones; marks and blanks, which are none.
_FIGURE = re.compile(r"[-($]*[0-9]|-+$|#").match
_MARKS = "$()% \t\r\n\f\xa0"
#: How many columns or rows a cell covers, as it is written.
_COUNT = re.compile(r"\s*\d{1,8}\s*").fullmatch
#: A cell is taken for so many columns or rows at most.
_WIDEST = 100

#: The cells of a row, and what is beside them; a paragraph is a table of one cell.
Row: TypeAlias = list[PageCell]
Table: TypeAlias = list[Row]


class Grid:
    """A table as it is met; ``line`` counts rows, and the ends of pages among them."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.rows: list[list[Lines]] = [[]]
        self.row = self.column = self.line = 0
        #: How far cells reach: first column -> (the column after it, the row after it).
        self.reaching: dict[int, tuple[int, int]] = {}

    def begin_row(self) -> None:
        self.rows.append([])
        self.row, self.line = self.row + 1, self.line + 1
        self.column = 0

    def begin_cell(self, attributes: Mapping[str, str], offset: int) -> Lines:
        while (reach := self.reaching.get(self.column)) and reach[1] > self.row:
            self.column = reach[0]
        start, end = self.column, self.column + _span(attributes, "colspan")
        rows = _span(attributes, "rowspan")
        self.reaching[start] = (end, self.row + rows)
        self.column = end
        cell = PageCell("", offset, start, end, self.number, self.row, self.line, rows=rows)
        self.rows[-1].append(Lines(cell))
        return self.rows[-1][-1]

    def begin_anew(self, cell: Lines | None) -> None:
        """Forget the rows before a table within the cell that is open, which goes on after it."""
        self.rows, self.reaching = [[cell] if cell is not None else []], {}
        if cell is not None:
            cell.clear()


def printed_rows(row: Sequence[Lines]) -> Table:
    """One row, or several where the cells have several lines, as a browser shows them.

    A single cell of several lines is one that was too long for its line. Among headings a cell of
    fewer lines is at the bottom. Among figures it is not known to which rows its lines belong, and
    all cells are UNEQUAL_LINES; but empty lines at the end count only where they are needed. What
    is beside their text is in the last row.
    """
    cells = [lines.cells() for lines in row]
    if sum(sum(bool(part.text) for part in cell) > 1 for cell in cells) < 2:
        cells = [[joined(cell, " ")] if len(cell) > 1 else cell for cell in cells]
    height = max(map(len, cells))
    has_figures = height > 1 and any(map(_begins_with_figure, cells))
    if has_figures and height > min(line.height for line in row if line.text.strip(_MARKS)):
        parts = [attrs.evolve(part, terminal=UNEQUAL_LINES) for cell in cells for part in cell]
        cells, height = [[part] for part in parts], 1
    rows: Table = [[] for _ in range(height)]
    for cell in cells:
        first = 0 if has_figures else height - len(cell)
        for line, part in enumerate(cell, first):
            rows[line].append(part)
    rows[-1] += [aside for lines in row for aside in lines.asides]
    return rows


def _begins_with_figure(cell: Sequence[PageCell]) -> bool:
    """Whether a cell holds figures, one in a line: a heading may end in one."""
    return _FIGURE(next((part.text for part in cell if part.text), "")) is not None


def _span(attributes: Mapping[str, str], name: str) -> int:
    said = attributes.get(name)
    return min(max(int(said), 1), _WIDEST) if said and _COUNT(said) else 1
