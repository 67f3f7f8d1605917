"""Tools for those who write grammar files: check, explain, draft, golden files."""

from gmacm_grammar.workbench.checking import check
from gmacm_grammar.workbench.drafting import draft
from gmacm_grammar.workbench.explaining import Explained, explain
from gmacm_grammar.workbench.findings import Finding, finding
from gmacm_grammar.workbench.golden_files import REPORT, Case, cases, compare, grammar_of, update

__all__ = [
    "REPORT",
    "Case",
    "Explained",
    "Finding",
    "cases",
    "check",
    "compare",
    "draft",
    "explain",
    "finding",
    "grammar_of",
    "update",
]
