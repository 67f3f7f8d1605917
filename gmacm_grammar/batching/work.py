"""What a worker does: reads the files of a task, and writes their rows as one part."""

from __future__ import annotations

import errno
import hashlib
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import attrs

from gmacm_grammar.batching.months import Held, held
from gmacm_grammar.batching.results import writing
from gmacm_grammar.batching.sources import File, Passwords, hide, is_url, open_url
from gmacm_grammar.filings import FilingError, read_filing
from gmacm_grammar.model import DEFAULTS, GrammarError, Limits
from gmacm_grammar.reading import library
from gmacm_grammar.reconciling import identities_for
from gmacm_grammar.tabulating import (
    TABLES,
    failure,
    no_report,
    of_reports,
    tables_of,
    write_part,
)


@attrs.frozen(kw_only=True)
class Options:
    """How all files of a batch are read; ``parts`` is the directory of the parts.

    ``run`` is a name for this start of the batch that no other has. ``passwords`` are those of
    ``passwords_of``: no URL elsewhere has one, and they are kept nowhere on disk. A file may take
    so many ``seconds``, and ``megabytes`` beyond what a process of our own has from the start.
    """

    parts: str
    kind: str
    run: str
    layout: str | None = None
    format: str | None = None
    grammar: tuple[str, ...] = ()
    limits: Limits = DEFAULTS
    passwords: Passwords = attrs.field(default=(), repr=False)
    seconds: float
    megabytes: int


@attrs.frozen(kw_only=True)
class Task:
    """Files whose rows make one part. In a second ``trial`` they are read in a process of our own
    that has read nothing before."""

    part: str
    files: tuple[File, ...]
    trial: int = 1


@attrs.frozen(kw_only=True)
class Read:
    """What became of a file: what it holds, or the ``reason`` why no report was read in it.

    ``held`` is what other months are compared with. ``doubtful`` and ``broken`` count the reports
    of that grade. ``same`` says that it is not changed; ``again`` that it may be read the next
    time.
    """

    digest: str | None = None
    reports: int = 0
    faults: int = 0
    warnings: int = 0
    doubtful: int = 0
    broken: int = 0
    passed_over: int = 0
    held: tuple[Held, ...] = ()
    reason: str | None = None
    same: bool = False
    again: bool = False


def prepare(options: Options) -> None:
    """Build all that reading needs, so that no file has to wait for it.

    Raises GrammarError for a fault in a grammar file.
    """
    lib = library(options.grammar)
    for layout in [options.layout] if options.layout else lib.layout_names:
        lib.layout(layout)
    for name in [options.format] if options.format else lib.format_names:
        made = lib.format(name)
        _ = made.parser, made.lookahead
    identities_for(lib, None)


def read_task(
    task: Task, options: Options, timer: Callable[[float], object] = lambda seconds: None
) -> tuple[Read, ...]:
    """Read the files of a task and write their rows as a part. The ``timer`` is set for each file,
    and in the end to 0.

    Raises GrammarError, and BatchError if the part cannot be written. What has become of a task
    that does not return is told by ``files_begun``.
    """
    tables: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES}
    results = []
    with writing("the rows of some files", options.parts):
        with open(_begun(task, options), "wb", buffering=0) as begun:
            for file in task.files:
                begun.write(b".")
                timer(options.seconds)
                rows, result = _read(file, options)
                for name, more in rows.items():
                    tables[name] += more
                results.append(result)
            timer(0)
        if not all(result.same for result in results):
            write_part(Path(options.parts) / task.part, options.kind, tables)
        _begun(task, options).unlink(missing_ok=True)
    return tuple(results)


def files_begun(task: Task, options: Options) -> int:
    """How many files of a task were begun before its worker was lost."""
    try:
        return _begun(task, options).stat().st_size
    except FileNotFoundError:
        return 0


def _begun(task: Task, options: Options) -> Path:
    """A file that grows by a byte for each file of the task that is begun."""
    return Path(options.parts) / f"{task.part}.begun"


def _read(file: File, options: Options) -> tuple[dict[str, list[tuple[object, ...]]], Read]:
    digest, reason, again = None, file.reason, True
    try:
        if reason is None:
            data = _bytes(file.place, options)
            digest = hashlib.sha256(data).hexdigest()
            if digest == file.digest:
                return {}, Read(same=True)
            filing = read_filing(
                data,
                name=file.name,
                layout=options.layout,
                format=options.format,
                grammar=options.grammar,
                limits=options.limits,
            )
            rows = tables_of(filing, grammar=options.grammar, lacks=file.lacks)
            grades = Counter(of_reports(rows, "grade"))
            return rows, Read(
                digest=digest,
                reports=len(filing),
                faults=sum(of_reports(rows, "faults")),
                warnings=sum(of_reports(rows, "warnings")),
                doubtful=grades["doubtful"],
                broken=grades["broken"],
                passed_over=len(filing.passed_over) if filing.reports else 0,
                held=tuple(filter(None, map(held, filing))),
                reason=no_report(filing),
            )
    except (GrammarError, MemoryError):
        raise
    except FilingError as error:
        reason, again = str(error), False
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise MemoryError from error
        reason = f"cannot be read: {error.strerror or error}"
    except Exception as error:  # whatever is wrong with a file, the others are read
        reason = f"cannot be read: {type(error).__name__}: {error}"
        again = digest is None or not isinstance(error, UnicodeError)
    reason = hide(reason, options.passwords)
    return failure(file.name, reason), Read(digest=digest, reason=reason, again=again)


def _bytes(place: str, options: Options) -> bytes:
    """What a file holds; of one that is too large as much as shows that."""
    most = options.limits.size + 1
    if is_url(place):
        with open_url(place, options.run, options.passwords) as file:
            data: bytes = file.read(most)
            return data
    with open(place, "rb") as file:
        return file.read(min(most, os.path.getsize(place) + 1))  # memory for all is taken at once
