"""No regular expression, in the code or in a grammar, can be kept busy by a text made for it.

Found by the automaton of each expression, never by a clock: no text can be run through it in
exponentially many ways, nor can the matcher begin anew at each place of a long text only to fail.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import attrs
import pytest
from conftest import ROOT

import gmacm_grammar
from gmacm_grammar.grammars.expressions import Automaton, why_refused
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


def consuming(used: Used) -> str:
    """The expression without what looks around: as if that belonged to what is matched."""
    text = used.text.replace("(?:^|", "(?:\n|" if used.multiline else "(?:")
    text = re.sub(r"^\^", "\n" if used.multiline else "", text)
    text = re.sub(r"\(\?<!(\\[A-Za-z])\)", lambda looked: looked[1].swapcase(), text)
    text = re.sub(r"\(\?<!(\\\W|\w)\)", r"[^\1]", text)
    return re.sub(r"\(\?(<?[=!])", "(?:", text)


class Runs(Automaton):
    """The runs of an expression through a text in which it does not end."""

    def __init__(self, used: Used) -> None:
        self._closed: list[range] = []
        text = consuming(used)
        super().__init__(f"(?s:.)*(?:{text})" if used.functions & SEARCHES else text)
        whole = "fullmatch" in used.functions or re.search(r"(\$|\\Z)\)?\Z", used.text)
        #: Where the expression may end: a run that comes here has been matched.
        self._ends = set() if whole else set(self.part.last)
        self._after: dict[int, list[int]] = {}
        for place, after in self.edges:
            self._after.setdefault(place, []).append(after)

    def _one(self, operation: str, argument: Any, flags: int) -> Any:
        before = len(self.fits)
        part = super()._one(operation, argument, flags)
        if operation.startswith(("POSSESSIVE", "ATOMIC")):
            self._closed.append(range(before, len(self.fits)))  # never gone back into
        return part

    def begin_anew(self) -> str | None:
        """A text of which more and more repeats take more than their share of time."""
        loops = [place for place in self._after if self._run(place, place)]
        for one, other in product(loops, loops):
            if one == other or other in self._ends or one in self._ends:
                continue
            if any(one in closed and other not in closed for closed in self._closed):
                continue
            if text := self._both(one, other):
                return text
        return None

    def _run(self, start: int, end: int) -> bool:
        waiting, seen = [start], set[int]()
        while waiting:
            for after in self._after.get(waiting.pop(), ()):
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)
        return end in seen

    def _both(self, one: int, other: int) -> str | None:
        """A text that leads from each of two places to itself, and from the one to the other."""
        start = (one, one, other)
        waiting, texts = [start], {start: ""}
        while waiting:
            places = waiting.pop(0)
            for after in product(*(self._after.get(place, ()) for place in places)):
                fits = self.fits[after[0]] & self.fits[after[1]] & self.fits[after[2]]
                if not fits or after[1] in self._ends:
                    continue
                text = texts[places] + self._sample[fits.bit_length() - 1]
                if after == (one, other, other):
                    return text
                if after not in texts:
                    texts[after] = text
                    waiting.append(after)
        return None


OURS = [*FILES, *sorted((ROOT / "benchmarks").glob("*.py"))]
CODE |= {path: path.read_text(encoding="utf-8") for path in OURS}


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_no_expression_in_the_code_may_never_end(path: Path) -> None:
    for used in expressions_in(path):
        # Our own may look around: that takes no longer than what they look for.
        assert why_refused(consuming(used)) is None, used.text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_expression_in_the_code_begins_anew_at_each_place(path: Path) -> None:
    for used in expressions_in(path):
        assert Runs(used).begin_anew() is None, used.text


def test_no_expression_in_the_grammars_may_be_slow() -> None:
    lib = library()
    patterns = [(n, e) for made in lib.formats() for n, e, _ in made.tables.patterns]
    patterns += [pair for made in lib.layouts() for pair in layout_terminals(made.source)]
    assert len(patterns) > 30
    for name, expression in dict(patterns).items():
        assert why_refused(expression) is None, name
        assert Runs(Used(expression, frozenset({"fullmatch"}))).begin_anew() is None, name


@pytest.mark.parametrize(
    "expression",
    [
        "(a|b)*",
        "(ab?)*c",
        r"[^\s]+([ ][^\s]+)*",
        "(a{1,3},)+",
        "[0-9]{1,3}(,[0-9]{3})*",
        "(a|ab)+c",
    ],
)
def test_harmless_expressions_are_not_refused(expression: str) -> None:
    assert why_refused(expression) is None


@pytest.mark.parametrize(
    ("expression", "function"),
    [
        (r"a*a*b", "match"),
        (r".*a.*b", "match"),
        (r"\s*(x)?\s*$", "match"),
        (r"a*b?a*", "fullmatch"),
        (r"\s+//", "sub"),
        (r"_*[a-z]", "findall"),
        (r'"(?:\\.|[^"\\])*"', "finditer"),
        (r"/\*.*?\*/", "sub"),
        (r"\s*+x", "search"),
    ],
)
def test_slow_expressions_are_found(expression: str, function: str) -> None:
    assert why_refused(expression) is None
    assert Runs(Used(expression, frozenset({function}))).begin_anew()


@pytest.mark.parametrize(
    ("expression", "function"),
    [
        (r"a*b?a*", "match"),
        (r"\s*+(x)?\s*+y", "match"),
        (r"\s+//", "match"),
        (r"\w+", "sub"),
        (r"\S+(?: \S+)*", "finditer"),
        (r"(?<!\s)\s+//", "sub"),
        (r"(?<!_)_*[a-z]", "findall"),
        (r'(?<!\\)"(?:\\.|[^"\\])*"', "finditer"),
    ],
)
def test_fast_expressions_are_not_found(expression: str, function: str) -> None:
    assert Runs(Used(expression, frozenset({function}))).begin_anew() is None
