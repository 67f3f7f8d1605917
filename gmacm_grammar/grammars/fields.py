"""Where the values of a grammar go: which field of which record, and whether it can hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from gmacm_grammar.grammars.notation import NOTHING, Lexeme, Statement
from gmacm_grammar.grammars.shapes import Shape, Shapes
from gmacm_grammar.grammars.sources import START, Source
from gmacm_grammar.grammars.tables import (
    Production,
    Symbol,
    Tables,
    field_and_kind,
    kind_of,
    parts_of,
)
from gmacm_grammar.model import KINDS, GrammarError, Kind, Report, schema

#: What fields hold, in words.
_WORDS = {Decimal: "an amount, rate or share", int: "a count", date: "a date", str: "a text"}

#: What the author of a grammar can do about it.
WAY_OUT = "use a kind of value that it can hold"


@attrs.frozen
class Misfit:
    """A name in a grammar that fills no field, or one that cannot hold its values.

    ``record`` is the record in which it stands; ``holds`` and ``given`` are what the field holds
    and what it gets, if there is such a field.
    """

    rule: str
    name: str
    record: str
    fields: tuple[str, ...]
    holds: str | None = None
    given: str = ""

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        if self.holds is None:
            return f"{self.name} is no field of {self.record}: it lands in its field other"
        return f"{self.name} of {self.record} is {self.holds}, and gets {self.given}"


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
    for production in walk.shapes.by_origin[START]:
        walk.visit(production, Report, None)
    return list(walk.found)


class _Walk:
    """Follows the rules of a grammar as far as names lead, and keeps what does not fit.

    ``record`` is the class of which the names are fields, ``above`` the one that takes what
    ``record`` has no field for (None: there is none).
    """

    def __init__(self, tables: Tables) -> None:
        self.shapes = Shapes(tables.productions)
        self.found: dict[Misfit, None] = {}
        self._figures = {name for name, _, is_figure in tables.patterns if is_figure}
        self._expressions = {name: expression for name, expression, _ in tables.patterns}
        self._seen: set[tuple[Production, type[Any], type[Any] | None]] = set()

    def visit(self, production: Production, record: type[Any], above: type[Any] | None) -> None:
        """Look at the names within a production."""
        if (production, record, above) in self._seen:
            return
        self._seen.add((production, record, above))
        for symbol in production.symbols:
            shape = Shape.NOTHING if symbol.terminal else self.shapes.of(symbol.name)
            if shape is Shape.FIELD:
                self._value(symbol.name, symbol.name, [symbol], record, above)
            elif shape in (Shape.ITEM, Shape.LIST):
                for inner in self.shapes.by_origin[symbol.name]:
                    look = self._item if self.shapes.is_item(inner) else self.visit
                    look(inner, record, above)

    def _item(self, production: Production, record: type[Any], above: type[Any] | None) -> None:
        """Look at a production with a name of its own: a row, or a section with rows."""
        name = production.alias or production.origin
        shapes = {shape for shape, _ in self.shapes.contents(production)}
        if shapes <= {Shape.VALUE, Shape.VALUES}:
            outer = None if Shape.VALUES in shapes else above
            self._value(production.origin, name, production.symbols, record, outer)
            return
        field = schema(_holder(name, record, above)).get(name)
        if field is not None and field.record is not None:
            self.visit(production, field.record, record if field.many else None)
        elif above is not None and name in _names_of_rows(above, record):
            self.visit(production, record, None)
        else:
            self._keep(production.origin, name, record)

    def _value(
        self,
        rule: str,
        name: str,
        symbols: Iterable[Symbol],
        record: type[Any],
        above: type[Any] | None,
    ) -> None:
        """Look at whether the field of a name holds what the symbols become."""
        made = list(self._made(symbols, set()))
        if not made and rule == name:
            return  # a heading without rows
        holder = _holder(name, record, above)
        fields = schema(holder)
        if name not in fields:
            self._keep(rule, name, holder)
        for part, kind, words in made or [("", bool, "no value but a label")]:
            field = fields.get(part or name)
            if field is not None and field.holds is not kind:
                holds = _WORDS.get(field.holds) or f"a {field.holds.__name__} record"
                self._keep(rule, part or name, holder, holds, words)

    def _made(
        self, symbols: Iterable[Symbol], seen: set[str]
    ) -> Iterator[tuple[str, type[Any], str]]:
        """What symbols become: the name of a part of a text ("": the whole), type and words."""
        for symbol in symbols:
            if kind := kind_of(symbol.name):
                yield "", KINDS[kind].type, KINDS[kind].words
            elif symbol.name in self._figures and symbol.name != NOTHING:
                yield "", object, "a figure without a kind"
            elif symbol.terminal and not symbol.silent:
                yield "", str, "a text"
                for part in parts_of(self._expressions.get(symbol.name, "")):
                    name, told = field_and_kind(part)
                    made = KINDS[told] if told else Kind(str, "a figure without a kind", object)
                    yield name, made.type, f"{made.words}, a part of a text"
            elif not symbol.terminal and symbol.name not in seen:
                seen.add(symbol.name)
                for production in self.shapes.by_origin[symbol.name]:
                    yield from self._made(production.symbols, seen)

    def _keep(
        self, rule: str, name: str, record: type[Any], holds: str | None = None, given: str = ""
    ) -> None:
        fields = tuple(schema(record))
        self.found[Misfit(rule, name, record.__name__, fields, holds, given)] = None


def _holder(name: str, record: type[Any], above: type[Any] | None) -> type[Any]:
    """The class whose field a name is: ``record`` unless only the one above has it."""
    if above is not None and name not in schema(record) and name in schema(above):
        return above
    return record


def _names_of_rows(above: type[Any], record: type[Any]) -> list[str]:
    """How one record is named in a field of ``above`` that holds many of them."""
    fields = schema(above).values()
    return [row for f in fields if f.many and f.record is record for row in f.rows]
