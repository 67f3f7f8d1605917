"""``read_filing``: the reports in a file as it was downloaded."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

import attrs

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.filings.files import text_of
from gmacm_grammar.filings.filing import (
    FiledReport,
    Filing,
    FilingError,
    Origin,
    PassedOver,
)
from gmacm_grammar.filings.parts import begins_again, ends_with_title, is_report, parts
from gmacm_grammar.filings.submission import Document, documents
from gmacm_grammar.layouts import CELL, Piece, extent
from gmacm_grammar.model import (
    DEFAULTS,
    Examination,
    LimitError,
    Limits,
    check_text,
    problem,
)
from gmacm_grammar.reading import (
    LABELS_OF_A_REPORT,
    Detection,
    Library,
    detect,
    excerpt,
    library,
    read_best,
)

#: In a document with a smaller share of known labels among its texts no report is looked for.
_LEAST_KNOWN = 0.05
#: A figure, or what is left of one.
_FIGURE_LIKE = re.compile(r"[^A-Za-z]*[0-9]").match
_UNKNOWN = "no format knows its labels"


def read_filing(
    source: str | os.PathLike[str] | bytes,
    *,
    name: str | None = None,
    layout: str | None = None,
    format: str | None = None,
    grammar: GrammarPath = (),
    limits: Limits = DEFAULTS,
) -> Filing:
    """The reports in a filing: a path, or the bytes of a file (``name`` says which).

    A submission is split into its documents and a document into its reports; text and HTML, gzip,
    UTF-8, Windows-1252 and Latin-1 are read. A document without a report is passed over and listed
    with the reason. Each report is examined as ``examine`` does, with the same arguments, and
    never raises for what stands in it; its lines are those of the file.

    Raises OSError for a file that cannot be read, FilingError for one that holds no text, is
    damaged or exceeds ``limits``, and GrammarError when a grammar file is wrong.
    """
    if isinstance(source, bytes):
        data, file = source, name
    else:
        with open(source, "rb") as opened:
            data, file = opened.read(limits.size + 1), name or os.fspath(source)
    try:
        reader = _Reader(library(grammar), text_of(data, limits.size), file, layout, format, limits)
        for document in documents(reader.text, limits.documents):
            reader.read(document)
    except LimitError as error:
        raise FilingError(str(error)) from None
    return Filing(
        file=file,
        reports=tuple(reader.reports),
        passed_over=tuple(reader.passed_over),
        text=reader.text,
    )


@attrs.define
class _Reader:
    """Reads the documents of one file."""

    lib: Library
    text: str
    file: str | None
    layout: str | None
    format: str | None
    limits: Limits
    reports: list[FiledReport] = attrs.field(factory=list)
    passed_over: list[PassedOver] = attrs.field(factory=list)

    def read(self, document: Document) -> None:
        """Read the reports of one document, or pass it over."""
        if document.reason:
            return self._pass_over(document, document.start, document.reason)
        text = self.text[document.start : document.end]
        check_text(text, self.limits)
        found = detect(self.lib, text, self.layout, self.format)
        reason = _no_report(found)
        if reason:
            return self._pass_over(document, document.start, reason)
        return self._read_reports(document, found)

    def _read_reports(self, document: Document, found: Detection) -> None:
        pieces = [
            (cell, document.start + start, terminal)
            for cell, start, terminal in found.document.pieces
        ]
        before, *rest = parts(pieces, self.lib, found.format)
        untitled = is_report(before, self.lib)
        if untitled:
            rest = [before, *rest]
        else:
            self._read_before(document, before)
        # Rows before the first title and none after the last: each title may be that of the rows
        # before it, and all reports then have the name of another.
        doubtful = untitled and ends_with_title(pieces, self.lib)
        position = 0
        for number, examination in enumerate(self._examinations(rest, found)):
            if doubtful or (untitled and not number and examination.report.series is None):
                examination = self._doubted(examination)
            position += self._keep(document, examination, position + 1)

    def _read_before(self, document: Document, pieces: Sequence[Piece]) -> None:
        """Say what stands before the first report of a document."""
        texts = [(text, start) for text, start, terminal in pieces if terminal == CELL and text]
        if texts:
            first, start = texts[0]
            shown = first if len(first) < 60 else f"{first[:57]}..."
            what = f'stand {len(texts)} texts, from "{shown}" on'
            if len(texts) == 1:
                what = f'stands "{shown}"'
            self._pass_over(document, start, f"before the first report {what}")

    def _keep(self, document: Document, examination: Examination, position: int) -> bool:
        """Keep a report, or pass it over: was it one?"""
        start = examination.cells[0].offset if examination.cells else document.start
        if not _holds_rows(examination):
            self._pass_over(document, start, "labels of reports are in it, but no row of one")
            return False
        if position > self.limits.reports:
            what = f"a document holds more than {self.limits.reports:,} reports"
            raise LimitError(what, "reports")
        origin = attrs.evolve(self._origin(document, start), position=position)
        self.reports.append(FiledReport(origin=origin, examination=examination))
        return True

    def _examinations(
        self, found: Sequence[Sequence[Piece]], of: Detection
    ) -> Iterator[Examination]:
        """Examine each part; one in which another report begins is two."""

        def examine(part: Sequence[Piece]) -> Examination:
            name = of.layout.name
            return read_best(
                self.lib, self.text, name, self.format, part, self.limits
            ).examination()

        waiting = list(reversed(found))
        while waiting:
            part = waiting.pop()
            examination = examine(part)
            cut = _piece_at(examination.second_report, part)
            if cut and begins_again(part[:cut], part[cut:], self.lib):
                examination = examine(part[:cut])
                waiting.append(part[cut:])
            yield examination

    def _doubted(self, examination: Examination) -> Examination:
        """An examination that says that its report has no title, or that of another."""
        first = next(cell for cell in examination.cells if cell.role != "furniture")
        shown, column = excerpt(self.text, first.line, first.column)
        # The figures themselves are all there: it is the series that is not known.
        told = attrs.evolve(
            problem("untitled-rows", first, "series"), excerpt=shown, excerpt_column=column
        )
        return attrs.evolve(examination, problems=(told, *examination.problems))

    def _pass_over(self, document: Document, start: int, reason: str) -> None:
        """List what holds no report; of the header of a submission that goes without saying."""
        if document.number or reason != _UNKNOWN:
            self.passed_over.append(PassedOver(origin=self._origin(document, start), reason=reason))

    def _origin(self, document: Document, start: int) -> Origin:
        return Origin(
            file=self.file,
            document=document.number,
            line=self.text.count("\n", 0, start) + 1,
            type=document.type,
            name=document.name,
        )


def _no_report(found: Detection) -> str | None:
    """Why a document is no report, as far as its labels tell; None if it may be one."""
    texts = sum([cell >= "A" for cell in found.cells])
    if not found.known:
        return _UNKNOWN
    if found.known < LABELS_OF_A_REPORT:
        return "hardly a label of a report is in it"
    rows = _rows(found.cells, {*found.labels}, found.format.classifier.figure)
    if found.known < _LEAST_KNOWN * texts and len(rows) < LABELS_OF_A_REPORT:
        return f"only {found.known} of its {texts} texts are labels of a report"
    return None


def _holds_rows(examination: Examination) -> bool:
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


def _piece_at(offset: int | None, part: Sequence[Piece]) -> int:
    """The number of the piece that holds an offset; 0 if none does."""
    if offset is None:
        return 0
    within = (
        at
        for at, (text, place, terminal) in enumerate(part)
        if terminal == CELL and 0 <= offset - place < max(1, extent(text))
    )
    return next(within, 0)
