"""The verbs for those who write grammar files: check, explain, new, golden."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from conftest import FIXTURES, REPORTS, ROOT, Golden, read
from shell import run

from gmacm_grammar import examine, to_dict

GRAMMARS = sorted((FIXTURES / "grammars").rglob("*.lark"))
EACH_GRAMMAR = pytest.mark.parametrize("path", GRAMMARS, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("GMACM_GRAMMAR_PATH", raising=False)


# ---- check ---------------------------------------------------------------------------------------


@EACH_GRAMMAR
def test_check_says_what_is_wrong(path: Path, golden: Golden) -> None:
    result = run("check", path.relative_to(ROOT))
    golden.check(path.with_suffix(".expected"), result.stdout)
    assert result.exit_code == (3 if ": error: " in result.stdout else 0)
    assert str(ROOT) not in result.output


@EACH_GRAMMAR
def test_check_says_the_same_to_programs(path: Path) -> None:
    result = run("check", "--json", path.relative_to(ROOT))
    findings = json.loads(result.stdout)["findings"]
    shown = run("check", path.relative_to(ROOT)).stdout
    assert len(findings) == sum(shown.count(f": {s}: ") for s in ("error", "warning", "note"))
    for finding in findings:
        assert finding["message"].splitlines()[0] in shown


def test_the_built_in_grammars_are_sound() -> None:
    result = run("check")
    assert result.exit_code == 0, result.stdout
    assert ": error: " not in result.stdout
    assert ": warning: " not in result.stdout


def test_check_wants_grammar_files(tmp_path: Path) -> None:
    assert run("check", tmp_path).exit_code == 2
    assert run("check", tmp_path / "none.lark").exit_code == 2


def test_check_looks_at_identities_that_stand_alone(tmp_path: Path) -> None:
    file = tmp_path / "all.identities"
    for formula, status in (("excess_cash = 0", 0), ("excess_cahs = 0", 3)):
        file.write_text(f"X:\n    check {formula}\n    exactly because so\n", encoding="utf-8")
        for path in (tmp_path, file):
            result = run("check", path)
            assert result.exit_code == status
            assert ("did you mean excess_cash?" in result.stdout) == bool(status)
            assert "warning" not in result.stdout


# ---- golden --------------------------------------------------------------------------------------

SAMPLE = FIXTURES / "2002-HE4_2003-07-25.txt"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A directory of one report, with its golden files."""
    directory = tmp_path / "reports"
    directory.mkdir()
    (directory / "one.txt").write_bytes(SAMPLE.read_bytes())
    assert run("golden", "check", directory).exit_code == 1
    assert run("golden", "update", directory).exit_code == 0
    return directory


def test_golden_update_writes_what_the_tests_write(reports: Path) -> None:
    assert (reports / "one.json").read_bytes() == SAMPLE.with_suffix(".json").read_bytes()
    result = run("golden", "check", reports)
    assert (result.exit_code, result.stdout) == (0, "")


def test_golden_check_names_the_field_and_the_line(reports: Path) -> None:
    text = (reports / "one.txt").read_text(encoding="utf-8")
    record = json.loads((reports / "one.json").read_text(encoding="utf-8"))
    printed = f"{Decimal(record['excess_cash']):,}"
    line = text.split("\n").index(printed) + 1
    (reports / "one.txt").write_text(text.replace(printed, "7.77", 1), encoding="utf-8")
    result = run("golden", "check", reports)
    assert result.exit_code == 1
    assert f'one: excess_cash: "{record["excess_cash"]}" -> "7.77"' in result.stdout
    assert f"{line:5d} | 7.77" in result.stdout
    found = json.loads(run("golden", "check", "--json", reports).stdout)["cases"]
    assert found[0]["differences"][0]["path"] == "excess_cash"
    assert run("golden", "update", "--only", "one", reports).exit_code == 0
    assert run("golden", "check", reports).exit_code == 0


def test_golden_update_never_blesses_what_was_not_read(reports: Path) -> None:
    wrong = FIXTURES / "errors" / "letter_in_a_figure.cells.txt"
    (reports / "two.txt").write_bytes(wrong.read_bytes())
    result = run("golden", "update", reports)
    assert result.exit_code == 1
    assert "two: not wholly read" in result.stdout
    assert not (reports / "two.json").exists()
    assert run("golden", "check", "--only", "one", reports).exit_code == 0


def test_golden_says_what_was_said_of_a_report(reports: Path) -> None:
    text = (reports / "one.txt").read_text(encoding="utf-8")
    (reports / "one.txt").write_text(text.replace("Excess Cash", "Plenty"), encoding="utf-8")
    result = run("golden", "check", reports)
    assert 'unknown row "Plenty"' in result.stdout
    assert run("golden", "update", reports).exit_code == 0
    assert 'unknown row "Plenty"' in (reports / "one.problems").read_text(encoding="utf-8")


def test_golden_uses_the_grammar_files_of_the_directory(reports: Path) -> None:
    text = (reports / "one.txt").read_text(encoding="utf-8")
    (reports / "one.txt").write_text(text.replace("Excess Cash", "Plenty"), encoding="utf-8")
    (reports / "own.lark").write_text(
        '%import .term_notes (report)\n%extend pool_row: "Plenty" _amount -> excess_cash\n',
        encoding="utf-8",
    )
    assert run("golden", "check", reports).exit_code == 0


def test_golden_wants_reports(tmp_path: Path) -> None:
    assert run("golden", "check", tmp_path).exit_code == 2
    assert run("golden", "update", tmp_path / "none").exit_code == 2


PLUGIN = "gmacm_grammar.workbench.pytest_plugin"


def _pytest(directory: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    listed = metadata.entry_points(group="pytest11")
    plugin = () if any(entry.value == PLUGIN for entry in listed) else ("-p", PLUGIN)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *plugin, *options],
        cwd=directory,
        env={"PATH": "", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_plugin_tests_golden_files(reports: Path) -> None:
    assert _pytest(reports, "--gmacm-golden").returncode == 0
    record = reports / "one.json"
    right = record.read_text(encoding="utf-8")
    record.write_text(right.replace("0", "1", 1), encoding="utf-8")
    ran = _pytest(reports, "--gmacm-golden")
    assert ran.returncode == 1
    assert " -> " in ran.stdout
    assert _pytest(reports, "--gmacm-update-golden").returncode == 0
    assert record.read_text(encoding="utf-8") == right
    assert _pytest(reports, "--gmacm-update-golden", CI="true").returncode == 4


def test_the_plugin_does_nothing_unless_asked(reports: Path) -> None:
    assert _pytest(reports).returncode == 5  # no tests
    (reports / "pytest.ini").write_text("[pytest]\ngmacm_golden = true\n", encoding="utf-8")
    assert _pytest(reports).returncode == 0


# ---- explain -------------------------------------------------------------------------------------

SINGLE = FIXTURES / "2000-HE4-A1_2001-11-26.txt"
LOSSES = next(path for path in REPORTS if "\nBeginning Loss Amount\n" in read(path))


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
    result = run("explain", "--json", "-", given=text)
    assert result.exit_code == 1
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
    again = examine(text, grammar=tmp_path)
    assert again.problems == examine(read(path)).problems
    assert again.report == examine(read(path)).report


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
    own = tmp_path / "mine.lark"
    own.write_text(
        '%import .term_notes (report)\n%extend pool_row: "Plenty" _amount -> excess_cash\n',
        encoding="utf-8",
    )
    text = _renamed(SAMPLE, "Excess Cash", "Plenty")
    text = text.replace("Unreimbursed Prior Draws", "Unreimbursed Draws")
    result = run("explain", "--json", "--grammar", tmp_path, "-", given=text)
    found = json.loads(result.stdout)
    assert found["file"] == "mine.lark"
    assert found["text"].startswith(own.read_text(encoding="utf-8"))
    own.write_text(found["text"], encoding="utf-8")
    assert not examine(text, grammar=tmp_path).problems


def test_explain_says_what_a_person_needs() -> None:
    text = _renamed(SAMPLE, "Excess Cash", "Excess Cash\x1b[1m")
    result = run("explain", "-", given=text)
    assert result.exit_code == 1
    for words in (
        "expected: a label or the next section",
        'nearest: "Excess Cash"',
        "printed in: ",
        "add: %extend pool_row: ",
        "How far each format gets",
        "own/term_notes_own.lark",
    ):
        assert words in result.stdout
    assert "\x1b" not in result.output


def test_explain_says_which_value_was_expected_for_a_damaged_figure() -> None:
    result = run("explain", ROOT / "fixtures" / "errors" / "letter_in_a_figure.fixed.txt")
    assert "expected: an amount\n" in result.stdout


def test_explain_of_what_no_grammar_can_read() -> None:
    result = run("explain", FIXTURES / "errors" / "letter_in_a_figure.cells.txt")
    assert result.exit_code == 1
    assert "no line of grammar reads this" in result.stdout
    result = run("explain", FIXTURES / "errors" / "no_report.txt")
    assert result.exit_code == 1
    assert "gmacm-grammar new" in result.stdout


def test_explain_of_what_is_read() -> None:
    result = run("explain", SAMPLE)
    assert result.exit_code == 0
    assert "wholly read in term_notes" in result.stdout


# ---- new -----------------------------------------------------------------------------------------


def test_new_writes_a_file(tmp_path: Path) -> None:
    result = run("new", "first", "--from", SAMPLE, "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    file = tmp_path / "first.lark"
    printed = run("new", "first", "--from", SAMPLE)
    assert printed.stdout == file.read_text(encoding="utf-8")
    assert run("check", file).exit_code == 0
    assert run("parse", "--format", "first", "--grammar", tmp_path, SAMPLE).exit_code == 0
    assert run("new", "first", "--from", SAMPLE, "--out", tmp_path).exit_code == 2
    found = json.loads(run("new", "first", "--from", SAMPLE, "--json").stdout)
    assert (found["whole"], found["layout"]) == (True, "cell_stream")


def test_new_wants_a_name_and_a_text(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n")
    assert run("new", "No Name", "--from", SAMPLE).exit_code == 2
    assert run("new", "first", "--from", tmp_path / "empty.txt").exit_code == 2
    assert run("new", "first", "--from", SAMPLE, "--out", tmp_path / "none").exit_code == 2


@pytest.mark.parametrize("verb", ["check", "explain", "new", "golden check", "golden update"])
def test_each_verb_has_an_example(verb: str) -> None:
    result = run(*verb.split(), "--help")
    assert result.stdout.count("Example:") == 1
    assert f"gmacm-grammar {verb}" in result.stdout


def test_a_section_that_is_a_heading_only_is_read(tmp_path: Path) -> None:
    """Within a repetition too, where rows are read as a whole."""
    (tmp_path / "heads.lark").write_text(
        "%import .values (_amount)\n"
        'report: (row | head)*\nrow: "Excess Cash" _amount -> excess_cash\nhead: "Upper" "Lower"\n',
        encoding="utf-8",
    )
    examination = examine(
        "Upper\n|\nLower\n|\nExcess Cash\n|\n1.00\n", grammar=tmp_path, format="heads"
    )
    assert not examination.problems
    assert examination.report.excess_cash == Decimal("1.00")


def _said(*arguments: str | Path) -> str:
    ran = run(*arguments)
    return (ran.stdout + ran.stderr).replace(f"{ROOT}/", "")


EXPLAINED = sorted((FIXTURES / "explained").glob("*.txt"))
DRAFTS = sorted((FIXTURES / "drafts").glob("*.txt"))


@pytest.mark.parametrize("path", EXPLAINED, ids=lambda path: path.stem)
def test_what_explain_says(path: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = _said("explain", path.relative_to(ROOT))
    golden.check(path.with_suffix(".expected"), said)


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.stem)
def test_what_new_drafts(path: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = _said("new", path.stem, "--from", path.relative_to(ROOT))
    golden.check(path.with_suffix(".expected"), said)


@pytest.mark.parametrize("verb", ["check", "update"])
def test_what_golden_says(
    verb: str, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    own = tmp_path / "reports"
    own.mkdir()
    for path in sorted((FIXTURES / "golden").glob("*")):
        if path.suffix in (".txt", ".json"):
            (own / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    golden.check(FIXTURES / "golden" / f"{verb}.expected", _said("golden", verb, "reports"))
