"""A submission: one text that holds several documents, each between SGML tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from gmacm_grammar.filings.filing import FilingError

_TAG = re.compile(r"^[ \t]*<(/?)(DOCUMENT|TEXT)>[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(r"^[ \t]*<(TYPE|FILENAME)>[ \t]*([^\n]*)", re.IGNORECASE | re.MULTILINE)
_PACKED = re.compile(r"\s*(?:<[A-Z]+>\s*)?begin [0-7]{3} \S", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Document:
    """A document: the part of the text that it is, and its number from 1.

    The number 0 is for what stands outside of all documents, such as the header of a submission.
    """

    number: int
    start: int
    end: int
    type: str | None = None
    name: str | None = None

    def is_packed(self, text: str) -> bool:
        """Whether it is a picture, a PDF or the like, written as text (uuencoded)."""
        return _PACKED.match(text, self.start, self.end) is not None


def documents(text: str, most: int) -> list[Document]:
    """The documents of a text, in order; a text that is no submission is one document.

    Raises FilingError where there are more than ``most``.
    """
    found: list[Document] = []
    number = outside = 0
    for start, end in _between_tags(text):
        number += 1
        if number > most:
            raise FilingError(f"the submission holds more than {most:,} documents: raise the limit")
        found += _outside(text, outside, start)
        found.append(_document(text, number, start, end))
        outside = end
    if not number:
        return [Document(number=1, start=0, end=len(text))]
    return [*found, *_outside(text, outside, len(text))]


def _between_tags(text: str) -> Iterator[tuple[int, int]]:
    """From each opening tag of a document to its closing one, or to the next opening one."""
    start: int | None = None
    for tag in _TAG.finditer(text):
        if tag[2].upper() != "DOCUMENT":
            continue
        if start is not None:
            yield start, tag.start()
        start = None if tag[1] else tag.end()
    if start is not None:
        yield start, len(text)


def _document(text: str, number: int, start: int, end: int) -> Document:
    """The document between two tags: what stands in its TEXT, or after its header."""
    tags = [tag for tag in _TAG.finditer(text, start, end) if tag[2].upper() == "TEXT"]
    header_end = tags[0].start() if tags else end
    header = {tag[1].upper(): tag for tag in _HEADER.finditer(text, start, header_end)}
    if tags:
        start = tags[0].end()
        end = tags[-1].start() if tags[-1][1] else end
    else:
        start = max((tag.end() for tag in header.values()), default=start)
    said = {name: tag[2].strip() or None for name, tag in header.items()}
    return Document(
        number=number, start=start, end=end, type=said.get("TYPE"), name=said.get("FILENAME")
    )


def _outside(text: str, start: int, end: int) -> list[Document]:
    return [Document(number=0, start=start, end=end)] if text[start:end].strip() else []
