"""What several reports of one format have together: what only some have is optional."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

import attrs

from gmacm_grammar.parsing import normal
from gmacm_grammar.workbench.outline import Section, Sketch, Table

#: At most so many columns of a table may be optional, and so many at least are in all.
_MOST_OPTIONAL, _LEAST_COMMON = 4, 2


@attrs.frozen
class Together:
    """Some reports as they look together; ``titles`` has None for one without a title."""

    titles: list[str | None]
    sections: list[Section]


def together(sketches: Iterable[Sketch]) -> Together:
    """The sections of all reports: those with one heading are one, and so are their tables."""
    found = list(sketches)
    _end_sections(found)
    of_rows = _labels(s for one in found for s in one.sections if not s.table)
    plain = {s.above for one in found for s in one.sections if s.rows and not s.table}
    # Tables by what is above them, if their columns have no headings
    tables = defaultdict[tuple[str, ...], list[Table]](list)
    sections: dict[tuple[tuple[str, ...], int], Section] = {}
    for section in chain.from_iterable(one.sections for one in found):
        if section.table and _is_rows(section, section.table, of_rows, plain):
            section.heading = section.heading + section.table.printed
            section.table = None
        if section.table:
            alike = tables[() if section.table.labels else section.above]
            section.table = _joined(section.table, alike)
        known = sections.setdefault((section.above, id(section.table)), section)
        if known is not section:
            known.rows += section.rows
    labels = of_rows | _labels(sections.values())
    for table in chain(*tables.values()):
        _set_apart(table, labels)
    return Together([one.title for one in found], list(sections.values()))


def _is_rows(
    section: Section, table: Table, of_rows: set[str], plain: set[tuple[str, ...]]
) -> bool:
    """Whether a table is one of rows that have labels elsewhere, too, or below the same heading."""
    names = {normal(cell.text) for cell in table.names}
    return names <= of_rows or (not table.labels and section.above in plain)


def _labels(sections: Iterable[Section]) -> set[str]:
    return set().union(*(section.labels for section in sections))


def _end_sections(sketches: list[Sketch]) -> None:
    """End sections at a row that stands for itself in another report."""
    of_each = [_labels(s for s in one.sections if not s.heading) for one in sketches]
    for one, own in zip(sketches, of_each, strict=True):
        elsewhere = set().union(*of_each) - own
        for section in list(one.sections):
            labels = [normal(row[0].text) for row in section.rows]
            end = next((n for n, label in enumerate(labels) if label in elsewhere), None)
            if section.heading and not section.table and end is not None:
                one.sections.append(Section([], section.rows[end:]))
                del section.rows[end:]


def _set_apart(table: Table, labels: set[str]) -> None:
    """A row whose name is a label elsewhere has a label, as a row of totals has."""
    for cell in list(table.names):
        if normal(cell.text) in labels:
            table.totals[cell.text] = set(list(table.columns)[1:])
            table.names.remove(cell)


def _joined(table: Table, tables: list[Table]) -> Table:
    """The one of the tables that this one is, with its columns; itself if it is a new one."""
    for known in tables:
        more, fewer = known, table
        if len(table.columns) > len(known.columns):
            more, fewer = table, known
        common = [label for label in more.columns if label in fewer.columns]
        optional = {label for label, column in more.columns.items() if column.is_optional}
        optional |= {label for label, column in fewer.columns.items() if column.is_optional}
        optional |= more.columns.keys() - common
        is_same = common == list(more.columns) or len(fewer.labels) >= _LEAST_COMMON
        if common == list(fewer.columns) and is_same and len(optional) <= _MOST_OPTIONAL:
            for label, column in more.columns.items():
                column.is_optional = label in optional
                if label in common:
                    own = fewer.columns[label]
                    column.cells = column.cells + own.cells
                    column.heading = max(column.heading, own.heading, key=len)
            known.columns = more.columns
            for label in known.totals.keys() | table.totals.keys():
                summed = known.totals.get(label, set()) | table.totals.get(label, set())
                known.totals[label] = summed
            return known
    tables.append(table)
    return table
