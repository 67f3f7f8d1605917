"""Promise 1: nothing is lost in silence. Laws that hold for every report among the fixtures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from conftest import DAMAGED, ERRORS, REPORTS, read

from gmacm_grammar import Examination, examine

TEXTS = pytest.mark.parametrize("path", [*REPORTS, *DAMAGED, *ERRORS], ids=lambda path: path.stem)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every figure and text in a record, with its path."""
    if attrs.has(type(value)):
        value = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{number}]")
    elif value is not None:
        yield path, value


def _printed(text: str) -> Decimal | date | None:
    """A figure as a person reads it, independently of the package; None if it is none."""
    if match := re.fullmatch(r"(\d+)/(\d+)/(\d+)", text):
        month, day, year = map(int, match.groups())
        return date(year + 2000 if year < 100 else year, month, day)
    if re.fullmatch(r"\d{1,2}-[A-Z][a-z]{2}-\d{2}", text):
        return datetime.strptime(text, "%d-%b-%y").date()
    digits = re.sub(r"[,$ ]", "", text)
    if re.fullmatch(r"\(?-?\d+(\.\d+)?%?\)?", digits):
        number = Decimal(re.sub(r"[()%]", "", digits))
        number = -number if "(" in digits else number
        return number / 100 if "%" in digits else number
    return None


def _figures(examination: Examination) -> Counter[Any]:
    return Counter(
        found
        for cell in examination.cells
        if cell.role != "furniture" and (found := _printed(cell.text)) is not None
    )


@TEXTS
def test_cells_are_all_that_is_printed(path: Path) -> None:
    text = read(path)
    examination = examine(text)
    if any(cell.places for cell in examination.cells):
        return  # a mark stands apart from its figure
    joined = "".join(cell.text for cell in examination.cells)
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", text)
    lines = text.split("\n")
    for cell in examination.cells:
        assert lines[cell.line - 1][cell.column - 1 :].startswith(cell.text.split("\n")[0])
        assert text[cell.offset :].startswith(cell.text)
        assert cell.role in ("value", "label", "heading", "furniture", "unread")


@TEXTS
def test_an_unread_cell_is_reported(path: Path) -> None:
    examination = examine(read(path))
    if any(cell.role == "unread" for cell in examination.cells):
        assert examination.errors


def test_every_figure_of_the_text_is_in_the_record(report_text: str) -> None:
    examination = examine(report_text)
    record = Counter(
        Decimal(value) if isinstance(value, int) else value
        for _, value in _leaves(examination.report)
        if isinstance(value, (Decimal, int, date)) and not isinstance(value, bool)
    )
    repaired = any(problem.severity == "repair" for problem in examination.problems)
    if not repaired:
        assert record == _figures(examination)


def test_every_value_stands_where_the_examination_says(report_text: str) -> None:
    examination = examine(report_text)
    leaves = dict(_leaves(examination.report))
    paths = {cell.path: cell for cell in examination.cells if cell.role == "value"}
    for path, value in leaves.items():
        if isinstance(value, (Decimal, int, date)) and path in paths:
            printed = _printed(paths[path].text)
            assert printed is None or printed == value


def test_every_text_of_the_record_is_printed(report_text: str) -> None:
    plain = " ".join(report_text.split())
    for path, value in _leaves(examine(report_text).report):
        if isinstance(value, str) and not path.endswith((".section", ".after")):
            assert value in plain, path


def test_types_are_exact(report_text: str) -> None:
    for path, value in _leaves(examine(report_text).report):
        assert type(value) in (Decimal, int, bool, date, str), path
