"""The verb ``watch``: parse a report again whenever it or a grammar file changes."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import click

from gmacm_grammar import Examination, GrammarError, examine, to_dict
from gmacm_grammar.cli.common import (
    NOT_READ,
    WRONG_GRAMMAR,
    Screen,
    print_json,
    printable,
    read_text,
    refuse,
    with_forced,
    with_grammar,
    with_json,
)
from gmacm_grammar.grammars import SUFFIX, grammar_directories

#: Seconds between two looks at the files, and until a file is taken as wholly written.
_PAUSE, _SETTLED = 0.3, 0.1
#: What stands for a field that a record does not have.
_ABSENT = "(absent)"


@attrs.frozen
class _State:
    """What a parse gave: the record's fields by path, the problems, a fault of the grammar."""

    format: str | None
    layout: str | None
    fields: dict[str, Any]
    problems: Counter[str]
    errors: int
    wrong: str | None = None


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--once", is_flag=True, help="End after one change, with the status of that parse.")
@with_forced
@with_json
@with_grammar
def watch(
    file: str,
    once: bool,
    layout: str | None,
    format_: str | None,
    as_json: bool,
    grammar: tuple[str, ...],
) -> None:
    """Parse a report again whenever it or a grammar file changes, and show what changed.

    Shown are the fields of the record that changed (path: old -> new), new problems (+) and solved
    ones (-). All grammar files in reach are watched. With --json each change is one JSON document
    in a line. Control-C ends it, with status 0.

    \b
    Example:
      gmacm-grammar watch report.txt --grammar my-formats
    """
    if file == "-":
        refuse("standard input cannot be watched: name a file")
    try:
        status = _watch(file, once, layout, format_, as_json, grammar)
    except KeyboardInterrupt:
        status = 0
    sys.exit(status)


def _watch(
    file: str,
    once: bool,
    layout: str | None,
    format_: str | None,
    as_json: bool,
    grammar: tuple[str, ...],
) -> int:
    from gmacm_grammar.filings import FilingError, report_text

    # All directories as own ones, the built-in one too: changes of own files are noticed.
    where = tuple(map(str, grammar_directories(grammar)))
    before = _stamps(file, where)
    old = _parse(read_text(file, grammar), layout, format_, where)
    click.echo(f"watching {printable(file)}: {_summary(old)}; Control-C ends it", err=True)
    while True:
        time.sleep(_PAUSE)
        after = _stamps(file, where)
        if after == before or (str(Path(file)) not in after):
            continue
        while (settled := _wait(file, where)) != after:
            after = settled
        try:
            text = report_text(Path(file).read_bytes(), grammar=grammar)
        except (OSError, FilingError):
            continue
        changed = sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))
        new = _parse(text, layout, format_, where)
        change = {"changed": changed, **_difference(old, new)}
        if as_json and once:
            print_json(change)
        elif as_json:
            click.echo(json.dumps(change))
        else:
            _show(change, new)
        if once:
            return WRONG_GRAMMAR if new.wrong else NOT_READ if new.errors else 0
        before, old = after, new


def _wait(file: str, where: tuple[str, ...]) -> dict[str, Any]:
    time.sleep(_SETTLED)
    return _stamps(file, where)


def _stamps(file: str, where: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Time and size of the report and of each grammar file that is there."""
    found = {}
    for path in (Path(file), *_grammar_files(where)):
        try:
            stat = path.stat()
        except OSError:
            continue
        found[str(path)] = stat.st_mtime_ns, stat.st_size
    return found


def _grammar_files(where: tuple[str, ...]) -> list[Path]:
    try:
        return [path for directory in where for path in Path(directory).rglob(f"*{SUFFIX}")]
    except OSError:  # a directory goes away while it is looked at
        return []


def _parse(text: str, layout: str | None, format_: str | None, where: tuple[str, ...]) -> _State:
    try:
        examination = examine(text, layout=layout, format=format_, grammar=where)
    except GrammarError as error:
        return _State(None, None, {}, Counter(), 0, str(error))
    return _state(examination)


def _state(examination: Examination) -> _State:
    fields = dict(_fields(to_dict(examination.report), ""))
    problems = Counter(
        f"{problem.severity}: {problem.message}" + (f" (in {problem.where})" * bool(problem.where))
        for problem in examination.problems
    )
    errors = len(examination.errors)
    return _State(examination.format, examination.layout, fields, problems, errors)


def _fields(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The figures and texts of a record by their paths, as ``notes[0].coupon``."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _fields(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, (list, tuple)):
        for n, inner in enumerate(value):
            yield from _fields(inner, f"{path}[{n}]")
    else:
        yield path, value


def _difference(old: _State, new: _State) -> dict[str, Any]:
    if new.wrong:
        return {"grammar_error": new.wrong, "fields": [], "new": [], "solved": []}
    paths = dict.fromkeys([*old.fields, *new.fields])
    return {
        "grammar_error": None,
        "layout": new.layout,
        "format": new.format,
        "fields": [
            {"path": path, "old": old.fields.get(path), "new": new.fields.get(path)}
            for path in paths
            if old.fields.get(path, _ABSENT) != new.fields.get(path, _ABSENT)
        ],
        "new": list((new.problems - old.problems).elements()),
        "solved": list((old.problems - new.problems).elements()),
    }


def _summary(state: _State) -> str:
    if state.wrong:
        return f"the grammar is wrong: {printable(state.wrong)}"
    count = state.problems.total()
    problems = "1 problem" if count == 1 else f"{count} problems"
    return f"{state.layout}, {state.format}, {len(state.fields)} fields, {problems}"


def _show(change: dict[str, Any], new: _State) -> None:
    out = Screen()
    out.print((f"{', '.join(change['changed'])} changed", "bold"))
    for field in change["fields"]:
        old, now = (_ABSENT if field[k] is None else str(field[k]) for k in ("old", "new"))
        out.print(f"  {field['path']}: ", (old, "red"), " -> ", (now, "green"))
    for problem in change["new"]:
        out.print((f"  + {problem}", "red"))
    for problem in change["solved"]:
        out.print((f"  - {problem}", "green"))
    if not (change["fields"] or change["new"] or change["solved"] or change["grammar_error"]):
        out.print("  nothing else in the record or its problems")
    out.print((f"  now: {_summary(new)}", "dim"))
