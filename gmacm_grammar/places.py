"""Where each cell of a text stands: its line, column and row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gmacm_grammar.cells import Cell, cut_cell
from gmacm_grammar.formats import Format
from gmacm_grammar.layouts import CELL, ROW_END, Layout, Piece


def locate(text: str, pieces: Iterable[Piece], layout: Layout, format_: Format) -> Iterator[Cell]:
    """The cells that the pieces of ``text`` are, and the furniture, each with its terminal."""
    starts = _line_starts(text)
    row = 1

    def cell(content: str, offset: int, furniture: bool = False) -> Cell:
        line = bisect_right(starts, offset)
        column = offset - starts[line - 1] + 1
        if furniture:
            return Cell(content, line, column, offset, "furniture", row=row)
        terminal = format_.vocabulary[content] if content else format_.nothing
        return Cell(content, line, column, offset, terminal=terminal, row=row)

    for piece in pieces:
        if piece.terminal == ROW_END:
            row += 1
        if piece.terminal != CELL:
            if not piece.text.isspace():
                indent = len(piece.text) - len(piece.text.lstrip())
                yield cell(piece.text.strip(), piece.start + indent, furniture=True)
            continue
        at, end = piece.start, piece.start + len(piece.text)
        for part in _parts(piece.text, layout, format_):
            # In a page the characters of the source may be others than those that it shows.
            at = max(at, text.find(part, at, end))
            yield cell(part, at)
            at += len(part)


def _parts(cell: str, layout: Layout, format_: Format) -> list[str]:
    """The cell, or those that stand a single blank apart in it."""
    if not cell or not layout.cuts_words or format_.vocabulary[cell] is not None:
        return [cell]
    return [part for part in cut_cell(cell, format_.vocabulary, layout.cuts_wholly) if part]


def line_of(text: str, number: int) -> str:
    """The line of that number, from 1."""
    starts = _line_starts(text)
    return text[starts[number - 1] : starts[number] - 1]


@lru_cache(maxsize=2)
def _line_starts(text: str) -> list[int]:
    """Where each line begins, and where one after the last would."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts
