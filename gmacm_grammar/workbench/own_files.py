"""What the files of own directories do to formats and to one another, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from gmacm_grammar.grammars import (
    EXTEND,
    OVERRIDE,
    START,
    SUFFIX,
    Lexeme,
    format_files,
    statements_of,
)
from gmacm_grammar.model import GrammarError
from gmacm_grammar.parsing import normal
from gmacm_grammar.workbench.findings import Finding, at, finding, shown


def own_file_findings(where: tuple[Path, ...]) -> Iterator[Finding]:
    """What there is to say of the files of all directories but the last, the built-in one."""
    claims: dict[tuple[str, str], list[tuple[str, Lexeme]]] = {}
    for number, directory in enumerate(where[:-1], 1):
        formats, below = format_files((directory,)), format_files(where[number:])
        for path in sorted(directory.glob(f"[!.]*{SUFFIX}")):
            if path.stem in below and path.stem not in formats:
                yield _hides(path)
            with suppress(GrammarError):  # what is wrong in the file is told of it alone
                for rule, field, label in _fields_added(path):
                    claims.setdefault((rule, normal(label.label)), []).append((field, label))
    for claimed in claims.values():
        yield from _in_dispute(claimed)


def _hides(path: Path) -> Finding:
    """A file in the place of a format that is none."""
    line = 1
    with suppress(GrammarError):
        line = min((statement.head.line for statement in statements_of(path)), default=1)
    message = f"this file hides the format {path.stem}, and is no format: it has no rule {START}"
    hint = f"write %import .{path.stem} ({START}), or give the file another name"
    return finding("error", (str(path), line, None), message, hint)


def _fields_added(path: Path) -> Iterator[tuple[str, str, Lexeme]]:
    """The rules that a file extends or replaces, with the fields and labels of their rows."""
    for statement in statements_of(path):
        if statement.directive in (EXTEND, OVERRIDE):
            for alternative in statement.alternatives:
                for label in alternative.labels if alternative.alias else ():
                    yield statement.head.text, str(alternative.alias), label


def _in_dispute(claimed: Sequence[tuple[str, Lexeme]]) -> Iterator[Finding]:
    """One label for which two files have two fields, at each of its places."""
    for field, label in claimed:
        for other, beside in claimed:
            if other != field and beside.file != label.file:
                message = f"the label {label.text} is {field} here and {other} in another file"
                hint = f"it is in {shown(beside.file)}:{beside.line} too: give it one field"
                yield at(label, "warning", message, hint)
                break
