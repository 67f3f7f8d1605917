"""The verb ``detect``: which layout and format a report is, and why."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

import click

from gmacm_grammar import Cell, examine
from gmacm_grammar.cli.common import (
    NOT_READ,
    Screen,
    print_json,
    read_text,
    show_problems,
    with_forced,
    with_grammar,
    with_json,
)
from gmacm_grammar.grammars import labels_of
from gmacm_grammar.model import Score
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format, detect as detect_in, format_scores, layout_scores, library

#: How many labels are shown in a terminal.
_SHOWN = 12


@click.command()
@click.argument("file", metavar="FILE")
@with_forced
@with_json
@with_grammar
def detect(
    file: str, layout: str | None, format_: str | None, as_json: bool, grammar: tuple[str, ...]
) -> None:
    """Show which layout and format a report is, and why.

    A layout's score is the share of its cells that are known labels or figures; a format's the
    share of the labels in the text that it knows, less a little for its own that the text does not
    have. A label weighs the more the fewer formats know it. Last come the texts that the format
    found could not place. FILE may be - for standard input.

    \b
    Example:
      gmacm-grammar detect report.txt
    """
    text = read_text(file, grammar)
    lib = library(grammar)
    found = detect_in(lib, text, layout, format_)
    scores = format_scores(lib, found.cells)
    examination = examine(text, layout=layout, format=format_, grammar=grammar)
    spoke = next(score.labels for score in scores if score.name == found.format.name)
    result = {
        "layout": found.layout.name,
        "format": found.format.name,
        "is_report": any(c.role not in ("furniture", "unread") for c in examination.cells),
        "layouts": _scores(layout_scores(lib, text, found)),
        "formats": [
            {**score, "of": len(labels_of(lib.format(score["name"]).source))}
            for score in _scores(scores)
        ],
        "spoke_for_format": _known_to({s.name: s.labels for s in scores}, spoke),
        "not_placed": [
            {"line": cell.line, "column": cell.column, "text": cell.text}
            for cell in _not_placed(examination.cells, found.format)
        ],
    }
    if as_json:
        print_json(result)
    else:
        given = [name for name, value in (("layout", layout), ("format", format_)) if value]
        _show_detection(result, given)
    if not result["is_report"]:
        show_problems(file, examination.errors)
    sys.exit(NOT_READ if examination.errors else 0)


def _scores(scores: Iterable[Score]) -> list[dict[str, Any]]:
    return [
        {"name": score.name, "score": round(score.score, 4), "labels": len(score.labels)}
        for score in scores
    ]


def _known_to(by_format: dict[str, tuple[str, ...]], spoke: Iterable[str]) -> list[dict[str, Any]]:
    """The labels with the number of formats that know each, known to few first."""
    count = Counter(n for known in by_format.values() for n in set(map(normal, known)))
    found = [{"label": label, "known_to": count[normal(label)]} for label in spoke]
    return sorted(found, key=lambda known: int(str(known["known_to"])))


def _not_placed(cells: Iterable[Cell], format_: Format) -> list[Cell]:
    """Texts that are unread or unknown; a figure is none."""
    figures = format_.classifier.figures
    return [
        cell
        for cell in cells
        if cell.terminal not in figures
        and (cell.role == "unread" or (cell.path or "").startswith("unknown["))
    ]


def _show_detection(result: dict[str, Any], given: list[str]) -> None:
    out = Screen()
    for what in ("layout", "format"):
        out.print(f"{what}: ", (result[what], "bold"), " (given)" if what in given else "")
    for what in ("layout", "format"):
        out.print()
        out.print((f"{what.capitalize()}s: score, labels in the text that it knows", "bold"))
        rows = result[f"{what}s"]
        width = max(len(row["name"]) for row in rows)
        for row in rows:
            style = "green" if row["name"] == result[what] else ""
            line = f"  {row['name']:{width}}  {row['score']:.3f}  {row['labels']:4d}"
            line += f" (of its {row['of']})" if "of" in row else ""
            out.print((line, style))
    out.print()
    spoke, total = result["spoke_for_format"], len(result["formats"])
    out.print((f"Labels that spoke for {result['format']}, known to few formats first", "bold"))
    for known in spoke[:_SHOWN]:
        out.print(f"  {known['known_to']} of {total}  {known['label']}")
    if len(spoke) > _SHOWN:
        out.print(f"  and {len(spoke) - _SHOWN} more (all with --json)")
    out.print()
    out.print(
        (f"Texts that {result['format']} could not place: {len(result['not_placed'])}", "bold")
    )
    for cell in result["not_placed"]:
        place = f"  line {cell['line']}, column {cell['column']}  "
        out.print(place, (cell["text"], "red"))
