"""What a report lacks that other months of its series have."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from gmacm_grammar.filings import FiledReport
from gmacm_grammar.model import Report, schema
from gmacm_grammar.parsing import unspaced

#: Of a report its number in the filing, its series with class and group, its payment date, and its
#: parts: as they are compared, and as they are printed.
Held: TypeAlias = tuple[str, str, str, dict[str, str]]


def held(filed: FiledReport) -> Held | None:
    """What is compared of a report; None if its series or date is not known."""
    report = filed.report
    if report.series is None or report.payment_date is None:
        return None
    of = f"{report.series} {report.class_name or ''} {report.group or ''}"
    return filed.origin.number, of, report.payment_date.isoformat(), dict(_parts(report))


def _parts(report: Report) -> Iterator[tuple[str, str]]:
    """The sections of a report, its classes and groups."""
    for name, field in schema(Report).items():
        value = getattr(report, name)
        if field.record is not None and value not in (None, ()):
            yield name, name
            for record in value if field.many else ():
                key = getattr(record, "name", None) or getattr(record, "group", None)
                if key:
                    yield unspaced(f"{name} {key}"), f"{name} {key}"


class Months:
    """The parts of all months of each series."""

    def __init__(self, reports: Iterable[Held]) -> None:
        self._months: dict[str, list[str]] = defaultdict(list)
        self._having: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._printed: dict[str, str] = {}
        for _, series, month, parts in sorted(reports, key=lambda report: report[2]):
            self._months[series].append(month)
            self._printed |= parts
            for part in parts:
                self._having[series][part].append(month)

    def lacks(self, report: Held) -> list[str]:
        """What a report lacks that its series has in months before and in months after it.

        The last month lacks what the one before it has.
        """
        _, series, month, parts = report
        all_months = self._months[series]
        before = bisect_left(all_months, month)
        is_last = month == all_months[-1]
        return sorted(
            self._printed[part]
            for part, months in self._having[series].items()
            if part not in parts
            and months[0] < month
            and (months[-1] >= all_months[before - 1] if is_last else months[-1] > month)
        )
