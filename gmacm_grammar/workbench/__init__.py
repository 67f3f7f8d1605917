"""Tools for those who write grammar files: views of a reading, checks, drafts, golden files."""

from gmacm_grammar.workbench.checking import check
from gmacm_grammar.workbench.coverage import Exercised, cover
from gmacm_grammar.workbench.drafting import draft
from gmacm_grammar.workbench.explaining import Explained, explain
from gmacm_grammar.workbench.golden_files import REPORT, Case, compare
from gmacm_grammar.workbench.tracing import trace_of
from gmacm_grammar.workbench.views import evidence, nested, tree_of

__all__ = [
    "REPORT",
    "Case",
    "Exercised",
    "Explained",
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
