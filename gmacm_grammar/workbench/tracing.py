"""The parse of a report, cell by cell, up to the first that cannot be where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gmacm_grammar.grammars import END, START, Shape
from gmacm_grammar.model import Cell
from gmacm_grammar.reading import Format, Reading
from gmacm_grammar.workbench.steps import Done, Steps


def trace_of(reading: Reading) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """The steps, and where and why they stop (None: at the end of the report)."""
    # Anew, for what was read already has its damaged cells repaired.
    reading = Reading(reading.lib, reading.text, reading.layout.name, reading.format.name)
    cells = list(reading.cells)
    _ = reading.report  # an empty cell that is spacing is furniture then
    tracer = _Tracer(reading.format, [cell for cell in cells if cell.role != "furniture"])
    steps = list(tracer.run())
    return steps, tracer.stopped


class _Tracer:
    def __init__(self, format_: Format, cells: Sequence[Cell]) -> None:
        self._cells = cells
        self._sim = format_.lookahead
        self._steps = Steps(self._sim)
        self.stopped: dict[str, Any] | None = None
        #: A spelling of each label, and where it comes in the grammar: in the order of the page.
        self._spellings = {
            statement.head.text: statement.labels[0].label
            for statement in format_.source.statements
            if statement.is_terminal and statement.head.text[0] == "_" and statement.labels
        } | self._sim.classifier.spellings
        labels = [label.label for s in format_.source.statements for label in s.labels]
        self._order = {label: n for n, label in reversed([*enumerate(labels)])}

    def run(self) -> Iterator[dict[str, Any]]:
        for cell in (*self._cells, None):
            done = self._steps.take(cell.terminal if cell else END)
            at = cell or (self._cells[-1] if self._cells else Cell("", 1, 1, 0))
            place = {"line": at.line, "column": at.column, "text": cell.text if cell else None}
            if done is None:
                words, labels = self._next()
                known = bool(cell and cell.terminal)
                self.stopped = place | {"known": known, "expected": words, "labels": labels}
                return
            yield from self._completed(done)
            if cell:
                words, labels = self._next()
                step = {"step": "cell", **place, "to_line": cell.line}
                yield step | {"next": words, "labels": labels}

    def _completed(self, done: list[Done]) -> Iterator[dict[str, Any]]:
        """The rows and sections among the alternatives that are complete."""
        for production, _, start, end in done:
            is_named = production.origin == START or self._sim.shapes.is_item(production)
            if not is_named or start == end:
                continue
            cells = self._cells[start:end]
            shapes = {shape for shape, _ in self._sim.shapes.contents(production)}
            is_row = shapes <= {Shape.VALUE, Shape.VALUES, Shape.FIELD}
            yield {
                "step": "row" if is_row else "section",
                "name": production.alias or production.origin,
                "line": cells[0].line,
                "to_line": cells[-1].line,
                **({"cells": [cell.text for cell in cells]} if is_row else {}),
            }

    def _next(self) -> tuple[str, list[str]]:
        """What may come next, in words, and the labels that may."""
        stack = self._steps.stack
        names = self._sim.expected(stack)
        found = {self._spellings[name] for name in names if name in self._spellings}
        labels = sorted(found, key=lambda label: self._order.get(label, 0))
        words = self._sim.words(stack)
        if words.startswith('"'):
            words = " or ".join(f'"{label}"' for label in labels) or "a label"
        if self._sim.ends(stack) and self._sim.wants_figure(stack):
            words += ", a label or the next section"
        return words, labels
