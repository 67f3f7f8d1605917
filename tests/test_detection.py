"""Layout and format are found by evidence, and the evidence can be seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import DAMAGED, FIXTURES, REPORTS, read

from gmacm_grammar import GrammarError, examine, parse

#: By how much the format found is ahead of the next (of a score of 1).
MARGIN = 0.004


@pytest.mark.parametrize("path", [*REPORTS, *DAMAGED], ids=lambda path: path.stem)
def test_a_report_is_won_by_one_format_and_layout(path: Path) -> None:
    found = examine(read(path))
    first, second = found.format_scores[:2]
    assert first.name == found.format
    assert first.score - second.score >= MARGIN
    first, second = found.layout_scores[:2]
    assert first.name == found.layout
    assert first.score - second.score >= 0.3
    assert first.labels


@pytest.mark.parametrize(
    ("stem", "format_"),
    [
        ("2002-HE2_2004-02-25", "term_notes"),
        ("2001-HE1_2003-12-26", "term_notes"),
        ("2001-HE3_2003-03-25", "term_notes"),
        ("2000-HE4-A1_2001-11-26", "single_note"),
        ("2006-HE1_2006-09-25", "trust_2006"),
    ],
)
def test_each_shape_has_its_format(stem: str, format_: str) -> None:
    assert examine(read(FIXTURES / f"{stem}.txt")).format == format_


def test_what_is_given_is_not_looked_for() -> None:
    text = read(FIXTURES / "2002-HE2_2004-02-25.txt")
    assert parse(text, layout="fixed_width", format="term_notes") == parse(text)
    assert examine(text, layout="cell_stream").layout == "cell_stream"
    assert examine(text, format="single_note").format == "single_note"
    with pytest.raises(GrammarError, match="there is no format 'nope'; there are"):
        parse(text, format="nope")


def test_a_process_that_needs_one_format_builds_one() -> None:
    program = """if True:
        import sys
        from gmacm_grammar import parse
        from gmacm_grammar.formats import library
        parse(open(sys.argv[1]).read())
        print(*(f.name for f in library().formats() if "tables" in vars(f)))
    """
    ran = subprocess.run(
        [sys.executable, "-c", program, str(FIXTURES / "2002-HE2_2004-02-25.txt")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["term_notes"]
