"""What becomes of an identity in a report: its outcome, its figures, the records it is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest
from conftest import FIXTURES, read
from made import cases
from rules import (
    cell,
    directory,
    dollars,
    examined,
    missing,
    note,
    outcomes,
    record,
    report,
    told,
    unshown,
)

from gmacm_grammar import Examination, Report, examine, reconcile

NINES = "9" * 60
MORE: list[Any] = [
    *("1E+60", "1E-61", f"{NINES}9", f"{NINES}.{NINES}9", "0E+60", "Infinity", "-Infinity", "NaN"),
    *("sNaN", "9E+999999", "1E-999999", 10**60, -(10**60), 10**5_000),
]


def changed(found: Report, **fields: Any) -> Report:
    return attrs.evolve(found, **fields)


# ---- what a result says ------------------------------------------------------------------------


def test_a_result_of_what_holds() -> None:
    found = report(notes=[note("Class A-1", 10, "7.50", principal="2.50")])
    (result,) = told("each notes; check beginning_balance - principal = ending_balance", found)
    assert attrs.asdict(result) == {
        "name": "Rule",
        "formula": "beginning balance 10 - principal 2.50 = ending balance 7.50",
        "outcome": "holds",
        "where": 'notes[0] "Class A-1"',
        "difference": 0,
        "tolerance": 0,
        "because": "it is so",
        "missing": (),
        "figures": ("notes[0].beginning_balance", "notes[0].principal", "notes[0].ending_balance"),
        "cells": (),
        "sides": (dollars("7.50"), dollars("7.50")),
        "hint": None,
    }
    assert (str(result.difference), str(result.tolerance)) == ("0.00", "0.00")


def test_a_result_of_what_fails_for_some_days() -> None:
    (result,) = told(
        "for days from 2 to 3; each pools; check beginning_balance = days",
        report(pools=[record(1200, 1)]),
    )
    assert (result.outcome, result.where, result.difference) == ("fails", "pools[0]", 1197)
    assert result.formula == "beginning balance 1,200 is not days, days = 3"
    assert (result.sides, result.figures) == ((1200, 3), ("pools[0].beginning_balance",))


def test_a_result_of_what_cannot_be_tested() -> None:
    clauses = "check losses.beginning * days = losses.ending; or losses.ending = losses.beginning"
    (result,) = told(f"for days from 2 to 3; {clauses}", report(losses={"ending": "1"}))
    assert result.formula == "losses beginning (not stated) * days = losses ending 1"
    assert (result.outcome, result.missing) == ("untestable", ("losses.beginning",))
    assert (result.difference, result.tolerance, result.sides) == (None, None, None)
    ways = "check losses.ending = 1; or losses.beginning = 1"
    (result,) = told(ways, report(losses={}))
    assert result.formula == "losses ending (not stated) = 1"
    assert result.missing == ("losses.ending", "losses.beginning")


def test_a_condition_rules_out_or_cannot_be_tested() -> None:
    pools = [record(1, 1), record(2, 3), record()]
    clauses = "each pools; when beginning_balance > 1; check ending_balance = 3"
    one, two = told(clauses, report(pools=pools))
    assert (one.where, one.outcome) == ("pools[1]", "holds")
    assert (two.where, two.outcome) == ("pools[2]", "untestable")
    assert two.missing == ("pools[2].beginning_balance",)
    assert two.formula == "ending balance (not stated) = 3"


# ---- how far off it may be ---------------------------------------------------------------------

WITHIN = cases("""
check 5 = 5 => holds
check 5 <= 5 => holds
check 4 <= 5 => holds
check 5.5 <= 5 => fails
check 5 >= 5 => holds
check 6 >= 5 => holds
check 4.5 >= 5 => fails
check 5.5 = 5 => fails
check 4.5 = 5 => fails
check 5 = 5; within 1 because so => holds
check 6 = 5; within 1 because so => rounding
check 4 = 5; within 1 because so => rounding
check 6.01 = 5; within 1 because so => fails
check 6 <= 5; within 1 because so => holds
check 6.01 <= 5; within 1 because so => fails
check 2 = 1 => fails => one digit
check 1 = 2 => fails => one digit
check 1.5 = 1 => fails
check 1.5 = 0 => fails
check 41 = 1 => fails => one digit
check 42 = 1 => fails
check 2 <= 1 => fails
check 3 = 1; within 1 because so => fails
check 5 = 1; or 5 = 3; or 5 = 2 => fails => one digit => 5 is not 3
check 5 = 3; or 3 = 5 => fails => one digit => 5 is not 3
check 7 = 1; or 2 = 2 => holds => => 2 = 2
for n from 1 to 3; check 1 <= n => holds => => 1 <= n, n = 1
for n from 1 to 3; check n = 3 => holds => => n = 3, n = 3
for n from 2 to 3; check n = 1 => fails => one digit => n is not 1, n = 2
for n from 1 to 3; check n = 3; within 1 because so => holds => => n = 3, n = 3
check 6 = 5; or 6 <= 9; within 1 because so => holds => => 6 <= 9
""")


@pytest.mark.parametrize("case", WITHIN, ids=lambda case: case[0])
def test_a_check_holds_within_its_tolerance(case: list[str]) -> None:
    clauses, outcome, hint, formula = (*case, "", "")[:4]
    (result,) = told(clauses, Report())
    digit = "one digit explains it: a figure may be misread, or have lost its leading digit"
    assert (result.outcome, result.hint) == (outcome, digit if hint == "one digit" else None)
    if formula:
        assert result.formula == formula


def test_a_tolerance_may_depend_on_figures() -> None:
    found = report(losses={"beginning": "0.25", "ending": "1.30"})
    (result,) = told("check losses.ending = 1; within losses.beginning because so", found)
    assert (result.outcome, result.tolerance) == ("fails", dollars("0.25"))
    assert result.figures == ("losses.ending",)
    within = "check losses.ending = 1; within losses.current_month because so"
    assert missing(within, found) == ["losses.current_month"]


def test_a_way_that_cannot_be_tested_leaves_the_others() -> None:
    found = report(losses={})
    for sides, outcome in (("1 = 1", "holds"), ("1.5 = 1", "untestable")):
        for ways in (f"{sides}; or losses.ending = 1", f"losses.ending = 1; or {sides}"):
            assert outcomes(f"check {ways}", found) == [outcome]


# ---- many digits -------------------------------------------------------------------------------


def test_numbers_of_up_to_sixty_digits_before_and_after_the_point_are_exact() -> None:
    zeros = "1" + "0" * 30
    for last, outcome in (("1", "holds"), ("2", "fails")):
        found = report(excess_cash=f"-{NINES}.{NINES}", losses={"beginning": f"0.{'0' * 59}{last}"})
        (result,) = told(f"check losses.beginning - excess_cash = {zeros} * {zeros}", found)
        assert (result.outcome, result.difference) == (outcome, 0)


def test_a_side_is_told_to_forty_digits_or_to_the_cent() -> None:
    (result,) = told("check 1 / 3 = 1", Report())
    assert result.sides == (dollars(f"0.{'3' * 40}"), 1)
    (result,) = told("check excess_cash = 1", report(excess_cash=f"{NINES}.123"))
    assert result.sides == (dollars(f"{NINES}.12"), 1)
    assert result.difference == dollars(f"{NINES[1:]}8.123")


TOLD = cases(f"""
7 => 7.00
0.5 => 0.50
-0.25 => -0.25
0.100 => 0.10
0.125 => 0.125
0.1234567 => 0.1234567
0.12345678 => 0.1234568
0.00000004 => 0.00
12345678901234567890123456 => 12345678901234567890123456.00
{NINES}.99999999 => 1{"0" * 60}.00
{NINES}.123456789 => {NINES}.1234568
9.99999999 => 10.00
""")


@pytest.mark.parametrize(("number", "shown"), TOLD)
def test_a_difference_has_two_to_seven_decimals(number: str, shown: str) -> None:
    (result,) = told("check excess_cash = 0", report(excess_cash=number))
    assert str(result.difference) == shown
    large = " * 1".join([""] + ["0" * 40] * 4)[3:]
    (result,) = told(f"check excess_cash * {large} = 0", report(excess_cash="1"))
    assert str(result.difference) == f"1{'0' * 160}.00"


@pytest.mark.parametrize("place", range(len(MORE)))
def test_a_number_with_more_digits_is_not_reckoned_with(place: int) -> None:
    number = MORE[place]
    found = Report(excess_cash=Decimal(number) if isinstance(number, str) else number)
    (result,) = told('when excess_cash like "*"; check excess_cash = excess_cash * 1', found)
    assert result.missing == ("a number of at most 60 digits at excess_cash",)
    assert result.formula == "excess cash (too many digits) = excess cash (too many digits) * 1"
    for size in (10**59, -(10**60) + 1):
        assert outcomes("check excess_cash = excess_cash", Report(excess_cash=size)) == ["holds"]


@pytest.mark.parametrize("number", ["sNaN", "NaN", "Infinity"])
def test_what_is_no_number_tells_no_records_apart(number: str) -> None:
    found = report(pools=[record(0, 1), record(2, 3)], notes=[note("A", 0), note("B", 2, 3)])
    odd = {"beginning_balance": Decimal(number)}
    pools = (attrs.evolve(found.pools[0], **odd), found.pools[1])
    notes = (attrs.evolve(found.notes[0], **odd), found.notes[1])
    found = changed(found, pools=pools, notes=notes)
    same = "each notes; check pools[beginning_balance].ending_balance = ending_balance"
    assert outcomes(same, found) == ["untestable", "holds"]
    assert outcomes("check pools[largest beginning_balance].ending_balance = 3", found) == ["holds"]
    for section in ("losses", "notes"):
        there = changed(found, losses=report(losses={}).losses)
        check = f"each notes; check pools[{section}].ending_balance = 1"
        assert outcomes(check, there) == ["untestable", "untestable"]


@pytest.mark.parametrize("digits", [40, 100_000])
def test_a_balance_of_many_digits_is_no_end_of_the_examination(digits: int) -> None:
    text = read(FIXTURES / "2002-HE2_2004-02-25.txt")
    assert text.count("65,665,892.28") == 1
    found = examine(text.replace("65,665,892.28", "9" * digits + ".28"))
    assert found.report.notes[3].beginning_balance == Decimal("9" * digits + ".28")
    outcome = {r.outcome for r in reconcile(found) if r.name == "Note roll-forward"}
    assert outcome == ({"holds", "fails"} if digits == 40 else {"holds", "untestable"})


# ---- sums --------------------------------------------------------------------------------------


def test_a_sum_over_more_than_a_hundred_records_is_told_by_its_value() -> None:
    for count, words, figures in (
        (100, f"({' + '.join(['ending balance 1.50'] * 100)})", 101),
        (101, "sum(notes) 151.50", 2),
    ):
        notes = [note(f"A-{n}", 1, "1.50") for n in range(count)]
        found = report(excess_cash="1.00", notes=notes)
        (result,) = told("check sum(notes, ending_balance) = excess_cash", found)
        assert result.formula == f"{words} is not excess cash 1.00"
        assert len(result.figures) == figures
        (why,) = missing("check sum(notes, name) = 1", found)
        assert why.startswith("a number in sum(notes)") == (count > 100)
    assert result.figures == ("notes", "excess_cash")
    (result,) = told("check sum(notes, factor) = 1", found)
    assert (result.formula, result.missing) == ("sum(notes) = 1", ("notes[0].factor",))


class Counted(str):
    """A text that counts how often it is compared with a pattern."""

    asked = 0

    def __str__(self) -> str:
        Counted.asked += 1
        return "A"


def test_a_sum_is_reckoned_once_for_all_records_that_ask_for_it() -> None:
    rows = ({"name": Counted(), "amount": dollars(2)},) * 101
    found = changed(report(pools=[record(1, 1)] * 30), other={"rows": rows})
    summed = 'each pools; check sum(rows, amount, when name like "A") = 202'
    assert outcomes(summed, found) == ["holds"] * 30
    assert Counted.asked == 101


POOLS = [record(1, 2, other={"x": "5", "n": "1"}), record(3, 4, other={"x": "6", "n": "2"})]
SUMS = cases("""
each pools; check sum(notes, x) = 0 => 10 12
each pools; check sum(notes, 1, when x > 5) = 0 => 0 2
each pools; check sum(notes, last.ending_balance) = 0 => 4 8
each pools; for n from 7 to 7; check sum(notes, pools[n].ending_balance) = 0 => 4 8
each pools; check sum(pools, sum(notes, ending_balance)) = 0 => 60 60
each pools; check sum(notes, sum(pools, x)) = 0 => 22 22
check sum(pools, sum(notes, x)) = 0 => 22
check sum(notes, 1) - sum(notes, 2) + sum(notes, 3) = 0 => 4
for n from 1 to 2; check sum(notes, n) = 100 => -96
""")


@pytest.mark.parametrize(("clauses", "values"), SUMS)
def test_what_records_do_not_have_is_looked_up_around_them(clauses: str, values: str) -> None:
    """It is another one each time, though a sum is reckoned once for all that have the same."""
    notes = [note("A", ending_balance=10), note("B", ending_balance=20)]
    for n in range(2):
        notes[n]["other"] = {"last": "9"}
    before, found = report(1, pools=POOLS, notes=notes), report(2, pools=POOLS, notes=notes)
    given = (before, found) if "last" in clauses else (found,)
    assert [result.difference for result in told(clauses, *given)] == list(map(int, values.split()))


def test_some_records_of_a_sum_may_have_what_others_do_not() -> None:
    notes = [note("A", other={"x": "1"}), note("B")]
    found = told("each pools; check sum(notes, x) = 0", report(pools=POOLS, notes=notes))
    assert [result.difference for result in found] == [6, 7]


# ---- the records that it is about --------------------------------------------------------------


def test_a_record_is_told_by_its_name_or_group() -> None:
    found = report(
        group="9",
        title="T",
        pools=[record(1, group="1"), record(1)],
        notes=[note("A-1", 1)],
        losses={},
        delinquency=[{"group": "2", "days_30": {}, "days_60": {}}],
    )
    for each, places in {
        "pools": ['pools[0] "1"', "pools[1]"],
        "notes": ['notes[0] "A-1"'],
        "losses": ["losses"],
        "delinquency.*": ['delinquency[0].days_30 "2"', 'delinquency[0].days_60 "2"'],
        "delinquency.days_60": ['delinquency[0].days_60 "2"'],
        "certificates": [],
        "unheard_of": [],
        "title": [],
    }.items():
        assert [r.where for r in told(f"each {each}; check 1 = 1", found)] == places


def test_records_that_the_grammar_names_are_records_too() -> None:
    rows = ({"name": "X", "amount": dollars(1)}, {"amount": dollars(2)}, "text", {})
    by = {"one": {"amount": dollars(3)}, "n": dollars(4)}
    found = Report(other={"rows": rows, "by": by})
    results = told("each rows; check amount <= 1", found)
    assert [(r.where, r.outcome) for r in results] == [
        ('other.rows[0] "X"', "holds"),
        ("other.rows[1]", "fails"),
        ("other.rows[3]", "untestable"),
    ]
    (result,) = told("each by.*; check amount = 3", found)
    assert (result.where, result.outcome) == ("other.by.one", "holds")
    assert result.figures == ("other.by.one.amount",)
    assert outcomes("check count(rows) = 4", found) == ["holds"]


def test_rows_that_no_grammar_knows_can_be_asked_for() -> None:
    found = report(unknown=[{"label": "Row"}], losses={"ending": "1"})
    (result,) = told('each unknown; when label like "R*"; check losses.ending = 1', found)
    assert (result.where, result.outcome) == ("unknown[0]", "holds")
    assert outcomes("check unknown[largest size].size = 1", found) == ["untestable"]


# ---- where names are looked up -----------------------------------------------------------------


def figure_of(formula: str, found: Report | Examination, each: str = "") -> list[Any]:
    """The value of a formula for each record, or what is missing."""
    results = told(f"each {each}; check {formula} = 0" if each else f"check {formula} = 0", found)
    return [r.missing[0] if r.sides is None else int(r.sides[0]) for r in results]


def test_a_name_is_looked_up_in_the_record_then_around_it() -> None:
    found = report(
        repurchased_units=5,
        losses={"ending": "3"},
        pools=[record(1, 2, repurchased_units=6), record(1, 3, other={"extra": "7"})],
        delinquency=[{"days_30": {}, "other": {"extra": "4"}}],
        other={"extra": "8", "beginning_balance": "9"},
    )
    assert figure_of("repurchased_units or zero", found, "pools") == [6, 0]
    assert figure_of("extra", found, "pools") == [8, 7]
    assert figure_of("extra", found, "delinquency.*") == [4]
    assert figure_of("losses.ending", found, "delinquency.*") == [3]
    assert figure_of("beginning_balance", found) == [9]
    assert figure_of("other.extra", found) == [8]
    for path in ("unheard_of", "unheard_of.inner"):
        assert figure_of(path, found) == [path]
        assert figure_of(path, found, "pools") == [f"pools[0].{path}", f"pools[1].{path}"]
    assert figure_of("pools[largest ending_balance].more", found) == ["pools[1].other.more"]
    (result,) = told("each pools; when ending_balance = 3; check extra = 7", found)
    assert result.figures == ("pools[1].other.extra",)


def test_a_dash_is_zero_but_no_section_is_not() -> None:
    found = Report(losses=report(losses={}).losses, other={"by": {"one": None}})
    for path in ("losses.ending", "by.one", "by.two", "unheard_of"):
        assert figure_of(f"{path} or zero", found) == [0]
    for path in ("losses.ending", "net_recoveries.ending", "net_recoveries.a.b"):
        assert figure_of(path, found) == [path]
    for path in ("net_recoveries.ending", "net_recoveries.a.b", "unheard_of.inner"):
        assert figure_of(f"{path} or zero", found) == [path]


def test_the_record_of_the_same_group() -> None:
    one, two = record(1, 11, group="1"), record(1, 12, group="2")
    for pools, groups, expected in (
        ([one, two], ["2", "9"], [12, None]),
        ([two, two], ["2", "9"], [None, None]),
        # An only one needs no name; of several none is meant that has no name either.
        ([one], ["2", "9"], [11, 11]),
        ([record(1, 1), two], [None], [None]),
        ([], ["2"], [None]),
    ):
        blocks = [{"group": group} if group else {} for group in groups]
        found = report(pools=pools, overcollateralization=blocks)
        formula = "pools[group].ending_balance"
        figures = figure_of(formula, found, "overcollateralization")
        assert figures == [formula if value is None else value for value in expected]
    assert figure_of("pools[group] or zero", Report()) == ["pools[group]"]


def test_the_record_with_the_largest_figure() -> None:
    shares = [{}, *({"security_share": share} for share in ("0.2", "0.5", "0.3"))]
    notes = [record(1, n, **share) for n, share in enumerate(shares)]
    formula = "notes[largest security_share].ending_balance"
    assert figure_of(formula, report(notes=notes)) == [2]
    assert figure_of(formula, report(notes=notes[:1])) == ["notes.ending_balance"]
    assert figure_of(f"{formula} or zero", Report()) == ["notes.ending_balance"]
    assert figure_of("notes[largest factor] or zero", report(notes=notes)) == ["notes"]


# ---- what was not read -------------------------------------------------------------------------

ROW = "a row in {} that could not be read"


def test_a_figure_that_was_not_shown_or_read_is_not_zero() -> None:
    found = report(pools=[record(1)], notes=[note("A", 1)], losses={})
    hidden = examined(found, unshown("losses.ending"))
    for given, losses, of_note in (
        (found, [], []),
        (examined(found, cell("losses.ending"), unshown(None)), [], []),
        (examined(found, cell("losses.ending", "UNSHOWN", role="label")), [], []),
        (hidden, ["losses.ending"], []),
        (examined(found, where=("notes, row 1",)), [], ["notes[0].ending_balance"]),
        (changed(found, unknown=report(unknown=[{"section": "notes"}]).unknown), [],
         ["notes[0].ending_balance"]),
    ):  # fmt: skip
        assert missing("check losses.ending or zero = 0", given) == losses
        assert missing("each notes; check ending_balance or zero = 0", given) == of_note


@pytest.mark.parametrize("formula", ["sum(notes, 1)", "count(notes)"])
def test_a_sum_that_misses_a_row_says_nothing(formula: str) -> None:
    found = report(notes=[note("A", 1)], pools=[record(1)])
    row = [ROW.format("notes")]
    for where, expected in (
        (("notes",), row),
        (("pools", "notes, row 1"), row),
        (("pools",), []),
        ((), []),
        (("a heading",), row),
        ((None,), row),
        (("pools", ""), row),
    ):
        torn = examined(found, where=where)
        assert missing(f"check {formula} = 1", torn) == expected
        # To a condition, what was read is enough.
        assert outcomes(f"when {formula} > 0; check 1 = 1", torn) == ["holds"]
        assert outcomes(f"when {formula} > 1; check 1 = 1", torn) == []
        zero = "each notes; when ending_balance or zero = 0 and sum(notes, factor or zero) = 0"
        assert outcomes(f"{zero}; check 1 = 1", torn) == ["holds"]


def test_a_section_that_the_records_do_not_have_is_one_too() -> None:
    other = {"fund": {"a": None}, "funds": [{"a": None}]}
    for formula, sections, expected in (
        ("fund.a or zero", "notes a funds", []),
        ("fund.a or zero", "fund", ["other.fund.a"]),
        ("fund.a or zero", "other", ["other.fund.a"]),
        ("sum(funds, a or zero)", "fund a", []),
        ("losses.ending or zero", "ending other", []),
        ("sum(funds, a or zero)", "funds", [ROW.format("other.funds")]),
    ):
        rows = [{"section": section} for section in sections.split()]
        found = report(other=other, losses={}, unknown=rows)
        assert missing(f"check {formula} = 0", found) == expected


def test_the_printed_cells_of_a_result() -> None:
    cells = (cell("excess_cash"), cell(None), cell("pools"), cell("excess_spread"))
    found = report(excess_cash="1", excess_spread="1")
    grammar = directory(all="Own:\n    check excess_cash = 1\n    exactly because so\n")
    examination = examined(found, *cells)
    results = reconcile(examination, grammar=grammar)
    assert {r.name: r.cells for r in results}["Own"] == cells[:1]
    assert reconcile(found, examination=examination, grammar=grammar) == results
    assert not any(result.cells for result in reconcile(found, grammar=grammar))
