"""The cells of a page, made of lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import attrs

from gmacm_grammar.layouts.html.runs import Run, placed, places
from gmacm_grammar.layouts.html.styles import ODD

#: Digits as they look where they are high.
_HIGH = str.maketrans("0123456789", "\u2070\xb9\xb2\xb3\u2074\u2075\u2076\u2077\u2078\u2079")
#: The terminal of what is beside the text of a cell.
ASIDE = "_ASIDE"
#: Blanks that a browser takes together; one that is not broken keeps an empty line.
_BLANKS = " \t\r\n\f"


class Within(NamedTuple):
    """What something is in: a cell of a table that is in an ``outer`` one, the page at last.

    The cell is told by the number of its ``table``, which is another one after the end of a page,
    by its row in that, and by the column in which it begins. Of preformatted text it is a line, and
    no column; after an empty line such text is another table.
    """

    outer: Any = None
    depth: int = 0
    table: int = 0
    row: int = 0
    column: int | None = None


@attrs.define
class PageCell:
    """A cell of a page: its text, its place, and the columns of the table's grid it covers.

    ``runs`` are those of its text; ``within`` says what it is in. The ``terminal`` of what
    is hidden is ASIDE: it is no part of what the page says.
    """

    text: str
    offset: int
    start: int = 0
    end: int = 1
    within: Within = attrs.field(factory=Within)
    runs: Sequence[Run] = ()
    terminal: str = ""

    def filled(self, runs: Sequence[Run], terminal: str = "") -> PageCell:
        """This cell with a text."""
        text = " ".join("".join([run.text for run in runs]).split())
        offset = next(places(runs)) if text else self.offset
        return PageCell(text, offset, self.start, self.end, self.within, runs, terminal)

    @property
    def after(self) -> int:
        """The place right after the text."""
        for run in reversed(self.runs):
            if shown := run.text.rstrip():
                return run.places[len(shown) - 1] + 1
        return self.offset

    def printed(self, source: str) -> str:
        """The text; with its places if it is not in the source as it is."""
        if (
            self.after == self.offset + len(self.text)
            and source[self.offset : self.after] == self.text
        ):
            return self.text
        return placed(self.text, self.runs)


def joined(parts: Sequence[PageCell], blank: str = "") -> PageCell:
    """Some parts of a cell as one, as far as the last one reaches."""
    said = [part for part in parts if part.text] or parts
    text = blank.join([part.text for part in said])
    runs = [run for part in said for run in part.runs]
    return attrs.evolve(said[0], text=text, end=parts[-1].end, runs=runs)


class Lines:
    """Text as it is met, broken into lines: of a cell, or of what is outside of tables.

    ``cell`` is the cell without its text.
    """

    def __init__(self, cell: PageCell) -> None:
        self.cell = cell
        self.clear()

    def clear(self) -> None:
        """Begin anew, where a table in the cell ends the rows before it."""
        self.lines: list[list[Run]] = [[]]
        #: What is beside the text.
        self.asides: list[PageCell] = []
        #: Whether the last line is one on the page, though it may be empty.
        self.counts = False

    def add(self, runs: Sequence[Run]) -> None:
        """Add text to the last line, or to what is beside it."""
        if not runs[0].shown.apart:
            self.lines[-1] += runs
            self.counts = self.counts or any(run.text.strip(_BLANKS) for run in runs)
        elif (aside := self.cell.filled(runs, ASIDE)).text:
            self.asides.append(aside)

    def end_line(self, always: bool = False) -> None:
        """The last line ends, if there is one; else only where an empty line is on the page."""
        if always or self.counts:
            self.lines.append([])
            self.counts = False
        else:
            self.lines[-1].clear()

    def cells(self) -> list[PageCell]:
        """A cell for each line, at least one, without the empty ones at the end."""
        found = [self.cell.filled(_as_shown(line)) for line in self.lines]
        while len(found) > 1 and not found[-1].text:
            found.pop()
        return found


def _as_shown(line: Sequence[Run]) -> Sequence[Run]:
    """A line as it is read: of one of which it is not known how it is shown no digits are."""
    levels = {run.shown.level for run in line}
    if len(levels) < 2 and ODD not in levels:
        return line
    if not any(_is_odd(one, other) for one, other in pairwise([*line, Run("", ())])):
        return line
    return [run._replace(text=run.text.translate(_HIGH)) for run in line]


def _is_odd(run: Run, after: Run) -> bool:
    """Whether it is not known how a run is shown; or it ends in a figure that has two sizes."""
    levels = {run.shown.level, after.shown.level}
    is_digit = run.text[-1:].isdecimal() and after.text[:1].isdecimal()
    return (is_digit and len(levels) > 1) or (run.shown.level == ODD and not run.text.isspace())
