"""A submission: one text that holds several documents, each between SGML tags."""

from __future__ import annotations

import re

import attrs

from gmacm_grammar.filings.cut_off import missing_after, missing_in_document
from gmacm_grammar.filings.header import Header
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
_TEXT_TAG = re.compile(r"</?TEXT>", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Document:
    """A document: the part of the text that it is, and its number from 1.

    The number 0 is for what stands outside of all documents, such as the header of a submission.
    ``reason`` says why no report is to be looked for in it. ``header`` is that of its submission.
    ``lacks`` names what is missing of it, and after the last one what is of the submission.
    """

    number: int
    start: int
    end: int
    type: str | None = None
    name: str | None = None
    reason: str | None = None
    header: Header = attrs.field(factory=Header)
    lacks: tuple[str, ...] = ()


def documents(text: str, most: int) -> list[Document]:
    """The documents of a text, in order; a text that is no submission is one document.

    Raises LimitError where there are more than ``most``.
    """
    found: list[Document] = []
    number = start = stated = 0
    is_inside = False
    header = Header()
    for tag in [*_TAG.finditer(text), None]:
        end = tag.start() if tag else len(text)
        if is_inside:
            number += 1
            lacks = missing_in_document(text, start, end, is_closed=bool(tag and tag[1]))
            document = Document(number=number, start=start, end=end, header=header, lacks=lacks)
            found += _looked_at(text, _without_heading(text, document))
        elif text[start:end].strip():
            if said := Header.of(text[start:end]):
                header, stated = said, stated + said.documents
            found.append(Document(number=0, start=start, end=end, header=header))
        if number > most:
            raise LimitError(f"the submission holds more than {most:,} documents", "documents")
        if tag:
            is_inside, start = not tag[1], tag.end()
    if not number:
        found = _looked_at(text, Document(number=1, start=0, end=len(text)))
    *others, last = found
    lacks = last.lacks + missing_after(text, number, stated)
    return [*others, attrs.evolve(last, lacks=lacks)]


def _without_heading(text: str, document: Document) -> Document:
    """A document between two tags, without the lines that say what it is."""
    said: dict[str, str | None] = {}
    start = document.start
    while line := _HEADER.match(text, start, document.end):
        said.setdefault(line[1].upper(), line[2].strip() or None)
        start = line.end()
    return attrs.evolve(document, start=start, type=said.get("TYPE"), name=said.get("FILENAME"))


def _looked_at(text: str, document: Document) -> list[Document]:
    """A document with the reason, if it is empty; a packed file (uuencoded) apart from the rest."""
    packed = _PACKED.match(text, document.start, document.end)
    after = packed.end() if packed else document.start
    found = []
    if packed:
        why = "it is no text, but a packed file"
        found.append(attrs.evolve(document, end=after, reason=why, lacks=()))
    if _TEXT_TAG.sub("", text[after : document.end]).strip():
        found.append(attrs.evolve(document, start=after))
    *others, last = found or [attrs.evolve(document, reason="it is empty")]
    return [*others, attrs.evolve(last, lacks=document.lacks)]
