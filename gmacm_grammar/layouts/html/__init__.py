"""Pages of HTML: from markup to the rows and cells that a browser shows."""

from gmacm_grammar.layouts.html.layout import PageLayout, declares_cells, is_rule
from gmacm_grammar.layouts.html.runs import PageText, extent

__all__ = ["PageLayout", "PageText", "declares_cells", "extent", "is_rule"]
