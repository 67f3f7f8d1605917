"""What a filing holds: reports, each with the place it came from, and what was passed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from gmacm_grammar.model import Examination, GmacmGrammarError, Problem, Report


class FilingError(GmacmGrammarError, ValueError):
    """A file cannot be read as a filing: too large, damaged, or no text. ``str()`` says why."""


class NoSuchReportError(FilingError, KeyError):
    """A filing does not hold just one report of the name asked for. ``str()`` lists its reports."""

    __str__ = ValueError.__str__


@attrs.frozen(kw_only=True)
class Origin:
    """Where a report, or a document without one, stands.

    ``file`` is the name of the file (None for bytes without a name), ``document`` the number of
    the document in it, ``position`` the number of the report in the document, both from 1;
    ``position`` is None for what is no report. ``line`` is the line of the file where it begins.
    ``type`` and ``name`` are those that a submission gives the document (``EX-99.1``,
    ``cert.htm``). ``accession_number``, ``form_type`` (``8-K``, ``8-K/A``) and ``filing_date`` are
    those of the submission, as its header says; None where it does not, or there is none.
    """

    file: str | None = None
    document: int = 1
    position: int | None = None
    line: int = 1
    type: str | None = None
    name: str | None = None
    accession_number: str | None = None
    form_type: str | None = None
    filing_date: date | None = None

    @property
    def number(self) -> str:
        """``DOCUMENT.POSITION``, as in 2.1: no two reports of a filing have the same."""
        return str(self.document) + ("" if self.position is None else f".{self.position}")

    def __str__(self) -> str:
        """``FILE#DOCUMENT.POSITION``."""
        return f"{self.file or '-'}#{self.number}"


@attrs.frozen(kw_only=True)
class FiledReport:
    """A report of a filing. All lines and offsets in its examination are those of the file."""

    origin: Origin
    examination: Examination

    @property
    def report(self) -> Report:
        """The record, as far as it could be read: see ``errors``."""
        return self.examination.report

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What could not be read; empty if the record is whole."""
        return self.examination.errors


@attrs.frozen(kw_only=True)
class PassedOver:
    """A document of a filing, or a part of one, that holds no report; and why that is thought."""

    origin: Origin
    reason: str


@attrs.frozen(kw_only=True)
class Filing:
    """A filing: its reports in order (iterate over it), and the documents passed over.

    ``text`` is what the file says, unpacked and decoded.
    """

    file: str | None
    reports: tuple[FiledReport, ...]
    passed_over: tuple[PassedOver, ...] = ()
    text: str = attrs.field(default="", repr=False, eq=False)

    def __iter__(self) -> Iterator[FiledReport]:
        return iter(self.reports)

    def __len__(self) -> int:
        return len(self.reports)

    def __getitem__(self, name: str) -> FiledReport:
        """The report of a name: its number (``2.1``), its origin, or the name of its document.

        Raises NoSuchReportError, which is a KeyError, if there is none or more than one.
        """
        found = [
            filed
            for filed in self
            if name in (filed.origin.number, str(filed.origin), filed.origin.name)
        ]
        if len(found) == 1:
            return found[0]
        held = (
            filed.origin.number + (f" ({filed.origin.name})" if filed.origin.name else "")
            for filed in self
        )
        count = f"are {len(found)} reports" if found else "is no report"
        raise NoSuchReportError(
            f'there {count} "{name}": the filing holds {", ".join(held) or "none"}'
        )
