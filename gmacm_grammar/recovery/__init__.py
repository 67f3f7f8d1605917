"""Reading on after a fault: damaged cells, headings, rows that are left out."""

from gmacm_grammar.recovery.recovery import recover as recover
from gmacm_grammar.recovery.row_heads import RowHeads as RowHeads
from gmacm_grammar.recovery.state import like_figure as like_figure
