"""The tables: nothing of a record is missing in them, and files of every kind say the same.

They are made as docs/tables.md says, by ``gmacm_grammar.tabulating``.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import typing
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pyarrow.parquet
import pytest
from conftest import DAMAGED, ERRORS, REPORTS, ROOT, read
from laws import leaves
from rules import examined, record, report

from gmacm_grammar import Cell, Examination, Problem, Report, examine, read_filing
from gmacm_grammar.tabulating import (
    KINDS,
    TABLES,
    Column,
    TableError,
    failure,
    merge,
    tables_of,
    text_of_cell,
    write_part,
)

DOCS = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
EACH_KIND = pytest.mark.parametrize("kind", KINDS)
Tables = dict[str, list[tuple[Any, ...]]]


#: What a file with one report is read as.
ONE = read_filing(REPORTS[0])


def filing(examination: Examination, file: str = "a/report.txt") -> Any:
    """A file that holds one report, read so."""
    (filed,) = ONE.reports
    origin = attrs.evolve(filed.origin, file=file)
    filed = attrs.evolve(filed, origin=origin, examination=examination)
    return attrs.evolve(ONE, file=file, reports=(filed,))


def dicts(tables: Tables, table: str) -> list[dict[str, Any]]:
    """The rows of a table, without what is null."""
    names = [column.name for column in TABLES[table]]
    rows = [zip(names, row, strict=True) for row in tables[table]]
    return [{name: value for name, value in row if value is not None} for row in rows]


# ---- nothing is missing ------------------------------------------------------------------------


READ: dict[str, Callable[[str], Any]] = {
    "text": str,
    "decimal": Decimal,
    "integer": int,
    "date": date.fromisoformat,
    "boolean": "true".__eq__,
}


def told(tables: Tables) -> Iterator[tuple[str, Any]]:
    """What the tables of one report say: the same paths and values as ``leaves`` of its record."""
    for row in dicts(tables, "reports"):
        yield from ((name, row[name]) for name in attrs.fields_dict(Report) if name in row)
    for table in ("pools", "notes", "overcollateralization"):
        for row in dicts(tables, table):
            yield from values(row, row["path"])
    for row in dicts(tables, "delinquency"):
        parent = re.sub(r"\.\w+$", "", row["path"])
        if "group" in row:
            yield f"{parent}.group", row.pop("group")
        yield from values(row, row["path"])
    for row in dicts(tables, "losses"):
        cause = f".{row['cause']}" if "cause" in row else ""
        for path, value in values(row, row["kind"]):
            yield (row["kind"] if path.endswith(".amount") else path + cause), value
    for row in dicts(tables, "accounts"):
        yield from values(row, row["kind"])
    for row in dicts(tables, "other"):
        if row["kind"] in READ:
            yield row["path"], READ[row["kind"]](row["text"])
        if row["path"].startswith("unknown"):
            path = row["path"].split(".")[0]
            yield from ((f"{path}.{n}", row[n]) for n in ("section", "after", "label") if n in row)


def values(row: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    about = {"series", "payment_date", "source", "file", "path", "kind", "cause", "bucket"}
    yield from ((f"{path}.{name}", value) for name, value in row.items() if name not in about)


def exactly(pairs: Iterator[tuple[str, Any]]) -> dict[str, tuple[type, str]]:
    return {path: (type(value), str(value)) for path, value in pairs}


@pytest.mark.parametrize("path", [*REPORTS, *DAMAGED, *ERRORS], ids=lambda path: path.stem)
def test_the_tables_hold_all_that_the_record_holds(path: Path) -> None:
    examination = examine(read(path))
    tables = tables_of(filing(examination))
    assert exactly(told(tables)) == exactly(leaves(examination.report))
    printed = [(c.text, c.path, c.line, c.column) for c in examination.cells if c.role == "value"]
    names = ("printed", "path", "line", "column")
    rows = dicts(tables, "figures")
    assert [tuple(row.get(name) for name in names) for row in rows] == printed
    held = dict(leaves(examination.report))
    for row in rows:
        if "text" in row and "path" in row:
            assert READ[row["kind"]](row["text"]) == held[row["path"]]
            found = row.get("value", row.get("date", READ[row["kind"]](row["text"])))
            assert found == held[row["path"]]
    assert len(tables["problems"]) == len(examination.problems)
    (report,) = dicts(tables, "reports")
    assert (report["grade"] == "broken") is bool(examination.errors)
    assert report["faults"] == len(examination.errors)
    assert report["warnings"] == len(examination.problems) - len(examination.errors)


class Filler:
    """Makes records in which every field has a value, each a different one."""

    def __init__(self) -> None:
        self.count = 0

    def fill(self, hint: Any) -> Any:
        self.count += 1
        options = [o for o in typing.get_args(hint) if o is not type(None)]
        if typing.get_origin(hint) is tuple:
            return (self.fill(options[0]), self.fill(options[0]))
        if typing.get_origin(hint) is dict:
            nested = ({"x": self.count, "none": None}, Decimal("-0.10"))
            return {"flag": True, "rows": nested, "text": "12", "day": date(2000, 1, 1)}
        if options:
            return self.fill(options[0])
        if attrs.has(hint):
            return self.record(hint)
        made = {str: f"text {self.count}", int: self.count, Decimal: Decimal(self.count) / 100}
        return made.get(hint) or date.fromordinal(730000 + self.count)

    def record(self, cls: Any) -> Any:
        hints = typing.get_type_hints(cls)
        return cls(**{name: self.fill(hints[name]) for name in attrs.fields_dict(cls)})


def test_every_field_of_every_record_has_a_place() -> None:
    filled = Filler().record(Report)
    assert filled.special_losses.ending.fraud
    assert exactly(told(tables_of(filing(examined(filled))))) == exactly(leaves(filled))


def test_a_record_with_nothing_in_it_is_a_row() -> None:
    rows = [{"label": "No value"}]
    empty = report(pools=[{}], delinquency=[{"group": "2"}], losses={}, unknown=rows)
    tables = tables_of(filing(examined(empty)))
    assert [row["path"] for row in dicts(tables, "pools")] == ["pools[0]"]
    assert [row["kind"] for row in dicts(tables, "losses")] == ["losses"]
    assert exactly(told(tables)) == exactly(leaves(empty))


def test_no_column_stands_twice_in_a_table() -> None:
    for table in TABLES:
        names = [column.name for column in TABLES[table]]
        assert len(names) == len(set(names)), table
        assert names[:4] == ["series", "payment_date", "source", "file"]


def test_figures_have_the_label_of_their_row() -> None:
    tables = tables_of(filing(examine(read(ROOT / "fixtures" / "2002-HE2_2004-02-25.txt"))))
    labels = {row.get("path"): row.get("label") for row in dicts(tables, "figures")}
    names = {row["path"]: row["name"] for row in dicts(tables, "notes") if "name" in row}
    assert names
    for path, name in names.items():
        assert labels[f"{path}.ending_balance"] == name
        assert labels[f"{path}.name"] is None
    assert labels["payment_date"] == "Payment Date"


def passed_over(*reasons: str) -> tuple[Any, ...]:
    """What is said of files without a report, for these reasons."""
    (passed,) = read_filing(b"Dear Sir or Madam", name="a").passed_over
    return tuple(attrs.evolve(passed, reason=reason) for reason in reasons)


def test_problems_of_reports_documents_and_files() -> None:
    problem = Problem("GG000", "made-up", "error", 7, 5, "not read", "look", "pools", "the line")
    found = filing(examined(Report(series="S"), problems=(problem,)))
    (passed,) = passed_over("no report")
    origin = attrs.evolve(passed.origin, document=2, line=9, type="EX")
    passed = attrs.evolve(passed, origin=origin)
    tables = tables_of(attrs.evolve(found, passed_over=(passed,)))
    tables["problems"] += failure("b\udcff.txt", "too large")["problems"]
    place = {"document": 1, "line": 7, "column": 5}
    said = {"message": "not read", "hint": "look", "where": "pools", "excerpt": "the line"}
    said |= {"code": "GG000", "kind": "made-up"}
    of_report = {"series": "S", "source": "a/report.txt#1.1", "file": "a/report.txt"}
    assert dicts(tables, "problems") == [
        {**of_report, **place, "severity": "error", **said},
        {"source": "a#2", "file": "a", "document": 2, "document_type": "EX", "line": 9,
         "severity": "passed over", "message": "no report"},
        {"file": "b\\udcff.txt", "severity": "failed", "message": "too large"},
    ]  # fmt: skip


def test_a_filing_without_a_report_is_a_failure() -> None:
    why = ("it is empty", "it is no text", "it is empty", "no format knows its labels", "another")
    nothing = attrs.evolve(ONE, file="a", reports=(), passed_over=passed_over(*why))
    *each, last = dicts(tables_of(nothing), "problems")
    assert [(row["severity"], row["message"]) for row in each] == [("passed over", w) for w in why]
    shown = "it is empty; it is no text; no format knows its labels; and 1 other reasons"
    assert last == {"file": "a", "severity": "failed", "message": f"holds no report: {shown}"}


def test_reconciliation() -> None:
    tables = tables_of(filing(examine(read(ROOT / "fixtures" / "2000-HE3_2000-11-27.txt"))))
    rows = dicts(tables, "reconciliation")
    assert {"holds", "fails"} <= {row["outcome"] for row in rows}
    paths = {row["path"] for row in dicts(tables, "figures") if "path" in row}
    for row in rows:
        assert set(row.get("figures", "").split()) <= paths
        if row["outcome"] != "untestable":
            off = row["left_side"] - row["right_side"] - row["difference"]
            assert abs(off) <= Decimal("1e-7")


# ---- files -------------------------------------------------------------------------------------


def read_back(out: Path, kind: str, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table, as another program would read them."""
    path = out / f"{table}.{kind}"
    if kind == "parquet":
        rows = pyarrow.parquet.read_table(path).to_pylist()
        return [tuple(row.values()) for row in rows]
    if kind == "jsonl":
        lines = path.read_text(encoding="utf-8").split("\n")
        found = [json.loads(line) for line in lines if line]
        assert all(list(row) == [c.name for c in TABLES[table]] for row in found)
        return [typed(table, row.values()) for row in found]
    if kind == "csv":
        with path.open(encoding="utf-8", newline="") as file:
            head, *lines = csv.reader(file)
        assert head == [column.name for column in TABLES[table]]
        return [typed(table, map(of_csv, line, TABLES[table])) for line in lines]
    with contextlib.closing(sqlite3.connect(out / "tables.sqlite")) as database:
        return [typed(table, row) for row in database.execute(f"SELECT * FROM {table}")]


def of_csv(cell: str, column: Column) -> Any:
    if column.type == "text":
        return text_of_cell(cell)
    return {"": None, "true": True, "false": False}.get(cell, cell)


def typed(table: str, row: Any) -> tuple[Any, ...]:
    types = {"text": str, "decimal": Decimal, "integer": int, "boolean": bool}
    readers = [types.get(column.type, date.fromisoformat) for column in TABLES[table]]
    return tuple(
        None if value is None else reader(value)  # type: ignore[operator]
        for reader, value in zip(readers, row, strict=True)
    )


def files_of(kind: str, tables: Tables, tmp_path: Path) -> Path:
    """A directory with the files of these tables."""
    write_part(tmp_path / "part", kind, tables)
    merge([(tmp_path / "part", ())], tmp_path / "out", kind)
    return tmp_path / "out"


@pytest.fixture(scope="module")
def of_fixtures() -> dict[str, Tables]:
    """The tables of each fixture, by file."""
    found = {}
    for path in [*REPORTS[:8], *DAMAGED, ROOT / "fixtures" / "explained" / "row_inserted.txt"]:
        found[path.name] = tables_of(filing(examine(read(path)), path.name))
    found["x.txt"] = failure("x.txt", "damaged")
    return found


def together(found: list[Tables]) -> Tables:
    return {table: [row for tables in found for row in tables[table]] for table in TABLES}


def digits(rows: list[tuple[Any, ...]]) -> list[str]:
    return [f"{value:f}" for row in rows for value in row if isinstance(value, Decimal)]


@EACH_KIND
def test_files_hold_the_rows(kind: str, of_fixtures: dict[str, Tables], tmp_path: Path) -> None:
    some, others = list(of_fixtures.values())[:4], list(of_fixtures.values())[4:]
    parts = []
    for name, found in (("b", some), ("a", []), ("c", others)):
        write_part(tmp_path / "parts" / name, kind, together(found))
        parts.append((tmp_path / "parts" / name, ()))
    out = tmp_path / "out"
    made = merge(iter(parts), out, kind)
    assert sorted(made) == sorted(out.iterdir())
    assert len(made) == (1 if kind == "sqlite" else len(TABLES))
    expected = together([*some, *others])
    for table in TABLES:
        assert read_back(out, kind, table) == expected[table], table
        if kind in ("csv", "jsonl", "sqlite"):  # decimals with the digits that are printed
            assert digits(read_back(out, kind, table)) == digits(expected[table])


@EACH_KIND
def test_files_read_again_are_left_out(
    kind: str, of_fixtures: dict[str, Tables], tmp_path: Path
) -> None:
    strange = "-\udcff'\n.txt"
    failed = failure(strange, "locked"), failure("y.txt", "locked")
    write_part(tmp_path / "1", kind, together([*of_fixtures.values(), *failed]))
    write_part(tmp_path / "2", kind, together([of_fixtures[REPORTS[2].name]]))
    dropped = {REPORTS[2].name, "x.txt", strange, "not there"}
    merge([(tmp_path / "1", dropped), (tmp_path / "2", set())], tmp_path / "out", kind)
    kept = [found for name, found in of_fixtures.items() if name not in dropped]
    expected = together([*kept, failed[1], of_fixtures[REPORTS[2].name]])
    for table in TABLES:
        assert read_back(tmp_path / "out", kind, table) == expected[table], table


@EACH_KIND
def test_tables_without_rows_are_files_too(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    merge([], out, kind)
    for table in TABLES:
        assert read_back(out, kind, table) == []
    if kind == "parquet":
        schema = pyarrow.parquet.read_schema(out / "pools.parquet")
        assert schema.names == [column.name for column in TABLES["pools"]]
        assert schema.field("loan_rate").type == pyarrow.decimal128(38, 12)


HOSTILE = (
    *("=1+1", "+1", "-1", "-", "@SUM(A1)", "\uff1d1", "\tx", "\rx", "\nx", "'", "''", "'=1", ""),
    *(" ", "x'", 'a "quoted", text', "two\r\nlines", "\x1b[31m\x07\x7f", "\u2028\u0085", "\ufeffx"),
    "é 😀",
)


@EACH_KIND
def test_texts_come_back_equal(kind: str, tmp_path: Path) -> None:
    written = [*HOSTILE, "\ud800x", "a\x00b"]
    pools = [record(group=text, other={"x": text}) for text in written]
    out = files_of(kind, tables_of(filing(examined(report(pools=pools)))), tmp_path)
    expected = [*HOSTILE, "\\ud800x", "a\\x00b"]
    for table, name in (("pools", "group"), ("other", "text")):
        rows = dicts({table: read_back(out, kind, table)}, table)
        assert [row.get(name) for row in rows] == expected


def test_a_spreadsheet_runs_no_text_of_a_report(tmp_path: Path) -> None:
    pools = [record(None, "-1.50", group=text) for text in HOSTILE]
    out = files_of("csv", tables_of(filing(examined(report(pools=pools)), "=a")), tmp_path)
    with (out / "pools.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row.pop("ending_balance") for row in rows} == {"-1.50"}
    begins = {cell[:1] for row in rows for cell in row.values()}
    assert begins.isdisjoint("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n")


LONG = ("9" * 30, "0." + "1" * 13, "1E+999999", "1E-999999")


@EACH_KIND
def test_numbers_that_do_not_fit_are_not_lost(kind: str, tmp_path: Path) -> None:
    numbers = [*map(Decimal, LONG), Decimal("-" + "9" * 26 + "." + "9" * 12)]
    (pool,) = report(pools=[{}]).pools
    pools = [attrs.evolve(pool, ending_balance=number) for number in numbers]
    more = {"x": Decimal("sNaN"), "y": 10**9999}
    pools.append(attrs.evolve(pool, active_loan_count=2**70, other=more))
    cells = [
        Cell(text, line, 3, 0, "value", f"pools[{line}].ending_balance")
        for line, text in enumerate([*LONG, "fits"])
    ]
    long = Report(series="S", pools=tuple(pools))
    out = files_of(kind, tables_of(filing(examined(long, *cells))), tmp_path)
    tables = {table: read_back(out, kind, table) for table in TABLES}
    balances = [row.get("ending_balance") for row in dicts(tables, "pools")]
    assert balances == [None, None, None, None, numbers[-1], None]
    figures = dicts(tables, "figures")
    assert [row.get("value") for row in figures] == [None, None, None, None, numbers[-1]]
    assert [row["printed"] for row in figures] == [*LONG, "fits"]
    assert [Decimal(row["text"]) for row in figures] == numbers
    assert [row["text"] for row in dicts(tables, "other")] == ["sNaN", "1" + "0" * 9999]
    said = " ".join(row["message"] for row in dicts(tables, "problems"))
    for text in (*LONG, str(2**70), "sNaN"):
        assert f"{text} does not fit" in said
    assert len(tables["problems"]) == len(LONG) + 3
    assert [row["warnings"] for row in dicts(tables, "reports")] == [len(LONG) + 3]


@EACH_KIND
def test_a_part_is_whole_or_not_there(
    kind: str, of_fixtures: dict[str, Tables], tmp_path: Path
) -> None:
    part, out = tmp_path / "part", tmp_path / "out"
    good = of_fixtures[REPORTS[0].name]
    bad = {**good, "figures": [*good["figures"], (object(),) * len(TABLES["figures"])]}
    with pytest.raises(Exception):  # noqa: B017, PT011 - each kind of file has its own
        write_part(part, kind, bad)
    assert not part.exists()
    write_part(part, kind, of_fixtures["x.txt"])
    write_part(part, kind, good)
    with pytest.raises(Exception):  # noqa: B017, PT011
        write_part(part, kind, bad)
    made = merge([(part, ())], out, kind)
    before = [path.read_bytes() for path in made]
    with pytest.raises(OSError, match="part"):
        merge([(part, ()), (tmp_path / "no such part", ())], out, kind)
    assert sorted(out.iterdir()) == sorted(made)
    assert [path.read_bytes() for path in made] == before
    assert read_back(out, kind, "figures") == good["figures"]


def test_many_parts_are_few_row_groups(of_fixtures: dict[str, Tables], tmp_path: Path) -> None:
    write_part(tmp_path / "part", "parquet", together(list(of_fixtures.values())))
    merge(((tmp_path / "part", ()) for _ in range(20)), tmp_path / "out", "parquet")
    made = pyarrow.parquet.ParquetFile(tmp_path / "out" / "figures.parquet")
    assert made.num_row_groups == 1
    assert made.metadata.num_rows == 20 * sum(len(t["figures"]) for t in of_fixtures.values())


def test_sqlite_has_an_index(tmp_path: Path) -> None:
    merge([], tmp_path, "sqlite")
    question = "EXPLAIN QUERY PLAN SELECT * FROM notes WHERE series = 'S' ORDER BY payment_date"
    with contextlib.closing(sqlite3.connect(tmp_path / "tables.sqlite")) as database:
        ((*_, plan),) = database.execute(question)
    assert "USING INDEX" in plan


def test_an_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="there is no kind of table xls: give one of parquet, csv"):
        write_part(tmp_path / "part", "xls", together([]))


WITHOUT_PYARROW = """
import sys
sys.modules["pyarrow"] = None
from pathlib import Path
from gmacm_grammar.tabulating import KINDS, TableError, failure, merge, write_part
for kind in KINDS:
    part = Path(sys.argv[1]) / kind
    try:
        write_part(part, kind, failure("a", "b"))
        print(len(merge([(part, ())], part / "out", kind)))
    except TableError as error:
        print(error)
"""


def test_only_parquet_needs_pyarrow(tmp_path: Path) -> None:
    run = [sys.executable, "-c", WITHOUT_PYARROW, str(tmp_path)]
    error, *made = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert "pip install 'gmacm-grammar[tables]'" in error
    assert made == ["11", "11", "1", ""]


# ---- docs --------------------------------------------------------------------------------------


def documented(section: str) -> list[Column]:
    """The columns that a section of the docs lists."""
    found = re.findall(r"^\| ([\w, ]+) \| (\w+) \|.*\|$", section, re.MULTILINE)
    types = {column.type for table in TABLES for column in TABLES[table]}
    return [Column(n, t) for names, t in found if t in types for n in names.split(", ")]


def test_the_docs_list_the_columns() -> None:
    head, *sections = re.split(r"^### ", DOCS[DOCS.index("## The columns") :], flags=re.MULTILINE)
    assert [section.split("\n")[0] for section in sections] == list(TABLES)
    for table, section in zip(TABLES, sections, strict=True):
        assert [*documented(head), *documented(section)] == list(TABLES[table]), table


BLOCKS = re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL)
#: These two are too heavy to be installed for a test of two lines each.
UNTESTED = ("import pandas", "import polars")


def test_the_examples_of_the_docs_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "fixtures", tmp_path / "fixtures")
    amended = tmp_path / "fixtures" / "2000-HE3_amended.txt"
    shutil.copyfile(ROOT / "fixtures" / "2000-HE3_2000-11-27.txt", amended)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for block in BLOCKS:
            if not block.startswith(UNTESTED):
                exec(compile(block, "tables.md", "exec"), names)
    *queries, coupon, total = printed.getvalue().splitlines()
    known = {"datetime": __import__("datetime"), "Decimal": Decimal}
    twice, once, states, failing = (eval(query, known) for query in queries)
    reports = [examine(read(path)).report for path in REPORTS if "2000-HE3" in path.name]
    assert len(reports) == 3
    assert once == [(r.payment_date, sum(p.ending_balance or 0 for p in r.pools)) for r in reports]
    assert twice == [(once[0][0], 2 * once[0][1]), *once[1:]]
    expected = {
        (report.payment_date, name, bucket.count, bucket.balance)
        for report in [examine(read(ROOT / "fixtures" / "2003-HE1_2003-12-26.txt")).report]
        for delinquency in report.delinquency
        for name, bucket in attrs.asdict(delinquency, recurse=False).items()
        if attrs.has(type(bucket))
    }
    assert len(expected) == len(states) > 5
    assert set(states) == expected
    assert failing
    for _, difference, file, line, column, text in failing:
        assert difference
        assert Path(file).read_text("utf-8").split("\n")[line - 1][column - 1 :].startswith(text)
    assert coupon == "decimal128(38, 12)"
    notes = examine(read(ROOT / "fixtures" / "2002-HE2_2004-02-25.txt")).report.notes
    large = [n.ending_balance for n in notes if n.ending_balance and n.ending_balance > 1_000_000]
    assert Decimal(total) == sum(large)


def test_each_kind_of_block_is_there() -> None:
    for library in ("duckdb", "pyarrow", "sqlite3", *UNTESTED):
        assert any(library in block for block in BLOCKS), library
