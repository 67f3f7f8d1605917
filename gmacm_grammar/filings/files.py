"""The text of a file as it was downloaded: compressed or not, in whatever encoding."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from gmacm_grammar.filings.filing import FilingError
from gmacm_grammar.model import LimitError

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
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
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}


def read_bytes(path: str | os.PathLike[str], limit: int) -> bytes:
    """The bytes of a file. Raises OSError, or FilingError where it has more than ``limit``."""
    with Path(path).open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise too_large(limit)
    return data


def text_of(data: bytes, limit: int) -> str:
    """The text in the bytes of a file. Raises FilingError where it is none, or too large."""
    if len(data) > limit:
        raise too_large(limit)
    if data.startswith(_GZIP):
        data = _unpacked(data, limit)
    for beginning, what in _BINARY.items():
        if data.startswith(beginning):
            raise FilingError(f"this is {what}, not the text of a filing")
    if not data.startswith(tuple(_WIDE)) and b"\0" in data:
        raise FilingError("this is a binary file, not the text of a filing")
    return decode(data)


def decode(data: bytes) -> str:
    """The text of bytes: UTF-8, else Windows-1252 or Latin-1; a mark says UTF-16 or UTF-32."""
    mark = next(filter(data.startswith, _WIDE), None)
    if mark is not None:
        text = data[len(mark) :].decode(_WIDE[mark], errors="replace")
    else:
        text = _decoded(data.removeprefix(b"\xef\xbb\xbf"))
    return text if "\n" in text else text.replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _unpacked(data: bytes, limit: int) -> bytes:
    """What gzip packed, one member after another; never more than ``limit`` is unpacked."""
    found = bytearray()
    while data.startswith(_GZIP):
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            while data and not member.eof:
                found += member.decompress(data, _CHUNK)
                data = member.unconsumed_tail
                if len(found) > limit:
                    raise too_large(limit, " when it is unpacked")
        except zlib.error as error:
            raise FilingError(f"the file is damaged: it cannot be unpacked ({error})") from None
        if not member.eof:
            raise FilingError("the file is damaged: it ends before it is unpacked wholly")
        data = member.unused_data
    if data.strip(b"\0"):
        raise FilingError("the file is damaged: something follows what can be unpacked")
    return bytes(found)


def too_large(limit: int, when: str = "") -> FilingError:
    """The error for a file that is larger than it may be."""
    return FilingError(str(LimitError(f"the file has more than {limit:,} bytes{when}", "size")))
