"""No regular expression, in the code or in our grammars, can be kept busy by a text made for it.

Those of the package are checked by its automaton (`expressions.py`), never by a clock.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from expressions import slow_text

import gmacm_grammar
from gmacm_grammar.grammars.tables import layout_terminals
from gmacm_grammar.reading.formats import library

PACKAGE = Path(gmacm_grammar.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
CODE = {path: path.read_text(encoding="utf-8") for path in FILES}
SEARCHES = {"search", "finditer", "findall", "sub", "subn", "split"}


@attrs.frozen
class Used:
    """An expression, and the functions of re that it is used with."""

    text: str
    functions: frozenset[str]
    multiline: bool = False


def expressions_in(path: Path) -> Iterator[Used]:
    """The regular expressions that a module compiles, as far as they are literals."""
    tree = ast.parse(CODE[path])
    within = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        function = node.func.attr
        if ast.unparse(node.func.value) != "re" or function == "escape":
            continue
        if (text := literal(node.args[0])) is None:
            continue
        functions = {function} if function != "compile" else uses(within[node], path)
        yield Used(text, frozenset(functions), "MULTILINE" in ast.unparse(node))


def uses(node: ast.AST, path: Path) -> set[str]:
    """What is done with a compiled expression; everything, if that is not seen."""
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.Assign):
        name = ast.unparse(node.targets[0])
        code = CODE[path] if name.startswith("_") else "\n".join(CODE.values())
        return set(re.findall(rf"\b{re.escape(name)}\.(\w+)", code)) or SEARCHES
    return SEARCHES


def literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else node.value.decode()
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else "x" for p in node.values)
        return "".join(map(str, parts))
    if isinstance(node, ast.BinOp):
        return f"{literal(node.left) or 'x'}{literal(node.right) or 'x'}"
    return None


def slow(used: Used) -> str | None:
    """A text that takes an expression, as it is used, more than its share of time."""
    return slow_text(
        used.text,
        re.MULTILINE if used.multiline else 0,
        searched=bool(used.functions & SEARCHES),
        whole="fullmatch" in used.functions,
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_expression_in_the_code_is_slow(path: Path) -> None:
    for used in expressions_in(path):
        assert slow(used) is None, used.text


def test_no_expression_in_the_grammars_is_slow() -> None:
    lib = library()
    patterns = [(n, e) for made in lib.formats() for n, e, _ in made.tables.patterns]
    patterns += [pair for made in lib.layouts() for pair in layout_terminals(made.source)]
    assert len(patterns) > 30
    for name, expression in dict(patterns).items():
        assert slow_text(expression, whole=True) is None, name


@pytest.mark.parametrize(
    ("expression", "function"),
    [
        (r"(a+)+b", "match"),
        (r"(a|a)*b", "match"),
        (r"(\w+\s?)*:", "match"),
        (r"(a*)*b", "match"),
        (r"(a|ab|b)*c", "match"),
        (r"a*a*b", "match"),
        (r".*a.*b", "match"),
        (r"\s*(x)?\s*$", "match"),
        (r"a*b?a*", "fullmatch"),
        (r"\s+//", "sub"),
        (r"_*[a-z]", "findall"),
        (r'"(?:\\.|[^"\\])*"', "finditer"),
        (r"/\*.*?\*/", "sub"),
        (r"\s*+x", "search"),
        (r"(?i:A)*a*b", "match"),
    ],
)
def test_slow_expressions_are_found(expression: str, function: str) -> None:
    assert slow(Used(expression, frozenset({function})))


@pytest.mark.parametrize(
    ("expression", "function"),
    [
        (r"(a|b)*", "fullmatch"),
        (r"(ab?)*c", "match"),
        (r"(a|ab)+c", "match"),
        (r"[^\s]+([ ][^\s]+)*", "fullmatch"),
        (r"(a{1,3},)+", "fullmatch"),
        (r"[0-9]{1,3}(,[0-9]{3})*", "fullmatch"),
        (r"a*b?a*", "match"),
        (r"\s*+(x)?\s*+y", "match"),
        (r"\s+//", "match"),
        (r"\w+", "sub"),
        (r"\S+(?: \S+)*", "finditer"),
        (r"(?<!\s)\s+//", "sub"),
        (r"(?<!_)_*[a-z]", "findall"),
        (r'(?<!\\)"(?:\\.|[^"\\])*"', "finditer"),
        (r"(?m)^a+b", "finditer"),
    ],
)
def test_fast_expressions_are_not_found(expression: str, function: str) -> None:
    assert slow(Used(expression, frozenset({function}))) is None
