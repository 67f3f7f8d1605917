"""What a filing holds: reports, each with the place it came from, and what was passed over."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from gmacm_grammar.model import Examination, GmacmGrammarError, Problem, Report


class FilingError(GmacmGrammarError, ValueError):
    """A file cannot be read as a filing: too large, damaged, or no text. ``str()`` says why."""


@attrs.frozen(kw_only=True)
class Origin:
    """Where a report, or a document without one, stands.

    ``file`` is the name of the file (None for bytes without a name), ``document`` the number of
    the document in it, ``position`` the number of the report in the document, both from 1;
    ``position`` is None for what is no report. ``line`` is the line of the file where it begins.
    ``type`` and ``name`` are those that a submission gives the document (``EX-99.1``,
    ``cert.htm``).
    """

    file: str | None = None
    document: int = 1
    position: int | None = None
    line: int = 1
    type: str | None = None
    name: str | None = None

    def __str__(self) -> str:
        """``FILE#DOCUMENT.POSITION``: no two reports have the same."""
        position = "" if self.position is None else f".{self.position}"
        return f"{self.file or '-'}#{self.document}{position}"


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
    """A filing: its reports in order (iterate over it), and the documents passed over."""

    file: str | None
    reports: tuple[FiledReport, ...]
    passed_over: tuple[PassedOver, ...] = ()

    def __iter__(self) -> Iterator[FiledReport]:
        return iter(self.reports)

    def __len__(self) -> int:
        return len(self.reports)
