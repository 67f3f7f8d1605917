"""What is larger than a limit is refused with an error that names it; limits can be changed."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from conftest import FIXTURES, read
from laws import check
from shell import run

from gmacm_grammar import FilingError, Limits, ReportError, examine, parse, read_filing

NAME = "2002-HE2_2004-02-25"
TEXT = read(FIXTURES / f"{NAME}.txt")
PAGE = read(FIXTURES / "filings" / f"{NAME}.htm")
SUBMISSION = FIXTURES / "filings" / "2003-12-26.submission.txt"
CELLS = len(examine(TEXT).cells)
#: A limit, what is as large as it says, and how that is told of.
TOO_LARGE = {
    "text": (TEXT, len(TEXT), f"the text has more than {len(TEXT) - 1:,} characters"),
    "cells": (TEXT, CELLS, f"the text has more than {CELLS - 1:,} cells"),
}


# ---- texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_text_that_is_too_large_is_not_read(name: str) -> None:
    text, size, why = TOO_LARGE[name]
    found = examine(text, limits=Limits(**{name: size - 1}))
    (problem,) = found.errors
    assert (problem.kind, problem.message) == ("limit-exceeded", why)
    assert f"limits=Limits({name}=...)" in str(problem.hint)
    assert (found.cells, found.problems) == ((), (problem,))
    assert found.report == examine("").report
    with pytest.raises(ReportError, match=re.escape(why)) as error:
        parse(text, limits=Limits(**{name: size - 1}))
    assert error.value.examination == found


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_text_as_large_as_it_may_be_is_read(name: str) -> None:
    text, size, _ = TOO_LARGE[name]
    assert parse(text, limits=Limits(**{name: size})) == parse(text)
    assert check(text, limits=Limits(**{name: size})).report == parse(text)


def test_words_of_which_each_is_a_cell_are_counted() -> None:
    text = TEXT + "1.00 " * 5_000
    (error,) = examine(text, limits=Limits(cells=4_000)).errors
    assert (error.kind, "4,000 cells" in error.message) == ("limit-exceeded", True)


@pytest.mark.parametrize("text", ["", "\ufeff", "x", TEXT[:300]])
def test_the_smallest_limits(text: str) -> None:
    small = Limits(size=1, documents=1, reports=1, text=1, cells=1, problems=1)
    assert examine(text, limits=small).errors


# ---- problems ------------------------------------------------------------------------------------

UNKNOWN = "".join(f"Novel Row {n} of Many  {n}.00\n" for n in range(30))
FIGURES = re.compile(r"(?<= )([0-9,]+)\.([0-9]{2})(?= |$)", re.MULTILINE)


def test_problems_beyond_the_limit_are_counted() -> None:
    text = TEXT.replace("Excess Cash", UNKNOWN + "Excess Cash")
    every = examine(text).problems
    assert len(every) == 30
    assert len(examine(text, limits=Limits(problems=30)).problems) == 30
    found = examine(text, limits=Limits(problems=10))
    assert found.problems[:10] == every[:10]
    (more,) = found.problems[10:]
    assert (more.kind, more.line) == ("more-warnings", every[10].line)
    assert "20" in more.message
    assert "limits=Limits(problems=...)" in str(more.hint)
    assert found.report == examine(text).report


def test_errors_are_listed_before_all_other_problems() -> None:
    text = TEXT.replace("Excess Cash", UNKNOWN + "Excess Cash")
    text = FIGURES.sub(r"\1.O\2", text, count=12)
    every = examine(text)
    errors = len(every.errors)
    assert 4 < errors < len(every.problems)
    found = check(text, limits=Limits(problems=errors))
    assert found.errors == every.errors
    assert [p.severity for p in found.problems if p not in every.errors] == ["warning"]
    fewer = check(text, limits=Limits(problems=errors - 4))
    (more,) = (p for p in fewer.problems if p not in every.problems)
    assert more.kind == "more-errors"
    assert re.findall("[0-9]+", more.message) == [str(len(every.problems) - errors + 4), "4"]
    assert list(fewer.problems) == sorted(fewer.problems, key=lambda p: (p.line, p.column))


# ---- pages ---------------------------------------------------------------------------------------

SMALL = """<html><body><table>
<tr><td>Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2</td></tr>
<tr><td>Payment Date</td><td>2/25/2004</td></tr>
<tr><td>Servicing Certificate</td><td>Group 1</td></tr>
<tr><td>Principal Collections</td><td>1.00</td></tr></table>
"""
NESTED = ("<div>", "<table><tr><td>", "<font size=1>", "<ul><li>", "<sup>", "<pre>", "<p>", "<br>")


@pytest.mark.parametrize("tag", NESTED)
def test_elements_ten_thousand_deep(tag: str) -> None:
    """However deep a page is, it is read to its end."""
    found = examine(f"{SMALL}{tag * (10_000 // tag.count('<'))}Principal Draws")
    assert [cell.text for cell in found.cells][-1] == "Principal Draws"
    assert found.report == parse(SMALL)


# ---- files ---------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[Callable[[], bytes], dict[str, int], str]] = {
    "size": (TEXT.encode, {"size": 1_000}, "the file has more than 1,000 bytes"),
    "documents": (SUBMISSION.read_bytes, {"documents": 3}, "more than 3 documents"),
    "reports": ((FIXTURES / "filings/2001.submission.txt").read_bytes, {"reports": 2},
                "a document holds more than 2 reports"),
    "text": (SUBMISSION.read_bytes, {"text": 5_000}, "the text has more than 5,000 characters"),
    "cells": (TEXT.encode, {"cells": 90}, "the text has more than 90 cells"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_beyond_a_limit_is_refused(name: str) -> None:
    data, limits, why = REFUSED[name]
    with pytest.raises(FilingError, match=f"{why}: .*Limits\\({name}=...\\)"):
        read_filing(data(), limits=Limits(**limits))
    assert list(read_filing(data(), limits=Limits(**{name: 10 * limits[name]})))


def test_problems_of_a_filed_report_are_counted() -> None:
    text = TEXT.replace("Excess Cash", UNKNOWN + "Excess Cash")
    (filed,) = read_filing(text.encode(), limits=Limits(problems=10))
    assert filed.examination.problems == examine(text, limits=Limits(problems=10)).problems


#: 10 GB that gzip makes 10 MB of: one member whose data come again and again, or many members.
BOMB = """
import gzip, resource, sys, zlib
from gmacm_grammar import read_filing

# A process begins with the most that the one had that started it.
first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
block = bytes(10_000_000)
packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
assert zlib.decompressobj(-zlib.MAX_WBITS).decompress(2 * again) == 2 * block
bombs = [gzip.compress(b"")[:10] + 1_000 * again, 1_000 * gzip.compress(block)]
del block
for bomb in bombs:
    assert len(bomb) < 20_000_000
    try:
        read_filing(bomb)
    except ValueError as error:
        print(error)
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((most - first) // (1 << 20 if sys.platform == "darwin" else 1 << 10))
"""


def test_a_bomb_of_10_gb_is_refused_before_it_fills_memory() -> None:
    ran = subprocess.run([sys.executable, "-c", BOMB], capture_output=True, text=True, check=True)
    *said, megabytes = ran.stdout.splitlines()
    assert len(said) == 2
    for line in said:
        assert line.startswith("the file has more than 100,000,000 bytes when it is unpacked: ")
    assert int(megabytes) < 400


# ---- the limits themselves -----------------------------------------------------------------------


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(Limits)])
@pytest.mark.parametrize("value", [0, -1, 1.5, "5", None, True])
def test_a_limit_is_a_number_of_at_least_one(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"the limit {name} cannot be"):
        Limits(**{name: value})


def test_the_defaults_are_those_of_the_manual() -> None:
    manual = (FIXTURES.parent / "SECURITY.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([0-9,]+) \|", manual, re.MULTILINE)
    assert {name: int(value.replace(",", "")) for name, value in rows} == attrs.asdict(Limits())


# ---- in the shell --------------------------------------------------------------------------------


def test_the_command_can_read_more_or_less() -> None:
    file = str(SUBMISSION)
    ran = run("parse", file, "--limit", "documents=3", "--limit", "text=1000000")
    assert ran.exit_code == 1
    assert "cannot be read: the submission holds more than 3 documents: " in ran.stderr
    assert "--limit documents=... of the verbs parse and batch" in ran.stderr
    assert run("parse", f"{file}#3.1", "--limit", "documents=3").exit_code == 1
    assert run("parse", f"{file}#9.1").exit_code == 2
    assert run("parse", file, "--limit", "documents=4").exit_code == 0


@pytest.mark.parametrize("number", ["3", "0_003", "0,000,003"])
def test_a_limit_is_a_whole_number(number: str) -> None:
    assert run("parse", str(SUBMISSION), "--limit", f"documents={number}").exit_code == 1
    assert run("parse", str(SUBMISSION), "--limit", f"documents={number[:-1]}4").exit_code == 0


WRONG = {
    "length=5": "there is no limit 'length'; there are size, documents, reports, text, cells,",
    "=5": "there is no limit ''",
    "text": "'text' gives no whole number: write it as in text=50000000",
    "text=": "'text=' gives no whole number",
    "text=1e6": "'text=1e6' gives no whole number",
    "text=1_00": "'text=1_00' gives no whole number",
    "text=0": "the limit text cannot be 0: a whole number, at least 1",
}


@pytest.mark.parametrize("given", WRONG)
def test_a_limit_that_is_none_is_wrong_usage(given: str) -> None:
    ran = run("parse", str(SUBMISSION), "--limit", given)
    assert ran.exit_code == 2
    assert f"Invalid value for '--limit': {WRONG[given]}" in " ".join(ran.stderr.split())


def test_a_batch_with_other_limits(tmp_path: Path) -> None:
    file = tmp_path / "long.txt.gz"
    file.write_bytes(gzip.compress(TEXT.encode()))
    arguments = ("batch", str(file), "--out", str(tmp_path / "out"), "--as", "csv")
    ran = run(*arguments, "--processes", "1", "--limit", "text=1000")
    assert ran.exit_code == 1
    assert "long.txt.gz: the text has more than 1,000 characters: raise the limit" in ran.stdout
    ran = run(*arguments, "--processes", "1", "--changed")
    assert ran.exit_code == 0, "another limit is a reason to read a file again"


def test_a_text_without_a_report_on_standard_input() -> None:
    ran = run("parse", "-", stdin="Some Words\n\nOther Words\n")
    assert ran.exit_code == 1
    assert "-: line 1, column 1: error[GG002]" in ran.stderr
