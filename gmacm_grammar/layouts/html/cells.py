"""The cells of a page, made of lines of text without the marks of footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

import attrs

from gmacm_grammar.layouts.html.runs import Run, placed, places
from gmacm_grammar.layouts.html.styles import HIGH, ODD
from gmacm_grammar.layouts.marks import PlacedText

_SIGNS = r"[*#\xa7\xb6\u2020\u2021]{1,3}|[\xb9\xb2\xb3\u2070\u2074-\u2079]{1,2}"
_ONE = rf"(?:[0-9]{{1,2}}|[A-Za-z]|{_SIGNS})"
#: A sign that tells of a footnote, or some of them.
_MARK = re.compile(rf"{_ONE}[)/]?(?:, ?{_ONE}[)/]?)*|(?:(?:\({_ONE}\)|\[{_ONE}\]),? ?)+").fullmatch
#: What figures are made of.
_DIGITS = re.compile(r"[0-9.,/%]").match
#: Digits as they look where they are high.
_HIGH = str.maketrans("0123456789", "\u2070\xb9\xb2\xb3\u2074\u2075\u2076\u2077\u2078\u2079")
#: The terminal of what is beside the text of a cell.
ASIDE = "_ASIDE"
#: Blanks that a browser takes together; one that is not broken keeps an empty line.
_BLANKS = " \t\r\n\f"


@attrs.define
class PageCell:
    """A cell of a page: its text, its place, and the columns of the table's grid it covers.

    ``runs`` are those of its text. ``table`` is the number of the table, ``row`` that of the first
    of the ``rows`` it covers; ``line`` counts as ``row`` does, and the ends of pages and drawn
    lines too. Preformatted text is a table for each part between empty lines. The ``terminal`` of a
    mark of a footnote, and of what is struck out or hidden, is ASIDE: it is no part of what the
    page says.
    """

    text: str
    offset: int
    start: int = 0
    end: int = 1
    table: int = 0
    row: int = 0
    line: int = 0
    runs: Sequence[Run] = ()
    terminal: str = ""
    rows: int = 1

    def filled(self, runs: Sequence[Run], terminal: str = "") -> PageCell:
        """This cell with a text."""
        text = " ".join("".join([run.text for run in runs]).split())
        offset = next(places(runs)) if text else self.offset
        place = self.start, self.end, self.table, self.row, self.line
        return PageCell(text, offset, *place, runs, terminal, self.rows)

    @property
    def after(self) -> int:
        """The place right after the text."""
        for run in reversed(self.runs):
            if shown := run.text.rstrip():
                return run.places[len(shown) - 1] + 1
        return self.offset

    def printed(self, source: str) -> PlacedText:
        """The text; with its places if it is not in the source as it is."""
        if (
            self.after == self.offset + len(self.text)
            and source[self.offset : self.after] == self.text
        ):
            text = PlacedText(self.text)
        else:
            text = placed(self.text, self.runs)
        text.grid = self.table, self.start, self.end
        return text


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

    @property
    def text(self) -> str:
        return "\n".join(["".join([run.text for run in line]) for line in self.lines])

    @property
    def height(self) -> int:
        """How many lines there are on the page, also empty ones at the end."""
        return len(self.lines) if self.counts else len(self.lines) - 1

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
        found = []
        for line in self.lines:
            kept, marks = _without_marks(line)
            found.append(self.cell.filled(kept))
            self.asides += [self.cell.filled(mark, ASIDE) for mark in marks]
        while len(found) > 1 and not found[-1].text:
            found.pop()
        return found


def _without_marks(line: Sequence[Run]) -> tuple[Sequence[Run], list[list[Run]]]:
    """A line without the marks of footnotes in it, and the marks.

    What is not clear is left as it looks: it is read neither as a mark nor as digits. So is all of
    a line of which it is not known how it is shown, and a mark that is alone in it.
    """
    levels = {run.shown.level for run in line}
    if len(levels) < 2 and levels.isdisjoint((HIGH, ODD)):
        return line, []
    text = "".join([run.text for run in line])
    kept: list[Run] = []
    marks: list[list[Run]] = []
    end = 0
    for level, same in groupby(line, key=lambda run: run.shown.level):
        group = list(same)
        start, end = end, end + sum([len(run.text) for run in group])
        if level != HIGH or not _MARK(" ".join(text[start:end].split())):
            kept += group
        elif _may_be_digits(text, start, end):
            kept += map(_drawn, group)
        else:
            marks.append(group)
    is_alone = marks and not any(run.text.strip() for run in kept)
    if is_alone or any(_is_odd(one, other) for one, other in pairwise([*line, Run("", ())])):
        return list(map(_drawn, line)), []
    return kept, marks


def _drawn(run: Run) -> Run:
    """A run with its digits as they look where they are high: so no figure has them."""
    return run._replace(text=run.text.translate(_HIGH))


def _is_odd(run: Run, after: Run) -> bool:
    """Whether it is not known how a run is shown; or it ends in a figure that has two sizes."""
    levels = {run.shown.level, after.shown.level}
    is_digit = run.text[-1:].isdecimal() and after.text[:1].isdecimal()
    is_parted = is_digit and len(levels) > 1 and HIGH not in levels
    return is_parted or (run.shown.level == ODD and not run.text.isspace())


def _may_be_digits(line: str, start: int, end: int) -> bool:
    """Whether a mark may be digits of a figure: within it, or two of them that may be its cents."""
    before, mark, after = line[max(0, start - 1) : start], line[start:end], line[end : end + 1]
    if _DIGITS(after) and (mark.strip()[0].isdigit() or (after != "%" and _DIGITS(before))):
        return True
    return before.isdigit() and mark.isdecimal() and len(mark) > 1
