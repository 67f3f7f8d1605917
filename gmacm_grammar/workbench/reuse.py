"""Sections of grammar files in reach that know most of the labels of a block."""

from __future__ import annotations

from pathlib import Path

import attrs

from gmacm_grammar.grammars import START, lines_of
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Library
from gmacm_grammar.workbench.notation import Statement, statements
from gmacm_grammar.workbench.sketch import Block, Sketch

#: The share of a block's labels that a section must know, and how many at least.
_MOST, _LEAST = 0.6, 2


@attrs.frozen
class Reusable:
    """A section that can be imported: its rule, the name of the file that defines it, and all names
    of that file, which no other rule can have then."""

    name: str
    file: str
    names: frozenset[str]


def reusable(seen: Sketch, library: Library) -> list[tuple[Block, Reusable]]:
    """For each block the section that knows the most of its labels, if it knows enough."""
    sections = _sections(library)
    found = []
    for block in seen.blocks:
        word = block.named()
        rows = [row.label for row in block.rows if not (word and row.label.startswith(word))]
        labels = {normal(label) for label in (*block.heading, *rows)}
        best = max(
            sections.items(), key=lambda item: len(labels & item[1]), default=(None, set[str]())
        )
        known = len(labels & best[1])
        if best[0] is not None and known >= max(_LEAST, _MOST * len(labels)):
            found.append((block, best[0]))
    return found


def _sections(library: Library) -> dict[Reusable, set[str]]:
    """The sections that the formats in reach list, with their labels."""
    found: dict[Reusable, set[str]] = {}
    defined: dict[str, frozenset[str]] = {}
    for format_ in library.formats():
        meant: dict[str, list[Statement]] = {}
        for statement in statements(format_.source.lines):
            if statement.defines and statement.name:
                meant.setdefault(statement.name, []).append(statement)
        for start in meant.get(START, []):
            for name in {lexeme.text for lexeme in start.names}:
                of_name = meant.get(name, [])
                if not of_name or of_name[0].head.file == str(format_.source.path):
                    continue
                path = Path(of_name[0].head.file)
                if path.stem not in defined:
                    whole = statements(lines_of(path))
                    defined[path.stem] = frozenset(str(s.name) for s in whole if s.defines)
                section = Reusable(name, path.stem, defined[path.stem])
                found.setdefault(section, _labels(name, meant))
    return found


def _labels(name: str, meant: dict[str, list[Statement]]) -> set[str]:
    labels, seen, waiting = set[str](), set[str](), [name]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for statement in meant.get(current, []):
            for alternative in statement.alternatives:
                labels |= {normal(lexeme.label) for lexeme in alternative.labels}
            waiting += [lexeme.text for lexeme in statement.names]
    return labels
