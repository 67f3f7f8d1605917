"""Records of one kind that a report holds twice: no sum over them can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from gmacm_grammar.builder import NEW_BLOCK
from gmacm_grammar.cells import Cell
from gmacm_grammar.problems import Problem
from gmacm_grammar.records import Report
from gmacm_grammar.schema import schema

#: The fields that tell records of one kind apart, of which a record has one; and where the title
#: of the report says it of a record that has none.
_KEYS = {"name": "class_name", "group": "group"}


@attrs.frozen
class Repeat:
    """A record that stands beside another one of the same key, or without one beside others.

    ``path`` is where it stands in the report (``notes[3]``), ``kind`` the field (``notes``), and
    ``key`` its name or group; None if it has none.
    """

    path: str
    kind: str
    key: str | None


def repeats(report: Report) -> Iterator[Repeat]:
    """The records of a report that repeat another one, or lack the key that others have."""
    for field, key in _KEYED:
        records = getattr(report, field)
        if len(records) > 1:
            names = [getattr(record, key) for record in records]
            title = getattr(report, _KEYS[key]) or ""
            seen = {""} if any(names) else set[str]()
            for n, name in enumerate(names):
                plain = "".join((name or title).casefold().split())
                if plain in seen:
                    yield Repeat(f"{field}[{n}]", field, name)
                seen.add(plain)


def repetitions(report: Report, cells: Sequence[Cell], told: Sequence[Problem]) -> list[Problem]:
    """What is to be said of them, at the first value of each; not what is ``told`` already."""
    headless = any(problem.message.endswith(NEW_BLOCK) for problem in told)
    found = [repeat for repeat in repeats(report) if repeat.key or not headless]
    first: dict[str, Cell] = {}  # the first value of each record, by its path
    for cell in cells if found else ():
        record = (cell.path or "").partition("]")[0] + "]"
        first.setdefault(record, cell)
    # Of a record without a name of which no value was read there is nothing to be counted twice.
    doubtful = [repeat for repeat in found if repeat.key or repeat.path in first]
    return [_problem(repeat, first.get(repeat.path, cells[0])) for repeat in doubtful]


def _problem(repeat: Repeat, first: Cell) -> Problem:
    if repeat.key is None:
        message = f"one of the {repeat.kind} has no name and no group, beside others"
        hint = "is a heading missing?"
        return Problem("warning", first.line, first.column, message, hint=hint)
    message = f'"{repeat.key}" comes a second time among the {repeat.kind}'
    hint = "both are kept: which of them is right cannot be known"
    return Problem("error", first.line, first.column, message, hint=hint)


def keyed() -> Iterator[tuple[str, str]]:
    """The fields of a report that hold many records with a key, and the field of the key."""
    for name, field in schema(Report).fields.items():
        if field.many:
            fields: dict[str, Any] = schema(field.record).fields
            yield from ((name, key) for key in _KEYS if key in fields)


_KEYED = tuple(keyed())
