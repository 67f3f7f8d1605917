"""What can go wrong, as exceptions of our own."""

from __future__ import annotations

from typing import Any

from gmacm_grammar.model.examination import Examination


class GmacmGrammarError(Exception):
    """What every exception of this package derives from."""


class ReportError(GmacmGrammarError, ValueError):
    """The text is not a report, or not all of it could be read. Carries the examination."""

    def __init__(self, message: str, examination: Examination) -> None:
        super().__init__(message)
        self.examination = examination

    def __reduce__(self) -> tuple[type[ReportError], tuple[str, Examination]]:
        return type(self), (str(self), self.examination)


class GrammarError(GmacmGrammarError, ValueError):
    """A grammar file is wrong: ``why``, ``file``, ``line``, ``column`` (from 1; None: unknown)."""

    def __init__(
        self,
        why: str,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{place}: {why}" if place else why)
        self.why, self.file, self.line, self.column = why, file, line, column

    def __reduce__(self) -> tuple[type[GrammarError], tuple[Any, ...]]:
        return type(self), (self.why, self.file, self.line, self.column)


class ReportWarning(UserWarning):
    """``parse`` read the report, but something in it is unknown, unstated or was repaired."""
