"""What the tables of a format allow to come next, tried without values."""

from __future__ import annotations

from functools import cached_property
from typing import TypeAlias

from gmacm_grammar.grammars import END, START, Shape, Shapes, Tables, kind_of
from gmacm_grammar.model import KINDS
from gmacm_grammar.parsing.classifier import Classifier

#: The states that the automaton has on its stack.
Stack: TypeAlias = tuple[int, ...]

#: For so many stacks, or stacks with a terminal, it is remembered what can come next.
_REMEMBERED = 10_000


class Lookahead:
    """What the tables of a format allow, without values."""

    def __init__(self, tables: Tables, classifier: Classifier) -> None:
        self.tables, self.classifier = tables, classifier
        self.shapes = Shapes(tables.productions)
        self.shared_rows = self.shapes.shared_rows()
        self.start: Stack = (tables.start,)
        self._expected: dict[Stack, list[str]] = {}
        self._before: dict[tuple[Stack, str], Stack | None] = {}

    def shift(self, stack: Stack, terminal: str) -> Stack | None:
        """The stack after ``terminal``, or None if it cannot come next."""
        before = self.before(stack, terminal)
        if before is None:
            return None
        return (*before, self.tables.states[before[-1]][terminal])

    def before(self, stack: Stack, terminal: str) -> Stack | None:
        """The stack on which ``terminal`` is put: all that it completes is reduced."""
        key = stack, terminal
        try:
            return self._before[key]
        except KeyError:
            if len(self._before) > _REMEMBERED:
                self._before.clear()
            found = self._before[key] = self._find_before(stack, terminal)
            return found

    def _find_before(self, stack: Stack, terminal: str) -> Stack | None:
        states = list(stack)
        while True:
            action = self.tables.states[states[-1]].get(terminal)
            if action is None:
                return None
            if action >= 0:
                return tuple(states)
            self._reduce(states, -1 - action)

    def ends(self, stack: Stack) -> bool:
        """Whether the report may end here: every row and heading is complete."""
        states = list(stack)
        while states[-1] != self.tables.end:
            action = self.tables.states[states[-1]].get(END)
            if action is None:
                return False
            self._reduce(states, -1 - action)
        return True

    @cached_property
    def only_first(self) -> frozenset[str]:
        """The terminals that can stand at the beginning of a report and nowhere else in it."""
        states = self.tables.states
        elsewhere = {name for n, row in enumerate(states) if n != self.tables.start for name in row}
        first = {name for name, action in states[self.tables.start].items() if action >= 0}
        return frozenset(first - elsewhere - {*self.shapes.by_origin})

    def expected(self, stack: Stack) -> list[str]:
        """The terminals that can come next."""
        known = self._expected.get(stack)
        if known is None:
            if len(self._expected) > _REMEMBERED:
                self._expected.clear()
            known = self._expected[stack] = self._find_expected(stack)
        return known

    def _find_expected(self, stack: Stack) -> list[str]:
        names = self.tables.states[stack[-1]]
        return [n for n in names if n not in self.shapes.by_origin and self.shift(stack, n)]

    def wants_figure(self, stack: Stack) -> bool:
        return any(name in self.classifier.row_values for name in self.expected(stack))

    def words(self, stack: Stack) -> str:
        """What can come next, in words."""
        figures, headings = [], []
        befores = {self.before(stack, name) for name in self.expected(stack)}
        states = {before[-1] for before in befores if before}
        # Productions come in the order of the grammar; the states in another one each time.
        for production, dot in sorted({i for state in states for i in self.tables.items[state]}):
            symbols = self.tables.productions[production].symbols
            if dot >= len(symbols):
                continue
            symbol = symbols[dot]
            kind = kind_of(symbol.name)
            if kind:
                figures.append(KINDS[kind][1])
            elif not symbol.terminal and self.shapes.of(symbol.name) is Shape.FIELD:
                figures.append(self._field_words(symbol.name))
            elif symbol.terminal and symbol.silent:
                headings.append(f'"{self.classifier.spellings.get(symbol.name, symbol.name)}"')
        if self.wants_figure(stack):
            named = {words.partition(" (")[0] for words in figures if "(" in words}
            told = [words for words in figures if words not in named]
            return " or ".join(dict.fromkeys(told)) or "a figure"
        if self.ends(stack):
            return "a label or the next section"
        return " or ".join(list(dict.fromkeys(headings))[:4]) or "a label"

    def place(self, stack: Stack) -> list[str]:
        """The sections that are open, from the outside in."""
        return [section for _, section in self._sections(stack)]

    def within_section(self, stack: Stack, terminal: str) -> bool:
        """Whether ``terminal`` can come next without an end of the section that is open."""
        before = self.before(stack, terminal)
        depth = max((depth for depth, _ in self._sections(stack)), default=0)
        return before is not None and before[: depth + 1] == stack[: depth + 1]

    def begins_no_part(self, stack: Stack, terminal: str) -> bool:
        """Whether ``terminal`` can come next, and begins a row (or text) of the report itself."""
        after = self.shift(stack, terminal)
        return after is not None and self._of_no_part.issuperset(after)

    @cached_property
    def _of_no_part(self) -> frozenset[int]:
        """The states in which no part of the report is open: at most a row of its own."""
        own = [START]
        for origin in own:
            symbols = {symbol for made in self.shapes.by_origin[origin] for symbol in made.symbols}
            rules = sorted({symbol.name for symbol in symbols if not symbol.terminal})
            own += [rule for rule in rules if rule not in own and not self._is_part(rule)]
        reading = (
            {self.tables.productions[production].origin for production, dot in items if dot > 0}
            for items in self.tables.items
        )
        return frozenset(state for state, origins in enumerate(reading) if origins.issubset(own))

    def _is_part(self, rule: str) -> bool:
        """Whether a rule makes a part of the report, and no row or value of the report itself."""
        inline = rule.startswith("_") or self.shapes.of(rule) is not Shape.ITEM
        return not inline and not all(p.alias for p in self.shapes.by_origin[rule])

    def _sections(self, stack: Stack) -> list[tuple[int, str]]:
        """The sections that are open, each with its depth in the stack."""
        names = self._section_names
        return [(depth, name) for depth, state in enumerate(stack) if (name := names[state])]

    @cached_property
    def _section_names(self) -> list[str]:
        """The section that each state is within; empty where it is none, or not just one."""
        found = []
        for items in self.tables.items:
            reading = (self.tables.productions[production] for production, dot in items if dot > 0)
            origins = {production.origin for production in reading if not production.alias}
            name = origins.pop() if len(origins) == 1 else START
            known = name != START and not name.startswith("_")
            found.append(name if known and self.shapes.of(name) is Shape.ITEM else "")
        return found

    def _field_words(self, name: str) -> str:
        symbols = [s.name for p in self.shapes.by_origin[name] for s in p.symbols]
        kind = next((k for k in map(kind_of, symbols) if k), None)
        what = KINDS[kind][1] if kind else "a text"
        plain = name.replace("_", " ")
        return what if what.endswith(f" {plain}") else f"{what} ({plain})"

    def _reduce(self, states: list[int], production: int) -> None:
        rule = self.tables.productions[production]
        if rule.symbols:
            del states[-len(rule.symbols) :]
        states.append(self.tables.states[states[-1]][rule.origin])
