"""How rows begin, with the headings above them: that tells another page from another report."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from gmacm_grammar.parsing import Lookahead, Stack, normal

#: So many texts of a head are compared, from its end; so many rows of a page are looked at.
_LONGEST = 30


class Row(NamedTuple):
    """The normal texts of a row, of label and figures, with their terminals (None: unknown)."""

    texts: tuple[str, ...]
    names: tuple[str | None, ...]

    @property
    def has_figures(self) -> bool:
        return len(self.texts) > 1

    def after(self, stack: Stack, lookahead: Lookahead) -> Stack:
        """The stack after the row, without what cannot stand there."""
        for name in self.names:
            stack = lookahead.shift(stack, str(name)) or stack
        return stack


def rows_of(cells: Iterable[tuple[str, str | None]], figures: Container[str]) -> list[Row]:
    """The rows of cells, given as text and terminal; ``figures`` are the terminals of values."""
    rows: list[list[tuple[str, str | None]]] = []
    for text, name in cells:
        if rows and name and name in figures:
            rows[-1].append((normal(text), name))
        else:
            rows.append([(normal(text), name)])
    return [Row(*zip(*row, strict=True)) for row in rows]


class RowHeads:
    """The heads of rows that were read: each is the headings right above a row and its label.

    ``rows`` are the labels since the last heading, ``heading`` is one below which no row was read,
    ``first`` the title and the rows of the report itself right below it.
    """

    def __init__(self) -> None:
        self.first: list[Row] = []
        self.rows = set[str]()
        self.heading: list[str] = []
        self._known = set[tuple[str, ...]]()

    def begin(self, rows: Iterable[Row], lookahead: Lookahead) -> None:
        """Note the title and what stands right below it, of the rows that were read."""
        self.first = []
        stack = lookahead.start
        for row in islice(rows, _LONGEST):
            if self.first and not lookahead.begins_no_part(stack, str(row.names[0])):
                return
            self.first.append(row)
            stack = row.after(stack, lookahead)

    def add(self, text: str, is_label: bool) -> None:
        """Take in the next text that is no figure: the label of a row, or (a part of) a heading."""
        self.heading.append(text)
        del self.heading[:-_LONGEST]
        if not is_label:
            self.rows.clear()
            return
        head = tuple(self.heading)
        self._known.update(head[at:] for at in range(len(head)))
        self.rows.add(text)
        self.heading.clear()

    def page_heading(self, rows: Sequence[Row], lookahead: Lookahead, stack: Stack) -> int:
        """With how many of the rows another page of the report begins; 0 if another report does.

        These say what stood at the top of the first page, in the order of then. The next row, with
        the headings above it, stood nowhere before: in its part, if it is one of a part. It is not
        one of the rows at the top that says something else, such as another class.
        """

        def is_of_part(row: Row) -> bool:
            name = str(row.names[0])
            after = lookahead.shift(stack, name)
            return after is not None and not lookahead.begins_no_part(stack, name)

        printed = iter(self.first)
        is_other = (n for n, row in enumerate(rows) if is_of_part(row) or row not in printed)
        length = next(is_other, len(rows))
        opening = _opening(rows[length:])
        if not length or not opening or self._says_otherwise(opening[0]):
            return 0
        is_next = is_of_part(opening[0])
        head = [*(self.heading if is_next else ()), *(row.texts[0] for row in opening)]
        if is_next and len(head) == 1:
            return 0 if head[0] in self.rows else length
        return 0 if tuple(head[-_LONGEST:]) in self._known else length

    def _says_otherwise(self, row: Row) -> bool:
        """Whether a row is one of those right below the title, such as that of a class, with
        another text."""
        is_text = row.names[0] is not None and not row.has_figures
        return is_text and row.names in [first.names for first in self.first[1:]]


def _opening(rows: Sequence[Row]) -> list[Row]:
    """The headings above the first row that has figures, and that."""
    known = [row for row in rows if row.names[0]]
    first = next((n for n, row in enumerate(known) if row.has_figures), len(known))
    return known[: first + 1]
