"""A kind of damage, and what is known of it beforehand."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, TypeAlias

import attrs

from damaging.reports import Change, Fixture
from gmacm_grammar import Examination, examine

#: Damages a report at a place of chance; None if the report has no such place.
Kind: TypeAlias = Callable[[Fixture, random.Random], list[Change] | None]


@attrs.frozen
class Damage:
    """A kind of damage.

    ``read`` reads the damaged text. ``shown``: the text shows the damage; ``lossy``: a figure is
    printed no more; ``ambiguous``: which figure is which cannot be known, so that no record is
    right without a word.
    """

    do: Kind
    read: Callable[[str], Examination] = examine
    shown: bool = True
    lossy: bool = False
    ambiguous: bool = False


class Kinds(dict[str, Damage]):
    """Kinds of damage by name."""

    def add(self, name: str, **of_damage: Any) -> Callable[[Kind], Kind]:
        """Add a kind of damage, with what is said of it (``lossy=True``)."""

        def added(made: Kind) -> Kind:
            self[name] = Damage(made, **of_damage)
            return made

        return added
