"""Whatever figures stand in a report, it can be reconciled."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
from conftest import REPORTS, read
from hypothesis import HealthCheck, given, settings, strategies as st

from gmacm_grammar import examine, reconcile, reconcile_series

NINES = "9" * 60
ODD = st.sampled_from(
    [
        *(None, Decimal("0.00"), Decimal("-0.00"), 0, -1, 10**60, 10**5_000),
        *map(Decimal, ("9" * 30, "9" * 40, "9" * 60, "9" * 61, "1E+59", "1E-60", "1E-61", "0E+99")),
        *map(Decimal, ("9E+999999", "1E-999999", "NaN", "sNaN", "-Infinity", "9" * 5_000)),
        Decimal(f"{NINES}.{NINES}"),
        Decimal(f"-0.{NINES}"),
    ]
) | st.decimals()  # fmt: skip


def altered(value: Any, choice: random.Random, figures: list[Any]) -> Any:
    """A record in which some figures, wherever they stand, are others."""
    if attrs.has(type(value)):
        fields = [field for field in attrs.fields(type(value)) if "str |" not in str(field.type)]
        parts = {field.name: getattr(value, field.name) for field in fields}
        return attrs.evolve(value, **altered(parts, choice, figures))
    if isinstance(value, tuple):
        return tuple(altered(inner, choice, figures) for inner in value)
    if isinstance(value, dict):
        return {name: altered(inner, choice, figures) for name, inner in value.items()}
    is_figure = value is None or isinstance(value, (int, Decimal))
    return choice.choice(figures) if is_figure and choice.random() < 0.3 else value


@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.sampled_from(REPORTS), st.lists(ODD, min_size=1, max_size=4), st.integers(0, 999))
def test_any_record_can_be_reconciled(path: Path, figures: list[Any], seed: int) -> None:
    report = examine(read(path)).report
    odd = altered(report, random.Random(seed), figures)
    month = attrs.evolve(odd, payment_date=date(2004, 2, 25))
    last = attrs.evolve(month, payment_date=date(2004, 1, 25), notes=report.notes)
    results = (*reconcile(odd), *reconcile_series([last, month]))
    assert results
    for result in results:
        told = [result.difference, result.tolerance, *(result.sides or ())]
        assert all(number is None or number.is_finite() for number in told)
        assert (result.difference is None) == (result.sides is None)
        assert result.sides is not None or result.outcome in ("untestable", "fails")
