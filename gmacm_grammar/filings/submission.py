"""A submission: one text that holds several documents, each between SGML tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from gmacm_grammar.model import LimitError

_TAG = re.compile(r"(?:^|(?<=>))[ \t]*<(/?)DOCUMENT>[ \t\r]*(?=$|<)", re.IGNORECASE | re.MULTILINE)
#: The lines with which a document begins, or what stands in one line instead.
_HEADER = re.compile(
    r"\s*<(TYPE|SEQUENCE|FILENAME|DESCRIPTION)>([^\n]*?)"
    r"(?:\n|(?=<(?:TYPE|SEQUENCE|FILENAME|DESCRIPTION|TEXT)>))",
    re.IGNORECASE,
)
#: A file in text form: lines of some length each.
_PACKED = re.compile(
    r"\s*(?:<(?i:[A-Z]+)>\s*)*(?i:begin) [0-7]{3} [^\n]{1,200}\n[ -`]{1,61}\r?\n"
    r"(?:[ -`]{0,61}\r?\n)*+(?:end\b)?"  # *+: no line is given back, nor remembered for that
)


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

    def is_whole(self, text: str) -> bool:
        """Whether it is all of the text."""
        return self.start == 0 and self.end == len(text)

    def packed_until(self, text: str) -> int:
        """Where a picture, a PDF or the like ends that is written as text (uuencoded) at the
        beginning of the document; 0 if none is."""
        match = _PACKED.match(text, self.start, self.end)
        return match.end() if match else 0


def documents(text: str, most: int) -> list[Document]:
    """The documents of a text, in order; a text that is no submission is one document.

    Raises LimitError where there are more than ``most``.
    """
    found: list[Document] = []
    number = outside = 0
    for start, end in _between_tags(text):
        number += 1
        if number > most:
            raise LimitError(f"the submission holds more than {most:,} documents", "documents")
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
        if start is not None:
            yield start, tag.start()
        start = None if tag[1] else tag.end()
    if start is not None:
        yield start, len(text)


def _document(text: str, number: int, start: int, end: int) -> Document:
    """The document between two tags, without the lines that say what it is."""
    said: dict[str, str | None] = {}
    while line := _HEADER.match(text, start, end):
        said.setdefault(line[1].upper(), line[2].strip() or None)
        start = line.end()
    return Document(
        number=number, start=start, end=end, type=said.get("TYPE"), name=said.get("FILENAME")
    )


def _outside(text: str, start: int, end: int) -> list[Document]:
    return [Document(number=0, start=start, end=end)] if text[start:end].strip() else []
