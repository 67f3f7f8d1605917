"""What every report of a format has, or nearly every one, and one lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from gmacm_grammar.model import Report


def missing_parts(report: Report, paths: Iterable[str]) -> tuple[str, ...]:
    """The paths, such as ``losses`` or ``delinquency.days_30``, that lead to nothing in a report.

    With a point they are about the records of a section, if there are any.
    """
    return tuple(path for path in paths if not _has(report, path.split(".")))


def _has(value: Any, names: Sequence[str]) -> bool:
    """Whether what the names lead to is there, in each record of a tuple of them."""
    if not names:
        return value not in (None, (), {})
    if isinstance(value, tuple):
        return all(_has(inner, names) for inner in value)
    inner = value.get(names[0]) if isinstance(value, dict) else getattr(value, names[0], None)
    if inner is None and attrs.has(type(value)):
        inner = value.other.get(names[0])
    return _has(inner, names[1:])
