"""Formats of a test's own: a few rules and a few cells become an examination.

Rules may stand in one line, with "; " between them; they begin with the start rule, or with what
follows the heading in it. Cells stand in one line too, with bars between them.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Iterable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from gmacm_grammar import Examination, Report, ReportError, ReportWarning, examine, parse, to_dict

#: What all these formats have: kinds of values, and a heading of labels enough for a report.
COMMON = """
%import .values (_amount, _count, _date, _share, AMOUNT, COUNT)
_head: "Letter" "to" "holders"
"""
HEAD = "Letter|to|holders|"
#: In this layout each cell has a bar before it, and may be empty.
BARS = "start: CELL*\nCELL: /\\|(?P<text>[^|]+)?/\n"
#: A report is read in another way when others of its build were read before.
LOOKS = 3

_FOLDER = tempfile.TemporaryDirectory()
_NUMBERS = count()


def new_directory(rules: str = "") -> Path:
    """A new directory, empty or with the format ``made``: nothing is remembered of its files."""
    folder = Path(_FOLDER.name, str(next(_NUMBERS)))
    (folder / "layouts").mkdir(parents=True)
    if rules:
        start = "" if rules.lstrip("?").startswith("report:") else "report: _head "
        text = start + rules.replace("; ", "\n") + COMMON
        (folder / "made.lark").write_text(text, encoding="utf-8")
        (folder / "layouts" / "bars.lark").write_text(BARS, encoding="utf-8")
    return folder


directory = cache(new_directory)


def text_of(cells: str, layout: str = "cell_stream") -> str:
    """The cells below the heading, as a text in that layout; they may stand in several lines."""
    if layout == "fixed_width":
        return f"Letter  to  holders\n{cells}".replace("|", "  ")
    flat = (HEAD + cells).replace("\n", "|")
    return f"|{flat}" if layout == "bars" else flat.rstrip("|").replace("|", "\n|\n")


def fates(found: Examination) -> list[tuple[Any, ...]]:
    """What became of each cell."""
    return [(c.text, c.line, c.column, c.role, c.path, c.terminal) for c in found.cells]


def left(text: str, **given: Any) -> Report:
    """The record that ``parse`` gives, or what the error that it raises has left of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReportWarning)
        try:
            return parse(text, **given)
        except ReportError as raised:
            return raised.examination.report


def same(found: Examination, text: str, **given: Any) -> None:
    """However often the text is read, it is examined and parsed as was ``found``."""
    for _ in range(LOOKS):
        again = examine(text, **given)
        assert repr(again.report) == repr(found.report) == repr(left(text, **given))
        assert (fates(again), again.problems) == (fates(found), found.problems)


def read(rules: str, cells: str, layout: str = "cell_stream") -> Examination:
    """The examination of cells below the heading, which is the same each time."""
    given: dict[str, Any] = {"layout": layout, "format": "made", "grammar": directory(rules)}
    text = text_of(cells, layout)
    found = examine(text, **given)
    same(found, text, **given)
    return found


def record(rules: str, cells: str, layout: str = "cell_stream") -> dict[str, Any]:
    """The record of cells of which nothing is to be said."""
    found = read(rules, cells, layout)
    assert not found.problems
    assert not any(unread(found))
    return to_dict(found.report)


def told(found: Examination) -> list[str]:
    """The kinds of problems, each with the cell at its place (None: it is beside a cell)."""
    at = {(cell.line, cell.column): cell.text for cell in found.cells}
    return [f"{at.get((p.line, p.column))}: {p.kind}" for p in found.problems]


def kinds(found: Examination) -> list[tuple[int, str]]:
    """The line and the kind of each problem."""
    return [(problem.line, problem.kind) for problem in found.problems]


def unread(found: Examination) -> list[str]:
    return [cell.text for cell in found.cells if cell.role == "unread"]


def shown(records: Iterable[Any], fields: str) -> str:
    """What these fields of the records state, without cents and braces; a slash between records."""
    each = ([getattr(record, field) for field in fields.split()] for record in records)
    texts = (" ".join(f"{value}" for value in values if value) for values in each)
    return re.sub(r"\.00|[{}\x27]", "", " / ".join(texts)).strip()


def cases(table: str) -> list[list[str]]:
    """The cases of a test, one a line, with "=>" between their parts."""
    lines = (line for line in table.splitlines() if "=>" in line)
    return [[part.strip() for part in line.split("=>")] for line in lines]
