"""The verbs ``parse`` and ``formats``."""

from __future__ import annotations

import sys

import click

from gmacm_grammar import examine, to_json
from gmacm_grammar.cli.common import (
    NOT_READ,
    print_json_text,
    read_text,
    show_problems,
    with_grammar,
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--layout", help="Read in this layout instead of the one found.")
@click.option("--format", "format_", help="Read in this format instead of the one found.")
@with_grammar
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
        text = read_text(file)
        examination = examine(text, layout=layout, format=format_, grammar=grammar)
        show_problems(file, examination.problems)
        if examination.errors:
            status = NOT_READ
        else:
            print_json_text(to_json(examination.report))
    sys.exit(status)


@click.command()
@with_grammar
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
