"""Read on past the title that stands on each page of a report."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TypeAlias

from gmacm_grammar.model import Cell
from gmacm_grammar.parsing import Lookahead, normal
from gmacm_grammar.recovery.headings import LONGEST_HEADING, Headings
from gmacm_grammar.recovery.row_heads import RowHeads

#: What a row says: the text of each cell, and what it was read as.
Row: TypeAlias = list[tuple[str, str | None]]


class PageHeadings(Headings):
    """A state that tells the heading of another page from the title of another report."""

    def __init__(
        self,
        lookahead: Lookahead,
        cells: Collection[Cell],
        has_rows: bool,
        apart: Collection[Cell] = frozenset(),
    ) -> None:
        super().__init__(lookahead, cells, has_rows, apart)
        self._row_heads = RowHeads()
        #: So many of the cells that were kept are in the row heads.
        self._looked_at = 0

    def page_heading(self, index: int) -> int | None:
        """Read on past the title, and past the rows that stood below it the first time.

        They say what they said before. None if what follows comes again, too, or if nothing does:
        then another report begins here.
        """
        end = self._end_of_page_heading(index)
        if end == index or not self._carries_on(end):
            return None
        for cell in self.cells[index:end]:
            cell.role = "furniture"
        return end

    def _end_of_page_heading(self, index: int) -> int:
        """The index after the title and the rows that stood below it, in the order of then."""
        printed = iter(self._printed_first())
        end = index
        while end < len(self.cells):
            row = self.cells[end : self.figures_from(end + 1)]
            is_open = self.sim.goes_on_with(self.stack, str(row[0].terminal))
            if is_open or [(normal(cell.text), cell.terminal) for cell in row] not in printed:
                break
            end += len(row)
        return end

    def _printed_first(self) -> list[Row]:
        """What the first title says, and the rows of the report itself right below it."""
        rows = list[Row]()
        for cell, name in islice(self.kept, LONGEST_HEADING):
            is_label = name not in self.figures
            if cell is None or (is_label and rows and not self._is_of_no_part(cell, name)):
                break
            if is_label or not rows:
                rows.append([])
            rows[-1].append((normal(cell.text), name))
        return rows

    def _is_of_no_part(self, cell: Cell, name: str) -> bool:
        return self.sim.begins_no_part(self.stacks[id(cell)], name)

    def _carries_on(self, index: int) -> bool:
        """Whether the next row, with the headings above it, stood nowhere before in its part."""
        opening = list(self._opening(index))
        if not opening:
            return False
        self._look_at_kept()
        texts = [normal(cell.text) for cell, _ in opening]
        name = opening[0][1]
        if self.sim.goes_on_with(self.stack, name):
            texts = [*self._row_heads.heading, *texts]
        if len(texts) > 1:
            return not self._row_heads.has(texts)
        if self.sim.shift(self.stack, name) is None or self.sim.begins_no_part(self.stack, name):
            return not self.has(name)
        return texts[0] not in self._row_heads.rows

    def _opening(self, index: int) -> Iterator[tuple[Cell, str]]:
        """The cells that are known from ``index`` on up to the label of a row, that included."""
        known = (
            (at, cell.terminal)
            for at, cell in enumerate(islice(self.cells, index, None), index)
            if cell.terminal and not self.is_figure(at)
        )
        for at, name in islice(known, LONGEST_HEADING):
            yield self.cells[at], name
            if self.is_figure(at + 1):
                return

    def _look_at_kept(self) -> None:
        """Take what was kept since the last title into the row heads."""
        for at in range(self._looked_at, len(self.kept)):
            cell, name = self.kept[at]
            if cell and name not in self.figures:
                is_label = at + 1 < len(self.kept) and self.kept[at + 1][1] in self.figures
                self._row_heads.add(normal(cell.text), is_label)
        self._looked_at = len(self.kept)
