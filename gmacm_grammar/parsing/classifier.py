"""Which terminal of a format a cell is: a label, a figure, a text, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from gmacm_grammar.grammars import (
    PARTS_OF_DATES,
    Shapes,
    Tables,
    field_and_kind,
    is_silent,
    parts_of,
)
from gmacm_grammar.model import KINDS, as_text, date_reader, figure
from gmacm_grammar.parsing.tree import WHOLE

#: How many spellings of cells are remembered; of longer figures their shapes.
_REMEMBERED = 20_000
SHORT = 6
#: Makes a figure its shape: where digits stand in it.
DIGITS = str.maketrans("123456789", "000000000")
#: The shapes that say all of a figure but its digits, and are not too long to remember.
_is_simple = re.compile(r"-?0[0,]{0,40}(\.0{1,40})?%?|\(0[0,]{0,40}(\.0{1,40})?\)").fullmatch
#: What stands for any digit, or for how often, in an expression; and choices that begin with a
#: letter or a number sign, so that no shape is theirs.
_ANY_DIGIT = re.compile(r"\[0-9\]|\\d|\{[0-9,]*\}")
#: The beginning of a part that an expression names.
_PART = re.compile(r"\(\?P<\w+>")
_WORD = re.compile(r"(?:^|(?<=[|(]))[A-Z#](?![?*{])[^][|()]*(?=[|()]|$)")


def normal(text: str) -> str:
    """A label as labels are compared: without regard to case and repeated blanks."""
    return " ".join(text.split()).casefold()


def unspaced(text: str) -> str:
    """A label without its blanks, as one is compared that may have lost some."""
    return "".join(text.split()).casefold()


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
        self.shapes = Shapes(tables.productions)
        #: Figures, and the texts that are values of rows as figures are; but no number that names a
        #: row, as a text.
        values, names = self.shapes.texts()
        self.row_values = (self.figures | values) - names
        self.texts = {
            name: re.compile(expression, re.IGNORECASE if is_silent(name) else 0)
            for name, expression, is_figure in tables.patterns
            if not is_figure
        }
        figures = [(name, e) for name, e, is_figure in tables.patterns if is_figure]
        self.dates = {name: e for name, e in figures if PARTS_OF_DATES.issubset(parts_of(e))}
        self.read_date = date_reader(self.dates.values())
        figures = [(name, _PART.sub("(?:", e)) for name, e in figures]
        self._figure = re.compile("|".join(f"(?P<{n}>{e})" for n, e in figures) or "(?!)").fullmatch
        self._knows_by_shape = all(_takes_any_digit(expression) for _, expression in figures)
        self._by_shape: dict[str, str | None] = {}

    def each(self, cells: Sequence[str]) -> list[str | None]:
        """The terminals of many cells; the shapes of figures are made at once."""
        found = list(map(self.get, cells))
        new = [n for n, terminal in enumerate(found) if terminal is None]
        shapes = "\n".join([cells[n] for n in new]).translate(DIGITS).split("\n")
        if not self._by_shape or len(shapes) != len(new):
            return list(map(self.__getitem__, cells))
        for n, shape in zip(new, shapes, strict=True):
            found[n] = self._by_shape.get(shape) or self[cells[n]]
        return found

    def figure(self, cell: str) -> str | None:
        """The terminal of a figure; None for what is no figure."""
        terminal = self[cell]
        return terminal if terminal in self.figures else None

    def is_figure(self, cell: str) -> bool:
        """Whether a cell is a figure (or says that there is none)."""
        return self[cell] in self.figures

    def is_told_by(self, shape: str) -> bool:
        """Whether it is all one which digits stand in a long figure of that shape."""
        return self._knows_by_shape and _is_simple(shape) is not None

    def reader(self, terminal: str, kind: str | None = None) -> Callable[[str], Any]:
        """What reads the cells of a terminal as a kind of value, or by how they are printed."""
        if kind == "date" or (kind is None and terminal in self.dates):
            return self.read_date
        if kind and kind != "text":
            return KINDS[kind].read
        if terminal in self.figures:
            return as_text if kind else figure
        pattern = self.texts.get(terminal)
        if pattern is None or not pattern.groupindex:
            return as_text
        parts = [(part, *field_and_kind(part)) for part in pattern.groupindex]
        reads = [
            (p, name, partial(_read_part, self.reader("", kind), kind)) for p, name, kind in parts
        ]
        return partial(_capture, pattern, reads)

    def __missing__(self, cell: str) -> str | None:
        shape = cell.translate(DIGITS)
        if shape in self._by_shape:
            return self._by_shape[shape]
        match = self._figure(cell.replace("\xa0", " "))
        terminal = match.lastgroup if match else self._label_or_text(cell)
        if match is None or len(cell) <= SHORT:
            if terminal is not None and len(self) < _REMEMBERED:
                self[cell] = terminal
        elif len(self._by_shape) < _REMEMBERED and self.is_told_by(shape):
            self._by_shape[shape] = terminal
        return terminal

    def _label_or_text(self, cell: str) -> str | None:
        terminal = self.labels.get(normal(cell))
        if terminal is not None:
            return terminal
        blank = " ".join(cell.split())
        found = (name for name, pattern in self.texts.items() if pattern.fullmatch(blank))
        return next(found, None)


def _read_part(read: Callable[[str], Any], kind: str | None, text: str) -> Any:
    """A part of a text; in it nothing stands for a figure that is not stated, and no percent for
    an amount. Raises ValueError."""
    value = read(text)
    if value is None or (kind == "amount" and "%" in text):
        raise ValueError(f'"{text}" is not {KINDS[kind or "text"].words}')
    return value


def _capture(pattern: re.Pattern[str], reads: Sequence[tuple[str, str, Any]], text: str) -> Any:
    """A text with the parts that its expression names, each read by its kind."""
    match = pattern.fullmatch(" ".join(text.split()))
    parts = match.groupdict() if match else {}
    stated = {name: read(parts[p]) for p, name, read in reads if parts.get(p) is not None}
    return {WHOLE: as_text(text), **stated}


def names_digits(expression: str) -> bool:
    """Whether digits stand in an expression, other than for any digit or for how often."""
    return bool(re.search(r"\d", _ANY_DIGIT.sub("", expression)))


def _takes_any_digit(expression: str) -> bool:
    """Whether which digits stand in a figure is all one to its expression, or it is a short one."""
    is_word = len(expression) <= SHORT and expression.isalnum()
    return is_word or not names_digits(_WORD.sub("", expression))
