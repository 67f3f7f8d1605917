"""Promise 1: nothing is lost in silence. Laws that hold for every report among the fixtures."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import DAMAGED, ERRORS, REPORTS, read
from laws import check, figures, leaves, printed

from gmacm_grammar import examine


@pytest.mark.parametrize("path", [*REPORTS, *DAMAGED, *ERRORS], ids=lambda path: path.stem)
def test_the_laws_for_any_text_hold(path: Path) -> None:
    check(read(path))


def test_every_figure_of_the_text_is_in_the_record(report_text: str) -> None:
    found = examine(report_text)
    cells = [cell.text for cell in found.cells if cell.role != "furniture"]
    shown = Counter(figure for text in cells if (figure := printed(text)) is not None)
    if not any(problem.severity == "repair" for problem in found.problems):
        assert Counter(figures(found.report).values()) == shown


def test_every_text_of_the_record_is_printed(report_text: str) -> None:
    plain = " ".join(report_text.split())
    for path, value in leaves(examine(report_text).report):
        assert type(value) in (Decimal, int, bool, date, str), path
        if isinstance(value, str) and not path.endswith((".section", ".after")):
            assert value in plain, path
