"""Read filings as they were downloaded: submissions, HTML, compressed files, several reports."""

from gmacm_grammar.filings.files import read_bytes
from gmacm_grammar.filings.filing import (
    FiledReport,
    Filing,
    FilingError,
    Origin,
    PassedOver,
)
from gmacm_grammar.filings.reader import read_filing
from gmacm_grammar.filings.single import NoSuchReportError, report_text
from gmacm_grammar.model import Limits

__all__ = [
    "FiledReport",
    "Filing",
    "FilingError",
    "Limits",
    "NoSuchReportError",
    "Origin",
    "PassedOver",
    "read_bytes",
    "read_filing",
    "report_text",
]
