"""Why a report is not read, and what to add to which grammar file to read it.

What is proposed has been tried: with it the problem is gone and no other has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import TypeAlias

import attrs

from gmacm_grammar.grammars import START, SUFFIX
from gmacm_grammar.model import Cell, Examination, Problem
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Reading
from gmacm_grammar.recovery import like_figure
from gmacm_grammar.workbench.proposals import Place, Proposal, Proposer
from gmacm_grammar.workbench.steps import Steps
from gmacm_grammar.workbench.trying import figures_in_reach, read_with

#: For how many problems lines are looked for, and how many grammars are tried: each takes a fifth
#: of a second.
_MOST_PROBLEMS, _MOST_TRIES = 40, 8
#: Line and column.
Key: TypeAlias = tuple[int, int]


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
    where there is nothing to add, and where the report ``is_foreign``: no format reads half of it.
    """

    layout: str
    format: str
    reach: tuple[Reach, ...]
    explanations: tuple[Explanation, ...]
    file: str | None = None
    text: str | None = None
    is_foreign: bool = False


def explain(reading: Reading, fixtures: Path, name: str = "a report") -> Explained:
    """Explain every problem of a report. Raises GrammarError when a grammar file is wrong.

    Known labels are looked up in the reports in ``fixtures``; the report is called ``name``.
    """
    examination = reading.examination()
    reach = sorted(_reaches(reading), key=lambda reach: -reach.placed)
    reach = [one for one in reach if one.placed or not reach[0].placed]
    search = _Search(reading, examination, name)
    explanations = tuple(search.explanation(p, fixtures) for p in examination.problems)
    layout, format_ = examination.layout, examination.format
    if _is_foreign(examination):
        return Explained(layout, format_, tuple(reach), explanations, is_foreign=True)
    added = (search.file, search.text(search.lines)) if search.lines else ()
    return Explained(layout, format_, tuple(reach), explanations, *added)


def _is_foreign(examination: Examination) -> bool:
    """Whether less than half of a report is read: a format of its own is called for."""
    cells = [cell for cell in examination.cells if cell.role != "furniture"]
    lost = [c for c in cells if c.role == "unread" or (c.path or "").startswith("unknown")]
    return 2 * len(lost) > len(cells)


def _reaches(reading: Reading) -> Iterator[Reach]:
    for format_ in reading.lib.formats():
        cells = Reading(reading.lib, reading.text, reading.layout.name, format_.name).cells
        steps = Steps(format_.lookahead)
        faults = (n for n, cell in enumerate(cells) if steps.take(cell.terminal) is None)
        placed = next(faults, len(cells))
        words, line = (cells[placed - 1].text, cells[placed - 1].line) if placed else (None, None)
        yield Reach(format_.name, placed, len(cells), words, line)


class _Search:
    """Looks for lines that read what a format cannot: for all problems at once, as making the
    tables of a grammar takes most of the time."""

    def __init__(self, reading: Reading, examination: Examination, name: str) -> None:
        self._original, self._examination, self._name = reading, examination, name
        source, where = reading.format.source, reading.lib.where
        own = source.path.parent in where[:-1]
        self.file = f"{source.name}{'' if own else '_own'}{SUFFIX}"
        self._before = source.path.read_text(encoding="utf-8").rstrip("\n") if own else None
        self.lines: list[str] = []
        #: What is like the cell of a problem, and the lines that read it.
        self._found: dict[Key, tuple[str | None, tuple[str, ...]]] = {}
        self._tries, self._left = 0, _told(examination)
        waiting = self._proposals()
        if _is_foreign(examination):
            waiting = {}  # no lines are added to a format that reads less than half of it
        while waiting and self._tries < _MOST_TRIES:
            following = {key: next(waiting[key], None) for key in waiting}
            self._try({key: proposal for key, proposal in following.items() if proposal})
            still = {key for key, _ in self._left}
            waiting = {key: waiting[key] for key in following if key in still and following[key]}
        if self.lines and not own and not self._is_chosen():
            self.file = f"{source.name}{SUFFIX}"  # takes the place of the built-in one

    def _proposals(self) -> dict[Key, Iterator[Proposal]]:
        """What may read each row that has a problem, the likeliest first."""
        reading, lib = self._original, self._original.lib
        known, figures = reading.format.classifier, figures_in_reach(lib)
        cells = [
            attrs.evolve(cell, terminal=cell.terminal or figures.figure(cell.text))
            for cell in self._examination.cells
            if cell.role != "furniture"
        ]
        printed = {normal(cell.text) for cell in cells}
        proposer = Proposer(reading.format, lib.where)
        found: dict[Key, Iterator[Proposal]] = {}
        rows: set[Key] = set()
        problems = [p for p in self._examination.problems if p.severity != "repair"]
        for problem in problems[:_MOST_PROBLEMS]:
            at = next((n for n, cell in enumerate(cells) if _is_about(problem, cell)), None)
            if at is None:
                continue
            place = _place(cells, at, known.figures | figures.figures)
            if place.label.terminal is None and _key(place.label) not in rows:
                near = proposer.near(place.label.text, set())
                self._found[_key(problem)] = near[0] if near else None, ()
            if _key(place.label) not in rows:
                found[_key(problem)] = proposer.proposals(place, printed)
            rows.add(_key(place.label))
        return found

    def _try(self, proposals: dict[Key, Proposal]) -> None:
        """Keep the lines with which problems are gone and no other has come."""
        self._tries += 1
        if not proposals or self._tries > _MOST_TRIES:
            return
        lines = [line for proposal in proposals.values() for line in proposal.lines]
        tried = self._read([*self.lines, *lines])
        now = _told(tried.examination()) if tried else self._left
        gone = {key for key, _ in self._left} - {key for key, _ in now}
        if now <= self._left and gone:
            for key, proposal in proposals.items():
                if key in gone:
                    new = [line for line in proposal.lines if line not in self.lines]
                    self.lines += new
                    self._found[key] = proposal.like, tuple(new)
            self._left = now
        elif len(proposals) > 1:
            keys = list(proposals)
            for half in (keys[: len(keys) // 2], keys[len(keys) // 2 :]):
                self._try({key: proposals[key] for key in half})

    def _read(self, lines: Sequence[str], format: str | None = "") -> Reading | None:
        """The report read with further lines of grammar; in whatever format is found, if None."""
        name, original = self.file.removesuffix(SUFFIX), self._original
        format = name if format == "" else format
        text = self.text(dict.fromkeys(lines))
        return read_with(name, text, original.text, original.layout.name, original.lib, format)

    def _is_chosen(self) -> bool:
        """Whether the file takes effect: whether its format is the one that is found."""
        found = self._read(self.lines, None)
        return found is not None and f"{found.format.name}{SUFFIX}" == self.file

    def text(self, lines: Iterable[str]) -> str:
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
        fixture = _fixture(near, fixtures) if near else None
        return Explanation(problem, self._expected(problem), near, fixture, lines, remark)

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


def _key(problem: Problem | Cell) -> Key:
    return problem.line, problem.column


def _is_about(problem: Problem, cell: Cell) -> bool:
    within = cell.column <= problem.column <= cell.column + len(cell.text)
    return cell.line == problem.line and within


def _told(examination: Examination) -> set[tuple[Key, str]]:
    """The places of problems and of what is unread, each with its severity."""
    problems = {(_key(problem), problem.severity) for problem in examination.problems}
    return problems | {
        (_key(cell), "unread") for cell in examination.cells if cell.role == "unread"
    }


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
