"""Tools for those who write grammar files: views of a reading, checks, drafts, golden files."""

from gmacm_grammar.workbench.checking import check as check
from gmacm_grammar.workbench.coverage import Exercised as Exercised, cover as cover
from gmacm_grammar.workbench.drafting import draft as draft
from gmacm_grammar.workbench.explaining import Explained as Explained, explain as explain
from gmacm_grammar.workbench.golden_files import (
    Case as Case,
    compare as compare,
    reports_in as reports_in,
    unchecked as unchecked,
)
from gmacm_grammar.workbench.tracing import trace_of as trace_of
from gmacm_grammar.workbench.views import evidence as evidence, nested as nested, tree_of as tree_of
