"""Finds the identities of a format: the shared file and its own, in all grammar directories."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from gmacm_grammar.model import GrammarError
from gmacm_grammar.reading import Library
from gmacm_grammar.reconciling.identities import Identity, read_identities

SUFFIX = ".identities"
#: The file whose identities are for all formats.
SHARED = "all"


def identity_files(lib: Library) -> list[Path]:
    """All files of identities in reach, the built-in ones first."""
    return [
        path
        for directory in reversed(lib.where)
        for path in sorted(directory.glob(f"*{SUFFIX}"), key=lambda p: (p.stem != SHARED, p.stem))
    ]


def identities_for(lib: Library, format: str | None) -> list[tuple[Identity, bool]]:
    """The identities for reports of a format, and of each whether it is meant for that format.

    A later one of the same name takes the place of an earlier: one for the format that of a shared
    one, one in an own directory that of a built-in one. For a record whose format is not known the
    identities of all formats are tried. Raises GrammarError when a file is wrong.
    """
    names = lib.format_names if format is None else [format]
    found: dict[str, tuple[Identity, bool]] = {}
    for path in sorted(identity_files(lib), key=lambda path: path.stem != SHARED):
        meant = path.stem == SHARED or format is not None
        for identity in _read(path) if path.stem in (SHARED, *names) else ():
            if meant or identity.name not in found:
                found[identity.name] = (identity, meant)
    return list(found.values())


def _read(path: Path) -> tuple[Identity, ...]:
    try:
        stat = path.stat()
    except OSError as error:
        raise GrammarError(f"cannot be read: {error.strerror}", str(path)) from error
    return _kept(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=256)
def _kept(path: Path, time: int, size: int) -> tuple[Identity, ...]:
    return read_identities(path)
