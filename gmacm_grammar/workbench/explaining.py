"""Why a report is not read, and what to add to which grammar file to read it.

What is proposed has been tried: with it the problem is gone and no other has come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice, takewhile
from pathlib import Path

import attrs

from gmacm_grammar.grammars import START, SUFFIX
from gmacm_grammar.model import Cell, Examination, Problem
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Reading
from gmacm_grammar.recovery import like_figure
from gmacm_grammar.workbench.proposals import Place, Proposer
from gmacm_grammar.workbench.steps import Steps
from gmacm_grammar.workbench.trying import read_with

#: How many problems lines are looked for, and how many proposals are tried for each.
_MOST_PROBLEMS, _MOST_TRIES = 40, 24


@attrs.frozen
class Reach:
    """How far a format got before its first error: cells placed, of how many, and the last one."""

    format: str
    placed: int
    cells: int
    last: str | None
    line: int | None


@attrs.frozen
class Explanation:
    """A problem, what could have stood there, what is like it, and the lines that read it."""

    problem: Problem
    expected: str | None = None
    near: str | None = None
    fixture: str | None = None
    lines: tuple[str, ...] = ()
    remark: str | None = None


@attrs.frozen
class Explained:
    """All that can be said of a report: each problem, and one file that holds all the lines.

    ``file`` is the name of the grammar file to write, ``text`` all that it must hold; both None
    where there is nothing to add.
    """

    layout: str
    format: str
    reach: tuple[Reach, ...]
    explanations: tuple[Explanation, ...]
    file: str | None = None
    text: str | None = None


def explain(reading: Reading, fixtures: Path, name: str = "a report") -> Explained:
    """Explain every problem of a report. Raises GrammarError when a grammar file is wrong.

    Known labels are looked up in the reports in ``fixtures``; the report is called ``name``.
    """
    examination = reading.examination()
    reach = sorted(_reaches(reading), key=lambda reach: -reach.placed)
    reach = [one for one in reach if one.placed or not reach[0].placed]
    search = _Search(reading, examination, name)
    explanations = tuple(search.explanation(p, fixtures) for p in examination.problems)
    added = (search.file, search.text(search.lines)) if search.lines else ()
    layout, format_ = examination.layout, examination.format
    return Explained(layout, format_, tuple(reach), explanations, *added)


def _reaches(reading: Reading) -> Iterator[Reach]:
    for format_ in reading.lib.formats():
        cells = Reading(reading.lib, reading.text, reading.layout.name, format_.name).cells
        steps = Steps(format_.lookahead)
        faults = (n for n, cell in enumerate(cells) if steps.take(cell.terminal) is None)
        placed = next(faults, len(cells))
        words, line = (cells[placed - 1].text, cells[placed - 1].line) if placed else (None, None)
        yield Reach(format_.name, placed, len(cells), words, line)


class _Search:
    """Looks for lines that read what a format cannot, one problem after the other."""

    def __init__(self, reading: Reading, examination: Examination, name: str) -> None:
        self._original, self._examination, self._name = reading, examination, name
        source, where = reading.format.source, reading.lib.where
        own = source.path.parent in where[:-1]
        self.file = f"{source.name}{'' if own else '_own'}{SUFFIX}"
        self._before = source.path.read_text(encoding="utf-8").rstrip("\n") if own else None
        self.lines: list[str] = []
        #: What is like the cell of a problem, and the lines that read it.
        self._found: dict[tuple[int, int], tuple[str | None, tuple[str, ...]]] = {}
        for _ in range(_MOST_PROBLEMS):
            open_ = [p for p in examination.problems if p.severity != "repair"]
            problem = next((p for p in open_ if _key(p) not in self._found), None)
            if problem is None:
                return
            self._found[_key(problem)] = None, ()
            reading, examination = self._solve(problem, reading, examination)

    def text(self, lines: Sequence[str]) -> str:
        """All that the grammar file must hold."""
        added = "".join(f"{line}\n" for line in lines)
        if self._before is not None:
            return f"{self._before}\n\n// Found in {self._name}\n{added}"
        format_ = self._original.format.name
        return (
            f"// The format {format_}, and what {self._name} has besides.\n"
            "// Proposed by gmacm-grammar explain: look at each line before you keep it.\n\n"
            f"%import .{format_} ({START})\n{added}"
        )

    def explanation(self, problem: Problem, fixtures: Path) -> Explanation:
        """What there is to say of a problem."""
        near, lines = self._found.get(_key(problem), (None, ()))
        remark = None
        if not lines and problem.severity != "repair":
            remark = "no line of grammar reads this: compare it with the original"
            if not any(cell.role == "value" for cell in self._examination.cells):
                remark = "gmacm-grammar new makes a first grammar file for a report like this"
        fixture = _fixture(near, fixtures) if near else None
        return Explanation(problem, self._expected(problem), near, fixture, lines, remark)

    def _solve(
        self, problem: Problem, reading: Reading, examination: Examination
    ) -> tuple[Reading, Examination]:
        """The report read with lines that solve a problem, or as before."""
        cells = [cell for cell in examination.cells if cell.role != "furniture"]
        at = next((n for n, cell in enumerate(cells) if _is_about(problem, cell)), None)
        if at is None:
            return reading, examination
        place = _place(cells, at, reading.format.classifier.figures)
        proposer = Proposer(reading.format, self._original.lib.where)
        near = proposer.near(place.label.text, set()) if place.label.terminal is None else []
        self._found[_key(problem)] = near[0] if near else None, ()
        proposals = proposer.proposals(place, {normal(cell.text) for cell in cells})
        for proposal in islice(proposals, _MOST_TRIES):
            lines = [line for line in proposal.lines if line not in self.lines]
            grammar, name = self.text([*self.lines, *lines]), self.file.removesuffix(SUFFIX)
            original = self._original
            tried = read_with(name, grammar, original.text, original.layout.name, original.lib)
            if tried and _is_better(after := tried.examination(), examination, problem):
                self.lines += lines
                self._found[_key(problem)] = proposal.like, tuple(lines)
                return tried, after
        return reading, examination

    def _expected(self, problem: Problem) -> str | None:
        """What could have stood where a problem is, in words."""
        format_ = self._original.format
        lookahead, stack = format_.lookahead, format_.lookahead.start
        for cell in self._examination.cells:
            if _key(cell) >= _key(problem):
                bare = cell.terminal is None and like_figure(cell.text)
                is_figure = bare or cell.terminal in format_.classifier.figures
                ends = not is_figure and lookahead.ends(stack)
                return "a label or the next section" if ends else lookahead.words(stack)
            unknown = (cell.path or "").startswith("unknown")
            if cell.role not in ("furniture", "unread") and not unknown and cell.terminal:
                after = lookahead.shift(stack, cell.terminal)
                if after is None:
                    return None
                stack = after
        return None


def _key(problem: Problem | Cell) -> tuple[int, int]:
    return problem.line, problem.column


def _is_about(problem: Problem, cell: Cell) -> bool:
    within = cell.column <= problem.column <= cell.column + len(cell.text)
    return cell.line == problem.line and within


def _is_better(tried: Examination, before: Examination, problem: Problem) -> bool:
    """Whether a problem is gone and no other has come."""
    now, then = (
        {(_key(problem), problem.severity) for problem in found.problems}
        | {(_key(cell), "unread") for cell in found.cells if cell.role == "unread"}
        for found in (tried, before)
    )
    return now <= then and _key(problem) not in {key for key, _ in now}


def _place(cells: list[Cell], index: int, figures: frozenset[str]) -> Place:
    """The row in which a cell is, with the labels around it."""

    def is_figure(cell: Cell) -> bool:
        return cell.terminal in figures

    while index > 0 and is_figure(cells[index]):
        index -= 1
    values = tuple(takewhile(is_figure, cells[index + 1 :]))
    labels = [cell for cell in cells if cell.terminal and not is_figure(cell)]
    before = [cell for cell in labels if cell.offset < cells[index].offset]
    after = [cell for cell in labels if cell.offset > cells[index].offset]
    return Place(cells[index], values, before[-1] if before else None, next(iter(after), None))


def _fixture(label: str, directory: Path) -> str | None:
    """A report of the directory in which a label is printed, with the line."""
    for path in sorted(directory.glob("*.txt")):
        with suppress(OSError):
            text = path.read_bytes().decode("utf-8", errors="replace")
            for number, line in enumerate(text.split("\n"), 1):
                if normal(label) in normal(line):
                    return f"{path.name}:{number}"
    return None
