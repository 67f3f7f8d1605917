"""From cells to a record: classifier, parser, lookahead, record builder, templates."""

from gmacm_grammar.parsing.alphabet import (
    UNKNOWN,
    Alphabet,
    Lexicon,
)
from gmacm_grammar.parsing.classifier import (
    Vocabulary,
    normal,
)
from gmacm_grammar.parsing.cutting import (
    Leaf,
    cut_cell,
    keeping_cell,
    leaves,
)
from gmacm_grammar.parsing.lookahead import (
    Simulator,
    Stack,
)
from gmacm_grammar.parsing.moulds import (
    Moulds,
)
from gmacm_grammar.parsing.parser import (
    Automaton,
    Unexpected,
)
from gmacm_grammar.parsing.record_builder import (
    NEW_BLOCK,
    ONE_PART,
    Fault,
    build_report,
)
from gmacm_grammar.parsing.tree import (
    Captured,
    Pairs,
)

__all__ = [
    "NEW_BLOCK",
    "ONE_PART",
    "UNKNOWN",
    "Alphabet",
    "Automaton",
    "Captured",
    "Fault",
    "Leaf",
    "Lexicon",
    "Moulds",
    "Pairs",
    "Simulator",
    "Stack",
    "Unexpected",
    "Vocabulary",
    "build_report",
    "cut_cell",
    "keeping_cell",
    "leaves",
    "normal",
]
