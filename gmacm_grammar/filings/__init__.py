"""Read filings as they were downloaded: submissions, HTML, compressed files, several reports."""

from gmacm_grammar.filings.filing import (
    FiledReport,
    Filing,
    FilingError,
    NoSuchReportError,
    Origin,
    PassedOver,
)
from gmacm_grammar.filings.reader import read_filing
from gmacm_grammar.filings.single import report_text

__all__ = [
    "FiledReport",
    "Filing",
    "FilingError",
    "NoSuchReportError",
    "Origin",
    "PassedOver",
    "read_filing",
    "report_text",
]
