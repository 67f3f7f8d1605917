"""One reading from end to end: formats, detection, cells, doubts, templates."""

from gmacm_grammar.reading.cells import excerpt
from gmacm_grammar.reading.detection import (
    Detection,
    candidates,
    detect,
    format_scores,
    index,
    layout_scores,
)
from gmacm_grammar.reading.entry import read
from gmacm_grammar.reading.formats import Format, Library, library, make_layout
from gmacm_grammar.reading.reading import LABELS_OF_A_REPORT, Reading
from gmacm_grammar.reading.templates import Template

__all__ = [
    "LABELS_OF_A_REPORT",
    "Detection",
    "Format",
    "Library",
    "Reading",
    "Template",
    "candidates",
    "detect",
    "excerpt",
    "format_scores",
    "index",
    "layout_scores",
    "library",
    "make_layout",
    "read",
]
