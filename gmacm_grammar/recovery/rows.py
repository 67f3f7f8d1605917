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
    expected, where = state.lookahead.words(state.stack), state.where(label)
    end = index
    if _is_damaged_figure(state, index):
        while _is_damaged_figure(state, end):
            end = state.end_of_figures(end + 1)
        state.tell("damaged-figure", cell, where, text=cell.text, expected=expected)
    elif state.is_figure(index) and not begins_a_line(state, index):
        end = state.end_of_figures(index)
        unsigned = _unsigned(state, cell).get("unsigned")
        facts = {"text": cell.text, "expected": expected, "unsigned": unsigned}
        state.tell("wrong-kind", cell, where, **facts)
    else:
        place = end_of(state.cells[index - 1])
        state.tell(
            "missing-value",
            place,
            where,
            expected=expected,
            text=cell.text,
            **_doubt_of_place(state, index),
        )
    state.go_back(state.row)
    return end


def _is_damaged_figure(state: RecoveryState, index: int) -> bool:
    """Whether a cell that nothing takes looks like a figure."""
    cell = state.cells[index] if index < len(state.cells) else None
    return cell is not None and cell.terminal is None and like_figure(cell.text)


def _doubt_of_place(state: RecoveryState, index: int) -> dict[str, str]:
    """A figure that may be the value which is missing, by the way in which it stands elsewhere."""
    text = state.cells[index].text
    if state.cells[index] in state.apart:
        return {"beside_two": text} if state.is_beside(index) else {"apart": text}
    return {"other_line": text} if state.is_figure(index) else {}


def surplus(state: RecoveryState, index: int) -> int:
    """Figures after a complete row: one too many, a row without a label, or stray ones."""
    end = state.end_of_figures(index)
    found = state.cells[index:end]
    label, above = state.cells[state.row.index], state.cells[index - 1]
    facts = {"values": quoted(cell.text for cell in found), **_unsigned(state, found[0])}
    if found[0] in state.apart and not (state.kept and state.kept[-1][0] is above):
        facts["above"] = above.text
    where = state.where(label)
    values = index - state.row.index - 1
    # Where rows are not known, the stray one among several values may be any of them.
    may_be_any = not state.has_rows and len(found) < values
    is_beside = values > 0 and state.is_beside(index)
    if is_beside or (may_be_any and not _fits_a_row(state, found, anywhere=True)):
        state.tell("surplus-value", found[0], where, number=Count(len(found)), **facts)
        state.go_back(state.row)
    elif may_be_any or _fits_a_row(state, found):
        state.tell("missing-label", found[0], where, **facts)
    else:
        state.tell("unlabeled-figure", found[0], where, **facts)
        state.leave_unknown(None, found)
    return end


def _fits_a_row(state: RecoveryState, figures: Sequence[Cell], anywhere: bool = False) -> bool:
    """Whether the figures are just what a row of the section (or any row) takes."""
    terminals = [cell.terminal for cell in figures]
    for name in state.lookahead.expected(state.stack):
        if anywhere or state.lookahead.within_section(state.stack, name):
            after = state.after(state.stack, [name, *terminals])
            if after and state.lookahead.ends(after):
                return True
    return False


def unknown_row(state: RecoveryState, index: int) -> int:
    """A label that the format does not know, or knows elsewhere: kept with its values."""
    cell = state.cells[index]
    end = state.end_of_figures(index + 1)
    values = state.cells[index + 1 : end]
    behind_figure = state.is_figure(index - 1) and state.is_beside(index)
    if cell.terminal is None and behind_figure and _may_be_remark(state, index):
        return _leave_out_remarked(state, index)
    facts = {"label": cell.text, "labels": quoted([cell.text]), "near": state.near(cell)}
    if values and behind_figure:
        facts |= {"figure": state.cells[index - 1].text, "values": quoted(c.text for c in values)}
    unknown = "unknown-row" if values else "unknown-heading"
    state.tell("misplaced-label" if cell.terminal else unknown, cell, state.where(), **facts)
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
    return is_close or not state.is_figure(index + 1)


def _leave_out_remarked(state: RecoveryState, index: int) -> int:
    """A cell behind a figure that may change what the figure says: its row is left out.

    A figure that was not kept, such as the number of a page, is of no row.
    """
    cell, label = state.cells[index], state.cells[state.row.index]
    end = index + 1
    while state.is_figure(end) and state.is_beside(end):
        end += 1
    facts = {"text": cell.text, "values": quoted(c.text for c in state.cells[index + 1 : end])}
    is_of_row = bool(state.kept) and state.kept[-1][0] is state.cells[index - 1]
    if is_of_row:
        facts["row"] = label.text
    state.tell("unread-remark", cell, state.where(label if is_of_row else None), **facts)
    if is_of_row:
        state.go_back(state.row)
    return end


def _unsigned(state: RecoveryState, cell: Cell) -> dict[str, str]:
    """A figure that would fit with a percent sign, and what it would be then."""
    name = state.lookahead.classifier.figure(f"{cell.text}%")
    if name is None or state.lookahead.shift(state.stack, name) is None:
        return {}
    return {"unsigned": cell.text, "signed": state.lookahead.words(state.stack)}


def end_of(cell: Cell) -> Cell:
    """The place right after a cell."""
    return Cell("", cell.line, cell.column + len(cell.text), cell.offset + len(cell.text))
