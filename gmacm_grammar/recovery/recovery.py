"""Read on after a fault: find which cells cannot be read, so that the rest can.

The automaton is simulated (states only, no values). Where a cell cannot stand, the row it is in is
left out, or a heading is taken as read if just one makes sense of what follows. What remains is a
sequence of cells that the automaton accepts; what was left out is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from gmacm_grammar.model import Cell
from gmacm_grammar.recovery.headings import CARRIED_ON, LONGEST_HEADING
from gmacm_grammar.recovery.page_headings import PageHeadings
from gmacm_grammar.recovery.state import Unknown, like_figure

#: So many stray figures after a row are looked into.
_MOST_STRAY = 3
#: A cell that is still not read after so many tries is left out.
_TRIES = 4


class Recovery(PageHeadings):
    """One reading of cells in which faults do not end the reading."""

    def run(self) -> None:
        """Read all cells. Afterwards ``kept`` is what the automaton accepts."""
        index = furthest = tries = 0
        while index < len(self.cells):
            tries = tries + 1 if index <= furthest else 0
            furthest = max(index, furthest)
            if tries > _TRIES:
                index = self._skip(index)
                continue
            after_unread = self.mend(index)
            if after_unread is not None:
                index = after_unread
                continue
            cell = self.cells[index]
            if not cell.text and self._is_spacing(index):
                cell.role = "furniture"
                index += 1
                continue
            after = self.sim.shift(self.stack, cell.terminal) if cell.terminal else None
            if after is None or self._begins_a_line(index):
                index = self._fault(index)
                continue
            if self._comes_again(index):
                index = self._row_again(index)
                continue
            if not self.is_figure(index):
                self.begin(index)
            self.keep(cell, after)
            index += 1
        if not self.sim.ends(self.stack):
            self._end()

    def _comes_again(self, index: int) -> bool:
        """Whether the label of a row comes a second time in its section; remember it if not."""
        name = self.cells[index].terminal
        if self.is_figure(index) or name is None or index in self.looked_at:
            return False
        if not self.is_figure(index + 1):
            self.seen.clear()
            return False
        again = name in self.seen and name in self.sim.classifier.spellings
        self.seen.add(name)
        return again

    def _row_again(self, index: int) -> int:
        """A row a second time: one of an unknown section, or of one whose heading is missing."""
        self.looked_at.add(index)
        before = self.sim.before(self.stack, str(self.cells[index].terminal))
        in_section = before is not None and bool(self.sim.place(before))
        if self.heading is not None and in_section:
            return self._unknown_row(index)
        found = {
            names
            for names in self.sequences(1, True)
            if (after := self.after(self.stack, names)) is not None
            and not self.sim.wants_figure(after)
            and not self.has(names[0])
            and self.goes_on(after, index)
        }
        if len(found) == 1:
            self.resume(index, 0, found.pop())
            self.seen.clear()
        return index

    def _is_spacing(self, index: int) -> bool:
        """Whether an empty cell states nothing, not even that a value is not stated."""
        return self.sim.shift(self.stack, str(self.cells[index].terminal)) is None

    def _begins_a_line(self, index: int) -> bool:
        """Whether a figure begins a line, and is no value of the row or the label before it."""
        before, cell = self.cells[index - 1], self.cells[index]
        if cell in self.apart:
            # One behind two labels is the value of the second if the first has a place without one.
            first = self.cells[index - 2]
            return not self.is_beside(index) or all(kept is not first for kept, _ in self.kept[-2:])
        return self.is_figure(index) and self.is_figure(index - 1) and cell.row != before.row

    def _fault(self, index: int) -> int:
        """The cell at ``index`` cannot stand there; return where to read on."""
        cell = self.cells[index]
        complete = self.sim.ends(self.stack)
        if self.is_within_a_row() or (self.is_figure(index) and not complete):
            return self._drop_row(index)
        if self.is_figure(index):
            return self._surplus(index)
        begins = cell.terminal and self.sim.shift(self.sim.start, cell.terminal)
        is_title = begins and self.has(cell.terminal)
        read_on = self.page_heading(index) if is_title else None
        if read_on is None:
            read_on = self.repair_heading(index)
        if read_on is not None:
            return read_on
        if is_title:
            return self._second_report(index)
        if not complete and (self.elsewhere or not self._is_row_within_heading(index)):
            return self._skip(index)
        return self._unknown_row(index)

    def _drop_row(self, index: int) -> int:
        """Leave out the row in which ``index`` stands; the cell may belong to the next row."""
        cell, label = self.cells[index], self.cells[self.mark.index]
        expected = self.sim.words(self.stack)
        where = self.where(label)
        end = index
        if cell.terminal is None and like_figure(cell.text):
            end = self.figures_from(index + 1)
            while end < len(self.cells) and self.cells[end].terminal is None:
                if not like_figure(self.cells[end].text):
                    break
                end = self.figures_from(end + 1)
            message = f'"{cell.text}" is not {expected}'
            hint = "a figure is damaged or misprinted; the row is left out"
        elif self.is_figure(index) and not self._begins_a_line(index):
            end = self.figures_from(index)
            message, hint = self.misfit(cell, expected)
        else:
            message, hint = self.missing(index, expected)
            cell = self.end_of(index - 1)
        self.report("error", cell, message, where, hint)
        self.go_back(self.mark)
        return end

    def _surplus(self, index: int) -> int:
        """Figures after a complete row: one too many, a row without a label, or stray ones."""
        end = self.figures_from(index)
        found = self.cells[index:end]
        shown = " ".join(f'"{cell.text}"' for cell in found)
        label = self.cells[self.mark.index]
        follows_row = index > self.mark.index + 1
        same_line = self.has_rows and follows_row and found[0].row == self.cells[index - 1].row
        where = self.where(label)
        several = self._could_be_others(index, end)
        place, sign = self.doubt_of_place(index), self.doubt_of_sign(found[0])
        if same_line or (several and not self._fits_a_row(found, anywhere=True)):
            self.report(
                "error",
                found[0],
                f"one value too many in the row: {shown}"
                if len(found) == 1
                else f"{len(found)} values too many in the row: {shown}",
                where,
                "which of its values is the right one cannot be known; the row is left out" + sign,
            )
            self.go_back(self.mark)
        elif several or self._fits_a_row(found):
            missing = "a label is missing before it, or the row before it has a value too many"
            hint = (place or missing) + sign
            self.report("error", found[0], f"expected a label, found {shown}", where, hint)
        else:
            message, hint = f"stray cell without a label: {shown}", place or sign.removeprefix("; ")
            self.report("warning", found[0], message, where, hint or None)
            before = label if self.kept else None
            self.unknown.append(Unknown(None, tuple(found), self.section(), before))
        return end

    def _could_be_others(self, index: int, end: int) -> bool:
        """Whether a row of several values, with those after it, can be read in more ways.

        A stray cell within the row looks like one after it where row ends are not known.
        """
        row, more = self.cells[self.mark.index + 1 : index], end - index
        if self.has_rows or len(row) < 2 or more >= len(row) or more > _MOST_STRAY:
            return False
        start = self.sim.shift(self.mark.stack, str(self.cells[self.mark.index].terminal))
        figures = self.cells[self.mark.index + 1 : end]
        for left_out in combinations(range(len(figures)), more):
            kept = [cell for n, cell in enumerate(figures) if n not in left_out]
            after = self.after(start, [str(cell.terminal) for cell in kept]) if start else None
            texts = [cell.text for cell in kept]
            if after and self.sim.ends(after) and texts != [cell.text for cell in row]:
                return True
        return False

    def _fits_a_row(self, figures: Sequence[Cell], anywhere: bool = False) -> bool:
        """Whether the figures are just what a row of the section (or any row) takes."""
        for name in self.sim.expected(self.stack):
            within = anywhere or self.sim.within_section(self.stack, name)
            after = self.sim.shift(self.stack, name) if within else None
            for cell in figures:
                after = self.sim.shift(after, str(cell.terminal)) if after else None
            if after and self.sim.ends(after):
                return True
        return False

    def _unknown_row(self, index: int) -> int:
        """A label that the format does not know, or knows elsewhere: kept with its values."""
        cell = self.cells[index]
        end = self.figures_from(index + 1)
        values = tuple(self.cells[index + 1 : end])
        if cell.terminal is None and self.is_remark(index):
            return self.leave_out_remarked(index)
        what = "row" if values else "heading"
        near = self.near(cell.text)
        if cell.terminal is None:
            message = f'unknown {what} "{cell.text}"'
            meant = f'did you mean "{near}"?' if near else ""
            carried = CARRIED_ON if not values and self.is_carried_on(end) else ""
            hint = f"{meant} {carried or self.doubt_of(index, values)}".strip() or None
        else:
            message = f'the {what} "{cell.text}" is known, but not in this place'
            hint = "it is kept as an unknown row"
        before = self.cells[self.mark.index] if self.kept else None
        self.report("warning", cell, message, self.where(None), hint)
        self.unknown.append(Unknown(cell, values, self.section(), before))
        if not values:
            self.heading = cell
            self.elsewhere.update(filter(None, [cell.terminal]))
        return end

    def _is_row_within_heading(self, index: int) -> bool:
        """Whether an unknown row stands here, and what was begun goes on after it."""
        end = self.figures_from(index + 1)
        return end > index + 1 and self.goes_on(self.stack, end)

    def _skip(self, index: int) -> int:
        """A cell within a heading that makes no sense there."""
        cell = self.cells[index]
        self.report(
            "error",
            cell,
            f'expected {self.sim.words(self.stack)}, found "{cell.text}"',
            self.where(None),
            self.hint_near(cell),
        )
        if cell.terminal is not None:
            left_out = self.cells[self.safe.index : index + 1]
            self.elsewhere.update(filter(None, [cell.terminal for cell in left_out]))
        self.go_back(self.safe)
        return index + 1

    def _second_report(self, index: int) -> int:
        self.second_report = (cell := self.cells[index]).offset
        self.report(
            "error",
            cell,
            f'a second report begins here: "{cell.text}"',
            None,
            "split the text and parse each report by itself; all from here on is unread",
        )
        return len(self.cells)

    def _end(self) -> None:
        """The cells end in the middle of a row or of a heading."""
        last = self.cells[-1]
        if self.sim.wants_figure(self.stack):
            label = self.cells[self.mark.index]
            message = f"the report ends within a row: expected {self.sim.words(self.stack)}"
            end = self.end_of(len(self.cells) - 1)
            self.report("error", end, message, self.where(label), "the row is left out")
            self.go_back(self.mark)
        if not self.sim.ends(self.stack):
            self.report("warning", last, "the report ends within a heading", self.where(None))
            self._complete()

    def _complete(self) -> None:
        """Take the rest of a heading as read, or leave the heading out."""
        for _ in range(LONGEST_HEADING):
            if self.sim.ends(self.stack):
                return
            labels = self.silent(self.stack)
            if not labels:
                break
            self.take(labels[:1])
        for cell in self.cells[self.safe.index :]:
            cell.role = "heading"
        self.go_back(self.safe)
        if not self.sim.ends(self.stack):
            message = "what can be read is no report: parts are missing that the format wants"
            hint = "where a part may be missing, the grammar has to say so (?)"
            self.report("error", self.cells[0], message, None, hint)
            self.is_report = False
            for cell in self.cells:
                cell.role = "unread"
