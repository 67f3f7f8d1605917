"""Where a text comes in: limits, templates, and a reading where no template takes it."""

from __future__ import annotations

from gmacm_grammar.model import LimitError, Limits, Problem, check_text
from gmacm_grammar.reading.formats import Library
from gmacm_grammar.reading.reading import Reading
from gmacm_grammar.reading.templates import Remembered, Templates


def read(
    lib: Library, text: str, layout: str | None, format: str | None, limits: Limits
) -> Reading | Remembered:
    """Read a text, by a template if one takes it. One that exceeds ``limits`` is not read: its
    reading has an error that says so.

    Raises GrammarError when a grammar file is wrong.
    """
    if text.startswith("\ufeff"):
        text = " " + text[1:]  # a byte order mark moves no cell
    templates: Templates = lib.templates.setdefault((layout, format), Templates())
    try:
        check_text(text, limits)
        if remembered := templates.read(text, limits):
            return remembered
        reading = Reading(lib, text, layout, format, limits=limits)
    except LimitError as error:
        reading = Reading(lib, "", layout, format)
        reading.report  # noqa: B018  (that of an empty text)
        reading.problems = [_problem(error)]
        return reading
    reading.report  # noqa: B018  (it is made now)
    templates.learn(reading)
    return reading


def _problem(error: LimitError) -> Problem:
    return Problem("error", 1, 1, error.what, hint=error.hint)
