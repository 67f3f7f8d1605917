"""Read filings as they were downloaded: submissions, HTML, compressed files, several reports."""

from gmacm_grammar.filings.files import (
    PACKED as PACKED,
    is_report_file as is_report_file,
    report_files as report_files,
)
from gmacm_grammar.filings.filing import (
    FiledReport as FiledReport,
    Filing as Filing,
    FilingError as FilingError,
    NoSuchReportError as NoSuchReportError,
    Origin as Origin,
    PassedOver as PassedOver,
)
from gmacm_grammar.filings.reader import read_filing as read_filing
from gmacm_grammar.filings.single import (
    read_report as read_report,
    text_without_report as text_without_report,
)
from gmacm_grammar.model import Limits as Limits
