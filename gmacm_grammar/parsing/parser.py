"""Run the LALR tables of a format over terminals: which cell is a value of which row.

No value is read here. What comes out is a tree of names and numbers of cells, and for each cell how
it is to be read. Names are the aliases and rules of the grammar; a rule whose name starts with
``_`` has none of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.grammars import END, PASSING, Tables, kind_of
from gmacm_grammar.model import share
from gmacm_grammar.parsing.actions import action
from gmacm_grammar.parsing.classifier import Classifier
from gmacm_grammar.parsing.lookahead import being_read, reduced
from gmacm_grammar.parsing.tree import Tree

#: Makes a value of the text of a cell.
Read: TypeAlias = Callable[[str], Any]
#: Where a terminal leads, how its cell is read (None: a label, which leaves no value), and the rule
#: that is the column of a share.
Shift: TypeAlias = tuple[int, Read | None, str]


class Unexpected(Exception):
    """A cell cannot stand where it stands."""


@attrs.frozen
class Parsed:
    """What the parser makes of cells.

    ``reads``: how each cell is read; None for a label. ``shares``: the cells of each column of
    shares.
    """

    tree: Tree
    reads: list[Read | None]
    shares: list[list[int]]


class Parser:
    """The tables of a format, and its classifier, which knows how texts and figures are read."""

    def __init__(self, tables: Tables, classifier: Classifier) -> None:
        self._tables, self._classifier = tables, classifier
        self._spoken = {
            symbol.name
            for production in tables.productions
            for symbol in production.symbols
            if symbol.terminal and not symbol.silent
        }
        self._shapes = classifier.shapes
        self._reductions = [
            (len(p.symbols), action(p, self._shapes), p.origin) for p in tables.productions
        ]
        #: What a terminal does in each state; where it leads to is replaced by its shift when met.
        self._moves: list[dict[str, Any]] = [dict(row) for row in tables.states]

    def parse(self, terminals: Sequence[str | None]) -> Parsed:
        """The tree of cells of these terminals. Raises Unexpected."""
        table, moves, reductions = self._tables.states, self._moves, self._reductions
        states, made = [self._tables.start], list[Any]()
        reads = list[Read | None]()
        shares: dict[str, list[int]] = {}
        try:
            for at, terminal in enumerate((*terminals, END)):
                what = moves[states[-1]][terminal]  # type: ignore[index]
                while type(what) is int:
                    if what >= 0:
                        what = self._shift(states[-1], str(terminal))
                        break
                    size, act, origin = reductions[-1 - what]
                    if size:
                        del states[-size:]
                    if act is not None:
                        act(made)
                    states.append(table[states[-1]][origin])
                    what = moves[states[-1]][terminal]  # type: ignore[index]
                target, read, column = what
                states.append(target)
                reads.append(read)
                if read is not None:
                    made.append(at)
                    if column:
                        shares.setdefault(column, []).append(at)
        except KeyError:
            raise Unexpected from None
        return Parsed(made[-1], reads[:-1], list(shares.values()))

    def same_ways(self, terminals: Sequence[str]) -> list[frozenset[str]]:
        """The figures that lead the parser to the same state in the place of each cell, and are
        read as it is; none for a label or text. For what can be parsed."""
        states, found = [self._tables.start], []
        for terminal in terminals:
            figures = self._classifier.figures
            others = figures if terminal in figures else ()
            way = self._way(states, terminal)
            found.append(frozenset(t for t in others if self._way(states, t) == way))
            below, shift = way
            states = [*below, shift[0]]
        return found

    def _way(self, states: list[int], terminal: str) -> tuple[list[int], Any]:
        """The states below a terminal once all that it completes is reduced, and its shift."""
        below = reduced(self._tables, states, terminal)
        can_come = terminal in self._tables.states[below[-1]]
        return below, self._shift(below[-1], terminal) if can_come else None

    def _shift(self, state: int, terminal: str) -> Shift:
        """Where a terminal leads, past reductions that only pass a value on, and how it is read."""
        move = self._moves[state]
        if type(move[terminal]) is int:
            move[terminal] = self._find_shift(state, terminal)
        found: Shift = move[terminal]
        return found

    def _find_shift(self, state: int, symbol: str) -> Shift:
        tables, actions = self._tables, self._tables.states[state]
        target = actions[symbol]
        passed: list[str] = []
        while True:
            here = set(tables.states[target].values())
            if len(here) != 1 or (only := here.pop()) >= 0:
                break
            production = tables.productions[-1 - only]
            passes = self._shapes.of(production.origin) in PASSING
            if len(production.symbols) != 1 or not passes or production.alias:
                break
            passed.append(production.origin)
            target = actions[production.origin]
        if symbol not in self._spoken:
            return target, None, ""
        kind = next((k for k in map(kind_of, passed) if k), None)
        read = self._classifier.reader(symbol, kind)
        if read is not share:
            return target, read, ""
        column = next((rule for rule in passed if not rule.startswith("_")), None)
        return target, read, column or self._row_rules(state)

    def _row_rules(self, state: int) -> str:
        """The rules of rows that are being read in a state: those of a share without its own."""
        origins = {production.origin for production in being_read(self._tables, state)}
        # What Lark makes of a repetition is no rule of the grammar.
        return " ".join(sorted(rule for rule in origins if not rule.startswith("__")))
