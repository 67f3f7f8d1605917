"""From text to cells: the layouts that cut a text or a page, with the ends of its rows."""

from gmacm_grammar.layouts.html.layout import PageLayout, declares_cells, is_rule
from gmacm_grammar.layouts.html.runs import PageText, extent
from gmacm_grammar.layouts.layout import APART, CELL, ROW_END, Document, Layout, Piece

__all__ = [
    "APART",
    "CELL",
    "ROW_END",
    "Document",
    "Layout",
    "PageLayout",
    "PageText",
    "Piece",
    "declares_cells",
    "extent",
    "is_rule",
]
