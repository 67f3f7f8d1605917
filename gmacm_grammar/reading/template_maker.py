"""Makes the parts of a template: the expression for the text, its slots, the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import attrs

from gmacm_grammar.model import DASHES, RECORDS, Cell, Report, decimal, percent, rate, share
from gmacm_grammar.parsing import SHORT, Classifier, Read, names_digits
from gmacm_grammar.reading.cells import furniture, in_order, locate
from gmacm_grammar.reading.doubts import beginnings, field_of
from gmacm_grammar.reading.reading import Reading

#: How a figure is printed that a slot takes. Looked at when it is new to the slot: the expression
#: for the text, in which a slot takes all up to a blank, is so compiled in half the time.
_PLAIN = re.compile(r"[-(0-9][0-9,./%)]*+").fullmatch
_ANY, _ANY_WORDS = r"\S++", r"\S++(?: \S++)*+"
_REMEMBERED = 10_000
#: What reads figures with a percent sign as ``decimal`` does.
_FRACTIONS = (rate, share, percent)
#: Figures that tell what they are beside a label: an amount, a rate or a dash, and a date.
_TELLING = (r"[-(]?[0-9][0-9,]*+\.[0-9]++[%)]?+|-", "[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")
_TOLD = re.compile(r"[0-9]\.[0-9]|[0-9]/[0-9]+/[0-9]").search
#: What in an expression may stand for a point or a stroke.
_MAY_BE_MARK = re.compile(r"\.|/|\[\^|\\[SDW]").search


@attrs.define
class Slot:
    """What a slot takes: figures of some terminals, read in one way, and stated if required."""

    _classifier: Classifier
    _allowed: frozenset[str]
    _read: Read
    _is_required: bool
    #: What short figures say, and the shapes of long ones that are taken whatever their digits.
    known: dict[str, Any] = attrs.field(init=False, factory=dict)
    shapes: set[str] = attrs.field(init=False, factory=set)

    def value(self, text: str, shape: str) -> Any:
        """What a figure says. Raises ValueError if the slot does not take it."""
        is_plain = _PLAIN(text) or self._read is self._classifier.read_date
        if not is_plain or self._classifier[text] not in self._allowed:
            raise ValueError(text)
        value = self._read(text)
        if value is None and self._is_required:
            raise ValueError(text)
        if len(text) <= SHORT:
            if len(self.known) < _REMEMBERED:
                self.known[text] = value
        elif len(self.shapes) < _REMEMBERED and self._is_told_by(shape):
            self.shapes.add(shape)
        return value

    def _is_told_by(self, shape: str) -> bool:
        """Whether a long figure says what its digits do, whatever they are."""
        is_decimal = self._read is decimal or (self._read in _FRACTIONS and shape[-1] == "%")
        return is_decimal and self._classifier.is_told_by(shape)


class NoTemplate(Exception):
    """A reading tells too little of others like it."""


class Maker:
    """Makes the parts of a template."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.slots: list[Slot] = []
        if any(heading.is_told_apart for heading in reading.headings):
            raise NoTemplate
        self.slot_of: dict[Cell, int] = {}
        runs = list(self._runs())
        self._in_runs = {cell for run in runs for cell in run}
        self._choose_slots()
        if runs and _may_be_in_labels(reading):
            raise NoTemplate
        #: Texts and slots that stand one blank apart, and those of columns of shares.
        self.pieces = [self._piece(run) for run in runs]
        columns = [[reading.cells[n] for n in column] for column in reading.parsed.shares]
        self.shares = [self._texts_and_slots(column) for column in columns]
        self._printed = list(self._gaps_and_cells())
        self.pattern = "".join(self._pattern())

    def _runs(self) -> Iterator[list[Cell]]:
        """Cells that stand one blank apart."""
        run: list[Cell] = []
        for one, other in pairwise(self.reading.all_cells):
            if other.offset != one.end + 1 or self.reading.text[one.end] in "\n\f":
                continue
            if not run or run[-1] is not one:
                run = [one]
                yield run
            run.append(other)

    def _choose_slots(self) -> None:
        reading, classifier = self.reading, self.reading.format.classifier
        ways = reading.format.parser.same_ways([str(cell.terminal) for cell in reading.cells])
        figures = classifier.figures - {reading.format.unstated}
        made: dict[tuple[frozenset[str], Read, bool], Slot] = {}
        furnished = {cell.line for cell in reading.furniture}
        for n, cell in enumerate(reading.cells):
            read, allowed = reading.parsed.reads[n], ways[n] & figures
            literal = n in reading.leaves.compared or cell.line in furnished or cell.path is None
            is_required = field_of(cell) in reading.format.required
            literal |= is_required and reading.values[n] is None
            literal |= cell.terminal not in allowed
            if read is None or literal or not self._form(cell):
                continue
            self.slot_of[cell] = len(self.slots)
            key = allowed, read, is_required
            self.slots.append(made.setdefault(key, Slot(classifier, *key)))

    def _form(self, cell: Cell) -> str | None:
        """The expression for figures in the place of a cell; None if it is not such a figure."""
        if cell not in self._in_runs:
            is_date = cell.terminal in self.reading.format.classifier.dates
            return _ANY if _PLAIN(cell.text) else _ANY_WORDS if is_date else None
        return next((form for form in _TELLING if re.fullmatch(form, cell.text)), None)

    def _piece(self, run: Sequence[Cell]) -> list[Any]:
        """Cells one blank apart were cut by what they are: so each figure must tell what it is."""
        parts = self._texts_and_slots(run)
        marks = (part for part in parts if not any(map(str.isalnum, str(part))))
        if not DASHES.issuperset(marks):
            raise NoTemplate
        return parts

    def _texts_and_slots(self, cells: Sequence[Cell]) -> list[Any]:
        return [self.slot_of.get(cell, cell.text) for cell in cells]

    def _gaps_and_cells(self) -> Iterator[tuple[str, bool, Cell | None]]:
        """What stands before each cell and behind the last, whether it must stay, and the cell."""
        text, cells = self.reading.text, self.reading.all_cells
        values = self.reading.format.classifier.row_values
        begins_row = {cell for _, _, cell in beginnings(cells, values)}
        at = 0
        before: Cell | None = None
        for cell in cells:
            gap = text[at : cell.offset]
            if at > cell.offset or gap.strip() or text[cell.offset : cell.end] != cell.text:
                raise NoTemplate
            if before is not None and before.role == "furniture" and cell in begins_row:
                raise NoTemplate  # columns tell whether what is between sets it apart
            yield gap, _tells_columns(before) or _tells_columns(cell), cell
            before, at = cell, cell.end
        yield text[at:], _tells_columns(before), None

    def _pattern(self) -> Iterator[str]:
        for gap, must_stay, cell in self._printed:
            yield re.escape(gap) if must_stay else _blanks(gap)
            if cell in self.slot_of:
                yield f"({self._form(cell)})"
            elif cell:
                yield re.escape(cell.text)

    def code(self) -> Callable[[list[Any]], Report]:
        """What makes the record of the values of the slots."""
        constants: list[Any] = []
        source = self._source(self.reading.built(), constants)
        names = {"__builtins__": {}, "c": constants, **{kind.__name__: kind for kind in RECORDS}}
        made: Callable[[list[Any]], Report] = eval(f"lambda v: {source}", names)
        return made

    def _source(self, value: Any, constants: list[Any]) -> str:
        kind = type(value)
        if kind in RECORDS:
            fields = [(f.name, getattr(value, f.name)) for f in attrs.fields(kind)]
            stated = ((name, inner) for name, inner in fields if inner not in (None, (), {}))
            inner = (f"{name}={self._source(of, constants)}" for name, of in stated)
            return f"{kind.__name__}({','.join(inner)})"
        if kind is tuple:
            return "(" + "".join(f"{self._source(of, constants)}," for of in value) + ")"
        if kind is dict:
            rows = (f"{name!r}:{self._source(of, constants)}" for name, of in value.items())
            return "{" + ",".join(rows) + "}"
        slot = self.slot_of.get(self.reading.leaves.cells[value]) if kind is int else None
        if slot is not None:
            return f"v[{slot}]"
        constants.append(self.reading.leaves.values[value] if kind is int else value)
        return f"c[{len(constants) - 1}]"

    def is_cut_alike(self) -> bool:
        """Whether the layout cuts a text alike that has other digits and blanks where it may."""
        reading, made = self.reading, []
        for gap, must_stay, cell in self._printed:
            made.append(gap if must_stay else gap.replace("  ", "    "))
            if cell:
                made.append(_other_digits(cell.text) if cell in self.slot_of else cell.text)
        document = reading.layout.document("".join(made))
        cut = in_order([*locate(document, reading.format), *furniture(document)])
        return list(map(_fate, cut)) == list(map(_fate, reading.all_cells))


def _other_digits(text: str) -> str:
    return re.sub("[1-9]", "7", text)


def _fate(cell: Cell) -> tuple[str, int, bool, str | None]:
    return _other_digits(cell.text), cell.row, cell.role == "furniture", cell.terminal


def _tells_columns(cell: Cell | None) -> bool:
    """Whether the blanks beside a cell matter: it is a rule, a tag, or in a heading."""
    return cell is not None and cell.role in ("furniture", "heading")


def _blanks(gap: str) -> str:
    """The expression for what stands between two cells, if its length tells nothing."""
    if gap.strip(" \n"):
        return re.escape(gap)
    lines = gap.split("\n")
    if len(lines) > 1:
        return r"\n".join(" *+" for _ in lines)
    return " {2,}+" if len(gap) > 1 else gap


def _may_be_in_labels(reading: Reading) -> bool:
    """Whether a label or text may hold certain digits with a point or strokes, as figures do."""
    tables = reading.format.tables
    return any(map(_TOLD, tables.labels)) or any(
        _MAY_BE_MARK(e) and names_digits(e) for _, e, is_figure in tables.patterns if not is_figure
    )
