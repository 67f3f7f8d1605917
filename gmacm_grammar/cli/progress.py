"""How far a verb has come that reads many files, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gmacm_grammar.batching import Progress
from gmacm_grammar.cli.printing import counted, say

#: Seconds between two lines of progress, where there is no terminal to show it.
_PAUSE = 10.0


@contextmanager
def show_progress() -> Iterator[Callable[[Progress], None]]:
    """Shows the progress that it is told: as a bar on a terminal, else a line now and then."""
    if not sys.stderr.isatty():
        due = time.monotonic() + _PAUSE

        def show(progress: Progress) -> None:
            nonlocal due
            if time.monotonic() >= due:
                say(_line(progress))
                due = time.monotonic() + _PAUSE

        yield show
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress as Bars, TextColumn
    from rich.table import Column

    text = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True))
    columns = (text, BarColumn(bar_width=None))
    with Bars(*columns, console=Console(stderr=True), transient=True, expand=True) as bars:
        bar = bars.add_task(_line(Progress()), total=None)
        yield lambda progress: bars.update(
            bar, description=_line(progress), total=progress.files, completed=progress.done
        )


def _line(progress: Progress) -> str:
    if progress.files is None:
        return "looking for files"
    said = [f"{progress.done:,}/{counted(progress.files, 'file')}"]
    if progress.left is not None:
        minutes, seconds = divmod(round(progress.left), 60)
        said += [f"{minutes}:{seconds:02} left", f"{progress.rate:,.1f}/s"]
    said.append(counted(progress.reports, "report"))
    counts = progress.broken, progress.doubtful, progress.failed
    words = ("broken", "doubtful", "not read")
    said += [f"{count:,} {word}" for count, word in zip(counts, words, strict=True) if count]
    return ", ".join(said)
