"""The verbs ``parse`` and ``formats``."""

from __future__ import annotations

import click

from gmacm_grammar import Limits, to_json
from gmacm_grammar.cli.files import examinations
from gmacm_grammar.cli.options import with_fail_on, with_forced, with_grammar, with_limits
from gmacm_grammar.cli.printing import print_json_text, print_lines, say, show_problems
from gmacm_grammar.cli.statuses import Status, status_of
from gmacm_grammar.grammars import Source
from gmacm_grammar.model import Grade
from gmacm_grammar.reading import Library, library


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@with_forced
@with_fail_on
@with_limits
@with_grammar
def parse(
    files: tuple[str, ...],
    fail_on: Grade,
    limits: Limits,
    grammar: tuple[str, ...],
    **forced: str | None,
) -> Status:
    """Print the record of each report as JSON.

    FILE is the text of a report, an HTML page, or a filing of several documents, of which each
    report is read; FILE#2.1 is the first report in the second document, - standard input. Messages
    on standard error tell what could not be read and what is unknown or repaired, and the grade of
    a report that is not complete: with remarks, doubtful (a part or a figure is missing or
    unknown), or broken (not printed). The exit status is 1 from doubtful on.

    \b
    Example:
      gmacm-grammar parse report.txt > report.json
    """
    status = Status.WELL
    for file in files:
        for name, found in examinations(file, grammar, limits, **forced):
            if found is None:
                status = Status.NOT_READ
                continue
            show_problems(name, found.problems)
            if found.grade != "complete":
                lacks = ", ".join((*found.missing, *found.absent))
                say(f"{name}: {found.grade}" + (f": the report has no {lacks}" if lacks else ""))
            status = max(status, status_of(found.grade, fail_on))
            if not found.errors:
                print_json_text(to_json(found.report))
    return status


@click.command()
@with_grammar
def formats(grammar: tuple[str, ...]) -> None:
    """List the layouts and formats with a line on each.

    \b
    Example:
      gmacm-grammar formats --grammar my-formats
    """
    lib = library(grammar)
    width = max(map(len, [*lib.layout_names, *lib.format_names]))
    for head, parts in (
        ("Layouts (how the cells are laid out in the text):", lib.layouts()),
        ("Formats (what the report says):", lib.formats()),
    ):
        described = (f"  {part.name:{width}}  {_described(part.source, lib)}" for part in parts)
        print_lines([line] for line in (head, *described))


def _described(source: Source, lib: Library) -> str:
    """The first line of a grammar file, and where it is from if it is not built in."""
    is_own = not source.path.is_relative_to(lib.where[-1])
    return source.description + (f" ({source.path.parent})" if is_own else "")
