"""Time ``batch`` over many filings, in one process and in two, and look at the memory it takes.

    python benchmarks/batch.py                 # 10,000 filings of four reports each
    python benchmarks/batch.py --files 1000    # fewer
    python benchmarks/batch.py --check         # few files, check the results only

The filings are made of the fixtures, in a temporary directory: submissions whose reports have
other figures and dates, in the same places, so that hardly a spelling comes twice. How many can be
read is counted. What does not add up any more is told as such by reconciling, which is more work
than reports that do add up.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gmacm_grammar.batching import Progress, batch

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
REPORTS_OF_A_FILING = 4
#: The memory is looked at for so many files and for all; files of a directory.
FEW = 1_000
CHECKED = 40

_FIGURE = re.compile(r"(?<![\w/.,-])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2,})(?![\d/,])")
_DATE = re.compile(r"(?<![\d/])\d{1,2}/(\d{1,2})/(?=\d{2})")
_DAY = re.compile(r"(?<=[a-z] )(\d{2})(?=, (?:19|20)\d{2}\b)")


def main() -> int:
    arguments = argparse.ArgumentParser(description="Time batch over many filings.")
    arguments.add_argument("--check", action="store_true", help="check results, time nothing")
    arguments.add_argument("--files", type=int, default=10_000, help="default: %(default)s")
    arguments.add_argument("--rounds", type=int, default=1, help="default: %(default)s")
    arguments.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.run:
        print(json.dumps(run_here(*given.run)))
        return 0
    with tempfile.TemporaryDirectory() as directory:
        top = Path(directory)
        if given.check:
            make(top / "filings", CHECKED)
            return check(top)
        make(top / "filings", given.files)
        measure(top, given.files, given.rounds)
    return 0


# ---- the filings -------------------------------------------------------------------------------


def make(top: Path, files: int) -> None:
    """Make so many filings, some hundreds to a directory."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*.txt"))]
    for number in range(files):
        chance = random.Random(number)
        path = top / f"{number // FEW:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        reports = (varied(chance.choice(texts), chance) for _ in range(REPORTS_OF_A_FILING))
        path.write_text("".join(submission(reports)), encoding="utf-8", newline="")


def submission(reports: Iterator[str]) -> Iterator[str]:
    """The text of a submission with a document for each report."""
    yield "<SEC-DOCUMENT>filing.txt : 20040225\n<SEC-HEADER>\n</SEC-HEADER>\n"
    for number, report in enumerate(reports, 1):
        head = f"<TYPE>EX-99.{number}\n<SEQUENCE>{number}\n<FILENAME>cert{number}.txt\n"
        yield f"<DOCUMENT>\n{head}<TEXT>\n{report}\n</TEXT>\n</DOCUMENT>\n"
    yield "</SEC-DOCUMENT>\n"


def varied(text: str, chance: random.Random) -> str:
    """The report with other figures and days, each as long as the one it stands for."""

    def figure(match: re.Match[str]) -> str:
        if not match[0].strip("0.,"):
            return match[0]
        first, *others = match[0]
        digits = (chance.choice("0123456789") if c.isdecimal() else c for c in others)
        return (chance.choice("123456789") if first != "0" else "0") + "".join(digits)

    def day(match: re.Match[str]) -> str:
        start, end = match.span(1)
        new = f"{chance.randint(10, 28)}" if end - start == 2 else f"{chance.randint(1, 9)}"
        at = match.start()
        return match[0][: start - at] + new + match[0][end - at :]

    return _DAY.sub(day, _DATE.sub(day, _FIGURE.sub(figure, text)))


# ---- running -----------------------------------------------------------------------------------


def run_here(source: str, out: str, processes: str) -> dict[str, Any]:
    """Run the batch here; return what it did, the CPU seconds, and the peaks of memory in MB."""
    workers: dict[str, float] = {}

    def look(progress: Progress) -> None:
        for children in Path("/proc/self/task").glob("*/children"):
            for process in children.read_text(encoding="ascii").split():
                workers[process] = max(workers.get(process, 0.0), peak(process))

    summary = batch(source, out=out, processes=int(processes), progress=look)
    times = os.times()
    return {
        "parent_cpu": times.user + times.system,
        "worker_cpu": times.children_user + times.children_system,
        "files": summary.files,
        "reports": summary.reports,
        "faults": summary.faults,
        "failed": len(summary.failed),
        "seconds": summary.seconds,
        "parent": peak("self"),
        "worker": max(workers.values(), default=0.0),
    }


def peak(process: str) -> float:
    """The most memory that a process has had, in MB; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


def run(source: Path, out: Path, processes: int) -> dict[str, Any]:
    """Run the batch in a process of its own."""
    command = [sys.executable, __file__, "--run", str(source), str(out), str(processes)]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def measure(top: Path, files: int, rounds: int) -> None:
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} CPUs")
    print(f"{'files':>7} {'processes':>9} {'seconds':>8} {'files/s':>8}", end="")
    print(f" {'CPU s of parent, workers':>24} {'MB of parent, worker':>20} {'load':>5}")
    times: dict[int, list[float]] = {1: [], 2: []}
    for number in range(rounds):
        for count in times:
            if files > FEW and number == 0:
                show(run(top / "filings" / "000", top / f"few{count}", count), count)
            found = run(top / "filings", top / f"all{count}", count)
            times[count].append(found["seconds"])
            show(found, count)
    print(f"two processes are {min(times[1]) / min(times[2]):.2f} times as fast as one")
    whole, figures = read_whole(top / "all2")
    print(f"{whole:,} of {found['reports']:,} reports are read wholly, {figures:,} figures")


def show(found: dict[str, Any], processes: int) -> None:
    rate = found["files"] / found["seconds"]
    print(f"{found['files']:7,} {processes:9} {found['seconds']:8.1f} {rate:8.1f}", end="")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f" {found['parent_cpu']:12.1f} {found['worker_cpu']:11.1f}", end="")
    print(f" {found['parent']:10.0f} {found['worker']:9.0f} {load:5.1f}", flush=True)


def read_whole(out: Path) -> tuple[int, int]:
    """How many reports were read without a fault, and how many figures stand in the tables."""
    import pyarrow.compute
    import pyarrow.parquet

    reports = pyarrow.parquet.read_table(out / "reports.parquet", columns=["whole"])
    kinds = pyarrow.parquet.read_table(out / "figures.parquet", columns=["kind"])["kind"]
    figures = pyarrow.compute.is_in(kinds, value_set=pyarrow.array(["decimal", "integer", "date"]))
    return pyarrow.compute.sum(reports["whole"]).as_py(), pyarrow.compute.sum(figures).as_py()


# ---- checking ----------------------------------------------------------------------------------


def check(top: Path) -> int:
    """Whether filings are read wholly, and alike in one process, in two, and after a change."""
    outs = {count: top / f"out{count}" for count in (1, 2)}
    done = {
        count: batch(top / "filings", out=out, processes=count, kind="csv")
        for count, out in outs.items()
    }
    again = batch(top / "filings", out=outs[2], kind="csv", changed=True)
    tables = {count: contents(out) for count, out in outs.items()}
    with (outs[1] / "reports.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    failed = 0
    for what, holds in (
        ("all files are read", done[1].files == CHECKED and not done[1].failed),
        ("all reports of all files are found", len(rows) == REPORTS_OF_A_FILING * CHECKED),
        ("all reports are read wholly", not done[1].faults),
        ("one process and two write the same tables", tables[1] == tables[2]),
        ("nothing is read again that has not changed", again.read == 0),
    ):
        failed += not holds
        print("ok    " if holds else "FAILED", what)
    return 1 if failed else 0


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


if __name__ == "__main__":
    sys.exit(main())
