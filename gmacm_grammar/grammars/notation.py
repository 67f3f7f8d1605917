"""The text of a grammar as its author sees it: statements, their alternatives, each with its place.

Lark knows rules, not where they are; what an author is told names file, line and column.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import attrs

_LEXEME = re.compile(
    r"""(?P<comment>//.*)|(?P<string>(?<!\\)"(?:\\.|[^"\\])*"i?)"""
    r"""|(?P<regex>(?<!\\)/(?:\\.|[^/\\])+/\w*)|(?P<name>(?<!_)_*[A-Za-z]\w*)"""
    r"""|(?P<mark>->|%\w+|[^\s\w])"""
)
OPEN, CLOSE = "([", ")]"
IMPORT, EXTEND, OVERRIDE = "%import", "%extend", "%override"
#: Names what every report of a format has. Ours, not Lark's.
REQUIRE = "%require"
#: The terminal of a figure that is not stated; a cell kept without text is one.
NOTHING = "NONE"
#: Declares the columns of a table, and stands before the rules that it is short for. Ours, too.
TABLE = "%table"


class Line(NamedTuple):
    """One line of a grammar and the place it came from."""

    text: str
    file: str
    number: int


class Lexeme(NamedTuple):
    """A name, string, regex or mark (``kind``) of a grammar; line and column count from 1."""

    kind: str
    text: str
    file: str
    line: int
    column: int

    @property
    def place(self) -> tuple[str, int, int]:
        """File, line and column."""
        return self.file, self.line, self.column

    @property
    def label(self) -> str:
        """The label that a string stands for (``"a\\"b"i``: a"b)."""
        quoted = self.text.rstrip("i")
        try:
            return str(ast.literal_eval(quoted))
        except (SyntaxError, ValueError):
            return quoted[1:-1]


class Alternative(NamedTuple):
    """One way that a rule can be read: its symbols, and the name after the arrow (``alias``)."""

    lexemes: tuple[Lexeme, ...]
    arrow: Lexeme | None

    @property
    def alias(self) -> str | None:
        return self.arrow.text if self.arrow else None

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(lexeme.text for lexeme in self.lexemes)

    @property
    def names(self) -> list[Lexeme]:
        return [lexeme for lexeme in self.lexemes if lexeme.kind == "name"]

    @property
    def labels(self) -> list[Lexeme]:
        return [lexeme for lexeme in self.lexemes if lexeme.kind == "string"]


@attrs.frozen(eq=False, slots=False)
class Statement:
    """A definition, or a directive such as %extend or %import.

    ``head`` is the name that it is about, ``name`` the same as text (None: %import, %require).
    ``for_tables`` are the lines that Lark reads in place of ``lines``, if those are others.
    """

    directive: str | None
    head: Lexeme
    lexemes: tuple[Lexeme, ...]
    alternatives: tuple[Alternative, ...]
    lines: tuple[Line, ...]
    for_tables: tuple[Line, ...] = ()

    @property
    def name(self) -> str | None:
        no_name = (self.directive or "").startswith((IMPORT, REQUIRE))
        is_name = self.head.kind == "name" and not no_name
        return self.head.text if is_name else None

    @property
    def defines(self) -> bool:
        """Whether it gives ``name`` a meaning."""
        return bool(self.alternatives) and self.directive in (None, OVERRIDE, EXTEND, TABLE)

    @property
    def words(self) -> list[str]:
        """What stands in its lines, between blanks, without comments."""
        return " ".join(line.text.split("//")[0] for line in self.lines).split()

    @property
    def for_lark(self) -> list[Line]:
        """The lines that Lark reads, which is slow with empty ones below one another."""
        of_lark = self.directive != REQUIRE
        lines = self.for_tables or self.lines
        return [line for line in lines if of_lark and line.text.strip()]

    @property
    def is_terminal(self) -> bool:
        return self.head.text.isupper()

    @cached_property
    def names(self) -> list[Lexeme]:
        """The names that the definition uses, without those after an arrow."""
        return [name for alternative in self.alternatives for name in alternative.names]

    @cached_property
    def labels(self) -> list[Lexeme]:
        """The strings of the definition."""
        return [label for alternative in self.alternatives for label in alternative.labels]

    @property
    def spells(self) -> bool:
        """Whether each alternative is a label and nothing else."""
        return all(len(a.lexemes) == len(a.labels) == 1 for a in self.alternatives)


def statements(lines: Iterable[Line]) -> list[Statement]:
    """The statements of a grammar, in order."""
    return [statement for group in _groups(lines) if (statement := _statement(group))]


def in_force(known: Iterable[Statement]) -> list[Statement]:
    """The definitions that no later %override replaces."""
    defined = [statement for statement in known if statement.defines]
    replaced = {s.name: n for n, s in enumerate(defined) if s.directive == OVERRIDE}
    return [s for n, s in enumerate(defined) if n >= replaced.get(s.name, 0)]


def _groups(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """A definition or directive with the lines that carry it on."""
    group: list[Line] = []
    for line in lines:
        text = line.text
        first = text.lstrip()[:1]
        goes_on = first in ("|", "") or (text[:1].isspace() and first != "%") or text[:2] == "//"
        if group and not goes_on:
            yield group
            group = []
        group.append(line)
    yield group


def _statement(lines: list[Line]) -> Statement | None:
    lexemes = tuple(
        Lexeme(match.lastgroup or "", match.group(), line.file, line.number, match.start() + 1)
        for line in lines
        for match in _LEXEME.finditer(line.text)
        if match.lastgroup != "comment"
    )
    if not lexemes:
        return None
    directive = lexemes[0].text if lexemes[0].text.startswith("%") else None
    head = next((lexeme for lexeme in lexemes if lexeme.kind == "name"), lexemes[0])
    body = next((n for n, lexeme in enumerate(lexemes, 1) if lexeme.text == ":"), None)
    has_rules = body is not None and directive != TABLE
    alternatives = tuple(_alternatives(lexemes[body:])) if has_rules else ()
    return Statement(directive, head, lexemes, alternatives, tuple(lines))


def _alternatives(lexemes: tuple[Lexeme, ...]) -> Iterator[Alternative]:
    depth = start = 0
    for n, lexeme in enumerate(lexemes):
        if lexeme.kind == "mark":
            depth += (lexeme.text in OPEN) - (lexeme.text in CLOSE)
            if lexeme.text == "|" and depth <= 0:
                yield _alternative(lexemes[start:n])
                start = n + 1
    yield _alternative(lexemes[start:])


def _alternative(lexemes: tuple[Lexeme, ...]) -> Alternative:
    arrow = next((n for n, lexeme in enumerate(lexemes[:-1]) if lexeme.text == "->"), None)
    if arrow is None:
        return Alternative(lexemes, None)
    return Alternative(lexemes[:arrow], lexemes[arrow + 1])
