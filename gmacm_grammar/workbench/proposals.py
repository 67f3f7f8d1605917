"""Lines of grammar that may read what a format cannot: made from the rows and labels it has.

Nothing here knows whether a line is right; ``explain`` tries each on the report.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import attrs

from gmacm_grammar.grammars import START, Alternative, Lexeme, Statement, in_force, kind_of
from gmacm_grammar.model import KINDS, Cell
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format
from gmacm_grammar.workbench.notation import escaped, field_name, quoted, written
from gmacm_grammar.workbench.reach import kinds_in_reach

#: How alike a label must be to a known one to be named beside it, and to be taken for another
#: spelling of it; how many are tried.
_NEAR, _SAME, _MOST_NEAR = 0.6, 0.8, 3
#: Stands behind a line that says what nobody knows: the section of a row, and its name.
_DECIDE = "  // decide: its section and its name"
_DECIDE_MEANING = "  // decide: whether it means the same"


@attrs.frozen
class Proposal:
    """Lines to add to a grammar, and the known label or row that they follow."""

    lines: tuple[str, ...]
    like: str


@attrs.frozen
class Place:
    """What cannot be read, and the labels of the rows around it."""

    label: Cell
    values: tuple[Cell, ...]
    before: Cell | None
    after: Cell | None


class _Row(NamedTuple):
    """A row of the grammar: an alternative that begins with a label or a name."""

    statement: Statement
    alternative: Alternative

    @property
    def values(self) -> tuple[Lexeme, ...]:
        return self.alternative.lexemes[1:]


class Proposer:
    """Makes proposals for one format."""

    def __init__(self, format_: Format, where: tuple[Path, ...]) -> None:
        self._tables = format_.tables
        self._kinds = kinds_in_reach(where)
        self._statements = in_force(format_.source.statements)
        self._defined = {statement.head.text for statement in self._statements}
        self._rows = [_Row(s, a) for s in self._statements for a in s.alternatives if a.lexemes]
        self._spellings: dict[str, list[str]] = {}
        for statement in self._statements:
            if statement.spells:
                spelled = self._spellings.setdefault(statement.head.text, [])
                spelled += [normal(label.label) for label in statement.labels]

    def near(self, text: str, printed: set[str]) -> list[str]:
        """The known labels most like ``text`` that are not ``printed``, best first."""
        labels = [label.label for statement in self._statements for label in statement.labels]
        known = {normal(label): label for label in labels if normal(label) not in printed}
        scored = sorted(((_alike(normal(text), plain), plain) for plain in known), reverse=True)
        return [known[plain] for score, plain in scored[:_MOST_NEAR] if score >= _NEAR]

    def proposals(self, place: Place, printed: set[str]) -> Iterator[Proposal]:
        """What may read the place, the likeliest first."""
        if place.label.terminal is None:
            yield from self._renamed(place, printed)
            yield from self._names(place)
            yield from self._new_rows(place)
        else:
            yield from self._other_forms(place)

    def _renamed(self, place: Place, printed: set[str]) -> Iterator[Proposal]:
        """A label that is printed in another way."""
        plain = normal(place.label.text)
        for near in self.near(place.label.text, printed):
            is_sure = _alike(plain, normal(near)) >= _SAME
            if not is_sure and not _shares_half_its_words(plain, normal(near)):
                continue
            for row in self._rows:
                for label in row.alternative.labels:
                    if normal(label.label) == normal(near):
                        symbols = _with_label(row.alternative, label, quoted(place.label.text))
                        line = _line(row, symbols, row.alternative.alias)
                        yield Proposal((line if is_sure else line + _DECIDE_MEANING,), near)

    def _names(self, place: Place) -> Iterator[Proposal]:
        """The name of a row in a table of names."""
        patterns = {name for name, _, is_figure in self._tables.patterns if not is_figure}
        for cell in (place.before, place.after):
            if cell and cell.terminal in patterns and place.values:
                name = escaped(place.label.text)
                yield Proposal((f"%extend {cell.terminal}: /{name}/",), cell.text)

    def _new_rows(self, place: Place) -> Iterator[Proposal]:
        """A row of its own, like those around it."""
        taken = {row.alternative.alias for row in self._rows if row.alternative.alias}
        name, label = field_name(place.label.text, taken | self._defined), quoted(place.label.text)
        seen: set[tuple[str, ...]] = set()
        for cell, row in self._rows_around(place):
            for values, more in self._values(place, row, name):
                lines = (*more, _line(row, f"{label} {values}".strip(), name) + _DECIDE)
                if lines not in seen and (values or not place.values):
                    seen.add(lines)
                    yield Proposal(lines, cell.text)
            if row.statement.head.text.startswith("_") and place.values:
                names, more = self._fields(place.values, name)
                yield Proposal((*more, _line(row, f"{label} {names}", None) + _DECIDE), cell.text)

    def _rows_around(self, place: Place) -> list[tuple[Cell, _Row]]:
        """The rows that the neighbors are and those beside them, of rules of many rows first."""
        found = [
            (cell, near)
            for cell in filter(None, (place.before, place.after))
            for row in self._rows_of(cell)
            for near in (row, *self._siblings(row.statement))
        ]
        return sorted(found, key=lambda found: not _has_rows(found[1].statement))

    def _rows_of(self, cell: Cell) -> Iterator[_Row]:
        """The rows that begin with a cell."""
        for row in self._rows:
            first = row.alternative.lexemes[0]
            spelled = self._spellings.get(first.text, [])
            if first.kind == "string":
                spelled = [normal(first.label)]
            if row.values and (first.text == cell.terminal or normal(cell.text) in spelled):
                yield row

    def _siblings(self, statement: Statement) -> Iterator[_Row]:
        """Rows of the rules that are beside a rule in the section."""
        for parent in self._statements:
            names = {lexeme.text for lexeme in parent.names}
            if statement.name in names and parent.name != START:
                for other in self._statements:
                    if other.name in names - {statement.name} and _has_rows(other):
                        yield _Row(other, other.alternatives[0])

    def _values(self, place: Place, row: _Row, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """How the values of the row may be written, with the lines that this needs besides."""
        if not place.values:
            yield "", ()
            return
        if row.values and not (_has_decimals(place.values) and any(map(_is_whole, row.values))):
            yield written(row.values), ()
        if len({cell.terminal for cell in place.values}) > 1:
            yield self._fields(place.values, name)
        for kind in self._kinds_of(place.values, row.values):
            is_one = len(place.values) == 1 and (not row.values or row.values[-1].text != "+")
            yield kind if is_one else f"{kind}+", self._import(kind)
        for alternative in row.statement.alternatives:
            if alternative.alias and alternative.lexemes[1:]:
                yield written(alternative.lexemes[1:]), ()

    def _fields(self, values: Sequence[Cell], name: str) -> tuple[str, tuple[str, ...]]:
        """A field for each value, where they are of several kinds."""
        names, lines = [], list[str]()
        for number, cell in enumerate(values, 1):
            for kind in self._kinds_of([cell])[:1]:
                names.append(name if len(values) == 1 else f"{name}_{number}")
                lines += [*self._import(kind), f"{names[-1]}: {kind}"]
        return " ".join(names), tuple(dict.fromkeys(lines))

    def _kinds_of(self, values: Sequence[Cell], near: Sequence[Lexeme] = ()) -> list[str]:
        """The kinds of value that all the figures are, those of the neighbor first.

        Those of whole numbers come last where a figure is printed with decimals.
        """
        terminals, names = {cell.terminal for cell in values}, [lexeme.text for lexeme in near]
        fits = [kind for kind, (_, taken) in self._kinds.items() if terminals <= taken]
        fits.sort(key=lambda kind: (kind not in names, len(self._kinds[kind][1])))
        if _has_decimals(values):
            fits.sort(key=_is_whole)
        return fits[:1]

    def _import(self, kind: str) -> tuple[str, ...]:
        return () if kind in self._defined else (f"%import .{self._kinds[kind][0]} ({kind})",)

    def _other_forms(self, place: Place) -> Iterator[Proposal]:
        """A row that is known in another form."""
        kinds = [kind for cell in place.values for kind in self._kinds_of([cell])[:1]]
        if not kinds or len(kinds) < len(place.values):
            return
        needed = dict.fromkeys(line for kind in kinds for line in self._import(kind))
        for row in self._rows_of(place.label):
            if row.alternative.alias:
                symbols = " ".join([row.alternative.lexemes[0].text, *kinds])
                line = _line(row, symbols, row.alternative.alias)
                yield Proposal((*needed, line), place.label.text)


def _line(row: _Row, symbols: str, alias: str | None) -> str:
    return f"%extend {row.statement.name}: {symbols}" + (f" -> {alias}" if alias else "")


def _has_decimals(values: Sequence[Cell]) -> bool:
    return any("." in cell.text for cell in values)


def _is_whole(kind: Lexeme | str) -> bool:
    """Whether a kind of value is one of whole numbers."""
    name = kind_of(kind if isinstance(kind, str) else kind.text)
    return name is not None and KINDS[name].type is int


def _alike(one: str, other: str) -> float:
    """How alike two labels are (0 to 1), in their letters or, in any order, in their words."""
    letters = difflib.SequenceMatcher(None, one, other)
    if letters.quick_ratio() < _NEAR:
        return 0.0
    one, other = (" ".join(sorted(text.split())) for text in (one, other))
    words = difflib.SequenceMatcher(None, one, other)
    return max(letters.ratio(), words.ratio())


def _shares_half_its_words(one: str, other: str) -> bool:
    words, others = re.findall(r"\w+", one), re.findall(r"\w+", other)
    return 2 * len({*words} & {*others}) >= max(len(words), len(others))


def _has_rows(statement: Statement) -> bool:
    """Whether a rule holds rows with names of their own."""
    rows = [a for a in statement.alternatives if a.alias and len(a.lexemes) > 1]
    return bool(rows) and not statement.is_terminal


def _with_label(alternative: Alternative, label: Lexeme, text: str) -> str:
    """The alternative with another label in its place; spellings beside it are left out."""
    lexemes = list(alternative.lexemes)
    at = next(n for n, lexeme in enumerate(lexemes) if lexeme is label)
    start, end = at, at + 1
    while start > 1 and lexemes[start - 1].text == "|":
        start -= 2
    while end < len(lexemes) and lexemes[end].text == "|":
        end += 2
    around = [lexeme.text for lexeme in (*lexemes[start - 1 : start], *lexemes[end : end + 1])]
    if around == ["(", ")"]:
        start, end = start - 1, end + 1
    else:
        start, end = at, at + 1
    return written([*lexemes[:start], label._replace(text=text), *lexemes[end:]])
