"""What an author must know of a grammar file, with its place."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeAlias

import attrs

from gmacm_grammar.grammars import lines_of
from gmacm_grammar.model import GrammarError
from gmacm_grammar.workbench.notation import Lexeme, Statement

Severity: TypeAlias = Literal["error", "warning", "note"]

#: How alike a name must be to one that is known (0 to 1) for it to be proposed.
_NEAR = 0.6


@attrs.frozen
class Finding:
    """Something in a grammar file. ``str()`` shows the line with a caret.

    An ``error`` makes the grammar unusable, a ``warning`` is likely a mistake, a ``note`` is worth
    knowing. Line and column count from 1.
    """

    severity: Severity
    file: str
    line: int | None
    column: int | None
    message: str
    hint: str | None = None
    excerpt: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (shown(self.file), self.line, self.column) if part)
        text = [f"{place}: {self.severity}: {_plain(self.message)}"]
        if self.excerpt is not None:
            number = f"{self.line:5d} | "
            text.append((number + self.excerpt).rstrip())
            if self.column:
                text.append(" " * (len(number) - 2) + "| " + " " * (self.column - 1) + "^")
        if self.hint:
            text.append(f"  hint: {_plain(self.hint)}")
        return "\n".join(text)

    def as_dict(self) -> dict[str, object]:
        hint = _plain(self.hint) if self.hint else None
        message = _plain(self.message)
        return {**attrs.asdict(self), "file": shown(self.file), "message": message, "hint": hint}


def finding(
    severity: Severity,
    file: str,
    line: int | None,
    column: int | None,
    message: str,
    hint: str | None = None,
) -> Finding:
    """A finding with the line that it is about."""
    excerpt = None
    if line is not None:
        try:
            lines = lines_of(Path(file))
        except GrammarError:
            lines = []
        if line <= len(lines):
            excerpt = lines[line - 1].text.replace("\t", " ").rstrip()
    return Finding(severity, file, line, column, message, hint, excerpt)


def at(lexeme: Lexeme, severity: Severity, message: str, hint: str | None = None) -> Finding:
    """A finding at a lexeme."""
    return finding(severity, lexeme.file, lexeme.line, lexeme.column, message, hint)


def of_error(error: GrammarError, fallback: str, known: Iterable[Statement] = ()) -> Finding:
    """What the core says of a grammar, with a place if it says a word of the grammar."""
    file, line, column = error.file or fallback, error.line, error.column
    if line is None:
        lexemes = (lexeme for statement in known for lexeme in statement.lexemes)
        meant = [lx for lx in lexemes if lx.kind == "string" and lx.text in error.why]
        if meant:
            file, line, column = meant[-1].file, meant[-1].line, meant[-1].column
    made = finding("error", file, line, column, error.why)
    if made.excerpt and not column:
        words = re.findall(r"\w+", error.why)
        places = (re.search(rf"\b{word}\b", made.excerpt) for word in words if len(word) > 2)
        found = next((place for place in places if place), None)
        made = attrs.evolve(made, column=found.start() + 1 if found else None)
    return made


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A hint at the known name that is most like ``name``, if one is near."""
    found = difflib.get_close_matches(name, list(known), 1, _NEAR)
    return f"did you mean {found[0]}?" if found else None


def shown(file: str) -> str:
    """A file as a person names it: from the working directory where it lies there."""
    found, here = Path(os.path.realpath(file)), Path.cwd()
    path = found.relative_to(here) if found.is_relative_to(here) else Path(file)
    return path.as_posix()


def _plain(text: str) -> str:
    """The text with the files in it named from the working directory."""
    return text.replace(f"{Path.cwd()}/", "")
