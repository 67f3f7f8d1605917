"""What the command prints: lines with styles, JSON, problems; nothing that a terminal may obey."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import attrs
import click

from gmacm_grammar import Problem
from gmacm_grammar.model import Count

LINES = "\n"
#: What JSON leaves as it is and a terminal may obey.
_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_COLORS = {"error": "bold red", "warning": "yellow", "note": "cyan", "repair": "cyan"}

#: A line in parts, each with a style or without.
Line: TypeAlias = Sequence[str | tuple[str, str]]


def print_answer(as_json: bool, document: Any, lines: Iterable[Line]) -> None:
    """Print what a verb has found, as one JSON document for programs or as lines for people."""
    if as_json:
        print_json_text(json.dumps(document, indent=2, ensure_ascii=False, default=_plain) + "\n")
    else:
        print_lines(lines)


def _plain(value: Any) -> Any:
    """What JSON has no type for as it is in a record: digits for a decimal, ISO for a date."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return attrs.asdict(value, recurse=False) if attrs.has(type(value)) else str(value)


def print_json_text(text: str) -> None:
    """Print text that is JSON, with escapes for what a terminal may obey."""
    _print_safely()
    click.echo(_UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text), nl=False)


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines, in color only in a terminal and not with NO_COLOR; control characters shown."""
    from rich.console import Console
    from rich.text import Text

    _print_safely()
    console = Console(
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        force_terminal=sys.stdout.isatty(),
        soft_wrap=True,
    )
    for line in lines:
        parts = [(part, "") if isinstance(part, str) else part for part in line]
        text = Text.assemble(*((printable(part), style) for part, style in parts))
        text.rstrip()
        with console.capture() as printed:  # it would end the command where a pipe is closed
            console.print(text)
        print(printed.get(), end="", flush=True)


def marked(message: str, severity: str) -> Iterable[Line]:
    """The lines of a problem or finding: the word of its severity and the caret stand out."""
    first, *rest = message.split("\n")
    before, word, after = first.partition(f" {severity}: ")
    yield before, (word, _COLORS[severity]), after
    for line in rest:
        yield [(line, "green" if set(line) == set(" |^") else "")]


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of texts in columns, each as wide as its longest text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [" ".join(map(str.ljust, row, widths)) for row in rows]


def counted(count: int, what: str) -> str:
    """A count with its noun in singular or plural."""
    return f"{Count(count):{what}}"


def say(message: str) -> None:
    """Print a line on standard error."""
    click.echo(printable(message, LINES), err=True)


def show_problems(file: str, problems: Iterable[Problem]) -> None:
    """Say on standard error what is wrong with a report."""
    for problem in problems:
        say(f"{file}: {problem}")


def printable(text: str, keep: str = "") -> str:
    """The text with its control characters shown (an escape as ``\\x1b``): none reaches a terminal.

    ``keep`` holds the characters that stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(
        c
        if c.isprintable() or c in keep or unicodedata.category(c) == "Zs"
        else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


def _print_safely() -> None:
    """Let a character that standard output cannot show be printed as an escape."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
