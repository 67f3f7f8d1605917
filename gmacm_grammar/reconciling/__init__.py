"""Does a report add up, and do the reports of a trust follow one another?

The identities stand in files beside the grammar (``all.identities``, ``FORMAT.identities``).
"""

from gmacm_grammar.reconciling.checking import check_identities
from gmacm_grammar.reconciling.evaluation import Result
from gmacm_grammar.reconciling.identities import SUFFIX as IDENTITIES, identities_for
from gmacm_grammar.reconciling.reports import reconcile
from gmacm_grammar.reconciling.series import SeriesResult, reconcile_series

__all__ = [
    "IDENTITIES",
    "Result",
    "SeriesResult",
    "check_identities",
    "identities_for",
    "reconcile",
    "reconcile_series",
]
