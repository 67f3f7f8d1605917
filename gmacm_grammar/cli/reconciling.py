"""The verb ``reconcile``: does a report add up, and does it go on where the last one ended?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs
import click

from gmacm_grammar.cli.files import examinations
from gmacm_grammar.cli.options import with_grammar, with_json
from gmacm_grammar.cli.printing import Line, print_answer, show_problems
from gmacm_grammar.cli.statuses import Status, refuse
from gmacm_grammar.reconciling import Result, SeriesResult, reconcile, reconcile_series

#: How the names of filings end that are read in a directory.
_FILES = (".txt", ".htm", ".html", ".txt.gz", ".htm.gz")
#: What is shown of a cell.
_CELL = attrs.filters.include("text", "line", "column", "path")
#: What is shown first, and how.
_OUTCOMES = {
    "fails": ("fails", "bold red"),
    "untestable": ("cannot be tested", "yellow"),
    "rounding": ("holds within rounding", "green"),
    "holds": ("holds", "green"),
}


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
    of the printed cells. For several reports, or all filings in a directory and below it, it also
    shows what does not carry over from month to month; the headings tell the trusts apart. FILE may
    be - for standard input. The exit status is 1 if something does not add up or was not read.

    \b
    Example:
      gmacm-grammar reconcile report.txt
      gmacm-grammar reconcile --all reports/
    """
    read = [
        found for path in paths for file in _files(path) for found in examinations(file, grammar)
    ]
    known = {file: found for file, found in read if found}
    for file, examination in known.items():
        show_problems(file, examination.errors)
    reports = {file: reconcile(found, grammar=grammar) for file, found in known.items()}
    series = reconcile_series(known.values(), grammar=grammar) if len(reports) > 1 else ()
    document = {
        "reports": [
            {"file": file, "read": not known[file].errors, "results": [*map(_plain, results)]}
            for file, results in reports.items()
        ],
        "series": [*map(_plain, series)],
    }
    print_answer(as_json, document, _lines(reports, series, show_all))
    wrong = any(r.outcome == "fails" for found in (*reports.values(), series) for r in found)
    unread = any(found is None or found.errors for _, found in read)
    return Status.NOT_READ if wrong or unread else Status.WELL


def _files(path: str) -> list[str]:
    """The reports that a path names: itself, or those in the directory."""
    if path == "-" or not Path(path).is_dir():
        return [path]
    files = sorted(str(file) for file in Path(path).rglob("*") if file.name.endswith(_FILES))
    if not files:
        refuse(f"{path} holds no filings ({', '.join(f'*{ending}' for ending in _FILES)})")
    return files


def _plain(result: Result) -> dict[str, Any]:
    """One result for JSON; what it does not state is left out."""
    data = attrs.asdict(result, recurse=False, filter=attrs.filters.exclude("sides"))
    data["cells"] = [attrs.asdict(cell, filter=_CELL) for cell in result.cells]
    return {name: value for name, value in data.items() if value not in (None, "", (), [])}


def _lines(
    reports: dict[str, tuple[Result, ...]], series: tuple[SeriesResult, ...], show_all: bool
) -> Iterator[Line]:
    for file, results in reports.items():
        yield (file, "bold"), f": {_summary(results)}"
        for result in _chosen(results, show_all):
            yield from _of_result(result, result.where)
    for trust in dict.fromkeys(result.trust for result in series):
        own = [result for result in series if result.trust == trust]
        yield (f"{trust}, month by month", "bold"), f": {_summary(own)}"
        for result in _chosen(own, show_all):
            months = f"{result.before} to {result.month}" if result.month else "no date"
            yield from _of_result(result, f"{months} {result.where}".strip())


def _chosen(results: Iterable[Any], show_all: bool) -> list[Any]:
    shown = [r for r in results if show_all or r.outcome in ("fails", "untestable")]
    return sorted(shown, key=lambda result: [*_OUTCOMES].index(result.outcome))


def _of_result(result: Result, where: str) -> Iterator[Line]:
    yield "  ", _OUTCOMES[result.outcome], f": {result.name}" + (f", {where}" if where else "")
    lines = [result.formula]
    if result.missing:
        lines.append(f"not stated: {', '.join(result.missing)}")
    if result.difference:
        off = f"difference {result.difference:,f}"
        lines.append(off + (f", tolerance {result.tolerance:,f}" if result.tolerance else ""))
    if result.outcome == "fails" and result.cells:
        cells = (f'{cell.line}:{cell.column} "{cell.text}"' for cell in result.cells)
        lines.append(f"printed: {', '.join(cells)}")
    if result.hint:
        lines.append(f"hint: {result.hint}")
    yield from ([f"      {line}"] for line in lines)


def _summary(results: Iterable[Result]) -> str:
    counts: Counter[str] = Counter(result.outcome for result in results)
    said = [f"{counts[o]} {words}" for o, (words, _) in _OUTCOMES.items() if counts[o]]
    return ", ".join(said) or "nothing to test"
