"""Damage to how a report is laid out, and to its labels and headings."""

from __future__ import annotations

import random
import re

from damaging.kinds import Kinds
from damaging.reports import Change, Fixture, end_of, put
from gmacm_grammar import Cell

KINDS = Kinds()


@KINDS.add("column edges elsewhere")
def _edges(report: Fixture, chance: random.Random) -> list[Change] | None:
    if not report.fixed:
        return None
    gaps = [m.span() for m in re.finditer(r"(?<=\S) {3,}(?=\S)", report.text)]
    chosen = [g for g in gaps if chance.random() < 0.5]
    return [(start, end, " " * chance.randint(2, 40)) for start, end in chosen]


@KINDS.add("tags and rules elsewhere")
def _tags(report: Fixture, chance: random.Random) -> list[Change] | None:
    ends = [m.end() for m in re.finditer(r"\n(?=[A-Z])", report.text)] if report.fixed else []
    ends = ends or [c.offset for c in report.cells if c.role == "label" and not report.fixed]
    lines = ["<PAGE>", "<S>  <C>  <C>", "\f", "------   ----"] if report.fixed else ["<PAGE>", ""]
    at = chance.choice(ends)
    return [(at, at, chance.choice(lines) + report.new_line())]


@KINDS.add("two values one blank apart")
def _close(report: Fixture, chance: random.Random) -> list[Change] | None:
    pairs = [n for n in report.values if n + 1 in report.values] if report.fixed else []
    pairs = [n for n in pairs if "\n" not in report.between(n, n + 1)]
    if not pairs:
        return None
    n = chance.choice(pairs)
    return [(end_of(report.cells[n]), report.cells[n + 1].offset, " ")]


@KINDS.add("label and value one blank apart")
def _label_close(report: Fixture, chance: random.Random) -> list[Change] | None:
    rows = [n for n in report.labels if report.fixed and n + 1 in report.values]
    if not rows:
        return None
    n = chance.choice(rows)
    return [(end_of(report.cells[n]), report.cells[n + 1].offset, " ")]


@KINDS.add("capitals")
def _capitals(report: Fixture, chance: random.Random) -> list[Change] | None:
    return put(cell := report.cells[chance.choice(report.labels)], cell.text.upper())


@KINDS.add("value on the line below")
def _below(report: Fixture, chance: random.Random) -> list[Change] | None:
    rows = [n for n in report.labels if report.fixed and n + 1 in report.values]
    if not rows:
        return None
    n = chance.choice(rows)
    return [(end_of(report.cells[n]), end_of(report.cells[n]), "\n")]


@KINDS.add("label cut by its value")
def _overprinted(report: Fixture, chance: random.Random) -> list[Change] | None:
    rows = [n for n in report.labels if n + 1 in report.values and len(report.cells[n].text) > 8]
    if not rows:
        return None
    cell = report.cells[n := chance.choice(rows)]
    kept = cell.text[: chance.randint(4, len(cell.text) - 1)].rstrip()
    return [(cell.offset, report.cells[n + 1].offset, kept)]


@KINDS.add("label glued to its value")
def _glued_label(report: Fixture, chance: random.Random) -> list[Change] | None:
    rows = [n for n in report.labels if n + 1 in report.values]
    n = chance.choice(rows)
    return [(end_of(report.cells[n]), report.cells[n + 1].offset, "")]


@KINDS.add("two values glued")
def _glued(report: Fixture, chance: random.Random) -> list[Change] | None:
    pairs = [n for n in report.values if n + 1 in report.values]
    if not pairs:
        return None
    n = chance.choice(pairs)
    return [(end_of(report.cells[n]), report.cells[n + 1].offset, "")]


@KINDS.add("a cut amount and the next as one number", lossy=True)
def _one_number(report: Fixture, chance: random.Random) -> list[Change] | None:
    big = [n for n in report.values if re.fullmatch(r"[0-9,]{5,}\.[0-9]{2}", report.cells[n].text)]
    pairs = [n for n in big if n + 1 in big]
    if not pairs:
        return None
    first, second = report.cells[n := chance.choice(pairs)], report.cells[n + 1]
    whole = first.text.rpartition(".")[0]
    kept = whole[: whole.rindex(",") + 1]
    rest = second.text if len(second.text.split(",")[0]) == 3 else second.text.partition(",")[2]
    return [(first.offset, end_of(second), kept + rest)]


@KINDS.add("headings glued")
def _glued_headings(report: Fixture, chance: random.Random) -> list[Change] | None:
    pairs = [n for n in report.headings if n + 1 in report.headings]
    pairs = [n for n in pairs if "\n" not in report.between(n, n + 1) or not report.fixed]
    if not pairs:
        return None
    n = chance.choice(pairs)
    cell = report.cells[n]
    end = end_of(cell) - chance.choice([0, 0, 1])
    return [(end, report.cells[n + 1].offset, "")]


@KINDS.add("a blank in a heading")
def _split_heading(report: Fixture, chance: random.Random) -> list[Change] | None:
    several = [n for n in report.headings if len(report.cells[n].text) > 3]
    cell = report.cells[chance.choice(several)]
    at = cell.offset + chance.randint(1, len(cell.text) - 1)
    return [(at, at, " ")]


@KINDS.add("a misprinted label", lossy=True)
def _misprint(report: Fixture, chance: random.Random) -> list[Change] | None:
    return _misprinted(report.cells[chance.choice(report.labels)], chance)


@KINDS.add("a misprinted heading")
def _misprinted_heading(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [report.cells[n] for n in report.headings]
    return _misprinted(chance.choice([c for c in cells if c.text[0].isalpha()]), chance)


def _misprinted(cell: Cell, chance: random.Random) -> list[Change]:
    at = chance.choice([n for n, c in enumerate(cell.text) if c.isalpha()])
    start = cell.offset + at
    return [(start, start + 1, chance.choice(["", "x", cell.text[at] * 2, "q"]))]


@KINDS.add("a heading missing")
def _no_heading(report: Fixture, chance: random.Random) -> list[Change] | None:
    heading = chance.choice(report.whole_headings)
    return [change for n in heading for change in report.without(n, chance)]


@KINDS.add("a part of a heading missing")
def _no_part(report: Fixture, chance: random.Random) -> list[Change] | None:
    several = [heading for heading in report.whole_headings if len(heading) > 1]
    return report.without(chance.choice(chance.choice(several)), chance)


@KINDS.add("parts of a heading exchanged", ambiguous=True)
def exchanged(report: Fixture, chance: random.Random) -> list[Change] | None:
    several = [heading for heading in report.whole_headings if len(heading) > 1]
    one, other = (report.cells[n] for n in chance.sample(chance.choice(several), 2))
    if one.text == other.text:
        return None
    return [*report.instead(one, other.text), *report.instead(other, one.text)]


@KINDS.add("an unknown heading for a known one", ambiguous=True)
def _unknown_heading(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = report.cells[chance.choice(report.headings)]
    return report.instead(cell, chance.choice(["Collateral Index", "Trustee Reserve", "Lapsed"]))


@KINDS.add("the title on another page too")
def _title(report: Fixture, chance: random.Random) -> list[Change] | None:
    """Above a section that is not the first; with the row of the date or without it."""
    last = chance.choice(["title", "payment_date"])
    start = report.line_of(report.cells[0])
    end = next(end_of(cell) for cell in report.cells if cell.path == last)
    at = report.line_of(report.cells[chance.choice(report.whole_headings[1:])[0]])
    return [(at, at, report.text[start:end] + report.new_line())]


@KINDS.add("the footnote mark missing")
def _mark(report: Fixture, chance: random.Random) -> list[Change] | None:
    marked = [c for c in report.cells if c.role == "label" and c.text.endswith(("*", ")"))]
    marked = [c for c in marked if re.search(r"(\*+|\(\*\)|\([0-9]\))$", c.text)]
    if not marked:
        return None
    cell = chance.choice(marked)
    return put(cell, re.sub(r" ?(\*+|\(\*\)|\([0-9]\))$", "", cell.text))
