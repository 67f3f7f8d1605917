"""Marks that stand apart from the figure they belong to, such as the parenthesis of a negative."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

#: The terminals of a mark that belongs to the figure in the next cell, and in the one before it.
OPENING, CLOSING = "OPENING", "CLOSING"
CELL, ROW_END = "CELL", "_ROW_END"
#: What is left of a mark that is joined with its figure. A mark has so many characters at most.
_JOINED, _LONGEST = "_JOINED", 4
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

    def join(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces of a text, each mark in one with the figure of its row that it belongs to.

        Of a mark that is joined so a blank is left.
        """
        short = [n for n, piece in enumerate(pieces) if len(piece[0]) <= _LONGEST]
        for n in short:
            if pieces[n][2] != CELL or not (mark := self._kind(pieces[n][0])):
                continue
            step = -1 if mark.lastgroup == CLOSING else 1
            other = n + step
            while 0 <= other < len(pieces) and pieces[other][2] not in (CELL, ROW_END):
                other += step
            is_there = 0 <= other < len(pieces) and pieces[other][2] == CELL
            if is_there and like_figure(pieces[other][0]):
                first, second = sorted((n, other))
                pieces[first] = _one(pieces[first], pieces[second])
                pieces[second] = " ", pieces[second][1], _JOINED
        return pieces


def _one(first: Piece, second: Piece) -> Piece:
    text = PlacedText(first[0] + second[0])
    text.places = tuple(place - first[1] for piece in (first, second) for place in _places(piece))
    return text, first[1], CELL


def _places(piece: Piece) -> Iterable[int]:
    """Where the characters of a piece stand in the text."""
    text, offset, _ = piece
    counted = text.places if isinstance(text, PlacedText) and text.places else range(len(text))
    return [offset + place for place in counted]
