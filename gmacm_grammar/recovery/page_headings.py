"""Read past the title that stands on each page of a report, and tell it from another report's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

from gmacm_grammar.model import Cell
from gmacm_grammar.parsing import normal
from gmacm_grammar.recovery.state import RecoveryState

#: What a row says: the text of each cell, and what it was read as.
Row: TypeAlias = list[tuple[str, str | None]]

#: So many cells of a heading are looked at.
_LONGEST = 30


def page_heading(state: RecoveryState, index: int) -> int | None:
    """Read on past the title, and past the rows that stood below it the first time.

    They say what they said before. None if what follows comes again, too, or if nothing does:
    then another report begins here.
    """
    end = _end_of_page_heading(state, index)
    if end == index or not _carries_on(state, end):
        return None
    for cell in state.cells[index:end]:
        cell.role = "furniture"
    return end


def _end_of_page_heading(state: RecoveryState, index: int) -> int:
    """The index after the title and the rows that stood below it, in the order of then."""
    printed = iter(_printed_first(state))
    end = index
    while end < len(state.cells):
        row = state.cells[end : state.end_of_figures(end + 1)]
        is_open = state.lookahead.goes_on_with(state.stack, str(row[0].terminal))
        if is_open or [(normal(cell.text), cell.terminal) for cell in row] not in printed:
            break
        end += len(row)
    return end


def _printed_first(state: RecoveryState) -> list[Row]:
    """What the first title says, and the rows of the report itself right below it."""
    rows = list[Row]()
    for cell, name in islice(state.kept, _LONGEST):
        is_label = name not in state.figures
        if cell is None or (is_label and rows and not _is_of_no_part(state, cell, name)):
            break
        if is_label or not rows:
            rows.append([])
        rows[-1].append((normal(cell.text), name))
    return rows


def _is_of_no_part(state: RecoveryState, cell: Cell, name: str) -> bool:
    return state.lookahead.begins_no_part(state.stacks[id(cell)], name)


def _carries_on(state: RecoveryState, index: int) -> bool:
    """Whether the next row, with the headings above it, stood nowhere before in its part."""
    opening = list(_opening(state, index))
    if not opening:
        return False
    look_at_kept(state)
    lookahead, heads = state.lookahead, state.row_heads
    texts = [normal(cell.text) for cell, _ in opening]
    name = opening[0][1]
    if lookahead.goes_on_with(state.stack, name):
        texts = [*heads.heading, *texts]
    if len(texts) > 1:
        return not heads.has(texts)
    if lookahead.shift(state.stack, name) is None or lookahead.begins_no_part(state.stack, name):
        return not state.has(name)
    return texts[0] not in heads.rows


def _opening(state: RecoveryState, index: int) -> Iterator[tuple[Cell, str]]:
    """The cells that are known from ``index`` on up to the label of a row, that included."""
    known = (
        (at, cell.terminal)
        for at, cell in enumerate(islice(state.cells, index, None), index)
        if cell.terminal and not state.is_figure(at)
    )
    for at, name in islice(known, _LONGEST):
        yield state.cells[at], name
        if state.is_figure(at + 1):
            return


def look_at_kept(state: RecoveryState) -> None:
    """Take what was kept since the last title into the row heads."""
    for at in range(state.in_row_heads, len(state.kept)):
        cell, name = state.kept[at]
        if cell and name not in state.figures:
            is_label = at + 1 < len(state.kept) and state.kept[at + 1][1] in state.figures
            state.row_heads.add(normal(cell.text), is_label)
    state.in_row_heads = len(state.kept)
