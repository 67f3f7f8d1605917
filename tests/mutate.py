"""Mutates the package and lists the mutants that no test notices; needs mutmut.

    python tests/mutate.py [--again | --since REVISION] [--children N] MODULE ...

Tries the mutants of the modules (``values``, ``reconciling.scope``) in a copy, build/mutation, and
prints those that survive and are not listed in tests/mutants/MODULE.toml, in the form of that
file. --again tries only those that survived the last time, --since only those of functions that
have changed since a revision of git. Exits with 1 if there are any.

tests/mutants/MODULE.toml names the tests that are tried beside those of tests/test_golden.py, and
has a table for each reason that a mutant may survive::

    tests = ["tests/test_values.py"]

    [[survive]]
    reason = "only faster: the next line reads a percent as well"
    mutants = ['''decimal: if text[-1:] == "%": => if text[-1:] == "XX%XX":''']
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LISTS = Path(__file__).parent / "mutants"
COPY = ROOT / "build" / "mutation"
FOLDERS = ("benchmarks", "fixtures", "gmacm_grammar", "grammar", "tests")
GOLDEN = "tests/test_golden.py"
#: What mutmut notes of a mutant that no test noticed, and of one that no test reached.
SURVIVED, UNREACHED = 0, 33


def main() -> int:
    parser = argparse.ArgumentParser(description="Mutate the package; list what no test notices.")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--again", action="store_true", help="only what survived the last time")
    which.add_argument("--since", metavar="REVISION", help="only functions changed since then")
    parser.add_argument("--children", type=int, default=os.cpu_count(), help="processes at once")
    parser.add_argument("modules", nargs="+", metavar="MODULE", help="such as reconciling.scope")
    arguments = parser.parse_args()
    if unknown := [m for m in arguments.modules if not _source(m).is_file()]:
        parser.error(f"no module {', '.join(unknown)}")
    if not arguments.again:
        shutil.rmtree(COPY, ignore_errors=True)  # mutmut would take what it tried before as done
    copy(arguments.modules)
    if arguments.since:
        patterns = [p for m in arguments.modules for p in changed(m, arguments.since)]
    else:
        patterns = [f"gmacm_grammar.{module}.x*" for module in arguments.modules]
    os.chdir(COPY)
    if arguments.again:
        patterns = [name for name, _, _ in surviving(arguments.modules)]
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(arguments.children)]
    if patterns and subprocess.run([*command, *patterns]).returncode:
        sys.exit("mutmut failed, see above; so it does where no function to be tried has mutants")
    new = unlisted(arguments.modules)
    for module, changes in new.items():
        print(f'# tests/mutants/{module}.toml\n[[survive]]\nreason = ""\nmutants = [')
        print("".join(f"    '''{change}''',\n" for change in changes) + "]\n")
    print(f"{sum(map(len, new.values()))} mutants survive that are not listed")
    return int(bool(new))


def copy(modules: list[str]) -> None:
    """Copy the project, and say there which modules are mutated and which tests are tried."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, COPY / folder, dirs_exist_ok=True)
    shutil.copy2(ROOT / "pyproject.toml", COPY)
    tests = {GOLDEN}.union(*(known(module).get("tests", []) for module in modules))
    mutated = [str(_source(module).relative_to(ROOT)) for module in modules]
    with open(COPY / "pyproject.toml", "a", encoding="utf-8") as file:
        file.write(f"pytest_add_cli_args_test_selection = {json.dumps(sorted(tests))}\n")
        file.write(f"only_mutate = {json.dumps(mutated)}\n")


def _source(module: str) -> Path:
    return ROOT / "gmacm_grammar" / (module.replace(".", "/") + ".py")


def changed(module: str, revision: str) -> list[str]:
    """Patterns for the mutants of the functions that are not those of a revision."""
    path = _source(module).relative_to(ROOT)
    shown = subprocess.run(["git", "show", f"{revision}:./{path}"], cwd=ROOT, capture_output=True)
    before = set(functions(shown.stdout.decode()).items())  # none if the module is new
    now = functions(_source(module).read_text("utf-8"))
    return [f"gmacm_grammar.{module}.{name}__mutmut_*" for name, _ in now.items() - before]


def functions(code: str) -> dict[str, str]:
    """The functions and methods of a module, named as mutmut does, and what they do."""
    tree = ast.parse(code)
    found = {f"x_{f.name}": f for f in tree.body if isinstance(f, ast.FunctionDef)}
    for owner in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        methods = (node for node in owner.body if isinstance(node, ast.FunctionDef))
        found |= {f"xǁ{owner.name}ǁ{method.name}": method for method in methods}
    return {name: ast.dump(function) for name, function in found.items()}


def surviving(modules: list[str]) -> Iterator[tuple[str, str, str]]:
    """The name of each mutant that survived, its module, and the change that it makes."""
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    for module in modules:
        path = _source(module).relative_to(ROOT)
        data = SourceFileMutationData(path=path)
        data.load()
        for name, code in data.exit_code_by_key.items():
            if code in (SURVIVED, UNREACHED):
                yield name, module, change(name, get_diff_for_mutant(name, path=path))


def change(name: str, diff: str) -> str:
    """``function: the old lines => the new ones``, from a diff."""
    function = name.rpartition(".")[2].rpartition("__mutmut_")[0]
    function = function.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
    lines = diff.splitlines()[3:]
    old, new = (" ".join(line[1:].strip() for line in lines if line[:1] == s) for s in "-+")
    return f"{function}: {old} => {new}"


def known(module: str) -> dict[str, Any]:
    """What tests/mutants says of a module."""
    path = LISTS / f"{module}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def unlisted(modules: list[str]) -> dict[str, list[str]]:
    """module -> the changes that survived and are not listed."""
    new: dict[str, list[str]] = {}
    for _, module, what in surviving(modules):
        listed = [
            mutant for table in known(module).get("survive", []) for mutant in table["mutants"]
        ]
        if what not in listed and what not in new.get(module, []):
            new.setdefault(module, []).append(what)
    return new


if __name__ == "__main__":
    sys.exit(main())
