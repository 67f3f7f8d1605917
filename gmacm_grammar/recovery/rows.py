"""What becomes of a row with a fault: it is left out, or kept as an unknown one.

Labels of rows and figures are never made up, and which of two figures is the stray one is never
decided.
"""

from __future__ import annotations

from collections.abc import Sequence

from gmacm_grammar.model import Cell, Count, quoted
from gmacm_grammar.recovery.state import RecoveryState, like_figure


def begins_a_line(state: RecoveryState, index: int) -> bool:
    """Whether a figure begins a line, and is no value of the row or the label before it."""
    before, cell = state.cells[index - 1], state.cells[index]
    if cell in state.apart:
        # One behind two labels is the value of the second if the first has a place without one.
        first = state.cells[index - 2]
        return not state.is_beside(index) or all(kept is not first for kept, _ in state.kept[-2:])
    return state.is_figure(index) and state.is_figure(index - 1) and cell.row != before.row


def drop_row(state: RecoveryState, index: int) -> int:
    """Leave out the row in which a cell stands; the cell may belong to the next row."""
    cell, label = state.cells[index], state.cells[state.row.index]
    place, end = cell, index
    is_left_out = len(state.kept) == state.row.kept  # so that reading always goes on
    if _is_damaged_figure(state, index):
        kind = "damaged-figure"
        while _is_damaged_figure(state, end):
            end = state.end_of_figures(end + 1)
    elif state.is_figure(index) and (is_left_out or not begins_a_line(state, index)):
        kind = "wrong-kind"
        end = state.end_of_figures(index)
    else:
        kind = "missing-value"
        place = end_of(state.cells[index - 1])
    facts = {"text": cell.text, "expected": state.lookahead.words(state.stack)}
    if state.is_figure(index):
        facts["figure"] = cell.text
    if state.after(state.stack, [state.lookahead.classifier.figure(f"{cell.text}%")]):
        facts["unsigned"] = cell.text
    state.tell(kind, place, state.where(label), **facts)
    state.go_back(state.row)
    return end


def _is_damaged_figure(state: RecoveryState, index: int) -> bool:
    """Whether a cell that nothing takes looks like a figure."""
    cell = state.cells[index] if index < len(state.cells) else None
    return cell is not None and cell.terminal is None and like_figure(cell.text)


def surplus(state: RecoveryState, index: int) -> int:
    """Figures after a complete row: too many for it, a row without a label, or stray ones."""
    end = state.end_of_figures(index)
    found = state.cells[index:end]
    empty = _empty_before(state, index)
    if len(found) == 1 and any(cell.terminal for cell in empty):
        return _read_alone(state, empty)
    where = state.where(state.cells[state.row.index])
    before = index - state.row.index - 1
    fits = _fits_a_row(state, found)
    # Where rows are not known, the stray one among several values may be any of them.
    may_be_any = not state.has_rows and not fits and len(found) < before
    if may_be_any or (before > 0 and state.is_beside(index)):
        kind = "surplus-value"
        state.go_back(state.row)
    elif fits:
        kind = "missing-label"
    else:
        kind = "unlabeled-figure"
        state.leave_unknown(None, found)
    values = quoted(cell.text for cell in found)
    state.tell(kind, found[0], where, number=Count(len(found)), values=values)
    return end


def _empty_before(state: RecoveryState, index: int) -> Sequence[Cell]:
    """The cells between a figure and the label of its row, if all of them are empty."""
    first = index
    while first > state.row.index + 1 and not state.cells[first - 1].text:
        first -= 1
    return state.cells[first:index] if first == state.row.index + 1 else ()


def _read_alone(state: RecoveryState, empty: Sequence[Cell]) -> int:
    """Read a row anew without its empty cells: its one value stands in a column further on."""
    for cell in empty:
        cell.terminal = None
    state.go_back(state.row)
    return state.row.index


def _fits_a_row(state: RecoveryState, figures: Sequence[Cell]) -> bool:
    """Whether the figures are just what a row of the section (where rows are not known, of any)
    takes."""
    terminals = [cell.terminal for cell in figures]
    for name in state.lookahead.expected(state.stack):
        if not state.has_rows or state.lookahead.within_section(state.stack, name):
            after = state.after(state.stack, [name, *terminals])
            if after and state.lookahead.ends(after):
                return True
    return False


def unknown_row(state: RecoveryState, index: int) -> int:
    """A label that the format does not know, or knows elsewhere: kept with its values."""
    cell = state.cells[index]
    end = state.end_of_figures(index + 1)
    values = state.cells[index + 1 : end]
    if cell.terminal is None and _may_be_remark(state, index):
        _leave_out_remarked(state, index, values)
        return end
    unknown = "unknown-row" if values else "unknown-heading"
    kind = "misplaced-label" if cell.terminal else unknown
    state.tell(kind, cell, state.where(), label=cell.text, near=state.near(cell))
    state.leave_unknown(cell, values)
    if not values:
        state.unknown_heading = cell
        state.elsewhere.update(filter(None, [cell.terminal]))
    return end


def _may_be_remark(state: RecoveryState, index: int) -> bool:
    """Whether a cell may say something of the figure before it: it is no label of a row beside.

    The label of a row beside another has values, and stands two blanks away.
    """
    is_close = state.cells[index].offset == state.cells[index - 1].end + 1
    is_behind_figure = state.is_figure(index - 1) and state.is_beside(index)
    return is_behind_figure and (is_close or not state.is_figure(index + 1))


def _leave_out_remarked(state: RecoveryState, index: int, values: Sequence[Cell]) -> None:
    """A cell behind a figure that may change what the figure says: its row is left out.

    A figure that was not kept, such as the number of a page, is of no row.
    """
    cell, label = state.cells[index], None
    if state.kept and state.kept[-1][0] is state.cells[index - 1]:
        label = state.cells[state.row.index]
    facts = {"text": cell.text, "values": quoted(value.text for value in values)}
    state.tell("unread-remark", cell, state.where(label), row=label and label.text, **facts)
    if label:
        state.go_back(state.row)


def end_of(cell: Cell) -> Cell:
    """The place right after a cell."""
    return Cell("", cell.line, cell.column + len(cell.text), cell.offset + len(cell.text))
