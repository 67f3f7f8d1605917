"""Where the values of a grammar go: which field of which record, and whether it can hold them."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import attrs

from gmacm_grammar.grammars.notation import Lexeme, Statement
from gmacm_grammar.grammars.shapes import Shape, Shapes
from gmacm_grammar.grammars.sources import START, Source
from gmacm_grammar.grammars.tables import Production, Symbol, Tables, kind_of
from gmacm_grammar.model import KINDS, GrammarError, Report, schema

#: What a kind's cells become, tried on one that each kind can read.
_HINTS: dict[Any, dict[str, Any]] = {}
_PROBES: dict[type[Any], str] = {Decimal: "0.5", int: "1", date: "1/1/2000", str: "a"}

#: What the author of a grammar can do about it.
WAY_OUT = "use a kind of value that it can hold"


@attrs.frozen
class Misfit:
    """A name in a grammar that fills no field, or one that cannot hold its values.

    ``record`` is the record in which it stands; ``holds`` and ``given`` are what the field holds
    and what it gets, both None where there is no such field.
    """

    rule: str
    name: str
    record: str
    fields: tuple[str, ...]
    holds: str | None = None
    given: str | None = None

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        if self.holds is None:
            return f"{self.name} is no field of {self.record}: it lands in its field other"
        return f"{self.name} of {self.record} is {self.holds}, and gets {self.given}"


@cache
def type_of_kind(kind: str) -> type[Any]:
    """What the cells of a kind of value become."""
    read = KINDS[kind][0]
    for made, probe in _PROBES.items():
        try:
            if type(read(probe)) is made:
                return made
        except (ValueError, ArithmeticError):
            continue
    return str


def types_of_field(record: Any, name: str) -> tuple[type[Any], ...]:
    """The types that a field of a record can hold; empty if there is no such field."""
    if record not in _HINTS:
        _HINTS[record] = typing.get_type_hints(record)
    hint = _HINTS[record].get(name)
    if hint is None or name in ("other", "unknown"):
        return ()
    options = typing.get_args(hint) or (hint,)
    return tuple(t for t in options if isinstance(t, type) and t is not type(None))


def refuse_wrong_types(tables: Tables, source: Source) -> None:
    """Raise GrammarError for a name of a format whose values its field cannot hold."""
    for wrong in wrong_names(tables):
        if wrong.holds is not None:
            place = place_of(wrong, source.statements).place
            raise GrammarError(f"{wrong.message}: {WAY_OUT}", *place)


def place_of(wrong: Misfit, known: Sequence[Statement]) -> Lexeme:
    """Where the name is: after an arrow in the rule, in an expression, or as the rule's own."""
    of_rule = [statement for statement in known if statement.name == wrong.rule]
    arrows = [a.arrow for s in of_rule for a in s.alternatives if a.arrow]
    named = [arrow for arrow in arrows if arrow.text == wrong.name]
    named += [lx for s in known for lx in s.lexemes if f"(?P<{wrong.name}>" in lx.text]
    # A file comes after those that it imports: what was added last is what is wrong.
    return (named or [s.head for s in of_rule] or [known[-1].head])[-1]


def wrong_names(tables: Tables) -> list[Misfit]:
    """The names of a format that land in ``other``, and those whose values do not fit."""
    walk = _Walk(tables)
    found = dict.fromkeys(walk.contents(START, Report, None))
    return list(found)


class _Walk:
    def __init__(self, tables: Tables) -> None:
        self._shapes = Shapes(tables.productions)
        self._figures = {name for name, _, is_figure in tables.patterns if is_figure}
        self._parts = {name: _parts(expression) for name, expression, _ in tables.patterns}
        self._seen: set[tuple[str, type[Any], type[Any] | None]] = set()

    def contents(self, origin: str, record: type[Any], above: type[Any] | None) -> Iterator[Misfit]:
        """What stands in a rule whose names are fields of ``record`` (or of the one ``above``)."""
        if (origin, record, above) in self._seen:
            return
        self._seen.add((origin, record, above))
        for production in self._shapes.by_origin.get(origin, []):
            yield from self._symbols(production, record, above)

    def _symbols(
        self, production: Production, record: type[Any], above: type[Any] | None
    ) -> Iterator[Misfit]:
        for symbol in production.symbols:
            if symbol.terminal:
                continue
            shape = self._shapes.of(symbol.name)
            if shape is Shape.FIELD:
                yield from self._value(symbol.name, symbol.name, record, above, [symbol])
            elif shape not in (Shape.NOTHING, Shape.VALUE, Shape.VALUES):
                for inner in self._shapes.by_origin[symbol.name]:
                    if self._shapes.is_item(inner):
                        yield from self._item(inner, record, above)
                    else:
                        yield from self._symbols_once(inner, record, above)

    def _symbols_once(
        self, production: Production, record: type[Any], above: type[Any] | None
    ) -> Iterator[Misfit]:
        key = (f"{production.origin}/{production.symbols}", record, above)
        if key not in self._seen:
            self._seen.add(key)
            yield from self._symbols(production, record, above)

    def _item(
        self, production: Production, record: type[Any], above: type[Any] | None
    ) -> Iterator[Misfit]:
        name = production.alias or production.origin
        contents = self._shapes.contents(production)
        values = (Shape.VALUE, Shape.VALUES)
        if all(shape in values for shape, _ in contents):
            columns = any(shape is Shape.VALUES for shape, _ in contents)
            rule, symbols = production.origin, production.symbols
            yield from self._value(rule, name, record, None if columns else above, symbols)
            return
        field = schema(record).fields.get(name)
        if field is None and above is not None and name in schema(above).fields:
            field = schema(above).fields[name]
        if field is not None and field.record is not None:
            outer = record if field.many else None
            yield from self._symbols_once(production, field.record, outer)
        elif above is not None and name == _row_of(above, record):
            yield from self._symbols_once(production, record, None)
        else:
            yield Misfit(production.origin, name, record.__name__, tuple(schema(record).fields))

    def _value(
        self,
        rule: str,
        name: str,
        record: type[Any],
        above: type[Any] | None,
        symbols: Iterable[Symbol],
    ) -> Iterator[Misfit]:
        given = self._given(symbols, set())
        if not given and rule == name:
            return  # a heading without rows
        for part in (part for _, parts in given for part in parts if part != name):
            yield from self._held(rule, part, record, [(str, "a part of a text")])
        holder = record
        if name not in schema(record).fields and above and name in schema(above).fields:
            holder = above
        if name in schema(holder).fields:
            made = [how for how, _ in given] or [(bool, "no value but a label")]
            yield from self._held(rule, name, holder, made)
        else:
            yield Misfit(rule, name, record.__name__, tuple(schema(holder).fields))

    def _held(
        self, rule: str, name: str, record: type[Any], made: list[tuple[type[Any], str]]
    ) -> Iterator[Misfit]:
        """Whether the field, if there is one, holds what is made for it."""
        types = types_of_field(record, name)
        wrong = [words for made_type, words in made if made_type not in types]
        if types and wrong:
            holds = " or ".join(_words(t) for t in types)
            yield Misfit(rule, name, record.__name__, tuple(schema(record).fields), holds, wrong[0])

    def _given(
        self, symbols: Iterable[Symbol], seen: set[str]
    ) -> list[tuple[tuple[type[Any], str], tuple[str, ...]]]:
        """What the symbols become, type and words, each with the named parts of a text."""
        found: list[tuple[tuple[type[Any], str], tuple[str, ...]]] = []
        for symbol in symbols:
            kind = kind_of(symbol.name)
            if kind and not symbol.terminal:
                found.append(((type_of_kind(kind), KINDS[kind][1]), ()))
            elif symbol.terminal and symbol.name in self._figures:
                found.append(((object, "a figure without a kind"), ()))
            elif symbol.terminal and not symbol.silent:
                found.append(((str, "a text"), self._parts.get(symbol.name, ())))
            elif symbol.name in self._shapes.by_origin and symbol.name not in seen:
                seen.add(symbol.name)
                inner = [s for p in self._shapes.by_origin[symbol.name] for s in p.symbols]
                found += self._given(inner, seen)
        return list(dict.fromkeys(found))


def _parts(expression: str) -> tuple[str, ...]:
    """The names of the parts of a text."""
    return tuple(re.compile(expression).groupindex)


def _row_of(above: type[Any], record: type[Any]) -> str | None:
    """The name of one record in the field of ``above`` that holds many of them."""
    for field in schema(above).fields.values():
        if field.many and field.record is record:
            return field.row
    return None


def _words(held: type[Any]) -> str:
    if attrs.has(held):
        return f"a {held.__name__} record"
    return {Decimal: "an amount, rate or share", int: "a count", date: "a date", str: "a text"}.get(
        held, "records"
    )
