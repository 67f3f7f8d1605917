"""One run of a batch: which tasks there are, what becomes of them, and the tables in the end."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import count
from pathlib import Path

import attrs

from gmacm_grammar.batching.ledger import Ledger
from gmacm_grammar.batching.processes import Lost
from gmacm_grammar.batching.results import BatchError, Progress
from gmacm_grammar.batching.work import Item, Options, Read, Task, lose
from gmacm_grammar.batching.workers import Workers, result_of

#: So many files, of so many bytes in all, are read at once by a worker, unless a file is larger.
_FILES, _BYTES = 64, 16_000_000
#: So many are at first: something is soon done then, and to be seen.
_FIRST = 2
#: So many tasks a worker are made before they are done.
_AHEAD = 3


class Run:
    """A run, begun and not yet carried out: some files may have been read before it."""

    def __init__(
        self,
        ledger: Ledger,
        options: Options,
        mark: str,
        begun: Progress,
        say: Callable[[Progress], None],
    ) -> None:
        self._ledger, self._options = ledger, options
        self._fingerprint = mark
        self._progress, self._say = begun, say
        self._started = time.monotonic() - begun.seconds
        self._names = (f"{options.run}-{number:06}" for number in count())
        self._again: deque[Task] = deque()
        self._doing: dict[Future[tuple[Read, ...]], Task] = {}

    def read(self, workers: Workers, processes: int) -> None:
        """Have all files read that are to be."""
        self._say(self._progress)
        tasks = self._tasks(processes)
        while True:
            while len(self._doing) < _AHEAD * processes:
                task = self._again.popleft() if self._again else next(tasks, None)
                if task is None:
                    break
                self._doing[workers.submit(task)] = task
            if not self._doing:
                return
            for future in wait(self._doing, return_when=FIRST_COMPLETED).done:
                self._take(future, self._doing.pop(future))

    def _tasks(self, processes: int) -> Iterator[Task]:
        """The files to be read, in order, some at a time."""
        waiting = self._progress.files - self._progress.done if self._progress.files else 0
        most = max(1, min(_FILES, waiting // (_AHEAD * processes)))
        sizes = _sizes(most, processes)
        last = 0
        while found := self._ledger.pending(last, next(sizes)):
            items: list[Item] = []
            size = 0
            for file in found:
                size += file.size
                if items and size > _BYTES:
                    break
                last = file.number
                if file.reason is None:
                    items.append(file.item)
                else:
                    self._lose(Task(part=next(self._names), items=(file.item,)), file.reason)
            if items:
                yield Task(part=next(self._names), items=tuple(items))

    def _take(self, future: Future[tuple[Read, ...]], task: Task) -> None:
        try:
            self._record(task, result_of(future, task))
        except Lost as lost:
            self._divide(task, lost)

    def _divide(self, task: Task, lost: Lost) -> None:
        """Find the file that a task was lost over: the others are read in other tasks."""
        items = task.items
        if len(items) == 1 and (task.alone or lost.certain):
            self._lose(task, str(lost))
            return
        if lost.suspect is None:
            half = len(items) // 2
            rest = [items[:half], items[half:]]
        else:
            suspect = items[lost.suspect]
            rest = [items[: lost.suspect] + items[lost.suspect + 1 :]]
            if lost.certain:
                self._lose(attrs.evolve(task, part=next(self._names), items=(suspect,)), str(lost))
            else:
                rest.append((suspect,))
        for some in filter(None, rest):
            alone = len(some) == 1
            self._again.append(Task(part=next(self._names), items=some, alone=alone))

    def _lose(self, task: Task, reason: str) -> None:
        self._record(task, lose(task, self._options, reason))

    def _record(self, task: Task, read: tuple[Read, ...]) -> None:
        part = Path(self._options.parts) / task.part
        if not part.is_dir() and not all(found.same for found in read):
            raise BatchError(
                f"{part} is not there, though a worker wrote it: all workers must see the same "
                "directory as this process"
            )
        self._ledger.record(task.part, zip(task.items, read, strict=True), self._fingerprint)
        now = self._progress
        self._progress = attrs.evolve(
            now,
            done=now.done + len(read),
            read=now.read + len(read),
            reports=now.reports + sum(found.reports for found in read),
            faults=now.faults + sum(found.faults for found in read),
            warnings=now.warnings + sum(found.warnings for found in read),
            passed_over=now.passed_over + sum(found.passed_over for found in read),
            failed=now.failed + sum(found.reason is not None for found in read),
            seconds=time.monotonic() - self._started,
        )
        self._say(self._progress)


def _sizes(most: int, processes: int) -> Iterator[int]:
    """How many files each task is of: few at first, twice as many whenever all workers have one."""
    size = _FIRST
    while True:
        yield from [min(size, most)] * processes
        size = min(2 * size, most)
