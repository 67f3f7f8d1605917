"""Make 24 months of every fixture and count which of them templates read.

    python benchmarks/months.py

Figures and dates vary, amounts become dashes and amounts again, a class is paid off after a year,
and one month has a row that no grammar knows. A month should be read by a template unless it is one
of the first two of its build, or has "none": there is a remark to make, or a mark stands apart from
its figure. Exits with 1 if one is not.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gmacm_grammar import Examination, Limits, examine
from gmacm_grammar.reading import library

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
LIMITS = Limits()
MONTHS, PAID_OFF, UNKNOWN = 24, 12, 7
_FIGURE = re.compile(r"(?<=[\s(])[0-9][0-9,]*\.[0-9]+(?=[\s)%])")
_AMOUNT = re.compile(r"(?<=  )[0-9][0-9,]*\.[0-9]{2}(?=\s)|(?<=\n)[0-9][0-9,]*\.[0-9]{2}(?=\n)")
_DATE = re.compile(r"\b([0-9]{1,2})/([0-9]{1,2})/([0-9]{2,4})\b")
_COUNT = re.compile(r"(?<=  )[1-9][0-9,]*(?=\s)|(?<=\n)[1-9][0-9,]*(?=\n)")


def main() -> int:
    missed = 0
    print(f"{'':28}{'months':>8}{'builds':>8}{'template':>10}{'none':>8}{'missed':>8}")
    for path in sorted(FIXTURES.glob("*.txt")):
        counts = Counter[str]()
        builds = Counter[tuple[str | None, ...]]()
        for text in months(path.read_text(encoding="utf-8"), random.Random(path.stem)):
            if not builds:
                library().templates.clear()
            found, taken = read(text)
            build = build_of(found)
            builds[build] += 1
            if taken:
                counts["template"] += 1
            elif found.problems or any(cell.places for cell in found.cells):
                counts["none"] += 1
            elif builds[build] > 2:
                counts["missed"] += 1
        missed += counts["missed"]
        line = f"{path.stem:28}{MONTHS:8}{len(builds):8}{counts['template']:10}"
        print(f"{line}{counts['none']:8}{counts['missed']:8}")
    return int(missed > 0)


def read(text: str) -> tuple[Examination, bool]:
    """The examination of a text, and whether a template takes it."""
    templates = library().templates.get((None, None))
    taken = templates is not None and templates.read(text, LIMITS) is not None
    return examine(text), taken


def build_of(found: Examination) -> tuple[str | None, ...]:
    """What is alike in all reports of a build: all that is no figure."""
    figures = library().format(found.format).classifier.figures
    return tuple(None if cell.terminal in figures else cell.text for cell in found.cells)


def months(text: str, of: random.Random) -> Iterator[str]:
    """The months of a report."""
    names = re.findall(r"^(?:Class|CLASS) [^\s|]+", text, re.MULTILINE)
    for month in range(MONTHS):
        made = _DATE.sub(lambda m, n=month: later(m, n), text)  # type: ignore[misc]
        made = _FIGURE.sub(lambda m: other_digits(m[0], of), made)
        made = _COUNT.sub(lambda m: other_digits(m[0], of), made)
        dash = "-" if made.startswith("|") else "            -"
        made = _AMOUNT.sub(lambda m, to=dash: to if of.random() < 0.03 else m[0], made)  # type: ignore[misc]
        if month >= PAID_OFF and names and not made.startswith("|"):
            row = re.compile(rf"(?<=^{re.escape(names[0])})\s.*$", re.MULTILINE)
            made = row.sub(lambda m: re.sub("[1-9]", "0", m[0]), made)
        if month == UNKNOWN:
            made = made.replace("Excess Cash", "Servicer Advances", 1)
        yield made


def other_digits(figure: str, of: random.Random) -> str:
    return re.sub("[1-9]", lambda _: str(of.randrange(1, 10)), figure)


def later(match: re.Match[str], months: int) -> str:
    """A date so many months later, printed in the same way."""
    total = int(match[1]) - 1 + months
    year = str(int(match[3]) + total // 12).rjust(len(match[3]), "0")
    return f"{str(total % 12 + 1).rjust(len(match[1]), '0')}/{match[2]}/{year}"


if __name__ == "__main__":
    sys.exit(main())
