"""Why a report is not read, and what to add to which grammar file to read it.

What is proposed has been tried: with it the problem is gone and no other has come.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs

from gmacm_grammar.grammars import START, SUFFIX
from gmacm_grammar.model import Cell, Examination, Problem
from gmacm_grammar.parsing import Unexpected, normal
from gmacm_grammar.reading import Format, Library, Reading
from gmacm_grammar.recovery import like_figure
from gmacm_grammar.workbench.proposals import Place, Proposer

#: How many problems lines are looked for, and how many proposals are tried for each.
_MOST_PROBLEMS, _MOST_TRIES = 40, 24


@attrs.frozen
class Reach:
    """How far a format got, read without a pardon: cells placed, of how many, and the last one."""

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

    examination: Examination
    reach: tuple[Reach, ...]
    explanations: tuple[Explanation, ...]
    file: str | None = None
    text: str | None = None


def explain(
    text: str,
    own: Iterable[str] = (),
    layout: str | None = None,
    format_: str | None = None,
    fixtures: Path | None = None,
    name: str = "a report",
) -> Explained:
    """Explain every problem of a report. Raises GrammarError when a grammar file is wrong."""
    library = Library(own)
    reading = Reading(library, text, layout, format_)
    examination = reading.examination()
    reach = tuple(_reach(library, text, reading.layout.name))
    if not examination.problems:
        return Explained(examination, reach, ())
    search = _Search(library, text, reading, examination, name)
    explanations = tuple(search.explanation(p, fixtures) for p in examination.problems)
    if not search.lines:
        return Explained(examination, reach, explanations)
    return Explained(examination, reach, explanations, search.file, search.text())


def _reach(library: Library, text: str, layout: str) -> list[Reach]:
    found = []
    for each in library.formats():
        reading = Reading(library, text, layout, each.name)
        stack, last, placed = each.lookahead.start, None, 0
        for cell in reading.cells:
            after = each.lookahead.shift(stack, cell.terminal) if cell.terminal else None
            if after is None:
                break
            stack, last, placed = after, cell, placed + 1
        words, line = (last.text, last.line) if last else (None, None)
        found.append(Reach(each.name, placed, len(reading.cells), words, line))
    return sorted(found, key=lambda reach: -reach.placed)


class _Search:
    """Looks for lines that read what a format cannot, one problem after the other."""

    def __init__(
        self, library: Library, text: str, reading: Reading, examination: Examination, name: str
    ) -> None:
        self._library, self._text, self._name = library, text, name
        self._format, self._layout = reading.format, reading.layout.name
        self._original = examination
        own = self._format.source.path.parent in library.where[:-1]
        suffix = "" if own else "_own"
        self.file = f"{self._format.name}{suffix}{SUFFIX}"
        self._before = self._format.source.path.read_text(encoding="utf-8") if own else None
        self.lines: list[str] = []
        self._found: dict[tuple[int, int], tuple[str, ...]] = {}
        self._near: dict[tuple[int, int], str] = {}
        self._search()

    def text(self) -> str:
        """All that the grammar file must hold."""
        added = "".join(f"{line}\n" for line in self.lines)
        if self._before is not None:
            return self._before.rstrip("\n") + f"\n\n// Found in {self._name}\n{added}"
        return (
            f"// The format {self._format.name}, and what {self._name} has besides.\n"
            "// Proposed by gmacm-grammar explain: look at each line before you keep it.\n\n"
            f"%import .{self._format.name} ({START})\n{added}"
        )

    def explanation(self, problem: Problem, fixtures: Path | None) -> Explanation:
        """What there is to say of a problem."""
        key = _key(problem)
        lines = self._found.get(key, ())
        near = self._near.get(key)
        remark = None
        if not lines and problem.severity != "repair":
            remark = "no line of grammar reads this: compare it with the original"
            if not any(cell.role == "value" for cell in self._original.cells):
                remark = "gmacm-grammar new makes a first grammar file for a report like this"
        return Explanation(
            problem,
            self._expected(problem),
            near,
            _fixture(near, fixtures) if near and fixtures else None,
            lines,
            remark,
        )

    def _search(self) -> None:
        examination, given_up = self._original, set[tuple[int, int]]()
        for _ in range(_MOST_PROBLEMS):
            open_ = [p for p in examination.problems if p.severity != "repair"]
            problem = next((p for p in open_ if _key(p) not in given_up), None)
            if problem is None:
                return
            given_up.add(_key(problem))
            better = self._solve(problem, examination)
            examination = better or examination

    def _solve(self, problem: Problem, examination: Examination) -> Examination | None:
        cell = self._cell(examination, problem)
        if cell is None:
            return None
        cells = [c for c in examination.cells if c.role != "furniture"]
        place = _place(cells, cells.index(cell), self._format)
        printed = {normal(c.text) for c in cells}
        proposer = Proposer(self._current(), self._library.where)
        near = proposer.near(place.label.text, set()) if place.label.terminal is None else []
        if near:
            self._near[_key(problem)] = near[0]
        for number, proposal in enumerate(proposer.proposals(place, printed)):
            if number >= _MOST_TRIES:
                break
            lines = [line for line in proposal.lines if line not in self.lines]
            tried = self._try([*self.lines, *lines])
            if tried is not None and _is_better(tried, examination, problem):
                self.lines += lines
                self._found[_key(problem)] = tuple(lines)
                self._near[_key(problem)] = proposal.like
                return tried
        return None

    def _current(self) -> Format:
        """The format with the lines found so far."""
        if not self.lines:
            return self._format
        with tempfile.TemporaryDirectory() as directory:
            format_ = self._library_with(Path(directory), self.lines)
            _ = format_.format(Path(self.file).stem).tables
            return format_.format(Path(self.file).stem)

    def _library_with(self, directory: Path, lines: Sequence[str]) -> Library:
        kept, self.lines = self.lines, list(lines)
        try:
            (directory / self.file).write_text(self.text(), encoding="utf-8")
        finally:
            self.lines = kept
        return Library([directory, *self._library.where[:-1]], self._library.where[-1])

    def _try(self, lines: Sequence[str]) -> Examination | None:
        """The report read with these lines; None if they make a grammar that is wrong."""
        with tempfile.TemporaryDirectory() as directory:
            library = self._library_with(Path(directory), lines)
            try:
                stem = Path(self.file).stem
                return Reading(library, self._text, self._layout, stem).examination()
            except (Unexpected, ValueError):  # a grammar that is wrong, or makes no record
                return None

    def _cell(self, examination: Examination, problem: Problem) -> Cell | None:
        """The cell that a problem is about."""
        for cell in examination.cells:
            on_line = cell.role != "furniture" and cell.line == problem.line
            if on_line and cell.column <= problem.column <= cell.column + len(cell.text):
                return cell
        return None

    def _expected(self, problem: Problem) -> str | None:
        """What could have stood where a problem is, in words."""
        lookahead = self._format.lookahead
        stack = lookahead.start
        for cell in self._original.cells:
            if (cell.line, cell.column) >= _key(problem):
                is_figure = cell.terminal in self._format.classifier.figures or (
                    cell.terminal is None and like_figure(cell.text)
                )
                if not is_figure and lookahead.ends(stack):
                    return "a label or the next section"
                return lookahead.words(stack)
            unknown = (cell.path or "").startswith("unknown")
            if cell.role in ("furniture", "unread") or unknown or not cell.terminal:
                continue
            after = lookahead.shift(stack, cell.terminal)
            if after is None:
                return None
            stack = after
        return None


def _key(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column


def _is_better(tried: Examination, before: Examination, problem: Problem) -> bool:
    """Whether a problem is gone and no other has come."""
    now = {(_key(p), p.severity) for p in tried.problems}
    then = {(_key(p), p.severity) for p in before.problems}
    gone = _key(problem) not in {key for key, _ in now}
    return gone and now < then and not any(cell.role == "unread" for cell in _new(tried, before))


def _new(tried: Examination, before: Examination) -> list[Cell]:
    """The cells that are unread now and were not."""
    unread = {(cell.line, cell.column) for cell in before.cells if cell.role == "unread"}
    cells = [cell for cell in tried.cells if cell.role == "unread"]
    return [cell for cell in cells if (cell.line, cell.column) not in unread]


def _place(cells: list[Cell], index: int, format_: Format) -> Place:
    """The row in which a cell stands, with the labels around it."""
    figures = format_.classifier.figures
    while index > 0 and cells[index].terminal in figures:
        index -= 1
    end = index + 1
    while end < len(cells) and cells[end].terminal in figures:
        end += 1
    before = next(
        (
            cells[n]
            for n in range(index - 1, -1, -1)
            if cells[n].terminal and cells[n].terminal not in figures
        ),
        None,
    )
    after = next((c for c in cells[end:] if c.terminal and c.terminal not in figures), None)
    return Place(cells[index], tuple(cells[index + 1 : end]), before, after)


def _fixture(label: str, directory: Path) -> str | None:
    """A report of the directory in which a label is printed, with the line."""
    for path in sorted(directory.glob("*.txt")):
        text = path.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.split("\n"), 1):
            if normal(label) in normal(line):
                return f"{path.name}:{number}"
    return None
