"""What docs/new-format.md shows is what happens: its commands and files teach a format."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import FIXTURES, ROOT, read

GUIDE = read(ROOT / "docs" / "new-format.md")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
SESSION = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
REPORTS = {
    "1998-2.txt": FIXTURES / "NovaStar-1998-2_2000-12-28.txt",
    "2002-1.txt": FIXTURES / "layouts" / "NovaStar-2002-1_2002-07-15.fixed_width.txt",
    "2002-1-page.htm": FIXTURES / "layouts" / "NovaStar-2002-1_2002-07-15.html.htm",
}


def test_there_are_ten_steps() -> None:
    steps = re.findall(r"^## (\d+)\. ", GUIDE, re.MULTILINE)
    assert list(map(int, steps)) == list(range(1, 11))


def test_the_commands_of_the_guide_teach_a_format(tmp_path: Path) -> None:
    """In order, by a package without that format. Three dots stand for any lines."""
    package, work = tmp_path / "package", tmp_path / "work"
    shutil.copytree(ROOT / "gmacm_grammar", package / "gmacm_grammar")
    shutil.copytree(ROOT / "grammar", package / "grammar")
    for file in (package / "grammar").glob("novastar.*"):
        file.unlink()
    work.mkdir()
    for name, path in REPORTS.items():
        shutil.copy(path, work / name)
    command = f'gmacm() {{ {sys.executable} -m gmacm_grammar "$@"; }}\n'
    cache = str(tmp_path / "cache")
    environment = os.environ | {"PYTHONPATH": str(package), "GMACM_GRAMMAR_CACHE": cache}
    written = set[str]()
    for kind, text in BLOCKS:
        if kind == "console":
            for line, expected in SESSION.findall(text):
                script = command + line.replace("gmacm-grammar", "gmacm")
                ran = subprocess.run(
                    ["sh", "-c", script], cwd=work, env=environment, capture_output=True, text=True
                )
                pattern = re.escape(expected).replace(re.escape("...\n"), "(?:.*\n)*?")
                assert re.fullmatch(pattern, ran.stdout + ran.stderr), line
            continue
        name = "novastar.lark" if kind == "lark" else "novastar.identities"
        if name == "novastar.lark" and name not in written:
            (work / "mine" / name).write_text(text, encoding="utf-8")
        else:  # an excerpt of the file that is built in
            shutil.copy(ROOT / "grammar" / name, work / "mine" / name)
            assert all(part in read(ROOT / "grammar" / name) for part in text.split("\n\n"))
        written.add(name)
