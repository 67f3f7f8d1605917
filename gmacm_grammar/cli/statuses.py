"""How the command ends: one table of exit statuses for all verbs."""

from __future__ import annotations

import errno
import os
import sys
from enum import IntEnum
from typing import IO, TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from gmacm_grammar.model import Grade


class Status(IntEnum):
    """The exit statuses, the same for all verbs."""

    WELL = 0
    NOT_READ = 1  # a report was not read, is doubtful, or does not add up
    USAGE = 2
    GRAMMAR = 3  # a grammar file is wrong
    OUTPUT = 4  # standard output or a file cannot be written
    INTERRUPTED = 130


def status_of(grade: Grade, fail_on: Grade) -> Status:
    """NOT_READ for a report of a grade that is no better than ``fail_on``."""
    from gmacm_grammar.model import GRADES

    fails = GRADES.index(grade) >= GRADES.index(fail_on)
    return Status.NOT_READ if fails else Status.WELL


class Refusal(click.ClickException):
    """Why the command ends, in a line, and the status with which it does."""

    def __init__(self, message: str, status: Status) -> None:
        super().__init__(message)
        self.exit_code: int = status  # type: ignore[misc]

    def show(self, file: IO[Any] | None = None) -> None:
        from gmacm_grammar.cli.printing import LINES, printable

        if self.message:
            click.echo(f"gmacm-grammar: {printable(self.message, LINES)}", err=True)


def refuse(message: str, status: Status = Status.USAGE) -> NoReturn:
    """Say why the command cannot do what is asked, and end it."""
    raise Refusal(message, status)


def refusal(error: BaseException) -> Refusal:
    """How the command ends that is ended by an exception; another one is a fault of the program."""
    if isinstance(error, KeyboardInterrupt):
        return Refusal("interrupted", Status.INTERRUPTED)
    if isinstance(error, OSError):
        what = error.filename or "standard output cannot be written"
        # Whoever closes a pipe, as head does, has read enough: there is nothing to say.
        message = "" if error.errno == errno.EPIPE else f"{what}: {error.strerror}"
        return Refusal(message, Status.OUTPUT)
    from gmacm_grammar import BatchError, GmacmGrammarError, GrammarError
    from gmacm_grammar.batching import OutputError

    statuses = {
        GrammarError: Status.GRAMMAR,
        OutputError: Status.OUTPUT,
        BatchError: Status.USAGE,
        GmacmGrammarError: Status.NOT_READ,
    }
    for kind, status in statuses.items():
        if isinstance(error, kind):
            return Refusal(str(error), status)
    raise error


def drop_output() -> None:
    """Write nothing more: what could not be written is not tried again when Python ends."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
