"""From text to cells: the layouts that cut a text or a page, with the ends of its rows."""

from gmacm_grammar.layouts.html.layout import (
    PageLayout,
    declares_cells,
)
from gmacm_grammar.layouts.html.separation import (
    is_rule,
)
from gmacm_grammar.layouts.html.text import (
    PageText,
    extent,
)
from gmacm_grammar.layouts.layout import (
    CELL,
    ROW_END,
    Layout,
    Piece,
)

__all__ = [
    "CELL",
    "ROW_END",
    "Layout",
    "PageLayout",
    "PageText",
    "Piece",
    "declares_cells",
    "extent",
    "is_rule",
]
