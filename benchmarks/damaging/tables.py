"""Damage to tables of pages: digits of two sizes, cells over rows, lines in cells."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from pages import MANNERS, Writer

from damaging.kinds import Kinds
from damaging.record import figures
from damaging.reports import Change, Fixture, is_number
from gmacm_grammar import examine

KINDS = Kinds()

#: Writes a page of a damaged report.
Writing: TypeAlias = Callable[[Fixture, random.Random], str]


#: What stands for markup in the cells that are given to the writer of pages.
BREAK, TWO_ROWS, BEFORE, BEHIND = "\ue000\ue001\ue002\ue003"
_COVERING = re.compile(f"(<td[^<>]*)(>(?:(?!<td).)*){TWO_ROWS}", re.IGNORECASE | re.DOTALL)
#: In what a page cannot differ where cells cover others, or have several lines: the cells beside.
BESIDE = frozenset({"marks", "spacers", "decorated"})
SMALL = [("<SMALL>", "</SMALL>"), ("<FONT SIZE=1>", "</FONT>")]
HIGH = ("<SUP>", "</SUP>")


def _page(
    rows: list[list[str]],
    chance: random.Random,
    but: frozenset[str] = frozenset(),
    small: tuple[str, str] = ("", ""),
) -> str:
    """The rows as a page in any manner but some, with markup in place of what stands for it."""
    manner = {name for name in MANNERS if chance.random() < 0.5}
    page = Writer(manner - but, chance).page(rows)
    page = _COVERING.sub(r"\1 ROWSPAN=2\2", page)
    for mark, markup in zip((BREAK, BEFORE, BEHIND), ("<BR>", *small), strict=True):
        page = page.replace(mark, markup)
    return page


def _texts(report: Fixture) -> list[list[str]]:
    return [[cell.text for cell in row] for row in report.rows]


def _figures(report: Fixture) -> list[tuple[int, int]]:
    """The figures of a report by row and column."""
    return [
        (number, column)
        for number, row in enumerate(report.rows)
        for column, cell in enumerate(row)
        if cell.role == "value" and is_number(cell.text) and column
    ]


@cache
def _is_writable(report: Fixture) -> bool:
    """Whether the page of a text says the same; where a heading is damaged it may not."""
    page = _page(_texts(report), random.Random(0))
    return not report.page and figures(examine(page).report) == report.figures


def _of_pages(name: str, **of_damage: bool) -> Callable[[Writing], Writing]:
    """Add a kind of damage that is done where a report is written as a page."""

    def added(write: Writing) -> Writing:
        @KINDS.add(name, **of_damage)
        def do(report: Fixture, chance: random.Random) -> list[Change] | None:
            return report.replaced(write(report, chance)) if _is_writable(report) else None

        return write

    return added


@_of_pages("a page written otherwise")
def _otherwise(report: Fixture, chance: random.Random) -> str:
    return _page(_texts(report), chance)


@_of_pages("a footnote mark at a figure")
def _marked(report: Fixture, chance: random.Random) -> str:
    rows = _texts(report)
    row, column = chance.choice(_figures(report))
    rows[row][column] += BEFORE + chance.choice(["1", "2", "(1)", "*"]) + BEHIND
    return _page(rows, chance, small=chance.choice([*SMALL, HIGH]))


@_of_pages("a smaller digit in a figure", lossy=True, ambiguous=True)
def _smaller(report: Fixture, chance: random.Random) -> str:
    return _with_another_digit(report, r"(?<=\d)\d|\d(?=\d)", chance.choice(SMALL), chance)


@_of_pages("a higher digit in a figure", lossy=True, ambiguous=True)
def _higher(report: Fixture, chance: random.Random) -> str:
    return _with_another_digit(report, r"\d(?=\d)|(?<=\d)\d(?=[.,/])", HIGH, chance)


@_of_pages("the last digit of a figure as a footnote mark", shown=False, lossy=True)
def _last_digit(report: Fixture, chance: random.Random) -> str:
    return _with_another_digit(report, r"(?<=\d)\d(?=%?$)", HIGH, chance)


def _with_another_digit(
    report: Fixture, which: str, small: tuple[str, str], chance: random.Random
) -> str:
    """A page of a report with such a digit in other letters than those beside it."""
    rows = _texts(report)
    places = [
        (r, c, m.start()) for r, c in _figures(report) for m in re.finditer(which, rows[r][c])
    ]
    row, column, at = chance.choice(places)
    figure = rows[row][column]
    rows[row][column] = figure[:at] + BEFORE + figure[at] + BEHIND + figure[at + 1 :]
    return _page(rows, chance, small=small)


@_of_pages("a cell over two rows", lossy=True, ambiguous=True)
def _over_two_rows(report: Fixture, chance: random.Random) -> str:
    rows = _texts(report)
    full = _full(report)
    row = chance.choice([n for n in full if _alike(rows, full, n, n + 1)])
    column = chance.randrange(1, len(rows[row]))
    rows[row][column] += TWO_ROWS
    del rows[row + 1][column]
    return _page(rows, chance, BESIDE)


@_of_pages("rows as lines of one")
def _lines(report: Fixture, chance: random.Random) -> str:
    rows, _ = _joined(report, chance)
    return _page(rows, chance, BESIDE)


@_of_pages("unequal lines in cells", lossy=True, ambiguous=True)
def _unequal(report: Fixture, chance: random.Random) -> str:
    rows, row = _joined(report, chance)
    column = chance.randrange(1, len(rows[row]))
    lines = rows[row][column].split(BREAK)
    del lines[chance.randrange(len(lines))]
    rows[row][column] = BREAK.join(lines)
    return _page(rows, chance, BESIDE)


def _joined(report: Fixture, chance: random.Random) -> tuple[list[list[str]], int]:
    """The rows of a report, two to four of them as lines of one; and the number of that."""
    rows = _texts(report)
    full = _full(report)
    first = chance.choice([n for n in full if _alike(rows, full, n, n + 1)])
    last = first + 1
    while last - first < 3 and _alike(rows, full, first, last + 1) and chance.random() < 0.5:
        last += 1
    cells = zip(*rows[first : last + 1], strict=True)
    rows[first : last + 1] = [[BREAK.join(lines) for lines in cells]]
    return rows, first


def _full(report: Fixture) -> list[int]:
    """The rows of a label and nothing but figures."""
    return [
        number
        for number, (label, *values) in enumerate(report.rows)
        if label.role == "label" and values and all(is_number(cell.text) for cell in values)
    ]


def _alike(rows: list[list[str]], full: list[int], one: int, other: int) -> bool:
    return other in full and len(rows[one]) == len(rows[other])
