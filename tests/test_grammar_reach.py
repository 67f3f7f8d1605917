"""A grammar file reads no file outside its directories, and an error says what is wrong in it."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

import pytest
from conftest import FIXTURES, REPORTS, read
from shell import ENVIRONMENT, process, run

from gmacm_grammar import GrammarError, parse

START = "%import .term_notes (report)\n"


def load(directory: Path, text: str) -> None:
    (directory / "own.lark").write_text(text, encoding="utf-8")
    parse(read(REPORTS[0]), format="own", grammar=directory)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("%import ..secret (x)\nreport: x\n", "only files of the grammar directories"),
        ("%import .layouts.....secret (x)\nreport: x\n", "not understood|no file"),
        ("%import /etc/passwd\nreport: x\n", "not understood"),
        ("%importt .secret (x)\nreport: x\n", "not understood"),
        ("  %import ..secret (x)\nreport: x\n", "only files of the grammar directories"),
        ("report: x\n  %import secret (x)\n", "only files of the grammar directories"),
        ("report: x\n\t%import secret (x)\n", "only files of the grammar directories"),
        ("%import common.secret (x)\nreport: x\n", "only files of the grammar directories"),
        ("%import common.DIGIT\nreport: DIGIT\n", "only files of the grammar directories"),
        ("%import C:\\\\secret\nreport: x\n", "not understood"),
        ('%import .term_notes (report, "a")', "not understood"),
        (
            f"{START}a: {'CLASS? ' * 11}\n",
            r"own.lark:2:\d+: an alternative has more than 10 optional",
        ),
        (f"{START}a: TITLE\n | {'[CLASS] ' * 11}\n", r"own.lark:3:\d+: .* more than 10 optional"),
        ("report: x*\n?x: TITLE\nTITLE: /a/\n", r"own.lark:2:2: .* not supported: write x: "),
        ("report: x*\n!x: TITLE\nTITLE: /a/\n", r"own.lark:2:2: .* not supported: write x: "),
        (f"{START}{'// x' * 100_000}\n", "bytes"),
        (f"{START}%extend title: X\nX: /{'(' * 5000}a{')' * 5000}/\n", "wrong|too|recursion"),
        (f"{START}%extend title: X\nX: /a{{99999999999}}/\n", "large|wrong"),
    ],
)
def test_a_grammar_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "secret.lark").write_text("x: /secret/\n", encoding="utf-8")
    (tmp_path / "own").mkdir()
    with pytest.raises(GrammarError, match=why):
        load(tmp_path / "own", text)


def test_terminals_and_alternatives_have_their_own_optional_parts(tmp_path: Path) -> None:
    text = f"{START}%extend _DAYS_30: {'MARK? ' * 11}\na: {'CLASS? | ' * 11} TITLE\n"
    with warnings.catch_warnings(action="ignore"):
        load(tmp_path, text)


def test_a_layout_that_names_a_group_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    text = "start: (CELL | _BAR)*\nCELL: WORD (/ / WORD)*\nWORD: /(?P<w>[^ |]+)/\n_BAR: /[|\\n]/\n"
    (tmp_path / "layouts" / "own.lark").write_text(text, encoding="utf-8")
    with pytest.raises(GrammarError, match=r"own\.lark:2.* of CELL is wrong: redefinition"):
        parse(read(REPORTS[0]), layout="own", grammar=tmp_path)


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.lark")
    with pytest.raises(GrammarError, match="is no plain file"):
        load(tmp_path, START)


def test_imports_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.lark").write_text("%import .b (y)\nx: y\n", encoding="utf-8")
    (tmp_path / "b.lark").write_text("%import .a (x)\ny: x\n", encoding="utf-8")
    with pytest.raises(GrammarError, match="does not define"):
        load(tmp_path, "%import .a (x)\nreport: x\n")


def test_a_long_chain_of_imports_ends(tmp_path: Path) -> None:
    for number in range(2000):
        text = f"%import .f{number + 1} (x)\n"
        (tmp_path / f"f{number}.lark").write_text(text, encoding="utf-8")
    with pytest.raises(GrammarError, match="one file too many"):
        load(tmp_path, "%import .f0 (x)\nreport: x\n")


def test_own_formats_are_looked_for_in_their_directory_only(tmp_path: Path) -> None:
    (tmp_path / "own.lark").write_text(START, encoding="utf-8")
    assert "\n  own" in run("formats", "--grammar", tmp_path).stdout
    assert "\n  own" not in run("formats").stdout


def test_names_that_are_too_long_for_files(tmp_path: Path) -> None:
    with pytest.raises(GrammarError, match=r"there is no file a*\.lark to import from"):
        load(tmp_path, f"%import .{'a' * 300} (x)\n{START}")
    with pytest.raises(GrammarError, match="there is no such directory"):
        parse(read(REPORTS[0]), grammar=tmp_path / ("a" * 300))


def test_hidden_files_and_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    for name in (".#own.lark", "layouts/.#own.lark", ".old.lark"):
        (tmp_path / name).symlink_to("someone@a.host.1234:1700000000")
    (tmp_path / ".other.lark").write_text(START, encoding="utf-8")
    (tmp_path / "own.lark").write_text(START, encoding="utf-8")
    assert "\n  ." not in run("formats", "--grammar", tmp_path).stdout
    assert run("check", "--grammar", tmp_path).exit_code == 0
    (tmp_path / "gone.lark").symlink_to("nowhere.lark")
    (tmp_path / "round.lark").symlink_to("round.lark")
    with pytest.raises(GrammarError, match=r"gone\.lark.*is no plain file"):
        parse(read(REPORTS[0]), grammar=tmp_path)


def test_lark_may_stumble_over_what_it_is_about_to_say(tmp_path: Path) -> None:
    text = 'start: (CELL | _T)*\n_T: "x"\nCELL: WORD (/[ ]/ WOR..D)*\nWORD: /x/\n'
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "own.lark").write_text(text, encoding="utf-8")
    with pytest.raises(GrammarError, match=r"own.lark:3:22: \.\. cannot be here"):
        parse(read(REPORTS[0]), layout="own", grammar=tmp_path)


def test_an_installed_package_brings_a_format(
    tmp_path: Path,
) -> None:
    package, info = tmp_path / "harbour_grammar", tmp_path / "harbour_grammar-1.0.dist-info"
    for directory in package, info:
        directory.mkdir()
    (package / "__init__.py").write_text("raise ImportError('this is never run')", "utf-8")
    (package / "harbour.lark").write_text(read(FIXTURES / "own" / "harbour.lark"), "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-grammar\nVersion: 1.0\n")
    entry = info / "entry_points.txt"
    entry.write_text("[gmacm_grammar]\nharbour = harbour_grammar\n", "utf-8")
    environment = {**ENVIRONMENT, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    listed = process("formats", env=environment)
    assert f"({package})" in listed.stdout
    read_by_it = process("parse", FIXTURES / "own" / "harbour.txt", env=environment)
    assert read_by_it.stdout == read(FIXTURES / "own" / "harbour.json")
    entry.write_text("[gmacm_grammar]\nharbour = not_there\n", "utf-8")
    refused = process("formats", env=environment)
    assert (refused.returncode, "names no package: not_there" in refused.stderr) == (3, True)
