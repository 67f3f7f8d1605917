"""Read the monthly servicing certificates of home-equity trusts into exact records."""

from gmacm_grammar.cells import Cell
from gmacm_grammar.errors import GrammarError, ReportError, ReportWarning
from gmacm_grammar.examination import Examination, examine, parse
from gmacm_grammar.problems import Problem
from gmacm_grammar.records import Report
from gmacm_grammar.serialization import from_dict, from_json, to_dict, to_json

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
    "to_dict",
    "to_json",
]
