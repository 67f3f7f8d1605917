"""The long table: one row for each figure of a report, and the values of a record by their path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gmacm_grammar.filings import FiledReport
from gmacm_grammar.model import Cell, Report, figure
from gmacm_grammar.tabulating.fitting import PRECISION

_STEP = re.compile(r"\w+")
_NO_SUCH: Any = object()


def figures_of(filed: FiledReport) -> Iterator[tuple[Any, ...]]:
    """The rows of the table of figures, without the keys: a row for each cell that is a value."""
    report, document = filed.report, filed.origin.document
    label: str | None = None  # of the row: its label, or the name that it begins with
    named = False
    for cell in filed.examination.cells:
        if cell.role == "value":
            found = typed(_value(report, cell))
            name = _steps(cell.path)[1] if cell.path else None
            if found[0] == "text" and named:
                label = None
            yield (cell.path, name, label, cell.text, *found, document, cell.line, cell.column)
            if found[0] == "text":
                label, named = cell.text, True
        elif cell.role in ("label", "heading"):
            label, named = (cell.text if cell.role == "label" else None), False


def typed(value: Any) -> tuple[str, str | None, Decimal | None, date | None]:
    """A value as its kind, its text, the number and the date that it is."""
    kind = type(value)
    if kind is Decimal or kind is int:
        number = Decimal(value)
        # A number that is not written out at length has an absurd exponent.
        plain = abs(number.adjusted()) < 2 * PRECISION
        text = f"{number:f}" if plain else str(number)
        return "decimal" if kind is Decimal else "integer", text, number, None
    if kind is str:
        return "text", value, None, None
    if value is None:
        return "nothing", None, None, None
    if kind is bool:
        return "boolean", str(value).lower(), None, None
    if kind is date:
        return "date", value.isoformat(), None, value
    return "empty", None, None, None


def _value(report: Report, cell: Cell) -> Any:
    """What the record holds for the cell; what the cell itself says where it holds none."""
    value = at_path(report, cell.path) if cell.path else _NO_SUCH
    if value is not _NO_SUCH:
        return value
    try:
        return figure(cell.text) if cell.text else None
    except ValueError:
        return cell.text


def at_path(report: Report, path: str) -> Any:
    """The value at the path of a cell, as ``pools[0].other.name``."""
    value: Any = report
    for step in _steps(path)[0]:
        try:
            if isinstance(step, int):
                value = value[step]
            else:
                value = value[step] if type(value) is dict else getattr(value, step)
        except (LookupError, AttributeError, TypeError):
            return _NO_SUCH
    return value


@lru_cache(maxsize=10_000)
def _steps(path: str) -> tuple[tuple[str | int, ...], str | None]:
    """The steps of a path, and the last name in it (None in an unknown row, which has none)."""
    words = _STEP.findall(path)
    steps = tuple(int(word) if word.isdecimal() else word for word in words)
    names = [step for step in steps if isinstance(step, str)]
    return steps, None if names[:1] == ["unknown"] else names[-1]
