"""Submissions: cut off, with escaped dashes, and what their headers say of the reports."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Golden
from laws import check_cells
from shell import run

from gmacm_grammar import ReportError, examine, parse, read_filing
from gmacm_grammar.filings import Filing
from gmacm_grammar.tabulating import TABLES, tables_of

FIXTURES = ROOT / "fixtures"
SUBMISSIONS = FIXTURES / "submissions"
THREE = (SUBMISSIONS / "three_documents.txt").read_text(encoding="utf-8")
ESCAPED = (SUBMISSIONS / "dashes_escaped.txt").read_text(encoding="utf-8")
AS_THEY_ARE = (SUBMISSIONS / "dashes_as_they_are.txt").read_text(encoding="utf-8")


# ---- cut off -------------------------------------------------------------------------------------


def told(filing: Filing) -> list[tuple[str, str]]:
    """The reports that say that the submission is cut off, with what they say."""
    return [
        (filed.origin.number, problem.message.removeprefix("the submission is cut off: it lacks "))
        for filed in filing
        for problem in filed.errors
        if problem.kind == "cut-off"
    ]


@pytest.mark.parametrize(
    "path",
    [
        SUBMISSIONS / "three_documents.txt",
        *SUBMISSIONS.glob("dashes_*.txt"),
        *(FIXTURES / "filings").glob("*.*"),
        *FIXTURES.glob("*.txt"),
    ],
    ids=lambda path: path.name,
)
def test_a_sound_filing_is_not_cut_off(path: Path) -> None:
    assert told(read_filing(path)) == []


ALL_ENDS = "</TEXT>, </DOCUMENT>, </SEC-DOCUMENT>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (THREE[: THREE.rindex(",306")], [("3.1", ALL_ENDS)]),
        (THREE[: THREE.rindex("\nCurrent Month Repurchases Units")], [("3.1", ALL_ENDS)]),
        (THREE[: THREE.rindex("XT>\n</DOC")], [("3.1", ALL_ENDS)]),
        (THREE[: THREE.rindex("</DOCUMENT>")], [("3.1", "</DOCUMENT>, </SEC-DOCUMENT>")]),
        (THREE[: THREE.rindex("</SEC-DOCUMENT>")], [("3.1", "</SEC-DOCUMENT>")]),
        (
            THREE[: THREE.rindex("<DOCUMENT>")],
            [("2.1", "</SEC-DOCUMENT>, 1 of 3 documents")],
        ),
        (THREE[: THREE.rindex("Home Equity")], [("2.1", ALL_ENDS)]),
        (THREE.replace("COUNT:\t\t3", "COUNT:\t\t5"), [("3.1", "2 of 5 documents")]),
        (
            THREE.replace("</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>EX-99.2", "<DOCUMENT>"),
            [("2.1", "</TEXT>, </DOCUMENT>")],
        ),
        (THREE.replace("SEC-DOCUMENT", "IMS-DOCUMENT")[:-17], [("3.1", "</IMS-DOCUMENT>")]),
        (ESCAPED.replace("</HTML>", ""), [("1.1", "</HTML>")]),
        (
            ESCAPED[: ESCAPED.index("</TEXT>")].replace("<SEC-DOCUMENT>", ""),
            [("1.1", "</TEXT>, </DOCUMENT>, -----END PRIVACY-ENHANCED MESSAGE-----")],
        ),
    ],
)
def test_a_submission_that_is_cut_off_says_so(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(read_filing(text.encode())) == expected


@pytest.mark.parametrize("name", ["cut_in_a_figure", "cut_between_rows"])
def test_a_cut_is_reported_where_the_report_ends(name: str, golden: Golden) -> None:
    whole, cut = read_filing(SUBMISSIONS / f"{name}.txt")
    assert whole.errors == ()
    golden.check(SUBMISSIONS / f"{name}.expected", "".join(f"{error}\n" for error in cut.errors))


def test_a_submission_that_is_cut_off_before_its_first_report() -> None:
    filing = read_filing(THREE[: THREE.index("Payment Date")].encode())
    assert filing.reports == ()
    assert filing.passed_over[-1].reason == (
        "the submission is cut off: it lacks </TEXT>, </DOCUMENT>, </SEC-DOCUMENT>, "
        "1 of 3 documents"
    )


def test_the_command_does_not_take_a_cut_submission_for_whole(tmp_path: Path) -> None:
    file = SUBMISSIONS / "cut_between_rows.txt"
    ran = run("batch", str(file), "--out", str(tmp_path / "out"), "--as", "csv")
    assert ran.exit_code == 1
    header, *rows = (tmp_path / "out" / "reports.csv").read_text(encoding="utf-8").splitlines()
    at = header.split(",").index("faults")
    assert [row.split(",")[at] for row in rows] == ["0", "1"]
    assert run("parse", str(file)).exit_code == 1


@pytest.mark.parametrize("verb", ["cells", "tree", "trace", "explain", "detect"])
def test_verbs_of_one_report_do_not_take_it_for_whole(verb: str) -> None:
    ran = run(verb, f"{SUBMISSIONS / 'cut_between_rows.txt'}#3.1")
    assert ran.exit_code == 1
    assert verb == "detect" or "the submission is cut off" in ran.output


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
    lacks = "with remarks: the report has no notes, delinquency, losses\n"
    assert (ran.exit_code, ran.stderr) == (0, f"{file}: {lacks}")
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


# ---- where a report comes from -------------------------------------------------------------------

NEWER = """<SUBMISSION>
<ACCESSION-NUMBER>0009999999-04-000008
<TYPE>8-K/A
<PUBLIC-DOCUMENT-COUNT>3
<FILING-DATE>20040402
"""


def test_a_report_says_in_which_submission_it_was_filed() -> None:
    filed_on = "CONFORMED SUBMISSION TYPE:\t8-K/A\nFILED AS OF DATE:\t\t20040326\n"
    for filed in read_filing(THREE.replace("CONFORMED SUBMISSION TYPE:\t8-K\n", filed_on).encode()):
        origin = filed.origin
        assert origin.accession_number == "0009999999-04-000007"
        assert (origin.form_type, origin.filing_date) == ("8-K/A", date(2004, 3, 26))
        assert origin.type in ("EX-99.1", "EX-99.2")


def test_the_tables_tell_the_report_that_was_filed_last() -> None:
    newer = NEWER + THREE[THREE.index("<DOCUMENT>") :]
    names = [column.name for column in TABLES["reports"]]
    for row in tables_of(read_filing(newer.encode()))["reports"]:
        told = dict(zip(names, row, strict=True))
        assert told["accession_number"] == "0009999999-04-000008"
        assert (told["form_type"], told["filing_date"]) == ("8-K/A", date(2004, 4, 2))


def test_the_newer_form_of_a_header() -> None:
    newer = NEWER + THREE[THREE.index("<DOCUMENT>") :]
    origins = [filed.origin for filed in read_filing(newer.encode())]
    assert [(origin.accession_number, origin.form_type) for origin in origins] == [
        ("0009999999-04-000008", "8-K/A")
    ] * 2
    assert {origin.filing_date for origin in origins} == {date(2004, 4, 2)}


@pytest.mark.parametrize("day", ["", "20041332", "soon"])
def test_what_a_header_does_not_say_is_not_known(day: str) -> None:
    submission = THREE.replace("8-K\nPUBLIC", f"8-K\nFILED AS OF DATE:\t\t{day}\nPUBLIC", 1)
    for filed in read_filing(submission.encode()):
        assert filed.origin.filing_date is None
        assert filed.origin.form_type == "8-K"


def test_a_mere_report_is_of_no_submission() -> None:
    (filed,) = read_filing(FIXTURES / "2002-HE2_2004-02-25.txt")
    origin = filed.origin
    assert (origin.accession_number, origin.form_type, origin.filing_date) == (None, None, None)


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
