"""The lines of a cell of a page, or of what stands outside of tables, as they are met."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from gmacm_grammar.page_shown import is_mark
from gmacm_grammar.page_source import PageCell, Stretch

#: Words in a line, the stretch that they are (none if they are blank), and whether it is raised.
_Said: TypeAlias = tuple[str, Stretch | None, bool]
_BLANK: _Said = (" ", None, False)
#: How the rest of a figure begins, and what may be the cents of one.
_GOES_ON = re.compile(r"[0-9.,/%]").match
_CENTS = re.compile("[0-9]{2}").fullmatch


class Lines:
    """Text as it is met, broken into lines: of a cell, or of what stands outside of tables."""

    def __init__(self, start: int = 0, end: int = 1) -> None:
        self.start, self.end = start, end
        self.lines: list[list[_Said]] = [[]]
        #: The marks of footnotes, and the lines that they stand in.
        self.marks: list[tuple[int, list[_Said]]] = []
        self.offset: int | None = None
        self.asides: list[tuple[str, int]] = []
        #: Whether the last line is one on the page, though it may be empty.
        self.counts = False
        #: Whether anything in the last line is raised.
        self.raised = False

    def add(self, words: str, stretch: Stretch | None, raised: bool) -> None:
        self.lines[-1].append((words, stretch, raised))
        if raised:
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
        """Take the marks of footnotes out of a line that ends; all else that is raised is text."""
        kept: list[_Said] = []
        line = "".join(words for words, _, _ in self.lines[-1])
        end = 0
        for raised, same in groupby(self.lines[-1], key=itemgetter(2)):
            run = list(same)
            text = "".join(words for words, _, _ in run)
            start, end = end, end + len(text)
            if raised and is_mark(" ".join(text.split())):
                if not _may_be_digits(line, start, end):
                    self.marks.append((len(self.lines) - 1, run))
                    continue
                run = [_BLANK, *run, _BLANK]  # a mark, or digits of a figure: it is read as neither
            kept += run
            self.counts = self.counts or bool(text.strip(" "))
        self.lines[-1], self.raised = kept, False

    def _leave_marks(self) -> None:
        """Say what the marks are: no part of the text; all there is, if there is no text."""
        if any(words.strip() for line in self.lines for words, _, _ in line):
            said = [stretch for _, run in self.marks for _, stretch, _ in run if stretch]
            self.asides += [(stretch.words, stretch.place) for stretch in said if stretch.words]
            self.asides.sort(key=itemgetter(1))
        else:
            for line, run in self.marks:
                self.lines[line] += [_BLANK, *run, _BLANK]

    def cells(self) -> list[PageCell]:
        """A cell for each line, without the empty ones at the end."""
        self.end_line()
        if self.marks:
            self._leave_marks()
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
        return PageCell(text, said[0].place, self.start, self.end, printed=printed)


def _may_be_digits(line: str, start: int, end: int) -> bool:
    """Whether a mark may be digits of the figure in or beside which it stands."""
    mark, after = line[start:end], _GOES_ON(line, end)
    if after is None:
        return _CENTS(mark) is not None and ends_whole(line[:start])
    within = after[0] != "%" and _GOES_ON(line[:start][-1:]) is not None
    return within or mark.lstrip()[0].isdigit()


def ends_whole(text: str) -> bool:
    """Whether a text ends with a figure without decimals."""
    last = text.rpartition(" ")[2]
    return last[-1:].isdigit() and "." not in last and not any(map(str.isalpha, last))
