"""Submissions: with escaped dashes, and given to parse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Golden
from laws import check_cells
from shell import run

from gmacm_grammar import ReportError, examine, parse, read_filing

SUBMISSIONS = ROOT / "fixtures" / "submissions"
THREE = (SUBMISSIONS / "three_documents.txt").read_text(encoding="utf-8")
ESCAPED = (SUBMISSIONS / "dashes_escaped.txt").read_text(encoding="utf-8")
AS_THEY_ARE = (SUBMISSIONS / "dashes_as_they_are.txt").read_text(encoding="utf-8")


# ---- escaped dashes ------------------------------------------------------------------------------


def test_escaped_dashes_are_read_as_they_were() -> None:
    (escaped,), (plain,) = read_filing(ESCAPED.encode()), read_filing(AS_THEY_ARE.encode())
    assert escaped.examination.problems == ()
    assert escaped.report == plain.report
    assert [(cell.text, cell.line) for cell in escaped.examination.cells] == [
        (cell.text, cell.line) for cell in plain.examination.cells
    ]
    source = ESCAPED.split("\n")
    for cell in escaped.examination.cells:
        assert source[cell.line - 1][cell.column - 1 :].startswith(cell.text.split(" ")[0])
    negative = next(cell for cell in escaped.examination.cells if cell.text == "-18,400.25")
    assert (negative.column, ESCAPED[negative.offset : negative.end]) == (3, "-18,400.25")


def test_parse_reads_escaped_dashes_too() -> None:
    assert examine(ESCAPED).report == examine(AS_THEY_ARE).report
    assert examine(ESCAPED).errors == ()
    file = str(SUBMISSIONS / "dashes_escaped.txt")
    ran = run("parse", file)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == run("parse", file.replace("escaped", "as_they_are")).stdout


@pytest.mark.parametrize(
    "text",
    [
        ESCAPED.replace("PRIVACY-ENHANCED", "OTHER"),
        ESCAPED.replace("<SEC-HEADER>", "--- a line that is not escaped\n<SEC-HEADER>"),
    ],
)
def test_dashes_stay_where_nothing_says_that_they_are_escaped(text: str) -> None:
    (filed,) = read_filing(text.encode())
    assert [problem.kind for problem in filed.errors] == [
        "damaged-figure",
        "damaged-figure",
        "missing-value",
    ]


# ---- parse and examine ---------------------------------------------------------------------------


def test_a_submission_is_not_the_text_of_one_report(golden: Golden) -> None:
    with pytest.raises(ReportError) as error:
        parse(THREE)
    golden.check(SUBMISSIONS / "three_documents.expected", f"{error.value}\n")
    found = examine(THREE)
    assert [str(problem) for problem in found.problems] == [str(error.value)]
    check_cells(THREE, found)


@pytest.mark.parametrize("call", [parse, examine])
@pytest.mark.parametrize(
    ("source", "found"),
    [(Path("report.txt"), type(Path()).__name__), (b"a report", "bytes"), (None, "NoneType")],
)
def test_what_is_no_text_is_for_read_filing(call: Any, source: object, found: str) -> None:
    with pytest.raises(TypeError) as error:
        call(source)
    assert str(error.value) == (
        f"expected the text of a report (str), found {found}: "
        "call read_filing(path) to read a file, or read_filing(data) with its bytes"
    )
    assert error.value.__cause__ is error.value.__context__ is None
