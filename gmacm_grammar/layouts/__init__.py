"""From text to cells: the layouts that cut a text or a page, with the ends of its rows."""

from gmacm_grammar.layouts.html import (
    PageLayout as PageLayout,
    PageText as PageText,
    declares_cells as declares_cells,
    extent as extent,
    is_rule as is_rule,
)
from gmacm_grammar.layouts.layout import (
    CELL as CELL,
    ROW_END as ROW_END,
    Document as Document,
    Layout as Layout,
    Piece as Piece,
)
