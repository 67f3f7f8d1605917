"""The command: data on standard output, messages on standard error, one table of exit statuses."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from conftest import ERRORS, FIXTURES, REPORTS, ROOT, read
from shell import BUILTIN, COMMAND, ENVIRONMENT, process, run

from gmacm_grammar.cli.verbs import VERBS, command

REPORT = FIXTURES / "2002-HE2_2004-02-25.txt"  # nothing in it to be remarked on
NOT_READ = FIXTURES / "errors" / "letter_in_a_figure.cells.txt"
WELL, UNREAD, USAGE, GRAMMAR, OUTPUT, INTERRUPTED = 0, 1, 2, 3, 4, 130
OF_A_FILE = ["detect", "cells", "tree", "trace", "explain"]
MANUAL = read(ROOT / "docs" / "command.md")
#: A report with what a terminal would obey, in all places where cells are shown.
EVIL = (
    "x\x1b[31mred\x07 \x9b2J\u202e y  12\nServicing Certificate\nBeginning Pool Balance  1.00\n"
    "Ending Pool Balance  2.00\nfoo\x1b]0;title\x07bar  3.00\n\x1b[2J\n"
)
#: Control characters, but no end of a line.
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


# ---- parse and formats -------------------------------------------------------------------------


def test_parse_prints_the_record_of_each_file() -> None:
    ran = run("parse", "--fail-on", "broken", *REPORTS)
    assert ran.stdout == "".join(read(path.with_suffix(".json")) for path in REPORTS)
    assert ran.exit_code == WELL
    ran = run("parse", "-", stdin=read(REPORT))
    assert (ran.stdout, ran.stderr, ran.exit_code) == (read(REPORT.with_suffix(".json")), "", WELL)


def test_parse_reads_on_after_a_report_that_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "binary.txt").write_bytes(b"%PDF-1.4\0\xff\xfe")
    ran = run("parse", NOT_READ, tmp_path / "binary.txt", REPORT)
    assert ran.stdout == read(REPORT.with_suffix(".json"))
    assert ran.stderr.startswith(f"{NOT_READ}: {read(NOT_READ.with_suffix('.expected'))}")
    assert "binary.txt cannot be read: this is a PDF file" in ran.stderr
    assert ran.exit_code == UNREAD


def test_formats_lists_every_layout_and_format_with_its_description() -> None:
    ran = run("formats")
    listed = [line.split(maxsplit=1) for line in ran.stdout.splitlines() if line[:1] == " "]
    described = {p.stem: read(p).split("\n")[0].lstrip("/ ") for p in BUILTIN.rglob("*.lark")}
    assert {name for name, _ in listed} >= {"cell_stream", "html", "single_note", "trust_2006"}
    assert all(described[name] == words for name, words in listed)
    assert (ran.stderr, ran.exit_code) == ("", WELL)


# ---- exit statuses -----------------------------------------------------------------------------

#: For each verb what prints something, and what is wrong usage.
USES: dict[str, tuple[list[object], list[object]]] = {
    "parse": ([REPORT], ["nowhere.txt"]),
    "formats": ([], ["--grammar"]),
    **{verb: ([REPORT], ["nowhere.txt"]) for verb in OF_A_FILE},
    "check": (["fixtures/grammars/labels_alike.lark"], ["nowhere.lark"]),
    "coverage": ([REPORT], ["nowhere.txt"]),
    "new": (["first", "--from", REPORT], ["No Name", "--from", REPORT]),
    "golden": (["check", "fixtures/golden"], ["check", "nowhere"]),
    "batch": (
        ["fixtures/filings", "--out", "{tmp}/out", "--as", "csv"],
        ["nowhere", "--out", "{tmp}/out"],
    ),
    "reconcile": ([REPORT], ["nowhere.txt"]),
}


def test_the_manual_has_the_table_of_exit_statuses() -> None:
    table = re.findall(r"^\| (\d+) \| .+ \|$", MANUAL, re.MULTILINE)
    assert list(map(int, table)) == [WELL, UNREAD, USAGE, GRAMMAR, OUTPUT, INTERRUPTED]
    assert USES.keys() == VERBS.keys()


@pytest.mark.parametrize("asked", [*USES, "--help"])
def test_output_that_cannot_be_written(asked: str, tmp_path: Path) -> None:
    arguments = USES[asked][0] if asked in USES else []
    with open("/dev/full", "w") as full:
        ran = process(asked, *(str(one).format(tmp=tmp_path) for one in arguments), stdout=full)
    said = [line for line in ran.stderr.splitlines() if line.startswith("gmacm-grammar: ")]
    assert said == ["gmacm-grammar: standard output cannot be written: No space left on device"]
    assert ran.returncode == OUTPUT


@pytest.mark.parametrize("verb", USES)
def test_wrong_usage(verb: str, tmp_path: Path) -> None:
    ran = run(verb, *(argument.format(tmp=tmp_path) for argument in map(str, USES[verb][1])))
    assert ran.stdout == ""
    assert ran.stderr
    assert ran.exit_code == USAGE
    assert run(verb, *USES[verb][0], "--no-such-option").exit_code == USAGE


@pytest.mark.parametrize("verb", USES)
def test_a_grammar_that_is_wrong(verb: str, tmp_path: Path) -> None:
    arguments = [str(argument).format(tmp=tmp_path) for argument in USES[verb][0]]
    for directory in ("nowhere", "broken"):
        ran = run(verb, "--grammar", tmp_path / directory, *arguments)
        assert directory in ran.output
        assert ran.exit_code == GRAMMAR
        (tmp_path / "broken").mkdir(exist_ok=True)
        broken = tmp_path / "broken" / "broken.lark"
        broken.write_text("// Broken.\n%import .no_such_file (title)\nreport: title\n", "utf-8")
        if verb in ("check", "golden"):  # these look at the directory that they are given
            arguments = ["check"] * (verb == "golden") + [str(tmp_path / "broken")]
            (tmp_path / "broken" / "a.txt").write_text(read(REPORT), encoding="utf-8")


@pytest.mark.parametrize(
    ("grammar", "place"),
    [
        ("// Broken.\nreport: nowhere_defined\n", "2:9"),
        ('// Broken.\n\nreport: "A label without an end\n', "3:"),
        ("// Broken.\n%import .no_such_file (title)\nreport: title\n", "2:10"),
    ],
    ids=["rule missing", "not the language of grammars", "import missing"],
)
def test_a_wrong_grammar_file_is_named_with_the_place(
    grammar: str, place: str, tmp_path: Path
) -> None:
    path = tmp_path / "broken.lark"
    path.write_text(grammar, encoding="utf-8")
    ran = run("parse", "--grammar", tmp_path, "--format", "broken", REPORT)
    assert (ran.stdout, ran.exit_code) == ("", GRAMMAR)
    assert ran.stderr.startswith(f"gmacm-grammar: {path}:{place}")


@pytest.mark.parametrize("verb", ["parse", "reconcile", *OF_A_FILE])
@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_what_is_not_read(verb: str, path: Path) -> None:
    which = "#1.1" if path.name.startswith("two_reports") and verb != "parse" else ""
    ran = run(verb, f"{path}{which}")
    assert ran.exit_code in (WELL, UNREAD)
    assert ran.exit_code == UNREAD or ": error: " not in run("cells", path).output
    if verb != "parse":
        as_json = run(verb, "--json", f"{path}{which}")
        assert isinstance(json.loads(as_json.stdout), dict)
        assert as_json.exit_code == ran.exit_code


@pytest.mark.parametrize("verb", OF_A_FILE)
def test_standard_input_and_a_format_that_is_not_there(verb: str) -> None:
    piped = run(verb, "-", stdin=read(REPORT)).stdout
    assert piped.replace("- is wholly", f"{REPORT} is wholly") == run(verb, REPORT).stdout
    ran = run(verb, "--format", "nothing", REPORT)
    assert "there is no format 'nothing'; there are " in ran.stderr
    assert ran.exit_code == GRAMMAR


def test_whoever_closes_a_pipe_has_read_enough() -> None:
    with subprocess.Popen(
        [*COMMAND, "cells", *map(str, REPORTS[:1])], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert running.returncode == OUTPUT
    closed = process("formats", stdout=None, preexec_fn=lambda: os.close(1))
    assert "standard output cannot be written" in closed.stderr
    assert closed.returncode == OUTPUT


def test_messages_that_cannot_be_written() -> None:
    with open("/dev/full", "w") as full:
        assert process("parse", NOT_READ, stderr=full).returncode == OUTPUT


def test_control_c(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")  # nothing comes
    with (
        subprocess.Popen(
            [*COMMAND, "parse", str(tmp_path / "pipe")], stderr=subprocess.PIPE, text=True
        ) as running,
        open(tmp_path / "pipe", "w"),
    ):  # opened by both: the command waits for a text
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert said == "gmacm-grammar: interrupted\n"
    assert running.returncode == INTERRUPTED


# ---- what is printed ---------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["parse", *OF_A_FILE])
def test_no_control_character_of_a_report_is_printed(verb: str, tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_bytes(EVIL.encode("utf-8"))
    for flag in [[]] if verb == "parse" else [[], ["--json"]]:
        ran = run(verb, *flag, path)
        assert OBEYED.search(ran.stdout + ran.stderr) is None


def test_an_output_that_cannot_show_a_character(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(read(REPORT).replace("Class A-1", "Class Ä-1"), encoding="utf-8")
    ran = process("cells", path, env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"})
    assert "Class \\xc4-1" in ran.stdout


def in_a_terminal(environment: dict[str, str], *arguments: object) -> str:
    """What the command prints where standard output is a terminal."""
    pty = pytest.importorskip("pty")
    terminal, standard_output = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=standard_output,
        stderr=subprocess.DEVNULL,
        env={**ENVIRONMENT, "TERM": "xterm-256color", **environment},
    ):
        os.close(standard_output)
        printed = b""
        try:
            while more := os.read(terminal, 65536):
                printed += more
        except OSError:  # the end, on Linux
            pass
    os.close(terminal)
    return printed.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("verb", OF_A_FILE)
def test_colors_only_in_a_terminal(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    piped = run(verb, NOT_READ).stdout
    shown = in_a_terminal({}, verb, NOT_READ)
    assert "\x1b[" not in piped
    assert "\x1b[" in shown
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == piped


def test_no_colors_where_none_are_wanted() -> None:
    shown = in_a_terminal({"NO_COLOR": "1"}, "cells", NOT_READ)
    assert shown == run("cells", NOT_READ).stdout


# ---- the manual and the help -------------------------------------------------------------------

VERBS_OF_THE_MANUAL = re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", MANUAL, re.M | re.S)
SESSIONS = [
    (line, expected)
    for _, section in VERBS_OF_THE_MANUAL
    for session in re.findall(r"```console\n(.*?)```", section, re.DOTALL)
    for line, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", session, re.MULTILINE)
    if re.match(r"gmacm-grammar [^|]*(fixtures|formats)", line) and "--out" not in line
]


def test_the_manual_has_every_verb_and_option() -> None:
    context = click.Context(command)
    head = MANUAL.split("\n## ")[0]
    assert {verb for verb, _ in VERBS_OF_THE_MANUAL} == set(command.list_commands(context))
    for name, section in VERBS_OF_THE_MANUAL:
        verb = command.get_command(context, name)
        assert verb is not None
        assert f"gmacm-grammar {name}" in section
        assert f"Example:\n    gmacm-grammar {name}" in run(name, "--help").stdout
        for option in (p for p in verb.params if isinstance(p, click.Option)):
            assert any(f"`{spelled}" in head + section for spelled in option.opts), option.name


@pytest.mark.parametrize(("line", "expected"), SESSIONS)
def test_the_manual_shows_what_is_printed(line: str, expected: str) -> None:
    """Three dots stand for any lines; numbers that a new fixture or label changes, for any."""
    ran = run(*line.split()[1:])
    pattern = re.escape(expected).replace(re.escape("...\n"), "(?:.*\n)*?")
    if line.split()[1] in ("coverage", "detect", "trace"):
        pattern = re.sub(r"(\\ )*[0-9]+(?=[^0-9])", " *[0-9]+", pattern)
    assert re.fullmatch(pattern, ran.stdout + ran.stderr)


def test_the_console_script_completes_verbs() -> None:
    script = Path(sys.executable).parent / "gmacm-grammar"
    completion = {"_GMACM_GRAMMAR_COMPLETE": "bash_complete", "COMP_CWORD": "1"}
    for more, printed in (
        ({}, r"gmacm-grammar, version [\d.]+\S*\n"),
        ({**completion, "COMP_WORDS": "gmacm-grammar rec"}, "plain,reconcile\n"),
    ):
        ran = subprocess.run(
            [script, "--version"], env=os.environ | more, capture_output=True, text=True, check=True
        )
        assert re.fullmatch(printed, ran.stdout)


def test_a_missing_extra_is_said_in_a_line() -> None:
    program = "import sys; sys.modules['click'] = None; import gmacm_grammar.cli as c; c.main()"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stderr.endswith("install the command with pip install 'gmacm-grammar[cli]'\n")
    assert ran.returncode == USAGE


def test_help_loads_nothing_heavy() -> None:
    program = """if True:
        import sys
        from click.testing import CliRunner
        from gmacm_grammar.cli.verbs import command
        assert CliRunner().invoke(command, ["--help"]).exit_code == 0
        print({"attr", "cattrs", "lark", "rich"} & set(sys.modules))
    """
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "set()\n"
