"""The kinds of value of ``values.lark``, and which of them a few cells are."""

from __future__ import annotations

from collections.abc import Sequence

from gmacm_grammar.grammars import START, kind_of
from gmacm_grammar.model import KINDS, Cell
from gmacm_grammar.reading import Library
from gmacm_grammar.workbench.reach import kinds_in_reach

#: The file of the kinds, from which all formats import them.
VALUES = "values"


class Kinds:
    """The kinds of value, with the terminals that each takes."""

    def __init__(self, library: Library) -> None:
        found = kinds_in_reach(library.where).items()
        taken = {name: names for name, (file, names) in found if file == VALUES}
        self._common = set.intersection(*taken.values())  # for values that are not stated
        self._taken = {name: names for name, names in taken.items() if names > self._common}
        self.terminals = sorted(set.union(*taken.values()))

    @property
    def probe(self) -> str:
        """A format that knows every figure and no label."""
        names, any_of = ", ".join(self.terminals), " | ".join(self.terminals)
        return f"%import .{VALUES} ({names})\n{START}: _any_amount*\n_any_amount: {any_of}\n"

    def of(self, cells: Sequence[Cell], label: str = "") -> str | None:
        """The smallest kind that takes all of the cells; None if there is none.

        A percent is taken for any figure: it is the last choice, unless ``label`` says percent and
        a figure over 1 has no percent sign. A figure with cents is no count.
        """
        wanted = {str(cell.terminal) for cell in cells} - self._common
        is_percent = "%" in label or "percent" in label.casefold()
        if is_percent:
            is_percent = not all(_is_read(cell, "share") for cell in cells)
        sizes = {
            kind: (
                (kind_of(kind) == "percent") is not is_percent,
                len(taken),
                kind_of(kind) == "count" and any("." in cell.text for cell in cells),
                kind,
            )
            for kind, taken in self._taken.items()
            if wanted <= taken and all(_is_read(cell, kind_of(kind) or "") for cell in cells)
        }
        return min(sizes, key=sizes.__getitem__, default=None)

    def is_clear(self, cells: Sequence[Cell]) -> bool:
        """Whether the kind that takes all of the cells is that of each of them."""
        kind = self.of(cells)
        return all(self.of([cell]) == kind for cell in cells if self.is_stated([cell]))

    def is_stated(self, cells: Sequence[Cell]) -> bool:
        """Whether there is a figure, and not a dash, in one of the cells."""
        return not {cell.terminal for cell in cells} <= self._common


def _is_read(cell: Cell, kind: str) -> bool:
    """Whether a cell can be read as one of a kind; how dates are printed only a format knows."""
    try:
        return kind == "date" or bool(KINDS[kind].read(cell.text) or True)
    except ValueError:
        return False
