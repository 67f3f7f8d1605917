"""One report of a file, alone in its text."""

from __future__ import annotations

import re

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.filings.filing import FiledReport, Filing, FilingError, NoSuchReportError
from gmacm_grammar.filings.reader import read_filing
from gmacm_grammar.filings.submission import documents
from gmacm_grammar.model import DEFAULTS, Limits

_VISIBLE = re.compile(r"[^\n]")


def report_text(
    data: bytes,
    which: str | None = None,
    *,
    grammar: GrammarPath = (),
    limits: Limits = DEFAULTS,
) -> str:
    """The text of a file with blanks for all but one report, so that its lines stay the same.

    ``which`` is the name of the report, as in ``Filing``; a file with one report needs none, and of
    a text without any report all is returned. Raises FilingError as ``read_filing`` does, and
    NoSuchReportError where ``which`` does not name a report of the file.
    """
    filing = read_filing(data, grammar=grammar, limits=limits)
    if which is None and not filing.reports:
        if documents(filing.text, limits.documents)[0].end == len(filing.text):
            return filing.text
        raise FilingError("no document of this submission holds a report")
    numbers = [filed.origin.number for filed in filing]
    if which is None and len(numbers) > 1:
        raise NoSuchReportError(
            f"it holds {len(numbers)} reports: name one, as FILE#{numbers[0]} "
            f"({', '.join(numbers)})"
        )
    start, end = _extent(filing, filing[which or numbers[0]], limits)
    text = filing.text
    return _VISIBLE.sub(" ", text[:start]) + text[start:end] + _VISIBLE.sub(" ", text[end:])


def _extent(filing: Filing, filed: FiledReport, limits: Limits) -> tuple[int, int]:
    """Where a report begins and ends: with its document, unless that holds something else, too."""
    number = filed.origin.document
    origins = [filed.origin for filed in filing] + [p.origin for p in filing.passed_over]
    if sum(origin.document == number for origin in origins) == 1:
        found = documents(filing.text, limits.documents)
        return next((d.start, d.end) for d in found if d.number == number)
    cells = filed.examination.cells
    return min(c.offset for c in cells), max(c.end for c in cells)
