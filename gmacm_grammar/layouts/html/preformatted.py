"""Text in a page that is preformatted with blanks: what tells it, and its rows and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gmacm_grammar.layouts.html.cells import Lines, PageCell
from gmacm_grammar.layouts.html.runs import Run
from gmacm_grammar.layouts.html.tables import Table, printed_rows

#: The ends of lines and pages, blanks, and words.
_WORDS = re.compile(r"\n|\f|[^\S\n\f]+|\S+").finditer
#: Amounts are in columns of their own a single blank apart; of other figures none can tell.
_AMOUNT = re.compile(r"[-($]*[0-9][0-9,]*(?:\.[0-9]+|%)[%)]*").fullmatch
#: What text has that was formatted, though no element says so: three blanks in a row, two that are
#: not broken, a bar alone in its line.
_GAPS = re.compile(r"\S(?:[ \xa0]{3,}+|(?:[ \n]*+\xa0){2,}+[ \n]*+)(?=\S)|^\|\s*$", re.MULTILINE)
#: A line that is drawn, with a word of it that is shorter.
_RULE = re.compile(r"-{3,} -+|[=_]{3,} [=_]+").fullmatch


def is_preformatted(row: Sequence[Lines], gaps: int) -> bool:
    """Whether a text alone in its row, with so many gaps, was formatted, though no element says
    so."""
    said = [lines.text for lines in row if lines.text.strip()]
    return len(said) == 1 and len(_GAPS.findall(said[0])) >= gaps


class Verbatim:
    """Preformatted text as it is met: a row for each line, of cells that are two blanks apart.

    The rows go into ``tables``. After an empty line, or the end of a page, they are those of
    another table, with the next of ``numbers``. What is beside the text is with the cell before it.
    """

    def __init__(self, tables: list[Table], numbers: Iterator[int]) -> None:
        self.tables, self.numbers = tables, numbers
        self.number = next(numbers)
        self.row: list[Lines] = []
        #: The number of the line, the column in it, the blanks in it, the word before these.
        self.line = self.column = 0
        self.blanks, self.word = list[Run](), ""

    def add(self, runs: Sequence[Run]) -> None:
        """Add text, or what is beside it: of that only the ends of lines count."""
        if runs[0].shown.apart:
            if not self.row:
                self._begin_cell(self.column)
            self.row[-1].add(runs)
            for run in runs:
                for _ in range(0 if run.shown.gone else run.text.count("\n")):
                    self.end_line()
            return
        for run in runs:
            for match in _WORDS(run.text):
                word = match.group()
                self.column += len(word)
                if word in ("\n", "\f"):
                    self.end_line(word == "\f")
                elif word.isspace():
                    self.blanks.append(run.part(*match.span()))
                else:
                    self._add_word(run.part(*match.span()))

    def add_lines(self, lines: Lines) -> None:
        """Add text that no element says is preformatted, and what is beside it.

        Where gaps are made of blanks that are not broken, an end of a line in the source is what
        a browser shows: a blank.
        """
        is_for_browsers = any("\xa0" in gap for gap in _GAPS.findall(lines.text))
        for line in lines.lines:
            for run in line:
                text = run.text.replace("\n", " ") if is_for_browsers else run.text
                self.add([run._replace(text=text)])
            self.end_line()
        self.tables.append([lines.asides])

    def end_line(self, ends_page: bool = False) -> None:
        """A line ends: its cells are a row."""
        if self.row:
            self.tables.append(printed_rows(self.row))
        if ends_page or not self.row:
            self.number = next(self.numbers)
        self.row, self.word, self.blanks = [], "", []
        self.line, self.column = self.line + 1, 0

    def _begin_cell(self, start: int) -> None:
        cell = PageCell("", 0, start, self.column, self.number, line=self.line)
        self.row.append(Lines(cell))

    def _add_word(self, run: Run) -> None:
        """Add a word, or a part of one, to the last cell of the line, or to one of its own."""
        blanks = sum(len(blank.text) for blank in self.blanks)
        are_amounts = blanks == 1 and _AMOUNT(self.word) and _AMOUNT(run.text)
        is_drawn = _RULE(f"{self.word} {run.text}")
        if not self.row or ((blanks > 1 or are_amounts) and not is_drawn):
            self._begin_cell(self.column - len(run.text))
        elif blanks:
            self.row[-1].add(self.blanks)
        self.row[-1].add([run])
        self.row[-1].cell.end = self.column
        if not is_drawn:
            self.word = run.text if blanks else (self.word + run.text)[-50:]  # no figure is longer
        self.blanks = []
