"""Text in a page that is preformatted with blanks: what tells it, and its rows and cells."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice, pairwise

from gmacm_grammar.layouts.html.cells import Lines, PageCell, Within
from gmacm_grammar.layouts.html.runs import Run
from gmacm_grammar.layouts.html.tables import printed_rows

#: A cell of preformatted text: what has no two blanks in it.
_CELL = re.compile(r"\S+(?: \S+)*")
#: Amounts are in columns of their own a single blank apart; of other figures none can tell.
_AMOUNT = re.compile(r"[-($]*[0-9][0-9,]*(?:\.[0-9]+|%)[%)]*").fullmatch
#: What text outside of tables has that was formatted, though no element says so.
_GAPS = re.compile(r"\S {3,}\S|^\|\s*$", re.MULTILINE)
_MANY = 2
#: What the end of a page is written as; a line that begins with it, or is empty, parts rows.
END_OF_PAGE = "\f"
_ENDS = ("", END_OF_PAGE)
_BLANKS = " \t\r"
#: A line that is drawn.
_RULE = re.compile(r"(?=.*(?:---|===|___))[-=_ \t]+").fullmatch


def is_preformatted(text: str, in_cell: bool) -> bool:
    """Whether text was formatted, though no element says so (in a cell more must speak for it)."""
    return sum(1 for _ in islice(_GAPS.finditer(text), _MANY)) >= (_MANY if in_cell else 1)


def rows(
    runs: Iterable[Run], outer: Within | None, table: int, part: int
) -> Iterator[list[PageCell]]:
    """A row for each line, of cells that are two blanks apart.

    After an empty line, or the end of a page, rows are those of another ``table``, in ``outer``.
    """
    depth = outer[1] + 1 if outer else 1
    for number, line in enumerate(_lines(runs)):
        shown = [run for run in line if not run.shown.apart]
        beside = [run for run in line if run.shown.apart]
        starts = list(accumulate((len(run.text) for run in shown), initial=0))
        text = "".join([run.text for run in shown]).replace("\xa0", " ")
        bare = text.strip(_BLANKS)
        table += bare[:1] in _ENDS
        within = (outer, depth, table, number, None)
        row = []
        for start, end in _spans(text, bare):
            row.append(Lines(PageCell("", 0, start, end, within, part)))
            first, after = bisect_right(starts, start) - 1, bisect_left(starts, end)
            row[-1].add(
                [
                    shown[n].part(max(0, start - starts[n]), end - starts[n])
                    for n in range(first, after)
                ]
            )
        if beside and not row:
            row.append(Lines(PageCell("", beside[0].places[0], part=part)))
        for run in beside:
            row[-1].add([run])
        if row:
            yield from printed_rows(row)
        table += bare[-1:] == END_OF_PAGE


def _lines(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs of each line."""
    line: list[Run] = []
    for run in runs:
        start = 0
        while (end := run.text.find("\n", start)) >= 0:
            yield [*line, run.part(start, end)]
            line, start = [], end + 1
        line.append(run.part(start, len(run.text)))
    yield line


def _spans(line: str, bare: str) -> Iterator[tuple[int, int]]:
    """Where the cells of a line are; one that is drawn is one cell."""
    if _RULE(bare):
        start = line.index(bare)
        yield start, start + len(bare)
        return
    for match in _CELL.finditer(line):
        words, start = match.group().split(" "), match.start()
        cut = [0, *(n for n in range(1, len(words)) if _AMOUNT(words[n - 1]) and _AMOUNT(words[n]))]
        for first, after in pairwise([*cut, len(words)]):
            end = start + len(" ".join(words[first:after]))
            yield start, end
            start = end + 1
