"""One run of a batch: which tasks there are, and what becomes of them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import count
from pathlib import Path

import attrs

from gmacm_grammar.batching.ledger import Ledger
from gmacm_grammar.batching.results import COUNTED, BatchError, Progress
from gmacm_grammar.batching.sources import File
from gmacm_grammar.batching.work import Options, Read, Task, files_begun, read_task
from gmacm_grammar.batching.workers import Lost, Workers
from gmacm_grammar.tabulating import load

#: So many files, of so many bytes in all, are read at once by a worker, unless a file is larger.
_FILES, _BYTES = 64, 16_000_000
#: So many are at first: something is soon done then, and to be seen.
_FIRST = 2
#: So many tasks at least there are for a worker, so that all end at about the same time.
_ROUNDS = 3
#: So often a task is given out that no worker begins: one may have been killed by chance.
_TRIALS = 3


class Run:
    """A run, begun and not yet carried out: some files may have been read before it."""

    def __init__(
        self,
        ledger: Ledger,
        workers: Workers,
        options: Options,
        begun: Progress,
        say: Callable[[Progress], None],
    ) -> None:
        self._ledger, self._workers = ledger, workers
        self._options = options
        self._progress, self._say = begun, say
        self._started = time.monotonic() - begun.seconds
        self._names = (f"{options.run}-{number:06}" for number in count())
        self._again: deque[Task] = deque()

    def read(self, processes: int) -> None:
        """Have all files read that are to be."""
        self._say(self._progress)
        tasks = self._tasks(processes)
        doing: dict[Future[tuple[Read, ...]], Task] = {}
        done: list[tuple[Task, tuple[Read, ...]]] = []
        while True:
            while len(doing) < self._workers.most:
                task = self._again.popleft() if self._again else next(tasks, None)
                if task is None:
                    break
                doing[self._workers.submit(task)] = task
            for task, read in done:  # while the workers read on
                self._record(task, read)
            if not doing:
                return
            load(self._options.kind)  # the first time, while the first processes start
            done = []
            for future in wait(doing, return_when=FIRST_COMPLETED).done:
                task = doing.pop(future)
                try:
                    done.append((task, self._workers.result(future, task)))
                except Lost as lost:
                    self._again.extend(self._instead(task, lost))

    def _tasks(self, processes: int) -> Iterator[Task]:
        """The files to be read, in order, some at a time."""
        waiting = (self._progress.files or 0) - self._progress.done
        sizes = _sizes(max(1, min(_FILES, waiting // (_ROUNDS * processes))), processes)
        most, size = next(sizes), 0
        files: list[File] = []
        for file in self._ledger.pending():
            size += file.size or 0
            if len(files) == most or (files and size > _BYTES):
                yield self._task(files)
                files, most, size = [], next(sizes), file.size or 0
            files.append(file)
        if files:
            yield self._task(files)

    def _task(self, files: Iterable[File], trial: int = 1) -> Task:
        return Task(part=next(self._names), files=tuple(files), trial=trial)

    def _instead(self, task: Task, lost: Lost) -> Iterator[Task]:
        """The tasks in place of one that was lost. The file it was lost over is read alone, or
        given up; the others are read again."""
        begun = files_begun(task, self._options)
        if not begun and task.trial < _TRIALS:
            yield self._task(task.files, task.trial + 1)
            return
        if not begun:
            raise BatchError(
                f"a task was given out {_TRIALS} times, and no worker begins it ({lost}). A script "
                'has to call batch below: if __name__ == "__main__":'
            ) from lost
        file = task.files[begun - 1]
        others = task.files[: begun - 1] + task.files[begun:]
        if others:
            yield self._task(others)
        if lost.certain or (task.trial > 1 and not others):
            given_up = self._task([attrs.evolve(file, reason=str(lost))])
            self._record(given_up, read_task(given_up, self._options))
        else:
            yield self._task([file], 2)

    def _record(self, task: Task, read: tuple[Read, ...]) -> None:
        part = Path(self._options.parts) / task.part
        if not part.is_dir() and not all(found.same for found in read):
            raise BatchError(
                f"{part} is not there, though a worker wrote it: all workers must see the same "
                "directory as this process"
            )
        self._ledger.record(task, read)
        now = attrs.asdict(self._progress)
        for found in read:
            now["done"] += 1
            now["read"] += 1
            now["failed"] += found.reason is not None
            for name in COUNTED:
                now[name] += getattr(found, name)
        now["seconds"] = time.monotonic() - self._started
        self._progress = Progress(**now)
        self._say(self._progress)


def _sizes(most: int, processes: int) -> Iterator[int]:
    """How many files each task is of: few at first, twice as many whenever all workers have one."""
    size = _FIRST
    while True:
        yield from [min(size, most)] * processes
        size = min(2 * size, most)
