"""Records of one kind that a report holds twice: no sum over them can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from gmacm_grammar.model import Cell, Problem, Report, problem, schema

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
    """The records of a report that repeat another one, or lack the key that others have.

    A table of all groups that stands beside those of each lacks none.
    """
    for field, key in _KEYED:
        records = getattr(report, field)
        if len(records) > 1:
            names = [getattr(record, key) for record in records]
            title = getattr(report, _KEYS[key]) or ""
            seen = {""} if any(names) else set[str]()
            is_one = sum(not name for name in names) == 1
            for n, name in enumerate(names):
                plain = _plain(name or title)
                is_of_all = not plain and is_one and _is_of_all(report, field, key, records[n])
                if plain in seen and not is_of_all:
                    yield Repeat(f"{field}[{n}]", field, name)
                seen.add(plain)


def has_tables_without_key(report: Report) -> bool:
    """Whether a record without a key stands beside others: what it says may tell whose it is."""
    found = ([getattr(record, key) for record in getattr(report, field)] for field, key in _KEYED)
    return any(len(names) > 1 and None in names for names in found)


def _plain(name: str) -> str:
    return "".join(name.casefold().split())


def _is_of_all(report: Report, kind: str, key: str, table: Any) -> bool:
    """Whether a table without a key is certainly one of all those that are named beside it.

    No table lost its heading: records of another kind have just the names that the tables beside it
    have, and none has more. It carries none of them on, as it has all their rows, and none is
    printed a second time.
    """
    beside = [other for other in getattr(report, kind) if getattr(other, key)]
    names = {_plain(getattr(other, key)) for other in beside}
    elsewhere = [
        {_plain(getattr(record, key) or "") for record in getattr(report, other)}
        for other, of in _KEYED
        if of == key and other != kind
    ]
    return bool(
        len(beside) > 1
        and names in elsewhere
        and names.issuperset(set[str]().union(*elsewhere) - {""})
        and _rows(table)
        and all(_rows(other) <= _rows(table) for other in beside)
        and all(attrs.evolve(other, **{key: None}) != table for other in beside)
    )


def _rows(table: Any) -> set[str]:
    """The rows of a table that has records for rows."""
    fields = schema(type(table))
    return {
        name for name, field in fields.items() if field.record and getattr(table, name) is not None
    }


def repetitions(report: Report, cells: Sequence[Cell], told: Sequence[Problem]) -> list[Problem]:
    """What is to be said of them, at the first value of each; not what is ``told`` already."""
    headless = any(one.kind == "new-block" for one in told)
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
        field = dict(_KEYED)[repeat.kind]
        return problem("missing-key", first, repeat.kind, field=field, records=repeat.kind)
    return problem("repeated-record", first, key=repeat.key, records=repeat.kind)


def keyed() -> Iterator[tuple[str, str]]:
    """The fields of a report that hold many records with a key, and the field of the key."""
    for name, field in schema(Report).items():
        if field.many:
            fields: dict[str, Any] = schema(field.record)
            yield from ((name, key) for key in _KEYS if key in fields)


_KEYED = tuple(keyed())
