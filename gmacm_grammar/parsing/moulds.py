"""How a report is made of its cells, remembered for all reports of the same build.

Which cell goes to which field depends on the terminals of the cells, hardly ever on what they say.
So when a sequence of terminals comes a second time, the report is made once of *slots* in place of
values. What comes out is a mould: the records, with the number of a cell in each field. A trust's
certificates are alike month after month, and so from the third on only values are filled in.

Where the values did matter, because two were compared, the mould notes what the cells said and
fits only where they say it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.grammars import Tables
from gmacm_grammar.model import Report, unlike
from gmacm_grammar.parsing.alphabet import Alphabet
from gmacm_grammar.parsing.parser import Automaton, Unexpected, remembering
from gmacm_grammar.parsing.plans import Convert
from gmacm_grammar.parsing.record_builder import Fault, build_report
from gmacm_grammar.parsing.tree import Captured

#: Makes a part of a report of the values of all cells.
Make: TypeAlias = Callable[[Sequence[Any]], Any]

#: Moulds are remembered for so many cells together, and so many sequences as met once.
_MOST_CELLS, _MOST_MET = 200_000, 1_000


class Slot:
    """Stands in a record for what cell ``at`` says; ``place`` is where that is among the values.

    The parts of texts come after the values of the cells.
    """

    __slots__ = ("at", "maker", "place", "read", "value")

    def __init__(
        self, maker: _Maker, value: Any, at: int, place: int, read: Convert | None
    ) -> None:
        self.maker, self.value, self.at, self.place, self.read = maker, value, at, place, read

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Slot):
            return False
        self.maker.compared |= {self.at, other.at}
        return bool(self.value == other.value)

    def __hash__(self) -> int:
        self.maker.compared.add(self.at)
        return hash(self.value)


@attrs.frozen
class Mould:
    """How a report is made; ``paths`` has the field that each cell goes to, None for a label.

    ``reads``: cells that are read otherwise than as they were looked up; ``parts``: texts of which
    parts are fields of their own; ``same``: what some cells must say; ``shares``: the cells of
    each column of shares.
    """

    make: Make
    paths: tuple[str | None, ...]
    reads: tuple[tuple[int, Convert], ...]
    parts: tuple[tuple[int, Convert, tuple[str, ...]], ...]
    same: tuple[tuple[int, str], ...]
    shares: tuple[tuple[int, ...], ...]

    def fill(self, cells: Sequence[str], values: Sequence[Any]) -> Report | None:
        """The report of these cells, looked up as ``values``; None if the mould does not fit.

        It fits no shares of which it is unknown what they say. Raises ValueError for a figure that
        says no number.
        """
        for column in self.shares:
            if unlike([cells[at] for at in column]):
                return None
        for at, text in self.same:
            if cells[at] != text:
                return None
        filled = list(values)
        for at, read in self.reads:
            filled[at] = read(cells[at])
        for at, read, names in self.parts:
            found = read(cells[at])
            if tuple(found.parts) != names:
                return None
            filled += found.parts.values()
        report: Report = self.make(filled)
        return report


class Moulds:
    """The moulds of a format, by the characters of the terminals."""

    def __init__(self, tables: Tables, alphabet: Alphabet, texts: dict[str, Convert]) -> None:
        self._given = tables, alphabet, texts
        #: None for cells of which no report can be made.
        self._moulds: dict[str, Mould | None] = {}
        self._met: dict[str, None] = {}
        self._free = _MOST_CELLS

    def find(self, codes: str, cells: Sequence[str]) -> Mould | None:
        """The mould for these cells, if there is one; it is made when they come a second time."""
        if codes in self._moulds or len(codes) > self._free:
            return self._moulds.get(codes)
        if codes not in self._met:
            if len(self._met) >= _MOST_MET:
                self._met.clear()
            self._met[codes] = None
            return None
        try:
            mould = _Maker(*self._given, cells).make(codes)
        except (Unexpected, Fault, ValueError):
            mould = None
        self._free -= len(codes)
        self._moulds[codes] = mould
        return mould


class _Maker:
    """Makes one mould."""

    def __init__(
        self,
        tables: Tables,
        alphabet: Alphabet,
        texts: dict[str, Convert],
        cells: Sequence[str],
    ) -> None:
        self._automaton = Automaton(tables, alphabet, texts, self._slots)
        self.compared: set[int] = set()
        self._cells = cells
        self._paths: list[str | None] = [None] * len(cells)
        self._reads: dict[int, Convert] = {}
        self._parts: list[tuple[int, Convert, tuple[str, ...]]] = []

    def make(self, codes: str) -> Mould:
        """Raises Fault or ValueError where no report can be made of the cells."""
        cells, places = self._cells, range(len(self._cells))
        report = build_report(self._automaton.follow(codes, places, places))
        make = self._of(report, "")
        return Mould(
            make,
            tuple(self._paths),
            tuple(self._reads.items()),
            tuple(self._parts),
            tuple((at, cells[at]) for at in sorted(self.compared)),
            tuple(map(tuple, self._automaton.shares(codes).values())),
        )

    def _slots(self, read: Convert) -> Convert:
        """The reader that makes slots where ``read`` makes values."""
        fast = remembering(read)

        def slot(at: int) -> Any:
            value = read(self._cells[at])
            if not isinstance(value, Captured):
                return Slot(self, value, at, at, fast)
            place = len(self._cells) + sum(len(names) for _, _, names in self._parts)
            self._parts.append((at, read, tuple(value.parts)))
            parts = {
                name: Slot(self, text, at, n, None)
                for n, (name, text) in enumerate(value.parts.items(), place)
            }
            return Captured(Slot(self, value.text, at, at, None), parts)

        return slot

    def _of(self, value: Any, path: str) -> Make:
        if type(value) is Slot:
            return itemgetter(self._place(value, path))
        if attrs.has(type(value)):
            return self._of_record(value, path)
        if isinstance(value, tuple):
            each = [self._of(inner, f"{path}[{n}]") for n, inner in enumerate(value)]
            return lambda values: tuple([make(values) for make in each])
        if isinstance(value, dict):
            makes = {name: self._of(inner, _dotted(path, name)) for name, inner in value.items()}
            return lambda values: {name: make(values) for name, make in makes.items()}
        return lambda _: value

    def _of_record(self, record: Any, path: str) -> Make:
        cls = type(record)
        places: dict[str, int] = {}
        makes: dict[str, Make] = {}
        for field in attrs.fields(cls):
            value = getattr(record, field.name)
            if type(value) is Slot:
                places[field.name] = self._place(value, _dotted(path, field.name))
            elif value is not None and value != () and value != {}:
                makes[field.name] = self._of(value, _dotted(path, field.name))
        # itemgetter gives a tuple only for two and more: two more are asked for, and zip drops them
        names, get = tuple(places), itemgetter(*places.values(), 0, 0)

        def make(values: Sequence[Any]) -> Any:
            fields = dict(zip(names, get(values), strict=False))
            for name, inner in makes.items():
                fields[name] = inner(values)
            return cls(**fields)

        return make

    def _place(self, slot: Slot, path: str) -> int:
        """Where among the values that of a slot stands; the first path of a cell is kept."""
        self._paths[slot.at] = self._paths[slot.at] or path
        if slot.read is not None:
            self._reads[slot.at] = slot.read
        return slot.place


def _dotted(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
