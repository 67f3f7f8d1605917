"""Why a document is passed over: what shows that it holds no report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from gmacm_grammar.model import Examination
from gmacm_grammar.reading import LABELS_OF_A_REPORT, Detection

#: In a document with a smaller share of known labels among its texts no report is looked for.
_LEAST_KNOWN = 0.05
#: A figure, or what is left of one.
_FIGURE_LIKE = re.compile(r"[^A-Za-z]*[0-9]").match
UNKNOWN = "no format knows its labels"


def no_report(found: Detection) -> str | None:
    """Why a document is no report, as far as its labels tell; None if it may be one."""
    cells, known = found.document.cells, len(found.labels)
    texts = sum([cell >= "A" for cell in cells])
    if not known:
        return UNKNOWN
    if known < LABELS_OF_A_REPORT:
        return "hardly a label of a report is in it"
    rows = _rows(cells, {*found.labels}, found.format.classifier.figure)
    if known < _LEAST_KNOWN * texts and len(rows) < LABELS_OF_A_REPORT:
        return f"only {known} of its {texts} texts are labels of a report"
    return None


def holds_rows(examination: Examination) -> bool:
    """Whether a row was read, or stands there and could not be read."""
    paths = (cell.path for cell in examination.cells if cell.role == "value")
    if any(path and not path.startswith("unknown") for path in paths):
        return True
    labels = {cell.text for cell in examination.cells if cell.terminal and cell.text >= "A"}
    texts = (cell.text for cell in examination.cells)
    return len(labels) >= LABELS_OF_A_REPORT and bool(_rows(texts, labels, _FIGURE_LIKE))


def _rows(texts: Iterable[str], labels: set[str], is_figure: Callable[[str], object]) -> set[str]:
    """The labels right after which a figure stands."""
    after = pairwise(filter(None, texts))
    return {text for text, following in after if text in labels and is_figure(following)}
