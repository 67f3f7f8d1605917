"""Reading on after a fault: damaged cells, headings, rows that are left out."""

from gmacm_grammar.recovery.openings import (
    Openings,
)
from gmacm_grammar.recovery.recovery import (
    Recovery,
)
from gmacm_grammar.recovery.state import (
    like_figure,
)

__all__ = [
    "Openings",
    "Recovery",
    "like_figure",
]
