"""Tables as CSV and as JSON Lines: the same bytes in a part and in the final file."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.tabulating.columns import KEYS, TABLES
from gmacm_grammar.tabulating.fitting import plain

Rows: TypeAlias = Iterable[tuple[Any, ...]]
Tables: TypeAlias = dict[str, list[tuple[Any, ...]]]

#: Where the name of the file stands in a row of any table.
_FILE = [column.name for column in KEYS].index("file")
#: In a part, says which rows of a table are of which file: [file, bytes] for each run of them.
_RUNS = "runs.json"
#: A text that begins so could be run by a spreadsheet, or be taken for one that is guarded.
_GUARDED = re.compile(r"[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n']|\Z")
_GUARD = "'"


@attrs.frozen
class PlainFiles:
    """A kind of file that holds one row after the other; ``head`` makes its first bytes."""

    suffix: str
    head: Callable[[str], str]
    encode: Callable[[str, Rows], str]

    def write(self, directory: Path, tables: Tables) -> None:
        """Write the rows as a part."""
        runs: dict[str, list[tuple[str | None, int]]] = {}
        for table in TABLES:
            runs[table] = []
            with (directory / self._name(table)).open("wb") as out:
                for file, rows in groupby(tables[table], key=itemgetter(_FILE)):
                    size = out.write(self.encode(table, rows).encode("utf-8"))
                    runs[table].append((file, size))
        (directory / _RUNS).write_text(json.dumps(runs), encoding="ascii")

    @contextmanager
    def merging(self, out: Path) -> Iterator[Callable[[Path, frozenset[str]], None]]:
        """Final files in ``out``: gives a function that adds a part without some files' rows."""
        with ExitStack() as stack:
            files = {}
            for table in TABLES:
                files[table] = stack.enter_context((out / self._name(table)).open("wb"))
                files[table].write(self.head(table).encode("utf-8"))

            def add(part: Path, dropped: frozenset[str]) -> None:
                runs = json.loads((part / _RUNS).read_text(encoding="ascii"))
                for table, file in files.items():
                    with (part / self._name(table)).open("rb") as rows:
                        for name, size in runs[table]:
                            found = rows.read(size)
                            file.write(found if name not in dropped else b"")

            yield add

    def _name(self, table: str) -> str:
        return f"{table}.{self.suffix}"


# ---- CSV ---------------------------------------------------------------------------------------


def text_of_cell(cell: str) -> str | None:
    """The text that a cell of a text column stands for, in a CSV file; None for an empty cell.

    A text that is empty, or begins with ``=``, ``+``, ``-``, ``@``, a tab, a line break or an
    apostrophe, is written with an apostrophe before it: so no spreadsheet runs it as a formula.
    """
    return cell.removeprefix(_GUARD) if cell else None


def _csv_head(table: str) -> str:
    return ",".join(column.name for column in TABLES[table]) + "\r\n"


def _csv_rows(table: str, rows: Rows) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([list(map(_cell, row)) for row in rows])
    return text.getvalue()


def _cell(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return _GUARD + value if _GUARDED.match(value) else value
    return str(value).lower() if kind is bool else plain(value)


# ---- JSON Lines --------------------------------------------------------------------------------


def _json_rows(table: str, rows: Rows) -> str:
    names = [column.name for column in TABLES[table]]
    return "".join(_ENCODER.encode(dict(zip(names, row, strict=True))) + "\n" for row in rows)


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=plain, separators=(",", ":"))

#: The kinds of file that are texts, by their suffix.
PLAIN_FILES = {
    "csv": PlainFiles("csv", _csv_head, _csv_rows),
    "jsonl": PlainFiles("jsonl", lambda table: "", _json_rows),
}
