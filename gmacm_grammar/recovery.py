"""Read on after a fault: find which cells cannot be read, so that the rest can.

The automaton is simulated (states only, no values). Where a cell cannot stand, the row it is in is
left out, or a heading is taken as read if just one makes sense of what follows. What remains is a
sequence of cells that the automaton accepts; what was left out is reported.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import attrs

from gmacm_grammar.cells import Cell
from gmacm_grammar.mending import Reading, readings
from gmacm_grammar.problems import Problem, Severity
from gmacm_grammar.simulator import Simulator, Stack
from gmacm_grammar.vocabulary import normal

#: How many cells must be readable after a heading that is taken as read.
_AHEAD = 6
#: How many cells and labels of a heading may be passed over or taken as read, in how many ways.
_EFFORT, _MOST_WAYS = 3, 400
_LONGEST_HEADING = 30
#: A cell that is still not read after so many tries is left out.
_TRIES = 4
#: How alike two labels are that are called near (0 to 1), and near enough to be a misprint.
_NEAR, _MISPRINT = 0.6, 0.85


@attrs.frozen
class Unknown:
    """Cells that no rule takes: a row with its label, a heading, or values without a label."""

    label: Cell | None
    values: tuple[Cell, ...]
    section: str | None
    after: Cell | None


@attrs.frozen
class Mark:
    """The state before a row: where to go back to when the row cannot be read."""

    stack: Stack
    kept: int
    index: int


class Recovery:
    """One reading of cells in which faults do not end the reading."""

    def __init__(self, simulator: Simulator, cells: Iterable[Cell], has_rows: bool) -> None:
        self.sim = simulator
        #: All cells to be read; a damaged one is replaced by its parts.
        self.cells = list(cells)
        self.has_rows = has_rows
        self.figures = simulator.vocabulary.figures
        self.kept: list[tuple[Cell | None, str]] = []
        self.unknown: list[Unknown] = []
        self.problems: list[Problem] = []
        self.stack = simulator.start
        self.mark = self.safe = Mark(self.stack, 0, 0)  # before the last label, before its heading
        self.stacks: dict[int, Stack] = {}  # the state before each label, by the id of its cell
        self.heading: Cell | None = None  # the unknown heading under which rows stand

    def run(self) -> None:
        """Read all cells. Afterwards ``kept`` is what the automaton accepts."""
        index = furthest = tries = 0
        while index < len(self.cells):
            tries = tries + 1 if index <= furthest else 0
            furthest = max(index, furthest)
            if tries > _TRIES:
                index = self._skip(index)
                continue
            self._mend(index)
            cell = self.cells[index]
            if not cell.text and self._is_spacing(index):
                cell.role = "furniture"
                index += 1
                continue
            after = self.sim.shift(self.stack, cell.terminal) if cell.terminal else None
            if after is None or self._begins_a_line(index):
                index = self._fault(index)
                continue
            if not self._is_figure(index):
                self.mark = Mark(self.stack, len(self.kept), index)
                if self.sim.ends(self.stack):
                    self.safe = self.mark
                self.stacks[id(cell)] = self.stack
                self.heading = None
            self._keep(cell, after)
            index += 1
        if not self.sim.ends(self.stack):
            self._end()

    def _mend(self, index: int) -> None:
        """Replace a damaged cell by its parts, if it can be read in one way only."""
        cell = self.cells[index]
        if cell.terminal is not None:
            return
        found = readings(self.sim, self.stack, cell.text)
        if len(found) > 1:
            found = [reading for reading in found if self._completes(reading, index + 1)]
        if len(found) != 1:
            return
        parts = found[0]
        shown = " and ".join(f'"{self._spelling(name, text)}"' for text, name in parts)
        message = f'read "{cell.text}" as {shown}'
        self._report("repair", cell, message, self.where(None), "compare it with the original")
        made = []
        at = 0
        for text, name in parts:
            at = cell.text.index(text, at)
            offset, column = cell.offset + at, cell.column + at
            made.append(Cell(text, cell.line, column, offset, terminal=name))
            at += len(text)
        self.cells[index : index + 1] = made

    def _completes(self, reading: Reading, index: int) -> bool:
        """Whether the row is complete after the parts and the figures that follow them."""
        stack: Stack | None = self.stack
        for _, name in reading:
            stack = self.sim.shift(stack, name) if stack else None
        for cell in self.cells[index : self._figures_from(index)]:
            stack = self.sim.shift(stack, str(cell.terminal)) if stack else None
        return stack is not None and (self.sim.ends(stack) or len(reading) == 1)

    def _keep(self, cell: Cell | None, after: Stack, terminal: str = "") -> None:
        name = cell.terminal if cell else terminal
        assert name is not None
        self.kept.append((cell, name))
        self.stack = after

    def _is_figure(self, index: int) -> bool:
        return index < len(self.cells) and self.cells[index].terminal in self.figures

    def _figures_from(self, index: int) -> int:
        """The index after the figures that stand from ``index`` on."""
        while self._is_figure(index):
            index += 1
        return index

    def _is_spacing(self, index: int) -> bool:
        """Whether an empty cell states nothing: it is no value, or none is wanted any more."""
        if not self.sim.shift(self.stack, str(self.cells[index].terminal)):
            return True
        for cell in self.cells[index + 1 :]:
            if cell.line != self.cells[index].line or cell.terminal not in self.figures:
                break
            if cell.text:
                return False
        return self.sim.ends(self.stack)

    def _begins_a_line(self, index: int) -> bool:
        """Whether a figure begins a line, and the row before it is complete."""
        return (
            self.has_rows
            and self._is_figure(index)
            and self._is_figure(index - 1)
            and self.cells[index].line != self.cells[index - 1].line
            and self.sim.ends(self.stack)
        )

    def _fault(self, index: int) -> int:
        """The cell at ``index`` cannot stand there; return where to read on."""
        cell = self.cells[index]
        complete = self.sim.ends(self.stack)
        if self._is_figure(index):
            if complete:
                return self._surplus(index)
            return self._repair_heading(index) or self._drop_row(index)
        if self.sim.wants_figure(self.stack) and not complete:
            return self._drop_row(index)
        repaired = self._repair_heading(index)
        if repaired is not None:
            return repaired
        if cell.terminal and self.sim.shift(self.sim.start, cell.terminal) and self._again(cell):
            return self._second_report(index)
        if not complete and not self._is_row_within_heading(index):
            return self._skip(index)
        return self._unknown_row(index)

    # ---- rows ----------------------------------------------------------------------------------

    def _drop_row(self, index: int) -> int:
        """Leave out the row in which ``index`` stands; the cell may belong to the next row."""
        cell, label = self.cells[index], self.cells[self.mark.index]
        expected = self.sim.words(self.stack)
        where = self.where(label)
        end = index
        if cell.terminal is None and _like_figure(cell.text):
            end = self._figures_from(index + 1)
            while end < len(self.cells) and self.cells[end].terminal is None:
                if not _like_figure(self.cells[end].text):
                    break
                end = self._figures_from(end + 1)
            message = f'"{cell.text}" is not {expected}'
            hint = "a figure is damaged or misprinted; the row is left out"
        elif self._is_figure(index):
            end = self._figures_from(index)
            message = f'expected {expected} here, found "{cell.text}"'
            hint = "the row has another form than the grammar says; the row is left out"
        else:
            message = f'a value is missing: expected {expected}, found "{cell.text}"'
            hint = "the row is left out"
            cell = self._end_of(index - 1)
        self._report("error", cell, message, where, hint)
        self._go_back(self.mark)
        return end

    def _go_back(self, mark: Mark) -> None:
        """Forget what was read since ``mark``."""
        self.stack = mark.stack
        del self.kept[mark.kept :]

    def _end_of(self, index: int) -> Cell:
        """The place right after a cell."""
        cell = self.cells[index]
        return Cell("", cell.line, cell.column + len(cell.text), cell.offset + len(cell.text))

    def _surplus(self, index: int) -> int:
        """Figures after a complete row: one too many, a row without a label, or stray ones."""
        end = self._figures_from(index)
        found = self.cells[index:end]
        shown = " ".join(f'"{cell.text}"' for cell in found)
        label = self.cells[self.mark.index]
        follows_row = index > self.mark.index + 1
        same_line = self.has_rows and follows_row and found[0].line == self.cells[index - 1].line
        where = self.where(label)
        if same_line:
            self._report(
                "error",
                found[0],
                f"one value too many in the row: {shown}"
                if len(found) == 1
                else f"{len(found)} values too many in the row: {shown}",
                where,
                "which of its values is the right one cannot be known; the row is left out",
            )
            self._go_back(self.mark)
        elif self._fits_a_row(found):
            self._report(
                "error",
                found[0],
                f"expected a label, found {shown}",
                where,
                "a label is missing before it, or the row before it has a value too many",
            )
        else:
            self._report("warning", found[0], f"stray cell without a label: {shown}", where)
            self.unknown.append(Unknown(None, tuple(found), self._section(), label))
        return end

    def _fits_a_row(self, figures: Sequence[Cell]) -> bool:
        """Whether the figures are just what a row of the section takes."""
        for name in self.sim.expected(self.stack):
            after = self.sim.shift(self.stack, name)
            for cell in figures:
                after = self.sim.shift(after, str(cell.terminal)) if after else None
            if after and self.sim.ends(after):
                return True
        return False

    def _unknown_row(self, index: int) -> int:
        """A label that the format does not know, or knows elsewhere: kept with its values."""
        cell = self.cells[index]
        end = self._figures_from(index + 1)
        values = tuple(self.cells[index + 1 : end])
        what = "row" if values else "heading"
        near = self.near(cell.text)
        if cell.terminal is None:
            message = f'unknown {what} "{cell.text}"'
            hint = f'did you mean "{near}"?' if near else None
        else:
            message = f'the {what} "{cell.text}" is known, but not in this place'
            hint = "it is kept as an unknown row"
        before = self.cells[self.mark.index] if self.kept else None
        self._report("warning", cell, message, self.where(None), hint)
        self.unknown.append(Unknown(cell, values, self._section(), before))
        if not values:
            self.heading = cell
        return end

    def _is_row_within_heading(self, index: int) -> bool:
        """Whether an unknown row stands here, and what was begun goes on after it."""
        end = self._figures_from(index + 1)
        return end > index + 1 and self._goes_on(self.stack, end)

    def _skip(self, index: int) -> int:
        """A cell within a heading that makes no sense there."""
        cell = self.cells[index]
        self._report(
            "error",
            cell,
            f'expected {self.sim.words(self.stack)}, found "{cell.text}"',
            self.where(None),
            self._hint_near(cell),
        )
        self._go_back(self.safe)
        return index + 1

    def _again(self, cell: Cell) -> bool:
        """Whether a cell of this terminal was read and cannot be read a second time."""
        return any(name == cell.terminal for _, name in self.kept)

    def _second_report(self, index: int) -> int:
        cell = self.cells[index]
        self._report(
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
            end = self._end_of(len(self.cells) - 1)
            self._report("error", end, message, self.where(label), "the row is left out")
            self._go_back(self.mark)
        if not self.sim.ends(self.stack):
            self._report("warning", last, "the report ends within a heading", self.where(None))
            self._complete()

    def _complete(self) -> None:
        """Take the rest of a heading as read, or leave the heading out."""
        for _ in range(_LONGEST_HEADING):
            if self.sim.ends(self.stack):
                return
            labels = self._silent(self.stack)
            if not labels:
                break
            self._take(labels[:1])
        for cell in self.cells[self.safe.index :]:
            cell.role = "heading"
        self._go_back(self.safe)

    # ---- headings ------------------------------------------------------------------------------

    def _repair_heading(self, index: int) -> int | None:
        """Read on past a heading that is missing or damaged, if there is just one way.

        Cells may be passed over and labels taken as read; the fewest changes count. Returns where
        to read on, None if there is no way or more than one.
        """
        complete = self.sim.ends(self.stack)
        for effort in range(1, _EFFORT + 1):
            ways: dict[Stack, tuple[int, tuple[str, ...]]] = {}
            for skipped in range(effort + 1):
                if any(self._is_figure(n) for n in range(index, index + skipped)):
                    break
                for names in self._sequences(effort - skipped, complete):
                    after = self._after(self.stack, names)
                    if after is None or not self._allowed(index, skipped, names, complete):
                        continue
                    if names and self.sim.wants_figure(after):
                        continue  # the label of a row is never guessed
                    if self._goes_on(after, index + skipped):
                        ways.setdefault(self._ahead(after, index + skipped)[0], (skipped, names))
            if len(ways) == 1:
                skipped, names = next(iter(ways.values()))
                return self._resume(index, skipped, names)
            if ways:
                return None
        return None

    def _allowed(self, index: int, skipped: int, names: tuple[str, ...], complete: bool) -> bool:
        """Whether a way makes sense: an unknown row or heading is no damaged heading."""
        if not complete:
            return index + skipped < len(self.cells) or bool(names)
        if skipped == 0:
            return self.cells[index].terminal is not None
        if skipped > 1 or not names or self._is_figure(index + 1):
            return False
        spelled = " ".join(map(self._spelling, names))
        return _alike(self.cells[index].text, spelled) >= _MISPRINT

    def _resume(self, index: int, skipped: int, names: tuple[str, ...]) -> int:
        """Take the labels ``names`` as read in place of the cells passed over."""
        passed = self.cells[index : index + skipped]
        printed = " ".join(f'"{cell.text}"' for cell in passed)
        taken = " ".join(f'"{self._spelling(name)}"' for name in names)
        where = self.where(None)
        if passed and names:
            self._report("repair", passed[0], f"read {printed} as {taken}", where)
        elif names:
            message = f"the heading {taken} is missing before this"
            self._report("repair", self.cells[index], message, where)
        else:
            hint = self._hint_near(passed[0])
            self._report("warning", passed[0], f"unknown heading {printed}", where, hint)
        for cell in passed:
            cell.role = "heading"
            if not names:
                self.unknown.append(Unknown(cell, (), self._section(), None))
        self._take(names)
        return index + skipped

    def _take(self, names: Iterable[str]) -> None:
        """Take labels as read."""
        for name in names:
            after = self.sim.shift(self.stack, name)
            assert after is not None
            self._keep(None, after, name)

    def _after(self, stack: Stack, names: Iterable[str]) -> Stack | None:
        after: Stack | None = stack
        for name in names:
            after = self.sim.shift(after, name) if after else None
        return after

    def _sequences(self, count: int, complete: bool) -> list[tuple[str, ...]]:
        """Labels that can be taken as read: ``count`` of them, or a whole heading as one."""
        if count == 0:
            return [()]
        found: list[tuple[str, ...]] = [()]
        for _ in range(count):
            found = [
                (*names, name)
                for names in found
                if (after := self._after(self.stack, names)) is not None
                for name in self._silent(after)
            ]
            if len(found) > _MOST_WAYS:
                return []
        if complete and count == 1:
            found += [w for name in self._silent(self.stack) if (w := self._whole_heading(name))]
        return found

    def _silent(self, stack: Stack) -> list[str]:
        """The labels that can come next."""
        spellings = self.sim.vocabulary.spellings
        return [name for name in self.sim.expected(stack) if name in spellings]

    def _whole_heading(self, name: str) -> tuple[str, ...]:
        """The labels of a heading of several that begins with ``name``; empty if it is a row."""
        names = [name]
        after = self.sim.shift(self.stack, name)
        while after is not None and not self.sim.ends(after) and len(names) < _LONGEST_HEADING:
            following = self._silent(after)
            if not following or self.sim.wants_figure(after):
                return ()
            names.append(following[0])
            after = self.sim.shift(after, following[0])
        return tuple(names) if len(names) > 1 else ()

    def _goes_on(self, stack: Stack, index: int) -> bool:
        """Whether the next cells can be read from ``stack``."""
        _, read, wanted = self._ahead(stack, index)
        return read == wanted

    def _ahead(self, stack: Stack, index: int) -> tuple[Stack, int, int]:
        """The stack after the next cells, how many of them can be read, and how many they are."""
        coming = [cell for cell in self.cells[index : index + 2 * _AHEAD] if cell.terminal]
        coming = coming[:_AHEAD]
        for read, cell in enumerate(coming):
            after = self.sim.shift(stack, str(cell.terminal))
            if after is None:
                return stack, read, len(coming)
            stack = after
        return stack, len(coming), len(coming)

    # ---- words ---------------------------------------------------------------------------------

    def near(self, text: str) -> str | None:
        """The known label nearest to ``text``, if one is near."""
        found = difflib.get_close_matches(normal(text), self.sim.vocabulary.labels, 1, _NEAR)
        return self._spelling(self.sim.vocabulary.labels[found[0]]) if found else None

    def _hint_near(self, cell: Cell) -> str | None:
        near = self.near(cell.text) if cell.terminal is None else None
        return f'did you mean "{near}"?' if near else None

    def _spelling(self, name: str, otherwise: str = "") -> str:
        return self.sim.vocabulary.spellings.get(name, otherwise or name)

    def _section(self) -> str | None:
        if self.heading is not None:
            return self.heading.text
        sections = self.sim.place(self.stack)
        return sections[0] if sections else None

    def where(self, label: Cell | None) -> str | None:
        """Section and row in words: of a label that was read, or of where the reading stands."""
        stack = self.stack
        words = []
        if label is not None and label.terminal not in self.figures:
            words.append(f'row "{label.text}"')
            stack = self.stacks.get(id(label), stack)
            stack = self.sim.before(stack, str(label.terminal)) or stack
        sections = [section.replace("_", " ") for section in self.sim.place(stack)[:1]]
        return ", ".join(sections + words) or None

    def _report(
        self,
        severity: Severity,
        cell: Cell,
        message: str,
        where: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.problems.append(
            Problem(severity, cell.line, cell.column, message, hint=hint, where=where)
        )


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, normal(one), normal(other)).ratio()


def _like_figure(text: str) -> bool:
    """Whether a cell that is no figure looks like a damaged one: mostly digits, no words."""
    digits = sum(map(str.isdigit, text))
    letters = sum(map(str.isalpha, text))
    return digits > 0 and digits >= letters and " " not in text.strip()
