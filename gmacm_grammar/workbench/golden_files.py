"""Golden files of a directory: reports NAME.txt beside what they must become.

NAME.json holds the record, NAME.problems what was said of the report; no such file stands for
nothing said. A record is never written for a text that was not wholly read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from gmacm_grammar.api import examine
from gmacm_grammar.grammars import SUFFIX
from gmacm_grammar.model import Examination, to_json

REPORT, RECORD, PROBLEMS = ".txt", ".json", ".problems"


@attrs.frozen
class Difference:
    """A field that is not as expected: its path, both values as JSON, and the printed line.

    ``expected`` or ``found`` is None where the field is missing.
    """

    path: str
    expected: str | None
    found: str | None
    line: int | None = None
    printed: str | None = None

    def __str__(self) -> str:
        text = f"{self.path}: {self.expected or 'nothing'} -> {self.found or 'nothing'}"
        if self.line is not None:
            text += f"\n{self.line:5d} | {self.printed}"
        return text


@attrs.frozen
class Case:
    """A report of the directory: its differences, and the errors that left a part unread."""

    name: str
    differences: tuple[Difference, ...]
    errors: tuple[str, ...]
    written: bool = False

    @property
    def well(self) -> bool:
        return not self.differences and not self.errors


def cases(directory: Path, only: str | None = None) -> list[Path]:
    """The reports in a directory, or the one named ``only``."""
    found = sorted(directory.glob(f"*{REPORT}"))
    return [path for path in found if only is None or path.stem == only]


def grammar_of(directory: Path, grammar: tuple[str, ...] = ()) -> list[str]:
    """The directories of grammar files: those given, and this one if it holds any."""
    holds = any(directory.glob(f"*{SUFFIX}")) or any(directory.glob(f"layouts/*{SUFFIX}"))
    return [*grammar, str(directory)] if holds else list(grammar)


def compare(path: Path, grammar: list[str]) -> Case:
    """Compare what a report becomes with the files beside it."""
    text, examination = _read(path, grammar)
    unread = _unread(examination)
    record = path.with_suffix(RECORD)
    if not record.exists():
        missing = Difference(record.name, "a file", None)
        return Case(path.stem, (missing,), unread)
    try:
        expected = json.loads(record.read_text(encoding="utf-8"))
    except ValueError as error:
        wrong = Difference(f"{record.name} is no JSON ({error})", "a record", None)
        return Case(path.stem, (wrong,), unread)
    found = json.loads(to_json(examination.report))
    differences = list(_differences("", expected, found))
    placed = tuple(_placed(difference, text, examination) for difference in differences)
    return Case(path.stem, (*placed, *_said(path, examination)), unread)


def update(path: Path, grammar: list[str]) -> Case:
    """Write the files beside a report anew; none if the report was not wholly read."""
    case = compare(path, grammar)
    if case.errors or case.well:
        return case
    _, examination = _read(path, grammar)
    path.with_suffix(RECORD).write_text(to_json(examination.report), encoding="utf-8")
    problems = said(examination)
    if problems:
        path.with_suffix(PROBLEMS).write_text(problems, encoding="utf-8")
    else:
        path.with_suffix(PROBLEMS).unlink(missing_ok=True)
    return attrs.evolve(case, written=True)


def said(examination: Examination) -> str:
    """What is said of a report, as a file holds it."""
    return "".join(f"{problem}\n\n" for problem in examination.problems)


def _read(path: Path, grammar: list[str]) -> tuple[str, Examination]:
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    return text, examine(text, grammar=grammar)


def _unread(examination: Examination) -> tuple[str, ...]:
    cells = [
        f'line {cell.line}, column {cell.column}: "{cell.text}" is unread'
        for cell in examination.cells
        if cell.role == "unread"
    ]
    return tuple(map(str, examination.errors)) or tuple(cells)


def _said(path: Path, examination: Examination) -> Iterator[Difference]:
    file = path.with_suffix(PROBLEMS)
    expected = file.read_text(encoding="utf-8") if file.exists() else ""
    found = said(examination)
    before, now = expected.split("\n\n"), found.split("\n\n")
    for text in before:
        if text and text not in now:
            yield Difference(file.name, text, None)
    for text in now:
        if text and text not in before:
            yield Difference(file.name, None, text)
    if expected != found and sorted(before) == sorted(now):
        yield Difference(file.name, "another order", "this order")


def _differences(path: str, expected: Any, found: Any) -> Iterator[Difference]:
    """Field by field; fields of a record and records of a list are compared one by one."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in dict.fromkeys((*expected, *found)):
            inner = f"{path}.{name}" if path else name
            yield from _differences(inner, expected.get(name, _MISSING), found.get(name, _MISSING))
    elif isinstance(expected, list) and isinstance(found, list):
        for n in range(max(len(expected), len(found))):
            one = expected[n] if n < len(expected) else _MISSING
            other = found[n] if n < len(found) else _MISSING
            yield from _differences(f"{path}[{n}]", one, other)
    elif expected is not found and (expected != found or type(expected) is not type(found)):
        yield Difference(path, _shown(expected), _shown(found))


_MISSING = object()


def _shown(value: Any) -> str | None:
    return None if value is _MISSING else json.dumps(value, ensure_ascii=False)


def _placed(difference: Difference, text: str, examination: Examination) -> Difference:
    """The difference with the line that the field was read from."""
    lines = text.split("\n")
    for cell in examination.cells:
        path = cell.path or ""
        inside = path.startswith((f"{difference.path}.", f"{difference.path}["))
        if path == difference.path or (path and inside):
            printed = lines[cell.line - 1].rstrip()
            return attrs.evolve(difference, line=cell.line, printed=printed)
    return difference
