"""What a person must know of a report, with the place."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

#: Of a longer line so many characters before and after the place are shown.
_WIDEST = 200

Severity: TypeAlias = Literal["error", "warning", "repair"]


@attrs.frozen
class Problem:
    """Something in a report that a person must know. ``str()`` shows the line with a caret.

    ``severity``: an ``error`` is a cell that could not be read, a ``warning`` one that is kept but
    not understood or not stated, a ``repair`` one that was damaged and could be read in one way
    only. ``where`` names section and row, ``hint`` what to do.
    """

    severity: Severity
    line: int
    column: int
    message: str
    hint: str | None = None
    where: str | None = None
    excerpt: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}"
        head = f"{place}: {self.severity}: {self.message}"
        lines = [head] + ([f"  in {self.where}"] if self.where else [])
        if self.excerpt:
            number = f"{self.line:5d} | "
            start = max(0, self.column - _WIDEST) if len(self.excerpt) > 2 * _WIDEST else 0
            lines.append(number + self.excerpt[start : start + 2 * _WIDEST])
            lines.append(" " * (len(number) - 2) + "| " + " " * (self.column - 1 - start) + "^")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)
