"""The command: data on standard output, talk on standard error, and four exit statuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from conftest import FIXTURES, REPORTS, ROOT, read
from shell import command

from gmacm_grammar import examine

REPORT = FIXTURES / "2002-HE2_2004-02-25.txt"  # nothing in it to be remarked on
NOT_READ = FIXTURES / "errors" / "letter_in_a_figure.cells.txt"
ALL_WELL, SOMETHING_UNREAD, WRONG_USAGE, WRONG_GRAMMAR = range(4)


def run(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run the command; whatever happens, a person never sees a traceback."""
    ran = subprocess.run(
        [sys.executable, "-m", "gmacm_grammar.cli", *map(str, arguments)],
        input=given,
        capture_output=True,
        check=False,
    )
    out, err = ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8")
    assert "Traceback" not in err
    return subprocess.CompletedProcess(ran.args, ran.returncode, out, err)


def record_of(report_file: Path) -> str:
    return report_file.with_suffix(".json").read_text(encoding="utf-8")


def test_parse_prints_the_record_of_each_file() -> None:
    ran = run("parse", *REPORTS)
    assert ran.stdout == "".join(map(record_of, REPORTS))
    assert ran.returncode == ALL_WELL


def test_parse_reads_standard_input_and_keeps_silent_if_all_is_well() -> None:
    ran = run("parse", "-", given=REPORT.read_bytes())
    assert (ran.stdout, ran.stderr, ran.returncode) == (record_of(REPORT), "", ALL_WELL)


def test_parse_reads_on_after_a_report_that_it_cannot_read() -> None:
    ran = run("parse", NOT_READ, REPORT)
    assert ran.stdout == record_of(REPORT)
    expected = NOT_READ.with_suffix(".expected").read_text(encoding="utf-8")
    assert ran.stderr.startswith(f"{NOT_READ}: {expected}")
    assert ran.returncode == SOMETHING_UNREAD


@pytest.mark.parametrize("what", ["missing file", "directory", "binary file", "no file named"])
def test_wrong_usage(what: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    if what == "directory":
        path.mkdir()
    elif what == "binary file":
        path.write_bytes(b"%PDF-1.4\0\xff\xfe")
    ran = run("parse", *([] if what == "no file named" else [path]))
    assert ran.stdout == ""
    assert ("FILE" if what == "no file named" else "report.txt") in ran.stderr
    assert ran.returncode == (1 if what == "binary file" else WRONG_USAGE)


@pytest.mark.parametrize(
    ("grammar", "line"),
    [
        ("// Broken.\nreport: nowhere_defined\n", 2),
        ('// Broken.\n\nreport: "A label without an end\n', 3),
        ("// Broken.\n%import .no_such_file (title)\nreport: title\n", 2),
    ],
    ids=["rule missing", "not the language of grammars", "import missing"],
)
def test_a_wrong_grammar_file_is_named_with_the_line(
    grammar: str, line: int, tmp_path: Path
) -> None:
    path = tmp_path / "broken.lark"
    path.write_text(grammar, encoding="utf-8")
    ran = run("parse", "--grammar", tmp_path, "--format", "broken", REPORT)
    assert ran.stdout == ""
    assert ran.stderr.startswith(f"gmacm-grammar: {path}:{line}:")
    assert ran.returncode == WRONG_GRAMMAR


def test_a_grammar_directory_that_is_not_there(tmp_path: Path) -> None:
    ran = run("parse", "--grammar", tmp_path / "nowhere", REPORT)
    assert str(tmp_path / "nowhere") in ran.stderr
    assert ran.stdout == ""
    assert ran.returncode == WRONG_GRAMMAR


def test_formats_lists_every_layout_and_format_with_its_description() -> None:
    ran = run("formats")
    listed = dict(
        line.split(maxsplit=1) for line in ran.stdout.splitlines() if line.startswith("  ")
    )
    found = examine(read(REPORT))
    known = [*found.layout_scores, *found.format_scores]
    assert listed.keys() == {score.name for score in known}
    assert all(listed.values())
    assert (ran.stderr, ran.returncode) == ("", ALL_WELL)


def test_the_console_script_is_installed() -> None:
    script = Path(sys.executable).parent / "gmacm-grammar"
    ran = subprocess.run([script, "--version"], capture_output=True, text=True, check=False)
    assert ran.stdout.startswith("gmacm-grammar, version ")
    assert ran.returncode == ALL_WELL


def test_a_missing_extra_is_said_in_a_line() -> None:
    program = """if True:
        import runpy, sys
        sys.modules["click"] = None
        runpy.run_module("gmacm_grammar.cli", run_name="__main__")
    """
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "pip install 'gmacm-grammar[cli]'" in ran.stderr
    assert ran.returncode == WRONG_USAGE


def _verbs(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        verb = group.get_command(context, name)
        assert verb is not None
        if isinstance(verb, click.Group):
            yield from _verbs(verb, f"{path}{name} ")
        else:
            yield f"{path}{name}", verb


@pytest.mark.parametrize(("name", "verb"), list(_verbs(command)))
def test_every_verb_and_option_is_in_the_manual(name: str, verb: click.Command) -> None:
    manual = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
    head, *sections = re.split(r"^## ", manual, flags=re.MULTILINE)
    section = next(text for text in sections if text.startswith(f"{name.split()[0]}\n"))
    assert f"gmacm-grammar {name}" in section
    for parameter in verb.params:
        if isinstance(parameter, click.Option):
            assert any(f"`{option}" in head + section for option in parameter.opts), parameter.name
    assert verb.help
    assert "Example" in verb.help


def test_a_shell_completes_verbs() -> None:
    ran = subprocess.run(
        [Path(sys.executable).parent / "gmacm-grammar"],
        env={
            **os.environ,
            "_GMACM_GRAMMAR_COMPLETE": "bash_complete",
            "COMP_WORDS": "gmacm-grammar rec",
            "COMP_CWORD": "1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["plain,reconcile"]


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
