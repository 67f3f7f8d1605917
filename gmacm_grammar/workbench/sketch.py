"""What can be seen of a report whose format nobody knows: its title, sections, rows and tables.

A heading is text with no figure after it, a row is texts with figures. Which cells are figures the
kinds of value say. Rows with as many cells as their heading has columns are a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, pairwise, takewhile
from operator import attrgetter
from typing import TypeAlias

import attrs

from gmacm_grammar.model import Cell
from gmacm_grammar.parsing import Classifier, column_of, columns_of, extent, normal, parts
from gmacm_grammar.reading import Library, Reading, candidates
from gmacm_grammar.workbench.figures import Kinds
from gmacm_grammar.workbench.trying import library_with

#: What is said of the cells of a text column, and of a text beside a label.
TEXT = "TEXT"
_PROBE = "probe"
#: Such texts do not head a column: the name of a class, a number of a security.
_CODE = re.compile("[A-Z0-9-]*[0-9][A-Z0-9-]*|[A-Z]")
#: A row of a table with such a label is no record of it.
TOTAL = re.compile("(grand |sub-?)?totals?\\b", re.IGNORECASE)

#: A text that holds an amount or a factor, or has no letter beside its digits, is no label: what
#: it is the draft will say.
_NO_LABEL = re.compile(r"[^A-Za-z]*[0-9][^A-Za-z]*|.*([0-9],[0-9]{3}\.[0-9]{2}|[0-9]\.[0-9]{6}).*")

#: The cells of a row.
Row: TypeAlias = list[Cell]


@attrs.define(eq=False)
class Column:
    """A column of a table: its heading (lines from the top; empty if it has none) and its cells."""

    heading: list[str]
    cells: list[Cell] = attrs.field(factory=list)
    is_optional: bool = False

    @property
    def label(self) -> str:
        return " ".join(self.heading)


@attrs.define(eq=False)
class Table:
    """The columns of a table, their headings as printed, and its rows of totals: the columns that
    have a total."""

    columns: list[Column]
    printed: list[Cell]
    totals: dict[str, list[Column]] = attrs.field(factory=dict)

    @property
    def labels(self) -> list[str]:
        return [normal(column.label) for column in self.columns]


@attrs.define(eq=False)
class Section:
    """A heading with the rows below it; ``table`` is what these are, if they are one."""

    heading: list[Cell]
    rows: list[Row] = attrs.field(factory=list)
    table: Table | None = None


@attrs.frozen
class Sketch:
    """A report as it looks: the title, then sections in the order of the page."""

    layout: str
    title: str | None
    sections: list[Section]


def sketch(text: str, library: Library, kinds: Kinds) -> Sketch:
    """What can be seen of a report, in the layout in which the most of its cells are figures."""
    with library_with(_PROBE, kinds.probe, library) as own:
        layouts = [layout.name for layout in candidates(own, text)]
        best = max((Reading(own, text, name, _PROBE) for name in layouts), key=_share_of_figures)
    cells = [cell for cell in best.cells if cell.text]
    if best.layout.cuts_words:
        cells = list(chain.from_iterable(_cut(cell, best.format.classifier) for cell in cells))
    title = None
    if len(cells) > 1 and not (is_value(cells[0]) or is_value(cells[1])):
        title = cells.pop(0).text
    if best.layout.has_rows:
        rows = [list(row) for _, row in groupby(cells, attrgetter("row"))]
        _mark_texts(rows)
    else:
        rows = list(_rows_of_stream(cells))
    rows = [
        row for row in rows if not any(_NO_LABEL.fullmatch(c.text) for c in row if not is_value(c))
    ]
    seen = _Sections(kinds, best, best.layout.has_rows)
    return Sketch(best.layout.name, title, list(seen.sections(rows)))


def is_value(cell: Cell) -> bool:
    """Whether a cell is a figure, or a text beside a label."""
    return cell.terminal is not None


def _is_no_label(cell: Cell) -> bool:
    return not is_value(cell) and bool(_NO_LABEL.fullmatch(cell.text))


def has_values(row: Row) -> bool:
    return any(map(is_value, row))


def _share_of_figures(reading: Reading) -> float:
    cells = [cell for cell in reading.cells if cell.text]
    return sum(map(is_value, cells)) / max(1, len(cells))


def _cut(cell: Cell, classifier: Classifier) -> list[Cell]:
    """A label and a figure one blank apart."""
    label, _, last = cell.text.rpartition(" ")
    terminal = classifier.figure(last)
    if cell.terminal is None and label[-1:].isalnum() and terminal and re.search("[.,/]", last):
        return cell.parts([(label, None), (last, terminal)])
    return [cell]


def _mark_texts(rows: list[Row]) -> None:
    """A text beside a label is its value, unless it is the heading of figures below."""
    for row, below in pairwise([*rows, []]):
        if len(row) == 2 and not has_values(row) and (has_values(below) or not below):
            _, start, end = extent(row[1])
            spans = [extent(cell) for cell in below if is_value(cell)]
            if not any(start < to and at < end for _, at, to in spans):
                row[1].terminal = TEXT


def _set_apart(lines: list[Row]) -> list[list[Row]]:
    """Lines in blocks, with empty lines between them; at least one block."""
    blocks = [lines[:1]]
    for line, below in pairwise(lines):
        if below[0].row > line[0].row + 1:
            blocks.append([])
        blocks[-1].append(below)
    return blocks


def _rows_of_stream(cells: Sequence[Cell]) -> Iterator[Row]:
    """Texts and the figures after them: the last of the texts belong to the row of the figures.

    These are one, or such as are codes. In a table the next row tells, which has no heading.
    """
    runs = [list(run) for _, run in groupby(cells, is_value)]
    rows = [(runs[n], runs[n + 1]) for n in range(is_value(cells[0]), len(runs) - 1, 2)]
    if cells and is_value(cells[0]):
        yield runs[0]
    for (texts, values), (more, others) in pairwise([*rows, ([], [])]):
        own = sum(1 for _ in takewhile(lambda cell: _CODE.fullmatch(cell.text), reversed(texts)))
        if 1 < len(values) == len(others):
            own = min(len(more), len(texts))
        own = max(own, 1)
        if texts[:-own]:
            yield texts[:-own]
        yield [*texts[-own:], *values]
    if cells and not is_value(cells[-1]):
        yield runs[-1]


class _Sections:
    """Finds the sections of the rows of a reading."""

    def __init__(self, kinds: Kinds, reading: Reading, has_rows: bool) -> None:
        self._kinds, self._has_rows = kinds, has_rows
        self._classifier = reading.format.classifier

    def sections(self, rows: list[Row]) -> Iterator[Section]:
        """The sections: each text with no figure after it begins a new one."""
        at = 0
        while at < len(rows):
            start = next((n for n in range(at, len(rows)) if has_values(rows[n])), len(rows))
            end = next((n for n in range(start, len(rows)) if not has_values(rows[n])), len(rows))
            lines, body, at = rows[at:start], rows[start:end], end
            if lines and body and all(map(is_value, body[0])):  # the values of the label above
                body[0][:0] = lines.pop()
            *apart, lines = _set_apart(lines)
            yield from (Section(list(chain(*block))) for block in apart)
            for caption, columns in self._ways(lines, len(body[0])) if body else ():
                table, used = self._table(columns, body)
                if used:
                    yield Section(caption, body[:used], table)
                    lines, body = [], body[used:]
                    break
            labeled = [row for row in body if not is_value(row[0])]
            if lines or labeled:
                yield Section(list(chain(*lines)), labeled)

    def _ways(self, lines: list[Row], width: int) -> Iterator[tuple[Row, list[Cell | None]]]:
        """What is above the columns of a table of so many cells a row, and their headings.

        Headings that are not those of the columns are above them all.
        """
        unknown: list[Cell | None] = [None]
        for first in range(len(lines)):
            columns = list(chain(*lines[first:]))
            if self._has_rows:
                columns = columns_of(columns, self._classifier)
            if columns and width - len(columns) in (0, 1):
                yield list(chain(*lines[:first])), unknown * (width - len(columns)) + [*columns]
        if lines:
            yield list(chain(*lines)), unknown * width

    def _table(self, headings: list[Cell | None], body: list[Row]) -> tuple[Table, int]:
        """A table with these headings, and how many of the rows it has; 0 if there is none."""
        printed = [cell for cell in headings if cell]
        columns = [Column([part.text for part in parts(c)] if c else []) for c in headings]
        table = Table(columns, [part for cell in printed for part in parts(cell)])
        pattern, used, above = list(map(is_value, body[0])), 0, body[0][0].row
        for row in body:
            is_total = bool(TOTAL.match(row[0].text))
            places = list(range(len(row)))
            if len(row) < len(headings) and self._has_rows and row[0].row <= above + 1:
                under = [column_of(printed, cell) for cell in row]
                places = [headings.index(c) if c else n and -1 for n, c in enumerate(under)]
            elif len(row) != len(headings):
                break
            if -1 in places or len(set(places)) < len(row):
                break
            if not is_total and [pattern[n] for n in places] != list(map(is_value, row)):
                break
            clear = self._kinds.is_clear
            if len(row) < len(headings) and not all(
                clear([*table.columns[n].cells, cell])
                for n, cell in zip(places, row, strict=True)
                if is_value(cell)
            ):
                break
            if is_total:
                table.totals[row[0].text] = [table.columns[n] for n in places[1:]]
            for n, cell in list(zip(places, row, strict=True))[is_total:]:
                table.columns[n].cells.append(cell)
            used, above = used + 1, row[0].row
        return table, used if self._is_table(table, body[:used], bool(printed)) else 0

    def _is_table(self, table: Table, rows: list[Row], is_headed: bool) -> bool:
        """Whether it is rather the columns than the rows that are of one kind each."""
        first, *others = [column.cells for column in table.columns]
        values = [cells for cells in others if any(map(is_value, cells))]
        if not first or not values or not (is_headed or len(rows) > 1):
            return False
        if len(values) < 2 and not all(re.search("[0-9]|\\b[A-Z]\\b", c.text) for c in first):
            return False
        by_row = [[cell for cell in row if is_value(cell)] for row in rows]
        clear = self._kinds.is_clear
        return all(map(clear, values)) or not all(map(clear, by_row))
