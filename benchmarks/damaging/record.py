"""What a record holds: its figures by path, and what of it does not add up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs

from gmacm_grammar import Examination, Report, reconcile, reconcile_series
from gmacm_grammar.model.records import Losses, Note, Overcollateralization, Pool


def figures(report: Report) -> dict[str, Any]:
    """The figures of a record by path; classes and groups go by their names."""
    return dict(_leaves(attrs.evolve(report, unknown=()), ""))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if attrs.has(type(value)):
        value = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}")
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            name = getattr(inner, "name", None) or getattr(inner, "group", None) or number
            yield from _leaves(inner, f"{path}[{name}]")
    elif isinstance(value, (Decimal, int, date)):
        yield path, value


def failing(found: Examination) -> set[tuple[str, str]]:
    """What does not add up in a report."""
    return {(r.name, str(r.where)) for r in reconcile(found) if r.outcome == "fails"}


def failing_series(month: Report, before: Report, after: Report) -> set[tuple[str, str]]:
    results = reconcile_series([before, month, after])
    return {(r.name, f"{r.where} {r.month}") for r in results if r.outcome == "fails"}


def neighbour(report: Report, before: bool) -> Report:
    """As much of last month's report (or next month's) as this one says."""
    ours, theirs = ("beginning", "ending") if before else ("ending", "beginning")
    oc_ours, oc_theirs = ("beginning", "outstanding") if before else ("outstanding", "beginning")
    day = report.payment_date
    if day is not None:
        day = (
            (day.replace(day=1) - timedelta(days=6))
            if before
            else day.replace(day=25) + timedelta(31)
        )
    balances = [f"{theirs}_balance", f"{theirs}_prefunding_balance"]
    mine = [f"{ours}_balance", f"{ours}_prefunding_balance"]
    pools = tuple(
        Pool(group=p.group, **{b: getattr(p, m) for b, m in zip(balances, mine, strict=True)})
        for p in report.pools
    )
    notes = tuple(Note(name=n.name, **{balances[0]: getattr(n, mine[0])}) for n in report.notes)
    oc = tuple(
        Overcollateralization(group=o.group, **{oc_theirs: getattr(o, oc_ours)})
        for o in report.overcollateralization
    )
    losses = Losses(**{theirs: getattr(report.losses, ours)}) if report.losses else None
    heading = attrs.asdict(report, recurse=False, filter=lambda a, _: a.name in _HEADING)
    return Report(**heading, payment_date=day, pools=pools, notes=notes,
                  overcollateralization=oc, losses=losses)  # fmt: skip


_HEADING = ("title", "series", "class_name", "group", "trust")
