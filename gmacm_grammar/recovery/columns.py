"""What columns tell: how a heading is read, and which value a row does not have."""

from __future__ import annotations

from collections.abc import Sequence

from gmacm_grammar.model import Cell
from gmacm_grammar.parsing import NOTHING, Heading, Stack, column_of, extent, normal
from gmacm_grammar.recovery.headings import MOST_SEARCHES, is_misprint
from gmacm_grammar.recovery.state import RecoveryState

#: So many ways are tried to put the columns of a heading into another order, if it has no more
#: columns than these.
_MOST_WAYS, _MOST_COLUMNS = 500, 60


def begin_columns(state: RecoveryState, index: int, heading: Heading) -> None:
    """Take a heading as its columns if the format reads these, or line by line.

    If it has all columns, but in another order, they stay columns, which are faulty then: if they
    all end in its last line, so that there can be no doubt of what they are. A few may be damaged.
    """
    state.columns = heading.columns
    columns = heading.joined(state.lookahead.classifier)
    unknown = [cell.terminal for cell in columns].count(None)
    is_damaged = any(cell.terminal is None for cell in heading.printed)
    state.searches += is_damaged
    is_damaged &= state.searches <= MOST_SEARCHES
    may_be_read = heading.is_joined or (is_damaged and 2 * unknown < len(columns))
    is_clear = len(columns) <= _MOST_COLUMNS and len({cell.row for cell in columns}) == 1
    if may_be_read and heading.is_joined != _can_come(state, columns, any_order=is_clear):
        cells = heading.printed if heading.is_joined else columns
        state.cells[index : index + len(heading.cells)] = heading.cells = cells


def _can_come(state: RecoveryState, cells: Sequence[Cell], any_order: bool) -> bool:
    """Whether labels can come next, some of them with a misprint; or if they can in any order."""
    waiting: list[tuple[Stack, tuple[Cell, ...]]] = [(state.stack, tuple(cells))]
    for _ in range(_MOST_WAYS):
        if not waiting:
            return False
        stack, left = waiting.pop()
        if not left:
            return True
        for at in reversed(range(len(left) if any_order else 1)):
            for name in _names(state, stack, left[at]):
                after = state.lookahead.shift(stack, name)
                if after is not None:
                    waiting.append((after, left[:at] + left[at + 1 :]))
    return False


def _names(state: RecoveryState, stack: Stack, cell: Cell) -> list[str]:
    """What a cell can be: its terminal, or the labels of which it may be a misprint."""
    if cell.terminal is not None:
        return [cell.terminal]
    labels, text = state.lookahead.classifier.spellings, normal(cell.text)
    expected = [name for name in state.lookahead.expected(stack) if name in labels]
    return [name for name in expected if is_misprint(text, normal(labels[name]))]


def fill_row(state: RecoveryState) -> int | None:
    """Put an empty cell for each column in which the row that is being read has no value.

    Returns where the row begins; None if it is not known which columns its values are in, or if it
    cannot be read so.
    """
    first, length = state.row.index, len(state.columns)
    label = state.cells[first]
    end = first + 1
    while end < min(len(state.cells), first + length + 1) and state.is_beside(end):
        end += 1
    found = state.cells[first:end]
    values = {c.start: cell for cell in found[1:] if (c := column_of(state.columns, cell))}
    is_told = 0 < len(values) == len(found) - 1 < length and [*values] == sorted(values)
    is_whole = not state.is_figure(end) and id(label) not in state.filled
    if not (is_told and is_whole) or not all(cell.terminal in state.figures for cell in found[1:]):
        return None
    row, reach = [label], extent(label)[2]
    for column in state.columns:
        if column.start in values:
            row.append(values[column.start])
        elif column.start >= reach:
            last = row[-1]
            row.append(Cell("", last.line, last.column, last.end, terminal=NOTHING, row=last.row))
    after = state.after(state.row.stack, [cell.terminal for cell in row])
    if after is None or not state.lookahead.ends(after):
        return None
    state.cells[first:end] = row
    state.filled.add(id(label))
    state.go_back(state.row)
    return first
