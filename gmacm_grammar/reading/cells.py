"""Where each cell of a text stands: its line, column and row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

from gmacm_grammar.layouts import CELL, ROW_END, Layout, PageText
from gmacm_grammar.model import Cell, Role
from gmacm_grammar.parsing import cut_cell
from gmacm_grammar.reading.formats import Format

#: So much of a line is shown with a problem.
_SHOWN = 240


def locate(
    text: str,
    pieces: Iterable[tuple[str, int, str]],
    layout: Layout,
    format_: Format,
    known: Mapping[str, str | None],
) -> Iterator[Cell]:
    """The cells that the pieces of ``text`` are, and the furniture, each with its terminal.

    ``known`` holds the terminals of cells that were looked up already.
    """
    starts, vocabulary, nothing = _line_starts(text), format_.vocabulary, format_.nothing
    row = 1

    def cell(content: str, offset: int, terminal: str | None, role: Role = "unread") -> Cell:
        line = bisect_right(starts, offset)
        column = offset - starts[line - 1] + 1
        places = content.places if isinstance(content, PageText) else None
        return Cell(str(content), line, column, offset, role, None, terminal, row, places)

    for content, start, kind in pieces:
        if kind == ROW_END:
            row += 1
        if kind != CELL:
            if not content.isspace():
                yield cell(content, start, None, "furniture")
            continue
        terminal = known.get(content) or (vocabulary[content] if content else nothing)
        if terminal is not None or not layout.cuts_words:
            yield cell(content, start, terminal)
            continue
        whole, at, parts = cell(content, start, None), 0, list[Cell]()
        for part in filter(None, cut_cell(whole.text, vocabulary, layout.cuts_wholly)):
            at = whole.text.index(part, at)
            parts.append(whole.part(at, part, vocabulary[part]))
            at += len(part)
        relocate(text, parts)
        yield from parts


def relocate(text: str, cells: Iterable[Cell]) -> None:
    """Give cells that were cut the line and column of their offset: a page has ends of lines in
    its cells."""
    starts = _line_starts(text)
    for cell in cells:
        cell.line = bisect_right(starts, cell.offset)
        cell.column = cell.offset - starts[cell.line - 1] + 1


def excerpt(text: str, line: int, column: int) -> tuple[str, int]:
    """A line of the text, or of a long one the part around a column; and its first column."""
    start, end = _line_starts(text)[line - 1 : line + 1]
    first = max(0, column - _SHOWN // 2) if end - start > _SHOWN else 0
    shown = text[start + first : min(start + first + _SHOWN, end - 1)]
    return shown.rstrip().expandtabs(1), first + 1


@lru_cache(maxsize=2)
def _line_starts(text: str) -> list[int]:
    """Where each line begins, and where one after the last would."""
    lengths = [len(line) + 1 for line in text.split("\n")]
    return list(accumulate(lengths, initial=0))
