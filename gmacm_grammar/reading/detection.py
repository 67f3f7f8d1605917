"""Find out which layout and which format a text is, by the labels in it.

The text is cut once per layout that may fit and its cells are looked up in one dictionary of the
labels of all formats; it is not parsed to find out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs

from gmacm_grammar.layouts import Document, Layout
from gmacm_grammar.model import Score
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading.formats import Format, Library

#: A layout in which this share of the cells are known is taken without a look at the others.
_CLEAR = 0.8
#: What a format loses for labels of its own that the text does not have, of a score of 1.
_UNUSED = 0.3
#: How much less a format may score that is tried where the best one does not read all.
_NEAR = 0.15
_REMEMBERED = 20_000


@attrs.frozen
class Detection:
    """The document that the layout found cuts, the format, and the cells that are labels."""

    document: Document
    format: Format
    labels: list[str]

    @property
    def layout(self) -> Layout:
        return self.document.layout


class Index(dict[str, int]):
    """All labels of all formats: text of a cell -> the formats that know it, a bit each."""

    def __init__(self, formats: list[Format]) -> None:
        super().__init__()
        self.formats = formats
        self._plain: dict[str, int] = {}
        labels = [format_.source.labels for format_ in formats]
        for bit, of_format in enumerate(labels):
            for plain in map(normal, of_format):
                self._plain[plain] = self._plain.get(plain, 0) | 1 << bit
        self.update((label, self._plain[normal(label)]) for label in set[str]().union(*labels))
        masks = Counter(self._plain.values()).items()
        #: How much all labels of a format weigh.
        self._weights = [
            sum(count / mask.bit_count() ** 1.5 for mask, count in masks if mask >> bit & 1) or 1
            for bit in range(len(formats))
        ]
        self._longest = 2 * max(map(len, self._plain), default=0)

    def __missing__(self, cell: str) -> int:
        if len(cell) > self._longest:
            return 0
        known = self._plain.get(normal(cell), 0)
        if len(self) < _REMEMBERED:
            self[cell] = known
        return known

    def texts(self, cells: Iterable[str]) -> list[str]:
        """The labels among ``cells``; what begins with a digit or a mark is one only as spelled."""
        return [cell for cell in cells if (cell >= "A" or self.get(cell)) and self[cell]]

    def share(self, cells: Sequence[str]) -> float:
        """The share of the cells that are known labels or begin as figures do."""
        unknown = sum([cell >= "A" and not self[cell] for cell in cells])
        return (len(cells) - unknown) / len(cells) if self.texts(cells) else 0.0

    def scores(self, cells: Iterable[str]) -> dict[Format, float]:
        """The score of each format for the labels among ``cells``.

        A label counts the more the fewer formats know it: one that all know tells nothing.
        """
        found = Counter(map(self.__getitem__, {*cells}))
        weighed = [(mask, count / mask.bit_count() ** 1.5) for mask, count in found.items() if mask]
        everything = sum([weight for _, weight in weighed]) or 1
        scores = {}
        for bit, (format_, own) in enumerate(zip(self.formats, self._weights, strict=True)):
            known = sum([weight for mask, weight in weighed if mask >> bit & 1])
            scores[format_] = known / everything - _UNUSED * max(0, own - known) / own
        return scores


def index(library: Library) -> Index:
    """The library's index, made once."""
    if library.index is None:
        library.index = Index(library.formats())
    found: Index = library.index
    return found


def detect(
    library: Library, text: str, layout: str | None = None, format: str | None = None
) -> Detection:
    """Find the layout and the format of ``text``, unless they are given."""
    return detect_format(library, _cut(library, text, layout), format)


def detect_format(library: Library, document: Document, format: str | None = None) -> Detection:
    """Find the format of a document, or of a part of one, unless it is given."""
    labels = index(library)
    texts = labels.texts(document.cells)
    scores = labels.scores(texts)
    best = library.format(format) if format else max(scores, key=scores.__getitem__)
    return Detection(document, best, texts)


def rivals(library: Library, found: Detection, unplaced: Iterable[str]) -> list[str]:
    """The formats whose scores are near that of the one found, and that know texts which it could
    not place, best first."""
    labels = index(library)
    scores = labels.scores(found.labels)
    least = scores[found.format] - _NEAR
    masks = [labels[text] for text in unplaced]
    near = [
        (score, format_.name)
        for bit, (format_, score) in enumerate(scores.items())
        if format_ is not found.format and score >= least and any(m >> bit & 1 for m in masks)
    ]
    return [name for _, name in sorted(near, reverse=True)]


def _cut(library: Library, text: str, layout: str | None) -> Document:
    """The document of the layout in which the largest share of the cells is known.

    The first that is clear is taken.
    """
    shares: dict[float, Document] = {}
    for fitting in candidates(library, text, layout):
        document = fitting.document(text)
        share = index(library).share(document.cells)
        shares.setdefault(share, document)
        if share > _CLEAR:
            break
    return shares[max(shares)]


def candidates(library: Library, text: str, layout: str | None = None) -> list[Layout]:
    """The layouts that the text may be in; the one that is given, or that it is beyond doubt."""
    if layout:
        return [library.layout(layout)]
    fitting = [(found, found.fits(text)) for found in library.layouts()]
    sure = [found for found, fits in fitting if fits]
    return sure or [found for found, fits in fitting if fits is None]


def layout_scores(library: Library, text: str, found: Detection) -> list[Score]:
    """Every layout with the share of its cells that are labels or figures, best first."""
    labels = index(library)
    scores = []
    for layout in library.layouts():
        cells = found.document.cells
        if layout is not found.layout:
            cells = [] if layout.fits(text) is False else layout.document(text).cells
        known = tuple(dict.fromkeys(labels.texts(cells)))
        scores.append(Score(layout.name, labels.share(cells), known))
    return sorted(scores, key=lambda score: -score.score)


def format_scores(library: Library, cells: list[str]) -> list[Score]:
    """Every format with the share of the labels among ``cells`` that it knows, best first."""
    labels = index(library)
    masks = {text: labels[text] for text in labels.texts(cells)}
    found = []
    for bit, (format_, score) in enumerate(labels.scores(masks).items()):
        known = [text for text, mask in masks.items() if mask >> bit & 1]
        found.append(Score(format_.name, max(0.0, score), tuple(known)))
    return sorted(found, key=lambda score: -score.score)
