"""The envelope that a report may be filed in: a submission, sent as a privacy-enhanced message."""

from __future__ import annotations

import re

_IS_MESSAGE = re.compile(r"\s*-----BEGIN PRIVACY-ENHANCED MESSAGE-----").match
#: A line that begins with a dash as no line of an escaped message does.
_PLAIN_DASH = re.compile(r"^-(?! -|----(?:BEGIN|END) PRIVACY-)", re.MULTILINE)
_ESCAPE = re.compile(r"^- (?=-)", re.MULTILINE)


def without_escapes(text: str) -> str:
    """The text with two blanks for each ``- `` that is put before a dash at the start of a line.

    Such lines are written so in a privacy-enhanced message (RFC 1421, 4.4). A text that is no such
    message, or has lines with a dash that are not escaped, stays as it is.
    """
    if not _IS_MESSAGE(text) or _PLAIN_DASH.search(text):
        return text
    return _ESCAPE.sub("  ", text)


def documents_in(text: str) -> int:
    """How many documents of a submission begin in a text."""
    return text.count("<DOCUMENT>")
