"""Hand an HTML page to lxml with a number in place of each stretch of its text.

lxml tells how the elements of a page stand in each other, and mends what is not closed. The text
comes from the source itself: so its place is known, and none of it is lost.
"""

from __future__ import annotations

import html
import re
from typing import Any

import attrs

#: What a text has that is a page.
_TAG = re.compile(r"<(t[dh]|pre|[sc])[\s>/]", re.IGNORECASE)
_MARKUP = re.compile(
    r"<!--|(?P<code><(?P<name>script|style)\b[^<>]*+>)|(?P<cell><t[dh]\b[^<>]*+>?)"
    r"|<[/!?]?[A-Za-z\[][^<>]*+>?",
    re.IGNORECASE,
)
#: The element of text that is laid out already.
VERBATIM = "pre"
#: A stretch of text on its way through lxml: its number between two private characters.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_VERBATIM_TAG = re.compile(rf"<(/?){VERBATIM}\b", re.IGNORECASE)
#: After this lxml drops what comes; a browser shows it.
_END_OF_PAGE = re.compile(r"</(?:body|html)\b", re.IGNORECASE)
#: The number of a character; of many digits Python makes no number.
_NUMBER = re.compile(r"&#0*+([0-9]++);?")
_MOST_DIGITS, _NO_CHARACTER = 7, "\ufffd"
_ENTITY = re.compile(r"(&(?:#\w++|\w{1,32});?)")
STRETCH = re.compile(f"{_OPEN}([0-9]+){_CLOSE}|\\s+")


@attrs.define
class PageCell:
    """A cell of a page: its text, its place, and the columns of the table's grid it covers.

    The title of a page is not ``shown`` on it. ``asides`` are what is set high, low or struck out
    in the cell, with the places: it is no part of what the cell says.
    """

    text: str
    offset: int
    start: int = 0
    end: int = 1
    shown: bool = True
    asides: tuple[tuple[str, int], ...] = ()


@attrs.frozen
class Stretch:
    """Text between two tags: its words, the place of the first, all of it and where that begins."""

    words: str
    place: int
    whole: str
    start: int


def is_page(text: str) -> bool:
    """Whether a text is HTML with a table in it, or with text that is laid out already."""
    found = {tag.lower() for tag in _TAG.findall(text)}
    # <S> and <C> mark the columns of a table that is text.
    return bool(found & {"td", "th"}) or (VERBATIM in found and not found & {"s", "c"})


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
        shown = html.unescape(_NUMBER.sub(_short, content)) if "&" in content else content
        words = " ".join(shown.split())
        if content and not words and not verbatim:
            parts.append(" ")
            return
        before, after = " " * shown[:1].isspace(), " " * shown[-1:].isspace()
        parts.append(f"{before}{_OPEN}{len(stretches)}{_CLOSE}{after}")
        place = offset + len(content) - len(content.lstrip())
        stretches.append(Stretch(words, place, shown.replace("\xa0", " "), offset))

    def number_all(start: int, end: int) -> None:
        # In text that is laid out each character counts: what is written as several stands alone.
        for part in _ENTITY.split(text[start:end]) if verbatim else (text[start:end],):
            if part:
                number(part, start)
            start += len(part)

    unclosed: set[str] = set()
    last = lower.rfind(f"</{VERBATIM}")
    laid_out = False
    at = 0
    while match := _MARKUP.search(text, at):
        number_all(at, match.start())
        at = _end_of_hidden(text, match, unclosed)
        if tag := _VERBATIM_TAG.match(match.group()):
            laid_out = not tag[1] and match.start() < last
        elif laid_out:
            continue  # there are no elements in text that is laid out, whatever tags are in it
        dropped = match["code"] or match.group()[1] in "!?" or _END_OF_PAGE.match(match.group())
        if not dropped:
            parts.append(match.group().encode("ascii", "replace").decode().replace("\0", "?"))
        if match["cell"]:
            number("", match.start())
    number_all(at, len(text))
    return "".join(parts), stretches


def _short(number: re.Match[str]) -> str:
    """The number of a character without its leading zeros; what is none, if it is too long."""
    return f"&#{number[1]};" if len(number[1]) <= _MOST_DIGITS else _NO_CHARACTER


def _end_of_hidden(text: str, match: re.Match[str], unclosed: set[str]) -> int:
    """Where a piece of markup ends, with what a comment or a script holds.

    ``unclosed`` are those that are known not to be closed any more: they hide nothing.
    """
    if match.group() == "<!--":
        closing = "-->"
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
    return found.end() if closing == "-->" else found.start()
