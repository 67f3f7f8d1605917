"""Reading on after a fault: damaged cells, headings, rows that are left out."""

from gmacm_grammar.recovery.recovery import recover
from gmacm_grammar.recovery.row_heads import RowHeads
from gmacm_grammar.recovery.state import like_figure

__all__ = ["RowHeads", "like_figure", "recover"]
