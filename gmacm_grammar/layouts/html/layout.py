"""The layout of HTML pages: cells and rows are told by the elements of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import attrs

from gmacm_grammar.grammars import Source, compiled_terminals
from gmacm_grammar.layouts.html.cells import PageCell, joined
from gmacm_grammar.layouts.html.markup import is_page
from gmacm_grammar.layouts.html.page import tables
from gmacm_grammar.layouts.html.separation import is_apart, is_rule
from gmacm_grammar.layouts.html.tables import Table
from gmacm_grammar.layouts.layout import APART, CELL, ROW_END, Layout, Piece

#: Marks that stand in a cell of their own and belong to the figure in the next cell, or before it.
OPENING, CLOSING = "OPENING", "CLOSING"
#: So many places of figures are looked at in rows that belong together.
_MOST_COLUMNS = 200
_ASIDE = "_ASIDE"
#: What looks like a figure of any kind: it tells which columns of a table hold figures.
_FIGURE = re.compile(r"[-($]*[0-9][0-9,./]*[ %)]*|-+|#\S*").fullmatch


class PageLayout(Layout):
    """A layout that declares its cells: a page of HTML is cut by its elements."""

    cuts_words = cuts_wholly = has_rows = keeps_empty = True

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.source = source
        self._marks = {name: re.compile(e).fullmatch for name, e in compiled_terminals(source)}

    def fits(self, text: str) -> bool:
        """Whether the text is a page."""
        return is_page(text)

    def each(self, text: str) -> Iterator[str]:
        """The texts of the cells alone."""
        return (str(piece) for piece, _, terminal in self.pieces(text) if terminal == CELL)

    def pieces(self, text: str) -> Iterator[Piece]:
        """Cells and marks with their offsets in the source; its tags are left out.

        A cell that is there with markup in it is a PageText. A row that is set apart from the row
        above it begins with a blank of the terminal APART.
        """
        above: PageCell | None = None
        rules: list[PageCell] = []
        for row in (row for table in tables(text) for row in self._rows(table)):
            begins = True
            for cell, terminal in row:
                if terminal == CELL and cell.text:
                    if begins and above is not None and is_apart(above, cell, rules):
                        yield " ", cell.offset, APART
                    above, rules, begins = cell, [], False
                rules += [cell] * (terminal != CELL and is_rule(cell.text))
                yield cell.printed(text), cell.offset, terminal
            if row:
                yield "\n", row[-1][0].offset, ROW_END

    def _rows(self, table: Table) -> Iterator[_Row]:
        return _without_spacing([self._join_marks(row) for row in table])

    def _join_marks(self, row: list[PageCell]) -> _Row:
        """The cells of a row with their terminals, marks joined with the figures they belong to.

        A figure covers the columns of its marks too.
        """
        found: _Row = []
        for cell in row:
            mark = _ASIDE if cell.aside else self._mark(cell.text)
            before, terminal = found[-1] if found else (None, CELL)
            if not cell.text:
                continue
            if (
                before is None
                or cell.aside
                or not _FIGURE(before.text if mark == CLOSING else cell.text)
            ):
                found.append((cell, mark))
            elif mark == CLOSING or terminal == OPENING:
                found[-1] = (joined([before, cell]), CELL)
            elif terminal != CELL and not is_rule(before.text):
                found.append((attrs.evolve(cell, start=before.start), mark))
            else:
                found.append((cell, mark))
        return [(cell, CELL if mark in (OPENING, CLOSING) else mark) for cell, mark in found]

    def _mark(self, text: str) -> str:
        """The terminal of a cell."""
        return next((name for name, matches in self._marks.items() if matches(text)), CELL)


_Row = list[tuple[PageCell, str]]


def _without_spacing(rows: list[_Row]) -> Iterator[_Row]:
    """The rows with an empty cell for each figure that a row does not have.

    Rows with figures that follow one another have their figures in the same columns; all other
    empty cells of a table only keep its columns apart.
    """
    for has_figures, run in groupby(filter(None, rows), _has_figures):
        if not has_figures:
            yield from run
            continue
        same = [(row, [cell for cell, mark in row if _is_figure(cell, mark)]) for row in run]
        columns = _columns([cell for _, figures in same for cell in figures])
        for row, figures in same:
            yield list(_filled(row, columns)) if figures else row


def _has_figures(row: _Row) -> bool:
    """Whether figures stand in a row, or lines that are drawn above or below figures."""
    return any(
        _is_figure(cell, mark) or (mark != CELL and is_rule(cell.text)) for cell, mark in row
    )


def _is_figure(cell: PageCell, terminal: str) -> bool:
    return terminal == CELL and _FIGURE(cell.text) is not None


def _columns(figures: list[PageCell]) -> list[tuple[int, int]]:
    """The columns of the grid that hold figures.

    Figures that overlap stand in one column; one that lies over several columns is in none.
    """
    found: list[tuple[int, int]] = []
    places = sorted({(cell.end - cell.start, cell.start) for cell in figures})
    for width, start in places[:_MOST_COLUMNS]:
        end = start + width
        over = [column for column in found if start < column[1] and column[0] < end]
        if not over:
            found.append((start, end))
        elif len(over) == 1:
            found.remove(over[0])
            found.append((min(start, over[0][0]), max(end, over[0][1])))
    return sorted(found)


def _filled(row: _Row, columns: list[tuple[int, int]]) -> Iterator[tuple[PageCell, str]]:
    """The cells of a row, and before each an empty one for each column of figures passed over."""
    at, place = 0, row[0][0].offset
    for cell, terminal in row:
        for start, end in columns:
            if at <= start and end <= cell.start:
                yield PageCell("", place), CELL
        yield cell, terminal
        # A currency sign without a figure, or a line that is drawn, is no value of its column.
        at, place = max(at, cell.end if terminal == CELL else cell.start), cell.after


def declares_cells(source: Source) -> bool:
    """Whether a layout is for pages: it declares its cells and has no expression for them."""
    lines = (line.text.split("//")[0].split() for line in source.lines)
    return any(words[:1] == ["%declare"] and CELL in words for words in lines)
