"""The kinds of problems: ``problems.toml`` has code, severity, grade, and wording of each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

import attrs

Severity: TypeAlias = Literal["error", "warning", "repair"]
#: How far a report can be trusted: *complete* has no problem; *with remarks* some repairs, or
#: warnings that leave every figure under its name; *doubtful* lacks a part or a figure, has one
#: without a name, or does not add up; *broken* has an error.
Grade: TypeAlias = Literal["complete", "with remarks", "doubtful", "broken"]
GRADES: tuple[Grade, ...] = ("complete", "with remarks", "doubtful", "broken")


def worst(grades: Iterable[Grade]) -> Grade:
    """The worst of some grades; complete if there are none."""
    return max(grades, key=GRADES.index, default="complete")


@attrs.frozen
class ProblemKind:
    """What problems of one kind have in common; ``hint`` is a template for each sentence.

    ``grade`` is the best one of a report with such a problem.
    """

    name: str
    code: str
    severity: Severity
    message: str
    hint: tuple[str, ...]
    grade: Grade


@cache
def problem_kinds() -> dict[str, ProblemKind]:
    """All kinds by name."""
    import tomllib

    found = tomllib.loads(Path(__file__).with_name("problems.toml").read_text("utf-8"))
    return {name: _kind(name, **said) for name, said in found.items()}


def _kind(name: str, hint: list[str], severity: Severity, **said: Any) -> ProblemKind:
    said.setdefault("grade", "broken" if severity == "error" else "with remarks")
    return ProblemKind(name, hint=tuple(hint), severity=severity, **said)
