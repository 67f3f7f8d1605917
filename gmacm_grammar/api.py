"""Read a report: ``parse`` for its record, ``examine`` for what became of every cell as well."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from typing import TypeAlias

from gmacm_grammar.model import (
    DEFAULTS,
    Examination,
    Limits,
    Problem,
    Report,
    ReportError,
    ReportWarning,
)
from gmacm_grammar.reading import library, read

GrammarPath: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

#: How many problems an error message shows.
_SHOWN = 10


def parse(
    text: str,
    *,
    layout: str | None = None,
    format: str | None = None,
    grammar: GrammarPath = (),
    limits: Limits = DEFAULTS,
) -> Report:
    """Read the text of one report and return its record.

    Layout and format are found from the text unless their names are given; ``grammar`` names
    directories of own grammar files, which come before the built-in ones. Raises ReportError when
    the text is not a report, is a submission of several documents or larger than ``limits`` say, or
    when a cell could not be read, GrammarError when a grammar file is wrong, and TypeError for what
    is no text. Warns with ReportWarning of what is unknown, unstated or repaired.
    """
    _check(text)
    reading = read(library(grammar), text, layout, format, limits)
    report = reading.report
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    if errors:
        raise ReportError(_message(errors), reading.examination())
    for problem in reading.problems:
        warnings.warn(str(problem), ReportWarning, stacklevel=2)
    return report


def examine(
    text: str,
    *,
    layout: str | None = None,
    format: str | None = None,
    grammar: GrammarPath = (),
    limits: Limits = DEFAULTS,
) -> Examination:
    """Read a text as ``parse`` does and say what became of every cell; never raises for the text.

    A text of more characters or cells than ``limits`` say is not read: its examination has an error
    that says so, and no cells. Raises GrammarError when a grammar file is wrong, and TypeError for
    what is no text.
    """
    _check(text)
    return read(library(grammar), text, layout, format, limits).examination()


def _check(text: object) -> None:
    """Raise TypeError for what is no text, such as the path of a file."""
    if not isinstance(text, str):
        raise TypeError(
            f"expected the text of a report (str), found {type(text).__name__}: "
            "call read_filing(path) to read a file, or read_filing(data) with its bytes"
        )


def _message(errors: list[Problem]) -> str:
    """All that could not be read, as one text."""
    shown = [str(problem) for problem in errors[:_SHOWN]]
    if len(errors) > _SHOWN:
        shown.append(f"... and {len(errors) - _SHOWN} more")
    return "\n\n".join(shown)
