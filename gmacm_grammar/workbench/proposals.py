"""Lines of grammar that may read what a format cannot: made from the rows and labels it has.

Nothing here knows whether a line is right; ``explain`` tries each on the report.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from gmacm_grammar.grammars import START, kind_of
from gmacm_grammar.model import KINDS, Cell, integer
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format
from gmacm_grammar.workbench.kinds import kinds_in_reach
from gmacm_grammar.workbench.notation import (
    Alternative,
    Lexeme,
    Statement,
    field_name,
    quoted,
    statements,
    written,
)

#: How alike a label must be to a known one to be taken for it, and how many are tried.
_NEAR, _MOST_NEAR = 0.6, 3


@attrs.frozen
class Proposal:
    """Lines to add to a grammar, and the known label or row that they follow."""

    lines: tuple[str, ...]
    like: str
    renames: bool = False


@attrs.frozen
class Found:
    """Where a label stands in a grammar."""

    statement: Statement
    alternative: Alternative
    lexeme: Lexeme


@attrs.frozen
class Place:
    """What cannot be read, and the labels of the rows around it."""

    label: Cell
    values: tuple[Cell, ...]
    before: Cell | None
    after: Cell | None


class Proposer:
    """Makes proposals for one format."""

    def __init__(self, format_: Format, where: tuple[Path, ...]) -> None:
        self._tables = format_.tables
        self._statements = [s for s in statements(format_.source.lines) if s.defines]
        self._kinds = kinds_in_reach(where)
        self._defined = {statement.name for statement in self._statements}
        self._spellings: dict[str, set[str]] = {}
        for statement in self._statements:
            if all(_is_label(a) for a in statement.alternatives):
                labels = {lx.label for a in statement.alternatives for lx in a.labels}
                self._spellings.setdefault(str(statement.name), set()).update(labels)

    def near(self, text: str, printed: set[str]) -> list[str]:
        """The known labels most like ``text`` that are not ``printed``, best first."""
        known = {
            normal(lexeme.label): lexeme.label
            for statement in self._statements
            for alternative in statement.alternatives
            for lexeme in alternative.labels
            if normal(lexeme.label) not in printed
        }
        plain = normal(text)
        scored = sorted(((_alike(plain, label), label) for label in known), reverse=True)
        return [known[label] for score, label in scored[:_MOST_NEAR] if score >= _NEAR]

    def proposals(self, place: Place, printed: set[str]) -> Iterator[Proposal]:
        """What may read the place, the likeliest first."""
        if place.label.terminal is None:
            yield from self._renamed(place, printed)
            yield from self._names(place)
            yield from self._rows(place)
        else:
            yield from self._other_forms(place)

    # ---- a label that is printed in another way ------------------------------------------------

    def _renamed(self, place: Place, printed: set[str]) -> Iterator[Proposal]:
        for near in self.near(place.label.text, printed):
            for found in self._occurrences(near):
                symbols = _with_label(found, quoted(place.label.text))
                lines = (self._line(found.statement, symbols, found.alternative.alias),)
                yield Proposal(lines, near, renames=True)

    def _occurrences(self, label: str) -> Iterator[Found]:
        for statement in self._statements:
            for alternative in statement.alternatives:
                for lexeme in alternative.labels:
                    if normal(lexeme.label) == normal(label):
                        yield Found(statement, alternative, lexeme)

    # ---- a row of its own ----------------------------------------------------------------------

    def _names(self, place: Place) -> Iterator[Proposal]:
        """The name of a row in a table of names."""
        patterns = {name for name, _, is_figure in self._tables.patterns if not is_figure}
        for cell in (place.before, place.after):
            if cell and cell.terminal in patterns and place.values:
                escaped = re.sub(r"([^\w\s&,;:%'\"<>=@~`!-])", r"\\\1", place.label.text)
                yield Proposal((f"%extend {cell.terminal}: /{escaped}/",), cell.text)

    def _rows(self, place: Place) -> Iterator[Proposal]:
        taken = {a.alias for s in self._statements for a in s.alternatives if a.alias}
        name = field_name(place.label.text, {*taken, *map(str, self._defined)})
        label = quoted(place.label.text)
        seen: set[tuple[str, ...]] = set()
        for cell, found in self._rows_around(place):
            for values, more in self._values(place, found, name):
                if not values and place.values:
                    continue
                symbols = f"{label} {values}".strip()
                lines = (*more, self._line(found.statement, symbols, name))
                if lines not in seen:
                    seen.add(lines)
                    yield Proposal(lines, cell.text)
            if str(found.statement.name).startswith("_") and place.values:
                names, more = self._fields(place.values, name)
                line = self._line(found.statement, f"{label} {names}", None)
                yield Proposal((*more, line), cell.text)

    def _rows_around(self, place: Place) -> list[tuple[Cell, Found]]:
        """The rows that the neighbours are, those of a rule of many rows first."""
        found: list[tuple[Cell, Found]] = []
        for cell in filter(None, (place.before, place.after)):
            for row in self._row_of(cell):
                found.append((cell, row))
                found += [(cell, sibling) for sibling in self._siblings(row.statement)]
        return sorted(found, key=lambda row: not _has_rows(row[1].statement))

    def _row_of(self, cell: Cell) -> Iterator[Found]:
        for statement in self._statements:
            for alternative in statement.alternatives:
                first = alternative.lexemes[0] if alternative.lexemes else None
                if first is not None and self._begins(first, cell) and len(alternative.lexemes) > 1:
                    yield Found(statement, alternative, first)

    def _begins(self, first: Lexeme, cell: Cell) -> bool:
        if first.kind == "string":
            return normal(first.label) == normal(cell.text)
        if first.kind == "name":
            spelled = {normal(label) for label in self._spellings.get(first.text, ())}
            return first.text == cell.terminal or normal(cell.text) in spelled
        return False

    def _siblings(self, statement: Statement) -> Iterator[Found]:
        """Rows of the rules that stand beside a rule in the section."""
        for parent in self._statements:
            names = [lexeme.text for lexeme in parent.names]
            if statement.name in names and parent.name != START:
                for other in self._statements:
                    if other.name in names and other.name != statement.name and _has_rows(other):
                        alternative = other.alternatives[0]
                        yield Found(other, alternative, alternative.lexemes[0])

    def _values(
        self, place: Place, found: Found, name: str
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """How the values of the row may be written, with the lines that this needs besides."""
        if not place.values:
            yield "", ()
            return
        rest = found.alternative.lexemes[1:]
        if rest and not (_has_decimals(place.values) and any(map(_is_whole, rest))):
            yield written(rest), ()
        plus = "+" if rest and rest[-1].text == "+" else ""
        for kind in self._kinds_of(place.values, rest):
            needed = self._import(kind)
            if plus or len(place.values) == 1:
                yield f"{kind}{plus}", needed
            yield f"{kind}+", needed
        for alternative in found.statement.alternatives:
            if alternative.alias and alternative.lexemes[1:]:
                yield written(alternative.lexemes[1:]), ()
        if len(place.values) > 1:
            yield self._fields(place.values, name)

    def _fields(self, values: Sequence[Cell], name: str) -> tuple[str, tuple[str, ...]]:
        """A field for each value, where they are of several kinds."""
        names, lines = [], list[str]()
        for number, cell in enumerate(values, 1):
            kinds = self._kinds_of([cell], ())
            if kinds:
                field = name if len(values) == 1 else f"{name}_{number}"
                names.append(field)
                lines += [*self._import(kinds[0]), f"{field}: {kinds[0]}"]
        return " ".join(names), tuple(dict.fromkeys(lines))

    def _kinds_of(self, values: Sequence[Cell], rest: Sequence[Lexeme]) -> list[str]:
        """The kinds of value that all the figures are, those of the neighbour first.

        Those of whole numbers come last where a figure is printed with decimals.
        """
        terminals = {cell.terminal for cell in values}
        near = [lexeme.text for lexeme in rest]
        fits = [kind for kind, (_, taken) in self._kinds.items() if terminals <= taken]
        fits.sort(key=lambda kind: (kind not in near, len(self._kinds[kind][1])))
        if _has_decimals(values):
            fits.sort(key=_is_whole)
        return fits[:3]

    def _import(self, kind: str) -> tuple[str, ...]:
        if kind in self._defined:
            return ()
        return (f"%import .{self._kinds[kind][0]} ({kind})",)

    # ---- a row that is known in another form ---------------------------------------------------

    def _other_forms(self, place: Place) -> Iterator[Proposal]:
        kinds = [self._kinds_of([cell], ())[:1] for cell in place.values]
        if not kinds or not all(kinds):
            return
        needed = tuple(dict.fromkeys(line for kind in kinds for line in self._import(kind[0])))
        for found in self._row_of(place.label):
            alias = found.alternative.alias
            if alias:
                symbols = " ".join([found.lexeme.text, *(kind[0] for kind in kinds)])
                line = self._line(found.statement, symbols, alias)
                yield Proposal((*needed, line), place.label.text)

    @staticmethod
    def _line(statement: Statement, symbols: str, alias: str | None) -> str:
        arrow = f" -> {alias}" if alias else ""
        return f"%extend {statement.name}: {symbols}{arrow}"


def _has_decimals(values: Sequence[Cell]) -> bool:
    return any("." in cell.text for cell in values)


def _is_whole(kind: Lexeme | str) -> bool:
    """Whether a kind of value is one of whole numbers."""
    name = kind_of(kind if isinstance(kind, str) else kind.text)
    return name is not None and KINDS[name][0] is integer


def _alike(one: str, other: str) -> float:
    """How alike two labels are (0 to 1), in their letters or, in any order, in their words."""
    letters = difflib.SequenceMatcher(None, one, other)
    if letters.quick_ratio() < _NEAR:
        return 0.0
    one, other = (" ".join(sorted(text.split())) for text in (one, other))
    words = difflib.SequenceMatcher(None, one, other)
    return max(letters.ratio(), words.ratio())


def _is_label(alternative: Alternative) -> bool:
    """Whether an alternative is a label alone."""
    return len(alternative.lexemes) == 1 and alternative.lexemes[0].kind == "string"


def _has_rows(statement: Statement) -> bool:
    """Whether a rule holds rows with names of their own."""
    rows = [a for a in statement.alternatives if a.alias and len(a.lexemes) > 1]
    return bool(rows) and not str(statement.name).isupper()


def _with_label(found: Found, label: str) -> str:
    """The alternative with another label in its place; spellings beside it are left out."""
    lexemes = list(found.alternative.lexemes)
    at = next(n for n, lexeme in enumerate(lexemes) if lexeme is found.lexeme)
    start, end = at, at + 1
    while (start > 0 and lexemes[start - 1].text in "|") or lexemes[start].text == "|":
        start -= 2
    while end < len(lexemes) and lexemes[end].text == "|":
        end += 2
    grouped = start > 0 and end < len(lexemes) and lexemes[start - 1].text == "("
    if grouped and lexemes[end].text == ")":
        start, end = start - 1, end + 1
    else:
        start, end = at, at + 1
    new = attrs.evolve(found.lexeme, text=label)
    return written([*lexemes[:start], new, *lexemes[end:]])
