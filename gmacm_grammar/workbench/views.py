"""What was read of a report, as plain data: why its format was found, and its tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from gmacm_grammar.model import Examination, Score
from gmacm_grammar.parsing import WHOLE, leaves, normal
from gmacm_grammar.reading import Reading


def evidence(reading: Reading, examination: Examination) -> dict[str, Any]:
    """Why a report has its layout and format, and the texts that these could not place."""
    scores, format_, library = examination.format_scores, reading.format, reading.lib
    figures = format_.classifier.figures
    known_to = Counter(label for score in scores for label in {*map(normal, score.labels)})
    spoke = next(score.labels for score in scores if score.name == examination.format)
    return {
        "layout": examination.layout,
        "format": examination.format,
        "is_report": any(c.role not in ("furniture", "unread") for c in examination.cells),
        "texts": len({normal(c.text) for c in reading.cells if c.terminal not in figures}),
        "tried": reading.tried,
        "layouts": list(map(_score, examination.layout_scores)),
        "formats": [
            {**_score(score), "of": len(library.format(score.name).source.labels)}
            for score in scores
        ],
        "spoke_for_format": sorted(
            ({"label": label, "known_to": known_to[normal(label)]} for label in spoke),
            key=lambda known: known["known_to"],
        ),
        "not_placed": [
            attrs.asdict(cell, filter=attrs.filters.include("line", "column", "text"))
            for cell in examination.cells
            if cell.terminal not in figures
            and (cell.role == "unread" or (cell.path or "").startswith("unknown["))
        ],
    }


def _score(score: Score) -> dict[str, Any]:
    return {"name": score.name, "score": round(score.score, 4), "labels": len(score.labels)}


def tree_of(reading: Reading) -> list[dict[str, Any]]:
    """A report as the grammar sees it: nested nodes with ``items``, or with ``values``."""
    _ = reading.report
    return [_node(name, value, reading) for name, value in reading.parsed.tree]


def nested(nodes: Iterable[dict[str, Any]], depth: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    """All nodes with their depth, each before what is in it."""
    for node in nodes:
        yield depth, node
        yield from nested(node.get("items", ()), depth + 1)


def _node(name: str, value: Any, reading: Reading) -> dict[str, Any]:
    first = next(leaves(value), None)
    cell = None if first is None else reading.kept[first]
    node = {"name": name, "line": cell.line if cell else None}
    if isinstance(value, list):
        return {**node, "items": [_node(row, inner, reading) for row, inner in value]}
    values = value if type(value) is tuple else (value,)
    return {**node, "values": [_value(inner, reading) for inner in values]}


def _value(value: Any, reading: Reading) -> dict[str, Any]:
    if value is True:  # a label alone
        return {"value": True, "text": "", "line": None, "column": None}
    cell, said = reading.kept[value], reading.values[value]
    assert cell is not None, "a label that is taken as read has no value"
    parts = said if isinstance(said, dict) else {WHOLE: said}
    found = {"value": parts[WHOLE]}
    found |= {"text": cell.text, "line": cell.line, "column": cell.column}
    if parts is said:
        found["parts"] = {name: part for name, part in parts.items() if name != WHOLE}
    return found
