"""How an identity is evaluated: on records made by hand, one rule at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import pytest
from conftest import FIXTURES, read

from gmacm_grammar import Examination, Report, examine, reconcile, reconcile_series
from gmacm_grammar.model.examination import Cell, Problem
from gmacm_grammar.model.records import (
    Bucket,
    Delinquency,
    Losses,
    Note,
    Overcollateralization,
    Pool,
    UnknownRow,
)
from gmacm_grammar.reading.formats import Library
from gmacm_grammar.reconciling import Result, SeriesResult, check_identities
from gmacm_grammar.reconciling.evaluation import evaluate, plain, same_name
from gmacm_grammar.reconciling.identities import read_identities
from gmacm_grammar.reconciling.notation import FormulaReader
from gmacm_grammar.reconciling.reports import report_scope
from gmacm_grammar.reconciling.scope import Frame, Missing, Scope

#: Clauses, the report, the report of the month before -> the results.
Tell: TypeAlias = Callable[..., list[Result]]


def dollars(amount: object) -> Decimal:
    return Decimal(str(amount))


def pool(beginning: object = None, ending: object = None, **fields: Any) -> Pool:
    return Pool(
        beginning_balance=None if beginning is None else dollars(beginning),
        ending_balance=None if ending is None else dollars(ending),
        **fields,
    )


def note(name: str | None, beginning: object = None, ending: object = None, **more: Any) -> Note:
    return Note(
        name=name,
        beginning_balance=None if beginning is None else dollars(beginning),
        ending_balance=None if ending is None else dollars(ending),
        **more,
    )


def block(clauses: str, name: str = "Rule") -> str:
    """An identity of some clauses; exactly, unless they say otherwise."""
    lines = [*clauses.splitlines(), *([] if "because" in clauses else ["exactly because it is so"])]
    return f"{name}:\n" + "".join(f"    {line}\n" for line in lines)


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    path = tmp_path / "rule.identities"

    def evaluated(clauses: str, report: Report, last: Report | None = None) -> list[Result]:
        path.write_text(block(clauses), encoding="utf-8")
        scope = report_scope(report)
        if last is not None:
            scope = attrs.evolve(scope, last=report_scope(last))
        (identity,) = read_identities(path)
        return list(evaluate(identity, scope))

    return evaluated


def outcomes(results: list[Result]) -> list[str]:
    return [result.outcome for result in results]


# ---- what a result says ------------------------------------------------------------------------


def test_a_result_of_what_holds(tell: Tell) -> None:
    report = Report(notes=(note("Class A-1", 10, "7.50", principal=dollars("2.50")),))
    assert tell("each notes\ncheck beginning_balance - principal = ending_balance", report) == [
        Result(
            name="Rule",
            formula="beginning balance 10 - principal 2.50 = ending balance 7.50",
            outcome="holds",
            where='notes[0] "Class A-1"',
            difference=dollars("0.00"),
            tolerance=dollars("0.00"),
            because="it is so",
            figures=(
                "notes[0].beginning_balance",
                "notes[0].principal",
                "notes[0].ending_balance",
            ),
            sides=(dollars("7.50"), dollars("7.50")),
        )
    ]


def test_a_result_of_what_fails_for_some_days(tell: Tell) -> None:
    report = Report(pools=(pool(1200, 1),))
    (result,) = tell("for days from 2 to 3\neach pools\ncheck beginning_balance = days", report)
    assert result == Result(
        name="Rule",
        formula="beginning balance 1,200 = days, days = 3",
        outcome="fails",
        where="pools[0]",
        difference=dollars("1197.00"),
        tolerance=dollars("0.00"),
        because="it is so",
        figures=("pools[0].beginning_balance",),
        sides=(dollars(1200), dollars(3)),
    )


def test_a_result_of_what_cannot_be_tested(tell: Tell) -> None:
    (result,) = tell(
        "for days from 2 to 3\ncheck losses.beginning * days = losses.ending\n"
        "or losses.ending = losses.beginning",
        Report(losses=Losses(ending=dollars(1))),
    )
    assert result == Result(
        name="Rule",
        formula="losses beginning (not stated) * days = losses ending 1",
        outcome="untestable",
        because="it is so",
        missing=("losses.beginning",),
    )


def test_the_first_of_several_ways_is_told_of_what_cannot_be_tested(tell: Tell) -> None:
    (result,) = tell("check losses.ending = 1\nor losses.beginning = 1", Report(losses=Losses()))
    assert result.formula == "losses ending (not stated) = 1"
    assert result.missing == ("losses.ending", "losses.beginning")


def test_what_a_condition_rules_out_has_no_result(tell: Tell) -> None:
    report = Report(pools=(pool(1, 1), pool(2, 3)))
    results = tell("each pools\nwhen beginning_balance > 1\ncheck ending_balance = 3", report)
    assert [(result.where, result.outcome) for result in results] == [("pools[1]", "holds")]


def test_a_condition_on_a_figure_that_is_not_stated(tell: Tell) -> None:
    (result,) = tell("each pools\nwhen beginning_balance > 1\ncheck 1 = 1", Report(pools=(Pool(),)))
    assert (result.outcome, result.missing) == ("untestable", ("pools[0].beginning_balance",))
    assert result.where == "pools[0]"
    assert result.formula == "1 = 1"


# ---- how far off it may be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "outcome"),
    [
        ("check 5 = 5", "holds"),
        ("check 5 <= 5", "holds"),
        ("check 4 <= 5", "holds"),
        ("check 5.5 <= 5", "fails"),
        ("check 5 >= 5", "holds"),
        ("check 6 >= 5", "holds"),
        ("check 4.5 >= 5", "fails"),
        ("check 5.5 = 5", "fails"),
        ("check 4.5 = 5", "fails"),
        ("check 5 = 5\nwithin 1 because it is so", "holds"),
        ("check 6 = 5\nwithin 1 because it is so", "rounding"),
        ("check 4 = 5\nwithin 1 because it is so", "rounding"),
        ("check 6.01 = 5\nwithin 1 because it is so", "fails"),
        ("check 6 <= 5\nwithin 1 because it is so", "holds"),
        ("check 6.01 <= 5\nwithin 1 because it is so", "fails"),
    ],
)
def test_a_check_holds_within_its_tolerance(check: str, outcome: str, tell: Tell) -> None:
    (result,) = tell(check, Report())
    assert result.outcome == outcome


def test_a_tolerance_may_depend_on_figures(tell: Tell) -> None:
    report = Report(losses=Losses(beginning=dollars("0.25"), ending=dollars("1.30")))
    (result,) = tell("check losses.ending = 1\nwithin losses.beginning because so", report)
    assert (result.outcome, result.tolerance) == ("fails", dollars("0.25"))
    assert result.figures == ("losses.ending",)
    (result,) = tell("check losses.ending = 1\nwithin losses.current_month because so", report)
    assert (result.outcome, result.missing) == ("untestable", ("losses.current_month",))


@pytest.mark.parametrize(
    ("sides", "hint"),
    [
        ("2 = 1", True),
        ("1 = 2", True),
        ("1.5 = 1", False),
        ("41 = 1", True),
        ("42 = 1", False),
        ("2 <= 1", False),
        ("3 = 1\nwithin 1 because it is so", False),
    ],
)
def test_one_digit_that_explains_a_difference_is_hinted_at(
    sides: str, hint: bool, tell: Tell
) -> None:
    (result,) = tell(f"check {sides}", Report())
    assert result.outcome == "fails"
    text = "one digit explains it: a figure may be misread, or have lost its leading digit"
    assert result.hint == (text if hint else None)


NINES = "9" * 60


def test_numbers_of_up_to_sixty_digits_before_and_after_the_point_are_exact(tell: Tell) -> None:
    last = f"0.{'0' * 59}1"
    report = Report(
        excess_cash=dollars(f"-{NINES}.{NINES}"), losses=Losses(beginning=dollars(last))
    )
    check = "check losses.beginning - excess_cash = 1{zeros}"
    zeros = " * 1" + "0" * 30
    (result,) = tell(check.format(zeros=2 * zeros), report)
    assert (result.outcome, result.difference) == ("holds", 0)
    report = attrs.evolve(report, losses=Losses(beginning=dollars(last[:-1] + "2")))
    (result,) = tell(check.format(zeros=2 * zeros), report)
    assert (result.outcome, result.difference) == ("fails", 0)


def test_a_side_is_told_to_forty_digits_or_to_the_cent(tell: Tell) -> None:
    (result,) = tell("check 1 / 3 = 1", Report())
    assert result.sides == (dollars(f"0.{'3' * 40}"), 1)
    (result,) = tell("check excess_cash = 1", Report(excess_cash=dollars(f"{NINES}.123")))
    assert result.sides == (dollars(f"{NINES}.12"), 1)
    assert result.difference == dollars(f"{NINES[1:]}8.123")


@pytest.mark.parametrize(
    "number",
    ["1E+60", "1E-61", f"{NINES}9", f"{NINES}.{NINES}9", "0E+60", "Infinity", "-Infinity", "NaN",
     "sNaN", "9E+999999", "1E-999999"],
)  # fmt: skip
def test_a_number_with_more_digits_is_not_reckoned_with(number: str, tell: Tell) -> None:
    (result,) = tell("check excess_cash = excess_cash * 1", Report(excess_cash=Decimal(number)))
    assert (result.outcome, result.missing) == (
        "untestable",
        ("a number of at most 60 digits at excess_cash",),
    )
    assert result.formula == "excess cash (too many digits) = excess cash (too many digits) * 1"


@pytest.mark.parametrize("size", [10**59, -(10**60) + 1])
def test_a_count_has_as_many_digits(size: int, tell: Tell) -> None:
    check = 'check repurchased_units = repurchased_units\nwhen repurchased_units like "*"'
    assert outcomes(tell(check, Report(repurchased_units=size))) == ["holds"]
    for more in (size * 10, -(10**60), 10**5_000):  # of which no text can be made
        assert outcomes(tell(check, Report(repurchased_units=more))) == ["untestable"]


@pytest.mark.parametrize("number", ["sNaN", "NaN", "Infinity"])
def test_what_is_no_number_tells_no_records_apart(number: str, tell: Tell) -> None:
    odd = Decimal(number)
    report = Report(pools=(pool(odd, 1), pool(2, 3)), notes=(note("A", odd), note("B", 2, 3)))
    check = "each notes\ncheck pools[beginning_balance].ending_balance = ending_balance"
    assert outcomes(tell(check, report)) == ["untestable", "holds"]
    check = "check pools[largest beginning_balance].ending_balance = 3"
    assert outcomes(tell(check, report)) == ["holds"]
    there = attrs.evolve(report, losses=Losses())
    for section in ("losses", "notes"):
        check = f"each notes\ncheck pools[{section}].ending_balance = 1"
        assert outcomes(tell(check, there)) == ["untestable", "untestable"]
    assert tell('check 1 = 1\nwhen losses like "*"', there) == []


# ---- many digits --------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [40, 100_000])
def test_a_balance_of_many_digits_is_no_end_of_the_examination(digits: int) -> None:
    text = read(FIXTURES / "2002-HE2_2004-02-25.txt")
    assert text.count("65,665,892.28") == 1
    found = examine(text.replace("65,665,892.28", "9" * digits + ".28"))
    assert found.report.notes[3].beginning_balance == Decimal("9" * digits + ".28")
    outcome = {r.outcome for r in reconcile(found) if r.name == "Note roll-forward"}
    assert outcome == ({"holds", "fails"} if digits == 40 else {"holds", "untestable"})


# ---- many records ------------------------------------------------------------------------------


def test_a_sum_over_more_than_a_hundred_records_is_told_by_its_value(tell: Tell) -> None:
    check = "check sum(notes, ending_balance) = excess_cash\nor sum(notes, name) = 1"
    for count, words, figures in (
        (100, f"({' + '.join(['ending balance 1.50'] * 100)})", 101),
        (101, "sum(notes) 151.50", 2),
    ):
        report = Report(
            excess_cash=dollars("1.00"),
            notes=tuple(note(f"A-{n}", 1, "1.50") for n in range(count)),
        )
        (result,) = tell(check.splitlines()[0], report)
        assert result.formula == f"{words} = excess cash 1.00"
        assert len(result.figures) == figures
        (result,) = tell(check, report)
        (missing,) = result.missing
        assert missing.startswith("a number in sum(notes)") == (count > 100)
    assert result.figures == ()
    (result,) = tell("check sum(notes, ending_balance) = 1", report)
    assert result.figures == ("notes",)
    (result,) = tell("check sum(notes, factor) = 1", report)
    assert (result.formula, result.missing) == ("sum(notes) = 1", ("notes[0].factor",))


class Counted(dict[str, Decimal]):
    """A record that counts how often it is asked for a figure."""

    asked = 0

    def get(self, name: str, default: Any = None) -> Any:
        self.asked += 1
        return super().get(name, default)


def test_a_sum_is_reckoned_once_for_all_records_that_ask_for_it(tell: Tell) -> None:
    row = Counted(ending_balance=dollars(2))
    report = Report(pools=(pool(1, 1), pool(1, 1), pool(1, 1)), other={"rows": (row,) * 101})
    assert outcomes(tell("each pools\ncheck sum(rows, ending_balance) = 202", report)) == [
        "holds",
        "holds",
        "holds",
    ]
    assert row.asked == 101


def test_a_sum_that_is_kept_is_that_of_the_names_around(tell: Tell) -> None:
    """What the records of a list do not have is looked up around them, and is another each time."""
    pools = (pool(1, 2, other={"x": dollars(5)}), pool(3, 4, other={"x": dollars(6)}))
    report = Report(pools=pools, notes=(note("A", 10), note("B", 20)))
    (first, second) = tell("each pools\ncheck sum(notes, x) = 0", report)
    assert (first.difference, second.difference) == (10, 12)
    mixed = attrs.evolve(report, notes=(note("A", other={"x": dollars(1)}), note("B")))
    (first, second) = tell("each pools\ncheck sum(notes, x) = 0", mixed)
    assert (first.difference, second.difference) == (6, 7)
    (result,) = tell("for n from 1 to 2\ncheck sum(notes, n) = 4", report)
    assert (result.outcome, result.formula) == ("holds", "(n + n) = 4, n = 2")
    found = tell("each pools\ncheck sum(notes, last.ending_balance) = 0", report, last=report)
    assert [result.difference for result in found] == [4, 8]
    (result,) = tell("check sum(notes, last.excess_cash) = 0", report)
    assert result.missing == ("last month's figure",)


def test_a_sum_that_is_kept_is_that_of_the_month_before_and_of_the_number(tell: Tell) -> None:
    """Whatever else goes by their names."""
    notes = (note("A", 1, other={"last": dollars(9)}),)
    report = Report(pools=(pool(1, 2), pool(3, 4)), notes=notes)
    found = tell("each pools\ncheck sum(notes, last.ending_balance) = 0", report, last=report)
    assert [result.difference for result in found] == [2, 4]
    pools = tuple(pool(n, n, other={"n": dollars(n)}) for n in (1, 2))
    check = "each pools\nfor n from 7 to 7\ncheck sum(notes, pools[n].ending_balance) = 0"
    found = tell(check, attrs.evolve(report, pools=pools))
    assert [result.difference for result in found] == [1, 2]


def test_a_sum_that_is_kept_is_that_of_its_condition(tell: Tell) -> None:
    report = Report(pools=(pool(1, 2), pool(3, 4)), notes=(note(None), note(None)))
    pools = tuple(attrs.evolve(pool, other={"x": pool.ending_balance}) for pool in report.pools)
    check = "each pools\ncheck sum(notes, 1, when x > 3) = 0"
    found = tell(check, attrs.evolve(report, pools=pools))
    assert [result.difference for result in found] == [0, 2]


def test_a_sum_that_is_kept_is_that_of_what_was_read() -> None:
    whole = report_scope(Report(losses=Losses(), notes=(note("A"),)))
    torn = attrs.evolve(whole, incomplete=frozenset({"losses"}))
    formula = FormulaReader("sum(notes, losses.ending or zero)", "", 1).whole_expression()
    of_last = FormulaReader("sum(notes, last.losses.ending or zero)", "", 1).whole_expression()
    for scope, inner in ((torn, formula), (attrs.evolve(whole, last=torn), of_last)):
        with pytest.raises(Missing):
            inner.evaluate(scope, {})
        assert inner.evaluate(scope.as_read(), {}) == 0


def test_a_sum_that_is_kept_is_of_no_formula_that_comes_later() -> None:
    scope = report_scope(Report(notes=(note("A"), note("B"))))
    for number in range(50):
        formula = FormulaReader(f"sum(notes, {number})", "", 1).whole_expression()
        assert formula.evaluate(scope, {}) == 2 * number
        del formula


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0", "0.00"),
        ("7", "7.00"),
        ("0.5", "0.50"),
        ("-0.25", "-0.25"),
        ("0.100", "0.10"),
        ("0.125", "0.125"),
        ("0.1234567", "0.1234567"),
        ("0.12345678", "0.1234568"),
        ("0.00000004", "0.00"),
        ("12345678901234567890123456", "12345678901234567890123456.00"),
        (f"{NINES}.99999999", f"1{'0' * 60}.00"),
        (f"{NINES}.123456789", f"{NINES}.1234568"),
        ("-1E+200", f"-1{'0' * 200}.00"),
        ("0E+9", "0.00"),
        ("0E-99", "0.00"),
        ("9.99999999", "10.00"),
    ],
)
def test_a_difference_has_two_to_seven_decimals(number: str, shown: str) -> None:
    assert str(plain(Decimal(number))) == shown


# ---- several ways in which it may be true ------------------------------------------------------


def test_what_holds_exactly_comes_first(tell: Tell) -> None:
    (result,) = tell("for n from 1 to 3\ncheck 1 <= n", Report())
    assert result.formula == "1 <= n, n = 1"
    (result,) = tell("for n from 1 to 3\ncheck n = 3", Report())
    assert (result.outcome, result.formula) == ("holds", "n = 3, n = 3")
    (result,) = tell("for n from 2 to 3\ncheck n = 1", Report())
    assert (result.outcome, result.formula) == ("fails", "n = 1, n = 2")


def test_the_nearest_way_is_told(tell: Tell) -> None:
    (result,) = tell("check 5 = 1\nor 5 = 3\nor 5 = 2", Report())
    assert (result.outcome, result.formula) == ("fails", "5 = 3")
    (result,) = tell("check 5 = 3\nor 3 = 5", Report())
    assert result.formula == "5 = 3"


def test_a_way_that_cannot_be_tested_leaves_the_others(tell: Tell) -> None:
    missing = "losses.ending = 1"
    report = Report(losses=Losses())
    for ways in (f"check 1 = 1\nor {missing}", f"check {missing}\nor 1 = 1"):
        assert outcomes(tell(ways, report)) == ["holds"]
    for ways in (f"check 1.5 = 1\nor {missing}", f"check {missing}\nor 1.5 = 1"):
        (result,) = tell(ways, report)
        assert (result.outcome, result.missing) == ("untestable", ("losses.ending",))


# ---- what is no number -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clauses", "missing"),
    [
        ("check title = 1", "a number in title T = 1"),
        ("check 1 = title", "a number in 1 = title T"),
        ("check 1 = 1 + title", "a number in 1 + title T"),
        ("check 1 = sum(notes, name)", "a number in name A"),
        ("check 1 = abs(title)", "a number in abs(title T)"),
        ("check 1 = half_unit(title)", "a number in half unit(title T)"),
        ("check 1 = nearest(1, 0)", "anything but zero to divide by: 0"),
        ("check 1 = 1 / 0", "anything but zero to divide by: 0"),
        ("check 1 = 0 / 0", "anything but zero to divide by: 0"),
        (
            "check 1 = 1 / (losses.ending or zero)",
            "anything but zero to divide by: (losses ending 0)",
        ),
        ("when payment_date > 1\ncheck 1 = 1", "a number in payment date 2001-02-25 > 1"),
        (
            "check count(notes) = 2\nwithin title because so",
            "a number to differ within in count(notes) 1 = 2",
        ),
        ("check losses = 1", "one figure at losses"),
        ("check notes = 1", "one figure at notes"),
        ("check title.name = 1", "title.name"),
        ("check sum(title.name, 1) = 1", "title.name"),
        ("check sum(notes, 1, when ending_balance > 1) = 1", "notes[0].ending_balance"),
        ("check count(last.notes) = 1", "last month's figure"),
        ("check sum(last.notes, 1) = 1", "last month's figure"),
        ("check sum(pools, 1) = 1", "pools"),
    ],
)
def test_what_cannot_be_reckoned_with_is_named(clauses: str, missing: str, tell: Tell) -> None:
    report = Report(title="T", payment_date=date(2001, 2, 25), notes=(note("A"),), losses=Losses())
    (result,) = tell(clauses, report)
    assert (result.outcome, result.missing) == ("untestable", (missing,))


# ---- the records that it is about --------------------------------------------------------------


def test_a_record_is_told_by_its_name_or_group(tell: Tell) -> None:
    report = Report(
        group="9",
        pools=(pool(1, group="1"), pool(1)),
        notes=(note("A-1", 1),),
        losses=Losses(),
        delinquency=(Delinquency(group="2", days_30=Bucket(), days_60=Bucket()),),
    )

    def places(each: str) -> list[str]:
        return [result.where for result in tell(f"each {each}\ncheck 1 = 1", report)]

    assert places("pools") == ['pools[0] "1"', "pools[1]"]
    assert places("notes") == ['notes[0] "A-1"']
    assert places("losses") == ["losses"]
    assert places("delinquency.*") == ['delinquency[0].days_30 "2"', 'delinquency[0].days_60 "2"']
    assert places("delinquency.days_60") == ['delinquency[0].days_60 "2"']
    assert places("certificates") == []
    assert places("unheard_of") == []
    assert places("title") == []


def test_records_that_the_grammar_names_are_records_too(tell: Tell) -> None:
    rows = ({"name": "X", "amount": dollars(1)}, {"amount": dollars(2)}, "text")
    report = Report(other={"rows": rows, "by": {"one": {"amount": dollars(3)}, "n": dollars(4)}})
    results = tell("each rows\ncheck amount <= 1", report)
    assert [(r.where, r.outcome) for r in results] == [
        ('other.rows[0] "X"', "holds"),
        ("other.rows[1]", "fails"),
    ]
    (result,) = tell("each by.*\ncheck amount = 3", report)
    assert (result.where, result.outcome) == ("other.by.one", "holds")
    assert result.figures == ("other.by.one.amount",)


def test_rows_that_no_grammar_knows_can_be_asked_for(tell: Tell) -> None:
    report = Report(unknown=(UnknownRow(label="Row"),), losses=Losses(ending=dollars(1)))
    (result,) = tell('each unknown\nwhen label like "R*"\ncheck losses.ending = 1', report)
    assert (result.where, result.outcome) == ("unknown[0]", "holds")
    (result,) = tell("check unknown[largest size].size = 1", report)
    assert result.outcome == "untestable"


# ---- the same record in the month before -------------------------------------------------------


CARRIED = "check beginning_balance = last.ending_balance"


def carried(tell: Tell, records: str, report: Report, last: Report) -> list[str]:
    return outcomes(tell(f"each {records}\n{CARRIED}", report, last))


def test_classes_are_followed_by_name(tell: Tell) -> None:
    last = Report(notes=(note("Class A-1", ending=1), note("Class A-2", ending=2)))
    report = Report(notes=(note("CLASS  A - 2", 2), note("Class A-1", 1)))
    results = tell(f"each notes\n{CARRIED}", report, last)
    assert outcomes(results) == ["holds", "holds"]
    assert results[0].figures == ("notes[0].beginning_balance", "last notes[1].ending_balance")
    assert results[0].formula == "beginning balance 2 = last ending balance 2"


def test_what_has_no_name_is_followed_by_its_place(tell: Tell) -> None:
    last = Report(pools=(pool(ending=1), pool(ending=2)))
    assert carried(tell, "pools", Report(pools=(pool(1), pool(2))), last) == ["holds", "holds"]
    (result,) = tell(f"each pools\n{CARRIED}", Report(pools=(pool(1),)), Report())
    assert (result.outcome, result.missing) == ("untestable", ("last month's figure",))
    # Of two reports one has a pool more.
    one, two = Report(pools=(pool(1, 1),)), Report(pools=(pool(1, 1), pool(1, 1)))
    assert carried(tell, "pools", two, one) == ["holds", "untestable"]
    assert carried(tell, "pools", one, two) == ["holds"]


def test_a_name_that_stands_twice_is_not_followed(tell: Tell) -> None:
    last = Report(notes=(note("A", ending=1), note("A", ending=1)))
    assert carried(tell, "notes", Report(notes=(note("A", 1),)), last) == ["untestable"]


def test_an_only_group_may_have_its_name_in_one_of_two_months(tell: Tell) -> None:
    def pair(group: str | None, before: str | None) -> list[str]:
        report = Report(pools=(pool(1, group=group),))
        return carried(tell, "pools", report, Report(pools=(pool(ending=1, group=before),)))

    assert pair("1", None) == ["holds"]
    assert pair(None, "1") == ["holds"]
    assert pair("1", "1") == ["holds"]
    assert pair("1", "2") == ["untestable"]
    several = Report(pools=(pool(1, group="1"), pool(1, group="2")))
    assert carried(tell, "pools", several, Report(pools=(pool(ending=1),))) == ["untestable"] * 2
    last = Report(pools=(pool(ending=1, group="2"), pool(ending=1, group="3")))
    assert carried(tell, "pools", Report(pools=(pool(1, group="1"),)), last) == ["untestable"]


def test_records_within_records_are_followed(tell: Tell) -> None:
    def report(one: int, two: int) -> Report:
        return Report(
            delinquency=(
                Delinquency(group="1", days_30=Bucket(count=one)),
                Delinquency(group="2", days_30=Bucket(count=two)),
            )
        )

    turned = attrs.evolve(report(7, 8), delinquency=report(7, 8).delinquency[::-1])
    results = tell("each delinquency.*\ncheck count = last.count", report(7, 9), turned)
    assert outcomes(results) == ["holds", "fails"]
    assert results[1].figures == (
        "delinquency[1].days_30.count",
        "last delinquency[0].days_30.count",
    )
    (result,) = tell("each delinquency.days_30\ncheck 1 = last.count", report(7, 9))[:1]
    assert result.missing == ("last month's figure",)


def test_names_are_the_same_whatever_their_case_and_blanks() -> None:
    assert same_name("CLASS  A - 1") == "class a-1" == same_name(" Class A-1 ")
    assert same_name("Class A-1") != same_name("Class A1")


# ---- where names are looked up -----------------------------------------------------------------


def figure_of(tell: Tell, formula: str, report: Report, each: str = "") -> list[Any]:
    """The value of a formula for each record, or what is missing."""
    clauses = (f"each {each}\n" if each else "") + f"check {formula} = 0"
    results = tell(clauses, report)
    return [r.missing[0] if r.sides is None else int(r.sides[0]) for r in results]


def test_a_name_is_looked_up_in_the_record_then_around_it(tell: Tell) -> None:
    report = Report(
        repurchased_units=5,
        pools=(pool(1, 2, repurchased_units=6), pool(1, 3, other={"extra": dollars(7)})),
        other={"extra": dollars(8), "beginning_balance": dollars(9)},
    )
    assert figure_of(tell, "repurchased_units or zero", report, "pools") == [6, 0]
    assert figure_of(tell, "extra", report, "pools") == [8, 7]
    assert figure_of(tell, "beginning_balance", report) == [9]
    assert figure_of(tell, "unheard_of", report, "pools") == [
        "pools[0].unheard_of",
        "pools[1].unheard_of",
    ]
    assert figure_of(tell, "unheard_of", report) == ["unheard_of"]
    assert figure_of(tell, "unheard_of.inner", report) == ["unheard_of.inner"]
    (result,) = tell("each pools\nwhen ending_balance = 3\ncheck extra = 7", report)
    assert result.figures == ("pools[1].other.extra",)
    (result,) = tell("check extra = 8", report)
    assert result.figures == ("other.extra",)


def test_a_name_of_a_record_within_others_is_looked_up_outwards(tell: Tell) -> None:
    report = Report(
        losses=Losses(ending=dollars(3)),
        delinquency=(Delinquency(days_30=Bucket(), other={"extra": dollars(4)}),),
    )
    assert figure_of(tell, "extra", report, "delinquency.*") == [4]
    assert figure_of(tell, "losses.ending", report, "delinquency.*") == [3]


def test_a_name_in_records_that_surround_one_another_is_that_of_each(tell: Tell) -> None:
    report = Report(
        pools=(pool(active_loan_count=1), pool(active_loan_count=10)), notes=(note("A"), note("B"))
    )
    formula = "sum(notes, active_loan_count)"
    assert figure_of(tell, formula, report, "pools") == [2, 20]
    assert figure_of(tell, f"sum(pools, {formula})", report) == [22]


def test_what_was_found_is_kept() -> None:
    scope = report_scope(Report(losses=Losses(ending=dollars(1))))
    steps = (("name", "losses"), ("name", "ending"))
    assert scope.find(steps) is scope.find(steps)
    assert scope.find(steps[:1]).path == "losses"
    inside = scope.inside(Frame(Losses(), "x"))
    assert inside.find(steps[:1]).path == "losses"
    assert inside.kept is scope.kept
    assert inside.find((("name", "ending"),)).path == "x.ending"
    assert inside.find(steps) is scope.inside(Frame(Losses(), "x")).find(steps)
    assert "ending" not in repr(Scope(frames=(Frame(None, ""),), found={((), steps): None}))


def test_a_dash_is_zero_but_no_section_is_not(tell: Tell) -> None:
    report = Report(losses=Losses(), other={"by": {"one": None}})
    assert figure_of(tell, "losses.ending or zero", report) == [0]
    assert figure_of(tell, "by.one or zero", report) == [0]
    assert figure_of(tell, "by.two or zero", report) == [0]
    assert figure_of(tell, "losses.ending", report) == ["losses.ending"]
    assert figure_of(tell, "net_recoveries.ending or zero", report) == ["net_recoveries.ending"]
    assert figure_of(tell, "net_recoveries.a.b or zero", report) == ["net_recoveries.a.b"]


def test_the_record_of_the_same_group(tell: Tell) -> None:
    blocks = (Overcollateralization(group="2"), Overcollateralization(group="9"))
    pools = (pool(1, 11, group="1"), pool(1, 12, group="2"))
    report = Report(pools=pools, overcollateralization=blocks)
    formula = "pools[group].ending_balance"
    no = "pools[group].ending_balance"
    assert figure_of(tell, formula, report, "overcollateralization") == [12, no]
    twice = attrs.evolve(report, pools=(pools[1], pools[1]))
    assert figure_of(tell, formula, twice, "overcollateralization") == [no, no]
    # An only one needs no name; of several none is meant that has no name either.
    only = attrs.evolve(report, pools=pools[:1])
    assert figure_of(tell, formula, only, "overcollateralization") == [11, 11]
    unnamed = attrs.evolve(
        report, pools=(pool(1, 1), pools[1]), overcollateralization=(Overcollateralization(),)
    )
    assert figure_of(tell, formula, unnamed, "overcollateralization") == [no]
    assert figure_of(tell, "pools[group] or zero", unnamed) == ["pools[group]"]
    assert figure_of(tell, "pools[group] or zero", Report()) == ["pools[group]"]


def test_the_record_with_the_largest_figure(tell: Tell) -> None:
    shares = (None, dollars("0.2"), dollars("0.5"), dollars("0.3"))
    notes = tuple(note(None, 1, n, security_share=share) for n, share in enumerate(shares))
    formula = "notes[largest security_share].ending_balance"
    assert figure_of(tell, formula, Report(notes=notes)) == [2]
    assert figure_of(tell, formula, Report(notes=notes[:1])) == ["notes.ending_balance"]
    assert figure_of(tell, f"{formula} or zero", Report()) == ["notes.ending_balance"]
    assert figure_of(tell, "notes[largest factor] or zero", Report(notes=notes)) == ["notes"]


def test_a_sum_may_hold_the_month_before_and_a_number_that_is_tried(tell: Tell) -> None:
    report = Report(notes=(note("A"), note("B")))
    last = Report(excess_cash=dollars(3))
    (result,) = tell("for n from 5 to 6\ncheck sum(notes, last.excess_cash + n) = 18", report, last)
    assert (result.outcome, result.sides) == ("holds", (18, 18))


# ---- what was not read -------------------------------------------------------------------------


def examined(
    report: Report, *cells: Cell, where: str | None = None, format: str = "plain"
) -> Examination:
    """An examination of what was printed in some cells, with an error if ``where`` is given."""
    problem = Problem("GG000", "made-up", "error", 1, 1, "no", where=where)
    return Examination(
        report=report,
        layout="plain",
        format=format,
        cells=cells,
        problems=() if where is None else (problem,),
        layout_scores=(),
        format_scores=(),
    )


def missing_in(tmp_path: Path, clauses: str, scope: Scope) -> list[str]:
    path = tmp_path / "rule.identities"
    path.write_text(block(clauses), encoding="utf-8")
    return [
        name for rule in read_identities(path) for r in evaluate(rule, scope) for name in r.missing
    ]


def test_what_was_not_read_is_not_zero(tmp_path: Path) -> None:
    report = Report(pools=(pool(1),), notes=(note("A", 1),), losses=Losses())
    whole = report_scope(report)
    hidden = attrs.evolve(whole, unshown=frozenset({"losses.ending"}))
    torn = attrs.evolve(whole, incomplete=frozenset({"notes"}))
    for scope, losses, of_note in (
        (whole, [], []),
        (hidden, ["losses.ending"], []),
        (torn, [], ["notes[0].ending_balance"]),
    ):
        assert missing_in(tmp_path, "check losses.ending or zero = 0", scope) == losses
        clauses = "each notes\ncheck ending_balance or zero = 0"
        assert missing_in(tmp_path, clauses, scope) == of_note
        months = attrs.evolve(whole, last=scope)
        clauses = "check last.losses.ending or zero = 0"
        assert missing_in(tmp_path, clauses, months) == [f"last {name}" for name in losses]
        clauses = "each notes\ncheck last.ending_balance or zero = 0"
        assert missing_in(tmp_path, clauses, months) == [f"last {name}" for name in of_note]
        # The month before may be whole where this one is not.
        months = attrs.evolve(scope, last=whole)
        assert missing_in(tmp_path, "check last.losses.ending or zero = 0", months) == []
        assert missing_in(tmp_path, clauses, months) == []
        assert missing_in(tmp_path, "check losses.ending or zero = 0", months) == losses


def test_a_sum_that_misses_a_row_says_nothing(tmp_path: Path) -> None:
    report = Report(notes=(note("A", 1),))
    torn = attrs.evolve(report_scope(report), incomplete=frozenset({"notes"}))
    for formula in ("sum(notes, 1)", "count(notes)"):
        row = "a row in notes that could not be read"
        assert missing_in(tmp_path, f"check {formula} = 1", torn) == [row]
        months = attrs.evolve(report_scope(report), last=torn)
        of_last = formula.replace("notes", "last.notes")
        row = "a row in last notes that could not be read"
        assert missing_in(tmp_path, f"check {of_last} = 1", months) == [row]
        assert missing_in(tmp_path, f"check {formula} = 1", months) == []
        # To a condition, what was read is enough.
        for scope in (torn, months):
            clauses = f"when {formula} > 0 and {of_last if scope.last else 1} > 0\ncheck 1 = 1"
            assert missing_in(tmp_path, clauses, scope) == []


def test_a_section_that_the_records_do_not_have_is_one_too(tmp_path: Path) -> None:
    report = Report(other={"fund": {"a": None}, "funds": ({"a": None},)}, losses=Losses())

    def missing(formula: str, *incomplete: str) -> list[str]:
        scope = attrs.evolve(report_scope(report), incomplete=frozenset(incomplete))
        return missing_in(tmp_path, f"check {formula} = 0", scope)

    assert missing("fund.a or zero", "notes", "a", "funds") == []
    assert missing("fund.a or zero", "fund") == ["other.fund.a"]
    assert missing("fund.a or zero", "other") == ["other.fund.a"]
    assert missing("sum(funds, a or zero)", "fund", "a") == []
    assert missing("losses.ending or zero", "ending", "other") == []
    row = "a row in other.funds that could not be read"
    assert missing("sum(funds, a or zero)", "funds") == [row]


# ---- names that nothing knows ------------------------------------------------------------------


GRAMMAR = """\
report: title fund
title: TITLE
TITLE: /T/
fund: amount_in losses
amount_in: TITLE
losses: TITLE
"""
OTHER_GRAMMAR = "report: TITLE amount_out\nTITLE: /U/\namount_out: TITLE\n"


@pytest.fixture
def reach(tmp_path: Path) -> Library:
    """A library of two formats, mine and yours."""
    (tmp_path / "mine.lark").write_text(GRAMMAR, encoding="utf-8")
    (tmp_path / "yours.lark").write_text(OTHER_GRAMMAR, encoding="utf-8")
    return Library((), builtin=tmp_path)


def said(lib: Library, name: str, text: str) -> list[tuple[str, int, str]]:
    """What is wrong with a file of identities; of each the name of its file."""
    (lib.where[-1] / f"{name}.identities").write_text(text, encoding="utf-8")
    return [(Path(file).name, line, why) for file, line, why in check_identities(lib)]


@pytest.mark.parametrize(
    "clauses",
    [
        "check fund.amount_in = 0",
        "check fund.ending_balance = 0",
        "check losses.ending = last.losses.ending",
        "check amount_in = 0",
        "each pools\ncheck beginning_balance = last.ending_balance",
        "each pools\nwhen losses.ending > 0\ncheck excess_cash = 0",
        "each fund\ncheck ending_balance = 0",
        "each fund.*\ncheck ending_balance = 0",
        "each losses.*\ncheck ending_balance = 0",
        "each delinquency.*\ncheck balance = share",
        "each delinquency.days_30\ncheck balance = share",
        "each overcollateralization\ncheck pools[group].ending_balance = 0",
        "check notes[largest security_share].ending_balance = 0",
        "check sum(notes, ending_balance, when coupon > 0 and excess_cash > 0) = count(pools)",
        "check sum(pools, sum(notes, active_loan_count + factor)) = 0",
        "check special_losses.ending.fraud = certificates.factor",
        "for days from 1 to 2\ncheck days = excess_cash",
    ],
)
def test_a_name_that_a_record_or_a_grammar_has_is_known(clauses: str, reach: Library) -> None:
    assert said(reach, "mine", block(clauses)) == []


@pytest.mark.parametrize(
    ("clauses", "line", "name", "hint"),
    [
        ("check begining = 0", 2, "begining", ""),
        ("check xyz = 0", 2, "xyz", ""),
        ("check amount_inn = 0", 2, "amount_inn", "amount_in"),
        ("check fund.amount_inn = 0", 2, "amount_inn", "amount_in"),
        ("check losses.endin = 0", 2, "endin", "ending"),
        ("check losses.title = 0", 2, "title", ""),
        ("check TITLE = 0", 2, "TITLE", ""),
        ("check ending_balance = 0", 2, "ending_balance", ""),
        ("each poolz\ncheck 1 = 1", 1, "poolz", "pools"),
        ("each pools\ncheck delinquency.pools = 0", 3, "pools", ""),
        ("each delinquency.*\ncheck balanc = 0", 3, "balanc", "balance"),
        ("each delinquency.days_31\ncheck balance = 0", 1, "days_31", "days_30"),
        ("check last.excess_cas = 0", 2, "excess_cas", "excess_cash"),
        ("check 1 = 1\nor excess_cas = 0", 3, "excess_cas", "excess_cash"),
        ("when excess_cas > 0\ncheck 1 = 1", 2, "excess_cas", "excess_cash"),
        ("check 1 = 1\nwithin excess_cas because so", 3, "excess_cas", "excess_cash"),
        ("check excess_cas = excess_cas", 2, "excess_cas", "excess_cash"),
        ("check abs(-(1 + excess_cas)) = 0", 2, "excess_cas", "excess_cash"),
        ('check 1 = 1\nwhen not excess_cas like "A"', 3, "excess_cas", "excess_cash"),
        ("check count(pool) = 0", 2, "pool", "pools"),
        ("check sum(pool, xyz) = 0", 2, "pool", "pools"),
        ("check sum(pools, grou) = 0", 2, "grou", "group"),
        ("check sum(pools, excess_cas) = 0", 2, "excess_cas", "excess_cash"),
        ("check sum(pools, 1, when grou is stated) = 0", 2, "grou", "group"),
        ("check notes[largest facto].factor = 0", 2, "facto", "factor"),
        ("each notes\ncheck pools[name].group = 0", 3, "name", ""),
        ("check pools[loan_rate].group = 0", 2, "loan_rate", "note_rate"),
        ("check pools[group].grou = 0", 2, "grou", "group"),
        ("for days from 1 to 2\ncheck dayz = 1", 3, "dayz", ""),
        ("for days from 1 to 2\ncheck excess_cas = 1", 3, "excess_cas", "excess_cash"),
    ],
)
def test_a_name_that_nothing_knows_is_found(
    clauses: str, line: int, name: str, hint: str, reach: Library
) -> None:
    why = f'"Rule" names {name}, which is not known here'
    if hint:
        why += f": did you mean {hint}?"
    assert said(reach, "mine", block(clauses)) == [("mine.identities", line, why)]


def test_last_alone_names_nothing(reach: Library) -> None:
    why = "last is the month before: write last.NAME"
    assert said(reach, "mine", block("check last = 0")) == [("mine.identities", 2, why)]


def test_several_faults_are_found_in_their_order(reach: Library) -> None:
    text = block("each pools\ncheck groub + grouc = 0\nor groud = 1", "A") + block("check xyz = 1")
    names = [(line, why.split()[2]) for _, line, why in said(reach, "mine", text)]
    assert names == [(3, "groub,"), (3, "grouc,"), (4, "groud,"), (7, "xyz,")]


def test_shared_identities_may_name_what_any_format_names(reach: Library) -> None:
    text = block("check amount_in = amount_out")
    assert said(reach, "all", text) == []
    why = '"Rule" names amount_out, which is not known here: did you mean amount_in?'
    assert said(reach, "mine", text) == [("mine.identities", 2, why)]


def test_files_that_cannot_be_tested_do_not_hide_the_others(reach: Library) -> None:
    said(reach, "else", "")
    (reach.where[-1] / "f.identities").write_bytes(b"\xff")
    (reach.where[-1] / "wrong.lark").write_text("report: A\n\nA: 'a'\nA: 'b'\n", encoding="utf-8")
    lib = Library((), builtin=reach.where[-1])
    (lib.where[-1] / "mine.identities").write_bytes(b"\xff")
    found = said(lib, "wrong", block("check 1 = 1"))
    assert [(file, line) for file, line, _ in found] == [
        ("else.identities", 1),
        ("f.identities", 1),
        ("mine.identities", 1),
        ("wrong.lark", 4),
    ]
    assert found[0][2] == "there is no format else: these identities are for none"
    assert found[2][2] == "is not UTF-8 text: invalid start byte"
    assert found[3][2].startswith("A is defined already")


# ---- months ------------------------------------------------------------------------------------


DAY = date(2003, 11, 25)


def dated(month: date | None = DAY, **fields: Any) -> Report:
    return Report(**{"series": "S", "payment_date": month, **fields})


def of_series(*reports: Report | Examination, **options: Any) -> list[SeriesResult]:
    """The results, less those of the built-in identities that cannot be tested."""
    return [r for r in reconcile_series(reports, **options) if r.outcome != "untestable"]


def test_a_report_without_a_date_has_no_place() -> None:
    assert reconcile_series([dated(None), dated(None, series="T"), dated(), dated(None)]) == tuple(
        SeriesResult(
            trust=trust,
            name="Date of the report",
            formula="the report has its place in the order of months",
            outcome="untestable",
            missing=("payment_date",),
        )
        for trust in ("S", "S", "T")
    )


def test_months_that_are_missing() -> None:
    def missing(*days: tuple[int, int, int]) -> list[str]:
        results = of_series(*(dated(date(*day)) for day in days))
        assert {r.name for r in results} <= {"Month missing"}
        return [r.formula.removeprefix("there is a report of ") for r in results]

    assert missing((2003, 11, 25), (2003, 12, 26)) == []
    assert missing((2003, 11, 25), (2004, 3, 25)) == ["2003-12", "2004-01", "2004-02"]
    assert missing((2004, 3, 25), (2004, 1, 25)) == ["2004-02"]
    assert missing((2003, 1, 25), (2004, 1, 25)) == [f"2003-{n:02d}" for n in range(2, 13)]
    (result,) = of_series(dated(date(2004, 1, 25)), dated())
    assert result == SeriesResult(
        trust="S",
        month=date(2004, 1, 25),
        before=DAY,
        name="Month missing",
        formula="there is a report of 2003-12",
        outcome="fails",
    )


def test_months_that_come_twice() -> None:
    later, day = dated(date(2003, 12, 1)), date(2003, 12, 31)
    earlier = [dated(date(2003, 10, 25)), dated()]
    results = of_series(*earlier, later, dated(day), later, dated(date(2004, 1, 25)))
    assert [(r.month, r.before, r.hint) for r in results] == [
        (later.payment_date, later.payment_date, "both say the same"),
        (day, later.payment_date, "the two say different things"),
    ]
    assert results[1] == SeriesResult(
        trust="S",
        month=day,
        before=later.payment_date,
        name="Month twice",
        formula="there is one report of 2003-12",
        outcome="fails",
        hint="the two say different things",
    )


def test_trusts_are_told_apart() -> None:
    def trusts(*reports: Report) -> list[str]:
        """The trust of each report that has no date."""
        bare = [attrs.evolve(report, payment_date=None) for report in reports]
        return [result.trust for result in reconcile_series(bare)]

    assert trusts(dated(series="A  b\n", trust="T", title="U")) == ["A b"]
    assert trusts(dated(series=None, trust="T", title="U")) == ["T"]
    assert trusts(dated(series=None, title="U")) == ["U"]
    assert trusts(dated(series=None)) == ["(no title)"]
    one, two = dated(group="1"), dated(group="2")
    assert trusts(one) == ["S"]
    assert trusts(one, one, dated()) == ["S", "S", "S"]
    assert trusts(one, two, dated(), one) == ["S Group 1", "S Group 1", "S Group 2", "S"]
    some = (dated(class_name="A"), dated(class_name="B", group="1"))
    assert trusts(*some) == ["S Class A", "S Class B"]
    both = (*some, dated(class_name="B", group="2"), dated(group="2", series="T"))
    assert trusts(*both) == ["S Class A", "S Class B Group 1", "S Class B Group 2", "T"]


def test_classes_that_stand_in_one_of_two_reports() -> None:
    before = dated(notes=(note("Class A-1"), note("Class A-2"), note(None)))
    after = dated(date(2003, 12, 25), notes=(note("CLASS A-1"), note("Class A-3"), note("Z")))
    both: dict[str, Any] = {"trust": "S", "month": after.payment_date, "before": DAY}
    assert of_series(before, after) == [
        SeriesResult(
            name="Class appears",
            formula='"Class A-3" is a class in the report of 2003-11-25 too',
            where='notes "Class A-3"',
            outcome="fails",
            **both,
        ),
        SeriesResult(
            name="Class appears",
            formula='"Z" is a class in the report of 2003-11-25 too',
            where='notes "Z"',
            outcome="fails",
            **both,
        ),
        SeriesResult(
            name="Class disappears",
            formula='"Class A-2" is a class in the report of 2003-12-25 too',
            where='notes "Class A-2"',
            outcome="fails",
            **both,
        ),
    ]


def test_a_class_that_was_not_read_has_not_gone() -> None:
    before = dated(notes=(note("A"), note("B")))
    after = dated(date(2003, 12, 25), notes=(note("A"), note("C")))

    def names(*reports: Report | Examination) -> list[str]:
        return [result.name for result in of_series(*reports)]

    assert names(before, after) == ["Class appears", "Class disappears"]
    row = (UnknownRow(section="notes"),)
    assert names(attrs.evolve(before, unknown=row), after) == ["Class disappears"]
    assert names(before, attrs.evolve(after, unknown=row)) == ["Class appears"]
    assert names(examined(before, where="notes"), after) == ["Class disappears"]
    assert names(before, examined(after, where="notes")) == ["Class appears"]
    assert names(examined(before, where="pools"), after) == ["Class appears", "Class disappears"]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A directory with identities of its own for months; the built-in ones are in reach too."""
    (tmp_path / "all.identities").write_text(
        block("check excess_cash = 1", "Not monthly")
        + block("check excess_cash = last.excess_cash", "Next")
        + block("check excess_cash >= last.excess_cash\nacross gaps", "Grows"),
        encoding="utf-8",
    )
    (tmp_path / "mine.lark").write_text(GRAMMAR, encoding="utf-8")
    (tmp_path / "mine.identities").write_text(
        block("check excess_spread = last.excess_spread", "Mine"), encoding="utf-8"
    )
    return tmp_path


def cash(month: int, amount: object, **fields: Any) -> Report:
    return dated(date(2003, month, 25), excess_cash=dollars(amount), **fields)


def test_one_month_is_compared_with_the_next(rules: Path) -> None:
    months = [cash(4, 6), cash(1, 5), cash(2, 5)]
    results = of_series(*months, grammar=rules)
    assert [(r.name, r.month, r.outcome) for r in results] == [
        ("Next", date(2003, 2, 25), "holds"),
        ("Grows", date(2003, 2, 25), "holds"),
        ("Month missing", date(2003, 4, 25), "fails"),
        ("Grows", date(2003, 4, 25), "holds"),
    ]
    assert results[3] == SeriesResult(
        trust="S",
        month=date(2003, 4, 25),
        before=date(2003, 2, 25),
        name="Grows",
        formula="excess cash 6 >= last excess cash 5",
        outcome="holds",
        difference=dollars("1.00"),
        tolerance=dollars("0.00"),
        because="it is so",
        figures=("excess_cash", "last excess_cash"),
        sides=(dollars(6), dollars(5)),
    )


def test_the_printed_cells_are_those_of_the_later_month(rules: Path) -> None:
    cells = [Cell("5", 1, n, n, "value", "excess_cash", "AMOUNT") for n in (1, 2)]
    before, after = examined(cash(1, 5), cells[0]), examined(cash(2, 5), cells[1])
    results = of_series(before, after, grammar=rules)
    assert [(r.name, r.cells) for r in results] == [
        ("Next", (cells[1],)),
        ("Grows", (cells[1],)),
    ]


def test_the_identities_are_those_of_the_later_report(rules: Path) -> None:
    def told(*reports: Report | Examination) -> list[tuple[str, str]]:
        results = reconcile_series(reports, grammar=rules)
        return [(r.name, r.outcome) for r in results if r.name == "Mine"]

    one, two = dated(date(2003, 1, 25)), dated(date(2003, 2, 25))
    assert told(one, two) == []
    assert told(examined(one, format="mine"), two) == []
    assert told(one, examined(two, format="mine")) == [("Mine", "untestable")]
    assert told(one, examined(two, format="yours")) == []
    stated = [attrs.evolve(report, excess_spread=dollars(1)) for report in (one, two)]
    assert told(*stated) == [("Mine", "holds")]


def test_a_figure_of_the_month_before_that_was_not_shown_is_not_zero() -> None:
    before = dated(pools=(pool(1),))
    after = dated(date(2003, 12, 25), pools=(pool(1, beginning_prefunding_balance=dollars(7)),))
    path = "pools[0].ending_prefunding_balance"

    def outcome(*reports: Report | Examination) -> str:
        (result,) = (r for r in reconcile_series(reports) if r.name == "Prefunding carried over")
        return result.outcome

    assert outcome(before, after) == "fails"
    hidden = Cell("########", 1, 1, 0, "value", path, "UNSHOWN")
    assert outcome(examined(before, hidden), after) == "untestable"
    assert outcome(before, examined(after, hidden)) == "fails"
    assert outcome(examined(before, where="pools"), after) == "untestable"


def test_a_figure_of_the_later_month_that_was_not_shown_is_not_zero(tmp_path: Path) -> None:
    text = block("check excess_cash or zero = last.excess_cash")
    (tmp_path / "all.identities").write_text(text, encoding="utf-8")
    before, after = cash(1, 5), dated(date(2003, 2, 25))
    hidden = Cell("########", 1, 1, 0, "value", "excess_cash", "UNSHOWN")
    for later, outcome in ((after, "fails"), (examined(after, hidden), "untestable")):
        results = reconcile_series([before, later], grammar=tmp_path)
        assert [r.outcome for r in results if r.name == "Rule"] == [outcome]


@pytest.mark.parametrize(
    ("now", "before", "cut"),
    [
        ("57206533.16", "157206533.16", True),
        ("157206533.16", "57206533.16", True),
        ("157206533.26", "57206533.16", False),
        ("21", "1", True),
        ("21", "2", False),
        ("200", "100", False),
        ("1000", "0", False),
        ("0", "1000", False),
        ("-57", "157", False),
        ("157", "157", None),
    ],
)
def test_a_leading_digit_that_one_of_two_has_lost(
    now: str, before: str, cut: bool | None, rules: Path
) -> None:
    result = of_series(cash(1, before), cash(2, now), grammar=rules)[0]
    assert result.outcome == ("holds" if cut is None else "fails")
    text = "the two are equal but for a leading digit that one of them has lost: "
    assert (result.hint == text + "compare the originals") == bool(cut)
    if (now, before) == ("200", "100"):
        assert str(result.hint).startswith("one digit explains it")
