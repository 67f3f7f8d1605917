"""Where the values of a grammar go: which field of which record, and whether it can hold them."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from gmacm_grammar.records import Report
from gmacm_grammar.schema import schema
from gmacm_grammar.shapes import Shape, Shapes
from gmacm_grammar.sources import START
from gmacm_grammar.tables import Production, Tables, kind_of
from gmacm_grammar.values import KINDS

#: What a kind's cells become, tried on one that each kind can read.
_PROBES: dict[type[Any], str] = {Decimal: "1.5", int: "1", date: "1/1/2000", str: "a"}


@attrs.frozen
class Stray:
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


def types_of_field(record: type[Any], name: str) -> tuple[type[Any], ...]:
    """The types that a field of a record can hold; empty if there is no such field."""
    hint = typing.get_type_hints(record).get(name)
    if hint is None or name in ("other", "unknown"):
        return ()
    return tuple(t for t in typing.get_args(hint) or (hint,) if t is not type(None))


def strays(tables: Tables) -> list[Stray]:
    """The names of a format that land in ``other``, and those whose values do not fit."""
    walk = _Walk(tables)
    found = dict.fromkeys(walk.contents(START, Report, None))
    return list(found)


class _Walk:
    def __init__(self, tables: Tables) -> None:
        self._shapes = Shapes(tables.productions)
        self._seen: set[tuple[str, type[Any], type[Any] | None]] = set()

    def contents(self, origin: str, record: type[Any], above: type[Any] | None) -> Iterator[Stray]:
        """What stands in a rule whose names are fields of ``record`` (or of the one ``above``)."""
        if (origin, record, above) in self._seen:
            return
        self._seen.add((origin, record, above))
        for production in self._shapes.by_origin.get(origin, []):
            yield from self._symbols(production, record, above)

    def _symbols(
        self, production: Production, record: type[Any], above: type[Any] | None
    ) -> Iterator[Stray]:
        for symbol in production.symbols:
            if symbol.terminal:
                continue
            shape = self._shapes.of(symbol.name)
            if shape is Shape.FIELD:
                yield from self._value(symbol.name, symbol.name, record, above, [symbol.name])
            elif shape not in (Shape.NOTHING, Shape.VALUE, Shape.VALUES):
                for inner in self._shapes.by_origin[symbol.name]:
                    if self._shapes.is_item(inner):
                        yield from self._item(inner, record, above)
                    else:
                        yield from self._symbols_once(inner, record, above)

    def _symbols_once(
        self, production: Production, record: type[Any], above: type[Any] | None
    ) -> Iterator[Stray]:
        key = (f"{production.origin}/{production.symbols}", record, above)
        if key not in self._seen:
            self._seen.add(key)
            yield from self._symbols(production, record, above)

    def _item(
        self, production: Production, record: type[Any], above: type[Any] | None
    ) -> Iterator[Stray]:
        name = production.alias or production.origin
        contents = self._shapes.contents(production)
        values = (Shape.VALUE, Shape.VALUES)
        if all(shape in values for shape, _ in contents):
            columns = any(shape is Shape.VALUES for shape, _ in contents)
            symbols = [symbol.name for symbol in production.symbols]
            rule = production.origin
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
            yield Stray(production.origin, name, record.__name__, tuple(schema(record).fields))

    def _value(
        self,
        rule: str,
        name: str,
        record: type[Any],
        above: type[Any] | None,
        symbols: list[str],
    ) -> Iterator[Stray]:
        holder = record
        if name not in schema(record).fields and above and name in schema(above).fields:
            holder = above
        fields = tuple(schema(holder).fields)
        if name not in fields:
            yield Stray(rule, name, record.__name__, fields)
            return
        kinds = self._kinds(symbols, set())
        types = types_of_field(holder, name)
        wrong = [kind for kind in kinds if type_of_kind(kind) not in types]
        if wrong and len(wrong) == len(kinds):
            holds = " or ".join(_words(t) for t in types)
            yield Stray(rule, name, holder.__name__, fields, holds, KINDS[wrong[0]][1])

    def _kinds(self, symbols: list[str], seen: set[str]) -> list[str]:
        """The kinds of value that the symbols stand for."""
        found: list[str] = []
        for symbol in symbols:
            kind = kind_of(symbol)
            if kind:
                found.append(kind)
            elif symbol in self._shapes.by_origin and symbol not in seen:
                seen.add(symbol)
                inner = [s.name for p in self._shapes.by_origin[symbol] for s in p.symbols]
                found += self._kinds(inner, seen)
        return list(dict.fromkeys(found))


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
