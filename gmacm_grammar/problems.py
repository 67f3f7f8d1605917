"""What a person must know of a report, with the place."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

Severity: TypeAlias = Literal["error", "warning", "repair"]


@attrs.frozen
class Problem:
    """Something in a report that a person must know. ``str()`` shows the line with a caret.

    ``severity``: an ``error`` is a cell that could not be read, a ``warning`` one that is kept but
    not understood or not stated, a ``repair`` one that was damaged and could be read in one way
    only. ``where`` names section and row, ``hint`` what to do. ``excerpt`` is the line of the text,
    or of a very long one the part from column ``excerpt_column`` on.
    """

    severity: Severity
    line: int
    column: int
    message: str
    hint: str | None = None
    where: str | None = None
    excerpt: str = ""
    excerpt_column: int = 1

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}"
        head = f"{place}: {self.severity}: {self.message}"
        lines = [head] + ([f"  in {self.where}"] if self.where else [])
        if self.excerpt:
            number = f"{self.line:5d} | "
            lines.append(number + self.excerpt)
            indent = self.column - self.excerpt_column
            lines.append(" " * (len(number) - 2) + "| " + " " * indent + "^")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)
