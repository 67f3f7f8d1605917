"""The text of a file as it was downloaded: compressed or not, in whatever encoding."""

from __future__ import annotations

import codecs
import gzip
import zlib
from io import BytesIO
from pathlib import Path

from gmacm_grammar.filings.filing import FilingError
from gmacm_grammar.model import LimitError
from gmacm_grammar.reading import without_escapes

_GZIP = b"\x1f\x8b"
#: How files begin that hold no text, and what they are.
_BINARY = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"BZh": "a file compressed with bzip2",
    b"\xfd7zXZ": "a file compressed with xz",
    b"\xd0\xcf\x11\xe0": "an Office document",
}
#: The marks with which wide encodings begin: the longer ones first, as one begins with a shorter.
_WIDE = {
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}


def text_of(data: bytes, limit: int) -> str:
    """The text in the bytes of a file: UTF-8, else Windows-1252 or Latin-1, or what its mark says.

    Blanks are in place of what a privacy-enhanced message puts before dashes.

    Raises FilingError where it is none, LimitError where there are more bytes than ``limit``.
    """
    if len(data) > limit:
        raise LimitError(f"the file has more than {limit:,} bytes", "size")
    if data.startswith(_GZIP):
        data = _unpacked(data, limit)
    for beginning, what in _BINARY.items():
        if data.startswith(beginning):
            raise FilingError(f"this is {what}, not the text of a filing")
    text = _decoded(data)
    return without_escapes(text if "\n" in text else text.replace("\r", "\n"))


def _decoded(data: bytes) -> str:
    for encoding, marks in _WIDE.items():
        if data.startswith(marks):
            return data.decode(encoding, errors="replace")
    if b"\0" in data:
        raise FilingError("this is a binary file, not the text of a filing")
    data = data.removeprefix(codecs.BOM_UTF8)
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _unpacked(data: bytes, limit: int) -> bytes:
    """What gzip packed, one member after another; never much more than ``limit`` is unpacked."""
    try:
        with gzip.open(BytesIO(data)) as packed:
            found = packed.read(limit + 1)
    except EOFError:
        raise FilingError("the file is damaged: it ends before it is unpacked wholly") from None
    except (OSError, zlib.error) as error:
        raise FilingError(f"the file is damaged: it cannot be unpacked ({error})") from None
    if len(found) > limit:
        what = f"the file has more than {limit:,} bytes when it is unpacked"
        raise LimitError(what, "size")
    return found


#: The endings of files that hold reports, packed or not, in capitals or not.
_ENDINGS = (".txt", ".htm", ".html")
PACKED = ".gz"


def is_report_file(path: Path) -> bool:
    """Whether a file is by its name one that holds a report; hidden ones are none."""
    name = path.name.lower().removesuffix(PACKED)
    return name.endswith(_ENDINGS) and not name.startswith(".")


def report_files(directory: Path) -> list[Path]:
    """The files of a directory, and of those in it, that hold reports by their names."""
    found = (path for path in directory.rglob("*") if is_report_file(path))
    return sorted(p for p in found if not any(map(_is_hidden, p.relative_to(directory).parts)))


def _is_hidden(name: str) -> bool:
    return name.startswith(".")
