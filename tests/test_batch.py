"""``batch``: from folders of filings to tables, whatever happens on the way.

Workers and batches are real processes here, and are really killed.
"""

from __future__ import annotations

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
from pathlib import Path
from typing import Any

import psutil
import pytest
from conftest import FIXTURES, REPORTS

from gmacm_grammar.batching import BatchError, Progress, Summary, batch
from gmacm_grammar.filings import FilingError, read_filing
from gmacm_grammar.model.errors import GrammarError
from gmacm_grammar.tabulating import KINDS, TABLES, failure, merge, tables_of, write_part

ALL_WELL, SOMETHING_UNREAD, WRONG_USAGE, WRONG_GRAMMAR, INTERRUPTED = 0, 1, 2, 3, 130
BINARY = b"%PDF-1.4\0\xff\xfe"
#: Long enough for any step of a test on a busy machine; none waits for it unless it fails.
LONG = 60.0


@pytest.fixture(scope="module")
def filings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of filings, two of which are faulty and one no filing, with hidden files."""
    top = tmp_path_factory.mktemp("filings")
    for number, report in enumerate(islice(cycle(REPORTS), 40)):
        place = top / f"month {number % 4}" / f"{number:02}.txt"
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(report, place)
    shutil.copyfile(FIXTURES / "errors" / "letter_in_a_figure.cells.txt", top / "faulty.txt")
    (top / "binary.txt").write_bytes(BINARY)
    (top / ".hidden.txt").write_bytes(BINARY)
    (top / ".hidden").mkdir()
    (top / ".hidden" / "report.txt").write_bytes(BINARY)
    return top


def in_order(*sources: Path) -> list[Path]:
    """The files in the order in which they stand in the tables."""
    files = {}
    for source in sources:
        found = [path for path in source.rglob("*") if path.is_file()]
        seen = (path for path in found if "/." not in str(path.relative_to(source.parent)))
        files |= dict.fromkeys(sorted(seen, key=os.fsencode))
    return list(files)


def expected(work: Path, *sources: Path) -> dict[str, bytes]:
    """The tables of the sources as CSV, made file by file without the batch."""
    tables: dict[str, list[Any]] = {name: [] for name in TABLES}
    for path in in_order(*sources):
        try:
            rows = tables_of(read_filing(path))
        except FilingError as error:
            rows = failure(str(path), str(error))
        for name, more in rows.items():
            tables[name] += more
    write_part(work / "part", "csv", tables)
    return {path.name: path.read_bytes() for path in merge([(work / "part", ())], work, "csv")}


@pytest.fixture(scope="module")
def tables(filings: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return expected(tmp_path_factory.mktemp("expected"), filings)


def written(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "gmacm_grammar.cli", "batch", *map(str, arguments)]


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(command(*arguments), capture_output=True, check=False, cwd=cwd)
    out, err = ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8")
    assert "Traceback" not in err
    return subprocess.CompletedProcess(ran.args, ran.returncode, out, err)


def read_here(*arguments: Any, **options: Any) -> Summary:
    """The batch without processes of its own, which take a second to start."""
    with ThreadPoolExecutor(1) as executor:
        return batch(*arguments, executor=executor, processes=1, **options)


# ---- the tables ------------------------------------------------------------------------------


@contextmanager
def dask_cluster() -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
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
    told: list[Progress] = []
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
    assert (summary.files, summary.read, summary.reports) == (42, 42, 41)
    assert summary.faults == 1
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
    for kind in KINDS:
        summary = read_here(some, out=tmp_path / kind, kind=kind)
        assert (summary.files, summary.reports, summary.faults) == (11, 11, 1)
        assert summary.tables
        assert {path.name for path in summary.tables} == written(tmp_path / kind).keys()
    files = list(map(str, [*in_order(some[0]), some[1]]))
    rows = pyarrow.parquet.read_table(tmp_path / "parquet" / "reports.parquet")
    assert rows["file"].to_pylist() == files
    with closing(sqlite3.connect(tmp_path / "sqlite" / "tables.sqlite")) as base:
        assert [file for (file,) in base.execute("SELECT file FROM reports")] == files
    lines = (tmp_path / "jsonl" / "reports.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == files


def test_sources_are_files_directories_patterns_and_urls(filings: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        for path in (filings / "month 1").iterdir():
            archive.write(path, f"inner/{path.name}")
    name = in_order(filings / "month 1")[0].name
    sources = {
        str(filings / "month 2"): 10,
        f"{filings}/**/*.txt": 42,
        (filings / "month 1").as_uri().replace("%20", " "): 10,
        f"zip://inner::{tmp_path}/archive.zip": 10,
        f"zip://inner/*.txt::{tmp_path}/archive.zip": 10,
        f"zip://inner/{name}::{tmp_path}/archive.zip": 1,
    }
    read = [
        read_here(source, out=tmp_path / str(number), kind="csv")
        for number, source in enumerate(sources)
    ]
    assert [summary.files for summary in read] == list(sources.values())
    everything = read_here([*sources, filings], out=tmp_path / "all", kind="csv")
    # the URLs name files that are read by their paths, too
    assert everything.files == everything.read == 42 + 10 + 10
    assert len(everything.failed) == 1
    again = read_here([*sources, filings], out=tmp_path / "all", kind="csv", changed=True)
    assert (again.files, again.read, again.reports) == (62, 0, everything.reports)


def test_a_way_through_a_link_leads_where_the_system_leads(tmp_path: Path) -> None:
    for directory in "real/inner", "real/filings", "near/filings":
        (tmp_path / directory).mkdir(parents=True)
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
    filings, out = tmp_path / "filings", tmp_path / "out"
    filings.mkdir()
    shutil.copyfile(REPORTS[0], filings / os.fsdecode(b"a\xff.txt"))
    literal = filings / "a\\xff.txt"
    shutil.copyfile(REPORTS[1], literal)
    for number in range(4):  # so many that the two are in one part
        (filings / f"b{number}.txt").touch()

    def of_all(out: Path, changed: bool) -> dict[str, bytes]:
        read_here(filings, out=out, kind="csv", changed=changed)
        return written(out)

    reports = of_all(out, changed=False)["reports.csv"].decode("utf-8")
    assert reports.count("a\\xff.txt") == 2  # in the columns source and file
    assert reports.count("a\\\\xff.txt") == 2  # in the columns source and file
    shutil.copyfile(REPORTS[2], literal)
    assert of_all(out, changed=True) == of_all(tmp_path / "new", changed=False)
    literal.unlink()
    assert of_all(out, changed=True) == of_all(tmp_path / "new", changed=False)


# ---- what cannot be read, or is asked for in a wrong way ----------------------------------------


def test_a_bad_file_is_named_and_stops_nothing(tmp_path: Path) -> None:
    filings, out = tmp_path / "filings", tmp_path / "out"
    filings.mkdir()
    shutil.copyfile(REPORTS[0], filings / "a.txt")
    (filings / "red\x1b[31m.txt").write_bytes(BINARY)
    (filings / os.fsdecode(b"latin-\xe9.txt")).write_bytes(BINARY)
    (filings / "nowhere.txt").symlink_to("not_there")
    (filings / "linked").symlink_to(tmp_path)
    os.mkfifo(filings / "pipe")
    shutil.copyfile(REPORTS[1], filings / "z.txt")
    ran = run(filings, "--out", out, "--as", "jsonl", "--processes", "1")
    assert ran.returncode == SOMETHING_UNREAD
    assert "\x1b" not in ran.stdout + ran.stderr
    for said in (
        "red\\x1b[31m.txt: ",
        "latin-\\xe9.txt: ",
        "nowhere.txt: cannot be read: No such file",
        "linked: is a link to a directory",
        "pipe: is no regular file",
        "7 files, 2 reports, 0 faults, ",
        " warnings, 0 passed over, 5 files not read, in ",
    ):
        assert said in ran.stdout
    problems = map(json.loads, (out / "problems.jsonl").read_text("utf-8").splitlines())
    failed = {problem["file"]: problem["message"] for problem in problems}
    summary = read_here(filings, out=out, kind="jsonl", changed=True)
    assert summary.failed == tuple(
        (file, failed[file]) for file, _ in summary.failed if file in failed
    )
    assert len(summary.failed) == 5


SUBMISSION = """<DOCUMENT>
<TYPE>8-K
<TEXT>
{}
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-99
<TEXT>
{}
</TEXT>
</DOCUMENT>
"""


def test_a_file_without_a_report_is_named(tmp_path: Path) -> None:
    filings, out = tmp_path / "filings", tmp_path / "out"
    filings.mkdir()
    cover = "FORM 8-K\nCurrent report\n"
    (filings / "cover.txt").write_text(SUBMISSION.format(cover, ""), "utf-8")
    (filings / "empty.txt").touch()
    whole = SUBMISSION.format(cover, REPORTS[0].read_text("utf-8"))
    (filings / "whole.txt").write_text(whole, "utf-8")
    ran = run(filings, "--out", out, "--as", "jsonl", "--processes", "1")
    assert ran.returncode == SOMETHING_UNREAD
    failed = {
        "cover.txt": "holds no report: no format knows its labels; it is empty",
        "empty.txt": "holds no report: it is empty",
    }
    summary = read_here(filings, out=out, kind="jsonl", changed=True)
    assert summary.failed == tuple((f"{filings}/{name}", why) for name, why in failed.items())
    assert not summary.whole
    assert (summary.reports, summary.read, summary.passed_over) == (1, 0, 1)
    counts = (
        f"3 files, 1 reports, 0 faults, {summary.warnings} warnings, 1 passed over, 2 files not"
    )
    for said in (counts, *(f"{name}: {why}\n" for name, why in failed.items())):
        assert said in ran.stdout
    lines = (out / "problems.jsonl").read_text("utf-8").splitlines()
    severities = [json.loads(line)["severity"] for line in lines]
    assert severities.count("warning") == summary.warnings > 0
    assert severities.count("passed over") == 2 + 1 + summary.passed_over
    assert severities.count("failed") == len(summary.failed)


def test_a_password_is_neither_written_nor_shown(tmp_path: Path) -> None:
    import fsspec

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


def test_progress_fits_a_terminal(filings: Path, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    arguments = command(
        filings / "month 1", filings / "faulty.txt", "--out", tmp_path, "--as", "csv"
    )
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
    shown = r"11/11 files, \d+:\d\d left, [\d.]+/s, 11 reports, 1 faults, \d+ warnings ━{9,}"
    assert any(re.fullmatch(shown, frame) for frame in frames)


def read_terminal(descriptor: int) -> bytes:
    """What was written to a terminal; nothing when nobody can write to it any more."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def test_wrong_usage(filings: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for sources, said in (
        ([filings, tmp_path / "nowhere"], f"there is no file or directory {tmp_path}/nowhere"),
        ([f"{tmp_path}/*.txt"], "no file or directory matches"),
        (["file:///nowhere/in/particular"], "nowhere/in/particular cannot be listed"),
    ):
        with pytest.raises(BatchError, match=re.escape(said)):
            batch(sources, out=out)
    with pytest.raises(BatchError, match="at least one process"):
        batch(filings, out=out, processes=0)
    with pytest.raises(BatchError, match="99,999,999,999 processes are too many: give 1,000"):
        batch(filings, out=out, processes=99_999_999_999)
    for seconds in 0.0, -1.0, float("nan"), float("inf"):
        with pytest.raises(BatchError, match=f"the time limit cannot be {seconds:g}: "):
            batch(filings, out=out, time_limit=seconds)
    with pytest.raises(BatchError, match="the memory limit cannot be 0: "):
        batch(filings, out=out, memory_limit=0)
    with ThreadPoolExecutor(1) as executor, pytest.raises(BatchError, match="no limit"):
        batch(filings, out=out, executor=executor, time_limit=1)
    assert not written(out)
    ran = run(filings)
    assert (ran.returncode, ran.stdout) == (WRONG_USAGE, "")
    assert "--out" in ran.stderr


def test_a_limit_of_memory_beyond_all_bounds(tmp_path: Path) -> None:
    summary = batch(REPORTS[0], out=tmp_path / "out", processes=1, memory_limit=10**20)
    assert summary.whole


def test_the_tables_are_not_read_and_no_files_are_an_error(filings: Path, tmp_path: Path) -> None:
    shutil.copyfile(REPORTS[0], tmp_path / "report.txt")
    ran = run(tmp_path, "--out", tmp_path)
    assert (ran.returncode, ran.stdout) == (WRONG_USAGE, "")
    assert "no files are found" in ran.stderr
    with pytest.raises(BatchError, match="no files are found"):
        batch(tmp_path / "report.txt", out=tmp_path)
    (tmp_path / "out").mkdir()
    shutil.copyfile(REPORTS[0], tmp_path / "out" / "report.txt")
    assert read_here(tmp_path, out=tmp_path / "out").files == 1


def test_a_directory_keeps_its_kind_of_tables(filings: Path, tmp_path: Path) -> None:
    read_here(filings / "faulty.txt", out=tmp_path)
    before = written(tmp_path)
    with pytest.raises(BatchError, match="of the kind parquet, not csv"):
        batch(filings, out=tmp_path, kind="csv")
    assert written(tmp_path) == before


def test_a_wrong_grammar_ends_it_before_a_file_is_read(filings: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.lark").write_text("// Broken.\nreport: nowhere_defined\n", "utf-8")
    ran = run(filings, "--out", tmp_path / "out", "--grammar", tmp_path)
    assert ran.returncode == WRONG_GRAMMAR
    assert f"{tmp_path}/broken.lark:2" in ran.stderr
    assert not (tmp_path / "out").exists()
    with pytest.raises(GrammarError, match="there is no format 'unknown'"):
        batch(filings, out=tmp_path / "out", format="unknown")


def test_two_batches_in_one_directory(filings: Path, tmp_path: Path) -> None:
    second: list[subprocess.CompletedProcess[str]] = []

    def start_another(progress: Progress) -> None:
        if progress.files and not second:
            second.append(run(filings, "--out", tmp_path))

    read_here(filings, out=tmp_path, progress=start_another)
    assert "another batch is at work" in second[0].stderr
    assert second[0].returncode == WRONG_USAGE


# ---- limits and crashes ------------------------------------------------------------------------


def test_a_file_that_takes_too_long_is_given_up(filings: Path, tmp_path: Path) -> None:
    slow = tmp_path / "slow.txt"
    reports = REPORTS[-1].read_text("utf-8") * 900
    slow.write_text(SUBMISSION.format(reports, reports) * 5, "utf-8")
    summary = batch(
        [filings / "month 1", slow, filings / "faulty.txt"],
        out=tmp_path / "out",
        processes=1,
        time_limit=1.5,
    )
    assert summary.failed == ((str(slow), "was given up: it took longer than 1.5 s"),)
    assert (summary.files, summary.reports) == (12, 11)


def test_a_file_that_takes_too_much_memory_is_given_up(filings: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(REPORTS[-1].read_bytes() * 900)
    ran = run(
        *(filings / "month 1", large, filings / "faulty.txt"),
        *("--out", tmp_path / "out", "--processes", "1", "--memory-limit", "16"),
    )
    assert f"{large}: it takes more than 16 MB of memory\n" in ran.stdout
    assert re.search(r"12 files, 11 reports, 1 faults, .* 1 files not read", ran.stdout)


PAGE = FIXTURES / "filings" / "2002-HE2_2004-02-25.htm"


def test_a_page_that_took_too_much_memory_is_read_again(tmp_path: Path) -> None:
    page = tmp_path / "page.htm"
    page.write_bytes(PAGE.read_bytes() + b"<b>x</b>" * 200_000)
    first = batch(page, out=tmp_path / "out", kind="csv", processes=1, memory_limit=50)
    assert first.failed == ((str(page), "it takes more than 50 MB of memory"),)
    second = read_here(page, out=tmp_path / "out", kind="csv", changed=True)
    assert (second.read, second.failed, second.reports > 0) == (1, (), True)


def test_a_file_that_was_not_to_blame_is_read_again(tmp_path: Path) -> None:
    (folder := tmp_path / "filings").mkdir()
    (folder / "binary.txt").write_bytes(BINARY)
    (page := folder / "page.htm").symlink_to(tmp_path / "not there yet")
    first = read_here(folder, out=tmp_path / "out", kind="csv")
    assert "cannot be read: No such file" in dict(first.failed)[str(page)]
    shutil.copyfile(PAGE, tmp_path / "not there yet")
    second = read_here(folder, out=tmp_path / "out", kind="csv", changed=True)
    assert (second.read, len(second.failed), second.reports > 0) == (1, 1, True)


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
        ("csv", 10_000, r"ledger\.sqlite cannot be written: "),
        ("csv", 60_000, r"ledger\.sqlite cannot be written: "),
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
    assert read_here(some, out=tmp_path, kind=kind).reports == 10


def test_a_full_disk_is_said_by_a_worker(filings: Path, tmp_path: Path) -> None:
    read_here(filings / "binary.txt", out=tmp_path, kind="sqlite")  # the ledger has its size
    with (
        no_file_larger_than(50_000),
        pytest.raises(BatchError, match=r"^the rows of some files cannot be written: "),
    ):
        batch(filings / "binary.txt", out=tmp_path, kind="sqlite", processes=1)


class Started:
    """A batch in a process of its own."""

    def __init__(self, *arguments: str | Path) -> None:
        self.out = Path(arguments[arguments.index("--out") + 1])
        self.process = subprocess.Popen(
            command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def workers(self) -> list[psutil.Process]:
        return [p for p in psutil.Process(self.process.pid).children() if is_worker(p)]

    def wait_for(self, happened: Callable[[], Any]) -> None:
        """Wait until something has happened, or the batch has ended."""
        end = time.monotonic() + LONG
        while not happened() and self.process.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.002)

    def parts(self) -> int:
        return len([p for p in (self.out / ".batch" / "parts").glob("[!.]*") if not p.suffix])

    def ended(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=LONG)
        return self.process.returncode, out.decode("utf-8"), err.decode("utf-8")


def is_worker(process: psutil.Process) -> bool:
    try:
        return "gmacm_grammar.batching.worker" in process.cmdline()
    except psutil.NoSuchProcess:
        return False


def test_a_worker_that_is_killed_costs_no_file(
    filings: Path, tables: dict[str, bytes], tmp_path: Path
) -> None:
    started = Started(filings, "--out", tmp_path, "--as", "csv", "--processes", "2")
    for parts in 0, 2:
        started.wait_for(lambda: started.parts() >= parts and started.workers())  # noqa: B023
        assert started.process.poll() is None
        started.workers()[0].send_signal(signal.SIGKILL if parts else signal.SIGSEGV)
    status, said, _ = started.ended()
    assert "1 files not read" in said
    assert status == SOMETHING_UNREAD
    assert written(tmp_path) == tables


def test_a_broken_executor_is_said_and_the_batch_goes_on_without_it(
    filings: Path, tables: dict[str, bytes], tmp_path: Path
) -> None:
    done: list[int] = []

    def kill(progress: Progress) -> None:
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
        (no_network, r"took no task \(OSError: no network\)"),
        (lambda *_: None, "gave None for a task, and no Future"),
        (lambda *_: done(None), "gave None as the result of a task"),
        (lambda *_: done(["read"]), "gave a value of the type list as the result of a task"),
        (lambda read, *of: done(read(*of)[1:]), "gave the results of 0 files for a task of 1"),
    ],
)
def test_an_executor_that_is_wrong_is_said(
    makes: Callable[..., Any], said: str, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(BatchError, match=f"^the executor {said}: .* start the same batch again"):
        batch(tmp_path, out=tmp_path / "out", kind="csv", executor=Wrong(makes), processes=1)


# ---- interrupted -------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["begun", "4 parts", "merging"])
def test_killed_and_started_again_it_goes_on(
    moment: str, filings: Path, tables: dict[str, bytes], tmp_path: Path
) -> None:
    count = "2" if moment == "4 parts" else "1"
    arguments = (filings, "--out", tmp_path, "--as", "csv", "--processes", count)
    happened: dict[str, Callable[[Started], Any]] = {
        "begun": lambda batch: batch.workers(),
        "4 parts": lambda batch: batch.parts() >= 4,
        "merging": lambda batch: (tmp_path / ".writing").exists(),
    }
    started = Started(*arguments)
    started.wait_for(lambda: happened[moment](started))
    workers = started.workers()
    started.process.kill()
    started.ended()
    _, alive = psutil.wait_procs(workers, timeout=LONG)
    assert not alive
    summary = read_here(filings, out=tmp_path, kind="csv")
    assert written(tmp_path) == tables
    assert summary.files == 42
    assert moment != "4 parts" or 0 < summary.read < 42


def test_control_c_ends_it_at_once_and_it_goes_on(
    filings: Path, tables: dict[str, bytes], tmp_path: Path
) -> None:
    arguments = (filings, "--out", tmp_path, "--as", "csv", "--processes", "1")
    started = Started(*arguments)
    started.wait_for(lambda: started.parts() >= 2)
    workers = started.workers()
    started.process.send_signal(signal.SIGINT)
    status, said, err = started.ended()
    assert (status, said) == (INTERRUPTED, "")
    assert err.endswith("interrupted; start the same command again to go on\n")
    assert not [worker for worker in workers if worker.is_running()]
    assert not written(tmp_path)
    assert 0 < read_here(filings, out=tmp_path, kind="csv").read < 42
    assert written(tmp_path) == tables


# ---- changed -----------------------------------------------------------------------------------


def test_only_what_has_changed_is_read_again(filings: Path, tmp_path: Path) -> None:
    own, grammar, out = tmp_path / "own", tmp_path / "grammar", tmp_path / "out"
    shutil.copytree(filings / "month 0", own)
    grammar.mkdir()

    def again(changed: bool = True) -> Summary:
        summary = read_here(own, out=out, kind="csv", changed=changed, grammar=grammar)
        assert written(out) == expected(tmp_path, own)
        return summary

    assert again().read == 10
    assert again().read == 0
    first, second, third, fourth, *_ = in_order(own)
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
    manual = (Path(__file__).parent.parent / "docs" / "batch.md").read_text("utf-8")
    offered = re.findall(r"^  (?:-\w, )?(--\w[\w-]*)", run("--help").stdout, re.MULTILINE)
    assert len(offered) > 8
    assert [option for option in offered if f"`{option}" not in manual] == ["--help"]
