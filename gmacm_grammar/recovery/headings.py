"""Read on past a heading that is missing or damaged."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import islice

from gmacm_grammar.parsing import Stack, normal
from gmacm_grammar.recovery.damaged_cells import DamagedCells
from gmacm_grammar.recovery.similarity import alike
from gmacm_grammar.recovery.state import MOST_HEADINGS, Unknown

#: How many cells and labels of a heading may be passed over or taken as read, in how many ways.
_EFFORT, _MOST_WAYS = 3, 400
LONGEST_HEADING = 30
#: Within so many cells after a heading there is a row of its section.
_NEXT_ROW = 20
#: How alike two labels are (0 to 1) of which one is a misprint of the other.
_MISPRINT = 0.85
#: What is said of an unknown heading after which the rows of a section go on.
CARRIED_ON = "the known rows below it are read as rows of the section before it"


class Headings(DamagedCells):
    """A state that gets past faulty headings."""

    def repair_heading(self, index: int) -> int | None:
        """Read on past a heading that is missing or damaged, if there is just one way.

        Cells may be passed over and labels taken as read; the fewest changes count. Returns where
        to read on, None if there is no way or more than one.
        """
        complete = self.sim.ends(self.stack)
        unknown = self.cells[index].terminal is None
        if complete and unknown and self.is_figure(index + 1):
            return None  # an unknown row
        self.headings_looked_at += 1
        if self.headings_looked_at > MOST_HEADINGS:
            return None
        if complete and unknown and not self._misprint(index):
            return None  # an unknown heading
        taken = cache(lambda count: self._taken(count, complete))
        for effort in range(1, _EFFORT + 1):
            ways: dict[Stack, tuple[int, tuple[str, ...]]] = {}
            for skipped in range(min(effort, 1 if complete else effort) + 1):
                if any(self.is_figure(n) for n in range(index, index + skipped)):
                    break
                coming = self.coming(index + skipped)
                for names, after in taken(effort - skipped):
                    if not self.elsewhere.isdisjoint(names):
                        continue  # it is not missing: it stands elsewhere in this heading
                    ahead = self.after(after, coming)
                    if ahead is None or not self._allowed(index, skipped, names, complete):
                        continue
                    if names and self.sim.wants_figure(after):
                        continue  # the label of a row is never guessed
                    ways.setdefault(ahead, (skipped, names))
            if len(ways) == 1:
                skipped, names = next(iter(ways.values()))
                return self.resume(index, skipped, names)
            if ways:
                return None
        return None

    def _misprint(self, index: int) -> bool:
        """Whether the cell is much like the heading of a section."""
        text = normal(self.cells[index].text)
        spelled = map(self.spelling, self.silent(self.stack))
        return any(alike(text, normal(label), _MISPRINT) for label in spelled)

    def _allowed(self, index: int, skipped: int, names: tuple[str, ...], complete: bool) -> bool:
        """Whether a way makes sense: an unknown row or heading is no damaged heading."""
        if not complete:
            return index + skipped < len(self.cells) or bool(names)
        if skipped == 0:
            return self._opens(index, names)
        spelled = " ".join(map(self.spelling, names))
        return alike(normal(self.cells[index].text), normal(spelled), _MISPRINT)

    def _opens(self, index: int, names: tuple[str, ...]) -> bool:
        """Whether the next row stands in the section that the labels ``names`` open."""
        stack = self.after(self.stack, names)
        for at in range(index, min(index + _NEXT_ROW, len(self.cells))):
            name = self.cells[at].terminal
            if stack is None or name is None:
                return False
            if self.is_figure(at + 1) and not self.is_figure(at):
                return self.sim.within_section(stack, name)
            stack = self.sim.shift(stack, name)
        return False

    def resume(self, index: int, skipped: int, names: tuple[str, ...]) -> int:
        """Take the labels ``names`` as read in place of the cells passed over."""
        passed = self.cells[index : index + skipped]
        printed = " ".join(f'"{cell.text}"' for cell in passed)
        taken = " ".join(f'"{self.spelling(name)}"' for name in names)
        where = self.where(None)
        if passed and names:
            self.report("repair", passed[0], f"read {printed} as {taken}", where)
        elif names:
            message = f"the heading {taken} is missing before this"
            self.report("repair", self.cells[index], message, where)
        else:
            hint = self.hint_near(passed[0])
            self.report("warning", passed[0], f"unknown heading {printed}", where, hint)
        for cell in passed:
            cell.role = "heading"
            if not names:
                self.unknown.append(Unknown(cell, (), self.section(), None))
        self.take(names)
        return index + skipped

    def is_carried_on(self, index: int) -> bool:
        """Whether the row at ``index`` goes on with the rows of the section before it."""
        name = self.cells[index].terminal if self.is_figure(index + 1) else None
        if name is None or name in self.seen or not self.seen or self.section() is None:
            return False
        return self.sim.within_section(self.stack, name)

    def take(self, names: Iterable[str]) -> None:
        """Take labels as read."""
        for name in names:
            after = self.sim.shift(self.stack, name)
            assert after is not None
            self.keep(None, after, name)

    def sequences(self, count: int, complete: bool) -> list[tuple[str, ...]]:
        """Labels that can be taken as read: ``count`` of them, or a whole heading as one."""
        return [names for names, _ in self._taken(count, complete)]

    def _taken(self, count: int, complete: bool) -> list[tuple[tuple[str, ...], Stack]]:
        """The same, each with the stack after them."""
        found: list[tuple[tuple[str, ...], Stack]] = [((), self.stack)]
        for _ in range(count):
            longer = (
                ((*names, name), after)
                for names, stack in found
                for name in self.silent(stack)
                if (after := self.sim.shift(stack, name)) is not None
            )
            found = list(islice(longer, _MOST_WAYS + 1))
            if len(found) > _MOST_WAYS:
                return []
        if complete and count == 1:
            found += filter(None, map(self._whole_heading, self.silent(self.stack)))
        return found

    def silent(self, stack: Stack) -> list[str]:
        """The labels that can come next."""
        spellings = self.sim.classifier.spellings
        return [name for name in self.sim.expected(stack) if name in spellings]

    def _whole_heading(self, name: str) -> tuple[tuple[str, ...], Stack] | None:
        """The labels of a heading of several that begins with ``name``; None if it is a row."""
        names = [name]
        after = self.sim.shift(self.stack, name)
        while after is not None and not self.sim.ends(after) and len(names) < LONGEST_HEADING:
            following = self.silent(after)
            if not following or self.sim.wants_figure(after):
                return None
            names.append(following[0])
            after = self.sim.shift(after, following[0])
        return (tuple(names), after) if len(names) > 1 and after is not None else None
