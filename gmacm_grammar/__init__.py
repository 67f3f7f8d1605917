"""Read the monthly servicing certificates of home-equity trusts into exact records."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gmacm_grammar.batching import batch
    from gmacm_grammar.cells import Cell
    from gmacm_grammar.errors import GrammarError, ReportError, ReportWarning
    from gmacm_grammar.examination import Examination, examine, parse
    from gmacm_grammar.filings import read_filing
    from gmacm_grammar.limits import Limits
    from gmacm_grammar.problems import Problem
    from gmacm_grammar.reconciling import reconcile, reconcile_series
    from gmacm_grammar.records import Report
    from gmacm_grammar.serialization import from_dict, from_json, to_dict, to_json

__version__ = "0.1.0"

__all__ = [
    "Cell",
    "Examination",
    "GrammarError",
    "Limits",
    "Problem",
    "Report",
    "ReportError",
    "ReportWarning",
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


_HOMES = {
    "batching": ("batch",),
    "cells": ("Cell",),
    "errors": ("GrammarError", "ReportError", "ReportWarning"),
    "examination": ("Examination", "examine", "parse"),
    "filings": ("read_filing",),
    "limits": ("Limits",),
    "problems": ("Problem",),
    "reconciling": ("reconcile", "reconcile_series"),
    "records": ("Report",),
    "serialization": ("from_dict", "from_json", "to_dict", "to_json"),
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: the command's help needs none of them."""
    for module, names in _HOMES.items():
        if name in names:
            found = getattr(import_module(f"gmacm_grammar.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
