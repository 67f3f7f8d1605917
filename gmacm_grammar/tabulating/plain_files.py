"""Tables as CSV and as JSON Lines: the same bytes in a part and in the final file."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, TypeAlias

import attrs

from gmacm_grammar.tabulating.columns import FILE, TABLES, columns

Rows: TypeAlias = Iterable[tuple[Any, ...]]
Tables: TypeAlias = dict[str, list[tuple[Any, ...]]]

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
                for file, rows in groupby(tables[table], key=itemgetter(FILE)):
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
                runs = json.loads((part / _RUNS).read_text(encoding="ascii")) if dropped else {}
                for table, file in files.items():
                    with (part / self._name(table)).open("rb") as rows:
                        if dropped:
                            _copy_others(rows, file, runs[table], dropped)
                        else:
                            shutil.copyfileobj(rows, file)

            yield add

    def _name(self, table: str) -> str:
        return f"{table}.{self.suffix}"


def _copy_others(
    rows: IO[bytes], out: IO[bytes], runs: list[tuple[str | None, int]], dropped: frozenset[str]
) -> None:
    """Copy the rows, except those of the files to be dropped."""
    for file, size in runs:
        if file in dropped:
            rows.seek(size, io.SEEK_CUR)
        else:
            out.write(rows.read(size))


# ---- CSV ---------------------------------------------------------------------------------------


def text_of_cell(cell: str) -> str | None:
    """The text that a cell of a text column stands for, in a CSV file; None for an empty cell.

    A text that is empty, or begins with ``=``, ``+``, ``-``, ``@``, a tab, a line break or an
    apostrophe, is written with an apostrophe before it: so no spreadsheet runs it as a formula.
    """
    return cell.removeprefix(_GUARD) if cell else None


def _csv_head(table: str) -> str:
    return ",".join(column.name for column in columns(table)) + "\r\n"


def _csv_rows(table: str, rows: Rows) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([list(map(_cell, row)) for row in rows])
    return text.getvalue()


def _cell(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return _GUARD + value if _GUARDED.match(value) else value
    if kind is Decimal:
        return f"{value:f}"
    if kind is date:
        return value.isoformat()
    if kind is bool:
        return "true" if value else "false"
    return value


# ---- JSON Lines --------------------------------------------------------------------------------


def _json_rows(table: str, rows: Rows) -> str:
    names = [column.name for column in columns(table)]
    return "".join(_ENCODER.encode(dict(zip(names, row, strict=True))) + "\n" for row in rows)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    assert isinstance(value, date)
    return value.isoformat()


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain, separators=(",", ":"))

CSV = PlainFiles("csv", _csv_head, _csv_rows)
JSON_LINES = PlainFiles("jsonl", lambda table: "", _json_rows)
