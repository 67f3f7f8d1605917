"""Whether a regular expression can be matched in reasonable time, found without matching it.

Python's matcher goes back and tries every other way to fit a text. Where a repetition fits one text
in two ways, the ways double with each time round: forty characters can take a year. Such an
expression has a cycle in its automaton that can be run in two ways by the same text.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from itertools import product
from typing import Any, TypeAlias

import attrs

#: A repetition of so many times at most is looked at as it is; one of more as if it had no end.
_FEW = 3
#: An expression of more places than this is not looked into, and refused.
_MOST_PLACES = 400
#: Characters by which sets of characters are told apart, beside those of the expression.
_SAMPLE = "".join(map(chr, range(128))) + "\x85\xa0\xb2\xe9\u0130\u0663\u2028\u212a\u4e2d"

Edges: TypeAlias = Counter[tuple[int, int]]


def why_refused(expression: str) -> str | None:
    """Why an expression cannot be used in a grammar; None if it can.

    Raises re.error for what is no expression.
    """
    try:
        automaton = Automaton(expression)
    except _Refused as refused:
        return str(refused)
    if automaton.runs_twice():
        return (
            "can take years on some cells, because a repetition in it fits the same text in two "
            "ways: write each repetition so that it begins with a character it cannot go on with"
        )
    return None


class _Refused(Exception):
    """The expression has something in it that grammars do not have."""


@attrs.frozen
class _Part:
    """A part of an expression: the places it can begin and end with, and how it can be empty.

    Each counts the ways there are.
    """

    first: Counter[int]
    last: Counter[int]
    empty: int


_EMPTY = _Part(Counter(), Counter(), 1)
Pair: TypeAlias = tuple[int, int]
Following: TypeAlias = dict[int, list[int]]


class Automaton:
    """The places of an expression, which characters fit each, and which may follow which.

    ``edges`` counts in how many ways one place may follow another.
    """

    def __init__(self, expression: str) -> None:
        self._parser: Any = import_module("re._parser")
        self.fits: list[int] = []  # for each place a bit for each character of the sample
        self.edges: Edges = Counter()
        self._known: dict[Pair, set[Pair]] = {}
        marks = set(expression) | {c for x in expression for c in (x.lower(), x.upper())}
        near = {chr(ord(c) + n) for c in marks for n in (-1, 1) if 0 <= ord(c) + n < 0x110000}
        self._sample = sorted({*_SAMPLE, *marks, *near})
        tree = self._parser.parse(expression)
        self.part = self._sequence(tree, tree.state.flags)

    def runs_twice(self) -> bool:
        """Whether a cycle can be run in two ways by one text."""
        following: Following = {}
        for place, after in self.edges:
            following.setdefault(place, []).append(after)
        reached = {place: _reached(following, place) for place in following}
        for place in following:
            cycle = {other for other in reached[place] if place in reached.get(other, ())}
            within = {at: [after for after in following[at] if after in cycle] for at in cycle}
            doubled = any(self.edges[at, after] > 1 for at in cycle for after in within[at])
            if doubled or (cycle and self._twice(within, place)):
                return True
        return False

    def _twice(self, within: Following, place: int) -> bool:
        """Whether two runs of one text leave a place by different ways and come back to it."""
        apart = [pair for pair in self._pairs(within, (place, place)) if pair[0] != pair[1]]
        return any((place, place) in self._pairs(within, pair) for pair in apart)

    def _pairs(self, within: Following, start: Pair) -> set[Pair]:
        """Where two runs of one text can be that begin at a pair of places."""
        if start not in self._known:
            waiting, seen = [start], set[Pair]()
            while waiting:
                one, other = waiting.pop()
                for pair in product(within[one], within[other]):
                    if pair not in seen and self.fits[pair[0]] & self.fits[pair[1]]:
                        seen.add(pair)
                        waiting.append(pair)
            self._known[start] = seen
        return self._known[start]

    # ---- from the parsed expression

    def _sequence(self, items: Iterable[Any], flags: int) -> _Part:
        found = _EMPTY
        for operation, argument in items:
            found = self._joined(found, self._one(str(operation), argument, flags))
        return found

    def _joined(self, one: _Part, other: _Part) -> _Part:
        self._follow(one.last, other.first)
        return _Part(
            one.first + _times(other.first, one.empty),
            other.last + _times(one.last, other.empty),
            one.empty * other.empty,
        )

    def _follow(self, places: Counter[int], after: Counter[int]) -> None:
        for (place, ways), (next_, more) in product(places.items(), after.items()):
            self.edges[place, next_] += ways * more

    def _one(self, operation: str, argument: Any, flags: int) -> _Part:
        if operation in ("LITERAL", "NOT_LITERAL", "ANY", "IN", "RANGE", "CATEGORY"):
            return self._place(operation, argument, flags)
        if operation == "SUBPATTERN":
            return self._sequence(argument[3], (flags | argument[1]) & ~argument[2])
        if operation == "ATOMIC_GROUP":
            return self._sequence(argument, flags)
        if operation == "BRANCH":
            parts = [self._sequence(items, flags) for items in argument[1]]
            first = sum((part.first for part in parts), Counter[int]())
            last = sum((part.last for part in parts), Counter[int]())
            return _Part(first, last, sum(part.empty for part in parts))
        if operation.endswith("_REPEAT"):
            least, most, items = argument
            return self._repeated(least, most, items, flags)
        if operation == "AT":
            return _EMPTY
        if operation.startswith("ASSERT"):
            raise _Refused(
                "looks ahead or behind ((?=, (?!, (?<=, (?<!): say what the cell itself consists of"
            )
        raise _Refused("refers to another part of itself: write that part out again")

    def _place(self, operation: str, argument: Any, flags: int) -> _Part:
        if len(self.fits) >= _MOST_PLACES:
            raise _Refused("is too long: make several terminals of it")
        among = _Set(argument) if operation == "IN" else None
        fits = (
            self._fits(operation, among or argument, flags, character) for character in self._sample
        )
        self.fits.append(sum(1 << number for number, one in enumerate(fits) if one))
        here = Counter([len(self.fits) - 1])
        return _Part(here, here, 0)

    def _fits(self, operation: str, argument: Any, flags: int, character: str) -> bool:
        if operation == "ANY":
            return character != "\n" or bool(flags & re.DOTALL)
        cases = {character}
        if flags & re.IGNORECASE:
            cases |= {character.lower(), character.upper(), character.swapcase()}
        codes = {ord(case) for case in cases if len(case) == 1}
        if operation == "LITERAL":
            return argument in codes
        if operation == "NOT_LITERAL":
            return argument not in codes
        return any(map(argument.has, codes)) != bool(argument.inverted)

    def _repeated(self, least: int, most: Any, items: Any, flags: int) -> _Part:
        endless = most is self._parser.MAXREPEAT
        found = _EMPTY
        for _ in range(min(least, _FEW)):
            found = self._joined(found, self._sequence(items, flags))
        if endless or most > _FEW:
            part = self._sequence(items, flags)
            if part.empty and not endless:
                raise _Refused("repeats, up to a number, what may be empty: leave the number out")
            self._follow(part.last, part.first)
            return self._joined(found, attrs.evolve(part, empty=1))
        more = _EMPTY
        for _ in range(most - least):
            part = self._joined(self._sequence(items, flags), more)
            more = attrs.evolve(part, empty=part.empty + 1)
        return self._joined(found, more)


def _times(places: Counter[int], ways: int) -> Counter[int]:
    return Counter({place: count * ways for place, count in places.items() if ways})


class _Set:
    """A set of characters such as ``[^a-z_]``, of which it is soon known whether one is in it."""

    def __init__(self, items: list[Any]) -> None:
        self.inverted = bool(items) and str(items[0][0]) == "NEGATE"
        self._categories = [str(what) for kind, what in items if str(kind) == "CATEGORY"]
        spans = [(what, what) for kind, what in items if str(kind) == "LITERAL"]
        spans += [what for kind, what in items if str(kind) == "RANGE"]
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def has(self, code: int) -> bool:
        """Whether a character stands in the set as it is written, NEGATE apart."""
        at = bisect(self._starts, code) - 1
        within = at >= 0 and code <= self._ends[at]
        return within or any(_is(category, chr(code)) for category in self._categories)


#: How categories are called by the parser, and what they are in an expression.
_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}


def _is(category: str, character: str) -> bool:
    name = category.removeprefix("CATEGORY_")
    plain = name.removeprefix("NOT_")
    return (re.fullmatch(_CATEGORIES[plain], character) is None) == (name != plain)


def _reached(following: Following, start: int) -> set[int]:
    """The places that can come some time after one."""
    waiting, seen = [start], set[int]()
    while waiting:
        for after in following.get(waiting.pop(), ()):
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return seen
