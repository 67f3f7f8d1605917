"""Makes the parts of a template: the expression for the text, its slots, the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any

import attrs

from gmacm_grammar.model import DASHES, RECORDS, Cell, Report, decimal
from gmacm_grammar.parsing import SHORT, Classifier, Read, said
from gmacm_grammar.reading.cells import furniture, in_order, locate
from gmacm_grammar.reading.reading import Reading

#: How a figure is printed that a slot takes. Looked at when it is new to the slot: the expression
#: for the text, in which a slot takes all up to a blank, is so compiled in half the time.
_PLAIN = re.compile(r"[-(0-9][0-9,./%)]*+").fullmatch
_ANY = r"\S++"
DIGITS = str.maketrans("123456789", "000000000")
_SIMPLE = re.compile(r"-?0[0,]{0,40}(\.0{1,40})?%?|\(0[0,]{0,40}(\.0{1,40})?\)").fullmatch
_REMEMBERED = 10_000
MISSING = object()
#: Figures that tell what they are beside a label: an amount, a rate or a dash, and a date.
_TELLING = (r"[-(]?[0-9][0-9,]*+\.[0-9]++[%)]?+|-", "[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")
_TOLD = re.compile(r"[0-9]\.[0-9]|[0-9]/[0-9]+/[0-9]").search
_INDEX = re.compile(r"\[[0-9]+\]")
#: What in an expression may stand for a point or a stroke.
_MAY_BE_MARK = re.compile(r"\.|/|\[\^|\\[SDW]").search


class Slot:
    """What a slot takes: figures of some terminals, read in one way, and stated if required."""

    def __init__(
        self, classifier: Classifier, allowed: frozenset[str], read: Read, is_required: bool
    ) -> None:
        self._classifier, self._allowed, self._read = classifier, allowed, read
        self._is_required = is_required
        #: Whether a long figure says what its digits do, whatever they are.
        self._by_shape = classifier.knows_by_shape and read is decimal
        #: What short figures say, and the shapes of long ones that are taken whatever their digits.
        self.known: dict[str, Any] = {}
        self.shapes = set[str]()

    def value(self, text: str, shape: str) -> Any:
        """What a figure says; MISSING if the slot does not take it. Raises ValueError."""
        if not _PLAIN(text) or self._classifier[text] not in self._allowed:
            return MISSING
        value = self._read(text)
        if value is None and self._is_required:
            return MISSING
        if len(text) <= SHORT:
            if len(self.known) < _REMEMBERED:
                self.known[text] = value
        elif self._by_shape and len(self.shapes) < _REMEMBERED and _SIMPLE(shape):
            self.shapes.add(shape)
        return value


class NoTemplate(Exception):
    """A reading tells too little of others like it."""


class Maker:
    """Makes the parts of a template."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.slots: list[Slot] = []
        #: The slots, by the number of a cell among all cells, and among those that were parsed.
        self.slot_of: dict[int, int] = {}
        self._parsed_slots: dict[int, int] = {}
        #: Texts and slots that stand one blank apart.
        self.pieces: list[list[Any]] = []
        if any(heading.is_told_apart for heading in reading.headings):
            raise NoTemplate
        self._runs = list(self._find_runs())
        self._in_runs = {n for run in self._runs for n in run}
        self._choose_slots()
        self._find_pieces()
        self.pattern = "".join(self._pattern())
        self.shares = [self._column(column) for column in reading.parsed.shares]

    def _choose_slots(self) -> None:
        reading, classifier = self.reading, self.reading.format.classifier
        ways = reading.format.parser.same_ways([str(cell.terminal) for cell in reading.cells])
        unstated = {reading.format.unstated}
        made: dict[tuple[frozenset[str], Read, bool], Slot] = {}
        furnished = {c.line for c in reading.all_cells if c.role == "furniture"}
        numbers = {id(cell): number for number, cell in enumerate(reading.cells)}
        for n, cell in enumerate(reading.all_cells):
            parsed = numbers.get(id(cell), -1)
            if parsed < 0:
                continue  # furniture, or a part of a heading
            read, allowed = reading.parsed.reads[parsed], ways[parsed] - unstated
            literal = parsed in reading.compared or cell.line in furnished or cell.path is None
            is_required = _INDEX.sub("", cell.path or "") in reading.format.required
            literal |= is_required and reading.values[parsed] is None
            if not allowed or read is None or literal or not self._form(n, cell):
                continue
            self.slot_of[n] = self._parsed_slots[parsed] = len(self.slots)
            key = allowed, read, is_required
            self.slots.append(made.setdefault(key, Slot(classifier, *key)))

    def _form(self, n: int, cell: Cell) -> str | None:
        """The expression for figures in the place of a cell; None if it is not such a figure."""
        if n not in self._in_runs:
            return _ANY if _PLAIN(cell.text) else None
        return next((form for form in _TELLING if re.fullmatch(form, cell.text)), None)

    def _find_runs(self) -> Iterator[list[int]]:
        """The numbers of cells that stand one blank apart."""
        run: list[int] = []
        for n, (one, other) in enumerate(pairwise(self.reading.all_cells)):
            if other.offset != one.end + 1 or self.reading.text[one.end] in "\n\f":
                continue
            if not run or run[-1] != n:
                run = [n]
                yield run
            run.append(n + 1)

    def _find_pieces(self) -> None:
        """Cells one blank apart were cut by what they are: so each figure must tell what it is."""
        cells = self.reading.all_cells
        if self._runs and _may_be_in_labels(self.reading):
            raise NoTemplate
        for run in self._runs:
            parts = [self.slot_of.get(n, cells[n].text) for n in run]
            marks = (part for part in parts if not any(map(str.isalnum, str(part))))
            if not DASHES.issuperset(marks):
                raise NoTemplate
            self.pieces.append(parts)

    def _pattern(self) -> Iterator[str]:
        text, cells = self.reading.text, self.reading.all_cells
        at = 0
        before: Cell | None = None
        label: Cell | None = None
        for n, cell in enumerate(cells):
            gap = text[at : cell.offset]
            if at > cell.offset or gap.strip() or text[cell.offset : cell.end] != cell.text:
                raise NoTemplate
            is_furniture = cell.role == "furniture"
            yield _blanks(gap, _tells_columns(before) or _tells_columns(cell))
            if n in self.slot_of:
                yield f"({self._form(n, cell)})"
            else:
                yield re.escape(cell.text)
            if not is_furniture:
                row_begins = label is not None and cell.row != label.row
                if row_begins and before is not label and self._is_value(label, cell):
                    raise NoTemplate  # columns tell whether what is between sets it apart
                label = cell
            before, at = cell, cell.end
        yield _blanks(text[at:], _tells_columns(before))

    def _is_value(self, label: Cell | None, cell: Cell) -> bool:
        """Whether a cell may be the value of the cell before it."""
        values = self.reading.format.classifier.row_values
        return label is not None and cell.terminal in values and label.terminal not in values

    def _column(self, column: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
        """What gives the texts of a column of shares."""
        slots = [self._parsed_slots[n] for n in column if n in self._parsed_slots]
        texts = tuple(self.reading.cells[n].text for n in column if n not in self._parsed_slots)
        if not slots:
            return lambda _: texts
        get = itemgetter(*slots, slots[0])
        return lambda found: (*get(found), *texts)

    def code(self) -> tuple[Callable[[list[Any], list[Any]], Report], list[Any]]:
        """What makes the record of the values of the slots, and its constants."""
        constants: list[Any] = []
        classes: dict[str, Any] = {}
        source = self._source(self.reading.built(), constants, classes)
        made: Any = eval(f"lambda v, c: {source}", {"__builtins__": {}, **classes})
        return made, constants

    def _source(self, value: Any, constants: list[Any], classes: dict[str, Any]) -> str:
        kind = type(value)
        if kind in RECORDS:
            classes[kind.__name__] = kind
            fields = [(f.name, getattr(value, f.name)) for f in attrs.fields(kind)]
            stated = ((name, inner) for name, inner in fields if inner not in (None, (), {}))
            inner = (f"{name}={self._source(of, constants, classes)}" for name, of in stated)
            return f"{kind.__name__}({','.join(inner)})"
        if kind is tuple:
            return "(" + "".join(f"{self._source(of, constants, classes)}," for of in value) + ")"
        if kind is dict:
            rows = (f"{n!r}:{self._source(of, constants, classes)}" for n, of in value.items())
            return "{" + ",".join(rows) + "}"
        if kind is int and value in self._parsed_slots:
            return f"v[{self._parsed_slots[value]}]"
        is_leaf = kind is not bool and value is not None
        constants.append(said(value, self.reading.values) if is_leaf else value)
        return f"c[{len(constants) - 1}]"

    def is_cut_alike(self) -> bool:
        """Whether the layout cuts a text alike that has other digits and blanks where it may."""
        reading, text, at, made = self.reading, self.reading.text, 0, []
        before: Cell | None = None
        for n, cell in enumerate((*reading.all_cells, None)):
            beside = any(c is not None and c.role == "furniture" for c in (before, cell))
            start = len(text) if cell is None else cell.offset
            gap = text[at:start]
            made.append(gap if beside or len(gap) < 2 else gap.replace("  ", "    "))
            if cell is not None:
                is_slot = n in self.slot_of
                made.append(re.sub("[1-9]", "7", cell.text) if is_slot else cell.text)
                before, at = cell, cell.end
        document = reading.layout.document("".join(made))
        cut = in_order([*locate(document, reading.format), *furniture(document)])
        return [_fate(c) for c in cut] == [_fate(c) for c in reading.all_cells]


def _fate(cell: Cell) -> tuple[str, int, bool, str | None]:
    return re.sub("[1-9]", "7", cell.text), cell.row, cell.role == "furniture", cell.terminal


def _tells_columns(cell: Cell | None) -> bool:
    """Whether the blanks beside a cell matter: it is a rule, a tag, or in a heading."""
    return cell is not None and cell.role in ("furniture", "heading")


def _blanks(gap: str, literal: bool) -> str:
    """The expression for what stands between two cells."""
    if literal or gap.strip(" \n"):
        return re.escape(gap)
    lines = gap.split("\n")
    if len(lines) > 1:
        return r"\n".join(" *+" for _ in lines)
    return " {2,}+" if len(gap) > 1 else gap


def _may_be_in_labels(reading: Reading) -> bool:
    """Whether a label or text may hold certain digits with a point or strokes, as figures do."""
    tables = reading.format.tables
    return any(map(_TOLD, tables.labels)) or any(
        _MAY_BE_MARK(e) and re.search(r"\d", re.sub(r"\[0-9\]|\\d|\{[0-9,]*\}", "", e))
        for _, e, is_figure in tables.patterns
        if not is_figure
    )
