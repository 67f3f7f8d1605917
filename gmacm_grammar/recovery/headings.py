"""Read past a heading that is missing or damaged: the cheapest repair, if there is just one.

From the place of the fault priced edits are tried until the cells that follow can be read, as in
the CPCT+ family of error repair (Diekmann and Tratt, "Don't Panic! Better, Fewer, Syntax Errors for
LR Parsers", 2020). The labels of rows and figures are never made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from typing import TypeAlias

import attrs

from gmacm_grammar.model import quoted
from gmacm_grammar.parsing import Stack, normal
from gmacm_grammar.recovery.state import RecoveryState

#: What the edits cost, and how much a repair may cost.
_ALIKE, _TAKEN, _PASSED, _MOST = 1, 2, 3, 8
#: So many cells must be readable after one of several ways for it to be the right one.
_FURTHER = 12
#: So many ways are tried for a heading, and so many faulty headings of a text are looked into.
_MOST_WAYS, _MOST_SEARCHES = 300, 100
#: How alike two labels are (0 to 1) of which one is a misprint of the other, and how many letters
#: a cell has that can be read.
_MISPRINT, _LEGIBLE = 0.8, 3
#: Within so many cells after a heading there is a row of its section.
_NEXT_ROW = 20

#: A cell with the terminal that it is taken as. Without a cell it is a label taken as read, without
#: a terminal a cell that is passed over.
Step: TypeAlias = tuple[int | None, str | None]


@attrs.frozen
class Way:
    """A way past a fault: where to read on, in which state, and the steps that lead there."""

    index: int
    stack: Stack
    steps: tuple[Step, ...] = ()

    @property
    def takes(self) -> bool:
        return any(at is None for at, _ in self.steps)


def repair_heading(state: RecoveryState, index: int) -> int | None:
    """Read on past a faulty heading. Returns where; None if there is no way, or several."""
    state.searches += 1
    way = _cheapest(state, index) if state.searches <= _MOST_SEARCHES else None
    if way is None:
        return None
    _tell(state, index, way)
    for at, terminal in way.steps:
        if terminal is not None:
            state.keep(terminal, at)
        elif at is not None:
            state.cells[at].role = "heading"
            if not way.takes:
                state.leave_unknown(state.cells[at], ())
    return way.index


def _cheapest(state: RecoveryState, index: int) -> Way | None:
    """The one cheapest way from the place of the fault on; None if it is not the only one."""
    is_whole = state.lookahead.ends(state.stack)
    waiting = [(0, 0, Way(index, state.stack))]
    numbers = count(1)
    best, found = _MOST, dict[tuple[int, Stack, tuple[str, ...]], Way]()
    for _ in range(_MOST_WAYS):
        if not waiting or waiting[0][0] > best:
            break
        price, _, way = heappop(waiting)
        ahead = state.ahead(way.stack, way.index) if way.steps else None
        if ahead and _makes_sense(state, way, index, is_whole):
            best = price
            # What follows may be the same in two sections: which of them it is makes a difference.
            section = tuple(state.lookahead.place(way.stack))
            found.setdefault((way.index, ahead, section), way)
        else:
            for more, edited in _edited(state, way, is_whole):
                heappush(waiting, (price + more, next(numbers), edited))
    ways = list(found.values())
    if len(ways) > 1:  # they may differ in what comes later
        ways = [way for way in ways if state.ahead(way.stack, way.index, _FURTHER)]
    return ways[0] if len(ways) == 1 else None


def _edited(state: RecoveryState, way: Way, was_whole: bool) -> Iterator[tuple[int, Way]]:
    """The ways that are longer by one edit, each with the price of that."""
    if way.steps and way.steps[-1][1] and state.lookahead.ends(way.stack):
        return  # the heading is whole
    cell = state.cells[way.index] if way.index < len(state.cells) else None
    text = normal(cell.text) if cell and cell.terminal is None else ""
    takes_more = bool(way.steps) and way.steps[-1][0] is None
    may_take = not (was_whole and text) and not any(
        at is not None and _is_legible(state.cells[at].text) for at, name in way.steps if not name
    )
    for name in state.lookahead.expected(way.stack):
        label = state.lookahead.classifier.spellings.get(name)
        after = state.lookahead.shift(way.stack, name) if label else None
        if after is None or label is None or state.lookahead.wants_figure(after):
            continue
        if text and is_misprint(text, normal(label)):
            yield _ALIKE, Way(way.index + 1, after, (*way.steps, (way.index, name)))
        if may_take and name not in state.elsewhere:
            price = 0 if takes_more else _TAKEN
            yield price, Way(way.index, after, (*way.steps, (None, name)))
    if text and not was_whole and not state.is_figure(way.index + 1) and not way.takes:
        yield _PASSED, Way(way.index + 1, way.stack, (*way.steps, (way.index, None)))


@lru_cache(2_000)  # the ways to repair a heading compare the same texts with the same labels
def is_misprint(text: str, label: str) -> bool:
    """Whether a text may be a label with a misprint in it, or the beginning of one."""
    is_beginning = _is_legible(text) and label.startswith(text)
    return is_beginning or bool(get_close_matches(label, [text], cutoff=_MISPRINT))


def _is_legible(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= _LEGIBLE


def _makes_sense(state: RecoveryState, way: Way, index: int, was_whole: bool) -> bool:
    """Whether what follows a repair is what the heading repaired wants."""
    if way.index == index and (was_whole or not state.cells[index].terminal):
        return bool(state.cells[index].terminal) and _has_next_row(state, way)
    return way.index < len(state.cells) or any(name for _, name in way.steps)


def _has_next_row(state: RecoveryState, way: Way) -> bool:
    """Whether the next row stands in the section that a way opens."""
    stack: Stack | None = way.stack
    for at in range(way.index, min(way.index + _NEXT_ROW, len(state.cells))):
        name = state.cells[at].terminal
        if stack is None or name is None:
            return False
        if state.is_figure(at + 1) and not state.is_figure(at):
            return state.lookahead.within_section(stack, name)
        stack = state.lookahead.shift(stack, name)
    return False


def _tell(state: RecoveryState, index: int, way: Way) -> None:
    cell = state.cells[index]  # the first one printed, or what follows if none is
    printed = [state.cells[at].text for at, _ in way.steps if at is not None]
    names = [name for _, name in way.steps if name is not None]
    kind = "surplus-heading"
    if names:
        kind = "damaged-heading" if printed else "missing-heading"
    facts = {"text": cell.text, "labels": quoted(printed), "near": state.near(cell)}
    state.tell(kind, cell, state.where(), meant=quoted(map(state.spelling, names)), **facts)
