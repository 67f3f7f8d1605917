"""The command, as a shell runs it, but within the process of a test."""

from __future__ import annotations

from click.testing import CliRunner, Result

from gmacm_grammar.cli.verbs import VERBS, command

__all__ = ["VERBS", "Result", "command", "run"]


def run(*arguments: object, given: str | bytes | None = None) -> Result:
    """Run the command; whatever happens, a person never sees a traceback."""
    ran = CliRunner().invoke(command, [str(argument) for argument in arguments], input=given)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran
