"""From folders of filings to tables, by all processors, going on where it was interrupted."""

from gmacm_grammar.batching.engine import MEGABYTES as MEGABYTES, SECONDS as SECONDS, batch as batch
from gmacm_grammar.batching.results import (
    BatchError as BatchError,
    OutputError as OutputError,
    Progress as Progress,
    Summary as Summary,
)
