"""A character for each terminal of a format: what stands in a row is then a short string."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from gmacm_grammar.tables import END, Tables
from gmacm_grammar.values import decimal
from gmacm_grammar.vocabulary import Vocabulary

Codes: TypeAlias = dict[str | None, str]

#: The character of a cell that is none of the format's.
UNKNOWN = "\0"
#: A run is at most so many labels with so many figures after them.
_LONGEST_RUN = 60
#: Figures of so many characters ("0.00", "-", "0.00%") are remembered, and how many.
_SHORT, _REMEMBERED = 6, 20_000


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


class Lexicon(dict[str, tuple[str, Any]]):
    """What a cell is, by its text: the character of its terminal, and its value.

    A figure's value is the decimal number that it says if its terminal is one of ``decimals``; the
    value of any other cell is its text. Raises ValueError for a figure that says no number.
    Spellings met are remembered, figures only where they are short.
    """

    def __init__(
        self, labels: dict[str, str], vocabulary: Vocabulary, codes: Codes, decimals: Iterable[str]
    ) -> None:
        super().__init__({label: (codes[name], label) for label, name in labels.items()})
        self._vocabulary, self._codes = vocabulary, codes
        self._figure = vocabulary.match_figure
        self._decimals = frozenset(decimals)

    def __missing__(self, cell: str) -> tuple[str, Any]:
        match = self._figure(cell)
        if match is None:
            code = self._codes[self._vocabulary[cell]]
            found: tuple[str, Any] = (code, cell)
            if code == UNKNOWN:
                return found
        elif (terminal := match.lastgroup) in self._decimals:
            try:
                found = self._codes[terminal], Decimal(cell.replace(",", ""))
            except ArithmeticError:
                found = self._codes[terminal], decimal(cell)
        else:
            found = self._codes[terminal], cell
        if (match is None or len(cell) <= _SHORT) and len(self) < _REMEMBERED:
            self[cell] = found
        return found

    def look_up(self, cells: Iterable[str]) -> tuple[str, Sequence[Any]]:
        """The characters of some cells as one string, and their values."""
        found = list(map(self.__getitem__, cells))
        if not found:
            return "", ()
        codes, values = zip(*found, strict=True)
        return "".join(codes), values
