"""What the verbs of the command share: options, files, exit status, safe printing."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import attrs
import click

from gmacm_grammar import GrammarError, Limits, Problem
from gmacm_grammar.model import DEFAULTS, LimitError

NOT_READ, WRONG_USAGE, WRONG_GRAMMAR = 1, 2, 3

_LINES = "\n"
_LIMITS = attrs.fields(Limits)
#: A whole number, as people write it.
_WHOLE = re.compile("[0-9]{1,18}|[0-9]{1,3}([,_][0-9]{3}){1,5}")
_ONE_REPORT = re.compile(r"(?P<path>.+)#(?P<which>[0-9]+\.[0-9]+)", re.DOTALL)
#: What JSON leaves as it is and a terminal may obey.
_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def with_grammar(function: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the option --grammar and let a wrong grammar end it with status 3."""

    @click.option(
        "--grammar",
        "grammar",
        multiple=True,
        metavar="DIR",
        help="A directory of own grammar files, searched before the built-in ones. May be "
        "repeated; GMACM_GRAMMAR_PATH names more.",
    )
    @wraps(function)
    def verb(*args: Any, **options: Any) -> None:
        try:
            function(*args, **options)
        except GrammarError as error:
            click.echo(f"gmacm-grammar: {printable(str(error), _LINES)}", err=True)
            sys.exit(WRONG_GRAMMAR)
        except LimitError as error:
            refuse(str(error), NOT_READ)

    return verb


def with_forced(function: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options --layout and --format (the parameters ``layout``, ``format_``)."""
    layout = click.option("--layout", help="Read in this layout instead of the one found.")
    format_ = click.option(
        "--format", "format_", help="Read in this format instead of the one found."
    )
    return layout(format_(function))


def with_limits(function: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the option --limit (the parameter ``limits``)."""
    option = click.option(
        "--limit",
        "limits",
        multiple=True,
        metavar="NAME=N",
        callback=_limits,
        help="Read more, or less, than is the rule: "
        + ", ".join(f"{field.name} ({field.default:,})" for field in _LIMITS)
        + ". May be repeated.",
    )
    return option(function)


def _limits(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> Limits:
    """The limits that --limit NAME=N says; wrong usage where it says none."""
    names = [field.name for field in _LIMITS]
    said = {}
    for one in given:
        name, number = one.partition("=")[::2]
        if name not in names:
            wrong = f"there is no limit {printable(name)!r}; there are {', '.join(names)}"
            raise click.BadParameter(wrong, param=option)
        if not _WHOLE.fullmatch(number):
            wrong = f"{printable(one)!r} gives no whole number: write it as in {name}=50000000"
            raise click.BadParameter(wrong, param=option)
        said[name] = int(re.sub("[,_]", "", number))
    try:
        return Limits(**said)
    except ValueError as error:
        raise click.BadParameter(str(error), param=option) from None


def with_json(function: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the flag --json (the parameter ``as_json``)."""
    flag = click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document, for programs."
    )
    return flag(function)


def read_text(file: str, grammar: Iterable[str] = ()) -> str:
    """The text of a report: a file, FILE#2.1 for one report of a filing, - for standard input.

    A line where there is none, and a status as read_data and text_in say.
    """
    path, which = split_name(file)
    return text_in(read_data(path), path, which, grammar, DEFAULTS)


def text_in(
    data: bytes, path: str, which: str | None, grammar: Iterable[str], limits: Limits
) -> str:
    """The text of a report in the bytes of a file; a line where there is none, and status 1.

    The status is 2 if there are several and none of them is named.
    """
    from gmacm_grammar.filings import FilingError, NoSuchReportError, report_text

    try:
        return report_text(data, which, grammar=tuple(grammar), limits=limits)
    except FilingError as error:
        status = WRONG_USAGE if isinstance(error, NoSuchReportError) else NOT_READ
        refuse(f"{path} cannot be read: {error}", status)


def read_data(file: str, limits: Limits = DEFAULTS) -> bytes:
    """The bytes of a file, or of standard input for -; a line and status 2 if there are none.

    Of what is too large so much is read that this can be seen.
    """
    try:
        if file == "-":
            return sys.stdin.buffer.read(limits.size + 1)
        with Path(file).open("rb") as data:
            return data.read(limits.size + 1)
    except IsADirectoryError:
        refuse(f"{file} is a directory: name the files in it")
    except (OSError, ValueError) as error:
        refuse(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}")


def split_name(file: str) -> tuple[str, str | None]:
    """The path in FILE#2.1, and which of its reports is meant (None: not said)."""
    found = _ONE_REPORT.fullmatch(file)
    if found is None or Path(file).exists():
        return file, None
    return found["path"], found["which"]


def refuse(message: str, status: int = WRONG_USAGE) -> NoReturn:
    """Say why the command cannot do what is asked, and end it."""
    click.echo(f"gmacm-grammar: {printable(message)}", err=True)
    sys.exit(status)


def print_json(value: Any) -> None:
    """Print one JSON document on standard output."""
    print_json_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def print_json_text(text: str) -> None:
    """Print text that is JSON, with escapes for what a terminal may obey."""
    print_safely()
    click.echo(_UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text), nl=False)


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


def print_safely() -> None:
    """Let a character that standard output cannot show be printed as an escape."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


class Screen:
    """Prints lines on standard output, with colours only in a terminal and not with NO_COLOR."""

    def __init__(self) -> None:
        from rich.console import Console

        print_safely()
        self._console = Console(
            color_system=None if os.environ.get("NO_COLOR") else "auto",
            force_terminal=sys.stdout.isatty(),
            soft_wrap=True,
        )

    def print(self, *parts: str | tuple[str, str]) -> None:
        """Print a line of texts, each with a style or without; control characters are shown."""
        from rich.text import Text

        plain = [(part, "") if isinstance(part, str) else part for part in parts]
        line = Text.assemble(*((printable(text), style) for text, style in plain))
        line.rstrip()
        self._console.print(line)


def show_problems(file: str, problems: Iterable[Problem]) -> None:
    """Say on standard error what is wrong with a report."""
    for problem in problems:
        click.echo(f"{printable(file)}: {printable(str(problem), _LINES)}", err=True)
