"""Layout and format are found by evidence, and the evidence can be seen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import DAMAGED, FIXTURES, REPORTS, read
from cut import written

from gmacm_grammar import Examination, GrammarError, examine, parse

TEXT = read(FIXTURES / "2002-HE2_2004-02-25.txt")


#: The format of each report; of all others it is term_notes.
FORMATS = {"2000-HE4-A1_2001-11-26": "single_note", "2006-HE1_2006-09-25": "trust_2006"}


@pytest.mark.parametrize("path", [*REPORTS, *DAMAGED], ids=lambda path: path.stem)
def test_a_report_is_won_by_one_format_and_layout(path: Path) -> None:
    found = examine(read(path))
    first, second = found.format_scores[:2]
    assert first.name == found.format == FORMATS.get(path.stem, "term_notes")
    assert first.score - second.score >= 0.004
    first, second = found.layout_scores[:2]
    assert first.name == found.layout
    assert first.score - second.score >= 0.3
    assert first.labels


def test_what_is_given_is_not_looked_for() -> None:
    assert parse(TEXT, layout="fixed_width", format="term_notes") == parse(TEXT)
    found = examine(TEXT, layout="cell_stream", format="single_note")
    assert (found.layout, found.format) == ("cell_stream", "single_note")
    found = examine("<td>Total", layout="fixed_width")
    assert (found.layout, found.layout_scores[-1].name) == ("fixed_width", "html")
    with pytest.raises(GrammarError, match="there is no format 'nope'; there are"):
        parse(TEXT, format="nope")
    with pytest.raises(GrammarError, match="there is no layout 'nope'; there are"):
        parse(TEXT, layout="nope")


def test_a_process_that_needs_one_format_builds_one(tmp_path: Path) -> None:
    program = "import sys, gmacm_grammar; gmacm_grammar.parse(open(sys.argv[1]).read())"
    built = []
    for stem in "2002-HE2_2004-02-25", "2001-HE1_2003-12-26", "2006-HE1_2006-09-25":
        command = [sys.executable, "-c", program, str(FIXTURES / f"{stem}.txt")]
        subprocess.run(command, check=True, env=os.environ | {"GMACM_GRAMMAR_CACHE": str(tmp_path)})
        built.append(len(list(tmp_path.iterdir())))
    assert built[0] == built[1] < built[2]


# ---- how formats and layouts are weighed ---------------------------------------------------------

#: Two layouts in place of those for texts of the package, and three formats beside those.
GRAMMARS = {
    "first": 'report: "Crate" | "Loan Rate" | "Sum" | "30 Miles" | "Ton, Net" | "A"\n',
    "second": 'report: "LOAN RATE" | "Sum" | "Barrel"\n',
    "third": 'report: "5" | "-"\n',
    "layout_cell_stream": "start: (CELL | _COMMA)*\nCELL: /[^,\\n]+/\n_COMMA: /,/\n",
    "layout_fixed_width": "start: CELL*\nCELL: /[^\\n]+/\n",
}
COMMAS, LINES = "cell_stream", "fixed_width"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("grammar"), **GRAMMARS)


def scores(found: Examination) -> dict[str, tuple[float, tuple[str, ...]]]:
    return {score.name: (score.score, score.labels) for score in found.format_scores}


BOTH = 1 / 2**1.5  # what a label weighs that two formats know
FIRST, SECOND = 4 + 2 * BOTH, 1 + 2 * BOTH  # what all labels of a format weigh


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "Crate\nSum\nSum\nwhat",
            1 - 0.3 * (FIRST - 1 - BOTH) / FIRST,
            BOTH / (1 + BOTH) - 0.3 * (SECOND - BOTH) / SECOND,
        ),
        ("Barrel", 0, 1 - 0.3 * (SECOND - 1) / SECOND),
        ("30 Miles\n5", 0, 0),  # what begins with a digit is no label
        ("CRATE\nloan   rate", 1 - 0.3 * (FIRST - 1 - BOTH) / FIRST, None),
        # more spellings of its labels than a format has are no merit
        ("Barrel\nBARREL\nbarrel\nSum\nSUM\nsum", None, 1),
        ("", 0, 0),
    ],
)
def test_a_label_counts_the_more_the_fewer_formats_know_it(
    small: Path, text: str, first: float | None, second: float | None
) -> None:
    found = scores(examine(text, grammar=small, layout=LINES))
    for name, score in ("first", first), ("second", second), ("third", 0):
        assert score is None or found[name][0] == pytest.approx(score)


@pytest.mark.parametrize(
    ("text", "layout", "format_"),
    [
        ("Barrel,5.00\nSum,6.00\nwhat\n", COMMAS, "second"),
        ("Crate\n", COMMAS, "first"),
        # of equals the first
        ("Barrel\n5.00\nwhat\n", COMMAS, "second"),
        ("what\n", COMMAS, "first"),
        ("", COMMAS, "first"),
    ],
)
def test_the_best_layout_and_format_are_taken(
    small: Path, text: str, layout: str, format_: str
) -> None:
    found = examine(text, grammar=small)
    assert (found.layout, found.format) == (layout, format_)


def test_scores_are_told_best_first_with_the_labels_that_speak_for_them(small: Path) -> None:
    found = examine("Sum,Barrel,5,Sum\nwhat\nA\n", grammar=small, layout=LINES)
    assert [(score.name, score.score, score.labels) for score in found.layout_scores] == [
        (COMMAS, 5 / 6, ("Sum", "Barrel", "A")),
        (LINES, 1 / 3, ("A",)),
        ("html", 0, ()),
    ]
    found = examine("Barrel\nSum\n5\nwhat\nA\nBarrel", grammar=small, layout=LINES)
    told = scores(found)
    assert list(told)[:2] == ["second", "first"]
    assert [told[name][1] for name in ("second", "first", "third")] == [
        ("Barrel", "Sum"),
        ("Sum", "A"),
        (),
    ]
    assert sorted(told.values(), reverse=True)[2:] == [(0, ())] * 4


#: A row that the layout of commas knows wholly, and that of lines does not.
LONG = "Crate" + 400 * ",5" + "\n"


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        # lines: 0.9, with a label at the beginning; commas: more, but without one there
        ("Ton, Net\n" * 9 + LONG, LINES),
        ("\nwhat\n" + "Ton, Net\n" * 9 + LONG, LINES),
        ("Ton, Net\n" + LONG + "Ton, Net\n" * 8, LINES),
        ("Ton, Net\n" + "Also," + LONG + "Ton, Net\n" * 8, LINES),
        # ... and where both have one
        ("A\n" + "Ton, Net\n" * 8 + LONG, COMMAS),
        # lines: 0.8, which is not clear
        ("Ton, Net\n" * 8 + LONG * 2, COMMAS),
        # lines: without a label at the beginning
        (LONG + "Ton, Net\n" * 9, COMMAS),
    ],
)
def test_a_layout_that_is_clear_is_taken_if_it_has_a_label_at_the_beginning(
    small: Path, text: str, layout: str
) -> None:
    assert examine(text, grammar=small).layout == layout


def test_a_page_is_in_no_other_layout_and_another_text_is_no_page() -> None:
    found = examine("<html><table><tr><td>Certificates</td></tr></table></html>")
    assert found.layout == "html"
    assert {score.name: score.score for score in found.layout_scores}["html"] == 1
    found = examine("Certificates")
    assert [(score.name, score.score) for score in found.layout_scores] == [
        ("cell_stream", 1),
        ("fixed_width", 1),
        ("html", 0),
    ]
    # ... but what was cut is told, though the text is no page
    assert {score.score for score in examine("Certificates", layout="html").layout_scores} == {1}
