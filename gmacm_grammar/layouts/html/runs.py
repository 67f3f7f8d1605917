"""Runs of text of a page, which know where in its source their characters are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gmacm_grammar.layouts.html.styles import SHOWN, Shown

#: The number of a character; of many digits Python makes no number.
_NUMBER = re.compile(r"&#0*+([0-9]++);?")
_MOST_DIGITS, _NO_CHARACTER = 7, "\ufffd"
#: A reference to a character, by its name or number.
_REFERENCE = re.compile(r"(&(?:#\w++|\w{1,32});?)")


class Run(NamedTuple):
    """Text that the page shows for its source from ``start`` to ``end``, all in one style.

    What a reference shows begins where that does, and ends where that does; each character of
    another run is one of the source.
    """

    text: str
    start: int
    end: int
    shown: Shown = SHOWN

    def part(self, start: int, end: int) -> Run:
        """The run of some of its characters."""
        shift = self.end - len(self.text)
        first = shift + start if start else self.start
        return Run(self.text[start:end], first, shift + end, self.shown)

    def places(self) -> Iterator[int]:
        """Where its characters are that are not blank."""
        shift = self.end - len(self.text)
        for number, character in enumerate(self.text):
            if not character.isspace():
                yield shift + number if number else self.start


class PageText(str):
    """Text of a cell that is in the source with markup or other blanks in it, or with references.

    ``places`` are those of its characters, counted from that of the first one. No record and no
    examination has such a text: its places go into Cell.places.
    """

    __slots__ = ("places",)
    places: tuple[int, ...]

    def __new__(cls, text: str, places: tuple[int, ...] = ()) -> PageText:
        """The text with its places."""
        made = super().__new__(cls, text)
        made.places = places
        return made


def runs(source: str, start: int, end: int, shown: Shown) -> list[Run]:
    """The runs of a part of the source between two tags."""
    content = source[start:end]
    if "&" not in content:
        return [Run(content, start, end, shown)]
    found = []
    for part in _REFERENCE.split(content):
        if part:
            found.append(Run(unescaped(part), start, start + len(part), shown))
        start += len(part)
    return found


def unescaped(content: str) -> str:
    """A part of the source with the characters that its references name."""
    return html.unescape(_NUMBER.sub(_short, content)) if "&" in content else content


def first_place(line: Iterable[Run]) -> int:
    """Where the first character is that is not blank; there must be one."""
    return next(place for run in line for place in run.places())


def placed(text: str, line: Iterable[Run]) -> PageText:
    """The words of a line with the places of their characters."""
    after = (place for run in line for place in run.places())
    places: list[int] = []
    for character in text:
        # A blank is right after the character before it.
        places.append(places[-1] + 1 if character == " " else next(after))
    return PageText(text, tuple(place - places[0] for place in places))


def extent(text: str) -> int:
    """How far in the source the end of a cell is from its beginning."""
    return text.places[-1] + 1 if isinstance(text, PageText) else len(text)


def _short(number: re.Match[str]) -> str:
    """The number of a character without its leading zeros; what is none, if it is too long."""
    return f"&#{number[1]};" if len(number[1]) <= _MOST_DIGITS else _NO_CHARACTER
