"""Find out which layout and which format a text is, by the labels in it.

The text is cut once per layout that may fit and its cells are looked up in one dictionary of the
labels of all formats; it is not parsed to find out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs

from gmacm_grammar import sources
from gmacm_grammar.formats import Format, Library
from gmacm_grammar.layouts import Layout
from gmacm_grammar.vocabulary import normal

#: A layout in which this share of the cells are known labels is taken without a look at others.
_CLEAR = 0.3
#: What a format loses for labels of its own that the text does not have, of a score of 1.
_UNUSED = 0.1
_REMEMBERED = 20_000


@attrs.frozen
class Score:
    """What speaks for a layout or format: a number from 0 to 1 and the labels it knows.

    A layout's ``score`` is the share of known labels among the cells it cuts; a format's the share
    of the labels in the text that it knows, less a little for its own that the text does not have.
    """

    name: str
    score: float
    labels: tuple[str, ...]


@attrs.frozen
class Detection:
    """The layout and format found, the cells that the layout cuts, and how many are labels."""

    layout: Layout
    format: Format
    cells: list[str]
    known: int


class Index(dict[str, int]):
    """All labels of all formats: text of a cell -> the formats that know it, a bit each."""

    def __init__(self, formats: list[Format]) -> None:
        super().__init__()
        self.formats = formats
        self.sizes = []
        self._plain: dict[str, int] = {}
        for bit, format_ in enumerate(formats):
            labels = sources.labels(format_.source)
            self.sizes.append(len({normal(label) for label in labels}))
            for label in labels:
                self[label] = self.get(label, 0) | 1 << bit
                self._plain[normal(label)] = self._plain.get(normal(label), 0) | 1 << bit
        for label in self:
            self[label] = self._plain[normal(label)]
        self._longest = 2 * max(map(len, self), default=0)

    def __missing__(self, cell: str) -> int:
        if len(cell) > self._longest or not (cell[0].isalpha() or cell[-1].isalpha()):
            return 0
        known = self._plain.get(normal(cell), 0)
        if known and len(self) < _REMEMBERED:
            self[cell] = known
        return known

    def best(self, masks: Counter[int]) -> int:
        """The number of the format that knows most of the labels; of equals the smallest."""
        scores = self.scores(masks)
        return max(range(len(scores)), key=lambda n: (scores[n], -n))

    def scores(self, masks: Counter[int]) -> list[float]:
        """A score for each format of the labels counted in ``masks``."""
        total = sum(count for mask, count in masks.items() if mask) or 1
        found = []
        for bit, size in enumerate(self.sizes):
            known = sum(count for mask, count in masks.items() if mask >> bit & 1)
            found.append(known / total - _UNUSED * max(0, size - known) / (size or 1))
        return found


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
    labels = index(library)
    best: tuple[float, Layout, list[str], Counter[int]] | None = None
    for candidate in [library.layout(layout)] if layout else library.layouts():
        cells = candidate.cut(text)
        masks = Counter(map(labels.__getitem__, cells))
        share = 1 - masks[0] / len(cells) if cells else 0.0
        if best is None or share > best[0]:
            best = share, candidate, cells, masks
        if share > _CLEAR:
            break
    assert best is not None
    _, found, cells, masks = best
    chosen = library.format(format) if format else labels.formats[labels.best(masks)]
    return Detection(found, chosen, cells, len(cells) - masks[0])


def layout_scores(library: Library, text: str) -> list[Score]:
    """Every layout with the share of known labels among its cells, best first."""
    labels = index(library)
    scores = []
    for layout in library.layouts():
        cells = layout.cut(text)
        known = [cell for cell in cells if labels[cell]]
        scores.append(Score(layout.name, len(known) / (len(cells) or 1), tuple(_once(known))))
    return sorted(scores, key=lambda score: -score.score)


def format_scores(library: Library, cells: list[str]) -> list[Score]:
    """Every format with the share of the labels among ``cells`` that it knows, best first."""
    labels = index(library)
    scores = labels.scores(Counter(map(labels.__getitem__, cells)))
    found = []
    for bit, (format_, score) in enumerate(zip(labels.formats, scores, strict=True)):
        known = _once(cell for cell in cells if labels[cell] >> bit & 1)
        found.append(Score(format_.name, max(0.0, score), tuple(known)))
    return sorted(found, key=lambda score: -score.score)


def _once(cells: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(cells))
