"""Values that stand in a column of which the heading names another value of their row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from gmacm_grammar.model import Cell, Report
from gmacm_grammar.parsing import Heading, column_of, columns_above, fill_in

#: The number of a cell, and the facts of its problem.
Misnamed: TypeAlias = tuple[int, dict[str, str]]


def misnamed(
    headings: Sequence[Heading], cells: Sequence[Cell | None], built: Report, has_tables: bool
) -> Iterator[Misnamed]:
    """The values that stand under the name of another field of their row, below a heading that is
    read line by line; and those of a short row, such as one of totals, that stand in the column of
    another field.

    ``built`` is a record with the numbers of ``cells`` as its values. Short rows are those of a
    format that ``has_tables`` which are declared.
    """
    told_apart = [heading for heading in headings if heading.is_told_apart]
    if not told_apart and not (has_tables and headings):
        return
    fields = dict[int, str]()

    def note(leaf: Any, path: str) -> Any:
        fields[leaf] = path.rpartition(".")[2]
        return leaf

    fill_in(built, "", note)
    values = [(n, cell) for n, cell in enumerate(cells) if cell is not None and n in fields]
    columns: Sequence[Cell] = ()
    names: list[str] = []  # the fields of these columns, as a whole row has them with its name
    last = -1
    for _, row in groupby(values, key=lambda value: value[1].row):
        of_row = dict(row)
        first = next(iter(of_row.values()))
        yield from _in_row(columns_above(told_apart, first), of_row, fields)
        above = columns_above(headings, first)
        if above is not columns or min(of_row) > last + 2:
            columns, names = above, []
        is_named = len(of_row) == len(columns) and any(map(str.isalpha, first.text))
        if is_named and column_of(columns, first) is columns[0]:
            names = [fields[n] for n in of_row]
        elif len(of_row) < len(names) - 1 and {fields[n] for n in of_row} <= {*names}:
            yield from _in_short_row(columns, of_row, fields, names)
        last = max(of_row)


def _in_short_row(
    columns: Sequence[Cell],
    values: Mapping[int, Cell],
    fields: Mapping[int, str],
    names: Sequence[str],
) -> Iterator[Misnamed]:
    name_of = dict(zip(map(id, columns), names, strict=True))
    for n, cell in values.items():
        column = column_of(columns, cell)
        is_stated = any(map(str.isdigit, cell.text))
        if column is not None and is_stated and name_of[id(column)] != fields[n]:
            yield n, {"heading": column.text, "field": fields[n]}


def _in_row(
    columns: Sequence[Cell], values: Mapping[int, Cell], fields: Mapping[int, str]
) -> Iterator[Misnamed]:
    """The values of a row, if all that stands over one another above it names fields of the row:
    only then these are its columns."""
    stacked = {_name(column) for column in columns if column.printed}
    own = {fields[n] for n in values}
    above = {n: column for n, cell in values.items() if (column := column_of(columns, cell))}
    if not stacked <= own or len({*map(id, above.values())}) < len(values):
        return
    for n, column in above.items():
        if _name(column) in own and _name(column) != fields[n]:
            yield n, {"heading": column.text, "field": fields[n]}


def _name(column: Cell) -> str:
    """The field that a column is named like."""
    return "_".join(column.text.casefold().split())
