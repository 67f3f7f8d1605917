"""What an examination says of a text: its cells, its problems, the evidence, the record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

import attrs

from gmacm_grammar.model.kinds import Grade, Severity, problem_kinds, worst
from gmacm_grammar.model.records import Report

Role: TypeAlias = Literal["value", "label", "heading", "furniture", "unread"]


def numbered(line: int, text: str, indent: int | None = None) -> list[str]:
    """A line with its number, and a caret below it behind ``indent`` characters of it."""
    number = f"{line:5d} | "
    caret = [] if indent is None else [f"{'| ':>{len(number)}}{' ' * indent}^"]
    return [f"{number}{text}".rstrip(), *caret]


@attrs.frozen
class Problem:
    """Something in a report that a person must know. ``str()`` shows the line with a caret.

    ``code``, such as GG014, and ``kind``, such as unlabeled-figure, name the kind of problem and
    never change. ``severity``: an ``error`` is a cell that could not be read, a ``warning`` one
    that is kept but not understood or not stated, a ``repair`` one that was damaged and could be
    read in one way only. ``where`` names section and row, ``hint`` what to do. ``excerpt`` is the
    line of the text, or of a very long one the part from column ``excerpt_column`` on.
    """

    code: str
    kind: str
    severity: Severity
    line: int
    column: int
    message: str
    hint: str | None = None
    where: str | None = None
    excerpt: str = ""
    excerpt_column: int = 1

    @property
    def grade(self) -> Grade:
        """The best grade of a report with this problem."""
        kind = problem_kinds().get(self.kind)
        return kind.grade if kind else "broken"

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}"
        head = f"{place}: {self.severity}[{self.code}]: {self.message}"
        lines = [head] + ([f"  in {self.where}"] if self.where else [])
        if self.excerpt:
            lines += numbered(self.line, self.excerpt, self.column - self.excerpt_column)
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


@attrs.define
class Cell:
    """A cell of the text; line and column count from 1, ``offset`` from 0.

    ``row`` is the same for cells of one row (0: not known), ``terminal`` what the format takes it
    for, ``path`` the field it went to. ``places``: where in a page its characters stand, from
    ``offset`` on, if there is markup between them (None: they stand as in ``text``). ``grid``: of
    a page the number of the table, and from which of its columns to which the cell reaches.
    ``printed``: the cells over one another that are read as this one, if it is one of a heading.
    """

    text: str
    line: int
    column: int
    offset: int
    role: Role = "unread"
    path: str | None = None
    terminal: str | None = None
    row: int = 0
    places: tuple[int, ...] | None = None
    grid: tuple[int, int, int] | None = None
    printed: tuple[Cell, ...] = ()

    def __hash__(self) -> int:
        return hash(self.offset)

    @property
    def end(self) -> int:
        """Where the cell ends, counted as ``offset`` is."""
        return self.offset + (self.places[-1] + 1 if self.places else len(self.text))

    @property
    def extent(self) -> tuple[int, int, int]:
        """The table that it is in, and where it begins and ends: in its line, or in the grid."""
        return self.grid or (0, self.column, self.column + self.end - self.offset)

    def parts(self, cut: Iterable[tuple[str, str | None]]) -> list[Cell]:
        """The cells that are cut out of this one: these texts in order, with their terminals."""
        found, at = [], 0
        for text, terminal in cut:
            further = at = self.text.index(text, at)
            after, places = at + len(text), None
            if self.places:
                further = self.places[at]
                places = tuple(place - further for place in self.places[at:after])
            offset, column = self.offset + further, self.column + further
            cell = Cell(text, self.line, column, offset, terminal=terminal, row=self.row)
            cell.places, cell.grid = places, self.grid
            found.append(cell)
            at = after
        return found


@attrs.frozen
class Score:
    """What speaks for a layout or format: a number from 0 to 1 and the labels it knows.

    A layout's ``score`` is the share of known labels and of figures among the cells it cuts; a
    format's the share of the labels in the text that it knows, less a little for its own that the
    text does not have.
    """

    name: str
    score: float
    labels: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Examination:
    """What became of a text: the record as far as it could be read, and every cell's fate.

    ``cells`` holds all that is printed, in order; ``problems`` what a person must know, in order;
    ``layout_scores`` and ``format_scores`` the evidence for each, best first. ``second_report`` is
    the offset at which another report begins, which is not read. ``missing`` names what every
    report of the format has (``%require`` in its grammar) and this one lacks, such as ``series``;
    ``absent`` what nearly every one has (with a question mark there), such as ``losses``.
    """

    report: Report
    layout: str
    format: str
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    layout_scores: tuple[Score, ...]
    format_scores: tuple[Score, ...]
    second_report: int | None = None
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that leave a cell unread."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def grade(self) -> Grade:
        """How far the record can be trusted, as far as reading it can tell; see ``Grade``."""
        return self.graded()

    def graded(self, failing: int = 0) -> Grade:
        """The grade of a report of which so many identities fail, or parts are not there that other
        months have."""
        grades = [problem.grade for problem in self.problems]
        if self.absent:
            grades.append("with remarks")
        if self.missing or failing:
            grades.append("doubtful")
        return worst(grades)
