"""Verbs that show what was read of a report: ``detect``, ``cells``, ``tree`` and ``trace``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

import attrs
import click

from gmacm_grammar.cli.options import Asked, of_a_report
from gmacm_grammar.cli.printing import Line, counted, print_answer, show_problems, table
from gmacm_grammar.cli.statuses import Status, refuse
from gmacm_grammar.model import Role
from gmacm_grammar.workbench import evidence, nested, trace_of, tree_of

#: How many labels are shown in a terminal: all that spoke for a format, and what may come next.
_MOST_SPOKE, _MOST_NEXT = 12, 3
#: What is shown of a cell.
_SHOWN = attrs.filters.include("line", "column", "role", "terminal", "path", "text")
_STYLES = {"value": "cyan", "heading": "bold", "furniture": "dim", "unread": "bold red"}
_LINE = click.IntRange(min=1)


def _answer(
    asked: Asked, document: dict[str, Any], lines: Iterator[Line], stopped: bool = False
) -> Status:
    """Print what was found in a report, then its problems, unless it was ``stopped`` before."""
    examination = asked.examination
    found = {"layout": examination.layout, "format": examination.format}
    print_answer(asked.as_json, {**found, **document}, lines)
    show_problems(asked.file, () if stopped else examination.problems)
    return Status.NOT_READ if stopped or examination.errors else Status.WELL


# ---- detect ------------------------------------------------------------------------------------


@click.command()
@of_a_report
def detect(asked: Asked) -> Status:
    """Show which layout and format a report is, and why.

    A layout's score is the share of its cells that are known labels or figures. A format's score is
    the share of the labels in the text that it knows, less a little for labels of its own that the
    text lacks; the fewer formats know a label, the more it counts. Where the best format leaves
    cells unread, those with scores near its own are tried, and the one that reads more is taken.
    Last come the texts that the format found could not place. FILE may be - for standard input.

    \b
    Example:
      gmacm-grammar detect report.txt
    """
    found = evidence(asked.reading, asked.examination)
    print_answer(asked.as_json, found, _detection(found, asked))
    if not found["is_report"]:
        show_problems(asked.file, asked.examination.errors)
    return Status.NOT_READ if asked.examination.errors else Status.WELL


def _detection(found: dict[str, Any], asked: Asked) -> Iterator[Line]:
    for what in ("layout", "format"):
        yield f"{what}: ", (found[what], "bold"), " (given)" if getattr(asked, what) else ""
    if not found["is_report"]:
        known = ", ".join(f"{row['name']} knows {row['labels']}" for row in found["formats"])
        words = f"of {counted(found['texts'], 'text')} besides figures {known}"
        yield [(f"no format fits: {words}; gmacm-grammar new starts one", "bold red")]
    for what in ("layout", "format"):
        yield []
        yield [(f"{what.capitalize()}s: score, labels in the text that it knows", "bold")]
        rows = found[f"{what}s"]
        width = max(len(row["name"]) for row in rows)
        for row in rows:
            line = f"  {row['name']:{width}}  {row['score']:.3f}  {row['labels']:4d}"
            line += f" (of its {row['of']})" if "of" in row else ""
            yield [(line, "green" if row["name"] == found[what] else "")]
    if len(found["tried"]) > 1:
        yield []
        yield [("Formats tried, as their scores are near: cells that each could not place", "bold")]
        width = max(map(len, found["tried"]))
        for name, left in found["tried"].items():
            yield [(f"  {name:{width}}  {left:4d}", "green" if name == found["format"] else "")]
    yield []
    spoke, total = found["spoke_for_format"], len(found["formats"])
    yield [(f"Labels that spoke for {found['format']}, known to few formats first", "bold")]
    for known in spoke[:_MOST_SPOKE]:
        yield [f"  {known['known_to']} of {total}  {known['label']}"]
    if len(spoke) > _MOST_SPOKE:
        yield [f"  and {len(spoke) - _MOST_SPOKE} more (all with --json)"]
    yield []
    left = found["not_placed"]
    yield [(f"Texts that {found['format']} could not place: {len(left)}", "bold")]
    for cell in left:
        yield f"  line {cell['line']}, column {cell['column']}  ", (cell["text"], "red")


# ---- cells -------------------------------------------------------------------------------------


@click.command()
@of_a_report
def cells(asked: Asked) -> Status:
    """Show what became of each cell of a report.

    For each cell: line and column, role (value, label, heading, furniture, unread), terminal of the
    grammar (for a label, its spelling there), field of the record, text. Unread cells
    are marked with an exclamation mark. The last line counts the cells by role. FILE may be - for
    standard input.

    \b
    Example:
      gmacm-grammar cells report.txt | grep '^!'
    """
    examination = asked.examination
    spellings = asked.reading.format.classifier.spellings
    rows = [attrs.asdict(cell, filter=_SHOWN) for cell in examination.cells]
    for row in rows:
        row["label"] = spellings.get(row["terminal"] or "")
        row["terminal"] = None if row["label"] else row["terminal"]
    counted = Counter(cell.role for cell in examination.cells)
    counts = {role: counted[role] for role in get_args(Role)}
    return _answer(asked, {"cells": rows, "counts": counts}, _cells(rows, counts))


def _cells(rows: list[dict[str, Any]], counts: dict[Any, int]) -> Iterator[Line]:
    columns = [
        (
            "!" if row["role"] == "unread" else " ",
            f"{row['line']}:{row['column']}",
            row["role"],
            f'"{row["label"]}"' if row["label"] else row["terminal"] or "",
            row["path"] or "",
        )
        for row in rows
    ]
    for row, line in zip(rows, table(columns), strict=True):
        yield [(f"{line} {row['text']}", _STYLES.get(row["role"], ""))]
    by_role = ", ".join(f"{count} {role}" for role, count in counts.items())
    yield [(f"{len(rows)} cells: {by_role}", "bold")]


# ---- tree --------------------------------------------------------------------------------------


@click.command()
@click.option("--section", metavar="NAME", help="Show only the sections or rows of this name.")
@of_a_report
def tree(asked: Asked, section: str | None) -> Status:
    """Show a report as the grammar sees it: sections and rows with their names and values.

    They are nested as in the grammar, in the order of the page, each row with its line and its
    values as printed; --json adds what these were read as. Whatever could not be read, and rows
    that no grammar knows, are not in the tree. FILE may be - for standard input.

    \b
    Example:
      gmacm-grammar tree report.txt --section losses
    """
    nodes = tree_of(asked.reading)
    if section is not None:
        every = [node for _, node in nested(nodes)]
        names = dict.fromkeys(node["name"] for node in every)
        if section not in names and nodes:
            refuse(f"{asked.file} has no section or row {section!r}; it has {', '.join(names)}")
        nodes = [node for node in every if node["name"] == section]
    return _answer(asked, {"tree": nodes}, _tree(nodes))


def _tree(nodes: list[dict[str, Any]]) -> Iterator[Line]:
    width = max((2 * depth + len(node["name"]) for depth, node in nested(nodes)), default=0)
    for depth, node in nested(nodes):
        indented = "  " * depth + node["name"]
        if "items" in node:
            yield [(indented, "bold")]
            continue
        texts = "  ".join(value["text"] for value in node["values"])
        place = f"  line {node['line']}" if node["line"] else ""
        yield f"{indented:{width}}  ", (texts, "cyan"), (place, "dim")


# ---- trace -------------------------------------------------------------------------------------


@click.command()
@click.option("--from", "first", type=_LINE, metavar="LINE", help="Show cells from this line on.")
@click.option("--to", "last", type=_LINE, metavar="LINE", help="Show cells up to this line.")
@of_a_report
def trace(asked: Asked, first: int | None, last: int | None) -> Status:
    """Show the parse of a report step by step.

    For each cell: its line and column, its text, and what may come after it, in words and labels
    (all of them with --json). A line that begins with = says which row or section is complete.
    The trace stops at the first cell that cannot be where it is and says what was expected there. A
    row is shown with the line that it ends in. FILE may be - for standard input.

    \b
    Example:
      gmacm-grammar trace report.txt --from 20 --to 35
    """
    if first and last and first > last:
        refuse(f"--from {first} comes after --to {last}")
    steps, stopped = trace_of(asked.reading)
    steps = [step for step in steps if (first or 1) <= step["to_line"]]
    steps = [step for step in steps if not last or step["to_line"] <= last]
    document = {"steps": steps, "stopped": stopped}
    return _answer(asked, document, _steps(steps, stopped), stopped is not None)


def _steps(steps: list[dict[str, Any]], stopped: dict[str, Any] | None) -> Iterator[Line]:
    places = [f"{s['line']}:{s['column']}" if s["step"] == "cell" else "" for s in steps]
    width = max(map(len, places), default=0)
    for step, place in zip(steps, places, strict=True):
        if step["step"] == "cell":
            yield f"{place:{width}}  ", (step["text"], "cyan")
            yield f"{'':{width}}    then: ", (_words(step["next"], step["labels"]), "dim")
        elif step["step"] == "row":
            yield [(f"= row {step['name']}: {' | '.join(step['cells'])}", "green")]
        else:
            lines = f"lines {step['line']} to {step['to_line']}"
            yield [(f"= section {step['name']}: {lines}", "bold green")]
    if stopped is None:
        return
    place = f"line {stopped['line']}, column {stopped['column']}"
    if stopped["text"] is None:
        why = "the report cannot end here"
    elif stopped["known"]:
        why = f'"{stopped["text"]}" is known, but cannot be here'
    else:
        why = f'"{stopped["text"]}" is not known'
    yield [(f"stopped at {place}: {why}", "bold red")]
    yield [f"  expected {_words(stopped['expected'], stopped['labels'])}"]


def _words(words: str, labels: list[str]) -> str:
    """The words with a few of the labels, if they do not name them."""
    named = [f'"{label}"' for label in labels]
    if not named or any(label in words for label in named):
        return words
    more = f", ... ({len(named) - _MOST_NEXT} more)" if len(named) > _MOST_NEXT else ""
    return f"{words}: {', '.join(named[:_MOST_NEXT])}{more}"
