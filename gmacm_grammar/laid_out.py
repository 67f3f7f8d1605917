"""Text in a page that is laid out with blanks: what tells it, and its rows and cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice, pairwise

from gmacm_grammar.page_source import PageCell, Stretch

#: A cell of text that is laid out: what has no two blanks in it.
_LAID_OUT = re.compile(r"\S+(?: \S+)*")
#: Amounts stand in columns of their own a single blank apart; of other figures none can tell.
_AMOUNT = re.compile(r"[-($]*[0-9][0-9,]*(?:\.[0-9]+|%)[%)]*").fullmatch
#: What text outside of tables has that was laid out, though no element says so.
_GAPS = re.compile(r"\S {3,}\S|^\|\s*$", re.MULTILINE)
_MANY = 2
#: What a line is drawn with.
_RULES = "-=_"


def is_laid_out(text: str, in_cell: bool) -> bool:
    """Whether text was laid out, though no element says so (in a cell more must speak for it)."""
    return sum(1 for _ in islice(_GAPS.finditer(text), _MANY)) >= (_MANY if in_cell else 1)


def rows(stretches: Sequence[Stretch]) -> Iterator[list[PageCell]]:
    """A row for each line, of cells that stand two blanks apart; a drawn line is not shown.

    What stands apart is kept with the cell before it, or in a cell of its own.
    """
    text = "".join(stretch.whole for stretch in stretches)
    ends = list(accumulate(len(stretch.whole) for stretch in stretches))
    shifts = [s.start + len(s.whole) - end for s, end in zip(stretches, ends, strict=True)]
    asides = _asides(stretches, ends, text)
    start = 0
    for number, line in enumerate(text.split("\n")):
        drawn = not line.strip(f"{_RULES} \t") and any(3 * mark in line for mark in _RULES)
        row = []
        for words, column in _cells(line):
            at = start + column
            offset = at + shifts[bisect_right(ends, at)]
            row.append(PageCell(words, offset, column, column + len(words), not drawn))
        if beside := asides.get(number):
            row = row or [PageCell("", beside[0][1])]
            row[-1].asides = tuple(beside)
        if row:
            yield row
        start += len(line) + 1


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
