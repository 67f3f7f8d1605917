"""Reading on after a fault: damaged cells, headings, rows that are left out."""

from gmacm_grammar.recovery.recovery import (
    Recovery,
)
from gmacm_grammar.recovery.row_heads import (
    RowHeads,
)
from gmacm_grammar.recovery.state import (
    like_figure,
)

__all__ = [
    "Recovery",
    "RowHeads",
    "like_figure",
]
