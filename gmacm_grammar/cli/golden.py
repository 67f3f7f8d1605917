"""The verb golden: reports of one's own and the records that they must become."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from gmacm_grammar.cli.options import with_grammar, with_json
from gmacm_grammar.cli.printing import Line, counted, print_answer, say
from gmacm_grammar.cli.statuses import Status, refuse
from gmacm_grammar.workbench import Case, compare, reports_in, unchecked


@click.command()
@click.argument("what", metavar="check|update", type=click.Choice(["check", "update"]))
@click.argument("directory", metavar="DIR")
@click.option("--only", metavar="NAME", help="Take only the report of this name.")
@with_json
@with_grammar
def golden(
    what: str, directory: str, only: str | None, as_json: bool, grammar: tuple[str, ...]
) -> Status:
    """Compare the reports of a directory with the records that they must become.

    A report NAME.txt (or NAME.htm, also packed), in the directory or below it, has its record in
    NAME.json, and the messages about it in NAME.problems. Grammar files beside it are used. check
    says field by field what is not as expected, with the printed line; update writes the expected
    files anew for each report that is wholly read. The exit status is 1 if a report is not as
    expected, or was not read and so not written, or if a record has no report.

    \b
    Example:
      gmacm-grammar golden check my-reports --only 2019-A
      gmacm-grammar golden update my-reports
    """
    home = Path(directory)
    if not home.is_dir():
        refuse(f"there is no directory {directory}")
    reports, alone = reports_in(home, only or "*", within=True)
    if not reports and not alone:
        refuse(f"{directory} holds no report" + (f" {only}" if only else ""))
    cases = [compare(path, grammar, what == "update") for path in reports]
    cases += map(unchecked, alone)
    print_answer(as_json, {"cases": cases}, (line for case in cases for line in _lines(case)))
    bad, written = sum(not case.well for case in cases), sum(case.written for case in cases)
    if not as_json:
        said = f"{counted(len(reports), 'report')}, {bad - len(alone)} not as expected"
        said += f", {counted(len(alone), 'file')} without a report" if alone else ""
        say(f"{said}, {written} written" if what == "update" else said)
    return Status.WELL if bad == written else Status.NOT_READ


def _lines(case: Case) -> Iterator[Line]:
    for error in case.errors:
        yield [(f"{case.name}: not wholly read", "bold red")]
        yield from ([f"  {line}"] for line in error.split("\n"))
    for difference in case.differences:
        first, *rest = str(difference).split("\n")
        done = "created" if case.created else "written" if case.written else ""
        yield f"{case.name}: {done}{': ' if done else ''}", (first, "yellow")
        yield from ([f"  {line}"] for line in rest)
