"""Who does the tasks: processes of our own, or an executor that was given."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Protocol

from gmacm_grammar.batching.processes import Lost
from gmacm_grammar.batching.results import BatchError
from gmacm_grammar.batching.work import Options, Read, Task, read_task
from gmacm_grammar.model import GrammarError


class Workers(Protocol):
    """Does tasks; the futures raise what ``result_of`` knows."""

    def submit(self, task: Task) -> Future[tuple[Read, ...]]: ...

    def close(self) -> None: ...


class Given:
    """The workers of an executor; it is not shut down in the end."""

    def __init__(self, executor: Executor, options: Options) -> None:
        self._executor, self._options = executor, options
        self._futures: set[Future[tuple[Read, ...]]] = set()

    def submit(self, task: Task) -> Future[tuple[Read, ...]]:
        """Have a task done. Raises BatchError if the executor takes none."""
        try:
            future = self._executor.submit(read_task, task, self._options)
        except RuntimeError as error:
            raise _broken(error) from error
        except Exception as error:
            raise _wrong(f"took no task ({type(error).__name__}: {error})") from error
        if not isinstance(future, Future):
            raise _wrong(f"gave {_named(future)} for a task, and no Future")
        self._futures = {known for known in self._futures if not known.done()} | {future}
        return future

    def close(self) -> None:
        """Call back what has not been begun."""
        for future in self._futures:
            future.cancel()


def result_of(future: Future[tuple[Read, ...]], task: Task) -> tuple[Read, ...]:
    """What became of the files of a task.

    Raises Lost if it is not known, and what ends the batch: BatchError, GrammarError.
    """
    read = _outcome(future)
    if not isinstance(read, tuple) or not all(isinstance(found, Read) for found in read):
        raise _wrong(f"gave {_named(read)} as the result of a task")
    if len(read) != len(task.items):
        raise _wrong(f"gave the results of {len(read)} files for a task of {len(task.items)}")
    return read


def _outcome(future: Future[tuple[Read, ...]]) -> tuple[Read, ...]:
    try:
        return future.result()
    except (Lost, BatchError, GrammarError):
        raise
    except (BrokenExecutor, CancelledError) as error:
        raise _broken(error) from error
    except ImportError as error:
        raise BatchError(
            f"a worker has not what it needs ({error}): install the same version of this package, "
            "with the same extras, wherever the executor works"
        ) from error
    except Exception as error:
        raise Lost(f"{type(error).__name__}: {error}", None) from error
    except BaseException as error:
        import asyncio  # heavy, and only some executors know it

        if isinstance(error, asyncio.CancelledError):
            raise _broken(error) from error
        raise


def _named(value: object) -> str:
    return "None" if value is None else f"a value of the type {type(value).__name__}"


def _wrong(what: str) -> BatchError:
    return BatchError(
        f"the executor {what}: it has to call what it is given, and to give back a Future of what "
        "that returns. What was read is kept: start the same batch again, with another executor "
        "or without one, to go on"
    )


def _broken(error: BaseException) -> BatchError:
    return BatchError(
        f"the executor is broken or was shut down ({type(error).__name__}: {error}): a process of "
        "it may have died over a file. What was read is kept: start the same batch again to go "
        "on; without an executor a file that ends a process is found and passed over"
    )
