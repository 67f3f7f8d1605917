"""Reports as tables: rows for each filing, and files of them (Parquet, CSV, JSON Lines, SQLite)."""

from gmacm_grammar.tabulating.columns import TABLES as TABLES, Column as Column
from gmacm_grammar.tabulating.plain_files import text_of_cell as text_of_cell
from gmacm_grammar.tabulating.rows import (
    failure as failure,
    no_report as no_report,
    of_reports as of_reports,
    tables_of as tables_of,
)
from gmacm_grammar.tabulating.writing import (
    KINDS as KINDS,
    TableError as TableError,
    load as load,
    merge as merge,
    require as require,
    write_part as write_part,
)
