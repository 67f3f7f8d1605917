"""How the house is built: imports flow one way, and Python knows no label and no series."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from conftest import ROOT

import gmacm_grammar
from gmacm_grammar import sources
from gmacm_grammar.formats import library

PACKAGE = Path(gmacm_grammar.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
EACH_FILE = pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))

#: A module of more lines says in its docstring why it is "over 300 lines".
MOST_LINES = 300
SERIES = re.compile(r"\b(19|20)[0-9]{2}-[A-Z]+[0-9]+\b")


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


def imported(tree: ast.AST) -> Iterator[str]:
    """Every name that is imported as the program runs, modules' names in full."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield inner if inner in MODULES else str(node.module)
        else:
            yield from imported(node)


IMPORTS = {name: set(imported(parsed(path))) & MODULES.keys() for name, path in MODULES.items()}


#: What stands around the core, a folder each.
AROUND = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def folder_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in AROUND else None


def test_the_core_does_not_know_what_stands_around_it() -> None:
    for name, others in IMPORTS.items():
        if folder_of(name) is None and name != "gmacm_grammar":
            assert not [other for other in others if folder_of(other)], name
        if folder_of(name) != "cli":
            assert not [other for other in others if folder_of(other) == "cli"], name


def test_imports_flow_one_way() -> None:
    TopologicalSorter(IMPORTS).prepare()  # raises CycleError, which shows the cycle


def test_the_readme_lists_the_modules_in_the_order_of_their_imports() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- `(\w+\.py)`: ", text, re.MULTILINE)
    modules = {
        path.name: name
        for name, path in MODULES.items()
        if path.parent == PACKAGE and path.stem != "__init__"
    }
    assert sorted(listed) == sorted(modules)
    assert sorted(re.findall(r"^- `(\w+)/`: ", text, re.MULTILINE)) == AROUND
    above = {"gmacm_grammar"}
    for file in listed:
        assert modules[file] not in above, f"{file} is listed twice"
        assert IMPORTS[modules[file]] <= above, f"{file} imports what is listed below it"
        above.add(modules[file])


@EACH_FILE
def test_a_long_module_gives_a_reason(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    reason = f"over {MOST_LINES} lines" in (ast.get_docstring(parsed(path)) or "").casefold()
    assert lines <= MOST_LINES or reason, f"{lines} lines: split it, or say why it has so many"


def texts(tree: ast.Module) -> list[str]:
    """The string literals of a module, without the docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


@pytest.fixture(scope="module")
def labels() -> set[str]:
    """The labels of all formats, of two words or more (a single word may be any word)."""
    found = {label for made in library().formats() for label in sources.labels(made.source)}
    return {label.casefold() for label in found if len(label.split()) > 1}


@EACH_FILE
def test_python_knows_no_label_and_no_series(path: Path, labels: set[str]) -> None:
    assert labels
    for text in texts(parsed(path)):
        assert [label for label in labels if label in text.casefold()] == []
        assert SERIES.search(text) is None, text


def test_a_light_import() -> None:
    heavy = {"click", "lark", "lxml", "pyarrow", "rich"}
    code = f"import sys, gmacm_grammar; print(*{heavy} & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


@pytest.mark.parametrize("name", gmacm_grammar.__all__)
def test_public_names_have_a_docstring(name: str) -> None:
    assert getattr(gmacm_grammar, name).__doc__
