"""What a worker does: reads the files of a task, and writes their rows as one part."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import attrs

from gmacm_grammar.batching.results import BatchError
from gmacm_grammar.batching.sources import hide, is_url, open_url
from gmacm_grammar.filings import Filing, FilingError, read_filing
from gmacm_grammar.model import DEFAULTS, GrammarError, LimitError, Limits
from gmacm_grammar.reading import library
from gmacm_grammar.reconciling import identities_for
from gmacm_grammar.tabulating import (
    TABLES,
    failure,
    no_report,
    tables_of,
    total,
    write_part,
)


@attrs.frozen(kw_only=True)
class Options:
    """How all files of a batch are read; ``parts`` is the directory of the parts.

    ``run`` is a name for this start of the batch that no other has. ``passwords`` are those of
    ``passwords_of``: no URL elsewhere has one, and they are kept nowhere on disk.
    """

    parts: str
    kind: str
    run: str
    layout: str | None = None
    format: str | None = None
    grammar: tuple[str, ...] = ()
    limits: Limits = DEFAULTS
    passwords: dict[str, str] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class Item:
    """A file to be read, at a path or URL. ``digest`` is that of the contents which its rows, in a
    part of before, are of: if it still has them it is not read again."""

    name: str
    place: str
    digest: str | None = None


@attrs.frozen(kw_only=True)
class Task:
    """Files whose rows make one part. ``alone``: to be read in a process that has read nothing."""

    part: str
    items: tuple[Item, ...]
    alone: bool = False


@attrs.frozen(kw_only=True)
class Read:
    """What became of a file: what it holds, or the ``reason`` why no report was read in it.

    ``same`` says that it is not changed; ``again`` that it may be read the next time.
    """

    digest: str | None = None
    reports: int = 0
    faults: int = 0
    warnings: int = 0
    passed_over: int = 0
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


def try_to_write(options: Options) -> None:
    """Write a part and remove it: what that takes the first time, it takes before there are files.

    Raises BatchError if it cannot be written.
    """
    part = f".trial-{os.getpid()}"
    _write(options, part, failure("", ""))
    shutil.rmtree(Path(options.parts) / part, ignore_errors=True)


def read_task(
    task: Task, options: Options, begins: Callable[[int | None], None] = lambda number: None
) -> tuple[Read, ...]:
    """Read the files of a task and write their rows as a part.

    ``begins`` is told the number of each file before it is read, and None before the part is
    written. Raises GrammarError, and BatchError if the part cannot be written.
    """
    tables: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES}
    results = []
    for number, item in enumerate(task.items):
        begins(number)
        rows, result = _read(item, options)
        for name, more in rows.items():
            tables[name] += more
        results.append(result)
    begins(None)
    if not all(result.same for result in results):
        _write(options, task.part, tables)
    return tuple(results)


def lose(task: Task, options: Options, reason: str) -> tuple[Read, ...]:
    """What stands in the part of a task instead, if its files cannot be read."""
    tables: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES}
    for item in task.items:
        tables["problems"] += failure(item.name, reason)["problems"]
    _write(options, task.part, tables)
    return tuple(Read(reason=reason, again=True) for _ in task.items)


def _read(item: Item, options: Options) -> tuple[dict[str, list[tuple[object, ...]]], Read]:
    digest = None
    try:
        data = _bytes(item.place, options)
        digest = hashlib.sha256(data).hexdigest()
        if digest == item.digest:
            return {}, Read(same=True)
        filing = read_filing(
            data,
            name=item.name,
            layout=options.layout,
            format=options.format,
            grammar=options.grammar,
            limits=options.limits,
        )
        rows = tables_of(filing, grammar=options.grammar)
    except (GrammarError, MemoryError):
        raise
    except FilingError as error:
        reason, again = str(error), False
    except OSError as error:
        reason, again = f"cannot be read: {error.strerror or error}", True
    except Exception as error:  # whatever is wrong with a file, the others are read
        reason = f"cannot be read: {type(error).__name__}: {error}"
        again = digest is None or not isinstance(error, UnicodeError)
    else:
        return rows, _held(filing, rows, digest)
    reason = hide(reason, options.passwords)
    return failure(item.name, reason), Read(digest=digest, reason=reason, again=again)


def _held(filing: Filing, rows: dict[str, list[tuple[object, ...]]], digest: str) -> Read:
    return Read(
        digest=digest,
        reports=len(filing),
        faults=total(rows, "faults"),
        warnings=total(rows, "warnings"),
        passed_over=len(filing.passed_over) if filing.reports else 0,
        reason=no_report(filing),
    )


def _bytes(place: str, options: Options) -> bytes:
    most = options.limits.size
    if is_url(place):
        with open_url(place, options.run, options.passwords) as file:
            data: bytes = file.read(most + 1)
        size = len(data)
    else:
        with open(place, "rb", opener=_open_without_waiting) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise FilingError("is no regular file")
            size = about.st_size
            data = file.read() if size <= most else b""
    if size > most:
        raise FilingError(str(LimitError(f"the file has more than {most:,} bytes", "size")))
    return data


def _open_without_waiting(path: str, flags: int) -> int:
    """A file that has become a pipe since it was found would be waited for without end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _write(options: Options, part: str, tables: dict[str, list[tuple[object, ...]]]) -> None:
    parts = Path(options.parts)
    if not parts.is_dir():
        raise BatchError(
            f"a worker does not see {parts}: workers need the same files and the same directory"
        )
    try:
        write_part(parts / part, options.kind, tables)
    except OSError as error:
        raise BatchError(
            f"the rows of some files cannot be written: {error.strerror or error} ({parts}); "
            "start the same batch again to go on"
        ) from error
