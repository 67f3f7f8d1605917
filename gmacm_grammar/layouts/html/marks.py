"""Text set high or low in its line: which of it is the mark of a footnote, and which is text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Literal, TypeAlias

from gmacm_grammar.layouts.html.runs import Run
from gmacm_grammar.layouts.html.styles import HIGH, LOW, ODD

#: What a part of a line is: what is ``unclear`` may be a mark, or digits of a figure.
_Kind: TypeAlias = Literal["text", "mark", "unclear"]

_SIGNS = r"[*#\xa7\xb6\u2020\u2021]{1,3}|[\xb9\xb2\xb3\u2070\u2074-\u2079]{1,2}"
_ONE = rf"(?:[0-9]{{1,2}}|[A-Za-z]|{_SIGNS})"
#: A sign that tells of a footnote, or some of them.
_MARK = re.compile(rf"{_ONE}[)/]?(?:, ?{_ONE}[)/]?)*|(?:(?:\({_ONE}\)|\[{_ONE}\]),? ?)+").fullmatch
#: What figures are made of.
_DIGITS = re.compile(r"[0-9.,/%]").match
#: Digits as they look where they are high or low.
_HIGH = str.maketrans("0123456789", "\u2070\xb9\xb2\xb3\u2074\u2075\u2076\u2077\u2078\u2079")
_LOW = {ord("0") + digit: 0x2080 + digit for digit in range(10)}


def without_marks(line: Sequence[Run]) -> tuple[Sequence[Run], list[list[Run]]]:
    """A line without the marks of footnotes in it, and the marks.

    What is not clear is left as it looks: it is read neither as a mark nor as digits. So is all of
    a line of which it is not known how it is shown, and a mark that is alone in it.
    """
    levels = {run.shown.level for run in line}
    if len(levels) < 2 and levels.isdisjoint((HIGH, LOW, ODD)):
        return line, []
    text = "".join([run.text for run in line])
    kept: list[Run] = []
    marks: list[list[Run]] = []
    end = 0
    for level, same in groupby(line, key=lambda run: run.shown.level):
        group = list(same)
        start, end = end, end + sum([len(run.text) for run in group])
        kind = _kind(text[start:end], level, text[max(0, start - 1) : start], text[end : end + 1])
        if kind == "mark":
            marks.append(group)
        else:
            kept += map(_drawn, group) if kind == "unclear" else group
    is_alone = marks and not any(run.text.strip() for run in kept)
    if is_alone or any(_is_odd(one, other) for one, other in pairwise([*line, Run("", ())])):
        return list(map(_drawn, line)), []
    return kept, marks


def _drawn(run: Run) -> Run:
    """A run with its digits as they look where they are high or low: so no figure has them."""
    return run._replace(text=run.text.translate(_LOW if run.shown.level == LOW else _HIGH))


def _is_odd(run: Run, after: Run) -> bool:
    """Whether it is not known how a run is shown; or it ends in a figure that has two sizes."""
    level, other = run.shown.level, after.shown.level
    is_digit = run.text[-1:].isdecimal() and after.text[:1].isdecimal()
    is_parted = is_digit and level != other and {level, other}.isdisjoint((HIGH, LOW))
    return is_parted or (level == ODD and not run.text.isspace())


def _kind(text: str, level: str, before: str, after: str) -> _Kind:
    """What a part of a line is that has one level.

    What may be digits of a figure is unclear: within it, or two of them that may be its cents. What
    is low right behind a letter is part of a name: marks of footnotes are high there.
    """
    mark = " ".join(text.split())
    if level not in (HIGH, LOW) or not _MARK(mark):
        return "text"
    if level == LOW and before.isalpha() and text[0].isalnum():
        return "text"
    is_within = _DIGITS(after) and (mark[0].isdigit() or (after != "%" and _DIGITS(before)))
    may_be_cents = before.isdigit() and text.isdecimal() and (level == LOW or len(text) > 1)
    return "unclear" if is_within or may_be_cents else "mark"
