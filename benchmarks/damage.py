"""Damages every certificate of the fixtures in every known way, and counts what is noticed.

    python benchmarks/damage.py [TRIES] [--of N] [--show]

Each kind of damage is done TRIES times (8) to each fixture, and to every third one written as a
page, at other places, the same each time. A record is wrong if it holds a figure that the
undamaged report does not have in that place, or lacks one that is still printed. Prints the
Markdown table of docs/laws.md, and how many reports were damaged. Exits with 1 if a record is
wrong without a word though the text itself shows the damage. --of 3 damages every third report
only, other ones for each kind. --show prints what nothing noticed.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import attrs

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # for pages.py, which writes pages

from damaging import KINDS, Count, fixtures, judge

TRIES = 8

HEAD = (
    "| damage | tried | read right | reported | wrong without a word "
    "| noticed in the report | noticed in the series | unnoticed | figures kept | misfiled |"
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Damage every fixture and count what is noticed.")
    parser.add_argument(
        "tries",
        nargs="?",
        type=int,
        default=TRIES,
        help=f"of each damage ({TRIES})",
    )
    parser.add_argument("--of", type=int, default=1, help="take every n-th report only (1)")
    parser.add_argument("--show", action="store_true", help="show damage that nothing notices")
    arguments = parser.parse_args()
    tries, shows = arguments.tries, arguments.show
    reports = list(fixtures())
    print(HEAD)
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    bad = tried = 0
    for first, (name, damage) in enumerate(KINDS.items()):
        count = Count()
        for report in reports[first % arguments.of :: arguments.of]:
            for number in range(tries):
                changes = damage.do(report, random.Random(f"{report.name}/{name}/{number}"))
                if changes and judge(report, changes, damage, count) and shows:
                    print(f"  {report.name}/{number}", changes)
        counted = (*attrs.astuple(count)[:6], count.unnoticed)
        shares = [f"{part / max(count.figures, 1):.5f}" for part in (count.kept, count.misfiled)]
        print(f"| {name} | {' | '.join([*map(str, counted), *shares])} |", flush=True)
        bad += count.unnoticed if damage.shown else 0
        tried += count.tried
    print(f"\n{tried:,} damaged reports")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
