"""The reports that are damaged, and their places."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from damaging.record import failing, figures
from gmacm_grammar import Cell, examine

FIXTURES = Path(__file__).parents[2] / "fixtures"

#: A text of which a part is replaced: where it begins and ends, and what stands there instead.
Change: TypeAlias = tuple[int, int, str]


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

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """A row for each label, its values beside it, and one for headings in a row."""
        rows: list[list[Cell]] = []
        heading = False
        for cell in self.cells:
            if rows and (cell.terminal in self.kinds or (heading and cell.role == "heading")):
                rows[-1].append(cell)
            else:
                rows.append([cell])
            heading = cell.role == "heading"
        return rows

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

    def replaced(self, text: str) -> list[Change]:
        """Another text in place of the whole report."""
        return [(0, len(self.text), text)]

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
    for number, path in enumerate(sorted(FIXTURES.glob("2*.txt"))):
        report = Fixture(path.stem, path.read_bytes().decode("utf-8"))
        yield report
        if number % 3 == 0:
            page = Fixture(f"{path.stem} page", as_page(report))
            assert page.figures == report.figures, path
            yield page


def as_page(report: Fixture) -> str:
    """A table with the rows of a report."""
    rows = ("".join(f"<td>{cell.text}</td>" for cell in row) for row in report.rows)
    return "<table>{}</table>\n".format("".join(f"<tr>{row}</tr>\n" for row in rows))


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
