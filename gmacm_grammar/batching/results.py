"""What a batch gives back, says on its way, and raises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs

from gmacm_grammar.model import GmacmGrammarError, Grade

#: What is counted in each file read.
COUNTED = ("reports", "faults", "warnings", "doubtful", "broken", "passed_over")


class BatchError(GmacmGrammarError, ValueError):
    """A batch cannot be done as it is asked for, or cannot go on. ``str()`` says what to do.

    What was read stays: the same batch started again goes on from there.
    """


class OutputError(BatchError):
    """What a batch writes cannot be written, as on a full disk."""


@contextmanager
def writing(what: str, where: object) -> Iterator[None]:
    """For what writes files. Raises OutputError where that cannot be done."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{what} cannot be written: {error.strerror or error} ({where}); start the same batch "
            "again to go on"
        ) from error


@attrs.frozen(kw_only=True)
class Progress:
    """How far a batch is. ``files`` are all, ``done`` those in the tables or to be listed there.

    ``read`` of these were read since the batch was started (again), ``seconds`` ago; ``failed``
    could not be read or hold no report. ``faults``, ``warnings``, ``doubtful``, ``broken``, and
    ``passed_over`` are those of ``Summary``. ``files`` is None while files are looked for: ``done``
    is then 0.
    """

    files: int | None = None
    done: int = 0
    read: int = 0
    reports: int = 0
    faults: int = 0
    warnings: int = 0
    doubtful: int = 0
    broken: int = 0
    passed_over: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Files read a second."""
        return self.read / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """The seconds that the files left will need; None where that is not known yet."""
        if self.files is None or not self.read:
            return None
        return (self.files - self.done) / self.rate


@attrs.frozen(kw_only=True)
class Summary:
    """What a batch did.

    ``files`` are those found, of which ``read`` were read this time; ``reports`` those in them,
    ``faults`` what in these could not be read, ``warnings`` the warnings and repairs in them;
    ``doubtful`` and ``broken`` count the reports of that grade, ``graded`` names the first files
    that hold some, each with its worst grade;
    ``passed_over`` counts what is no report in files that hold one (other documents, texts before
    it); ``failed`` names the files that could not be read or hold no report, each with the reason;
    ``tables`` are the files or the directory written.
    """

    files: int
    read: int
    reports: int
    faults: int
    warnings: int
    doubtful: int
    broken: int
    passed_over: int
    graded: tuple[tuple[str, Grade], ...]
    failed: tuple[tuple[str, str], ...]
    tables: tuple[Path, ...]
    seconds: float

    @property
    def grade(self) -> Grade:
        """The worst grade of the reports; broken if a file holds none."""
        if self.broken or self.failed:
            return "broken"
        return "doubtful" if self.doubtful else "with remarks" if self.warnings else "complete"
