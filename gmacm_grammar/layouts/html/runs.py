"""Runs of text of a page, which know where in its source their characters are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gmacm_grammar.layouts.html.styles import SHOWN, Shown
from gmacm_grammar.layouts.marks import PlacedText

#: Zeros before the number of a character, and one of many digits: Python makes no number of them.
_ZEROS = re.compile(r"&#0+(?=[0-9])")
_NO_CHARACTER = re.compile(r"&#[0-9]{8,}+;?")
#: A reference to a character, by its name or number.
_REFERENCE = re.compile(r"(&(?:#\w++|\w{1,32});?)")


class Run(NamedTuple):
    """Text that a page shows in one style, with the places of its characters in the source."""

    text: str
    places: Sequence[int]
    shown: Shown = SHOWN

    def part(self, start: int, end: int) -> Run:
        """The run of some of its characters."""
        return Run(self.text[start:end], self.places[start:end], self.shown)


def runs(source: str, start: int, end: int, shown: Shown) -> list[Run]:
    """The runs of a part of the source between two tags.

    The first character that a reference shows is where it begins, the others are at its end.
    """
    content = source[start:end]
    if "&" not in content:
        return [Run(content, range(start, end), shown)]
    found = []
    for part in filter(None, _REFERENCE.split(content)):
        text, end = unescaped(part), start + len(part)
        found.append(Run(text, [start, *range(end - len(text) + 1, end)], shown))
        start = end
    return found


def unescaped(content: str) -> str:
    """A part of the source with the characters that its references name."""
    return html.unescape(_NO_CHARACTER.sub("\ufffd", _ZEROS.sub("&#", content)))


def places(line: Iterable[Run]) -> Iterator[int]:
    """Where the characters are that are not blank."""
    for run in line:
        for character, place in zip(run.text, run.places, strict=False):
            if not character.isspace():
                yield place


def placed(text: str, line: Iterable[Run]) -> PlacedText:
    """The words of a line with the places of their characters."""
    after = places(line)
    found: list[int] = []
    for character in text:
        # A blank is right after the character before it.
        found.append(found[-1] + 1 if character == " " else next(after))
    made = PlacedText(text)
    made.places = tuple(place - found[0] for place in found)
    return made


def extent(text: str) -> int:
    """How far in the source the end of a cell is from its beginning."""
    places = text.places if isinstance(text, PlacedText) else None
    return places[-1] + 1 if places else len(text)
