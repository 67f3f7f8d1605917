"""Work and memory grow with the length of the text, and no faster. Counted, never timed."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from conftest import FIXTURES, read
from texts import longer, slow

from gmacm_grammar import examine, parse
from gmacm_grammar.expressions import why_refused

SEEDS = ("2002-HE2_2004-02-25", "2002-HE4_2003-07-25")
EACH_SEED = pytest.mark.parametrize("name", SEEDS)
SIZE = 1_000
SMALL, LARGE = dict(slow(SIZE)), dict(slow(4 * SIZE))


def calls(function: Callable[[str], Any], text: str) -> int:
    """How many functions are called, those of C too."""
    count = 0

    def called(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        function(text)
    finally:
        sys.setprofile(before)
    return count


@EACH_SEED
@pytest.mark.parametrize("function", [parse, examine])
def test_a_report_sixteen_times_as_long(name: str, function: Callable[[str], Any]) -> None:
    text = read(FIXTURES / f"{name}.txt")
    long = longer(text, 16)
    assert 14 < len(long) / len(text) < 18
    for _ in range(3):
        report, more = parse(text), parse(long)
    assert len(more.pools) > 16 * len(report.pools)
    assert len(more.notes) > 16 * len(report.notes)
    # its sections that come again have more cells to a line than the others
    times = len(examine(long).cells) / len(examine(text).cells)
    assert times < 20
    assert calls(function, long) < 1.1 * times * calls(function, text)


@pytest.mark.parametrize("name", SMALL)
def test_a_text_made_to_be_slow(name: str) -> None:
    small, large = SMALL[name], LARGE[name]
    for _ in range(2):  # what is remembered is remembered of both
        examine(small), examine(large)
    assert calls(examine, large) < 5 * calls(examine, small) + 1_000


def test_a_set_of_many_characters_in_a_grammar() -> None:
    small, large = (
        f"[{''.join(chr(0x4E00 + 2 * n) for n in range(size))}]+x" for size in (500, 2_000)
    )
    assert why_refused(small) is None
    assert calls(why_refused, large) < 5 * calls(why_refused, small)


@EACH_SEED
def test_the_memory_of_a_report(name: str) -> None:
    text = read(FIXTURES / f"{name}.txt")
    for _ in range(3):
        parse(text)
    tracemalloc.start()
    try:
        kept = [parse(text) for _ in range(10)]
        now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(kept) == 10
    assert now / 10 < 10 * len(text)
    assert peak - now < 30 * len(text)
