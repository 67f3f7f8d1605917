"""Pages of a report: each may have the title of the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from gmacm_grammar.layouts import CELL, Piece
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format
from gmacm_grammar.recovery import RowHeads

#: A text and the figures after it.
Row: TypeAlias = list[str]


class Pages:
    """What of a document belongs together so far: ``pieces``, with the known ``labels`` in them."""

    def __init__(self, pieces: Sequence[Piece], labels: set[str], format_: Format) -> None:
        self.pieces = list(pieces)
        self.labels = set(labels)
        self._format = format_
        self._row_heads = RowHeads()
        self._heading = list[Row]()  # the title, and the rows of the report itself right below it
        self._looked_at = 0  # so many of the pieces are in the row heads

    def add(self, pieces: Sequence[Piece], labels: set[str]) -> None:
        """Take in what is no report of its own."""
        self.pieces += pieces
        self.labels |= labels

    def may_go_on_with(self, pieces: Sequence[Piece]) -> bool:
        """Whether pieces that begin with a title may be another page, though rows come again.

        The title and the rows below it say the same, and the next row does not come again below
        the same headings. Reading them shows it for certain.
        """
        self._look_at_pieces()
        rows = list(map(_said, self._rows(pieces)))
        below = self._without_heading(rows)
        opening = _opening(below)
        if len(below) == len(rows) or not opening:
            return False
        if opening[0] in (label for label, *_ in self._heading):
            return False
        opening = [*self._row_heads.heading, *opening]
        if len(opening) > 1:
            return not self._row_heads.has(opening)
        return opening[0] not in self._row_heads.rows

    def _look_at_pieces(self) -> None:
        """Take the pieces since the last time into the row heads."""
        rows = self._rows(self.pieces[self._looked_at :])
        self._looked_at = len(self.pieces)
        self._heading = self._heading or list(map(_said, self._heading_of(rows)))
        for label, *figures in self._without_heading(list(map(_said, rows))):
            self._row_heads.add(label, bool(figures))

    def _without_heading(self, rows: list[Row]) -> list[Row]:
        """The rows below the title and what stood with it on the first page."""
        printed = iter(self._heading)
        at = 0
        while at < len(rows) and rows[at] in printed:
            at += 1
        return rows[at:]

    def _heading_of(self, rows: list[Row]) -> Iterator[Row]:
        """The title and the rows of the report itself."""
        lookahead, classifier = self._format.lookahead, self._format.classifier
        stack = lookahead.start
        for row in rows:
            name = str(classifier[row[0]])
            if row is not rows[0] and not lookahead.begins_no_part(stack, name):
                return
            yield row
            stack = lookahead.shift(lookahead.start, name) or stack

    def _rows(self, pieces: Sequence[Piece]) -> list[Row]:
        """The first text and each that the format knows, with the figures right after it."""
        classifier = self._format.classifier
        rows = list[Row]()
        for text in (text for text, _, terminal in pieces if terminal == CELL and text):
            if rows and classifier.is_figure(text):
                rows[-1].append(text)
            else:
                rows.append([text])
        return [row for row in rows if row is rows[0] or classifier[row[0]]]


def _said(row: Row) -> Row:
    return list(map(normal, row))


def _opening(rows: Sequence[Row]) -> list[str]:
    """The headings above the first row that has figures, and its label; nothing if none has."""
    for at, (_, *figures) in enumerate(rows):
        if figures:
            return [label for label, *_ in rows[: at + 1]]
    return []
