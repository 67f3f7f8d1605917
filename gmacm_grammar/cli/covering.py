"""The verb ``coverage``: which alternatives of the grammar files no fixture exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from gmacm_grammar.cli.files import read_one
from gmacm_grammar.cli.options import with_grammar, with_json
from gmacm_grammar.cli.printing import Line, print_answer, say
from gmacm_grammar.cli.statuses import Refusal, Status, refuse
from gmacm_grammar.filings import report_files
from gmacm_grammar.reading import Reading, library
from gmacm_grammar.workbench import Exercised, cover

#: Where fixtures are looked for if none are named.
_HERE = "fixtures"


@click.command()
@click.argument("fixtures", nargs=-1, metavar="[FIXTURES]...")
@click.option(
    "--line", "at", metavar="FILE:LINE", help="Show the fixtures that exercise this line."
)
@click.option("--all", "show_all", is_flag=True, help="Show the built-in files beside own ones.")
@with_json
@with_grammar
def coverage(
    fixtures: tuple[str, ...],
    at: str | None,
    show_all: bool,
    as_json: bool,
    grammar: tuple[str, ...],
) -> Status:
    """Show which alternatives of the grammar files no fixture exercises.

    FIXTURES are reports, or directories with reports in them or below. Without any, the directory
    fixtures is used. Lines count that hold an alternative of a rule, or the strings of a label, in
    own grammar files; with --all, or without own files, in those of all formats in reach. A line is
    exercised if an alternative in it was read to its end in some fixture; if an alternative fills
    several lines, those that name a part that was read. A line of a label is exercised if a cell
    was read as that label in a spelling of the line. Layouts do not count. If a fixture is not
    wholly read, the part that was read counts, and the exit status is 1.

    \b
    Example:
      gmacm-grammar coverage fixtures --line sections.lark:31
    """
    lib = library(grammar)
    unread: list[str] = []
    lines, reports = cover(lib, _readings(fixtures, grammar, unread))
    unread += [report.fixture for report in reports if not report.read]
    for fixture in unread:
        say(f"{fixture}: not wholly read: see parse")
    if at is None:
        own = [line for line in lines if line.is_own]
        document = _document(lines if show_all else own or lines) | {"fixtures": reports}
        print_answer(as_json, document, _lines(document))
    else:
        line = _at(at, lines, lib.where[-1])
        print_answer(as_json, line, [[fixture] for fixture in line.fixtures])
        if not as_json:
            say(f"{len(line.fixtures)} of {len(reports)} fixtures exercise {at}")
    return Status.NOT_READ if unread else Status.WELL


def _readings(
    fixtures: Sequence[str], grammar: tuple[str, ...], unread: list[str]
) -> Iterator[tuple[str, Reading]]:
    """The readings of files; one in a directory that is not one report is added to ``unread``."""
    for file in map(str, _files(fixtures)):
        try:
            yield file, read_one(file, grammar)
        except Refusal:
            if Path(file) in map(Path, fixtures):
                raise
            unread.append(file)


def _files(fixtures: Sequence[str]) -> list[Path]:
    if not fixtures and not Path(_HERE).is_dir():
        refuse("name the fixtures: files, or directories with reports in them")
    found: list[Path] = []
    for path in map(Path, fixtures or [_HERE]):
        inside = report_files(path) if path.is_dir() else [path]
        if not inside:
            refuse(f"{path} holds no report")
        found += inside
    return list(dict.fromkeys(found))


def _at(at: str, lines: list[Exercised], builtin: Path) -> Exercised:
    """The line that FILE:LINE means: a file by its name, or by a path to it."""
    file, _, number = at.rpartition(":")
    if not file or not number.isdecimal():
        refuse(f"--line {at}: write FILE:LINE, as sections.lark:31")
    found = []
    for line in lines:
        paths = {Path(line.file).resolve(), (builtin / line.file).resolve()}
        meant = file == Path(line.file).name or Path(file).resolve() in paths
        found += [line] if meant and line.line == int(number) else []
    if not found:
        refuse(f"no alternative of a format is in {at}")
    if len(found) > 1:
        refuse(f"{at} may be " + " or ".join(f"{line.file}:{number}" for line in found))
    return found[0]


def _document(lines: list[Exercised]) -> dict[str, Any]:
    by_file: dict[str, list[Exercised]] = {}
    for line in lines:
        by_file.setdefault(line.file, []).append(line)
    unexercised = [line for line in lines if not line.fixtures]
    return {
        "files": [_row(file, own) for file, own in by_file.items()],
        "total": _row("total", lines),
        "unexercised": [{"file": x.file, "line": x.line, "text": x.text} for x in unexercised],
    }


def _row(file: str, lines: list[Exercised]) -> dict[str, Any]:
    count, done = len(lines), sum(bool(line.fixtures) for line in lines)
    percent = round(100 * done / count, 1) if count else 100.0
    return {"file": file, "alternatives": count, "exercised": done, "percent": percent}


def _lines(document: dict[str, Any]) -> Iterator[Line]:
    rows = [*document["files"], document["total"]]
    width = max(len(row["file"]) for row in rows)
    yield [(f"{'file':{width}}  alternatives  exercised       %", "bold")]
    for row in rows:
        counts = f"{row['alternatives']:12d}  {row['exercised']:9d}  {row['percent']:6.1f}"
        yield [(f"{row['file']:{width}}  {counts}", "bold" if row is rows[-1] else "")]
    if document["unexercised"]:
        yield []
        yield [(f"No fixture exercises these {len(document['unexercised'])}:", "bold")]
    for one in document["unexercised"]:
        yield (f"{one['file']}:{one['line']}", "red"), f"  {one['text']}"
