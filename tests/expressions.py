"""Whether a text made for it can keep a regular expression busy, found without matching any text.

Python's matcher goes back and tries every other way to fit a text. A text is slow where it leads
from one place of the expression back to this place, and to another place, and from there back to
that one: with each time around there are more ways to fit it.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable
from itertools import product
from re import _compiler, _parser
from typing import Any

import attrs

#: A repetition of at most so many times is written out; one of more counts as endless.
FEW = 3
#: Characters by which sets of characters are told apart, beside those of the expression.
SAMPLE = "".join(map(chr, range(128))) + "\x85\xa0\xb2\xe9\u0130\u0663\u2028\u212a\u4e2d"
#: What stands for one character.
CHARACTERS = {"LITERAL", "NOT_LITERAL", "ANY", "IN"}


def slow_text(
    expression: str, flags: int = 0, *, searched: bool = False, whole: bool = False
) -> str | None:
    """A text that takes more than its share of time if it is repeated; None if there is none.

    ``searched``: the match may begin anywhere; ``whole``: it ends at the end of the text.
    """
    whole = whole or re.search(r"(\$|\\Z)\)?\Z", expression) is not None
    return _Automaton(expression, flags, searched).slow_text(whole)


@attrs.frozen
class _Part:
    """The places that a part can begin and end with, and how it can be empty: in so many ways."""

    first: Counter[int] = attrs.field(factory=Counter)
    last: Counter[int] = attrs.field(factory=Counter)
    empty: int = 1


class _Automaton:
    """The places of an expression, which characters fit each, and which may follow which.

    What the expression looks for ahead or behind counts as if it were matched: to look for it
    takes no longer.
    """

    def __init__(self, expression: str, flags: int, searched: bool) -> None:
        near = {chr(ord(c) + n) for c in expression for n in (-1, 0, 1) if ord(c) + n >= 0}
        cases = {case for c in near for case in (c.lower(), c.upper()) if len(case) == 1}
        self.sample = sorted({*SAMPLE, *near, *cases})
        self.fits: list[int] = []  # for each place a bit for each character of the sample
        self.after: dict[int, Counter[int]] = {}  # in how many ways which place may follow
        self.closed: list[range] = []  # places that the matcher never goes back into
        tree = _parser.parse(expression, flags)
        self.part = self._sequence(tree, tree.state.flags)
        if searched:
            anything = _parser.parse("(?s:.)*")
            self.part = self._joined(self._sequence(anything, anything.state.flags), self.part)

    # ---- runs

    def slow_text(self, whole: bool) -> str | None:
        # A run that comes to where the expression may end has been matched.
        ends = set() if whole else set(self.part.last)
        loops = [place for place in self.after if place in self._reached(place)]
        for place in loops:
            for after, ways in self.after[place].items():
                if ways > 1 and place in self._reached(after):
                    return self._character(self.fits[place])
        for one, other in product(set(loops) - ends, repeat=2):
            if one == other or any(one in part and other not in part for part in self.closed):
                continue
            if text := self._leading(one, other, ends):
                return text
        return None

    def _reached(self, start: int) -> set[int]:
        waiting, seen = [start], set[int]()
        while waiting:
            new = self.after.get(waiting.pop(), {}).keys() - seen
            seen |= new
            waiting += new
        return seen

    def _leading(self, one: int, other: int, ends: set[int]) -> str | None:
        """A text that leads from each of two places to itself, and from the one to the other."""
        start = (one, one, other)
        waiting, texts = deque([start]), {start: ""}
        while waiting:
            places = waiting.popleft()
            for after in product(*(self.after.get(place, ()) for place in places)):
                fits = self.fits[after[0]] & self.fits[after[1]] & self.fits[after[2]]
                if not fits or after[1] in ends:
                    continue
                text = texts[places] + self._character(fits)
                if after == (one, other, other):
                    return text
                if after not in texts:
                    texts[after] = text
                    waiting.append(after)
        return None

    def _character(self, fits: int) -> str:
        return self.sample[fits.bit_length() - 1]

    # ---- from the parsed expression

    def _sequence(self, items: Iterable[Any], flags: int) -> _Part:
        found = _Part()
        for operation, argument in items:
            found = self._joined(found, self._one(operation, argument, flags))
        return found

    def _joined(self, one: _Part, other: _Part) -> _Part:
        self._follow(one.last, other.first)
        first = one.first + _times(other.first, one.empty)
        last = other.last + _times(one.last, other.empty)
        return _Part(first, last, one.empty * other.empty)

    def _follow(self, places: Counter[int], following: Counter[int]) -> None:
        for (place, ways), (after, more) in product(places.items(), following.items()):
            self.after.setdefault(place, Counter())[after] += ways * more

    def _one(self, operation: Any, argument: Any, flags: int) -> _Part:
        name, before = str(operation), len(self.fits)
        if name in CHARACTERS:
            return self._place(self._fitting((operation, argument), flags))
        if name == "SUBPATTERN":
            return self._sequence(argument[3], (flags | argument[1]) & ~argument[2])
        if name == "BRANCH":
            parts = [self._sequence(items, flags) for items in argument[1]]
            first = sum((part.first for part in parts), Counter[int]())
            last = sum((part.last for part in parts), Counter[int]())
            return _Part(first, last, sum(part.empty for part in parts))
        if name == "AT":
            return self._anchor(str(argument), flags)
        if name == "ASSERT_NOT" and len(argument[1]) == 1:
            return self._place(self._fitting(argument[1][0], flags, unlike=True))
        if name.startswith("ASSERT"):
            return self._sequence(argument[1], flags)
        closed = name in ("ATOMIC_GROUP", "POSSESSIVE_REPEAT")
        if name == "ATOMIC_GROUP":
            part = self._sequence(argument, flags)
        else:
            part = self._repeated(*argument, flags)
        if closed:
            self.closed.append(range(before, len(self.fits)))
        return part

    def _place(self, fits: int) -> _Part:
        self.fits.append(fits)
        here = Counter([len(self.fits) - 1])
        return _Part(here, here, 0)

    def _fitting(self, item: Any, flags: int, unlike: bool = False) -> int:
        state = _parser.State()
        state.flags = flags
        fits = _compiler.compile(_parser.SubPattern(state, [item])).fullmatch
        bits = ((fits(c) is None) == unlike for c in self.sample)
        return sum(1 << number for number, bit in enumerate(bits) if bit)

    def _anchor(self, name: str, flags: int) -> _Part:
        """A line end before the beginning of a line; nothing fits before that of the text."""
        if not name.startswith("AT_BEGINNING"):
            return _Part()
        line = name == "AT_BEGINNING" and flags & re.MULTILINE
        return self._place(1 << self.sample.index("\n") if line else 0)

    def _repeated(self, least: int, most: int, items: Any, flags: int) -> _Part:
        found = _Part()
        for _ in range(min(least, FEW)):
            found = self._joined(found, self._sequence(items, flags))
        if most > FEW:
            part = self._sequence(items, flags)
            self._follow(part.last, part.first)
            return self._joined(found, attrs.evolve(part, empty=1))
        more = _Part()
        for _ in range(most - least):
            part = self._joined(self._sequence(items, flags), more)
            more = attrs.evolve(part, empty=part.empty + 1)
        return self._joined(found, more)


def _times(places: Counter[int], ways: int) -> Counter[int]:
    return Counter({place: count * ways for place, count in places.items() if ways})
