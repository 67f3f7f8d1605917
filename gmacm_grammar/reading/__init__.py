"""One reading from end to end: formats, detection, cells, doubts, templates."""

from gmacm_grammar.reading.cells import excerpt as excerpt
from gmacm_grammar.reading.detection import (
    Detection as Detection,
    candidates as candidates,
    detect as detect,
    format_scores as format_scores,
    index as index,
    layout_scores as layout_scores,
)
from gmacm_grammar.reading.entry import read as read, read_best as read_best
from gmacm_grammar.reading.envelope import without_escapes as without_escapes
from gmacm_grammar.reading.formats import (
    Format as Format,
    Library as Library,
    library as library,
    make_layout as make_layout,
)
from gmacm_grammar.reading.reading import (
    LABELS_OF_A_REPORT as LABELS_OF_A_REPORT,
    Reading as Reading,
)
from gmacm_grammar.reading.templates import Template as Template
