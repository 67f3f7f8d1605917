"""Records of one kind that a report holds twice: no sum over them can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmacm_grammar.model import Cell, Problem, Report, problem, schema

#: The fields that tell records of one kind apart, of which a record has one; and where the title
#: of the report says it of a record that has none.
_KEYS = {"name": "class_name", "group": "group"}
#: The fields of a report that hold many records with a key, and the field of the key.
_KEYED = {
    name: key
    for name, field in schema(Report).items()
    for key in _KEYS
    if field.many and key in schema(field.record)
}


def repetitions(report: Report, cells: Sequence[Cell], told: Sequence[Problem]) -> list[Problem]:
    """What is to be said of records that repeat another one, or lack the key that others have.

    It is said at the first value of each record, and not if it is ``told`` already.
    """
    headless = any(one.kind == "new-block" for one in told)
    first: dict[str, Cell] = {}  # the first value of each record, by its path
    found = list(repeats(report))
    for cell in cells if found else ():
        record = (cell.path or "").partition("]")[0] + "]"
        first.setdefault(record, cell)
    problems = []
    for records, n, key in found:
        cell = first.get(f"{records}[{n}]", cells[0])
        if key:
            problems.append(problem("repeated-record", cell, key=key, records=records))
        # Of a record without a name and without values there is nothing to be counted twice.
        elif f"{records}[{n}]" in first and not headless:
            field = _KEYED[records]
            problems.append(problem("missing-key", cell, records, field=field, records=records))
    return problems


def repeats(report: Report) -> Iterator[tuple[str, int, str | None]]:
    """The records that repeat another one or lack a key: their field, their number and the key."""
    for field, key in _KEYED.items():
        names = [getattr(record, key) for record in getattr(report, field)]
        title = getattr(report, _KEYS[key]) or ""
        seen = {""} if any(names) else set[str]()
        for n, name in enumerate(names):
            plain = "".join((name or title).casefold().split())
            if plain in seen:
                yield field, n, name
            seen.add(plain)
