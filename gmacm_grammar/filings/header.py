"""The header of a submission: its number and form, when it was filed, how many documents it has."""

from __future__ import annotations

import re
from datetime import date

import attrs

#: A line of the header, in either of its forms: ``FILED AS OF DATE: ...`` or ``<FILING-DATE>...``.
_LINE = re.compile(
    r"^(ACCESSION NUMBER:|CONFORMED SUBMISSION TYPE:|FILED AS OF DATE:|PUBLIC DOCUMENT COUNT:"
    r"|<ACCESSION-NUMBER>|<TYPE>|<FILING-DATE>|<PUBLIC-DOCUMENT-COUNT>)[ \t]*(\S[^\n<]*)",
    re.IGNORECASE | re.MULTILINE,
)
_FIELDS = {
    "ACCESSION NUMBER": "accession_number",
    "CONFORMED SUBMISSION TYPE": "form_type",
    "TYPE": "form_type",
    "FILED AS OF DATE": "filing_date",
    "FILING DATE": "filing_date",
    "PUBLIC DOCUMENT COUNT": "documents",
}


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _count(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


@attrs.frozen(kw_only=True)
class Header:
    """What the header of a submission says; None, or no documents, where it does not say it."""

    accession_number: str | None = None
    form_type: str | None = None
    filing_date: date | None = attrs.field(default=None, converter=_date)
    documents: int = attrs.field(default=None, converter=_count)

    @staticmethod
    def of(text: str) -> Header | None:
        """The header in a text before or between documents; None if there is none in it."""
        said: dict[str, str] = {}
        for line in _LINE.finditer(text):
            name = line[1].strip("<>:").upper().replace("-", " ")
            said.setdefault(_FIELDS[name], line[2].strip())
        return Header(**said) if said else None
