"""Find the rows and cells of an HTML page, each cell with its place in the source."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.layouts.html.lines import Lines
from gmacm_grammar.layouts.html.preformatted import END_OF_PAGE, is_preformatted, left, rows
from gmacm_grammar.layouts.html.source import (
    STRETCH,
    VERBATIM,
    PageCell,
    Stretch,
    Within,
    numbered,
    parsed,
)
from gmacm_grammar.layouts.html.visibility import INLINE, Shown, shown_within

_CELLS = frozenset(("td", "th"))
_TITLE = "title"
#: How many columns or rows a cell covers, as it is written.
_COUNT = re.compile(r"\s*\d{1,8}\s*").fullmatch
#: A blank that keeps an empty line on the page.
_KEPT = "\xa0"
#: A cell is taken for so many columns or rows at most.
_WIDEST = 100

#: Elements that part a page, and a style that does.
_BREAKS = frozenset(("hr", "page"))
_STYLE = "break-"
_ENDS_PAGE = re.compile(rf"{_STYLE}(before|after)\s*:\s*(?:always|page|left|right)").findall

#: The rows of a table; a paragraph is a table of one cell.
Table: TypeAlias = list[list[PageCell]]


def tables(text: str) -> list[Table]:
    """The tables and paragraphs of a page in order, a table within a table where it stands.

    Raises ModuleNotFoundError, which says what to install, where lxml is missing."""
    return _read(text)[0]


def deepest(text: str) -> int:
    """How deep the elements of a page stand in one another."""
    return _read(text)[1]


@lru_cache(maxsize=2)
def _read(text: str) -> tuple[list[Table], int]:
    source, stretches = numbered(text)
    page = _Page(stretches, _STYLE in source.lower())
    page.read(parsed(source))
    return page.tables, page.deepest


class _Grid:
    """A table as it is met: rows of cells, each with the columns of the grid that it covers."""

    def __init__(self, number: int, outer: Within | None) -> None:
        self.number, self.outer = number, outer
        self.depth = outer[1] + 1 if outer else 1
        self.rows: list[list[Lines]] = [[]]
        self.cell: Lines | None = None
        self.row = self.column = 0
        #: How far cells reach: first column -> (the column after it, the row after it).
        self.reaching: dict[int, tuple[int, int]] = {}

    def begin_row(self) -> None:
        self.rows.append([])
        self.row += 1
        self.column = 0

    def begin_cell(self, element: Any, part: int) -> None:
        number = len(self.rows)
        while (reach := self.reaching.get(self.column)) and reach[1] > number:
            self.column = reach[0]
        end = self.column + _span(element, "colspan")
        self.reaching[self.column] = (end, number + _span(element, "rowspan"))
        within = (self.outer, self.depth, self.number, self.row, self.column)
        self.cell = Lines(self.column, end, within, part)
        self.rows[-1].append(self.cell)
        self.column = end

    def so_far(self) -> Table:
        """The rows before a table within the cell that is open; the cell goes on after it."""
        done = self.table()
        self.rows = [[]]
        if self.cell is not None:
            cell = self.cell
            self.cell = Lines(cell.start, cell.end, cell.within, cell.part)
            self.rows[-1].append(self.cell)
        self.reaching = {}
        return done

    def table(self) -> Table:
        return [row for cells in self.rows if cells for row in _printed_rows(_ended(cells))]


def _span(element: Any, name: str) -> int:
    said = element.get(name)
    return min(max(int(said), 1), _WIDEST) if said and _COUNT(said) else 1


def _ends_page(element: Any, where: str) -> bool:
    """Whether a page ends before or after an element, as its style says."""
    return where in _ENDS_PAGE(element.get("style", "").lower())


def _ended(row: list[Lines]) -> list[list[PageCell]]:
    """The cells of each line of the cells of a row."""
    for cell in row:
        cell.end_line()
    raises_text = any(cell.raises_text for cell in row)
    return [cell.cells(raises_text) for cell in row]


def _printed_rows(cells: list[list[PageCell]]) -> Table:
    """One row, or several where the cells have several lines, as a browser shows them.

    A single cell of several lines is one that was too long for its line. Among headings a cell of
    fewer lines stands at the bottom, among figures at the top. It is in no other row: so there are
    no more cells than lines.
    """
    if sum(sum(bool(part.text) for part in cell) > 1 for cell in cells) < 2:
        return [[_in_one_line(cell) for cell in cells]]
    has_figures = any(part.text[:1].isdigit() for cell in cells for part in cell)
    height = max(map(len, cells))
    rows: Table = [[] for _ in range(height)]
    for cell in cells:
        first = 0 if has_figures else height - len(cell)
        for line, part in enumerate(cell, first):
            rows[line].append(part)
    return rows


def _in_one_line(cell: list[PageCell]) -> PageCell:
    if len(cell) == 1:
        return cell[0]
    said = [part for part in cell if part.text] or cell
    return attrs.evolve(
        said[0],
        text=" ".join(part.text for part in said),
        asides=cell[-1].asides,
        printed=tuple(chain.from_iterable(part.printed for part in said)),
    )


class _Page:
    """Makes tables of the elements of a page."""

    def __init__(self, stretches: list[Stretch], has_ends: bool) -> None:
        self.stretches = stretches
        #: Whether styles may say where pages end.
        self.has_ends = has_ends
        self.tables: list[Table] = []
        self.lost = dict.fromkeys(n for n, stretch in enumerate(stretches) if stretch.words)
        #: What stands in the elements of preformatted text, of which one is open.
        self.verbatim: list[Stretch] = []
        self.depth = 0
        self.grids: list[_Grid] = []
        self.paragraph = Lines()
        self.shown = True
        #: How the text of the elements is shown that are open.
        self.showing = [Shown()]
        #: How many elements have been open at most.
        self.deepest = 0
        #: How many tables, and rules or ends of pages, there were so far.
        self.begun = self.part = 0

    def read(self, events: Any) -> None:
        for event, element in events:
            if event == "start":
                self.begin(element.tag, element)
                self.text(element.text)
            else:
                self.end(element.tag)
                if self.has_ends and _ends_page(element, "after"):
                    self.begin_part()
                self.text(element.tail)
        if self.grids:  # that of cells outside of tables
            self.tables.append(self.grids.pop().table())
        self.break_line()
        for number in list(self.lost):
            self.add(self.stretches[number], None)
            self.break_line()

    def begin(self, name: Any, element: Any) -> None:
        shown = shown_within(self.showing[-1], element)
        self.showing.append(shown)
        self.deepest = max(self.deepest, len(self.showing) - 1)
        if shown.gone:
            return
        if name not in INLINE:
            self.break_line()
        self.shown = name != _TITLE
        if name in _BREAKS or (self.has_ends and _ends_page(element, "before")):
            self.begin_part()
        if name == "table" or (name in _CELLS and not self.grids):
            self.begin_table()
        if name == "tr" and self.grids:
            self.grids[-1].begin_row()
        elif name in _CELLS:
            self.grids[-1].begin_cell(element, self.part)
        elif name == VERBATIM:
            self.depth += 1
        elif name == "br":
            self.break_line(always=True)

    def begin_part(self) -> None:
        """A rule or the end of a page is met; in preformatted text it is a line of its own."""
        self.break_line()
        self.part += 1
        if self.depth:
            self.verbatim.append(Stretch("", 0, END_OF_PAGE, 0))

    def begin_table(self) -> None:
        outer = self.within
        if self.grids:
            self.tables.append(self.grids[-1].so_far())
        self.begun += 1
        self.grids.append(_Grid(self.begun, outer))

    @property
    def within(self) -> Within | None:
        """The cell that is open."""
        if not self.grids:
            return None
        grid = self.grids[-1]
        return grid.cell.within if grid.cell else grid.outer

    def end(self, name: Any) -> None:
        if self.showing.pop().gone:
            return
        if name not in INLINE:
            self.break_line()
        self.shown = True
        if name in _CELLS:
            self.grids[-1].cell = None
        elif name == "table":
            self.tables.append(self.grids.pop().table())
        elif name == VERBATIM:
            self.depth -= 1
            if not self.depth:
                self.end_verbatim()

    def text(self, text: str | None) -> None:
        cell = self.grids[-1].cell if self.grids else None
        for match in STRETCH.finditer(text) if text else ():
            if match[1] is not None:
                self.lost.pop(int(match[1]), None)
                self.add(self.stretches[int(match[1])], cell)
            elif not self.showing[-1].gone:
                blank = _KEPT if _KEPT in match[0] else " "
                (cell or self.paragraph).add(blank, None, self.showing[-1].level)

    def add(self, stretch: Stretch, cell: Lines | None) -> None:
        """Add text to a cell, to a paragraph, or to what is preformatted."""
        shown = self.showing[-1]
        if shown.level and not shown.apart:
            stretch = attrs.evolve(stretch, level=shown.level)
        if self.depth:
            self.verbatim.append(left(stretch, shown.gone) if shown.apart else stretch)
        elif shown.apart and stretch.words:
            (cell or self.paragraph).asides.append((stretch.words, stretch.place))
        elif is_preformatted(stretch.whole, cell is not None):
            self.break_line()
            self.verbatim = stretch.parts
            self.end_verbatim()
        else:
            (cell or self.paragraph).add(stretch.words, stretch, shown.level)

    def end_verbatim(self) -> None:
        """Preformatted text ends: each of its lines is a row."""
        for row in rows(self.verbatim, self.within, self.begun + 1):
            for cell in row:
                cell.part = self.part
                self.begun = cell.within[2] if cell.within else self.begun
            self.tables.append([row])
        self.verbatim = []

    def break_line(self, always: bool = False) -> None:
        """A line ends: that of a cell, or a paragraph."""
        if self.grids and self.grids[-1].cell is not None:
            self.grids[-1].cell.end_line(always)
            return
        if self.paragraph.offset is None and not self.paragraph.asides:
            return  # nothing but blanks
        self.paragraph.end_line()
        for cell in self.paragraph.cells(self.paragraph.raises_text):
            if cell.text or cell.asides:
                cell.shown, cell.part = self.shown, self.part
                self.tables.append([[cell]])
        self.paragraph = Lines()
