"""What a grammar would cost to build, estimated before it is built: what is too much is refused.

Lark writes out every way that the optional parts of an alternative can be there or not, so that
thirty of them make a billion alternatives; a terminal that names others twice over, thirty deep, is
a billion characters long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, groupby

from gmacm_grammar.grammars.nesting import inner_first
from gmacm_grammar.grammars.notation import TOKEN
from gmacm_grammar.grammars.sources import Line, Source, split_statements
from gmacm_grammar.model import GrammarError

#: So many alternatives a rule may be written out to (the built-in ones: below 20), so many
#: characters a terminal may have, so often something may be repeated by number.
MOST_ALTERNATIVES, LONGEST_TERMINAL, MOST_REPEATS = 2_000, 20_000, 1_000
#: So deep brackets may stand in one another, and rules (the built-in ones: below 20).
MOST_BRACKETS, DEEPEST = 50, 100
#: So many symbols may stand one after another in a rule: Lark looks at each part of the row.
MOST_SYMBOLS = 200

_LEXEME = re.compile(TOKEN.pattern + r"|(?P<number>\d+)|(?P<mark>->|\.\.|\S)")
_HEAD = re.compile(
    r"(?:%(?:override|extend)\s+)?[?!]*(?P<name>_*[A-Za-z]\w*)(?:\.-?\d+)?\s*(?=[:{])"
)
_SYMBOLS = ("name", "string", "regex")
_OPENING, _CLOSING = ("(", "["), (")", "]")


def refuse_too_large(source: Source) -> None:
    """Raise GrammarError for a definition that would cost too much to build."""
    lengths: dict[str, int] = {}
    rules: dict[str, list[str]] = {}
    first: dict[str, Line] = {}
    for lines in split_statements(source.lines):
        text = "\n".join(line.text for line in lines)
        head = _HEAD.match(text)
        if head is None:
            continue
        lexemes = [m for m in _LEXEME.finditer(text[head.end() :]) if m.lastgroup != "comment"]
        words = [(str(m.lastgroup), m.group()) for m in lexemes]
        _refuse(lines[0], head["name"], words)
        first.setdefault(head["name"], lines[0])
        rules.setdefault(head["name"], []).extend(word for kind, word in words if kind == "name")
        if head["name"].isupper():
            longer = sum(lengths.get(word, len(word)) for _, word in words)
            lengths[head["name"]] = lengths.get(head["name"], 0) + longer
            if lengths[head["name"]] > LONGEST_TERMINAL:
                raise _error(lines[0], f"the terminal {head['name']} is too long")
    _refuse_too_deep(rules, first)


def _refuse_too_deep(rules: dict[str, list[str]], first: dict[str, Line]) -> None:
    depths: dict[str, int] = {}
    for name in inner_first(rules):
        depths[name] = 1 + max((depths.get(inner, 0) for inner in rules[name]), default=0)
        if depths[name] > DEEPEST:
            raise _error(
                first[name],
                f"below {name} more than {DEEPEST} definitions stand in one another: "
                "name fewer of them one by another",
            )


def _refuse(line: Line, name: str, words: list[tuple[str, str]]) -> None:
    if any(kind == "mark" and word in "{}" for kind, word in words):
        raise _error(line, f"{name} uses a template: write the rule out for each use")
    if _depth(words) > MOST_BRACKETS:
        raise _error(line, f"{name} has more than {MOST_BRACKETS} brackets in one another")
    if not name.isupper() and _longest(words) > MOST_SYMBOLS:
        raise _error(
            line, f"{name} has more than {MOST_SYMBOLS} parts in a row: make rules of some of them"
        )
    if any(kind == "number" and int(word[:9]) > MOST_REPEATS for kind, word in words):
        raise _error(line, f"{name} repeats something more than {MOST_REPEATS} times")
    if not name.isupper() and _alternatives(iter(words)) > MOST_ALTERNATIVES:
        raise _error(
            line,
            f"{name} has too many parts that may be there or not: make a rule of some of them",
        )


def _error(line: Line, why: str) -> GrammarError:
    return GrammarError(why, line.file, line.number)


def _depth(words: list[tuple[str, str]]) -> int:
    """How deep brackets stand in one another."""
    marks = (word for kind, word in words if kind == "mark")
    steps = ((word in _OPENING) - (word in _CLOSING) for word in marks)
    return max(accumulate(steps), default=0)


def _longest(words: list[tuple[str, str]]) -> int:
    """How many symbols stand in the longest alternative, brackets not counted."""
    alternatives = groupby(words, key=lambda word: word == ("mark", "|"))
    symbols = (sum(kind in _SYMBOLS for kind, _ in words) for _, words in alternatives)
    return max(symbols, default=0)


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
        elif kind in _SYMBOLS:
            last = 1
    return _capped(total + ways)


def _capped(ways: int) -> int:
    return min(ways, 10 * MOST_ALTERNATIVES)
