"""What can be seen of a report whose format nobody knows: its title, sections, rows and tables.

A heading is text with no figure after it, a row is texts with figures. Which cells are figures the
kinds of value say. Rows with as many cells as their heading has columns are a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, pairwise, takewhile
from operator import attrgetter

from gmacm_grammar.model import Cell
from gmacm_grammar.parsing import Classifier, as_printed, column_of, columns_of, normal
from gmacm_grammar.reading import Library, Reading, candidates
from gmacm_grammar.workbench.figures import Kinds
from gmacm_grammar.workbench.outline import (
    TEXT,
    TOTAL,
    Column,
    Row,
    Section,
    Sketch,
    Table,
    has_values,
    is_value,
)
from gmacm_grammar.workbench.trying import library_with

_PROBE = "probe"
#: A text that heads no column: the name of a class, the number of a security.
_CODE = re.compile("[A-Z-]*[0-9][A-Z0-9-]*|[A-Z]")
#: What in a text is an amount, a factor or a date.
_FIGURE_IN = re.compile(r"[0-9],[0-9]{3}\.[0-9]{2}|[0-9]\.[0-9]{6}|[0-9]/[0-9]{1,2}/[0-9]").search


def sketch(text: str, library: Library, kinds: Kinds) -> Sketch:
    """What can be seen of a report, in the layout in which the most of its cells are figures."""
    with library_with(_PROBE, kinds.probe, library) as own:
        layouts = [layout.name for layout in candidates(own, text)]
        best = max((Reading(own, text, name, _PROBE) for name in layouts), key=_share_of_figures)
    cells = [cell for cell in best.cells if cell.text]
    if best.layout.cuts_words:
        cells = list(chain(*(_cut(cell, best.format.classifier) for cell in cells)))
    title, has_rows = None, best.layout.has_rows
    if len({cell.row for cell in cells[:2]}) > has_rows and not has_values(cells[:2]):
        title = cells.pop(0).text
    rows = list(_rows_of_stream(cells))
    if has_rows:
        rows = [list(row) for _, row in groupby(cells, attrgetter("row"))]
        _mark_texts(rows)
    rows = [row for row in rows if not any(map(_is_no_label, row))]
    sections = _Sections(kinds, best.format.classifier, has_rows).sections(rows)
    return Sketch(best.layout.name, title, list(sections))


def _is_no_label(cell: Cell) -> bool:
    """Whether a text has a figure in it, or digits and no letter."""
    if is_value(cell):
        return False
    is_number = re.search("[0-9]", cell.text) and not re.search("[A-Za-z]", cell.text)
    return bool(is_number or _FIGURE_IN(cell.text))


def _share_of_figures(reading: Reading) -> float:
    cells = [cell for cell in reading.cells if cell.text]
    return sum(map(is_value, cells)) / max(1, len(cells))


def _cut(cell: Cell, classifier: Classifier) -> list[Cell]:
    """A label and a figure, or a date in words, one blank apart."""
    words = cell.text.split(" ")
    for count in (3, 1) if cell.terminal is None else ():
        label, last = " ".join(words[:-count]), " ".join(words[-count:])
        terminal = classifier.figure(last)
        if label[-1:].isalnum() and terminal and re.search("[.,/]", last):
            return cell.parts([(label, None), (last, terminal)])
    return [cell]


def _mark_texts(rows: list[Row]) -> None:
    """A text beside a label is its value, unless it has a number or is above figures."""
    for row, below in pairwise(rows):
        is_text = len(row) == 2 and not has_values(row) and not re.search("[0-9]", row[1].text)
        if is_text and has_values(below):
            _, start, end = row[1].extent
            spans = [cell.extent for cell in below if is_value(cell)]
            if not any(start < to and at < end for _, at, to in spans):
                row[1].terminal = TEXT


def _rows_of_stream(cells: Sequence[Cell]) -> Iterator[Row]:
    """Texts and the figures after them: the last of the texts belong to the row of the figures.

    These are one, or such as are codes. In a table the next row tells, which has no heading.
    """
    runs = [list(run) for _, run in groupby(cells, is_value)]
    if cells and is_value(cells[0]):
        yield runs.pop(0)
    rows = [*zip(runs[::2], [*runs[1::2], []], strict=False), (list[Cell](), list[Cell]())]
    for (texts, values), (more, others) in pairwise(rows):
        codes = takewhile(lambda cell: _CODE.fullmatch(cell.text), reversed(texts))
        own = max(1, sum(1 for _ in codes)) if values else 0
        if 1 < len(values) == len(others):
            own = min(len(more), len(texts))
        heading = len(texts) - own
        yield from filter(None, (texts[:heading], texts[heading:] + values))


class _Sections:
    """Finds the sections of rows: those of a layout that has rows, or of a stream of cells."""

    def __init__(self, kinds: Kinds, classifier: Classifier, has_rows: bool) -> None:
        self._kinds, self._classifier, self._has_rows = kinds, classifier, has_rows

    def sections(self, rows: list[Row]) -> Iterator[Section]:
        """The sections: each text with no figure after it begins a new one."""
        blocks = [list(block) for _, block in groupby(rows, has_values)]
        if rows and has_values(rows[0]):
            blocks.insert(0, [])
        for lines, body in zip(blocks[::2], [*blocks[1::2], []], strict=False):
            if body and all(map(is_value, body[0])) and len(lines[-1:]) == 1 == len(lines[-1]):
                body[0][:0] = lines.pop()  # the values of the label above
            for caption, columns in self._ways(lines, len(body[0])) if body else ():
                table, used = self._table(columns, body)
                if used:
                    yield Section(caption, body[:used], table)
                    lines, body = [], body[used:]
                    break
            labeled = list(chain(*(_pairs(row) for row in body if not is_value(row[0]))))
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
        columns = [Column(tuple(as_printed([cell])) if cell else ()) for cell in headings]
        table, pattern, used = Table({}), list(map(is_value, body[0])), 0
        for n, column in enumerate(columns, 1):
            label = normal(column.label)
            table.columns[f"{n} {label}" if label in ("", *table.columns) else label] = column
        labels = list(table.columns)
        for row in body:
            places = self._places(headings, row, body[used - 1][0].row if used else row[0].row)
            filled = [[*columns[n].cells, c] for n, c in zip(places, row, strict=bool(places))]
            is_total = bool(TOTAL.match(row[0].text))
            is_like = is_total or [pattern[n] for n in places] == list(map(is_value, row))
            is_whole = len(row) == len(columns)
            if not (places and is_like and (is_whole or all(map(self._is_clear, filled[1:])))):
                break
            if is_total:
                table.totals[row[0].text] = {labels[n] for n in places[1:]}
            for n, cells in list(zip(places, filled, strict=True))[is_total:]:
                columns[n].cells = cells
            used += 1
        is_table = used and self._is_table(columns, body[:used], any(headings))
        return table, used if is_table else 0

    def _places(self, headings: list[Cell | None], row: Row, above: int) -> list[int]:
        """In which columns the cells of a row are; none if that cannot be told."""
        in_order = list(range(len(row)))
        if len(row) > len(headings) or not self._has_rows:
            return in_order if len(row) == len(headings) else []
        under = [column_of(list(filter(None, headings)), cell) for cell in row]
        if len(row) == len(headings):
            is_like = all(column in (None, headings[n]) for n, column in enumerate(under))
            return in_order if is_like else []
        if None in under[1:] or len(set(under)) < len(row) or row[0].row > above + 1:
            return []
        return [headings.index(column) if column else 0 for column in under]

    def _is_clear(self, cells: list[Cell]) -> bool:
        return not has_values(cells) or self._kinds.is_clear(cells)

    def _is_table(self, columns: list[Column], rows: list[Row], is_headed: bool) -> bool:
        """Whether it is rather the columns than the rows that are of one kind each."""
        first, *others = [column.cells for column in columns]
        values = list(filter(has_values, others))
        if not first or not values or not (is_headed or len(rows) > 1):
            return False
        if len(values) < 2 and not all(re.search("[0-9]|\\b[A-Z]\\b", c.text) for c in first):
            return False
        by_row = [list(filter(is_value, row)) for row in rows]
        return all(map(self._is_clear, values)) or not all(map(self._is_clear, by_row))


def _pairs(row: Row) -> Iterator[Row]:
    """The rows that are printed in one: each begins with a label after values."""
    first = 0
    for n, (cell, following) in enumerate(pairwise(row), 1):
        if is_value(cell) and not is_value(following):
            yield row[first:n]
            first = n
    yield row[first:]
