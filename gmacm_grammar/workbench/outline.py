"""What a report looks like to somebody who knows no label of it: sections, rows and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import TypeAlias

import attrs

from gmacm_grammar.model import Cell
from gmacm_grammar.parsing import normal

#: What a text beside a label is, as a figure has its terminal.
TEXT = "TEXT"
#: A row of a table with such a label is no record of it.
TOTAL = re.compile("(grand |sub-?)?totals?\\b", re.IGNORECASE)
#: The cells of a row.
Row: TypeAlias = list[Cell]


@attrs.define(eq=False)
class Column:
    """A column of a table: the cells of its heading, from the top, and those below it."""

    heading: Sequence[Cell]
    cells: list[Cell] = attrs.field(factory=list)
    is_optional: bool = False

    @property
    def label(self) -> str:
        return " ".join([cell.text for cell in self.heading])


@attrs.define(eq=False)
class Table:
    """The columns of a table by their labels, and those that each row of totals has."""

    columns: dict[str, Column]
    totals: dict[str, set[str]] = attrs.field(factory=dict)

    @property
    def labels(self) -> list[str]:
        return [normal(column.label) for column in self.columns.values() if column.heading]

    @property
    def printed(self) -> list[Cell]:
        """The cells of the heading as they are printed."""
        cells = chain(*(column.heading for column in self.columns.values()))
        return sorted(cells, key=attrgetter("offset"))

    @property
    def names(self) -> list[Cell]:
        """The cells of the first column."""
        return next(iter(self.columns.values())).cells


@attrs.define(eq=False)
class Section:
    """A heading with the rows below it; ``table`` is what these are, if they are one."""

    heading: list[Cell]
    rows: list[Row]
    table: Table | None = None

    @property
    def above(self) -> tuple[str, ...]:
        """The heading as it is compared."""
        return tuple(normal(cell.text) for cell in self.heading)

    @property
    def labels(self) -> set[str]:
        """The labels in it, other than the names of the rows of a table."""
        cells = chain(self.heading, *([] if self.table else self.rows))
        labels = {normal(cell.text) for cell in cells if cell.terminal is None}
        return labels.union(
            *(self.table.labels, map(normal, self.table.totals)) if self.table else ()
        )

    @property
    def begins(self) -> set[str]:
        """The labels that it may begin with."""
        if self.heading:
            return {self.above[0]}
        return set(self.table.labels[:1]) if self.table else self.labels


@attrs.frozen
class Sketch:
    """A report as it looks: the title, then sections in the order of the page."""

    layout: str
    title: str | None
    sections: list[Section]


def is_value(cell: Cell) -> bool:
    """Whether a cell is a figure, or a text beside a label."""
    return cell.terminal is not None


def has_values(row: Row) -> bool:
    return any(map(is_value, row))
