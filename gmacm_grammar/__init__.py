"""Read the monthly servicing certificates of home-equity trusts into exact records."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gmacm_grammar.version import __version__

if TYPE_CHECKING:
    from gmacm_grammar.api import examine, parse
    from gmacm_grammar.batching import BatchError, batch
    from gmacm_grammar.filings import FilingError, read_filing
    from gmacm_grammar.model import (
        Cell,
        Examination,
        GmacmGrammarError,
        GrammarError,
        LimitError,
        Limits,
        Problem,
        Report,
        ReportError,
        ReportWarning,
        from_dict,
        from_json,
        to_dict,
        to_json,
    )
    from gmacm_grammar.reconciling import reconcile, reconcile_series

__all__ = [
    "BatchError",
    "Cell",
    "Examination",
    "FilingError",
    "GmacmGrammarError",
    "GrammarError",
    "LimitError",
    "Limits",
    "Problem",
    "Report",
    "ReportError",
    "ReportWarning",
    "__version__",
    "batch",
    "examine",
    "from_dict",
    "from_json",
    "parse",
    "read_filing",
    "reconcile",
    "reconcile_series",
    "to_dict",
    "to_json",
]


#: The rooms that public names are in. They are searched in this order, so that a name loads
#: little more than it needs.
_ROOMS = ("model", "api", "filings", "reconciling", "batching")


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: the command's help needs none of them."""
    for room in _ROOMS if name in __all__ else ():
        found = getattr(import_module(f"gmacm_grammar.{room}"), name, None)
        if found is not None:
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
