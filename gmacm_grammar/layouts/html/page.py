"""The tables and paragraphs of a page, made of its elements as they begin and end."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, count, groupby
from typing import NamedTuple

from gmacm_grammar.layouts.html.cells import Lines, PageCell
from gmacm_grammar.layouts.html.markup import Tag, markup
from gmacm_grammar.layouts.html.preformatted import Verbatim, is_preformatted
from gmacm_grammar.layouts.html.runs import runs
from gmacm_grammar.layouts.html.styles import INLINE, SHOWN, Shown, shown_within
from gmacm_grammar.layouts.html.tables import Grid, Table, printed_rows

#: The ranks of elements: where one begins, those of its rank and of higher ones end in its table.
_PAGE, _TABLE, _ROW, _CELL, _OTHER = -1, 0, 2, 3, 4
_RANKS = {"table": _TABLE, "tbody": 1, "thead": 1, "tfoot": 1, "tr": _ROW, "td": _CELL, "th": _CELL}
#: Elements that nothing is in.
_EMPTY = frozenset(("br", "col", "hr", "img", "input", "page"))
#: A style that parts a page.
_PARTS = re.compile(r"break-(before|after)\s*:\s*(?:always|page|left|right)").findall
#: Attributes that are looked at.
_TELLS = re.compile("style|hidden|size|span", re.IGNORECASE).search


class _Element(NamedTuple):
    """An element that is open, and the table, cell and preformatted text that its text is in.

    ``table`` is where the innermost element of a table is among those that are open, if any is.
    """

    name: str
    rank: int
    shown: Shown
    grid: Grid
    cell: Lines | None = None
    verbatim: Verbatim | None = None
    ends_page: bool = False
    table: int = 0


def tables(source: str) -> list[Table]:
    """The tables and paragraphs of a page in order, a table within a table where it begins."""
    page = _Page(source)
    for start, end, tag in markup(source):
        if start < end:
            page.add(start, end)
        if tag.closes:
            page.close(tag)
        elif tag.name:
            page.open(tag)
    page.end_above(_PAGE)
    page.break_line()
    return page.tables


class _Page:
    """Makes tables of the elements of a page."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tables: list[Table] = []
        #: The numbers of tables.
        self.numbers = count(1)
        #: The elements that are open, the last one of which is the innermost, and where those of
        #: a name are among them.
        self.top = _Element("", _PAGE, SHOWN, Grid(0))
        self.elements = [self.top]
        self.places = defaultdict[str, list[int]](list)
        self.paragraph = Lines(PageCell("", 0))

    # ---- tags ------------------------------------------------------------------------------------

    def open(self, tag: Tag) -> None:
        """An element begins."""
        name, rank = tag.name, _RANKS.get(tag.name, _OTHER)
        if _TABLE < rank < _OTHER:
            if not self.top.table:
                self.open(Tag("table", False, "", tag.start))
            self.end_above(rank - 1)
        elif name not in INLINE:
            self.end_named("p")
        attributes = tag.attributes if _TELLS(tag.written) else {}
        shown = shown_within(self.top.shown, name, attributes)
        parts = _PARTS(attributes.get("style", "").lower())
        if not shown.gone:
            if name not in INLINE or name == "br":
                self.break_line(always=name == "br")
            if name in ("hr", "page") or "before" in parts:
                self.begin_part()
        _, _, _, grid, cell, verbatim, _, table = self.top
        if rank == _TABLE:
            if not shown.gone:
                self.print_rows(grid.rows)
                grid.begin_anew(cell)
            grid, cell = Grid(next(self.numbers)), None
        elif rank == _ROW and not shown.gone:
            grid.begin_row()
        elif rank == _CELL and not shown.gone:
            cell, verbatim = grid.begin_cell(attributes, tag.start), None
        elif name == "pre" and verbatim is None and not shown.gone:
            verbatim = Verbatim(self.tables, self.numbers)
        if rank == _OTHER:
            self.places[name].append(len(self.elements))
        else:
            table = len(self.elements)
        self.top = _Element(name, rank, shown, grid, cell, verbatim, "after" in parts, table)
        self.elements.append(self.top)
        if name in _EMPTY:
            self.end()

    def close(self, tag: Tag) -> None:
        """An element ends, if one that the tag may close is open."""
        rank = _RANKS.get(tag.name, _OTHER)
        if rank == _OTHER:
            self.end_named(tag.name)
        elif self.top.table:
            self.end_above(rank)
            if self.top.rank == rank:
                self.end()
        if tag.name not in INLINE and not self.top.shown.gone:
            self.break_line()

    # ---- elements --------------------------------------------------------------------------------

    def end(self) -> None:
        """The innermost element ends."""
        name, rank, shown, grid, _, verbatim, ends_page, _ = self.top
        if name not in INLINE and not shown.gone:
            self.break_line()
        self.elements.pop()
        self.top = self.elements[-1]
        if rank == _OTHER:
            self.places[name].pop()
        if rank == _TABLE and not shown.gone:
            self.print_rows(grid.rows)
        if verbatim is not None and self.top.verbatim is None:
            verbatim.end_line()
        if ends_page:
            self.begin_part()

    def end_above(self, rank: int) -> None:
        """All elements of higher ranks end as far as one that has this rank, or a lower one."""
        while self.top.rank > rank:
            self.end()

    def end_named(self, name: str) -> None:
        """The innermost element of a name ends, if it is in what its text is in."""
        places = self.places[name]
        if places and places[-1] > self.top.table:
            place = places[-1]
            while len(self.elements) > place:
                self.end()

    def begin_part(self) -> None:
        """A rule or the end of a page is met."""
        self.break_line()
        (self.top.verbatim or self.top.grid).line += 1

    # ---- text ------------------------------------------------------------------------------------

    def add(self, start: int, end: int) -> None:
        """Add text to a cell, to a paragraph, or to what is preformatted."""
        element = self.top
        around = element.verbatim or element.cell or self.paragraph
        around.add(runs(self.source, start, end, element.shown))

    def print_rows(self, rows: Sequence[Sequence[Lines]], gaps: int = 2) -> None:
        """Rows are complete: each is printed, unless it is text that was preformatted.

        That is told by so many ``gaps``: in a cell a single one may be in a heading.
        """
        for are_text, group in groupby(filter(None, rows), lambda row: is_preformatted(row, gaps)):
            if are_text:
                for cell in chain.from_iterable(group):
                    Verbatim(self.tables, self.numbers).add_lines(cell)
            else:
                self.tables.append([row for cells in group for row in printed_rows(cells)])

    def break_line(self, always: bool = False) -> None:
        """A line ends: of preformatted text, of a cell, or a paragraph."""
        if self.top.verbatim is not None:
            if always or self.top.verbatim.row:
                self.top.verbatim.end_line()
        elif self.top.cell is not None:
            self.top.cell.end_line(always)
        elif self.paragraph.counts or self.paragraph.asides:
            page = self.elements[0].grid
            self.paragraph.cell.line = page.line = page.line + 1
            self.print_rows([[self.paragraph]], 1)
            self.paragraph = Lines(PageCell("", 0))
        else:
            self.paragraph.end_line()
