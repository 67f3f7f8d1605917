"""What is read past a damaged cell or heading, step by step: how alike texts are, which readings a
cell has, which labels are taken as read."""

from __future__ import annotations

import difflib
import random

import pytest

from gmacm_grammar.likeness import alike, nearest

# ---- How alike texts are -------------------------------------------------------------------------


def words(count: int, seed: int) -> list[str]:
    """Words of few letters, so that many are alike; the same ones each time."""
    chance = random.Random(seed)
    return ["".join(chance.choices("ab ", k=chance.randint(1, 9))) for _ in range(count)]


def test_texts_are_as_alike_as_difflib_finds_them() -> None:
    known = words(60, seed=1)
    for one in ["", *known[:30]]:
        for other in known:
            ratio = difflib.SequenceMatcher(None, one, other).ratio()
            assert alike(one, other, ratio)
            assert not alike(one, other, ratio + 0.001)


@pytest.mark.parametrize("least", [0.0, 0.5, 0.6, 0.8, 1.0])
def test_the_nearest_text_is_the_one_that_difflib_finds(least: float) -> None:
    known = words(60, seed=2)
    for text in ["", "abc", "ccc", *words(60, seed=3), *known[:9]]:
        found = difflib.get_close_matches(text, known, 1, least)
        assert nearest(text, known, least) == (found[0] if found else None)


def test_nothing_is_near_where_nothing_is_known() -> None:
    assert nearest("abc", [], 0.0) is None
    assert alike("", "", 1.0)
