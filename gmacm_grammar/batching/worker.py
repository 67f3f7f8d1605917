"""A worker process: takes tasks from standard input and answers on standard output, in JSON.

A line each: first the options come in and "ready" goes out, or why it cannot be; then tasks come
in, and for each go out the number of every file before it is read and, at the end, what became of
them.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from importlib.abc import MetaPathFinder
from typing import Any, BinaryIO

import attrs
import cattrs

from gmacm_grammar.batching.results import BatchError
from gmacm_grammar.batching.work import Options, Task, prepare, read_task, try_to_write
from gmacm_grammar.model import GrammarError

#: How the process ends when it has not enough memory for a task.
NO_MEMORY = 77


class _WithoutPandas(MetaPathFinder):
    """Half a second is saved: pyarrow loads pandas, if it is there, to know its data from lists."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is of no use to a worker", name=name)


def main() -> None:
    """Work until standard input ends: then whoever gave the tasks is gone."""
    sys.meta_path.insert(0, _WithoutPandas())
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever else is printed stands in no answer
    setup = json.loads(sys.stdin.buffer.readline())
    options = cattrs.structure(setup["options"], Options)
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(tasks,), daemon=True).start()
    try:
        prepare(options)
        try_to_write(options)
        _limit_memory(setup["memory_limit"])
        _say(out, {"ready": True})
        while True:
            _say(out, _answer(tasks.get(), options, out))
    except BatchError as error:
        _say(out, {"batch": str(error)})
        os._exit(1)
    except MemoryError:
        os._exit(NO_MEMORY)


def _take(tasks: queue.SimpleQueue[Task]) -> None:
    for line in sys.stdin.buffer:
        tasks.put(cattrs.structure(json.loads(line), Task))
    # Nothing that is half done is finished: nobody is there who would know of it.
    os._exit(0)


def _answer(task: Task, options: Options, out: BinaryIO) -> dict[str, Any]:
    def begins(number: int | None) -> None:
        _say(out, {"begins": number})

    try:
        return {"read": [attrs.asdict(read) for read in read_task(task, options, begins)]}
    except GrammarError as error:
        return {"grammar": [error.why, error.file, error.line, error.column]}
    except BatchError as error:
        return {"batch": str(error)}
    except MemoryError:
        raise
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {error}"}


def _say(out: BinaryIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message).encode("ascii") + b"\n")


def _limit_memory(megabytes: int) -> None:
    """Let the process take so much more memory than it has; nothing where no limit can be set."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as statm:
            taken = int(statm.read().split()[0]) * resource.getpagesize()
        limit = min(taken + megabytes * 1_000_000, sys.maxsize)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):
        return


if __name__ == "__main__":
    main()
