"""The verbs of the command, each loaded when it is asked for: ``--help`` is to answer at once."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from gmacm_grammar.cli.statuses import drop_output, refusal
from gmacm_grammar.version import __version__

#: verb -> its module, the name of its command there, and its line in the help.
VERBS = {
    "parse": ("parsing", "parse", "Print the record of each report as JSON."),
    "formats": ("parsing", "formats", "List the layouts and formats."),
    "detect": ("looking", "detect", "Show which layout and format a report is, and why."),
    "cells": ("looking", "cells", "Show what became of each cell of a report."),
    "tree": ("looking", "tree", "Show a report as the grammar sees it."),
    "trace": ("looking", "trace", "Show the parse of a report step by step."),
    "explain": ("authoring", "explain", "Say why a report is not read, and what to add."),
    "check": ("authoring", "check", "Say whether a grammar is sound."),
    "coverage": ("covering", "coverage", "Show what of the grammar no fixture exercises."),
    "new": ("authoring", "new", "Write a first grammar file for a report that no format fits."),
    "golden": ("golden", "golden", "Compare reports with the records that they must become."),
    "batch": ("batching", "batch", "Read folders of filings and write their tables."),
    "reconcile": ("reconciling", "reconcile_verb", "Say what in a report does not add up."),
}


class Verbs(click.Group):
    """A group that loads a verb when it is asked for, and ends with the status that it returns."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module, name, _ = VERBS[cmd_name]
        found = getattr(import_module(f"gmacm_grammar.cli.{module}"), name)
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(verb, line) for verb, (_, _, line) in VERBS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (OSError, KeyboardInterrupt, ValueError) as error:
            raise refusal(error) from error

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        try:
            if sys.stdout is None:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            status = super().main(args, *rest, **{**more, "standalone_mode": False})
            sys.stdout.flush()
        except (click.ClickException, OSError) as error:
            told = error if isinstance(error, click.ClickException) else refusal(error)
            status = told.exit_code
            with suppress(OSError):
                told.show()
        drop_output()
        sys.exit(status)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gmacm-grammar")
def command() -> None:
    """Read the servicing certificates of home-equity trusts into exact records."""
