"""Marks that stand apart from the figure they belong to, such as the parenthesis of a negative."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

#: The terminals of a mark that belongs to the figure in the next cell, and in the one before it.
OPENING, CLOSING = "OPENING", "CLOSING"
CELL, ROW_END = "CELL", "_ROW_END"
#: A piece of the text: what is printed there, its offset, and its terminal: CELL, or that of what
#: stands between cells. There are no blanks around it, if it is not all blank.
Piece: TypeAlias = tuple[str, int, str]
#: What looks like a figure of any kind.
like_figure = re.compile(r"[-($]*[0-9][0-9,./]*[ %)]*|-+|#\S*").fullmatch


class PlacedText(str):
    """Text of a cell that is in the source with something else in it, or of a page.

    ``grid``: the table of a page that the cell is in, and from which of its columns to which.
    ``places`` are those of its characters, counted from that of the first one, if it is in the
    source with markup, marks or other blanks in it, or with references. No record and no
    examination has such a text: both go into the Cell.
    """

    places: tuple[int, ...] | None = None
    grid: tuple[int, int, int] | None = None


class Marks:
    """The marks of a layout, by their expressions; none for a layout without any."""

    def __init__(self, terminals: dict[str, str]) -> None:
        named = {name: e for name in (OPENING, CLOSING) if (e := terminals.get(name))}
        either = "|".join(f"(?P<{name}>{e})" for name, e in named.items()) or "(?!)"
        self._kind = re.compile(either).fullmatch
        self._stand_apart = re.compile(rf"(?<![^\s|])(?:{either})(?![^\s|])").search

    def join(self, text: str, pieces: list[Piece]) -> list[Piece]:
        """The pieces of a text, each mark in one with the figure of its row that it belongs to."""
        if not self._stand_apart(text):
            return pieces
        found: list[Piece] = []
        before: int | None = None  # the last cell of the row
        opens = False
        for piece in pieces:
            if piece[2] == CELL:
                kind = match.lastgroup if (match := self._kind(piece[0])) else CELL
                of = found[before][0] if kind == CLOSING and before is not None else piece[0]
                if before is not None and (opens or kind == CLOSING) and like_figure(of):
                    found[before] = _one(found[before], piece)
                    opens = False
                    continue
                before, opens = len(found), kind == OPENING
            elif piece[2] == ROW_END:
                before, opens = None, False
            found.append(piece)
        return found


def _one(first: Piece, second: Piece) -> Piece:
    text = PlacedText(first[0] + second[0])
    text.places = tuple(place - first[1] for piece in (first, second) for place in _places(piece))
    return text, first[1], CELL


def _places(piece: Piece) -> Iterable[int]:
    """Where the characters of a piece stand in the text."""
    text, offset, _ = piece
    counted = text.places if isinstance(text, PlacedText) and text.places else range(len(text))
    return [offset + place for place in counted]
