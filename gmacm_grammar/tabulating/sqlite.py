"""Tables as one SQLite database. A part is a small database of the same tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from gmacm_grammar.tabulating.columns import TABLES, Type, columns
from gmacm_grammar.tabulating.plain_files import Tables

_DATABASE = "tables.sqlite"
#: SQLite has no exact decimals: as TEXT they keep all their digits.
_TYPES: dict[Type, str] = {
    "text": "TEXT",
    "decimal": "TEXT",
    "integer": "INTEGER",
    "date": "TEXT",
    "boolean": "INTEGER",
}


class SqliteFile:
    """The kind of file that holds all tables."""

    def write(self, directory: Path, tables: Tables) -> None:
        """Write the rows as a part."""
        with _told_as_by_files(), closing(_new(directory / _DATABASE)) as database:
            for table in TABLES:
                marks = ", ".join("?" * len(columns(table)))
                rows = (tuple(map(_value, row)) for row in tables[table])
                database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
            database.commit()

    @contextmanager
    def merging(self, out: Path) -> Iterator[Callable[[Path, frozenset[str]], None]]:
        """A final database in ``out``: gives a function that adds a part without some files."""
        with _told_as_by_files(), closing(_new(out / _DATABASE)) as database:
            database.execute("CREATE TEMP TABLE dropped (file TEXT PRIMARY KEY)")
            database.commit()

            def add(part: Path, dropped: frozenset[str]) -> None:
                _add(database, part / _DATABASE, dropped)

            yield add
            for table in TABLES:
                database.execute(
                    f'CREATE INDEX "{table}_by_month" ON "{table}" (series, payment_date)'
                )
            database.commit()


@contextmanager
def _told_as_by_files() -> Iterator[None]:
    """A full disk, or one that fails, is an OSError as with the other kinds of file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


def _new(path: Path) -> sqlite3.Connection:
    """A new database that is not safe from a crash: its name is not yet the final one."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    for table in TABLES:
        fields = ", ".join(f'"{column.name}" {_TYPES[column.type]}' for column in columns(table))
        database.execute(f'CREATE TABLE "{table}" ({fields})')
    return database


def _add(database: sqlite3.Connection, part: Path, dropped: frozenset[str]) -> None:
    """Add the rows of a part, except those of the files to be dropped."""
    if not part.is_file():
        raise FileNotFoundError(f"{part} is not there: a part of the tables is lost")
    database.execute("ATTACH DATABASE ? AS part", (str(part),))
    database.execute("DELETE FROM temp.dropped")
    database.executemany("INSERT INTO temp.dropped VALUES (?)", ((name,) for name in dropped))
    others = " WHERE file IS NULL OR file NOT IN temp.dropped" if dropped else ""
    for table in TABLES:
        database.execute(f'INSERT INTO main."{table}" SELECT * FROM part."{table}"{others}')
    database.commit()
    database.execute("DETACH DATABASE part")


def _value(value: Any) -> Any:
    kind = type(value)
    if kind is Decimal:
        return f"{value:f}"
    if kind is date:
        return value.isoformat()
    return value
