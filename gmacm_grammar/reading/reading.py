"""One reading of a text, from its cells to the record and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from itertools import zip_longest
from typing import Any

import attrs

from gmacm_grammar.layouts import Document, Piece
from gmacm_grammar.model import (
    DEFAULTS,
    Cell,
    Examination,
    Limits,
    Problem,
    Report,
    Severity,
    gathered,
    listed,
)
from gmacm_grammar.parsing import (
    NEW_BLOCK,
    ONE_PART,
    Fault,
    OnFault,
    Parsed,
    Unexpected,
    build_report,
    cell_of,
    filled,
    leaves,
    refuse,
    said,
)
from gmacm_grammar.reading import doubts
from gmacm_grammar.reading.cells import excerpt, furniture, in_order, locate, relocate
from gmacm_grammar.reading.detection import detect, detect_format, format_scores, layout_scores
from gmacm_grammar.reading.formats import Library
from gmacm_grammar.reading.repeated_records import repetitions
from gmacm_grammar.recovery import Recovery

#: So many labels of a format must stand in a text that is a report.
LABELS_OF_A_REPORT = 3


class Reading:
    """One reading: ``report``, ``problems`` once it is made, and the whole ``examination``.

    ``part`` holds the pieces, cut by ``layout``, that are to be read of a text, if not all are.
    Raises LimitError where there are more cells than ``limits`` say.
    """

    def __init__(
        self,
        lib: Library,
        text: str,
        layout: str | None,
        format: str | None,
        part: Sequence[Piece] | None = None,
        limits: Limits = DEFAULTS,
    ) -> None:
        self.lib, self.text, self.limits, self.is_part = lib, text, limits, part is not None
        if part and layout:
            self.found = detect_format(lib, Document.of(lib.layout(layout), text, part), format)
        else:
            self.found = detect(lib, text, layout, format)
        self.layout, self.format = self.found.layout, self.found.format
        self.cells = gathered(locate(self.found.document, self.format), limits)
        if len(self.cells) + len(self.found.document.pieces) > limits.cells:
            gathered(self.all_cells, limits)
        self.problems: list[Problem] = []
        self.second_report: int | None = None
        #: What was parsed: the cells that the numbers in the tree mean (None: a label that was
        #: taken as read), their terminals, what they say, and why they say nothing.
        self.kept: Sequence[Cell | None] = ()
        self.terminals: Sequence[str | None] = ()
        self.parsed = Parsed([], [], [])
        self.values: list[Any] = []
        self._unreadable: dict[int, str] = {}
        #: The record with leaves for values, and the cells whose values made a difference to it.
        self.built: Report | None = None
        self.compared = set[int]()
        #: The cells of values that the record has no place for.
        self._without_place = set[Cell]()

    @cached_property
    def furniture(self) -> list[Cell]:
        """What is no cell of the report, such as tags and bars."""
        return list(furniture(self.found.document))

    @cached_property
    def all_cells(self) -> list[Cell]:
        """All that is printed, in order."""
        return in_order([*self.cells, *self.furniture])

    @cached_property
    def report(self) -> Report:
        """The record as far as it can be read."""
        report = self._read() if self._is_report() else self._no_report()
        self.problems += repetitions(report, self.cells, self.problems)
        self.problems += doubts.one_or_two(self.cells)
        if self.layout.has_rows:
            self.problems += doubts.side_by_side(self.cells, self.format.lookahead.shared_rows)
        self.problems = listed(self.problems, self.limits)
        for n, problem in enumerate(self.problems):
            shown, first = excerpt(self.text, problem.line, problem.column)
            self.problems[n] = attrs.evolve(problem, excerpt=shown, excerpt_column=first)
        return report

    def examination(self) -> Examination:
        """The record, every cell's fate, all problems, and the evidence for layout and format."""
        report, read, pieces = self.report, self.text, self.found.document.pieces
        if self.is_part:
            read = read[pieces[0][1] : pieces[-1][1] + len(pieces[-1][0])]
        return Examination(
            report=report,
            layout=self.layout.name,
            format=self.format.name,
            cells=tuple(self.all_cells),
            problems=tuple(self.problems),
            layout_scores=tuple(layout_scores(self.lib, read, self.found)),
            format_scores=tuple(format_scores(self.lib, [cell.text for cell in self.cells])),
            second_report=self.second_report,
        )

    def _is_report(self) -> bool:
        figures = self.format.classifier.figures
        words = [cell for cell in self.cells if cell.terminal not in figures]
        known = {cell.text for cell in words if cell.terminal}
        return len(known) >= min(LABELS_OF_A_REPORT, len(words)) > 0

    def _no_report(self) -> Report:
        if not self.cells:
            message, hint = "the text is empty", "give the text of a report"
        else:
            message = "this is not a report: no format knows its labels"
            hint = "if it is one, a grammar file for its format is missing"
        line, column = (self.cells[0].line, self.cells[0].column) if self.cells else (1, 1)
        self.problems.append(Problem("error", line, column, message, hint=hint))
        return Report()

    # ---- record --------------------------------------------------------------------------------

    def _read(self) -> Report:
        values = self.format.classifier.row_values
        terminals = [cell.terminal for cell in self.cells]
        runs_on = self.layout.has_rows and doubts.runs_on(self.all_cells, values)
        if None not in terminals and not self.layout.keeps_empty and not runs_on:
            try:
                return self._record(self.cells, terminals)
            except (Unexpected, Fault):
                pass
        return self._read_on()

    def _read_on(self) -> Report:
        """The record as far as it can be read, past all faults."""
        values = self.format.classifier.row_values
        if self.layout.keeps_empty:  # what stands between the cells of a page are no rules
            offsets = partial(self.layout.offsets, self.text)
            apart = doubts.apart_on_page(self.cells, values, offsets)
        else:
            apart = doubts.set_apart(self.all_cells, values)
        self.recovery = recovery = Recovery(
            self.format.lookahead, self.cells, self.layout.has_rows, apart
        )
        recovery.run()
        self.problems += recovery.problems
        self.second_report = recovery.second_report
        self.cells = recovery.cells
        relocate(self.text, self.cells)
        self.all_cells = in_order([*self.cells, *self.furniture])
        if not recovery.is_report:
            return Report()
        cells, terminals = zip(*recovery.kept, strict=True) if recovery.kept else ((), ())
        report = self._record(cells, terminals, self._fault)
        unknown = [found.kept(f"unknown[{n}]") for n, found in enumerate(recovery.unknown)]
        return attrs.evolve(report, unknown=tuple(unknown)) if unknown else report

    def _record(
        self,
        cells: Sequence[Cell | None],
        terminals: Sequence[str | None],
        on_fault: OnFault = refuse,
    ) -> Report:
        """The record of cells that can be parsed. Raises Unexpected, and Fault unless told."""
        self.parsed = self.format.parser.parse(terminals)
        self.kept, self.terminals = cells, terminals
        self.values = [
            None if read is None else self._value(at, read)
            for at, read in enumerate(self.parsed.reads)
        ]
        texts = [cell.text if cell else "" for cell in cells]
        built = build_report(self.parsed.tree, self.values, texts, on_fault, self.compared)
        report: Report = filled(built, "", self._settled)
        for column in self.parsed.shares:
            found = (cell for at in column if (cell := cells[at]) and cell.role == "value")
            self.problems += doubts.unlike_shares(list(found))
        self._assign_labels()
        self.built = built
        return report

    def _value(self, at: int, read: Any) -> Any:
        """What a cell says; of what says nothing the reason is kept."""
        cell = self.kept[at]
        assert cell is not None, "a label that is taken as read has no value"
        try:
            return read(cell.text)
        except ValueError as error:
            self._unreadable[at] = str(error)
            return None

    def _settled(self, leaf: Any, path: str) -> Any:
        """What a leaf says; its cell is told the path."""
        at = leaf if type(leaf) is int else cell_of(leaf)
        cell = self.kept[at]
        assert cell is not None, "a label that is taken as read has no value"
        if at in self._unreadable:
            self._tell("error", cell, self._unreadable[at])
            return None
        if cell.terminal == self.format.unstated:
            message = f'"{cell.text}" states no figure: the spreadsheet could not show it'
            self._tell("warning", cell, message)
        cell.role = "value"
        cell.path = cell.path or path
        return said(leaf, self.values)

    def _fault(self, why: str, values: Any, room: int) -> int:
        """The builder has no place for values: their cells are unread. How many are kept?"""
        found = [self.kept[cell_of(leaf)] for leaf in leaves(values)]
        cells = [cell for cell in found if cell is not None]
        if not cells:
            return 0
        label = self._label_of(cells[0])
        row = self.recovery.where(label) if label is not cells[0] else None
        kept, hint = 0, None
        if why in (NEW_BLOCK, ONE_PART):
            severity: Severity = "warning" if why is NEW_BLOCK else "error"
            self._tell(severity, label, f'"{label.text}" {why}')
            return 0
        if why.endswith("with the same value"):
            for cell in cells:
                cell.role = "value"
            self._tell("warning", cells[0], f'"{label.text}" {why}')
            return 0
        if not room:
            first, why = cells[0], f'"{label.text}" {why}'
        elif len(cells) <= room:
            first, hint = cells[-1], "the row is left out"
        else:
            first = cells[room]
            hint = "which of its values is the right one cannot be known; the row is left out"
            if len(cells) % room == 0 and not self.layout.has_rows:
                kept, why = room, f'expected a label, found "{first.text}"'
                hint = "a label is missing before it, or the row before it has a value too many"
        self._without_place.update(cells[kept:])
        self._tell("error", first, why, hint, row)
        return kept

    @cached_property
    def _positions(self) -> dict[Cell, int]:
        return {cell: position for position, cell in enumerate(self.cells)}

    def _label_of(self, cell: Cell) -> Cell:
        """The label of the row in which a figure stands."""
        position = self._positions[cell]
        while position > 0 and self.cells[position].terminal in self.format.classifier.row_values:
            position -= 1
        return self.cells[position]

    def _assign_labels(self) -> None:
        """A label with a value after it is the label of a row, any other one a heading."""
        figures = self.format.classifier.row_values
        for cell, following in zip_longest(self.kept, self.kept[1:]):
            if cell is None or cell.role != "unread" or cell.terminal in figures:
                continue
            if cell not in self._without_place:
                row = following is not None and following.terminal in figures
                cell.role = "label" if row else "heading"

    def _tell(
        self,
        severity: Severity,
        cell: Cell,
        message: str,
        hint: str | None = None,
        where: str | None = None,
    ) -> None:
        problem = Problem(severity, cell.line, cell.column, message, hint=hint, where=where)
        self.problems.append(problem)
