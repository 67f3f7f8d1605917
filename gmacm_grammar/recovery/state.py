"""Where the reading of a faulty report stands, and what was kept and reported so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from itertools import takewhile
from typing import Any

import attrs

from gmacm_grammar.model import Cell, Problem, UnknownRow, problem
from gmacm_grammar.parsing import Heading, Lookahead, Stack, normal
from gmacm_grammar.recovery.row_heads import RowHeads

#: So many cells must be readable for the reading to go on, among twice as many.
_AHEAD = 6
#: How alike two labels are that are called near (0 to 1), and for how many texts one is looked for.
_NEAR, _MOST_HINTS = 0.6, 500


@attrs.frozen
class Checkpoint:
    """The state before a row or heading, to go back to when it cannot be read."""

    stack: Stack
    kept: int
    index: int


class RecoveryState:
    """The cells of a report, the parser's stack, and what was kept and reported so far.

    ``apart``: figures that are no values of the label above them.
    """

    def __init__(
        self, lookahead: Lookahead, cells: Iterable[Cell], has_rows: bool, apart: Collection[Cell]
    ) -> None:
        self.lookahead, self.has_rows, self.apart = lookahead, has_rows, apart
        self.headings: Sequence[Heading] = ()
        #: All cells to be read; a damaged one is replaced by its parts.
        self.cells = list(cells)
        self.figures = lookahead.classifier.row_values
        self.stack = lookahead.start
        #: The cells that the parser accepts (None: a label taken as read), with their terminals.
        self.kept: list[tuple[Cell | None, str]] = []
        self._names = Counter[str]()  # how often each terminal was kept
        self.unknown: list[UnknownRow] = []  # what no rule takes
        self.problems: list[Problem] = []
        #: The offset at which another report begins.
        self.second_report: int | None = None
        self.is_report = True  # whether what was kept is a report of the format
        self.row = self.heading = Checkpoint(self.stack, 0, 0)  # before the last label, its heading
        self.stacks: dict[int, Stack] = {}  # the state before each label, by the id of its cell
        self.unknown_heading: Cell | None = None  # the one below which rows stand
        self.elsewhere: set[str] = set()  # labels of this heading that stand in another place of it
        self.searches = 0  # how many faulty headings were looked into
        self.row_heads, self.in_row_heads = RowHeads(), 0  # of so many of the cells kept
        self._hints: dict[str, str | None] = {}  # the known labels nearest to unknown ones

    # ---- moves ---------------------------------------------------------------------------------

    def keep(self, terminal: str, index: int | None = None) -> None:
        """Take the cell at ``index`` as this terminal; without one, take a label as read."""
        if terminal in self.figures:
            self.elsewhere.clear()
        else:
            self.unknown_heading = None
            if index is not None:
                self._begin(index)
        after = self.lookahead.shift(self.stack, terminal)
        assert after is not None, "the parser accepts what is kept"
        self.kept.append((None if index is None else self.cells[index], terminal))
        self._names[terminal] += 1
        self.stack = after

    def _begin(self, index: int) -> None:
        """Note the state before a label; before the first of a row is where to go back to."""
        self.stacks[id(self.cells[index])] = self.stack
        if not self.is_within_a_row():
            self.row = Checkpoint(self.stack, len(self.kept), index)
            if self.lookahead.ends(self.stack):
                self.heading = self.row

    def go_back(self, to: Checkpoint) -> None:
        """Forget what was read since."""
        self.stack, self.row = to.stack, to
        self._names.subtract(name for _, name in self.kept[to.kept :])
        del self.kept[to.kept :]
        self.in_row_heads = min(self.in_row_heads, to.kept)

    def leave_unknown(self, label: Cell | None, values: Sequence[Cell]) -> None:
        """Keep in the record what no rule takes: a row, a heading, or values without a label."""
        path = f"unknown[{len(self.unknown)}]"
        heading = self.unknown_heading.text if self.unknown_heading else None
        if label is not None:
            label.role, label.path = "label", f"{path}.label"
        for n, cell in enumerate(values):
            cell.role, cell.path = "value", f"{path}.values[{n}]"
        row = UnknownRow(
            section=heading or next(iter(self.lookahead.place(self.stack)), None),
            after=self.cells[self.row.index].text if self.kept else None,
            label=label.text if label else None,
            values=tuple(map(self._said, values)),
        )
        self.unknown.append(row)

    def _said(self, cell: Cell) -> Any:
        """What a figure says; its text, if it says nothing that can be."""
        try:
            return self.lookahead.classifier.reader(str(cell.terminal))(cell.text)
        except ValueError:
            return cell.text

    def tell(self, kind: str, cell: Cell, where: str | None, **facts: object) -> None:
        """Report a problem of this kind at a cell."""
        self.problems.append(problem(kind, cell, where, **facts))

    # ---- what is there -------------------------------------------------------------------------

    def has(self, name: str | None) -> bool:
        """Whether a cell of that terminal was kept."""
        return name is not None and self._names[name] > 0

    def is_figure(self, index: int) -> bool:
        return 0 <= index < len(self.cells) and self.cells[index].terminal in self.figures

    def end_of_figures(self, index: int) -> int:
        """The index after the figures that stand from ``index`` on."""
        while self.is_figure(index):
            index += 1
        return index

    def is_beside(self, index: int) -> bool:
        """Whether a cell stands in the row of the cell before it."""
        return self.has_rows and self.cells[index].row == self.cells[index - 1].row

    def is_within_a_row(self) -> bool:
        """Whether a value of the row that is being read is still to come."""
        return self.lookahead.wants_figure(self.stack) and not self.lookahead.ends(self.stack)

    def after(self, stack: Stack | None, names: Iterable[str | None]) -> Stack | None:
        """The stack after the terminals ``names``; None if one of them cannot be read."""
        for name in names:
            stack = self.lookahead.shift(stack, name) if stack and name else None
        return stack

    def ahead(self, stack: Stack, index: int, most: int = _AHEAD) -> Stack | None:
        """The stack after the next cells that are known; None if they cannot be read."""
        cells = self.cells[index : index + 2 * most]
        known = [cell.terminal for cell in takewhile(lambda cell: cell.terminal, cells)]
        if len(known) < 3:
            known = [cell.terminal for cell in cells if cell.terminal]
        return self.after(stack, known[:most])

    # ---- words ---------------------------------------------------------------------------------

    def near(self, cell: Cell) -> str | None:
        """The known label nearest to an unknown one, if one is near."""
        plain, classifier = normal(cell.text), self.lookahead.classifier
        if cell.terminal is None and plain not in self._hints and len(self._hints) < _MOST_HINTS:
            found = get_close_matches(plain, classifier.labels, 1, _NEAR)
            self._hints[plain] = self.spelling(classifier.labels[found[0]]) if found else None
        return self._hints.get(plain) if cell.terminal is None else None

    def spelling(self, name: str, otherwise: str = "") -> str:
        """A label as the grammar spells it."""
        return self.lookahead.classifier.spellings.get(name, otherwise or name)

    def where(self, label: Cell | None = None) -> str | None:
        """Section and row in words: of a label that was read, or of where the reading stands."""
        stack = self.stack
        words = []
        if label is not None and label.terminal not in self.figures:
            words.append(f'row "{label.text}"')
            stack = self.stacks.get(id(label), stack)
            stack = self.lookahead.before(stack, str(label.terminal)) or stack
        sections = [section.replace("_", " ") for section in self.lookahead.place(stack)[:1]]
        return ", ".join(sections + words) or None


def like_figure(text: str) -> bool:
    """Whether a cell that is no figure looks like a damaged one: mostly digits, no words."""
    digits = sum(map(str.isdigit, text))
    letters = sum(map(str.isalpha, text))
    return digits > 0 and digits >= letters and not (letters and " " in text.strip())
