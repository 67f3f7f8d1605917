"""Make a problem of its kind and of the facts."""

from __future__ import annotations

import string
from collections.abc import Iterable

from gmacm_grammar.model.examination import Cell, Problem
from gmacm_grammar.model.kinds import problem_kinds


class Count(int):
    """A number that says what it counts: ``{:value}`` is "1 value" or "2 values"."""

    def __format__(self, what: str) -> str:
        return f"{int(self):,} {what}{'s' * (self != 1)}" if what else f"{int(self):,}"


def problem(
    kind: str, place: Cell | Problem | None, where: str | None = None, **facts: object
) -> Problem:
    """The problem of a kind at a cell, with the facts that it states.

    It may be beside another problem instead (None: at the beginning). A sentence of the hint is
    left out where one of its facts is missing, None, or empty.
    """
    of = problem_kinds()[kind]
    known = {name: fact for name, fact in facts.items() if fact is not None and fact != ""}
    hint = "; ".join(said.format(**known) for said in of.hint if known.keys() >= _facts_of(said))
    line, column = (place.line, place.column) if place else (1, 1)
    message = of.message.format(**facts)
    return Problem(of.code, kind, of.severity, line, column, message, hint or None, where)


def quoted(texts: Iterable[str], between: str = " ") -> str:
    """Texts as a message shows them: each in quotation marks."""
    return between.join(f'"{text}"' for text in texts)


def _facts_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
