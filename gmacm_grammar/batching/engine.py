"""``batch``: has workers read all files, and merges the parts that they write."""

from __future__ import annotations

import os
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from pathlib import Path

import attrs

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.batching.fingerprint import fingerprint
from gmacm_grammar.batching.ledger import Counts, Ledger
from gmacm_grammar.batching.processes import Allowance, Processes
from gmacm_grammar.batching.results import BatchError, Progress, Summary
from gmacm_grammar.batching.runs import Run
from gmacm_grammar.batching.sources import find, passwords_of
from gmacm_grammar.batching.work import Options, prepare
from gmacm_grammar.batching.workers import Given, Workers
from gmacm_grammar.grammars import grammar_directories
from gmacm_grammar.model import DEFAULTS, Limits
from gmacm_grammar.tabulating import TableError, load, merge, require

#: What a file may take where nothing else is said: seconds, and megabytes.
SECONDS, MEGABYTES = 60.0, 2000
#: More processes are not started on one machine.
MOST_PROCESSES = 1_000

_WORK = ".batch"


def batch(
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    out: str | os.PathLike[str],
    kind: str = "parquet",
    executor: Executor | None = None,
    processes: int | None = None,
    grammar: GrammarPath = (),
    layout: str | None = None,
    format: str | None = None,
    changed: bool = False,
    limits: Limits = DEFAULTS,
    time_limit: float | None = None,
    memory_limit: int | None = None,
    progress: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Read all filings of the sources and write their tables to the directory ``out``.

    A source is a file, a directory (read with all below it), a pattern as ``filings/**/*.txt``, or
    a URL that fsspec knows. ``kind`` is one of parquet, csv, jsonl, sqlite. A file that cannot be
    read, or holds no report, stops nothing: it is in ``failed`` of what is returned, and in the
    table of problems.

    A batch that was interrupted goes on where it was. One that was finished is done anew, or with
    ``changed`` only where files or grammar files have changed. Without an ``executor`` the files
    are read in so many ``processes`` (None: one for each processor); a file that takes longer than
    ``time_limit`` seconds (None: 60) or more than ``memory_limit`` megabytes (None: 2000) is given
    up. With one, these limits are for it to see to, and ``processes`` says how many workers it has.
    ``progress`` is called now and then.

    Raises BatchError for what cannot be done so, GrammarError for a fault in a grammar file.
    """
    started = time.monotonic()
    allowance = _allowance(executor, time_limit, memory_limit)
    if processes is not None and processes < 1:
        raise BatchError("at least one process is needed")
    if executor is None and processes is not None and processes > MOST_PROCESSES:
        raise BatchError(f"{processes:,} processes are too many: give {MOST_PROCESSES:,} at most")
    named = [sources] if isinstance(sources, (str, os.PathLike)) else sources
    names = [os.fspath(source) for source in named]
    try:
        require(kind)
        options = _options(Path(out), kind, layout, format, grammar, limits)
        options = attrs.evolve(options, passwords=passwords_of(names))
        prepare(options)
    except TableError as error:
        raise BatchError(str(error)) from error
    count = processes or _processors()
    progress(Progress())
    with _ledger(Path(out), options) as ledger:
        with closing(_workers(executor, count, options, allowance)) as workers:
            _load(kind)  # while the first worker starts
            files = find(names, os.fspath(out))
            mark = fingerprint(options)
            done = ledger.begin(files, changed=changed, fingerprint=mark, parts=Path(options.parts))
            begun = Progress(**attrs.asdict(done), seconds=time.monotonic() - started)
            Run(ledger, options, mark, begun, progress).read(workers, count)
        tables = _tables(ledger, options, Path(out))
        return _summary(ledger, done, tables, time.monotonic() - started)


def _allowance(
    executor: Executor | None, time_limit: float | None, memory_limit: int | None
) -> Allowance:
    if executor is not None and (time_limit, memory_limit) != (None, None):
        raise BatchError("no limit of time or memory can be set for an executor of your own")
    seconds = SECONDS if time_limit is None else time_limit
    if not 0 < seconds <= threading.TIMEOUT_MAX:
        raise BatchError(f"the time limit cannot be {seconds:g}: give seconds, more than 0")
    megabytes = MEGABYTES if memory_limit is None else memory_limit
    if not megabytes >= 1:  # nor what is no number
        raise BatchError(f"the memory limit cannot be {megabytes}: give megabytes, at least 1")
    return Allowance(seconds=seconds, megabytes=megabytes)


@contextmanager
def _ledger(out: Path, options: Options) -> Iterator[Ledger]:
    """The ledger in the directory of the tables, which is made if need be; no one else has it."""
    parts = Path(options.parts)
    try:
        parts.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BatchError(f"{out} cannot be written to: {error.strerror}") from error
    with Ledger(parts.parent / "ledger.sqlite", options.kind) as ledger:
        _remove_others(parts, ledger)
        yield ledger


def _remove_others(parts: Path, ledger: Ledger) -> None:
    """Remove parts that do not count: written anew, or by workers of a batch that was killed."""
    known = ledger.parts()
    for part in parts.iterdir():
        if part.name not in known:
            shutil.rmtree(part, ignore_errors=True)


def _workers(
    executor: Executor | None, count: int, options: Options, allowance: Allowance
) -> Workers:
    if executor is not None:
        return Given(executor, options)
    return Processes(count, options, allowance)


def _load(kind: str) -> None:
    try:
        load(kind)
    except TableError as error:
        raise BatchError(str(error)) from error


def _tables(ledger: Ledger, options: Options, out: Path) -> tuple[Path, ...]:
    """Merge the parts into the tables; the batch is finished then."""
    parts = Path(options.parts)
    runs = ((parts / part, dropped) for part, dropped in ledger.runs())
    try:
        tables = tuple(merge(runs, out, options.kind))
    except OSError as error:
        raise BatchError(
            f"the tables cannot be written: {error.strerror or error} ({out}); start the same "
            "batch again to go on"
        ) from error
    ledger.finish()
    _remove_others(parts, ledger)
    return tables


def _summary(ledger: Ledger, begun: Counts, tables: tuple[Path, ...], seconds: float) -> Summary:
    counts = ledger.counts()
    return Summary(
        files=counts.files,
        read=counts.files - begun.done,
        reports=counts.reports,
        faults=counts.faults,
        warnings=counts.warnings,
        passed_over=counts.passed_over,
        failed=ledger.failed(),
        tables=tables,
        seconds=seconds,
    )


def _options(
    out: Path,
    kind: str,
    layout: str | None,
    format: str | None,
    grammar: GrammarPath,
    limits: Limits,
) -> Options:
    named = [grammar] if isinstance(grammar, (str, os.PathLike)) else grammar
    return Options(
        parts=str((out / _WORK / "parts").absolute()),
        kind=kind,
        run=uuid.uuid4().hex[:8],
        layout=layout,
        format=format,
        # all own directories, in full: those of the environment, too, where a worker has another
        grammar=tuple(str(directory.absolute()) for directory in grammar_directories(named)[:-1]),
        limits=limits,
    )


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
