"""The cells of a document, each with its place and its terminal."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter

from gmacm_grammar.grammars import NOTHING
from gmacm_grammar.layouts import CELL, ROW_END, UNASSIGNED, Document, PlacedText
from gmacm_grammar.model import Cell, Role
from gmacm_grammar.parsing import cut_cell
from gmacm_grammar.reading.formats import Format

#: So much of a line is shown with a problem.
_SHOWN = 240


def locate(document: Document, format_: Format) -> Iterator[Cell]:
    """The cells of a document; what a format does not know is cut into words."""
    classifier, cuts_words = format_.classifier, document.layout.cuts_words
    starts, terminals = line_starts(document.text), iter(classifier.each(document.cells))
    row = line = 1
    leads = True
    for content, offset, kind in document.pieces:
        if kind != CELL:
            row += kind == ROW_END
            leads |= kind == ROW_END
            continue
        if not starts[line - 1] <= offset < starts[line]:
            line = bisect_right(starts, offset)
        column = offset - starts[line - 1] + 1
        terminal = next(terminals)
        if not content:
            terminal = NOTHING
        cell = Cell(content, line, column, offset, "unread", None, terminal, row)
        if type(content) is PlacedText:
            cell.text, cell.places, cell.grid = str(content), content.places, content.grid
        may_lead, leads = leads, not document.layout.has_rows
        if terminal is not None or not cuts_words:
            yield cell
            continue
        wholly = document.layout.cuts_wholly
        cut = filter(None, cut_cell(cell.text, classifier, wholly, may_lead))
        parts = cell.parts((part, classifier[part]) for part in cut)
        relocate(document.text, parts)
        yield from parts


def furniture(document: Document) -> Iterator[Cell]:
    """What stands between the cells of a document and is not blank; cells that are of no row."""
    starts, row = line_starts(document.text), 1
    for content, offset, kind in document.pieces:
        row += kind == ROW_END
        if kind != CELL and not content.isspace():
            line = bisect_right(starts, offset)
            places = content.places if isinstance(content, PlacedText) else None
            column = offset - starts[line - 1] + 1
            role: Role = "unread" if kind in UNASSIGNED else "furniture"
            yield Cell(str(content), line, column, offset, role, None, None, row, places)


def in_order(cells: Iterable[Cell]) -> list[Cell]:
    """Cells and furniture in the order of the text."""
    return sorted(cells, key=attrgetter("offset"))


def relocate(text: str, cells: Iterable[Cell]) -> None:
    """Give cells that were cut the line and column of their offset: a page has ends of lines in
    its cells."""
    starts = line_starts(text)
    for cell in cells:
        cell.line = bisect_right(starts, cell.offset)
        cell.column = cell.offset - starts[cell.line - 1] + 1


def excerpt(text: str, line: int, column: int) -> tuple[str, int]:
    """A line of the text, or of a long one the part around a column; and its first column."""
    start, end = line_starts(text)[line - 1 : line + 1]
    first = max(0, column - _SHOWN // 2) if end - start > _SHOWN else 0
    shown = text[start + first : min(start + first + _SHOWN, end - 1)]
    return shown.rstrip().expandtabs(1), first + 1


@lru_cache(maxsize=2)
def line_starts(text: str) -> list[int]:
    """Where each line begins, and where one after the last would."""
    lengths = [len(line) + 1 for line in text.split("\n")]
    return list(accumulate(lengths, initial=0))
