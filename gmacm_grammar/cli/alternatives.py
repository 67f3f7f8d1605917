"""Which lines of the grammar files the alternatives of a format stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from gmacm_grammar.cli.steps import Done
from gmacm_grammar.grammars import Line, Production, unquoted
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format

_HEAD = re.compile(
    r"(?P<directive>%(?:extend|override)\s+)?[?!]*(?P<name>_*[A-Za-z]\w*)(?:\.-?\d+)?\s*:"
)
_TOKEN = re.compile(
    r"""(?P<comment>//.*)|(?P<string>(?<!\\)"(?:\\.|[^"\\])*"i?)"""
    r"""|(?P<regex>(?<!\\)/(?:\\.|[^/\\])+/\w*)|->\s*(?P<alias>\w+)"""
    r"""|(?P<name>(?<!_)_*[A-Za-z]\w*)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<bar>\|)"""
)


@attrs.frozen(order=True)
class Place:
    """A line of a grammar file."""

    file: str
    line: int


@attrs.frozen
class _Part:
    """What stands in one line: names of rules and terminals, labels, aliases."""

    place: Place
    text: str
    names: frozenset[str]
    strings: frozenset[str]
    aliases: frozenset[str]


class Alternatives:
    """The lines of a format's grammar that hold an alternative of a rule or a label's strings."""

    def __init__(self, format_: Format) -> None:
        #: The alternatives of each rule or terminal, each in the lines that it fills.
        self._of: dict[str, list[list[_Part]]] = {}
        overridden: list[list[_Part]] = []
        for head, lines in _statements(format_.source.lines):
            alternatives = list(_alternatives(lines))
            if (head["directive"] or "").startswith("%override"):
                overridden += self._of.pop(head["name"], [])
            self._of.setdefault(head["name"], []).extend(alternatives)
        for name in [name for name in self._of if name.isupper()]:
            kept = [a for a in self._of[name] if any(map(_is_label, a[0].strings))]
            self._of[name] = kept
        groups = [a for alternatives in self._of.values() for a in alternatives] + overridden
        self.texts = {part.place: part.text for group in groups for part in group}
        self._spellings: dict[str, set[str]] = {}
        for label, terminal in format_.tables.labels.items():
            self._spellings.setdefault(terminal, set()).add(label)
        self._found: dict[tuple[str, str | None, frozenset[str]], list[Place]] = {}

    def exercised(self, done: Iterable[Done], read: Iterable[tuple[str, str]]) -> set[Place]:
        """The lines that a report exercises: what it completes, its cells' terminals and texts."""
        found: set[Place] = set()
        for one in done:
            found.update(self.places(one.production, frozenset(part.name for part in one.parts)))
        for terminal, text in set(read):
            found.update(self._spelled(terminal, normal(text)))
        return found

    def _spelled(self, terminal: str, text: str) -> Iterator[Place]:
        """The line of a label that holds most of what is printed."""
        parts = [part for group in self._of.get(terminal, ()) for part in group]
        fitting = [
            (len(string), part.place)
            for part in parts
            for string in map(normal, part.strings)
            if text.startswith(string)
        ]
        if fitting:
            yield max(fitting)[1]

    def places(self, production: Production, symbols: frozenset[str]) -> list[Place]:
        """Where the alternative stands of which just these symbols were read."""
        key = production.origin, production.alias, symbols
        if key not in self._found:
            self._found[key] = list(self._find(production, symbols))
        return self._found[key]

    def _find(self, production: Production, symbols: frozenset[str]) -> Iterator[Place]:
        """The lines of the alternative that holds all the symbols, and fewest others."""
        fitting = []
        for group in self._of.get(production.origin, ()):
            aliases = frozenset().union(*(part.aliases for part in group))
            holds = all(any(self._holds(part, symbol) for part in group) for symbol in symbols)
            if holds and (production.alias in aliases if production.alias else True):
                more = sum(len(part.names) + len(part.strings) for part in group)
                fitting.append((more, group))
        fewest = min((more for more, _ in fitting), default=0)
        for more, group in fitting:
            if more == fewest:
                for part in group:
                    if len(group) == 1 or any(self._holds(part, symbol) for symbol in symbols):
                        yield part.place

    def _holds(self, part: _Part, symbol: str) -> bool:
        return symbol in part.names or not part.strings.isdisjoint(
            self._spellings.get(symbol, frozenset())
        )


def _is_label(string: str) -> bool:
    return any(map(str.isalpha, string))


def _statements(lines: Iterable[Line]) -> Iterator[tuple[re.Match[str], list[Line]]]:
    """The definitions of rules and terminals, each with its lines."""
    head: re.Match[str] | None = None
    found: list[Line] = []
    for line in lines:
        starts = _HEAD.match(line.text)
        ends = line.text.startswith("%")
        if head and (starts or ends):
            yield head, found
        if starts or ends:
            head, found = starts, []
        found.append(line)
    if head:
        yield head, found


def _alternatives(lines: list[Line]) -> Iterator[list[_Part]]:
    """The alternatives of a definition, each in its lines; those of one line are one."""
    group: list[_Part] = []
    depth = 0
    for number, line in enumerate(lines):
        head = _HEAD.match(line.text) if number == 0 else None
        body = line.text[head.end() :] if head else line.text
        found = list(_TOKEN.finditer(body))
        if found and found[0].lastgroup == "bar" and depth == 0 and group:
            yield group
            group = []
        of: dict[str, set[str]] = {"name": set(), "string": set(), "alias": set()}
        for token in found:
            kind = token.lastgroup or ""
            depth += (kind == "open") - (kind == "close")
            if kind in of:
                of[kind].add(unquoted(token[kind]) if kind == "string" else token[kind])
        if any(of.values()):
            text = line.text.partition(" //")[0].strip()
            names, strings, aliases = map(frozenset, of.values())
            group.append(_Part(Place(line.file, line.number), text, names, strings, aliases))
    if group:
        yield group
