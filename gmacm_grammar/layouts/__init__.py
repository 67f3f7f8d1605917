"""From text to cells: the layouts that cut a text or a page, with the ends of its rows."""

from gmacm_grammar.layouts.html.layout import (
    PageLayout as PageLayout,
    declares_cells as declares_cells,
    is_rule as is_rule,
)
from gmacm_grammar.layouts.html.runs import extent as extent
from gmacm_grammar.layouts.layout import (
    UNASSIGNED as UNASSIGNED,
    Document as Document,
    Layout as Layout,
)
from gmacm_grammar.layouts.marks import (
    CELL as CELL,
    ROW_END as ROW_END,
    Piece as Piece,
    PlacedText as PlacedText,
)
