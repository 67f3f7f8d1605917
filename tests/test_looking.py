"""The verbs that look at reports and grammar files: what they print, and their exit status."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ERRORS, FIXTURES, REPORTS, ROOT, read
from shell import run

from gmacm_grammar import examine

REPORT = FIXTURES / "2002-HE2_2004-02-25.txt"
DAMAGED_FIGURE = FIXTURES / "errors" / "letter_in_a_figure.fixed.txt"
CUT = FIXTURES / "errors" / "cut_in_a_row.fixed.txt"
NOT_READ, WRONG_USAGE, WRONG_GRAMMAR = 1, 2, 3
NO_REPORT = FIXTURES / "errors" / "no_report.txt"
OF_A_FILE = ["detect", "cells", "tree", "trace"]
VERBS = [*OF_A_FILE, "coverage", "watch"]
MANUAL = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}

#: A report with what a terminal would obey, in all places where cells are shown.
EVIL = (
    "x\x1b[31mred\x07 \x9b2J\u202e y  12\nServicing Certificate\nBeginning Pool Balance  1.00\n"
    "Ending Pool Balance  2.00\nfoo\x1b]0;title\x07bar  3.00\n\x1b[2J\n"
)
#: Control characters, but no end of a line.
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")

SMALL = """// A format for tests.

report: row* part*
row: "One Figure" _amount -> one
   | "Another Figure" _amount -> another
part: _part_heading other_row*
_part_heading: "Part" "Heading"
other_row: "One Figure" _amount -> one
         | _LONG _amount -> long
_LONG: "Long Figure"
     | "Long Figure (misprinted)"
_amount: AMOUNT
AMOUNT: /[0-9]+\\.[0-9]{2}/
"""


def document(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gmacm_grammar.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A directory of grammar files with one small format."""
    (tmp_path / "grammars").mkdir()
    (tmp_path / "grammars" / "small.lark").write_text(SMALL, encoding="utf-8")
    return tmp_path / "grammars"


# ---- all verbs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", OF_A_FILE)
@pytest.mark.parametrize(
    ("file", "status"),
    [(REPORT, 0), (DAMAGED_FIGURE, NOT_READ), (CUT, NOT_READ), (NO_REPORT, NOT_READ)],
    ids=lambda value: getattr(value, "stem", None),
)
def test_exit_status(verb: str, file: Path, status: int) -> None:
    ran = run(verb, file)
    assert ran.exit_code == status
    assert "Traceback" not in ran.output
    assert run(verb, file, "--json").exit_code == status


@pytest.mark.parametrize("verb", OF_A_FILE)
@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_json_is_one_document_whatever_the_report(verb: str, path: Path) -> None:
    which = "#1.1" if path.name.startswith("two_reports") else ""
    assert isinstance(document(verb, f"{path}{which}"), dict)


@pytest.mark.parametrize("verb", OF_A_FILE)
def test_standard_input(verb: str) -> None:
    assert run(verb, "-", given=read(REPORT)).stdout == run(verb, REPORT).stdout


@pytest.mark.parametrize("verb", VERBS)
def test_a_file_that_is_not_there(verb: str, tmp_path: Path) -> None:
    ran = run(verb, tmp_path / "nothing.txt")
    assert ran.stdout == ""
    assert "nothing.txt cannot be read: No such file" in ran.stderr
    assert ran.exit_code == WRONG_USAGE


@pytest.mark.parametrize("verb", VERBS)
def test_a_directory_of_grammar_files_that_is_not_there(verb: str, tmp_path: Path) -> None:
    ran = run(verb, "--grammar", tmp_path / "nowhere", REPORT)
    assert ran.stdout == ""
    assert "nowhere" in ran.stderr
    assert ran.exit_code == WRONG_GRAMMAR


@pytest.mark.parametrize("verb", OF_A_FILE)
def test_a_format_that_is_not_there(verb: str) -> None:
    ran = run(verb, "--format", "nothing", REPORT)
    assert "there is no format 'nothing'; there are " in ran.stderr
    assert ran.exit_code == WRONG_GRAMMAR


@pytest.mark.parametrize(
    ("verb", "flag"),
    [("parse", ""), *((verb, flag) for verb in OF_A_FILE for flag in ("", "--json"))],
)
def test_no_control_character_of_a_report_is_printed(verb: str, flag: str, tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_bytes(EVIL.encode("utf-8"))
    ran = run(verb, *filter(None, [flag]), path)
    assert OBEYED.search(ran.stdout) is None
    assert OBEYED.search(ran.stderr) is None


@pytest.mark.parametrize("verb", VERBS)
def test_help_has_an_example(verb: str) -> None:
    ran = run(verb, "--help")
    assert f"Example:\n    gmacm-grammar {verb} " in ran.stdout
    assert ran.exit_code == 0


def test_an_output_that_cannot_show_a_character(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(read(REPORT).replace("Class A-1", "Class Ä-1"), encoding="utf-8")
    ran = process("cells", path, env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"})
    assert "Class \\xc4-1" in ran.stdout
    assert "Traceback" not in ran.stderr


# ---- colours -----------------------------------------------------------------------------------


def in_a_terminal(environment: dict[str, str], *arguments: object) -> str:
    """What the command prints where standard output is a terminal."""
    pty = pytest.importorskip("pty")
    terminal, standard_output = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "gmacm_grammar.cli", *map(str, arguments)],
        stdout=standard_output,
        stderr=subprocess.DEVNULL,
        env={**ENVIRONMENT, "TERM": "xterm-256color", **environment},
    ):
        os.close(standard_output)
        printed = b""
        while True:
            try:
                more = os.read(terminal, 65536)
            except OSError:  # the end, on Linux
                break
            if not more:
                break
            printed += more
    os.close(terminal)
    return printed.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("verb", OF_A_FILE)
def test_colours_only_in_a_terminal(verb: str) -> None:
    piped = process(verb, REPORT, env={**ENVIRONMENT, "FORCE_COLOR": "1"}).stdout
    shown = in_a_terminal({}, verb, REPORT)
    assert "\x1b[" not in piped
    assert "\x1b[" in shown
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == piped
    assert in_a_terminal({"NO_COLOR": "1"}, verb, REPORT) == piped


# ---- detect ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_detect_says_what_examine_finds(path: Path) -> None:
    found, examination = document("detect", path), examine(read(path))
    assert (found["layout"], found["format"]) == (examination.layout, examination.format)
    assert found["formats"][0]["name"] == found["format"]
    assert found["is_report"] is True
    known_to = [label["known_to"] for label in found["spoke_for_format"]]
    assert known_to == sorted(known_to)
    assert min(known_to) >= 1


def test_detect_with_a_format_that_is_given() -> None:
    ran = run("detect", "--format", "trust_2006", FIXTURES / "2002-HE1_2003-02-25.txt")
    assert "format: trust_2006 (given)\n" in ran.stdout


def test_detect_names_what_it_could_not_place(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(read(REPORT).replace("Active Loan Count", "Number of Trees   "), "utf-8")
    placed = document("detect", path)["not_placed"]
    line = read(REPORT)[: read(REPORT).index("Active Loan Count")].count("\n") + 1
    assert placed == [{"line": line, "column": 1, "text": "Number of Trees"}]


# ---- cells -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_cells_shows_each_cell_where_it_stands(path: Path) -> None:
    found = document("cells", path)
    lines = read(path).removeprefix("\ufeff").split("\n")
    for cell in found["cells"]:
        assert lines[cell["line"] - 1][cell["column"] - 1 :].startswith(cell["text"].split("\n")[0])
    assert sum(found["counts"].values()) == len(found["cells"])


def test_cells_marks_what_is_unread() -> None:
    lines = run("cells", DAMAGED_FIGURE).stdout.splitlines()
    marked = [line for line in lines if line.startswith("!")]
    assert any(line.endswith(" 157,206,S33.16") for line in marked)
    assert lines[-1].endswith(f" {len(marked)} unread")


# ---- tree --------------------------------------------------------------------------------------


def rows(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        if "items" in node:
            yield from rows(node["items"])
        else:
            yield node


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_tree_holds_every_value_in_the_order_of_the_page(path: Path) -> None:
    found = list(rows(document("tree", path)["tree"]))
    places = [(v["line"], v["column"]) for row in found for v in row["values"] if v["line"]]
    assert places == sorted(places)
    values = {
        (cell.line, cell.column)
        for cell in examine(read(path)).cells
        if cell.role == "value" and not (cell.path or "").startswith("unknown[")
    }
    assert values <= set(places)


def test_tree_of_one_section() -> None:
    (section,) = document("tree", REPORT, "--section", "losses")["tree"]
    assert section["name"] == "losses"
    share = section["items"][-1]
    assert (share["name"], share["values"][0]["text"]) == ("ending_share", "1.76%")
    assert share["values"][0]["value"] == "0.0176"


def test_tree_of_a_section_that_is_not_there() -> None:
    ran = run("tree", REPORT, "--section", "trees")
    assert "has no section or row 'trees'; it has title, " in ran.stderr
    assert ran.exit_code == WRONG_USAGE


# ---- trace -------------------------------------------------------------------------------------


def test_trace_follows_the_cells_and_says_what_is_complete(small: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("One Figure  1.00\nPart  Heading\nLong Figure  2.00\n", encoding="utf-8")
    arguments = ("trace", report, "--grammar", small, "--format", "small")
    assert run(*arguments).stdout == (
        "1:1   One Figure\n"
        "        then: an amount\n"
        "1:13  1.00\n"
        "        then: a label or the next section: "
        '"One Figure", "Another Figure", "Part"\n'
        "= row one: One Figure | 1.00\n"
        "2:1   Part\n"
        '        then: "Heading"\n'
        "2:7   Heading\n"
        "        then: a label or the next section: "
        '"One Figure", "Part", "Long Figure"\n'
        "3:1   Long Figure\n"
        "        then: an amount\n"
        "3:14  2.00\n"
        "        then: a label or the next section: "
        '"One Figure", "Part", "Long Figure"\n'
        "= row long: Long Figure | 2.00\n"
        "= section part: lines 2 to 3\n"
        "= section report: lines 1 to 3\n"
    )


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_trace_names_no_terminal(path: Path) -> None:
    found = document("trace", path)
    names = {cell.terminal for cell in examine(read(path)).cells if cell.role == "value"}
    steps = [step for step in found["steps"] if step["step"] == "cell"]
    for step in [*steps, *([found["stopped"]] if found["stopped"] else [])]:
        words = re.findall(r'"([^"]*)"', step.get("next", step.get("expected"))) + step["labels"]
        assert not names.intersection(words)


def test_trace_stops_at_the_first_fault() -> None:
    ran = run("trace", DAMAGED_FIGURE)
    assert 'stopped at line 11, column 68: "157,206,S33.16" is not known' in ran.stdout
    assert ran.stdout.endswith("\n  expected an amount\n")
    assert document("trace", CUT)["stopped"]["text"] is None


def test_trace_from_and_to() -> None:
    steps = document("trace", REPORT, "--from", 9, "--to", 10)["steps"]
    assert {step["line"] for step in steps} == {9, 10}
    ran = run("trace", REPORT, "--from", 10, "--to", 9)
    assert ran.exit_code == WRONG_USAGE
    assert run("trace", REPORT, "--from", 0).exit_code == WRONG_USAGE


def test_trace_of_all_fixtures_ends_as_parse_does() -> None:
    for path in REPORTS:
        examination = examine(read(path))
        if not examination.problems:
            assert document("trace", path)["stopped"] is None, path.stem


# ---- coverage ----------------------------------------------------------------------------------


def coverage(small: Path, *texts: str) -> dict[str, Any]:
    directory = small.parent / "reports"
    directory.mkdir()
    for number, text in enumerate(texts):
        (directory / f"{number}.txt").write_text(text, encoding="utf-8")
    found: dict[str, Any] = document("coverage", directory, "--grammar", small)
    return found


def unexercised(found: dict[str, Any], file: Path) -> list[int]:
    return [one["line"] for one in found["unexercised"] if one["file"] == str(file)]


def test_coverage_counts_lines_of_alternatives(small: Path) -> None:
    text = "Another Figure  1.00\nPart  Heading\nLong Figure  2.00\n"
    found = coverage(small, text)
    file = small / "small.lark"
    counted = next(row for row in found["files"] if row["file"] == str(file))
    assert unexercised(found, file) == [4, 8, 11]
    assert (counted["alternatives"], counted["exercised"]) == (10, 7)
    assert counted["percent"] == 70.0


def test_coverage_tells_a_label_from_its_like_in_another_rule(small: Path) -> None:
    text = "One Figure  1.00\nAnother Figure  1.00\nPart  Heading\nLong Figure (misprinted)  2.00\n"
    assert unexercised(coverage(small, text), small / "small.lark") == [8, 10]


def test_coverage_of_what_can_be_read_of_a_faulty_report(small: Path) -> None:
    text = "Another Figure  1.00\nPart  Heading\nLong Figure  2.00\nOne Figure  x1.0\n"
    directory = small.parent
    (directory / "faulty.txt").write_text(text, encoding="utf-8")
    ran = run("coverage", directory / "faulty.txt", "--grammar", small)
    assert f"{small / 'small.lark'}:8" in ran.stdout
    assert f"{small / 'small.lark'}:9" not in ran.stdout
    assert "not wholly read" in ran.stderr
    assert ran.exit_code == NOT_READ


def test_coverage_of_one_line(small: Path) -> None:
    directory = small.parent
    for name, text in (("a", "One Figure  1.00"), ("b", "Another Figure  1.00")):
        padding = "\nPart  Heading\nLong Figure  1.00\n"
        (directory / f"{name}.txt").write_text(text + padding, encoding="utf-8")
    for line, expected in ((4, ["a"]), (5, ["b"]), (9, ["a", "b"]), (8, [])):
        ran = run("coverage", directory, "--grammar", small, "--line", f"small.lark:{line}")
        assert [Path(printed).stem for printed in ran.stdout.splitlines()] == expected
    for line in ("small.lark:1", "nothing.lark:4", "small.lark", "small.lark:x"):
        ran = run("coverage", directory, "--grammar", small, "--line", line)
        assert ran.exit_code == WRONG_USAGE


def test_coverage_wants_fixtures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("coverage")
    assert "name the fixtures" in ran.stderr
    assert ran.exit_code == WRONG_USAGE
    (tmp_path / "empty").mkdir()
    assert run("coverage", "empty").exit_code == WRONG_USAGE
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "a.txt").write_text(read(REPORT), encoding="utf-8")
    assert run("coverage").exit_code == 0


# ---- watch -------------------------------------------------------------------------------------


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(read(REPORT), encoding="utf-8")
    return path


def watching(*arguments: object) -> subprocess.Popen[str]:
    """A process that watches; it has read the files for the first time."""
    running = subprocess.Popen(
        [sys.executable, "-m", "gmacm_grammar.cli", "watch", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert running.stderr.readline().startswith("watching ")
    return running


def test_watch_shows_what_changed_in_the_record(watched: Path) -> None:
    with watching(watched, "--once") as running:
        watched.write_text(read(REPORT).replace("6.660%", "6.670%"), encoding="utf-8")
        printed, _ = running.communicate(timeout=30)
    lines = printed.splitlines(keepends=True)[1:]
    assert lines[0] == "  notes[4].coupon: 0.06660 -> 0.06670\n"
    assert "".join(lines) in MANUAL
    assert running.returncode == 0


def test_watch_shows_new_problems(watched: Path) -> None:
    with watching(watched, "--once", "--json") as running:
        watched.write_text(read(DAMAGED_FIGURE), encoding="utf-8")
        printed, _ = running.communicate(timeout=30)
    change = json.loads(printed)
    assert change["changed"] == [str(watched)]
    assert any('"157,206,S33.16" is not an amount' in problem for problem in change["new"])
    assert change["solved"] == []
    assert running.returncode == NOT_READ


def test_watch_sees_a_change_of_a_grammar_file(small: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("One Figure  1.00\nPart  Heading\nNew Figure  2.00\n", encoding="utf-8")
    arguments = (report, "--once", "--grammar", small, "--format", "small")
    with watching(*arguments) as running:
        known = SMALL.replace('"Long Figure (misprinted)"', '"New Figure"')
        (small / "small.lark").write_text(known, encoding="utf-8")
        printed, _ = running.communicate(timeout=30)
    assert '  - warning: unknown row "New Figure"' in printed
    assert running.returncode == 0
    with watching(*arguments) as running:
        (small / "small.lark").write_text("report: nowhere\n", encoding="utf-8")
        printed, _ = running.communicate(timeout=30)
    assert "the grammar is wrong: " in printed
    assert running.returncode == WRONG_GRAMMAR


def test_watch_ends_by_control_c(watched: Path) -> None:
    with watching(watched) as running:
        watched.unlink()
        time.sleep(0.5)
        watched.write_text(read(REPORT).replace("6.660%", "6.670%"), encoding="utf-8")
        assert running.stdout is not None
        assert running.stdout.readline() == f"{watched} changed\n"
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 0
    assert "Traceback" not in said


def test_watch_wants_a_file() -> None:
    ran = run("watch", "-", given="")
    assert ran.exit_code == WRONG_USAGE


# ---- docs/command.md ---------------------------------------------------------------------------

SESSIONS = [
    (line, expected)
    for verb in VERBS
    for session in re.findall(r"```console\n(.*?)```", MANUAL, re.DOTALL)
    for line, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", session, re.MULTILINE)
    if line.startswith(f"gmacm-grammar {verb} ")
]


@pytest.mark.parametrize(
    ("line", "expected"), [case for case in SESSIONS if case[0].split()[1] != "watch"]
)
def test_the_manual_shows_what_is_printed(
    line: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three dots stand for any lines; numbers that a new fixture or label changes, for any."""
    verb = line.split()[1]
    monkeypatch.chdir(ROOT)
    ran = run(*line.split()[1:])
    printed = ran.stdout + ran.stderr
    pattern = re.escape(expected).replace(re.escape("...\n"), "(?:.*\n)*?")
    if verb not in ("cells", "tree"):
        pattern = re.sub(r"(\\ )*[0-9]+(?=[^0-9])", " *[0-9]+", pattern)
    assert re.fullmatch(pattern, printed)
