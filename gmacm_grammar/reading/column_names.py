"""Values that stand in a column of which the heading names another value of their row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import groupby
from typing import TypeAlias

from gmacm_grammar.model import Cell, Report
from gmacm_grammar.parsing import Column, Heading, cell_of, column_of, fill_in

#: The number of a cell, and the facts of its problem.
Misnamed: TypeAlias = tuple[int, dict[str, str]]


def told_apart(headings: Iterable[Heading]) -> list[Heading]:
    """The headings that are read line by line, though they can be read down their columns."""
    return [heading for heading in headings if not heading.is_joined and heading.is_stacked]


def misnamed(
    headings: Iterable[Heading], cells: Sequence[Cell | None], built: Report
) -> Iterator[Misnamed]:
    """The values that stand under the name of another field of their row.

    ``built`` is a record with the numbers of ``cells`` as its values.
    """
    told = sorted(told_apart(headings), key=_last_row)
    if not told:
        return
    fields = dict[int, str]()
    record = deepcopy(built)  # what is filled in is changed
    fill_in(record, "", lambda at, path: fields.update({cell_of(at): path.rpartition(".")[2]}))
    values = [(n, cell) for n, cell in enumerate(cells) if cell is not None and n in fields]
    for row, of_row in groupby(values, key=lambda value: value[1].row):
        at = bisect_left(told, row, key=_last_row)
        if at:
            yield from _in_row(told[at - 1].columns, list(of_row), fields)


def _in_row(
    columns: Sequence[Column], values: Sequence[tuple[int, Cell]], fields: Mapping[int, str]
) -> Iterator[Misnamed]:
    """The values of a row, if all that stands over one another above it names fields of the row:
    only then these are its columns."""
    stacked = {_name(column) for column in columns if len(column.cells) > 1}
    own = {fields[n] for n, _ in values}
    above = [column_of(columns, cell) for _, cell in values]
    if not stacked <= own or None in above or len({*map(id, above)}) < len(above):
        return
    for (n, _), column in zip(values, above, strict=True):
        if column and _name(column) in own and _name(column) != fields[n]:
            yield n, {"heading": column.text, "field": fields[n]}


def _last_row(heading: Heading) -> int:
    return heading.printed[-1].row


def _name(column: Column) -> str:
    """The field that a column is named like."""
    return "_".join(column.text.casefold().split())
