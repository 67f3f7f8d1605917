"""Damage that leaves a text as good as any: only arithmetic can tell."""

from __future__ import annotations

import random
import re

from damaging.kinds import Kinds
from damaging.reports import Change, Fixture, end_of, put
from gmacm_grammar import Cell

KINDS = Kinds()


@KINDS.add("the report ends within a figure", shown=False, lossy=True)
def _within(report: Fixture, chance: random.Random) -> list[Change] | None:
    several = [n for n in report.values if len(report.cells[n].text) > 1]
    cell = report.cells[chance.choice(several)]
    return [(chance.randint(cell.offset + 1, end_of(cell) - 1), len(report.text), "")]


@KINDS.add("the heading of a group missing", shown=False)
def _no_group(report: Fixture, chance: random.Random) -> list[Change] | None:
    groups = [n for n, c in enumerate(report.cells) if str(c.path).endswith(".group")]
    return report.without(chance.choice(groups), chance) if groups else None


@KINDS.add("the leading digit of a balance cut", shown=False)
def _leading(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [c for c in amounts(report) if BALANCE.search(str(c.path))]
    return _without_first_digit(cells, chance)


@KINDS.add("the leading digit of another amount cut", shown=False)
def _leading_other(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [c for c in amounts(report) if not BALANCE.search(str(c.path))]
    return _without_first_digit(cells, chance)


def _without_first_digit(cells: list[Cell], chance: random.Random) -> list[Change] | None:
    cells = [c for c in cells if re.match(r"[1-9][0-9]", c.text)]
    return put(cell := chance.choice(cells), cell.text[1:]) if cells else None


@KINDS.add("the leading digit of every balance of a table cut", shown=False)
def _leading_all(report: Fixture, chance: random.Random) -> list[Change] | None:
    ends = chance.choice(["beginning_balance", "ending_balance"])
    cells = [c for c in amounts(report) if re.fullmatch(rf"notes\[\d+\]\.{ends}", str(c.path))]
    changes = [put(c, " " * report.fixed + c.text[1:])[0] for c in cells if c.text[1:2].isdigit()]
    return changes or None


@KINDS.add("another digit in an amount", shown=False)
def _digit(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = chance.choice(amounts(report))
    at = chance.choice([n for n, c in enumerate(cell.text) if c.isdigit()])
    digit = chance.choice([d for d in "123456789" if d != cell.text[at]])
    return put(cell, cell.text[:at] + digit + cell.text[at + 1 :])


@KINDS.add("the parentheses of a negative lost", shown=False)
def _sign(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [c for c in report.cells if c.role == "value" and re.match(r"\(.*[1-9].*\)", c.text)]
    return put(cell := chance.choice(cells), cell.text.strip("()")) if cells else None


@KINDS.add("two amounts swapped", shown=False)
def _swapped(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = amounts(report)
    one, other = chance.choice(cells), chance.choice(cells)
    return None if one.text == other.text else [*put(one, other.text), *put(other, one.text)]


BALANCE = re.compile(r"_balance$|\.(beginning|outstanding|ending)$")


def amounts(report: Fixture) -> list[Cell]:
    """The amounts that are not zero, of the pool, the notes, overcollateralization and losses."""
    where = re.compile(r"(pools|notes|overcollateralization|losses)\b")
    cells = [report.cells[n] for n in report.values]
    figure = re.compile(r"[0-9,]*[1-9][0-9,]*\.[0-9]{2}")
    return [c for c in cells if where.match(str(c.path)) and figure.fullmatch(c.text)]
