"""Every report among the fixtures becomes the record beside it, every wrong one its message."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import REPORTS, ROOT, Golden, read, run_pytest

from gmacm_grammar import ReportError, examine, parse, to_json

#: Reports of the fixtures in another layout than their own.
LAID_OUT = sorted((ROOT / "fixtures" / "layouts").glob("*"))


def test_report_becomes_its_record(report_file: Path, golden: Golden) -> None:
    examination = examine(read(report_file))
    assert not examination.errors, "\n".join(map(str, examination.errors))
    assert [c.text for c in examination.cells if c.role == "unread"] == []
    golden.check(report_file.with_suffix(".json"), to_json(examination.report))
    problems = "".join(f"{problem}\n\n" for problem in examination.problems)
    golden.check(report_file.with_suffix(".problems"), problems)


def test_damaged_report_is_read_as_far_as_it_can_be(damaged_file: Path, golden: Golden) -> None:
    """Reports that are damaged in the original: what is lost is listed in the problems."""
    examination = examine(read(damaged_file))
    assert examination.errors
    golden.check(damaged_file.with_suffix(".json"), to_json(examination.report))
    problems = "".join(f"{problem}\n\n" for problem in examination.problems)
    golden.check(damaged_file.with_suffix(".problems"), problems)


@pytest.mark.parametrize("path", LAID_OUT, ids=lambda path: path.stem)
def test_a_report_in_another_layout_becomes_the_same_record(path: Path) -> None:
    stem, layout = path.stem.split(".")
    found = examine(read(path))
    assert (found.layout, found.errors) == (layout, ())
    assert to_json(found.report) == read(ROOT / "fixtures" / f"{stem}.json")


def test_bad_input_has_a_clear_message(error_file: Path, golden: Golden) -> None:
    with pytest.raises(ReportError) as raised:
        parse(read(error_file))
    assert raised.value.examination.errors
    golden.check(error_file.with_suffix(".expected"), f"{raised.value}\n")


def test_every_expectation_has_its_text() -> None:
    for folder, suffixes in (
        (ROOT / "fixtures", (".json", ".problems")),
        (ROOT / "fixtures" / "damaged", (".json", ".problems")),
        (ROOT / "fixtures" / "errors", (".expected",)),
    ):
        for path in folder.iterdir():
            if path.suffix in suffixes:
                assert path.with_suffix(".txt").exists(), f"{path.name} stands alone"


@pytest.fixture
def own_project(tmp_path: Path) -> Path:
    """A copy of the golden tests with no fixtures yet."""
    (tmp_path / "tests").mkdir()
    for name in ("conftest.py", "test_golden.py"):
        (tmp_path / "tests" / name).write_bytes((ROOT / "tests" / name).read_bytes())
    (tmp_path / "fixtures" / "errors").mkdir(parents=True)
    return tmp_path


def test_a_new_pair_needs_no_test_code(own_project: Path) -> None:
    report_file = REPORTS[0]
    copy = own_project / "fixtures" / "new.txt"
    copy.write_bytes(report_file.read_bytes())
    test = "tests/test_golden.py::test_report_becomes_its_record"
    assert run_pytest(own_project, test).returncode == 1
    assert run_pytest(own_project, test, "--update-golden").returncode == 0
    golden = copy.with_suffix(".json")
    assert golden.read_bytes() == report_file.with_suffix(".json").read_bytes()
    golden.write_text(golden.read_text().replace("0", "1", 1))
    assert run_pytest(own_project, test).returncode == 1


def test_update_refuses_what_was_not_wholly_read(own_project: Path) -> None:
    wrong = ROOT / "fixtures" / "errors" / "letter_in_a_figure.fixed.txt"
    copy = own_project / "fixtures" / "new.txt"
    copy.write_bytes(wrong.read_bytes())
    ran = run_pytest(own_project, "--update-golden", "-k", "becomes_its_record")
    assert ran.returncode == 1
    assert not copy.with_suffix(".json").exists()


def test_update_does_not_run_in_ci(own_project: Path) -> None:
    ran = run_pytest(own_project, "--update-golden", CI="true")
    assert ran.returncode == 4
    assert "not written in CI" in ran.stderr
