"""The tags of a page, and the text between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from gmacm_grammar.layouts.html.runs import unescaped

#: What a text has that is a page.
_PAGE_TAG = re.compile(r"<(t[dh]|pre|[sc])[\s>/]", re.IGNORECASE)
#: Elements that hide their text only if they are closed: an ``<s>`` may be the mark of a column.
_PAIRED = re.compile(r"<(/?)(s|title)(?=[\s>/])", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(?:(?P<comment>!--)(?P<at_once>-?>)?"
    r"|(?P<closes>/?)(?P<name>[a-z][^\s/<>]*+)(?P<attributes>[^<>]*+)(?P<ended>>)?"
    r"|[/!?]?[a-z\[][^<>]*+>?)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?"
).findall
_END_OF_COMMENT = re.compile("--!?>")
#: Elements that are not shown on a page, whatever is in them, and where each ends.
_UNSHOWN = {
    name: re.compile(rf"(?=</{name}\b)", re.IGNORECASE)
    for name in "script style template noscript noframes noembed iframe".split()
}


class Tag(NamedTuple):
    """The tag of an element, which is at ``start`` in the source; attributes as they are written.

    What is no tag, such as a comment, has no name.
    """

    name: str
    closes: bool
    written: str
    start: int

    @property
    def attributes(self) -> dict[str, str]:
        """The values of the attributes by their names; of several the first."""
        found: dict[str, str] = {}
        for name, *values in _ATTRIBUTE(self.written):
            found.setdefault(name.lower(), unescaped("".join(values)))
        return found


def markup(source: str) -> Iterator[tuple[int, int, Tag]]:
    """Where each stretch of text begins and ends, and the tag after it.

    A comment and a script that have no end hide nothing.
    """
    closed = _closed(source)
    endless = set[re.Pattern[str]]()
    at = 0
    while match := _MARKUP.search(source, at):
        name = (match["name"] or "").lower()
        if name in ("s", "title") and not match["closes"] and match.start() not in closed:
            name = ""
        tag = Tag(name, bool(match["closes"]), match["attributes"] or "", match.start())
        yield at, match.start(), tag
        at = match.end()
        until = _UNSHOWN.get(name) if match["ended"] and not tag.closes else None
        if match["comment"] and not match["at_once"]:
            until = _END_OF_COMMENT
        if until is not None and until not in endless:
            if end := until.search(source, at):
                at = end.end()
            else:
                endless.add(until)
    yield at, len(source), Tag("", False, "", len(source))


def is_page(text: str) -> bool:
    """Whether a text is HTML with a table in it, or with preformatted text."""
    found = {tag.lower() for tag in _PAGE_TAG.findall(text)}
    # <S> and <C> mark the columns of a table that is text.
    if found & {"td", "th"} or "pre" not in found or "c" in found:
        return bool(found & {"td", "th"})
    closed = _closed(text)
    return all(tag[1] or tag.start() in closed for tag in _PAIRED.finditer(text))


def _closed(text: str) -> set[int]:
    """Where elements begin that are closed before another one begins, of those that must be."""
    return {
        tag.start()
        for tag, after in pairwise(_PAIRED.finditer(text))
        if after[1] and not tag[1] and tag[2].lower() == after[2].lower()
    }
