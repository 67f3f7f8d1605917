"""What is asked of formulas: the conditions of an identity, and what it checks."""

from __future__ import annotations

from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from gmacm_grammar.reconciling.parts import (
    ODD,
    Formula,
    Tried,
    call,
    constant,
    figure,
    operation,
    unreckoned,
)
from gmacm_grammar.reconciling.records import Row
from gmacm_grammar.reconciling.scope import Path, Scope

# ---- conditions --------------------------------------------------------------------------------


def comparison(left: Formula, sign: str, right: Formula) -> Formula:
    """Whether a comparison of two formulas is true."""
    compared = operation(left, sign, right)

    def value(scope: Scope, tried: Tried) -> Any:
        try:
            return compared.value(scope, tried)
        except ODD as error:
            raise unreckoned(error, compared.words(scope, tried)) from None

    return compared._replace(value=value)


def joined(deciding: bool, *parts: Formula) -> Formula:
    """Conditions of which one decides if it is so (``or``: if it is true)."""

    def value(scope: Scope, tried: Tried) -> Any:
        for part in parts:
            if part.value(scope, tried) is deciding:
                return deciding
        return not deciding

    return Formula(value, frozenset().union(*(part.names for part in parts)))


def stated(is_stated: bool, path: Path) -> Formula:
    """Whether a figure, a text or a section stands in the report, or not."""
    return Formula(
        lambda scope, tried: (scope.find(path).value not in (None, [])) is is_stated, path.names
    )


def like(path: Path, *patterns: str) -> Formula:
    """Whether a text fits one of some patterns of fnmatch; a text that is not there fits none."""

    def value(scope: Scope, tried: Tried) -> bool:
        text = scope.find(path).value
        if text is None or isinstance(text, (Row, list)):
            return False
        return any(fnmatchcase(str(text), pattern[1:-1]) for pattern in patterns)

    return Formula(value, path.names)


# ---- what is checked ---------------------------------------------------------------------------

#: The sign between two sides that are as they must be, and what it is if they are not.
SIGNS = {
    "=": "is not",
    "<=": "is above",
    ">=": "is below",
    "from": "is not from",
    "like": "is not like",
}


class Check(NamedTuple):
    """Two formulas with a sign between them: what must be true."""

    left: Formula
    sign: str
    right: Formula

    def words(self, scope: Scope, tried: Tried, is_true: bool = True) -> str:
        sign = self.sign if is_true else SIGNS[self.sign]
        return f"{self.left.words(scope, tried)} {sign} {self.right.words(scope, tried)}"

    def figures(self, scope: Scope, tried: Tried) -> list[str]:
        return self.left.figures(scope, tried) + self.right.figures(scope, tried)


def between(value: Formula, low: Formula, high: Formula) -> Check:
    """A range: the value is compared with what is nearest to it in the range."""
    within = call("", lambda at, lowest, highest: min(max(at, lowest), highest), value, low, high)
    words = within._replace(words=lambda *at: f"{low.words(*at)} to {high.words(*at)}")
    of_bounds = words._replace(figures=lambda *at: low.figures(*at) + high.figures(*at))
    return Check(value, "from", of_bounds)


def alike(path: Path, *patterns: str) -> Check:
    """A text that must fit one of some patterns; one that is not there is missing."""
    text, fits = figure(path), like(path, *patterns)
    left = text._replace(value=lambda *at: Decimal(text.value(*at) is not None and fits.value(*at)))
    return Check(left, "like", constant(Decimal(1), ", ".join(patterns)))
