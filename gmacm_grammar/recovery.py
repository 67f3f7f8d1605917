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
from gmacm_grammar.problems import Problem, Severity
from gmacm_grammar.simulator import Simulator, Stack
from gmacm_grammar.vocabulary import normal

#: How many cells must be readable after a heading that is taken as read.
_AHEAD = 6
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

    def __init__(self, simulator: Simulator, cells: Sequence[Cell], has_rows: bool) -> None:
        self.sim = simulator
        self.cells = cells
        self.has_rows = has_rows
        self.figures = simulator.vocabulary.figures
        self.kept: list[tuple[Cell | None, str]] = []
        self.unknown: list[Unknown] = []
        self.problems: list[Problem] = []
        self.stack = simulator.start
        self.mark = Mark(self.stack, 0, 0)
        self.stacks: dict[int, Stack] = {}  # the state before each label, by the id of its cell
        self.heading: Cell | None = None  # the unknown heading under which rows stand

    def run(self) -> None:
        """Read all cells. Afterwards ``kept`` is what the automaton accepts."""
        index = 0
        while index < len(self.cells):
            cell = self.cells[index]
            after = self.sim.shift(self.stack, cell.terminal) if cell.terminal else None
            if after is None or self._begins_a_line(index):
                index = self._fault(index)
                continue
            if not self._is_figure(index):
                self.mark = Mark(self.stack, len(self.kept), index)
                self.stacks[id(cell)] = self.stack
                self.heading = None
            self._keep(cell, after)
            index += 1
        if not self.sim.ends(self.stack):
            self._end()

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
        if not complete:
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
        self.stack = self.mark.stack
        del self.kept[self.mark.kept :]
        return end

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
            self.stack = self.mark.stack
            del self.kept[self.mark.kept :]
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
        self.stack = self.mark.stack
        del self.kept[self.mark.kept :]
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
            self.stack = self.mark.stack
            del self.kept[self.mark.kept :]
        if not self.sim.ends(self.stack):
            self._report("warning", last, "the report ends within a heading", self.where(None))
            self._complete()

    def _complete(self) -> None:
        """Take the rest of a heading as read."""
        for _ in range(50):
            if self.sim.ends(self.stack):
                return
            labels = [n for n in self.sim.expected(self.stack) if n not in self.figures]
            if not labels:
                break
            after = self.sim.shift(self.stack, labels[0])
            assert after is not None
            self._keep(None, after, labels[0])
        self.stack = self.mark.stack
        del self.kept[self.mark.kept :]

    # ---- headings ------------------------------------------------------------------------------

    def _repair_heading(self, index: int) -> int | None:
        """Read a heading that is missing or damaged, if just one reading makes sense."""
        cell = self.cells[index]
        known = cell.terminal is not None
        complete = self.sim.ends(self.stack)
        if known:
            insertions = self._readings(self.stack, index)
            if len(insertions) == 1:
                names = insertions[0]
                shown = " ".join(f'"{self._spelling(name)}"' for name in names)
                where = self.where(None)
                self._report("repair", cell, f"the heading {shown} is missing before this", where)
                self._insert(names)
                return index
            if not complete and not self._is_figure(index) and self._goes_on(self.stack, index + 1):
                hint = self._hint_near(cell)
                message = f'"{cell.text}" does not belong in this heading'
                self._report("warning", cell, message, self.where(None), hint)
                self.unknown.append(Unknown(cell, (), self._section(), self.cells[self.mark.index]))
                return index + 1
            return None
        replacements = [
            names
            for names in self._readings(self.stack, index + 1, at_end=True)
            if _alike(cell.text, " ".join(map(self._spelling, names))) >= _MISPRINT
            or (not complete and len(names) == 1)
        ]
        if len(replacements) == 1 and not self._is_figure(index + 1):
            names = replacements[0]
            shown = " ".join(f'"{self._spelling(name)}"' for name in names)
            self._report("repair", cell, f'read "{cell.text}" as {shown}', self.where(None))
            cell.role = "heading"
            self._insert(names)
            return index + 1
        if not complete and self._goes_on(self.stack, index + 1):
            hint = self._hint_near(cell)
            self._report("warning", cell, f'unknown heading "{cell.text}"', self.where(None), hint)
            self.unknown.append(Unknown(cell, (), self._section(), self.cells[self.mark.index]))
            return index + 1
        return None

    def _insert(self, names: Iterable[str]) -> None:
        for name in names:
            after = self.sim.shift(self.stack, name)
            assert after is not None
            self._keep(None, after, name)

    def _readings(self, stack: Stack, index: int, at_end: bool = False) -> list[tuple[str, ...]]:
        """Labels that, put in at ``index``, let the cells from there on be read."""
        found: dict[Stack, tuple[str, ...]] = {}
        for names in self._insertable(stack):
            after: Stack | None = stack
            for name in names:
                after = self.sim.shift(after, name) if after else None
            if after is None:
                continue
            if self._goes_on(after, index) and (at_end or index < len(self.cells)):
                last = self._ahead(after, index)[0]
                if last not in found or len(names) < len(found[last]):
                    found[last] = names
        return list(found.values())

    def _insertable(self, stack: Stack) -> list[tuple[str, ...]]:
        labels = [
            name
            for name in self.sim.expected(stack)
            if name in self.sim.vocabulary.spellings and name not in self.figures
        ]
        whole = [self._whole_heading(stack, name) for name in labels]
        return list(dict.fromkeys([(name,) for name in labels] + [w for w in whole if w]))

    def _whole_heading(self, stack: Stack, name: str) -> tuple[str, ...]:
        """The labels of a heading of several that begins with ``name``; empty if it is a row."""
        names: list[str] = []
        after: Stack | None = self.sim.shift(stack, name)
        names.append(name)
        while after is not None and not self.sim.ends(after) and len(names) < 30:
            following = self.sim.expected(after)
            if not following or any(n in self.figures for n in following):
                return ()
            silent = [n for n in following if n in self.sim.vocabulary.spellings]
            if not silent:
                return ()
            names.append(silent[0])
            after = self.sim.shift(after, silent[0])
        return tuple(names) if len(names) > 1 else ()

    def _goes_on(self, stack: Stack, index: int) -> bool:
        """Whether the next cells can be read from ``stack``."""
        _, read, wanted = self._ahead(stack, index)
        return read == wanted

    def _ahead(self, stack: Stack, index: int) -> tuple[Stack, int, int]:
        """How many of the next cells can be read, and of how many; the stack after them."""
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

    def _spelling(self, name: str) -> str:
        return self.sim.vocabulary.spellings.get(name, name)

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
