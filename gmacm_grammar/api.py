"""Read a report: ``parse`` for its record, ``examine`` for what became of every cell as well."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.model import (
    DEFAULTS,
    Examination,
    LimitError,
    Limits,
    Problem,
    Report,
    ReportError,
    ReportWarning,
    check_depth,
    check_text,
    unlike,
)
from gmacm_grammar.parsing import UNKNOWN, Fault, Unexpected, build_report, cut_cell
from gmacm_grammar.reading import (
    LABELS_OF_A_REPORT,
    MAY_BE_ONE,
    Detection,
    Format,
    Library,
    Reading,
    detect,
    library,
    locate,
    repeats,
    runs_on,
)

__all__ = ["Examination", "examine", "parse"]

GrammarPath: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

#: How many problems an error message shows.
_SHOWN = 10


def parse(
    text: str,
    *,
    layout: str | None = None,
    format: str | None = None,
    grammar: GrammarPath = (),
    limits: Limits = DEFAULTS,
) -> Report:
    """Read the text of one report and return its record.

    Layout and format are found from the text unless their names are given; ``grammar`` names
    directories of own grammar files, which come before the built-in ones. Raises ReportError when
    the text is not a report, is larger than ``limits`` say, or when a cell could not be read, and
    GrammarError when a grammar file is wrong. Warns with ReportWarning of what is unknown, unstated
    or repaired.
    """
    lib = library(grammar)
    text = _without_mark(text)
    # There are no more cells than characters: what is longer is counted by ``examine``.
    if len(text) <= limits.text and len(text) <= limits.cells:
        report = _read_plain(lib, text, layout, format)
        if report is not None:
            return report
    examination = examine(text, layout=layout, format=format, grammar=grammar, limits=limits)
    if examination.errors:
        raise ReportError(_message(examination), examination)
    for problem in examination.problems:
        warnings.warn(str(problem), ReportWarning, stacklevel=2)
    return examination.report


def examine(
    text: str,
    *,
    layout: str | None = None,
    format: str | None = None,
    grammar: GrammarPath = (),
    limits: Limits = DEFAULTS,
) -> Examination:
    """Read a text as ``parse`` does and say what became of every cell; never raises for the text.

    A text of more characters or cells than ``limits`` say is not read: its examination has an error
    that says so, and no cells. Raises GrammarError when a grammar file is wrong.
    """
    lib, text = library(grammar), _without_mark(text)
    try:
        check_text(text, limits)
        reading = Reading(lib, text, layout, format, limits=limits)
    except LimitError as error:
        nothing = Reading(lib, "", layout, format).examination()
        return attrs.evolve(nothing, problems=(_problem(error),))
    try:
        check_depth(reading.layout.depth(text), limits)
    except LimitError as error:
        reading.problems.append(_problem(error))
    return reading.examination()


def _problem(error: LimitError) -> Problem:
    return Problem("error", 1, 1, error.what, hint=error.hint)


def _without_mark(text: str) -> str:
    """The text with a blank for the byte order mark that it may begin with."""
    return " " + text[1:] if text.startswith("\ufeff") else text


def _read_plain(lib: Library, text: str, layout: str | None, format: str | None) -> Report | None:
    """The record of a text that is read without a remark; None if there is one to make."""
    found = detect(lib, text, layout, format)
    if len(set(found.labels)) < LABELS_OF_A_REPORT or found.layout.keeps_empty:
        return None
    if found.layout.may_run_on(text):
        return None
    read, cells = found.format, found.cells
    try:
        codes, values = read.lexicon.look_up(cells)
        if UNKNOWN in codes and found.layout.cuts_words:
            if any(MAY_BE_ONE.search(cells[at]) for at in _all_at(codes, UNKNOWN)):
                return None
            cells, codes, values = _cut_words(cells, codes, values, read)
        if UNKNOWN in codes or read.unstated_code in codes:
            return None
        if found.layout.has_rows and any(headings in codes for headings in read.beside):
            return None
        if any(code in codes for code in read.lexicon.lettered) and _runs_on(text, found):
            return None
        mould = read.moulds.find(codes, cells)
        report = mould.fill(cells, values) if mould else None
        if report is None:
            report = build_report(read.automaton.follow(codes, cells, values))
            columns = read.automaton.shares(codes).values()
            if any(unlike([cells[at] for at in column]) for column in columns):
                return None
        return None if any(repeats(report)) else report
    except (Unexpected, Fault, ValueError):
        return None


def _runs_on(text: str, found: Detection) -> bool:
    """Whether values that the layout takes for words begin a row, as ``may_run_on`` asks."""
    if not found.layout.has_rows:
        return False
    pieces = found.layout.pieces(text)
    cells = list(locate(text, pieces, found.layout, found.format, {}))
    return runs_on(cells, found.format.vocabulary.row_values)


def _cut_words(
    cells: Sequence[str], codes: str, values: Sequence[Any], format: Format
) -> tuple[list[str], str, list[Any]]:
    """Cut each cell that the format does not know into parts that it does, where it can be."""
    cut = [(n, cut_cell(cells[n], format.vocabulary)) for n in _all_at(codes, UNKNOWN)]
    more = format.lexicon.look_up([part for _, parts in cut for part in parts])
    texts, spelled, made = list[str](), list[str](), list[Any]()
    done = taken = 0
    for at, parts in cut:
        end = taken + len(parts)
        texts += [*cells[done:at], *parts]
        spelled += [codes[done:at], more[0][taken:end]]
        made += [*values[done:at], *more[1][taken:end]]
        done, taken = at + 1, end
    spelled.append(codes[done:])
    return texts + list(cells[done:]), "".join(spelled), made + list(values[done:])


def _all_at(codes: str, code: str) -> Iterator[int]:
    at = codes.find(code)
    while at >= 0:
        yield at
        at = codes.find(code, at + 1)


def _message(examination: Examination) -> str:
    """All that could not be read, as one text."""
    errors = examination.errors
    shown = [str(problem) for problem in errors[:_SHOWN]]
    if len(errors) > _SHOWN:
        shown.append(f"... and {len(errors) - _SHOWN} more")
    return "\n\n".join(shown)
