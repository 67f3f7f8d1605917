"""Cells: which a text has, what each is, and what becomes of them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gmacm_grammar.grammars.tables import END, Tables
from gmacm_grammar.layouts.html.preformatted import is_laid_out, rows
from gmacm_grammar.layouts.html.source import PageCell, Stretch
from gmacm_grammar.model.examination import Cell
from gmacm_grammar.model.values import decimal
from gmacm_grammar.parsing.alphabet import UNKNOWN, Alphabet, Lexicon
from gmacm_grammar.parsing.classifier import Vocabulary, normal
from gmacm_grammar.parsing.cutting import Leaf, cut_cell, keeping_cell, leaves
from gmacm_grammar.parsing.tree import Captured


def tables(labels: dict[str, str], *patterns: tuple[str, str, bool]) -> Tables:
    """What a grammar says of cells, without its rules."""
    return Tables(
        labels=labels, patterns=list(patterns), productions=[], states=[], items=[], start=0, end=0
    )


_WHOLE = r"[0-9]+(,[0-9]{3})*"
AMOUNT = ("AMOUNT", rf"-?\$?{_WHOLE}\.[0-9]{{2}}|\({_WHOLE}\.[0-9]{{2}}\)", True)
COUNT = ("COUNT", _WHOLE, True)
PERCENT = ("PERCENT", r"[0-9]+\.[0-9]+ ?%", True)
NONE = ("NONE", r"-", True)
FIGURES = (AMOUNT, COUNT, PERCENT, NONE)


# ---- Vocabulary ----------------------------------------------------------------------------------


def test_labels_are_compared_without_regard_to_case_and_blanks() -> None:
    assert normal("  Loan \t GROUP\xa0\n2 ") == "loan group 2"
    assert normal("Stra\u00dfe") == normal("STRASSE")


@pytest.fixture
def words() -> Vocabulary:
    return Vocabulary(
        tables(
            {"Total 5.00": "TOTAL", "Pool Balance": "POOL", "Ending Pool": "POOL", "7": "SEVEN"},
            *FIGURES,
            ("_left", "see (page|note) [0-9]+", False),
            ("__NAME", "Class [A-Z]", False),
            ("CLASS", "(?i:group) [A-Z]", False),
        )
    )


@pytest.mark.parametrize(
    ("cell", "terminal"),
    [
        ("Pool Balance", "POOL"),
        ("pool  BALANCE", "POOL"),
        ("Pool\xa0Balance", "POOL"),
        ("Pool", None),
        ("Total 5.00", "TOTAL"),
        ("7", "SEVEN"),
        ("8", "COUNT"),
        ("1,234,567", "COUNT"),
        ("1,234.56", "AMOUNT"),
        ("6.5 %", "PERCENT"),
        ("6.5\xa0%", "PERCENT"),
        ("16.555\xa0%", "PERCENT"),
        ("6.5  %", None),
        ("-", "NONE"),
        ("see note 3", "_left"),
        ("See \xa0 PAGE 12", "_left"),
        ("see note", None),
        ("Class A", "__NAME"),
        ("Class  A", "__NAME"),
        ("class A", None),
        ("GROUP A", "CLASS"),
        ("GROUP a", None),
        ("", None),
    ],
)
def test_a_cell_is_a_label_a_figure_a_text_or_none(
    words: Vocabulary, cell: str, terminal: str | None
) -> None:
    is_figure = terminal in {"AMOUNT", "COUNT", "PERCENT", "NONE"}
    for _ in range(2):
        assert words[cell] == terminal
        assert words.is_figure(cell) is is_figure
        assert words.figure(cell) == (terminal if is_figure else None)


def test_a_vocabulary_tells_what_it_is_made_of(words: Vocabulary) -> None:
    assert words.figures == {"AMOUNT", "COUNT", "PERCENT", "NONE"}
    assert words.labels == {
        "total 5.00": "TOTAL",
        "pool balance": "POOL",
        "ending pool": "POOL",
        "7": "SEVEN",
    }
    assert words.spellings == {"TOTAL": "Total 5.00", "POOL": "Pool Balance", "SEVEN": "7"}
    assert [name for name, _ in words.texts] == ["_left", "__NAME", "CLASS"]


def test_a_format_without_figures_has_none() -> None:
    words = Vocabulary(tables({"A": "A"}))
    assert words[""] is words["5.00"] is words.figure("5.00") is None
    assert not words.is_figure("5.00")


def test_labels_texts_and_short_figures_are_remembered_up_to_a_number() -> None:
    words = Vocabulary(tables({"Pool": "POOL"}, *FIGURES, ("CLASS", "Class [0-9]+", False)))
    for cell in "POOL", "123.45", "1234.56", "Class 1", "nothing", "":
        assert words[cell] == words[cell]
    assert list(words) == ["Pool", "POOL", "123.45", "Class 1"]
    for number in range(20_010):
        assert words[f"Class {number}"] == "CLASS"
    assert len(words) == 20_000


# ---- Cells that stand a single blank apart -------------------------------------------------------

LABELS = [
    "a",
    "b",
    "c",
    "Balance",
    "p",
    "q",
    "a b",
    "b c",
    "p q r",
    "r s t",
    "s t",
    "Group 1",
    "x 7",
]


@pytest.fixture
def parts() -> Vocabulary:
    return Vocabulary(tables(dict.fromkeys(LABELS, "LABEL"), *FIGURES))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("word", ["word"]),
        ("a", ["a"]),
        ("a b c", ["a", "b c"]),
        ("p q r s t", ["p q r", "s t"]),
        ("a b", ["a", "b"]),
        ("Balance Group 1", ["Balance", "Group 1"]),
        ("a 5.00 b", ["a", "5.00", "b"]),
        ("5.00 a", ["5.00", "a"]),
        ("- a", ["- a"]),
        ("1 a", ["1 a"]),
        ("a 1", ["a", "1"]),
        ("a - b", ["a", "-", "b"]),
        ("5 6 7", ["5", "6", "7"]),
        ("- -", ["-", "-"]),
        ("more words", ["more words"]),
        ("more words 5.00 and 6.5% 7 - more", ["more words", "5.00", "and", "6.5%", "7 - more"]),
        ("5.00 6.00 more", ["5.00", "6.00", "more"]),
        ("7 more 5.00", ["7 more", "5.00"]),
        ("6.00 7 more 5.00", ["6.00", "7 more", "5.00"]),
        (" ".join(["a"] * 24), ["a"] * 24),
        (" ".join(["a"] * 25), [" ".join(["a"] * 25)]),
    ],
)
def test_a_cell_is_cut_into_what_is_known(parts: Vocabulary, cell: str, found: list[str]) -> None:
    assert cut_cell(cell, parts) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a 5.00 -", ["a", "5.00 -"]),
        ("a 5.00 - b", ["a", "5.00 -", "b"]),
        ("5.00 -", ["5.00 -"]),
        ("5.00 - 6.00 -", ["5.00 -", "6.00 -"]),
        ("5.00 - -", ["5.00 -", "-"]),
        ("a 0.00 -", ["a", "0.00", "-"]),
        ("x 7 -", ["x 7", "-"]),
        ("a 5.00 b -", ["a", "5.00", "b", "-"]),
        ("what 5.00 -", ["what", "5.00 -"]),
        ("a 5.00 -6.00", ["a", "5.00", "-6.00"]),
    ],
)
def test_a_dash_behind_a_figure_may_be_its_sign(
    parts: Vocabulary, cell: str, found: list[str]
) -> None:
    assert cut_cell(cell, parts) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Net -5.00", ["Net -5.00"]),
        ("NET -5.00", ["NET -5.00"]),
        ("a Net -5.00 b", ["a Net -5.00 b"]),
        ("Net 6.00 -5.00", ["Net", "6.00", "-5.00"]),
        ("Net -", ["Net", "-"]),
        ("Net 5.00", ["Net", "5.00"]),
        ("Net - 5.00", ["Net", "-", "5.00"]),
        ("Loss -5.00", ["Loss", "-5.00"]),
        ("a -5.00", ["a", "-5.00"]),
    ],
)
def test_a_dash_may_be_what_is_left_of_the_rest_of_a_label(cell: str, found: list[str]) -> None:
    labels = ["a", "b", "Net", "Net - of Losses", "Loss", "All Loss - and more"]
    assert cut_cell(cell, Vocabulary(tables(dict.fromkeys(labels, "LABEL"), *FIGURES))) == found


def test_a_cell_may_be_cut_only_where_all_parts_are_known(parts: Vocabulary) -> None:
    for cell in "more 5.00", "5 6 7", "more words", "a 5.00 6.00", "a 5.00 b -", "5.00 -6.00":
        assert cut_cell(cell, parts, wholly=True) == [cell]
    assert cut_cell("a b 5.00", parts, wholly=True) == ["a b", "5.00"]
    assert cut_cell("p a b", parts, wholly=True) == ["p", "a b"]


def test_the_parts_of_a_cell_are_as_printed(parts: Vocabulary) -> None:
    assert cut_cell("Group\xa01 Group 1 Group\xa01", parts) == [
        "Group\xa01",
        "Group 1",
        "Group\xa01",
    ]
    assert cut_cell("x\xa07 Balance Group\xa01", parts) == ["x\xa07", "Balance", "Group\xa01"]
    assert cut_cell("a\xa05.00", parts) == ["a", "5.00"]
    assert cut_cell("more  words 5.00", parts) == ["more  words", "5.00"]
    assert cut_cell("more\xa0words 5.00", parts) == ["more\xa0words", "5.00"]
    assert cut_cell("a b\xa0more", parts, wholly=True) == ["a b\xa0more"]


# ---- Values with their cells ---------------------------------------------------------------------


def cell(text: str) -> Cell:
    return Cell(text, 1, 1, 0)


def test_a_part_of_a_cell_has_its_own_places() -> None:
    whole = Cell("A BC", 3, 7, 40, "label", "path", "LABEL", 5, (0, 2, 9, 13))
    part = whole.part(2, "BC", "OTHER")
    assert attrs.astuple(part) == ("BC", 3, 16, 49, "unread", None, "OTHER", 5, (0, 4))
    assert (whole.end, part.end, whole.part(2, "B", None).end) == (54, 54, 50)
    whole.places = None
    part = whole.part(2, "BC", None)
    assert attrs.astuple(part) == ("BC", 3, 9, 42, "unread", None, None, 5, None)
    assert (whole.end, part.end) == (44, 44)


def test_leaves_are_compared_by_their_values() -> None:
    one, other = Leaf(Decimal("1.0"), cell("1.0")), Leaf(Decimal("1.00"), cell("1.00"))
    assert one == other
    assert hash(one) == hash(other) == hash(Decimal(1))
    assert one != Leaf(Decimal(2), cell("1.0"))
    assert one != Decimal("1.0")
    assert (Leaf(None, cell("")).empty, one.empty) == (True, False)


def test_a_value_keeps_its_cell() -> None:
    printed = cell("(1.00)")
    found = keeping_cell(decimal)(printed)
    assert type(found) is Leaf
    assert (found.value, found.error) == (Decimal(-1), None)
    assert found.cell is printed


def test_what_cannot_be_read_is_kept_with_the_reason() -> None:
    printed = cell("1.O0")
    found = keeping_cell(decimal)(printed)
    assert (found.value, found.error) == (None, '"1.O0" is not a figure')
    assert found.cell is printed


def test_the_parts_of_a_text_keep_its_cell() -> None:
    def read(text: str) -> Captured:
        return Captured(text.upper(), {"series": text[:1], "group": text[1:]})

    printed = cell("ab")
    found = keeping_cell(read)(printed)
    assert type(found) is Captured
    assert (found.text.value, found.text.cell is printed) == ("AB", True)
    assert {name: part.value for name, part in found.parts.items()} == {"series": "a", "group": "b"}
    assert all(part.cell is printed for part in found.parts.values())


def test_leaves_are_found_wherever_they_are() -> None:
    one, two, three = (Leaf(n, cell(str(n))) for n in (1, 2, 3))
    tree: Any = [("name", one), ("rows", ((two, Captured(three, {"part": one})), "text", None))]
    assert [id(leaf) for leaf in leaves(tree)] == [id(one), id(two), id(three)]
    assert list(leaves("text")) == []


# ---- Text that is laid out in a page -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "outside", "in_cell"),
    [
        ("Balance  5.00", False, False),
        ("Balance   5.00", True, False),
        ("Balance   5.00\nFactor    6.00", True, True),
        ("Pool   1.00   2.00", True, True),
        ("A\n|\nB", True, False),
        ("|\nA\n|  \n", True, True),
        ("| A |", False, False),
        ("   A", False, False),
        ("", False, False),
    ],
)
def test_text_is_laid_out_where_gaps_or_bars_say_so(
    text: str, outside: bool, in_cell: bool
) -> None:
    assert is_laid_out(text, False) is outside
    assert is_laid_out(text, True) is in_cell


def stretch(whole: str, start: int) -> Stretch:
    return Stretch(" ".join(whole.split()), start, whole, start)


def test_each_line_is_a_row_of_cells_with_their_places() -> None:
    stretches = [
        stretch("Pool Balance   1.00", 100),
        stretch("", 130),
        stretch("\n\n  - 2.00\n", 140),
        stretch("&", 170),
        stretch(" b  c", 175),
    ]
    assert list(rows(stretches)) == [
        [PageCell("Pool Balance", 100, 0, 12), PageCell("1.00", 115, 15, 19)],
        [PageCell("- 2.00", 144, 2, 8)],
        [PageCell("& b", 170, 0, 3), PageCell("c", 179, 5, 6)],
    ]
    assert list(rows([])) == []


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("a 1.00 2.00 3.50%  4.00", [("a 1.00", 0), ("2.00", 7), ("3.50%", 12), ("4.00", 19)]),
        (" -1,234.56 (5.00) $6.00", [("-1,234.56", 1), ("(5.00)", 11), ("$6.00", 18)]),
        ("10% 20% (3%)", [("10%", 0), ("20%", 4), ("(3%)", 8)]),
        ("1.00 a 2.00 b", [("1.00 a 2.00 b", 0)]),
        ("1 2.00 3 4", [("1 2.00 3 4", 0)]),
        ("1.00 .5 6.", [("1.00 .5 6.", 0)]),
    ],
)
def test_amounts_stand_in_columns_of_their_own(line: str, cells: list[tuple[str, int]]) -> None:
    found = [PageCell(text, 50 + at, at, at + len(text)) for text, at in cells]
    assert list(rows([stretch(line, 50)])) == [found]


def test_what_stands_apart_is_kept_with_the_cell_before_it() -> None:
    def apart(words: str, place: int, whole: str = "") -> Stretch:
        return Stretch(words, place, whole, place, apart=True)

    stretches = [
        stretch("A  B", 10),
        apart("1", 20),
        apart("2", 30, " "),
        stretch("C\n\n\nD\n", 40),
        apart("3", 50),
        stretch("\n", 60),
        apart("", 70, "\n"),
        stretch("E\n", 80),
        apart("4", 90, "\n"),
        stretch("F", 99),
    ]
    assert list(rows(stretches)) == [
        [PageCell("A", 10, 0, 1), PageCell("B C", 13, 3, 6, asides=(("1", 20), ("2", 30)))],
        [PageCell("D", 44, 0, 1)],
        [PageCell("", 50, asides=(("3", 50),))],
        [PageCell("E", 80, 0, 1)],
        [PageCell("", 90, asides=(("4", 90),))],
        [PageCell("F", 99, 0, 1)],
    ]


@pytest.mark.parametrize("line", ["---", "  ===   ---", "_____ \t -", "-=_---"])
def test_a_drawn_line_is_not_shown(line: str) -> None:
    (row,) = rows([stretch(line, 0)])
    assert row
    assert not any(cell.shown for cell in row)


@pytest.mark.parametrize("line", ["-", "--", "- - -", "-=_", "X---X", "--- 5", "---X", "-X--"])
def test_a_dash_draws_no_line(line: str) -> None:
    (row,) = rows([stretch(line, 0)])
    assert row
    assert all(cell.shown for cell in row)


# ---- A character for each terminal ---------------------------------------------------------------


def test_figures_have_the_first_characters() -> None:
    alphabet = Alphabet(tables({"A": "A", "B": "B", "a": "A"}, ("TEXT", "x", False), AMOUNT, COUNT))
    assert alphabet.codes == {
        None: "\0",
        "AMOUNT": "\x01",
        "COUNT": "\x02",
        "TEXT": "\x03",
        "A": "\x04",
        "B": "\x05",
        END: "\x06",
    }
    assert alphabet.names == {
        "\x01": "AMOUNT",
        "\x02": "COUNT",
        "\x03": "TEXT",
        "\x04": "A",
        "\x05": "B",
        "\x06": END,
    }
    assert alphabet.end == "\x06"
    assert alphabet.spell(["A", None, "COUNT"]) == "\x04\0\x02"
    assert alphabet.spell([]) == ""
    assert UNKNOWN == "\0"


@pytest.mark.parametrize("count", [1, 2, 45, 92, 93, 94])
def test_a_run_is_labels_and_the_figures_after_them(count: int) -> None:
    figures = [(f"F{n}", str(n), True) for n in range(count)]
    runs = Alphabet(tables({"A": "A", "B": "B"}, *figures)).runs
    first, last, label, other = "\x01", chr(count), chr(count + 1), chr(count + 2)
    assert runs("") == []
    assert runs(first + last + label + other + UNKNOWN + first + last + label + last) == [
        first + last,
        label + other + UNKNOWN + first + last,
        label + last,
    ]
    assert list(map(len, runs(first * 61))) == [60, 1]
    assert list(map(len, runs(label * 61))) == [60, 1]
    assert list(map(len, runs(label * 60 + first * 61 + label))) == [120, 1, 1]


def test_without_figures_all_is_labels() -> None:
    alphabet = Alphabet(tables({str(n): f"L{n}" for n in range(100)}))
    codes = alphabet.spell(f"L{n}" for n in range(100))
    assert alphabet.runs(codes) == [codes[:60], codes[60:]]


# ---- What cells say ------------------------------------------------------------------------------


def lexicon(*patterns: tuple[str, str, bool], decimals: str = "AMOUNT PERCENT NONE") -> Lexicon:
    made = tables({"Pool Balance": "POOL", "Note": "NOTE"}, *patterns)
    return Lexicon(made, Vocabulary(made), Alphabet(made).codes, decimals.split())


def said(lexicon: Lexicon, cell: str) -> tuple[str, Any]:
    codes, values = lexicon.look_up([cell])
    assert len(codes) == len(values) == 1
    return codes, values[0]


def test_cells_are_looked_up_together() -> None:
    words = lexicon(*FIGURES)
    cells = ["Pool Balance", "1,234,567.89", "7", "POOL BALANCE", "what", "-", "8,234,567.89", "7"]
    values = [
        "Pool Balance", Decimal("1234567.89"), "7", "POOL BALANCE", "what", None,
        Decimal("8234567.89"), "7",
    ]  # fmt: skip
    for _ in range(3):
        codes, found = words.look_up(cells)
        assert codes == "\x05\x01\x02\x05\0\x04\x01\x02"
        assert list(found) == values
        assert list(map(type, found)) == list(map(type, values))
    assert words.look_up([]) == ("", ())


@pytest.mark.parametrize(
    "printed",
    [
        ["1,234.56", "9,876.54", "1,000.00"],
        ["-1,234.56", "-7,654.32"],
        ["1234567.89", "9876543.21"],
        ["(1,234.56)", "(6,543.21)"],
        ["$1,234.56", "$6,543.21"],
        ["12.3456%", "65.4321%"],
        ["12.3456 %", "65.4321 %"],
        ["1" + 12 * ",234" + ".56", "2" + 12 * ",345" + ".67"],
        ["1" + 20 * ",234" + ".56", "2" + 20 * ",345" + ".67"],
    ],
    ids=lambda printed: printed[0][:20],
)
def test_figures_that_look_alike_are_read_as_they_are_alone(printed: list[str]) -> None:
    words = lexicon(*FIGURES)
    for text in [*printed, *printed]:
        code, value = said(words, text)
        assert code == ("\x03" if "%" in text else "\x01")
        expected = decimal(text)
        assert expected is not None
        assert value.as_tuple() == expected.as_tuple()


def test_what_is_no_decimal_number_keeps_its_text() -> None:
    words = lexicon(*FIGURES)
    for text in "1,234,567", "7,654,321", "Note 1,234.56", "Note 6,543.21", "1234567", "7654321":
        assert said(words, text)[1] == text


def test_a_cell_of_several_lines_is_one_cell() -> None:
    words = lexicon(*FIGURES)
    assert words.look_up(["1,234,567.89", "a\n1,234,567.89", "5.00"]) == (
        "\x01\0\x01",
        (Decimal("1234567.89"), "a\n1,234,567.89", Decimal("5.00")),
    )
    assert said(words, "7,234,567.89") == ("\x01", Decimal("7234567.89"))
    assert words.look_up(["", "1,234,567.89 a", "b"])[1] == ("", "1,234,567.89 a", "b")


def test_a_figure_that_says_no_number_is_refused() -> None:
    words = lexicon(("AMOUNT", "[0-9.]+", True))
    with pytest.raises(ValueError, match=re.escape('"1.2.3" is not a figure')):
        words.look_up(["1.00", "1.2.3"])


@pytest.mark.parametrize(
    "expression",
    [
        r"[1-5](,[0-9]{3})+\.[0-9]{2}",
        r"[A-Z]?[1-5](,[0-9]{3})+\.[0-9]{2}",
        r"(A[0-9])?[1-5](,[0-9]{3})+\.[0-9]{2}",
        r"A?1(,[0-9]{3})+\.[0-9]{2}",
        r"A{0,1}1(,[0-9]{3})+\.[0-9]{2}",
        r"A*1(,[0-9]{3})+\.[0-9]{2}",
        r"[|A1-5](,[0-9]{3})+\.[0-9]{2}",
        r"1(,[0-9]{3})+\.50",
    ],
)
def test_digits_are_looked_at_where_an_expression_asks_for_some(expression: str) -> None:
    words = lexicon(("AMOUNT", expression, True))
    assert said(words, "1,234.50") == ("\x01", Decimal("1234.50"))
    assert said(words, "9,876.59") == (UNKNOWN, "9,876.59")


@pytest.mark.parametrize(
    ("word", "terminal"), [("1234567", "WORD"), ("7654321", "AMOUNT"), ("0", "ZERO")]
)
def test_a_figure_may_be_a_word(word: str, terminal: str) -> None:
    patterns = (("WORD", "1234567", True), ("ZERO", "0", True), ("AMOUNT", "[0-9]+", True))
    words = lexicon(*patterns)
    assert said(words, "9999999")[0] == "\x03"
    assert said(words, word)[0] == {"WORD": "\x01", "ZERO": "\x02", "AMOUNT": "\x03"}[terminal]


@pytest.mark.parametrize(("other", "word"), [("7", "0"), ("999999", "123456")])
def test_a_short_figure_that_is_a_word_is_told_from_those_that_look_alike(
    other: str, word: str
) -> None:
    words = lexicon(("WORD", word, True), ("AMOUNT", "[0-9]+", True))
    assert said(words, other) == ("\x02", Decimal(other))
    assert said(words, word) == ("\x01", word)


def test_short_cells_are_remembered_up_to_a_number() -> None:
    def is_remembered(cell: str) -> bool:
        return said(words, cell)[1] is said(words, cell)[1]

    words = lexicon(*FIGURES, ("CLASS", "Class [0-9]+", False))
    assert is_remembered("1.00")
    assert not is_remembered("1,234.56")
    words.look_up([f"Class {number}" for number in range(19_996)])
    assert said(words, "what") == (UNKNOWN, "what")
    assert is_remembered("2.00")  # with the two labels, it is the last of 20,000
    assert not is_remembered("3.00")


def test_values_with_letters_are_remembered_as_such() -> None:
    money, name = ("MONEY", "USD [0-9]+|[0-9]+", True), ("CLASS", "Class [0-9]+", False)
    made = tables({"Pool": "POOL"}, money, name)
    codes = Alphabet(made).codes
    lexicon = Lexicon(made, Vocabulary(made), codes, ())
    lexicon.look_up(["Pool", "Class 1", "15", "Whatnot"])
    assert lexicon.lettered == set()
    lexicon.look_up(["USD 15"])
    assert lexicon.lettered == {codes["MONEY"]}
