r"""Tables whose columns are declared once: ``%table`` with a line for each column.

    %table notes
        "Class"               name: CLASS
        "Ending\nBalance"     ending_balance: _amount
        "Rate"?               coupon: _rate
        "Total"               -> totals

It is short for rules in Lark's language: a heading with rows below it, once for each choice of the
optional columns, and a rule for the values of each column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, product
from pathlib import Path
from typing import NamedTuple

import attrs

from gmacm_grammar.grammars.notation import (
    EXTEND,
    NOTHING,
    TABLE,
    Alternative,
    Lexeme,
    Line,
    Statement,
    statements,
)
from gmacm_grammar.model import ROWS, GrammarError, Report, schema

#: At most so many columns may be optional: every choice of them is written out.
_MOST_OPTIONAL = 4


class _Column(NamedTuple):
    """A column: its heading ("": none), whether some tables lack it, the field, and its kind."""

    heading: str
    is_optional: bool
    field: Lexeme
    kind: str


class _Total(NamedTuple):
    """A row with a label of its own, and its fields (none: those of all columns but the first)."""

    label: Lexeme
    name: str
    fields: tuple[Lexeme, ...]


def in_lark(known: Iterable[Statement]) -> list[Statement]:
    """The statements with rules in the place of each table. Raises GrammarError."""
    return [made for one in known for made in (_rules(one) if one.directive == TABLE else [one])]


def _rules(table: Statement) -> Iterator[Statement]:
    if table.name is None or table.lexemes[1] is not table.head:
        why = 'write %table NAME, and below it a line for each column: "Heading" field: _kind'
        raise GrammarError(why, *table.lexemes[0].place)
    is_of_some = len(table.lexemes) > 2 and table.lexemes[2].text == "?"
    lines = groupby(table.lexemes[2 + is_of_some :], lambda lexeme: lexeme.line)
    parts = [_part(tuple(line)) for _, line in lines]
    columns = [part for part in parts if isinstance(part, _Column)]
    totals = [part for part in parts if isinstance(part, _Total)]
    optional = [column for column in columns if column.is_optional]
    if not columns or len(optional) > _MOST_OPTIONAL:
        why = f"a table has a column, and at most {_MOST_OPTIONAL} that are optional"
        raise GrammarError(why, *table.head.place)
    known = schema(Report).get(table.name)
    row = (known.rows if known and known.row else ROWS)[is_of_some]
    file = re.sub(r"\W", "_", Path(table.head.file).stem).lower()
    section = []
    for number, choice in enumerate(product((True, False), repeat=len(optional))):
        left_out = {c for c, there in zip(optional, choice, strict=True) if not there}
        there = [column for column in columns if column not in left_out]
        own = f"{table.name}_{file}_{table.head.line}_{number}"
        names = [f"{own}_{n}" for n in range(1 + len(totals))]
        heading = " ".join(column.heading for column in there if column.heading)
        section.append(f"{heading} ({' | '.join(names)})*")
        fields = [column.field.text for column in there]
        yield _rule(table, table.head, f"{names[0]}: {' '.join(fields)} -> {row}")
        for name, total in zip(names[1:], totals, strict=True):
            summed = [f for f in fields if f in _summed(total, columns)]
            text = f"{name}: {total.label.text} {' '.join(summed)} -> {total.name}"
            yield _rule(table, total.label, text)
    yield _rule(table, table.head, f"{table.name}: " + "\n| ".join(section))
    has_values = any(column.kind.startswith("_") for column in columns)
    for n, column in enumerate(columns):
        may_lack = has_values and n and column.kind.isupper()
        kind = f"{column.kind} | {NOTHING}" if may_lack else column.kind
        yield _rule(table, column.field, f"{column.field.text}: {kind}")


def _summed(total: _Total, columns: list[_Column]) -> list[str]:
    known = [column.field.text for column in columns]
    for field in total.fields:
        if field.text not in known:
            raise GrammarError(f"the table has no column {field.text}", *field.place)
    return [field.text for field in total.fields] or known[1:]


def _rule(table: Statement, at: Lexeme, text: str) -> Statement:
    """A rule of a table, for what stands at a place in it; its words keep theirs."""
    lines = [Line(line, at.file, at.line) for line in text.split("\n")]
    lines[0] = lines[0]._replace(text=" " * (at.column - 1) + lines[0].text)
    places = {lexeme.text: lexeme for lexeme in reversed(table.lexemes) if lexeme.kind != "mark"}
    (made,) = statements(lines)
    alternatives = [
        Alternative(
            tuple(places.get(lexeme.text, lexeme) for lexeme in alternative.lexemes),
            alternative.arrow and places.get(alternative.arrow.text, alternative.arrow),
        )
        for alternative in made.alternatives
    ]
    return attrs.evolve(made, directive=TABLE, alternatives=tuple(alternatives))


def as_added(rule: Statement, known: Iterable[Statement]) -> list[Statement]:
    """What a rule of a table adds where its name is defined already: a further table, or no field.

    Raises GrammarError for a field that is of another kind.
    """
    if len(rule.alternatives[0].lexemes) > 1:  # a section: it has rows, in brackets
        first, *rest = rule.lines
        return statements([first._replace(text=f"{EXTEND} {first.text.lstrip()}"), *rest])
    kinds = [" ".join(a.words) for s in known if s.name == rule.name for a in s.alternatives]
    wanted = [" ".join(a.words) for a in rule.alternatives]
    if {*kinds} - {NOTHING} == {*wanted} - {NOTHING}:
        lacks = NOTHING in wanted and NOTHING not in kinds
        at = rule.head
        extended = f"{EXTEND} {rule.name}: {NOTHING}"
        return statements([Line(extended, at.file, at.line)]) if lacks else []
    known_as = f"defined already, as {kinds[0]}" if len(kinds[0].split()) == 1 else "a rule already"
    why = f"{rule.name} is {known_as}: give this column another field"
    raise GrammarError(why, *rule.head.place)


def _part(line: tuple[Lexeme, ...]) -> _Column | _Total:
    kinds, words = [lexeme.kind for lexeme in line], [lexeme.text for lexeme in line]
    headed = int(len(words) > 1 and words[1] != ":")
    is_optional = words[headed : headed + 1] == ["?"]
    rest = line[headed + is_optional :]
    if kinds[0] in ("string", "name"):
        if len(rest) == 3 and rest[1].text == ":":
            return _Column(words[0] if headed else "", is_optional, rest[0], rest[2].text)
        if words[1:2] == ["->"] and len(words) > 2 and words[3:4] in ([], [":"]):
            return _Total(line[0], words[2], line[4:])
    why = 'a column is written "Heading" field: _kind, and a row of totals "Label" -> name'
    raise GrammarError(why, *line[0].place)
