"""A draft of a grammar file reads its sample: with no format known, and with those of the package.

No option of the command leaves out the formats of the package, so the draft is made below it.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT, read

from gmacm_grammar import examine
from gmacm_grammar.reading.formats import Library
from gmacm_grammar.workbench.drafting import draft


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The grammar files of the package without formats and sections."""
    directory = tmp_path_factory.mktemp("bare")
    home = ROOT / "grammar"
    shutil.copytree(home / "layouts", directory / "layouts")
    for name in ("tags.lark", "values.lark"):
        shutil.copy(home / name, directory)
    return directory


def test_a_draft_reads_its_sample(bare: Path, report_file: Path) -> None:
    text = read(report_file)
    made = draft("first", text, report_file.name, Library([], bare))
    found = made.examination
    assert found is not None
    assert made.whole
    assert found.format == "first"
    assert found.layout == examine(text).layout
    assert not found.errors
    assert not found.report.unknown
    assert not [cell for cell in found.cells if cell.role == "unread"]
    expected = [c.text for c in examine(text).cells if c.role == "value" and c.text[:1].isdigit()]
    values = [cell.text for cell in found.cells if cell.role == "value" and cell.path]
    assert not Counter(expected) - Counter(values)
    assert "// decide" in made.text
    assert f"Fixtures: {report_file.stem}." in made.text


def test_a_draft_reuses_known_sections(report_file: Path) -> None:
    made = draft("first", read(report_file), report_file.name, Library())
    assert made.whole
    # Each section of that format differs from the shared one by a row or a heading.
    assert made.reused or examine(read(report_file)).format == "trust_2006"
    assert made.examination is not None
    found, known = made.examination.report, examine(read(report_file)).report
    if "pools" in made.reused:
        assert found.pools == known.pools
    if "prefunding_account" in made.reused:
        assert found.prefunding_account == known.prefunding_account
