"""The verb golden: reports of one's own and the records that they must become."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from gmacm_grammar.cli.common import (
    NOT_READ,
    Screen,
    print_json,
    refuse,
    with_grammar,
    with_json,
)

if TYPE_CHECKING:
    from gmacm_grammar.workbench import Case


@click.group()
def golden() -> None:
    """Compare the reports of a directory with the records that they must become.

    A report NAME.txt has its record in NAME.json, and what is said of it in NAME.problems. Grammar
    files in the directory are used.

    \b
    Example:
      gmacm-grammar golden check my-reports
    """


@golden.command("check")
@click.argument("directory", metavar="DIR")
@click.option("--only", metavar="NAME", help="The report of this name and no other.")
@with_json
@with_grammar
def golden_check(directory: str, only: str | None, as_json: bool, grammar: tuple[str, ...]) -> None:
    """Say field by field what is not as expected, with the printed line.

    \b
    Example:
      gmacm-grammar golden check my-reports --only 2019-A
    """
    _golden(directory, only, as_json, grammar, False)


@golden.command("update")
@click.argument("directory", metavar="DIR")
@click.option("--only", metavar="NAME", help="The report of this name and no other.")
@with_json
@with_grammar
def golden_update(
    directory: str, only: str | None, as_json: bool, grammar: tuple[str, ...]
) -> None:
    """Write the expected files anew, for each report that is wholly read.

    \b
    Example:
      gmacm-grammar golden update my-reports
    """
    _golden(directory, only, as_json, grammar, True)


def _golden(
    directory: str, only: str | None, as_json: bool, grammar: tuple[str, ...], updates: bool
) -> None:
    from gmacm_grammar.workbench import REPORT, cases as files_in, compare, grammar_of, update

    home = Path(directory)
    if not home.is_dir():
        refuse(f"there is no directory {directory}")
    reports = files_in(home, only)
    if not reports:
        refuse(f"{directory} holds no report {only or '*'}{REPORT}")
    within = grammar_of(home, grammar)
    cases = [(update if updates else compare)(path, within) for path in reports]
    if as_json:
        print_json({"cases": [attrs.asdict(case) for case in cases]})
    else:
        for case in cases:
            _show_case(case)
        bad = sum(not case.well for case in cases)
        written = f", {sum(case.written for case in cases)} written" if updates else ""
        click.echo(f"{len(cases)} reports, {bad} not as expected{written}", err=True)
    sys.exit(NOT_READ if any(not case.well and not case.written for case in cases) else 0)


def _show_case(case: Case) -> None:
    screen = Screen()
    for error in case.errors:
        screen.print((f"{case.name}: not wholly read", "bold red"))
        for line in error.split("\n"):
            screen.print(f"  {line}")
    for difference in case.differences:
        first, *rest = str(difference).split("\n")
        screen.print(case.name + (": written: " if case.written else ": "), (first, "yellow"))
        for line in rest:
            screen.print(f"  {line}")
