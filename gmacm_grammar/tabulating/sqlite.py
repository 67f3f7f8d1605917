"""Tables as one SQLite database. A part is a small database of the same tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gmacm_grammar.tabulating.columns import TABLES, Type
from gmacm_grammar.tabulating.fitting import plain
from gmacm_grammar.tabulating.plain_files import Tables

_DATABASE = "tables.sqlite"
#: SQLite has no exact decimals: as TEXT they keep all their digits.
_TYPES: dict[Type, str] = {"integer": "INTEGER", "boolean": "INTEGER"}


def write(directory: Path, tables: Tables) -> None:
    """Write the rows as a part."""
    with _told_as_by_files(), closing(_new(directory / _DATABASE)) as database:
        for table in TABLES:
            marks = ", ".join("?" * len(TABLES[table]))
            rows = (tuple(map(plain, row)) for row in tables[table])
            database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
        database.commit()


@contextmanager
def merging(out: Path) -> Iterator[Callable[[Path, frozenset[str]], None]]:
    """A final database in ``out``: gives a function that adds a part without some files."""
    with _told_as_by_files(), closing(_new(out / _DATABASE)) as database:
        database.execute("CREATE TEMP TABLE dropped (file TEXT PRIMARY KEY)")
        database.commit()

        def add(part: Path, dropped: frozenset[str]) -> None:
            _add(database, part / _DATABASE, dropped)

        yield add
        for table in TABLES:
            database.execute(f'CREATE INDEX "{table}_by_month" ON "{table}" (series, payment_date)')
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
        types = ((column.name, _TYPES.get(column.type, "TEXT")) for column in TABLES[table])
        fields = ", ".join(f'"{name}" {type}' for name, type in types)
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
