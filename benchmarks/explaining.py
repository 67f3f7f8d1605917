"""Time ``explain`` of a report with one problem, and of one with a page of problems.

    python benchmarks/explaining.py

Labels of two reports are renamed, one in the first round and every third one in the second. What is
counted is time of the processor, and as a multiple (x) of making the tables of the format once,
which is done for each set of lines that is tried, and takes nearly all of it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from gmacm_grammar import examine
from gmacm_grammar.grammars import build
from gmacm_grammar.reading import Reading, library
from gmacm_grammar.workbench import explain

os.environ["GMACM_GRAMMAR_CACHE"] = "off"
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
REPORTS = ("2002-HE2_2004-02-25", "2002-HE4_2003-07-25")


def main() -> None:
    print(f"{'':24}{'problems':>10}{'solved':>8}{'seconds':>9}{'x':>7}")
    for name in REPORTS:
        text = (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")
        labels = [cell for cell in examine(text).cells if cell.role == "label"]
        source = Reading(library(), text, None, None).format.source
        build(source)  # Lark is imported
        once = seconds(partial(build, source))
        for chosen in (labels[4:5], labels[::3]):
            changed = text
            for cell in reversed(chosen):
                word = cell.text.split()[-1]
                end = cell.offset + len(cell.text)
                changed = changed[: end - len(word)] + word[::-1].title() + changed[end:]
            reading = Reading(library(), changed, None, None)
            found = explain(reading, FIXTURES)
            solved = sum(bool(told.lines) for told in found.explanations)
            took = seconds(partial(explain, reading, FIXTURES))
            print(f"{name:24}{len(found.explanations):10}{solved:8}{took:9.2f}{took / once:7.1f}")


def seconds(run: Callable[[], Any]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    main()
