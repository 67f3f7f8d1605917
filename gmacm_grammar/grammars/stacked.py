r"""Headings that are printed over several lines: a label with ``\n`` in it is a column of one.

Where a layout knows columns, the lines of such a label are one cell, joined by blanks. A cell
stream has the heading line by line. So an alternative with such labels stands for two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from typing import TypeAlias

import attrs

from gmacm_grammar.grammars.notation import (
    CLOSE,
    OPEN,
    Alternative,
    Lexeme,
    Line,
    Statement,
    in_force,
)
from gmacm_grammar.model import GrammarError

#: The end of a line of a label, as it is written.
_LINE_END = r"\n"
#: The rules that are one column of a heading, by name: a rule for each line, from the bottom.
Columns: TypeAlias = dict[str, list[Statement]]


def in_both_forms(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements with two alternatives for each that has labels of several lines.

    A rule of such labels alone is one column. Raises GrammarError for a column in brackets.
    """
    known = tuple(statements)
    spelled: dict[str, list[Lexeme]] = {}
    for statement in in_force(s for s in known if not s.is_terminal):
        if statement.name and statement.name.startswith("_") and statement.spells:
            spelled.setdefault(statement.name, []).extend(statement.labels)
    columns = {
        name: list(_line_rules(name, labels))
        for name, labels in spelled.items()
        if any(map(_is_stacked, labels))
    }
    found = [s if s.is_terminal else _in_both_forms(s, columns) for s in known]
    return tuple(chain(found, *columns.values()))


def _in_both_forms(statement: Statement, columns: Columns) -> Statement:
    alternatives: list[Alternative] = []
    for alternative in statement.alternatives:
        joined, by_line = _joined(alternative.lexemes), _by_line(alternative.lexemes, columns)
        alternatives.append(Alternative(joined, alternative.arrow))
        if by_line != alternative.lexemes and statement.name not in columns:
            alternatives.append(Alternative(by_line, alternative.arrow))
    if alternatives == list(statement.alternatives):
        return statement
    colon = next(lexeme for lexeme in statement.lexemes if lexeme.text == ":")
    head = next(line.text for line in statement.lines if line.number == colon.line)
    lines, begin = [], head[: colon.column]
    for form in alternatives:
        words = [begin, *form.words, *(["->", form.alias] if form.alias else ())]
        lines.append(Line(" ".join(words), *form.lexemes[0].place[:2]))
        begin = "|"
    return attrs.evolve(statement, alternatives=tuple(alternatives), for_tables=tuple(lines))


def _joined(lexemes: Iterable[Lexeme]) -> tuple[Lexeme, ...]:
    """Each label in one line."""
    return tuple(
        lexeme._replace(text=lexeme.text.replace(_LINE_END, " ")) if _is_stacked(lexeme) else lexeme
        for lexeme in lexemes
    )


def _by_line(lexemes: tuple[Lexeme, ...], columns: Columns) -> tuple[Lexeme, ...]:
    """What is in the first line, then what is in the next; what has fewer lines is in the last."""
    lines_of = [_lines_of(lexeme, columns) for lexeme in lexemes]
    depth = 0
    for lexeme, lines, following in zip_longest(lexemes, lines_of, lexemes[1:]):
        depth += (lexeme.text in OPEN) - (lexeme.text in CLOSE)
        if len(lines) > 1 and (depth or (following and following.text in "?*+")):
            why = "a label of several lines is within brackets: give it a rule of its own"
            raise GrammarError(why, *lexeme.place)
    from_the_top = reversed(list(zip_longest(*lines_of)))
    return tuple(lexeme for line in from_the_top for lexeme in line if lexeme)


def _lines_of(lexeme: Lexeme, columns: Columns) -> list[Lexeme]:
    """What a lexeme stands for in each line of a heading, from the bottom."""
    if lexeme.text not in columns:
        return _lines(lexeme)
    return [lexeme._replace(text=rule.head.text) for rule in columns[lexeme.text]]


def _line_rules(name: str, labels: Iterable[Lexeme]) -> Iterator[Statement]:
    """A rule for what a column may have in each line; of spellings of fewer lines nothing."""
    for number, line in enumerate(zip_longest(*map(_lines, labels))):
        spelled = tuple({label.text: label for label in line if label}.values())
        head = spelled[0]._replace(kind="name", text=f"{name}_line_{number}")
        any_of = " | ".join(label.text for label in spelled)
        text = f"{head.text}: ({any_of}){'?' if None in line else ''}"
        alternatives = tuple(Alternative((label,), None) for label in spelled)
        yield Statement(None, head, spelled, alternatives, (Line(text, head.file, head.line),))


def _lines(label: Lexeme) -> list[Lexeme]:
    """The lines of a label, from the bottom."""
    if not _is_stacked(label):
        return [label]
    end = label.text.rindex('"')
    lines = label.text[1:end].split(_LINE_END)
    return [label._replace(text=f'"{line}"{label.text[end + 1 :]}') for line in reversed(lines)]


def _is_stacked(lexeme: Lexeme) -> bool:
    return lexeme.kind == "string" and _LINE_END in lexeme.text
