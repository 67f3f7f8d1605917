"""Tables as Parquet files, in parts as in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.compute
import pyarrow.parquet

from gmacm_grammar.tabulating.columns import TABLES
from gmacm_grammar.tabulating.fitting import PRECISION, SCALE
from gmacm_grammar.tabulating.plain_files import Tables

#: Rows stand together in a file; so many bytes of them, in a table, wait in memory for it.
_BYTES_OF_A_GROUP = 8_000_000
#: So many pieces of them are made one: a piece of few rows takes more room than its rows do.
_PIECES = 64
_COMPRESSION = "zstd"


def write(directory: Path, tables: Tables) -> None:
    """Write the rows as a part."""
    for table in TABLES:
        schema = _schema(table)
        values = list(zip(*tables[table], strict=True)) or [()] * len(schema)
        arrays = [
            pyarrow.array(column, field.type) for column, field in zip(values, schema, strict=True)
        ]
        rows = pyarrow.table(arrays, schema=schema)
        pyarrow.parquet.write_table(rows, directory / _name(table), compression=_COMPRESSION)


@contextmanager
def merging(out: Path) -> Iterator[Callable[[Path, frozenset[str]], None]]:
    """Final files in ``out``: gives a function that adds a part without some files' rows."""
    with ExitStack() as stack:
        files = [stack.enter_context(_Group(table, out)) for table in TABLES]

        def add(part: Path, dropped: frozenset[str]) -> None:
            for file in files:
                rows = _read(part / _name(file.table))
                if dropped and rows.num_rows:
                    names = pyarrow.array(sorted(dropped), pyarrow.string())
                    among = pyarrow.compute.is_in(rows["file"], value_set=names)
                    rows = rows.filter(pyarrow.compute.invert(among))
                file.add(rows)

        yield add


def _read(path: Path) -> Any:
    with pyarrow.parquet.ParquetFile(path) as file:
        return file.read(use_threads=False)


@cache
def _schema(table: str) -> Any:
    types = {
        "text": pyarrow.string(),
        "decimal": pyarrow.decimal128(PRECISION, SCALE),
        "integer": pyarrow.int64(),
        "date": pyarrow.date32(),
        "boolean": pyarrow.bool_(),
    }
    return pyarrow.schema([(column.name, types[column.type]) for column in TABLES[table]])


class _Group:
    """A final file, with the rows that wait until they are enough to be written."""

    def __init__(self, table: str, out: Path) -> None:
        self.table = table
        self.writer = pyarrow.parquet.ParquetWriter(
            out / _name(table), _schema(table), compression=_COMPRESSION
        )
        self.waiting: list[Any] = []
        self.size = 0

    def __enter__(self) -> _Group:
        return self

    def __exit__(self, *_: object) -> None:
        if self.waiting:
            self._write(self._together())
        self.writer.close()

    def add(self, rows: Any) -> None:
        """Add an Arrow table of rows."""
        if rows.num_rows:
            self.waiting.append(rows)
            self.size += rows.nbytes
        if self.size >= _BYTES_OF_A_GROUP:
            self._write(self._together())
        elif len(self.waiting) >= _PIECES:
            self.waiting = [self._together()]

    def _together(self) -> Any:
        return pyarrow.concat_tables(self.waiting).combine_chunks()

    def _write(self, rows: Any) -> None:
        self.writer.write_table(rows)
        self.waiting, self.size = [], 0


def _name(table: str) -> str:
    return f"{table}.parquet"
