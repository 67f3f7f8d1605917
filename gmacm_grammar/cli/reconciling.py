"""The verb ``reconcile``: does a report add up, and does it go on where the last one ended?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gmacm_grammar import Examination, examine
from gmacm_grammar.cli.common import (
    NOT_READ,
    Screen,
    print_json,
    read_data,
    read_text,
    refuse,
    show_problems,
    split_name,
    with_grammar,
    with_json,
)

if TYPE_CHECKING:
    from gmacm_grammar.reconciling import Result, SeriesResult

#: How the names of filings end that are read in a directory.
_FILES = (".txt", ".htm", ".html", ".txt.gz", ".htm.gz")
_ORDER = {"fails": 0, "untestable": 1, "rounding": 2, "holds": 3}
_WORDS = {
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
) -> None:
    """Say what in a report does not add up.

    Each identity with its figures, what fails first, with the place (line:column) of the printed
    cells. Of several reports, or of all filings in a directory and below it, also what does not
    carry over from month to month; trusts are told apart by the headings. FILE may be - for
    standard input. The exit status is 1 if something does not add up or was not read.

    \b
    Example:
      gmacm-grammar reconcile report.txt
      gmacm-grammar reconcile --all reports/
    """
    from gmacm_grammar.reconciling import reconcile, reconcile_series

    examinations: dict[str, Examination] = {}
    for path in paths:
        for file in _files(path):
            examinations |= _examinations(file, grammar)
    for file, examination in examinations.items():
        show_problems(file, examination.errors)
    reports = {file: reconcile(found, grammar=grammar) for file, found in examinations.items()}
    series = reconcile_series(examinations.values(), grammar=grammar) if len(reports) > 1 else ()
    if as_json:
        print_json(_document(examinations, reports, series))
    else:
        _show(reports, series, show_all)
    results = [result for found in (*reports.values(), series) for result in found]
    wrong = any(result.outcome == "fails" for result in results)
    sys.exit(NOT_READ if wrong or any(found.errors for found in examinations.values()) else 0)


def _files(path: str) -> list[str]:
    """The reports that a path names: itself, or those in the directory."""
    if path == "-" or not Path(path).is_dir():
        return [path]
    files = sorted(str(file) for file in Path(path).rglob("*") if file.name.endswith(_FILES))
    if not files:
        refuse(f"{path} holds no filings ({', '.join(f'*{ending}' for ending in _FILES)})")
    return files


def _examinations(file: str, grammar: tuple[str, ...]) -> dict[str, Examination]:
    """The reports of a file, by name; of a file without one, what is wrong with it."""
    from gmacm_grammar.filings import FilingError, read_filing

    path, which = split_name(file)
    try:
        filing = read_filing(read_data(path), name=path, grammar=grammar)
    except FilingError as error:
        refuse(f"{path} cannot be read: {error}", NOT_READ)
    if which or not filing.reports:
        return {file: examine(read_text(file, grammar), grammar=grammar)}
    several = len(filing) > 1
    return {str(filed.origin) if several else path: filed.examination for filed in filing}


def _show(
    reports: dict[str, tuple[Result, ...]], series: tuple[SeriesResult, ...], show_all: bool
) -> None:
    screen = Screen()
    for file, results in reports.items():
        screen.print((file, "bold"), f": {_summary(results)}")
        for result in _chosen(results, show_all):
            _show_result(screen, result, result.where)
    trusts = dict.fromkeys(result.trust for result in series)
    for trust in trusts:
        own = [result for result in series if result.trust == trust]
        screen.print((f"{trust}, month by month", "bold"), f": {_summary(own)}")
        for result in _chosen(own, show_all):
            months = f"{result.before} to {result.month}" if result.month else "no date"
            _show_result(screen, result, f"{months} {result.where}".strip())


def _chosen(results: Iterable[Any], show_all: bool) -> list[Any]:
    shown = [r for r in results if show_all or r.outcome in ("fails", "untestable")]
    return sorted(shown, key=lambda result: _ORDER[result.outcome])


def _show_result(screen: Screen, result: Result, where: str) -> None:
    word, style = _WORDS[result.outcome]
    screen.print("  ", (word, style), f": {result.name}" + (f", {where}" if where else ""))
    for line in _lines(result):
        screen.print(f"      {line}")


def _lines(result: Result) -> Iterator[str]:
    yield result.formula
    if result.missing:
        yield f"not stated: {', '.join(result.missing)}"
    if result.difference is not None and result.difference:
        off = f"difference {result.difference:,f}"
        yield off + (f", tolerance {result.tolerance:,f}" if result.tolerance else "")
    if result.outcome == "fails" and result.cells:
        cells = (f'{cell.line}:{cell.column} "{cell.text}"' for cell in result.cells)
        yield f"printed: {', '.join(cells)}"
    if result.hint:
        yield f"hint: {result.hint}"


def _summary(results: Iterable[Result]) -> str:
    counts: Counter[str] = Counter(result.outcome for result in results)
    said = [f"{counts[outcome]} {_WORDS[outcome][0]}" for outcome in _ORDER if counts[outcome]]
    return ", ".join(said) or "nothing to test"


def _document(
    examinations: dict[str, Examination],
    reports: dict[str, tuple[Result, ...]],
    series: tuple[SeriesResult, ...],
) -> dict[str, Any]:
    """All results as plain data."""
    files = [
        {
            "file": file,
            "read": not examinations[file].errors,
            "results": [_plain(result) for result in results],
        }
        for file, results in reports.items()
    ]
    return {"reports": files, "series": [_plain(result) for result in series]}


def _plain(result: Result) -> dict[str, Any]:
    """One result as plain data; what it does not state is left out."""
    from gmacm_grammar.reconciling import SeriesResult

    data: dict[str, Any] = {}
    if isinstance(result, SeriesResult):
        data["trust"] = result.trust
        data["month"] = result.month.isoformat() if result.month else None
        data["before"] = result.before.isoformat() if result.before else None
    data |= {"name": result.name, "where": result.where, "outcome": result.outcome}
    data |= {"formula": result.formula, "because": result.because, "hint": result.hint}
    for name in ("difference", "tolerance"):
        value = getattr(result, name)
        data[name] = None if value is None else f"{value:f}"
    data["missing"] = list(result.missing)
    data["figures"] = list(result.figures)
    data["cells"] = [
        {"text": cell.text, "line": cell.line, "column": cell.column, "path": cell.path}
        for cell in result.cells
    ]
    return {name: value for name, value in data.items() if value not in (None, "", [])}
