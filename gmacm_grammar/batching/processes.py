"""Worker processes of our own: what becomes of one of them concerns its own task alone."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import Future
from typing import Any

import attrs
import cattrs

from gmacm_grammar.batching.results import BatchError
from gmacm_grammar.batching.work import Options, Read, Task
from gmacm_grammar.batching.worker import NO_MEMORY
from gmacm_grammar.model import GrammarError

#: So many characters of what a process said before it died are shown.
_SAID = 500
#: So often a process is started that ends before it is ready: one may have been killed by chance.
_TRIALS = 3


class Lost(Exception):
    """A task was not done. ``suspect`` is the number of the file being read (None: not known).

    ``certain`` says that it is this file's fault, and no accident of the process.
    """

    def __init__(self, reason: str, suspect: int | None, certain: bool = False) -> None:
        super().__init__(reason)
        self.suspect, self.certain = suspect, certain


@attrs.frozen(kw_only=True)
class Allowance:
    """What a file may take: seconds, and megabytes beyond what a process has from the start."""

    seconds: float
    megabytes: int


class Processes:
    """Some processes that do tasks: the first is started at once, the others for a task."""

    def __init__(self, count: int, options: Options, allowance: Allowance) -> None:
        self._options, self._allowance = options, allowance
        self._waiting: queue.SimpleQueue[tuple[Task, Future[tuple[Read, ...]]] | None]
        self._waiting = queue.SimpleQueue()
        self._closing = threading.Event()
        self._started: set[_Process] = set()
        self._spare = [self._new()]
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, task: Task) -> Future[tuple[Read, ...]]:
        """Have a task done. The future raises Lost, GrammarError or BatchError."""
        future: Future[tuple[Read, ...]] = Future()
        self._waiting.put((task, future))
        return future

    def close(self) -> None:
        """End all processes at once, whatever they do."""
        self._closing.set()
        for _ in self._threads:
            self._waiting.put(None)
        for process in list(self._started):
            process.kill()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        """One process, started anew as often as it is needed."""
        process: _Process | None = None
        while (given := self._waiting.get()) is not None and not self._closing.is_set():
            task, future = given
            try:
                if process is not None and (task.alone or not process.lives()):
                    self._end(process)
                    process = None
                process = process or self._start()
                future.set_result(process.do(task))
            except BaseException as error:
                if process is not None:
                    self._end(process)
                process = None
                future.set_exception(error)
        if process is not None:
            self._end(process)

    def _start(self) -> _Process:
        """A process that is ready. Raises BatchError if it ends before, as often as it is tried."""
        for _ in range(_TRIALS):
            try:
                process = self._spare.pop()
            except IndexError:
                process = self._new()
            try:
                if process.gets_ready():
                    return process
            except BatchError:
                self._end(process)
                raise
            self._end(process)
        raise BatchError(f"a process that reads files does not start: {process.last_words}")

    def _new(self) -> _Process:
        try:
            process = _Process(self._options, self._allowance)
        except OSError as error:
            raise BatchError(f"no process can be started: {error.strerror}") from error
        self._started.add(process)
        if self._closing.is_set():
            process.kill()
        return process

    def _end(self, process: _Process) -> None:
        process.kill()
        self._started.discard(process)


class _Process:
    def __init__(self, options: Options, allowance: Allowance) -> None:
        self._allowance = allowance
        self._killing = threading.Lock()
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed in kill
        # The same modules as here, in a group of its own: Control-C is for this process to judge.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "gmacm_grammar.batching.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            process_group=0,
        )
        self._events: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        setup = {"options": attrs.asdict(options), "memory_limit": allowance.megabytes}
        self._send(setup)
        self.last_words = ""

    def lives(self) -> bool:
        return self._process.poll() is None

    def gets_ready(self) -> bool:
        """Wait until it is ready for tasks; False if it has ended instead.

        Raises BatchError if it says why it cannot be.
        """
        event = self._events.get()
        if event is not None and "batch" in event:
            raise BatchError(event["batch"])
        if event is not None:
            return True
        reason = _ending(self._process.wait(), self._allowance)
        with contextlib.suppress(ValueError):  # closed, because the batch is being ended
            self._stderr.seek(0)
            said = self._stderr.read().decode("utf-8", "replace").strip()[-_SAID:]
            self.last_words = f"{reason}\n{said}".strip()
        return False

    def do(self, task: Task) -> tuple[Read, ...]:
        self._send(attrs.asdict(task))
        reading: int | None = None
        while True:
            try:
                event = self._events.get(
                    timeout=None if reading is None else self._allowance.seconds
                )
            except queue.Empty:
                reason = f"was given up: it took longer than {self._allowance.seconds:g} s"
                raise Lost(reason, reading, certain=True) from None
            if event is None:
                raise Lost(_ending(self._process.wait(), self._allowance), reading)
            if "begins" not in event:
                return _result(event)
            reading = event["begins"]

    def kill(self) -> None:
        with self._killing:  # two threads cannot close one file at the same time
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
            self._stderr.close()
            with contextlib.suppress(OSError):
                self._process.stdin.close()  # type: ignore[union-attr]

    def _send(self, message: dict[str, Any]) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        with contextlib.suppress(BrokenPipeError, ValueError):  # it is dead: no answer says so
            stdin.write(json.dumps(message).encode("ascii") + b"\n")
            stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    self._events.put(json.loads(line))
        self._events.put(None)


def _result(event: dict[str, Any]) -> tuple[Read, ...]:
    if "read" in event:
        return tuple(cattrs.structure(read, Read) for read in event["read"])
    if "grammar" in event:
        raise GrammarError(*event["grammar"])
    if "batch" in event:
        raise BatchError(event["batch"])
    raise Lost(event["fault"], None)


def _ending(status: int, allowance: Allowance) -> str:
    """Why a process ended, by its exit status."""
    if status == NO_MEMORY:
        return f"it takes more than {allowance.megabytes} MB of memory"
    if status >= 0:
        return f"the process that read it ended with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    hint = " (is the memory of the machine full?)" if name == "SIGKILL" else ""
    return f"the process that read it was ended by {name}{hint}"
