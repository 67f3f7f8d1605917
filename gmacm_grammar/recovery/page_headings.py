"""Read past the title that stands on each page of a report."""

from __future__ import annotations

from itertools import islice

from gmacm_grammar.parsing import normal
from gmacm_grammar.recovery.row_heads import rows_of
from gmacm_grammar.recovery.state import RecoveryState

#: So many cells of a page are looked at.
_MOST = 200


def page_heading(state: RecoveryState, index: int) -> int | None:
    """Read on past the title, and past the rows that stood below it the first time.

    None if another report begins here.
    """
    look_at_kept(state)
    heads, figures = state.row_heads, state.figures
    kept = ((cell.text, name) for cell, name in islice(state.kept, _MOST) if cell)
    heads.begin(rows_of(kept, figures), state.lookahead)
    cells = ((cell.text, cell.terminal) for cell in state.cells[index : index + _MOST])
    rows = rows_of(cells, figures)
    length = heads.page_heading(rows, state.lookahead, state.stack)
    if not length:
        return None
    end = index + sum(len(row.texts) for row in rows[:length])
    for cell in state.cells[index:end]:
        cell.role = "furniture"
    return end


def look_at_kept(state: RecoveryState) -> None:
    """Take what was kept since the last title into the row heads."""
    for at in range(state.in_row_heads, len(state.kept)):
        cell, name = state.kept[at]
        if cell and name not in state.figures:
            is_label = at + 1 < len(state.kept) and state.kept[at + 1][1] in state.figures
            state.row_heads.add(normal(cell.text), is_label)
    state.in_row_heads = len(state.kept)
