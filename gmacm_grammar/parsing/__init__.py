"""From cells to a record: classifier, parser, lookahead, record builder."""

from gmacm_grammar.parsing.classifier import (
    DIGITS as DIGITS,
    SHORT as SHORT,
    Classifier as Classifier,
    names_digits as names_digits,
    normal as normal,
    unspaced as unspaced,
)
from gmacm_grammar.parsing.columns import (
    Heading as Heading,
    as_printed as as_printed,
    column_of as column_of,
    columns_above as columns_above,
    columns_of as columns_of,
    join_headings as join_headings,
)
from gmacm_grammar.parsing.cutting import cut_cell as cut_cell
from gmacm_grammar.parsing.leaf_values import Leaves as Leaves, fill_in as fill_in
from gmacm_grammar.parsing.lookahead import Lookahead as Lookahead, Stack as Stack
from gmacm_grammar.parsing.parser import (
    Parsed as Parsed,
    Parser as Parser,
    Read as Read,
    Unexpected as Unexpected,
)
from gmacm_grammar.parsing.record_builder import (
    Fault as Fault,
    OnFault as OnFault,
    build_report as build_report,
    refuse as refuse,
)
from gmacm_grammar.parsing.tree import (
    WHOLE as WHOLE,
    leaves as leaves,
)
