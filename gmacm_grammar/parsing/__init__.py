"""From cells to a record: classifier, parser, lookahead, record builder."""

from gmacm_grammar.parsing.classifier import SHORT, Classifier, normal
from gmacm_grammar.parsing.cutting import cut_cell
from gmacm_grammar.parsing.leaf_values import filled
from gmacm_grammar.parsing.lookahead import Lookahead, Stack
from gmacm_grammar.parsing.parser import Parsed, Parser, Read, Unexpected
from gmacm_grammar.parsing.record_builder import (
    Fault,
    OnFault,
    build_report,
    refuse,
)
from gmacm_grammar.parsing.tree import Captured, Part, Tree, cell_of, leaves, said

__all__ = [
    "SHORT",
    "Captured",
    "Classifier",
    "Fault",
    "Lookahead",
    "OnFault",
    "Parsed",
    "Parser",
    "Part",
    "Read",
    "Stack",
    "Tree",
    "Unexpected",
    "build_report",
    "cell_of",
    "cut_cell",
    "filled",
    "leaves",
    "normal",
    "refuse",
    "said",
]
