"""Identities as text: how files and formulas are read, which are tried, how they are told."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path as File
from typing import TypeAlias

import attrs
import pytest
from click.testing import CliRunner
from conftest import REPORTS

from gmacm_grammar import Examination, GrammarError, Report, reconcile
from gmacm_grammar.batching.fingerprint import fingerprint
from gmacm_grammar.batching.work import Options
from gmacm_grammar.cli.verbs import command
from gmacm_grammar.model.examination import Cell, Problem
from gmacm_grammar.model.records import Losses, Note, Pool, UnknownRow
from gmacm_grammar.reading.formats import Library
from gmacm_grammar.reconciling import check_identities
from gmacm_grammar.reconciling.conditions import Like, Logic, Stated
from gmacm_grammar.reconciling.formulas import (
    Call,
    Comparison,
    Constant,
    Group,
    Node,
    Operation,
    Path,
    all_parts,
    half_unit,
    nearest,
)
from gmacm_grammar.reconciling.identities import Identity, read_identities
from gmacm_grammar.reconciling.library import identities_for, identity_files
from gmacm_grammar.reconciling.notation import FormulaReader
from gmacm_grammar.reconciling.reports import report_scope
from gmacm_grammar.reconciling.sums import Count, Sum

Read: TypeAlias = Callable[[str], tuple[Identity, ...]]


def path(*names: str, or_zero: bool = False) -> Path:
    return Path(tuple(("name", name) for name in names), or_zero)


def number(text: str) -> Constant:
    return Constant(Decimal(text))


A, B, C = path("a"), path("b"), path("c")
A1, B2 = Comparison("=", A, number("1")), Comparison("<", B, number("2"))


def reader(text: str) -> FormulaReader:
    return FormulaReader(text, "some.identities", 7)


# ---- formulas ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("12.50", number("12.50")),
        (" a ", A),
        ('"Some text"', Constant("Some text")),
        ('""', Constant("")),
        ("a + b - c", Operation("-", Operation("+", A, B), C)),
        ("a - b * c", Operation("-", A, Operation("*", B, C))),
        ("a * b / c", Operation("/", Operation("*", A, B), C)),
        ("(a - b) * c", Operation("*", Group(Operation("-", A, B)), C)),
        ("-a * b", Operation("*", Operation("-", number("0"), A), B)),
        ("a.b", path("a", "b")),
        ("a.b or zero", path("a", "b", or_zero=True)),
        ("a or zero + b", Operation("+", path("a", or_zero=True), B)),
        ("a[b].c", Path((("name", "a"), ("same", "b"), ("name", "c")))),
        ("a[largest b].c", Path((("name", "a"), ("largest", "b"), ("name", "c")))),
        ("abs(a)", Call("abs", (A,))),
        ("nearest(a + 1, b)", Call("nearest", (Operation("+", A, number("1")), B))),
        ("half_unit(a) * b", Operation("*", Call("half_unit", (A,)), B)),
        ("count(a.b)", Count(path("a", "b"))),
        ("count(a) - b", Operation("-", Count(A), B)),
        ("sum(a, b)", Sum(A, B)),
        ("sum(a, b + c, when a = 1)", Sum(A, Operation("+", B, C), A1)),
        ("sum(a, b, when (a = 1)) - c", Operation("-", Sum(A, B, A1), C)),
    ],
)
def test_an_expression_is_read(text: str, formula: Node) -> None:
    assert reader(text).whole_expression() == formula


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("a = 1", A1),
        ("a != 1", Comparison("!=", A, number("1"))),
        ("a > b + 1", Comparison(">", A, Operation("+", B, number("1")))),
        ("a is stated", Stated(A)),
        ("a is absent", Logic("not", (Stated(A),))),
        ('a like "x*"', Like(A, ("x*",))),
        ('a like "x", "y" and a = 1', Logic("and", (Like(A, ("x", "y")), A1))),
        ('a = "("', Comparison("=", A, Constant("("))),
        ('"or" = a or a = 1', Logic("or", (Comparison("=", Constant("or"), A), A1))),
        ("a = 1 and b < 2", Logic("and", (A1, B2))),
        ("a = 1 or b < 2 or a = 1", Logic("or", (A1, B2, A1))),
        ("a = 1 or b < 2 and a = 1", Logic("or", (A1, Logic("and", (B2, A1))))),
        ("(a = 1 or b < 2) and a = 1", Logic("and", (Logic("or", (A1, B2)), A1))),
        ("(a = 1) or b < 2", Logic("or", (A1, B2))),
        ("not a = 1", Logic("not", (A1,))),
        ("not not a = 1 and b < 2", Logic("and", (Logic("not", (Logic("not", (A1,)),)), B2))),
        ("(a = 1)", A1),
        ("((a = 1))", A1),
        ("(a) = 1", Comparison("=", Group(A), number("1"))),
        ("(a + 1) * b < 2", Comparison("<", Operation("*", Group(Operation("+", A, number("1"))),
                                                      B), number("2"))),
    ],
)  # fmt: skip
def test_a_condition_is_read(text: str, condition: Node) -> None:
    assert reader(text).whole_condition() == condition


@pytest.mark.parametrize("sign", ["=", "<=", ">="])
def test_an_equation_is_read(sign: str) -> None:
    assert reader(f"a + 1 {sign} b").equation() == Comparison(
        sign, Operation("+", A, number("1")), B
    )


def expression(text: str) -> Node:
    return reader(text).whole_expression()


def condition(text: str) -> Node:
    return reader(text).whole_condition()


def equation(text: str) -> object:
    return reader(text).equation()


@pytest.mark.parametrize(
    ("read", "text", "why"),
    [
        (expression, "", '"" ends too early'),
        (expression, " 1 + ", '"1 +" ends too early'),
        (expression, "1 2", '"2" is not expected in "1 2"'),
        (expression, 'a "b"', '"b" is not expected in "a "b""'),
        (expression, "a $b c", '"$b" is not understood'),
        (expression, "(1", 'expected ")" before "" in "(1"'),
        (expression, "(1 - 2 3", 'expected ")" before "3" in "(1 - 2 3"'),
        (expression, "a.1", 'expected a name, found "1" in "a.1"'),
        (expression, 'a."b"', 'expected a name, found "b" in "a."b""'),
        (expression, "a[b.c", 'expected "]" before "." in "a[b.c"'),
        (expression, "a[largest]", 'expected a name, found "]" in "a[largest]"'),
        (expression, "root(4)",
         "there is no function root; there are sum, count, abs, half_unit, nearest"),
        (expression, "abs(1, 2)", "abs takes 1, not 2"),
        (expression, "nearest(1)", "nearest takes 2, not 1"),
        (expression, "abs(1 2)", 'expected ")" before "2" in "abs(1 2)"'),
        (expression, "count(1)", 'expected a name, found "1" in "count(1)"'),
        (expression, "count(a, b)", 'expected ")" before "," in "count(a, b)"'),
        (expression, 'sum(a "b")', 'expected "," before "" in "sum(a "b")"'),
        (expression, "sum(a, b, c)", 'expected "when" before "c" in "sum(a, b, c)"'),
        (expression, "sum(a, b c", 'expected ")" before "c" in "sum(a, b c"'),
        *((expression, word, f'expected a name, found "{word}" in "{word}"')
          for word in ("or", "and", "not", "is", "like", "when")),
        (condition, "a", '"a" ends too early'),
        (condition, "a b", 'expected a comparison, found "b" in "a b"'),
        (condition, "a is known", 'expected a comparison, found "is" in "a is known"'),
        (condition, "a = 1 b", '"b" is not expected in "a = 1 b"'),
        (condition, "a like b", 'expected a text in quotes, found "b"'),
        (condition, 'a like "b",', '"a like "b"," ends too early'),
        (condition, "1 is stated", 'expected a comparison, found "is" in "1 is stated"'),
        (condition, "(a = 1) + 1 = 2", 'expected ")" before "=" in "(a = 1) + 1 = 2"'),
        (equation, "1 < 2", 'expected =, <= or >= in "1 < 2"'),
        (equation, "1 = 2 = 3", '"=" is not expected in "1 = 2 = 3"'),
        (equation, "1", '"1" ends too early'),
    ],
)  # fmt: skip
def test_what_is_no_formula_is_told(read: Callable[[str], object], text: str, why: str) -> None:
    with pytest.raises(GrammarError) as raised:
        read(text)
    error = raised.value
    assert (error.why, error.file, error.line) == (why, "some.identities", 7)


# ---- what formulas come to, and how they are told ----------------------------------------------


REPORT = Report(
    title="The Title",
    payment_date=date(2001, 2, 25),
    excess_cash=Decimal("1234567.50"),
    excess_spread=Decimal("0.00"),
    repurchased_units=3,
    losses=Losses(ending=Decimal("-7")),
    notes=(
        Note(name="Class A-1", ending_balance=Decimal("2500.25")),
        Note(name="Class IO", ending_balance=Decimal(4)),
    ),
)


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("excess_cash", "1234567.50", "excess cash 1,234,567.50"),
        ("repurchased_units", "3", "repurchased units 3"),
        ("losses.ending", "-7", "losses ending -7"),
        ("losses.beginning or zero", "0", "losses beginning 0"),
        ("2 + 3 * 4", "14", "2 + 3 * 4"),
        ("(2 + 3) * 4", "20", "(2 + 3) * 4"),
        ("(repurchased_units) * 4", "12", "(repurchased units 3) * 4"),
        ("7 / 2 - 1", "2.5", "7 / 2 - 1"),
        ("-2", "-2", "0 - 2"),
        ("abs(losses.ending)", "7", "abs(losses ending -7)"),
        ("half_unit(excess_cash)", "0.005", "half unit(excess cash 1,234,567.50)"),
        ("nearest(1499, 1000)", "1000", "nearest(1499, 1000)"),
        ("count(notes)", "2", "count(notes) 2"),
        ("count(losses)", "1", "count(losses) 1"),
        ("count(special_losses.ending)", "0", "count(special losses ending) 0"),
        ("sum(notes, ending_balance)", "2504.25", "(ending balance 2,500.25 + ending balance 4)"),
        ('sum(notes, ending_balance, when name like "*IO")', "4", "ending balance 4"),
        ("sum(notes, 1, when ending_balance > 4)", "1", "1"),
        ("sum(notes, ending_balance, when 1 = 2)", "0", "(0)"),
        ("sum(losses, ending)", "-7", "ending -7"),
        ("sum(notes, repurchased_units)", "6", "(repurchased units 3 + repurchased units 3)"),
    ],
)
def test_a_formula_has_a_value_and_words(text: str, value: str, words: str) -> None:
    formula, scope = reader(text).whole_expression(), report_scope(REPORT)
    found = formula.evaluate(scope, {})
    assert isinstance(found, Decimal)
    assert found == Decimal(value)
    assert formula.words(scope) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("losses.current_month", "losses current month (not stated)"),
        ("notes[largest ending_balance].factor", "notes factor (not stated)"),
        ("sum(pools, 1)", "pools (not stated)"),
        ("sum(last.notes, 1)", "sum(last notes)"),
        ("sum(notes, 1, when factor > 0)", "sum(notes)"),
        ("count(last.notes)", "count(last notes)"),
        ("notes", "notes (not stated)"),
        ('"text"', "text"),
        ("title", "title The Title"),
    ],
)
def test_a_formula_without_a_value_has_words(text: str, words: str) -> None:
    assert reader(text).whole_expression().words(report_scope(REPORT)) == words


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("1 = 1.0", True),
        ("1 = 2", False),
        ("1 != 2", True),
        ("1 != 1", False),
        ("1 < 1", False),
        ("1 <= 1", True),
        ("2 <= 1", False),
        ("1 > 1", False),
        ("2 > 1", True),
        ("1 >= 1", True),
        ("1 >= 2", False),
        ('title = "The Title"', True),
        ('title != "The"', True),
        ("title is stated", True),
        ("excess_spread is stated", True),
        ("trust is stated", False),
        ("trust is absent", True),
        ("notes is stated", True),
        ("pools is stated", False),
        ('title like "The*"', True),
        ('title like "the*"', False),
        ('title like "Th? [TU]itle"', True),
        ('title like "?he"', False),
        ('title like "[!T]*"', False),
        ('title like "Title", "*Title"', True),
        ('trust like "*"', False),
        ('excess_spread like "0*"', True),
        ('repurchased_units like "3"', True),
        ("1 = 1 and 1 = 2", False),
        ("1 = 1 and 2 = 2", True),
        ("1 = 2 or 2 = 2", True),
        ("1 = 2 or 2 = 1", False),
        ("not 1 = 2", True),
        ("not 1 = 1", False),
        # What decides comes first: the rest is not asked for.
        ("1 = 1 or losses.beginning > 0", True),
        ("losses.beginning is stated and losses.beginning > 0", False),
    ],
)
def test_a_condition_is_true_or_not(text: str, true: bool) -> None:
    assert reader(text).whole_condition().evaluate(report_scope(REPORT), {}) is true


def test_the_figures_that_take_part_are_collected() -> None:
    used: dict[str, object] = {}
    text = "abs(-(excess_cash * losses.ending)) + sum(notes, ending_balance)"
    reader(text).whole_expression().evaluate(report_scope(REPORT), used)
    assert used == {
        "excess_cash": Decimal("1234567.50"),
        "losses.ending": Decimal(-7),
        "notes[0].ending_balance": Decimal("2500.25"),
        "notes[1].ending_balance": Decimal(4),
    }
    used = {}
    reader("excess_cash = 1").whole_condition().evaluate(report_scope(REPORT), used)
    assert list(used) == ["excess_cash"]


def test_a_number_that_is_tried_is_told_by_its_name() -> None:
    scope = report_scope(REPORT).with_number("some_days", 30).with_number("other", 1)
    used: dict[str, object] = {}
    formula = reader("some_days * other").whole_expression()
    assert formula.evaluate(scope, used) == 30
    assert formula.words(scope) == "some days * other"
    assert used == {}
    assert scope.numbers == {"some_days": Decimal(30), "other": Decimal(1)}


def test_half_of_the_last_digit_and_the_nearest_multiple() -> None:
    for value, half in (("0.10", "0.005"), ("5", "0.5"), ("1E+2", "50"), ("Infinity", "0")):
        assert half_unit(Decimal(value)) == Decimal(half)
    for value, found in ((1499, 1000), (1501, 2000), (-1501, -2000), (20, 0)):
        assert nearest(Decimal(value), Decimal(1000)) == found


def test_all_parts_of_a_formula() -> None:
    formula = condition("sum(a, (b), when not c is stated and abs(c) = count(d)) > 1")
    names = [part.name for part in all_parts(formula) if isinstance(part, Path)]  # type: ignore[arg-type]
    assert names == ["a", "b", "c", "c", "d"]
    assert [part.name for part in all_parts(Like(A, ("x",))) if isinstance(part, Path)] == ["a"]


# ---- files of identities -----------------------------------------------------------------------


@pytest.fixture
def read(tmp_path: File) -> Read:
    def written(text: str) -> tuple[Identity, ...]:
        file = tmp_path / "some.identities"
        file.write_bytes(text.encode())
        return read_identities(file)

    return written


def test_every_clause_is_read(read: Read, tmp_path: File) -> None:
    first, second = read(
        "// Comment\r\n\r\nFirst one :  // and why\r\n"
        "  each a.*.b_2\n"
        "  // within\n"
        "  when a = 1\n"
        "      and\n"
        "\t  b < 2\n"
        "  for days from 25 to 35  // all\n"
        "  check a = b\n"
        "  or a\n"
        "    <= c\n"
        "  within a + 1 because it  is so because\n"
        "    it is\n"
        "  across gaps\n"
        "\n"
        "Second:\n"
        "    check 1 = 1\n"
        "  exactly because — so\n"
    )
    assert first == Identity(
        name="First one",
        file=str(tmp_path / "some.identities"),
        line=3,
        each=("a", "*", "b_2"),
        when=Logic("and", (A1, B2)),
        number=("days", 25, 35),
        checks=((Comparison("=", A, B), 10), (Comparison("<=", A, C), 11)),
        tolerance=Operation("+", A, number("1")),
        because="it  is so because it is",
        across_gaps=True,
        is_monthly=False,
        when_line=6,
        within_line=13,
    )
    assert second == Identity(
        name="Second",
        file=str(tmp_path / "some.identities"),
        line=17,
        checks=((Comparison("=", number("1"), number("1")), 18),),
        because="— so",
        within_line=19,
    )
    assert list(first.formulas()) == [
        (first.when, 6),
        *first.checks,
        (first.tolerance, 13),
    ]
    assert list(second.formulas()) == list(second.checks)


@pytest.mark.parametrize(
    ("clauses", "monthly"),
    [
        ("check a = last.b\nexactly because so", True),
        ("check a = sum(b, 1 + abs(last.c))\nexactly because so", True),
        ("when last.a > 0\ncheck a = b\nexactly because so", True),
        ("check a = b\nwithin last.c because so", True),
        ("check a = b.last\nexactly because so", False),
    ],
)
def test_what_names_the_month_before_is_monthly(clauses: str, monthly: bool, read: Read) -> None:
    (identity,) = read("One:\n" + "".join(f" {line}\n" for line in clauses.splitlines()))
    assert identity.is_monthly is monthly


def test_a_file_may_be_empty(read: Read) -> None:
    assert read("") == ()
    assert read("// Nothing yet.\n") == ()


NO_HEAD = "the name of an identity begins its line and ends with a colon; its clauses are indented"
FOR = "write: for NAME from NUMBER to NUMBER, the smaller one first, of at most 9 digits"
RULE = "    check 1 = 1\n    exactly because so\n"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("One\n", 1, NO_HEAD),
        (f"\n  One:\n{RULE}", 2, NO_HEAD),
        (f"One:\n{RULE}Two\n", 4, NO_HEAD),
        ("One:\n    test 1 = 1\n", 2,
         '"One" has no clause "test"; there are each, when, for, check, or, within, exactly, '
         "across (a line that carries on the one above is indented deeper)"),
        ("One:\n", 1, '"One" checks nothing: add a clause check FORMULA'),
        (f"One:\n{RULE}Two:\n    exactly because so\n", 4,
         '"Two" checks nothing: add a clause check FORMULA'),
        ("\nOne:\n    check 1 = 1\n", 2,
         '"One" does not state its tolerance and why: '
         "add a clause exactly because REASON, or within TOLERANCE because REASON"),
        ("One:\n    each *\n", 2, '"each" needs the name of records, not "*"'),
        ("One:\n    each a b\n", 2, '"each" needs the name of records, not "a b"'),
        ("One:\n    each a.\n", 2, '"each" needs the name of records, not "a."'),
        ("One:\n    for days\n", 2, FOR),
        ("One:\n    for n from 2 to 1\n", 2,
         FOR),
        ("One:\n    for n from 1 to 1 and\n", 2,
         FOR),
        ("One:\n    across gap\n", 2, "write: across gaps"),
        ("One:\n    when 1\n", 2, '"1" ends too early'),
        ("One:\n    check 1 < 2\n", 2, 'expected =, <= or >= in "1 < 2"'),
        ("One:\n    check 1 = 1\n    or 1\n", 3, '"1" ends too early'),
        ("One:\n    within 1\n", 2, '"within" does not say why: add because REASON'),
        ("One:\n    exactly\n", 2, '"exactly" does not say why: add because REASON'),
        ("One:\n    within because so\n", 2, '"" ends too early'),
        ("One:\n    exactly 0 because so\n", 2, "nothing stands between exactly and because"),
        (f"One:\n{RULE}Two:\n{RULE}One:\n{RULE}", 7, '"One" is in line 1 already'),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told(
    text: str, line: int, why: str, read: Read, tmp_path: File
) -> None:
    with pytest.raises(GrammarError) as raised:
        read(text)
    error = raised.value
    assert (error.why, error.file, error.line) == (why, str(tmp_path / "some.identities"), line)


def test_one_number_may_be_tried_alone(read: Read) -> None:
    assert read(f"One:\n    for n from 1 to 1\n{RULE}")[0].number == ("n", 1, 1)


def test_a_file_that_cannot_be_read_is_told(tmp_path: File) -> None:
    file = tmp_path / "some.identities"
    for content, why in (
        (None, "is no plain file"),
        (b"\xff", "is not UTF-8 text: invalid start byte"),
        (b"/" * 250_001, "has more than 250000 bytes: too many"),
    ):
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(GrammarError) as raised:
            read_identities(file)
        assert raised.value.why == why
        assert (raised.value.file, raised.value.line) == (str(file), None)


def test_what_is_no_file_of_the_directory_is_not_opened(
    tmp_path: File, folders: tuple[File, File]
) -> None:
    """A pipe would be waited for; a link could lead to what is nobody's to see."""
    secret, (folder, builtin) = tmp_path / "secret", folders
    lib = Library([folder], builtin=builtin)
    secret.write_text(rule("Secret"), encoding="utf-8")
    file = folder / "all.identities"
    for make, why in (
        (lambda: os.mkfifo(file), "is no plain file"),
        (file.mkdir, "is no plain file"),
        (lambda: file.symlink_to(secret), "a link leads out of the grammar directory"),
        (lambda: file.symlink_to(folder / "nothing"), "cannot be read: No such file or directory"),
        (lambda: file.symlink_to(file), "cannot be read: Too many levels of symbolic links"),
    ):
        make()
        with pytest.raises(GrammarError) as raised:
            identities_for(lib, None)
        assert (raised.value.why, raised.value.file) == (why, str(file))
        (found,) = check_identities(lib)
        assert found[:2] == (str(file), 1)
        file.rmdir() if file.is_dir() else file.unlink()
    # A link within the directory is as good as a file.
    (folder / "mine.txt").write_text(rule("Own"), encoding="utf-8")
    file.symlink_to(folder / "mine.txt")
    assert [i.name for i in read_identities(file)] == ["Own"]


def test_a_batch_opens_no_more(folders: tuple[File, File]) -> None:
    folder, _ = folders
    options = Options(parts="", kind="", run="", grammar=(str(folder),))
    before = fingerprint(options)
    (folder / "none.identities").mkdir()
    assert fingerprint(options) == before


# ---- what would take too long ------------------------------------------------------------------


LONG = "this is longer than 300 words and signs"
DEEP = "parts stand more than 20 deep in one another"
SUMS = "a sum within a sum cannot be within another sum"


def within(before: str, inner: str, after: str, times: int) -> str:
    return before * times + inner + after * times


@pytest.mark.parametrize(
    ("read", "right", "wrong", "why"),
    [
        (expression, "-1" + " + 1" * 149, "1" + " + 1" * 150, LONG),
        (expression, "a" + ".b" * 149, "a" + ".b" * 3_000, LONG),
        (expression, within("(", "1", ")", 20), within("(", "1", ")", 21), DEEP),
        (expression, "-" * 20 + "1", "-" * 21 + "1", DEEP),
        (expression, within("abs(", "1", ")", 20), within("abs(", "1", ")", 21), DEEP),
        (condition, "not " * 20 + "1 = 1", "not " * 21 + "1 = 1", DEEP),
        (condition, within("(", "1 = 1", ")", 20), within("(", "1 = 1", ")", 21), DEEP),
        (condition, within("(", "1", ")", 20) + " = 1", within("(", "1", ")", 21) + " = 1", DEEP),
        (condition, "(" * 20 + "1 = 1" + ")" * 20 + " and (1 = 1)", "(" * 21, DEEP),
        (condition, "sum(a, sum(b, 1)) + sum(a, sum(b, 1)) = 1", "sum(a, sum(b, sum(c, 1))) = 1",
         SUMS),
        (condition, "sum(a, 1, when sum(b, 1) = 1) = 1",
         "sum(a, 1, when sum(b, 1, when sum(c, 1) = 1) = 1) = 1", SUMS),
        (expression, "9" * 60, "9" * 61, "a number has more than 60 digits"),
        (expression, "0." + "9" * 58, "0." + "9" * 59, "a number has more than 60 digits"),
    ],
)  # fmt: skip
def test_a_formula_without_end_is_refused(
    read: Callable[[str], Node], right: str, wrong: str, why: str
) -> None:
    read(right)
    for text in (wrong, wrong.replace("1 = 1", "1 + 1 = 1")):
        with pytest.raises(GrammarError) as raised:
            read(text)
        assert raised.value.why == why


def test_deep_formulas_can_be_reckoned_and_told() -> None:
    scope = report_scope(REPORT)
    deep = reader("1" + " + 1 - 1" * 10 + " + 1").whole_expression()
    assert (deep.evaluate(scope, {}), deep.words(scope)[:9]) == (2, "1 + 1 - 1")
    assert reader("not " * 20 + "1 = 1").whole_condition().evaluate(scope, {}) is True
    assert len(list(all_parts(deep))) == 43


def test_the_command_reckons_and_tells_the_longest_formula(tmp_path: File) -> None:
    longest = "1" + " + 1 - 1" * 74
    fill(tmp_path, all=rule("Long", f"{longest} = 1"))
    arguments = ("reconcile", "--all", "--grammar", str(tmp_path), str(REPORTS[0]))
    ran = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert f"holds: Long\n      {longest} = 1\n" in ran.output
    fill(tmp_path, all=rule("Long", f"{longest} + 1 = 1"))
    ran = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert "this is longer than 300 words and signs" in ran.output


def test_no_more_is_tried_than_a_person_would(read: Read) -> None:
    clause = "    for n from 1 to 500\n    or 2 = 2\n"
    assert read(f"One:\n    for n from 1 to 1000\n{RULE}")[0].number == ("n", 1, 1000)
    assert len(read(f"One:\n{clause}{RULE}")[0].checks) == 2
    many = f"One:\n{RULE}" + "    or 2 = 2\n" * 999
    assert len(read(many)[0].checks) == 1_000
    for text in (
        many + "    or 3 = 3\n",
        f"One:\n    for n from 0 to 1000\n{RULE}",
        f"One:\n    for days from 1 to 20000000\n{RULE}",
        f"One:\n{clause}    or 3 = 3\n{RULE}",
    ):
        with pytest.raises(GrammarError) as raised:
            read(text)
        assert raised.value.why == '"One" has more than 1,000 numbers and alternatives to try'
        assert raised.value.line == 1
    for digits in ("9" * 10, "9" * 5_000):
        with pytest.raises(GrammarError, match=FOR):
            read(f"One:\n    for n from 1 to {digits}\n{RULE}")


# ---- which identities are tried ----------------------------------------------------------------


def rule(name: str, check: str = "1 = 1") -> str:
    return f"{name}:\n    check {check}\n    exactly because so\n"


@pytest.fixture
def folders(tmp_path: File) -> tuple[File, File]:
    """Two directories of grammar files: one's own, and what stands for the built-in one."""
    own, builtin = tmp_path / "own", tmp_path / "builtin"
    for folder in (own, builtin):
        folder.mkdir()
    for name in ("mine", "yours"):
        (builtin / f"{name}.lark").write_text("report: A\nA: /a/\n", encoding="utf-8")
    return own, builtin


def fill(folder: File, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.identities").write_text(text, encoding="utf-8")


def test_shared_files_come_first_and_own_ones_last(folders: tuple[File, File]) -> None:
    own, builtin = folders
    fill(builtin, yours="", all="", a="")
    fill(own, mine="", all="")
    (own / "other.txt").write_text("", encoding="utf-8")
    assert identity_files(Library([own], builtin=builtin)) == [
        *(builtin / f"{name}.identities" for name in ("all", "a", "yours")),
        *(own / f"{name}.identities" for name in ("all", "mine")),
    ]


def test_an_identity_takes_the_place_of_one_of_its_name(folders: tuple[File, File]) -> None:
    own, builtin = folders
    fill(
        builtin,
        all=rule("A") + rule("B") + rule("C"),
        mine=rule("B") + rule("M") + rule("N"),
        yours=rule("C") + rule("M"),
        others=rule("X"),
    )
    fill(own, all=rule("A"), mine=rule("N"))
    lib = Library([own], builtin=builtin)

    def found(format: str | None) -> list[tuple[str, str, bool]]:
        return [
            (rule.name, str(File(rule.file).relative_to(own.parent)), meant)
            for rule, meant in identities_for(lib, format)
        ]

    assert found("mine") == [
        ("A", "own/all.identities", True),
        ("B", "builtin/mine.identities", True),
        ("C", "builtin/all.identities", True),
        ("M", "builtin/mine.identities", True),
        ("N", "own/mine.identities", True),
    ]
    assert found("yours") == [
        ("A", "own/all.identities", True),
        ("B", "builtin/all.identities", True),
        ("C", "builtin/yours.identities", True),
        ("M", "builtin/yours.identities", True),
    ]
    assert found("nothing") == [*found("yours")[:2], ("C", "builtin/all.identities", True)]
    # Of a record whose format is not known those of all formats are tried.
    assert found(None) == [
        *found("nothing"),
        ("M", "builtin/mine.identities", False),
        ("N", "builtin/mine.identities", False),
    ]


def test_a_file_that_has_changed_is_read_again(folders: tuple[File, File]) -> None:
    own, builtin = folders
    lib = Library([own], builtin=builtin)
    file = own / "all.identities"

    def names(text: str, time: int) -> list[str]:
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(time, time))
        return [identity.name for identity, _ in identities_for(lib, None)]

    assert names(rule("A"), 10**18) == ["A"]
    assert names(rule("B"), 10**18 + 10**9) == ["B"]
    assert names(rule("Longer"), 10**18 + 10**9) == ["Longer"]
    # What has not changed is not read again.
    before, _ = identities_for(lib, None)[0]
    assert identities_for(lib, None)[0][0] is before


# ---- reports -----------------------------------------------------------------------------------


def examined(report: Report, *cells: Cell, where: tuple[str | None, ...] = ()) -> Examination:
    """An examination of what was printed in some cells, with an error for each ``where``."""
    return Examination(
        report=report,
        layout="plain",
        format="mine",
        cells=cells,
        problems=tuple(
            Problem("GG000", "made-up", severity, 1, 1, "no", where=place)
            for severity, place in (
                ("warning", "pools, row"),
                *(("error", place) for place in where),
            )  # type: ignore[arg-type]
        ),
        layout_scores=(),
        format_scores=(),
    )


def cell(path: str | None, role: str = "value", terminal: str = "AMOUNT") -> Cell:
    return Cell("1.00", 1, 1, 0, role, path, terminal)  # type: ignore[arg-type]


@pytest.fixture
def own(folders: tuple[File, File]) -> File:
    """A directory with a format of its own; the built-in identities are in reach, too."""
    folder, builtin = folders
    (folder / "mine.lark").write_bytes((builtin / "mine.lark").read_bytes())
    fill(
        folder,
        all=rule("Own", "excess_cash = 1") + rule("Monthly", "excess_cash = last.excess_cash"),
        mine=rule("Mine", "excess_spread = 1"),
    )
    return folder


def told(own: File, *report: Report | Examination, **options: str) -> list[tuple[str, str]]:
    names = {"Own", "Mine", "Monthly"}
    results = reconcile(*report, grammar=own, **options)  # type: ignore[arg-type]
    return [(r.name, r.outcome) for r in results if r.name in names]


def test_the_identities_of_the_format_are_evaluated(own: File) -> None:
    report = Report(excess_cash=Decimal(1))
    assert told(own, report) == [("Own", "holds")]
    of_mine = [("Own", "holds"), ("Mine", "untestable")]
    assert told(own, report, format="mine") == of_mine
    assert told(own, examined(report)) == of_mine
    assert told(own, examined(report), format="term_notes") == [("Own", "holds")]
    spread = attrs.evolve(report, excess_spread=Decimal(2))
    assert told(own, spread) == [("Own", "holds"), ("Mine", "fails")]


def test_a_figure_that_was_not_shown_is_not_zero(own: File) -> None:
    fill(own, all=rule("Own", "excess_cash or zero = 1"), mine="")
    hidden = examined(Report(), cell("excess_cash", terminal="UNSHOWN"))
    assert told(own, examined(Report())) == [("Own", "fails")]
    assert told(own, hidden) == [("Own", "untestable")]


def test_the_printed_cells_of_a_result(own: File) -> None:
    report = Report(excess_cash=Decimal(1), excess_spread=Decimal(1))
    cells = (cell("excess_cash"), cell(None), cell("pools"))
    for results in (
        reconcile(examined(report, *cells), grammar=own),
        reconcile(report, examination=examined(report, *cells), grammar=own),
    ):
        found = {r.name: r.cells for r in results if r.name in ("Own", "Mine")}
        assert found == {"Own": cells[:1], "Mine": ()}
    assert reconcile(report, examination=examined(report, *cells), grammar=own) == results
    assert all(not result.cells for result in reconcile(report, grammar=own))


def test_where_something_was_left_out_is_known() -> None:
    def incomplete(report: Report, examination: Examination | None = None) -> set[str]:
        scope = report_scope(report, examination)
        assert scope.frames[0].record is report
        assert scope.frames[0].path == ""
        return set(scope.incomplete)

    rows = (UnknownRow(section="fund"), UnknownRow())
    every = {field.name for field in attrs.fields(Report)}
    assert incomplete(Report(unknown=rows)) == {"fund"}
    assert incomplete(Report(), examined(Report())) == set()
    assert incomplete(Report(unknown=rows), examined(Report(), where=("notes, row 1",))) == {
        "fund",
        "notes",
    }
    assert incomplete(Report(), examined(Report(), where=("notes", "pools"))) == {"notes", "pools"}
    assert incomplete(Report(), examined(Report(), where=("a heading",))) == every
    assert incomplete(Report(), examined(Report(), where=(None,))) == every
    assert incomplete(Report(), examined(Report(), where=("notes", ""))) == every


def test_figures_that_were_not_shown_are_known() -> None:
    cells = (
        cell("losses.ending", terminal="UNSHOWN"),
        cell("losses.beginning"),
        cell(None, terminal="UNSHOWN"),
        cell("losses.current_month", role="label", terminal="UNSHOWN"),
    )
    assert report_scope(Report(), examined(Report(), *cells)).unshown == {"losses.ending"}
    assert report_scope(Report()).unshown == frozenset()


def test_a_report_without_figures_has_nothing_that_fails() -> None:
    assert {result.outcome for result in reconcile(Report())} == {"untestable"}
    names = [r.name for r in reconcile(Report(pools=(Pool(),)))]
    assert "Pool carried over" not in names
