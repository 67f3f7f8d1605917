"""Does a report add up? What is wrong is found, what is right raises no alarm."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import digits
import pytest
from conftest import FIXTURES, ROOT, Golden, read
from made import cases
from rules import block, directory
from shell import run

import gmacm_grammar
from gmacm_grammar import Examination, Report, examine, from_json, parse, reconcile, to_json

#: Where the built-in grammar files are: in the package, or beside it when it runs from its sources.
PACKAGE = Path(gmacm_grammar.__file__).parent
GRAMMAR = next(path for path in (PACKAGE / "grammar", ROOT / "grammar") if path.is_dir())
FIXED = FIXTURES / "2002-HE2_2004-02-25.txt"
CELLS = FIXTURES / "2002-HE4_2003-07-25.txt"
DOCS = (ROOT / "docs" / "reconcile.md").read_text(encoding="utf-8")


def failing(report: Report | Examination, **options: Any) -> list[Any]:
    return [r for r in reconcile(report, **options) if r.outcome == "fails"]


def changed(path: Path, *changes: tuple[str, str]) -> Examination:
    text = read(path)
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return examine(text)


def described(results: list[Any]) -> str:
    """Failing results as text, for a golden file."""
    return "".join(
        f"{r.name}, {r.where}\n  {r.formula}\n  difference {r.difference}\n"
        + "".join(f"  {c.line}:{c.column} {c.path} {c.text}\n" for c in r.cells)
        for r in results
    )


# ---- all fixtures ------------------------------------------------------------------------------


def check_golden(path: Path, golden: Golden) -> None:
    examination = examine(read(path))
    results = reconcile(examination)
    assert results
    golden.check(path.with_suffix(".reconcile"), described(failing(examination)))
    assert reconcile(examination.report, examination=examination) == results


def test_what_fails_is_listed_beside_the_report(report_file: Path, golden: Golden) -> None:
    check_golden(report_file, golden)


def test_what_fails_in_a_damaged_report(damaged_file: Path, golden: Golden) -> None:
    check_golden(damaged_file, golden)


def test_every_list_has_its_report() -> None:
    for path in FIXTURES.rglob("*.reconcile"):
        assert path.with_suffix(".txt").exists()


def test_a_record_gives_what_its_examination_gives(report_text: str) -> None:
    examination = examine(report_text)
    plain = [attrs.evolve(result, cells=()) for result in reconcile(examination)]
    report = from_json(to_json(examination.report))
    assert list(reconcile(report, format=examination.format)) == plain


@pytest.mark.parametrize("path", [FIXED, CELLS], ids=lambda path: path.stem)
def test_a_whole_report_can_be_tested_wholly(path: Path) -> None:
    assert {result.outcome for result in reconcile(examine(read(path)))} == {"holds", "rounding"}


def test_results_are_consistent(report_text: str) -> None:
    for result in reconcile(examine(report_text)):
        assert result.because
        assert (result.outcome == "untestable") == bool(result.missing)
        assert (result.difference is None) == (result.outcome == "untestable")
        if result.outcome == "rounding":
            assert abs(result.difference or 0) <= (result.tolerance or 0)
        if result.outcome == "fails":
            assert result.cells


# ---- single reports ----------------------------------------------------------------------------


def test_a_note_that_is_off() -> None:
    examination = changed(FIXED, ("6,607,175.20", "6,609,516.78"))
    (result,) = failing(examination)
    assert result.name == "Note roll-forward"
    assert result.where == 'notes[3] "Class A-4"'
    assert result.difference == Decimal("-2341.58")
    assert result.formula == (
        "beginning balance 65,665,892.28 - principal 6,609,516.78 is not ending balance "
        "59,058,717.08"
    )
    assert [(c.line, c.text) for c in result.cells] == [
        (31, "65,665,892.28"),
        (31, "6,609,516.78"),
        (31, "59,058,717.08"),
    ]
    assert failing(examination.report)[0].difference == result.difference


def test_a_digit_that_is_misread_or_cut() -> None:
    (result,) = failing(changed(FIXED, ("13,200,002.45", "3,200,002.45")))[:1]
    assert result.difference == Decimal("10000000.00") * (-1 if result.difference < 0 else 1)
    assert "one digit explains it" in result.hint
    assert failing(changed(FIXED, ("6,607,175.20", "6,609,516.78")))[0].hint is None


def test_a_missing_figure_is_named() -> None:
    report = parse(read(FIXED))
    assert report.losses is not None
    losses = attrs.evolve(report.losses, ending=None)
    results = {r.name: r for r in reconcile(attrs.evolve(report, losses=losses))}
    assert results["Loss roll-forward"].outcome == "untestable"
    assert results["Loss roll-forward"].missing == ("losses.ending",)
    assert "losses ending (not stated)" in results["Loss roll-forward"].formula


def test_a_figure_that_is_not_shown_is_not_zero() -> None:
    examination = changed(CELLS, ("|\n1,189,866.09\n", "|\n########\n"))
    assert failing(examination) == []
    examination = changed(CELLS, ("|\n1,189,866.09\n", "|\n-\n"))
    assert [r.name for r in failing(examination)] == []
    examination = changed(CELLS, ("Ending PFA Balance\n|\n-", "Ending PFA Balance\n|\n########"))
    assert failing(examination) == []
    untestable = {r.name for r in reconcile(examination) if r.outcome == "untestable"}
    assert "Pool less notes at the end" in untestable


def test_a_row_that_was_not_read_raises_no_alarm() -> None:
    examination = changed(FIXED, ("85,456,000.00   1.0000000", "85,4B6,000.00   1.0000000"))
    assert examination.errors
    assert failing(examination) == []
    results = {r.name: r.outcome for r in reconcile(examination)}
    assert results["Pool less notes at the end"] == "untestable"


@pytest.mark.parametrize("path", [FIXED, CELLS], ids=lambda path: path.stem)
def test_a_report_that_ends_early_raises_no_alarm(path: Path) -> None:
    lines = read(path).split("\n")
    for end in range(10, len(lines), 7):
        assert failing(examine("\n".join(lines[:end]))) == [], lines[end - 1]


def test_an_own_identity_takes_the_place_of_a_built_in_one() -> None:
    own = directory(term_notes=block("check 1 = 2", "Loss roll-forward"))
    (result,) = failing(examine(read(FIXED)), grammar=own)
    assert (result.name, result.formula) == ("Loss roll-forward", "1 is not 2")
    assert failing(examine(read(FIXED))) == []


def test_losses_are_taken_from_the_pool() -> None:
    names = {r.name for r in failing(changed(FIXED, ("497,513.18", "497,513.19")))}
    assert names == {"Pool roll-forward", "Loss roll-forward"}


def test_figures_at_the_edge_of_rounding() -> None:
    found = {(r.name, r.where): r.outcome for r in reconcile(changed(FIXED, ("12.85%", "12.86%")))}
    assert found["Security share", 'notes[3] "Class A-4"'] == "rounding"
    assert failing(changed(FIXED, ("12.85%", "12.99%")))


# ---- one digit at a time -----------------------------------------------------------------------


@pytest.mark.parametrize("report", digits.WHOLE)
def test_a_changed_digit_is_noticed(report: str) -> None:
    """As many are as docs/reconcile.md says, which names the figures where they are not."""
    found = digits.count(report, times=2)
    print(f"{report}: {found.in_report}, {found.with_months} of {found.tried}; {found.missed}")
    assert found.tried > 200
    assert digits.is_enough(found)
    unnoticed = {re.sub(r".*\.", "", path) for path, times in found.missed.items() if times == 2}
    assert unnoticed <= {"count", "balance", "interest_collections", "net_loan_rate"}


# ---- what a figure looks like --------------------------------------------------------------------

#: What no figure, name or date of such a report looks like.
IMPLAUSIBLE = cases("""
8.46390% => 84.6390% => Decimals of loan and note rates, Rates of loans, Interest collections
 8.46390% => 846.390% => Decimals of loan and note rates, Rates of loans, Interest collections
 8.46390% => -8.46390% => Rates of loans
2002-HE2 => 2002-HHE2 => Kind of series
2002-HE2 => 2002-HE0 => Kind of series
2002-HE2 => 2005-HE2 => Year of the series
Class A-2 => Class O-2 => Class name
2/25/2004 => 2/24/2004 => Payment day
2/25/2004 => 2/28/2004 => Payment day of the week
5,208 => 208 => Average loan
1,222,811.76 => 122,811.76 => Interest collections
1.09% => 1.090% => Decimals of shares, Delinquency share
6.000% => 6.00000% => Decimals of coupons and rates of all groups
22,512,032.61 => (22,512,032.61) => Balances and counts
328,329.46 => 328,329.47 => Note interest
12,691,816.08 => (12,691,816.08) => Overcollateralization roll-forward, Pool less notes at the end
""")


@pytest.mark.parametrize("case", IMPLAUSIBLE, ids=lambda case: case[1])
def test_what_no_figure_looks_like(case: list[str]) -> None:
    old, new, names = case
    results = failing(changed(FIXED, (old, new)))
    assert [result.name for result in results] == names.split(", ")
    assert any(new in cell.text for cell in results[0].cells)
    assert all(result.because for result in results)


REMARKS = cases("""
Substitution Adjustment Amount => No substitution adjustment
Extraordinary Event Losses => No extraordinary losses
Excess Loss Amounts => No extraordinary losses
Interest earned for Collection Period => No interest of an empty capitalized interest account
""")


@pytest.mark.parametrize(("label", "name"), REMARKS)
def test_what_is_rare_is_a_remark(label: str, name: str, tmp_path: Path) -> None:
    text = re.sub(rf"({label} .*)0\.00\n", r"\g<1>7.05\n", read(FIXED), count=1)
    results = reconcile(examine(text))
    assert [r.name for r in results if r.outcome == "remark"] == [name]
    assert not [r for r in results if r.outcome == "fails"]
    path = tmp_path / "rare.txt"
    path.write_text(text, encoding="utf-8")
    ran = run("reconcile", path)
    assert ran.exit_code == 0
    assert ran.stdout.startswith(f"{path}: 1 remark, ")
    assert "7.05" in ran.stdout


#: What in our reports does not add up; all else is sound.
WRONG_AS_PRINTED = {
    "2000-HE3_2000-11-27": ["Net principal collections"],
    # Remarks: of some states of delinquency there are few and large loans.
    "2000-HE2-A1_2002-10-25": ["Average delinquent loan", "Average delinquent loan"],
}


def test_a_sound_report_raises_no_alarm(report_file: Path) -> None:
    told = [r.name for r in reconcile(examine(read(report_file)))
            if r.outcome in ("fails", "remark")]  # fmt: skip
    assert told == WRONG_AS_PRINTED.get(report_file.stem, [])


# ---- the page ----------------------------------------------------------------------------------


@pytest.fixture
def own_format(tmp_path: Path) -> Path:
    """A directory with the files of the page's example."""
    (grammar,) = re.findall(r"```lark\n(.*?)```", DOCS, re.DOTALL)
    identities, letter, _ = re.findall(r"```text\n(.*?)```", DOCS, re.DOTALL)
    (tmp_path / "xy_letters.lark").write_text(grammar, encoding="utf-8")
    (tmp_path / "xy_letters.identities").write_text(identities, encoding="utf-8")
    (tmp_path / "letter.txt").write_text(letter, encoding="utf-8")
    return tmp_path


def test_the_example_of_the_page(own_format: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, output = re.findall(r"```text\n(.*?)```", DOCS, re.DOTALL)
    monkeypatch.chdir(own_format)
    ran = run("reconcile", "--grammar", ".", "letter.txt")
    assert (ran.stdout, ran.exit_code) == (output, 1)
    assert run("check", own_format).exit_code == 0
    report = parse(read(own_format / "letter.txt"), grammar=own_format)
    assert [r.name for r in failing(report, grammar=own_format)] == ["Part in arrears"]


def test_the_page_lists_every_identity() -> None:
    text = (GRAMMAR / "all.identities").read_text(encoding="utf-8")
    names = re.findall(r"^([^\s/].*):$", text, re.MULTILINE)
    assert re.findall(r"^\| ([A-Z][^|]*) \| (?:each|the report)", DOCS, re.MULTILINE) == names
    listed = " ".join(DOCS.split())
    for reason in re.findall(r"because ((?:.|\n        )*)", text):
        assert " ".join(reason.split()) in listed


# ---- the command -------------------------------------------------------------------------------


def test_command_for_a_report_that_adds_up() -> None:
    ran = run("reconcile", FIXED)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.count("\n") == 1
    assert re.search(r": \d+ hold within rounding, \d+ hold\n", ran.stdout)
    assert "holds" in run("reconcile", "--all", FIXED).stdout


def test_command_shows_the_printed_cells(tmp_path: Path) -> None:
    path = tmp_path / "wrong.txt"
    path.write_text(read(FIXED).replace("6,607,175.20", "6,609,516.78"), encoding="utf-8")
    ran = run("reconcile", path)
    assert ran.exit_code == 1
    lines = ran.stdout.splitlines()
    assert lines[1] == '  fails: Note roll-forward, notes[3] "Class A-4"'
    assert lines[3] == "      difference -2,341.58"
    assert '31:56 "6,609,516.78"' in lines[4]


def test_command_for_a_directory(tmp_path: Path) -> None:
    for number, month in enumerate(("10", "09")):
        text = read(FIXTURES / f"2000-HE3_2001-{month}-25.txt")
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "other.txt").write_text(read(CELLS), encoding="utf-8")
    ran = run("reconcile", "--json", tmp_path)
    document = json.loads(ran.stdout)
    assert [report["read"] for report in document["reports"]] == [True] * 3
    names = Counter(result["name"] for result in document["series"])
    assert (names["Class appears"], names["Note carried over"]) == (2, 4)
    assert ran.exit_code == 1
    shown = run("reconcile", tmp_path)
    assert "2000-HE3, month by month: 2 fail, " in shown.stdout
    assert shown.stdout.splitlines()[-1].startswith("3 reports: 2 fail, ")
    (appears, *_) = (result for result in document["series"] if result["name"] == "Class appears")
    files = [str(tmp_path / "1.txt"), str(tmp_path / "0.txt")]
    assert [appears["file_before"], appears["file"]] == files
    assert appears["cells"][0]["text"] == "Class A-3"
    place = f'      {files[0]}\n      {files[1]}: 29:1 "Class A-3"\n'
    assert place in shown.stdout


def test_command_for_a_directory_with_other_files_in_it(tmp_path: Path) -> None:
    """Each is named; what is a report is reconciled all the same."""
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(read(FIXED), encoding="utf-8")
    (tmp_path / "3.txt").write_bytes(b"%PDF-1.4 \x00\x01")
    (tmp_path / "5.txt").mkdir()
    (tmp_path / "4.txt").write_text("Dear Sir or Madam\n", encoding="utf-8")
    ran = run("reconcile", tmp_path)
    assert ran.exit_code == 1
    assert f"{tmp_path / '3.txt'} cannot be read: this is a PDF file" in ran.stderr
    assert f"{tmp_path / '4.txt'}: line 1, column 1: error[GG002]" in ran.stderr
    lines = ran.stdout.splitlines()
    assert "2002-HE2, month by month: 1 remark" in lines
    assert "      two reports of 2004-02, which say the same" in lines
    assert lines[-1].startswith("2 reports, 3 files not read: 1 remark, ")
    unread = [str(tmp_path / f"{number}.txt") for number in (3, 4, 5)]
    assert json.loads(run("reconcile", "--json", tmp_path).stdout)["unread"] == unread
    assert f"{unread[-1]} is a directory" in ran.stderr
    # What is named must be there.
    assert run("reconcile", FIXED, tmp_path / "nothing.txt").exit_code == 2
    assert str(tmp_path / "4.txt") not in ran.stdout


def test_command_for_what_is_no_report(tmp_path: Path) -> None:
    assert run("reconcile", tmp_path).exit_code == 2
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam\n", encoding="utf-8")
    ran = run("reconcile", tmp_path)
    assert ran.exit_code == 1
    assert "error[GG002]" in ran.stderr
