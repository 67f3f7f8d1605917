"""Who reads: processes of our own, any of which may die, or an executor that was given."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, TypeAlias

from gmacm_grammar.batching.results import BatchError, writing
from gmacm_grammar.batching.work import Options, Read, Task, prepare, read_task
from gmacm_grammar.tabulating import failure, write_part

Reads: TypeAlias = tuple[Read, ...]

#: How a process ends that has not enough memory for a file.
_NO_MEMORY = 77
#: How the system ends a process whose time for a file is over; no such status where it cannot.
_TOO_LONG = -getattr(signal, "SIGALRM", 1_000)
#: So many tasks a worker of an executor has in hand, so that it need not wait for another.
_AHEAD = 3


#: Why a task was not done, and whether that is certainly for the file that was being read, and no
#: accident of the process.
Lost: TypeAlias = tuple[str, bool]


# ---- processes of our own ----------------------------------------------------------------------


class Processes:
    """Processes of our own, each in a pool of its own: a process that dies breaks only that, and
    what it was at is known to be lost."""

    def __init__(self, count: int, options: Options) -> None:
        self.most, self._options = count, options
        self._pools: list[_Pool] = []

    def submit(self, task: Task) -> Future[Reads]:
        """Have a task done. Raises BatchError if there is no process for it."""
        pool = next((pool for pool in self._pools if pool.last.done()), None)
        if pool is not None:
            # One that has lost a task is broken, and a file that was lost is read by a new one.
            if task.trial == 1 and pool.last.exception() is None:
                with suppress(BrokenExecutor):  # its process has died since
                    pool.last = pool.executor.submit(_read_in_process, task, self._options)
                    return pool.last
            pool.end()
            self._pools.remove(pool)
        try:
            with _control_c_waits():
                self._pools.append(_Pool(task, self._options))
        except OSError as error:
            raise BatchError(f"no process can be started to read files: {error}") from error
        return self._pools[-1].last

    def lost(self, error: BaseException) -> Lost:
        """Why a task was not done."""
        status = next((p.status for p in self._pools if p.last.done() and p.lost(error)), None)
        if status is None:
            return f"{type(error).__name__}: {error}", False
        return _ending(status, self._options), status == _TOO_LONG

    def close(self) -> None:
        """End all processes at once, whatever they do."""
        for pool in self._pools:
            pool.end()


class _Pool:
    """A pool of one process, and what it was given last."""

    def __init__(self, task: Task, options: Options) -> None:
        before = {*multiprocessing.active_children()}
        context = multiprocessing.get_context("spawn")
        self.executor = ProcessPoolExecutor(1, mp_context=context, initializer=_end_with_parent)
        self.last = self.executor.submit(_read_in_process, task, options)
        self._processes = {*multiprocessing.active_children()} - before

    def lost(self, error: BaseException) -> bool:
        """Whether it is this process that died over its last task."""
        return isinstance(error, BrokenExecutor) and self.last.exception() is error

    @property
    def status(self) -> int | None:
        """How the process of a broken pool ended; None if that is not known."""
        self.executor.shutdown()  # its thread waits for the process: one only may do so
        return next((process.exitcode for process in self._processes), None)

    def end(self) -> None:
        """End the process at once, whatever it does."""
        for process in self._processes:
            process.kill()
        self.executor.shutdown(cancel_futures=True)


@contextmanager
def _control_c_waits() -> Iterator[None]:
    """What starts here never sees Control-C: it is for this process to judge."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # lets Control-C through where it starts a process itself
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ending(status: int, options: Options) -> str:
    """Why a process ended, by its exit status."""
    if status == _NO_MEMORY:
        return f"it takes more than {options.megabytes} MB of memory"
    if status == _TOO_LONG:
        return f"was given up: it took longer than {options.seconds:g} s"
    if status >= 0:
        return f"the process that read it ended with status {status}"
    hint = " (is the memory of the machine full?)" if status == -signal.SIGKILL else ""
    return f"the process that read it was ended by signal {-status}{hint}"


def _read_in_process(task: Task, options: Options) -> Reads:
    """``read_task`` in a process that is ended by a file that takes more than it may."""
    _get_ready(options)
    try:
        if hasattr(signal, "setitimer"):  # the system ends the process then, whatever it is at
            return read_task(task, options, partial(signal.setitimer, signal.ITIMER_REAL))
        return read_task(task, options)
    except MemoryError:
        os._exit(_NO_MEMORY)


@lru_cache(maxsize=1)
def _get_ready(options: Options) -> None:
    """Do what a process does once, before it reads: what that takes is not for a file to answer."""
    # Half a second is saved: pyarrow loads pandas, if it is there, to know its data from lists.
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]
    prepare(options)
    with writing("the rows of some files", options.parts):
        write_part(Path(options.parts) / f"trial-{os.getpid()}", options.kind, failure("", ""))
    _limit_memory(options.megabytes)


def _end_with_parent() -> None:
    """Finish nothing that is half done when the parent has ended: nobody would know of it."""
    parent: Any = multiprocessing.parent_process()

    def wait() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def _limit_memory(megabytes: int) -> None:
    """Let the process take so much more memory than it has; nothing where no limit can be set."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as statm:
            taken = int(statm.read().split()[0]) * resource.getpagesize()
        limit = min(taken + megabytes * 1_000_000, sys.maxsize)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


# ---- an executor that was given ----------------------------------------------------------------


class Given:
    """The workers of an executor; it is not shut down in the end."""

    def __init__(self, executor: Executor, count: int, options: Options) -> None:
        self.most, self._executor, self._options = _AHEAD * count, executor, options
        self._futures = set[Future[Reads]]()

    def submit(self, task: Task) -> Future[Reads]:
        """Have a task done. Raises BatchError if the executor takes none."""
        try:
            future = self._executor.submit(read_task, task, self._options)
        except Exception as error:
            raise _unfit(f"takes no task ({type(error).__name__}: {error})") from error
        if not isinstance(future, Future):
            raise _unfit(f"gave {type(future).__name__} for a task, not a Future")
        self._futures = {known for known in self._futures if not known.done()} | {future}
        return future

    def lost(self, error: BaseException) -> Lost:
        """Why a task was not done. Raises BatchError if no other can be done either."""
        what = f"{type(error).__name__}: {error}"
        if isinstance(error, BrokenExecutor) or type(error).__name__ == "CancelledError":
            # asyncio's, too, which is no Exception
            raise _unfit(f"is broken or was shut down ({what})") from error
        return what, False

    def close(self) -> None:
        """Call back what has not been begun."""
        for future in self._futures:
            future.cancel()


def _unfit(what: str) -> BatchError:
    return BatchError(
        f"the executor {what}. What was read is kept: start the same batch again to go on; without "
        "an executor a file that ends a process is found and passed over"
    )


#: Does tasks, at ``most`` so many at once.
Workers: TypeAlias = Processes | Given
