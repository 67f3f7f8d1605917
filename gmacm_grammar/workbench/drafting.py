"""A first grammar file for reports that no format fits.

The draft is tried on its samples before it is given out; what it does not read of them is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from gmacm_grammar.model import GrammarError
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format, Library, Reading
from gmacm_grammar.workbench.figures import Kinds
from gmacm_grammar.workbench.merging import together
from gmacm_grammar.workbench.outline import Section
from gmacm_grammar.workbench.reuse import Known, Reusable
from gmacm_grammar.workbench.sketch import sketch
from gmacm_grammar.workbench.trying import library_with
from gmacm_grammar.workbench.writing import Writer


@attrs.frozen
class Draft:
    """A grammar file, the layouts of its samples, and what of them it does not read."""

    text: str
    layouts: dict[str, str]
    reused: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.unread


def draft(name: str, samples: Mapping[str, str], library: Library) -> Draft:
    """Write a grammar file called ``name`` for reports, given by the names of their files.

    Raises GrammarError when a grammar file in reach is wrong.
    """
    kinds, known = Kinds(library), Known(library)
    sketches = {sample: sketch(text, library, kinds) for sample, text in samples.items()}
    layouts = {sample: seen.layout for sample, seen in sketches.items()}
    seen = together(sketches.values())

    def made(reused: dict[Section, Reusable]) -> Draft:
        text = Writer(seen, kinds, known, reused).text(name, layouts)
        names = tuple(dict.fromkeys(section.name for section in reused.values()))
        return Draft(text, layouts, names, tuple(_unread(name, text, samples, layouts, library)))

    best, kept = made({}), dict[Section, Reusable]()
    for section in seen.sections:
        # A number in a heading makes it a text.
        texts = {normal(cell.text) for cell in section.heading if re.search("[0-9]", cell.text)}
        for reusable in known.sections(section.labels - texts):
            tried = made({**kept, section: reusable})
            if tried.whole and (section.heading or section.table):
                kept[section], best = reusable, tried
                break
    return best


def _unread(
    name: str, grammar: str, samples: Mapping[str, str], layouts: Mapping[str, str], lib: Library
) -> Iterator[str]:
    """What is not read of each sample, or why nothing is."""
    with library_with(name, grammar, lib) as own:
        for sample, text in samples.items():
            try:
                found = Reading(own, text, layouts[sample], name).examination()
            except GrammarError as error:
                file = Path(error.file or name).name
                yield f"{file}:{error.line}: {error.why}"
                return
            # A figure that the sample does not show is not lost.
            shown = {(c.line, c.column) for c in found.cells if c.terminal != Format.unstated}
            problems = [p for p in found.problems if (p.line, p.column) in shown]
            yield from (f"{sample}: {problem}" for problem in problems)
            told = {problem.line for problem in problems}
            unread = (c for c in found.cells if c.role == "unread" and c.line not in told)
            yield from (f'{sample}: line {c.line}: "{c.text}" is not read' for c in unread)
