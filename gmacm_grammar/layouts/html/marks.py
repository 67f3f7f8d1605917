"""Which text that a page sets high or low tells of a footnote, and which is part of its line."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

#: How text stands in its line: "" if it is neither high nor low.
Level: TypeAlias = Literal["", "high", "low"]
#: What a part of a line is: what is ``unclear`` may be a mark, or digits of a figure.
Kind: TypeAlias = Literal["text", "mark", "unclear"]

_SIGNS = r"[*#\xa7\xb6\u2020\u2021]{1,3}|[\xb9\xb2\xb3\u2070\u2074-\u2079]{1,2}"
_ONE = rf"(?:[0-9]{{1,2}}|[A-Za-z]|{_SIGNS})"
#: A sign that tells of a footnote, or some of them.
_MARK = re.compile(rf"{_ONE}[)/]?(?:, ?{_ONE}[)/]?)*|(?:(?:\({_ONE}\)|\[{_ONE}\]),? ?)+").fullmatch
#: What figures are made of, and what may be the cents of one.
_DIGITS = re.compile(r"[0-9.,/%]").match
_CENTS = re.compile("[0-9]{2}").fullmatch
_NUMBER = re.compile(r"\s*[0-9]{1,2}\s*").fullmatch
#: Digits as they look where they are high or low.
_DRAWN: dict[Level, dict[int, int]] = {
    "": {},
    "high": str.maketrans("0123456789", "\u2070\xb9\xb2\xb3\u2074\u2075\u2076\u2077\u2078\u2079"),
    "low": {ord("0") + digit: 0x2080 + digit for digit in range(10)},
}
_BLANK = re.compile(r"\s")
#: So much is looked at before a mark: no figure is longer.
_LONGEST = 50


def kind(line: str, start: int, end: int, level: Level) -> Kind:
    """What a part of a line is, all of which has one level.

    What may be digits of a figure is unclear. What stands low right behind a letter is part of a
    name: marks of footnotes stand high there.
    """
    mark = " ".join(line[start:end].split())
    if not level or not _MARK(mark):
        return "text"
    before, after = line[max(0, start - _LONGEST) : start], line[end : end + 1]
    if level == "low" and before[-1:].isalnum() and line[start].isalnum():
        return "text" if before[-1].isalpha() else "unclear"
    unclear = _within(before, mark, after) if _DIGITS(after) else _ends(before, line[start:end])
    return "unclear" if unclear else "mark"


def _within(before: str, mark: str, after: str) -> bool:
    """Whether a mark may be digits of the figure that goes on behind it."""
    return mark[0].isdigit() or (after != "%" and _DIGITS(before[-1:]) is not None)


def _ends(before: str, mark: str) -> bool:
    """Whether a mark may be the cents of the figure before it."""
    return _CENTS(mark) is not None and ends_whole(before)


def may_be_figure(words: str) -> bool:
    """Whether a mark that stands alone may be a figure."""
    return _NUMBER(words) is not None


def drawn(words: str, level: Level) -> str:
    """Words with their digits as they look where they are high or low: so no figure has them."""
    return words.translate(_DRAWN[level])


def ends_whole(text: str) -> bool:
    """Whether a text ends with a figure without decimals."""
    last = _BLANK.split(text)[-1]
    return last[-1:].isdigit() and "." not in last and not any(map(str.isalpha, last))
