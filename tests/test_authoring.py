"""The verbs for those who write grammar files: check, explain, new, golden."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from conftest import FIXTURES, REPORTS, ROOT, Golden, read, run_pytest
from cut import written
from shell import document, run

from gmacm_grammar import examine, to_dict

GRAMMARS = sorted((FIXTURES / "grammars").rglob("*.lark"))
SAMPLE = FIXTURES / "2002-HE4_2003-07-25.txt"
UNREAD, USAGE, GRAMMAR = 1, 2, 3
#: A format of one's own, in which a row is printed in another way.
PLENTY = '%import .term_notes (report)\n%extend pool_row: "Plenty" _amount -> excess_cash\n'


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("GMACM_GRAMMAR_PATH", raising=False)
    monkeypatch.delenv("CI", raising=False)


def said(*arguments: object) -> str:
    ran = run(*arguments)
    return ran.stdout + ran.stderr


# ---- check ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GRAMMARS, ids=lambda path: path.stem)
def test_check_says_what_is_wrong(path: Path, golden: Golden) -> None:
    result = run("check", path.relative_to(ROOT))
    golden.check(path.with_suffix(".expected"), result.stdout)
    assert result.exit_code == (GRAMMAR if ": error: " in result.stdout else 0)
    assert str(ROOT) not in result.output
    findings = document("check", path.relative_to(ROOT))["findings"]
    assert len(findings) == len(re.findall(r": (?:error|warning|note): ", result.stdout))
    assert all(finding["message"].splitlines()[0] in result.stdout for finding in findings)


def test_the_built_in_grammars_are_sound() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert re.search(": (error|warning): ", result.stdout) is None
    assert ".identities" not in result.stdout


def test_check_of_a_directory(tmp_path: Path) -> None:
    assert run("check", tmp_path).exit_code == USAGE
    shared = 'fee: "Fee" _amount -> excess_cash\nunused: "Other" _amount -> servicing_fee\n'
    (tmp_path / "fees.lark").write_text(f"%import .values (_amount)\n{shared}", "utf-8")
    (tmp_path / "own.lark").write_text("%import .fees (fee)\nreport: fee*\n", "utf-8")
    assert [f["message"] for f in document("check", tmp_path)["findings"]] == [
        "no format uses unused"
    ]
    (tmp_path / "broken.lark").write_text("%import .fees (fees)\nreport: fees*\n", "utf-8")
    assert {f["message"] for f in document("check", "--grammar", tmp_path)["findings"]} >= {
        "fees.lark does not define fees"
    }
    ran = run("check", tmp_path / "broken.lark")
    assert "hint: did you mean fee?" in ran.stdout
    assert ran.exit_code == GRAMMAR


def test_check_says_what_own_files_do_to_formats_and_to_one_another(tmp_path: Path) -> None:
    row = '%import .{} ({})\n%extend pool_row: "Servicer Advances" _amount+ -> {}\n'
    (tmp_path / "term_notes.lark").write_text(row.format("sections", "pool_row", "fee"), "utf-8")
    result = run("check", tmp_path)
    assert f"{tmp_path}/term_notes.lark:1: error: this file hides the format" in result.stdout
    assert "write %import .term_notes (report)" in result.stdout
    assert result.exit_code == GRAMMAR
    one, two, field = "term_notes.lark:2:19", "two.lark:2:19", "excess_cash"
    (tmp_path / "term_notes.lark").write_text(row.format("term_notes", "report", field), "utf-8")
    (tmp_path / "two.lark").write_text(row.format("trust_2006", "report", "fee"), "utf-8")
    dispute = '{}: warning: the label "Servicer Advances" is {} here and {} in another file'
    of_both, of_one = run("check", tmp_path), run("check", tmp_path / "two.lark")
    for result in of_both, of_one:
        assert result.exit_code == 0
        assert dispute.format(f"{tmp_path}/{two}", "fee", field) in result.stdout
        assert f"hint: it is in {tmp_path}/term_notes.lark:2 too" in result.stdout
    assert dispute.format(f"{tmp_path}/{one}", field, "fee") in of_both.stdout
    assert "sections.lark" not in of_both.stdout
    (tmp_path / "two.lark").write_text(row.format("trust_2006", "report", field), "utf-8")
    assert "in another file" not in run("check", tmp_path).stdout


def test_check_looks_at_identities_that_stand_alone(tmp_path: Path) -> None:
    file = tmp_path / "all.identities"
    for formula, status in (("excess_cash = 0", 0), ("excess_cahs = 0", GRAMMAR)):
        file.write_text(f"X:\n    check {formula}\n    exactly because so\n", encoding="utf-8")
        for path in (tmp_path, file):
            result = run("check", path)
            assert result.exit_code == status
            assert ("did you mean excess_cash?" in result.stdout) == bool(status)
            assert "warning" not in result.stdout


# ---- golden --------------------------------------------------------------------------------------


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A directory of one report, with its golden files."""
    directory = tmp_path / "reports"
    directory.mkdir()
    (directory / "one.txt").write_bytes(SAMPLE.read_bytes())
    assert run("golden", "check", directory).exit_code == UNREAD
    assert run("golden", "update", directory).exit_code == 0
    return directory


def replaced(reports: Path, old: str, new: str) -> None:
    text = read(reports / "one.txt")
    assert old in text
    (reports / "one.txt").write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("verb", ["check", "update"])
def test_what_golden_says(
    verb: str, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reports").mkdir()
    for path in sorted((FIXTURES / "golden").glob("*")):
        if path.suffix in (".txt", ".json"):
            (tmp_path / "reports" / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    golden.check(FIXTURES / "golden" / f"{verb}.expected", said("golden", verb, "reports"))


def test_golden_names_the_field_and_the_line(reports: Path) -> None:
    assert (reports / "one.json").read_bytes() == SAMPLE.with_suffix(".json").read_bytes()
    assert said("golden", "check", reports) == "1 report, 0 not as expected\n"
    record = json.loads(read(reports / "one.json"))
    printed = f"{Decimal(record['excess_cash']):,}"
    line = read(SAMPLE).split("\n").index(printed) + 1
    replaced(reports, f"\n{printed}\n", "\n7.77\n")
    record["notes"].pop()
    (reports / "one.json").write_text(json.dumps(record), encoding="utf-8")
    result = run("golden", "check", reports)
    assert result.exit_code == UNREAD
    assert f'one: excess_cash: "{record["excess_cash"]}" -> "7.77"' in result.stdout
    assert f"{line:5d} | 7.77" in result.stdout
    found = document("golden", "check", reports)["cases"][0]["differences"]
    assert [d["path"] for d in found] == ["excess_cash", f"notes[{len(record['notes'])}]"]
    assert run("golden", "update", "--only", "one", reports).exit_code == 0
    assert run("golden", "check", reports).exit_code == 0


def test_golden_looks_into_directories_and_says_what_it_creates(reports: Path) -> None:
    (reports / "2004").mkdir()
    (reports / "2004" / "two.TXT").write_bytes((reports / "one.txt").read_bytes())
    assert run("golden", "check", reports).exit_code == UNREAD
    made = run("golden", "update", reports)
    assert "two: created: " in made.stdout
    assert read(reports / "2004" / "two.json") == read(reports / "one.json")
    assert said("golden", "check", reports) == "2 reports, 0 not as expected\n"


PREFIX = """
%import .values (_amount)
report: "XY Trust" pools*
pools: pool_row
pool_row: _BEGIN _amount -> beginning_balance
        | "End" _amount  -> ending_balance
_BEGIN: OF_GROUP "Begin"
OF_GROUP: /Group [0-9]: /
"""


def test_coverage_shows_own_files_and_knows_labels_with_a_prefix(tmp_path: Path) -> None:
    written(tmp_path, xy=PREFIX)
    (tmp_path / "a.htm").write_text("XY Trust\n\nGroup 1: Begin  1.00\nEnd  2.00\n", "utf-8")
    found = document("coverage", tmp_path, "--grammar", tmp_path)
    assert [Path(file["file"]).name for file in found["files"]] == ["xy.lark"]
    assert not found["unexercised"]
    assert len(document("coverage", tmp_path, "--grammar", tmp_path, "--all")["files"]) > 1


def test_golden_update_never_blesses_what_was_not_read(reports: Path) -> None:
    wrong = FIXTURES / "errors" / "letter_in_a_figure.cells.txt"
    (reports / "two.txt").write_bytes(wrong.read_bytes())
    result = run("golden", "update", reports)
    assert result.exit_code == UNREAD
    assert "two: not wholly read" in result.stdout
    assert not (reports / "two.json").exists()
    assert run("golden", "check", "--only", "one", reports).exit_code == 0
    assert run("golden", "check", "--only", "three", reports).exit_code == USAGE


def test_golden_compares_every_kind_of_report_and_names_what_has_none(reports: Path) -> None:
    page = "2002-HE2_2004-02-25"
    (reports / "page.HTM").write_bytes((FIXTURES / "filings" / f"{page}.htm").read_bytes())
    (reports / "page.json").write_bytes((FIXTURES / f"{page}.json").read_bytes())
    packed = "2006-HE1_2006-09-25"
    (reports / "packed.txt.gz").write_bytes(
        (FIXTURES / "filings" / f"{packed}.txt.gz").read_bytes()
    )
    for suffix in (".json", ".problems"):
        (reports / f"packed{suffix}").write_bytes((FIXTURES / f"{packed}{suffix}").read_bytes())
    (reports / "other.sub").write_bytes((reports / "one.txt").read_bytes())
    (reports / "other.json").write_bytes((reports / "one.json").read_bytes())
    assert said("golden", "check", reports) == "4 reports, 0 not as expected\n"
    (reports / "lost.json").write_text("{}", encoding="utf-8")
    result = run("golden", "check", reports)
    assert result.stdout == "lost: lost.json: a report beside it -> nothing\n"
    assert result.stderr == "4 reports, 0 not as expected, 1 file without a report\n"
    assert result.exit_code == run("golden", "update", reports).exit_code == UNREAD
    assert run("golden", "check", "--only", "page", reports).exit_code == 0
    (reports / "page.json").write_text("{}", encoding="utf-8")
    assert run("golden", "check", "--only", "page", reports).exit_code == UNREAD
    two = FIXTURES / "filings" / "2005-HE1.htm"
    (reports / "two.htm").write_bytes(two.read_bytes())
    assert "cannot be read: it holds 2 reports" in run("golden", "check", reports).stdout


def test_golden_keeps_what_was_said_of_a_report(reports: Path) -> None:
    replaced(reports, "Excess Cash", "Plenty")
    assert 'unknown row "Plenty"' in run("golden", "check", reports).stdout
    assert run("golden", "update", reports).exit_code == 0
    assert 'unknown row "Plenty"' in read(reports / "one.problems")
    (reports / "own.lark").write_text(PLENTY, encoding="utf-8")  # that of the directory is used
    assert 'unknown row "Plenty"' in run("golden", "check", reports).stdout
    assert run("golden", "update", reports).exit_code == 0
    assert not (reports / "one.problems").exists()
    assert (reports / "one.json").read_bytes() == SAMPLE.with_suffix(".json").read_bytes()


def test_the_plugin_tests_golden_files(reports: Path) -> None:
    plugin = "gmacm_grammar.workbench.pytest_plugin"
    listed = metadata.entry_points(group="pytest11")
    named = () if any(entry.value == plugin for entry in listed) else ("-p", plugin)
    right = read(reports / "one.json")
    (reports / "one.json").write_text(right.replace("0", "1", 1), encoding="utf-8")
    (reports / "lost.json").write_text("{}", encoding="utf-8")
    ran = run_pytest(reports, *named, "--gmacm-golden")
    assert (ran.returncode, "2 failed" in ran.stdout) == (1, True)
    assert " -> " in ran.stdout
    assert "Traceback" not in ran.stdout
    (reports / "lost.json").unlink()
    assert run_pytest(reports, *named, "--gmacm-update-golden").returncode == 0
    assert read(reports / "one.json") == right
    assert run_pytest(reports, *named, "--gmacm-update-golden", CI="true").returncode == 4
    # no tests: nothing is done unless it is asked for
    assert run_pytest(reports, *named).returncode == 5
    (reports / "pytest.ini").write_text("[pytest]\ngmacm_golden = true\n", encoding="utf-8")
    own = reports / "elsewhere"
    own.mkdir()
    (own / "own.lark").write_text(PLENTY, encoding="utf-8")
    replaced(reports, "Excess Cash", "Plenty")
    assert run_pytest(reports, *named).returncode == 1
    assert run_pytest(reports, *named, "--gmacm-grammar", str(own)).returncode == 0


# ---- explain -------------------------------------------------------------------------------------

SINGLE = FIXTURES / "2000-HE4-A1_2001-11-26.txt"
LOSSES = next(path for path in REPORTS if "\nCurrent Month Recoveries\n" in read(path))
EXPLAINED = sorted((FIXTURES / "explained").glob("*.txt"))


@pytest.mark.parametrize("path", EXPLAINED, ids=lambda path: path.stem)
def test_what_explain_says(path: Path, golden: Golden) -> None:
    golden.check(path.with_suffix(".expected"), said("explain", path.relative_to(ROOT)))


def _renamed(path: Path, label: str, new: str) -> str:
    lines = read(path).split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(label))
    lines[at] = new + lines[at][len(label) :].replace("  ", "    ", 1)
    return "\n".join(lines)


def _inserted(path: Path, after: str, cells: list[str]) -> str:
    """A report in a cell stream with a row after the row that begins with ``after``."""
    cell_texts = read(path).split("\n|\n")
    at = next(n for n, cell in enumerate(cell_texts) if cell.strip("|\n") == after) + 1
    while at < len(cell_texts) and cell_texts[at][:1] in "0123456789-(#$":
        at += 1
    return "\n|\n".join([*cell_texts[:at], *cells, *cell_texts[at:]])


def _explained(text: str, own: Path) -> dict[str, Any]:
    """What explain says to programs; the file that it proposes is written to ``own``."""
    result = run("explain", "--json", "--grammar", own, "-", stdin=text)
    assert result.exit_code == UNREAD
    found: dict[str, Any] = json.loads(result.stdout)
    assert found["file"], result.stdout
    (own / found["file"]).write_text(found["text"], encoding="utf-8")
    return found


@pytest.mark.parametrize(
    ("path", "label", "new"),
    [
        (SAMPLE, "Excess Cash", "Surplus Cash"),
        (SAMPLE, "Ending Pool Balance", "Pool Balance at Ending"),
        (SAMPLE, "Certificates", "Certificate"),
        (SAMPLE, "Target Overcollateralization Amount", "Targeted Overcollateral Amount"),
        (SAMPLE, "Unreimbursed Prior Draws", "Unreimbursed Earlier Draws"),
        (SAMPLE, "Delinquent Loans (60 Days)", "Delinquent Loans Sixty (60 Days)"),
        (SINGLE, "Ending Balance", "Closing Balance"),
        (LOSSES, "Beginning Loss Amount", "Beginning Losses Amount"),
        (LOSSES, "Current Month Recoveries", "Recoveries of Current Month"),
    ],
)
def test_a_renamed_row_is_read_by_what_explain_proposes(
    tmp_path: Path, path: Path, label: str, new: str
) -> None:
    text = _renamed(path, label, new)
    found = _explained(text, tmp_path)
    assert any(each["lines"] for each in found["explanations"])
    again, before = examine(text, grammar=tmp_path), examine(read(path))
    assert (again.problems, again.report) == (before.problems, before.report)


@pytest.mark.parametrize(
    ("after", "cells", "value"),
    [
        ("Excess Cash", ["Servicer Advances", "1,234.56"], Decimal("1234.56")),
        ("Ending Pool Balance", ["Brand New Row", "77.77"], Decimal("77.77")),
        ("Ending Pool Balance", ["Brand New Units", "77"], 77),
        ("Active Loan Count", ["Active Loan Cost", "3.00"], Decimal("3.00")),
        ("Credit Enhancement Draw Amount", ["Brand New Draws", "5.05"], Decimal("5.05")),
        ("Current Month Loss Amount", ["Brand New Loss", "6.06"], Decimal("6.06")),
        ("Beginning Balance", ["Brand New Balance", "8.08"], Decimal("8.08")),
        ("Bankruptcy", ["Brand New State", "9.09", "3", "0.12%"], Decimal("9.09")),
    ],
)
def test_a_new_row_is_read_by_what_explain_proposes(
    tmp_path: Path, after: str, cells: list[str], value: object
) -> None:
    path = next(p for p in REPORTS if f"\n|\n{after}\n|\n" in read(p))
    text = _inserted(path, after, cells)
    _explained(text, tmp_path)
    again = examine(text, grammar=tmp_path)
    assert [p.kind for p in again.problems] == [p.kind for p in examine(read(path)).problems]
    label = next(n for n, cell in enumerate(again.cells) if cell.text == cells[0])
    figures = [cell for cell in again.cells[label + 1 :] if cell.role != "furniture"]
    assert all(cell.role == "value" and cell.path for cell in figures[: len(cells) - 1])
    assert not again.report.unknown
    assert str(value) in str(to_dict(again.report))


def test_explain_adds_to_an_own_format(tmp_path: Path) -> None:
    (tmp_path / "mine.lark").write_text(PLENTY, encoding="utf-8")
    text = _renamed(SAMPLE, "Excess Cash", "Plenty")
    text = text.replace("Unreimbursed Prior Draws", "Unreimbursed Draws")
    found = _explained(text, tmp_path)
    assert found["file"] == "mine.lark"
    assert found["text"].startswith(PLENTY)
    assert not examine(text, grammar=tmp_path).problems


def test_explain_shows_no_control_character(tmp_path: Path) -> None:
    result = run("explain", "-", stdin=_renamed(SAMPLE, "Excess Cash", "Excess Cash\x1b[1m"))
    assert "add: %extend pool_row: " in result.stdout
    assert "\x1b" not in result.output
    assert run("explain", "--fixtures", tmp_path / "none", SAMPLE).exit_code == USAGE


# ---- new -----------------------------------------------------------------------------------------

DRAFTS = FIXTURES / "drafts"
#: Samples of one format each: a file, or the files of a directory.
DRAFTED = sorted(path for path in DRAFTS.iterdir() if path.suffix != ".expected")
#: What these drafts do not read: figures without a label, a figure glued to another one.
NOT_WHOLE = ("heading_without_columns", "2002-HE1_2004-02-25")


def _samples(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]


def _drafting(name: str, *samples: Path) -> list[Any]:
    return ["new", name, *(part for sample in samples for part in ("--from", sample))]


@pytest.mark.parametrize("path", DRAFTED, ids=lambda path: path.stem)
def test_what_new_drafts(path: Path, golden: Golden, tmp_path: Path) -> None:
    samples = _samples(path.relative_to(ROOT))
    made = run(*_drafting(path.stem, *samples))
    golden.check(path.with_suffix(".expected"), made.stdout + made.stderr)
    assert made.exit_code == (UNREAD if path.stem in NOT_WHOLE else 0)
    (tmp_path / f"{path.stem}.lark").write_text(made.stdout, encoding="utf-8")
    assert run("check", tmp_path).exit_code == 0
    if path.stem not in NOT_WHOLE:
        for sample in samples:
            parsed = run("parse", "--format", path.stem, "--grammar", tmp_path, sample)
            assert (parsed.exit_code, parsed.stderr) == (0, "")


@pytest.mark.parametrize("path", DRAFTED, ids=lambda path: path.stem)
def test_no_figure_becomes_a_label_or_a_name(path: Path) -> None:
    """Nor does a date, or what says yes or no."""
    text = document(*_drafting("first", *_samples(path)))["text"]
    for label in re.findall(r'^[^/]*?"((?:\\.|[^"])*)"', text, re.MULTILINE):
        assert not re.search(r"[0-9],[0-9]{3}[.]|[0-9]/[0-9]+/|[a-z] [0-9]+, [0-9]{4}", label)
        assert re.search("[A-Za-z]", label)
        assert label.casefold() not in ("yes", "no")
    assert not re.search(r"\b\w*_[0-9]{4,}\b", re.sub("//.*", "", text))


def test_a_draft_reads_its_sample(tmp_path: Path, report_file: Path) -> None:
    """Without the sections that are known: no format in reach knows a label of it."""
    words = re.compile(r"<[^>\n]*>|#\S+|[A-Za-z]+")
    other = words.sub(
        lambda m: m[0] if m[0][0] in "<#" else codecs.encode(m[0], "rot13"), read(report_file)
    )
    sample = tmp_path / report_file.name
    sample.write_text(other, encoding="utf-8")
    made = run("new", "first", "--from", sample, "--out", tmp_path)
    is_whole = report_file.stem not in NOT_WHOLE
    assert made.exit_code == (0 if is_whole else UNREAD), made.output
    found, known = examine(other, format="first", grammar=tmp_path), examine(read(report_file))
    assert found.layout == known.layout
    assert "// decide" in read(tmp_path / "first.lark")
    assert f"Fixtures: {report_file.stem}." in read(tmp_path / "first.lark")
    if is_whole:
        assert not found.errors
        assert not found.report.unknown
        assert not [cell for cell in found.cells if cell.role == "unread"]
        damaged = {p.line for p in known.problems if p.severity == "repair"}
        values = [c.text for c in known.cells if c.role == "value" and c.line not in damaged]
        expected = [text for text in values if re.match(r"\d[^A-Z]*$", text)]
        assert not Counter(expected) - Counter(cell.text for cell in found.cells if cell.path)


@pytest.mark.parametrize(
    "names",
    [
        ("2003-HE2_2003-06-25", "2005-HE2_2005-09-26"),  # one has a single row of a table
        ("2002-HE2_2004-02-25", "2003-HE1_2004-02-25"),
    ],
)
def test_a_draft_reads_all_its_samples(names: tuple[str, ...]) -> None:
    made = document(*_drafting("first", *(FIXTURES / f"{name}.txt" for name in names)))
    assert (made["whole"], made["unread"]) == (True, [])
    assert list(made["layouts"]) == [f"{name}.txt" for name in names]


def test_samples_of_one_name_are_all_read(tmp_path: Path) -> None:
    for month, label in (("march", "Fee"), ("april", "Late Fee")):
        (tmp_path / month).mkdir()
        text = f"Bravo Trust 2003-1\nPaid   1.00\nHeld   2.00\n{label}   3.00\n"
        (tmp_path / month / "report.txt").write_text(text, encoding="utf-8")
    made = document(*_drafting("first", *tmp_path.glob("*/report.txt")))
    assert made["whole"]
    assert len(made["layouts"]) == 2
    assert all(label in made["text"] for label in ('"Fee" _amount', '"Late Fee" _amount'))


def test_a_draft_says_what_it_does_not_read() -> None:
    sample = FIXTURES / "2002-HE1_2004-02-25.txt"
    made = run("new", "first", "--from", sample)
    assert made.exit_code == UNREAD
    assert 'unknown row "Class I - A - 1"' in made.stderr
    assert made.stderr.endswith("the draft does not read its samples wholly yet\n")
    found = document("new", "first", "--from", sample)
    assert not found["whole"]
    assert len(found["unread"]) == 4


@pytest.mark.parametrize("path", REPORTS[::3], ids=lambda path: path.stem)
def test_a_draft_reuses_known_sections(tmp_path: Path, path: Path) -> None:
    """A section of which a label is not known there is written anew."""
    made = document("new", "first", "--from", path)
    (tmp_path / "first.lark").write_text(made["text"], encoding="utf-8")
    known = examine(read(path)).report
    assert made["whole"] or path.stem in NOT_WHOLE
    found = examine(read(path), format="first", grammar=tmp_path).report
    for section in {"pools", "losses", "prefunding_account"}.intersection(made["reused"]):
        assert getattr(found, section) == getattr(known, section)


def test_only_sections_with_all_labels_are_reused() -> None:
    made = document("new", "first", "--from", FIXTURES / "2002-HE2_2004-02-25.txt")
    assert "capitalized_interest_account" in made["reused"]
    changed = read(FIXTURES / "2002-HE2_2004-02-25.txt").replace(
        "Interest Earned (Zero", "Interest Earned (None"
    )
    result = run("new", "first", "--from", "-", "--json", stdin=changed)
    assert "capitalized_interest_account" not in json.loads(result.stdout)["reused"]


def test_rows_that_stand_elsewhere_end_a_section(tmp_path: Path) -> None:
    """Where the heading of a section is the label of a row of another one."""
    sample = tmp_path / "sample.txt"
    sample.write_text(
        "Zork Letter\nAlpha Zork\nMoz Notes   1.00\nBeta Zork   2.00\n"
        "Moz Notes\nClasses Zork\nGamma Zork   3.00\nDelta Zork   4.00\n",
        encoding="utf-8",
    )
    assert run("new", "zork", "--from", sample, "--out", tmp_path).exit_code == 0
    assert not examine(read(sample), format="zork", grammar=tmp_path).problems


def test_a_draft_beside_kinds_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "days.lark").write_text(
        "%import .values (_count)\n\nreport: title? row*\ntitle: TITLE\nTITLE: /XY Trust [0-9]+/\n"
        'row: "Number" _count -> number\n   | "Paid" _day_text -> paid\n'
        "_day_text: DAY\nDAY: /[0-9]+-[A-Z][a-z]+-[0-9]+/\n",
        encoding="utf-8",
    )
    made = run("new", "first", "--from", SAMPLE, "--grammar", own)
    assert made.exit_code == 0, made.stderr
    assert made.stdout == run("new", "first", "--from", SAMPLE).stdout


def test_new_writes_a_file(tmp_path: Path) -> None:
    asked = ("new", "first", "--from", SAMPLE)
    home = tmp_path / "formats" / "own"
    result = run(*asked, "--out", home)
    assert (result.exit_code, result.stdout) == (0, "")
    file = home / "first.lark"
    assert run(*asked).stdout == read(file)
    assert run("check", file).exit_code == 0
    assert run("parse", "--format", "first", "--grammar", home, SAMPLE).exit_code == 0
    found = document(*asked)
    assert (found["whole"], found["layouts"]) == (True, {SAMPLE.name: "cell_stream"})
    (tmp_path / "empty.txt").write_text("\n")
    for wrong in (
        [*asked, "--out", home],  # it is there already
        ["new", "first", "--from", tmp_path / "empty.txt"],
        ["new", "First", "--from", SAMPLE],
    ):
        assert run(*wrong).exit_code == USAGE
