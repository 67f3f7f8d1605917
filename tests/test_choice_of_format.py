"""Layout and format are found by evidence, and the evidence can be seen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import DAMAGED, FIXTURES, REPORTS, read
from cut import written
from shell import document, run

from gmacm_grammar import Examination, GrammarError, examine, parse

TEXT = read(FIXTURES / "2002-HE2_2004-02-25.txt")


#: The format of each report; of all others it is term_notes.
FORMATS = {
    "2000-HE2-A1_2002-10-25": "single_note",
    "2000-HE4-A1_2001-11-26": "single_note",
    "2006-HE1_2006-09-25": "trust_2006",
    "2006-HE2_2006-09-25": "trust_2006",
}


@pytest.mark.parametrize("path", [*REPORTS, *DAMAGED], ids=lambda path: path.stem)
def test_a_report_is_won_by_one_format_and_layout(path: Path) -> None:
    found = examine(read(path))
    first, second = found.format_scores[:2]
    family = path.stem.partition("-")[0].lower()
    expected = family if family.isalpha() else FORMATS.get(path.stem, "term_notes")
    assert first.name == found.format == expected
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
        ("30 Miles\n5", 1 - 0.3 * (FIRST - 1) / FIRST, 0),  # what has no letter is no label
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
    assert set(sorted(told.values(), reverse=True)[2:]) == {(0, ())}


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        # commas: 9 of 11 cells are known, and it is the first
        ("A\n" * 9 + "Ton, Net\n", COMMAS),
        # commas: 8 of 10, which is not clear; lines: all
        ("A\n" * 8 + "Ton, Net\n", LINES),
        # no label, though most cells begin as figures do; lines: the label
        ("5\n" * 9 + "Ton, Net\n", LINES),
    ],
)
def test_a_layout_that_is_clear_is_taken_without_a_look_at_the_others(
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


# ---- formats that are near one another -----------------------------------------------------------

#: Pairs of formats with nearly the same labels, and reports that one of them reads better.
FEES, COLUMNS = FIXTURES / "near" / "fees", FIXTURES / "near" / "columns"


def test_of_two_formats_that_are_near_the_one_is_taken_that_reads_more() -> None:
    found = examine(read(FEES / "without_fees.txt"), grammar=FEES)
    assert (found.format, found.problems) == ("without_fees", ())
    assert found.format_scores[0].name == "with_fees"
    found = examine(read(COLUMNS / "nine_columns.txt"), grammar=COLUMNS)
    assert found.format == "nine_columns"
    with_ten = examine(read(COLUMNS / "nine_columns.txt"), format="ten_columns", grammar=COLUMNS)
    near = {score.name for score in found.format_scores[:2]}
    assert near == {"nine_columns", "ten_columns"}
    assert 2 * len(found.problems) < len(with_ten.problems)


def test_detect_names_the_format_that_is_taken_and_those_that_were_tried() -> None:
    path = FEES / "without_fees.txt"
    found = document("detect", "--grammar", FEES, path)
    assert (found["format"], found["not_placed"]) == ("without_fees", [])
    assert found["tried"].items() >= {"with_fees": 9, "without_fees": 0}.items()
    shown = run("detect", "--grammar", FEES, path).stdout
    assert "\nformat: without_fees\n" in shown
    assert "Formats tried, as their scores are near" in shown
    assert "\n  with_fees        9\n  without_fees     0\n" in shown
    for verb in "cells", "tree", "trace", "explain":
        assert document(verb, "--grammar", FEES, path)["format"] == "without_fees"
    assert list(document("detect", FIXTURES / "2002-HE2_2004-02-25.txt")["tried"]) == ["term_notes"]


def test_detect_says_how_far_formats_came_of_which_none_fits(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    text = "XY Trust 2001\n\nBegin Balance 100.00\nEnd Balance 90.00\nCharge off Amount 8.62\n"
    path.write_text(text, encoding="utf-8")
    result = run("detect", path)
    assert (
        "no format fits: of 4 texts besides figures household knows 0, novastar knows 0, single"
        in result.stdout
    )
    assert "gmacm-grammar new starts one\n" in result.stdout
    assert 'start a format for it with "gmacm-grammar new"' in result.stderr
    assert result.exit_code == 1


def test_a_heading_unlike_the_one_expected_is_an_error() -> None:
    text = read(FEES / "unknown_heading.txt")
    found = examine(text, format="without_fees", grammar=FEES)
    assert [(p.line, p.kind) for p in found.errors] == [(3, "unexpected-cell")]
    assert not found.report.notes
    assert [row.values for row in found.report.unknown] == [(100, 1), (200, 2)]


@pytest.mark.parametrize("more", ["", "Plenty of Trees  1.00\n" * 9])
def test_an_own_label_that_begins_with_a_digit_is_known(tmp_path: Path, more: str) -> None:
    label = "60 Days Past Due"
    text = TEXT.replace("Delinquent Loans (60 Days)*", label.ljust(27)).replace(
        "REO ", more + "REO "
    )
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    if not more:
        explained = document("explain", path)
        (tmp_path / explained["file"]).write_text(explained["text"], encoding="utf-8")
        assert label in explained["text"]
    else:
        own = f'%import .term_notes (report)\n%extend _DAYS_60: "{label}" MARK?\n'
        (tmp_path / "term_notes_own.lark").write_text(own, encoding="utf-8")
    found = examine(text, grammar=tmp_path)
    assert found.format == "term_notes_own"
    assert not found.errors
    assert len(found.problems) == more.count("\n")
    (delinquency,) = found.report.delinquency
    row = delinquency.days_60
    assert row is not None
    assert (str(row.balance), row.count, str(row.share)) == ("838228.60", 31, "0.0053")
