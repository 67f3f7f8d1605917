"""Read a text with every cell's place and fate: the steps of an examination."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from itertools import zip_longest
from typing import Any

import attrs

from gmacm_grammar.layouts import CELL, Piece
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
    Leaf,
    Pairs,
    Unexpected,
    build_report,
    leaves,
)
from gmacm_grammar.reading import doubts as rows
from gmacm_grammar.reading.cells import excerpt, locate, relocate
from gmacm_grammar.reading.detection import (
    detect,
    detect_part,
    format_scores,
    layout_scores,
)
from gmacm_grammar.reading.formats import Library
from gmacm_grammar.reading.repeated_records import repetitions
from gmacm_grammar.recovery import Recovery

#: So many labels of a format must stand in a text that is a report.
LABELS_OF_A_REPORT = 3


class Reading:
    """One examination, step by step.

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
        self.lib, self.text, self.limits = lib, text, limits
        #: What is read of the text.
        self.read = text[part[0][1] : part[-1][1] + len(part[-1][0])] if part else text
        if part and layout:
            cells = [str(cell) for cell, _, terminal in part if terminal == CELL]
            self.found = found = detect_part(lib, cells, lib.layout(layout), format)
        else:
            self.found = found = detect(lib, text, layout, format)
        self.layout, self.format = found.layout, found.format
        self.looked_up = self.format.look_up(found.cells)
        self.problems: list[Problem] = []
        self.second_report: int | None = None
        #: The cells of values that the record has no place for.
        self.without_place: set[Cell] = set()
        pieces = part or self.layout.pieces(text)
        names = map(self.format.alphabet.names.get, self.looked_up[0] if self.looked_up else ())
        known = dict(zip(found.cells, names, strict=False))
        self.all_cells = gathered(locate(text, pieces, self.layout, self.format, known), limits)
        self.cells = [cell for cell in self.all_cells if cell.role != "furniture"]

    def examination(self) -> Examination:
        """Carry the steps out."""
        report = self._read() if self._is_report() else self._no_report()
        self.problems += repetitions(report, self.cells, self.problems) + rows.doubtful(self.cells)
        if self.layout.has_rows:
            self.problems += rows.side_by_side(self.cells, self.format.simulator.shared_rows)
        self._sort_problems()
        texts = [cell.text for cell in self.cells]
        return Examination(
            report=report,
            layout=self.layout.name,
            format=self.format.name,
            cells=tuple(self.all_cells),
            problems=tuple(self.problems),
            layout_scores=tuple(layout_scores(self.lib, self.read, self.found)),
            format_scores=tuple(format_scores(self.lib, texts)),
            second_report=self.second_report,
        )

    @cached_property
    def tree(self) -> Pairs:
        """What the grammar made of the cells, each value with its cell."""
        if not self._is_report():
            return []
        terminals = [cell.terminal for cell in self.cells]
        return self.format.tracing_automaton.run(self.cells, terminals)

    def _is_report(self) -> bool:
        figures = self.format.vocabulary.figures
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
        report = self._read_whole()
        return self._read_on() if report is None else report

    def _read_whole(self) -> Report | None:
        """The record if there is no fault; None if there is one."""
        terminals = [cell.terminal for cell in self.cells]
        figures = self.format.vocabulary.row_values
        if None in terminals or self.layout.keeps_empty:
            return None
        if self.layout.has_rows and rows.runs_on(self.all_cells, figures):
            return None
        texts = [cell.text for cell in self.cells]
        same = len(texts) == len(self.found.cells)  # no cell was cut into words
        looked_up = self.looked_up if same else self.format.look_up(texts)
        before = self.format.read_as_before(texts, *looked_up) if looked_up else None
        if before is not None:
            report, paths = before
            for cell, path in zip(self.cells, paths, strict=True):
                if path is not None:
                    cell.role, cell.path = "value", path
            self._assign_labels(self.cells)
            return report
        try:
            self.tree = self.format.tracing_automaton.run(self.cells, terminals)
            report = build_report(self.tree)
        except (Unexpected, Fault):
            return None
        settled: Report = self._settle(report, "")
        self._compare_shares(self.cells, terminals)
        self._assign_labels(self.cells)
        return settled

    def _read_on(self) -> Report:
        """The record as far as it can be read, past all faults."""
        furniture = [cell for cell in self.all_cells if cell.role == "furniture"]
        values = self.format.vocabulary.row_values
        if self.layout.keeps_empty:  # what stands between the cells of a page are no rules
            apart = rows.apart_on_page(self.cells, values, partial(self.layout.offsets, self.text))
        else:
            apart = rows.set_apart(self.all_cells, values)
        self.recovery = recovery = Recovery(
            self.format.simulator, self.cells, self.layout.has_rows, apart
        )
        recovery.run()
        self.problems += recovery.problems
        self.second_report = recovery.second_report
        self.cells = recovery.cells
        relocate(self.text, self.cells)
        self.all_cells = sorted(self.cells + furniture, key=lambda cell: cell.offset)
        if not recovery.is_report:
            return Report()
        cells = [cell for cell, _ in recovery.kept]
        self.tree = self.format.tracing_automaton.run(cells, [name for _, name in recovery.kept])
        report: Report = self._settle(build_report(self.tree, self._fault), "")
        self._compare_shares(cells, [name for _, name in recovery.kept])
        self._assign_labels(cells)
        unknown = [found.kept(f"unknown[{n}]") for n, found in enumerate(recovery.unknown)]
        return attrs.evolve(report, unknown=tuple(unknown)) if unknown else report

    def _fault(self, why: str, values: Any, room: int) -> int:
        """The builder has no place for values: their cells are unread. How many are kept?"""
        cells = [leaf.cell for leaf in leaves(values)]
        if not cells:
            return 0
        label = self._label_of(cells[0])
        row = self.recovery.where(label) if label is not cells[0] else None
        kept, hint = 0, None
        if why in (NEW_BLOCK, ONE_PART):
            severity: Severity = "warning" if why is NEW_BLOCK else "error"
            self.problems.append(self._problem(severity, label, f'"{label.text}" {why}'))
            return 0
        if why.endswith("with the same value"):
            for cell in cells:
                cell.role = "value"
            self.problems.append(self._problem("warning", cells[0], f'"{label.text}" {why}'))
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
        self.without_place.update(cells[kept:])
        self.problems.append(self._problem("error", first, why, hint, row))
        return kept

    @cached_property
    def _positions(self) -> dict[Cell, int]:
        return {cell: position for position, cell in enumerate(self.cells)}

    def _label_of(self, cell: Cell) -> Cell:
        """The label of the row in which a figure stands."""
        position = self._positions[cell]
        while position > 0 and self.cells[position].terminal in self.format.vocabulary.row_values:
            position -= 1
        return self.cells[position]

    def _settle(self, value: Any, path: str) -> Any:
        """The value without its cells; each cell is told its path."""
        if type(value) is Leaf:
            return self._settle_leaf(value, path)
        if attrs.has(type(value)):
            fields = {
                field.name: self._settle(inner, f"{path}.{field.name}" if path else field.name)
                for field in attrs.fields(type(value))
                if (inner := getattr(value, field.name)) is not None
            }
            return type(value)(**fields)
        if isinstance(value, tuple):
            return tuple(self._settle(inner, f"{path}[{n}]") for n, inner in enumerate(value))
        if isinstance(value, dict):
            return {name: self._settle(inner, f"{path}.{name}") for name, inner in value.items()}
        return value

    def _settle_leaf(self, leaf: Leaf, path: str) -> Any:
        cell = leaf.cell
        if leaf.error is not None:
            self.problems.append(self._problem("error", cell, leaf.error))
            return None
        if cell.terminal == self.format.unstated:
            message = f'"{cell.text}" states no figure: the spreadsheet could not show it'
            self.problems.append(self._problem("warning", cell, message))
        cell.role = "value"
        cell.path = cell.path or path
        return leaf.value

    def _assign_labels(self, kept: Sequence[Cell | None]) -> None:
        """A label with a value after it is the label of a row, any other one a heading."""
        figures = self.format.vocabulary.row_values
        for cell, following in zip_longest(kept, kept[1:]):
            if cell is None or cell.role != "unread" or cell in self.without_place:
                continue
            if cell.terminal not in figures:
                row = following is not None and following.terminal in figures
                cell.role = "label" if row else "heading"

    def _compare_shares(self, kept: Sequence[Cell | None], terminals: Sequence[str | None]) -> None:
        """Shares with and without a percent sign in one column are told."""
        automaton = self.format.automaton
        for column in automaton.shares(self.format.alphabet.spell(terminals)).values():
            cells = [cell for at in column if (cell := kept[at]) and cell.role == "value"]
            self.problems += rows.unlike_shares(cells)

    # ---- problems ------------------------------------------------------------------------------

    def _problem(
        self,
        severity: Severity,
        cell: Cell,
        message: str,
        hint: str | None = None,
        where: str | None = None,
    ) -> Problem:
        return Problem(severity, cell.line, cell.column, message, hint=hint, where=where)

    def _sort_problems(self) -> None:
        self.problems = listed(self.problems, self.limits)
        for n, problem in enumerate(self.problems):
            shown, first = excerpt(self.text, problem.line, problem.column)
            self.problems[n] = attrs.evolve(problem, excerpt=shown, excerpt_column=first)
