"""Work and memory grow with the length of the text, and no faster. Counted, never timed."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from conftest import FIXTURES, read
from texts import longer, slow

from gmacm_grammar import Report, examine, parse, reconcile, reconcile_series
from gmacm_grammar.model.records import (
    Bucket,
    Delinquency,
    Note,
    Overcollateralization,
    Pool,
)

SEEDS = ("2002-HE2_2004-02-25", "2002-HE4_2003-07-25")
EACH_SEED = pytest.mark.parametrize("name", SEEDS)
SIZE = 1_000
SMALL, LARGE = dict(slow(SIZE)), dict(slow(4 * SIZE))


def calls(function: Callable[[Any], Any], text: Any) -> int:
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
    assert calls(examine, large) < 5 * calls(examine, small) + 3_000


def wide(size: int, month: int = 1) -> Report:
    """A report of so many groups and classes; what each has is compared with all of them."""
    one, two = Decimal("1.00"), Decimal("2.00")
    groups = [f"Group {n}" for n in range(size)]
    balances = {"beginning_balance": one, "ending_balance": one, "net_principal_collections": one}
    shares = {"outstanding": two, "outstanding_share": two}
    return Report(
        title="T",
        payment_date=date(2004, month, 25),
        pools=tuple(Pool(group=group, **balances) for group in groups),
        notes=tuple(Note(name=f"A-{n}", ending_balance=one, principal=one, security_share=one / n,
                         beginning_balance=one) for n in range(1, size)),
        overcollateralization=tuple(Overcollateralization(group=g, **shares) for g in groups),
        delinquency=tuple(Delinquency(group=g, days_30=Bucket(balance=one, share=two))
                          for g in groups),
    )  # fmt: skip


def both_months(size: int) -> Any:
    return reconcile_series([wide(size), wide(size, 2)])


@pytest.mark.parametrize("function", [lambda size: reconcile(wide(size)), both_months])
def test_a_report_of_many_groups_and_classes(function: Callable[[int], Any]) -> None:
    assert len(function(80)) > 3 * 80
    assert calls(function, 80) < 4.4 * calls(function, 20)


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
