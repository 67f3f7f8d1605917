"""Text set high in its line: which of it is the mark of a footnote, and which is text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from gmacm_grammar.layouts.html.runs import Run
from gmacm_grammar.layouts.html.styles import HIGH, ODD

_SIGNS = r"[*#\xa7\xb6\u2020\u2021]{1,3}|[\xb9\xb2\xb3\u2070\u2074-\u2079]{1,2}"
_ONE = rf"(?:[0-9]{{1,2}}|[A-Za-z]|{_SIGNS})"
#: A sign that tells of a footnote, or some of them.
_MARK = re.compile(rf"{_ONE}[)/]?(?:, ?{_ONE}[)/]?)*|(?:(?:\({_ONE}\)|\[{_ONE}\]),? ?)+").fullmatch
#: What figures are made of.
_DIGITS = re.compile(r"[0-9.,/%]").match
#: Digits as they look where they are high.
_HIGH = str.maketrans("0123456789", "\u2070\xb9\xb2\xb3\u2074\u2075\u2076\u2077\u2078\u2079")


def without_marks(line: Sequence[Run]) -> tuple[Sequence[Run], list[list[Run]]]:
    """A line without the marks of footnotes in it, and the marks.

    What is not clear is left as it looks: it is read neither as a mark nor as digits. So is all of
    a line of which it is not known how it is shown, and a mark that is alone in it.
    """
    levels = {run.shown.level for run in line}
    if len(levels) < 2 and levels.isdisjoint((HIGH, ODD)):
        return line, []
    text = "".join([run.text for run in line])
    kept: list[Run] = []
    marks: list[list[Run]] = []
    end = 0
    for level, same in groupby(line, key=lambda run: run.shown.level):
        group = list(same)
        start, end = end, end + sum([len(run.text) for run in group])
        if level != HIGH or not _MARK(" ".join(text[start:end].split())):
            kept += group
        elif _may_be_digits(text, start, end):
            kept += map(_drawn, group)
        else:
            marks.append(group)
    is_alone = marks and not any(run.text.strip() for run in kept)
    if is_alone or any(_is_odd(one, other) for one, other in pairwise([*line, Run("", ())])):
        return list(map(_drawn, line)), []
    return kept, marks


def _drawn(run: Run) -> Run:
    """A run with its digits as they look where they are high: so no figure has them."""
    return run._replace(text=run.text.translate(_HIGH))


def _is_odd(run: Run, after: Run) -> bool:
    """Whether it is not known how a run is shown; or it ends in a figure that has two sizes."""
    levels = {run.shown.level, after.shown.level}
    is_digit = run.text[-1:].isdecimal() and after.text[:1].isdecimal()
    is_parted = is_digit and len(levels) > 1 and HIGH not in levels
    return is_parted or (run.shown.level == ODD and not run.text.isspace())


def _may_be_digits(line: str, start: int, end: int) -> bool:
    """Whether a mark may be digits of a figure: within it, or two of them that may be its cents."""
    before, mark, after = line[max(0, start - 1) : start], line[start:end], line[end : end + 1]
    if _DIGITS(after) and (mark.strip()[0].isdigit() or (after != "%" and _DIGITS(before))):
        return True
    return before.isdigit() and mark.isdecimal() and len(mark) > 1
