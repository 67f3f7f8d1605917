"""``batch``: has workers read all files, and merges the parts that they write."""

from __future__ import annotations

import math
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path

import attrs

from gmacm_grammar.api import GrammarPath
from gmacm_grammar.batching.fingerprint import fingerprint
from gmacm_grammar.batching.ledger import ledger
from gmacm_grammar.batching.results import COUNTED, BatchError, Progress, Summary, writing
from gmacm_grammar.batching.runs import Run
from gmacm_grammar.batching.sources import find, passwords_of
from gmacm_grammar.batching.work import Options, prepare
from gmacm_grammar.batching.workers import Given, Processes
from gmacm_grammar.grammars import grammar_directories
from gmacm_grammar.model import DEFAULTS, Limits
from gmacm_grammar.tabulating import TableError, merge, require

#: What a file may take where nothing else is said: seconds, and megabytes.
SECONDS, MEGABYTES = 60.0, 2000
#: More processes are not started on one machine.
MOST_PROCESSES = 1_000


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
    if executor is not None and (time_limit, memory_limit) != (None, None):
        raise BatchError("no limit of time or memory can be set for an executor of your own")
    seconds = SECONDS if time_limit is None else time_limit
    megabytes = MEGABYTES if memory_limit is None else memory_limit
    count = _processors() if processes is None else processes
    _check(seconds, megabytes, count, MOST_PROCESSES if executor is None else math.inf)
    named = [sources] if isinstance(sources, (str, os.PathLike)) else sources
    names = [os.fspath(source) for source in named]
    directories = [grammar] if isinstance(grammar, (str, os.PathLike)) else grammar
    options = Options(
        parts=str((Path(out) / ".batch" / "parts").absolute()),
        kind=kind,
        run=uuid.uuid4().hex[:8],
        layout=layout,
        format=format,
        # all own directories, in full: those of the environment, too, where a worker has another
        grammar=tuple(str(path.absolute()) for path in grammar_directories(directories)[:-1]),
        limits=limits,
        passwords=passwords_of(names),
        seconds=seconds,
        megabytes=megabytes,
    )
    try:
        require(kind)
        prepare(options)
        progress(Progress())
        with ledger(Path(options.parts), kind) as kept:
            found = find(names, os.fspath(out))
            begun = kept.begin(found, changed=changed, fingerprint=fingerprint(options))
            with closing(
                Processes(count, options) if executor is None else Given(executor, count, options)
            ) as workers:
                run = Run(kept, workers, options, begun, progress, started)
                run.read(count)
                kept.compare_months()
                attrs.evolve(run, say=lambda progress: None).read(count)
            with writing("the tables", out):
                tables = tuple(merge(kept.runs(), Path(out), kind))
            kept.finish()
            now = attrs.asdict(kept.progress())
            return Summary(
                **{name: now[name] for name in ("files", *COUNTED)},
                read=now["files"] - begun.done,
                graded=kept.graded(),
                failed=kept.failed(),
                tables=tables,
                seconds=time.monotonic() - started,
            )
    except TableError as error:
        raise BatchError(str(error)) from error


def _processors() -> int:
    has_affinity = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1


def _check(seconds: float, megabytes: int, count: int, most: float) -> None:
    """Raise BatchError for limits and numbers that make no sense."""
    if not 0 < seconds <= threading.TIMEOUT_MAX:
        raise BatchError(f"the time limit cannot be {seconds:g}: give seconds, more than 0")
    if not megabytes >= 1:  # nor what is no number
        raise BatchError(f"the memory limit cannot be {megabytes}: give megabytes, at least 1")
    if count < 1:
        raise BatchError("at least one process is needed")
    if count > most:
        raise BatchError(f"{count:,} processes are too many: give {most:,} at most")
