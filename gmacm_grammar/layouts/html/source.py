"""Hand an HTML page to lxml with a number in place of each stretch of its text.

lxml tells how the elements of a page stand in each other, and mends what is not closed. The text
comes from the source itself: so its place is known, and none of it is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.layouts.html.marks import Level
from gmacm_grammar.layouts.html.text import ENTITY, Printed, first_place, unescaped
from gmacm_grammar.layouts.html.visibility import MAY_HIDE, TELLING, UNSHOWN

#: What a text has that is a page.
_TAG = re.compile(r"<(t[dh]|pre|[sc])[\s>/]", re.IGNORECASE)
_MARKUP = re.compile(
    r"<!---?>|<!--|(?P<code><(?P<name>script|style)\b[^<>]*+>)|(?P<cell><t[dh]\b[^<>]*+>?)"
    r"|<[/!?]?[A-Za-z\[][^<>]*+>?",
    re.IGNORECASE,
)
#: The element of preformatted text.
VERBATIM = "pre"
#: A stretch of text on its way through lxml: its number between two private characters.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_TAG_NAME = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
#: The tag of what is struck out, if it is closed; or the mark of a column.
_S_TAG = re.compile(r"<(/?)s(?=[\s>/])", re.IGNORECASE)
#: A tag that parts a page, and what says so where there are no elements.
_PARTS = re.compile(
    r"<(?:hr|page)\b|<.*\bbreak-(?:before|after)\s*:\s*(?:always|page|left|right)",
    re.IGNORECASE | re.DOTALL,
).match
_PARTED = '<img style="break-before:page">'
#: What a comment ends with.
_COMMENT_END = "--!?>"
#: After this lxml drops what comes; a browser shows it.
_END_OF_PAGE = ("body", "html")
STRETCH = re.compile(f"{_OPEN}([0-9]+){_CLOSE}|\\s+")


#: What something stands in, if not right on the page: what that stands in itself, how deep that is,
#: the number of a table, of a row of it, and the column in which the cell begins. Of text that is
#: laid out it is a line, and no column; after an empty line such text is another table.
Within: TypeAlias = tuple["Within | None", int, int, int, int | None]


@attrs.define
class PageCell:
    """A cell of a page: its text, its place, and the columns of the table's grid it covers.

    The title of a page is not ``shown`` on it. ``asides`` are the marks of footnotes and what is
    struck out or hidden in the cell, with the places: it is no part of what the cell says.
    ``printed`` are the parts of the source that show the text; ``within`` says what it stands in,
    and ``part`` in which part of the page: between two rules or ends of pages.
    """

    text: str
    offset: int
    start: int = 0
    end: int = 1
    shown: bool = True
    asides: tuple[tuple[str, int], ...] = ()
    printed: tuple[Printed, ...] = attrs.field(default=(), eq=False)
    within: Within | None = attrs.field(default=None, eq=False, repr=False)
    part: int = attrs.field(default=0, eq=False)

    @property
    def after(self) -> int:
        """The place right after the text."""
        content, start = self.printed[-1] if self.printed else (self.text, self.offset)
        return start + len(content.rstrip())


@attrs.define
class Stretch:
    """Text between two tags: its words, the place of the first, all of it and where that begins.

    What stands ``apart`` is not part of the text around it; ``whole`` is then what it leaves there.
    Its ``level`` says whether it is set high or low. ``printed`` is the source of it all.
    """

    words: str
    place: int
    whole: str
    start: int
    apart: bool = False
    level: Level = ""
    printed: str = attrs.field(default="", eq=False)

    @property
    def parts(self) -> list[Stretch]:
        """Stretches of which each character is one of the source, or all are written as one."""
        if "&" not in self.printed:
            return [self]
        found, at = [], self.start
        for part in ENTITY.split(self.printed):
            if part:
                found.append(attrs.evolve(_stretch(part, at, unescaped(part)), level=self.level))
            at += len(part)
        return found


def _stretch(content: str, start: int, shown: str) -> Stretch:
    """A part of the source between two tags, and what it shows."""
    words = " ".join(shown.split())
    place = first_place(content, start)
    return Stretch(words, place, shown.replace("\xa0", " "), start, printed=content)


def is_page(text: str) -> bool:
    """Whether a text is HTML with a table in it, or with preformatted text."""
    found = {tag.lower() for tag in _TAG.findall(text)}
    # <S> and <C> mark the columns of a table that is text.
    if found & {"td", "th"} or VERBATIM not in found or "c" in found:
        return bool(found & {"td", "th"})
    return "s" not in found or len(_struck(text)) == sum(not m[1] for m in _S_TAG.finditer(text))


def _struck(text: str) -> set[int]:
    """Where text that is struck out begins: an ``<s>`` that is closed before another one begins."""
    return {
        tag.start() for tag, after in pairwise(_S_TAG.finditer(text)) if after[1] and not tag[1]
    }


def parsed(source: str) -> Any:
    """The elements of a page as they begin and end, by lxml.

    Raises ModuleNotFoundError, which says what to install, where lxml is missing.
    """
    try:
        from lxml import etree
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "this text is HTML, which is read with lxml: pip install 'gmacm-grammar[html]'"
        ) from None
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    return etree.iterwalk(etree.fromstring(source.encode(), parser), events=("start", "end"))


def numbered(text: str) -> tuple[str, list[Stretch]]:
    """The page with a number for each stretch of its text, and the stretches.

    The beginning of each cell is a stretch too, without text; so are blanks where they may matter.
    """
    parts: list[str] = ["<html>"]
    stretches: list[Stretch] = []
    lower = text.lower()
    verbatim = f"<{VERBATIM}" in lower

    def number(content: str, offset: int) -> None:
        shown = unescaped(content) if "&" in content else content
        is_blank = not shown or shown.isspace()
        # A blank that is not broken is what a line has that is kept empty.
        blank = "\xa0" if is_blank and "\xa0" in shown else " "
        if content and is_blank and not verbatim:
            parts.append(blank)
            return
        before, after = blank * shown[:1].isspace(), blank * shown[-1:].isspace()
        parts.append(f"{before}{_OPEN}{len(stretches)}{_CLOSE}{after}")
        stretches.append(_stretch(content, offset, shown))

    def number_all(start: int, end: int) -> None:
        # In preformatted text each character counts: what is written as several stands alone.
        for part in ENTITY.split(text[start:end]) if verbatim else (text[start:end],):
            if part:
                number(part, start)
            start += len(part)

    unclosed: set[str] = set()
    tags = _Tags(text, lower)
    at = 0
    while match := _MARKUP.search(text, at):
        number_all(at, match.start())
        at = _end_of_hidden(text, match, unclosed)
        tag = "" if match["code"] else tags.handed(match.group(), match.start())
        parts.append(tag.encode("ascii", "replace").decode().replace("\0", "?"))
        if tag and match["cell"]:
            number("", match.start())
    number_all(at, len(text))
    return "".join(parts), stretches


class _Tags:
    """Tells what of each tag is handed on to lxml.

    There are no elements in preformatted text, nor in what no browser shows, whatever tags are
    in it: only those are handed on that tell what is not shown of the text.
    """

    def __init__(self, text: str, lower: str) -> None:
        self.last = {name: lower.rfind(f"</{name}") for name in (VERBATIM, *UNSHOWN)}
        self.struck = _struck(text) if "</s" in lower else set()
        #: The element that is open in which there are no others.
        self.inside: str | None = None
        #: How many elements of each name that were handed on are open in it.
        self.open: Counter[str] = Counter()

    def handed(self, tag: str, at: int) -> str:
        """A tag as it is handed on; nothing if it is not."""
        found = _TAG_NAME.match(tag)
        if found is None:
            return ""
        closes, name = found[1] == "/", found[2].lower()
        if name in _END_OF_PAGE if closes else name == "s" and at not in self.struck:
            return ""
        if self.inside is not None and name != self.inside:
            return self._within(tag, name, closes)
        if name in self.last:
            self.inside = name if not closes and at < self.last[name] else None
            self.open.clear()
        return tag

    def _within(self, tag: str, name: str, closes: bool) -> str:
        """What is handed on of a tag in preformatted text."""
        if self.inside == VERBATIM and _PARTS(tag):
            return _PARTED
        if self.inside != VERBATIM or not (self.open[name] if closes else self._tells(tag, name)):
            return ""
        self.open[name] += -1 if closes else 1
        if name in TELLING:
            return tag
        return "</span>" if closes else f"<span {tag[len(name) + 1 :]}"

    def _tells(self, tag: str, name: str) -> bool:
        return name in TELLING or self.open[name] > 0 or MAY_HIDE(tag) is not None


def _end_of_hidden(text: str, match: re.Match[str], unclosed: set[str]) -> int:
    """Where a piece of markup ends, with what a comment or a script holds.

    ``unclosed`` are those that are known not to be closed any more: they hide nothing.
    """
    if match.group() == "<!--":
        closing = _COMMENT_END
    elif match["code"]:
        closing = f"</{match['name']}"
    else:
        return match.end()
    if closing in unclosed:
        return match.end()
    found = re.compile(closing, re.IGNORECASE).search(text, match.end())
    if found is None:
        unclosed.add(closing)
        return match.end()
    return found.end() if closing == _COMMENT_END else found.start()
