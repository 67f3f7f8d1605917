"""The tags of a page, and the text between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gmacm_grammar.layouts.html.runs import unescaped

#: What a text has that is a page; the marks of columns.
_PAGE_TAG = re.compile(r"<(t[dh]|pre|html|body|p|div|br|[sc])[\s>/]", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(?:(?P<comment>!--)(?P<at_once>-?>)?"
    r"|(?P<closes>/?)(?P<name>[a-z][^\s/<>]*+)(?P<attributes>[^<>]*+)>?"
    r"|[/!?]?[a-z\[][^<>]*+>?)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?"
).findall
_END_OF_COMMENT = re.compile("--!?>")
#: Elements whose text is not shown, if the next tag of their name closes them: an ``<s>`` may be
#: the mark of a column. Of all but this and the title the text is left out.
_UNSHOWN = {
    name: re.compile(rf"<(/?){name}(?=[\s/>])[^<>]*+>?", re.IGNORECASE)
    for name in re.findall(r"\w+", "s title script style template noscript noframes noembed iframe")
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
        found = reversed(_ATTRIBUTE(self.written))
        return {name.lower(): unescaped("".join(values)) for name, *values in found}


def markup(source: str) -> Iterator[tuple[int, int, Tag]]:
    """Where each stretch of text begins and ends, and the tag after it.

    What has no end hides nothing.
    """
    last_comment = max(source.rfind("-->"), source.rfind("--!>"))
    at = 0
    while match := _MARKUP.search(source, at):
        start, after = match.start(), match.end()
        name = (match["name"] or "").lower()
        if name in _UNSHOWN and not match["closes"]:
            closing = _closing(source, name, after)
            if closing is None or name not in ("s", "title"):
                name, after = "", closing.end() if closing else after
        if match["comment"] and not match["at_once"] and after <= last_comment:
            end = _END_OF_COMMENT.search(source, after)
            after = end.end() if end else after
        yield at, start, Tag(name, bool(match["closes"]), match["attributes"] or "", start)
        at = after
    yield at, len(source), Tag("", False, "", len(source))


def is_page(text: str) -> bool:
    """Whether a text is HTML: with a table in it, or paragraphs, or preformatted text."""
    found = {tag.lower() for tag in _PAGE_TAG.findall(text)}
    # <S> and <C> mark the columns of a table that is text.
    tags = (tag for tag in _UNSHOWN["s"].finditer(text) if not tag[1])
    is_text = "c" in found or not all(_closing(text, "s", tag.end()) for tag in tags)
    return bool(found & {"td", "th"}) or (bool(found - {"s", "c"}) and not is_text)


def _closing(source: str, name: str, at: int) -> re.Match[str] | None:
    """The next tag of a name, if it closes an element."""
    found = _UNSHOWN[name].search(source, at)
    return found if found and found[1] else None
