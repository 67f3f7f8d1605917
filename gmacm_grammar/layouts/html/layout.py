"""The layout of HTML pages: cells and rows are told by the elements of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from gmacm_grammar.grammars import Source, compiled_terminals
from gmacm_grammar.layouts.html.cells import ASIDE, PageCell, joined
from gmacm_grammar.layouts.html.markup import is_page
from gmacm_grammar.layouts.html.page import tables
from gmacm_grammar.layouts.html.tables import Row
from gmacm_grammar.layouts.layout import COVERS_ROWS, Layout
from gmacm_grammar.layouts.marks import CELL, CLOSING, OPENING, ROW_END, Piece, like_figure

#: So many places of figures are looked at in rows that belong together.
_MOST_COLUMNS = 200


class PageLayout(Layout):
    """A layout that declares its cells: a page of HTML is cut by its elements."""

    cuts_words = cuts_wholly = has_rows = keeps_empty = True

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.source = source
        self._terminals = [
            (name, re.compile(e).fullmatch) for name, e in compiled_terminals(source)
        ]

    def fits(self, text: str) -> bool:
        """Whether the text is a page."""
        return is_page(text)

    def has_columns(self, text: str) -> bool:
        """They are those of the grids of its tables."""
        return True

    def pieces(self, text: str) -> Iterator[Piece]:
        """Cells and marks with their offsets in the source; its tags are left out.

        The text of each is a PlacedText. An empty row stands before figures that are set apart from
        the row above them.
        """
        above: PageCell | None = None
        for table in tables(text):
            rows = [row for cells in table if (row := self._marked(cells))]
            _find_covering(rows)
            for row in _without_spacing(rows):
                first = next(filter(_says, row), row[0])
                if above is not None and _is_figure(first) and _is_apart(above, row[0]):
                    yield "\n", first.offset, ROW_END
                for cell in row:
                    yield cell.printed(text), cell.offset, cell.terminal
                above = row[-1]
                yield "\n", above.offset, ROW_END

    def _marked(self, cells: Iterable[PageCell]) -> Row:
        """The cells of a row with their terminals, marks joined with the figures they belong to.

        A figure covers the columns of its marks too.
        """
        row: Row = []
        mark = ""
        for cell in (cell for cell in cells if cell.text):
            matching = (name for name, matches in self._terminals if matches(cell.text))
            opens, mark = mark == OPENING, cell.terminal or next(matching, CELL)
            cell.terminal = CELL if mark in (OPENING, CLOSING) else mark
            before = row[-1] if row else None
            if before and mark != ASIDE and like_figure((before if mark == CLOSING else cell).text):
                if opens or mark == CLOSING:
                    row[-1] = joined([before, cell])
                    continue
                if before.terminal != CELL and not _is_rule(before):
                    cell.start = before.start
            row.append(cell)
        return row


def _without_spacing(rows: list[Row]) -> Iterator[Row]:
    """The rows with an empty cell for each figure that a row does not have.

    Rows with figures that follow one another have their figures in the same columns; all other
    empty cells of a table only keep its columns apart. A figure that is alone in its row may be in
    any column: it makes none for rows that have several, and where these have none it has none.
    """
    for _, run in groupby(
        rows, lambda row: any(_is_figure(cell) or _is_rule(cell) for cell in row)
    ):
        same = list(run)
        figures = [list(filter(_is_figure, row)) for row in same]
        several = [found for found in figures if len(found) > 1] or figures
        columns = _columns([cell for found in several for cell in found])
        for row, found in zip(same, figures, strict=True):
            is_filled = len(found) > 1 or any(
                _over(cell.start, cell.end, columns) for cell in found
            )
            yield list(_filled(row, columns)) if is_filled else row


def _find_covering(rows: list[Row]) -> None:
    """Figures whose cells cover rows below that have text, and that of their label does not."""
    said = {cell.row for row in rows for cell in row}
    for row in rows:
        for cell in row:
            covered = 1 if cell is row[0] else row[0].rows
            below = range(cell.row + covered, cell.row + cell.rows)
            if below and _is_figure(cell) and not said.isdisjoint(below):
                cell.terminal = COVERS_ROWS


def _is_figure(cell: PageCell) -> bool:
    return cell.terminal in (CELL, COVERS_ROWS) and like_figure(cell.text) is not None


def _says(cell: PageCell) -> bool:
    return cell.terminal == CELL and cell.text != ""


def _is_rule(cell: PageCell) -> bool:
    return cell.terminal not in (CELL, ASIDE) and is_rule(cell.text)


def _columns(figures: list[PageCell]) -> list[tuple[int, int]]:
    """The columns of the grid that hold figures.

    Figures that overlap are in one column; one that is over several columns is in none.
    """
    found: list[tuple[int, int]] = []
    places = sorted({(cell.end - cell.start, cell.start) for cell in figures})
    for width, start in places[:_MOST_COLUMNS]:
        over = _over(start, start + width, found)
        if len(over) < 2:
            both = [(start, start + width), *over]
            found = [column for column in found if column not in over]
            found.append((min(both)[0], max(end for _, end in both)))
    return sorted(found)


def _over(start: int, end: int, columns: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The columns of which there is at least a part from ``start`` to ``end``."""
    return [column for column in columns if start < column[1] and column[0] < end]


def _filled(row: Row, columns: list[tuple[int, int]]) -> Iterator[PageCell]:
    """The cells of a row, and before each an empty one for each column of figures passed over."""
    at, place = 0, row[0].offset
    for cell in row:
        for start, end in columns:
            if at <= start and end <= cell.start:
                yield PageCell("", place, start, end, row[0].table, terminal=CELL)
        yield cell
        # A currency sign without a figure, or a line that is drawn, is no value of its column.
        at, place = max(at, cell.end if cell.terminal == CELL else cell.start), cell.after


def _is_apart(above: PageCell, first: PageCell) -> bool:
    """Whether the first cell of a row is set apart from the last one of the row above.

    It is if that is no cell of a report or not in the row right above of the same table, and if the
    first cell is a rule or reaches further to both sides.
    """
    follows = first.table == above.table and first.line - above.line in (0, 1)
    covers = first.start <= above.start and above.end < first.end
    return not follows or covers or above.terminal != CELL or _is_rule(first)


def is_rule(text: str) -> bool:
    """Whether what is no cell of a report is a line that is drawn."""
    return bool(text) and not text.strip("-=_ \xa0")


def declares_cells(source: Source) -> bool:
    """Whether a layout is for pages: it declares its cells and has no expression for them."""
    lines = (line.text.split("//")[0].split() for line in source.lines)
    return any(words[:1] == ["%declare"] and CELL in words for words in lines)
