"""What the tables of a format allow to come next, tried without values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TypeAlias

from gmacm_grammar.grammars import END, START, Production, Shape, Tables, kind_of
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
        self.shapes = classifier.shapes
        self.sharing_rows = self.shapes.sharing_rows()
        self.lone_rows = self.shapes.lone_rows()
        self.start: Stack = (tables.start,)
        #: The stack on which a terminal is put: all that it completes is reduced.
        self.before = lru_cache(_REMEMBERED)(self._find_before)
        #: The terminals that can come next.
        self.expected = lru_cache(_REMEMBERED)(self._find_expected)

    def shift(self, stack: Stack, terminal: str) -> Stack | None:
        """The stack after ``terminal``, or None if it cannot come next."""
        before = self.before(stack, terminal)
        if before is None:
            return None
        return (*before, self.tables.states[before[-1]][terminal])

    def _find_before(self, stack: Stack, terminal: str) -> Stack | None:
        states = reduced(self.tables, stack, terminal)
        return tuple(states) if terminal in self.tables.states[states[-1]] else None

    def ends(self, stack: Stack) -> bool:
        """Whether the report may end here: every row and heading is complete."""
        return self.before(stack, END) is not None

    @cached_property
    def only_first(self) -> frozenset[str]:
        """The terminals that can stand at the beginning of a report and nowhere else in it."""
        states = self.tables.states
        elsewhere = {name for n, row in enumerate(states) if n != self.tables.start for name in row}
        first = {name for name, action in states[self.tables.start].items() if action >= 0}
        return frozenset(first - elsewhere - {*self.shapes.by_origin})

    def _find_expected(self, stack: Stack) -> list[str]:
        names = [n for n in self.tables.states[stack[-1]] if n not in self.shapes.by_origin]
        return [name for name in names if name != END and self.before(stack, name)]

    def wants_figure(self, stack: Stack) -> bool:
        return any(name in self.classifier.row_values for name in self.expected(stack))

    def words(self, stack: Stack) -> str:
        """What can come next, in words."""
        fields, figures, headings = [], [], []
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
                figures.append(KINDS[kind].words)
            elif not symbol.terminal and self.shapes.of(symbol.name) is Shape.FIELD:
                fields.append(self._field_words(symbol.name))
            elif symbol.silent:
                headings.append(f'"{self.classifier.spellings.get(symbol.name, symbol.name)}"')
        if self.wants_figure(stack):
            return " or ".join(dict.fromkeys(fields or figures)) or "a figure"
        if self.ends(stack):
            return "a label or the next section"
        return " or ".join(list(dict.fromkeys(headings))[:4]) or "a label"

    def place(self, stack: Stack) -> list[str]:
        """The sections that are open, from the outside in."""
        return [section for state in stack if (section := self._section_names[state])]

    def within_section(self, stack: Stack, terminal: str) -> bool:
        """Whether ``terminal`` can come next without an end of the section that is open."""
        before = self.before(stack, terminal)
        last = max((at for at, state in enumerate(stack) if self._section_names[state]), default=0)
        return before is not None and before[: last + 1] == stack[: last + 1]

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
        return frozenset(
            state
            for state in range(len(self.tables.items))
            if all(production.origin in own for production in being_read(self.tables, state))
        )

    def _is_part(self, rule: str) -> bool:
        """Whether a rule makes a part of the report, and no row or value of the report itself."""
        inline = rule.startswith("_") or self.shapes.of(rule) is not Shape.ITEM
        return not inline and not all(p.alias for p in self.shapes.by_origin[rule])

    @cached_property
    def _section_names(self) -> list[str]:
        """The section that each state is within; empty where it is none, or not just one."""
        found = []
        for state in range(len(self.tables.items)):
            reading = being_read(self.tables, state)
            origins = {production.origin for production in reading if not production.alias}
            name = origins.pop() if len(origins) == 1 else START
            known = name != START and not name.startswith("_")
            found.append(name if known and self.shapes.of(name) is Shape.ITEM else "")
        return found

    def _field_words(self, name: str) -> str:
        symbols = [s.name for p in self.shapes.by_origin[name] for s in p.symbols]
        kind = next((k for k in map(kind_of, symbols) if k), None)
        what = KINDS[kind].words if kind else "a text"
        plain = name.replace("_", " ")
        return what if what.endswith(f" {plain}") else f"{what} ({plain})"


def being_read(tables: Tables, state: int) -> list[Production]:
    """The productions of which a part was read in a state."""
    return [tables.productions[number] for number, dot in tables.items[state] if dot > 0]


def reduced(tables: Tables, stack: Sequence[int], terminal: str) -> list[int]:
    """A stack when all is reduced that ``terminal`` completes."""
    states = list(stack)
    while (action := tables.states[states[-1]].get(terminal, 0)) < 0:
        rule = tables.productions[-1 - action]
        del states[len(states) - len(rule.symbols) :]
        states.append(tables.states[states[-1]][rule.origin])
    return states
