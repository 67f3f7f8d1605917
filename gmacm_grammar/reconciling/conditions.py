"""What a condition is made of beside comparisons: each part can be evaluated in a scope."""

from __future__ import annotations

from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

import attrs

from gmacm_grammar.reconciling.formulas import Node, Path, Used
from gmacm_grammar.reconciling.scope import Scope, is_section


@attrs.frozen
class Stated:
    """Whether a figure, a text or a section stands in the report."""

    path: Path

    def evaluate(self, scope: Scope, used: Used) -> Any:
        return scope.find(self.path.steps).value not in (None, ())

    def parts(self) -> tuple[Node, ...]:
        return (self.path,)


@attrs.frozen
class Like:
    """Whether a text fits one of some patterns of fnmatch; a text that is not there fits none."""

    path: Path
    patterns: tuple[str, ...]

    def evaluate(self, scope: Scope, used: Used) -> Any:
        value = scope.find(self.path.steps).value
        if value is None or is_section(value):
            return False
        if isinstance(value, int):
            value = Decimal(value)  # which has no limit to its digits as a text
        return any(fnmatchcase(str(value), pattern) for pattern in self.patterns)

    def parts(self) -> tuple[Node, ...]:
        return (self.path,)


@attrs.frozen
class Logic:
    """Conditions joined by ``and`` or ``or``, or one that must not be (``not``)."""

    word: str
    conditions: tuple[Node, ...]

    def evaluate(self, scope: Scope, used: Used) -> Any:
        values = (condition.evaluate(scope, used) for condition in self.conditions)
        if self.word == "not":
            return not next(values)
        return all(values) if self.word == "and" else any(values)

    def parts(self) -> tuple[Node, ...]:
        return self.conditions
