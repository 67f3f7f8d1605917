"""Where the reports of a document begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gmacm_grammar.filings.pages import Pages
from gmacm_grammar.layouts import CELL, Piece
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import LABELS_OF_A_REPORT, Format, Library, index

#: Two reports after another have at least this share of the smaller one's labels in common.
_COMMON = 0.5


def parts(pieces: Sequence[Piece], lib: Library, format_: Format) -> list[Sequence[Piece]]:
    """The pieces of a document, cut before each cell that can only begin a report.

    The first part is what stands before the first of them; it may be empty. Titles without rows
    belong to what follows. A title that comes again, but is followed by other rows than the last
    one, or by rows of another group, begins no report; nor does one that stands after all rows of
    a document. ``format_`` is the one that the document is read as.
    """
    formats = lib.formats()
    starts = [at for at, piece in enumerate(pieces) if _is_first(piece, formats)]
    if not starts or (
        is_report(pieces[: starts[0]], lib) and not is_report(pieces[starts[0] :], lib)
    ):
        return [pieces[:0], pieces]
    found = list[Pages]()
    titles: list[Piece] = []
    for start, end in pairwise([*starts, len(pieces)]):
        more = [*titles, *pieces[start:end]]
        titles = []
        labels = _labels(more, lib)
        if len(labels) < LABELS_OF_A_REPORT and end < len(pieces):
            titles = more
        elif not found or (
            _are_alike(found[-1].labels, labels) and not found[-1].may_go_on_with(more)
        ):
            found.append(Pages(more, labels, format_))
        else:
            found[-1].add(more, labels)
    return [pieces[: starts[0]], *(pages.pieces for pages in found)]


def ends_with_title(pieces: Sequence[Piece], lib: Library) -> bool:
    """Whether no rows stand after the last cell that can only begin a report."""
    formats = lib.formats()
    last = next(at for at in reversed(range(len(pieces))) if _is_first(pieces[at], formats))
    return not is_report(pieces[last:], lib)


def is_report(pieces: Sequence[Piece], lib: Library) -> bool:
    """Whether so many labels stand in a part of a document that it may be a report."""
    return len(_labels(pieces, lib)) >= LABELS_OF_A_REPORT


def begins_again(before: Sequence[Piece], after: Sequence[Piece], lib: Library) -> bool:
    """Whether two parts of a document are a report each: the second says the same things anew."""
    return _are_alike(_labels(before, lib), _labels(after, lib))


def _are_alike(one: set[str], other: set[str]) -> bool:
    fewer = min(len(one), len(other))
    return fewer >= LABELS_OF_A_REPORT and len(one & other) >= _COMMON * fewer


def _labels(pieces: Sequence[Piece], lib: Library) -> set[str]:
    """The labels of any format among the pieces."""
    cells = (text for text, _, terminal in pieces if terminal == CELL)
    return set(map(normal, index(lib).texts(cells)))


def _is_first(piece: Piece, formats: Sequence[Format]) -> bool:
    """Whether a cell can stand at the beginning of a report of some format, and only there."""
    text, _, terminal = piece
    return (
        terminal == CELL
        and text > "0"
        and any(f.classifier[text] in f.lookahead.only_first for f in formats)
    )
