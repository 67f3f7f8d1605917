"""Run the LALR tables of a format over its cells: cells in, a tree of names and values out.

The tree is made of pairs (name, value). A value is a figure or a text, a tuple (the values of a
row, one per column), or a list of pairs (a rule with rules or names of rows in it). Names are the
aliases and rules of the grammar; a rule whose name starts with ``_`` has none of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from gmacm_grammar.grammars import PASSING, START, Production, Shape, Shapes, Tables, kind_of
from gmacm_grammar.model import KINDS, decimal, figure, share
from gmacm_grammar.parsing.actions import Action, empty, gather_list, item, listed, named
from gmacm_grammar.parsing.alphabet import Alphabet
from gmacm_grammar.parsing.plans import Convert, Planner, Shift

#: Figures of so many characters ("0.00", "-", "0.00%") are remembered, and how many.
_SHORT, _REMEMBERED = 6, 5_000


class _Memory(dict[str, Any]):
    def __init__(self, read: Convert) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        value = self._read(text)
        if len(text) <= _SHORT and len(self) < _REMEMBERED:
            self[text] = value
        return value


def remembering(read: Convert) -> Convert | None:
    """How a cell is read that was looked up: None if it has the value that it was given there."""
    return None if read in (decimal, str) else _Memory(read).__getitem__


class Unexpected(Exception):
    """A cell cannot stand where it stands."""


class Automaton:
    """The tables of a format, linked for speed.

    ``convert`` gives for a kind's reader the function that is called with each cell of that kind.
    """

    def __init__(
        self,
        tables: Tables,
        alphabet: Alphabet,
        texts: dict[str, Convert] | None = None,
        convert: Callable[[Convert], Convert | None] = remembering,
    ) -> None:
        self._tables, self._texts, self._alphabet = tables, texts or {}, alphabet
        self._readers: dict[tuple[Convert, str], Convert | None] = {}
        #: The rule of a column, by the reader of its cells; only of columns of shares.
        self._columns: dict[Convert | None, str] = {}
        self._convert = convert
        self._figures = {name for name, _, is_figure in tables.patterns if is_figure}
        self._spoken = {
            symbol.name
            for production in tables.productions
            for symbol in production.symbols
            if symbol.terminal and not symbol.silent
        }
        self.shapes = Shapes(tables.productions)
        reductions = [(len(p.symbols), self._action(p), p.origin) for p in tables.productions]
        self._start = Planner(tables, alphabet.names, reductions, self._shift).start()

    def decimals(self) -> set[str]:
        """The terminals that are read as decimal numbers somewhere."""
        states = self._tables.states
        return {
            symbol
            for symbol in self._figures
            if any(
                state.get(symbol, -1) >= 0 and self._reader(number, symbol)[1] is decimal
                for number, state in enumerate(states)
            )
        }

    def run(self, cells: Sequence[Any], terminals: Iterable[str | None]) -> list[Any]:
        """Parse ``cells``; return the pairs of the start rule. Raises Unexpected, ValueError."""
        return self.follow(self._alphabet.spell(terminals), cells, cells)

    def follow(self, codes: str, cells: Sequence[Any], values: Sequence[Any]) -> list[Any]:
        """As ``run``, by the characters of the terminals and what the cells were looked up as."""
        stack, made, at = self._start, list[Any](), 0
        try:
            for run in (*self._alphabet.runs(codes), self._alphabet.end):
                plan, stack = stack[run]
                for actions, start, stop, read in plan:
                    for act in actions:
                        act(made)
                    if read is None:
                        if stop - start == 1:
                            made.append(values[at + start])
                        else:
                            made += values[at + start : at + stop]
                    else:
                        made += map(read, cells[at + start : at + stop])
                at += len(run)
        except KeyError:
            raise Unexpected from None
        return self._pairs(made[-1])

    def shares(self, codes: str) -> dict[str, list[int]]:
        """Which cells are read as shares, by the rule that is their column. For what can be run."""
        found: dict[str, list[int]] = {}
        stack, at = self._start, 0
        for run in self._alphabet.runs(codes):
            plan, stack = stack[run]
            for _, start, stop, read in plan:
                if read in self._columns:
                    found.setdefault(self._columns[read], []).extend(range(at + start, at + stop))
            at += len(run)
        return found

    def _pairs(self, found: Any) -> list[Any]:
        """The pairs of the start rule, which may have none or be one itself."""
        if self.shapes.of(START) is not Shape.ITEM:
            return found if isinstance(found, list) else [("value", found)]
        name, content = found
        if name != START:
            return [found]
        if content is True:
            return []
        return content if isinstance(content, list) else [("value", content)]

    def _shift(self, state: int, symbol: str) -> Shift:
        """Where a terminal leads, past reductions that only pass a value on, and how it is read."""
        target, read, column = self._reader(state, symbol)
        if read is None:
            return target, False
        key = read, column if read is share else ""
        if key not in self._readers:
            reader = self._convert(read)
            if key[1]:
                self._columns[reader] = column
            self._readers[key] = reader
        return target, self._readers[key]

    def _row_rules(self, state: int) -> str:
        """The rules of rows that are being read in a state: those of a share without its own."""
        items = self._tables.items[state]
        origins = {self._tables.productions[production].origin for production, dot in items if dot}
        # What Lark makes of a repetition is no rule of the grammar.
        return " ".join(sorted(rule for rule in origins if not rule.startswith("__")))

    def _reader(self, state: int, symbol: str) -> tuple[int, Convert | None, str]:
        """Where a terminal leads, how it is read, and the rule that is the column of a share."""
        actions = self._tables.states[state]
        tables, target = self._tables, actions[symbol]
        passed: list[str] = []
        while True:
            here = set(tables.states[target].values())
            if len(here) != 1 or (only := here.pop()) >= 0:
                break
            production = tables.productions[-1 - only]
            passes = self.shapes.of(production.origin) in PASSING
            if len(production.symbols) != 1 or not passes or production.alias:
                break
            passed.append(production.origin)
            target = actions[production.origin]
        kind = next((k for k in map(kind_of, passed) if k), None)
        if symbol not in self._spoken:
            return target, None, ""
        named = (rule for rule in passed if not rule.startswith("_"))
        column = next(named, None) or self._row_rules(state)
        read = figure if symbol in self._figures else self._texts.get(symbol, str)
        return target, KINDS[kind][0] if kind and kind != "text" else read, column

    def _action(self, production: Production) -> Action | None:
        origin, shapes = production.origin, self.shapes
        plan, shape = shapes.contents(production), shapes.of(origin)
        if shapes.is_item(production):
            heading = not plan and not production.alias
            if heading and any(map(shapes.contents, shapes.by_origin[origin])):
                return empty(origin)
            action = item(production.alias or origin, plan)
            return listed(action) if shape is Shape.LIST else action
        if shape is Shape.ITEM and plan[0][0] is Shape.FIELD:
            return named(plan[0][1])
        if shape in (Shape.VALUES, Shape.LIST):
            return gather_list(plan, pairs=shape is Shape.LIST)
        return None
