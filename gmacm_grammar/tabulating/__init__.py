"""Reports as tables: rows for each filing, and files of them (Parquet, CSV, JSON Lines, SQLite)."""

from gmacm_grammar.tabulating.columns import TABLES, Column, columns
from gmacm_grammar.tabulating.plain_files import text_of_cell
from gmacm_grammar.tabulating.rows import failure, tables_of
from gmacm_grammar.tabulating.writing import KINDS, TableError, merge, require, write_part

__all__ = [
    "KINDS",
    "TABLES",
    "Column",
    "TableError",
    "columns",
    "failure",
    "merge",
    "require",
    "tables_of",
    "text_of_cell",
    "write_part",
]
