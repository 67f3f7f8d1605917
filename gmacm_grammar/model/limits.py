"""How much is read, so that a text or file from anywhere cannot exhaust the machine."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeVar

import attrs

from gmacm_grammar.model.examination import Problem, Severity

T = TypeVar("T")


def _check(limits: Limits, field: attrs.Attribute[int], value: Any) -> None:
    if type(value) is not int or value < 1:
        raise ValueError(f"the limit {field.name} cannot be {value!r}: a whole number, at least 1")


@attrs.frozen(kw_only=True)
class Limits:
    """How much is read. What exceeds a limit is refused, or listed, with an error that names it.

    Of a file: ``size`` is in bytes, as it is and as it is unpacked; ``documents`` in a submission;
    ``reports`` in a document.

    Of a text, or of each document of a file: ``text`` is in characters; ``cells`` counts all that
    is printed, furniture too; ``problems`` are so many as are listed one by one.

    Raises ValueError for a limit that is no number, or less than 1.
    """

    size: int = attrs.field(default=100_000_000, validator=_check)
    documents: int = attrs.field(default=1_000, validator=_check)
    reports: int = attrs.field(default=1_000, validator=_check)
    text: int = attrs.field(default=10_000_000, validator=_check)
    cells: int = attrs.field(default=1_000_000, validator=_check)
    problems: int = attrs.field(default=1_000, validator=_check)


DEFAULTS = Limits()


class LimitError(ValueError):
    """``what`` exceeds the limit ``name``; ``hint`` says how that is raised."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(what, name)
        self.what, self.hint = what, how_to_raise(name)

    def __str__(self) -> str:
        return f"{self.what}: {self.hint}"


def how_to_raise(name: str) -> str:
    """What to do to have more read than a limit allows."""
    return (
        f"raise the limit: limits=Limits({name}=...) in Python, --limit {name}=... of the verbs "
        "parse and batch"
    )


def check_text(text: str, limits: Limits) -> None:
    """Raise LimitError for a text of too many characters."""
    if len(text) > limits.text:
        raise LimitError(f"the text has more than {limits.text:,} characters", "text")


def gathered(cells: Iterable[T], limits: Limits) -> list[T]:
    """The cells as a list. Raises LimitError where there are too many, and makes no more then."""
    found = list(islice(cells, limits.cells + 1))
    if len(found) > limits.cells:
        raise LimitError(f"the text has more than {limits.cells:,} cells", "cells")
    return found


def listed(problems: Iterable[Problem], limits: Limits) -> list[Problem]:
    """The problems in order; of too many as many as may be, errors first, and how many more."""
    ordered = sorted(problems, key=_place)
    if len(ordered) <= limits.problems:
        return ordered
    ordered.sort(key=lambda problem: problem.severity != "error")
    kept, rest = ordered[: limits.problems], ordered[limits.problems :]
    errors = sum(problem.severity == "error" for problem in rest)
    severity: Severity = "error" if errors else "warning"
    message = f"{len(rest):,} more problems are not listed, {errors:,} of them errors"
    first = min(rest, key=_place)
    more = Problem(severity, first.line, first.column, message, hint=how_to_raise("problems"))
    return sorted([*kept, more], key=_place)


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column
