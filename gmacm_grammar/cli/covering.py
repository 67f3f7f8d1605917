"""The verb ``coverage``: which alternatives of the grammar files no fixture exercises."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs
import click

from gmacm_grammar.cli.alternatives import Alternatives, Place
from gmacm_grammar.cli.common import (
    NOT_READ,
    Screen,
    print_json,
    printable,
    read_text,
    refuse,
    with_grammar,
    with_json,
)
from gmacm_grammar.cli.steps import Done, run
from gmacm_grammar.reading import Format, Library, Reading, library
from gmacm_grammar.recovery import recover

#: Where fixtures are looked for if none are named.
_HERE = "fixtures"


@attrs.frozen
class _Covered:
    """The alternatives of all formats, and the fixtures that exercise each."""

    texts: dict[Place, str]
    by: dict[Place, list[str]]
    fixtures: list[dict[str, Any]]


@click.command()
@click.argument("fixtures", nargs=-1, metavar="[FIXTURES]...")
@click.option(
    "--line", "at", metavar="FILE:LINE", help="Show the fixtures that exercise this line."
)
@with_json
@with_grammar
def coverage(
    fixtures: tuple[str, ...], at: str | None, as_json: bool, grammar: tuple[str, ...]
) -> None:
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
    covered = _cover(lib, _files(fixtures))
    builtin = lib.where[-1]
    names = {place: _name(place.file, builtin) for place in covered.texts}
    if at is not None:
        _show_line(covered, names, at, as_json)
    else:
        _show_coverage(covered, names, as_json)
    sys.exit(0 if all(fixture["read"] for fixture in covered.fixtures) else NOT_READ)


def _files(fixtures: Iterable[str]) -> list[Path]:
    named = [Path(name) for name in fixtures]
    if not named:
        if not Path(_HERE).is_dir():
            refuse("name the fixtures: files, or directories of files *.txt")
        named = [Path(_HERE)]
    found: list[Path] = []
    for path in named:
        inside = sorted(path.glob("*.txt")) if path.is_dir() else [path]
        if not inside:
            refuse(f"{path} holds no file *.txt")
        found += inside
    return list(dict.fromkeys(found))


def _cover(lib: Library, files: Iterable[Path]) -> _Covered:
    known = {format_.name: Alternatives(format_) for format_ in lib.formats()}
    texts = {place: text for each in known.values() for place, text in each.texts.items()}
    order = sorted(texts, key=lambda place: (place.file, place.line))
    covered = _Covered({place: texts[place] for place in order}, {}, [])
    for file in files:
        reading = Reading(lib, read_text(str(file)), None, None)
        cells = list(reading.cells)
        examination = reading.examination()
        read = not examination.errors
        if not read:
            click.echo(f"{printable(str(file))}: not wholly read: see parse", err=True)
        found = {"fixture": str(file), "format": reading.format.name, "read": read}
        covered.fixtures.append(found)
        done, taken = _read(reading.format, cells, reading.layout.has_rows)
        for place in known[reading.format.name].exercised(done, taken):
            covered.by.setdefault(place, []).append(str(file))
    return covered


def _read(
    format_: Format, cells: list[Any], has_rows: bool
) -> tuple[list[Done], list[tuple[str, str]]]:
    """What was completed in a report, and each cell's terminal and text; faults are read past."""
    kept = [(cell, cell.terminal) for cell in cells if cell.role != "furniture"]
    done = run(format_.lookahead, [terminal for _, terminal in kept])
    if done is None:
        kept = recover(format_.lookahead, [cell for cell, _ in kept], has_rows).kept
        done = run(format_.lookahead, [terminal for _, terminal in kept]) or []
    return done, [(terminal, cell.text) for cell, terminal in kept if cell is not None]


def _name(file: str, builtin: Path) -> str:
    """How a grammar file is named: a built-in one within its directory."""
    path = Path(file)
    return path.relative_to(builtin).as_posix() if path.is_relative_to(builtin) else file


def _show_line(covered: _Covered, names: dict[Place, str], at: str, as_json: bool) -> None:
    file, _, line = at.rpartition(":")
    if not file or not line.isdecimal():
        refuse(f"--line {at}: write FILE:LINE, as sections.lark:31")
    found = [
        place
        for place, name in names.items()
        if place.line == int(line) and file in (name, place.file, Path(place.file).name)
    ] or [
        place
        for place in names
        if place.line == int(line) and Path(file).resolve() == Path(place.file).resolve()
    ]
    if not found:
        refuse(f"no alternative of a format stands in {at}")
    if len(found) > 1:
        refuse(f"{at} may be " + " or ".join(f"{place.file}:{line}" for place in found))
    place = found[0]
    fixtures = covered.by.get(place, [])
    if as_json:
        where = {"file": names[place], "line": place.line, "text": covered.texts[place]}
        print_json({**where, "fixtures": fixtures})
        return
    for fixture in fixtures:
        click.echo(printable(fixture))
    click.echo(f"{len(fixtures)} of {len(covered.fixtures)} fixtures exercise {at}", err=True)


def _show_coverage(covered: _Covered, names: dict[Place, str], as_json: bool) -> None:
    rows = [
        _row(file, [place for place in covered.texts if names[place] == file], covered)
        for file in dict.fromkeys(names.values())
    ]
    total = _row("total", list(covered.texts), covered)
    missing = [
        {"file": names[place], "line": place.line, "text": text}
        for place, text in covered.texts.items()
        if place not in covered.by
    ]
    if as_json:
        found = {"files": rows, "total": total, "unexercised": missing}
        print_json({**found, "fixtures": covered.fixtures})
        return
    out = Screen()
    width = max(len(row["file"]) for row in [*rows, total])
    out.print((f"{'file':{width}}  alternatives  exercised       %", "bold"))
    for row in [*rows, total]:
        style = "bold" if row is total else ""
        counts = f"{row['alternatives']:12d}  {row['exercised']:9d}  {row['percent']:6.1f}"
        out.print((f"{row['file']:{width}}  {counts}", style))
    if missing:
        out.print()
        out.print((f"No fixture exercises these {len(missing)}:", "bold"))
    for one in missing:
        out.print((f"{one['file']}:{one['line']}", "red"), f"  {one['text']}")


def _row(file: str, places: list[Place], covered: _Covered) -> dict[str, Any]:
    exercised = sum(place in covered.by for place in places)
    percent = round(100 * exercised / len(places), 1) if places else 100.0
    return {
        "file": file,
        "alternatives": len(places),
        "exercised": exercised,
        "percent": percent,
    }
