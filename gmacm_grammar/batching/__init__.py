"""From folders of filings to tables, by all processors, going on where it was interrupted."""

from gmacm_grammar.batching.engine import MEGABYTES, SECONDS, batch
from gmacm_grammar.batching.results import BatchError, Progress, Summary

__all__ = ["MEGABYTES", "SECONDS", "BatchError", "Progress", "Summary", "batch"]
