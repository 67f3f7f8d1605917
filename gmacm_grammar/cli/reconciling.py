"""The verb ``reconcile``: does a report add up, and does it go on where the last one ended?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs
import click

from gmacm_grammar import Cell, Examination
from gmacm_grammar.cli.files import examinations
from gmacm_grammar.cli.options import with_grammar, with_json
from gmacm_grammar.cli.printing import Line, counted, print_answer, say, show_problems
from gmacm_grammar.cli.statuses import Refusal, Status, refuse
from gmacm_grammar.filings import report_files
from gmacm_grammar.reconciling import Result, SeriesResult, reconcile, reconcile_series

#: What is shown of a cell.
_CELL = attrs.filters.include("text", "line", "column", "path")
#: What is shown first, and how; what is said of several.
_OUTCOMES = {
    "fails": ("fails", "bold red"),
    "remark": ("remark", "magenta"),
    "untestable": ("cannot be tested", "yellow"),
    "rounding": ("holds within rounding", "green"),
    "holds": ("holds", "green"),
}
_SEVERAL = {
    "fails": "fail",
    "remark": "remarks",
    "rounding": "hold within rounding",
    "holds": "hold",
}
#: What is shown even without --all.
_SHOWN = ("fails", "remark", "untestable")


@click.command("reconcile")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...|DIR")
@click.option("--all", "show_all", is_flag=True, help="Show also what holds.")
@with_json
@with_grammar
def reconcile_verb(
    paths: tuple[str, ...], show_all: bool, as_json: bool, grammar: tuple[str, ...]
) -> Status:
    """Say what in a report does not add up.

    Shows each identity that fails or cannot be tested, with its figures and the place (line:column)
    of the printed cells, and what is rare but no failure, as a remark. For several reports, or all
    filings in a directory and below it, it also shows what does not carry over from month to month;
    the headings tell the trusts apart. FILE may be - for standard input. A file in a directory that
    is no report does not stop the others. The exit status is 1 if something does not add up or was
    not read.

    \b
    Example:
      gmacm-grammar reconcile report.txt
      gmacm-grammar reconcile --all reports/
    """
    read = [*_read(paths, grammar)]
    for file, found in read:
        show_problems(file, found.errors if found else ())
    known = {file: found for file, found in read if found and _is_report(found)}
    unread = [file for file, _ in read if file not in known]
    reports = {file: reconcile(found, grammar=grammar) for file, found in known.items()}
    series = reconcile_series(known.values(), grammar=grammar) if len(reports) > 1 else ()
    document = {
        "reports": [
            {"file": file, "read": not known[file].errors, "results": [*map(_plain, results)]}
            for file, results in reports.items()
        ],
        "series": [_of_files(result, [*reports]) for result in series],
        "unread": unread,
    }
    print_answer(as_json, document, _lines(reports, series, show_all, len(unread)))
    wrong = any(r.outcome == "fails" for found in (*reports.values(), series) for r in found)
    faulty = any(found.errors for found in known.values())
    return Status.NOT_READ if wrong or unread or faulty else Status.WELL


def _files(path: str) -> list[str]:
    """The reports that a path names: itself, or those in the directory."""
    if path == "-" or not Path(path).is_dir():
        return [path]
    files = report_files(Path(path))
    if not files:
        refuse(f"{path} holds no filings (*.txt, *.htm, *.html, also packed: .gz)")
    return [*map(str, files)]


def _read(
    paths: tuple[str, ...], grammar: tuple[str, ...]
) -> Iterator[tuple[str, Examination | None]]:
    """The reports of all files; None for one of a directory that cannot be read, which is said."""
    files = [file for path in paths for file in _files(path)]
    if len(files) == 1:
        yield from examinations(files[0], grammar)
        return
    from gmacm_grammar.batching import Progress
    from gmacm_grammar.cli.progress import show_progress

    reports = 0
    with show_progress() as show:
        for done, file in enumerate(files):
            show(Progress(files=len(files), done=done, reports=reports))
            try:
                for file_and_report in examinations(file, grammar):
                    reports += 1
                    yield file_and_report
            except Refusal as refusal:
                if file in paths:
                    raise
                say(f"gmacm-grammar: {refusal.message}")
                yield file, None


def _is_report(found: Examination) -> bool:
    return all(problem.kind != "not-a-report" for problem in found.problems)


def _plain(result: Result) -> dict[str, Any]:
    """One result for JSON; what it does not state is left out."""
    data = attrs.asdict(result, recurse=False, filter=attrs.filters.exclude("sides"))
    for cells in ("cells", "cells_before"):
        data[cells] = [attrs.asdict(cell, filter=_CELL) for cell in data.get(cells, ())]
    return {name: value for name, value in data.items() if value not in (None, "", (), [])}


def _of_files(result: SeriesResult, files: list[str]) -> dict[str, Any]:
    """One result about two reports for JSON: their files instead of their numbers."""
    data = _plain(result)
    for name, index in (("file", result.index), ("file_before", result.index_before)):
        data.pop(name.replace("file", "index"), None)
        if index is not None:
            data[name] = files[index]
    return data


def _lines(
    reports: dict[str, tuple[Result, ...]],
    series: tuple[SeriesResult, ...],
    show_all: bool,
    unread: int,
) -> Iterator[Line]:
    files = [*reports]
    for file, results in reports.items():
        yield (file, "bold"), f": {_summary(results)}"
        for result in _chosen(results, show_all):
            yield from _of_result(result, result.where)
            yield from _printed("printed", result, result.cells)
            yield from _hint(result)
    for trust in dict.fromkeys(result.trust for result in series):
        own = [result for result in series if result.trust == trust]
        yield (f"{trust}, month by month", "bold"), f": {_summary(own)}"
        for result in _chosen(own, show_all):
            months = f"{result.before} to {result.month}" if result.month else ""
            yield from _of_result(result, f"{months} {result.where}".strip())
            if result.index_before is not None:
                yield from _printed(files[result.index_before], result, result.cells_before, True)
            if result.index is not None:
                yield from _printed(files[result.index], result, result.cells, True)
            yield from _hint(result)
    if len(reports) + unread > 1:
        every = [result for results in (*reports.values(), series) for result in results]
        not_read = f", {counted(unread, 'file')} not read" if unread else ""
        yield [f"{counted(len(reports), 'report')}{not_read}: {_summary(every)}"]


def _chosen(results: Iterable[Any], show_all: bool) -> list[Any]:
    shown = [r for r in results if show_all or r.outcome in _SHOWN]
    return sorted(shown, key=lambda result: [*_OUTCOMES].index(result.outcome))


def _of_result(result: Result, where: str) -> Iterator[Line]:
    yield "  ", _OUTCOMES[result.outcome], f": {result.name}" + (f", {where}" if where else "")
    lines = [result.formula]
    if result.missing:
        lines.append(f"not stated: {', '.join(result.missing)}")
    if result.difference:
        off = f"difference {result.difference:,f}"
        lines.append(off + (f", tolerance {result.tolerance:,f}" if result.tolerance else ""))
    yield from ([f"      {line}"] for line in lines)


def _printed(
    where: str, result: Result, cells: tuple[Cell, ...], is_file: bool = False
) -> Iterator[Line]:
    """The cells of what does not hold, after the file they are in; a file even without cells."""
    if result.outcome in ("fails", "remark") and (cells or is_file):
        told = ", ".join(f'{cell.line}:{cell.column} "{cell.text}"' for cell in cells)
        yield [f"      {where}" + (f": {told}" if told else "")]


def _hint(result: Result) -> Iterator[Line]:
    if result.hint:
        yield [f"      hint: {result.hint}"]


def _summary(results: Iterable[Result]) -> str:
    counts: Counter[str] = Counter(result.outcome for result in results)
    said = [
        f"{counts[o]:,} {words if counts[o] == 1 else _SEVERAL.get(o, words)}"
        for o, (words, _) in _OUTCOMES.items()
        if counts[o]
    ]
    return ", ".join(said) or "nothing to test"
