"""What became of a damaged report: whether its record is right, and what says so if not."""

from __future__ import annotations

from collections import Counter

import attrs

from damaging.kinds import Damage
from damaging.record import failing, failing_series, figures, neighbour
from damaging.reports import Change, Fixture, changed


@attrs.define
class Count:
    """What became of the damage of one kind."""

    tried: int = 0
    right: int = 0
    reported: int = 0
    silent: int = 0
    in_report: int = 0
    in_series: int = 0
    kept: int = 0
    misfiled: int = 0
    figures: int = 0

    @property
    def unnoticed(self) -> int:
        return self.silent - self.in_report - self.in_series


def judge(report: Fixture, changes: list[Change], damage: Damage, count: Count) -> bool:
    """Count what became of a damaged text; whether it is wrong and nothing tells."""
    found = damage.read(changed(report.text, changes))
    after = figures(found.report)
    wrong = any(report.figures.get(path) != value for path, value in after.items())
    lost = not damage.lossy and any(path not in after for path in report.figures)
    said = Counter((p.severity, p.message) for p in found.problems) - report.said
    count.tried += 1
    count.figures += len(report.figures)
    count.kept += sum(after.get(path) == value for path, value in report.figures.items())
    count.misfiled += sum(report.figures.get(path, value) != value for path, value in after.items())
    if said:
        count.reported += 1
    elif not wrong and not lost and not damage.ambiguous:
        count.right += 1
    else:
        count.silent += 1
        whole = report.found.report
        around = neighbour(whole, True), neighbour(whole, False)
        if failing(found) - report.failing:
            count.in_report += 1
        elif failing_series(found.report, *around) - failing_series(whole, *around):
            count.in_series += 1
        else:
            return True
    return False
