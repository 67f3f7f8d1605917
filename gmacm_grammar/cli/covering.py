"""The verb ``coverage``: which alternatives of the grammar files no fixture exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from gmacm_grammar.cli.files import read_text
from gmacm_grammar.cli.options import with_grammar, with_json
from gmacm_grammar.cli.printing import Line, print_answer, say
from gmacm_grammar.cli.statuses import Status, refuse
from gmacm_grammar.reading import library
from gmacm_grammar.workbench import Coverage, cover

#: Where fixtures are looked for if none are named.
_HERE = "fixtures"


@click.command()
@click.argument("fixtures", nargs=-1, metavar="[FIXTURES]...")
@click.option(
    "--line", "at", metavar="FILE:LINE", help="Show the fixtures that exercise this line."
)
@with_json
@with_grammar
def coverage(
    fixtures: tuple[str, ...], at: str | None, as_json: bool, grammar: tuple[str, ...]
) -> Status:
    """Show which alternatives of the grammar files no fixture exercises.

    FIXTURES are reports, or directories whose files *.txt are reports; the directory fixtures if
    none are named. Counted are the source lines of all formats in reach that hold an alternative of
    a rule, or the strings of a label. A line is exercised if, in some fixture, an alternative that
    stands in it was read to its end; where one alternative fills several lines, those of its lines
    that name a part which was read; a line of a label, if a cell was read as that label in a
    spelling of the line. Layouts are not counted. The exit status is 1 if a fixture was not wholly
    read; what was read of it counts.

    \b
    Example:
      gmacm-grammar coverage fixtures --line sections.lark:31
    """
    lib = library(grammar)
    covered = cover(lib, ((str(file), read_text(str(file))) for file in _files(fixtures)))
    unread = [fixture.fixture for fixture in covered.fixtures if not fixture.read]
    for fixture in unread:
        say(f"{fixture}: not wholly read: see parse")
    if at is None:
        document = _document(covered, lib.where[-1])
        print_answer(as_json, document, _lines(document))
    else:
        _show_line(covered, at, as_json, lib.where[-1])
    return Status.NOT_READ if unread else Status.WELL


def _files(fixtures: Sequence[str]) -> list[Path]:
    if not fixtures and not Path(_HERE).is_dir():
        refuse("name the fixtures: files, or directories of files *.txt")
    found: list[Path] = []
    for path in map(Path, fixtures or [_HERE]):
        inside = sorted(path.glob("*.txt")) if path.is_dir() else [path]
        if not inside:
            refuse(f"{path} holds no file *.txt")
        found += inside
    return list(dict.fromkeys(found))


def _name(file: str, builtin: Path) -> str:
    """How a grammar file is named: a built-in one within its directory."""
    path = Path(file)
    return path.relative_to(builtin).as_posix() if path.is_relative_to(builtin) else file


def _show_line(covered: Coverage, at: str, as_json: bool, builtin: Path) -> None:
    file, _, line = at.rpartition(":")
    if not file or not line.isdecimal():
        refuse(f"--line {at}: write FILE:LINE, as sections.lark:31")
    places = [place for place in covered.texts if place.line == int(line)]
    found = [
        place
        for place in places
        if file in (_name(place.file, builtin), Path(place.file).name)
        or Path(file).resolve() == Path(place.file).resolve()
    ]
    if not found:
        refuse(f"no alternative of a format is in {at}")
    if len(found) > 1:
        refuse(f"{at} may be " + " or ".join(f"{place.file}:{line}" for place in found))
    fixtures = covered.by.get(found[0], [])
    where = {"file": _name(found[0].file, builtin), "line": int(line)}
    document = {**where, "text": covered.texts[found[0]], "fixtures": fixtures}
    print_answer(as_json, document, [[fixture] for fixture in fixtures])
    if not as_json:
        say(f"{len(fixtures)} of {len(covered.fixtures)} fixtures exercise {at}")


def _document(covered: Coverage, builtin: Path) -> dict[str, Any]:
    by_file: dict[str, list[bool]] = {}
    for place in covered.texts:
        by_file.setdefault(_name(place.file, builtin), []).append(place in covered.by)
    return {
        "files": [_row(file, exercised) for file, exercised in by_file.items()],
        "total": _row("total", [place in covered.by for place in covered.texts]),
        "unexercised": [
            {"file": _name(place.file, builtin), "line": place.line, "text": text}
            for place, text in covered.texts.items()
            if place not in covered.by
        ],
        "fixtures": covered.fixtures,
    }


def _row(file: str, exercised: list[bool]) -> dict[str, Any]:
    count, done = len(exercised), sum(exercised)
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
