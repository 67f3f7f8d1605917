"""Reads a text with a grammar file that is only tried."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gmacm_grammar.grammars import SUFFIX
from gmacm_grammar.parsing import Classifier, Unexpected
from gmacm_grammar.reading import Library, Reading
from gmacm_grammar.workbench.figures import Kinds

_PROBE = "probe"


@contextmanager
def library_with(name: str, grammar: str, library: Library) -> Iterator[Library]:
    """A library that has a format ``name`` of the text ``grammar``, too."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, f"{name}{SUFFIX}").write_text(grammar, encoding="utf-8")
        yield Library([directory, *library.where[:-1]])


def read_with(
    name: str, grammar: str, text: str, layout: str, library: Library, format: str | None = ""
) -> Reading | None:
    """The text read in the format ``name`` of the text ``grammar``; with None as ``format``, in the
    one that is found with it.

    None if that is wrong, or makes no record.
    """
    with library_with(name, grammar, library) as own:
        try:
            reading = Reading(own, text, layout, name if format == "" else format)
            _ = reading.report
        except (Unexpected, ValueError):
            return None
    return reading


def figures_in_reach(library: Library) -> Classifier:
    """What knows the figures of all kinds that grammar files in reach define, and no label."""
    with library_with(_PROBE, Kinds(library).probe, library) as own:
        return own.format(_PROBE).classifier
