"""Damages every fixture in every way that reports are damaged, and counts what is noticed.

    python benchmarks/damage.py [TRIES] [--show]

Each kind of damage is done TRIES times (40) to each fixture, and to every third one written as a
page, at other places, the same each time. A record is wrong if it holds a figure that the
undamaged report does not have in that place, or lacks one that is still printed. Prints the
Markdown table of docs/laws.md. Exits with 1 if a record is wrong without a word though the text
itself shows the damage. --show prints what nothing noticed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import attrs

from gmacm_grammar import Cell, Examination, Report, examine, reconcile, reconcile_series
from gmacm_grammar.model.records import Losses, Note, Overcollateralization, Pool

FIXTURES = Path(__file__).parent.parent / "fixtures"
TRIES = 40

#: A text of which a part is replaced: where it begins and ends, and what stands there instead.
Change: TypeAlias = tuple[int, int, str]
Kind: TypeAlias = Callable[["Fixture", random.Random], list[Change] | None]


@attrs.frozen
class Damage:
    """A kind of damage.

    ``shown``: the text shows it; ``lossy``: a figure is printed no more; ``ambiguous``: which
    figure is which cannot be known, so that no record is right without a word.
    """

    do: Kind
    shown: bool = True
    lossy: bool = False
    ambiguous: bool = False


KINDS: dict[str, Damage] = {}


def kind(name: str, **of_damage: bool) -> Callable[[Kind], Kind]:
    """Add a kind of damage, with what is said of it (``lossy=True``)."""

    def add(made: Kind) -> Kind:
        KINDS[name] = Damage(made, **of_damage)
        return made

    return add


class Fixture:
    """A report with its cells, and what stands in it when nothing is damaged."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text
        self.found = examine(self.text)
        self.fixed = self.found.layout == "fixed_width"
        self.page = self.found.layout == "html"
        self.figures = figures(self.found.report)
        self.said = Counter((p.severity, p.message) for p in self.found.problems)
        self.failing = failing(self.found)
        self.cells = [cell for cell in self.found.cells if cell.role != "furniture"]
        numbers = [n for n, c in enumerate(self.cells) if c.role == "value" and is_number(c.text)]
        self.values = numbers
        self.kinds = {self.cells[number].terminal for number in numbers} | {"NONE", "UNSHOWN"}
        self.labels = [n for n, cell in enumerate(self.cells) if cell.role == "label"]
        self.headings = [n for n, cell in enumerate(self.cells) if cell.role == "heading"]
        #: The headings as printed: cells that follow one another.
        self.whole_headings: list[list[int]] = []
        for n in self.headings:
            if n - 1 in self.headings:
                self.whole_headings[-1].append(n)
            else:
                self.whole_headings.append([n])

    def row(self, number: int) -> tuple[int, int]:
        """The label before a cell, and the cell after the last value of its row."""
        first = number
        while first > 0 and self.cells[first].role == "value":
            first -= 1
        end = first + 1
        while end < len(self.cells) and self.cells[end].terminal in self.kinds:
            end += 1
        return first, end

    def between(self, first: int, second: int) -> str:
        return self.text[end_of(self.cells[first]) : self.cells[second].offset]

    def gap(self) -> str:
        return "</td><td>" if self.page else "   " if self.fixed else "\n|\n"

    def new_line(self) -> str:
        return "</td></tr>\n<tr><td>" if self.page else "\n" if self.fixed else "\n|\n"

    def line_of(self, cell: Cell) -> int:
        """Where something can be printed above a cell."""
        return cell.offset if self.page else self.text.rfind("\n", 0, cell.offset) + 1

    def instead(self, cell: Cell, text: str) -> list[Change]:
        """Another text in a cell; in a line the cells to the right stay in their columns."""
        more = len(text) - len(cell.text)
        end = end_of(cell)
        if self.fixed and more > 0 and self.text[end : end + more + 1].isspace():
            end += more
        return [(cell.offset, end, text.ljust(len(cell.text)) if self.fixed else text)]

    def without(self, number: int, chance: random.Random) -> list[Change]:
        """Nothing instead of a cell: blanks in a line, no cell in a stream, either in a page."""
        cell = self.cells[number]
        blanks = self.fixed or (self.page and chance.random() < 0.5)
        if blanks or number + 1 == len(self.cells):
            return put(cell, " " * len(cell.text))
        return [(cell.offset, self.cells[number + 1].offset, "")]


def fixtures() -> Iterator[Fixture]:
    """The reports, and of every third one the same as a page."""
    for number, path in enumerate(sorted(FIXTURES.glob("*.txt"))):
        report = Fixture(path.stem, path.read_bytes().decode("utf-8"))
        yield report
        if number % 3 == 0:
            page = Fixture(f"{path.stem} page", as_page(report))
            assert page.figures == report.figures, path
            yield page


def as_page(report: Fixture) -> str:
    """A table with a row for each label, its values beside it, and one for headings in a row."""
    rows: list[str] = []
    heading = False
    for cell in report.cells:
        beside = rows and (cell.terminal in report.kinds or (heading and cell.role == "heading"))
        rows.append(f"<td>{cell.text}</td>" if beside else f"</tr>\n<tr><td>{cell.text}</td>")
        heading = cell.role == "heading"
    return f"<table>{''.join(rows).removeprefix('</tr>')}</tr>\n</table>\n"


def end_of(cell: Cell) -> int:
    return cell.offset + len(cell.text)


def is_number(text: str) -> bool:
    return re.fullmatch(r"[-$(]*[0-9][0-9,./]*[ %)]*", text) is not None


def put(cell: Cell, instead: str) -> list[Change]:
    return [(cell.offset, end_of(cell), instead)]


def changed(text: str, changes: list[Change]) -> str:
    for start, end, instead in sorted(changes, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


# ---- Kinds of damage ---------------------------------------------------------------------------


@kind("column edges elsewhere")
def _edges(report: Fixture, chance: random.Random) -> list[Change] | None:
    if not report.fixed:
        return None
    gaps = [m.span() for m in re.finditer(r"(?<=\S) {3,}(?=\S)", report.text)]
    chosen = [g for g in gaps if chance.random() < 0.5]
    return [(start, end, " " * chance.randint(2, 40)) for start, end in chosen]


@kind("tags and rules elsewhere")
def _tags(report: Fixture, chance: random.Random) -> list[Change] | None:
    ends = [m.end() for m in re.finditer(r"\n(?=[A-Z])", report.text)] if report.fixed else []
    ends = ends or [c.offset for c in report.cells if c.role == "label" and not report.fixed]
    lines = ["<PAGE>", "<S>  <C>  <C>", "\f", "------   ----"] if report.fixed else ["<PAGE>", ""]
    at = chance.choice(ends)
    return [(at, at, chance.choice(lines) + report.new_line())]


@kind("two values one blank apart")
def _close(report: Fixture, chance: random.Random) -> list[Change] | None:
    pairs = [n for n in report.values if n + 1 in report.values] if report.fixed else []
    pairs = [n for n in pairs if "\n" not in report.between(n, n + 1)]
    if not pairs:
        return None
    n = chance.choice(pairs)
    return [(end_of(report.cells[n]), report.cells[n + 1].offset, " ")]


@kind("label and value one blank apart")
def _label_close(report: Fixture, chance: random.Random) -> list[Change] | None:
    rows = [n for n in report.labels if report.fixed and n + 1 in report.values]
    if not rows:
        return None
    n = chance.choice(rows)
    return [(end_of(report.cells[n]), report.cells[n + 1].offset, " ")]


@kind("capitals")
def _capitals(report: Fixture, chance: random.Random) -> list[Change] | None:
    return put(cell := report.cells[chance.choice(report.labels)], cell.text.upper())


@kind("value on the line below")
def _below(report: Fixture, chance: random.Random) -> list[Change] | None:
    rows = [n for n in report.labels if report.fixed and n + 1 in report.values]
    if not rows:
        return None
    n = chance.choice(rows)
    return [(end_of(report.cells[n]), end_of(report.cells[n]), "\n")]


@kind("label cut by its value")
def _overprinted(report: Fixture, chance: random.Random) -> list[Change] | None:
    rows = [n for n in report.labels if n + 1 in report.values and len(report.cells[n].text) > 8]
    if not rows:
        return None
    cell = report.cells[n := chance.choice(rows)]
    kept = cell.text[: chance.randint(4, len(cell.text) - 1)].rstrip()
    return [(cell.offset, report.cells[n + 1].offset, kept)]


@kind("label glued to its value")
def _glued_label(report: Fixture, chance: random.Random) -> list[Change] | None:
    rows = [n for n in report.labels if n + 1 in report.values]
    n = chance.choice(rows)
    return [(end_of(report.cells[n]), report.cells[n + 1].offset, "")]


@kind("two values glued")
def _glued(report: Fixture, chance: random.Random) -> list[Change] | None:
    pairs = [n for n in report.values if n + 1 in report.values]
    if not pairs:
        return None
    n = chance.choice(pairs)
    return [(end_of(report.cells[n]), report.cells[n + 1].offset, "")]


@kind("a cut amount and the next as one number", lossy=True)
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


@kind("headings glued")
def _glued_headings(report: Fixture, chance: random.Random) -> list[Change] | None:
    pairs = [n for n in report.headings if n + 1 in report.headings]
    pairs = [n for n in pairs if "\n" not in report.between(n, n + 1) or not report.fixed]
    if not pairs:
        return None
    n = chance.choice(pairs)
    cell = report.cells[n]
    end = end_of(cell) - chance.choice([0, 0, 1])
    return [(end, report.cells[n + 1].offset, "")]


@kind("a blank in a heading")
def _split_heading(report: Fixture, chance: random.Random) -> list[Change] | None:
    several = [n for n in report.headings if len(report.cells[n].text) > 3]
    cell = report.cells[chance.choice(several)]
    at = cell.offset + chance.randint(1, len(cell.text) - 1)
    return [(at, at, " ")]


@kind("a misprinted label", lossy=True)
def _misprint(report: Fixture, chance: random.Random) -> list[Change] | None:
    return _misprinted(report.cells[chance.choice(report.labels)], chance)


@kind("a misprinted heading")
def _misprinted_heading(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [report.cells[n] for n in report.headings]
    return _misprinted(chance.choice([c for c in cells if c.text[0].isalpha()]), chance)


def _misprinted(cell: Cell, chance: random.Random) -> list[Change]:
    at = chance.choice([n for n, c in enumerate(cell.text) if c.isalpha()])
    start = cell.offset + at
    return [(start, start + 1, chance.choice(["", "x", cell.text[at] * 2, "q"]))]


@kind("a heading missing")
def _no_heading(report: Fixture, chance: random.Random) -> list[Change] | None:
    heading = chance.choice(report.whole_headings)
    return [change for n in heading for change in report.without(n, chance)]


@kind("a part of a heading missing")
def _no_part(report: Fixture, chance: random.Random) -> list[Change] | None:
    several = [heading for heading in report.whole_headings if len(heading) > 1]
    return report.without(chance.choice(chance.choice(several)), chance)


@kind("parts of a heading exchanged", ambiguous=True)
def _exchanged(report: Fixture, chance: random.Random) -> list[Change] | None:
    several = [heading for heading in report.whole_headings if len(heading) > 1]
    one, other = (report.cells[n] for n in chance.sample(chance.choice(several), 2))
    if one.text == other.text:
        return None
    return [*report.instead(one, other.text), *report.instead(other, one.text)]


@kind("the title on another page too")
def _title(report: Fixture, chance: random.Random) -> list[Change] | None:
    """Above a section that is not the first; with the row of the date or without it."""
    last = chance.choice(["title", "payment_date"])
    start = report.line_of(report.cells[0])
    end = next(end_of(cell) for cell in report.cells if cell.path == last)
    at = report.line_of(report.cells[chance.choice(report.whole_headings[1:])[0]])
    return [(at, at, report.text[start:end] + report.new_line())]


@kind("the footnote mark missing")
def _mark(report: Fixture, chance: random.Random) -> list[Change] | None:
    marked = [c for c in report.cells if c.role == "label" and c.text.endswith(("*", ")"))]
    marked = [c for c in marked if re.search(r"(\*+|\(\*\)|\([0-9]\))$", c.text)]
    if not marked:
        return None
    cell = chance.choice(marked)
    return put(cell, re.sub(r" ?(\*+|\(\*\)|\([0-9]\))$", "", cell.text))


@kind("a row missing", lossy=True)
def _no_row(report: Fixture, chance: random.Random) -> list[Change] | None:
    first, end = report.row(chance.choice(report.labels))
    last = report.cells[end].offset if end < len(report.cells) else len(report.text)
    return [(report.cells[first].offset, last, "")]


@kind("a label missing", lossy=True)
def _no_label(report: Fixture, chance: random.Random) -> list[Change] | None:
    return report.without(chance.choice(report.labels), chance)


@kind("a value missing", lossy=True)
def _no_value(report: Fixture, chance: random.Random) -> list[Change] | None:
    return report.without(chance.choice(report.values), chance)


@kind("a row twice")
def _row_twice(report: Fixture, chance: random.Random) -> list[Change] | None:
    first, end = report.row(chance.choice(report.labels))
    start, last = report.cells[first].offset, end_of(report.cells[end - 1])
    return [(last, last, report.new_line() + report.text[start:last])]


@kind("a stray figure")
def _stray(report: Fixture, chance: random.Random) -> list[Change] | None:
    after = report.cells[chance.choice(report.values)]
    figure = f"{chance.randint(1, 999)},{chance.randint(100, 999)}.{chance.randint(10, 99)}"
    figure = chance.choice([figure, str(chance.randint(1, 99))])
    return [(end_of(after), end_of(after), report.gap() + figure)]


@kind("an empty cell left")
def _empty(report: Fixture, chance: random.Random) -> list[Change] | None:
    if report.fixed:
        return None
    cell = chance.choice(report.cells)
    return [(cell.offset, cell.offset, report.gap())]


@kind("an unknown row")
def _unknown(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = report.cells[chance.choice(report.labels)]
    row = f"Reserve Release Amount{report.gap()}{chance.randint(1, 99)}.00{report.new_line()}"
    return [(cell.offset, cell.offset, row)]


@kind("######## or #DIV/0!", lossy=True)
def _unshown(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = report.cells[chance.choice(report.values)]
    return put(cell, chance.choice(["########", "#DIV/0!", "#REF!"]))


@kind("a letter in a figure", lossy=True)
def _letter(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = report.cells[chance.choice(report.values)]
    digits = [n for n, c in enumerate(cell.text) if c.isdigit()]
    at = cell.offset + chance.choice(digits)
    return [(at, at + 1, chance.choice("OlSBZ"))]


@kind("the decimal point lost", lossy=True)
def _no_point(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [report.cells[n] for n in report.values if "." in report.cells[n].text]
    return put(cell := chance.choice(cells), cell.text.replace(".", ""))


@kind("the report ends early", lossy=True)
def _early(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = report.cells[chance.randrange(3, len(report.cells))]
    return [(cell.offset, len(report.text), "")]


@kind("the report ends within a figure", shown=False, lossy=True)
def _within(report: Fixture, chance: random.Random) -> list[Change] | None:
    several = [n for n in report.values if len(report.cells[n].text) > 1]
    cell = report.cells[chance.choice(several)]
    return [(chance.randint(cell.offset + 1, end_of(cell) - 1), len(report.text), "")]


@kind("the heading of a group missing", shown=False)
def _no_group(report: Fixture, chance: random.Random) -> list[Change] | None:
    groups = [n for n, c in enumerate(report.cells) if str(c.path).endswith(".group")]
    return report.without(chance.choice(groups), chance) if groups else None


@kind("the leading digit of a balance cut", shown=False)
def _leading(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [c for c in amounts(report) if BALANCE.search(str(c.path))]
    return _without_first_digit(cells, chance)


@kind("the leading digit of another amount cut", shown=False)
def _leading_other(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [c for c in amounts(report) if not BALANCE.search(str(c.path))]
    return _without_first_digit(cells, chance)


def _without_first_digit(cells: list[Cell], chance: random.Random) -> list[Change] | None:
    cells = [c for c in cells if re.match(r"[1-9][0-9]", c.text)]
    return put(cell := chance.choice(cells), cell.text[1:]) if cells else None


@kind("the leading digit of every balance of a table cut", shown=False)
def _leading_all(report: Fixture, chance: random.Random) -> list[Change] | None:
    ends = chance.choice(["beginning_balance", "ending_balance"])
    cells = [c for c in amounts(report) if re.fullmatch(rf"notes\[\d+\]\.{ends}", str(c.path))]
    changes = [put(c, " " * report.fixed + c.text[1:])[0] for c in cells if c.text[1:2].isdigit()]
    return changes or None


@kind("another digit in an amount", shown=False)
def _digit(report: Fixture, chance: random.Random) -> list[Change] | None:
    cell = chance.choice(amounts(report))
    at = chance.choice([n for n, c in enumerate(cell.text) if c.isdigit()])
    digit = chance.choice([d for d in "123456789" if d != cell.text[at]])
    return put(cell, cell.text[:at] + digit + cell.text[at + 1 :])


@kind("the parentheses of a negative lost", shown=False)
def _sign(report: Fixture, chance: random.Random) -> list[Change] | None:
    cells = [c for c in report.cells if c.role == "value" and re.match(r"\(.*[1-9].*\)", c.text)]
    return put(cell := chance.choice(cells), cell.text.strip("()")) if cells else None


@kind("two amounts swapped", shown=False)
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


# ---- What became of it -------------------------------------------------------------------------


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
    found = examine(changed(report.text, changes))
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
    parser.add_argument("--show", action="store_true", help="show damage that nothing notices")
    arguments = parser.parse_args()
    tries, shows = arguments.tries, arguments.show
    reports = list(fixtures())
    print(HEAD)
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    bad = 0
    for name, damage in KINDS.items():
        count = Count()
        for report in reports:
            for number in range(tries):
                changes = damage.do(report, random.Random(f"{report.name}/{name}/{number}"))
                if changes and judge(report, changes, damage, count) and shows:
                    print(f"  {report.name}/{number}", changes)
        counted = (*attrs.astuple(count)[:6], count.unnoticed)
        shares = [f"{part / max(count.figures, 1):.5f}" for part in (count.kept, count.misfiled)]
        print(f"| {name} | {' | '.join([*map(str, counted), *shares])} |", flush=True)
        bad += count.unnoticed if damage.shown else 0
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
