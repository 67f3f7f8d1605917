"""``read_filing``: the reports in a file as it was downloaded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

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
from gmacm_grammar.filings.passing_over import UNKNOWN, holds_rows, no_report
from gmacm_grammar.filings.submission import Document, documents
from gmacm_grammar.layouts import CELL, Piece, extent
from gmacm_grammar.model import (
    DEFAULTS,
    Cell,
    Examination,
    LimitError,
    Limits,
    Problem,
    check_text,
    problem,
)
from gmacm_grammar.reading import (
    Detection,
    Library,
    Reading,
    detect,
    excerpt,
    library,
    read_best,
)


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
    return read_data(data, file, layout, format, grammar, limits)


def read_data(
    data: bytes,
    file: str | None,
    layout: str | None,
    format: str | None,
    grammar: GrammarPath,
    limits: Limits,
    readings: list[Reading] | None = None,
) -> Filing:
    """The reports in the bytes of a file; to ``readings`` is added that of each."""
    try:
        text = text_of(data, limits.size)
        reader = _Reader(library(grammar), text, file, layout, format, limits, readings)
        found = documents(text, limits.documents)
        for document in found:
            reader.read(document)
        for document in found:
            if document.lacks:
                reader.tell_cut_off(document)
    except LimitError as error:
        raise FilingError(str(error)) from None
    reports, passed_over = tuple(reader.reports), tuple(reader.passed_over)
    return Filing(file=file, reports=reports, passed_over=passed_over, text=text)


@attrs.define
class _Reader:
    """Reads the documents of one file."""

    lib: Library
    text: str
    file: str | None
    layout: str | None
    format: str | None
    limits: Limits
    readings: list[Reading] | None
    reports: list[FiledReport] = attrs.field(factory=list)
    passed_over: list[PassedOver] = attrs.field(factory=list)

    def read(self, document: Document) -> None:
        """Read the reports of one document, or pass it over."""
        if document.reason:
            return self._pass_over(document, document.start, document.reason)
        text = self.text[document.start : document.end]
        check_text(text, self.limits)
        found = detect(self.lib, text, self.layout, self.format)
        reason = no_report(found)
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
        elif not self._passes_over_texts(document, before):
            rest[0] = [*before, *rest[0]]
        # Rows before the first title and none after the last: each title may be that of the rows
        # before it, and all reports then have the name of another.
        doubtful = untitled and ends_with_title(pieces, self.lib)
        position = 0
        for number, reading in enumerate(self._readings(rest, found)):
            examination = reading.examination()
            if doubtful or (untitled and not number and examination.report.series is None):
                # The figures themselves are all there: it is the series that is not known.
                error = problem("untitled-rows", _printed(examination)[0], "series")
                examination = self._with_error(examination, error)
            if self._keep(document, examination, position + 1):
                position += 1
                if self.readings is not None:
                    self.readings.append(reading)

    def _passes_over_texts(self, document: Document, before: Sequence[Piece]) -> bool:
        """List the texts before the first report of a document; False if there are none."""
        texts = [(text, start) for text, start, terminal in before if terminal == CELL and text]
        if texts:
            first, start = texts[0]
            shown = first if len(first) < 60 else f"{first[:57]}..."
            what = f'stand {len(texts)} texts, from "{shown}" on'
            if len(texts) == 1:
                what = f'stands "{shown}"'
            self._pass_over(document, start, f"before the first report {what}")
        return bool(texts)

    def _keep(self, document: Document, examination: Examination, position: int) -> bool:
        """Keep a report, or pass it over: was it one?"""
        printed = _printed(examination)
        start = printed[0].offset if printed else document.start
        if not holds_rows(examination):
            self._pass_over(document, start, "labels of reports are in it, but no row of one")
            return False
        if position > self.limits.reports:
            what = f"a document holds more than {self.limits.reports:,} reports"
            raise LimitError(what, "reports")
        origin = attrs.evolve(self._origin(document, start), position=position)
        self.reports.append(FiledReport(origin=origin, examination=examination))
        return True

    def _readings(self, found: Sequence[Sequence[Piece]], of: Detection) -> Iterator[Reading]:
        """Read each part; one in which another report begins is two."""

        def read(part: Sequence[Piece]) -> Reading:
            name = of.layout.name
            return read_best(self.lib, self.text, name, self.format, part, self.limits)

        waiting = list(reversed(found))
        while waiting:
            part = waiting.pop()
            reading = read(part)
            cut = _piece_at(reading.second_report, part)
            if cut and begins_again(part[:cut], part[cut:], self.lib):
                reading = read(part[:cut])
                waiting.append(part[cut:])
            yield reading

    def tell_cut_off(self, document: Document) -> None:
        """Say what is missing of a document in its last report, else in the last of the file."""
        missing = ", ".join(document.lacks)
        own = [n for n, f in enumerate(self.reports) if f.origin.document == document.number]
        last = own[-1] if own else len(self.reports) - 1
        if last < 0:
            reason = f"the submission is cut off: it lacks {missing}"
            return self._pass_over(document, document.start, reason)
        filed = self.reports[last]
        error = problem("cut-off", _printed(filed.examination)[-1], missing=missing)
        examination = self._with_error(filed.examination, error)
        self.reports[last] = attrs.evolve(filed, examination=examination)
        return None

    def _with_error(self, examination: Examination, error: Problem) -> Examination:
        """An examination that reports an error, too."""
        shown, column = excerpt(self.text, error.line, error.column)
        told = attrs.evolve(error, excerpt=shown, excerpt_column=column)
        problems = sorted((told, *examination.problems), key=lambda of: (of.line, of.column))
        return attrs.evolve(examination, problems=tuple(problems))

    def _pass_over(self, document: Document, start: int, reason: str) -> None:
        """List what holds no report; of the header of a submission that goes without saying."""
        if document.number or reason != UNKNOWN:
            self.passed_over.append(PassedOver(origin=self._origin(document, start), reason=reason))

    def _origin(self, document: Document, start: int) -> Origin:
        return Origin(
            file=self.file,
            document=document.number,
            line=self.text.count("\n", 0, start) + 1,
            type=document.type,
            name=document.name,
            accession_number=document.header.accession_number,
            form_type=document.header.form_type,
            filing_date=document.header.filing_date,
        )


def _printed(examination: Examination) -> list[Cell]:
    """The cells of a report, without its furniture."""
    return [cell for cell in examination.cells if cell.role != "furniture"]


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
