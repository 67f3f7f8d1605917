"""How the house is built: its map in the README, and that Python knows no label and no series.

That imports run only downwards is checked by ``make check``.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from conftest import REPORTS, ROOT

import gmacm_grammar
from gmacm_grammar.reading.formats import library

PACKAGE = Path(gmacm_grammar.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

#: A module of more lines says in its docstring why it is "over 300 lines".
MOST_LINES = 300
SERIES = re.compile(r"\b(19|20)[0-9]{2}-[A-Z]+[0-9]+\b")


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_the_readme_lists_the_rooms_from_the_command_down() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- `(\w+)(?:/|\.py)`: ", text, re.MULTILINE)
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (c for c in layers["tool"]["importlinter"]["contracts"] if c["id"] == "layers")
    assert listed == [layer.removeprefix("gmacm_grammar.") for layer in contract["layers"]]


def test_a_long_module_gives_a_reason() -> None:
    for path in FILES:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        reason = f"over {MOST_LINES} lines" in (ast.get_docstring(parsed(path)) or "").casefold()
        assert lines <= MOST_LINES or reason, f"{path}: split it, or say why it has {lines} lines"


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


def test_python_knows_no_label_and_no_series() -> None:
    """No label of two words or more: a single word may be any word."""
    known = {label for made in library().formats() for label in made.source.labels}
    labels = {label.casefold() for label in known if len(label.split()) > 1}
    assert labels
    for path, text in [(file, text) for file in FILES for text in texts(parsed(file))]:
        assert [label for label in labels if label in text.casefold()] == [], path
        assert SERIES.search(text) is None, (path, text)


def test_a_light_import_and_who_parses_reconciles_nothing() -> None:
    code = """if True:
        import sys, gmacm_grammar
        print(*{"click", "lark", "pyarrow", "rich"} & sys.modules.keys())
        gmacm_grammar.parse(open(sys.argv[1], encoding="utf-8").read())
        print(*(name for name in sys.modules if "reconcil" in name))
    """
    command = [sys.executable, "-c", code, REPORTS[-1]]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_public_names_have_a_docstring() -> None:
    assert [n for n in gmacm_grammar.__all__ if not getattr(gmacm_grammar, n).__doc__] == []
