"""Where the reading of a faulty report stands, and what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

import attrs

from gmacm_grammar.model import Cell, Problem, Severity, UnknownRow, figure
from gmacm_grammar.parsing import Lookahead, Stack, normal
from gmacm_grammar.recovery.similarity import nearest

#: How many cells must be readable after a heading that is taken as read.
_AHEAD = 6
#: How alike two labels are that are called near (0 to 1), and for how many texts one is looked for.
_NEAR, _MOST_HINTS = 0.6, 500
_LOOK = "; look at the original"
#: So many faulty headings of a text are looked into: one that has more is none to be mended.
MOST_HEADINGS = 100


@attrs.frozen
class Unknown:
    """Cells that no rule takes: a row with its label, a heading, or values without a label."""

    label: Cell | None
    values: tuple[Cell, ...]
    section: str | None
    after: Cell | None

    def kept(self, path: str) -> UnknownRow:
        """It as the record keeps it, at ``path``, which its cells are told."""
        if self.label is not None:
            self.label.role, self.label.path = "label", f"{path}.label"
        for n, cell in enumerate(self.values):
            cell.role, cell.path = "value", f"{path}.values[{n}]"
        return UnknownRow(
            section=self.section,
            after=self.after.text if self.after else None,
            label=self.label.text if self.label else None,
            values=tuple(map(_figure, self.values)),
        )


@attrs.frozen
class Mark:
    """The state before a row: where to go back to when the row cannot be read."""

    stack: Stack
    kept: int
    index: int


class RecoveryState:
    """The cells of a report, the automaton's stack, and what was kept and reported so far."""

    def __init__(
        self,
        lookahead: Lookahead,
        cells: Iterable[Cell],
        has_rows: bool,
        apart: Collection[Cell] = frozenset(),
    ) -> None:
        self.sim = lookahead
        #: All cells to be read; a damaged one is replaced by its parts.
        self.cells = list(cells)
        self.has_rows = has_rows
        #: Figures that are no values of the label above them.
        self.apart = apart
        #: The offset at which another report begins.
        self.second_report: int | None = None
        self.figures = lookahead.classifier.row_values
        self.kept: list[tuple[Cell | None, str]] = []
        self.is_report = True  # whether what was kept is a report of the format
        self._names = Counter[str]()  # how often each terminal was kept
        self.unknown: list[Unknown] = []
        self.problems: list[Problem] = []
        self.stack = lookahead.start
        self.mark = self.safe = Mark(self.stack, 0, 0)  # before the last label, before its heading
        self.stacks: dict[int, Stack] = {}  # the state before each label, by the id of its cell
        self.seen: set[str] = set()  # the labels of the rows of this section
        self.looked_at: set[int] = set()  # rows that came a second time, already looked into
        self.elsewhere: set[str] = set()  # labels of this heading that stand in another place of it
        self.heading: Cell | None = None  # the unknown heading under which rows stand
        self.headings_looked_at = 0
        self.hints: dict[str, str | None] = {}  # the known labels nearest to unknown ones

    def keep(self, cell: Cell | None, after: Stack, terminal: str = "") -> None:
        name = cell.terminal if cell else terminal
        assert name is not None
        if name in self.figures:
            self.elsewhere.clear()
        self.kept.append((cell, name))
        self._names[name] += 1
        self.stack = after

    def begin(self, index: int) -> None:
        """Note the state before a label; before the first of a row is where to go back to."""
        self.stacks[id(self.cells[index])] = self.stack
        self.heading = None
        if not self.is_within_a_row():
            self.mark = Mark(self.stack, len(self.kept), index)
            if self.sim.ends(self.stack):
                self.safe = self.mark

    def is_within_a_row(self) -> bool:
        """Whether a value of the row that is being read is still to come."""
        return self.sim.wants_figure(self.stack) and not self.sim.ends(self.stack)

    def has(self, name: str | None) -> bool:
        """Whether a cell of that terminal was kept."""
        return name is not None and self._names[name] > 0

    def is_figure(self, index: int) -> bool:
        return 0 <= index < len(self.cells) and self.cells[index].terminal in self.figures

    def figures_from(self, index: int) -> int:
        """The index after the figures that stand from ``index`` on."""
        while self.is_figure(index):
            index += 1
        return index

    def is_behind_a_figure(self, index: int) -> bool:
        """Whether a cell stands on the line of the figure before it."""
        return self.is_figure(index - 1) and self.is_beside(index)

    def is_beside(self, index: int) -> bool:
        """Whether a cell stands in the row of the cell before it."""
        return self.has_rows and self.cells[index].row == self.cells[index - 1].row

    def is_remark(self, index: int) -> bool:
        """Whether a cell may say something of the figure before it: it is no label of a row beside.

        The label of a row beside another has values, and stands two blanks away.
        """
        if not self.is_behind_a_figure(index):
            return False
        is_close = self.cells[index].offset == self.cells[index - 1].end + 1
        return is_close or not self.is_figure(index + 1)

    def doubt_of(self, index: int, values: Iterable[Cell]) -> str:
        """What is said of an unknown label with values behind a figure; nothing, if it is not."""
        if not self.is_behind_a_figure(index):
            return ""
        shown = " ".join(f'"{cell.text}"' for cell in values)
        before = self.cells[index - 1].text
        return f'if it is a remark on "{before}", {shown} may be a value of the row before it'

    def misfit(self, cell: Cell, expected: str) -> tuple[str, str]:
        """What is said of a figure of another kind than expected, and a hint."""
        message = f'expected {expected} here, found "{cell.text}"'
        if self._lacks_sign(cell):
            hint = "the percent sign, or a value before it, is missing; the row is left out"
            return f"{message} without a percent sign", hint
        return message, "the row has another form than the grammar says; the row is left out"

    def missing(self, index: int, expected: str) -> tuple[str, str]:
        """What is said of a value that is missing before a cell, and a hint."""
        text, message = self.cells[index].text, f"a value is missing: expected {expected}"
        elsewhere = f"it may be the value, or belong to another row{_LOOK}; the row is left out"
        if self.cells[index] in self.apart:
            if self.is_beside(index):
                return f'{message}; "{text}" stands beside two labels in one cell', elsewhere
            between = "an empty line, a rule or a tag is between"
            return f'{message}; "{text}" below it is set apart', f"{between}: {elsewhere}"
        if self.is_figure(index):
            return f'{message}; "{text}" stands in another line', elsewhere
        return f'{message}, found "{text}"', "the row is left out"

    def doubt_of_place(self, index: int) -> str:
        """What is said of a figure set apart from a label above it that has no value, if it is."""
        above = self.cells[index - 1]
        if self.cells[index] not in self.apart or (self.kept and self.kept[-1][0] is above):
            return ""
        return f'it may be the value of "{above.text}" above it, or of a row without label{_LOOK}'

    def doubt_of_sign(self, cell: Cell) -> str:
        """What is said of a figure that would fit with a percent sign; nothing, if it would not."""
        if not self._lacks_sign(cell):
            return ""
        kind = self.sim.words(self.stack)
        return f'; "{cell.text}" has no percent sign: with it, it can be {kind}'

    def _lacks_sign(self, cell: Cell) -> bool:
        name = self.sim.classifier.figure(f"{cell.text}%")
        return name is not None and self.sim.shift(self.stack, name) is not None

    def leave_out_remarked(self, index: int) -> int:
        """A cell behind a figure that may change what the figure says: its row is left out.

        A figure that was not kept, such as the number of a page, is of no row.
        """
        cell, label = self.cells[index], self.cells[self.mark.index]
        message = f'"{cell.text}" stands behind a figure and is not understood'
        hint = "it may change what the figure says"
        end = index + 1
        while self.is_figure(end) and self.cells[end].row == cell.row:
            end += 1
        if values := " ".join(f'"{value.text}"' for value in self.cells[index + 1 : end]):
            hint = f"{hint}, and {values} may be a value of the row"
        if self.kept and self.kept[-1][0] is self.cells[index - 1]:
            self.report("error", cell, message, self.where(label), f"{hint}; the row is left out")
            self.go_back(self.mark)
        else:
            self.report("error", cell, message, self.where(None), hint)
        return end

    def go_back(self, mark: Mark) -> None:
        """Forget what was read since ``mark``."""
        self.stack, self.mark = mark.stack, mark
        self._names.subtract(name for _, name in self.kept[mark.kept :])
        del self.kept[mark.kept :]

    def end_of(self, index: int) -> Cell:
        """The place right after a cell."""
        cell = self.cells[index]
        return Cell("", cell.line, cell.column + len(cell.text), cell.offset + len(cell.text))

    def goes_on(self, stack: Stack, index: int) -> bool:
        """Whether the next cells can be read from ``stack``."""
        return self.after(stack, self.coming(index)) is not None

    def coming(self, index: int) -> list[str]:
        """The terminals of the next cells."""
        cells = self.cells[index : index + 2 * _AHEAD]
        return [cell.terminal for cell in cells if cell.terminal][:_AHEAD]

    def after(self, stack: Stack, names: Iterable[str]) -> Stack | None:
        """The stack after the terminals ``names``; None if one of them cannot be read."""
        for name in names:
            after = self.sim.shift(stack, name)
            if after is None:
                return None
            stack = after
        return stack

    def near(self, text: str) -> str | None:
        """The known label nearest to ``text``, if one is near."""
        plain = normal(text)
        if plain not in self.hints and len(self.hints) < _MOST_HINTS:
            found = nearest(plain, self.sim.classifier.labels, _NEAR)
            self.hints[plain] = self.spelling(self.sim.classifier.labels[found]) if found else None
        return self.hints.get(plain)

    def hint_near(self, cell: Cell) -> str | None:
        near = self.near(cell.text) if cell.terminal is None else None
        return f'did you mean "{near}"?' if near else None

    def spelling(self, name: str, otherwise: str = "") -> str:
        return self.sim.classifier.spellings.get(name, otherwise or name)

    def section(self) -> str | None:
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

    def report(
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


def _figure(cell: Cell) -> Any:
    """What a figure says; its text, if it says nothing that can be."""
    try:
        return figure(cell.text)
    except ValueError:
        return cell.text


def like_figure(text: str) -> bool:
    """Whether a cell that is no figure looks like a damaged one: mostly digits, no words."""
    digits = sum(map(str.isdigit, text))
    letters = sum(map(str.isalpha, text))
    return digits > 0 and digits >= letters and not (letters and " " in text.strip())
