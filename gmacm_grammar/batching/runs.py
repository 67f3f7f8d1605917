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
from gmacm_grammar.batching.workers import Workers
from gmacm_grammar.model import GrammarError
from gmacm_grammar.tabulating import load

#: So many files, of so many bytes in all, are read at once by a worker, unless a file is larger.
_FILES, _BYTES = 64, 16_000_000
#: So many are at first, and so often they are doubled: something is soon done, and to be seen.
_FIRST, _DOUBLED = 2, 5
#: So many tasks at least there are for a worker, so that all end at about the same time.
_ROUNDS = 3
#: So often a task is given out that no worker begins: one may have been killed by chance.
_TRIALS = 3


@attrs.define
class Run:
    """A run, begun and not yet carried out: some files may have been read before it."""

    ledger: Ledger
    workers: Workers
    options: Options
    progress: Progress
    say: Callable[[Progress], None]
    started: float
    _numbers: Iterator[int] = attrs.field(factory=count)
    _again: deque[Task] = attrs.field(factory=deque)

    def read(self, processes: int) -> None:
        """Have all files read that are to be."""
        self.say(self.progress)
        tasks = self._tasks(processes)
        doing: dict[Future[tuple[Read, ...]], Task] = {}
        done: list[tuple[Task, tuple[Read, ...]]] = []
        while True:
            while len(doing) < self.workers.most:
                task = self._again.popleft() if self._again else next(tasks, None)
                if task is None:
                    break
                doing[self.workers.submit(task)] = task
            for task, read in done:  # while the workers read on
                self._record(task, read)
            if not doing:
                return
            load(self.options.kind)  # the first time, while the first processes start
            done = []
            for future in wait(doing, return_when=FIRST_COMPLETED).done:
                task = doing.pop(future)
                try:
                    done.append((task, future.result()))
                except (BatchError, GrammarError, KeyboardInterrupt):
                    raise
                except BaseException as error:
                    self._again.extend(self._instead(task, *self.workers.lost(error)))

    def _tasks(self, processes: int) -> Iterator[Task]:
        """The files to be read, in order, some at a time."""
        waiting = (self.progress.files or 0) - self.progress.done
        most = max(1, min(_FILES, waiting // (_ROUNDS * processes)))
        made = size = 0
        files: list[File] = []
        for file in self.ledger.pending():
            size += file.size or 0
            # few at first, twice as many whenever all workers have some
            if len(files) == min(most, _FIRST << min(made // processes, _DOUBLED)) or (
                files and size > _BYTES
            ):
                yield self._task(files)
                files, made, size = [], made + 1, file.size or 0
            files.append(file)
        if files:
            yield self._task(files)

    def _task(self, files: Iterable[File], trial: int = 1) -> Task:
        part = f"{self.options.run}-{next(self._numbers):06}"
        return Task(part=part, files=tuple(files), trial=trial)

    def _instead(self, task: Task, reason: str, certain: bool) -> Iterator[Task]:
        """The tasks in place of one that was lost. The file it was lost over is read alone, or
        given up; the others are read again."""
        begun = files_begun(task, self.options)
        if not begun and task.trial < _TRIALS:
            yield self._task(task.files, task.trial + 1)
            return
        if not begun:
            raise BatchError(
                f"a task was given out {_TRIALS} times, and no worker begins it ({reason}). All "
                "need the same version of this package, with the same extras; a script has to call "
                'batch below: if __name__ == "__main__":'
            )
        file = task.files[begun - 1]
        others = task.files[: begun - 1] + task.files[begun:]
        if others:
            yield self._task(others)
        if certain or (task.trial > 1 and not others):
            given_up = self._task([attrs.evolve(file, reason=reason)])
            self._record(given_up, read_task(given_up, self.options))
        else:
            yield self._task([file], 2)

    def _record(self, task: Task, read: tuple[Read, ...]) -> None:
        if not isinstance(read, tuple) or list(map(type, read)) != [Read] * len(task.files):
            raise BatchError(
                f"the executor gave {type(read).__name__} for a task, not what that returned; "
                "start the same batch again, with another executor, to go on"
            )
        part = Path(self.options.parts) / task.part
        if not part.is_dir() and not all(found.same for found in read):
            raise BatchError(
                f"{part} is not there, though a worker wrote it: all workers must see the same "
                "directory as this process"
            )
        self.ledger.record(task, read)
        now = attrs.asdict(self.progress)
        for found in read:
            now["done"] += 1
            now["read"] += 1
            now["failed"] += found.reason is not None
            for name in COUNTED:
                now[name] += getattr(found, name)
        now["seconds"] = time.monotonic() - self.started
        self.progress = Progress(**now)
        self.say(self.progress)
