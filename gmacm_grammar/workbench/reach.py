"""What the grammar files in reach define."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from gmacm_grammar.grammars import EXTEND, SUFFIX, Statement, kind_of, statements_of
from gmacm_grammar.model import GrammarError


def definitions(where: Iterable[Path]) -> dict[str, tuple[str, Statement]]:
    """The names in reach, each with the stem of the file that defines it first."""
    found: dict[str, tuple[str, Statement]] = {}
    for path in (path for directory in where for path in sorted(directory.glob(f"*{SUFFIX}"))):
        with suppress(GrammarError):
            for statement in filter(lambda s: s.defines, statements_of(path)):
                if statement.directive != EXTEND:
                    found.setdefault(statement.head.text, (path.stem, statement))
    return found


def kinds_in_reach(where: Iterable[Path]) -> dict[str, tuple[str, set[str]]]:
    """The kinds of value in reach: the file that defines each, and the terminals it takes."""
    return {
        name: (file, {taken.text for taken in statement.names})
        for name, (file, statement) in definitions(where).items()
        if kind_of(name)
    }
