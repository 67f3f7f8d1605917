"""Which lines of the grammar files with an alternative do reports exercise?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import attrs

from gmacm_grammar.grammars import END, Alternative, Lexeme, Production, in_force, lines_of
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format, Library, Reading
from gmacm_grammar.workbench.steps import Steps

#: A line of a grammar file: the file and its number.
Place: TypeAlias = tuple[str, int]


@attrs.frozen
class Fixture:
    """A report, its format, and whether it was wholly read."""

    fixture: str
    format: str
    read: bool


@attrs.frozen
class Exercised:
    """A line with an alternative, and the fixtures that exercise it.

    A built-in grammar file is named within its directory; any other one ``is_own``.
    """

    file: str
    line: int
    text: str
    is_own: bool
    fixtures: list[str] = attrs.field(factory=list)


def cover(
    library: Library, reports: Iterable[tuple[str, Reading]]
) -> tuple[list[Exercised], list[Fixture]]:
    """The lines of all formats in reach, and the reports, each given as a name and a reading."""
    known = {format_.name: Alternatives(format_) for format_ in library.formats()}
    texts = {place: text for each in known.values() for place, text in each.texts.items()}
    lines, fixtures = {}, []
    for place, text in sorted(texts.items()):
        path, builtin = Path(place[0]), library.where[-1]
        is_own = not path.is_relative_to(builtin)
        shown = path if is_own else path.relative_to(builtin)
        lines[place] = Exercised(shown.as_posix(), place[1], text, is_own)
    for name, reading in reports:
        read = not reading.examination().errors
        fixtures.append(Fixture(name, reading.format.name, read))
        for place in set(known[reading.format.name].exercised(reading)):
            lines[place].fixtures.append(name)
    return list(lines.values()), fixtures


class Alternatives:
    """The lines of a format's grammar that hold an alternative of a rule or a label's strings."""

    def __init__(self, format_: Format) -> None:
        self.texts: dict[Place, str] = {}
        self._of: dict[str, list[tuple[Alternative, dict[Place, set[str]]]]] = {}
        statements = format_.source.statements
        printed = {file: lines_of(Path(file)) for file in {s.head.file for s in statements}}
        for statement in in_force(statements):
            for alternative in statement.alternatives:
                if not statement.is_terminal or any(map(_is_label, alternative.labels)):
                    lines = _lines(alternative, format_.tables.labels)
                    self._of.setdefault(statement.head.text, []).append((alternative, lines))
                    for file, line in lines:
                        text = printed[file][line - 1]
                        self.texts[file, line] = text.partition(" //")[0].strip()

    def exercised(self, reading: Reading) -> Iterator[Place]:
        """The lines that a report exercises: what it completes, its cells' terminals and texts."""
        steps = Steps(reading.format.lookahead)
        for terminal in (*reading.terminals, END):
            for production, symbols, *_ in steps.take(terminal) or ():
                yield from self._completed(production, symbols)
        printed = zip(reading.kept, reading.terminals, strict=True)
        for text, terminal in {(cell.text, terminal) for cell, terminal in printed if cell}:
            yield from self._spelled(str(terminal), normal(text))

    def _spelled(self, terminal: str, text: str) -> list[Place]:
        """The line of a label that holds most of what is printed."""
        labels = [label for known, _ in self._of.get(terminal, ()) for label in known.labels]
        fitting = [label for label in labels if normal(label.label) in text]
        return [max(fitting, key=lambda label: len(label.label)).place[:2]] if fitting else []

    def _completed(self, production: Production, symbols: frozenset[str]) -> Iterator[Place]:
        """The lines of the alternative that holds all the symbols, and fewest others."""
        fitting = [
            (len(known.names) + len(known.labels), lines)
            for known, lines in self._of.get(production.origin, ())
            if production.alias in (None, known.alias) and symbols <= set().union(*lines.values())
        ]
        fewest = min((size for size, _ in fitting), default=0)
        for lines in (lines for size, lines in fitting if size == fewest):
            yield from (at for at, held in lines.items() if len(lines) == 1 or held & symbols)


def _lines(alternative: Alternative, terminals: dict[str, str]) -> dict[Place, set[str]]:
    """The symbols in each line of an alternative."""
    found: dict[Place, set[str]] = {}
    for name in alternative.names:
        found.setdefault(name.place[:2], set()).add(name.text)
    for label in alternative.labels:
        found.setdefault(label.place[:2], set()).add(terminals.get(label.label, ""))
    return found


def _is_label(lexeme: Lexeme) -> bool:
    return any(map(str.isalpha, lexeme.label))
