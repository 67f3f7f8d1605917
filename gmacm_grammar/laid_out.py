"""Text in a page that is laid out with blanks: what tells it, and its rows and cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from gmacm_grammar.page_source import PageCell, Stretch

#: A cell of text that is laid out: what has no two blanks in it.
_LAID_OUT = re.compile(r"\S+(?: \S+)*")
#: What text outside of tables has that was laid out, though no element says so.
_GAPS = re.compile(r"\S {3,}\S|^\|\s*$", re.MULTILINE)
_MANY = 2
#: What a line is drawn with.
_RULES = "-=_"


def is_laid_out(text: str, in_cell: bool) -> bool:
    """Whether text was laid out, though no element says so (in a cell more must speak for it)."""
    return sum(1 for _ in islice(_GAPS.finditer(text), _MANY)) >= (_MANY if in_cell else 1)


def rows(stretches: Sequence[Stretch]) -> Iterator[list[PageCell]]:
    """A row for each line, of cells that stand two blanks apart; a drawn line is not shown."""
    text = "".join(stretch.whole for stretch in stretches)
    ends = list(accumulate(len(stretch.whole) for stretch in stretches))
    shifts = [s.start + len(s.whole) - end for s, end in zip(stretches, ends, strict=True)]
    start = 0
    for line in text.split("\n"):
        drawn = not line.strip(f"{_RULES} \t") and any(3 * mark in line for mark in _RULES)
        row = []
        for match in _LAID_OUT.finditer(line):
            at = start + match.start()
            offset = at + shifts[bisect_right(ends, at)]
            row.append(PageCell(match.group(), offset, match.start(), match.end(), not drawn))
        if row:
            yield row
        start += len(line) + 1
