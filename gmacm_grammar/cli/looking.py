"""Verbs that show what was read of a report: ``cells`` and ``tree``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import click

from gmacm_grammar import examine
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
from gmacm_grammar.model import Role
from gmacm_grammar.parsing import Captured, cell_of, leaves, said
from gmacm_grammar.reading import Reading, library

# ---- cells -------------------------------------------------------------------------------------

_STYLES = {"value": "cyan", "heading": "bold", "furniture": "dim", "unread": "bold red"}


@click.command()
@click.argument("file", metavar="FILE")
@with_forced
@with_json
@with_grammar
def cells(
    file: str, layout: str | None, format_: str | None, as_json: bool, grammar: tuple[str, ...]
) -> None:
    """Show what became of each cell of a report.

    For each cell: line and column, role (value, label, heading, furniture, unread), terminal of the
    grammar (for a label the spelling that it was known by), field of the record, text. Unread cells
    are marked with an exclamation mark. The last line counts the cells by role. FILE may be - for
    standard input.

    \b
    Example:
      gmacm-grammar cells report.txt | grep '^!'
    """
    text = read_text(file, grammar)
    examination = examine(text, layout=layout, format=format_, grammar=grammar)
    spellings = library(grammar).format(examination.format).classifier.spellings
    rows = [
        {
            "line": cell.line,
            "column": cell.column,
            "role": cell.role,
            "terminal": None if cell.terminal in spellings else cell.terminal,
            "label": spellings.get(cell.terminal or ""),
            "path": cell.path,
            "text": cell.text,
        }
        for cell in examination.cells
    ]
    counted = Counter(cell.role for cell in examination.cells)
    counts = {role: counted[role] for role in get_args(Role)}
    if as_json:
        found = {"layout": examination.layout, "format": examination.format}
        print_json({**found, "cells": rows, "counts": counts})
    else:
        _show_cells(rows, counts)
    show_problems(file, examination.problems)
    sys.exit(NOT_READ if examination.errors else 0)


def _show_cells(rows: list[dict[str, Any]], counts: dict[Any, int]) -> None:
    out = Screen()
    shown = [
        (
            "!" if row["role"] == "unread" else " ",
            f"{row['line']}:{row['column']}",
            row["role"],
            f'"{row["label"]}"' if row["label"] else row["terminal"] or "",
            row["path"] or "",
        )
        for row in rows
    ]
    widths = [max((len(row[n]) for row in shown), default=0) for n in range(5)]
    for row, columns in zip(rows, shown, strict=True):
        padded = " ".join(text.ljust(width) for text, width in zip(columns, widths, strict=True))
        out.print((f"{padded} {row['text']}", _STYLES.get(row["role"], "")))
    by_role = ", ".join(f"{count} {role}" for role, count in counts.items())
    out.print((f"{len(rows)} cells: {by_role}", "bold"))


# ---- tree --------------------------------------------------------------------------------------


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--section", metavar="NAME", help="Show only the sections or rows of this name.")
@with_forced
@with_json
@with_grammar
def tree(
    file: str,
    section: str | None,
    layout: str | None,
    format_: str | None,
    as_json: bool,
    grammar: tuple[str, ...],
) -> None:
    """Show a report as the grammar sees it: sections and rows with their names and values.

    They are nested as in the grammar and come in the order of the page, each row with its line. In
    a terminal values stand as printed; --json has what they were read as, too. What could not be
    read, and a row that no grammar knows, is not in the tree. FILE may be - for standard input.

    \b
    Example:
      gmacm-grammar tree report.txt --section losses
    """
    text = read_text(file, grammar)
    reading = Reading(library(grammar), text, layout, format_)
    examination = reading.examination()
    nodes = [_node(name, value, reading) for name, value in reading.parsed.tree]
    if section is not None:
        names = dict.fromkeys(node["name"] for node in _all(nodes))
        if section not in names and nodes:
            refuse(f"{file} has no section or row {section!r}; it has {', '.join(names)}")
        nodes = [node for node in _all(nodes) if node["name"] == section]
    if as_json:
        found = {"layout": examination.layout, "format": examination.format}
        print_json({**found, "tree": nodes})
    else:
        out = Screen()
        width = max((2 * depth + len(node["name"]) for depth, node in _nested(nodes)), default=0)
        for depth, node in _nested(nodes):
            indented = "  " * depth + node["name"]
            if "items" in node:
                out.print((indented, "bold"))
                continue
            texts = "  ".join(value["text"] for value in node["values"])
            place = f"  line {node['line']}" if node["line"] else ""
            out.print(f"{indented:{width}}  ", (texts, "cyan"), (place, "dim"))
    show_problems(file, examination.problems)
    sys.exit(NOT_READ if examination.errors else 0)


def _node(name: str, value: Any, reading: Reading) -> dict[str, Any]:
    """A pair of the tree as plain data."""
    first = next(leaves(value), None)
    cell = None if first is None else reading.kept[cell_of(first)]
    node = {"name": name, "line": cell.line if cell else None}
    if isinstance(value, list):
        return {**node, "items": [_node(row, inner, reading) for row, inner in value]}
    values = value if type(value) is tuple else (value,)
    return {**node, "values": [_value(inner, reading) for inner in values]}


def _value(value: Any, reading: Reading) -> dict[str, Any]:
    if value is True:  # a label alone
        return {"value": True, "text": "", "line": None, "column": None}
    cell = reading.kept[value]
    assert cell is not None, "a label that is taken as read has no value"
    found = {
        "value": _plain(said(value, reading.values)),
        "text": cell.text,
        "line": cell.line,
        "column": cell.column,
    }
    captured = reading.values[value]
    return {**found, "parts": captured.parts} if isinstance(captured, Captured) else found


def _plain(value: Any) -> Any:
    """A value as ``to_dict`` has it: digits for a decimal, ISO for a date."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _all(nodes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for _, node in _nested(nodes):
        yield node


def _nested(
    nodes: Iterable[dict[str, Any]], depth: int = 0
) -> Iterator[tuple[int, dict[str, Any]]]:
    """All nodes with their depth, each before what is in it."""
    for node in nodes:
        yield depth, node
        yield from _nested(node.get("items", ()), depth + 1)
