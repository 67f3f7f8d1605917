"""The grammar files: where they come from, that Lark takes them strictly, and their manual."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import attrs
import pytest
from conftest import ERRORS, FIXTURES, REPORTS, ROOT, read
from lark import Lark

from gmacm_grammar import examine, from_json, to_json
from gmacm_grammar.grammars.sources import (
    SUFFIX,
    builtin_directory,
    format_files,
    layout_files,
    load_source,
    statements_of,
)
from gmacm_grammar.layouts.layout import CELL, Layout
from gmacm_grammar.model import records
from gmacm_grammar.model.values import KINDS

BUILTIN = (builtin_directory(),)
FORMATS = format_files(BUILTIN)
LAYOUTS = layout_files(BUILTIN)
FILES = sorted(BUILTIN[0].rglob(f"*{SUFFIX}"))
EACH_FORMAT = pytest.mark.parametrize("path", FORMATS.values(), ids=FORMATS)
EACH_LAYOUT = pytest.mark.parametrize("path", LAYOUTS.values(), ids=LAYOUTS)
EACH_FILE = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)

MANUAL = (ROOT / "grammar" / "README.md").read_text(encoding="utf-8")
RECORDS = {
    name: record
    for name, record in vars(records).items()
    if isinstance(record, type) and attrs.has(record)
}


def grammar(path: Path) -> str:
    return load_source(path, BUILTIN).text


@cache
def larks(path: Path) -> Lark:
    """A layout as Lark takes it; made once, it compares all terminals with one another."""
    # A layout leaves blanks out by itself; Lark must be told.
    return Lark(grammar(path) + "%ignore /\\s+/\n", start="start", parser=None, lexer="basic")


@EACH_LAYOUT
def test_a_layout_builds_strictly(path: Path) -> None:
    Lark(grammar(path), start="start", parser="lalr", lexer="contextual", strict=True)


@EACH_FILE
def test_a_terminal_does_not_look_around(path: Path) -> None:
    for lexeme in (lexeme for statement in statements_of(path) for lexeme in statement.lexemes):
        plain = re.sub(r"\\.", "", lexeme.text)
        assert lexeme.kind != "regex" or re.search(r"\(\?(=|!|<)", plain) is None, lexeme


# ---- Where a format comes from -------------------------------------------------------------------


def provenance(path: Path) -> dict[str, list[str]]:
    """What the comment at the top of a format names: its series, months and fixtures."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next((n for n, line in enumerate(lines) if not line.startswith("//")), len(lines))
    comment = " ".join(line.lstrip("/ ") for line in lines[:first])
    found = {}
    for what in ("Series", "Months seen", "Fixtures"):
        named = re.search(rf"\b{what}: (.*?)\.(?: |$)", comment)
        assert named, f'the comment at the top does not say "{what}: ..."'
        found[what] = [n for n in re.split(r", | to | and ", named[1]) if n != "others"]
    return found


@EACH_FORMAT
def test_a_format_names_the_fixtures_that_prove_it(path: Path) -> None:
    named = provenance(path)
    first, last = named["Months seen"][0], named["Months seen"][-1]
    assert all(re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month) for month in (first, last))
    for fixture in named["Fixtures"]:
        report_file = FIXTURES / f"{fixture}.txt"
        assert report_file.is_file(), fixture
        assert examine(read(report_file)).format == path.stem
        assert first <= fixture.rpartition("_")[2][:7] <= last


# ---- Layouts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [path for path in LAYOUTS.values() if "%declare" not in path.read_text(encoding="utf-8")],
    ids=lambda path: path.stem,
)
@pytest.mark.parametrize("text", [*REPORTS, *ERRORS], ids=lambda text: text.stem)
def test_cells_are_those_of_larks_lexer(path: Path, text: Path) -> None:
    layout = Layout(load_source(path, BUILTIN))
    cells = [str(token) for token in larks(path).lex(read(text)) if token.type == CELL]
    found = [piece for piece, _, kind in layout.pieces(read(text)) if kind == CELL]
    assert layout.document(read(text)).cells == found
    # A mark in a cell of its own is joined to its figure.
    marks = [n for n, cell in enumerate(cells) if cell == ")" and cells[n - 1][0] == "("]
    for number in reversed(marks):
        cells[number - 1 : number + 1] = ["".join(cells[number - 1 : number + 1])]
    assert found == cells


# ---- The manual ----------------------------------------------------------------------------------


def table(heading: str) -> list[str]:
    """The names in the first column of the table under a heading of the manual."""
    section = re.search(
        rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", MANUAL, re.MULTILINE | re.DOTALL
    )
    assert section, f"grammar/README.md has no heading {heading}"
    return re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE)


@pytest.mark.parametrize("record", RECORDS)
def test_the_dictionary_has_the_names_of_the_records(record: str) -> None:
    fields = [field.name for field in attrs.fields(RECORDS[record])]
    assert sorted(table(record)) == sorted(name for name in fields if name != "other")


def test_the_manual_has_the_kinds_of_value() -> None:
    assert table("Values") == list(KINDS)


def test_the_example_of_the_manual_is_true(tmp_path: Path) -> None:
    written, text, record = (
        re.findall(rf"```{kind}\n(.*?)```", MANUAL, re.DOTALL)[0]
        for kind in ("lark", "text", "json")
    )
    (tmp_path / "example.lark").write_text(written, encoding="utf-8")
    examination = examine(text, grammar=tmp_path)
    assert (examination.format, examination.problems) == ("example", ())
    assert to_json(examination.report) == to_json(from_json(record))


# ---- The same everywhere -------------------------------------------------------------------------

TABLES = """
from gmacm_grammar.reading.formats import library
print([repr(format_.tables) for format_ in library().formats()])
"""


def test_tables_are_the_same_in_every_process() -> None:
    found = set()
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "GMACM_GRAMMAR_CACHE": "off"}
        ran = subprocess.run([sys.executable, "-c", TABLES], env=environment, capture_output=True)
        found.add(ran.stdout)
    assert len(found) == 1
    assert b"Tables(" in found.pop()
