"""Time ``parse`` against a parser written by hand, and against the tools one would take instead.

    python benchmarks/bench.py            # check that the results are equal, then time
    python benchmarks/bench.py --check    # check only
    python benchmarks/bench.py --slow     # time the texts made to be slow, too

``floor`` cuts the text and converts the figures, which every parser must do, and nothing else.
``parse, new`` is ``parse`` of the first report of a build, ``template`` makes its template. Each
round reads texts with other figures. Peers that are not installed
(``pip install gmacm-grammar[bench]``) are left out.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import attrs
import handwritten
import peers
import texts

import gmacm_grammar
from gmacm_grammar import Report, examine, from_json, parse, reconcile, to_json
from gmacm_grammar.reading import Reading, Template, library

Parser: TypeAlias = Callable[[str], Report]
Runs: TypeAlias = dict[tuple[str, str], Callable[[], Any]]

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SEEDS: dict[str, Parser] = {
    "2002-HE2_2004-02-25": handwritten.fixed_width,
    "2002-HE4_2003-07-25": handwritten.cell_stream,
}
TWO_GROUPS = "2001-HE1_2003-12-26"
TIMES = (2, 4, 8, 16)
ROUNDS = 50
#: About what one sample lasts: a fast function is called several times for it.
SAMPLE_SECONDS = 0.01
#: The peer that takes half a second for a report is timed in so many rounds.
FEW_ROUNDS = 5


#: What is timed of longer reports.
FUNCTIONS = ("floor", "parse", "examine")


def main() -> int:
    arguments = argparse.ArgumentParser(description="Time parse against other parsers.")
    arguments.add_argument("--check", action="store_true", help="check the results, time nothing")
    arguments.add_argument("--slow", action="store_true", help="time texts made to be slow, too")
    arguments.add_argument("--rounds", type=int, default=ROUNDS, help="default: %(default)s")
    given = arguments.parse_args()
    failed = 0
    for name, by_hand in SEEDS.items():
        for what, holds in (*checks(read(name), by_hand), *peer_checks(name)):
            failed += not holds
            if given.check or not holds:
                print("ok    " if holds else "FAILED", f"{name}: {what}")
    if failed or given.check:
        return 1 if failed else 0

    print(versions())
    rounds = max(1, given.rounds)
    samples = measure(seed_runs(), rounds)
    samples.update(measure(slow_peer_runs(), min(rounds, FEW_ROUNDS)))
    print_table(samples)
    print_long(measure(long_runs(), min(rounds, 30)))
    print_starts(5)
    if given.slow:
        print_slow()
    return 0


def read(name: str) -> str:
    return (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")


def installed(peer: str) -> bool:
    return find_spec(peer.split()[0].lower()) is not None


def made_peers(name: str) -> dict[str, peers.Peer]:
    """The peers that are installed and read this seed."""
    fixed = not read(name).startswith("|")
    return {
        peer: make()
        for peer, (make, reads_cells) in peers.PEERS.items()
        if installed(peer) and (fixed or reads_cells)
    }


def seed_runs() -> Runs:
    runs: Runs = {}
    for name, by_hand in SEEDS.items():
        text = read(name)
        report = parse(text)
        reading = Reading(library(), text, None, None)
        assert reading.report == report
        runs[name, "floor"] = partial(handwritten.floor, text)
        runs[name, "handwritten"] = cycled(by_hand, text)
        runs[name, "parse"] = cycled(parse, text)
        runs[name, "parse, new"] = cycled(partial(without_templates, parse), text)
        runs[name, "examine"] = cycled(examine, text)
        runs[name, "examine, new"] = cycled(partial(without_templates, examine), text)
        runs[name, "template"] = partial(template, reading)
        runs[name, "to_json"] = partial(to_json, report)
        runs[name, "from_json"] = partial(from_json, to_json(report))
        runs[name, "reconcile"] = partial(reconcile, examine(text))
        for peer, function in made_peers(name).items():
            if peer != "Lark Earley":
                runs[name, peer] = partial(function, text)
    text = read(TWO_GROUPS)
    runs[f"{TWO_GROUPS}", "floor"] = partial(handwritten.floor, text)
    runs[f"{TWO_GROUPS}", "parse"] = partial(parse, text)
    return runs


def slow_peer_runs() -> Runs:
    return {
        (name, peer): partial(function, read(name))
        for name in SEEDS
        for peer, function in made_peers(name).items()
        if peer == "Lark Earley"
    }


def cycled(function: Callable[[str], Any], text: str) -> Callable[[], Any]:
    """Calls the function with texts of one build, each time with other figures."""
    shifts = [str.maketrans("123456789", "23456789123456789"[n : n + 9]) for n in range(9)]
    figure = re.compile(r"[0-9][0-9,]*\.[0-9]+").sub
    made = [figure(lambda m, by=by: m[0].translate(by), text) for by in shifts]  # type: ignore[misc]
    following = cycle(made)
    return lambda: function(next(following))


def template(reading: Reading) -> Template:
    """Make a template, whose expression was never compiled before."""
    re.purge()
    return Template(reading)


def without_templates(function: Callable[[str], Any], text: str) -> Any:
    """Read a text as the first of its build."""
    templates = library().templates
    kept = {**templates}
    templates.clear()
    try:
        return function(text)
    finally:
        templates.update(kept)


def long_runs() -> Runs:
    return {
        (f"{name} x{times}", function.__name__): partial(function, texts.longer(read(name), times))
        for name in SEEDS
        for times in (1, *TIMES)
        for function in (handwritten.floor, parse, examine)
    }


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


def peer_checks(name: str) -> Iterator[tuple[str, bool]]:
    """That each peer finds all rows of figures, and that longer reports are read whole."""
    text = read(name)
    expected = rows(text)
    for peer, function in made_peers(name).items():
        yield f"{peer} finds the same {len(expected)} rows of figures", function(text) == expected
    for times in TIMES:
        found = examine(texts.longer(text, times))
        whole = len(found.report.pools) >= times and not found.problems
        yield f"the report {times} times as long is read without a problem", whole


def rows(text: str) -> peers.Rows:
    """The rows of figures that ``examine`` finds, dates not counted."""
    found: list[tuple[str, list[Any]]] = []
    for cell in examine(text).cells:
        if cell.role == "value" and re.fullmatch(peers.FIGURE, cell.text):
            found[-1][1].append(peers.figure(cell.text))
        elif cell.role != "furniture":
            found.append((cell.text, []))
    return [(label, tuple(figures)) for label, figures in found if figures]


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
    """Of the processor: what else the machine does counts little."""
    start = time.process_time()
    for _ in range(calls):
        run()
    return time.process_time() - start


def print_table(samples: dict[tuple[str, str], list[float]]) -> None:
    rounds = len(next(iter(samples.values())))
    print(f"processor milliseconds per report, {rounds} rounds; x: median, handwritten = 1\n")
    print(f"{'':22}{'':12}{'median':>10}{'best':>10}{'x':>8}")
    for name in dict.fromkeys(name for name, _ in samples):
        for (of, label), times in samples.items():
            if of == name:
                median = statistics.median(times)
                hand = samples.get((name, "handwritten"))
                ratio = f"{median / statistics.median(hand):8.2f}" if hand else ""
                print(f"{name:22}{label:12}{median:10.3f}{min(times):10.3f}{ratio}")


def print_long(samples: dict[tuple[str, str], list[float]]) -> None:
    print("\nlonger reports; x: median, the seed's = 1\n")
    print(f"{'':22}{'':4}{'length':>8}" + "".join(f"{w:>12}{'x':>7}" for w in FUNCTIONS))
    for name in SEEDS:
        for times in (1, *TIMES):
            length = len(texts.longer(read(name), times)) / len(read(name))
            line = f"{name:22}{times:<4}{length:8.2f}"
            for what in FUNCTIONS:
                median = statistics.median(samples[f"{name} x{times}", what])
                ratio = median / statistics.median(samples[f"{name} x1", what])
                line += f"{median:12.3f}{ratio:7.2f}"
            print(line)


def print_starts(rounds: int) -> None:
    """What a process takes from its start to its end, less what one takes that does nothing."""
    read_seed = f"parse(open({str(FIXTURES / f'{next(iter(SEEDS))}.txt')!r}).read())"
    with TemporaryDirectory() as folder:
        processes = {
            "import lark, attrs, cattrs": ("import lark, attrs, cattrs", folder),
            "import gmacm_grammar": ("import gmacm_grammar", folder),
            "import parse": ("from gmacm_grammar import parse", folder),
            "first parse, tables kept": (f"from gmacm_grammar import parse; {read_seed}", folder),
            "first parse, none kept": (f"from gmacm_grammar import parse; {read_seed}", "off"),
        }
        times: dict[str, list[float]] = {what: [] for what in ("nothing", *processes)}
        for _ in range(rounds):
            times["nothing"].append(process("pass", folder))
            for what, (code, cache) in processes.items():
                times[what].append(process(code, cache))
    nothing = min(times.pop("nothing"))
    print(f"\nprocesses, milliseconds more than one that does nothing, best of {rounds}\n")
    for what, samples in times.items():
        print(f"{what:34}{min(samples) - nothing:10.0f}")


def process(code: str, cache: str) -> float:
    """Milliseconds of the processor that a process takes."""
    variables = {**os.environ, "GMACM_GRAMMAR_CACHE": cache}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, env=variables)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return 1000 * used


def print_slow() -> None:
    print("\ntexts made to be slow: milliseconds of examine for so many characters\n")
    sizes = (62_500, 250_000, 1_000_000)
    print(f"{'':28}" + "".join(f"{size:>12,}" for size in sizes))
    found = [dict(texts.slow(size)) for size in sizes]
    for name in found[0]:
        line = f"{name:28}"
        for texts_of_size in found:
            line += f"{1000 * seconds(partial(examine, texts_of_size[name]), 1):12.0f}"
        print(line, flush=True)


def versions() -> str:
    packages = []
    for name in ("lark", "attrs", "cattrs", "ttp", "textfsm", "pyparsing"):
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return ", ".join([python, *packages, f"gmacm-grammar {gmacm_grammar.__version__}"])


if __name__ == "__main__":
    sys.exit(main())
