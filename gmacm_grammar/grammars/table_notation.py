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

from collections.abc import Iterable, Iterator
from itertools import groupby, product
from typing import NamedTuple

import attrs

from gmacm_grammar.grammars.notation import (
    EXTEND,
    NOTHING,
    TABLE,
    Lexeme,
    Line,
    Statement,
    statements,
)
from gmacm_grammar.model import ROWS, GrammarError, Report, schema

#: At most so many columns may be optional: every choice of them is written out.
_MOST_OPTIONAL = 4


class _Column(NamedTuple):
    """A column: its heading ("": none), whether it is in every table, the field, and its kind."""

    heading: str
    is_optional: bool
    field: str
    kind: str


class _Total(NamedTuple):
    """A row with a label of its own, and its fields (none: those of all columns but the first)."""

    label: str
    name: str
    fields: tuple[str, ...]


def in_lark(known: Iterable[Statement]) -> list[Statement]:
    """The statements with rules in the place of each table. Raises GrammarError."""
    return [made for one in known for made in (_rules(one) if one.directive == TABLE else [one])]


def _rules(table: Statement) -> Iterator[Statement]:
    if table.name is None or table.lexemes[1] is not table.head:
        why = 'write %table NAME, and below it a line for each column: "Heading" field: _kind'
        raise GrammarError(why, *table.lexemes[0].place)
    is_of_some = table.lexemes[2:3] and table.lexemes[2].text == "?"
    lines = groupby(table.lexemes[3 if is_of_some else 2 :], lambda lexeme: lexeme.line)
    parts = [_part(tuple(line)) for _, line in lines]
    columns = [part for part in parts if isinstance(part, _Column)]
    totals = [part for part in parts if isinstance(part, _Total)]
    optional = [column for column in columns if column.is_optional]
    if not columns or len(optional) > _MOST_OPTIONAL:
        why = f"a table has a column, and at most {_MOST_OPTIONAL} that are optional"
        raise GrammarError(why, *table.head.place)
    first, known = table.head, schema(Report).get(table.name)
    row = (known.rows if known and known.row else ROWS)[bool(is_of_some)]
    section, rules = [], []
    for number, choice in enumerate(product((True, False), repeat=len(optional))):
        left_out = {c for c, there in zip(optional, choice, strict=True) if not there}
        there = [column for column in columns if column not in left_out]
        own = f"{table.name}_row_{first.line}_{number}"
        names = [own, *(f"{own}_{n}" for n in range(len(totals)))]
        heading = " ".join(column.heading for column in there if column.heading)
        section.append(f"{heading} ({' | '.join(names)})*")
        rules.append(f"{own}: {' '.join(column.field for column in there)} -> {row}")
        for name, total in zip(names[1:], totals, strict=True):
            fields = [c.field for n, c in enumerate(there) if c.field in total.fields or n]
            fields = [f for f in fields if f in total.fields or not total.fields]
            rules.append(f"{name}: {total.label} {' '.join(fields)} -> {total.name}")
    rules.insert(0, f"{table.name}: " + "\n| ".join(section))
    has_values = any(column.kind.startswith("_") for column in columns)
    for n, column in enumerate(columns):
        may_lack = has_values and n and column.kind.isupper()
        rules.append(f"{column.field}: {column.kind}{f' | {NOTHING}' if may_lack else ''}")
    text = (line for rule in rules for line in rule.split("\n"))
    for made in statements([Line(line, first.file, first.line) for line in text]):
        yield attrs.evolve(made, directive=TABLE)


def as_added(rule: Statement, known: Iterable[Statement]) -> list[Statement]:
    """What a rule of a table adds where its name is defined already: a further table, or no field.

    Raises GrammarError for a field that is of another kind.
    """
    if len(rule.alternatives[0].lexemes) > 1:
        first, *rest = rule.lines
        return statements([first._replace(text=f"{EXTEND} {first.text}"), *rest])
    kinds = [" ".join(a.words) for s in known if s.name == rule.name for a in s.alternatives]
    if kinds == [" ".join(a.words) for a in rule.alternatives]:
        return []
    raise GrammarError(
        f"{rule.name} is defined already, as {' | '.join(kinds)}: give this column another field",
        *rule.head.place,
    )


def _part(line: tuple[Lexeme, ...]) -> _Column | _Total:
    kinds, words = [lexeme.kind for lexeme in line], [lexeme.text for lexeme in line]
    has_heading = len(words) > 1 and words[1] != ":"
    heading, rest = (words[0], words[1:]) if has_heading else ("", words)
    is_optional = rest[:1] == ["?"]
    rest = rest[is_optional:]
    if kinds[0] in ("string", "name"):
        if len(rest) == 3 and rest[1] == ":":
            return _Column(heading, is_optional, rest[0], rest[2])
        if rest[:1] == ["->"] and len(rest) > 1 and (len(rest) == 2 or rest[2] == ":"):
            return _Total(heading, rest[1], tuple(rest[3:]))
    why = 'a column is written "Heading" field: _kind, and a row of totals "Label" -> name'
    raise GrammarError(why, *line[0].place)
