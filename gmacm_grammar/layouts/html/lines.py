"""The lines of a cell of a page, or of what stands outside of tables, as they are met."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from gmacm_grammar.layouts.html.marks import Level, drawn, kind, may_be_figure
from gmacm_grammar.layouts.html.source import PageCell, Stretch, Within

#: Words in a line, the stretch that they are (none if they are blank), and whether it is high.
_Said: TypeAlias = tuple[str, Stretch | None, Level]


class Lines:
    """Text as it is met, broken into lines: of a cell, or of what stands outside of tables."""

    def __init__(
        self, start: int = 0, end: int = 1, within: Within | None = None, part: int = 0
    ) -> None:
        self.start, self.end = start, end
        self.within, self.part = within, part
        self.lines: list[list[_Said]] = [[]]
        #: The marks of footnotes, and the lines that they stand in.
        self.marks: list[tuple[int, list[_Said]]] = []
        self.offset: int | None = None
        self.asides: list[tuple[str, int]] = []
        #: Whether the last line is one on the page, though it may be empty.
        self.counts = False
        #: Whether anything in the last line is high or low.
        self.raised = False
        #: Whether anything in any line is high or low that is no mark of a footnote.
        self.raises_text = False

    def add(self, words: str, stretch: Stretch | None, level: Level) -> None:
        self.lines[-1].append((words, stretch, level))
        if level:
            self.raised = True
        elif words.strip(" "):
            self.counts = True
        if self.offset is None and stretch is not None:
            self.offset = stretch.place

    def end_line(self, always: bool = False) -> None:
        if self.raised:
            self._take_marks()
        if always or self.counts:
            self.lines.append([])
            self.counts = False

    def _take_marks(self) -> None:
        """Take the marks of footnotes out of a line that ends; all else that is raised is text.

        What is not clear is left as it looks: it is read neither as a mark nor as digits.
        """
        kept: list[_Said] = []
        line = "".join(words for words, _, _ in self.lines[-1])
        end = 0
        for level, same in groupby(self.lines[-1], key=itemgetter(2)):
            run = list(same)
            start, end = end, end + sum(len(words) for words, _, _ in run)
            found = kind(line, start, end, level)
            shown = line[start:end] if level else ""
            self.counts = self.counts or shown.strip(" ") != ""
            if found == "mark":
                self.marks.append((len(self.lines) - 1, run))
                continue
            self.raises_text = self.raises_text or shown.strip() != ""
            kept += map(_as_drawn, run) if found == "unclear" else run
        self.lines[-1], self.raised = kept, False

    def _leave_marks(self, are_text: bool) -> None:
        """Say what the marks are: no part of the text; or all there is, where they are text."""
        alone = not any(words.strip() for line in self.lines for words, _, _ in line)
        beside: list[_Said] = []
        for line, run in self.marks:
            if alone and are_text:
                self.lines[line] += [(" ", None, ""), *run]
            elif alone and may_be_figure("".join(words for words, _, _ in run)):
                self.lines[line] += [(" ", None, ""), *map(_as_drawn, run)]
            else:
                beside += run
        said = [stretch for _, stretch, _ in beside if stretch]
        self.asides += [(stretch.words, stretch.place) for stretch in said if stretch.words]
        self.asides.sort(key=itemgetter(1))

    def cells(self, raises_text: bool) -> list[PageCell]:
        """A cell for each line, all of which have ended, without the empty ones at the end.

        Marks of footnotes are text where there is none beside them, if there is other text in
        their row that is high or low. A number that may be a mark or a figure is left as it looks.
        """
        if self.marks:
            self._leave_marks(raises_text)
        found = [self._cell(line) for line in self.lines]
        while found and not found[-1].text:
            found.pop()
        if found:
            found[-1].asides = tuple(self.asides)
            return found
        offset, asides = self.offset or 0, tuple(self.asides)
        return [PageCell("", offset, self.start, self.end, asides=asides)]

    def _cell(self, line: list[_Said]) -> PageCell:
        said = [stretch for words, stretch, _ in line if words and stretch is not None]
        if not said:
            return PageCell("", 0, self.start, self.end)
        text = " ".join("".join([words for words, _, _ in line]).split())
        printed = tuple([(stretch.printed, stretch.start) for stretch in said])
        cell = PageCell(text, said[0].place, self.start, self.end, printed=printed)
        cell.within, cell.part = self.within, self.part
        return cell


def _as_drawn(said: _Said) -> _Said:
    words, stretch, level = said
    return drawn(words, level), stretch, level
