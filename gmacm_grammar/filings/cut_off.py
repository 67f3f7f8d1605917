"""What shows that a submission is cut off, as by a download that broke."""

from __future__ import annotations

import re


def _ends(*names: str) -> dict[str, re.Pattern[str]]:
    """The end tags of elements, each with what finds it and the start tag."""
    return {f"</{name}>": re.compile(rf"<(/?){name}[\s>]", re.IGNORECASE) for name in names}


#: What a document must end, if it begins it; and what a submission must.
_IN_DOCUMENT = _ends("HTML", "TEXT")
_AROUND = _ends("SEC-DOCUMENT", "IMS-DOCUMENT") | {
    "-----END PRIVACY-ENHANCED MESSAGE-----": re.compile(
        r"^-----(?:BEGIN|(END)) PRIVACY-ENHANCED MESSAGE-----", re.MULTILINE
    )
}


def missing_in_document(text: str, start: int, end: int, is_closed: bool) -> tuple[str, ...]:
    """The end tags that a document lacks."""
    return _unclosed(_IN_DOCUMENT, text, start, end) + (() if is_closed else ("</DOCUMENT>",))


def missing_after(text: str, documents: int, stated: int) -> tuple[str, ...]:
    """What a submission lacks after its last document: its end, and documents that are stated."""
    # The message around a submission that is ended need not be.
    is_ended = any(end in text for end in _AROUND)
    missing = () if is_ended else _unclosed(_AROUND, text, 0, len(text))
    if documents < stated:
        missing += (f"{stated - documents} of {stated} documents",)
    return missing


def _unclosed(tags: dict[str, re.Pattern[str]], text: str, start: int, end: int) -> tuple[str, ...]:
    """The end tags that are missing: the start is there, but no end."""
    missing = []
    for name, tag in tags.items():
        are_ends = [bool(found[1]) for found in tag.finditer(text, start, end)]
        if are_ends and not any(are_ends):
            missing.append(name)
    return tuple(missing)
