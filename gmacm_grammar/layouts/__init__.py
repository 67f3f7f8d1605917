"""From text to cells: the layouts that cut a text or a page, with the ends of its rows."""

from gmacm_grammar.layouts.html import PageLayout, PageText, declares_cells, extent, is_rule
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
