"""Which lines of the grammar files with an alternative do reports exercise?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import attrs

from gmacm_grammar.grammars import END, Alternative, Lexeme, Production, in_force
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format, Library, Reading
from gmacm_grammar.workbench.steps import Steps


class Place(NamedTuple):
    """A line of a grammar file."""

    file: str
    line: int


@attrs.frozen
class Fixture:
    """A report, its format, and whether it was wholly read."""

    fixture: str
    format: str
    read: bool


@attrs.frozen
class Coverage:
    """The lines with an alternative of all formats, and the fixtures that exercise each."""

    texts: dict[Place, str]
    by: dict[Place, list[str]]
    fixtures: list[Fixture]


def cover(library: Library, reports: Iterable[tuple[str, str]]) -> Coverage:
    """What the reports, each a name and a text, exercise of the formats in reach."""
    known = {format_.name: Alternatives(format_) for format_ in library.formats()}
    texts = {place: text for each in known.values() for place, text in each.texts.items()}
    covered = Coverage(dict(sorted(texts.items())), {}, [])
    for name, text in reports:
        reading = Reading(library, text, None, None)
        read = not reading.examination().errors
        covered.fixtures.append(Fixture(name, reading.format.name, read))
        for place in set(known[reading.format.name].exercised(reading)):
            covered.by.setdefault(place, []).append(name)
    return covered


class Alternatives:
    """The lines of a format's grammar that hold an alternative of a rule or a label's strings."""

    def __init__(self, format_: Format) -> None:
        self.texts: dict[Place, str] = {}
        self._terminals = format_.tables.labels
        self._of: dict[str, list[Alternative]] = {}
        self._found: dict[tuple[str, str | None, frozenset[str]], list[Place]] = {}
        for statement in in_force(format_.source.statements):
            printed = {line.number: line.text for line in statement.lines}
            for alternative in statement.alternatives:
                if not statement.is_terminal or any(map(_is_label, alternative.labels)):
                    self._of.setdefault(statement.head.text, []).append(alternative)
                    for place in self._lines(alternative):
                        self.texts[place] = printed[place.line].partition(" //")[0].strip()

    def exercised(self, reading: Reading) -> Iterator[Place]:
        """The lines that a report exercises: what it completes, its cells' terminals and texts."""
        steps = Steps(reading.format.lookahead)
        for terminal in (*reading.terminals, END):
            for done in steps.take(terminal) or ():
                yield from self.places(done.production, done.symbols)
        printed = zip(reading.kept, reading.terminals, strict=True)
        for text, terminal in {(cell.text, terminal) for cell, terminal in printed if cell}:
            yield from self._spelled(str(terminal), normal(text))

    def _spelled(self, terminal: str, text: str) -> list[Place]:
        """The line of a label that holds most of what is printed."""
        labels = [lx for alternative in self._of.get(terminal, ()) for lx in alternative.labels]
        fitting = [lx for lx in labels if text.startswith(normal(lx.label))]
        return [_place(max(fitting, key=lambda lx: len(lx.label)))] if fitting else []

    def places(self, production: Production, symbols: frozenset[str]) -> list[Place]:
        """Where the alternative is of which just these symbols were read."""
        key = production.origin, production.alias, symbols
        if key not in self._found:
            self._found[key] = list(self._find(production, symbols))
        return self._found[key]

    def _find(self, production: Production, symbols: frozenset[str]) -> Iterator[Place]:
        """The lines of the alternative that holds all the symbols, and fewest others."""
        fitting = []
        for alternative in self._of.get(production.origin, ()):
            lines = self._lines(alternative)
            if production.alias in (None, alternative.alias) and symbols <= set().union(
                *lines.values()
            ):
                fitting.append((len(alternative.names) + len(alternative.labels), lines))
        fewest = min((size for size, _ in fitting), default=0)
        for lines in (lines for size, lines in fitting if size == fewest):
            yield from (at for at, held in lines.items() if len(lines) == 1 or held & symbols)

    def _lines(self, alternative: Alternative) -> dict[Place, set[str]]:
        """The symbols in each line of an alternative."""
        found: dict[Place, set[str]] = {}
        for lexeme in (*alternative.names, *alternative.labels):
            is_name = lexeme.kind == "name"
            symbol = lexeme.text if is_name else self._terminals.get(lexeme.label, "")
            found.setdefault(_place(lexeme), set()).add(symbol)
        return found


def _place(lexeme: Lexeme) -> Place:
    return Place(lexeme.file, lexeme.line)


def _is_label(lexeme: Lexeme) -> bool:
    return any(map(str.isalpha, lexeme.label))
