"""A report says the same in every layout, however its columns stand."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import REPORTS, read

from gmacm_grammar import GrammarError, examine, parse
from gmacm_grammar.grammars.sources import load_source
from gmacm_grammar.layouts.layout import CELL, Layout


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


# ---- How expressions cut a text ------------------------------------------------------------------

Make = Callable[[str], Layout]


@pytest.fixture
def layout(tmp_path: Path) -> Make:
    """Makes a layout of the text of its file."""

    def make(text: str) -> Layout:
        path = tmp_path / "own.lark"
        path.write_text(text, encoding="utf-8")
        return Layout(load_source(path, (tmp_path,)))

    return make


PLAIN = """
start: (CELL | _TAG | _ROW_END)*
CELL: WORD (" " WORD)*
WORD: /([A-Z(\\[]|[)\\](.-]|[0-9])+/
_TAG.2: /<([a-z]+)>/
_ROW_END: /\\n/
"""
#: The same with a name for a part of what is not read: this is cut in another way.
NAMED = PLAIN.replace("<(", "<(?P<tag>")
TEXT = "  AB C   (1.0)<x>\t2 <y> <z>\n\n <w>? ?D[\n E \xa0\n  F"
PIECES = [
    ("AB C", 2, "CELL"),
    ("(1.0)", 9, "CELL"),
    ("<x>", 14, "_TAG"),
    ("2", 18, "CELL"),
    ("<y>", 20, "_TAG"),
    ("<z>", 24, "_TAG"),
    ("\n", 27, "_ROW_END"),
    ("\n", 28, "_ROW_END"),
    ("<w>", 30, "_TAG"),
    ("?", 33, "CELL"),
    ("?", 35, "CELL"),
    ("D[", 36, "CELL"),
    ("\n", 38, "_ROW_END"),
    ("E", 40, "CELL"),
    ("\n", 43, "_ROW_END"),
    ("F", 46, "CELL"),
]


@pytest.mark.parametrize("text", [PLAIN, NAMED], ids=["plain", "named"])
def test_pieces_hold_all_that_is_not_blank(layout: Make, text: str) -> None:
    found = layout(text)
    cells = [piece for piece, _, terminal in PIECES if terminal == CELL]
    for _ in range(2):
        assert list(found.pieces(TEXT)) == PIECES
        assert found.document(TEXT).cells == list(found.each(TEXT)) == cells
    assert all(TEXT.startswith(piece, offset) for piece, offset, _ in PIECES)
    for nothing in "", " \t ":
        assert (
            list(found.pieces(nothing))
            == found.document(nothing).cells
            == list(found.each(nothing))
            == []
        )
    assert list(found.pieces("<x>")) == [("<x>", 0, "_TAG")]
    assert found.document("<x> <y>A").cells == list(found.each("<x> <y>A")) == ["A"]
    assert list(found.pieces("A" + " " * 500 + "<x>B")) == [
        ("A", 0, CELL),
        ("<x>", 501, "_TAG"),
        ("B", 504, CELL),
    ]


def test_what_stands_between_cells_is_remembered_up_to_a_number(layout: Make) -> None:
    found = layout(PLAIN)

    def is_remembered(between: str) -> bool:
        (one, *_), (other, *_) = (found.pieces(between + "A") for _ in range(2))
        return one is other

    assert is_remembered("<x>" + " " * 196)
    assert not is_remembered("<x>" + " " * 197)
    for number in range(4_997):
        found.pieces(f"{number:b}".replace("0", " ").replace("1", "\t") + "A")
    assert is_remembered("<y>")  # with the nothing behind "A", it is the last of 5,000
    assert not is_remembered("<z>")


def test_a_row_may_end_within_a_line(layout: Make) -> None:
    for end in "/;/", "/(?P<end>;)/":
        found = layout(f"start: (CELL | _ROW_END)*\nCELL: /[a-z]+/\n_ROW_END: {end}\n")
        assert found.document(";a b; c").cells == list(found.each(";a b; c")) == ["a", "b", "c"]
        assert list(found.pieces(";a b; c")) == [
            (";", 0, "_ROW_END"),
            ("a", 1, CELL),
            ("b", 3, CELL),
            (";", 4, "_ROW_END"),
            ("c", 6, CELL),
        ]


def test_what_is_not_read_may_begin_with_the_end_of_a_line_but_not_with_a_blank(
    layout: Make,
) -> None:
    for mark in "-", "(?P<mark>-)":
        found = layout(f"start: (CELL | _MARK)*\nCELL: /[a-z]+/\n_MARK.2: /[ \\n]{mark}/\n")
        text = "\n-a \n-b\n -c\n\n-d -e"
        assert (
            found.document(text).cells
            == list(found.each(text))
            == ["a", "b", "-", "c", "d", "-", "e"]
        )
        assert list(found.pieces(text)) == [
            ("-", 1, "_MARK"),
            ("a", 2, CELL),
            ("-", 5, "_MARK"),
            ("b", 6, CELL),
            ("-", 9, CELL),
            ("c", 10, CELL),
            ("-", 13, "_MARK"),
            ("d", 14, CELL),
            ("-", 16, CELL),
            ("e", 17, CELL),
        ]


def test_a_layout_says_what_it_can_tell(layout: Make) -> None:
    found = layout(PLAIN)
    assert (found.name, found.source.path.name) == ("own", "own.lark")
    assert found.cuts_words is True
    assert found.has_rows is True
    assert found.keeps_empty is False
    assert found.cuts_wholly is False
    assert found.fits("anything") is None
    assert found.depth("<td>") == 0
    found = layout("start: CELL*\nCELL: /[^ ]+/\nWORDS: CELL\n")
    assert found.cuts_words is found.has_rows is found.keeps_empty is False
    assert list(found.pieces(" a  b\n")) == [("a", 1, CELL), ("b\n", 4, CELL)]


BARS = r"""
start: (CELL | _NOTE | _ROW_END)*
CELL: /\|[ ]*(?P<text>[^|\n#]*[^|\n# ])?[ ]*/
_NOTE: /#(?P<note>[a-z ]*)/
_ROW_END.1: /\|?[ ]*\n/
"""


def test_a_layout_that_keeps_empty_cells_gives_what_stands_around_them_too(layout: Make) -> None:
    found = layout(BARS)
    assert found.keeps_empty is True
    assert found.has_rows is True
    assert found.cuts_words is False
    text = "| Ab  | |5| # a \n|\n\n|c |"
    assert list(found.pieces(text)) == [
        ("| ", 0, "_EDGE"),
        ("Ab", 2, CELL),
        ("| ", 6, "_EDGE"),
        ("", 8, CELL),
        ("|", 8, "_EDGE"),
        ("5", 9, CELL),
        ("| ", 10, "_EDGE"),
        ("", 12, CELL),
        ("# a", 12, "_NOTE"),
        ("\n", 16, "_ROW_END"),
        ("|", 17, "_ROW_END"),
        ("\n", 19, "_ROW_END"),
        ("|", 20, "_EDGE"),
        ("c", 21, CELL),
        ("|", 23, "_EDGE"),
        ("", 24, CELL),
    ]
    assert found.document(text).cells == list(found.each(text)) == ["Ab", "", "5", "", "c", ""]
    tabs = layout("start: (CELL | _ROW_END)*\nCELL: /\\t(?P<text>[^\\t\\n]*)/\n_ROW_END: /\\n/\n")
    assert tabs.document("\ta\t\t\tb \n\t").cells == ["a", "", "", "b ", ""]
    brackets = layout(
        r"""
        start: CELL*
        CELL: /\[ *(?P<text>[^\] ]*) *\]/
    """.replace("        ", "")
    )
    assert list(brackets.pieces("[ a  ][]")) == [
        ("[ ", 0, "_EDGE"),
        ("a", 2, CELL),
        ("  ]", 3, "_EDGE"),
        ("[", 6, "_EDGE"),
        ("", 7, CELL),
        ("]", 7, "_EDGE"),
    ]


def test_what_stands_beside_the_cells_is_a_cell_where_empty_ones_are_kept(layout: Make) -> None:
    found = layout(BARS)
    assert list(found.pieces("x 7|a\n")) == [
        ("x", 0, CELL),
        ("7", 2, CELL),
        ("|", 3, "_EDGE"),
        ("a", 4, CELL),
        ("\n", 5, "_ROW_END"),
    ]
    assert found.document("x 7|a\n").cells == ["x", "7", "a"]


def test_a_part_of_the_furniture_named_text_keeps_no_empty_cells(layout: Make) -> None:
    found = layout("start: (CELL | _TAG)*\nCELL: /[a-z]+/\n_TAG: /<(?P<text>[a-z])>/\n")
    assert found.keeps_empty is False
    assert list(found.pieces("a <b>")) == [("a", 0, CELL), ("<b>", 2, "_TAG")]


def test_a_layout_without_cells_is_refused(layout: Make, tmp_path: Path) -> None:
    with pytest.raises(GrammarError) as raised:
        layout("start: WORD*\nWORD: /x/\n")
    assert str(raised.value) == f"{tmp_path / 'own.lark'}: a layout must define the terminal CELL"


def test_expressions_that_do_not_go_together_are_refused(layout: Make, tmp_path: Path) -> None:
    with pytest.raises(GrammarError) as raised:
        layout("start: (CELL | _TAG)*\nCELL: /(?P<x>a)/\n_TAG: /(?P<x>b)/\n")
    assert raised.value.file == str(tmp_path / "own.lark")
    why, _, reason = raised.value.why.partition(": ")
    assert why == "the expressions of this layout do not go together"
    assert reason.startswith("redefinition of group name 'x'")


def test_a_line_outside_of_the_bars_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "bars.lark").write_text(BARS, encoding="utf-8")
    text = """\
| Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2 |
| Payment Date           | 2/25/2004    |              |
x 5
| Servicing Certificate  | Group 1      | Group 2      |
| Beginning Pool Balance | 1,500,000.00 | 2,500,000.00 |
"""
    found = examine(text, grammar=tmp_path, layout="bars")
    assert [problem.message for problem in found.problems] == ['unknown row "x"']
    assert [(row.label, row.values) for row in found.report.unknown] == [("x", (5,))]
