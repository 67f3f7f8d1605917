"""A first grammar file for a report that no format fits.

The draft is tried on its sample before it is given out: every cell is read, nothing is lost. Where
rows and headings are so alike that their order must tell them apart, it is written down as printed.
"""

from __future__ import annotations

import attrs

from gmacm_grammar.model import Examination
from gmacm_grammar.reading import Format, Library
from gmacm_grammar.workbench.reuse import Reusable, reusable
from gmacm_grammar.workbench.sketch import Block, sketch
from gmacm_grammar.workbench.trying import read_with
from gmacm_grammar.workbench.writing import Writer


@attrs.frozen
class Draft:
    """A grammar file and how its sample is read by it; ``whole`` if nothing of it is lost."""

    text: str
    layout: str
    whole: bool
    reused: tuple[str, ...] = ()


def draft(name: str, text: str, sample: str, library: Library) -> Draft:
    """Write a grammar file called ``name`` for the report ``text`` (from the file ``sample``).

    Raises GrammarError when a grammar file in reach is wrong.
    """
    seen = sketch(text, library)

    def made(reused: dict[Block, Reusable], in_order: bool = False) -> Draft:
        written = Writer(name, sample, seen, reused, in_order).text()
        reading = read_with(name, written, text, seen.layout, library)
        names = tuple(dict.fromkeys(section.name for section in reused.values()))
        whole = reading is not None and not _is_lost(reading.examination())
        return Draft(written, seen.layout, whole, names)

    best = made({})
    if not best.whole:
        return made({}, in_order=True)
    kept: dict[Block, Reusable] = {}
    for block, section in reusable(seen, library).items():
        tried = made({**kept, block: section})
        if tried.whole:
            kept[block], best = section, tried
    return best


def _is_lost(examination: Examination) -> bool:
    """Whether anything is unread or unknown; a figure that the sample does not show is not lost."""
    unstated = {(c.line, c.column) for c in examination.cells if c.terminal == Format.unstated}
    problems = [p for p in examination.problems if (p.line, p.column) not in unstated]
    return bool(problems) or any(cell.role == "unread" for cell in examination.cells)
