"""Run the LALR tables of a format over its cells: cells in, a tree of names and values out.

The tree is made of pairs (name, value). A value is a figure or a text, a tuple (the values of a
row, one per column), or a list of pairs (a rule with rules or names of rows in it). Names are the
aliases and rules of the grammar; a rule whose name starts with ``_`` has none of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from gmacm_grammar.actions import Action, append, empty, gather_list, item
from gmacm_grammar.shapes import PASSING, Shape, Shapes
from gmacm_grammar.sources import START
from gmacm_grammar.tables import END, Production, Tables, kind_of
from gmacm_grammar.values import KINDS, figure

Convert: TypeAlias = Callable[[Any], Any]
#: What a symbol does in a state. A rule leads to a state; a terminal is
#: (_SHIFT, next state, reader of the cell or None),
#: (_REDUCE, (number of symbols, action or None, rule), None),
#: (_ROW, a reader for each terminal for each cell of the row, actions),
#: (_PAIR, a reader for each terminal, name) for a row of one value added to a list of pairs.
State: TypeAlias = dict[str, Any]

_SHIFT, _REDUCE, _ROW, _PAIR = "shift", "reduce", "row", "pair"
#: A row of more steps than this is not looked at as a whole.
_LONGEST_ROW = 60
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


def remembering(read: Convert) -> Convert:
    """A reader that remembers short figures: reports are full of ``0.00`` and ``-``."""
    return _Memory(read).__getitem__


class Unexpected(Exception):
    """A cell cannot stand where it stands."""


class Automaton:
    """The tables of a format, linked for speed.

    ``convert`` gives for a kind's reader the function that is called with each cell of that kind;
    the default reads the cell's text.
    """

    def __init__(
        self,
        tables: Tables,
        texts: dict[str, Convert] | None = None,
        convert: Callable[[Convert], Convert] = remembering,
    ) -> None:
        self._tables, self._texts = tables, texts or {}
        self._readers: dict[Convert, Convert] = {}
        self._convert = convert
        self._figures = {name for name, _, is_figure in tables.patterns if is_figure}
        self._spoken = {
            symbol.name
            for production in tables.productions
            for symbol in production.symbols
            if symbol.terminal and not symbol.silent
        }
        self.shapes = Shapes(tables.productions)
        self._reductions = [(len(p.symbols), self._action(p), p.origin) for p in tables.productions]
        states: list[State] = [{} for _ in tables.states]
        for number, (state, actions) in enumerate(zip(states, tables.states, strict=True)):
            for symbol, action in actions.items():
                if action < 0:
                    state[symbol] = (_REDUCE, self._reductions[-1 - action], None)
                elif symbol in self.shapes.by_origin:
                    state[symbol] = states[action]
                elif row := self._row(number, symbol):
                    state[symbol] = row
                else:
                    target, read = self._shift(actions, symbol)
                    state[symbol] = (_SHIFT, states[target], read)
        self.start, self.end = states[tables.start], states[tables.end]

    def run(self, cells: Iterable[Any], terminals: Iterable[str | None]) -> list[Any]:
        """Parse ``cells``; return the pairs of the start rule. Raises Unexpected, ValueError."""
        state = self.start
        states, values = [state], list[Any]()
        coming = zip(cells, terminals, strict=True)
        try:
            for cell, terminal in coming:
                what, how, read = state[terminal]  # type: ignore[index]
                while what is _REDUCE:
                    size, act, origin = how
                    if size:
                        del states[-size:]
                    if act is not None:
                        act(values)
                    state = states[-1][origin]
                    states.append(state)
                    what, how, read = state[terminal]
                if what is _PAIR:
                    cell, terminal = next(coming)
                    values[-1].append((read, how[terminal](cell)))
                elif what is _ROW:
                    for readers in how:
                        cell, terminal = next(coming)
                        values.append(readers[terminal](cell))
                    for act in read:
                        act(values)
                else:
                    states.append(how)
                    state = how
                    if read is not None:
                        values.append(read(cell))
            while state is not self.end:
                size, act, origin = state[END][1]
                if size:
                    del states[-size:]
                if act is not None:
                    act(values)
                state = states[-1][origin]
                states.append(state)
        except (KeyError, StopIteration):
            raise Unexpected from None
        return self._pairs(values[-1])

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

    def _row(self, state: int, label: str) -> tuple[str, Any, Any] | None:
        """A row that begins with ``label`` in the repetition of rows which ``state`` is in.

        When all its cells are figures of a fixed number, nothing has to be looked up between them:
        how each is read, and what is done with them, is found here once. None for any other row.
        """
        tables = self._tables
        if label in self._spoken:
            return None
        stack = [state, tables.states[state][label]]
        readers: list[dict[str, Convert]] = []
        actions: list[Action] = []
        for _ in range(_LONGEST_ROW):
            here = tables.states[stack[-1]]
            does = {s: a for s, a in here.items() if s not in self.shapes.by_origin}
            applied = {action for action in does.values() if action < 0}
            if not applied:
                moves = {s: self._shift(here, s) for s in does}
                if len({target for target, _ in moves.values()}) != 1:
                    return None
                if any(read is None for _, read in moves.values()):
                    return None  # a label within the row: a heading of several cells
                readers.append({s: read for s, (_, read) in moves.items() if read is not None})
                stack.append(next(iter(moves.values()))[0])
                continue
            if len(applied) != 1 or len(applied) != len(set(does.values())):
                return None
            number = -1 - applied.pop()
            size, action, origin = self._reductions[number]
            if action is not None:
                actions.append(action)
            if size == len(stack) and tables.productions[number].symbols[0].name == origin:
                return _whole_row(readers, actions)
            if size >= len(stack):
                return None
            del stack[len(stack) - size :]
            stack.append(tables.states[stack[-1]][origin])
        return None

    def _shift(self, actions: dict[str, int], symbol: str) -> tuple[int, Convert | None]:
        """Where a terminal leads and how it is read, past reductions that only pass a value on."""
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
            return target, None
        read = figure if symbol in self._figures else self._texts.get(symbol, str)
        read = KINDS[kind][0] if kind and kind != "text" else read
        if read not in self._readers:
            self._readers[read] = self._convert(read)
        return target, self._readers[read]

    def _action(self, production: Production) -> Action | None:
        origin, shapes = production.origin, self.shapes
        plan = shapes.contents(production)
        if shapes.is_item(production):
            if (
                not plan
                and not production.alias
                and any(map(shapes.contents, shapes.by_origin[origin]))
            ):
                return empty(origin)
            return item(production.alias or origin, plan)
        shape = shapes.of(origin)
        if shape is Shape.ITEM and plan and plan[0][0] is Shape.FIELD:
            return item(plan[0][1], [(Shape.VALUE, "")])
        if shape in (Shape.VALUES, Shape.LIST):
            return gather_list(plan)
        return None


def _whole_row(
    readers: list[dict[str, Convert]], actions: list[Action]
) -> tuple[str, Any, Any] | None:
    """What a label does that begins a row read as a whole; None for a row without values."""
    if not readers:
        return None
    names = [name for action in actions if (name := getattr(action, "pair", None))]
    if len(readers) == 1 and len(actions) == 2 and names and actions[1] is append:
        return _PAIR, readers[0], names[0]
    return _ROW, tuple(readers), tuple(actions)
