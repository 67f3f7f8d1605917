"""One reading of a text, from its cells to the record and what is to be said of it.

Over 300 lines, as the whole way of a text is to be read in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any

import attrs

from gmacm_grammar.layouts import Document, Piece
from gmacm_grammar.model import (
    DEFAULTS,
    Cell,
    Count,
    Examination,
    Limits,
    Problem,
    Report,
    gathered,
    listed,
    problem,
    quoted,
)
from gmacm_grammar.parsing import (
    Fault,
    Heading,
    Leaves,
    OnFault,
    Parsed,
    Unexpected,
    as_printed,
    build_report,
    fill_in,
    join_headings,
    leaves,
    refuse,
)
from gmacm_grammar.reading import doubts
from gmacm_grammar.reading.cells import excerpt, furniture, in_order, locate, relocate
from gmacm_grammar.reading.column_names import misnamed
from gmacm_grammar.reading.detection import detect, detect_format, format_scores, layout_scores
from gmacm_grammar.reading.envelope import documents_in
from gmacm_grammar.reading.formats import Library
from gmacm_grammar.reading.missing_parts import missing_parts
from gmacm_grammar.reading.repeated_records import repetitions
from gmacm_grammar.recovery import RecoveryState, recover

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
            self.found = detect_format(lib, Document(lib.layout(layout), text, [*part]), format)
        else:
            self.found = detect(lib, text, layout, format)
        self.layout, self.format = self.found.layout, self.found.format
        self.cells = gathered(locate(self.found.document, self.format), limits)
        if len(self.cells) + len(self.found.document.pieces) > limits.cells:
            gathered(self.all_cells, limits)
        self.problems: list[Problem] = []
        self.headings: list[Heading] = []  # if the layout has columns
        self.second_report: int | None = None
        self.recovery: RecoveryState | None = None  # unless all was read at once
        self.tried: dict[str, int] = {}  # formats, and how many cells each could not place
        #: What was parsed: cells (None: a label taken as read), terminals, values.
        self.kept: Sequence[Cell | None] = ()
        self.terminals: Sequence[str | None] = ()
        self.parsed = Parsed([], [], [])
        self.values: list[Any] = []
        self.leaves = Leaves([], (), ())
        #: Why a cell says nothing: the kind of problem and its facts.
        self._unread: dict[int, tuple[str, dict[str, str]]] = {}
        #: The cells of values that the record has no place for.
        self._without_place = set[Cell]()

    @cached_property
    def furniture(self) -> list[Cell]:
        """What is no cell of the report, such as tags and bars."""
        return list(furniture(self.found.document))

    @cached_property
    def all_cells(self) -> list[Cell]:
        """All that is printed, in order."""
        return in_order([*as_printed(self.cells), *self.furniture])

    @cached_property
    def report(self) -> Report:
        """The record as far as it can be read."""
        report = self._read() if self._is_report() else self._no_report()
        self.problems += repetitions(report, self.cells, self.problems)
        self.problems += doubts.one_or_two(self.cells)
        if self.layout.has_rows:
            self.problems += doubts.side_by_side(self.cells, self.format.lookahead.sharing_rows)
        vars(self).pop("all_cells", None)  # as they have become
        self.problems = listed(self.problems, self.limits)
        for n, told in enumerate(self.problems):
            shown, first = excerpt(self.text, told.line, told.column)
            self.problems[n] = attrs.evolve(told, excerpt=shown, excerpt_column=first)
        return report

    @property
    def unplaced(self) -> list[str]:
        """The texts of the cells that are not read, or kept as unknown."""
        assert self.report is not None, "its cells know then what became of them"
        cells = self.cells if self.problems else ()  # what is not placed is a problem
        return [
            cell.text
            for cell in cells
            if cell.role == "unread" or (cell.path or "").startswith("unknown")
        ]

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
            missing=missing_parts(report, self.format.required),
            absent=missing_parts(report, self.format.usual),
            second_report=self.second_report,
        )

    def _is_report(self) -> bool:
        known, words = self._labels()
        return self._documents <= 1 and known >= min(LABELS_OF_A_REPORT, words) > 0

    def _labels(self) -> tuple[int, int]:
        """How many different labels the format knows, and how many cells are no figures."""
        figures = self.format.classifier.figures
        words = [cell for cell in self.cells if cell.terminal not in figures]
        return len({cell.text for cell in words if cell.terminal}), len(words)

    def _no_report(self) -> Report:
        kind, first = ("not-a-report", self.cells[0]) if self.cells else ("empty-text", None)
        if self._documents > 1:
            kind = "several-documents"
        known, words = self._labels()
        facts = {"format": self.format.name, "known": known, "words": words}
        number = Count(self._documents)
        self.problems.append(problem(kind, first, None, number=number, **facts))
        return Report()

    @cached_property
    def _documents(self) -> int:
        """How many documents the text holds, if that is not for a part of it to say."""
        return 0 if self.is_part else documents_in(self.text)

    # ---- record --------------------------------------------------------------------------------

    def _read(self) -> Report:
        if self.layout.has_columns(self.text):
            _ = self.all_cells  # as they are printed
            self.cells, self.headings = join_headings(self.cells, self.format.classifier)
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
            pieces = self.found.document.pieces
            apart = doubts.set_apart(self.cells, values)
            apart |= doubts.behind_two(self.cells, values, pieces)
            self.problems += doubts.unassigned(self.furniture, pieces)
        else:
            apart = doubts.set_apart(self.all_cells, values)
        lookahead, has_rows = self.format.lookahead, self.layout.has_rows
        recovery = self.recovery = recover(lookahead, self.cells, has_rows, apart, self.headings)
        self.problems += recovery.problems
        self.second_report = recovery.second_report
        self.cells = recovery.cells
        relocate(self.text, self.cells)
        if not recovery.is_report:
            return Report()
        cells, terminals = zip(*recovery.kept, strict=True) if recovery.kept else ((), ())
        report = self._record(cells, terminals, self._fault)
        return attrs.evolve(report, unknown=tuple(recovery.unknown))

    def _record(
        self,
        cells: Sequence[Cell | None],
        terminals: Sequence[str | None],
        on_fault: OnFault = refuse,
    ) -> Report:
        """The record of cells that can be parsed. Raises Unexpected, and Fault unless told."""
        self.parsed = self.format.parser.parse(terminals)
        self.kept, self.terminals = cells, terminals
        self.values = list(map(self._value, range(len(cells)), self.parsed.reads))
        self.leaves = Leaves(self.parsed.tree, self.values, cells)
        built = self.built(on_fault)
        has_tables = self.format.declares_tables
        for at, facts in misnamed(self.headings, self.leaves.cells, built, has_tables):
            self._unread[at] = "misnamed-column", facts
        report: Report = fill_in(built, "", self._settled)
        for column in self.parsed.shares:
            found = (cell for at in column if (cell := cells[at]) and cell.role == "value")
            self.problems += doubts.unlike_shares(list(found))
        self._assign_labels()
        return report

    def built(self, on_fault: OnFault = refuse) -> Report:
        """The record with leaves for values."""
        return build_report(self.leaves, on_fault, self.format.lookahead.lone_rows)

    def _value(self, at: int, read: Any) -> Any:
        """What a cell says; of what says nothing the reason is kept."""
        cell = self.kept[at]
        try:
            return read and cell and read(cell.text)
        except ValueError as error:
            self._unread[at] = "unreadable-value", {"why": str(error)}
            return None

    def _settled(self, leaf: int, path: str) -> Any:
        """What a leaf says; its cell is told the path."""
        cell = self.leaves.cells[leaf]
        assert cell is not None, "a label that is taken as read has no value"
        if self._unread and leaf in self._unread:
            kind, facts = self._unread[leaf]
            self._tell(kind, cell, **facts)
            return None
        if cell.terminal == self.format.unstated:
            self._tell("unstated-figure", cell, text=cell.text)
        cell.role = "value"
        cell.path = cell.path or path
        return self.leaves.values[leaf]

    def _fault(self, kind: str, values: Any, room: int) -> int:
        """The builder has no place for values: their cells are unread. How many are kept?"""
        found = [self.leaves.cells[leaf] for leaf in leaves(values)]
        cells = [cell for cell in found if cell is not None]
        if not cells:
            return 0
        first, kept = cells[0], 0
        label = self._label_of(first)
        where = self.recovery.where(label) if self.recovery and label is not first else None
        if kind in ("new-block", "one-part-only"):
            self._tell(kind, label, label=label.text)
            return 0
        if kind == "repeated-value":
            for cell in cells:
                cell.role = "value"
            self._tell(kind, first, label=label.text)
            return 0
        if room:
            first = cells[-1] if len(cells) <= room else cells[room]
            if len(cells) > room and len(cells) % room == 0 and not self.layout.has_rows:
                kept, kind = room, "missing-label"
        self._without_place.update(cells[kept:])
        facts = {"label": label.text, "columns": Count(room), "found": len(cells)}
        self._tell(kind, first, where, values=quoted([first.text]), **facts)
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
        figures, left_out = self.format.classifier.row_values, self._without_place
        for cell, following in zip_longest(self.kept, self.kept[1:]):
            if cell is None or cell.role != "unread" or cell.terminal in figures:
                continue
            if not left_out or cell not in left_out:
                row = following is not None and following.terminal in figures
                cell.role = "label" if row else "heading"

    def _tell(self, kind: str, cell: Cell, where: str | None = None, **facts: object) -> None:
        self.problems.append(problem(kind, cell, where, **facts))
