"""A first grammar file for a report that no format fits.

The draft is tried on its sample before it is given out: every cell is read, nothing is lost. Where
rows and headings are so alike that their order must tell them apart, it is written down as printed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import attrs

from gmacm_grammar.grammars import SUFFIX
from gmacm_grammar.model import Examination, GrammarError
from gmacm_grammar.parsing import Unexpected
from gmacm_grammar.reading import Format, Library, Reading
from gmacm_grammar.workbench.reuse import Reusable, reusable
from gmacm_grammar.workbench.sketch import Block, Sketch, sketch
from gmacm_grammar.workbench.writing import Writer


@attrs.frozen
class Draft:
    """A grammar file and how its sample is read by it; ``whole`` if nothing of it is lost."""

    text: str
    layout: str
    examination: Examination | None
    reused: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        found = self.examination
        return found is not None and not _lost(found)


def draft(name: str, text: str, sample: str, library: Library) -> Draft:
    """Write a grammar file called ``name`` for the report ``text`` (from the file ``sample``).

    Raises GrammarError when a grammar file in reach is wrong.
    """
    seen = sketch(text, library)
    best = _best(name, text, sample, library, seen, ())
    if not best.whole:
        return best
    candidates = tuple(reusable(seen, library))
    everything = _best(name, text, sample, library, seen, candidates)
    if everything.whole:
        return everything
    kept: tuple[tuple[Block, Reusable], ...] = ()
    for candidate in candidates:
        tried = _best(name, text, sample, library, seen, (*kept, candidate))
        if tried.whole:
            kept, best = (*kept, candidate), tried
    return best


def _best(
    name: str,
    text: str,
    sample: str,
    library: Library,
    seen: Sketch,
    reused: tuple[tuple[Block, Reusable], ...],
) -> Draft:
    """The draft that leaves the most open and still reads the sample wholly."""
    made: Draft | None = None
    for order in ("free", "within", "all"):
        if order == "all" and reused:
            break
        written = Writer(name, sample, seen, order, reused).text()
        found = _read(name, written, text, library, seen.layout)
        names = tuple(dict.fromkeys(rule.name for _, rule in reused))
        made = Draft(written, seen.layout, found, names)
        if made.whole:
            return made
    assert made is not None
    return made


def _read(name: str, written: str, text: str, library: Library, layout: str) -> Examination | None:
    """The sample as the draft reads it; None if the draft is wrong."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / f"{name}{SUFFIX}"
        path.write_text(written, encoding="utf-8")
        try:
            own = Library([directory, *library.where[:-1]], library.where[-1])
            return Reading(own, text, layout, name).examination()
        except (GrammarError, Unexpected):
            return None


def _lost(examination: Examination) -> bool:
    """Whether anything is unread or unknown; a figure that the sample does not show is not lost."""
    unstated = {(c.line, c.column) for c in examination.cells if c.terminal == Format.unstated}
    problems = [p for p in examination.problems if (p.line, p.column) not in unstated]
    return bool(problems) or any(cell.role == "unread" for cell in examination.cells)
