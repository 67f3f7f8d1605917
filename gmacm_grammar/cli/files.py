"""The files that the command reads, and the reports in them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from gmacm_grammar import Examination, FilingError, Limits, examine, read_filing
from gmacm_grammar.cli.printing import say
from gmacm_grammar.cli.statuses import Status, refuse
from gmacm_grammar.filings import NoSuchReportError, read_report, text_without_report
from gmacm_grammar.model import DEFAULTS
from gmacm_grammar.reading import Reading

_ONE_REPORT = re.compile(r"(?P<path>.+)#(?P<which>[0-9]+\.[0-9]+)", re.DOTALL)


def read_one(file: str, grammar: Iterable[str] = (), **forced: str | None) -> Reading:
    """The reading of a report: a file, FILE#2.1 for one report of a filing, - for standard input.

    Where there is none the command ends with NOT_READ; with USAGE if there is no file, or several
    reports and none of them is named. ``forced``: the layout and the format.
    """
    path, which = _split(file)
    data = _read_data(path, DEFAULTS)
    try:
        return read_report(data, which, grammar=tuple(grammar), limits=DEFAULTS, **forced)
    except FilingError as error:
        is_usage = isinstance(error, NoSuchReportError)
        refuse(f"{path} cannot be read: {error}", Status.USAGE if is_usage else Status.NOT_READ)


def examinations(
    file: str, grammar: tuple[str, ...], limits: Limits = DEFAULTS, **forced: str | None
) -> Iterator[tuple[str, Examination | None]]:
    """The reports of a file, with their names; of a file without one, what is wrong with it.

    None is for a file that cannot be read. ``forced``: the layout and the format.
    """
    path, which = _split(file)
    data = _read_data(path, limits)
    try:
        filing = read_filing(data, name=path, grammar=grammar, limits=limits, **forced)
        reports = (filing[which],) if which else filing.reports
        text = "" if reports else text_without_report(filing, limits)
    except NoSuchReportError as error:
        refuse(f"{path} cannot be read: {error}")
    except FilingError as error:
        say(f"gmacm-grammar: {path} cannot be read: {error}")
        yield path, None
        return
    if not reports:
        yield file, examine(text, grammar=grammar, limits=limits, **forced)
        return
    for document in () if which else filing.passed_over:
        say(f"{path}: line {document.origin.line}: passed over: {document.reason}")
    for filed in reports:
        yield str(filed.origin) if len(filing) > 1 else file, filed.examination


def _read_data(file: str, limits: Limits) -> bytes:
    """The bytes of a file, or of standard input for -.

    Of what is too large so much is read that this can be seen.
    """
    try:
        if file == "-":
            return sys.stdin.buffer.read(limits.size + 1)
        with Path(file).open("rb") as data:
            return data.read(limits.size + 1)
    except IsADirectoryError:
        refuse(f"{file} is a directory: name the files in it")
    except (OSError, ValueError) as error:
        refuse(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}")


def _split(file: str) -> tuple[str, str | None]:
    """The path in FILE#2.1, and which of its reports is meant (None: not said)."""
    found = _ONE_REPORT.fullmatch(file)
    if found is None or Path(file).exists():
        return file, None
    return found["path"], found["which"]
