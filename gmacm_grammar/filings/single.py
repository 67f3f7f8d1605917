"""One report of a file, alone in its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.filings.files import text_of
from gmacm_grammar.filings.filing import FiledReport, FilingError
from gmacm_grammar.filings.reader import read_filing
from gmacm_grammar.filings.submission import documents
from gmacm_grammar.model import DEFAULTS, Limits

_VISIBLE = re.compile(r"[^\n]")


class NoSuchReportError(FilingError):
    """It is not said which report of a file is meant, or one is named that is not there."""


def report_text(
    data: bytes,
    which: str | None = None,
    *,
    grammar: GrammarPath = (),
    limits: Limits = DEFAULTS,
) -> str:
    """The text of a file with blanks for all but one report, so that its lines stay the same.

    ``which`` is the number of the document and the position in it (``2.1``); a file with one
    report needs none, and of a text without any report all is returned. Raises FilingError as
    ``read_filing`` does, and NoSuchReportError where ``which`` does not name a report of the file.
    """
    text = text_of(data, limits.size)
    filing = read_filing(data, grammar=grammar, limits=limits)
    found = documents(text, limits.documents)
    reports = filing.reports
    is_all = len(found) == 1 and not (reports and filing.passed_over)
    if which is None and is_all and len(reports) < 2 and found[0].is_whole(text):
        return text
    report = _chosen(reports, which)
    number = report.origin.document
    alone = not any(other.origin.document == number for other in filing.passed_over) and (
        sum(other.origin.document == number for other in reports) == 1
    )
    document = next(d for d in found if d.number == number)
    start, end = (document.start, document.end) if alone else _extent(report)
    return _blank(text[:start]) + text[start:end] + _blank(text[end:])


def _chosen(reports: Sequence[FiledReport], which: str | None) -> FiledReport:
    by_name = {f"{r.origin.document}.{r.origin.position}": r for r in reports}
    if which is None and len(reports) == 1:
        return reports[0]
    if which in by_name:
        return by_name[str(which)]
    if not reports:
        raise FilingError("no document of this submission holds a report")
    names = ", ".join(by_name)
    raise NoSuchReportError(
        f"it holds {len(reports)} reports: name one, as FILE#{next(iter(by_name))} ({names})"
        if len(reports) > 1
        else f"its only report is FILE#{names}"
    )


def _extent(report: FiledReport) -> tuple[int, int]:
    cells = report.examination.cells
    return min(c.offset for c in cells), max(c.end for c in cells)


def _blank(text: str) -> str:
    return _VISIBLE.sub(" ", text)
