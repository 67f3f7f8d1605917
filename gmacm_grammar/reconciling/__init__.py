"""Does a report add up, and do the reports of a trust follow one another?

The identities stand in files beside the grammar (``all.identities``, ``FORMAT.identities``).
"""

from gmacm_grammar.reconciling.checking import check_identities as check_identities
from gmacm_grammar.reconciling.evaluation import Result as Result
from gmacm_grammar.reconciling.identities import (
    IDENTITIES as IDENTITIES,
    identities_for as identities_for,
)
from gmacm_grammar.reconciling.reports import reconcile as reconcile
from gmacm_grammar.reconciling.series import (
    SeriesResult as SeriesResult,
    reconcile_series as reconcile_series,
)
