"""The values of a report one by one: those that are printed, and those without a column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.filings import FiledReport
from gmacm_grammar.model import Report, figure
from gmacm_grammar.tabulating.columns import scalars
from gmacm_grammar.tabulating.fitting import PRECISION

#: The path of a value, the class of what it is a field of, the name of the field, the value.
Leaf: TypeAlias = tuple[str, Any, str, Any]


def leaves(value: Any, path: str = "", owner: Any = None, name: str = "") -> Iterator[Leaf]:
    """The values in a record."""
    kind: Any = type(value)
    if kind is tuple and value:
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{number}]", owner, name)
        return
    fields = value if kind is dict else {}
    if attrs.has(kind):
        fields = {field.name: getattr(value, field.name) for field in attrs.fields(kind)}
    if not fields:
        yield path, owner, name, value
    for name, inner in fields.items():
        yield from leaves(inner, f"{path}.{name}" if path else name, kind, name)


def figures_of(filed: FiledReport) -> Iterator[dict[str, Any]]:
    """The rows of the table of figures: a row for each cell that is a value."""
    held = {path: value for path, _, _, value in leaves(filed.report)}
    label: str | None = None  # of the row: its label, or the name that it begins with
    named = False
    for cell in filed.examination.cells:
        if cell.role == "value":
            found = typed(held[cell.path] if cell.path in held else _printed(cell.text))
            is_text = found["kind"] == "text"
            yield {
                "path": cell.path,
                "name": _name(cell.path),
                "label": None if is_text and named else label,
                "printed": cell.text,
                **found,
                "document": filed.origin.document,
                "line": cell.line,
                "column": cell.column,
            }
            if is_text:
                label, named = cell.text, True
        elif cell.role in ("label", "heading"):
            label, named = (cell.text if cell.role == "label" else None), False


def other_values(report: Report) -> Iterator[dict[str, Any]]:
    """The rows of the table of other values: those for which no table of records has a column."""
    for number, row in enumerate(report.unknown):
        place = {"section": row.section, "after": row.after, "label": row.label}
        at = f"unknown[{number}].values" if row.values else f"unknown[{number}]"
        for path, _, _, value in leaves(row.values, at):
            yield {"path": path, **place, **typed(value)}
    for path, owner, name, value in leaves(attrs.evolve(report, unknown=())):
        if owner is dict or (value not in (None, (), {}) and name not in scalars(owner)):
            yield {"path": path, "name": name, **typed(value)}


def typed(value: Any) -> dict[str, Any]:
    """A value as its kind, its text, the number and the date that it is."""
    kind = type(value)
    if kind is Decimal or kind is int:
        number = Decimal(value)
        # A number that is not written out at length has an absurd exponent.
        plain = abs(number.adjusted()) < 2 * PRECISION
        text = f"{number:f}" if plain else str(number)
        return {"kind": "decimal" if kind is Decimal else "integer", "text": text, "value": number}
    if kind is date:
        return {"kind": "date", "text": value.isoformat(), "date": value}
    if kind is str:
        return {"kind": "text", "text": value}
    if kind is bool:
        return {"kind": "boolean", "text": str(value).lower()}
    return {"kind": "nothing" if value is None else "empty"}


def _name(path: str | None) -> str | None:
    """The last name in a path; None in an unknown row, which has none."""
    if path is None or path.startswith("unknown["):
        return None
    return path.rpartition(".")[2].partition("[")[0]


def _printed(text: str) -> Any:
    """What a cell says for which the record holds nothing."""
    try:
        return figure(text) if text else None
    except ValueError:
        return text
