"""What each rule of a grammar leaves on the automaton's stack of values."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from gmacm_grammar.grammars.sources import START
from gmacm_grammar.grammars.tables import Production, Symbol, kind_of


class Shape(Enum):
    """What a symbol of the grammar leaves on the stack of values."""

    NOTHING = 0  # a label
    VALUE = 1  # a value without a name
    VALUES = 2  # several such values, in a list
    FIELD = 3  # a value; whoever takes it knows the name
    ITEM = 4  # a pair (name, value)
    LIST = 5  # a list of pairs


#: The shapes of rules that leave on the stack just what their one symbol left.
PASSING = (Shape.NOTHING, Shape.VALUE, Shape.FIELD)


class Shapes:
    """What each rule of a grammar leaves on the stack of values."""

    def __init__(self, productions: list[Production]) -> None:
        self.by_origin: dict[str, list[Production]] = {}
        for production in productions:
            self.by_origin.setdefault(production.origin, []).append(production)
        self._known: dict[str, Shape] = {}
        # All at once: what is known of a rule while it is looked at is for no other thread.
        for origin in self.by_origin:
            self.of(origin)

    def of(self, origin: str) -> Shape:
        """The shape of a rule."""
        if origin not in self._known:
            self._known[origin] = Shape.LIST  # while it is looked at: it may name itself
            self._known[origin] = self._find(origin)
        return self._known[origin]

    def contents(self, production: Production) -> list[tuple[Shape, str]]:
        """Shape and name of each symbol that leaves something."""
        found = [(self._of_symbol(symbol), symbol.name) for symbol in production.symbols]
        return [(shape, name) for shape, name in found if shape is not Shape.NOTHING]

    def is_item(self, production: Production) -> bool:
        """Whether the production makes a pair of its own name."""
        if production.origin.startswith("_") or production.origin == START:
            return production.alias is not None
        return self.of(production.origin) is not Shape.FIELD

    def lone_rows(self) -> frozenset[str]:
        """The sections that may be a single row, without a heading."""
        return frozenset(
            production.origin
            for production in (p for productions in self.by_origin.values() for p in productions)
            if len(production.symbols) == 1 and self._of_symbol(production.symbols[0]) is Shape.ITEM
        )

    def sharing_rows(self) -> frozenset[tuple[str, str]]:
        """Each two sections of which a row could be of both: the last label of the heading of the
        one, and the first label of that of the other."""
        sections = list(self._sections())
        return frozenset(
            (heading[-1], next_heading[0])
            for one, heading, rows in sections
            for other, next_heading, next_rows in sections
            if one != other and rows & next_rows
        )

    def _sections(self) -> Iterator[tuple[str, tuple[str, ...], frozenset[str]]]:
        """The rules of a heading and rows: name, labels of the heading, how the rows begin."""
        for origin, productions in self.by_origin.items():
            for bare in productions:
                length = len(bare.symbols)
                rows = {
                    name
                    for production in productions
                    if length and production.symbols[:length] == bare.symbols
                    for symbol in production.symbols[length : length + 1]
                    if not symbol.terminal
                    for name in self._beginnings(symbol, set())
                }
                if rows and all(symbol.silent for symbol in bare.symbols):
                    yield origin, tuple(symbol.name for symbol in bare.symbols), frozenset(rows)

    def _beginnings(self, symbol: Symbol, seen: set[str]) -> Iterator[str]:
        """The terminals that a symbol may begin with."""
        if symbol.terminal:
            yield symbol.name
        elif symbol.name not in seen:
            seen.add(symbol.name)
            for production in self.by_origin[symbol.name]:
                for first in production.symbols[:1]:
                    yield from self._beginnings(first, seen)

    def texts(self) -> tuple[set[str], set[str]]:
        """The terminals of texts (the kind): those that always stand behind a label or value of a
        row, and those that a row may begin with."""
        texts = {
            symbol.name
            for origin, productions in self.by_origin.items()
            if kind_of(origin) == "text"
            for production in productions
            for symbol in production.symbols
            if symbol.terminal
        }
        names = texts.intersection(self._beginnings_of_rows()) if texts else set[str]()
        return texts - names, names

    def _beginnings_of_rows(self) -> Iterator[str]:
        """The terminals that a row may begin with, and those among rows that are in none."""
        for production in (p for productions in self.by_origin.values() for p in productions):
            if not self.is_item(production) and production.origin != START:
                continue
            shapes = {shape for shape, _ in self.contents(production)}
            is_row = shapes.isdisjoint((Shape.ITEM, Shape.LIST))
            for symbol in production.symbols[:1] if is_row else production.symbols:
                yield from self._beginnings(symbol, set())

    def _of_symbol(self, symbol: Symbol) -> Shape:
        if symbol.terminal:
            return Shape.NOTHING if symbol.silent else Shape.VALUE
        return self.of(symbol.name)

    def _find(self, origin: str) -> Shape:
        if origin == START:
            return Shape.LIST
        productions = self.by_origin[origin]
        inline = origin.startswith("_")
        recursive = any(symbol.name == origin for p in productions for symbol in p.symbols)
        aliased = any(p.alias for p in productions)
        contents = [
            [shape for shape, name in self.contents(production) if name != origin]
            for production in productions
        ]
        shapes = {shape for found in contents for shape in found}
        single = all(len(found) == 1 for found in contents)
        if single and shapes == {Shape.VALUE} and not recursive and not aliased:
            return Shape.VALUE if inline else Shape.FIELD
        if not inline:
            return Shape.ITEM
        if not shapes and not aliased:
            return Shape.NOTHING
        if shapes <= {Shape.VALUE, Shape.VALUES}:
            return Shape.VALUES
        named = all(
            production.alias or found in ([Shape.ITEM], [Shape.FIELD])
            for production, found in zip(productions, contents, strict=True)
        )
        return Shape.ITEM if named and not recursive else Shape.LIST
