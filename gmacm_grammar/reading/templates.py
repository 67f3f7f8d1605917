"""How reports of a build are read, remembered: a template reads later ones without parsing them.

A trust's certificates are alike month after month. So when a build comes again, what a reading made
of it becomes one regular expression for the whole text (what is no figure as printed, a slot for
each figure) and a line of generated code that makes the record of the slots. A template takes a
text only if a reading would do the same with it, without a remark:

- A slot takes figures that lead the parser to the same state and are read in the same way.
- Blanks are free only where their number tells nothing: not beside tags, drawn lines and headings,
  and two and more remain two and more.
- Figures that were compared with others, and texts, must be the same again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import repeat
from threading import Lock
from typing import Any

import attrs

from gmacm_grammar.model import DASHES, Cell, Limits, Report, unlike
from gmacm_grammar.parsing import DIGITS, cut_cell
from gmacm_grammar.reading.cells import line_starts
from gmacm_grammar.reading.doubts import MAY_BE_ONE
from gmacm_grammar.reading.reading import Reading
from gmacm_grammar.reading.template_maker import Maker, NoTemplate

#: So many templates are kept, of so many characters together; the least used are forgotten.
_MOST, _MOST_CHARACTERS = 200, 4_000_000
#: Longer texts get no template. So many builds are remembered as met.
_LONGEST, _MOST_MET = 200_000, 2_000
_MISSING = object()


class Template:
    """How reports of one build are read."""

    def __init__(self, reading: Reading) -> None:
        """Raises NoTemplate for a reading that tells too little of others like it."""
        maker = Maker(reading)
        self.size, self._classifier = len(reading.text), reading.format.classifier
        self._fullmatch = re.compile(maker.pattern).fullmatch
        self._slots = maker.slots
        self._known = [slot.known for slot in maker.slots]
        self._pieces, self._shares = maker.pieces, maker.shares
        self._make = maker.code()
        # Copies: those of the reading are given to who reads the first text.
        self._cells = [(attrs.evolve(c), maker.slot_of.get(c)) for c in reading.all_cells]
        if not maker.is_cut_alike():
            raise NoTemplate
        self.evidence = attrs.evolve(reading.examination(), report=Report(), cells=())

    def read(self, text: str, limits: Limits) -> Remembered | None:
        """What a text says; None if it is none of this build, or if there is a remark to make."""
        match = self._fullmatch(text)
        if match is None or len(self._cells) > limits.cells:
            return None
        texts = match.groups()
        try:
            values = self._values(texts)
        except ValueError:
            return None
        for column in self._shares:
            shares = _printed(column, texts)
            if "".join(shares).count("%") != len(shares) and unlike(shares):
                return None
        for piece in self._pieces:
            parts = _printed(piece, texts)
            printed = " ".join(parts)
            if MAY_BE_ONE.search(printed):
                return None
            # A dash behind a figure may be its sign.
            if not DASHES.isdisjoint(parts) and cut_cell(printed, self._classifier) != parts:
                return None
        return Remembered(self, text, match, self._make(values))

    def _values(self, texts: Sequence[str]) -> list[Any]:
        """What the slots say. All figures of shapes that are known are read at once.

        Raises ValueError if a slot does not take its text.
        """
        values = list(map(dict.get, self._known, texts, repeat(_MISSING)))
        new = [n for n, value in enumerate(values) if value is _MISSING]
        if not new:
            return values
        printed = "\n".join([texts[n] for n in new])
        shapes = printed.translate(DIGITS).split("\n")
        plain = printed.replace(",", "").replace("%", "E-2").replace("(", "-").replace(")", "")
        for n, shape, number in zip(new, shapes, plain.split("\n"), strict=True):
            slot = self._slots[n]
            is_told = shape in slot.shapes
            values[n] = Decimal(number) if is_told else slot.value(texts[n], shape)
        return values

    def cells(self, text: str, match: re.Match[str]) -> Iterator[Cell]:
        """The cells of a text that this template takes."""
        starts, at, spans = line_starts(text), 0, match.regs
        terminals = self._classifier.each(match.groups())
        for cell, slot in self._cells:
            printed, terminal, line = cell.text, cell.terminal, cell.line
            if slot is None:
                start = text.index(printed, at)
                at = start + len(printed)
            else:
                start, at = spans[slot + 1]
                printed, terminal = text[start:at], terminals[slot]
            column = start - starts[line - 1] + 1
            yield Cell(printed, line, column, start, cell.role, cell.path, terminal, cell.row)


def _printed(parts: Sequence[Any], texts: Sequence[str]) -> list[str]:
    """The parts, with the text that each slot takes."""
    return [texts[part] if type(part) is int else part for part in parts]


@attrs.define
class Remembered:
    """A text that a template has read: what ``Reading`` has of one that is read anew."""

    _template: Template
    text: str
    _match: re.Match[str]
    report: Report
    problems: tuple[()] = ()

    def examination(self) -> Any:
        """As ``Reading.examination``: the evidence for layout and format is that of the build."""
        return attrs.evolve(
            self._template.evidence,
            report=self.report,
            cells=tuple(self._template.cells(self.text, self._match)),
        )


class Templates:
    """The templates of a library, for one layout and format that are asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[Template, ...] = ()
        #: How often the builds were met that no template took.
        self._met: dict[int, int] = {}

    def read(self, text: str, limits: Limits) -> Remembered | None:
        """What the first template that takes a text makes of it."""
        for n, template in enumerate(self._kept):
            if found := template.read(text, limits):
                if n:
                    self._keep(template)
                return found
        return None

    def learn(self, reading: Reading) -> None:
        """Make a template of a reading without a remark, if its build comes again.

        One that comes ever again, and is never taken, is tried the 2nd, 3rd, 4th, 8th, ... time.
        """
        if reading.problems or reading.recovery or len(reading.text) > _LONGEST:
            return
        figures = reading.format.classifier.figures
        cells = reading.cells
        build = hash(tuple([None if c.terminal in figures else c.text for c in cells]))
        with self._lock:
            times = self._met[build] = self._met.pop(build, 0) + 1
            if len(self._met) > _MOST_MET:
                del self._met[next(iter(self._met))]
        if times == 3 or (times > 1 and not times & times - 1):
            try:
                self._keep(Template(reading))
            except NoTemplate:
                return

    def _keep(self, template: Template) -> None:
        """Put a template before all others."""
        with self._lock:
            kept = [template, *(other for other in self._kept if other is not template)]
            while len(kept) > _MOST or sum([each.size for each in kept]) > _MOST_CHARACTERS:
                kept.pop()
            self._kept = tuple(kept)
