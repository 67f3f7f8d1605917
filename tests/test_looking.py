"""The verbs that look at reports: detect, cells, tree, trace and coverage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import FIXTURES, REPORTS, read
from shell import BUILTIN, document, run

from gmacm_grammar import examine

REPORT = FIXTURES / "2002-HE2_2004-02-25.txt"
DAMAGED_FIGURE = FIXTURES / "errors" / "letter_in_a_figure.fixed.txt"
EACH_REPORT = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
UNREAD, USAGE = 1, 2
WRITTEN = "".join(map(read, sorted(BUILTIN.glob("*.lark"))))

#: A directory of grammar files with one small format.
SMALL = FIXTURES / "coverage"


# ---- detect ------------------------------------------------------------------------------------


@EACH_REPORT
def test_detect_says_what_examine_finds(path: Path) -> None:
    found, examination = document("detect", path), examine(read(path))
    assert (found["layout"], found["format"]) == (examination.layout, examination.format)
    assert found["formats"][0]["name"] == found["format"]
    assert [s["score"] for s in found["layouts"]] == [
        round(score.score, 4) for score in examination.layout_scores
    ]
    assert found["is_report"] is True
    known_to = [label["known_to"] for label in found["spoke_for_format"]]
    assert known_to == sorted(known_to)
    assert min(known_to) >= 1


def test_detect_names_what_a_given_format_could_not_place(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(read(REPORT).replace("Active Loan Count", "Number of Trees   "), "utf-8")
    placed = document("detect", path)["not_placed"]
    line = read(REPORT)[: read(REPORT).index("Active Loan Count")].count("\n") + 1
    assert placed == [{"line": line, "column": 1, "text": "Number of Trees"}]
    assert "format: trust_2006 (given)\n" in run("detect", "--format", "trust_2006", path).stdout


# ---- cells and tree ----------------------------------------------------------------------------


@EACH_REPORT
def test_cells_shows_each_cell_where_it_is(path: Path) -> None:
    found = document("cells", path)
    lines = read(path).removeprefix("\ufeff").split("\n")
    for cell in found["cells"]:
        text = cell["text"].split("\n")[0].removesuffix(")")  # which may stand in the next cell
        assert lines[cell["line"] - 1][cell["column"] - 1 :].startswith(text)
        assert cell["role"] != "label" or cell["label"] or cell["terminal"]
    assert sum(found["counts"].values()) == len(found["cells"])


def test_cells_marks_what_is_unread() -> None:
    lines = run("cells", DAMAGED_FIGURE).stdout.splitlines()
    marked = [line for line in lines if line.startswith("!")]
    assert any(line.endswith(" 157,206,S33.16") for line in marked)
    assert lines[-1].endswith(f" {len(marked)} unread")


def rows(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield from rows(node["items"]) if "items" in node else [node]


@EACH_REPORT
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
    ran = run("tree", REPORT, "--section", "trees")
    assert "has no section or row 'trees'; it has title, " in ran.stderr
    assert ran.exit_code == USAGE


# ---- trace -------------------------------------------------------------------------------------


def test_trace_follows_the_cells_and_says_what_is_complete(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("One Figure  1.00\nPart  Heading\nLong Figure  2.00\n", encoding="utf-8")
    next_ = "        then: a label or the next section: "
    assert run("trace", report, "--grammar", SMALL, "--format", "small").stdout == (
        "1:1   One Figure\n"
        "        then: an amount\n"
        "1:13  1.00\n"
        f'{next_}"One Figure", "Another Figure", "Part"\n'
        "= row one: One Figure | 1.00\n"
        "2:1   Part\n"
        '        then: "Heading"\n'
        "2:7   Heading\n"
        f'{next_}"One Figure", "Part", "Long Figure"\n'
        "3:1   Long Figure\n"
        "        then: an amount\n"
        "3:14  2.00\n"
        f'{next_}"One Figure", "Part", "Long Figure"\n'
        "= row long: Long Figure | 2.00\n"
        "= section part: lines 2 to 3\n"
        "= section report: lines 1 to 3\n"
    )


@EACH_REPORT
def test_trace_ends_as_parse_does_and_names_no_terminal(path: Path) -> None:
    found = document("trace", path)
    assert found["stopped"] is None or examine(read(path)).problems
    terminals = set(re.findall(r"^(_?[A-Z][A-Z0-9_]+)(?:\.\d+)?:", WRITTEN, re.MULTILINE))
    steps = [step for step in found["steps"] if step["step"] == "cell"]
    for step in [*steps, *([found["stopped"]] if found["stopped"] else [])]:
        words = re.findall(r'"([^"]*)"', step.get("next", step.get("expected"))) + step["labels"]
        assert not terminals.intersection(words)


def test_trace_stops_at_the_first_fault() -> None:
    ran = run("trace", DAMAGED_FIGURE)
    assert 'stopped at line 11, column 68: "157,206,S33.16" is not known' in ran.stdout
    assert ran.stdout.endswith("\n  expected an amount\n")
    cut = FIXTURES / "errors" / "cut_in_a_row.fixed.txt"
    assert document("trace", cut)["stopped"]["text"] is None
    assert ran.exit_code == run("trace", cut).exit_code == UNREAD


def test_trace_from_and_to() -> None:
    steps = document("trace", REPORT, "--from", 9, "--to", 10)["steps"]
    assert {step["line"] for step in steps} == {9, 10}
    assert run("trace", REPORT, "--from", 10, "--to", 9).exit_code == USAGE
    assert run("trace", REPORT, "--from", 0).exit_code == USAGE


# ---- coverage ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Another Figure  1.00\nPart  Heading\nLong Figure  2.00\n", [4, 8, 11]),
        # A label is told from its like in another rule.
        (
            "One Figure  1.00\nAnother Figure  1.00\nPart  Heading\n"
            "Long Figure (misprinted)  2.00\n",
            [8, 10],
        ),
        # What can be read of a faulty report counts.
        ("Another Figure  1.00\nPart  Heading\nLong Figure  2.00\nOne Figure  x1.0\n", [4, 8, 11]),
    ],
)
def test_coverage_counts_lines_of_alternatives(
    tmp_path: Path, text: str, missing: list[int]
) -> None:
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    asked, file = ("coverage", tmp_path / "report.txt", "--grammar", SMALL), SMALL / "small.lark"
    found = document(*asked)
    assert [m["line"] for m in found["unexercised"] if m["file"] == str(file)] == missing
    counted = next(row for row in found["files"] if row["file"] == str(file))
    assert (counted["alternatives"], counted["exercised"]) == (10, 10 - len(missing))
    assert counted["percent"] == 100 - 10 * len(missing)
    ran = run(*asked)
    assert [f"{file}:{line}" in ran.stdout for line in (4, 8, 9)] == [4 in missing, True, False]
    assert (ran.exit_code == UNREAD) == ("not wholly read" in ran.stderr) == ("x1" in text)


def test_coverage_of_one_line(tmp_path: Path) -> None:
    for name, text in (("a", "One Figure  1.00"), ("b", "Another Figure  1.00")):
        padding = "\nPart  Heading\nLong Figure  1.00\n"
        (tmp_path / f"{name}.txt").write_text(text + padding, encoding="utf-8")
    asked = ("coverage", tmp_path, "--grammar", SMALL, "--line")
    for line, expected in ((4, ["a"]), (5, ["b"]), (9, ["a", "b"]), (8, [])):
        for file in ("small.lark", SMALL / "small.lark"):
            ran = run(*asked, f"{file}:{line}")
            assert [Path(printed).stem for printed in ran.stdout.splitlines()] == expected
        assert document(*asked, f"small.lark:{line}")["fixtures"] == ran.stdout.splitlines()
    for at in ("small.lark:1", "nothing.lark:4", "small.lark", "small.lark:x"):
        assert run(*asked, at).exit_code == USAGE


def test_coverage_wants_fixtures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("coverage")
    assert "name the fixtures" in ran.stderr
    assert ran.exit_code == USAGE
    (tmp_path / "fixtures").mkdir()
    assert run("coverage", "fixtures").exit_code == USAGE
    (tmp_path / "fixtures" / "a.txt").write_text(read(REPORT), encoding="utf-8")
    assert run("coverage").exit_code == 0


def test_every_row_that_is_read_exercises_a_line() -> None:
    """What no line is found for would be counted nowhere."""
    found = document("coverage", *REPORTS)
    rows_read = {row["name"] for path in REPORTS for row in rows(document("tree", path)["tree"])}
    missing = "\n".join(one["text"] for one in found["unexercised"])
    unexercised = set(re.findall(r"-> (\w+)", missing))
    named = re.findall(r"-> (\w+)", WRITTEN)
    assert {name for name in rows_read & unexercised if named.count(name) == 1} == set()
