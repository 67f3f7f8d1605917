"""Tables as Parquet files, in parts as in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from gmacm_grammar.tabulating.columns import TABLES, columns
from gmacm_grammar.tabulating.fitting import PRECISION, SCALE
from gmacm_grammar.tabulating.plain_files import Tables

#: Rows stand together in a file; so many bytes of them, in a table, wait in memory for it.
_BYTES_OF_A_GROUP = 8_000_000
#: So many pieces of them are made one: a piece of few rows takes more room than its rows do.
_PIECES = 64
_COMPRESSION = "zstd"


class ParquetFiles:
    """The kind of file that needs pyarrow. Making one raises ImportError if it is not there."""

    def __init__(self) -> None:
        self.arrow: Any = import_module("pyarrow")
        self.compute: Any = import_module("pyarrow.compute")
        self.parquet: Any = import_module("pyarrow.parquet")

    def write(self, directory: Path, tables: Tables) -> None:
        """Write the rows as a part."""
        for table in TABLES:
            schema = self._schema(table)
            values = list(zip(*tables[table], strict=True)) or [()] * len(schema)
            arrays = [
                self.arrow.array(column, field.type)
                for column, field in zip(values, schema, strict=True)
            ]
            rows = self.arrow.table(arrays, schema=schema)
            self.parquet.write_table(rows, directory / _name(table), compression=_COMPRESSION)

    @contextmanager
    def merging(self, out: Path) -> Iterator[Callable[[Path, frozenset[str]], None]]:
        """Final files in ``out``: gives a function that adds a part without some files' rows."""
        with ExitStack() as stack:
            files = [stack.enter_context(_Group(self, table, out)) for table in TABLES]

            def add(part: Path, dropped: frozenset[str]) -> None:
                for file in files:
                    rows = self._read(part / _name(file.table))
                    if dropped and rows.num_rows:
                        names = self.arrow.array(sorted(dropped), self.arrow.string())
                        among = self.compute.is_in(rows["file"], value_set=names)
                        rows = rows.filter(self.compute.invert(among))
                    file.add(rows)

            yield add

    def _read(self, path: Path) -> Any:
        with self.parquet.ParquetFile(path) as file:
            return file.read(use_threads=False)

    @cache  # noqa: B019 - there is one object of this class
    def _schema(self, table: str) -> Any:
        types = {
            "text": self.arrow.string(),
            "decimal": self.arrow.decimal128(PRECISION, SCALE),
            "integer": self.arrow.int64(),
            "date": self.arrow.date32(),
            "boolean": self.arrow.bool_(),
        }
        return self.arrow.schema([(column.name, types[column.type]) for column in columns(table)])


class _Group:
    """A final file, with the rows that wait until they are enough to be written."""

    def __init__(self, files: ParquetFiles, table: str, out: Path) -> None:
        self.files, self.table = files, table
        self.writer = files.parquet.ParquetWriter(
            out / _name(table), files._schema(table), compression=_COMPRESSION
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
        return self.files.arrow.concat_tables(self.waiting).combine_chunks()

    def _write(self, rows: Any) -> None:
        self.writer.write_table(rows)
        self.waiting, self.size = [], 0


def _name(table: str) -> str:
    return f"{table}.parquet"
