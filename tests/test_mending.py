"""What is read past a damaged cell or heading, step by step: how alike texts are, which readings a
cell has, which labels are taken as read."""

from __future__ import annotations

import difflib
import random
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from gmacm_grammar.model.examination import Cell
from gmacm_grammar.parsing.lookahead import Lookahead
from gmacm_grammar.reading.formats import library
from gmacm_grammar.recovery.damaged_cells import readings
from gmacm_grammar.recovery.headings import Headings
from gmacm_grammar.recovery.recovery import Recovery
from gmacm_grammar.recovery.similarity import alike, nearest

# ---- How alike texts are -------------------------------------------------------------------------


def words(count: int, seed: int) -> list[str]:
    """Words of few letters, so that many are alike; the same ones each time."""
    chance = random.Random(seed)
    return ["".join(chance.choices("ab ", k=chance.randint(1, 9))) for _ in range(count)]


def test_texts_are_as_alike_as_difflib_finds_them() -> None:
    known = words(60, seed=1)
    for one in ["", *known[:30]]:
        for other in known:
            ratio = difflib.SequenceMatcher(None, one, other).ratio()
            assert alike(one, other, ratio)
            assert not alike(one, other, ratio + 0.001)


@pytest.mark.parametrize("least", [0.0, 0.5, 0.6, 0.8, 1.0])
def test_the_nearest_text_is_the_one_that_difflib_finds(least: float) -> None:
    known = words(60, seed=2)
    for text in ["", "abc", "ccc", *words(60, seed=3), *known[:9]]:
        found = difflib.get_close_matches(text, known, 1, least)
        assert nearest(text, known, least) == (found[0] if found else None)


def test_nothing_is_near_where_nothing_is_known() -> None:
    assert nearest("abc", [], 0.0) is None
    assert alike("", "", 1.0)


def comparisons(function: Callable[[], object]) -> int:
    """How often two texts are compared by difflib."""
    count = 0

    def called(frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call" and frame.f_code.co_name == "ratio"

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count


def test_texts_that_share_too_few_characters_are_not_compared() -> None:
    one, other = "abcdefghij", "abcdklmnop"
    assert comparisons(lambda: alike(one, other, 0.5)) == 0
    assert comparisons(lambda: alike(one, other, 0.4)) == 1
    assert comparisons(lambda: nearest(one, [other, "a"], 0.5)) == 0
    assert comparisons(lambda: nearest(one, [other, "abcdefghiz", "abcdefghyz"], 0.4)) == 1


# ---- A made-up format ----------------------------------------------------------------------------

ONES, TWOS = (" | ".join(f'"{word} {n}"' for n in range(20)) for word in ("One", "Two"))
LONG = " ".join(f'"Long {n}"' for n in range(31))
FORMAT = f"""\
%import .values (_amount, _rate)

report: (fund | deep | columns | choice | advances | ledger | long | named | parts | mixed)*

fund: "Reserve Fund" fund_row*
fund_row: "Opening Balance" _amount -> opening
        | "Closing Balance" _amount -> closing
        | "Closing Cost" _amount _amount
        | "Closing Fee" _amount -> fee
        | "Closing Fee Refund" _amount -> refund
        | "Closing Feerefund" _amount _amount
        | "Closing Shortfall" _amount -> shortfall

deep: "Alpha" "Bravo" "Charlie" "Delta" "Echo" deep_row*
deep_row: "Foxtrot" _amount

columns: "Tranche" ("Rate" | "Coupon") "Amount Due" tranche*
tranche: TRANCHE _rate _amount
TRANCHE: /Class [A-Z](-[0-9])?/

choice: "Choice" _one _two _three choice_row*
_one: {ONES}
_two: {TWOS}
_three: "T1" | "T2"
choice_row: "Chosen" _amount

advances: "Servicer Advances" _amount
ledger: "Ledger" ledger_row+
ledger_row: "Entry" _amount _rate
long: {LONG}
named: "Named" TRANCHE _amount
parts: "Statement" "of" part*
part: "Part" _amount
    | "Part 12" _amount
mixed: "Mixed" _mixed_heading
_mixed_heading: "Apple" _amount | "Zulu"
"""


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Lookahead:
    folder = tmp_path_factory.mktemp("made")
    (folder / "made.lark").write_text(FORMAT, encoding="utf-8")
    return library(folder).format("made").lookahead


def standing(simulator: Lookahead, before: str, cells: str) -> tuple[Headings, int]:
    """A reading of cells (between bars), and how many stand before where it is: they are read."""
    read = [text for text in before.split("|") if text]
    found = []
    for n, text in enumerate([*read, *cells.split("|")]):
        terminal = simulator.classifier[text]
        found.append(Cell(text, n + 1, 5, 10 * n, terminal=terminal, row=n + 1))
    reading = Recovery(simulator, found, False)
    for cell in found[: len(read)]:
        after = simulator.shift(reading.stack, str(cell.terminal))
        assert after is not None
        reading.keep(cell, after)
    return reading, len(read)


# ---- Headings ------------------------------------------------------------------------------------

MISSING = "line {}, column 5: repair: the heading {} is missing before this"
READ_AS = "line {}, column 5: repair: read {} as {}"
UNKNOWN = "line {}, column 5: warning: unknown heading {}"
DEEP = '"Alpha" "Bravo" "Charlie" "Delta" "Echo"'
CHOICE = "One 1|Two 1|T1|Chosen|1.00"
BEFORE_ECHO = "Alpha|Bravo|Charlie"

#: What was read, what comes, how many cells are passed over, and what is said of it.
REPAIRED = {
    "one label": ("", "Opening Balance|1.00", 0, MISSING.format(1, '"Reserve Fund"')),
    "two rows": (
        *("", "Opening Balance|1.00|Closing Fee|2.00", 0),
        MISSING.format(1, '"Reserve Fund"'),
    ),
    "several labels": ("", "Foxtrot|1.00", 0, MISSING.format(1, DEEP)),
    "the first of several": ("", CHOICE, 0, MISSING.format(1, '"Choice"')),
    "a row after it must come": ("", "Entry|1.00|2.00%", 0, MISSING.format(1, '"Ledger"')),
    "after a section": (
        *("Reserve Fund|Opening Balance|1.00", "Foxtrot|1.00|Tranche|Rate", 0),
        MISSING.format(4, DEEP) + "\n  in fund",
    ),
    "three labels within": (
        *("Alpha", "Echo|Foxtrot|1.00", 0),
        MISSING.format(2, '"Bravo" "Charlie" "Delta"') + "\n  in deep",
    ),
    "the last two labels": (
        *(BEFORE_ECHO, "Foxtrot|1.00", 0),
        MISSING.format(4, '"Delta" "Echo"') + "\n  in deep",
    ),
    "misprint": (
        *("", "Reserv Fund|Opening Balance|1.00", 1),
        READ_AS.format(1, '"Reserv Fund"', '"Reserve Fund"'),
    ),
    "misprint in capitals": (
        *("", "RESERV  FUND|Opening Balance|1.00", 1),
        READ_AS.format(1, '"RESERV  FUND"', '"Reserve Fund"'),
    ),
    "misprint at the end": ("", "Tranch", 1, READ_AS.format(1, '"Tranch"', '"Tranche"')),
    "misprint of two labels": (
        *("", "Statement o|Part|1.00", 1),
        READ_AS.format(1, '"Statement o"', '"Statement" "of"'),
    ),
    "another label within": (
        *(BEFORE_ECHO, "T1|Echo|Foxtrot|1.00", 1),
        READ_AS.format(4, '"T1"', '"Delta"') + "\n  in deep",
    ),
    "two others within": (
        *(BEFORE_ECHO, "T1|T2|Echo|Foxtrot|1.00", 2),
        READ_AS.format(4, '"T1" "T2"', '"Delta"') + "\n  in deep",
    ),
    "another label at the end": (
        *(BEFORE_ECHO + "|Delta", "T1", 1),
        READ_AS.format(5, '"T1"', '"Echo"') + "\n  in deep",
    ),
    "a label where a row may stand": (
        *("Mixed", "T1", 1),
        READ_AS.format(2, '"T1"', '"Zulu"') + "\n  in mixed",
    ),
    "one too many": (
        *("Alpha", "X|Bravo|Charlie|Delta|Echo|Foxtrot|1.00", 1),
        UNKNOWN.format(2, '"X"') + "\n  in deep",
    ),
    "one too many, near to another": (
        *("Alpha", "Brovo|Bravo|Charlie|Delta|Echo|Foxtrot|1.00", 1),
        UNKNOWN.format(2, '"Brovo"') + '\n  in deep\n  hint: did you mean "Bravo"?',
    ),
    "three too many": (
        *(BEFORE_ECHO, "T1|T2|T1|Delta|Echo|Foxtrot|1.00", 3),
        UNKNOWN.format(4, '"T1" "T2" "T1"') + "\n  in deep",
    ),
}


@pytest.mark.parametrize("case", REPAIRED)
def test_a_heading_is_mended_in_the_one_way_there_is(simulator: Lookahead, case: str) -> None:
    before, cells, passed, message = REPAIRED[case]
    reading, index = standing(simulator, before, cells)
    assert reading.repair_heading(index) == index + passed
    assert [str(problem) for problem in reading.problems] == [message]
    roles = [cell.role for cell in reading.cells]
    assert roles == [
        "heading" if index <= n < index + passed else "unread" for n in range(len(roles))
    ]
    unknown = reading.cells[index : index + passed] if "unknown" in message else []
    assert [row.label for row in reading.unknown] == unknown
    assert all(
        (row.values, row.section, row.after) == ((), "deep", None) for row in reading.unknown
    )
    coming = [str(c.terminal) for c in reading.cells[index + passed :] if c.terminal]
    assert reading.after(reading.stack, coming) is not None


#: What was read, and what comes.
LEFT = {
    "an unknown row": ("", "Reserv Fund|1.00"),
    "nothing like a heading": ("", "Novel"),
    "a known label that is no misprint": ("", "T1|Opening Balance|1.00"),
    "a misprint and a cell too many": ("", "Reserv Fund|T1|Opening Balance|1.00"),
    "a misprint in the wrong place": ("", "Reserv Fund|Foxtrot|1.00"),
    "a misprint of a row": ("Reserve Fund", "Opning Balance"),
    "no row after it": ("", "Bravo|Charlie|Delta|Echo|Foxtrot|X"),
    "an unknown row after it": ("", "Opening Balance|X"),
    "no figure after a row": ("", "Opening Balance|Opening Balance|1.00"),
    "a misprint of two labels": ("", "Statementt off|Part|1.00"),
    "an unknown cell within it": ("", "Bravo|X|Charlie|Delta|Echo|Foxtrot|1.00"),
    "a known cell too many": ("", "Bravo|Reserve Fund|Opening Balance|1.00"),
    "four labels missing": ("Alpha", "Foxtrot|1.00"),
    "four cells too many": (BEFORE_ECHO, "T1|T2|T1|T2|Delta|Echo|Foxtrot|1.00"),
    "a figure too many": (BEFORE_ECHO, "T1|1.00|Delta|Echo"),
    "a figure within": ("Alpha", "1.00|Bravo|Charlie"),
    "one of two labels missing": ("Tranche", "Amount Due|Class A"),
    "a misread label of two": ("Tranche", "T1|Amount Due|Class A"),
    "a row that must come": ("Ledger", "Foxtrot|1.00"),
}


@pytest.mark.parametrize("case", LEFT)
def test_a_heading_is_left_where_there_is_no_way_or_more_than_one(
    simulator: Lookahead, case: str
) -> None:
    reading, index = standing(simulator, *LEFT[case])
    before = reading.stack
    assert reading.repair_heading(index) is None
    assert (reading.problems, reading.unknown) == ([], [])
    assert (reading.stack, len(reading.kept)) == (before, index)


def test_a_label_that_stands_elsewhere_in_a_heading_is_not_missing(simulator: Lookahead) -> None:
    for elsewhere, missing in ("Rate", "Coupon"), ("Coupon", "Rate"):
        reading, index = standing(simulator, "Tranche", "Amount Due|Class A")
        reading.elsewhere.add(str(simulator.classifier[elsewhere]))
        assert reading.repair_heading(index) == index
        message = MISSING.format(2, f'"{missing}"') + "\n  in columns"
        assert [str(problem) for problem in reading.problems] == [message]


def test_a_hundred_headings_are_looked_into_and_no_more(simulator: Lookahead) -> None:
    reading, index = standing(simulator, "", "Reserv Fund|Opening Balance|1.00")
    reading.headings_looked_at = 99
    assert reading.repair_heading(index) == 1
    reading, index = standing(simulator, "", "Reserv Fund|Opening Balance|1.00")
    reading.headings_looked_at = 100
    assert reading.repair_heading(index) is None


def test_an_unknown_row_is_none_of_the_headings_looked_into(simulator: Lookahead) -> None:
    reading, index = standing(simulator, "", "Novel|1.00|Foxtrot|1.00")
    assert reading.repair_heading(index) is None
    assert reading.headings_looked_at == 0
    reading.repair_heading(2)
    reading.repair_heading(2)
    assert reading.headings_looked_at == 2


@pytest.mark.parametrize(("headings", "passed"), [(15, 0), (16, None)])
def test_a_missing_heading_has_a_row_within_twenty_cells(
    simulator: Lookahead, headings: int, passed: int | None
) -> None:
    cells = "Bravo|Charlie|Delta|Echo" + "|Reserve Fund" * headings + "|Opening Balance|1.00"
    reading, index = standing(simulator, "", cells)
    assert reading.repair_heading(index) == passed


def test_labels_that_can_be_taken_as_read(simulator: Lookahead) -> None:
    reading, _ = standing(simulator, "Tranche", "Class A")
    spelled = [[*map(reading.spelling, names)] for names in reading.sequences(2, False)]
    assert spelled == [["Coupon", "Amount Due"], ["Rate", "Amount Due"]]
    assert reading.sequences(0, True) == reading.sequences(0, False) == [()]
    assert len(reading.sequences(1, False)) == 2
    assert len(reading.sequences(1, True)) == 4  # the rest of the heading as one
    assert len(reading.sequences(2, True)) == 2


def test_four_hundred_ways_are_looked_into_and_no_more(simulator: Lookahead) -> None:
    reading, _ = standing(simulator, "Choice", "Class A")
    assert [len(reading.sequences(n, False)) for n in range(4)] == [1, 20, 400, 0]


def test_whole_headings_are_taken_as_one(simulator: Lookahead) -> None:
    reading, _ = standing(simulator, "", "Class A")
    found = [[*map(reading.spelling, names)] for names in reading.sequences(1, True)]
    several = sorted(names for names in found if len(names) > 1)
    assert [names[0] for names in several] == ["Alpha", "Choice", "Long 0", "Statement", "Tranche"]
    assert several[0] == ["Alpha", "Bravo", "Charlie", "Delta", "Echo"]
    assert several[2] == [f"Long {n}" for n in range(30)]
    assert sorted(names[0] for names in found if len(names) == 1) == [
        *("Alpha", "Choice", "Ledger", "Long 0", "Mixed", "Named", "Reserve Fund"),
        *("Servicer Advances", "Statement", "Tranche"),
    ]


FUND = "Reserve Fund|Opening Balance|1.00"


def test_a_label_taken_as_read_does_not_stand_on_another_page(simulator: Lookahead) -> None:
    reading, index = standing(simulator, "", FUND + "|Closing Fee|2.00")
    reading.resume(index, 0, ("LEDGER",))
    assert reading.page_heading(index) is None


# ---- Damaged cells -------------------------------------------------------------------------------

#: Where a cell stands, the cell, and what it can be read as.
READINGS = {
    "two figures": ("Closing Cost", "1.002.00", ["1.00 2.00"]),
    "two figures in one way of three": ("Class A", "1.23%2.00", ["1.23% 2.00"]),
    "a figure of one character": ("Closing Cost", "#1.00", ["# 1.00"]),
    "figures that may not follow": ("Opening Balance", "1.002.00", []),
    "figures in the wrong order": ("Class A", "2.001.23%", []),
    "a dash after a figure": ("Closing Cost", "1.00-", []),
    "a dash before a figure": ("Closing Cost", "-1.002.00", ["-1.00 2.00"]),
    "a label and a figure": ("Reserve Fund", "Closing Fee1.00", ["Closing Fee 1.00"]),
    "a label and a figure of one character": (
        *("Reserve Fund", "Opening Balance#"),
        ["Opening Balance #"],
    ),
    "a digit of a label": ("Statement|of", "Part 12.00", ["Part 12.00"]),
    "a blank between": ("Reserve Fund", "closing fee  1.00", ["closing fee 1.00"]),
    "a label cut off": ("Reserve Fund", "Open1.00", ["Open 1.00"]),
    "a label of three letters": ("Reserve Fund", "Ope1.00", ["Ope 1.00"]),
    "a label of two letters": ("Reserve Fund", "Op1.00", []),
    "one of several labels": (
        *("Reserve Fund", "Closing 1.00"),
        ["Closing 1.00"] * 6,
    ),
    "a dash before an amount": ("Closing Cost", "-1.00", []),
    "a label of another section": ("", "Opening Balance1.00", []),
    "a label and a figure of another kind": ("Reserve Fund", "Opening Balance1.00%", []),
    "a text and a figure": ("Amount Due", "Class A1.00%", ["Class A 1.00%"]),
    "a text that ends with a digit": ("Amount Due", "Class A-11.00%", ["Class A-1 1.00%"]),
    "a dash between": ("Reserve Fund", "Opening Balance-1.00", []),
    "a dash in the place of a figure": ("Reserve Fund", "Opening Balance-", []),
    "a digit before a figure": ("Reserve Fund", "Opening Balance2 1.00", []),
    "blanks lost": ("Reserve Fund", "OpeningBalance", ["OpeningBalance"]),
    "blanks put in": ("Reserve Fund", "Ope ning  balance", ["Ope ning  balance"]),
    "two labels": ("Alpha|Bravo", "CharlieDelta", ["Charlie Delta"]),
    "two labels with a blank": ("Alpha|Bravo", "Charlie DELTA", ["Charlie DELTA"]),
    "two labels, the first cut off": ("Alpha|Bravo", "ChaDelta", ["Cha Delta"]),
    "the first cut off too much": ("Alpha|Bravo", "ChDelta", []),
    "two labels, the second cut off": ("Alpha|Bravo", "CharlieDelt", []),
    "two labels, the first misprinted": ("Alpha|Bravo", "ChatlieDelta", []),
    "two labels, a letter between": ("Alpha|Bravo", "CharliesDelta", []),
    "labels of other sections": ("", "CharlieDelta", []),
    "the second label alone": ("Alpha|Bravo", "Delta", []),
    "nothing known": ("Reserve Fund", "Novel", []),
    "no text": ("Reserve Fund", "", []),
    "a figure": ("Class A", "1.23%", []),
    "two hundred characters": ("Reserve Fund", f"Closing Fee{'1.00':>189}", ["Closing Fee 1.00"]),
    "one more": ("Reserve Fund", f"Closing Fee{'1.00':>190}", []),
    "a letter": ("Reserve Fund", "O", []),
}

#: What is read before the place that is named.
PLACES = {
    "Closing Cost": "Reserve Fund|Closing Cost",
    "Opening Balance": "Reserve Fund|Opening Balance",
    "Amount Due": "Tranche|Rate|Amount Due",
    "Class A": "Tranche|Rate|Amount Due|Class A",
}


@pytest.mark.parametrize("case", READINGS)
def test_what_a_damaged_cell_can_be_read_as(simulator: Lookahead, case: str) -> None:
    place, cell, expected = READINGS[case]
    stack = standing(simulator, PLACES.get(place, place), cell)[0].stack
    found = readings(simulator, stack, cell)
    assert [" ".join(text for text, _ in reading) for reading in found] == expected
    assert len(set(found)) == len(found)


READ = "line {}, column 5: repair: read {}\n  in {}\n  hint: compare it with the original"
SEVERAL = "line 2, column 5: error: {}\n  in fund\n  hint: look at the original"

#: Where a cell stands, it and what follows, what it becomes (with places in it), what is said.
MENDED = {
    "a label and a figure": (
        *("Reserve Fund", "Closing Fee  1.00|2.00", [("Closing Fee", 0), ("1.00", 13)]),
        READ.format(2, '"Closing Fee  1.00" as "Closing Fee" and "1.00"', "fund"),
    ),
    "a label cut off": (
        *("Reserve Fund", "Open1.00", [("Open", 0), ("1.00", 4)]),
        READ.format(2, '"Open1.00" as "Opening Balance" and "1.00"', "fund"),
    ),
    "a figure twice": (
        *("Reserve Fund|Closing Cost", "1.001.00|Alpha", [("1.00", 0), ("1.00", 4)]),
        READ.format(3, '"1.001.00" as "1.00" and "1.00"', "fund"),
    ),
    "blanks lost": (
        *("Reserve Fund", "OpeningBalance|1.00", [("OpeningBalance", 0)]),
        READ.format(2, '"OpeningBalance" as "Opening Balance"', "fund"),
    ),
    "one that the figures after it complete": (
        *("Reserve Fund", "Closing C1.00|2.00|Alpha", [("Closing C", 0), ("1.00", 9)]),
        READ.format(2, '"Closing C1.00" as "Closing Cost" and "1.00"', "fund"),
    ),
}


@pytest.mark.parametrize("case", MENDED)
def test_a_damaged_cell_becomes_its_parts(simulator: Lookahead, case: str) -> None:
    before, cells, parts, message = MENDED[case]
    reading, index = standing(simulator, before, cells)
    rest = reading.cells[index + 1 :]
    assert reading.mend(index) is None
    assert [str(problem) for problem in reading.problems] == [message]
    made = reading.cells[index : index + len(parts)]
    assert [(cell.text, cell.offset - 10 * index) for cell in made] == parts
    assert [cell.column for cell in made] == [5 + at for _, at in parts]
    assert {(cell.line, cell.row, cell.role) for cell in made} == {(index + 1, index + 1, "unread")}
    assert reading.cells[index + len(parts) :] == rest
    assert reading.after(reading.stack, [str(cell.terminal) for cell in made]) is not None


def test_the_figures_after_a_damaged_cell_tell_what_it_is(simulator: Lookahead) -> None:
    reading, index = standing(simulator, "Reserve Fund", "Closing Fe1.00|2.00|3.00|Alpha")
    assert reading.mend(index) == 4
    for cells in ("Closing Fe1.00|2.00|Alpha", "ClosingFee Refund|1.00|2.00|Alpha"):
        reading, index = standing(simulator, "Reserve Fund", cells)
        assert reading.mend(index) is None
        assert reading.spelling(str(reading.cells[index].terminal)) == "Closing Feerefund"


@pytest.mark.parametrize(
    ("cells", "end", "message"),
    [
        (
            "Closing 1.00|Alpha",
            2,
            '"Closing 1.00" can be read in several ways: as "Closing Balance" and "1.00" or '
            '"Closing Fee" and "1.00" or "Closing Fee Refund" and "1.00"',
        ),
        (
            "Closing 1.00|2.00|3.00|Alpha",
            4,
            '"Closing 1.00" can be read in several ways: as "Closing Balance" and "1.00" or '
            '"Closing Fee" and "1.00" or "Closing Fee Refund" and "1.00"',
        ),
        (
            "ClosingFee Refund|1.00",
            3,
            '"ClosingFee Refund" can be read in several ways: as "Closing Fee Refund" or '
            '"Closing Feerefund"',
        ),
    ],
)
def test_a_row_that_can_be_read_in_several_ways_is_left_out(
    simulator: Lookahead, cells: str, end: int, message: str
) -> None:
    reading, index = standing(simulator, "Reserve Fund", cells)
    assert reading.mend(index) == end
    assert [str(problem) for problem in reading.problems] == [SEVERAL.format(message)]
    assert reading.cells[index].text == cells.split("|")[0]


@pytest.mark.parametrize(
    ("before", "cell"),
    [
        ("Reserve Fund", "Opening Balance"),  # known
        ("Reserve Fund", "Novel"),
        ("Choice", "OneTwo 1"),  # in twenty ways, within a heading
    ],
)
def test_a_cell_that_is_not_to_be_mended_stays(
    simulator: Lookahead, before: str, cell: str
) -> None:
    reading, index = standing(simulator, before, cell)
    assert reading.mend(index) is None
    assert (reading.problems, [c.text for c in reading.cells[index:]]) == ([], [cell])
