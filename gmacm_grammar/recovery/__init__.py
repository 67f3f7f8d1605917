"""Reading on after a fault: damaged cells, headings, rows that are left out."""

from gmacm_grammar.recovery.recovery import recover as recover
from gmacm_grammar.recovery.row_heads import Row as Row, RowHeads as RowHeads, rows_of as rows_of
from gmacm_grammar.recovery.state import RecoveryState as RecoveryState, like_figure as like_figure
