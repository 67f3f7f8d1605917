"""Tools for those who write grammar files: views of a reading, checks, drafts, golden files."""

from gmacm_grammar.workbench.checking import check
from gmacm_grammar.workbench.coverage import Coverage, cover
from gmacm_grammar.workbench.drafting import draft
from gmacm_grammar.workbench.explaining import Explained, explain
from gmacm_grammar.workbench.golden_files import REPORT, Case, cases, compare
from gmacm_grammar.workbench.tracing import trace_of
from gmacm_grammar.workbench.views import evidence, nested, tree_of

__all__ = [
    "REPORT",
    "Case",
    "Coverage",
    "Explained",
    "cases",
    "check",
    "compare",
    "cover",
    "draft",
    "evidence",
    "explain",
    "nested",
    "trace_of",
    "tree_of",
]
