"""Text in a page that is preformatted with blanks: what tells it, and its rows and cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, islice, pairwise
from operator import attrgetter

import attrs

from gmacm_grammar.layouts.html.marks import Kind, drawn, kind, may_be_figure
from gmacm_grammar.layouts.html.source import PageCell, Stretch, Within
from gmacm_grammar.layouts.html.text import Printed

#: A cell of preformatted text: what has no two blanks in it.
_LAID_OUT = re.compile(r"\S+(?: \S+)*")
#: Amounts stand in columns of their own a single blank apart; of other figures none can tell.
_AMOUNT = re.compile(r"[-($]*[0-9][0-9,]*(?:\.[0-9]+|%)[%)]*").fullmatch
#: What text outside of tables has that was formatted, though no element says so.
_GAPS = re.compile(r"\S {3,}\S|^\|\s*$", re.MULTILINE)
_MANY = 2
#: What the end of a page is written as; a line that begins with it, or is empty, parts rows.
END_OF_PAGE = "\f"
_ENDS = ("", END_OF_PAGE)
_BLANK = " \t\r\xa0"
#: What a line is drawn with.
_RULES = "-=_"


def is_preformatted(text: str, in_cell: bool) -> bool:
    """Whether text was formatted, though no element says so (in a cell more must speak for it)."""
    return sum(1 for _ in islice(_GAPS.finditer(text), _MANY)) >= (_MANY if in_cell else 1)


def rows(
    stretches: Sequence[Stretch], outer: Within | None = None, table: int = 0
) -> Iterator[list[PageCell]]:
    """A row for each line, of cells that stand two blanks apart; a drawn line is not shown.

    What stands apart is kept with the cell before it, or in a cell of its own. After an empty line,
    or the end of a page, the rows are those of another ``table``; these stand in ``outer``.
    """
    stretches = _with_marks_apart(stretches)
    text = "".join(stretch.whole for stretch in stretches)
    ends = list(accumulate(len(stretch.whole) for stretch in stretches))
    shifts = [s.start + len(s.whole) - end for s, end in zip(stretches, ends, strict=True)]
    asides = _asides(stretches, ends, text)
    start, depth = 0, outer[1] + 1 if outer else 1
    for number, line in enumerate(text.split("\n")):
        table += line.lstrip(_BLANK)[:1] in _ENDS
        within = (outer, depth, table, number, None)
        drawn = not line.strip(f"{_RULES} \t") and any(3 * mark in line for mark in _RULES)
        row = []
        for words, column in _cells(line):
            at = start + column
            first = bisect_right(ends, at)
            end = column + len(words)
            cell = PageCell(words, at + shifts[first], column, end, not drawn, within=within)
            cell.printed = tuple(_printed(stretches, ends, first, at, start + end))
            row.append(cell)
        if beside := asides.get(number):
            row = row or [PageCell("", beside[0][1])]
            row[-1].asides = tuple(beside)
        if row:
            yield row
        table += line.rstrip(_BLANK)[-1:] == END_OF_PAGE
        start += len(line) + 1


def left(stretch: Stretch, gone: bool = False) -> Stretch:
    """What stands apart in preformatted text: it leaves its ends of lines there, or nothing."""
    lines = 0 if gone else stretch.whole.count("\n")
    return attrs.evolve(stretch, whole="\n" * lines, apart=True)


@attrs.define
class _Run:
    """Stretches of one level that follow one another: what they are, and the line they begin in."""

    stretches: list[Stretch]
    kind: Kind
    start: int
    end: int
    line: int

    @property
    def is_text(self) -> bool:
        """Whether it says something that is no mark."""
        return self.kind != "mark" and any(stretch.words for stretch in self.stretches)


def _with_marks_apart(stretches: Sequence[Stretch]) -> Sequence[Stretch]:
    """The stretches, the marks of footnotes apart, and what is not clear as it looks.

    A mark without other text in its cell is text if other text of its line is high or low; else it
    is not clear if it may be a figure.
    """
    if not any(stretch.level for stretch in stretches):
        return stretches
    text = "".join(stretch.whole for stretch in stretches)
    runs = list(_runs(stretches, text))
    raised = {run.line for run in runs if run.stretches[0].level and run.is_text}
    found: list[Stretch] = []
    for run in runs:
        if run.kind == "unclear":
            found += map(_as_drawn, run.stretches)
        elif run.kind == "mark" and _has_beside(text, run):
            found += map(left, run.stretches)
        elif run.kind == "mark" and run.line not in raised:
            is_number = may_be_figure(text[run.start : run.end])
            found += map(_as_drawn if is_number else left, run.stretches)
        else:
            found += run.stretches
    return found


def _as_drawn(stretch: Stretch) -> Stretch:
    return attrs.evolve(stretch, whole=drawn(stretch.whole, stretch.level))


def _runs(stretches: Sequence[Stretch], text: str) -> Iterator[_Run]:
    line = end = 0
    for level, same in groupby(stretches, key=attrgetter("level")):
        run = list(same)
        start, end = end, end + sum(len(stretch.whole) for stretch in run)
        blanks = end - start - len(text[start:end].lstrip())
        first = line + text.count("\n", start, start + blanks)
        yield _Run(run, kind(text, start, end, level), start, end, first)
        line += text.count("\n", start, end)


def _has_beside(text: str, run: _Run) -> bool:
    """Whether other text stands in the same cell: less than two blanks away."""
    shown = text[run.start : run.end]
    start, end = run.end - len(shown.lstrip()), run.start + len(shown.rstrip())
    before = text[max(0, start - 2) : start].rpartition("\n")[2]
    return bool(before.strip() or text[end : end + 2].partition("\n")[0].strip())


def _printed(
    stretches: Sequence[Stretch], ends: Sequence[int], first: int, start: int, end: int
) -> Iterator[Printed]:
    """The parts of the source that show a part of the text, from a stretch on."""
    while start < end:
        stretch, after = stretches[first], min(end, ends[first])
        at = start - ends[first] + len(stretch.whole)
        if len(stretch.printed) == len(stretch.whole):
            yield stretch.printed[at : at + after - start], stretch.start + at
        elif stretch.whole:
            yield stretch.printed, stretch.start
        start, first = after, first + 1


def _cells(line: str) -> Iterator[tuple[str, int]]:
    """The cells of a line with their columns."""
    for match in _LAID_OUT.finditer(line):
        words, column = match.group().split(), match.start()
        cut = [0, *(n for n in range(1, len(words)) if _AMOUNT(words[n - 1]) and _AMOUNT(words[n]))]
        for first, after in pairwise([*cut, len(words)]):
            text = " ".join(words[first:after])
            yield text, column
            column += len(text) + 1


def _asides(
    stretches: Sequence[Stretch], ends: Sequence[int], text: str
) -> dict[int, list[tuple[str, int]]]:
    """What stands apart from the text, by the number of the line in which it begins."""
    found: dict[int, list[tuple[str, int]]] = {}
    line = at = 0
    for stretch, end in zip(stretches, ends, strict=True):
        if stretch.apart and stretch.words:
            found.setdefault(line, []).append((stretch.words, stretch.place))
        line, at = line + text.count("\n", at, end), end
    return found
