"""Which terminal of a format a cell is: a label, a figure, a text, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gmacm_grammar.grammars import Shapes, Tables
from gmacm_grammar.parsing.tree import Captured

#: How many spellings of cells are remembered; of longer figures their shapes.
_REMEMBERED = 20_000
SHORT = 6
#: The terminal of a figure that is not stated; a cell kept without text is one.
NOTHING = "NONE"
#: Makes a figure its shape: where digits stand in it.
SHAPE = str.maketrans("123456789", "000000000")
#: The shapes that say all of a figure but its digits, and are not too long to remember.
_SIMPLE = re.compile(r"-?0[0,]{0,40}(\.0{1,40})?%?|\(0[0,]{0,40}(\.0{1,40})?\)").fullmatch
#: What stands for any digit, or for how often, in an expression; and choices that begin with a
#: letter or a number sign, so that no shape is theirs.
_ANY_DIGIT = re.compile(r"\[0-9\]|\\d|\{[0-9,]*\}")
_WORD = re.compile(r"(?:^|(?<=[|(]))[A-Z#](?![?*{])[^][|()]*(?=[|()]|$)")


def normal(text: str) -> str:
    """A label as labels are compared: without regard to case and repeated blanks."""
    return " ".join(text.split()).casefold()


def unspaced(text: str) -> str:
    """A label without its blanks, as one is compared that may have lost some."""
    return "".join(text.split()).casefold()


def _is_label(terminal: str) -> bool:
    """Whether a terminal given by an expression is a label: its name begins with one ``_``."""
    return terminal.startswith("_") and not terminal.startswith("__")


class Classifier(dict[str, str | None]):
    """The terminal of each cell, by its text; None for a cell that is none of the format's.

    Labels are looked up as whole cells; what is not found is matched against the few regular
    expressions. Spellings met are remembered, figures only where they are short ("0.00", "-"); of
    other figures their shape, if the expressions care for no digit in particular.
    """

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables.labels)
        self.labels = {normal(label): terminal for label, terminal in tables.labels.items()}
        #: The terminals of each label without its blanks, and how the grammar spells each.
        self.unspaced: dict[str, list[str]] = {}
        self.spellings: dict[str, str] = {}
        for label, terminal in tables.labels.items():
            self.spellings.setdefault(terminal, label)
            self.unspaced.setdefault(unspaced(label), []).append(terminal)
        self.figures = frozenset(name for name, _, is_figure in tables.patterns if is_figure)
        #: Figures, and the texts that are values of rows as figures are.
        self.row_values = self.figures | Shapes(tables.productions).texts_of_rows()
        self.texts = [
            (name, re.compile(expression, re.IGNORECASE if _is_label(name) else 0))
            for name, expression, is_figure in tables.patterns
            if not is_figure
        ]
        figures = [(name, e) for name, e, is_figure in tables.patterns if is_figure]
        self._figure = re.compile("|".join(f"(?P<{n}>{e})" for n, e in figures) or "(?!)").fullmatch
        self._shapes: dict[str, str | None] = {}
        self._knows_by_shape = all(_by_shape(expression) for _, expression in figures)

    def each(self, cells: Sequence[str]) -> list[str | None]:
        """The terminals of many cells; the shapes of figures are made at once."""
        found = list(map(self.get, cells))
        new = [n for n, terminal in enumerate(found) if terminal is None]
        shapes = "\n".join([cells[n] for n in new]).translate(SHAPE).split("\n")
        if not self._shapes or len(shapes) != len(new):
            return list(map(self.__getitem__, cells))
        for n, shape in zip(new, shapes, strict=True):
            found[n] = self._shapes.get(shape) or self[cells[n]]
        return found

    def figure(self, cell: str) -> str | None:
        """The terminal of a figure; None for what is no figure."""
        terminal = self.get(cell)
        if cell and terminal is None and (match := self._figure(cell.replace("\xa0", " "))):
            return match.lastgroup
        return terminal if terminal in self.figures else None

    def is_figure(self, cell: str) -> bool:
        """Whether a cell is a figure (or says that there is none)."""
        return self[cell] in self.figures

    def is_told_by(self, shape: str) -> bool:
        """Whether it is all one which digits stand in a long figure of that shape."""
        return self._knows_by_shape and _SIMPLE(shape) is not None

    def capture(self, terminal: str, text: str) -> Captured:
        """A text with the parts that the expression of its terminal names."""
        match = dict(self.texts)[terminal].fullmatch(" ".join(text.split()))
        parts = match.groupdict() if match else {}
        return Captured(
            text.replace("\xa0", " "),
            {name: part for name, part in parts.items() if part is not None},
        )

    def __missing__(self, cell: str) -> str | None:
        shape = cell.translate(SHAPE)
        if shape in self._shapes:
            return self._shapes[shape]
        match = self._figure(cell.replace("\xa0", " "))
        if match is None:
            terminal = self._label_or_text(cell)
        elif len(cell) > SHORT:
            if len(self._shapes) < _REMEMBERED and self.is_told_by(shape):
                self._shapes[shape] = match.lastgroup
            return match.lastgroup
        else:
            terminal = match.lastgroup
        if terminal is not None and len(self) < _REMEMBERED:
            self[cell] = terminal
        return terminal

    def _label_or_text(self, cell: str) -> str | None:
        terminal = self.labels.get(normal(cell))
        if terminal is not None:
            return terminal
        blank = " ".join(cell.split())
        return next((name for name, pattern in self.texts if pattern.fullmatch(blank)), None)


def names_digits(expression: str) -> bool:
    """Whether an expression cares for digits in particular."""
    return re.search(r"\d", _ANY_DIGIT.sub("", expression)) is not None


def _by_shape(expression: str) -> bool:
    """Whether which digits stand in a figure is all one to its expression, or it is a short one."""
    is_word = len(expression) <= SHORT and expression.isalnum()
    return is_word or not names_digits(_WORD.sub("", expression))
