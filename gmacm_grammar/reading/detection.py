"""Find out which layout and which format a text is, by the labels in it.

The text is cut once per layout that may fit and its cells are looked up in one dictionary of the
labels of all formats; it is not parsed to find out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter

import attrs

from gmacm_grammar.grammars import labels_of
from gmacm_grammar.layouts import Document, Layout
from gmacm_grammar.model import Score
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading.formats import Format, Library

#: A layout in which this share of the cells are known is taken without a look at the others.
_CLEAR = 0.8
#: So many characters at the beginning of a text are looked at first.
_HEAD = 600
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

    @property
    def cells(self) -> list[str]:
        return self.document.cells

    @property
    def known(self) -> int:
        """How many cells are labels."""
        return len(self.labels)


class Index(dict[str, int]):
    """All labels of all formats: text of a cell -> the formats that know it, a bit each."""

    def __init__(self, formats: list[Format]) -> None:
        super().__init__()
        self.formats = formats
        self._plain: dict[str, int] = {}
        for bit, format_ in enumerate(formats):
            for label in labels_of(format_.source):
                plain = normal(label)
                self[label] = self._plain[plain] = self._plain.get(plain, 0) | 1 << bit
        for label in self:
            self[label] = self._plain[normal(label)]
        masks = Counter(self._plain.values()).items()
        #: How much all labels of a format weigh.
        self._weights = [
            sum(count / mask.bit_count() ** 1.5 for mask, count in masks if mask >> bit & 1) or 1
            for bit in range(len(formats))
        ]
        self._longest = 2 * max(map(len, self), default=0)

    def __missing__(self, cell: str) -> int:
        if len(cell) > self._longest:
            return 0
        known = self._plain.get(normal(cell), 0)
        if len(self) < _REMEMBERED:
            self[cell] = known
        return known

    def texts(self, cells: Iterable[str]) -> list[str]:
        """The labels among ``cells``; what has no letter is none."""
        return [cell for cell in cells if max(cell, default="") >= "A" and self[cell]]

    def look(self, cells: list[str]) -> tuple[float, list[str]]:
        """The share of the cells that are known labels or begin as figures do, and the labels."""
        known = self.texts(cells)
        unknown = sum(cell >= "A" for cell in cells) - sum(label >= "A" for label in known)
        return (len(cells) - unknown) / len(cells) if known else 0.0, known

    def best(self, cells: Iterable[str]) -> Format:
        """The format that speaks for itself best; of equals the first."""
        scores = self.scores(cells)
        return self.formats[max(range(len(scores)), key=scores.__getitem__)]

    def scores(self, cells: Iterable[str]) -> list[float]:
        """The score of each format for the labels among ``cells``.

        A label counts the more the fewer formats know it: one that all know tells nothing.
        """
        found = Counter(map(self.__getitem__, {*cells}))
        weighed = [(mask, count / mask.bit_count() ** 1.5) for mask, count in found.items() if mask]
        everything = sum([weight for _, weight in weighed]) or 1
        scores = []
        for bit, own in enumerate(self._weights):
            known = sum([weight for mask, weight in weighed if mask >> bit & 1])
            scores.append(known / everything - _UNUSED * max(0, own - known) / own)
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
    document, texts = _cut(library, index(library), text, layout)
    return _detect_format(library, document, texts, format)


def detect_format(library: Library, document: Document, format: str | None = None) -> Detection:
    """Find the format of a document, or of a part of one, unless it is given."""
    return _detect_format(library, document, index(library).texts(document.cells), format)


def _detect_format(
    library: Library, document: Document, texts: list[str], format: str | None
) -> Detection:
    chosen = library.format(format) if format else index(library).best(texts)
    return Detection(document, chosen, texts)


def rivals(library: Library, found: Detection, unplaced: Iterable[str]) -> list[str]:
    """The formats whose scores are near that of the one found, and that know texts which it could
    not place, best first."""
    labels = index(library)
    scores = dict(zip(labels.formats, labels.scores(found.labels), strict=True))
    least = scores[found.format] - _NEAR
    masks = [labels[text] for text in unplaced]
    near = [
        (score, format_.name)
        for bit, (format_, score) in enumerate(scores.items())
        if format_ is not found.format and score >= least and any(m >> bit & 1 for m in masks)
    ]
    return [name for _, name in sorted(near, reverse=True)]


def _cut(
    library: Library, labels: Index, text: str, layout: str | None
) -> tuple[Document, list[str]]:
    """The document of the layout in which the largest share of the cells is known, its labels.

    The first that is clear is taken; one with no label at the beginning of the text waits.
    """
    fitting = candidates(library, text, layout)
    head = text[: text.rfind("\n", 0, _HEAD) + 1]
    waits = [not any(c >= "A" and labels[c] for c in one.each(head)) for one in fitting]
    best: tuple[float, Document, list[str]] | None = None
    for waiting, layout_ in sorted(zip(waits, fitting, strict=True), key=itemgetter(0)):
        document = layout_.document(text)
        share, texts = labels.look(document.cells)
        if best is None or share > best[0]:
            best = share, document, texts
        if share > _CLEAR and not waiting:
            break
    assert best is not None
    return best[1:]


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
        if layout is found.layout:
            cells = found.cells
        else:
            cells = [] if layout.fits(text) is False else list(layout.each(text))
        share, known = labels.look(cells)
        scores.append(Score(layout.name, share, tuple(dict.fromkeys(known))))
    return sorted(scores, key=lambda score: -score.score)


def format_scores(library: Library, cells: list[str]) -> list[Score]:
    """Every format with the share of the labels among ``cells`` that it knows, best first."""
    labels = index(library)
    texts = labels.texts(cells)
    scores = labels.scores(texts)
    masks = {text: labels[text] for text in texts}
    found = []
    for bit, (format_, score) in enumerate(zip(labels.formats, scores, strict=True)):
        known = [text for text, mask in masks.items() if mask >> bit & 1]
        found.append(Score(format_.name, max(0.0, score), tuple(known)))
    return sorted(found, key=lambda score: -score.score)
