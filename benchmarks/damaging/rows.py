"""Damage to rows and figures that the text shows."""

from __future__ import annotations

import random

from damaging.kinds import Kinds
from damaging.reports import Change, Fixture, end_of, put
from gmacm_grammar import Cell

KINDS = Kinds()


@KINDS.add("a row missing", lossy=True)
def _no_row(report: Fixture, chance: random.Random) -> list[Change] | None:
    first, end = report.row(chance.choice(report.labels))
    last = report.cells[end].offset if end < len(report.cells) else len(report.text)
    return [(report.cells[first].offset, last, "")]


@KINDS.add("a label missing", lossy=True)
def _no_label(report: Fixture, chance: random.Random) -> list[Change] | None:
    return report.without(chance.choice(report.labels), chance)


@KINDS.add("a value missing", lossy=True)
def _no_value(report: Fixture, chance: random.Random) -> list[Change] | None:
    return report.without(chance.choice(report.values), chance)


@KINDS.add("a figure lost at the end of a page", lossy=True)
def _lost(report: Fixture, chance: random.Random) -> list[Change] | None:
    if report.page:
        return None
    cell = _last_of_a_row(report, chance)
    return put(cell, "\n<PAGE>" if report.fixed else "<PAGE>")


@KINDS.add("the last figure of a page on the next one")
def _on_next_page(report: Fixture, chance: random.Random) -> list[Change] | None:
    if report.page:
        return None
    cell = _last_of_a_row(report, chance)
    indent = " " * (cell.column - 1) if report.fixed else ""
    before = "\n" if report.fixed else ""
    return put(cell, f"{before}<PAGE>{report.new_line()}{indent}{cell.text}")


def _last_of_a_row(report: Fixture, chance: random.Random) -> Cell:
    return report.cells[chance.choice([n for n in report.values if n + 1 not in report.values])]


@KINDS.add("a row twice")
def _row_twice(report: Fixture, chance: random.Random) -> list[Change] | None:
    first, end = report.row(chance.choice(report.labels))
    if ".other." in f".{report.cells[end - 1].path}":  # kept as often as it is there
        return None
    start, last = report.cells[first].offset, end_of(report.cells[end - 1])
    return [(last, last, report.new_line() + report.text[start:last])]


@KINDS.add("a stray figure")
def _stray(report: Fixture, chance: random.Random) -> list[Change] | None:
    after = report.cells[chance.choice(report.values)]
    if not report.text[end_of(after) : end_of(after) + 1].isspace():
        return None  # what follows, glued to the figure, would be another number
    figure = f"{chance.randint(1, 999)},{chance.randint(100, 999)}.{chance.randint(10, 99)}"
    figure = chance.choice([figure, str(chance.randint(1, 99))])
    return [(end_of(after), end_of(after), report.gap() + figure)]


@KINDS.add("an empty cell left")
def _empty(report: Fixture, chance: random.Random) -> list[Change] | None:
    if report.fixed:
        return None
    cell = chance.choice(report.cells)
    return [(cell.offset, cell.offset, report.gap())]


@KINDS.add("an unknown row")
def _unknown(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = report.cells[chance.choice(report.labels)]
    row = f"Reserve Release Amount{report.gap()}{chance.randint(1, 99)}.00{report.new_line()}"
    return [(cell.offset, cell.offset, row)]


@KINDS.add("######## or #DIV/0!", lossy=True)
def _unshown(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = report.cells[chance.choice(report.values)]
    return put(cell, chance.choice(["########", "#DIV/0!", "#REF!"]))


@KINDS.add("a letter in a figure", lossy=True)
def _letter(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = report.cells[chance.choice(report.values)]
    digits = [n for n, c in enumerate(cell.text) if c.isdigit()]
    at = cell.offset + chance.choice(digits)
    return [(at, at + 1, chance.choice("OlSBZ"))]


@KINDS.add("the decimal point lost", lossy=True)
def _no_point(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [report.cells[n] for n in report.values if "." in report.cells[n].text]
    return put(cell := chance.choice(cells), cell.text.replace(".", ""))


@KINDS.add("the report ends early", lossy=True)
def _early(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = report.cells[chance.randrange(3, len(report.cells))]
    return [(cell.offset, len(report.text), "")]
