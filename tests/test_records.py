"""Which value goes to which field of the record: as rows and rules name it, or to ``other``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from made import cases, read, record, told, unread

from gmacm_grammar import Report, to_dict

# ---- Rules and rows ------------------------------------------------------------------------------

Y, Z = '; row: "B" _count -> y', '; z: "C" _count'
F, G = "; f: _amount", "; g: _count"
#: Rules, cells, and what is in ``other`` of the record.
RULES: list[tuple[str, str, Any]] = [
    # What has no name at all
    ("_amount", "1.00", {"value": "1.00"}),
    ("_amount*", "", {}),
    ("_amount*", "1.00", {"value": ["1.00"]}),
    ("_amount | report _amount", "1.00|2.00", {"value": ["1.00", "2.00"]}),
    ("_amount -> report", "1.00", {"report": "1.00"}),
    ('"A" -> heading', "A", {"heading": True}),
    ('"A" _amount -> x | _head "B" _amount -> y', "B|1.00", {"y": "1.00"}),
    # The values of a row
    ('"A" _amount* -> x', "A", {"x": True}),
    ('row; row: "A" _amount* -> x', "A", {"x": True}),
    ('row; row: "A" _amount+ -> x', "A|1.00", {"x": ["1.00"]}),
    ('row; row: "A" _amount+ -> x', "A|1.00|-", {"x": ["1.00", None]}),
    ('row; row: "A" _amount _count? -> x', "A|1.00", {"x": "1.00"}),
    ('row; row: "A" _amount _count? -> x', "A|1.00|2", {"x": ["1.00", 2]}),
    ('row; row: "A" _count _amount+ -> x', "A|1|2.00|3.00", {"x": [1, "2.00", "3.00"]}),
    ('row; row: "A" _amount+ "B" _count -> x', "A|1.00|2.00|B|3", {"x": ["1.00", "2.00", 3]}),
    ('row; row: "A" _amount+ "B" _count+ -> x', "A|1.00|B|3|4", {"x": ["1.00", 3, 4]}),
    ('row+; row: "A" _amount -> x', "A|1.00|A|1.00|A|-", {"x": ["1.00", "1.00", None]}),
    # Values with names of their own
    ('row; row: "A" f -> x' + F, "A|1.00", {"x": {"f": "1.00"}}),
    ('row; row: "A" f g -> x' + F + G, "A|1.00|2", {"x": {"f": "1.00", "g": 2}}),
    ('row; row: f "A" g' + F + G, "1.00|A|2", {"row": {"f": "1.00", "g": 2}}),
    ('x; x: "A" row' + Y, "A|B|1", {"x": {"y": 1}}),
    ('x; x: "A" f row' + F + Y, "A|1.00|B|2", {"x": {"f": "1.00", "y": 2}}),
    ('x; x: "A" row* f' + F + Y, "A|B|3|1.00", {"x": {"y": 3, "f": "1.00"}}),
    ('x; x: "A" row* "C" g*' + G + Y, "A|C|2|3", {"x": {"g": [2, 3]}}),
    ('x; x: "A" row* z*' + Y + Z, "A|B|3|C|4|C|5", {"x": {"y": 3, "z": [4, 5]}}),
    ('x; x: "A" z row*' + Y + Z, "A|C|3|B|4|B|5", {"x": {"z": 3, "y": [4, 5]}}),
    # Values without one among them
    ('x; x: "A" _amount g' + G, "A|1.00|2", {"x": {"value": "1.00", "g": 2}}),
    ('x; x: "A" _amount row' + Y, "A|1.00|B|3", {"x": {"value": "1.00", "y": 3}}),
    ('x; x: "A" _amount+ row' + Y, "A|-|-|B|3", {"x": {"value": [None, None], "y": 3}}),
    ('x; x: "A" row* "C" _amount' + Y, "A|B|3|C|1.00", {"x": {"y": 3, "value": "1.00"}}),
    ('x; x: "A" row* "C" _amount+' + Y, "A|B|3|C|1.00", {"x": {"y": 3, "value": ["1.00"]}}),
    # Rules without a name of their own
    ('_v+; _v: "A" x; x: _amount', "A|1.00|A|2.00", {"x": ["1.00", "2.00"]}),
    ('_v; _v: "A" _amount | x; x: _amount', "A|1.00", {"value": "1.00"}),
    ('_v; _v: "A" _amount | x; x: _amount', "1.00", {"x": "1.00"}),
    ('_v; _v: "A" row' + Y, "A|B|1", {"y": 1}),
    ('_v; _v: "A" "C"* | "A" row' + Y, "A|C|C", {}),
    ('x; x: "A" _v "B" _count; _v: _count _count', "A|-|-|B|3", {"x": [None, None, 3]}),
    ('x; x: "A" _v _v; _v: _count _count', "A|1|2|3|4", {"x": [1, 2, 3, 4]}),
    ('x; x: "A" _v _w; _v: _w _w "C"; _w: _count', "A|1|2|C|3", {"x": [1, 2, 3]}),
    ('x; x: "A" _v; _v: _count | _v "and" _count', "A|1|and|2|and|3", {"x": [1, 2, 3]}),
    ('x; x: "A" _v; _v: row | _v row' + Y, "A|B|1|B|2", {"x": {"y": [1, 2]}}),
    ('x; x: "A" _v; _v: row | row _v' + Y, "A|B|1|B|2", {"x": {"y": [1, 2]}}),
    ('x; x: "A" _v; _v: _amount "B" g' + G, "A|1.00|B|2", {"x": {"value": "1.00", "g": 2}}),
    ('x; x: _v _v; _v: _count "B" g' + G, "1|B|2|3|B|4", {"x": {"value": [1, 3], "g": [2, 4]}}),
    ('x; x: _v; _v: _w g | g; _w: _amount "B"' + G, "1.00|B|2", {"x": {"value": "1.00", "g": 2}}),
    ('x; x: _v; _v: _w g; _w: _count "B" _count' + G, "1|B|2|3", {"x": {"value": [1, 2], "g": 3}}),
    ('x; x: _v+; _v: _count | "C" row' + Y, "1|C|B|3|4", {"x": {"value": [1, 4], "y": 3}}),
    # A section of which only the heading stands there, and one that is no more than a label
    ('(s | t)*; s: "A" x*; x: _amount; t: "B"', "A|B", {"s": {}, "t": True}),
    ('(s | t)*; s: "A" -> u | "B" x; x: _amount; t: "C"', "A|C", {"u": True, "t": True}),
]


@pytest.mark.parametrize(("rules", "cells", "other"), RULES)
def test_values_have_the_names_that_rows_and_rules_give_them(
    rules: str, cells: str, other: dict[str, Any]
) -> None:
    assert record(rules, cells) == ({"other": other} if other else {})


def test_in_which_order_the_rules_stand_is_of_no_matter() -> None:
    rules = ['s: "S" _v+', "_v: x | _w", '_w: _count y | "C" _count', 'x: "A" y', "y: _amount"]
    turned = [[*rules[n:], *rules[:n]] for n in range(len(rules))]
    for order in (*turned, *(row[::-1] for row in turned)):
        made = record("; ".join(["s", *order]), "S|A|1.00|2|3.00|C|4")
        assert made == {"other": {"s": {"x": {"y": "1.00"}, "value": [2, 4], "y": "3.00"}}}


def test_rules_that_name_one_another_are_read() -> None:
    rules = 'a; a: "A" b? _count; b: "B" a? _count'
    made = record(rules, "A|B|A|1|2|3")
    assert made == {"other": {"a": {"b": {"a": 1, "value": 2}, "value": 3}}}


KINDS = """row*; row: "A" _amount -> a | "B" _count -> b | "C" AMOUNT -> c | "D" COUNT -> d
    | "E" _word_text -> e | "F" _date -> f | "G" WORD -> g | "H" x -> h
x: _count; _word_text: WORD; WORD: /[a-z]+/"""


def test_a_cell_is_read_as_the_kind_of_value_that_its_rule_names() -> None:
    made = record(KINDS, "A|1.00|B|7|B|1.00|C|2.00|D|8|E|abc|F|2/25/2004|G|abc|H|7.00|A|-|B|-")
    assert made["other"] == {
        **{"a": ["1.00", None], "b": [7, 1, None], "c": "2.00", "d": 8, "e": "abc"},
        **{"f": "2004-02-25", "g": "abc", "h": {"x": 7}},
    }


@pytest.mark.parametrize("cells", ["A", "A|1.00|1.00", "1.00", "A|?", "A|1.00|A", "B|A|1.00"])
def test_a_cell_that_cannot_stand_where_it_stands_is_told(cells: str) -> None:
    assert record('"A" _amount "B"?', "A|1.00|B") == {"other": {"value": "1.00"}}
    assert read('"A" _amount "B"?', cells).problems


# ---- Fields of the records -----------------------------------------------------------------------

CERTIFICATE = r"""(title | trust | row | losses | notes | delinquency | mystery | special_losses)*
title: TITLE; TITLE: /Trust (?P<series>[0-9])( (?P<kind>[a-z]))?/
trust: BANK; BANK: /Bank (?P<series>[0-9])( (?P<kind>[a-z]))?/
row: "Series" SERIES -> series | "Odd" TITLE -> odd | "Cash" _amount+ -> excess_cash
   | "X" _count -> x | "XX" _count+ -> x | "Y" series -> series
SERIES: /[S-T]/; series: _count
losses: "Losses" loss_row*
loss_row: "Begin" _amount -> beginning | "End" _amount -> ending | "Of" SERIES -> series
notes: "Notes" note_row*; note_row: "Name" _amount -> principal
delinquency: "Late" late_row*; late_row: "REO" count -> reo | NOTE -> footnotes; count: _count
NOTE: /((?P<mark>[*]) )?n[a-z]/
mystery: "Mystery" mystery_row*
mystery_row: "P" _count -> p | "Q" r* -> q | "Part" PART -> part
r: "R" _count; PART: /Part (?P<kind>[a-z])/
special_losses: "Special"
"""


@pytest.mark.parametrize(
    ("cells", "expected"),
    cases("""
        |                         => {}
        Series|S                  => {"series": "S"}
        Losses|Begin|1.00|End|-   => {"losses": {"beginning": "1.00"}}
        X|1|Losses|Of|S           => {"losses": {"other": {"series": "S"}}, "other": {"x": 1}}
        Cash|1.00                 => {"excess_cash": "1.00"}
    What a field cannot hold
        Special|Y|3               => {"other": {"special_losses": true, "series": {"series": 3}}}
    Sections of which only the heading stands there
        Losses|Notes|Mystery      => {"other": {"mystery": {}}}
    Fields that hold many texts
        Late|na|REO|1|na => {"delinquency": [{"reo": {"count": 1}, "footnotes": ["na", "na"]}]}
        Late|* na => {"delinquency": [{"footnotes": ["* na"], "other": {"mark": "*"}}]}
    What comes again in ``other``
        X|1|X|2|X|3|XX|4|5|X|6    => {"other": {"x": [1, 2, 3, [4, 5], 6]}}
        Losses|Of|S|Of|S          => {"losses": {"other": {"series": ["S", "S"]}}}
        Mystery|P|1|Q|Mystery|P|2 => {"other": {"mystery": [{"p": 1, "q": true}, {"p": 2}]}}
        Mystery|P|1|P|2|P|3       => {"other": {"mystery": {"p": [1, 2, 3]}}}
        Mystery|Q|R|3|Q|R|4|R|5|Q => {"other": {"mystery": {"q": [{"r": 3}, {"r": [4, 5]}, true]}}}
    Parts of texts
        Trust 1                   => {"title": "Trust 1", "series": "1"}
        Trust 1 k                 => {"title": "Trust 1 k", "series": "1", "other": {"kind": "k"}}
        Bank 1|Trust 1            => {"title": "Trust 1", "trust": "Bank 1", "series": "1"}
        Odd|Trust 1 k             => {"series": "1", "other": {"odd": "Trust 1 k", "kind": "k"}}
        Odd|Trust 1|Odd|Trust 1   => {"series": "1", "other": {"odd": ["Trust 1", "Trust 1"]}}
        Mystery|Part|Part k       => {"other": {"mystery": {"part": "Part k", "kind": "k"}}}
    """),
)
def test_a_name_fills_its_field_or_goes_to_other(cells: str, expected: str) -> None:
    assert record(CERTIFICATE, cells) == json.loads(expected)


def test_a_part_of_a_text_that_has_no_field_comes_again() -> None:
    made = record(CERTIFICATE, "Odd|Trust 1 k|Odd|Trust 1 k|Bank 1")
    assert made["other"] == {"odd": ["Trust 1 k", "Trust 1 k"], "kind": "k"}
    made = record(CERTIFICATE, "Bank 1 k|Trust 1 k")
    assert (made["series"], made["other"]) == ("1", {"kind": "k"})


def test_each_value_is_told_where_it_went() -> None:
    found = read(CERTIFICATE, "Trust 1 k|XX|4|5|X|6|Late|REO|1|* na|Mystery|Q|R|3|Q|R|4|R|5")
    assert [f"{cell.text} {cell.path}" for cell in found.cells if cell.role == "value"] == [
        *("Trust 1 k title", "4 other.x[0][0]", "5 other.x[0][1]", "6 other.x[1]"),
        *("1 delinquency[0].reo.count", "* na delinquency[0].footnotes[0]"),
        *("3 other.mystery.q[0].r", "4 other.mystery.q[1].r[0]", "5 other.mystery.q[1].r[1]"),
    ]
    roles = {cell.text: cell.role for cell in found.cells}
    assert [roles[text] for text in ("Letter", "XX", "Late", "REO", "Mystery", "Q", "R")] == [
        *("heading", "label", "heading", "label", "heading", "heading", "label")
    ]


@pytest.mark.parametrize(
    ("cells", "kept", "at", "kind"),
    cases("""
        Series|S|Series|S        => Series|S        => S         => repeated-value
        Series|S|Series|T        => Series|S        => T         => conflicting-value
        Losses|End|1.00|End|1.00 => Losses|End|1.00 => 1.00      => repeated-value
        Losses|End|1.00|End|2.00 => Losses|End|1.00 => 2.00      => conflicting-value
        Trust 1 k|Trust 1 k      => Trust 1 k       => Trust 1 k => repeated-value
        Trust 1|Trust 2          => Trust 1         => Trust 2   => conflicting-value
        Cash|1.00|Cash|2.00      => Cash|1.00       => 2.00      => conflicting-value
        Cash|1.00|2.00           => Cash|1.00       => 2.00      => missing-label
        Late|REO|1|REO|2         => Late|REO|1      => 2         => repeated-section
    A section that comes again makes the same record until a row comes twice
        Losses|Begin|1.00|Losses|End|2.00 => Losses|Begin|1.00|End|2.00 =>       =>
        Losses|End|1.00|Losses|End|2.00   => Losses|End|1.00     => 2.00 => repeated-section
    """),
)
def test_a_value_that_comes_again_for_one_field_is_told(
    cells: str, kept: str, at: str, kind: str
) -> None:
    found = read(CERTIFICATE, cells)
    assert set(told(found)) == ({f"{at}: {kind}"} if kind else set())
    assert unread(found) == ([at] if found.errors else [])
    assert to_dict(found.report) == record(CERTIFICATE, kept)


def test_a_part_of_a_text_that_says_otherwise_is_told() -> None:
    found = read(CERTIFICATE, "Series|S|Trust 1 k")
    assert told(found) == ["Trust 1 k: conflicting-value"]
    kept = {"title": "Trust 1 k", "series": "S", "other": {"kind": "k"}}
    assert (to_dict(found.report), unread(found)) == (kept, [])
    made = record(CERTIFICATE, "Trust 1 k|Bank 1 j")
    assert (made["series"], made["other"]) == ("1", {"kind": ["k", "j"]})


def test_a_record_can_be_in_a_set_whatever_is_in_other() -> None:
    report = Report(title="a", other={"b": {"c": 1}})
    assert len({report, Report(title="a", other={"b": {"c": 1}})}) == 1
