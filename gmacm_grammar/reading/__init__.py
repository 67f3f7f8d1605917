"""One reading from end to end: formats, detection, cells, doubts."""

from gmacm_grammar.reading.cells import (
    excerpt,
    locate,
)
from gmacm_grammar.reading.detection import (
    Detection,
    candidates,
    detect,
    format_scores,
    index,
    layout_scores,
)
from gmacm_grammar.reading.doubts import (
    MAY_BE_ONE,
    runs_on,
)
from gmacm_grammar.reading.formats import (
    Format,
    Library,
    library,
    make_layout,
)
from gmacm_grammar.reading.reading import (
    LABELS_OF_A_REPORT,
    Reading,
)
from gmacm_grammar.reading.repeated_records import (
    repeats,
)

__all__ = [
    "LABELS_OF_A_REPORT",
    "MAY_BE_ONE",
    "Detection",
    "Format",
    "Library",
    "Reading",
    "candidates",
    "detect",
    "excerpt",
    "format_scores",
    "index",
    "layout_scores",
    "library",
    "locate",
    "make_layout",
    "repeats",
    "runs_on",
]
