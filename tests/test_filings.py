"""Filings as they were downloaded: HTML, submissions, several reports, encodings, compression."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
from conftest import ROOT
from laws import check_page
from pages import page
from shell import run

from gmacm_grammar import (
    Examination,
    FilingError,
    Limits,
    examine,
    from_json,
    parse,
    read_filing,
    reconcile,
)

FIXTURES = ROOT / "fixtures"
FILINGS = FIXTURES / "filings"
PAGES = sorted(path for path in FILINGS.glob("*.htm") if (FIXTURES / f"{path.stem}.txt").exists())
EACH_PAGE = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
TITLE = "Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2"


def record(stem: str) -> object:
    return from_json((FIXTURES / f"{stem}.json").read_text(encoding="utf-8"))


def text(stem: str) -> str:
    return (FIXTURES / f"{stem}.txt").read_text(encoding="utf-8")


def table(*rows: str) -> str:
    return "<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>\n"


HEAD = (
    f"<td colspan=9>{TITLE}",
    "<td>Payment Date<td>2/25/2004",
    "<td>Servicing Certificate<td>Group 1<td>Group 2",
)


# ---- HTML ----------------------------------------------------------------------------------------


@EACH_PAGE
def test_a_page_becomes_the_record_of_the_plain_text(path: Path) -> None:
    found = check_page(path.read_text(encoding="utf-8"))
    assert found.layout == "html"
    assert not found.errors
    assert found.report == record(path.stem)


def letters(source: str) -> str:
    """What is printed, without marks and blanks."""
    return re.sub(r"<[^>]*>|&#?\w+;|\W", "", source)


@pytest.mark.parametrize("seed", range(2))
@EACH_PAGE
def test_a_page_in_another_manner_becomes_the_same_record(path: Path, seed: int) -> None:
    cells = [c for c in examine(path.read_text(encoding="utf-8")).cells if c.role != "furniture"]
    rows = [[cell.text for cell in row] for _, row in groupby(cells, key=lambda cell: cell.row)]
    assert examine(page(rows, random.Random(seed))).report == record(path.stem)


def test_a_damaged_page_loses_nothing_in_silence() -> None:
    deep = "<div>" * 5000 + "<td>lost in the depth 7.77</td>"
    found = examine(table(*HEAD, "<td>Active Loan Count<td>15<td>16") + deep)
    assert any("lost in the depth" in cell.text for cell in found.cells)
    assert found.problems


def test_text_after_the_end_of_a_page_is_a_part_of_it() -> None:
    ends = "</body></html>\n<HTML><body>"
    rows = ("<td>Principal Draws<td>3.00<td>4.00", "<td>Active Loan Count<td>15<td>16")
    whole = examine(table(*HEAD, rows[0]) + table(rows[1]))
    cut = examine(table(*HEAD, rows[0]) + ends + table(rows[1]))
    assert cut.report == whole.report
    assert [cell.row for cell in cut.cells] == [cell.row for cell in whole.cells]


def test_a_page_without_a_report_says_so() -> None:
    found = examine("<html><td>Item 7<td>Exhibits</html>")
    assert [problem.kind for problem in found.errors] == ["not-a-report"]


# ---- filings -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_mere_report_is_a_filing_of_one(path: Path) -> None:
    filing = read_filing(path)
    assert [filed.report for filed in filing] == [record(path.stem)]
    assert str(filing.reports[0].origin) == f"{path}#1.1"
    assert filing.passed_over == ()


def test_a_submission_is_split() -> None:
    path = FILINGS / "2002-HE2_2004-02-25.submission.txt"
    filing = read_filing(str(path))
    (filed,) = filing
    assert filed.report == record("2002-HE2_2004-02-25")
    assert (filed.origin.document, filed.origin.position) == (2, 1)
    assert (filed.origin.type, filed.origin.name) == ("EX-99", "cert.txt")
    (cover,) = filing.passed_over
    assert (cover.origin.document, cover.origin.type) == (1, "8-K")
    assert cover.reason == "no format knows its labels"
    lines = path.read_bytes().decode("cp1252").split("\n")
    for cell in filed.examination.cells:
        assert lines[cell.line - 1][cell.column - 1 :].startswith(cell.text)


def test_a_submission_whose_tags_stand_in_one_line() -> None:
    path = FILINGS / "2002-HE2_2004-02-25.submission.txt"
    source = path.read_bytes().decode("cp1252").replace("\r\n", "\n")
    tags = r"(</?(?:DOCUMENT|TEXT)>|<(?:TYPE|SEQUENCE|FILENAME|DESCRIPTION)>[^\n]*)\n(?=<)"
    (filed,) = filing = read_filing(re.sub(tags, r"\1", source).encode())
    assert filed.report == record("2002-HE2_2004-02-25")
    assert (filed.origin.document, filed.origin.type, filed.origin.name) == (2, "EX-99", "cert.txt")
    assert [document.origin.type for document in filing.passed_over] == ["8-K"]


def test_exhibits_in_html_and_a_packed_one() -> None:
    filing = read_filing(FILINGS / "2003-12-26.submission.txt")
    expected = [record("2003-HE1_2003-12-26"), record("2001-HE1_2003-12-26")]
    assert [filed.report for filed in filing] == expected
    assert [filed.origin.name for filed in filing] == ["ex991.htm", "ex992.htm"]
    assert [(p.origin.document, p.reason) for p in filing.passed_over] == [
        (1, "no format knows its labels"),
        (4, "it is no text, but a packed file"),
    ]


def test_a_report_is_named_as_it_is_printed() -> None:
    filing = read_filing(FILINGS / "2003-12-26.submission.txt")
    first, second = filing
    assert filing["2.1"] is first
    assert filing[str(second.origin)] is filing["3.1"] is filing["ex992.htm"] is second
    held = "the filing holds 2.1 (ex991.htm), 3.1 (ex992.htm)"
    for name in ("4.1", "2", ""):
        with pytest.raises(KeyError) as error:
            filing[name]
        assert isinstance(error.value, FilingError)
        assert str(error.value) == f'there is no report "{name}": {held}'
    with pytest.raises(KeyError, match=r'there are 3 reports "annual\.txt": .* 1\.1 \('):
        read_filing(FILINGS / "2001.submission.txt")["annual.txt"]
    with pytest.raises(KeyError, match="the filing holds none"):
        read_filing(b"Nothing")["1.1"]


def test_several_reports_in_one_document() -> None:
    filing = read_filing(FILINGS / "2001.submission.txt")
    stems = ("2000-HE3_2001-09-25", "2000-HE3_2001-10-25", "2000-HE4-A1_2001-11-26")
    assert [filed.report for filed in filing] == list(map(record, stems))
    assert [str(filed.origin)[-4:] for filed in filing] == ["#1.1", "#1.2", "#1.3"]
    (before,) = filing.passed_over
    assert before.reason.startswith("before the first report stand 2 texts")


def test_several_reports_in_one_page() -> None:
    filing = read_filing(FILINGS / "2005-HE1.htm")
    stems = ("2005-HE1_2005-07-25", "2005-HE1_2005-12-27")
    assert [filed.report for filed in filing] == list(map(record, stems))


def test_all_fixtures_of_a_layout_in_one_text() -> None:
    for cells in (True, False):
        paths = [
            path
            for path in sorted(FIXTURES.glob("2*.txt"))
            if text(path.stem).lstrip().startswith("|") is cells
        ]
        filing = read_filing("\n\f\n".join(text(path.stem) for path in paths).encode())
        assert [filed.report for filed in filing] == [record(path.stem) for path in paths]


def test_a_title_that_comes_again_on_the_next_page_begins_no_report() -> None:
    whole = text("2002-HE2_2004-02-25")
    title = next(line for line in whole.splitlines() if TITLE in line)
    at = whole.index("Capitalized Interest Account")
    filing = read_filing(f"{whole[:at]}\f{title}\n\n{whole[at:]}".encode())
    (filed,) = filing
    assert not filed.examination.problems
    assert filed.report == record("2002-HE2_2004-02-25")


TOP = "Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2\nPayment Date  2/25/2004\n"
GROUP = (
    "Beginning Overcollateralization Amount  900.00\nTarget Overcollateralization Amount  8.00\n"
)
ONE, TWO, THREE = (f"Loan Group {number}\n{GROUP}" for number in "123")
TWO_TITLES = "GMACM Home Equity Loan Trust 2006-HE1\n{}Payment Date  09/25/06\n".format(
    "GMACM Home Equity Loan-Backed Term Notes, Series 2006-HE1\n"
)


@pytest.mark.parametrize(
    "pages",
    [
        (ONE, TWO),
        (ONE, TWO, THREE),
        (ONE + "Loan Group 2\n", GROUP),
        (ONE + "Loan Group 2\nBeginning Overcollateralization Amount  7.00\n", GROUP[47:] + THREE),
    ],
)
@pytest.mark.parametrize("top", [TOP, TOP.splitlines()[0] + "\n", TWO_TITLES])
def test_a_page_of_another_group_is_no_report(pages: Sequence[str], top: str) -> None:
    format_ = "trust_2006" if top is TWO_TITLES else None
    whole = examine(top + "".join(pages), format=format_)
    (filed,) = read_filing("".join(f"{top}{page}" for page in pages).encode(), format=format_)
    assert filed.report == whole.report
    assert not filed.examination.problems
    assert len(whole.report.overcollateralization) > 1


@pytest.mark.parametrize(
    "again",
    [
        TOP + ONE,
        TOP + TWO,
        TOP + GROUP,
        TOP.replace("2/25", "3/25") + THREE,
        TOP.replace("HE2", "HE4") + THREE,
        TOP + "Servicing Agent\n" + TWO,  # reading it shows that it comes again
        TOP + THREE.replace("Loan Group 3", "Loan Group 2"),
    ],
)
def test_a_page_of_the_same_group_or_of_another_day_is_a_report(again: str) -> None:
    filing = read_filing((TOP + ONE + TOP + TWO + again).encode())
    assert [filed.examination.report for filed in filing] == [
        examine(text).report for text in (TOP + ONE + TWO, again)
    ]


def test_a_report_before_the_first_title_is_read(tmp_path: Path) -> None:
    damaged = text("2002-HE2_2004-02-25").replace("Home Equity", "Home Equty", 1)
    path = tmp_path / "two.txt"
    path.write_text(f"{damaged}\f\n{text('2003-HE1_2004-02-25')}", encoding="utf-8")
    filing = read_filing(path)
    first, second = filing
    assert (filing.passed_over, first.origin.position) == ((), 1)
    assert first.report.pools == parse(text("2002-HE2_2004-02-25")).pools
    (error,) = first.errors
    assert error.kind == "untitled-rows"
    assert "2002-HE2" in error.excerpt
    alone = examine(text("2002-HE2_2004-02-25"))
    assert outcomes(first.examination) == outcomes(alone), "its figures are tested nevertheless"
    assert second.report == record("2003-HE1_2004-02-25")
    assert not second.errors
    assert run("parse", str(path)).exit_code == 1


def outcomes(examination: Examination) -> list[tuple[str, str]]:
    results = reconcile(examination)
    return [(result.name, result.outcome) for result in results]


def with_title_at_the_end(stem: str) -> str:
    whole = text(stem)
    title = next(line for line in whole.splitlines() if "GMACM Series" in line)
    return f"{whole.replace(title, '')}\n{title.strip()}\n"


def test_a_title_after_all_rows_is_a_part_of_the_report() -> None:
    moved = with_title_at_the_end("2002-HE2_2004-02-25")
    filing = read_filing(moved.encode())
    (filed,) = filing
    assert filing.passed_over == ()
    assert filed.report.pools == parse(text("2002-HE2_2004-02-25")).pools
    assert [p.severity for p in filed.examination.problems] == ["warning"]


def test_titles_after_the_rows_of_each_report_are_an_error() -> None:
    both = map(with_title_at_the_end, ("2002-HE2_2004-02-25", "2003-HE1_2004-02-25"))
    filing = read_filing("\f\n".join(both).encode())
    assert len(filing) == 2
    assert filing.passed_over == ()
    for filed in filing:
        assert filed.errors[0].kind == "untitled-rows"


def test_a_report_after_a_packed_file_is_read() -> None:
    packed = "begin 644 a.pdf\n" + "M" + "A" * 60 + "\n#86)C\n`\nend\n"
    filing = read_filing(f"{packed}\n{text('2002-HE2_2004-02-25')}".encode())
    assert [filed.report for filed in filing] == [record("2002-HE2_2004-02-25")]
    assert [p.reason for p in filing.passed_over] == ["it is no text, but a packed file"]


def test_a_report_in_a_long_exhibit_is_not_passed_over() -> None:
    agreement = "".join(f"Section {n}. The parties agree.\n" for n in range(3000))
    (filed,) = read_filing(f"{agreement}\n{text('2002-HE2_2004-02-25')}".encode())
    assert filed.report == record("2002-HE2_2004-02-25")
    defined = "Term Notes\nGroup 1\nPayment Date\nActive Loan Count\n"
    assert len(read_filing(f"{agreement}{defined}".encode())) == 0


def test_a_report_without_one_figure_that_can_be_read_is_not_passed_over() -> None:
    rows = ("<td>Principal Draws<td>4.0O", "<td>Active Loan Count<td>1S", "<td>Excess Cash<td>5.l")
    (filed,) = read_filing(table(*rows).encode())
    assert len(filed.examination.problems) >= 3
    empty = [re.sub("<td>[0-9].*", "", row) for row in rows]
    assert len(read_filing(table(*empty).encode())) == 0


def test_headings_may_stand_in_one_line() -> None:
    notes = (
        "<th>Term Notes<th>Beginning Balance<th>Ending Balance<th>Factor<th>Principal<th>Interest"
        "<th>Interest Shortfalls<th>Security %<th>Coupon",
        "<td>Class A-1<td>2.00<td>1.00<td>0.5000000<td>1.00<td>0.10<td>-<td>1.00%<td>1.230%",
    )
    loans = (
        "<th><th>Balance<th>Number of Loans<th>Percent of Balance",
        "<td>Bankruptcy<td>5.00<td>3<td>0.09%",
    )
    found = examine(table(*HEAD, *notes) + table(*loans))
    assert not found.problems
    assert found.report.notes[0].ending_balance == Decimal("1.00")
    assert found.report.delinquency[0].bankruptcy is not None
    assert found.report.delinquency[0].bankruptcy.count == 3


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><pre>\n{}</pre></body></html>",
        "<table><tr><td>Exhibit 99</table><pre>{}</pre>",
        "<table><tr><td><pre>{}</pre></table>",
    ],
)
def test_preformatted_text_in_a_page(page: str) -> None:
    whole = text("2003-HE1_2004-02-25").replace("<", "&lt;").replace("&lt;TABLE>", "")
    lines = [line for line in whole.splitlines() if "&lt;" not in line]
    title = next(line for line in lines if "GMACM Series" in line)
    laid = "\n".join(lines).replace(title, f"<b>{title}</b>")
    laid = re.sub(r"(?<=  )0\.00(?=  )", "<i>0.00</i>", laid)
    (filed,) = read_filing(page.format(laid.replace("  ", "&nbsp; ", 3)).encode())
    assert filed.report == record("2003-HE1_2004-02-25")
    source = page.format(laid.replace("  ", "&nbsp; ", 3))
    for cell in filed.examination.cells:
        assert letters(source[cell.offset : cell.offset + 300]).startswith(letters(cell.text))


# ---- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"])
def test_encodings(encoding: str) -> None:
    whole = text("2002-HE2_2004-02-25")
    (filed,) = read_filing((whole + "\nof the holders\u2019\n").encode(encoding))
    assert "of the holders\u2019" in [cell.text for cell in filed.examination.cells]
    assert filed.report.notes == parse(whole).notes


def test_latin_1_and_line_ends() -> None:
    whole = text("2002-HE2_2004-02-25")
    for data in (
        whole.replace("\n", "\r\n").encode(),
        whole.replace("\n", "\r").encode(),
        b"\x81\n" + whole.encode(),
        gzip.compress(whole.encode()),
        gzip.compress(whole[:900].encode()) + gzip.compress(whole[900:].encode()),
    ):
        (filed,) = read_filing(data)
        assert filed.report == parse(whole)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.4 ...", "this is a PDF file, not the text of a filing"),
        (b"PK\x03\x04...", "this is a ZIP archive, not the text of a filing"),
        (b"abc\0def", "this is a binary file, not the text of a filing"),
        (
            gzip.compress(b"x" * 500)[:-9],
            "the file is damaged: it ends before it is unpacked wholly",
        ),
        (
            gzip.compress(b"x") + b"rest",
            "the file is damaged: it cannot be unpacked (Not a gzipped file",
        ),
        (
            gzip.compress(b"x" * 1001),
            "the file has more than 1,000 bytes when it is unpacked: raise the limit",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_what_is_no_filing(data: bytes, why: str) -> None:
    with pytest.raises(FilingError, match=f"^{re.escape(why)}"):
        read_filing(data, limits=Limits(size=1000))


def test_a_damaged_gzip_file(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(text("2002-HE2_2004-02-25").encode()))
    data[200] ^= 255
    with pytest.raises(FilingError, match="it cannot be unpacked"):
        read_filing(bytes(data))


# ---- command -------------------------------------------------------------------------------------


def test_the_command_reads_each_report_of_a_filing() -> None:
    ran = run("parse", "fixtures/filings/2003-12-26.submission.txt", "--fail-on", "broken")
    assert ran.exit_code == 0
    assert ran.stdout.count('"payment_date": "2003-12-26"') == 2
    assert "line 19: passed over: no format knows its labels" in ran.stderr
    one = run("parse", "fixtures/filings/2003-12-26.submission.txt#3.1")
    assert from_json(one.stdout) == record("2001-HE1_2003-12-26")


def test_other_verbs_take_one_report_of_a_filing() -> None:
    file = "fixtures/filings/2003-12-26.submission.txt"
    ran = run("cells", file)
    assert ran.exit_code == 2
    assert ran.stderr.strip() == (
        f"gmacm-grammar: {file} cannot be read: "
        "it holds 2 reports: name one, as FILE#2.1 (2.1, 3.1)"
    )
    assert "2001-HE1" in run("cells", f"{file}#3.1").stdout
    assert "2003-HE1" not in run("cells", f"{file}#3.1").stdout
    assert run("cells", f"{file}#9.1").exit_code == 2
    only = run("reconcile", "fixtures/filings/2002-HE2_2004-02-25.submission.txt")
    assert only.exit_code == 0
