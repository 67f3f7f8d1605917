"""Text set high or low in its line: which of it is the mark of a footnote, and which is text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise, starmap
from typing import Literal, TypeAlias

from gmacm_grammar.layouts.html.runs import Run
from gmacm_grammar.layouts.html.styles import HIGH, LOW, ODD

#: What a part of a line is: what is ``unclear`` may be a mark, or digits of a figure.
_Kind: TypeAlias = Literal["text", "mark", "unclear"]

_SIGNS = r"[*#\xa7\xb6\u2020\u2021]{1,3}|[\xb9\xb2\xb3\u2070\u2074-\u2079]{1,2}"
_ONE = rf"(?:[0-9]{{1,2}}|[A-Za-z]|{_SIGNS})"
#: A sign that tells of a footnote, or some of them.
_MARK = re.compile(rf"{_ONE}[)/]?(?:, ?{_ONE}[)/]?)*|(?:(?:\({_ONE}\)|\[{_ONE}\]),? ?)+").fullmatch
#: What figures are made of, and what may be the cents of one.
_DIGITS = re.compile(r"[0-9.,/%]").match
_CENTS = re.compile("[0-9]{2}").fullmatch
#: A figure without decimals.
_WHOLE = re.compile(r"[^\s.A-Za-z]*[0-9]").fullmatch
#: Digits as they look where they are high or low.
_HIGH = str.maketrans("0123456789", "\u2070\xb9\xb2\xb3\u2074\u2075\u2076\u2077\u2078\u2079")
_LOW = {ord("0") + digit: 0x2080 + digit for digit in range(10)}
#: So much is looked at before a mark: no figure is longer.
_LONGEST = 50


def without_marks(line: Sequence[Run]) -> tuple[Sequence[Run], list[list[Run]]]:
    """A line without the marks of footnotes in it, and the marks.

    What is not clear is left as it looks: it is read neither as a mark nor as digits. So is all of
    a line of which it is not known how it is shown, and a mark that stands alone.
    """
    if len({run.shown.level for run in line}) < 2 and line[0].shown.level not in (HIGH, LOW, ODD):
        return line, []
    if any(map(_is_odd, line)) or any(starmap(_parts_figure, pairwise(line))):
        return list(map(drawn, line)), []
    text = "".join(run.text for run in line)
    kept: list[Run] = []
    marks: list[list[Run]] = []
    end = 0
    for level, same in groupby(line, key=lambda run: run.shown.level):
        group = list(same)
        start, end = end, end + sum(len(run.text) for run in group)
        kind = _kind(text, start, end, level)
        if kind == "mark":
            marks.append(group)
        else:
            kept += map(drawn, group) if kind == "unclear" else group
    if marks and not any(run.text.strip() for run in kept):
        return list(map(drawn, line)), []
    return kept, marks


def drawn(run: Run) -> Run:
    """A run with its digits as they look where they are high or low: so no figure has them."""
    return run._replace(text=run.text.translate(_LOW if run.shown.level == LOW else _HIGH))


def _is_odd(run: Run) -> bool:
    return run.shown.level == ODD and not run.text.isspace()


def _parts_figure(one: Run, other: Run) -> bool:
    """Whether the digits of a figure go on in another size."""
    levels = {one.shown.level, other.shown.level}
    return (
        len(levels) > 1
        and levels.isdisjoint((HIGH, LOW))
        and one.text[-1:].isdecimal()
        and other.text[:1].isdecimal()
    )


def _kind(line: str, start: int, end: int, level: str) -> _Kind:
    """What a part of a line is, all of which has one level.

    What may be digits of a figure is unclear. What is low right behind a letter is part of a name:
    marks of footnotes are high there.
    """
    mark = " ".join(line[start:end].split())
    if level not in (HIGH, LOW) or not _MARK(mark):
        return "text"
    before, after = line[max(0, start - _LONGEST) : start], line[end : end + 1]
    if level == LOW and before[-1:].isalnum() and line[start].isalnum():
        return "text" if before[-1].isalpha() else "unclear"
    unclear = _within(before, mark, after) if _DIGITS(after) else _ends(before, line[start:end])
    return "unclear" if unclear else "mark"


def _within(before: str, mark: str, after: str) -> bool:
    """Whether a mark may be digits of the figure that goes on behind it."""
    return mark[0].isdigit() or (after != "%" and _DIGITS(before[-1:]) is not None)


def _ends(before: str, mark: str) -> bool:
    """Whether a mark may be the cents of the figure before it."""
    return _CENTS(mark) is not None and _WHOLE(re.split(r"\s", before)[-1]) is not None
