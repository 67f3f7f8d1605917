"""Layout and format are found by evidence, and the evidence can be seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import DAMAGED, FIXTURES, REPORTS, read

from gmacm_grammar import GrammarError, examine, parse
from gmacm_grammar.model.examination import Score
from gmacm_grammar.reading.detection import (
    Detection,
    Index,
    candidates,
    detect,
    detect_part,
    format_scores,
    index,
    layout_scores,
)
from gmacm_grammar.reading.formats import Library, library

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
        from gmacm_grammar.reading.formats import library
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


# ---- How formats and layouts are weighed ---------------------------------------------------------

GRAMMARS = {
    "first": 'report: "Pool Balance" | "Loan Rate" | "Total" | "30 Days" | "Rate, Net" | "A"',
    "second": 'report: "LOAN RATE" | "Total" | "Note"',
    "third": 'report: "5" | "-"',
    "layouts/commas": "start: (CELL | _COMMA)*\nCELL: /[^,\\n]+/\n_COMMA: /,/",
    "layouts/lines": "start: CELL*\nCELL: /[^\\n]+/",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of three formats and two layouts, in the order of their names."""
    folder = tmp_path_factory.mktemp("grammar")
    (folder / "layouts").mkdir()
    for name, text in GRAMMARS.items():
        (folder / f"{name}.lark").write_text(f"{text}\n", encoding="utf-8")
    return Library(builtin=folder)


def weight(formats: int) -> float:
    """What a label weighs that so many formats know."""
    return 1 / formats**1.5


def test_the_index_knows_which_formats_know_a_label(small: Library) -> None:
    known = Index(small.formats())
    assert dict(known) == {
        "Pool Balance": 0b01,
        "Loan Rate": 0b11,
        "LOAN RATE": 0b11,
        "Total": 0b11,
        "30 Days": 0b01,
        "Rate, Net": 0b01,
        "A": 0b01,
        "Note": 0b10,
    }
    assert known["pool  balance"] == 0b01
    assert known["loan rate"] == 0b11
    assert known["5"] == known[""] == known["Balance"] == 0
    assert known["Pool" + 13 * " " + "Balance"] == 0b01
    assert known["Pool" + 14 * " " + "Balance"] == 0
    assert known.formats == small.formats()
    assert Index([])["Total"] == 0


def test_the_index_remembers_up_to_a_number(small: Library) -> None:
    known = Index(small.formats())
    assert known["Pool" + 14 * " " + "Balance"] == 0
    assert len(known) == 8
    for number in range(20_010):
        assert known[f"no {number}"] == 0
    assert len(known) == 20_000


def test_a_label_counts_the_more_the_fewer_formats_know_it(small: Library) -> None:
    known = Index(small.formats())
    first, second = 4 + 2 * weight(2), 1 + 2 * weight(2)
    everything = 1 + weight(2)
    assert known.scores(["Pool Balance", "Total", "Total", "what"]) == pytest.approx(
        [
            1 - 0.3 * (first - everything) / first,
            weight(2) / everything - 0.3 * (second - weight(2)) / second,
            -0.3,
        ]
    )
    assert known.scores([]) == pytest.approx([-0.3, -0.3, -0.3])
    assert known.scores(["Note"]) == pytest.approx([-0.3, 1 - 0.3 * (second - 1) / second, -0.3])
    # More spellings of its labels than a format has are no merit.
    spellings = ["Note", "NOTE", "note", "Total", "TOTAL", "total"]
    assert known.scores(spellings)[1] == pytest.approx(1)


def test_of_formats_that_are_equal_the_first_is_best(small: Library) -> None:
    known = Index(small.formats())
    assert known.best([]).name == "first"
    assert known.best(["Note"]).name == "second"
    assert known.best(["Pool Balance"]).name == "first"


def test_what_begins_with_a_digit_or_a_mark_is_no_label(small: Library) -> None:
    known = Index(small.formats())
    cells = ["Total", "30 Days", "A", "what", "-", "Note", "TOTAL"]
    assert known.texts(cells) == ["Total", "A", "Note", "TOTAL"]
    assert known.look(cells) == (6 / 7, ["Total", "A", "Note", "TOTAL"])
    assert known.look(["5.00", "what"]) == (0.0, [])
    assert known.look([]) == (0.0, [])


def test_the_index_of_a_library_is_made_once(small: Library) -> None:
    assert index(small) is index(small) is small.index


def test_what_is_found_is_told(small: Library) -> None:
    found = detect(small, "Note,5.00\nTotal,6.00\nwhat\n")
    assert (found.layout.name, found.format.name) == ("commas", "second")
    assert found.cells == ["Note", "5.00", "Total", "6.00", "what"]
    assert found.labels == ["Note", "Total"]
    assert found.known == 2
    found = detect(small, "Note,5.00\n", "lines", "first")
    assert (found.layout.name, found.format.name) == ("lines", "first")
    assert (found.cells, found.labels) == (["Note,5.00"], [])
    layout = small.layout("lines")
    part = detect_part(small, ["Note", "5.00"], layout)
    assert part == Detection(layout, small.format("second"), ["Note", "5.00"], ["Note"])
    part = detect_part(small, ["Note", "5.00"], layout, "third")
    assert part == Detection(layout, small.format("third"), ["Note", "5.00"], ["Note"])


def test_of_layouts_that_are_equal_the_first_is_taken(small: Library) -> None:
    assert detect(small, "Note\n5.00\nwhat\n").layout.name == "commas"
    assert detect(small, "what\n").layout.name == "commas"
    assert detect(small, "").layout.name == "commas"


#: A row that the layout of commas knows wholly, and that of lines does not.
LONG = "Pool Balance" + 400 * ",5" + "\n"


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        # lines: 0.9, with a label at the beginning; commas: more, but without one there
        ("Rate, Net\n" * 9 + LONG, "lines"),
        ("\nwhat\n" + "Rate, Net\n" * 9 + LONG, "lines"),
        ("Rate, Net\n" + LONG + "Rate, Net\n" * 8, "lines"),
        ("Rate, Net\n" + "Also," + LONG + "Rate, Net\n" * 8, "lines"),
        # ... and where both have one
        ("A\n" + "Rate, Net\n" * 8 + LONG, "commas"),
        # lines: 0.8, which is not clear
        ("Rate, Net\n" * 8 + LONG * 2, "commas"),
        # lines: without a label at the beginning
        (LONG + "Rate, Net\n" * 9, "commas"),
    ],
)
def test_a_layout_that_is_clear_is_taken_if_it_has_a_label_at_the_beginning(
    small: Library, text: str, layout: str
) -> None:
    assert detect(small, text).layout.name == layout


def test_a_page_is_in_no_other_layout() -> None:
    built_in = library()
    page = "<html><table><tr><td>Total</td></tr></table></html>"
    assert [layout.name for layout in candidates(built_in, page)] == ["html"]
    assert [layout.name for layout in candidates(built_in, "Total")] == [
        "cell_stream",
        "fixed_width",
    ]
    assert [layout.name for layout in candidates(built_in, page, "fixed_width")] == ["fixed_width"]


def test_scores_are_told_best_first(small: Library) -> None:
    text = "Total,Note,5,Total\nwhat\nA\n"
    found = detect(small, text, "lines")
    assert layout_scores(small, text, found) == [
        Score("commas", 5 / 6, ("Total", "Note", "A")),
        Score("lines", 1 / 3, ("A",)),
    ]
    found = detect(library(), "Certificates")
    assert layout_scores(library(), "Certificates", found)[-1] == Score("html", 0.0, ())
    # ... but what was cut is told, though the text is no page
    found = detect(library(), "Certificates", "html")
    assert {
        score.name: score.score for score in layout_scores(library(), "Certificates", found)
    } == {
        "cell_stream": 1.0,
        "fixed_width": 1.0,
        "html": 1.0,
    }
    scores = index(small).scores(["Note", "Total", "A"])
    assert format_scores(small, ["Note", "Total", "5", "what", "A", "Note"]) == [
        Score("second", scores[1], ("Note", "Total")),
        Score("first", scores[0], ("Total", "A")),
        Score("third", 0.0, ()),
    ]
