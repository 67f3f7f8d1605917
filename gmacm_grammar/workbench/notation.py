"""The text of a grammar as its author sees it: statements, their alternatives, each with its place.

Lark knows rules, not where they stand; what is said to an author names file, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from gmacm_grammar.grammars import TOKEN, Line, split_statements, unquoted

_LEXEME = re.compile(TOKEN.pattern + r"|(?P<mark>->|%\w+|[^\s\w])")
#: A line of a grammar is not much longer than this.
WIDTH = 96
_OPEN, _CLOSE = "([", ")]"


@attrs.frozen
class Lexeme:
    """A word, string, expression or mark of a grammar; line and column count from 1."""

    kind: str
    text: str
    file: str
    line: int
    column: int

    @property
    def label(self) -> str:
        """The label that a string stands for."""
        return unquoted(self.text)


@attrs.frozen
class Alternative:
    """One way that a rule can be read: its symbols, and the name after the arrow."""

    lexemes: tuple[Lexeme, ...]
    alias: str | None

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(lexeme.text for lexeme in self.lexemes)

    @property
    def labels(self) -> list[Lexeme]:
        return [lexeme for lexeme in self.lexemes if lexeme.kind == "string"]


@attrs.frozen
class Statement:
    """A definition, or a directive such as %extend or %import."""

    directive: str | None
    name: str | None
    lexemes: tuple[Lexeme, ...]
    head: Lexeme
    alternatives: tuple[Alternative, ...]

    @property
    def defines(self) -> bool:
        """Whether it gives ``name`` a meaning."""
        return self.name is not None and self.directive in (None, "%override", "%extend")

    @property
    def names(self) -> list[Lexeme]:
        """The names that the definition uses, without those after an arrow."""
        found = (alternative.lexemes for alternative in self.alternatives)
        return [lexeme for lexemes in found for lexeme in lexemes if lexeme.kind == "name"]


def statements(lines: Iterable[Line]) -> list[Statement]:
    """The statements of a grammar, in order."""
    found = []
    for group in split_statements(lines):
        lexemes = [lexeme for lexeme in _lexemes(group) if lexeme.kind != "comment"]
        if lexemes:
            found.append(_statement(lexemes))
    return found


def _lexemes(lines: Iterable[Line]) -> Iterator[Lexeme]:
    for line in lines:
        for match in _LEXEME.finditer(line.text):
            kind = match.lastgroup or "mark"
            yield Lexeme(kind, match.group(), line.file, line.number, match.start() + 1)


def _statement(lexemes: list[Lexeme]) -> Statement:
    directive = lexemes[0].text if lexemes[0].text.startswith("%") else None
    head = next((lexeme for lexeme in lexemes if lexeme.kind == "name"), lexemes[0])
    body = next((n for n, lexeme in enumerate(lexemes) if lexeme.text == ":"), None)
    if body is None:
        return Statement(directive, None, tuple(lexemes), head, ())
    alternatives = tuple(_alternatives(lexemes[body + 1 :]))
    return Statement(directive, head.text, tuple(lexemes), head, alternatives)


def _alternatives(lexemes: list[Lexeme]) -> Iterator[Alternative]:
    depth, current = 0, list[Lexeme]()
    for lexeme in lexemes:
        if lexeme.kind == "mark":
            depth += (lexeme.text in _OPEN) - (lexeme.text in _CLOSE)
            if lexeme.text == "|" and depth <= 0:
                yield _alternative(current)
                current = []
                continue
        current.append(lexeme)
    yield _alternative(current)


def _alternative(lexemes: list[Lexeme]) -> Alternative:
    arrow = next((n for n, lexeme in enumerate(lexemes) if lexeme.text == "->"), None)
    if arrow is None or arrow + 1 >= len(lexemes):
        return Alternative(tuple(lexemes), None)
    return Alternative(tuple(lexemes[:arrow]), lexemes[arrow + 1].text)


def written(lexemes: Iterable[Lexeme]) -> str:
    """Symbols as an author writes them in one line."""
    text, joins = "", True
    for lexeme in lexemes:
        mark = lexeme.text if lexeme.kind == "mark" else ""
        joined = joins or (mark and mark in _CLOSE + "?*+")
        text += lexeme.text if joined else f" {lexeme.text}"
        joins = bool(mark) and mark in _OPEN
    return text


def quoted(label: str) -> str:
    """A label as a string of a grammar."""
    escaped = label.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def field_name(label: str, taken: Iterable[str] = ()) -> str:
    """A name made from a label: lower case, as a rule may be called, and not ``taken``."""
    plain = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_") or "row"
    plain = plain[:60].strip("_")
    plain = f"row_{plain}" if plain[0].isdigit() else plain
    name, number, used = plain, 2, set(taken)
    while name in used:
        name, number = f"{plain}_{number}", number + 1
    return name


def stacked(name: str, alternatives: list[str]) -> str:
    """A rule with its alternatives one below the other."""
    bar = "\n" + " " * len(name) + "| "
    return f"{name}: {bar.join(alternatives)}\n"


def wrapped(rule: str) -> str:
    """A rule in lines that are not too long; Lark goes on to a new line before a bar only."""
    lines, current = [], ""
    for word in re.findall(r'\||(?:(?<!\\)"(?:\\.|[^"\\])*"|[^\s|"])+', rule):
        if word == "|" and len(current) > WIDTH - 30:
            lines.append(current)
            current = "     "
        current = f"{current} {word}" if current else word
    return "\n".join([*lines, current])
