"""Does each report of a trust go on where the one before it ended?"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from conftest import FIXTURES, read
from made import cases
from rules import (
    block,
    cell,
    directory,
    dollars,
    examined,
    note,
    outcomes,
    record,
    report,
    told,
    unshown,
)

from gmacm_grammar import Examination, Report, examine, parse, reconcile, reconcile_series

FIXED = FIXTURES / "2002-HE2_2004-02-25.txt"


def of(*reports: Report | Examination, **options: Any) -> list[Any]:
    """The results, less those of the built-in identities that cannot be tested."""
    return [r for r in reconcile_series(reports, **options) if r.outcome != "untestable"]


def shown(results: list[Any], *fields: str) -> list[Any]:
    return [" ".join(str(getattr(result, field)) for field in fields) for result in results]


# ---- certificates ------------------------------------------------------------------------------


def moved(before: Report, **fields: Any) -> Report:
    """The report of a month in which nothing happens, after another one."""
    day, losses = before.payment_date, before.losses
    assert day is not None
    later = {
        "payment_date": day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1),
        "pools": tuple(attrs.evolve(p, beginning_balance=p.ending_balance) for p in before.pools),
        "notes": tuple(attrs.evolve(n, beginning_balance=n.ending_balance) for n in before.notes),
        "overcollateralization": tuple(
            attrs.evolve(o, beginning=o.outstanding) for o in before.overcollateralization
        ),
        "losses": losses and attrs.evolve(losses, beginning=losses.ending),
    }
    return attrs.evolve(before, **{**later, **fields})


@pytest.fixture(scope="module")
def first() -> Report:
    return parse(read(FIXED))


def failing(*reports: Report | Examination) -> list[Any]:
    return [r for r in reconcile_series(reports) if r.outcome == "fails"]


def test_a_consecutive_pair_carries_over() -> None:
    pair = [examine(read(FIXTURES / f"2000-HE3_2001-{month}-25.txt")) for month in ("10", "09")]
    results = reconcile_series(pair)
    carried = Counter(r.outcome for r in results if "carried over" in r.name)
    assert (carried["holds"], carried["fails"], carried["remark"]) == (12, 0, 0)
    assert {r.where for r in results if r.name == "Class appears"} == {
        'notes "Class A-3"',
        'notes "Class A-4"',
    }
    assert {r.trust for r in results} == {"2000-HE3"}


def test_a_month_in_which_nothing_happens(first: Report) -> None:
    second = moved(first)
    assert failing(moved(second), first, second) == []
    assert failing(first, parse(read(FIXTURES / "2002-HE4_2003-07-25.txt"))) == []


@pytest.mark.parametrize(
    ("balance", "difference", "hint"),
    [("157206533.26", "0.10", None), ("57206533.16", "-100000000", "leading digit")],
)
def test_a_figure_that_does_not_carry_over(
    first: Report, balance: str, difference: str, hint: str | None
) -> None:
    pool = attrs.evolve(moved(first).pools[0], beginning_balance=Decimal(balance))
    (result,) = failing(first, moved(first, pools=(pool,)))
    assert (result.name, result.difference) == ("Pool carried over", Decimal(difference))
    assert (hint or "None") in str(result.hint)
    assert shown([result], "before", "month") == ["2004-02-25 2004-03-25"]


def test_both_cells_are_told_and_which_reports_they_are_in() -> None:
    texts = [read(FIXTURES / f"2000-HE3_2001-{month}-25.txt") for month in ("10", "09")]
    texts[0] = texts[0].replace("94,278,961.57", "94,278,061.57")
    (result,) = (
        r for r in reconcile_series(map(examine, texts)) if r.name == "Note carried over"
        and r.outcome == "fails"
    )  # fmt: skip
    assert result.formula == (
        "beginning balance 94,278,061.57 is not last ending balance 94,278,961.57"
    )
    assert (result.index, result.index_before) == (0, 1)
    assert [(c.line, c.text) for c in result.cells] == [(27, "94,278,061.57")]
    assert [(c.line, c.text) for c in result.cells_before] == [(28, "94,278,961.57")]
    # The report by itself does not add up either, for the same figure.
    value = "notes[0].beginning_balance being 94,278,961.57 would make all 3 hold"
    assert value in str(result.hint)


def test_classes_with_reports_of_their_own_are_not_one_twice() -> None:
    text = read(FIXTURES / "2000-HE4-A1_2001-11-26.txt")
    given = [parse(text), parse(text.replace("Class A-1", "Class A-2"))]
    assert reconcile_series(given) == ()


def test_a_figure_that_several_failures_share(first: Report) -> None:
    """The value is told with which all would hold; of two misread figures each has its own."""
    (pool,), notes = first.pools, first.notes
    wrong = attrs.evolve(notes[3], ending_balance=Decimal("59058117.08"))
    changed = attrs.evolve(
        first,
        pools=(attrs.evolve(pool, beginning_balance=Decimal("164321894.03")),),
        notes=(*notes[:3], wrong, *notes[4:]),
    )
    hints = {r.name: str(r.hint) for r in reconcile(changed) if r.outcome == "fails"}
    value = "notes[3].ending_balance being 59,058,717.08 would make all "
    assert value in hints["Note roll-forward"]
    assert value in hints["Pool less notes at the end"]
    for name in ("Pool roll-forward", "Pool less notes at the beginning"):
        assert "pools[0].beginning_balance being 164,321,894.73 " in hints[name]
        assert hints[name].endswith(" would make all 2 hold")
    # In the month before, too.
    ending = Decimal("59058717.00")
    last = attrs.evolve(first, notes=(*notes[:3], attrs.evolve(notes[3], ending_balance=ending),
                                      *notes[4:]))  # fmt: skip
    clauses = "each notes; check beginning_balance = last.ending_balance"
    rules = directory(all=block(clauses, "One") + block(clauses, "Two"))
    after = moved(first)
    failing = [r for r in reconcile_series([last, after], grammar=rules) if r.outcome == "fails"]
    value = "last notes[3].ending_balance being 59,058,717.08 would make all "
    assert {r.name for r in failing if value in str(r.hint)} == {"One", "Two", "Note carried over"}


def test_figures_that_no_record_has_are_no_culprits() -> None:
    rules = block("check nothing or zero = 5", "One") + block("check nothing or zero = 5", "Two")
    told = "likely one misread figure: other.nothing being 5.00 would make all 2 hold"
    for other, hint in (({}, ""), ({"nothing": "9.00"}, told)):
        results = reconcile(report(other=other), grammar=directory(all=rules))
        failing = [r for r in results if r.outcome == "fails"]
        assert [r.name for r in failing] == ["One", "Two"]
        assert {str(r.hint).partition("; ")[2] for r in failing} == {hint}


def test_a_coupon_or_target_that_is_another_one_in_between(first: Report) -> None:
    coupon = attrs.evolve(first.notes[1], coupon=Decimal("0.04680"))
    block_ = attrs.evolve(first.overcollateralization[0], target=Decimal("22512082.61"))
    second = moved(first)
    middle = attrs.evolve(second, notes=(second.notes[0], coupon, *second.notes[2:]))
    other = attrs.evolve(moved(first), overcollateralization=(block_,))
    names = [r.name for r in failing(first, middle, moved(second))]
    assert names == ["Coupon between two months"]
    assert "Target between two months" in [r.name for r in failing(first, other, moved(second))]
    # It may change once; and what is two months back is not known after a gap.
    assert failing(first, middle, moved(middle)) == []
    later = moved(moved(moved(second)))
    assert {r.name for r in failing(first, middle, later)} == {"Month missing"}


def test_loans_do_not_become_more(first: Report) -> None:
    pool = attrs.evolve(moved(first).pools[0], active_loan_count=5209)
    assert shown(failing(first, moved(first, pools=(pool,))), "name") == [
        "Loans do not become more"
    ]


def test_losses_that_shrink(first: Report) -> None:
    second = moved(first)
    assert second.losses is not None
    losses = attrs.evolve(second.losses, ending=Decimal("2761381.89"))
    name = "Losses to date do not shrink"
    assert shown(failing(first, moved(first, losses=losses)), "name") == [name]
    gap = moved(moved(moved(first)), losses=losses)
    assert name in shown(failing(first, gap), "name")


# ---- which reports belong together, and in which order -----------------------------------------


def test_a_report_without_a_date_has_no_place() -> None:
    bare = [attrs.evolve(report(series=series), payment_date=None) for series in "STS"]
    results = reconcile_series([*bare, report()])
    assert shown(list(results), "trust", "outcome", "month", "before", "missing") == [
        f"{trust} untestable None None ('payment_date',)" for trust in "SST"
    ]
    assert {(r.name, r.formula) for r in results} == {
        ("Date of the report", "a report without a date has no place among the months")
    }


TRUSTS = cases("""
series=A  b, trust=T, title=U => A b
trust=T, title=U => T
title=U => U
=> (no title)
series=S, group=1 => S
series=S, group=1 / series=S => S / S
series=S, group=1 / series=S, group=2 / series=S => S Group 1 / S Group 2 / S
series=S, class_name=A / series=S, class_name=B, group=1 => S Class A / S Class B
series=S, class_name=A / series=S, class_name=B, group=1 / series=S, class_name=B, group=2 / \
    series=T, group=2 => S Class A / S Class B Group 1 / S Class B Group 2 / T
""")


@pytest.mark.parametrize(("headings", "trusts"), TRUSTS)
def test_trusts_are_told_apart_by_their_headings(headings: str, trusts: str) -> None:
    given = [dict(part.strip().split("=") for part in heading.split(",") if "=" in part)
             for heading in headings.split(" / ")]  # fmt: skip
    results = reconcile_series([Report(**fields) for fields in given])
    assert [result.trust for result in results] == trusts.split(" / ")


def test_groups_of_a_series_are_followed_apart(first: Report) -> None:
    one, two = attrs.evolve(first, group="1"), attrs.evolve(first, group="2")
    given = [one, two, moved(one), moved(two)]
    assert failing(*given) == []
    assert {r.trust for r in reconcile_series(given)} == {"2002-HE2 Group 1", "2002-HE2 Group 2"}


def on(day: str, **fields: Any) -> Report:
    return report(**{"payment_date": day, **fields})


MISSING = cases("""
2003-11-25 2003-12-26 =>
2003-11-25 2004-03-25 => no reports of 2003-12 to 2004-02 (3 months)
2004-03-25 2004-01-25 => no report of 2004-02
2003-11-25 2004-01-01 => no report of 2003-12
2003-11-25 2003-12-25 2004-02-25 => no report of 2004-01
2003-10-25 2004-11-25 => no reports of 2003-11 to 2004-10 (12 months)
""")


@pytest.mark.parametrize(("days", "told"), MISSING)
def test_months_that_are_missing(days: str, told: str) -> None:
    results = of(*map(on, days.split()))
    assert [(r.name, r.outcome, r.formula) for r in results] == [
        ("Month missing", "fails", told) for _ in range(bool(told))
    ]
    last, latest = sorted(days.split())[-2:]
    if "2003-12" not in days:
        assert set(shown(results, "trust", "before", "month")) <= {f"S {last} {latest}"}


def test_months_that_come_twice() -> None:
    december = on("2003-12-01")
    results = of(on("2003-10-25"), on("2003-11-25"), december, on("2003-12-31"), december,
                 on("2004-01-25"))  # fmt: skip
    assert shown(results, "name", "outcome", "before", "month", "formula") == [
        f"Month twice {outcome} 2003-12-01 {day} two reports of 2003-12, which say {what}"
        for outcome, day, what in (
            ("remark", "2003-12-01", "the same"),
            ("fails", "2003-12-31", "different things"),
        )
    ]
    assert shown(results, "index_before", "index") == ["2 4", "2 3"]


# ---- classes -----------------------------------------------------------------------------------


def test_classes_that_stand_in_one_of_two_reports() -> None:
    before = report(1, notes=[note("Class A-1"), note("Class A-2"), {}])
    after = report(2, notes=[note("CLASS  A - 1"), note("Class A-3"), note("Z")])
    results = of(before, after)
    assert shown(results, "name", "where", "formula") == [
        'Class appears notes "Class A-3" "Class A-3" is not a class in the report of 2003-01-25',
        'Class appears notes "Z" "Z" is not a class in the report of 2003-01-25',
        'Class disappears notes "Class A-2" "Class A-2" is not a class in the report of 2003-02-25',
    ]
    assert [result.figures for result in results] == [
        ("notes[1].name",),
        ("notes[2].name",),
        ("last notes[1].name",),
    ]
    assert set(shown(results, "outcome", "trust", "before", "month")) == {
        "fails S 2003-01-25 2003-02-25"
    }


def test_a_class_that_was_not_read_has_not_gone() -> None:
    before = report(1, notes=[note("A"), note("B")])
    after = report(2, notes=[note("A"), note("C")])
    both = ["Class appears", "Class disappears"]
    row = report(unknown=[{"section": "notes"}]).unknown
    for one, two, expected in (
        (before, after, both),
        (attrs.evolve(before, unknown=row), after, both[1:]),
        (before, attrs.evolve(after, unknown=row), both[:1]),
        (examined(before, where=("notes",)), after, both[1:]),
        (before, examined(after, where=("notes",)), both[:1]),
        (examined(before, where=("pools",)), after, both),
    ):
        assert shown(of(one, two), "name") == expected


# ---- the same record in the month before -------------------------------------------------------

#: Records of the month before, records of this month, what carries over; a name or group, then the
#: balance.
FOLLOWED = cases("""
notes => Class A-1 1 / Class A-2 2 => CLASS  A - 2 2 / Class A-1 1 => holds holds
notes => Class A-1 1 => Class A1 1 / B 1 => untestable untestable
notes => A 1 / A 1 => A 1 => untestable
pools => 1 / 2 => 1 / 2 => holds holds
pools => 1 => 1 / 1 => holds untestable
pools => 1 / 1 => 1 => holds
pools => => 1 => untestable
pools => 1 => 1 1 => holds
pools => 1 1 => 1 => holds
pools => 1 1 => 1 1 => holds
pools => 2 1 => 1 1 => untestable
pools => 1 => 1 1 / 2 1 => untestable untestable
pools => 2 1 / 3 1 => 1 1 => untestable
""")


@pytest.mark.parametrize(("field", "last", "now", "expected"), FOLLOWED)
def test_records_are_followed_by_name_or_place(
    field: str, last: str, now: str, expected: str
) -> None:
    key = "name" if field == "notes" else "group"

    def made(text: str, balance: str) -> list[dict[str, Any]]:
        parts = [part.rpartition(" ") for part in text.split(" / ") if part]
        return [{**({key: name} if name else {}), balance: figure} for name, _, figure in parts]

    before = report(1, **{field: made(last, "ending_balance")})
    after = report(2, **{field: made(now, "beginning_balance")})
    clauses = f"each {field}; check beginning_balance = last.ending_balance"
    assert outcomes(clauses, before, after) == expected.split()


def test_a_figure_of_the_month_before_is_told_as_such() -> None:
    before = report(1, notes=[note("B", 1, 1), note("A", 1, 2)])
    given = (before, report(2, notes=[note("A", 2)]))
    clauses = "each notes; check beginning_balance = last.ending_balance"
    (result,) = told(clauses, *given)
    assert result.figures == ("notes[0].beginning_balance", "last notes[1].ending_balance")
    assert result.formula == "beginning balance 2 = last ending balance 2"
    summed = "check sum(last.notes, ending_balance) = count(last.notes) + n; for n from 1 to 2"
    (result,) = told(summed, *given)
    assert result.formula == (
        "(ending balance 1 + ending balance 2) = count(last notes) 2 + n, n = 1"
    )
    assert result.figures == ("last notes[0].ending_balance", "last notes[1].ending_balance")
    (result,) = told("each notes; check last.factor = last.losses.ending.x", *given)
    assert result.missing == ("last notes[1].factor",)
    for formula in ("last.ending_balance", "sum(last.notes, 1)", "count(last.notes)"):
        clauses = f"each pools; check {formula} = 0"
        (result,) = told(clauses, before, report(2, pools=[{}]))
        assert result.missing == ("last month's figure",)


def test_records_within_records_are_followed() -> None:
    def made(month: int, *counts: tuple[str, int]) -> Report:
        blocks = [{"group": group, "days_30": {"count": count}} for group, count in counts]
        return report(month, delinquency=blocks)

    given = (made(1, ("2", 8), ("1", 7)), made(2, ("1", 7), ("2", 9)))
    results = told("each delinquency.*; check count = last.count", *given)
    assert shown(results, "outcome") == ["holds", "fails"]
    assert results[1].figures == (
        "delinquency[1].days_30.count",
        "last delinquency[0].days_30.count",
    )


# ---- what was not read -------------------------------------------------------------------------


def test_what_was_not_read_of_one_month_is_not_zero() -> None:
    before, after = (report(m, pools=[record(1)], notes=[note("A", 1)], losses={}) for m in (1, 2))
    hidden, torn = unshown("losses.ending"), ("notes",)
    losses, of_note = "last.losses.ending", "each notes; check last.ending_balance or zero = 0"
    count = "check count(last.notes) = 1"
    for one, two, clauses, expected in (
        (before, after, f"check {losses} or zero = 0", []),
        (examined(before, hidden), after, f"check {losses} or zero = 0", ["last losses.ending"]),
        (before, examined(after, hidden), f"check {losses} or zero = 0", []),
        (before, examined(after, hidden), f"check losses.ending or zero = count({losses})",
         ["losses.ending"]),
        (examined(before, where=torn), after, of_note, ["last notes[0].ending_balance"]),
        (before, examined(after, where=torn), of_note, []),
        (examined(before, where=torn), after, count,
         ["a row in last notes that could not be read"]),
        (before, examined(after, where=torn), count, []),
        (examined(before, where=torn), examined(after, where=torn),
         "when count(last.notes) + count(notes) = 2; check 1 = 1", []),
    ):  # fmt: skip
        (result,) = told(clauses, one, two)
        assert list(result.missing) == expected


# ---- the identities ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rules() -> Path:
    """A directory with identities of its own for months; the built-in ones are in reach too."""
    folder = directory(
        all=block("check excess_cash = 1", "Not monthly")
        + block("check excess_cash = last.excess_cash", "Next")
        + block("check excess_cash >= last.excess_cash; across gaps", "Grows"),
        mine=block("check excess_spread = last.excess_spread", "Mine"),
    )
    (folder / "mine.lark").write_text("report: A\nA: /a/\n", encoding="utf-8")
    return folder


def test_one_month_is_compared_with_the_next(rules: Path) -> None:
    months = [report(m, excess_cash=cash) for m, cash in ((4, "6"), (1, "5"), (2, "5"))]
    results = of(*months, grammar=rules)
    assert shown(results, "name", "before", "month", "outcome") == [
        "Next 2003-01-25 2003-02-25 holds",
        "Grows 2003-01-25 2003-02-25 holds",
        "Month missing 2003-02-25 2003-04-25 fails",
        "Grows 2003-02-25 2003-04-25 holds",
    ]
    grows = results[3]
    assert grows.formula == "excess cash 6 >= last excess cash 5"
    assert (grows.difference, grows.sides, grows.because) == (1, (6, 5), "it is so")
    assert grows.figures == ("excess_cash", "last excess_cash")


def test_the_printed_cells_are_those_of_the_later_month(rules: Path) -> None:
    cells = cell("excess_cash", text="5"), cell("excess_cash", text="6")
    given = [examined(report(m, excess_cash="5"), cells[m - 1]) for m in (1, 2)]
    assert [(r.name, r.cells) for r in of(*given, grammar=rules)] == [
        ("Next", cells[1:]),
        ("Grows", cells[1:]),
    ]


def test_the_identities_are_those_of_the_later_report(rules: Path) -> None:
    one, two = report(1), report(2)
    for before, after, expected in (
        (one, two, []),
        (examined(one, format="mine"), two, []),
        (one, examined(two, format="mine"), ["untestable"]),
        (one, examined(two, format="yours"), []),
        (report(1, excess_spread="1"), report(2, excess_spread="1"), ["holds"]),
    ):
        results = reconcile_series([before, after], grammar=rules)
        assert [r.outcome for r in results if r.name == "Mine"] == expected


CUT = cases("""
57206533.16 => 157206533.16 => cut
157206533.16 => 57206533.16 => cut
157206533.26 => 57206533.16
21 => 1 => cut
21 => 2
200 => 100 => one digit explains it
1000 => 0 => one digit explains it
0 => 1000 => one digit explains it
-57 => 157
""")


@pytest.mark.parametrize("case", CUT, ids=lambda case: case[0])
def test_a_leading_digit_that_one_of_two_has_lost(case: list[str], rules: Path) -> None:
    now, before, hint = (*case, "None")[:3]
    given = report(1, excess_cash=before), report(2, excess_cash=now)
    result = of(*given, grammar=rules)[0]
    assert (result.outcome, result.difference) == ("fails", dollars(now) - dollars(before))
    cut = "the two are equal but for a leading digit that one of them has lost: "
    assert str(result.hint).startswith(cut + "compare the originals" if hint == "cut" else hint)
