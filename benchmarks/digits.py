"""Change single digits of the two whole reports and count which changes are noticed.

    python benchmarks/digits.py [--show]

Three times in each value with a digit, one digit is replaced by another one, the same each time.
Names and titles are left out. A change is noticed if the text is not read as before (an error or a
warning), if the report then has a failure or a remark that it does not have as printed, or if it
does not fit the months before and after it. Those are made from the report: its figures carried
over, with as many loans as the pool's change lets expect. Exits with 1 if fewer changes are noticed
than docs/reconcile.md promises. --show lists the figures in which changes are not noticed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import attrs

from gmacm_grammar import Cell, Examination, Report, examine, reconcile, reconcile_series
from gmacm_grammar.model.records import Note

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
WHOLE = ("2002-HE2_2004-02-25", "2002-HE4_2003-07-25")
TIMES = 3
#: The shares of changes that are noticed at least: in the report, and with the months around it.
IN_REPORT, WITH_MONTHS = 0.80, 0.86
_NAMES = re.compile(r"(title|trust|series|class_name)$|\.(name|group)$")


@attrs.frozen
class Count:
    """How many changes were tried, how many were noticed, and the figures where some were not."""

    tried: int
    in_report: int
    with_months: int
    missed: Counter[str]


def count(report: str, times: int = TIMES) -> Count:
    """Change so many digits in each value of a fixture."""
    text = (FIXTURES / f"{report}.txt").read_text(encoding="utf-8")
    whole = examine(text)
    before, after = neighbors(whole.report)
    known = _said(whole), _told(whole), _told_in_series(before, whole, after)
    noticed: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for cell, place, digit in changes(whole, times):
        changed = examine(text[:place] + digit + text[place + 1 :])
        if _said(changed) - known[0] or _told(changed) - known[1]:
            noticed["report"] += 1
        elif _told_in_series(before, changed, after) - known[2]:
            noticed["months"] += 1
        else:
            missed[str(cell.path)] += 1
    tried = noticed.total() + missed.total()
    return Count(tried, noticed["report"], noticed["report"] + noticed["months"], missed)


def changes(examination: Examination, times: int) -> Iterator[tuple[Cell, int, str]]:
    """The cells, in each the place of a digit in the text, and the digit that is put there."""
    for cell in examination.cells:
        places = [at for at, sign in enumerate(cell.text) if sign.isdigit()]
        if cell.role == "value" and places and not _NAMES.search(str(cell.path)):
            chance = random.Random(f"{cell.path} {cell.text}")
            possible = [(at, d) for at in places for d in "0123456789" if d != cell.text[at]]
            for at, digit in chance.sample(possible, times):
                yield cell, cell.offset + at, digit


# ---- what is noticed -----------------------------------------------------------------------------


def _said(examination: Examination) -> set[str]:
    return {problem.message for problem in examination.problems}


def _told(examination: Examination) -> set[tuple[str, ...]]:
    results = reconcile(examination)
    return {(r.name, r.where) for r in results if r.outcome in ("fails", "remark")}


def _told_in_series(
    before: Report, examination: Examination, after: Report
) -> set[tuple[str, ...]]:
    results = reconcile_series([before, examination, after])
    told = (result for result in results if result.outcome in ("fails", "remark"))
    return {(r.name, r.where, str(r.month)) for r in told}


# ---- the months around a report ------------------------------------------------------------------


def neighbors(report: Report) -> tuple[Report, Report]:
    """The reports of the month before and of the month after."""
    return _rolled(report, "beginning", "ending"), _rolled(report, "ending", "beginning")


def _rolled(report: Report, ours: str, theirs: str) -> Report:
    """A report that has at one end of its month what this one has at the other end of its own."""
    assert report.payment_date is not None
    assert report.losses is not None
    start = report.payment_date.replace(day=1)
    day = (start - timedelta(1) if theirs == "ending" else start + timedelta(40)).replace(day=26)
    pools = []
    for pool in report.pools:
        ends = getattr(pool, f"{ours}_balance"), getattr(pool, f"{theirs}_balance")
        loans = int((pool.active_loan_count or 0) * ends[0] / ends[1])
        kept = {f"{theirs}_balance": ends[0], "active_loan_count": loans}
        prefunding = getattr(pool, f"{ours}_prefunding_balance")
        pools.append(attrs.evolve(pool, **kept, **{f"{theirs}_prefunding_balance": prefunding}))
    oc_ours, oc_theirs = (end.replace("ending", "outstanding") for end in (ours, theirs))
    blocks = []
    for block in report.overcollateralization:
        rolled = attrs.evolve(block, **{oc_theirs: getattr(block, oc_ours)})
        if block.target == block.outstanding:
            rolled = attrs.evolve(rolled, target=rolled.outstanding)
        blocks.append(rolled)
    return attrs.evolve(
        report,
        payment_date=day,
        pools=tuple(pools),
        notes=tuple(_rolled_note(note, ours, theirs) for note in report.notes),
        overcollateralization=tuple(blocks),
        losses=attrs.evolve(report.losses, **{theirs: getattr(report.losses, ours)}),
    )


def _rolled_note(note: Note, ours: str, theirs: str) -> Note:
    balance = getattr(note, f"{ours}_balance")
    rolled = attrs.evolve(note, **{f"{theirs}_balance": balance})
    if theirs == "beginning" or not note.factor or note.ending_balance is None:
        return rolled
    original = round(note.ending_balance / note.factor / 1000) * 1000
    return attrs.evolve(rolled, factor=(balance / original).quantize(Decimal("0.0000001")))


def main() -> int:
    parser = argparse.ArgumentParser(description="Change single digits and count what is noticed.")
    parser.add_argument("--show", action="store_true", help="list where changes are not noticed")
    shows = parser.parse_args().show
    counts = {report: count(report) for report in WHOLE}
    print("| report | changes | noticed in the report | with the months around it |")
    print("|---|---:|---:|---:|")
    for report, found in counts.items():
        shares = found.in_report / found.tried, found.with_months / found.tried
        print(f"| {report} | {found.tried} | {shares[0]:.1%} | {shares[1]:.1%} |")
        for path, times in found.missed.items() if shows else ():
            print(f"  {path}: {times} of {TIMES}")
    return int(not all(map(is_enough, counts.values())))


def is_enough(found: Count) -> bool:
    """Whether as many changes are noticed as the page promises."""
    in_report, with_months = IN_REPORT * found.tried, WITH_MONTHS * found.tried
    return found.in_report >= in_report and found.with_months >= with_months


if __name__ == "__main__":
    sys.exit(main())
