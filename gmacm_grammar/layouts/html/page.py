"""The tables and paragraphs of a page, made of its elements as they begin and end."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from gmacm_grammar.layouts.html.cells import Lines, PageCell, Within
from gmacm_grammar.layouts.html.markup import Tag, markup, struck
from gmacm_grammar.layouts.html.preformatted import Verbatim, is_preformatted
from gmacm_grammar.layouts.html.runs import runs
from gmacm_grammar.layouts.html.styles import INLINE, SHOWN, UNSHOWN, Shown, shown_within
from gmacm_grammar.layouts.html.tables import Grid, Table, printed_rows

#: The element of preformatted text.
_PRE = "pre"
#: The ranks of elements: where one begins, those of its rank and of higher ones end in its table.
_PAGE, _TABLE, _ROW, _CELL, _WHOLE, _OTHER = -1, 0, 2, 3, 4, 5
_RANKS = {
    **{"table": _TABLE, "tbody": 1, "thead": 1, "tfoot": 1, "tr": _ROW, "td": _CELL, "th": _CELL},
    # Tags in these stand for no rows and cells, if they are closed.
    **dict.fromkeys((_PRE, *UNSHOWN), _WHOLE),
}
_END_OF_WHOLE = re.compile(rf"</({'|'.join((_PRE, *UNSHOWN))})\b", re.IGNORECASE).finditer
#: Elements that nothing is in, and those that all is in.
_EMPTY = frozenset(
    "area base basefont br col embed frame hr html head body img input link meta page wbr".split()
)
#: Elements that part a page, and a style that does.
_BREAKS = frozenset(("hr", "page"))
_PARTS = re.compile(r"break-(before|after)\s*:\s*(?:always|page|left|right)").findall
#: Attributes that are looked at.
_TELLS = re.compile("style|hidden|size|span", re.IGNORECASE).search


class _Element(NamedTuple):
    """An element that is open, and what its text is in: a table and a cell of it, or none.

    ``ends_page`` says that a page ends with it, ``outer`` how many elements are open around the
    innermost one, perhaps itself, whose rank is not that of others.
    """

    name: str = ""
    rank: int = _PAGE
    shown: Shown = SHOWN
    grid: Grid | None = None
    cell: Lines | None = None
    verbatim: Verbatim | None = None
    ends_page: bool = False
    outer: int = 0

    @property
    def within(self) -> Within | None:
        """What its text is in, if not right on the page."""
        if self.cell is not None:
            return self.cell.cell.within
        return self.grid.outer if self.grid is not None else None


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
        self.source, self.struck = source, struck(source)
        #: Where elements that are whole are closed for the last time.
        self.closed = {end[1].lower(): end.start() for end in _END_OF_WHOLE(source)}
        self.tables: list[Table] = []
        #: The elements that are open, from the outermost one on, and where those of a name are.
        self.elements = [_Element()]
        self.places = defaultdict[str, list[int]](list)
        self.paragraph = Lines(PageCell("", 0))
        #: How many tables, and rules or ends of pages, there were so far.
        self.begun = self.part = 0

    @property
    def top(self) -> _Element:
        return self.elements[-1]

    # ---- tags ------------------------------------------------------------------------------------

    def rank(self, tag: Tag) -> int:
        """The rank of the element of a tag where it is."""
        rank = _RANKS.get(tag.name, _OTHER)
        if rank == _WHOLE:
            return rank if tag.closes or tag.start < self.closed.get(tag.name, 0) else _OTHER
        return _OTHER if self.elements[self.top.outer].rank == _WHOLE else rank

    def open(self, tag: Tag) -> None:
        name, rank = tag.name, self.rank(tag)
        if (name == "s" and tag.start not in self.struck) or (name in UNSHOWN and rank != _WHOLE):
            return  # the mark of a column; what is not closed hides nothing
        if _TABLE < rank < _WHOLE:
            if self.top.grid is None:
                if rank != _CELL:
                    return self.break_line()  # a row of no table
                self.open(Tag("table", False, "", tag.start))
            self.end_above(rank - 1)
        elif name not in INLINE:
            self.end_named("p")
        if rank == _TABLE:
            self.end_named(_PRE)  # which is not closed
        self.begin(tag, rank)

    def close(self, tag: Tag) -> None:
        rank = self.rank(tag)
        if rank == _OTHER:
            self.end_named(tag.name)
        elif self.elements[self.top.outer].name == tag.name if rank == _WHOLE else self.top.grid:
            self.end_above(rank)
            if self.top.rank == rank:
                self.end()
        if tag.name == "p":  # it is a paragraph of its own if none is open
            self.break_line()

    # ---- elements --------------------------------------------------------------------------------

    def begin(self, tag: Tag, rank: int) -> None:
        name, outer = tag.name, self.top
        attributes = tag.attributes if _TELLS(tag.written) else {}
        shown = shown_within(outer.shown, name, attributes)
        parts = _PARTS(attributes.get("style", "").lower())
        grid, cell = outer.grid, outer.cell
        if not shown.gone:
            if name not in INLINE or name == "br":
                self.break_line(always=name == "br")
            if name in _BREAKS or "before" in parts:
                self.begin_part()
        if rank == _TABLE:
            if grid and not shown.gone:
                self.tables.append(grid.so_far(cell))
            self.begun += 1
            grid, cell = Grid(self.begun, outer.within), None
        elif rank == _ROW and grid and not shown.gone:
            grid.begin_row()
        elif rank == _CELL and grid and not shown.gone:
            cell = grid.begin_cell(attributes, tag.start, self.part)
        place = len(self.elements)
        if rank == _OTHER:
            self.places[name].append(place)
            place = outer.outer
        verbatim = outer.verbatim
        if name == _PRE and verbatim is None and not shown.gone:
            verbatim = self.new_verbatim()
        ends_page = "after" in parts
        self.elements.append(_Element(name, rank, shown, grid, cell, verbatim, ends_page, place))
        if name in _EMPTY:
            self.end()

    def end(self) -> None:
        """The innermost element ends."""
        element = self.top
        if not element.shown.gone and element.name not in INLINE:
            self.break_line()
        self.elements.pop()
        if element.rank == _OTHER:
            self.places[element.name].pop()
        if element.shown.gone:
            return
        if element.rank == _TABLE and element.grid:
            self.tables.append(element.grid.table())
        elif element.verbatim is not None and self.top.verbatim is None:
            self.end_verbatim(element.verbatim)
        if element.ends_page:
            self.begin_part()

    def end_above(self, rank: int) -> None:
        """All elements of higher ranks end as far as one that has this rank, or a lower one."""
        while self.top.rank > rank:
            self.end()

    def end_named(self, name: str) -> None:
        """The innermost element of a name ends if it is right in one that is of no other rank."""
        places = self.places[name]
        if places and places[-1] > self.top.outer:
            place = places[-1]
            while len(self.elements) > place:
                self.end()

    def begin_part(self) -> None:
        """A rule or the end of a page is met."""
        self.break_line()
        self.part += 1
        if self.top.verbatim is not None:
            self.top.verbatim.part = self.part

    # ---- text ------------------------------------------------------------------------------------

    def add(self, start: int, end: int) -> None:
        """Add text to a cell, to a paragraph, or to what is preformatted."""
        element = self.top
        said = runs(self.source, start, end, element.shown)
        text = "".join([run.text for run in said])
        if element.verbatim is not None:
            element.verbatim.add(said)
        elif not element.shown.apart and is_preformatted(text, element.cell is not None):
            self.break_line()
            verbatim = self.new_verbatim()
            verbatim.add(said)
            self.end_verbatim(verbatim)
        else:
            (element.cell or self.paragraph).add(said)

    def new_verbatim(self) -> Verbatim:
        return Verbatim(self.tables, self.top.within, self.begun + 1, self.part)

    def end_verbatim(self, verbatim: Verbatim) -> None:
        verbatim.end_line()
        self.begun = verbatim.table

    def break_line(self, always: bool = False) -> None:
        """A line ends: of preformatted text, of a cell, or a paragraph."""
        if self.top.verbatim is not None:
            if always or self.top.verbatim.row:
                self.top.verbatim.end_line()
        elif self.top.cell is not None:
            self.top.cell.end_line(always)
        elif self.paragraph.counts or self.paragraph.asides:
            self.paragraph.cell.part = self.part
            self.tables.append(printed_rows([self.paragraph]))
            self.paragraph = Lines(PageCell("", 0))
        else:
            self.paragraph.end_line()
