"""The tables and paragraphs of a page, made of its elements as they begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gmacm_grammar.layouts.html.cells import Lines, PageCell, Within
from gmacm_grammar.layouts.html.elements import (
    CELL,
    EMPTY,
    PRE,
    ROW,
    TABLE,
    WHOLE,
    Element,
    Elements,
)
from gmacm_grammar.layouts.html.markup import Tag, markup, struck
from gmacm_grammar.layouts.html.preformatted import END_OF_PAGE, is_preformatted, rows
from gmacm_grammar.layouts.html.runs import Run, runs
from gmacm_grammar.layouts.html.styles import INLINE, UNSHOWN, shown_within
from gmacm_grammar.layouts.html.tables import Grid, Table

#: Elements that part a page, and a style that does.
_BREAKS = frozenset(("hr", "page"))
_PARTS = re.compile(r"break-(before|after)\s*:\s*(?:always|page|left|right)").findall
#: Attributes that are looked at.
_TELLS = re.compile("style|hidden|size|span", re.IGNORECASE).search


def tables(source: str) -> list[Table]:
    """The tables and paragraphs of a page in order, a table within a table where it begins."""
    page = _Page(source)
    for start, end, tag in markup(source):
        if start < end:
            page.text(start, end)
        if tag.closes:
            page.close(tag)
        elif tag.name:
            page.open(tag)
    page.close_all()
    return page.tables


class _Page:
    """Makes tables of the elements of a page."""

    def __init__(self, source: str) -> None:
        self.source, self.struck = source, struck(source)
        self.elements = Elements(source)
        self.tables: list[Table] = []
        self.grids: list[Grid] = []
        self.paragraph = Lines(PageCell("", 0))
        #: What is in the elements of preformatted text, how many of which are open, and whether
        #: there is text in its last line.
        self.verbatim: list[Run] = []
        self.depth = 0
        self.on_line = False
        #: How many tables, and rules or ends of pages, there were so far.
        self.begun = self.part = 0

    # ---- tags ------------------------------------------------------------------------------------

    def open(self, tag: Tag) -> None:
        name, rank = tag.name, self.elements.rank(tag)
        if (name == "s" and tag.start not in self.struck) or (name in UNSHOWN and rank != WHOLE):
            return  # the mark of a column; what is not closed hides nothing
        if TABLE < rank < WHOLE and not self.elements.has_table:
            if rank != CELL:
                return self.break_line()
            self.open(Tag("table", False, "", tag.start))
        self.end(self.elements.ended_by_start(name, rank))
        attributes = tag.attributes if _TELLS(tag.written) else {}
        shown = shown_within(self.elements.shown, name, attributes)
        parts = _PARTS(attributes.get("style", "").lower())
        element = Element(name, rank, shown, "after" in parts)
        if not shown.gone:
            self.begin(element, "before" in parts)
            if rank == CELL:
                self.grids[-1].begin_cell(attributes, tag.start, self.part)
        if name in EMPTY:
            self.end([element])
        else:
            self.elements.begin(element)

    def close(self, tag: Tag) -> None:
        self.end(self.elements.ended_by_end(tag.name, self.elements.rank(tag)))
        if tag.name == "p":  # it is a paragraph of its own if none is open
            self.break_line()

    def close_all(self) -> None:
        self.end(self.elements.all_ended())
        self.break_line()

    # ---- elements --------------------------------------------------------------------------------

    def begin(self, element: Element, begins_page: bool) -> None:
        if element.name not in INLINE:
            self.break_line()
        if element.name in _BREAKS or begins_page:
            self.begin_part()
        if element.rank == TABLE:
            outer = self.within
            if self.grids:
                self.tables.append(self.grids[-1].so_far())
            self.begun += 1
            self.grids.append(Grid(self.begun, outer))
        elif element.rank == ROW:
            self.grids[-1].begin_row()
        elif element.name == PRE:
            self.depth += 1
        elif element.name == "br":
            self.break_line(always=True)

    def end(self, elements: Iterable[Element]) -> None:
        for element in elements:
            if element.shown.gone:
                continue
            if element.name not in INLINE:
                self.break_line()
            if element.rank == CELL:
                self.grids[-1].cell = None
            elif element.rank == TABLE:
                self.tables.append(self.grids.pop().table())
            elif element.name == PRE:
                self.depth -= 1
                if not self.depth:
                    self.end_verbatim()
            if element.ends_page:
                self.begin_part()

    def begin_part(self) -> None:
        """A rule or the end of a page is met."""
        self.break_line()
        self.part += 1
        if self.depth:
            self.verbatim.append(Run(END_OF_PAGE, 0, 0))

    # ---- text ------------------------------------------------------------------------------------

    @property
    def within(self) -> Within | None:
        """What text is in."""
        return self.grids[-1].within if self.grids else None

    @property
    def cell(self) -> Lines | None:
        """The cell that is open."""
        return self.grids[-1].cell if self.grids else None

    def text(self, start: int, end: int) -> None:
        """Add text to a cell, to a paragraph, or to what is preformatted."""
        shown = self.elements.shown
        said = runs(self.source, start, end, shown)
        text = "".join([run.text for run in said])
        if self.depth:
            if shown.gone:  # it breaks no line
                said = [run._replace(text=run.text.replace("\n", " ")) for run in said]
            elif not shown.apart:
                _, breaks, last = text.rpartition("\n")
                self.on_line = not last.isspace() if last else self.on_line and not breaks
            self.verbatim += said
        elif not shown.apart and is_preformatted(text, self.cell is not None):
            self.break_line()
            self.verbatim = said
            self.end_verbatim()
        else:
            (self.cell or self.paragraph).add(said)

    def end_verbatim(self) -> None:
        """Preformatted text ends: each of its lines is a row."""
        for row in rows(self.verbatim, self.within, self.begun + 1, self.part):
            self.begun = row[0].within[2] if row[0].within else self.begun
            self.tables.append([row])
        self.verbatim, self.on_line = [], False

    def break_line(self, always: bool = False) -> None:
        """A line ends: of preformatted text, of a cell, or a paragraph."""
        if self.depth:
            if always or self.on_line:
                self.verbatim.append(Run("\n", 0, 0))
                self.on_line = False
        elif self.cell is not None:
            self.cell.end_line(always)
        elif self.paragraph.counts or self.paragraph.asides:
            for cell in self.paragraph.cells():
                if cell.text or cell.asides:
                    cell.part = self.part
                    self.tables.append([[cell]])
            self.paragraph = Lines(PageCell("", 0))
        else:
            self.paragraph.end_line()
