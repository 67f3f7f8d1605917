"""Time ``parse`` and ``examine`` against a parser written by hand, on the two seed reports.

    python benchmarks/bench.py            # check that the results are equal, then time
    python benchmarks/bench.py --check    # check only

``floor`` cuts the text and converts the figures, which every parser must do, and nothing else.
"""

from __future__ import annotations

import argparse
import gc
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import handwritten

import gmacm_grammar
from gmacm_grammar import Report, examine, parse

Parser: TypeAlias = Callable[[str], Report]

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SEEDS: dict[str, Parser] = {
    "2002-HE2_2004-02-25": handwritten.fixed_width,
    "2002-HE4_2003-07-25": handwritten.cell_stream,
}
ROUNDS = 100
#: About what one sample lasts: a fast function is called several times for it.
SAMPLE_SECONDS = 0.002


def main() -> int:
    arguments = argparse.ArgumentParser(description="Time parse against a handwritten parser.")
    arguments.add_argument("--check", action="store_true", help="check the results, time nothing")
    arguments.add_argument("--rounds", type=int, default=ROUNDS, help="default: %(default)s")
    given = arguments.parse_args()
    texts = {name: (FIXTURES / f"{name}.txt").read_text(encoding="utf-8") for name in SEEDS}

    failed = 0
    for name, by_hand in SEEDS.items():
        for what, holds in checks(texts[name], by_hand):
            failed += not holds
            if given.check or not holds:
                print("ok    " if holds else "FAILED", f"{name}: {what}")
    if failed or given.check:
        return 1 if failed else 0

    print(versions())
    runs: dict[tuple[str, str], Callable[[], Any]] = {}
    for name, by_hand in SEEDS.items():
        functions: dict[str, Callable[[str], Any]] = {
            "floor": handwritten.floor,
            "handwritten": by_hand,
            "parse": parse,
            "examine": examine,
        }
        for label, function in functions.items():
            runs[name, label] = partial(function, texts[name])
    print_table(measure(runs, max(1, given.rounds)))
    return 0


def checks(text: str, by_hand: Parser) -> Iterator[tuple[str, bool]]:
    """What must hold for the times to be of equal work, and whether it does."""
    expected = parse(text)
    made = by_hand(text)
    yield "handwritten and parse make equal records", made == expected
    yield "with the same digits in every figure", repr(made) == repr(expected)
    examination = examine(text)
    same = examination.report == expected and not examination.problems
    yield "examine makes the same record, without a problem", same
    # 1,234.56 -> 1,235.46: other figures in the same places
    other = re.sub(r"(\d)\.(\d)", r"\2.\1", text)
    changed = by_hand(other)
    same = repr(changed) == repr(parse(other)) and changed != expected
    yield "equal records of the text with other figures", same
    yield "floor converts every figure", len(handwritten.floor(text)) == figures(expected)
    for what, pattern, replacement in (
        ("an unknown label", "Excess Cash", "Excess Cache"),
        ("an unknown heading", "Liquidation To-Date", "Liquidation"),
        ("a missing value", r"(?<=Excess Cash)[\s|]+\S+", ""),
        ("a missing value in a row of many", r"(?<=Class IO)[\s|]+\S+", ""),
        ("a missing value at the end", r"[\s|]+0(?=\s*(</TABLE>)?\s*$)", ""),
        ("a value that is no figure", r"(?<=Excess Cash)([\s|]+)\S+", r"\1n/a"),
    ):
        yield f"handwritten raises on {what}", raises(by_hand, text, pattern, replacement)


def raises(by_hand: Parser, text: str, pattern: str, replacement: str) -> bool:
    """Whether the parser refuses the text after one change."""
    faulty, changes = re.subn(pattern, replacement, text)
    try:
        by_hand(faulty)
    except ValueError:
        return changes == 1
    return False


def figures(value: Any) -> int:
    """How many figures a record holds, dates not counted."""
    if attrs.has(type(value)):
        return sum(figures(getattr(value, field.name)) for field in attrs.fields(type(value)))
    if isinstance(value, tuple):
        return sum(map(figures, value))
    return int(hasattr(value, "as_integer_ratio"))


def measure(
    runs: dict[tuple[str, str], Callable[[], Any]], rounds: int
) -> dict[tuple[str, str], list[float]]:
    """Milliseconds a call, a sample each round; every round runs all in turn."""
    samples: dict[tuple[str, str], list[float]] = {key: [] for key in runs}
    calls = {key: warmed_up(run) for key, run in runs.items()}
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            gc.collect()
            for key, run in runs.items():
                samples[key].append(1000 * seconds(run, calls[key]) / calls[key])
    finally:
        if was_enabled:
            gc.enable()
    return samples


def warmed_up(run: Callable[[], Any]) -> int:
    """Call a few times; return how many calls make a sample."""
    fastest = min(seconds(run, 1) for _ in range(10))
    return max(1, round(SAMPLE_SECONDS / fastest))


def seconds(run: Callable[[], Any], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return time.perf_counter() - start


def print_table(samples: dict[tuple[str, str], list[float]]) -> None:
    rounds = len(next(iter(samples.values())))
    print(f"milliseconds per report, {rounds} rounds; x: median, handwritten = 1\n")
    print(f"{'':22}{'':12}{'median':>10}{'best':>10}{'x':>8}")
    for (name, label), times in samples.items():
        median = statistics.median(times)
        ratio = median / statistics.median(samples[name, "handwritten"])
        print(f"{name:22}{label:12}{median:10.3f}{min(times):10.3f}{ratio:8.2f}")


def versions() -> str:
    packages = [f"{name} {version(name)}" for name in ("lark", "attrs", "cattrs")]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return ", ".join([python, *packages, f"gmacm-grammar {gmacm_grammar.__version__}"])


if __name__ == "__main__":
    sys.exit(main())
