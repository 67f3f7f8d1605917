"""Many threads read reports of all formats at once, and get what one gets."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import DAMAGED, ERRORS, FIXTURES, REPORTS, read
from laws import plain

from gmacm_grammar import examine, parse, to_json

THREADS = 8
TEXTS = [read(path) for path in (*REPORTS, *DAMAGED, *ERRORS)]

#: Threads that begin with the first use of the package at the same moment, in a process of their
#: own; prints "same" if each gets what is got afterwards, alone.
FIRST_USE = """
import sys, threading, warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gmacm_grammar

warnings.simplefilter("ignore")
sys.setswitchinterval(1e-5)
texts = [Path(file).read_bytes().decode() for file in sys.argv[1:]]
start = threading.Barrier(len(texts))

def read(text):
    start.wait()
    return gmacm_grammar.to_json(gmacm_grammar.examine(text).report)

with ThreadPoolExecutor(len(texts)) as pool:
    together = list(pool.map(read, texts))
alone = [gmacm_grammar.to_json(gmacm_grammar.examine(text).report) for text in texts]
print("same" if together == alone else "different")
"""


@pytest.fixture
def often() -> Iterator[None]:
    """Threads take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("often")
def test_threads_read_what_one_reads() -> None:
    expected = [plain(examine(text)) for text in TEXTS]
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda text: plain(examine(text)), TEXTS * 3))
    assert found == expected * 3


@pytest.mark.usefixtures("often")
def test_threads_parse_what_one_parses() -> None:
    texts = [read(path) for path in REPORTS]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [to_json(parse(text)) for text in texts]
        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(lambda text: to_json(parse(text)), texts * 4))
    assert found == expected * 4


def test_the_first_use_may_be_by_several_threads() -> None:
    damaged = FIXTURES / "errors" / "letter_in_a_figure.cells.txt"
    files = [*REPORTS[::3], damaged, *DAMAGED]
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_USE, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("same\n", "")
