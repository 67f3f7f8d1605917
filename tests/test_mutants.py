"""What `make mutants` changes; whether tests notice it is for that to say."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutants import drawn, mutants_of


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("x = 1", {"x = 2"}),
        ("x = True", {"x = False"}),
        ("x = 'é' + y", {"x = 'éx' + y", "x = ('é' - y)"}),
        ("x = a < b", {"x = (a <= b)"}),
        ("x = a not in b", {"x = (a in b)"}),
        ("x = a and b", {"x = (a or b)"}),
        ("x = not a", {"x = (a)"}),
        ("x -= y", {"x += y"}),
        ("f(a, b=c)", {"f(b=c)", "f(a)"}),
        ("if a: b", {"if (not (a)): b"}),
        ("[a for a in b if c]", {"[a for a in b if (not (c))]"}),
        ("def f(): a.b", {"def f(): pass"}),
        ("def f():\n return (\n  a)", {"def f():\n return None"}),
        ("def f() -> '1': return None", set()),
        ("def f(a: '1'):\n  '2'\n  b: '3' = c", set()),
        ("if TYPE_CHECKING: import a\nA: TypeAlias = '1'\n__all__ = ['1']\nf'{1}'", set()),
    ],
)
def test_code_is_changed_in_one_place(code: str, changed: set[str]) -> None:
    source = code.encode()
    assert {m.changed(source).decode() for m in mutants_of(Path("x.py"), source)} == changed


def test_the_same_mutants_are_drawn_for_the_same_seed() -> None:
    code = "".join(f"def f{n}(a):\n return a < {n}\n" for n in range(9))
    mutants = list(mutants_of(Path("x.py"), code.encode()))
    first = list(drawn(mutants, 1, set()))
    assert sorted(m.id for m in first) == sorted({m.id for m in mutants})
    assert list(drawn(mutants, 1, set())) == first != list(drawn(mutants, 2, set()))
    assert len({mutant.kind for mutant in first[:3]}) == 3
    assert first[0] not in drawn(mutants, 1, {first[0].id})
