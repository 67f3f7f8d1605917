"""The verbs ``parse`` and ``formats``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from gmacm_grammar import Examination, Limits, examine, to_json
from gmacm_grammar.cli.common import (
    NOT_READ,
    print_json_text,
    printable,
    read_data,
    show_problems,
    split_name,
    text_in,
    with_grammar,
    with_limits,
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--layout", help="Read in this layout instead of the one found.")
@click.option("--format", "format_", help="Read in this format instead of the one found.")
@with_limits
@with_grammar
def parse(
    files: tuple[str, ...],
    layout: str | None,
    format_: str | None,
    limits: Limits,
    grammar: tuple[str, ...],
) -> None:
    """Print the record of each report as JSON.

    FILE is the text of a report, an HTML page, or a filing of several documents, of which each
    report is read; FILE#2.1 is the first report in the second document, - standard input. What
    could not be read, and what is unknown or repaired, is said on standard error; the exit status
    is 1 if a report could not be read.

    \b
    Example:
      gmacm-grammar parse report.txt > report.json
    """
    status = 0
    for file in files:
        for name, examination in _examinations(file, layout, format_, limits, grammar):
            show_problems(name, examination.problems if examination else ())
            if examination is None or examination.errors:
                status = NOT_READ
            else:
                print_json_text(to_json(examination.report))
    sys.exit(status)


def _examinations(
    file: str,
    layout: str | None,
    format_: str | None,
    limits: Limits,
    grammar: tuple[str, ...],
) -> Iterator[tuple[str, Examination | None]]:
    """The reports of a file, with their names; of a file without one, what is wrong with it.

    None stands for a file that cannot be read.
    """
    from gmacm_grammar.filings import FilingError, read_filing

    path, which = split_name(file)
    data = read_data(path, limits)
    if which is None:
        try:
            filing = read_filing(
                data,
                name=path,
                layout=layout,
                format=format_,
                grammar=grammar,
                limits=limits,
            )
        except FilingError as error:
            click.echo(f"gmacm-grammar: {printable(path)} cannot be read: {error}", err=True)
            yield path, None
            return
        if filing.reports:
            for document in filing.passed_over:
                place = f"{printable(path)}: line {document.origin.line}"
                click.echo(f"{place}: passed over: {printable(document.reason)}", err=True)
            several = len(filing) > 1
            for filed in filing:
                yield str(filed.origin) if several else path, filed.examination
            return
    text = text_in(data, path, which, grammar, limits)
    yield file, examine(text, layout=layout, format=format_, grammar=grammar, limits=limits)


@click.command()
@with_grammar
def formats(grammar: tuple[str, ...]) -> None:
    """List the layouts and formats with a line on each.

    \b
    Example:
      gmacm-grammar formats --grammar my-formats
    """
    from gmacm_grammar.reading import library

    lib = library(grammar)
    width = max(map(len, [*lib.layout_names, *lib.format_names]))
    click.echo("Layouts (how the cells stand in the text):")
    for layout in lib.layouts():
        click.echo(f"  {layout.name:{width}}  {layout.source.description}")
    click.echo("Formats (what the report says):")
    for format_ in lib.formats():
        click.echo(f"  {format_.name:{width}}  {format_.source.description}")
