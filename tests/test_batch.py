"""``batch``: from folders of filings to tables, whatever happens on the way.

Workers and batches are real processes here, and are really killed.
"""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import cycle, islice, pairwise
from os.path import getsize
from pathlib import Path
from typing import Any

import fsspec
import psutil
import pytest
from conftest import FIXTURES, REPORTS, ROOT
from shell import read_here

from gmacm_grammar import BatchError, GrammarError, batch, read_filing

ALL_WELL, SOMETHING_UNREAD, WRONG_USAGE, WRONG_GRAMMAR = 0, 1, 2, 3
CANNOT_WRITE, INTERRUPTED = 4, 130
BINARY = b"%PDF-1.4\0\xff\xfe"
PAGE = FIXTURES / "filings" / "2002-HE2_2004-02-25.htm"
#: Long enough for any step of a test on a busy machine; none waits for it unless it fails.
LONG = 120.0


@pytest.fixture(scope="module")
def filings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of filings, two of which are faulty and one no filing, with hidden files."""
    top = tmp_path_factory.mktemp("filings")
    for number, report in enumerate(islice(cycle(REPORTS), 40)):
        place = top / f"month {number % 4}" / f"{number:02}.txt"
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(report, place)
    shutil.copyfile(FIXTURES / "errors" / "letter_in_a_figure.cells.txt", top / "faulty.txt")
    for name in "binary.txt", ".hidden.txt", ".hidden/report.txt":
        (top / name).parent.mkdir(exist_ok=True)
        (top / name).write_bytes(BINARY)
    return top


@pytest.fixture(scope="module")
def tables(filings: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables of the filings, as one thread makes them."""
    out = tmp_path_factory.mktemp("tables")
    read_here(filings, out=out, kind="csv")
    return written(out)


def written(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "gmacm_grammar", "batch", *map(str, arguments)]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(command(*arguments), capture_output=True, check=False, encoding="utf-8")
    assert "Traceback" not in ran.stderr
    return ran


def directory(top: Path, **files: bytes) -> Path:
    """A directory of text files."""
    top.mkdir()
    for name, data in files.items():
        (top / f"{name}.txt").write_bytes(data)
    return top


# ---- the tables ------------------------------------------------------------------------------


def test_the_tables_are_those_of_each_filing(filings: Path, tables: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(tables["reports.csv"].decode("utf-8").splitlines()))
    files = [filings / "faulty.txt", *sorted(filings.glob("month *"))]
    files = [file for at in files for file in (sorted(at.iterdir()) if at.is_dir() else [at])]
    assert [row["file"] for row in rows] == list(map(str, files))
    for row in rows:
        (filed,) = read_filing(row["file"])
        assert (row["series"], row["faults"]) == (filed.report.series, str(len(filed.errors)))


@contextmanager
def dask_cluster() -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()


@contextmanager
def our_own() -> Iterator[None]:
    yield None


EXECUTORS: dict[str, Callable[[], Any]] = {
    "our own processes": our_own,
    "threads": lambda: ThreadPoolExecutor(2),
    "standard processes": lambda: ProcessPoolExecutor(2),
    "dask": dask_cluster,
}


@pytest.mark.parametrize("kind", EXECUTORS)
def test_the_tables_are_the_same_whoever_reads(
    kind: str, filings: Path, tables: dict[str, bytes], tmp_path: Path
) -> None:
    told: list[Any] = []
    with EXECUTORS[kind]() as executor:
        summary = batch(
            filings,
            out=tmp_path,
            kind="csv",
            executor=executor,
            processes=2,
            progress=told.append,
        )
    assert written(tmp_path) == tables
    assert (summary.files, summary.read, summary.reports, summary.faults) == (42, 42, 41, 1)
    assert [file for file, _ in summary.failed] == [str(filings / "binary.txt")]
    assert told[0].files is None
    assert [progress.done for progress in told[1:]] == sorted(p.done for p in told[1:])
    assert (told[-1].files, told[-1].done, told[-1].failed) == (42, 42, 1)
    assert told[-1].warnings == summary.warnings > 0
    steps = {after.done - before.done for before, after in pairwise(told[1:])}
    assert 2 in steps  # the first tasks are small
    assert max(steps) <= 42 // 6


def test_every_kind_of_table(filings: Path, tmp_path: Path) -> None:
    import pyarrow.parquet

    some = [filings / "month 1", filings / "faulty.txt"]
    for kind in "parquet", "csv", "jsonl", "sqlite":
        summary = read_here(some, out=tmp_path / kind, kind=kind)
        assert (summary.files, summary.reports, summary.faults) == (11, 11, 1)
        assert {path.name for path in summary.tables} == written(tmp_path / kind).keys()
    files = list(map(str, [*sorted(some[0].iterdir()), some[1]]))
    rows = pyarrow.parquet.read_table(tmp_path / "parquet" / "reports.parquet")
    assert rows["file"].to_pylist() == files
    with closing(sqlite3.connect(tmp_path / "sqlite" / "tables.sqlite")) as base:
        assert [file for (file,) in base.execute("SELECT file FROM reports")] == files
    lines = (tmp_path / "jsonl" / "reports.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == files
    before = written(tmp_path / "parquet")
    with pytest.raises(BatchError, match=r"of the kind parquet .*, not csv "):
        batch(filings, out=tmp_path / "parquet", kind="csv")
    assert written(tmp_path / "parquet") == before


# ---- sources -----------------------------------------------------------------------------------


def test_sources_are_files_directories_patterns_and_urls(filings: Path, tmp_path: Path) -> None:
    files = sorted((filings / "month 1").iterdir())
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        for path in files:
            archive.write(path, f"inner/{path.name}")
    sources = {
        str(filings / "month 2"): 10,
        f"{filings}/**/*.txt": 42,
        (filings / "month 1").as_uri().replace("%20", " "): 10,
        f"zip://inner::{tmp_path}/archive.zip": 10,
        f"zip://inner/*.txt::{tmp_path}/archive.zip": 10,
        f"zip://inner/{files[0].name}::{tmp_path}/archive.zip": 1,
    }
    for number, (source, count) in enumerate(sources.items()):
        assert read_here(source, out=tmp_path / str(number), kind="csv").files == count
    everything = read_here([*sources, filings], out=tmp_path / "all", kind="csv")
    # the URLs name files that are read by their paths, too
    assert everything.files == everything.read == 42 + 10 + 10
    again = read_here([*sources, filings], out=tmp_path / "all", kind="csv", changed=True)
    assert (again.files, again.read, again.reports) == (62, 0, everything.reports)


def test_a_way_through_a_link_leads_where_the_system_leads(tmp_path: Path) -> None:
    for place in "real/inner", "real/filings", "near/filings":
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "near" / "link").symlink_to("../real/inner")
    shutil.copyfile(REPORTS[0], tmp_path / "real" / "filings" / "a.txt")
    (tmp_path / "near" / "filings" / "a.txt").write_bytes(BINARY)
    there = f"{tmp_path}/near/link/.."
    summary = read_here(f"{there}/filings", out=f"{there}/out", kind="csv")
    assert (summary.files, summary.reports) == (1, 1)
    assert "reports.csv" in written(tmp_path / "real" / "out")
    assert not (tmp_path / "near" / "out").exists()
    # where there is no link on the way, two ways to a file are one
    ways = [f"{tmp_path}/near/../real/filings", f"{tmp_path}/real/./filings/"]
    assert read_here(ways, out=tmp_path / "once", kind="csv").files == 1


def test_files_whose_names_are_shown_alike(tmp_path: Path) -> None:
    # so many that the two are in one part
    texts = directory(tmp_path / "texts", b0=b"", b1=b"", b2=b"", b3=b"")
    shutil.copyfile(REPORTS[0], texts / os.fsdecode(b"a\xff.txt"))
    literal = texts / "a\\xff.txt"
    shutil.copyfile(REPORTS[1], literal)

    def of_all(out: str, changed: bool) -> dict[str, bytes]:
        read_here(texts, out=tmp_path / out, kind="csv", changed=changed)
        return written(tmp_path / out)

    reports = of_all("out", changed=False)["reports.csv"].decode("utf-8")
    assert reports.count("a\\xff.txt") == 2  # in the columns source and file
    assert reports.count("a\\\\xff.txt") == 2
    shutil.copyfile(REPORTS[2], literal)
    assert of_all("out", changed=True) == of_all("new", changed=False)
    literal.unlink()
    assert of_all("out", changed=True) == of_all("new", changed=False)


def test_a_password_is_neither_written_nor_shown(tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/me:secret@host/filings/a.txt", REPORTS[0].read_bytes())
    memory.pipe("/me:secret@host/filings/b.txt", BINARY)
    summary = read_here("memory://me:secret@host/filings", out=tmp_path, kind="csv")
    assert summary.reports == 1
    assert [file for file, _ in summary.failed] == ["memory://me:***@host/filings/b.txt"]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"me:***@host" in path.read_bytes()]
    assert not [path.name for path in files if b"secret" in path.read_bytes()]
    with pytest.raises(BatchError, match=re.escape("memory://me:***@host/nowhere")) as raised:
        read_here("memory://me:secret@host/nowhere", out=tmp_path, kind="csv")
    assert "secret" not in str(raised.value)


def test_the_tables_are_not_read_and_no_files_are_an_error(tmp_path: Path) -> None:
    shutil.copyfile(REPORTS[0], tmp_path / "report.txt")
    for source in tmp_path, tmp_path / "report.txt":
        with pytest.raises(BatchError, match="no files are found"):
            batch(source, out=tmp_path)
    (tmp_path / "out").mkdir()
    shutil.copyfile(REPORTS[0], tmp_path / "out" / "report.txt")
    assert read_here(tmp_path, out=tmp_path / "out").files == 1


# ---- what cannot be read, or is asked for in a wrong way ----------------------------------------

SUBMISSION = """<DOCUMENT>
<TYPE>8-K
<TEXT>
FORM 8-K
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-99
<TEXT>
{}
</TEXT>
</DOCUMENT>
"""


def test_what_cannot_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    out, report = tmp_path / "out", REPORTS[0].read_text("utf-8")
    texts = directory(
        tmp_path / "texts",
        cover=SUBMISSION.format("").encode(),
        empty=b"",
        whole=SUBMISSION.format(report).encode(),
        **{"red\x1b[31m": BINARY, os.fsdecode(b"latin-\xe9"): BINARY},
    )
    (texts / "nowhere.txt").symlink_to("not_there")
    (texts / "linked").symlink_to(tmp_path)
    os.mkfifo(texts / "pipe")
    ran = run(texts, "--out", out, "--as", "jsonl", "--processes", "1")
    assert ran.returncode == SOMETHING_UNREAD
    assert "\x1b" not in ran.stdout + ran.stderr
    failed = {
        "cover.txt": "holds no report: no format knows its labels; it is empty",
        "empty.txt": "holds no report: it is empty",
        "latin-\\xe9.txt": "this is a PDF file, not the text of a filing",
        "linked": "is a link to a directory, which is not followed: name it as a source",
        "nowhere.txt": "cannot be read: No such file or directory",
        "pipe": "is no regular file",
        "red\x1b[31m.txt": "this is a PDF file, not the text of a filing",
    }
    summary = read_here(texts, out=out, kind="jsonl", changed=True)
    assert summary.failed == tuple((f"{texts}/{name}", why) for name, why in failed.items())
    assert (summary.reports, summary.passed_over, summary.grade) == (1, 1, "broken")
    for name, why in failed.items():
        assert f"{name}: {why}\n".replace("\x1b", "\\x1b") in ran.stdout
    assert summary.warnings == 1
    counts = "1 report, 1 doubtful, 0 broken, 0 faults, 1 warning, 1 passed over, 7 files not read"
    assert f"8 files, {counts}, in " in ran.stdout
    problems = [json.loads(line) for line in (out / "problems.jsonl").read_text().splitlines()]
    severities = [problem["severity"] for problem in problems]
    assert severities.count("warning") == summary.warnings > 0
    assert severities.count("passed over") == 2 + 1 + summary.passed_over
    assert severities.count("failed") == len(summary.failed)


def test_progress_fits_a_terminal(filings: Path, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    arguments = command(filings / "month 1", filings / "faulty.txt", "--out", tmp_path)
    terminal = {**os.environ, "COLUMNS": "80", "TERM": "xterm"}
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=theirs, env=terminal
    ) as process:
        os.close(theirs)
        said = b"".join(iter(lambda: read_terminal(ours), b"")).decode("utf-8")
        process.communicate(timeout=LONG)
    os.close(ours)
    frames = re.split(r"[\r\n]", re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", said))
    assert max(map(len, frames)) == 80
    shown = r"11/11 files, \d+:\d\d left, [\d.]+/s, 11 reports, 1 broken, \d+ doubtful ━{9,}"
    assert any(re.fullmatch(shown, frame) for frame in frames)


def read_terminal(descriptor: int) -> bytes:
    """What was written to a terminal; nothing when nobody can write to it any more."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def test_wrong_usage(filings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    wrong: list[tuple[str, Any, dict[str, Any]]] = [
        (f"there is no file or directory {tmp_path}/nowhere", tmp_path / "nowhere", {}),
        (f"there is no file or directory {tmp_path}/*.txt", f"{tmp_path}/*.txt", {}),
        ("nowhere/in/particular cannot be listed", "file:///nowhere/in/particular", {}),
        ("at least one process", filings, {"processes": 0}),
        ("99,999,999,999 processes are too many", filings, {"processes": 99_999_999_999}),
        *(
            (f"the time limit cannot be {seconds:g}: ", filings, {"time_limit": seconds})
            for seconds in (0.0, -1.0, float("nan"), float("inf"))
        ),
        ("the memory limit cannot be 0: ", filings, {"memory_limit": 0}),
        ("no limit", filings, {"executor": Wrong(no_network), "time_limit": 1}),
    ]
    for said, sources, options in wrong:
        with pytest.raises(BatchError, match=re.escape(said)):
            batch(sources, out=out, **options)
    with pytest.raises(GrammarError, match="there is no format 'unknown'"):
        batch(filings, out=out, format="unknown")
    assert not written(out)
    ran = run(filings)
    assert (ran.returncode, ran.stdout) == (WRONG_USAGE, "")
    assert "--out" in ran.stderr


def test_a_wrong_grammar_ends_it_before_a_file_is_read(filings: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.lark").write_text("// Broken.\nreport: nowhere_defined\n", "utf-8")
    ran = run(filings, "--out", tmp_path / "out", "--grammar", tmp_path)
    assert ran.returncode == WRONG_GRAMMAR
    assert f"{tmp_path}/broken.lark:2" in ran.stderr
    assert not (tmp_path / "out").exists()


def test_two_batches_in_one_directory(filings: Path, tmp_path: Path) -> None:
    second: list[subprocess.CompletedProcess[str]] = []

    def start_another(progress: Any) -> None:
        if progress.files and not second:
            second.append(run(filings, "--out", tmp_path))

    read_here(filings / "faulty.txt", out=tmp_path, progress=start_another)
    assert "another batch is at work" in second[0].stderr
    assert second[0].returncode == WRONG_USAGE


UNGUARDED = (
    "import sys, gmacm_grammar\ngmacm_grammar.batch(sys.argv[1], out=sys.argv[2], kind='csv')"
)


def test_a_script_that_workers_cannot_import_is_told_how(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(UNGUARDED)
    arguments = [sys.executable, tmp_path / "script.py", REPORTS[0], tmp_path / "out"]
    ran = subprocess.run(arguments, capture_output=True, check=False, text=True, timeout=LONG)
    said = ran.stderr.splitlines()[-1]
    assert said.startswith(
        "gmacm_grammar.batching.results.BatchError: a task was given out 3 times"
    )
    assert said.endswith('a script has to call batch below: if __name__ == "__main__":')


# ---- limits and crashes ------------------------------------------------------------------------

#: A file system whose file waits for ever, or ends the process that opens it.
TROUBLE = """
import os, signal, time
from fsspec.implementations.memory import MemoryFileSystem

class Trouble(MemoryFileSystem):
    protocol = "trouble"

    def info(self, path, **kwargs):
        return {"name": path, "type": "file", "size": 1}

    def _open(self, path, *args, **kwargs):
        if path.endswith("waits"):
            time.sleep(1_000_000)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets fsspec find the file system, here and in all processes that are started."""
    package = tmp_path / "packages" / "trouble-1.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Name: trouble\nVersion: 1\n")
    (package / "entry_points.txt").write_text("[fsspec.specs]\ntrouble = trouble:Trouble\n")
    (package.parent / "trouble.py").write_text(TROUBLE)
    path = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{package.parent}{os.pathsep}{path}")
    monkeypatch.syspath_prepend(package.parent)
    # fsspec has looked for file systems already here
    fsspec.register_implementation("trouble", "trouble.Trouble", clobber=True)


GIVEN_UP = {
    "waits": "was given up: it took longer than 1.5 s",
    "kills": "the process that read it was ended by signal 9 (is the memory of the machine full?)",
}


@pytest.mark.usefixtures("trouble")
def test_a_file_that_ends_its_process_or_takes_too_long_is_given_up(
    filings: Path, tmp_path: Path
) -> None:
    sources = [filings / "month 1", *(f"trouble://{name}" for name in GIVEN_UP)]
    ran = run(*(*sources, filings / "faulty.txt", "--out", tmp_path / "out"), "--time-limit", "1.5")
    for name, why in GIVEN_UP.items():
        assert f"trouble://{name}: {why}\n" in ran.stdout.replace("trouble:///", "trouble://")
    assert "13 files, 11 reports, " in ran.stdout
    assert " 2 files not read" in ran.stdout


@pytest.mark.usefixtures("trouble")
def test_a_file_over_which_workers_of_dask_die_is_given_up(filings: Path, tmp_path: Path) -> None:
    import dask

    sources = [filings / "month 1", "trouble://kills", filings / "faulty.txt"]
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), dask_cluster() as executor:
        summary = batch(sources, out=tmp_path / "out", executor=executor, processes=2)
    ((file, reason),) = summary.failed
    assert file.endswith("kills")
    assert reason.startswith("KilledWorker: ")
    assert (summary.files, summary.reports, summary.faults) == (12, 11, 1)


def test_a_file_that_took_too_much_memory_is_read_again(filings: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.htm"
    page.write_bytes(PAGE.read_bytes() + b"<b>x</b>" * 70_000)
    large = tmp_path / "large.txt"
    large.write_bytes(max(REPORTS, key=getsize).read_bytes() * 300)
    sources, out = [filings / "month 1", page, large], tmp_path / "out"
    first = batch(sources, out=out, kind="csv", processes=1, memory_limit=16)
    why = "it takes more than 16 MB of memory"
    assert first.failed == ((str(page), why), (str(large), why))
    assert (first.files, first.reports) == (12, 10)
    # a limit beyond all bounds
    second = batch(sources[:2], out=out, kind="csv", changed=True, memory_limit=10**20)
    assert (second.read, second.failed, second.reports) == (1, (), 11)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Writing more fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("kind", "size", "said"),
    [
        ("csv", 10_000, r"ledger\.sqlite cannot be used: "),
        ("csv", 60_000, r"ledger\.sqlite cannot be used: "),
        ("sqlite", 200_000, "the (tables|rows of some files) cannot be written: "),
    ],
)
def test_a_full_disk_is_said_and_the_batch_goes_on(
    kind: str, size: int, said: str, filings: Path, tmp_path: Path
) -> None:
    some = filings / "month 1"
    with (
        no_file_larger_than(size),
        pytest.raises(BatchError, match=f"{said}.* start the same batch again"),
    ):
        read_here(some, out=tmp_path, kind=kind)
    with no_file_larger_than(size):
        ran = run(some, "--out", tmp_path, "--as", kind, "--processes", "1")
    assert ran.returncode == CANNOT_WRITE
    assert read_here(some, out=tmp_path, kind=kind).reports == 10


def test_a_full_disk_is_said_by_a_worker(filings: Path, tmp_path: Path) -> None:
    read_here(filings / "binary.txt", out=tmp_path, kind="sqlite")  # the ledger has its size
    with (
        no_file_larger_than(50_000),
        pytest.raises(BatchError, match=r"^the rows of some files cannot be written: "),
    ):
        batch(filings / "binary.txt", out=tmp_path, kind="sqlite", processes=1)


class Started:
    """A batch of the filings, in a process group of its own as a terminal starts it."""

    def __init__(self, filings: Path, out: Path, processes: int) -> None:
        self.out = out
        arguments = command(filings, "--out", out, "--as", "csv", "--processes", str(processes))
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(arguments, stdout=pipe, stderr=pipe, process_group=0)

    def workers(self) -> list[psutil.Process]:
        return [p for p in psutil.Process(self.process.pid).children() if is_worker(p)]

    def wait_for(self, happened: Callable[[], Any]) -> None:
        """Wait until something has happened, while the batch goes on."""
        end = time.monotonic() + LONG
        while not happened():
            assert self.process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.002)

    def parts(self) -> int:
        return len([p for p in (self.out / ".batch" / "parts").glob("[!.]*") if not p.suffix])

    def ended(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=LONG)
        return self.process.returncode, out.decode("utf-8"), err.decode("utf-8")


def is_worker(process: psutil.Process) -> bool:
    try:
        return any("spawn_main" in argument for argument in process.cmdline())
    except psutil.NoSuchProcess:
        return False


def test_a_worker_that_is_killed_costs_no_file(
    filings: Path, tables: dict[str, bytes], tmp_path: Path
) -> None:
    started = Started(filings, tmp_path, 2)
    # one that starts, one that may be between two tasks, and one at any moment
    for parts, signal_ in (0, signal.SIGSEGV), (2, signal.SIGKILL), (5, signal.SIGKILL):
        started.wait_for(lambda: started.parts() >= parts and started.workers())  # noqa: B023
        started.workers()[0].send_signal(signal_)
    status, said, _ = started.ended()
    assert "1 file not read" in said
    assert status == SOMETHING_UNREAD
    assert written(tmp_path) == tables


def test_a_broken_executor_is_said_and_the_batch_goes_on_without_it(
    filings: Path, tables: dict[str, bytes], tmp_path: Path
) -> None:
    done: list[int] = []

    def kill(progress: Any) -> None:
        if progress.read and not done:
            done.append(progress.done)
            for process in psutil.Process().children():
                process.kill()

    with (
        ProcessPoolExecutor(2) as executor,
        pytest.raises(BatchError, match=r"executor is broken .* start the same batch again"),
    ):
        batch(filings, out=tmp_path, kind="csv", executor=executor, processes=2, progress=kill)
    summary = read_here(filings, out=tmp_path, kind="csv")
    assert 0 < summary.read <= 42 - done[0]
    assert written(tmp_path) == tables


class Wrong(Executor):
    """An executor that makes something else of what it is given."""

    def __init__(self, makes: Callable[..., Any]) -> None:
        self.submit = makes  # type: ignore[method-assign]


def done(result: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(result)
    return future


def no_network(*_: Any) -> None:
    raise OSError("no network")


@pytest.mark.parametrize(
    ("makes", "said"),
    [
        (no_network, r"takes no task \(OSError: no network\)"),
        (lambda *_: None, "gave NoneType for a task, not a Future"),
        (lambda *_: done(None), "gave NoneType for a task"),
        (lambda *_: done(["read"]), "gave list for a task"),
        (lambda read, *of: done(read(*of)[1:]), "gave tuple for a task"),
    ],
)
def test_an_executor_that_is_wrong_is_said(
    makes: Callable[..., Any], said: str, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(BatchError, match=f"^the executor {said}.* start the same batch again"):
        batch(tmp_path, out=tmp_path / "out", kind="csv", executor=Wrong(makes), processes=1)


#: With so many parts the ledger counts one at least: each of two processes writes one part at most
#: while its last one waits to be counted.
COUNTS = 5


# ---- interrupted -------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["begun", "some parts", "merging"])
def test_killed_and_started_again_it_goes_on(
    moment: str, filings: Path, tables: dict[str, bytes], tmp_path: Path
) -> None:
    started = Started(filings, tmp_path, 2 if moment == "some parts" else 1)
    happened: dict[str, Callable[[], Any]] = {
        "begun": started.workers,
        "some parts": lambda: started.parts() >= COUNTS,
        "merging": (tmp_path / ".writing").exists,
    }
    started.wait_for(happened[moment])
    workers = started.workers()
    started.process.kill()
    started.ended()
    _, alive = psutil.wait_procs(workers, timeout=LONG)
    assert not alive
    summary = read_here(filings, out=tmp_path, kind="csv")
    assert written(tmp_path) == tables
    assert summary.files == 42
    assert moment != "some parts" or 0 < summary.read < 42


@pytest.mark.parametrize("parts", [0, COUNTS])
def test_control_c_ends_it_at_once_and_it_goes_on(
    parts: int, filings: Path, tables: dict[str, bytes], tmp_path: Path
) -> None:
    started = Started(filings, tmp_path, 2)
    started.wait_for(lambda: started.parts() >= parts and started.workers())
    workers = started.workers()
    os.killpg(started.process.pid, signal.SIGINT)
    status, said, err = started.ended()
    assert (status, said) == (INTERRUPTED, "")
    assert err.endswith("gmacm-grammar: interrupted; start the same command again to go on\n")
    assert "KeyboardInterrupt" not in err
    assert not [worker for worker in workers if worker.is_running()]
    assert not written(tmp_path)
    summary = read_here(filings, out=tmp_path, kind="csv")
    assert summary.read == 42 if not parts else 0 < summary.read < 42
    assert written(tmp_path) == tables


# ---- changed -----------------------------------------------------------------------------------


def test_only_what_has_changed_is_read_again(filings: Path, tmp_path: Path) -> None:
    own, grammar, out = tmp_path / "own", tmp_path / "grammar", tmp_path / "out"
    shutil.copytree(filings / "month 0", own)
    grammar.mkdir()

    def again(changed: bool = True) -> Any:
        summary = read_here(own, out=out, kind="csv", changed=changed, grammar=grammar)
        read_here(own, out=tmp_path / "new", kind="csv", grammar=grammar)
        assert written(out) == written(tmp_path / "new")
        return summary

    assert again().read == 10
    assert again().read == 0
    first, second, third, fourth, *_ = sorted(own.iterdir())
    first.write_bytes(BINARY)
    os.utime(second, (1, 1))
    third.unlink()
    shutil.copyfile(REPORTS[-1], own / "05a.txt")
    summary = again()
    assert (summary.files, summary.read, summary.reports) == (10, 3, 9)
    assert again().read == 0
    times = fourth.stat()
    fourth.write_bytes(fourth.read_bytes().replace(b".", b",", 1))
    os.utime(fourth, ns=(times.st_atime_ns, times.st_mtime_ns + 1))
    assert again().read == 1
    (grammar / "all.identities").write_text("// none of our own\n", "utf-8")
    assert again().read == 10
    assert again().read == 0
    assert again(changed=False).read == 10
    assert len([*(out / ".batch" / "parts").iterdir()]) <= 10


def test_the_manual_tells_of_every_option_and_exit_status() -> None:
    manual = (ROOT / "docs" / "batch.md").read_text("utf-8")
    offered = re.findall(r"^  (?:-\w, )?(--\w[\w-]*)", run("--help").stdout, re.MULTILINE)
    assert len(offered) > 8
    assert [option for option in offered if f"`{option}" not in manual] == ["--help"]
