"""Which terminal of a format a cell is: a label, a figure, a text, or none."""

from __future__ import annotations

import re

from gmacm_grammar.grammars import Shapes, Tables

#: How many spellings of cells are remembered; figures longer than this are not.
_REMEMBERED = 20_000
SHORT = 6


def normal(text: str) -> str:
    """A label as labels are compared: without regard to case and repeated blanks."""
    return " ".join(text.split()).casefold()


def _is_label(terminal: str) -> bool:
    """Whether a terminal given by an expression is a label: its name begins with one ``_``."""
    return terminal.startswith("_") and not terminal.startswith("__")


class Vocabulary(dict[str, str | None]):
    """The terminal of each cell, by its text; None for a cell that is none of the format's.

    Labels are looked up as whole cells; what is not found is matched against the few regular
    expressions. Spellings met are remembered, figures only where they are short ("0.00", "-").
    """

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables.labels)
        self.labels = {normal(label): terminal for label, terminal in tables.labels.items()}
        self.spellings: dict[str, str] = {}
        for label, terminal in tables.labels.items():
            self.spellings.setdefault(terminal, label)
        self.figures = frozenset(name for name, _, is_figure in tables.patterns if is_figure)
        #: Figures, and the texts that are values of rows as figures are.
        self.row_values = self.figures | Shapes(tables.productions).texts_of_rows()
        self.texts = [
            (name, re.compile(expression, re.IGNORECASE if _is_label(name) else 0))
            for name, expression, is_figure in tables.patterns
            if not is_figure
        ]
        self._figure = re.compile(
            "|".join(f"(?P<{name}>{e})" for name, e, is_figure in tables.patterns if is_figure)
            or r"(?!)"
        ).fullmatch

    def figure(self, cell: str) -> str | None:
        """The terminal of a figure; None for what is no figure."""
        terminal = self.get(cell)
        if cell and terminal is None and (match := self._figure(cell.replace("\xa0", " "))):
            return match.lastgroup
        return terminal if terminal in self.figures else None

    def is_figure(self, cell: str) -> bool:
        """Whether a cell is a figure (or says that there is none)."""
        return self[cell] in self.figures

    def __missing__(self, cell: str) -> str | None:
        match = self._figure(cell.replace("\xa0", " "))
        if match is not None:
            terminal = match.lastgroup
            if len(cell) > SHORT:
                return terminal
        else:
            terminal = self._label_or_text(cell)
        if terminal is not None and len(self) < _REMEMBERED:
            self[cell] = terminal
        return terminal

    def _label_or_text(self, cell: str) -> str | None:
        plain = normal(cell)
        terminal = self.labels.get(plain)
        if terminal is not None:
            return terminal
        blank = " ".join(cell.split())
        for name, pattern in self.texts:
            if pattern.fullmatch(blank):
                return name
        return None
