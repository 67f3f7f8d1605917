"""Read the monthly servicing certificates of home-equity trusts into exact records."""

from typing import TYPE_CHECKING, Any

from gmacm_grammar.cells import Cell
from gmacm_grammar.errors import GrammarError, ReportError, ReportWarning
from gmacm_grammar.examination import Examination, examine, parse
from gmacm_grammar.problems import Problem
from gmacm_grammar.records import Report
from gmacm_grammar.serialization import from_dict, from_json, to_dict, to_json

if TYPE_CHECKING:
    from gmacm_grammar.reconciling import reconcile, reconcile_series

__version__ = "0.1.0"

__all__ = [
    "Cell",
    "Examination",
    "GrammarError",
    "Problem",
    "Report",
    "ReportError",
    "ReportWarning",
    "examine",
    "from_dict",
    "from_json",
    "parse",
    "reconcile",
    "reconcile_series",
    "to_dict",
    "to_json",
]


def __getattr__(name: str) -> Any:
    """Load what stands around the core when it is first asked for."""
    if name in ("reconcile", "reconcile_series"):
        from gmacm_grammar import reconciling

        return getattr(reconciling, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
