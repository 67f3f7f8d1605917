"""What a grammar would cost to build, estimated before it is built: what is too much is refused.

Lark writes out every way that the optional parts of an alternative can be there or not, so that
thirty of them make a billion alternatives; a terminal that names others twice over, thirty deep, is
a billion characters long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gmacm_grammar.errors import GrammarError
from gmacm_grammar.grammar_text import TOKEN
from gmacm_grammar.sources import Line, Source, statements

#: So many alternatives a rule may be written out to (the built-in ones: below 20), so many
#: characters a terminal may have, so often something may be repeated by number.
MOST_ALTERNATIVES, LONGEST_TERMINAL, MOST_REPEATS = 2_000, 20_000, 1_000

_LEXEME = re.compile(TOKEN.pattern + r"|(?P<number>\d+)|(?P<mark>->|\.\.|\S)")
_HEAD = re.compile(
    r"(?:%(?:override|extend)\s+)?[?!]*(?P<name>_*[A-Za-z]\w*)(?:\.-?\d+)?\s*(?=[:{])"
)
_OPENING, _CLOSING = ("(", "["), (")", "]")


def refuse_too_large(source: Source) -> None:
    """Raise GrammarError for a definition that would cost too much to build."""
    lengths: dict[str, int] = {}
    for lines in statements(source.lines):
        text = "\n".join(line.text for line in lines)
        head = _HEAD.match(text)
        if head is None:
            continue
        lexemes = [m for m in _LEXEME.finditer(text[head.end() :]) if m.lastgroup != "comment"]
        words = [(str(m.lastgroup), m.group()) for m in lexemes]
        _refuse(lines[0], head["name"], words)
        if head["name"].isupper():
            longer = sum(lengths.get(word, len(word)) for _, word in words)
            lengths[head["name"]] = lengths.get(head["name"], 0) + longer
            if lengths[head["name"]] > LONGEST_TERMINAL:
                raise _error(lines[0], f"the terminal {head['name']} is too long")


def _refuse(line: Line, name: str, words: list[tuple[str, str]]) -> None:
    if any(kind == "mark" and word in "{}" for kind, word in words):
        raise _error(line, f"{name} uses a template: write the rule out for each use")
    if any(kind == "number" and int(word[:9]) > MOST_REPEATS for kind, word in words):
        raise _error(line, f"{name} repeats something more than {MOST_REPEATS} times")
    if not name.isupper() and _alternatives(iter(words)) > MOST_ALTERNATIVES:
        raise _error(
            line,
            f"{name} has too many parts that may be there or not: make a rule of some of them",
        )


def _error(line: Line, why: str) -> GrammarError:
    return GrammarError(why, line.file, line.number)


def _alternatives(words: Iterator[tuple[str, str]]) -> int:
    """How many alternatives the words are written out to, up to a closing bracket."""
    total, ways, last = 0, 1, 1
    for kind, word in words:
        if kind == "mark" and word in _CLOSING:
            break
        if kind == "mark" and word in _OPENING:
            last = _alternatives(words) + (word == "[")
            ways = _capped(ways * last)
        elif kind == "mark" and word in ("?", "*"):
            ways = _capped(ways // last * (last + 1))
            last += 1
        elif kind == "number":
            ways = _capped(ways * last ** min(int(word[:9]), 50))
        elif kind == "mark" and word == "|":
            total, ways, last = total + ways, 1, 1
        elif kind in ("name", "string", "regex"):
            last = 1
    return _capped(total + ways)


def _capped(ways: int) -> int:
    return min(ways, 10 * MOST_ALTERNATIVES)
