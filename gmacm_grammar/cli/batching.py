"""The verb ``batch``: from folders of filings to tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import click

from gmacm_grammar.batching import MEGABYTES, SECONDS, Summary, batch as run
from gmacm_grammar.cli.options import (
    with_fail_on,
    with_forced,
    with_grammar,
    with_json,
    with_limits,
)
from gmacm_grammar.cli.printing import Line, counted, print_answer
from gmacm_grammar.cli.progress import show_progress
from gmacm_grammar.cli.statuses import Status, refuse, status_of
from gmacm_grammar.model import Grade
from gmacm_grammar.tabulating import KINDS


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--out", required=True, metavar="DIR", help="The directory for the tables.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(KINDS),
    default=KINDS[0],
    show_default=True,
    help="What the tables are written as.",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    metavar="N",
    help="Read in N processes instead of one for each processor.",
)
@click.option("--changed", is_flag=True, help="Read only what is new or changed.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Give up a file that takes longer.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(min=1),
    default=MEGABYTES,
    show_default=True,
    metavar="MB",
    help="Give up a file that takes more memory.",
)
@with_fail_on
@with_limits
@with_forced
@with_json
@with_grammar
def batch(paths: tuple[str, ...], as_json: bool, fail_on: Grade, **options: Any) -> Status:
    """Read folders of filings and write their tables.

    PATH is a file, a directory (with all below it), a pattern in quotes, or a URL. A file that
    cannot be read, or holds no report, does not stop the batch; it is listed at the end, and in the
    table of problems. A batch that was interrupted goes on where it was when it is started again.
    The exit status is 1 if a file was not read or a report is doubtful, 130 if Control-C ended it.

    \b
    Example:
      gmacm-grammar batch filings/ --out tables
      gmacm-grammar batch 'filings/*/2004*.txt' --out tables --as csv --changed
    """
    try:
        with show_progress() as show:
            summary = run(paths, progress=show, **options)
    except KeyboardInterrupt:
        refuse("interrupted; start the same command again to go on", Status.INTERRUPTED)
    failed = [{"file": file, "reason": reason} for file, reason in summary.failed]
    graded = [{"file": file, "grade": grade} for file, grade in summary.graded]
    document = attrs.asdict(summary) | {
        "grade": summary.grade,
        "graded": graded,
        "failed": failed,
        "seconds": round(summary.seconds, 3),
    }
    print_answer(as_json, document, _lines(summary))
    return status_of(summary.grade, fail_on)


def _lines(summary: Summary) -> Iterator[Line]:
    for file, reason in summary.failed:
        yield (file, "bold"), f": {reason}"
    for file, grade in summary.graded:
        yield (file, "bold"), f": {grade}"
    if summary.doubtful + summary.broken > len(summary.graded):
        yield ["the column grade of the table reports says it of each report"]
    before = summary.files - summary.read
    said = [
        counted(summary.files, "file") + (f" ({before:,} of them read before)" if before else ""),
        counted(summary.reports, "report"),
        f"{summary.doubtful:,} doubtful",
        f"{summary.broken:,} broken",
        counted(summary.faults, "fault"),
        counted(summary.warnings, "warning"),
        f"{summary.passed_over:,} passed over",
        f"{counted(len(summary.failed), 'file')} not read",
        f"in {summary.seconds:,.1f} s",
    ]
    yield [", ".join(said)]
    yield from ([f"  {table}"] for table in summary.tables)
