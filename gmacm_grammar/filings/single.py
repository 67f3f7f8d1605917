"""One report of a file, alone in its text."""

from __future__ import annotations

import re

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.filings.filing import FiledReport, Filing, FilingError, NoSuchReportError
from gmacm_grammar.filings.reader import read_data
from gmacm_grammar.filings.submission import documents
from gmacm_grammar.model import DEFAULTS, Limits
from gmacm_grammar.reading import Reading, library, read_best

_VISIBLE = re.compile(r"[^\n]")


def read_report(
    data: bytes,
    which: str | None = None,
    *,
    layout: str | None = None,
    format: str | None = None,
    grammar: GrammarPath = (),
    limits: Limits = DEFAULTS,
) -> Reading:
    """The reading of one report of a file; its text has blanks for all else, so that lines stay.

    ``which`` is the name of the report, as in ``Filing``; a file with one report needs none, and of
    a text without any report all is read. Raises FilingError as ``read_filing`` does, and
    NoSuchReportError where ``which`` does not name a report of the file.
    """
    readings: list[Reading] = []
    filing = read_data(data, None, layout, format, grammar, limits, readings)
    if which is None and not filing.reports:
        text = text_without_report(filing, limits)
        return read_best(library(grammar), text, layout, format, limits=limits)
    numbers = [filed.origin.number for filed in filing]
    if which is None and len(numbers) > 1:
        raise NoSuchReportError(
            f"it holds {len(numbers)} reports: name one, as FILE#{numbers[0]} "
            f"({', '.join(numbers)})"
        )
    filed = filing[which or numbers[0]]
    reading = readings[filing.reports.index(filed)]
    start, end = _extent(filing, filed, limits)
    text = filing.text
    reading.text = _VISIBLE.sub(" ", text[:start]) + text[start:end] + _VISIBLE.sub(" ", text[end:])
    reading.is_part = False
    reading.problems = list(filed.examination.problems)
    return reading


def text_without_report(filing: Filing, limits: Limits) -> str:
    """The text of a filing that holds no report. Raises FilingError for a submission."""
    if documents(filing.text, limits.documents)[0].end == len(filing.text):
        return filing.text
    raise FilingError("no document of this submission holds a report")


def _extent(filing: Filing, filed: FiledReport, limits: Limits) -> tuple[int, int]:
    """Where a report begins and ends: with its document, unless that holds something else, too."""
    number = filed.origin.document
    origins = [filed.origin for filed in filing] + [p.origin for p in filing.passed_over]
    if sum(origin.document == number for origin in origins) == 1:
        found = documents(filing.text, limits.documents)
        return next((d.start, d.end) for d in found if d.number == number)
    cells = filed.examination.cells
    return min(c.offset for c in cells), max(c.end for c in cells)
