"""What columns tell: how a heading is read, and which value a row does not have."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import filterfalse
from operator import attrgetter

from gmacm_grammar.grammars import NOTHING, is_silent
from gmacm_grammar.model import Cell
from gmacm_grammar.parsing import Heading, Stack, as_printed, column_of, columns_above
from gmacm_grammar.recovery.state import RecoveryState


def begin_heading(state: RecoveryState, index: int, heading: Heading) -> None:
    """Read a joined heading line by line if the format does not read its columns.

    If it has all columns, but in another order, they stay columns, which are faulty then: if they
    all end in its last line, so that there can be no doubt of what they are.
    """
    names = [column.terminal for column in heading.columns]
    if None in names:
        return
    is_clear = len({column.row for column in heading.columns}) == 1
    if not (_can_come(state, names) if is_clear else state.after(state.stack, names)):
        heading.is_joined = False
        printed = sorted(as_printed(heading.columns), key=attrgetter("offset"))
        state.cells[index : index + len(names)] = printed


def _can_come(state: RecoveryState, names: Iterable[str | None]) -> bool:
    """Whether terminals can come next, each time one that is left."""
    stack: Stack | None = state.stack
    left = [*names]
    while stack and left:
        name = next((name for name in left if state.after(stack, [name])), left[0])
        stack = state.after(stack, [name])
        left.remove(name)
    return stack is not None


def fill_row(state: RecoveryState, at_end: bool = False) -> int | None:
    """Put an empty cell for each column in which the row that is being read has no value.

    Returns where the row begins; None if it is not known which columns its values are in, or if it
    cannot be read so. A row ``at_end`` of a report has a value in the last column, or is cut off.
    """
    first = state.row.index
    label = state.cells[first]
    columns = columns_above(state.headings, label)
    end = first + 1
    while end < min(len(state.cells), first + len(columns) + 1) and state.is_beside(end):
        end += 1
    found = state.cells[first + 1 : end]
    values = {c.extent: cell for cell in found if (c := column_of(columns, cell))}
    is_told = 0 < len(values) == len(found) and [*values] == sorted(values)
    texts = filterfalse(is_silent, state.lookahead.classifier.texts)
    spoken = state.figures.union(texts)
    if not is_told or state.is_figure(end) or any(c.terminal not in spoken for c in found):
        return None
    if at_end and columns[-1].extent not in values:
        return None
    row, reach = [label], label.extent[2]
    for column in map(attrgetter("extent"), columns):
        if column in values:
            row.append(values[column])
        elif column[1] >= reach:
            last = row[-1]
            row.append(Cell("", last.line, last.column, last.end, terminal=NOTHING, row=last.row))
    after = state.after(state.row.stack, [cell.terminal for cell in row])
    if len(row) <= end - first or after is None or not state.lookahead.ends(after):
        return None
    state.cells[first:end] = row
    state.go_back(state.row)
    return first
