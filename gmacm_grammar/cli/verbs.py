"""The verbs of the command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

import gmacm_grammar
from gmacm_grammar import GrammarError, examine, to_json

NOT_READ, WRONG_USAGE, WRONG_GRAMMAR = 1, 2, 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(gmacm_grammar.__version__, prog_name="gmacm-grammar")
def command() -> None:
    """Read the servicing certificates of home-equity trusts into exact records."""


def _with_grammar(function: Callable[..., None]) -> Callable[..., None]:
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
            click.echo(f"gmacm-grammar: {error}", err=True)
            sys.exit(WRONG_GRAMMAR)

    return verb


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--layout", help="Read in this layout instead of the one found.")
@click.option("--format", "format_", help="Read in this format instead of the one found.")
@_with_grammar
def parse(
    files: tuple[str, ...], layout: str | None, format_: str | None, grammar: tuple[str, ...]
) -> None:
    """Print the record of each report as JSON.

    FILE may be - for standard input. What could not be read, and what is unknown or repaired, is
    said on standard error; the exit status is 1 if a report could not be read.

    \b
    Example:
      gmacm-grammar parse report.txt > report.json
    """
    status = 0
    for file in files:
        text = _read(file)
        examination = examine(text, layout=layout, format=format_, grammar=grammar)
        for problem in examination.problems:
            click.echo(f"{file}: {problem}", err=True)
        if examination.errors:
            status = NOT_READ
        else:
            click.echo(to_json(examination.report), nl=False)
    sys.exit(status)


@command.command()
@_with_grammar
def formats(grammar: tuple[str, ...]) -> None:
    """List the layouts and formats with a line on each.

    \b
    Example:
      gmacm-grammar formats --grammar my-formats
    """
    from gmacm_grammar.formats import library

    lib = library(grammar)
    width = max(map(len, [*lib.layout_names, *lib.format_names]))
    click.echo("Layouts (how the cells stand in the text):")
    for layout in lib.layouts():
        click.echo(f"  {layout.name:{width}}  {layout.source.description}")
    click.echo("Formats (what the report says):")
    for format_ in lib.formats():
        click.echo(f"  {format_.name:{width}}  {format_.source.description}")


def _read(file: str) -> str:
    """The text of a file, or of standard input for -; a line and status 2 if there is none."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except IsADirectoryError:
        _refuse(f"{file} is a directory: name the files in it")
    except OSError as error:
        _refuse(f"{file} cannot be read: {error.strerror}")
    if b"\0" in data:
        _refuse(f"{file} is a binary file, not the text of a report")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _refuse(message: str) -> NoReturn:
    click.echo(f"gmacm-grammar: {message}", err=True)
    sys.exit(WRONG_USAGE)
