"""The verb ``trace``: the parse of a report, cell by cell."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import click

from gmacm_grammar import Cell
from gmacm_grammar.cli.common import (
    NOT_READ,
    Screen,
    print_json,
    read_text,
    refuse,
    show_problems,
    with_forced,
    with_grammar,
    with_json,
)
from gmacm_grammar.cli.steps import Done, Steps
from gmacm_grammar.grammars import tokens, unquoted
from gmacm_grammar.parsing import Stack
from gmacm_grammar.reading import Format, Reading, library

#: How many of the labels that may come next are shown in a terminal.
_SHOWN = 3
_LINE = click.IntRange(min=1)


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--from", "first", type=_LINE, metavar="LINE", help="Show cells from this line on.")
@click.option("--to", "last", type=_LINE, metavar="LINE", help="Show cells up to this line.")
@with_forced
@with_json
@with_grammar
def trace(
    file: str,
    first: int | None,
    last: int | None,
    layout: str | None,
    format_: str | None,
    as_json: bool,
    grammar: tuple[str, ...],
) -> None:
    """Show the parse of a report step by step.

    For each cell: its line and column, its text, and what may come after it, in words and labels
    (all of them with --json). A line that begins with = says which row or section is complete.
    The trace stops at the first cell that cannot stand where it stands and says what was expected
    there. A row is shown with the line that it ends in. FILE may be - for standard input.

    \b
    Example:
      gmacm-grammar trace report.txt --from 20 --to 35
    """
    if first and last and first > last:
        refuse(f"--from {first} comes after --to {last}")
    reading = Reading(library(grammar), read_text(file, grammar), layout, format_)
    cells = list(reading.cells)
    examination = reading.examination()  # an empty cell that is spacing is furniture then
    tracer = _Tracer(reading.format, [cell for cell in cells if cell.role != "furniture"])
    events, stopped = tracer.run()
    shown = [e for e in events if (first or 1) <= e["to_line"] <= (last or e["to_line"])]
    if as_json:
        found = {"layout": reading.layout.name, "format": reading.format.name}
        print_json({**found, "steps": shown, "stopped": stopped})
    else:
        _show(shown, stopped)
    if not stopped:
        show_problems(file, examination.problems)
    sys.exit(NOT_READ if stopped or examination.errors else 0)


class _Tracer:
    def __init__(self, format_: Format, cells: Sequence[Cell]) -> None:
        self._cells = cells
        self._steps = Steps(format_.lookahead)
        self._sim = format_.lookahead
        self._spellings = {**_defined(format_), **self._sim.classifier.spellings}
        strings = (s for line in format_.source.lines for s in tokens(line.text, "string"))
        #: Where each label comes in the grammar, which has them in the order of the page.
        self._order: dict[str, int] = {}
        for string in strings:
            self._order.setdefault(unquoted(string), len(self._order))
        self._known: dict[Stack, tuple[str, list[str]]] = {}

    def run(self) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
        """The steps, and where and why they stop (None at the end of the report)."""
        events: list[dict[str, Any]] = []
        for cell in self._cells:
            expected, labels = self._next()
            done = self._steps.take(cell.terminal)
            if done is None:
                return events, self._stopped(cell, expected, labels)
            events += self._completed(done)
            expected, labels = self._next()
            place = {"line": cell.line, "column": cell.column, "to_line": cell.line}
            event = {"step": "cell", **place, "text": cell.text}
            events.append({**event, "next": expected, "labels": labels})
        done = self._steps.finish()
        if done is None:
            return events, self._stopped(None, *self._next())
        return events + self._completed(done), None

    def _completed(self, done: list[Done]) -> list[dict[str, Any]]:
        found = []
        for one in done:
            production = one.production
            if not self._sim.shapes.is_item(production) or one.start == one.end:
                continue
            cells = self._cells[one.start : one.end]
            kind = "row" if self._steps.is_row(production) else "section"
            event = {
                "step": kind,
                "name": production.alias or production.origin,
                "line": cells[0].line,
                "to_line": cells[-1].line,
            }
            if kind == "row":
                event["cells"] = [cell.text for cell in cells]
            found.append(event)
        return found

    def _stopped(self, cell: Cell | None, expected: str, labels: list[str]) -> dict[str, Any]:
        last = cell or (self._cells[-1] if self._cells else Cell("", 1, 1, 0))
        return {
            "line": last.line,
            "column": last.column,
            "text": cell.text if cell else None,
            "known": bool(cell and cell.terminal),
            "expected": expected,
            "labels": labels,
        }

    def _next(self) -> tuple[str, list[str]]:
        """What may come next, in words, and the labels that may."""
        stack = self._steps.stack
        if stack not in self._known:
            names = self._sim.expected(stack)
            found = {self._spellings[name] for name in names if name in self._spellings}
            labels = sorted(found, key=lambda label: self._order.get(label, 0))
            words = self._sim.words(stack)
            if words.startswith('"'):
                words = " or ".join(f'"{label}"' for label in labels) or "a label"
            if self._sim.ends(stack) and self._sim.wants_figure(stack):
                words += ", a label or the next section"
            self._known[stack] = words, labels
        return self._known[stack]


def _defined(format_: Format) -> dict[str, str]:
    """The first string in the definition of each label that is given by an expression."""
    found = {}
    for line in format_.source.lines:
        match = re.match(r"(?:%\w+\s+)?(_[A-Z][A-Z0-9_]*)(?:\.\d+)?\s*:", line.text)
        strings = tokens(line.text, "string")
        if match and strings:
            found[match[1]] = unquoted(strings[0])
    return found


def _show(events: list[dict[str, Any]], stopped: dict[str, Any] | None) -> None:
    out = Screen()
    places = [f"{e['line']}:{e['column']}" if e["step"] == "cell" else "" for e in events]
    width = max(map(len, places), default=0)
    for event, place in zip(events, places, strict=True):
        if event["step"] == "cell":
            out.print(f"{place:{width}}  ", (event["text"], "cyan"))
            out.print(f"{'':{width}}    then: ", (_words(event["next"], event["labels"]), "dim"))
        elif event["step"] == "row":
            out.print((f"= row {event['name']}: {' | '.join(event['cells'])}", "green"))
        else:
            lines = f"lines {event['line']} to {event['to_line']}"
            out.print((f"= section {event['name']}: {lines}", "bold green"))
    if stopped is None:
        return
    place = f"line {stopped['line']}, column {stopped['column']}"
    if stopped["text"] is None:
        why = "the report cannot end here"
    elif stopped["known"]:
        why = f'"{stopped["text"]}" is known, but cannot stand here'
    else:
        why = f'"{stopped["text"]}" is not known'
    out.print((f"stopped at {place}: {why}", "bold red"))
    out.print(f"  expected {_words(stopped['expected'], stopped['labels'])}")


def _words(words: str, labels: list[str]) -> str:
    """The words with a few of the labels, if they do not name them."""
    named = [f'"{label}"' for label in labels]
    if not named or any(label in words for label in named):
        return words
    more = f", ... ({len(named) - _SHOWN} more)" if len(named) > _SHOWN else ""
    return f"{words}: {', '.join(named[:_SHOWN])}{more}"
