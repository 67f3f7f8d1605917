"""How cells become a tree and the tree a report: actions, plans, pairs, records, each by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from gmacm_grammar import Report
from gmacm_grammar.grammars.nesting import inner_first
from gmacm_grammar.grammars.shapes import Shape, Shapes
from gmacm_grammar.grammars.sources import Line, Source
from gmacm_grammar.grammars.tables import END, Production, Symbol, Tables
from gmacm_grammar.model.examination import Cell
from gmacm_grammar.model.records import (
    Bucket,
    Delinquency,
    Losses,
    Note,
    Overcollateralization,
    Pool,
)
from gmacm_grammar.model.values import decimal, integer
from gmacm_grammar.parsing.actions import append, empty, gather_list, item, listed, named
from gmacm_grammar.parsing.alphabet import UNKNOWN
from gmacm_grammar.parsing.cutting import Leaf
from gmacm_grammar.parsing.moulds import Mould, Moulds
from gmacm_grammar.parsing.parser import Automaton, Unexpected, remembering
from gmacm_grammar.parsing.plans import Planner
from gmacm_grammar.parsing.record_builder import (
    NEW_BLOCK,
    ONE_PART,
    OTHER_GROUP,
    Fault,
    build_report,
)
from gmacm_grammar.parsing.tree import (
    Captured,
    filled,
    group_of,
    groups_in,
    has_columns,
    is_figure,
    joined,
    number_of_columns,
    overlap,
    unpaired,
)
from gmacm_grammar.reading.formats import Format

ONE, TWO, THREE = Decimal("1.00"), Decimal("2.00"), Decimal("3.00")

# ---- Rules in one another ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "order"),
    [
        ({}, ""),
        ({"a": "b", "b": "c", "c": ""}, "cba"),
        ({"c": "", "b": "c", "a": "b"}, "cba"),
        ({"a": "bc", "b": "d", "c": "d", "d": ""}, "dbca"),
        ({"a": "xbx", "b": "y"}, "ba"),
        ({"a": "ab", "b": "ba"}, "ba"),
        ({"a": "b", "b": "c", "c": "ad", "d": "b"}, "dcba"),
        ({"a": "", "b": "a", "c": "ab"}, "abc"),
    ],
)
def test_a_rule_comes_after_those_that_it_names(names: dict[str, str], order: str) -> None:
    assert "".join(inner_first(names)) == order


def test_rules_may_stand_in_one_another_as_deep_as_they_like() -> None:
    names = {str(n): [str(n + 1)] for n in range(5_000)}
    assert list(inner_first(names)) == list(reversed(names))


# ---- What is done with the stack of values ------------------------------------------------------

VALUE, VALUES, FIELD, ITEM, LIST = (
    Shape.VALUE,
    Shape.VALUES,
    Shape.FIELD,
    Shape.ITEM,
    Shape.LIST,
)


@pytest.mark.parametrize(
    ("shapes", "stack", "made"),
    [
        ([], [], True),
        ([VALUE], [1], 1),
        ([LIST], [[("x", 1)]], [("x", 1)]),
        ([VALUES], [[1, 2]], (1, 2)),
        ([FIELD], [1], [("f0", 1)]),
        ([FIELD, FIELD], [1, 2], [("f0", 1), ("f1", 2)]),
        ([VALUE, VALUE], [1, 2], (1, 2)),
        ([VALUE, VALUES], [1, [2, 3]], (1, 2, 3)),
        ([VALUES, VALUE], [[1, 2], 3], (1, 2, 3)),
        ([ITEM], [("x", 1)], [("x", 1)]),
        ([FIELD, ITEM], [1, ("x", 2)], [("f0", 1), ("x", 2)]),
        ([VALUE, FIELD], [1, 2], [("value", 1), ("f1", 2)]),
        ([VALUES, ITEM], [[1, 2], ("x", 3)], [("value", (1, 2)), ("x", 3)]),
        ([LIST, VALUES], [[("x", 1)], [2]], [("x", 1), ("value", (2,))]),
    ],
)
def test_an_item_takes_from_the_stack_what_its_rule_says(
    shapes: list[Shape], stack: list[Any], made: Any
) -> None:
    values = ["deep", "below", *stack]
    item("name", [(shape, f"f{n}") for n, shape in enumerate(shapes)])(values)
    assert values == ["deep", "below", ("name", made)]


@pytest.mark.parametrize(
    ("shapes", "pairs", "stack", "made"),
    [
        ([], False, [], []),
        ([VALUE], False, [1], [1]),
        ([VALUE], True, [1], [("value", 1)]),
        ([VALUES], False, [[1, 2]], [1, 2]),
        ([VALUES], True, [[1, 2]], [("value", (1, 2))]),
        ([VALUES, VALUE], False, [[1], 2], [1, 2]),
        ([VALUES, VALUES], False, [[1], [2, 3]], [1, 2, 3]),
        ([VALUE, VALUE], True, [1, 2], [("value", 1), ("value", 2)]),
        ([ITEM], True, [("x", 1)], [("x", 1)]),
        ([LIST, ITEM], True, [[("x", 1)], ("y", 2)], [("x", 1), ("y", 2)]),
        ([LIST, VALUE], True, [[("x", 1)], 2], [("x", 1), ("value", 2)]),
        ([LIST, LIST], True, [[("x", 1)], [("y", 2)]], [("x", 1), ("y", 2)]),
        ([ITEM, LIST], True, [("x", 1), [("y", 2)]], [("x", 1), ("y", 2)]),
        ([FIELD], True, [1], [("f0", 1)]),
    ],
)
def test_a_list_holds_values_or_names_with_values(
    shapes: list[Shape], pairs: bool, stack: list[Any], made: list[Any]
) -> None:
    values = ["deep", "below", *stack]
    gather_list([(shape, f"f{n}") for n, shape in enumerate(shapes)], pairs)(values)
    assert values == ["deep", "below", made]


def test_a_list_is_carried_on_and_not_copied() -> None:
    for shapes in ([LIST, ITEM], [LIST, FIELD]):
        items: list[Any] = []
        values = [items, ("x", 1)]
        gather_list([(shape, "x") for shape in shapes], pairs=True)(values)
        assert values[0] is items


def test_an_action_leaves_alone_what_lies_below_it() -> None:
    for action, taken, made in (
        (named("x"), [1], ("x", 1)),
        (empty("x"), [], ("x", [])),
        (listed(named("x")), [1], [("x", 1)]),
        (append, [[1], 2], [1, 2]),
    ):
        values = ["deep", "below", *taken]
        action(values)
        assert values == ["deep", "below", made]


# ---- From cells to the tree ---------------------------------------------------------------------

VALUE_RULES = """
_amount: AMOUNT | NONE
_count: COUNT | NONE
_text: WORD
_title_text: TITLE
AMOUNT: /[0-9]+\\.[0-9]{2}/
COUNT: /[0-9]+/
NONE: /-/
WORD: /[a-z]+/
TITLE: /Trust (?P<series>[0-9]+)/
"""


def a_format(rules: str) -> Format:
    lines = (rules + VALUE_RULES).splitlines()
    numbered = tuple(Line(line, "made.lark", n) for n, line in enumerate(lines, 1))
    return Format(Source("made", Path("made.lark"), numbered))


def tree(rules: str, cells: str) -> list[Any]:
    """What a format of these rules makes of cells that stand a blank apart."""
    made, texts = a_format(rules), cells.split()
    codes, values = made.lexicon.look_up(texts)
    return made.automaton.follow(codes, texts, values)


@pytest.mark.parametrize(
    ("rules", "cells", "made"),
    [
        # the start rule: nothing, a value, a row, rows
        ('report: "A"', "A", []),
        ('report: "A" _amount*', "A", []),
        ('report: "A" _amount', "A 1.00", [("value", ONE)]),
        ('report: "A" _amount*', "A 1.00", [("value", (ONE,))]),
        ('report: "A" -> heading', "A", [("heading", True)]),
        ('report: "A" _amount -> x | "B" _amount -> y', "B 1.00", [("y", ONE)]),
        ('report: "A" _amount -> report', "A 1.00", [("value", ONE)]),
        ('report: row+\nrow: "A" _amount -> x', "A 1.00 A -", [("x", ONE), ("x", None)]),
        ("report: _amount | report _amount", "1.00 2.00", [("report", ONE), ("value", TWO)]),
        # a rule that leaves out its own name where it holds one thing
        ('?report: "A" _amount', "A 1.00", [("value", ONE)]),
        ('?report: "A" _amount+', "A 1.00 2.00", [("value", (ONE, TWO))]),
        ('?report: "A" | "B" _amount -> x', "A", []),
        ('?report: "A" x\nx: _amount', "A 1.00", [("x", ONE)]),
        ('?report: "A" _amount | "B" _amount _amount', "A 1.00", [("value", ONE)]),
        ('?report: "A" _amount | "B" _amount _amount', "B 1.00 -", [("report", (ONE, None))]),
        (
            'report: row*\n?row: "A" _amount+',
            "A 1.00 A 2.00",
            [("value", (ONE,)), ("value", (TWO,))],
        ),
        (
            'report: row*\n?row: "A" _amount | "B" _amount _amount',
            "A 1.00 B 2.00 3.00",
            [("value", ONE), ("row", (TWO, THREE))],
        ),
        ('report: row*\n?row: x\nx: "A" _amount', "A 1.00", [("x", ONE)]),
        # a rule without a name
        ('report: _row+\n_row: "A" x\nx: _amount', "A 1.00", [("x", ONE)]),
        ('report: _row\n_row: "A" _amount | x\nx: _amount', "A 1.00", [("value", ONE)]),
        ('report: _row\n_row: "A" _amount | x\nx: _amount', "1.00", [("x", ONE)]),
        ('report: _row\n_row: "A" row\nrow: "B" _amount -> x', "A B 1.00", [("x", ONE)]),
        # values of two kinds in one section
        (
            'report: s\ns: "A" _amount+ row\nrow: "B" _amount -> x',
            "A 1.00 2.00 B 3.00",
            [("s", [("value", (ONE, TWO)), ("x", THREE)])],
        ),
        (
            'report: s\ns: "A" _rows "C" _amount\n_rows: row*\nrow: "B" _amount -> x',
            "A B 1.00 C 2.00",
            [("s", [("x", ONE), ("value", TWO)])],
        ),
        # a section of which only the heading stands there, and one that is no more than a label
        ('report: (s | t)*\ns: "A" x*\nx: _amount\nt: "B"', "A B", [("s", []), ("t", True)]),
        (
            'report: (s | t)*\ns: "A" -> u | "B" x\nx: _amount\nt: "C"',
            "A C",
            [("u", True), ("t", True)],
        ),
    ],
)
def test_the_tree_has_the_names_and_values_of_the_grammar(
    rules: str, cells: str, made: list[Any]
) -> None:
    assert tree(rules, cells) == made


def test_a_cell_is_read_as_the_kind_of_value_that_its_rule_names() -> None:
    rules = (
        'report: row*\nrow: "A" _amount -> a | "B" _count -> b | "C" AMOUNT -> c | "D" COUNT -> d'
    )
    found = tree(rules, "A 1.00 B 7 C 2.00 D 8")
    assert repr(found) == repr([("a", ONE), ("b", 7), ("c", TWO), ("d", 8)])
    assert repr(tree('report: row*\nrow: "A" _amount -> a | "B" x -> b\nx: _count', "B 7")) == (
        "[('b', [('x', 7)])]"
    )


def test_the_shares_of_a_column_are_known_by_its_rule() -> None:
    made = a_format(
        'report: row*\nrow: "A" part part -> a | "B" other _count -> b | "C" _share -> c\n'
        "part: _share\nother: _share\n_share: AMOUNT | NONE"
    )
    cells = ["A", "0.10", "-", "B", "0.20", "7", "C", "0.30", "A", "0.40", "0.50"]
    codes, values = made.lexicon.look_up(cells)
    assert made.automaton.follow(codes, cells, values)
    assert made.automaton.shares(codes) == {"part": [1, 2, 9, 10], "other": [4], "row": [7]}
    assert made.automaton.shares(codes[:3]) == {"part": [1, 2]}


def test_the_shares_of_rows_are_known_by_the_rules_of_the_rows() -> None:
    made = a_format(
        'report: ("A" row) | ("B" late)\nrow: one | two | "M" _share+ -> many\n'
        'one: "L" _share "Y"\ntwo: "L" _share "Z"\nlate: _late -> late\n_late: "L" _share\n'
        "_share: AMOUNT | NONE"
    )
    for cells, columns in (
        (["A", "L", "0.10", "Y"], {"one two": [2]}),
        (["A", "M", "0.10", "0.20", "0.30"], {"row": [2, 3, 4]}),
        (["B", "L", "0.10"], {"_late": [2]}),
    ):
        codes, _ = made.lexicon.look_up(cells)
        assert made.automaton.shares(codes) == columns


def test_a_rule_of_texts_keeps_the_parts_that_the_grammar_names() -> None:
    made = a_format('report: title word\ntitle: _title_text\nword: "A" _text')
    cells = ["Trust 7", "A", "abc"]
    codes, values = made.lexicon.look_up(cells)
    expected = [("title", Captured("Trust 7", {"series": "7"})), ("word", "abc")]
    assert made.automaton.follow(codes, cells, values) == expected


def test_a_figure_that_is_a_decimal_number_somewhere_is_looked_up_as_one() -> None:
    made = a_format(
        "report: row*\nrow: A _amount -> a | B _count -> b | B AMOUNT -> c\n"
        'A: "A"\nB: "B"\n_share: PERCENT\nPERCENT: /[0-9]+%/'
    )
    assert made.automaton.decimals() == {"AMOUNT", "NONE"}
    none = a_format('report: "A" _count')
    assert none.automaton.decimals() == set()


@pytest.mark.parametrize("cells", [["A"], ["A", "1.00", "1.00"], ["1.00"], ["A", "?"], ["A", "B"]])
def test_a_cell_that_cannot_stand_where_it_stands_is_unexpected(cells: list[str]) -> None:
    made = a_format('report: "A" _amount "B"?')
    with pytest.raises(Unexpected) as raised:
        made.automaton.run(cells, [made.vocabulary[cell] for cell in cells])
    assert raised.value.__suppress_context__


def test_short_figures_are_read_once() -> None:
    asked = []

    def read(text: str) -> int | None:
        asked.append(text)
        return integer(text)

    again = remembering(read)
    assert again is not None
    for text in ("123456", "1234567"):
        assert [again(text), again(text)] == [int(text)] * 2
    assert asked == ["123456", "1234567", "1234567"]
    asked.clear()
    for _ in range(2):
        for number in range(5_001):
            assert again(f"{number}") == number
    assert asked == [f"{number}" for number in range(5_001)] + ["4999", "5000"]
    assert [remembering(decimal), remembering(str)] == [None, None]


def renumbered(tables: Tables, by: int) -> Tables:
    """The same tables with other numbers for the states."""
    count = len(tables.states)

    def other(number: int) -> int:
        return (number + by) % count if number >= 0 else number

    states = [
        {symbol: other(what) for symbol, what in tables.states[(n - by) % count].items()}
        for n in range(count)
    ]
    return attrs.evolve(tables, states=states, start=other(tables.start), end=other(tables.end))


@pytest.mark.parametrize(
    ("rules", "cells", "made"),
    [
        ('report: "A" "B" _amount', "A B 1.00", [("value", ONE)]),
        (
            'report: "A" _b_label row*\n_b_label: "B"\nrow: _amount | "C" _count _amount',
            "A B 1.00 C 7 2.00",
            [("row", ONE), ("row", (7, TWO))],
        ),
    ],
)
def test_how_the_states_are_numbered_is_of_no_matter(
    rules: str, cells: str, made: list[Any]
) -> None:
    known, texts = a_format(rules), cells.split()
    codes, values = known.lexicon.look_up(texts)
    for by in range(len(known.tables.states)):
        again = Automaton(renumbered(known.tables, by), known.alphabet)
        assert again.follow(codes, texts, values) == made
        assert again.decimals() == {"AMOUNT", "NONE"}


def finish(values: list[Any]) -> None:
    values.append("done")


#: report: "A" B B?, with the characters of the terminals
TABLES = Tables(
    labels={},
    patterns=[],
    productions=[],
    states=[{"B": 4}, {"A": 0, "report": 2}, {END: 3}, {}, {END: -1, "B": 5}, {END: -2}],
    items=[],
    start=1,
    end=3,
)
NAMES = {"a": "A", "b": "B", "$": END}


def a_planner() -> Planner:
    def shift(state: int, symbol: str) -> tuple[int, Any]:
        return TABLES.states[state][symbol], False if symbol == "A" else None

    return Planner(TABLES, NAMES, [(2, finish, "report"), (3, finish, "report")], shift)


def test_a_plan_says_which_cells_are_read_and_what_is_done_before() -> None:
    start = a_planner().start()
    plan, after = start["abb"]
    assert plan == (((), 1, 3, None),)
    assert (start.state, after.state, after.below.below.below) == (1, 5, start)
    plan, end = after["$"]
    assert plan == (((finish,), 0, 0, None),)
    assert (end.state, end.below) == (2, start)
    assert start["a"][0] == ()


@pytest.mark.parametrize("run", ["b", "aa", "a$", "abbb"])
def test_there_is_no_plan_for_what_cannot_stand_there(run: str) -> None:
    with pytest.raises(KeyError):
        a_planner().start()[run]


def test_what_was_found_once_is_remembered_while_there_is_room() -> None:
    planner = a_planner()
    start = planner.start()
    assert start["ab"] is start["ab"]
    assert start.push(0) is start.push(0)
    assert start.push(0).push(4) is start["ab"][1]
    planner = a_planner()
    assert [planner.room() for _ in range(20_002)] == [True] * 20_000 + [False] * 2
    start = planner.start()
    assert start["ab"] is not start["ab"]
    assert start.push(0) is not start.push(0)
    assert start["ab"][0] == a_planner().start()["ab"][0]


# ---- Rows, columns and blocks -------------------------------------------------------------------

EMPTY = Leaf(None, Cell("", 1, 1, 0))
DASH = Leaf(None, Cell("-", 1, 1, 0))


def test_rows_of_a_second_table_carry_on_those_of_the_first() -> None:
    first, second = [("name", "a"), ("x", 1)], [("name", "b"), ("x", 2)]
    assert joined([]) == []
    assert joined([first, second]) == [first, second]
    more = [("name", "b"), ("y", 3), ("z", 4)]
    assert joined([first, second, more]) == [first, [*second, ("y", 3), ("z", 4)]]
    assert second == [("name", "b"), ("x", 2)]
    again = [("name", "a"), ("x", 3)]
    assert joined([first, again, second]) == [first, again, second]
    assert joined([first, [("name", "a"), ("y", 3), ("x", 1)]]) == [
        first,
        [("name", "a"), ("y", 3), ("x", 1)],
    ]
    assert joined([[], first, []]) == [[], first, []]
    named = [("name", Captured("c", {"letter": "c"})), ("x", 1)]
    assert joined([named, [named[0], ("y", 2)]]) == [[*named, ("y", 2)]]
    section = [("section", [("x", 1)]), ("y", 2)]
    assert joined([section, section]) == [section, section]


def test_rows_that_lack_the_columns_of_another_table_are_told() -> None:
    a, b, c = ([("name", letter), ("x", 1)] for letter in "abc")
    a2, b2, c2 = ([("name", letter), ("y", 2), ("z", 3)] for letter in "abc")

    def lacking(*tables: list[Any]) -> list[Any]:
        return unpaired(list(tables), joined([row for table in tables for row in table]))

    assert lacking([a, b], [a2, b2]) == lacking([a, b], [c]) == lacking([a], [], [b]) == []
    assert lacking([a, b], [a2, c2]) == [b, c2]
    assert lacking([a, b, c], [b2]) == [a, c]
    assert lacking([a], [b2]) == [a, b2]
    assert lacking([a], [b2[:2]], [[("name", "a"), ("z", 3)]]) == [[*a, ("z", 3)], b2[:2]]
    assert lacking([a, b], [a2, [("name", "b"), ("z", 3)]]) == []
    alone = [("name", "b")]
    assert lacking([a, alone], [a2, alone]) == [alone]
    assert lacking([alone], [a]) == lacking([alone], [[("name", "d")]]) == []
    other = [("class", "b"), ("y", 2)]
    assert lacking([a], [other]) == []
    assert lacking([a], [a2], [other]) == []
    figures = [("count", 7), ("x", 1)], [("count", 8), ("y", 1)]
    assert lacking(*([row] for row in figures)) == []
    sections = [("section", [("v", 1)]), ("x", 1)], [("section", [("v", 1)]), ("y", 1)]
    assert lacking(*([row] for row in sections)) == []
    assert lacking([a, []], [a2]) == []


def test_a_block_is_of_the_group_that_its_heading_names() -> None:
    assert group_of([("group", "1"), ("x", ONE)]) == group_of([("group", "1")]) == "1"
    assert group_of([("group", "1"), ("x", ONE), ("group", "2")]) == "1"
    assert group_of([("group", "1"), ("group", "2"), ("x", ONE)]) is None
    assert group_of([("x", ONE), ("group", "1")]) is None
    assert group_of([]) is None
    heading = Captured("Loan Group 1", {"group": "1", "kind": "k"})
    assert group_of([("group", heading)]) == "1"
    assert group_of([("group", Captured("Group", {"kind": "k"}))]) == "Group"


def test_blocks_overlap_that_have_a_name_in_common() -> None:
    assert overlap([("a", 1), ("b", 2)], [("c", 3), ("b", 4)])
    assert not overlap([("a", 1)], [("b", 1)])
    assert not overlap([], [])


def test_empty_cells_that_fill_up_a_row_are_not_counted() -> None:
    assert filled((1, 2, 3)) == 3
    assert filled((1, EMPTY, 3, EMPTY, EMPTY)) == 3
    assert filled((1, EMPTY)) == 1
    assert filled((1, DASH)) == 2
    assert filled((EMPTY,)) == 1
    assert filled((EMPTY, EMPTY)) == 1
    assert filled(()) == 0


@pytest.mark.parametrize(
    ("rows", "headings", "width"),
    [
        ([], [], 0),
        ([2, 2, 3], [], 2),
        ([3, 2, 3], [], 3),
        ([1, 2], [], 1),
        ([1, 2], [2], 2),
        ([1, 1, 2], [2], 2),
        ([1, 1, 1, 2], [2], 1),
        ([], [3], 3),
        ([1, 2, 2], [3], 2),
    ],
)
def test_most_rows_tell_how_many_columns_there_are(
    rows: list[int], headings: list[int], width: int
) -> None:
    assert number_of_columns(rows, headings) == width


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ([("a", 1), ("b", 2)], False),
        ([("a", 1), ("a", 2)], True),
        ([("a", (1, 2))], True),
        ([("a", 1), ("a", []), ("a", 2)], False),
        ([("a", (1, 2)), ("b", [])], True),
        ([("a", [])], False),
        ([], False),
    ],
)
def test_a_block_has_columns_by_rows_or_by_repeated_headings(
    block: list[tuple[str, Any]], expected: bool
) -> None:
    assert has_columns(block) is expected


@pytest.mark.parametrize("value", [ONE, 1, date(2000, 1, 1), None])
def test_a_figure_is_one_also_with_its_cell(value: Any) -> None:
    assert is_figure(value)
    assert is_figure(Leaf(value, Cell("", 1, 1, 0)))


@pytest.mark.parametrize("value", ["text", Captured("text", {}), (1, 2), [("a", 1)]])
def test_a_text_a_row_and_a_section_are_no_figures(value: Any) -> None:
    assert not is_figure(value)
    assert not is_figure(Leaf(value, Cell("", 1, 1, 0)))


# ---- From the tree to the report ----------------------------------------------------------------


def with_faults(*pairs: tuple[str, Any], keep: int | None = None) -> tuple[Report, list[Any]]:
    """The report of the pairs, and its faults; ``keep``: how many values of a row are kept."""
    faults: list[Any] = []

    def on_fault(why: str, values: Any, room: int) -> int:
        faults.append((why, values, room))
        return room if keep is None else keep

    return build_report(list(pairs), on_fault), faults


def built(*pairs: tuple[str, Any]) -> Report:
    report, faults = with_faults(*pairs)
    assert faults == []
    assert build_report(list(pairs)) == report
    return report


def test_a_name_fills_its_field_or_goes_to_other() -> None:
    assert built() == Report()
    report = built(("series", "S"), ("mystery", ONE), ("losses", [("beginning", ONE), ("odd", 2)]))
    losses = Losses(beginning=ONE, other={"odd": 2})
    assert report == Report(series="S", losses=losses, other={"mystery": ONE})


def test_what_a_field_cannot_hold_goes_to_other() -> None:
    report = built(("losses", ONE), ("notes", TWO), ("series", [("x", 1)]))
    assert report == Report(other={"losses": ONE, "notes": TWO, "series": {"x": 1}})


def test_a_section_of_which_only_the_heading_stands_there_fills_no_field() -> None:
    assert built(("losses", []), ("notes", []), ("mystery", [])) == Report(other={"mystery": {}})


def test_a_field_that_holds_many_texts_takes_each() -> None:
    rows = [("reo", [("count", 1)]), *(("footnotes", text) for text in ("a", "b", "a"))]
    assert built(("delinquency", rows)).delinquency == (
        Delinquency(reo=Bucket(count=1), footnotes=("a", "b", "a")),
    )


def test_what_comes_again_in_other_is_listed() -> None:
    inner = [("a", 1), ("a", 2), ("b", [("c", 3)]), ("b", [("c", 4)])]
    report = built(("x", 1), ("x", 2), ("x", 3), ("y", (4, 5)), ("z", inner))
    assert report.other == {
        "x": (1, 2, 3),
        "y": (4, 5),
        "z": {"a": (1, 2), "b": ({"c": 3}, {"c": 4})},
    }


def test_parts_of_a_text_go_to_their_fields_or_to_other() -> None:
    title = Captured("Trust 1", {"series": "1", "kind": "k"})
    expected = Report(title="Trust 1", series="1", other={"kind": "k"})
    assert built(("title", title)) == expected
    assert built(("trust", Captured("T 1", {"series": "1", "kind": "k"})), ("title", title)) == (
        Report(title="Trust 1", trust="T 1", series="1", other={"kind": "k"})
    )
    assert built(("mystery", title)) == Report(
        series="1", other={"mystery": "Trust 1", "kind": "k"}
    )
    assert built(("mystery", title), ("mystery", title)) == Report(
        series="1", other={"mystery": ("Trust 1", "Trust 1"), "kind": ("k", "k")}
    )
    assert built(("losses", title)) == Report(series="1", other={"losses": "Trust 1", "kind": "k"})
    assert built(("mystery", [("odd", title)])).other == {
        "mystery": {"odd": "Trust 1", "series": "1", "kind": "k"}
    }
    assert built(("delinquency", [("footnotes", Captured("a", {"mark": "*"}))])) == Report(
        delinquency=(Delinquency(footnotes=("a",), other={"mark": "*"}),)
    )


@pytest.mark.parametrize(
    ("again", "why"),
    [
        ("S", "is printed a second time, with the same value"),
        ("T", "is printed a second time, with another value"),
    ],
)
def test_a_value_that_comes_again_is_a_fault(again: str, why: str) -> None:
    pairs: list[tuple[str, Any]] = [("series", "S"), ("series", again)]
    assert with_faults(*pairs) == (Report(series="S"), [(why, again, 0)])
    assert with_faults(("losses", pairs)) == (
        Report(losses=Losses(other={"series": ("S", again)})),
        [],
    )
    with pytest.raises(Fault) as raised:
        build_report(pairs)
    assert str(raised.value) == why
    rows: list[tuple[str, Any]] = [("beginning", ONE), ("beginning", ONE)]
    with pytest.raises(Fault, match="with the same value"):
        build_report([("losses", rows)])


def test_a_part_of_a_text_that_says_otherwise_is_a_fault() -> None:
    title = Captured("Trust 1", {"series": "1", "kind": "k"})
    why = "is printed a second time, with another value"
    report, faults = with_faults(("series", "2"), ("title", title))
    assert (report.series, faults) == ("2", [(why, "1", 0)])
    other = Captured("T 1", {"kind": "j"})
    report, faults = with_faults(("title", title), ("trust", other))
    assert (report.other, faults) == ({"kind": "k"}, [(why, "j", 0)])
    same = "is printed a second time, with the same value"
    assert with_faults(("title", title), ("title", title))[1] == [(same, "Trust 1", 0)]


def test_a_section_that_comes_again_makes_the_same_record_until_a_row_comes_twice() -> None:
    first, second = ("losses", [("beginning", ONE)]), ("losses", [("ending", TWO)])
    assert built(first, second).losses == Losses(beginning=ONE, ending=TWO)
    report, faults = with_faults(first, second, first)
    assert report.losses == Losses(beginning=ONE, ending=TWO)
    assert faults == [("is printed a second time", first[1], 0)]


def test_rows_that_stand_alone_make_one_record_until_one_comes_twice() -> None:
    name = "overcollateralization"
    report, faults = with_faults(
        (name, [("beginning", ONE)]),
        (name, [("target", TWO)]),
        (name, [("beginning", THREE), ("increase", ONE)]),
    )
    assert report.overcollateralization == (
        Overcollateralization(beginning=ONE, target=TWO),
        Overcollateralization(beginning=THREE, increase=ONE),
    )
    assert faults == [(NEW_BLOCK, [("beginning", THREE)], 0)]
    assert NEW_BLOCK == "comes a second time: a new block begins here without its heading"


def test_a_row_carries_no_block_on_that_is_of_another_group() -> None:
    first, second = ("pools", [("group", "1")]), ("pools", [("group", "2")])
    name = "overcollateralization"
    block = (name, [("group", "1"), ("beginning", ONE)])
    row = (name, [("target", TWO)])
    one = Overcollateralization(group="1", beginning=ONE)
    whole = (Overcollateralization(group="1", beginning=ONE, target=TWO),)
    report, faults = with_faults(block, second, row)
    assert (report.overcollateralization, faults) == ((one,), [(OTHER_GROUP, row[1], 0)])
    assert OTHER_GROUP == (
        "comes after the heading of another group: of which group it is cannot be known"
    )
    assert built(block, second, first, row).overcollateralization == whole
    assert built(block, ("losses", [("beginning", ONE)]), row).overcollateralization == whole
    alone = (name, [("beginning", ONE)])
    for before, between in ((), first), ((second,), first), ((first,), second):
        report, faults = with_faults(*before, alone, between, row, first, second)
        assert report.overcollateralization == (Overcollateralization(beginning=ONE),)
        assert faults == [(OTHER_GROUP, row[1], 0)]
    assert built(second, alone, second, row).overcollateralization == (
        Overcollateralization(beginning=ONE, target=TWO),
    )


def test_a_row_that_comes_again_after_another_group_begins_no_block() -> None:
    name, second = "overcollateralization", ("pools", [("group", "2")])
    rows, more = [("beginning", ONE)], [("beginning", TWO)]
    columns = ("pools", [("group", "1"), ("group", "2")])
    report, faults = with_faults((name, rows), second, (name, more), columns)
    assert report.overcollateralization == (Overcollateralization(beginning=ONE),)
    assert faults == [(OTHER_GROUP, more, 0)]
    headed = (name, [("group", "2"), ("beginning", TWO)]), (name, [("target", THREE)])
    assert built((name, rows), *headed).overcollateralization == (
        Overcollateralization(beginning=ONE),
        Overcollateralization(group="2", beginning=TWO, target=THREE),
    )


def test_sections_of_two_groups_make_no_record() -> None:
    one, two = (("pools", [("group", group)]) for group in "12")
    first, second = ("losses", [("beginning", ONE)]), ("losses", [("ending", TWO)])
    for before, between in ((), two), ((one,), two):
        report, faults = with_faults(*before, first, between, second, one)
        assert report.losses == Losses(beginning=ONE)
        assert faults == [(OTHER_GROUP, second[1], 0)]
    assert built(one, first, second).losses == Losses(beginning=ONE, ending=TWO)
    assert built(one, first, two).losses == Losses(beginning=ONE)


def test_of_a_report_with_one_group_all_rows_are_of_it() -> None:
    one, two = (("pools", [("group", group)]) for group in "12")
    name, first, second = "overcollateralization", ("beginning", ONE), ("target", TWO)
    joined = (Overcollateralization(beginning=ONE, target=TWO),)
    assert built((name, [first]), one, (name, [second])).overcollateralization == joined
    titles = ("title", Captured("T 1", {"group": "1"})), ("group", "1"), ("x", ("1", "2"))
    for title in titles:
        made = built(title, (name, [first]), one, (name, [second]))
        assert made.overcollateralization == joined
    headed = ("pools", [("group", Captured("Group 2", {"group": "1"}))])
    assert built((name, [first]), headed, (name, [second]), one).overcollateralization == joined
    heading = ("pools", [("group", Captured("2", {"kind": "1"}))])
    for other in (
        two,
        heading,
        ("title", Captured("T 2", {"group": "2"})),
        ("losses", [("beginning", [("group", ("1", "2"))])]),
        ("x", [("y", [("group", "2")])]),
    ):
        for pairs in (
            [(name, [first]), one, (name, [second]), other],
            [other, (name, [first]), one, (name, [second])],
        ):
            named, faults = set(groups_in(pairs)), with_faults(*pairs)[1]
            assert (named, OTHER_GROUP in [why for why, _, _ in faults]) == ({"1", "2"}, True)


def test_a_group_is_named_as_a_whole() -> None:
    columns = [("group", "1A"), ("group", ("1B", "1C"))]
    assert list(groups_in([("pools", columns)])) == ["1A", "1B", "1C"]


def test_a_heading_begins_a_block() -> None:
    name = "overcollateralization"
    report = built((name, [("beginning", ONE)]), (name, [("group", "2"), ("target", TWO)]))
    assert report.overcollateralization == (
        Overcollateralization(beginning=ONE),
        Overcollateralization(group="2", target=TWO),
    )


def test_each_value_of_a_row_belongs_to_the_record_of_its_column() -> None:
    rows = [("group", "1"), ("group", "2"), ("beginning_balance", (ONE, TWO)), ("x", (3, 4))]
    assert built(("pools", rows)).pools == (
        Pool(group="1", beginning_balance=ONE, other={"x": 3}),
        Pool(group="2", beginning_balance=TWO, other={"x": 4}),
    )
    one = [("group", "1"), ("beginning_balance", (ONE,))]
    assert built(("pools", one)).pools == (Pool(group="1", beginning_balance=ONE),)
    assert len(built(("pools", rows), ("pools", rows)).pools) == 4


def test_the_parts_of_the_headings_of_columns_go_to_their_records() -> None:
    headings = [("head", Captured(f"Group {n}", {"group": n})) for n in "12"]
    rows = [*headings, ("beginning_balance", (ONE, TWO))]
    assert built(("pools", rows)).pools == (
        Pool(group="1", beginning_balance=ONE, other={"head": "Group 1"}),
        Pool(group="2", beginning_balance=TWO, other={"head": "Group 2"}),
    )


def test_what_is_no_field_of_a_column_belongs_to_the_record_above() -> None:
    report = built(
        (
            "pools",
            [
                ("excess_cash", ONE),
                ("beginning_balance", (ONE, TWO)),
                ("losses", [("beginning", THREE)]),
                ("notes", [("note", [("name", "a")])]),
                ("group", [("x", 1)]),
                ("mystery", 5),
                ("mystery", 6),
                ("riddle", [("x", 1)]),
                ("title", Captured("T", {"series": "S"})),
            ],
        )
    )
    assert report == Report(
        title="T",
        series="S",
        excess_cash=ONE,
        pools=(Pool(beginning_balance=ONE), Pool(beginning_balance=TWO)),
        notes=(Note(name="a"),),
        losses=Losses(beginning=THREE),
        other={"group": {"x": 1}, "mystery": (5, 6), "riddle": {"x": 1}},
    )


def test_records_that_stand_within_others_come_after_those_before_them() -> None:
    inner = ("notes", [("note", [("name", "b")])])
    note = ("notes", [("note", [("name", "a")])])
    pools = ("pools", [("beginning_balance", (ONE, TWO)), inner])
    for pairs in ([note, pools], [pools, note]):
        assert sorted(note.name or "" for note in built(*pairs).notes) == ["a", "b"]


def test_rows_of_fields_make_a_record_each() -> None:
    block = [
        ("note", [("name", "a"), ("principal", ONE)]),
        ("note", [("name", "a"), ("interest", TWO)]),
        ("certificates", [("principal", THREE)]),
        ("excess_cash", ONE),
        ("note", 7),
    ]
    assert built(("notes", block)) == Report(
        excess_cash=ONE,
        notes=(Note(name="a", principal=ONE), Note(name="a", interest=TWO)),
        certificates=Note(principal=THREE),
        other={"note": 7},
    )


def test_rows_of_a_second_table_carry_on_the_records_of_the_first() -> None:
    first = ("notes", [("note", [("name", "a"), ("principal", ONE)])])
    second = ("notes", [("note", [("name", "a"), ("interest", TWO)])])
    assert built(first, second).notes == (Note(name="a", principal=ONE, interest=TWO),)
    again = [("note", [("name", "a"), ("interest", TWO)]), ("note", [("name", "b")])]
    more = ("notes", [*second[1], ("losses", [("ending", TWO)])])
    assert built(("notes", [*first[1], ("excess_cash", ONE)]), more).excess_cash == ONE
    report, faults = with_faults(first, ("notes", again), ("notes", [("mystery", THREE)]))
    assert [note.name for note in report.notes] == ["a", "b"]
    assert faults == [(ONE_PART, [("name", "b")], 0)]
    assert ONE_PART == "stands in one part of the table only"


def test_a_section_without_columns_makes_one_record_of_its_own_rows() -> None:
    first = [("group", "1"), ("beginning", ONE), ("excess_cash", TWO), ("mystery", 3)]
    second = [("group", "2"), ("excess_spread", ONE)]
    name = "overcollateralization"
    assert built((name, first), (name, second)) == Report(
        excess_cash=TWO,
        excess_spread=ONE,
        overcollateralization=(
            Overcollateralization(group="1", beginning=ONE, other={"mystery": 3}),
            Overcollateralization(group="2"),
        ),
    )
    assert built((name, [("excess_cash", ONE)])) == Report(excess_cash=ONE)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ((ONE, TWO, THREE, ONE), "2 values too many: found 4 for 2 columns"),
        ((ONE, TWO, THREE), "a value too many: found 3 for 2 columns"),
        ((ONE,), "a value is missing: found 1 for 2 columns"),
    ],
)
def test_a_row_with_another_number_of_values_than_of_columns_is_a_fault(
    values: tuple[Any, ...], why: str
) -> None:
    rows = [
        ("ending_balance", (ONE, TWO)),
        ("beginning_balance", values),
        ("principal_draws", (TWO, ONE)),
    ]
    report, faults = with_faults(("pools", rows), keep=0)
    left_out = (
        Pool(ending_balance=ONE, principal_draws=TWO),
        Pool(ending_balance=TWO, principal_draws=ONE),
    )
    assert (report.pools, faults) == (left_out, [(why, values, 2)])
    if len(values) > 2:
        kept = with_faults(("pools", rows), keep=2)[0].pools
        assert [pool.beginning_balance for pool in kept] == [ONE, TWO]
        assert with_faults(("pools", rows), keep=1)[0].pools == left_out


def test_several_values_may_be_missing() -> None:
    rows = [("ending_balance", (ONE, TWO, THREE)), ("principal_draws", (ONE, ONE, ONE))]
    faults = with_faults(("pools", [*rows, ("beginning_balance", (ONE,))]), keep=0)[1]
    assert faults == [("2 values are missing: found 1 for 3 columns", (ONE,), 3)]


def test_empty_cells_do_not_make_a_row_too_long() -> None:
    rows = [("ending_balance", (ONE, TWO)), ("beginning_balance", (ONE, TWO, EMPTY, EMPTY))]
    assert [pool.beginning_balance for pool in built(("pools", rows)).pools] == [ONE, TWO]
    rows = [("ending_balance", (ONE, TWO)), ("beginning_balance", (ONE, EMPTY, EMPTY))]
    assert [pool.beginning_balance for pool in built(("pools", rows)).pools] == [ONE, EMPTY]
    assert built(("excess_cash", (ONE, EMPTY))).excess_cash == ONE


def test_a_row_that_stands_for_one_record_has_one_value() -> None:
    assert built(("excess_cash", (ONE,))).excess_cash == ONE
    pair = ("excess_cash", (ONE, TWO))
    assert with_faults(pair, keep=0) == (
        Report(),
        [("a value too many: found 2 for 1 column", (ONE, TWO), 1)],
    )
    assert with_faults(pair, keep=1)[0].excess_cash == ONE
    with pytest.raises(Fault, match=r"^is printed a second time, with another value$"):
        build_report([("excess_cash", TWO), ("excess_cash", (ONE,))])


# ---- Reports of the same build -------------------------------------------------------------------

MOULDED = """
report: losses? (title | heading | rate | pools | notes)*
title: TITLE
heading: "H" -> seen | "T" TRUST -> trust | "G" _more_text -> class_name
_more_text: MORE
rate: "R" _amount -> note_rate
losses: ending "L" _rest
_rest: "M" odd row*
odd: "O" _count+ | "P"
row: "Q" _count -> q
ending: _amount
pools: "C" pool_row*
pool_row: "D" _amount+ -> beginning_balance | "E" _count+ -> active_loan_count
notes: "N" note*
note: name principal "S"? | name "V" interest
name: WORD
principal: _amount
interest: _amount
TRUST: /Own (?P<series>[0-9]+)( Group (?P<group>[A-Z]))?/
MORE: /More (?P<series>[0-9]+)/
"""


@pytest.fixture(scope="module")
def moulded() -> Format:
    return a_format(MOULDED)


def mould_of(made: Format, cells: list[str]) -> Mould:
    codes, _ = made.lexicon.look_up(cells)
    moulds = Moulds(made.tables, made.alphabet, made.texts)
    assert moulds.find(codes, cells) is None
    mould = moulds.find(codes, cells)
    assert mould is not None
    assert moulds.find(codes, cells) is mould
    return mould


def filled_again(made: Format, mould: Mould, cells: list[str]) -> Report | None:
    """What the mould makes of other cells, which is what is made of them without one."""
    codes, values = made.lexicon.look_up(cells)
    report = mould.fill(cells, values)
    if report is not None:
        assert repr(report) == repr(build_report(made.automaton.follow(codes, cells, values)))
    return report


def test_a_mould_knows_the_field_of_each_cell(moulded: Format) -> None:
    cells = ["1.00", "L", "M", "O", "7", "8", "Q", "9", "H", "R", "2.00"]
    cells += ["C", "D", "3.00", "4.00", "E", "5", "-", "N", "a", "6.00", "S"]
    mould = mould_of(moulded, cells)
    assert mould.paths == (
        "losses.ending",
        *[None] * 3,
        "losses.other.odd[0]",
        "losses.other.odd[1]",
        None,
        "losses.other.q",
        *[None] * 2,
        "note_rate",
        *[None] * 2,
        "pools[0].beginning_balance",
        "pools[1].beginning_balance",
        None,
        "pools[0].active_loan_count",
        "pools[1].active_loan_count",
        None,
        "notes[0].name",
        "notes[0].principal",
        None,
    )
    assert (mould.same, mould.parts) == ((), ())
    assert sorted(at for at, _ in mould.reads) == [4, 5, 7, 16, 17]
    other = [cell.replace("1.00", "-").replace("7", "17").replace("a", "b") for cell in cells]
    report = filled_again(moulded, mould, other)
    assert report is not None
    assert report.losses is not None
    assert report.losses.other == {"odd": (17, 8), "q": 9}
    assert (report.losses.ending, report.notes[0].name) == (None, "b")
    assert report.other == {"seen": True}
    again = filled_again(moulded, mould, cells)
    assert again is not None
    assert again.pools[0].other is not report.pools[0].other


def test_a_report_of_records_alone_or_of_one_cell_has_a_mould_too(moulded: Format) -> None:
    assert filled_again(
        moulded, mould_of(moulded, ["1.00", "L", "M", "P"]), ["2.00", "L", "M", "P"]
    )
    assert mould_of(moulded, ["H"]).fill(["H"], ["H"]) == Report(other={"seen": True})
    single = a_format("report: excess_cash\nexcess_cash: _amount")
    assert filled_again(single, mould_of(single, ["1.00"]), ["2.00"]) == Report(excess_cash=TWO)


def test_the_parts_of_a_text_go_to_their_fields(moulded: Format) -> None:
    cells = ["Trust 7", "T", "Own 7 Group B", "R", "1.00"]
    mould = mould_of(moulded, cells)
    assert mould.paths == ("title", None, "trust", None, "note_rate")
    assert [(at, names) for at, _, names in mould.parts] == [
        (0, ("series",)),
        (2, ("series", "group")),
    ]
    assert mould.same == ((0, "Trust 7"), (2, "Own 7 Group B"))
    report = filled_again(moulded, mould, cells)
    assert report == Report(
        title="Trust 7", series="7", trust="Own 7 Group B", group="B", note_rate=ONE
    )
    assert filled_again(moulded, mould, ["Trust 8", "T", "Own 8 Group B", "R", "1.00"]) is None
    alone = mould_of(moulded, ["T", "Own 7 Group B"])
    assert alone.same == ()
    assert filled_again(moulded, alone, ["T", "Own 8 Group C"]) == (
        Report(trust="Own 8 Group C", series="8", group="C")
    )
    assert filled_again(moulded, alone, ["T", "Own 8"]) is None


def test_what_was_compared_must_be_the_same_again(moulded: Format) -> None:
    cells = ["Trust 7", "T", "Own 7", "G", "More 7"]
    assert mould_of(moulded, cells).same == ((0, "Trust 7"), (2, "Own 7"), (4, "More 7"))
    cells = ["N", "a", "1.00", "b", "2.00", "N", "b", "V", "3.00", "a", "V", "-"]
    mould = mould_of(moulded, cells)
    assert mould.same == ((1, "a"), (3, "b"), (6, "b"), (9, "a"))
    report = filled_again(moulded, mould, cells)
    assert report is not None
    assert report.notes == (
        Note(name="a", principal=ONE, interest=None),
        Note(name="b", principal=TWO, interest=THREE),
    )
    for at in (1, 3, 6, 9):
        assert filled_again(moulded, mould, [*cells[:at], "c", *cells[at + 1 :]]) is None
    more = ["2.00" if cell == "1.00" else cell for cell in cells]
    assert filled_again(moulded, mould, more) is not None


def test_the_names_of_two_tables_may_be_texts_with_parts() -> None:
    made = a_format(
        'report: notes*\nnotes: "N" note*\nnote: name principal | name "V" interest\n'
        "name: CLASS\nCLASS: /Class (?P<letter>[A-Z])( New)?/\n"
        "principal: _amount\ninterest: _amount"
    )
    cells = ["N", "Class A", "1.00", "N", "Class A", "V", "2.00"]
    mould = mould_of(made, cells)
    assert mould.same == ((1, "Class A"), (4, "Class A"))
    assert filled_again(made, mould, cells) == Report(
        notes=(Note(name="Class A", principal=ONE, interest=TWO, other={"letter": "A"}),)
    )
    assert mould.paths == (
        None,
        "notes[0].name",
        "notes[0].principal",
        *[None] * 3,
        "notes[0].interest",
    )
    other = ["N", "Class A New", "1.00", "N", "Class A New", "V", "2.00"]
    assert filled_again(made, mould, other) is None
    report = filled_again(made, mould_of(made, other), other)
    assert report is not None
    assert [note.name for note in report.notes] == ["Class A New"]


def test_a_mould_raises_for_a_figure_that_says_no_number() -> None:
    made = a_format('report: "A" _whole_count -> accrual_period_days\n_whole_count: COUNT | AMOUNT')
    mould = mould_of(made, ["A", "30.00"])
    assert filled_again(made, mould, ["A", "31.00"]) == Report(accrual_period_days=31)
    with pytest.raises(ValueError, match=r'^"31.50" is not a whole number$'):
        mould.fill(["A", "31.50"], ["A", "31.50"])


def test_cells_of_which_no_report_can_be_made_have_no_mould(moulded: Format) -> None:
    moulds = Moulds(moulded.tables, moulded.alphabet, moulded.texts)
    for cells in (["L"], ["R", "1.00", "R", "2.00"], ["R"], ["Trust 7", "T", "Own 8"]):
        codes, _ = moulded.lexicon.look_up(cells)
        assert [moulds.find(codes, cells) for _ in range(3)] == [None] * 3


def test_moulds_are_kept_for_so_many_cells_and_no_more(moulded: Format) -> None:
    moulds = Moulds(moulded.tables, moulded.alphabet, moulded.texts)
    cells = ["R", "1.00"]
    codes, _ = moulded.lexicon.look_up(cells)
    for unknown in (UNKNOWN * 100_000, UNKNOWN * 99_998):
        assert [moulds.find(unknown, []), moulds.find(unknown, [])] == [None] * 2
    longer = ["Trust 7", "R", "1.00"]
    for _ in range(3):
        assert moulds.find(moulded.lexicon.look_up(longer)[0], longer) is None
    moulds.find(codes, cells)
    assert moulds.find(codes, cells) is not None
    assert moulds.find(codes, cells) is not None


@pytest.mark.parametrize(("others", "remembered"), [(999, True), (1_000, False)])
def test_so_many_builds_are_remembered_as_met_once(
    moulded: Format, others: int, remembered: bool
) -> None:
    moulds = Moulds(moulded.tables, moulded.alphabet, moulded.texts)
    cells = ["R", "1.00"]
    codes, _ = moulded.lexicon.look_up(cells)
    assert moulds.find(codes, cells) is None
    for number in range(1, others + 1):
        moulds.find(UNKNOWN * number, [])
    assert (moulds.find(codes, cells) is not None) is remembered


# ---- What rules leave on the stack ---------------------------------------------------------------


def test_what_rules_leave_on_the_stack() -> None:
    def rule(origin: str, *symbols: Symbol, unwraps: bool = False) -> Production:
        return Production(origin, None, unwraps, symbols)

    label, amount = Symbol("LABEL", True, True), Symbol("AMOUNT", True)
    names = ("row", "other_row", "_row", "_amounts")
    row, other_row, any_row, amounts = (Symbol(name, False) for name in names)
    shapes = Shapes(
        [
            *(rule("row", label, amount), rule("other_row", label, amount, amount)),
            *(rule("_row", row), rule("_row", other_row)),
            *(rule("_rows", any_row, any_row), rule("_rows", any_row)),
            *(rule("_amounts", amount, amount), rule("_more", amounts, amount)),
            *(rule("_label", label), rule("only_label", label, unwraps=True)),
            *(rule("any_row", any_row, unwraps=True), rule("any_row", label, unwraps=True)),
        ]
    )
    expected = {
        "row": Shape.FIELD,
        "other_row": Shape.ITEM,
        "_row": Shape.ITEM,
        "_rows": Shape.LIST,
        "_amounts": Shape.VALUES,
        "_more": Shape.VALUES,
        "_label": Shape.NOTHING,
        "only_label": Shape.ITEM,
        "any_row": Shape.ITEM,
    }
    assert {name: shapes.of(name) for name in expected} == expected
