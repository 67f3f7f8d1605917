"""The cells of a text or page as one line: ``A | 1.00 | _ / B | ~x`` are two rows.

The second row has the cell B and furniture; the underscore is a cell without text.
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from laws import check_page

from gmacm_grammar import Examination, examine


def shown(found: Examination) -> str:
    """The cells of an examination, row by row."""
    cells = sorted(found.cells, key=lambda cell: (cell.row, cell.offset))
    marked = [
        (cell.row, "~" * (cell.role == "furniture") + (cell.text.strip() or "_")) for cell in cells
    ]
    rows = groupby(marked, key=lambda one: one[0])
    return " / ".join(" | ".join(text for _, text in row) for _, row in rows)


def cut(text: str, **how: Any) -> str:
    """The cells of a text."""
    return shown(examine(text, **how))


def cut_page(source: str) -> str:
    """The cells of a page, of which all laws hold: nothing is lost, each stands where it says."""
    return shown(check_page(source, layout="html"))


def table(*rows: str) -> str:
    """A table with these cells in its rows."""
    return f"<table>{''.join(f'<tr>{cells}' for cells in rows)}</table>"


def cases(block: str, *more: tuple[str, str]) -> pytest.MarkDecorator:
    """Run a test with each page of a block, and the cells behind its arrow."""
    lines = re.sub(r"\n    (?==> )", " ", block.strip("\n")).split("\n")
    pairs = [one for line in lines if line[:2] != "# " for one in line.split(" ;; ")]
    found = [one.encode().decode("unicode_escape").split(" => ") for one in pairs]
    return pytest.mark.parametrize(("page", "cells"), [*found, *more])


def written(folder: Path, **files: str) -> Path:
    """The folder with these grammar files; the name of a layout begins with ``layout_``."""
    for name, text in files.items():
        path = folder / f"{name.replace('layout_', 'layouts/')}.lark"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def fates(found: Examination, first: int = 0) -> str:
    """What became of each cell from that one on.

    ``1.00=excess_cash`` went to a field and ``1.00=`` to one that had the value; a label is told
    by its text, ``!1.00`` is unread, ``~x`` furniture and ``X:`` a heading.
    """
    shown = {"unread": "!{}", "furniture": "~{}", "label": "{}", "heading": "{}:", "value": "{}="}
    return " | ".join(
        f"{cell.text}={cell.path}" if cell.path else shown[cell.role].format(cell.text)
        for cell in found.cells[first:]
    )


def said(found: Examination) -> list[str]:
    """Each problem in a line: its kind, its place, and what is named as its place in words."""
    return [
        f"{one.kind} {one.line}:{one.column}" + (f" in {one.where}" if one.where else "")
        for one in found.problems
    ]
