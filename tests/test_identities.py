"""Identities as text: the notation, what it comes to, what is wrong in a file, which are tried."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import REPORTS
from made import cases, new_directory
from rules import block, directory, missing, note, outcomes, record, report, told
from shell import run

from gmacm_grammar import GrammarError, Report, reconcile

# ---- formulas ----------------------------------------------------------------------------------

REPORT = report(
    title="2002-XY Title",
    excess_cash="1234567.50",
    excess_spread="0.00",
    repurchased_units=3,
    losses={"ending": "-7"},
    notes=[note("Class A-1", ending_balance="2500.25"), note("Class IO", ending_balance="4")],
)

FORMULAS = cases("""
excess_cash => 1234567.50 => excess cash 1,234,567.50
repurchased_units => 3 => repurchased units 3
losses.ending => -7 => losses ending -7
losses.beginning or zero + 1 => 1 => losses beginning 0 + 1
0.00000001 => 1E-8 => 0.00000001
2 + 3 * 4 => 14 => 2 + 3 * 4
(repurchased_units + 3) * 4 => 24 => (repurchased units 3 + 3) * 4
7 / 2 - 1 => 2.5 => 7 / 2 - 1
7 - 2 - 1 => 4 => 7 - 2 - 1
8 / 4 / 2 * 3 => 3 => 8 / 4 / 2 * 3
-2 - 3 => -5 => 0 - 2 - 3
--2 => 2 => 0 - 0 - 2
abs(losses.ending) => 7 => abs(losses ending -7)
half_unit(excess_cash) => 0.005 => half unit(excess cash 1,234,567.50)
half_unit(5) * 2 => 1.0 => half unit(5) * 2
nearest(1499, 1000) => 1000 => nearest(1499, 1000)
nearest (-1501, 500 + 500) => -2000 => nearest(0 - 1501, 500 + 500)
nearest(1499, 1000, 1200, 1300) => 1200 => nearest 1,200
nearest(1499, 1000, 300, 800) => 800 => nearest 800
nearest(losses.beginning or zero + 5, 2, 0, 9) => 4 => nearest 4
decimals(excess_cash) => 2 => decimals(excess cash 1,234,567.50)
decimals(repurchased_units) => 0 => decimals(repurchased units 3)
year(payment_date) => 2003 => year(payment date 2003-01-25)
year(title) - 1 => 2001 => year(title 2002-XY Title) - 1
day(payment_date) => 25 => day(payment date 2003-01-25)
weekday(payment_date) => 6 => weekday(payment date 2003-01-25)
count(notes) - 1 => 1 => count(notes) 2 - 1
count(losses) => 1 => count(losses) 1
count(special_losses.ending) => 0 => count(special losses ending) 0
sum(notes, ending_balance + 1) => 2506.25 => (ending balance 2,500.25 + 1 + ending balance 4 + 1)
sum(notes, ending_balance, when name like "*IO*") - 1 => 3 => ending balance 4 - 1
sum(notes, 1, when (ending_balance > 4)) => 1 => 1
sum(notes, ending_balance, when 1 = 2) => 0 => (0)
sum(losses, ending) => -7 => ending -7
sum(notes, repurchased_units) => 6 => (repurchased units 3 + repurchased units 3)
""")


@pytest.mark.parametrize(("text", "value", "words"), FORMULAS)
def test_a_formula_has_a_value_and_words(text: str, value: str, words: str) -> None:
    (result,) = told(f"check {text} = 1000000", REPORT)
    assert (str(result.sides[0]), result.formula) == (value, f"{words} is not 1000000")


WITHOUT_A_VALUE = cases("""
losses.current_month => losses.current_month => losses current month (not stated)
notes[largest ending_balance].factor => notes[0].factor => notes factor (not stated)
pools[largest loan_rate].loan_rate => pools.loan_rate => pools loan rate (not stated)
sum(pools, 1) => pools => pools (not stated)
sum(notes, 1, when factor > 0) => notes[0].factor => sum(notes)
notes => one figure at notes => notes (not stated)
losses => one figure at losses => losses (not stated)
title.name => title.name => title name (not stated)
sum(title.name, 1) => title.name => sum(title name)
title => a number in title 2002-XY Title = 0 => title 2002-XY Title
title + 1 => a number in title 2002-XY Title + 1 = 0 => title 2002-XY Title + 1
abs(title) => a number in abs(title 2002-XY Title) = 0 => abs(title 2002-XY Title)
half_unit(title) => a number in half unit(title 2002-XY Title) = 0 => half unit(title 2002-XY Title)
sum(notes, name) => a number in (name Class A-1 + name Class IO) => (name Class A-1 + name Class IO)
1 / 0 => anything but zero to divide by in 1 / 0 = 0 => 1 / 0
nearest(1, 0) => anything but zero to divide by in nearest(1, 0) = 0 => nearest(1, 0)
0 / (losses.beginning or zero) => anything but zero to divide by in 0 / (losses beginning 0) = 0 \
    => 0 / (losses beginning 0)
""")


@pytest.mark.parametrize(("text", "why", "words"), WITHOUT_A_VALUE)
def test_a_formula_without_a_value_has_words(text: str, why: str, words: str) -> None:
    (result,) = told(f"check {text} = 0", REPORT)
    assert (result.outcome, result.missing) == ("untestable", (why,))
    assert result.formula == f"{words} = 0"


def test_what_is_compared_or_allowed_is_a_number_too() -> None:
    date = "payment date 2003-01-25"
    assert missing("check 1 = title", REPORT) == ["a number in 1 = title 2002-XY Title"]
    assert missing("check payment_date = payment_date", REPORT) == [f"a number in {date} = {date}"]
    assert missing("when payment_date > 1; check 1 = 1", REPORT) == [f"a number in {date} > 1"]
    within = "check 1 = 1; within title because so"
    assert missing(within, REPORT) == ["a number in 1 = 1"]


CONDITIONS = cases("""
1 = 1.0 and 1 != 2 => yes
1 = 2 or 1 != 1 => no
1 < 1 or 2 <= 1 or 1 > 1 or 1 >= 2 => no
1 < 2 and 1 <= 1 and 2 > 1 and 1 >= 1 => yes
title = "2002-XY Title" => yes
"2002-XY Title" != title or title = "or" => no
title is stated and excess_spread is stated and notes is stated => yes
trust is stated or pools is stated => no
trust is absent and pools is absent => yes
notes is absent or title is absent => no
title like "2002*" => yes
title like "2002-xy*" => no
title like "200?-XY [TU]itle" => yes
title like "?002" or title like "[!2]*" => no
title like "Title", "*Title" => yes
title like "Title", "2*" and 1 = 2 => no
trust like "*" or losses like "*" => no
trust like "*" and 1 = 1 => no
excess_spread like "0*" and repurchased_units like "3" => yes
1 = 1 and 1 = 2 => no
1 = 2 or 2 = 1 => no
1 = 1 or 1 = 1 and 1 = 2 => yes
1 = 2 and 1 = 1 or 1 = 1 => yes
(1 = 1 or 1 = 1) and 1 = 2 => no
((1 = 1)) and not (1 = 2) => yes
(1 + 1) * 2 < 5 and (2) = 2 => yes
not 1 = 1 or 1 = 1 => yes
not not 1 = 1 and 1 = 2 => no
1 = 1 or losses.beginning > 0 => yes
losses.beginning is stated and losses.beginning > 0 => no
""")


@pytest.mark.parametrize(("text", "true"), CONDITIONS)
def test_a_condition_is_true_or_not(text: str, true: str) -> None:
    assert outcomes(f"when {text}; check 1 = 1", REPORT) == ["holds"] * (true == "yes")


def test_the_figures_that_take_part() -> None:
    clauses = "check abs(-(excess_cash * losses.ending)) + sum(notes, ending_balance) = excess_cash"
    (result,) = told(f"when excess_spread = 0; {clauses}", REPORT)
    notes = ("notes[0].ending_balance", "notes[1].ending_balance")
    assert result.figures == ("excess_cash", "losses.ending", *notes)


def test_a_number_that_is_tried_is_told_by_its_name() -> None:
    (result,) = told("check some_days * 1 = 30; for some_days from 29 to 30", REPORT)
    assert result.formula == "some days * 1 = 30, some_days = 30"
    assert (result.outcome, result.figures) == ("holds", ())
    # It is not the one of a condition, which is asked once for all numbers.
    other = report(other={"n": "7"})
    assert outcomes("when n = 7; for n from 1 to 2; check n or zero = 2", other) == ["holds"]


def test_the_longest_formula_is_reckoned_and_told() -> None:
    longest = "1" + " + 1 - 1" * 74
    (result,) = told(f"check {longest} = 1", REPORT)
    assert (result.outcome, result.formula) == ("holds", f"{longest} = 1")
    for deep in ("-" * 290 + "1", "(" * 145 + "1" + ")" * 145, "abs(" * 145 + "1" + ")" * 145):
        assert outcomes(f"check {deep} = 1", REPORT) == ["holds"]
    assert outcomes("when " + "not " * 290 + "1 = 1; check 1 = 1", REPORT) == ["holds"]


# ---- what is checked ---------------------------------------------------------------------------

CHECKED = cases("""
check 5 from 1 to 5 => holds => 5 from 1 to 5 => 0.00
check 1 from 1 to 5 => holds => 1 from 1 to 5 => 0.00
check 7 from 1 to 5 => fails => 7 is not from 1 to 5 => 2.00
check 0.5 from 1 to 5 => fails => 0.5 is not from 1 to 5 => -0.50
check 7 from 1 to 5; within 2 because so => holds => 7 from 1 to 5 => 2.00
check 7 from losses.beginning to 5 => untestable => 7 from losses beginning (not stated) to 5
check 9 from 1 to 2; or 9 <= 8 => fails => 9 is above 8 => 1.00
check 7 >= 8 => fails => 7 is below 8 => -1.00
check title like "2*" => holds => title 2002-XY Title like "2*" => None
check title like "3*", "4*" => fails => title 2002-XY Title is not like "3*", "4*" => None
check trust like "3*" => untestable => trust (not stated) like "3*"
check 1 = 2; usually because so => remark => 1 is not 2 => -1.00
check 2 = 2; usually because so => holds => 2 = 2 => 0.00
""")


@pytest.mark.parametrize("case", CHECKED, ids=lambda case: case[0])
def test_a_check_and_what_it_tells(case: list[str]) -> None:
    clauses, outcome, formula, difference = (*case, "None")[:4]
    (result,) = told(clauses, REPORT)
    assert (result.outcome, result.formula) == (outcome, formula)
    assert str(result.difference) == difference


def test_an_identity_about_figures() -> None:
    """Each that is not as it must be has a result."""
    found = report(
        excess_cash="-5.00",
        losses={"beginning": "2.5", "ending": "-7.00"},
        notes=[note("A", 1, interest="2.00"), note("B", "1.0", interest="-3.00")],
    )
    some = "figures interest, ending, excess_cash, interest_earned, beginning"
    one, two, three = told(f"{some}; check figure >= 0", found)
    assert (one.where, one.formula, one.outcome) == (
        'notes[1] "B"', "interest -3.00 is below 0", "fails")  # fmt: skip
    assert (two.where, two.figures, two.difference) == ("losses", ("losses.ending",), -7)
    assert (three.where, three.formula) == ("", "excess cash -5.00 is below 0")
    chosen = 'figures interest; when figure < 0 and name = "B"; check decimals(figure) = 3'
    assert [r.figures for r in told(chosen, found)] == [("notes[1].interest",)]
    assert told("figures interest_earned; check figure = 0", found) == []
    long = report(losses={"ending": "9" * 61})
    (result,) = told("figures ending; check figure = 0", long)
    assert (result.outcome, result.formula) == ("untestable", "ending (too many digits) = 0")
    assert result.missing == ("a number of at most 60 digits at losses.ending",)


# ---- files of identities -----------------------------------------------------------------------

RULE = block("check 1 = 1")


def test_every_clause_is_read() -> None:
    text = (
        "// Comment\r\n\r\nFirst one: and more :  // and why\r\n"
        "  each pools\n"
        "  // within\n"
        "  when ending_balance = 1\n"
        "      and\n"
        "\t  beginning_balance < 2  // at most\n"
        "  for days from 25 to 35  // all\n"
        "  check ending_balance = 4\n"
        "  or ending_balance\n"
        "    <= beginning_balance\n"
        "  within ending_balance\n    + 1 because it is  so because\n"
        "    // not this\n"
        "    it is\n"
        "\n"
        "Second:\n"
        "    check 1 = 1\n"
        "  exactly because — so"
    )
    found = report(pools=[record(0, 1), record(1, 1), record(2, 1)])
    results = reconcile(found, grammar=directory(all=text))
    first, other, second = (r for r in results if r.name in ("First one: and more", "Second"))
    assert (first.where, first.outcome, first.difference) == ("pools[0]", "holds", 1)
    assert first.formula == "ending balance 1 <= beginning balance 0, days = 25"
    assert (first.because, first.tolerance) == ("it is so because it is", 2)
    assert (other.where, other.outcome) == ("pools[1]", "holds")
    assert (second.formula, second.because, second.tolerance) == ("1 = 1", "— so", 0)


def test_a_file_may_be_empty() -> None:
    built_in = {result.name for result in reconcile(Report())}
    for text in ("", "\n", "// Nothing yet.", "  // Nothing yet.\n\n"):
        results = reconcile(Report(), grammar=directory(all=text))
        assert {result.name for result in results} == built_in


HEAD = (
    "the name of an identity begins its line and ends with a colon; its clauses are indented; "
    'without "NAME" switches shared ones off'
)
CLAUSE = (
    "a clause begins with each, figures, when, for, check, or, within, exactly, usually or across; "
    "a line that carries on the one above is indented deeper"
)
FOR = "write for NAME from NUMBER to NUMBER, the smaller one first, of at most 9 digits"
PART = "expected a name, a number or a function"
LIST = "the functions are sum, count, abs, half_unit, nearest, decimals, year, day and weekday"
SIGN = "expected =, <=, >=, from, or like after a name"
WHY = "say why: because REASON"
AND = "expected and, or, or the end of the clause"
END = "expected the end of the clause"
EARLY = "the line ends too early"
TRY = '"One" must try 1 to 1,000 numbers and alternatives, the smaller number first'
DEEP = "a sum within a sum cannot be within another sum"
LONG = "this is longer than 300 words and signs"
DIGITS = "a number has more than 60 digits"
FIGURES = "is about figures: it can have neither each nor for"
NOTHING = "checks nothing: add a clause check FORMULA"


def wrong(text: str) -> tuple[str, str]:
    """Where a file is wrong, and why."""
    folder = directory(all=text)
    with pytest.raises(GrammarError) as raised:
        reconcile(Report(), grammar=folder)
    error = raised.value
    assert error.file == str(folder / "all.identities")
    place, why = str(error).removeprefix(f"{error.file}:").split(": ", 1)
    assert why == error.why
    return place, why


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("One\n", "1:1", f'"One" cannot stand here: {HEAD}'),
        (f"\n  One:\n{RULE}", "2:3", f'"One" cannot stand here: {HEAD}'),
        (f"{RULE}Two\n", "4:1", f'"Two" cannot stand here: {HEAD}'),
        ("One:\n    test 1 = 1\n", "2:5", f'"test" cannot stand here: {CLAUSE}'),
        ("One:\n", "1", f'"One" {NOTHING}'),
        (f"{RULE}Two:\n    exactly because so\n", "4", f'"Two" {NOTHING}'),
        ("\nOne:\n    check 1 = 1\n", "2", '"One" does not state its tolerance and why: add a '
         "clause exactly because REASON, or within TOLERANCE because REASON"),
        (block("figures factor; each notes; check 1 = 1", "One"), "1", f'"One" {FIGURES}'),
        (block("figures factor; for n from 1 to 2; check 1 = 1", "One"), "1", f'"One" {FIGURES}'),
        (f"{RULE}{block('check 2 = 2', 'Two')}{RULE}", "7", '"Rule" is in line 1 already'),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told(text: str, place: str, why: str) -> None:
    assert wrong(text) == (place, why)


WRONG = cases(f"""
each * => 6 => "*" cannot stand here: expected a name
each a. => 8 => {EARLY}: expected a name
for days => 9 => {EARLY}: {FOR}
for n from 1 to 1 and => 19 => "and" cannot stand here: {END}
for n from 1.5 to 2 => 13 => "." cannot stand here: {FOR}
for n from 1 to {"9" * 10} => 17 => "{"9" * 10}" cannot stand here: {FOR}
across gap => 8 => "gap" cannot stand here: write across gaps
when => 5 => {EARLY}: {PART}
when a b => 8 => "b" cannot stand here: expected a comparison
when a is known => 11 => "known" cannot stand here: expected is stated or is absent
when a = 1 b => 12 => "b" cannot stand here: {AND}
when a like b => 13 => "b" cannot stand here: expected a text in quotes
when a like "b", => 17 => {EARLY}: expected a text in quotes
when 1 is stated => 8 => "is" cannot stand here: expected a comparison
when (a = 1) + 1 = 2 => 14 => "+" cannot stand here: {AND}
when a = 1 orb = 2 => 12 => "orb" cannot stand here: {AND}
check 1 < 2 => 9 => "<" cannot stand here: {SIGN}
check 1 + => 10 => {EARLY}: {PART}
check 1 2 => 9 => "2" cannot stand here: {SIGN}
check 1 = 2 = 3 => 13 => "=" cannot stand here: {END}
check a = "b" => 11 => "b" cannot stand here: {PART}
check a $b c => 9 => "$" cannot stand here: {SIGN}
check (1 => 9 => {EARLY}: expected ")"
check a.1 => 9 => "1" cannot stand here: expected a name
check a[b.c => 10 => "." cannot stand here: expected "]"
check a[largest] + => 19 => {EARLY}: {PART}
check root(4) => 11 => "(" cannot stand here: {LIST}
check abs(1, 2) => 12 => "," cannot stand here: expected ")"
check nearest(1) => 16 => ")" cannot stand here: expected ","
check count(1) => 13 => "1" cannot stand here: expected a name
check sum(a "b") => 13 => "b" cannot stand here: expected ","
check sum(a, b, c) => 17 => "c" cannot stand here: expected when
check sum(a, b c => 16 => "c" cannot stand here: expected ","
check or => 7 => "or" cannot stand here: {PART}
check a like = 1 => 14 => "=" cannot stand here: expected a text in quotes
check a + 1 like "b" => 13 => "like" cannot stand here: {SIGN}
check a from 1 2 => 16 => "2" cannot stand here: expected to
check a from 1 to => 18 => {EARLY}: {PART}
figures a.b => 10 => "." cannot stand here: expected ","
figures => 8 => {EARLY}: expected a name
usually => 8 => {EARLY}: {WHY}
check nearest(1, 2, 3) => 22 => ")" cannot stand here: expected ","
within 1 => 9 => {EARLY}: {WHY}
exactly => 8 => {EARLY}: {WHY}
within because so => 8 => "because" cannot stand here: {PART}
exactly 0 because so => 9 => "0" cannot stand here: {WHY}
check sum(a, sum(b, sum(c, 1))) = 1 => 21 => {DEEP}
when sum(a, 1, when sum(b, 1, when sum(c, 1) = 1) = 1) = 1 => 36 => {DEEP}
check {"9" * 61} = 1 => 7 => {DIGITS}
check 0.{"9" * 59} = 1 => 7 => {DIGITS}
check 1{" + 1" * 150} = 1 => 605 => {LONG}
when {"(" * 9_000} => 305 => {LONG}
""")


@pytest.mark.parametrize(("clause", "column", "why"), WRONG)
def test_what_is_wrong_in_a_clause_is_told(clause: str, column: str, why: str) -> None:
    rest = "\n    or 2 = 2\n    exactly because so\n"
    assert wrong(f"// Comment\nOne:\n    {clause}{rest}") == (f"3:{int(column) + 4}", why)


def test_what_is_wrong_is_told_in_the_line_where_it_is() -> None:
    text, why = "One:\n    check a\n      + b\n      c\n", SIGN
    assert wrong(text) == ("4:7", f'"c" cannot stand here: {why}')
    folder = directory(all=text)
    checked = run("check", folder)
    assert f'all.identities:4:7: error: "c" cannot stand here: {why}\n' in checked.stdout
    assert checked.exit_code == 3
    ran = run("reconcile", "--grammar", folder, REPORTS[0])
    assert f'all.identities:4:7: "c" cannot stand here: {why}\n' in ran.stderr
    assert ran.exit_code == 3


@pytest.mark.parametrize(
    ("right", "beyond"),
    [
        (f"check {'9' * 60} = {'9' * 60}", None),
        ("check sum(notes, sum(notes, 1)) + sum(notes, sum(notes, 1)) = 8", None),
        ("for n from 1 to 1000; check n = 3", "for n from 0 to 1000; check n = 3"),
        ("for n from 1 to 500; check n = 3; or 2 = 2",
         "for n from 1 to 500; check n = 3; or 2 = 2; or 2 = 3"),
        ("check 1 = 2" + "; or 1 = 1" * 999, "check 1 = 2" + "; or 1 = 1" * 1_000),
        ("for n from 3 to 3; check n = 3", "for n from 4 to 3; check n = 3"),
        ("check 1 = 1", "for n from 1 to 999999999; check n = 3"),
    ],
)  # fmt: skip
def test_no_more_is_tried_than_a_person_would(right: str, beyond: str | None) -> None:
    assert outcomes(right, REPORT) == ["holds"]
    if beyond is not None:
        assert wrong(block(beyond, "One")) == ("1", TRY)


# ---- files that are no files of identities -----------------------------------------------------


def test_what_is_no_file_of_the_directory_is_not_opened(tmp_path: Path) -> None:
    """A pipe would be waited for."""
    folder = new_directory()
    file = folder / "all.identities"
    for make, why in (
        (lambda: os.mkfifo(file), "is no plain file"),
        (file.mkdir, "is no plain file"),
        (lambda: file.write_bytes(b"\xff"), "is not UTF-8 text: invalid start byte"),
        (lambda: file.write_bytes(b"/" * 250_001), "has more than 250000 bytes: too many"),
        (lambda: file.symlink_to(folder / "nothing"), "cannot be read: No such file or directory"),
        (lambda: file.symlink_to(file), "cannot be read: Too many levels of symbolic links"),
    ):
        make()
        with pytest.raises(GrammarError) as raised:
            reconcile(Report(), grammar=folder)
        assert (raised.value.why, raised.value.file) == (why, str(file))
        assert f"{file}: error: " in run("check", folder).stdout
        file.rmdir() if file.is_dir() else file.unlink()
    # A link is as good as a file.
    (tmp_path / "mine.txt").write_text(RULE, encoding="utf-8")
    file.symlink_to(tmp_path / "mine.txt")
    assert "Rule" in [result.name for result in reconcile(Report(), grammar=folder)]


# ---- which identities are tried ----------------------------------------------------------------

FORMAT = "report: A\nA: /a/\n"


def formats(*names: str) -> Path:
    folder = new_directory()
    for name in names:
        (folder / f"{name}.lark").write_text(FORMAT, encoding="utf-8")
    return folder


def fill(folder: Path, **files: str) -> None:
    """Write identities, a letter each, whose reason is the file they are in."""
    for name, letters in files.items():
        rules = (f"check 1 = 1; exactly because {folder.name}/{name}" for _ in letters)
        text = "".join(block(rule, letter) for letter, rule in zip(letters, rules, strict=True))
        (folder / f"{name}.identities").write_text(text, encoding="utf-8")


def tried(grammar: list[Path], format: str | None, **fields: Any) -> list[str]:
    """The identities of one letter that are evaluated, each with where it is from."""
    results = reconcile(report(**fields), grammar=grammar, format=format)  # type: ignore[arg-type]
    return [f"{r.name} {r.because}" for r in results if len(r.name) == 1]


def test_an_identity_takes_the_place_of_one_of_its_name() -> None:
    far, near = formats("mine", "yours"), formats()
    fill(far, all="ABC", mine="BMN", yours="CM", others="X")
    fill(near, all="A", mine="N")
    shared = [f"A {near.name}/all", f"B {far.name}/all"]
    assert tried([near, far], "mine") == [
        f"A {near.name}/all",
        f"B {far.name}/mine",
        f"C {far.name}/all",
        f"M {far.name}/mine",
        f"N {near.name}/mine",
    ]
    assert tried([near, far], "yours") == [*shared, f"C {far.name}/yours", f"M {far.name}/yours"]
    assert tried([near, far], "nothing") == [*shared, f"C {far.name}/all"]
    # Of a record whose format is not known those of all formats are tried.
    of_formats = [f"M {far.name}/mine", f"N {far.name}/mine"]
    assert tried([near, far], None) == [*shared, f"C {far.name}/all", *of_formats]


def test_an_identity_of_another_format_is_told_if_it_can_be_tested() -> None:
    folder = formats("mine")
    (folder / "mine.identities").write_text(block("check excess_spread = 1"), encoding="utf-8")
    for format, spread, expected in (
        (None, None, []),
        (None, "2", ["fails"]),
        ("mine", None, ["untestable"]),
        ("other", "2", []),
    ):
        found = reconcile(report(excess_spread=spread), grammar=folder, format=format)
        assert [r.outcome for r in found if r.name == "Rule"] == expected


def test_a_format_switches_shared_identities_off() -> None:
    folder = formats("mine")
    shared = [block("check 1 = 2", name) for name in ("One", "Two of them", "Two of others")]
    (folder / "all.identities").write_text("".join(shared), encoding="utf-8")

    def failing(without: str, format: str | None = "mine") -> list[str]:
        text = f"{without}\n{block('check 1 = 3', 'Own')}"
        (folder / "mine.identities").write_text(text, encoding="utf-8")
        results = reconcile(Report(), grammar=folder, format=format)
        named = [r.name for r in results]
        return sorted(name for name in named if name in ("One", "Own") or name.startswith("Two"))

    assert failing("") == ["One", "Own", "Two of others", "Two of them"]
    assert failing('without "One", "Two*"') == ["Own"]
    assert failing('without "Two of t*"\nwithout "One"') == ["Own", "Two of others"]
    # ... also twice
    assert failing('without "One", "Two*"\nwithout "One"') == ["Own"]
    # Of another format, and of a record whose format is not known, they are tried.
    assert failing('without "One", "Two*"', "other") == ["One", "Two of others", "Two of them"]
    assert "One" in failing('without "One"', None)
    with pytest.raises(GrammarError, match='there is no shared identity "Three" to switch off'):
        failing('without "Three"')


def test_here_is_the_record_at_hand_only() -> None:
    pools = [record(group="1", other={"fee": Decimal("2.00")}), record(group="2")]
    given = report(pools=pools, other={"fee": Decimal("1.00")})
    assert outcomes("each pools; check fee >= 1.5", given) == ["holds", "fails"]
    at_hand = outcomes("each pools; check here.fee >= 1.5", given)
    assert at_hand == ["holds", "untestable"]
    stated = "each pools; when here.fee is stated; check 1 = 1"
    assert outcomes(stated, given) == ["holds"]
    assert outcomes("check here.fee = 1", given) == ["holds"]


def test_a_file_that_has_changed_is_read_again() -> None:
    folder = new_directory()
    file = folder / "all.identities"
    for text, time in ((block("check 1 = 1"), 10**18), (block("check 2 = 2"), 10**18 + 10**9),
                       (block("check 33 = 33"), 10**18 + 10**9)):  # fmt: skip
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(time, time))
        (result,) = (r for r in reconcile(Report(), grammar=folder) if r.name == "Rule")
        assert result.formula in text


def test_what_is_not_monthly_is_not_for_one_report() -> None:
    clauses = {
        "check excess_cash = last.excess_cash": True,
        "check excess_cash = sum(notes, 1 + abs(last.excess_cash))": True,
        "when last.excess_cash > 0; check 1 = 1": True,
        "check 1 = 1; within last.excess_cash because so": True,
        "check losses.last or zero = 0": False,
    }
    for text, monthly in clauses.items():
        assert len(outcomes(text, REPORT)) == (not monthly), text
        assert len(outcomes(text, REPORT, report(2))) == monthly, text


# ---- names that nothing knows ------------------------------------------------------------------

GRAMMAR = """\
report: title fund
title: TITLE
TITLE: /T/
fund: amount_in losses
amount_in: TITLE
losses: TITLE
"""
OTHER = "report: TITLE amount_out\nTITLE: /U/\namount_out: TITLE\n"


def checked(**files: str) -> list[str]:
    """What the command says of the identities beside two formats, mine and yours."""
    folder = directory(**files)
    (folder / "mine.lark").write_text(GRAMMAR, encoding="utf-8")
    (folder / "yours.lark").write_text(OTHER, encoding="utf-8")
    found = re.findall(
        rf"^{re.escape(str(folder))}/(\w+\.identities:.*)$", run("check", folder).stdout, re.M
    )
    return [line.replace(".identities", "") for line in found]


def test_names_that_a_record_or_a_grammar_has_are_known() -> None:
    known = """
    check fund.amount_in = 0
    check fund.ending_balance = 0
    check losses.ending = last.losses.ending
    check amount_in = 0
    each pools; check beginning_balance = last.ending_balance
    each pools; when losses.ending > 0; check excess_cash = 0
    each fund; check ending_balance = 0
    each fund.*; check ending_balance = 0
    each losses.*; check ending_balance = 0
    each delinquency.*; check balance = share
    each delinquency.days_30; check balance = share
    each overcollateralization; check pools[group].ending_balance = 0
    each unknown; when label like "R*"; check 1 = 1
    check notes[largest security_share].ending_balance = 0
    check sum(notes, ending_balance, when coupon > 0 and excess_cash > 0) = count(pools)
    check sum(pools, sum(notes, active_loan_count + factor)) = 0
    check special_losses.ending.fraud = certificates.factor
    figures factor, amount_in; when name like "A" and excess_cash > 0; check figure from 0 to 1
    each notes; when last.last.coupon is stated; check last.coupon = coupon
    for days from 1 to 2; check days = excess_cash
    """
    rules = [block(line.strip(), f"R{n}") for n, line in enumerate(known.strip().splitlines())]
    assert checked(mine="".join(rules)) == []


UNKNOWN = cases("""
check begining = 0 => 2 => begining
check amount_inn = 0 => 2 => amount_inn => amount_in
check fund.amount_inn = 0 => 2 => amount_inn => amount_in
check losses.endin = 0 => 2 => endin => ending
check TITLE = 0 => 2 => TITLE
check ending_balance = 0 => 2 => ending_balance
each poolz; check 1 = 1 => 1 => poolz => pools
figures facto, coupon; check figure >= 0 => 1 => facto => factor
figures factor; check figur = 0 => 3 => figur
each pools; check delinquency.pools = 0 => 3 => pools
each delinquency.*; check balanc = 0 => 3 => balanc => balance
each delinquency.days_31; check balance = 0 => 1 => days_31 => days_30
check last.excess_cas = 0 => 2 => excess_cas => excess_cash
check sum(notes, last.coupn) = 0 => 2 => coupn => coupon
check 1 = 1; or excess_cas = 0 => 3 => excess_cas => excess_cash
when excess_cas > 0; check 1 = 1 => 2 => excess_cas => excess_cash
check 1 = 1; within excess_cas because so => 3 => excess_cas => excess_cash
check excess_cas = excess_cas => 2 => excess_cas => excess_cash
check abs(-(1 + excess_cas)) = 0 => 2 => excess_cas => excess_cash
when not excess_cas like "A"; check 1 = 1 => 2 => excess_cas => excess_cash
check count(pool) = 0 => 2 => pool => pools
check sum(pool, xyz) = 0 => 2 => pool => pools
check sum(pools, excess_cas) = 0 => 2 => excess_cas => excess_cash
check sum(pools, 1, when grou is stated) = 0 => 2 => grou => group
check notes[largest facto].factor = 0 => 2 => facto => factor
each notes; check pools[name].group = 0 => 3 => name
check pools[loan_rate].group = 0 => 2 => loan_rate => note_rate
check pools[group].grou = 0 => 2 => grou => group
for days from 1 to 2; check dayz = 1 => 3 => dayz
for days from 1 to 2; check excess_cas = 1 => 3 => excess_cas => excess_cash
""")


def test_names_that_nothing_knows_are_found() -> None:
    text, expected = "", []
    for number, (clauses, line, name, *hint) in enumerate(UNKNOWN):
        place = text.count("\n") + int(line)
        why = f'"R{number}" names {name}, which is not known here'
        near = f": did you mean {hint[0]}?" if hint else ""
        expected.append(f"mine:{place}: error: {why}{near}")
        text += block(clauses, f"R{number}")
    assert checked(mine=text) == expected
    assert run("check", "--grammar", directory(), directory(all=RULE)).exit_code == 0


def test_what_else_is_found() -> None:
    assert checked(mine=block("check last = 0")) == [
        "mine:2: error: last is the month before: write last.NAME"
    ]
    both = block("check amount_in = amount_out")
    assert checked(all=both) == []
    (one,) = checked(mine=both)
    assert one.endswith("names amount_out, which is not known here: did you mean amount_in?")
    several = block("each pools; check groub + grouc = 0; or groud = 1") + block("check a = 1", "B")
    found = [re.findall(r":(\d+):.* names (\w+),", line)[0] for line in checked(mine=several)]
    assert found == [("3", "groub"), ("3", "grouc"), ("4", "groud"), ("7", "a")]


def test_files_that_cannot_be_tested_do_not_hide_the_others() -> None:
    found = checked(elsewhere="", mine="One:\n", yours=block("check xyz = 0"))
    assert found == [
        "elsewhere:1: error: there is no format elsewhere: these identities are for none",
        f'mine:1: error: "One" {NOTHING}',
        'yours:2: error: "Rule" names xyz, which is not known here',
    ]


# ---- the cache ---------------------------------------------------------------------------------


def test_what_was_read_is_kept_for_later_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken file of the cache, or one of another kind of data, is as good as none."""
    monkeypatch.setenv("GMACM_GRAMMAR_CACHE", str(tmp_path / "cache"))
    text = block("check sum(notes, ending_balance) = 2504.25")
    for _ in range(3):
        results = reconcile(REPORT, grammar=directory(all=text))
        assert [r.outcome for r in results if r.name == "Rule"] == ["holds"]
        kept = list((tmp_path / "cache").iterdir())
        assert kept
        for file in kept:
            file.write_bytes(file.read_bytes()[:-9])


def test_a_name_ends_where_its_colon_is() -> None:
    for line in ("Paid: or not :", "a:", "1 :// why"):
        (result,) = (
            r for r in reconcile(Report(), grammar=directory(all=RULE.replace("Rule:", line)))
            if r.formula == "1 = 1"
        )  # fmt: skip
        assert result.name == line.split("//")[0].strip()[:-1].strip()
