"""What tests/mutants lists is of today: the tests are there, and the code that a mutant changes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import mutate
import pytest
from conftest import ROOT

import gmacm_grammar

MODULES = sorted(path.stem for path in mutate.LISTS.glob("*.toml"))


def functions(module: str) -> Iterator[tuple[str, str]]:
    """The name and the source of each function of a module, those of a class as ``Class.name``."""
    path = Path(gmacm_grammar.__file__).parent.joinpath(*module.split("."))
    text = path.with_suffix(".py").read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for function in inner:
            if isinstance(function, ast.FunctionDef):
                yield prefix + function.name, ast.get_source_segment(text, function) or ""


@pytest.mark.parametrize("module", MODULES)
def test_a_mutant_that_may_survive_is_of_today_and_has_a_reason(module: str) -> None:
    known = mutate.known(module)
    assert known.keys() <= {"tests", "survive"}
    assert all((ROOT / path).is_file() for path in known.get("tests", []))
    sources: dict[str, str] = {}
    for name, source in functions(module):
        sources[name] = " ".join(source.split()) + " " + sources.get(name, "")
    for table in known.get("survive", []):
        assert table.keys() == {"reason", "mutants"}
        assert table["reason"].strip()
        for mutant in table["mutants"]:
            name, _, lines = mutant.partition(": ")
            old = " ".join(lines.partition(" => ")[0].split())
            assert old in sources[name], f"{mutant}: the code is another one now"


def test_there_are_lists() -> None:
    assert MODULES
