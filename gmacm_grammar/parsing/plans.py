"""What is done with a run of cells, found out once and remembered.

Which steps an LALR automaton takes depends on the states on its stack and on the terminals alone,
never on values. So for a stack and a run of terminals (labels and the figures after them) the steps
are found once, as a *plan*; when the same run comes again on the same stack, only the plan is
carried out. Reports repeat their rows, and each month all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from gmacm_grammar.grammars import END, Tables
from gmacm_grammar.parsing.actions import Action

Convert: TypeAlias = Callable[[Any], Any]
#: Actions on the stack of values; then the cells from one to another are put on it, each as it was
#: looked up, or as a function reads it.
Step: TypeAlias = tuple[tuple[Action, ...], int, int, Convert | None]
Plan: TypeAlias = tuple[Step, ...]
#: (number of symbols, action or None, rule) of a production.
Reduction: TypeAlias = tuple[int, Action | None, str]
#: (next state, reader or None; False for a label, which leaves nothing) of a terminal.
Shift: TypeAlias = tuple[int, Convert | Literal[False] | None]

#: So many plans and stacks are remembered.
_REMEMBERED = 20_000


class Planner:
    """Finds plans by the tables of a format."""

    def __init__(
        self,
        tables: Tables,
        names: dict[str, str],
        reductions: list[Reduction],
        shift: Callable[[int, str], Shift],
    ) -> None:
        self._tables, self._names, self._reductions = tables, names, reductions
        self._shift = shift
        self._shifts: dict[tuple[int, str], Shift] = {}
        self._free = _REMEMBERED

    def start(self) -> Stack:
        """The stack before the first cell."""
        return Stack(self, self._tables.start, None)

    def room(self) -> bool:
        """Whether one thing more is remembered."""
        self._free -= 1
        return self._free >= 0

    def plan(self, stack: Stack, run: str) -> tuple[Plan, Stack]:
        """What is done with a run of cells. Raises KeyError for a cell that cannot stand there."""
        steps: list[Step] = []
        waiting: list[Action] = []
        for at, code in enumerate(run):
            terminal = self._names[code]
            stack = self._reduce(stack, terminal, waiting)
            if terminal == END:
                break
            state, read = self._shift_of(stack.state, terminal)
            stack = stack.push(state)
            if read is False:
                continue
            if not waiting and steps and steps[-1][2:] == (at, read):
                steps[-1] = (*steps[-1][:2], at + 1, read)
            else:
                steps.append((tuple(waiting), at, at + 1, read))
                waiting.clear()
        if waiting:
            steps.append((tuple(waiting), 0, 0, None))
        return tuple(steps), stack

    def _reduce(self, stack: Stack, terminal: str, actions: list[Action]) -> Stack:
        """The stack when all is reduced that ``terminal`` completes; adds the actions for it."""
        states, end = self._tables.states, self._tables.end
        while terminal != END or stack.state != end:
            what = states[stack.state][terminal]
            if what >= 0:
                break
            size, action, origin = self._reductions[-1 - what]
            for _ in range(size):
                stack = stack.below
            if action is not None:
                actions.append(action)
            stack = stack.push(states[stack.state][origin])
        return stack

    def _shift_of(self, state: int, terminal: str) -> Shift:
        key = state, terminal
        if key not in self._shifts:
            self._shifts[key] = self._shift(state, terminal)
        return self._shifts[key]


class Stack(dict[str, tuple[Plan, "Stack"]]):
    """The states on the stack of the automaton: the uppermost one, and the stack below it.

    As a dictionary: for a run of cells, the plan and the stack after it.
    """

    __slots__ = ("_above", "_below", "_planner", "state")

    def __init__(self, planner: Planner, state: int, below: Stack | None) -> None:
        super().__init__()
        self._planner, self.state, self._below = planner, state, below
        self._above: dict[int, Stack] = {}

    @property
    def below(self) -> Stack:
        assert self._below is not None, "the automaton takes no more from the stack than it put on"
        return self._below

    def push(self, state: int) -> Stack:
        """The stack with a state more; the same object each time."""
        above = self._above.get(state)
        if above is None:
            above = Stack(self._planner, state, self)
            if self._planner.room():
                self._above[state] = above
        return above

    def __missing__(self, run: str) -> tuple[Plan, Stack]:
        found = self._planner.plan(self, run)
        if self._planner.room():
            self[run] = found
        return found
