r"""Headings that are printed over several lines: a label with ``\n`` in it is a column of one.

Where a layout knows columns, the lines of such a label are one cell, joined by blanks. A cell
stream has the heading line by line. So an alternative with such labels stands for two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
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
#: A part of an alternative: a name, string or brackets, with how often it comes.
Part: TypeAlias = list[Lexeme]
#: The rules that are one column of a heading, by name: their labels, each as its lines from the
#: bottom.
Columns: TypeAlias = dict[str, list[list[Lexeme]]]


def in_both_forms(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements with two alternatives for each that has labels of several lines.

    A rule of such labels alone is one column: it gets a rule for each of its lines. Raises
    GrammarError for a label of several lines of which the column cannot be told.
    """
    known = tuple(statements)
    columns: Columns = {}
    for statement in in_force(s for s in known if not s.is_terminal):
        if statement.name and statement.name.startswith("_") and statement.spells:
            columns.setdefault(statement.name, []).extend(map(_lines, statement.labels))
    for name in [name for name, labels in columns.items() if max(map(len, labels)) == 1]:
        del columns[name]
    found = [_in_both_forms(s, columns) if _has_columns(s, columns) else s for s in known]
    for name, labels in columns.items():
        found += [_line_rule(name, n, line) for n, line in enumerate(zip_longest(*labels))]
    return tuple(found)


def _has_columns(of: Statement | Alternative, columns: Columns) -> bool:
    """Whether there are labels of several lines; in a terminal the end of one is a blank."""
    if isinstance(of, Statement) and of.is_terminal:
        return False
    return any(map(_is_stacked, of.labels)) or any(name.text in columns for name in of.names)


def _in_both_forms(statement: Statement, columns: Columns) -> Statement:
    alternatives: list[Alternative] = []
    for alternative in statement.alternatives:
        forms = [alternative]
        if _has_columns(alternative, columns):
            forms = [Alternative(form, alternative.arrow) for form in _forms(alternative, columns)]
        alternatives += forms[:1] if statement.name in columns else forms
    colon = next(lexeme for lexeme in statement.lexemes if lexeme.text == ":")
    head = next(line.text for line in statement.lines if line.number == colon.line)
    begins = [head[: colon.column], *["|"] * len(alternatives)]
    lines = (
        Line(
            " ".join([begin, *form.words, *(["->", form.alias] if form.alias else ())]),
            *(form.lexemes or (colon,))[0].place[:2],
        )
        for begin, form in zip(begins, alternatives, strict=False)
    )
    return attrs.evolve(statement, alternatives=tuple(alternatives), for_tables=tuple(lines))


def _line_rule(name: str, number: int, line: tuple[Lexeme | None, ...]) -> Statement:
    """The rule of what a column may have in one line; of spellings of fewer lines nothing."""
    labels = tuple({lexeme.text: lexeme for lexeme in line if lexeme}.values())
    head = labels[0]._replace(kind="name", text=_line_name(name, number))
    spelled = " | ".join(label.text for label in labels)
    text = f"{head.text}: ({spelled}){'?' if None in line else ''}"
    alternatives = tuple(Alternative((label,), None) for label in labels)
    return Statement(None, head, labels, alternatives, (Line(text, head.file, head.line),))


def _line_name(name: str, number: int) -> str:
    return f"{name}_line_{number}"


def _forms(alternative: Alternative, columns: Columns) -> Iterator[tuple[Lexeme, ...]]:
    """What an alternative says with the lines of each column joined, and line by line."""
    parts = list(_parts(alternative))
    joined = (lexeme for part in parts for lexeme in part)
    yield tuple(lexeme._replace(text=lexeme.text.replace(_LINE_END, " ")) for lexeme in joined)
    # Columns of fewer lines stand at the bottom.
    lines = list(zip_longest(*(_from_the_bottom(part, columns) for part in parts), fillvalue=[]))
    yield tuple(lexeme for line in reversed(lines) for part in line for lexeme in part)


def _parts(alternative: Alternative) -> Iterator[Part]:
    depth = 0
    part: Part = []
    for lexeme in alternative.lexemes:
        if part and not depth and lexeme.text not in ("?", "*", "+"):
            yield part
            part = []
        if depth and _is_stacked(lexeme):
            why = "a label of several lines is within brackets: give it a rule of its own"
            raise GrammarError(why, *lexeme.place)
        part.append(lexeme)
        depth += (lexeme.text in OPEN) - (lexeme.text in CLOSE)
    yield part


def _from_the_bottom(part: Part, columns: Columns) -> list[Part]:
    """What a part says in each line of a heading."""
    first, often = part[0], part[1:]
    lines = _lines(first) if _is_stacked(first) else [first]
    if labels := columns.get(first.text):
        names = [_line_name(first.text, n) for n in range(max(map(len, labels)))]
        lines = [first._replace(text=name) for name in names]
    return [[line, *often] for line in lines]


def _lines(label: Lexeme) -> list[Lexeme]:
    """The lines of a label, from the bottom."""
    end = label.text.rindex('"')
    lines = label.text[1:end].split(_LINE_END)
    return [label._replace(text=f'"{line}"{label.text[end + 1 :]}') for line in reversed(lines)]


def _is_stacked(lexeme: Lexeme) -> bool:
    return lexeme.kind == "string" and _LINE_END in lexeme.text
