"""What several reports of one format have together: what only some have is optional."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

import attrs

from gmacm_grammar.parsing import normal
from gmacm_grammar.workbench.sketch import Section, Sketch, Table, is_value

#: At most so many columns of a table may be optional.
_MOST_OPTIONAL = 4
#: Tables are one if they have so many headings in common.
_LEAST_COMMON = 2


@attrs.frozen
class Together:
    """Some reports as they look together; no title is of all if one has none."""

    titles: list[str]
    all_have_title: bool
    sections: list[Section]
    tables: list[Table]


def together(sketches: Iterable[Sketch]) -> Together:
    """The sections of all reports: those with one heading are one, and so are their tables."""
    found = list(sketches)
    tables: list[Table] = []
    _end_sections(found)
    of_rows = labels_of(*(s for one in found for s in one.sections if not s.table))
    sections: dict[tuple[tuple[str, ...], int], Section] = {}
    for section in (section for one in found for section in one.sections):
        if section.table and _names(section.table) <= of_rows:
            section.heading, section.table = section.heading + section.table.printed, None
        heading = tuple(re.sub("[0-9]+", "0", normal(cell.text)) for cell in section.heading)
        if not (heading or section.rows or section.table):
            continue
        if section.table:
            section.table = _joined(section.table, tables)
        known = sections.setdefault((heading, id(section.table)), section)
        if known is not section:
            known.rows += section.rows
    labels = set(chain.from_iterable(map(labels_of, sections.values())))
    for table in tables:
        _set_apart(table, labels)
    titles = [one.title for one in found]
    known_titles = list(dict.fromkeys(title for title in titles if title))
    return Together(known_titles, None not in titles, list(sections.values()), tables)


def _end_sections(sketches: list[Sketch]) -> None:
    """End sections at a row that stands for itself in another report."""
    of_each = [labels_of(*(s for s in one.sections if not s.heading)) for one in sketches]
    of_all = set(chain.from_iterable(of_each))
    for one, own in zip(sketches, of_each, strict=True):
        for section in [section for section in one.sections if section.heading]:
            labels = [normal(row[0].text) for row in section.rows]
            end = next((n for n, label in enumerate(labels) if label in of_all - own), len(labels))
            one.sections.append(Section([], section.rows[end:]))
            del section.rows[end:]


def labels_of(*sections: Section) -> set[str]:
    """The labels of sections, other than the names of the rows of their tables."""
    rows = [row for section in sections for row in ([] if section.table else section.rows)]
    cells = chain(*rows, *(section.heading for section in sections))
    labels = {normal(cell.text) for cell in cells if not is_value(cell)}
    tables = [section.table for section in sections if section.table]
    labels = labels.union(*([*table.labels, *map(normal, table.totals)] for table in tables))
    return labels - {""}


def _names(table: Table) -> set[str]:
    """The names of the rows of a table."""
    return {normal(cell.text) for cell in table.columns[0].cells}


def _set_apart(table: Table, labels: set[str]) -> None:
    """A row whose name is a label elsewhere has a label, as a row of totals has."""
    first, *others = table.columns
    known = [cell for cell in first.cells if not is_value(cell) and normal(cell.text) in labels]
    if len(known) < len(first.cells):
        table.totals.update((cell.text, others) for cell in known)
        first.cells = [cell for cell in first.cells if cell not in known]


def _joined(table: Table, tables: list[Table]) -> Table:
    """The one of the tables that this one is, with its columns; itself if it is a new one."""
    for known in tables:
        more, fewer = known, table
        if len(table.columns) > len(known.columns):
            more, fewer = table, known
        at = _places(fewer.labels, more.labels)
        optional = [c for n, c in enumerate(more.columns) if n not in at or c.is_optional]
        is_same = len(at) == len(fewer.columns) and len(set(fewer.labels)) >= _LEAST_COMMON
        if is_same and len(optional) <= _MOST_OPTIONAL:
            _add(fewer, more, at)
            for column in optional:
                column.is_optional = True
            known.columns, known.totals = more.columns, more.totals
            return known
    tables.append(table)
    return table


def _places(labels: list[str], among: list[str]) -> list[int]:
    """Where the labels are among others, in order, as far as they are."""
    found: list[int] = []
    for label in labels:
        start = found[-1] + 1 if found else 0
        if label not in among[start:]:
            break
        found.append(among.index(label, start))
    return found


def _add(fewer: Table, more: Table, at: list[int]) -> None:
    """Add the columns and totals of one table to those of one that has them all."""
    meant = {id(column): more.columns[n] for column, n in zip(fewer.columns, at, strict=True)}
    for column in fewer.columns:
        own = meant[id(column)]
        own.cells += column.cells
        own.heading = max(own.heading, column.heading, key=len)
        own.is_optional |= column.is_optional
    for label, columns in fewer.totals.items():
        summed = [*more.totals.get(label, ()), *(meant[id(column)] for column in columns)]
        more.totals[label] = [column for column in more.columns if column in summed]
