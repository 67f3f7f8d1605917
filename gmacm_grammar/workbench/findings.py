"""What an author must know of a grammar file, with its place."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeAlias

import attrs

from gmacm_grammar.grammars import Lexeme, lines_of
from gmacm_grammar.model import GrammarError, numbered

Severity: TypeAlias = Literal["error", "warning", "note"]
#: File, line and column.
Place: TypeAlias = tuple[str, int | None, int | None]

#: How alike a name must be to one that is known (0 to 1) for it to be proposed.
_NEAR = 0.6


@attrs.frozen
class Finding:
    """Something in a grammar file. ``str()`` shows the line with a caret.

    An ``error`` makes the grammar unusable, a ``warning`` is likely a mistake, a ``note`` is worth
    knowing. Line and column count from 1; files are named from the working directory.
    """

    severity: Severity
    file: str
    line: int | None
    column: int | None
    message: str
    hint: str | None = None
    excerpt: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        text = [f"{place}: {self.severity}: {self.message}"]
        if self.line and self.excerpt is not None:
            text += numbered(self.line, self.excerpt, self.column and self.column - 1)
        if self.hint:
            text.append(f"  hint: {self.hint}")
        return "\n".join(text)


def finding(severity: Severity, at: Place, message: str, hint: str | None = None) -> Finding:
    """A finding with the line that it is about."""
    file, line, column = at
    excerpt = None
    if line is not None:
        try:
            lines = lines_of(Path(file))
        except GrammarError:
            lines = []
        if line <= len(lines):
            excerpt = lines[line - 1].replace("\t", " ").rstrip()
    here = f"{Path.cwd()}/"
    hint = hint and hint.replace(here, "")
    return Finding(severity, shown(file), line, column, message.replace(here, ""), hint, excerpt)


def at(lexeme: Lexeme, severity: Severity, message: str, hint: str | None = None) -> Finding:
    """A finding at a lexeme."""
    return finding(severity, lexeme.place, message, hint)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A hint at the known name that is most like ``name``, if one is near."""
    found = difflib.get_close_matches(name, list(known), 1, _NEAR)
    return f"did you mean {found[0]}?" if found else None


def shown(file: str) -> str:
    """A file as a person names it: from the working directory where it lies there."""
    found, here = Path(os.path.realpath(file)), Path.cwd()
    path = found.relative_to(here) if found.is_relative_to(here) else Path(file)
    return path.as_posix()
