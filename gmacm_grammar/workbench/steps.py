"""Run a format's tables over cells step by step, and tell what each cell completes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gmacm_grammar.grammars import Production
from gmacm_grammar.parsing import Lookahead, Stack


class Done(NamedTuple):
    """An alternative that is complete: the symbols read, and the cells from ``start`` to ``end``.

    A repetition that Lark made a rule of is none: what was read in it counts in its place.
    """

    production: Production
    symbols: frozenset[str]
    start: int
    end: int


class Steps:
    """Where the tables are: a stack of states, with what was read for each and from which cell."""

    def __init__(self, lookahead: Lookahead) -> None:
        self._lookahead = lookahead
        self.stack: Stack = lookahead.start
        self._read: list[tuple[frozenset[str], int]] = []
        self._count = 0

    def take(self, terminal: str | None) -> list[Done] | None:
        """Read a cell; what it showed to be complete, or None if it cannot be here.

        END is the end of the report.
        """
        sim, found = self._lookahead, list[Done]()
        if terminal is None or not sim.before(self.stack, terminal):
            return None
        while (action := sim.tables.states[self.stack[-1]][terminal]) < 0:
            found += self._reduce(sim.tables.productions[-1 - action])
        self.stack = (*self.stack, action)
        self._read.append((frozenset((terminal,)), self._count))
        self._count += 1
        return found

    def _reduce(self, production: Production) -> Iterator[Done]:
        size, origin = len(production.symbols), production.origin
        parts = [self._read.pop() for _ in range(size)]
        below = self.stack[: len(self.stack) - size]
        self.stack = (*below, self._lookahead.tables.states[below[-1]][origin])
        symbols = frozenset[str]().union(*(read for read, _ in parts))
        start = parts[-1][1] if parts else self._count
        repeats = origin.startswith("__")
        self._read.append((symbols if repeats else frozenset((origin,)), start))
        if not repeats:
            yield Done(production, symbols, start, self._count)
