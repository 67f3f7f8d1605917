"""A report says the same in every layout, however its columns stand."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

import pytest
from conftest import REPORTS, read

from gmacm_grammar import examine, parse


def _rows(path: Path) -> list[list[str]]:
    """The printed cells, a label with the figures after it in a row."""
    rows: list[list[str]] = []
    for cell in examine(read(path)).cells:
        if cell.role != "furniture":
            if not rows or cell.text[:1] not in "0123456789(-#$":
                rows.append([])
            rows[-1].append(cell.text)
    return rows


def _fixed_width(rows: list[list[str]], chance: random.Random) -> str:
    """Each row on a line with gaps of any width, tags and rules here and there."""
    lines = ["<TABLE>", "<CAPTION>"]
    for row in rows:
        if chance.random() < 0.1:
            lines.append(chance.choice(["", "<PAGE>", "<S>   <C>   <C>", "-------    -   -----"]))
        gaps = [" " * chance.randint(2, 30) for _ in row]
        figures = zip(row[1:], gaps[1:], strict=True)
        lines.append(gaps[0][2:] + row[0] + "".join(gap + cell for cell, gap in figures))
    return "\n".join([*lines, "</TABLE>"])


def _cell_stream(rows: list[list[str]], chance: random.Random) -> str:
    cells = [cell for row in rows for cell in row]
    return "".join("|\n" + ("\n|\n" if chance.random() < 0.05 else "") + f"{c}\n" for c in cells)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("write", [_fixed_width, _cell_stream], ids=["fixed_width", "cell_stream"])
@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_is_the_same_in_either_layout(path: Path, write: object, seed: int) -> None:
    assert callable(write)
    text = write(_rows(path), random.Random(seed))
    found = examine(text)
    assert not found.errors
    assert found.report == examine(read(path)).report
    assert found.layout == write.__name__[1:]  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", ["\r\n", "tabs", "trailing blanks", "form feed", "BOM", "nbsp"])
@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_what_a_layout_does_not_care_about_changes_nothing(path: Path, change: str) -> None:
    text = read(path)
    changed = {
        "\r\n": text.replace("\n", "\r\n"),
        "tabs": text.replace("    ", "\t"),
        "trailing blanks": text.replace("\n", "   \n"),
        "form feed": "\f" + text + "\f\n",
        "BOM": "\ufeff" + text,
        "nbsp": text.replace("  ", "\xa0\xa0"),
    }[change]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert parse(changed) == parse(text)
