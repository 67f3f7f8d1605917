"""Write the tables: parts while the filings are read, and the final files made of all parts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from gmacm_grammar.model import GmacmGrammarError
from gmacm_grammar.tabulating.fitting import clean
from gmacm_grammar.tabulating.plain_files import PLAIN_FILES, Tables

#: The kinds of file that the tables can be written as.
KINDS = ("parquet", "csv", "jsonl", "sqlite")

_UNFINISHED = ".writing"


class TableError(GmacmGrammarError, ValueError):
    """Tables cannot be written as they are wanted. ``str()`` says what to do."""


class _Kind(Protocol):
    def write(self, directory: Path, tables: Tables) -> None: ...

    def merging(
        self, out: Path
    ) -> AbstractContextManager[Callable[[Path, frozenset[str]], None]]: ...


def write_part(directory: Path, kind: str, tables: Tables) -> None:
    """Write rows, as of ``tables_of``, as one part: a directory.

    It is there whole or not at all, and takes the place of an earlier one of its name. ``kind`` is
    one of KINDS. Raises TableError if it is not, or if what it needs is not installed, OSError if
    the part cannot be written.
    """
    files = _files(kind)
    unfinished = directory.with_name(directory.name + _UNFINISHED)
    _remove(unfinished)
    unfinished.mkdir(parents=True)
    files.write(unfinished, tables)
    _remove(directory)
    unfinished.rename(directory)


def merge(parts: Iterable[tuple[Path, Collection[str]]], out: Path, kind: str) -> list[Path]:
    """Merge parts, in their order, into the final tables in ``out``; returns the paths of these.

    With each part come the names of the files whose rows are left out of it. The final files are
    written in a directory in ``out`` and moved when all are complete; they replace those of an
    earlier run. Raises TableError as ``write_part``, OSError if a part is not there or the tables
    cannot be written.
    """
    files = _files(kind)
    unfinished = out / _UNFINISHED
    _remove(unfinished)
    unfinished.mkdir(parents=True)
    try:
        with files.merging(unfinished) as add:
            for part, dropped in parts:
                add(part, frozenset(map(clean, dropped)))
        made = sorted(unfinished.iterdir())
        for path in made:
            os.replace(path, out / path.name)
    finally:
        _remove(unfinished)
    return [out / path.name for path in made]


def require(kind: str) -> None:
    """Raises TableError if tables of this kind cannot be written, before there is work to lose.

    Nothing is loaded for it, which may take long: ``load`` does that.
    """
    if kind not in KINDS:
        raise TableError(f"there is no kind of table {kind}: give one of {', '.join(KINDS)}")
    if kind == "parquet" and find_spec("pyarrow") is None:
        raise _without_pyarrow()


def load(kind: str) -> None:
    """Load what writing this kind of table needs. Raises TableError as ``require``."""
    _files(kind)


@cache
def _files(kind: str) -> _Kind:
    require(kind)
    if kind in PLAIN_FILES:
        return PLAIN_FILES[kind]
    try:
        return cast(_Kind, import_module(f"gmacm_grammar.tabulating.{kind}"))
    except ImportError as error:
        raise _without_pyarrow() from error


def _without_pyarrow() -> TableError:
    return TableError(
        "Parquet needs pyarrow: pip install 'gmacm-grammar[tables]', or choose another kind of "
        "table"
    )


def _remove(directory: Path) -> None:
    if directory.exists():
        shutil.rmtree(directory)
