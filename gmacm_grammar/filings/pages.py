"""Pages of a report: each may have the title of the first."""

from __future__ import annotations

from collections.abc import Sequence

from gmacm_grammar.layouts import CELL, Piece
from gmacm_grammar.reading import Format
from gmacm_grammar.recovery import Row, RowHeads, rows_of


class Pages:
    """What of a document belongs together so far: ``pieces``, with the known ``labels`` in them."""

    def __init__(self, pieces: Sequence[Piece], labels: set[str], format_: Format) -> None:
        self.pieces = list(pieces)
        self.labels = set(labels)
        self._format = format_
        self._row_heads = RowHeads()
        self._stack = format_.lookahead.start
        self._looked_at = 0  # so many of the pieces are in the row heads

    def add(self, pieces: Sequence[Piece], labels: set[str]) -> None:
        """Take in what is no report of its own."""
        self.pieces += pieces
        self.labels |= labels

    def may_go_on_with(self, pieces: Sequence[Piece]) -> bool:
        """Whether pieces that begin with a title may be another page, though rows come again.

        Reading them shows it for certain.
        """
        heads, lookahead = self._row_heads, self._format.lookahead
        rows = self._rows(self.pieces[self._looked_at :])
        self._looked_at = len(self.pieces)
        if not heads.first:
            heads.begin(rows, lookahead)
        for row in rows:
            heads.add(row.texts[0], row.has_figures)
            self._stack = row.after(self._stack, lookahead)
        return heads.page_heading(self._rows(pieces), lookahead, self._stack) > 0

    def _rows(self, pieces: Sequence[Piece]) -> list[Row]:
        """The first text and each that the format knows, with the figures right after it."""
        classifier = self._format.classifier
        texts = (text for text, _, terminal in pieces if terminal == CELL and text)
        rows = rows_of(((text, classifier[text]) for text in texts), classifier.figures)
        return [row for n, row in enumerate(rows) if row.names[0] or not n]
