"""Reports as tables: rows for each filing, and files of them (Parquet, CSV, JSON Lines, SQLite)."""

from gmacm_grammar.tabulating.columns import TABLES, Column
from gmacm_grammar.tabulating.plain_files import text_of_cell
from gmacm_grammar.tabulating.rows import failure, no_report, tables_of, total
from gmacm_grammar.tabulating.writing import (
    KINDS,
    TableError,
    load,
    merge,
    require,
    write_part,
)

__all__ = [
    "KINDS",
    "TABLES",
    "Column",
    "TableError",
    "failure",
    "load",
    "merge",
    "no_report",
    "require",
    "tables_of",
    "text_of_cell",
    "total",
    "write_part",
]
