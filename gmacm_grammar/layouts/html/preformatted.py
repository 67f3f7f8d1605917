"""Text in a page that is preformatted with blanks: what tells it, and its rows and cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TypeAlias

from gmacm_grammar.layouts.html.cells import Lines, PageCell, Within
from gmacm_grammar.layouts.html.runs import Run

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
#: Where a cell begins and ends in its line.
_Span: TypeAlias = tuple[int, int]


def is_preformatted(text: str, in_cell: bool) -> bool:
    """Whether text was formatted, though no element says so (in a cell more must speak for it)."""
    return sum(1 for _ in islice(_GAPS.finditer(text), _MANY)) >= (_MANY if in_cell else 1)


def rows(
    runs: Iterable[Run], outer: Within | None, table: int, part: int
) -> Iterator[list[PageCell]]:
    """A row for each line, of cells that are two blanks apart.

    What is no part of the text is beside the last cell of its line, or in a cell of its own. After
    an empty line, or the end of a page, rows are those of another ``table``; it is in ``outer``.
    """
    depth = outer[1] + 1 if outer else 1
    for number, line in enumerate(_lines(runs)):
        shown = [run for run in line if not run.shown.apart]
        beside = [run for run in line if run.shown.apart]
        text = "".join(run.text for run in shown).replace("\xa0", " ")
        bare = text.strip(_BLANKS)
        table += bare[:1] in _ENDS
        within = (outer, depth, table, number, None)
        spans = list(_spans(text, bare))
        row = [Lines(PageCell("", 0, *span, within=within, part=part)) for span in spans]
        for cell, said in zip(row, _parts(shown, spans), strict=True):
            cell.add(said)
        if beside and not row:
            row = [Lines(PageCell("", beside[0].start, part=part))]
        for run in beside:
            row[-1].add([run])
        if row:
            yield [cell for lines in row for cell in lines.cells()]
        table += bare[-1:] == END_OF_PAGE


def _lines(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs of each line."""
    line: list[Run] = []
    for run in runs:
        start = 0
        while (end := run.text.find("\n", start)) >= 0:
            yield [*line, run.part(start, end)] if end > start else line
            line, start = [], end + 1
        if start < len(run.text):
            line.append(run.part(start, len(run.text)))
    yield line


def _spans(line: str, bare: str) -> Iterator[_Span]:
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


def _parts(line: Iterable[Run], spans: Sequence[_Span]) -> list[list[Run]]:
    """The runs of each span of a line."""
    found: list[list[Run]] = [[] for _ in spans]
    at = number = 0
    for run in line:
        end = at + len(run.text)
        while number < len(spans) and spans[number][0] < end:
            first, after = spans[number]
            found[number].append(run.part(max(first, at) - at, min(after, end) - at))
            if after > end:
                break
            number += 1
        at = end
    return found
