"""The kinds of value that the grammar files in reach define."""

from __future__ import annotations

from pathlib import Path

from gmacm_grammar.grammars import SUFFIX, kind_of, lines_of
from gmacm_grammar.model import GrammarError
from gmacm_grammar.workbench.notation import statements


def kinds_in_reach(where: tuple[Path, ...]) -> dict[str, tuple[str, set[str]]]:
    """The kinds of value in reach: the file that defines each, and the terminals it takes."""
    found: dict[str, tuple[str, set[str]]] = {}
    for directory in where:
        for path in sorted(directory.glob(f"*{SUFFIX}")):
            try:
                known = statements(lines_of(path))
            except GrammarError:
                continue
            for statement in known:
                if statement.defines and kind_of(str(statement.name)):
                    taken = {name.text for name in statement.names}
                    found.setdefault(str(statement.name), (path.stem, taken))
    return found
