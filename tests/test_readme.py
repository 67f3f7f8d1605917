"""What README.md shows is what happens: its examples are run as they are written."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys

import pytest
from conftest import ROOT

from gmacm_grammar.cli.verbs import VERBS

README = (ROOT / "README.md").read_text(encoding="utf-8")
FILINGS = (ROOT / "docs" / "filings.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```\n+```text\n(.*?)```", README + FILINGS, re.DOTALL)
SHELL = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(PYTHON) == (README + FILINGS).count("```python")
    assert len(SHELL) == README.count("```console")
    assert PYTHON
    assert SHELL


@pytest.mark.parametrize(("code", "output"), PYTHON)
def test_python_examples(code: str, output: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == output


def run(line: str) -> tuple[str, int]:
    """What a command line prints, and its exit status."""
    name, *arguments = shlex.split(line)
    assert name == "gmacm-grammar"
    ran = subprocess.run(
        [sys.executable, "-m", "gmacm_grammar", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return ran.stdout.decode("utf-8"), ran.returncode


@pytest.mark.parametrize("session", SHELL)
def test_shell_examples(session: str) -> None:
    status = 0
    for line, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", session, re.MULTILINE):
        if line == "echo $?":
            output = f"{status}\n"
        else:
            output, status = run(line)
        assert output == expected, line


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_named(verb: str) -> None:
    assert f"gmacm-grammar {verb}" in README
