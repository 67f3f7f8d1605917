"""How rows begin: with the headings right above them, and their label."""

from __future__ import annotations

from collections.abc import Sequence

#: So many texts of a head are compared, from its end.
_LONGEST = 30


class RowHeads:
    """The heads of rows that were read: each is the headings right above a row and its label.

    ``rows`` are the labels since the last heading, ``heading`` is one below which no row was read.
    """

    def __init__(self) -> None:
        self.rows = set[str]()
        self.heading: list[str] = []
        self._known = set[tuple[str, ...]]()

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

    def has(self, head: Sequence[str]) -> bool:
        """Whether a row began with these texts."""
        return tuple(head[-_LONGEST:]) in self._known
