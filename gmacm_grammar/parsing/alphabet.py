"""A character for each terminal of a format: what stands in a row is then a short string."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from gmacm_grammar.grammars import END, Tables
from gmacm_grammar.model import decimal
from gmacm_grammar.parsing.classifier import SHORT, Vocabulary

Codes: TypeAlias = dict[str | None, str]

#: The character of a cell that is none of the format's.
UNKNOWN = "\0"
#: A run is at most so many labels with so many figures after them.
_LONGEST_RUN = 60
#: So many spellings of cells are remembered.
_REMEMBERED = 20_000
#: Makes a figure its shape.
_DIGITS = str.maketrans("123456789", "000000000")
_LETTER = re.compile(r"[^\W\d]").search
#: The shapes that say all of a figure but its digits, and are not too long to remember.
_SIMPLE = re.compile(r"-?0[0,]{0,40}(\.0{1,40})?%?").fullmatch
#: What stands for any digit, or for how often, in an expression; and choices that begin with a
#: letter or a number sign, so that no shape is theirs.
_ANY_DIGIT = re.compile(r"\[0-9\]|\\d|\{[0-9,]*\}")
_WORD = re.compile(r"(?:^|(?<=[|(]))[A-Z#](?![?*{])[^][|()]*(?=[|()]|$)")


class Alphabet:
    """The characters of a format's terminals; figures come first."""

    def __init__(self, tables: Tables) -> None:
        figures = [name for name, _, is_figure in tables.patterns if is_figure]
        others = [name for name, _, is_figure in tables.patterns if not is_figure]
        names = dict.fromkeys([*figures, *others, *tables.labels.values(), END])
        #: terminal -> character
        self.codes: Codes = {None: UNKNOWN}
        self.codes.update({name: chr(n) for n, name in enumerate(names, 1)})
        #: character -> terminal; UNKNOWN has none.
        self.names = {code: name for name, code in self.codes.items() if name}
        self.end = self.codes[END]
        span = f"\x01-{re.escape(chr(len(figures)))}" if figures else ""
        some, more = f"{{1,{_LONGEST_RUN}}}", f"{{0,{_LONGEST_RUN}}}"
        runs = f"[^{span}]{some}[{span}]{more}|[{span}]{some}" if span else f"(?s:.){some}"
        #: Cuts a string of such characters into runs: labels and the figures after them.
        self.runs: Callable[[str], list[str]] = re.compile(runs).findall

    def spell(self, terminals: Iterable[str | None]) -> str:
        """The terminals of cells as one string."""
        return "".join(map(self.codes.__getitem__, terminals))


class Lexicon:
    """What a cell is, by its text: the character of its terminal, and its value.

    A figure's value is the decimal number that it says if its terminal is one of ``decimals``; the
    value of any other cell is its text. Spellings met are remembered, figures only where they are
    short; of other figures their shape, that is where digits stand in them.
    """

    def __init__(
        self, tables: Tables, vocabulary: Vocabulary, codes: Codes, decimals: Iterable[str]
    ) -> None:
        self._vocabulary, self._codes, self._decimals = vocabulary, codes, frozenset(decimals)
        #: The characters of values that were met with a letter in them.
        self.lettered = set[str]()
        self._known: dict[str, tuple[str, Any]] = {
            label: (codes[name], label) for label, name in tables.labels.items()
        }
        #: The characters of shapes, where the shapes tell all.
        self._shapes: dict[str, str] = {}
        figures = [expression for _, expression, is_figure in tables.patterns if is_figure]
        self._by_shape = all(map(_by_shape, figures))

    def look_up(self, cells: Sequence[str]) -> tuple[str, Sequence[Any]]:
        """The characters of some cells as one string, and their values.

        Raises ValueError for a figure that says no number.
        """
        found = list(map(self._known.get, cells))
        new = [cell for cell, known in zip(cells, found, strict=True) if known is None]
        if new:
            made = iter(self._look_up_new(new))
            found = [known or next(made) for known in found]
        codes, values = zip(*found, strict=True) if found else ((), ())
        return "".join(codes), values

    def _look_up_new(self, cells: list[str]) -> list[tuple[str, Any]]:
        """All figures of a shape that is known are read at once, by what a figure looks like."""
        text = "\n".join(cells)
        shapes = text.translate(_DIGITS).split("\n")
        numbers = text.replace(",", "").replace("%", "E-2").split("\n")
        if len(shapes) != len(cells):
            return list(map(self._look_up_one, cells, cells))
        codes = map(self._shapes.get, shapes)
        return [
            (code, Decimal(number)) if code else self._look_up_one(cell, shape)
            for cell, shape, number, code in zip(cells, shapes, numbers, codes, strict=True)
        ]

    def _look_up_one(self, cell: str, shape: str) -> tuple[str, Any]:
        terminal = self._vocabulary[cell]
        is_decimal = terminal in self._decimals
        found = self._codes[terminal], decimal(cell) if is_decimal else cell
        if terminal in self._vocabulary.row_values and _LETTER(cell):
            self.lettered.add(found[0])
        if len(cell) <= SHORT or terminal not in self._vocabulary.figures:
            if terminal is not None and len(self._known) < _REMEMBERED:
                self._known[cell] = found
        elif is_decimal and self._by_shape and _SIMPLE(shape) and len(self._shapes) < _REMEMBERED:
            self._shapes[shape] = found[0]
        return found


def _by_shape(expression: str) -> bool:
    """Whether which digits stand in a figure is all one to its expression, or it is a short one."""
    is_word = len(expression) <= SHORT and expression.isalnum()
    return is_word or not re.search(r"\d", _ANY_DIGIT.sub("", _WORD.sub("", expression)))
