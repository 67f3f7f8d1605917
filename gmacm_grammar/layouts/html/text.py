"""The text of a cell of a page, which knows where in the source its characters stand."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeAlias

#: The number of a character; of many digits Python makes no number.
_NUMBER = re.compile(r"&#0*+([0-9]++);?")
_MOST_DIGITS, _NO_CHARACTER = 7, "\ufffd"
#: A character that is written by its name or number.
ENTITY = re.compile(r"(&(?:#\w++|\w{1,32});?)")
_CHARACTER = re.compile(r"&(?:#\w++|\w{1,32});?|\S")

#: A part of the source as it is printed there, and its place.
Printed: TypeAlias = tuple[str, int]


class PageText(str):
    """Text that stands in the source with markup or other blanks in it, or with entities.

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


def unescaped(content: str) -> str:
    """What a page shows for a part of its source without tags."""
    return html.unescape(_NUMBER.sub(_short, content))


def first_place(content: str, at: int) -> int:
    """Where in the source the first character stands that is no blank; the beginning if all are."""
    if content.lstrip().startswith("&"):
        return next(_places(content, at), at)
    return at + len(content) - len(content.lstrip())


def placed(text: str, printed: Iterable[Printed]) -> str:
    """A text that knows its places, from the parts of the source that show it and nothing else."""
    found = list(chain.from_iterable(_places(content, at) for content, at in printed))
    places: list[int] = []
    after = iter(found)
    for character in text:
        # A blank stands right after the character before it.
        places.append(places[-1] + 1 if character == " " else next(after) - found[0])
    return PageText(text, tuple(places))


def _places(content: str, at: int) -> Iterator[int]:
    """Where the characters stand that a part of the source shows and that are no blanks."""
    for match in _CHARACTER.finditer(content):
        shown = match.group()
        shown = unescaped(shown) if len(shown) > 1 else shown
        # Of an entity that is not ended the characters after it stand for themselves.
        first, more = at + match.start(), at + match.end() - len(shown)
        for number, character in enumerate(shown):
            if not character.isspace():
                yield more + number if number else first


def extent(text: str) -> int:
    """How far in the source the end of a cell is from its beginning."""
    return text.places[-1] + 1 if isinstance(text, PageText) else len(text)


def _short(number: re.Match[str]) -> str:
    """The number of a character without its leading zeros; what is none, if it is too long."""
    return f"&#{number[1]};" if len(number[1]) <= _MOST_DIGITS else _NO_CHARACTER
