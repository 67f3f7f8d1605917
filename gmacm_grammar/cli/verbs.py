"""The verbs of the command, each loaded when it is asked for: ``--help`` is to answer at once."""

from __future__ import annotations

from importlib import import_module

import click

from gmacm_grammar.version import __version__

#: verb -> its module, the name of its command there, and its line in the help.
VERBS = {
    "parse": ("parsing", "parse", "Print the record of each report as JSON."),
    "formats": ("parsing", "formats", "List the layouts and formats."),
    "detect": ("detecting", "detect", "Show which layout and format a report is, and why."),
    "cells": ("looking", "cells", "Show what became of each cell of a report."),
    "tree": ("looking", "tree", "Show a report as the grammar sees it."),
    "trace": ("tracing", "trace", "Show the parse of a report step by step."),
    "explain": ("authoring", "explain", "Say why a report is not read, and what to add."),
    "check": ("authoring", "check", "Say whether a grammar is sound."),
    "coverage": ("covering", "coverage", "Show what of the grammar no fixture exercises."),
    "new": ("authoring", "new", "Write a first grammar file for a report that no format fits."),
    "golden": ("golden", "golden", "Compare reports with the records that they must become."),
    "watch": ("watching", "watch", "Parse again whenever a file changes; show what changed."),
    "batch": ("batching", "batch", "Read folders of filings and write their tables."),
    "reconcile": ("reconciling", "reconcile_verb", "Say what in a report does not add up."),
}


class Verbs(click.Group):
    """A group that loads a verb when it is asked for."""

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


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gmacm-grammar")
def command() -> None:
    """Read the servicing certificates of home-equity trusts into exact records."""
