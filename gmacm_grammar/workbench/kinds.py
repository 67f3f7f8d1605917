"""The kinds of value that the grammar files in reach define."""

from __future__ import annotations

from pathlib import Path

from gmacm_grammar import sources
from gmacm_grammar.errors import GrammarError
from gmacm_grammar.tables import kind_of
from gmacm_grammar.workbench.notation import statements


def kinds_in_reach(where: tuple[Path, ...]) -> dict[str, tuple[str, set[str]]]:
    """The kinds of value in reach: the file that defines each, and the terminals it takes."""
    found: dict[str, tuple[str, set[str]]] = {}
    for directory in where:
        for path in sorted(directory.glob(f"*{sources.SUFFIX}")):
            try:
                known = statements(sources.lines_of(path))
            except GrammarError:
                continue
            for statement in known:
                if statement.defines and kind_of(str(statement.name)):
                    taken = {name.text for name in statement.names}
                    found.setdefault(str(statement.name), (path.stem, taken))
    return found
