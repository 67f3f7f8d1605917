"""Where a text comes in: limits, templates, and a reading where no template takes it."""

from __future__ import annotations

from collections.abc import Sequence

from gmacm_grammar.layouts import Piece
from gmacm_grammar.model import DEFAULTS, LimitError, Limits, check_text, problem
from gmacm_grammar.reading.detection import rivals
from gmacm_grammar.reading.envelope import without_escapes
from gmacm_grammar.reading.formats import Library
from gmacm_grammar.reading.reading import Reading
from gmacm_grammar.reading.templates import Remembered, Templates

#: So many other formats are tried for a text that is not read wholly.
_MOST_RIVALS = 2


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
        text = without_escapes(text)
        if remembered := templates.read(text, limits):
            return remembered
        reading = read_best(lib, text, layout, format, limits=limits)
    except LimitError as error:
        reading = Reading(lib, "", layout, format)
        reading.report  # noqa: B018  (that of an empty text)
        reading.problems = [problem("limit-exceeded", None, what=error.what, way_out=error.hint)]
        return reading
    templates.learn(reading)
    return reading


def read_best(
    lib: Library,
    text: str,
    layout: str | None,
    format: str | None,
    part: Sequence[Piece] | None = None,
    limits: Limits = DEFAULTS,
) -> Reading:
    """The reading of a text; where the format found leaves cells unread, that by one whose score is
    near and which leaves at most half as many. What each of them left is in its ``tried``."""
    best = Reading(lib, text, layout, format, part, limits)
    left = best.unplaced
    tried = {best.format.name: len(left)}
    for name in rivals(lib, best.found, left)[:_MOST_RIVALS] if left and not format else ():
        other = Reading(lib, text, best.layout.name, name, part, limits)
        tried[name] = len(other.unplaced)
        if 2 * len(other.unplaced) <= len(left):
            best, left = other, other.unplaced
    best.tried = tried
    return best
