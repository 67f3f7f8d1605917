"""How alike two texts are, from 0 to 1, as ``difflib`` counts it, but soon done with what is not.

``difflib`` compares slowly. Two texts are no more alike than their lengths allow, nor than the
characters that they share; what both rule out is not compared.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache


def alike(one: str, other: str, least: float) -> bool:
    """Whether two texts are alike by ``least`` or more."""
    if _at_most(one, other, least) < least:
        return False
    return difflib.SequenceMatcher(None, one, other).ratio() >= least


def nearest(text: str, known: Iterable[str], least: float) -> str | None:
    """Which of the ``known`` texts is most like ``text``; None if none is by ``least`` or more."""
    bounds = [(most, label) for label in known if (most := _at_most(label, text, least)) >= least]
    matcher = difflib.SequenceMatcher(None, "", text)
    best, found = least, ""
    for most, label in sorted(bounds, reverse=True):
        if most < best:
            break
        matcher.set_seq1(label)
        best, found = max((best, found), (matcher.ratio(), label))
    return found or None


def _at_most(one: str, other: str, least: float) -> float:
    """How alike two texts can be; less than ``least`` is not looked into further."""
    length = len(one) + len(other)
    if not length:
        return 1.0
    most = 2.0 * min(len(one), len(other)) / length
    return most if most < least else 2.0 * len(_characters(one) & _characters(other)) / length


@lru_cache(2_000)  # the labels of a format are compared with each cell that is unknown
def _characters(text: str) -> frozenset[tuple[str, int]]:
    """The characters of a text, each with how often it came before."""
    count = Counter[str]()
    found = []
    for character in text:
        found.append((character, count[character]))
        count[character] += 1
    return frozenset(found)
