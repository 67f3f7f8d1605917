"""Sections of grammar files in reach that know most of the labels of a block."""

from __future__ import annotations

from pathlib import Path

import attrs

from gmacm_grammar.grammars import START, in_force, needed, statements_of
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Library
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


def reusable(seen: Sketch, library: Library) -> dict[Block, Reusable]:
    """For each block the section that knows the most of its labels, if it knows enough."""
    sections = _sections(library)
    found = {}
    for block in seen.blocks:
        word = block.named()
        rows = [row.label for row in block.rows if not (word and row.label.startswith(word))]
        labels = {normal(label) for label in (*block.heading, *rows)}
        best = max(sections, key=lambda section: len(labels & sections[section]), default=None)
        if best and len(labels & sections[best]) >= max(_LEAST, _MOST * len(labels)):
            found[block] = best
    return found


def _sections(library: Library) -> dict[Reusable, set[str]]:
    """The sections that the formats in reach list, with their labels."""
    found: dict[Reusable, set[str]] = {}
    for format_ in library.formats():
        known = in_force(format_.source.statements)
        listed = {name.text for s in known if s.name == START for name in s.names}
        groups = {name for name in listed if name.startswith("_")}
        listed |= {name.text for s in known if s.name in groups for name in s.names}
        for section in known:
            path = Path(section.head.file)
            if section.name in listed - groups and path != format_.source.path:
                names = frozenset(s.head.text for s in statements_of(path) if s.defines)
                inside = needed(known, [section])
                labels = {normal(label.label) for s in inside for label in s.labels}
                found.setdefault(Reusable(section.name, path.stem, names), set()).update(labels)
    return found
