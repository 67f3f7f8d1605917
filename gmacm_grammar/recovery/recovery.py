"""Read on after a fault: find which cells cannot be read, so that the rest can.

Where a cell cannot stand, it is taken apart, the heading it is in is repaired if just one repair is
the cheapest, or its row is left out. What remains is a sequence of cells that the parser accepts;
what was left out or repaired is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from gmacm_grammar.model import Cell, quoted
from gmacm_grammar.parsing import Heading, Lookahead, normal
from gmacm_grammar.recovery.columns import begin_heading, fill_row
from gmacm_grammar.recovery.damaged_cells import Reading, readings
from gmacm_grammar.recovery.headings import repair_heading
from gmacm_grammar.recovery.page_headings import look_at_kept, page_heading
from gmacm_grammar.recovery.rows import begins_a_line, drop_row, end_of, surplus, unknown_row
from gmacm_grammar.recovery.state import RecoveryState


def recover(
    lookahead: Lookahead,
    cells: Iterable[Cell],
    has_rows: bool,
    apart: Collection[Cell],
    headings: Sequence[Heading] = (),
) -> RecoveryState:
    """Read all cells; ``kept`` of the state is what the parser accepts of them.

    ``has_rows``: cells know their rows. ``apart``: figures that are no values of the label above.
    ``headings``: what the columns of rows are, where that is known.
    """
    state = RecoveryState(lookahead, cells, has_rows, apart)
    state.headings = headings
    joined = {id(heading.columns[0]): heading for heading in headings if heading.is_joined}
    index = 0
    while index < len(state.cells):
        if heading := joined.pop(id(state.cells[index]), None):
            begin_heading(state, index, heading)
        index = _read(state, index)
        if index == len(state.cells) and state.is_within_a_row():
            read_on = fill_row(state, at_end=True)
            index = index if read_on is None else read_on
    if not lookahead.ends(state.stack):
        _end(state)
    return state


def _read(state: RecoveryState, index: int) -> int:
    """Read the next cell, or past what is wrong there; return where to read on."""
    cell, lookahead = state.cells[index], state.lookahead
    name = cell.terminal
    after = lookahead.shift(state.stack, name) if name else None
    if not cell.text and after is None:  # it does not even say that a value is not stated
        cell.role = "furniture"
        return index + 1
    if name is None or after is None or begins_a_line(state, index):
        return _fault(state, index)
    if state.unknown_heading and _comes_again(state, index, name):
        return unknown_row(state, index)
    state.keep(name, index)
    return index + 1


def _comes_again(state: RecoveryState, index: int, name: str) -> bool:
    """Whether a row of the section was read before: it is one of the unknown heading above it."""
    look_at_kept(state)
    was_read = normal(state.cells[index].text) in state.row_heads.rows
    before = state.lookahead.before(state.stack, name) if was_read else None
    return before is not None and bool(state.lookahead.place(before))


def _fault(state: RecoveryState, index: int) -> int:
    """The cell at ``index`` cannot stand there; return where to read on."""
    cell = state.cells[index]
    complete = state.lookahead.ends(state.stack)
    if cell.terminal is None and (read_on := _take_apart(state, index)) is not None:
        return read_on
    if state.is_within_a_row() or (state.is_figure(index) and not complete):
        read_on = fill_row(state)
        return drop_row(state, index) if read_on is None else read_on
    if state.is_figure(index):
        return surplus(state, index)
    is_title = state.has(cell.terminal) and state.lookahead.begins_no_part(
        state.lookahead.start, str(cell.terminal)
    )
    read_on = page_heading(state, index) if is_title else None
    is_row = cell.terminal is None and state.is_figure(index + 1)
    if read_on is None and not (complete and is_row):
        read_on = repair_heading(state, index)
    if read_on is not None:
        return read_on
    if is_title:
        state.second_report = cell.offset
        state.tell("second-report", cell, None, text=cell.text)
        return len(state.cells)
    end = state.end_of_figures(index + 1)
    is_row_within = end > index + 1 and not state.elsewhere
    if complete or (is_row_within and state.ahead(state.stack, end)):
        return unknown_row(state, index)
    return _leave_heading(state, index)


def _take_apart(state: RecoveryState, index: int) -> int | None:
    """Replace a damaged cell by its parts, if it can be read in one way only.

    A row whose label and first figure can be read in several ways is left out, though the figures
    after them may fit only one. Returns where to read on; None if the cell cannot be taken apart.
    """
    cell = state.cells[index]
    found = readings(state.lookahead, state.stack, cell.text)
    if cell.printed:  # where its parts are printed is not known
        found = [reading for reading in found if len(reading) == 1]
    if len(found) == 1:
        parts = _shown(state, found[0])
        state.tell("split-cell", cell, state.where(), text=cell.text, parts=parts)
        if cell.printed:
            cell.terminal = found[0][0][1]
        else:
            state.cells[index : index + 1] = cell.parts(found[0])
        return index
    if not found or not state.lookahead.ends(state.stack):
        return None
    ways = " or ".join(_shown(state, reading) for reading in found[:3])
    state.tell("ambiguous-cell", cell, state.where(), text=cell.text, ways=ways)
    return state.end_of_figures(index + 1)


def _shown(state: RecoveryState, reading: Reading) -> str:
    return quoted((state.spelling(name, text) for text, name in reading), " and ")


def _leave_heading(state: RecoveryState, index: int) -> int:
    """A cell within a heading that makes no sense there: the heading is left out."""
    cell, expected = state.cells[index], state.lookahead.words(state.stack)
    facts = {"text": cell.text, "expected": expected, "near": state.near(cell)}
    state.tell("unexpected-cell", cell, state.where(), **facts)
    left_out = state.cells[state.heading.index : index + 1]
    state.elsewhere.update(filter(None, [cell.terminal for cell in left_out]))
    state.go_back(state.heading)
    return index + 1


def _end(state: RecoveryState) -> None:
    """The cells end in the middle of a row or of a heading: it is left out."""
    if state.lookahead.wants_figure(state.stack):
        where = state.where(state.cells[state.row.index])
        expected = state.lookahead.words(state.stack)
        state.tell("ends-within-row", end_of(state.cells[-1]), where, expected=expected)
        state.go_back(state.row)
    if not state.lookahead.ends(state.stack):
        state.tell("ends-within-heading", state.cells[-1], state.where())
        for cell in state.cells[state.heading.index :]:
            if cell.path is None:
                cell.role = "heading"
        state.go_back(state.heading)
    if not state.lookahead.ends(state.stack):
        state.tell("incomplete-report", state.cells[0], None)
        state.is_report = False
        for cell in state.cells:
            cell.role, cell.path = "unread", None
