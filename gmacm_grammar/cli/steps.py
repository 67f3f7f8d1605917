"""Run a format's tables over cells step by step, and tell what each cell completes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from gmacm_grammar.grammars import END, Production, Shape
from gmacm_grammar.parsing import Lookahead, Stack


@attrs.frozen
class Part:
    """A symbol that was read and the cells it covers, from ``start`` up to ``end``."""

    name: str
    start: int
    end: int
    #: For a rule that Lark made of a repetition: what was read in it.
    inner: list[Part] | None = None


@attrs.frozen
class Done:
    """An alternative of a rule that is complete, with what was read for it."""

    production: Production
    parts: list[Part]
    start: int
    end: int


class Steps:
    """Where the tables stand: a stack of states, and of the symbols read."""

    def __init__(self, lookahead: Lookahead) -> None:
        self.sim = lookahead
        self.stack: Stack = lookahead.start
        self._parts: list[Part] = []
        self._count = 0

    def take(self, terminal: str | None) -> list[Done] | None:
        """Read a cell; what it showed to be complete, or None if it cannot stand here."""
        if terminal is None or self.sim.before(self.stack, terminal) is None:
            return None
        done = list(self._complete(terminal))
        self.stack = (*self.stack, self.sim.tables.states[self.stack[-1]][terminal])
        self._parts.append(Part(terminal, self._count, self._count + 1))
        self._count += 1
        return done

    def finish(self) -> list[Done] | None:
        """End the report; what is complete now, or None if it cannot end here."""
        return list(self._complete(END)) if self.sim.ends(self.stack) else None

    def _complete(self, terminal: str) -> Iterator[Done]:
        tables = self.sim.tables
        while self.stack[-1] != tables.end:
            action = tables.states[self.stack[-1]][terminal]
            if action >= 0:
                return
            yield from self._reduce(tables.productions[-1 - action])

    def _reduce(self, production: Production) -> Iterator[Done]:
        size = len(production.symbols)
        parts = self._parts[len(self._parts) - size :]
        del self._parts[len(self._parts) - size :]
        below = self.stack[: len(self.stack) - size]
        self.stack = (*below, self.sim.tables.states[below[-1]][production.origin])
        start = parts[0].start if parts else self._count
        end = parts[-1].end if parts else self._count
        read = _joined(parts)
        repeats = production.origin.startswith("__")
        self._parts.append(Part(production.origin, start, end, read if repeats else None))
        if not repeats:
            yield Done(production, read, start, end)

    def is_row(self, production: Production) -> bool:
        """Whether what an alternative makes is a row, with values only, and no section."""
        shapes = {shape for shape, _ in self.sim.shapes.contents(production)}
        return shapes <= {Shape.VALUE, Shape.VALUES, Shape.FIELD}


def _joined(parts: list[Part]) -> list[Part]:
    """The parts with those of repetitions in their place."""
    if not any(part.inner is not None for part in parts):
        return parts
    first = parts[0].inner
    read = first if first is not None else [parts[0]]  # a repetition grows: it is not copied
    for part in parts[1:]:
        read += [part] if part.inner is None else part.inner
    return read


def run(lookahead: Lookahead, terminals: Sequence[str | None]) -> list[Done] | None:
    """All that is completed in a report; None if it cannot be read to its end."""
    steps = Steps(lookahead)
    found: list[Done] = []
    for terminal in terminals:
        done = steps.take(terminal)
        if done is None:
            return None
        found += done
    rest = steps.finish()
    return None if rest is None else found + rest
