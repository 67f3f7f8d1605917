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
        named = {
            origin: [s.name for p in found for s in p.symbols if not s.terminal]
            for origin, found in self.by_origin.items()
        }
        self._known: dict[str, Shape] = {}
        # All at once: what is known of a rule while it is looked at is for no other thread.
        for origin in _inner_first(named):
            self._known[origin] = self._find(origin)

    def of(self, origin: str) -> Shape:
        """The shape of a rule."""
        # It is not known while it is looked at: it may name itself.
        return self._known.get(origin, Shape.LIST)

    def contents(self, production: Production) -> list[tuple[Shape, str]]:
        """Shape and name of each symbol that leaves something."""
        found = [(self._of_symbol(symbol), symbol.name) for symbol in production.symbols]
        return [(shape, name) for shape, name in found if shape is not Shape.NOTHING]

    def is_item(self, production: Production) -> bool:
        """Whether the production makes a pair of its own name."""
        if production.alias:
            return True
        if production.origin.startswith("_") or self.of(production.origin) is Shape.FIELD:
            return False
        return not (production.unwraps and len(self.contents(production)) == 1)

    def shared_rows(self) -> dict[tuple[str, str], frozenset[str]]:
        """How the rows begin that two sections share, for each two that may be mistaken so.

        By the last label of the heading of the one, and the first label of that of the other.
        """
        found = {}
        sections = list(self._sections())
        for one, heading, rows in sections:
            for other, next_heading, next_rows in sections:
                if one != other and (shared := rows & next_rows):
                    found[heading[-1], next_heading[0]] = shared
        return found

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
                    for name in self._beginnings(symbol.name, set())
                }
                if rows and all(symbol.silent for symbol in bare.symbols):
                    yield origin, tuple(symbol.name for symbol in bare.symbols), frozenset(rows)

    def _beginnings(self, origin: str, seen: set[str]) -> Iterator[str]:
        """The terminals that a rule may begin with."""
        seen.add(origin)
        for production in self.by_origin[origin]:
            for symbol in production.symbols[:1]:
                if symbol.terminal:
                    yield symbol.name
                elif symbol.name not in seen:
                    yield from self._beginnings(symbol.name, seen)

    def texts_of_rows(self) -> frozenset[str]:
        """The terminals of texts (the kind) that always stand behind a label or value of a row."""
        texts = {
            symbol.name
            for origin, productions in self.by_origin.items()
            if kind_of(origin) == "text"
            for production in productions
            for symbol in production.symbols
            if symbol.terminal
        }
        return frozenset(texts.difference(self._beginnings_of_rows()) if texts else ())

    def _beginnings_of_rows(self) -> Iterator[str]:
        """The terminals that a row may begin with, and those among rows that are in none."""
        for production in (p for productions in self.by_origin.values() for p in productions):
            if not self.is_item(production) and production.origin != START:
                continue
            shapes = {shape for shape, _ in self.contents(production)}
            is_row = shapes.isdisjoint((Shape.ITEM, Shape.LIST))
            for symbol in production.symbols[:1] if is_row else production.symbols:
                yield from (
                    [symbol.name] if symbol.terminal else self._beginnings(symbol.name, set())
                )

    def _of_symbol(self, symbol: Symbol) -> Shape:
        if symbol.terminal:
            return Shape.NOTHING if symbol.silent else Shape.VALUE
        return self.of(symbol.name)

    def _find(self, origin: str) -> Shape:
        productions = self.by_origin[origin]
        inline = origin.startswith("_")
        plans = [
            [(shape, name) for shape, name in self.contents(production) if name != origin]
            for production in productions
        ]
        recursive = any(s.name == origin for p in productions for s in p.symbols)
        plain = not recursive and not any(p.alias for p in productions)
        single = all(len(plan) == 1 for plan in plans)
        shapes = {shape for plan in plans for shape, _ in plan}
        unwraps = any(p.unwraps for p in productions)
        if plain and single and shapes == {Shape.VALUE}:
            return Shape.VALUE if inline or unwraps else Shape.FIELD
        if not inline and not unwraps:
            return Shape.ITEM
        if not shapes and not any(p.alias for p in productions):
            return Shape.NOTHING if inline else Shape.ITEM
        if inline and shapes <= {Shape.VALUE, Shape.VALUES}:
            return Shape.VALUES
        named = all(
            p.alias or (not inline and len(plan) != 1) or shape_of(plan) in _NAMED
            for p, plan in zip(productions, plans, strict=True)
        )
        return Shape.ITEM if named and not recursive else Shape.LIST


def _inner_first(named: dict[str, list[str]]) -> Iterator[str]:
    """Each rule after those that it names, as far as they do not name it in turn.

    Without recursion: rules may be nested to any depth.
    """
    opened, done = set[str](), set[str]()
    waiting = [*reversed(named)]
    while waiting:
        name = waiting[-1]
        if name not in opened:
            opened.add(name)
            waiting += reversed([n for n in named[name] if n in named and n not in opened])
        else:
            waiting.pop()
            if name not in done:
                done.add(name)
                yield name


_NAMED = (Shape.ITEM, Shape.FIELD)


def shape_of(plan: list[tuple[Shape, str]]) -> Shape | None:
    """The shape of a plan of one symbol."""
    return plan[0][0] if len(plan) == 1 else None
