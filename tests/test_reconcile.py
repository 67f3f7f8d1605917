"""Does a report add up? What is wrong is found, what is right raises no alarm."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from conftest import FIXTURES, ROOT, Golden, read

import gmacm_grammar
from gmacm_grammar import (
    Examination,
    GrammarError,
    Report,
    examine,
    from_json,
    parse,
    reconcile,
    reconcile_series,
    to_json,
)
from gmacm_grammar.grammars.sources import builtin_directory
from gmacm_grammar.reading.formats import library
from gmacm_grammar.reconciling import check_identities

FIXED = FIXTURES / "2002-HE2_2004-02-25.txt"
CELLS = FIXTURES / "2002-HE4_2003-07-25.txt"
DOCS = (ROOT / "docs" / "reconcile.md").read_text(encoding="utf-8")


def failing(report: Report | Examination, **options: Any) -> list[Any]:
    return [r for r in reconcile(report, **options) if r.outcome == "fails"]


def changed(path: Path, *changes: tuple[str, str]) -> Examination:
    text = read(path)
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return examine(text)


def described(results: list[Any]) -> str:
    """Failing results as text, for a golden file."""
    return "".join(
        f"{r.name}, {r.where}\n  {r.formula}\n  difference {r.difference}\n"
        + "".join(f"  {c.line}:{c.column} {c.path} {c.text}\n" for c in r.cells)
        for r in results
    )


# ---- all fixtures ------------------------------------------------------------------------------


def check_golden(path: Path, golden: Golden) -> None:
    examination = examine(read(path))
    results = reconcile(examination)
    assert results
    golden.check(path.with_suffix(".reconcile"), described(failing(examination)))
    assert reconcile(examination.report, examination=examination) == results


def test_what_fails_is_listed_beside_the_report(report_file: Path, golden: Golden) -> None:
    check_golden(report_file, golden)


def test_what_fails_in_a_damaged_report(damaged_file: Path, golden: Golden) -> None:
    check_golden(damaged_file, golden)


def test_every_list_has_its_report() -> None:
    for path in FIXTURES.rglob("*.reconcile"):
        assert path.with_suffix(".txt").exists()


def test_a_record_gives_what_its_examination_gives(report_text: str) -> None:
    examination = examine(report_text)
    plain = [attrs.evolve(result, cells=()) for result in reconcile(examination)]
    report = from_json(to_json(examination.report))
    assert list(reconcile(report, format=examination.format)) == plain


@pytest.mark.parametrize("path", [FIXED, CELLS], ids=lambda path: path.stem)
def test_a_whole_report_can_be_tested_wholly(path: Path) -> None:
    assert {result.outcome for result in reconcile(examine(read(path)))} == {"holds", "rounding"}


def test_results_are_consistent(report_text: str) -> None:
    for result in reconcile(examine(report_text)):
        assert result.because
        assert (result.outcome == "untestable") == bool(result.missing)
        assert (result.difference is None) == (result.outcome == "untestable")
        if result.outcome == "rounding":
            assert abs(result.difference or 0) <= (result.tolerance or 0)
        if result.outcome == "fails":
            assert result.cells


# ---- single reports ----------------------------------------------------------------------------


def test_a_note_that_is_off() -> None:
    examination = changed(FIXED, ("6,607,175.20", "6,609,516.78"))
    (result,) = failing(examination)
    assert result.name == "Note roll-forward"
    assert result.where == 'notes[3] "Class A-4"'
    assert result.difference == Decimal("-2341.58")
    assert result.formula == (
        "beginning balance 65,665,892.28 - principal 6,609,516.78 = ending balance 59,058,717.08"
    )
    assert [(c.line, c.text) for c in result.cells] == [
        (31, "65,665,892.28"),
        (31, "6,609,516.78"),
        (31, "59,058,717.08"),
    ]
    assert failing(examination.report)[0].difference == result.difference


def test_a_digit_that_is_misread_or_cut() -> None:
    (result,) = failing(changed(FIXED, ("13,200,002.45", "3,200,002.45")))[:1]
    assert result.difference == Decimal("10000000.00") * (-1 if result.difference < 0 else 1)
    assert "one digit explains it" in result.hint
    assert failing(changed(FIXED, ("6,607,175.20", "6,609,516.78")))[0].hint is None


def test_a_missing_figure_is_named() -> None:
    report = parse(read(FIXED))
    assert report.losses is not None
    losses = attrs.evolve(report.losses, ending=None)
    results = {r.name: r for r in reconcile(attrs.evolve(report, losses=losses))}
    assert results["Loss roll-forward"].outcome == "untestable"
    assert results["Loss roll-forward"].missing == ("losses.ending",)
    assert "losses ending (not stated)" in results["Loss roll-forward"].formula


def test_a_figure_that_is_not_shown_is_not_zero() -> None:
    examination = changed(CELLS, ("|\n1,189,866.09\n", "|\n########\n"))
    assert failing(examination) == []
    examination = changed(CELLS, ("|\n1,189,866.09\n", "|\n-\n"))
    assert [r.name for r in failing(examination)] == []
    examination = changed(CELLS, ("Ending PFA Balance\n|\n-", "Ending PFA Balance\n|\n########"))
    assert failing(examination) == []
    untestable = {r.name for r in reconcile(examination) if r.outcome == "untestable"}
    assert "Pool less notes at the end" in untestable


def test_a_row_that_was_not_read_raises_no_alarm() -> None:
    examination = changed(FIXED, ("85,456,000.00   1.0000000", "85,4B6,000.00   1.0000000"))
    assert examination.errors
    assert failing(examination) == []
    results = {r.name: r.outcome for r in reconcile(examination)}
    assert results["Pool less notes at the end"] == "untestable"


@pytest.mark.parametrize("path", [FIXED, CELLS], ids=lambda path: path.stem)
def test_a_report_that_ends_early_raises_no_alarm(path: Path) -> None:
    lines = read(path).split("\n")
    for end in range(10, len(lines), 7):
        assert failing(examine("\n".join(lines[:end]))) == [], lines[end - 1]


def test_losses_are_taken_from_the_pool() -> None:
    names = {r.name for r in failing(changed(FIXED, ("497,513.18", "497,513.19")))}
    assert names == {"Pool roll-forward", "Loss roll-forward"}


def test_figures_at_the_edge_of_rounding() -> None:
    found = {(r.name, r.where): r.outcome for r in reconcile(changed(FIXED, ("12.85%", "12.86%")))}
    assert found["Security share", 'notes[3] "Class A-4"'] == "rounding"
    assert failing(changed(FIXED, ("12.85%", "12.99%")))


# ---- one digit at a time -----------------------------------------------------------------------


@pytest.mark.parametrize("path", [FIXED, CELLS], ids=lambda path: path.stem)
def test_a_changed_digit_is_found(path: Path) -> None:
    """Several digits of every figure in turn; what is found are errors and failing identities."""
    text = read(path)
    examination = examine(text)
    results = reconcile(examination)
    assert not examination.problems
    assert not [r for r in results if r.outcome == "fails"]
    taking_part = {figure for result in results for figure in result.figures}
    found: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    untested = []
    for cell in examination.cells:
        if cell.role != "value" or re.fullmatch(r"[-(]?[\d,.]+%?\)?", cell.text) is None:
            continue
        if cell.text == "-":
            continue
        assert cell.path is not None
        if cell.path not in taking_part:
            untested.append(f"{cell.path} {cell.text}")
            continue
        for at in several_digits(cell.text):
            place = cell.offset + at
            other = str((int(text[place]) + 3) % 10)
            tried[cell.path] += 1
            found[cell.path] += is_noticed(text[:place] + other + text[place + 1 :])
    share = found.total() / tried.total()
    print(f"{path.stem}: {found.total()} of {tried.total()} changes are found ({share:.1%}),")
    print(f"in {len(+found)} of {len(tried)} figures. In no identity: {'; '.join(untested)}")
    assert share >= 0.8
    assert len(+found) >= len(tried) - 1
    assert len(tried) > len(untested)


def several_digits(figure: str) -> list[int]:
    """The places of the first two digits of a figure, of two in its middle and of its last."""
    places = [at for at, sign in enumerate(figure) if sign.isdigit()]
    middle = len(places) // 2
    return sorted(
        {places[0], places[1 % len(places)], *places[middle - 1 : middle + 1], places[-1]}
    )


def is_noticed(text: str) -> bool:
    examination = examine(text)
    return bool(examination.errors) or bool(failing(examination))


# ---- months ------------------------------------------------------------------------------------


def moved(report: Report, **fields: Any) -> Report:
    """The report of a month in which nothing happens, after another one."""
    assert report.payment_date is not None
    number = report.payment_date.month
    months = {
        "payment_date": report.payment_date.replace(
            year=report.payment_date.year + number // 12, month=number % 12 + 1
        ),
        "pools": tuple(attrs.evolve(p, beginning_balance=p.ending_balance) for p in report.pools),
        "notes": tuple(attrs.evolve(n, beginning_balance=n.ending_balance) for n in report.notes),
        "overcollateralization": tuple(
            attrs.evolve(o, beginning=o.outstanding) for o in report.overcollateralization
        ),
        "losses": report.losses and attrs.evolve(report.losses, beginning=report.losses.ending),
    }
    return attrs.evolve(report, **{**months, **fields})


@pytest.fixture(scope="module")
def first() -> Report:
    return parse(read(FIXED))


def wrong(*reports: Report | Examination) -> list[Any]:
    return [r for r in reconcile_series(reports) if r.outcome == "fails"]


def test_a_consecutive_pair_carries_over() -> None:
    pair = [examine(read(FIXTURES / f"2000-HE3_2001-{month}-25.txt")) for month in ("10", "09")]
    results = reconcile_series(pair)
    carried = Counter(r.outcome for r in results if "carried over" in r.name)
    assert carried["holds"] == 6
    assert carried["fails"] == 0
    assert {r.where for r in results if r.name == "Class appears"} == {
        'notes "Class A-3"',
        'notes "Class A-4"',
    }
    assert {r.trust for r in results} == {"2000-HE3"}


def test_a_month_in_which_nothing_happens(first: Report) -> None:
    second = moved(first)
    assert wrong(first, second, moved(second)) == []
    assert wrong(moved(second), first, second) == []


def test_a_figure_that_does_not_carry_over(first: Report) -> None:
    pool = attrs.evolve(moved(first).pools[0], beginning_balance=Decimal("157206533.26"))
    (result,) = wrong(first, moved(first, pools=(pool,)))
    assert result.name == "Pool carried over"
    assert result.difference == Decimal("0.10")
    assert result.hint is None
    assert str(result.month) == "2004-03-25"
    assert str(result.before) == "2004-02-25"


def test_a_leading_digit_that_is_cut(first: Report) -> None:
    pool = attrs.evolve(moved(first).pools[0], beginning_balance=Decimal("57206533.16"))
    (result,) = wrong(first, moved(first, pools=(pool,)))
    assert "leading digit" in result.hint


def test_months_missing_and_twice(first: Report) -> None:
    second = moved(first)
    third = moved(second)
    assert [(r.name, r.formula) for r in wrong(first, moved(third))] == [
        ("Month missing", "there is a report of 2004-03"),
        ("Month missing", "there is a report of 2004-04"),
    ]
    (same,) = wrong(first, second, second)
    assert (same.name, same.hint) == ("Month twice", "both say the same")
    (other,) = wrong(first, second, attrs.evolve(second, excess_cash=None))
    assert (other.name, other.hint) == ("Month twice", "the two say different things")


def test_a_month_missing_over_new_year(first: Report) -> None:
    december = attrs.evolve(first, payment_date=first.payment_date.replace(month=11))  # type: ignore[union-attr]
    later = moved(moved(moved(december)))
    assert [r.formula for r in wrong(december, later)] == [
        "there is a report of 2004-12",
        "there is a report of 2005-01",
    ]


def test_classes_that_appear_or_disappear(first: Report) -> None:
    second = moved(first)
    without = attrs.evolve(second, notes=second.notes[:-1])
    assert [r.name for r in wrong(first, without)] == ["Class disappears"]
    assert [r.name for r in wrong(attrs.evolve(first, notes=first.notes[:-1]), second)] == [
        "Class appears"
    ]
    renamed = attrs.evolve(second.notes[0], name="CLASS  A - 1")
    assert wrong(first, attrs.evolve(second, notes=(renamed, *second.notes[1:]))) == []


def test_losses_that_shrink(first: Report) -> None:
    second = moved(first)
    assert second.losses is not None
    losses = attrs.evolve(second.losses, ending=Decimal("2761381.89"))
    later = attrs.evolve(second, losses=losses)
    assert [r.name for r in wrong(first, later)] == ["Losses to date do not shrink"]
    gap = moved(moved(moved(first)), losses=losses)
    assert "Losses to date do not shrink" in {r.name for r in wrong(first, gap)}


def test_trusts_are_told_apart_by_their_headings(first: Report) -> None:
    other = parse(read(CELLS))
    assert wrong(first, other) == []
    one, two = attrs.evolve(first, group="1"), attrs.evolve(first, group="2")
    assert wrong(one, two, moved(one), moved(two)) == []
    assert {r.trust for r in reconcile_series([one, two, moved(one), moved(two)])} == {
        "2002-HE2 Group 1",
        "2002-HE2 Group 2",
    }
    # A group that only some titles of a series name tells nothing apart.
    assert wrong(one, moved(first)) == []
    assert {r.trust for r in reconcile_series([one, moved(first)])} == {"2002-HE2"}


def test_a_report_without_a_date(first: Report) -> None:
    (result,) = reconcile_series([attrs.evolve(first, payment_date=None)])
    assert (result.outcome, result.missing) == ("untestable", ("payment_date",))


# ---- the files of identities -------------------------------------------------------------------


def test_the_built_in_files_name_what_there_is() -> None:
    assert check_identities(library()) == []


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("One:\n    check 1 = 1\n", 1, "does not state its tolerance and why"),
        ("One:\n    exactly because so\n", 1, "checks nothing"),
        ("One\n    check 1 = 1\n", 1, "ends with a colon"),
        ("One:\n    test 1 = 1\n", 2, 'has no clause "test"'),
        ("One:\n    check 1 +\n    exactly because so\n", 2, "ends too early"),
        ("One:\n    check (1 = 1\n    exactly because so\n", 2, 'expected ")"'),
        ("One:\n    check 1\n    exactly because so\n", 2, "ends too early"),
        ("One:\n    check 1 < 2\n    exactly because so\n", 2, "expected =, <= or >="),
        ("One:\n    check $ = 1\n    exactly because so\n", 2, '"$" is not understood'),
        ("One:\n    check root(4) = 2\n    exactly because so\n", 2, "there is no function root"),
        ("One:\n    check 1 = 1\n    within 1\n", 3, "does not say why"),
        ("One:\n    check 1 = 1\n    exactly 2 because so\n", 3, "nothing stands between"),
        ("One:\n    for days\n    check 1 = 1\n    exactly because so\n", 2, "for NAME from"),
        ("One:\n    each 1 2\n    check 1 = 1\n    exactly because so\n", 2, '"each" needs'),
    ],
)
def test_a_file_that_is_wrong(text: str, line: int, why: str, tmp_path: Path) -> None:
    path = tmp_path / "all.identities"
    path.write_text(f"// A comment.\n{text}", encoding="utf-8")
    with pytest.raises(GrammarError, match=re.escape(why)) as raised:
        reconcile(Report(), grammar=tmp_path)
    assert (raised.value.file, raised.value.line) == (str(path), line + 1)
    assert [found[:2] for found in check_identities(library(tmp_path))] == [(str(path), line + 1)]


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("sum(notes, ending_balanse) = 0", "names ending_balanse, which is not known here: "
         "did you mean ending_balance?"),
        ("losses.endin = 0", "did you mean ending?"),
        ("pools[grup].ending_balance = 0", "did you mean group?"),
        ("note_rat = 0", "did you mean note_rate?"),
        ("sum(notes, last.coupn) = 0", "did you mean coupon?"),
    ],
)  # fmt: skip
def test_a_misspelt_name(formula: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "all.identities"
    path.write_text(f"One:\n    check {formula}\n    exactly because so\n", encoding="utf-8")
    ((file, line, why),) = check_identities(library(tmp_path))
    assert (file, line) == (str(path), 2)
    assert message in why


def test_identities_of_no_format(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.identities").write_text("", encoding="utf-8")
    ((_, _, why),) = check_identities(library(tmp_path))
    assert "there is no format elsewhere" in why


def test_an_own_identity_takes_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    text = "Loss roll-forward:\n    check 1 = 2\n    exactly because it is a test\n"
    (tmp_path / "term_notes.identities").write_text(text, encoding="utf-8")
    (result,) = failing(examine(read(FIXED)), grammar=tmp_path)
    assert (result.name, result.formula) == ("Loss roll-forward", "1 = 2")
    assert failing(examine(read(FIXED))) == []


# ---- the page ----------------------------------------------------------------------------------


@pytest.fixture
def own_format(tmp_path: Path) -> Path:
    """A directory with the files of the page's example."""
    (grammar,) = re.findall(r"```lark\n(.*?)```", DOCS, re.DOTALL)
    identities, letter, _ = re.findall(r"```text\n(.*?)```", DOCS, re.DOTALL)
    (tmp_path / "xy_letters.lark").write_text(grammar, encoding="utf-8")
    (tmp_path / "xy_letters.identities").write_text(identities, encoding="utf-8")
    (tmp_path / "letter.txt").write_text(letter, encoding="utf-8")
    return tmp_path


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gmacm_grammar.cli", "reconcile", *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_example_of_the_page(own_format: Path) -> None:
    *_, output = re.findall(r"```text\n(.*?)```", DOCS, re.DOTALL)
    ran = run("--grammar", ".", "letter.txt", cwd=own_format)
    assert ran.stdout == output
    assert ran.returncode == 1
    assert check_identities(library(own_format)) == []
    report = parse(read(own_format / "letter.txt"), grammar=own_format)
    assert [r.name for r in failing(report, grammar=own_format)] == ["Part in arrears"]


def test_the_page_lists_every_identity() -> None:
    text = (builtin_directory() / "all.identities").read_text(encoding="utf-8")
    names = re.findall(r"^([^\s/].*):$", text, re.MULTILINE)
    assert re.findall(r"^\| ([A-Z][^|]*) \| (?:each|the report)", DOCS, re.MULTILINE) == names
    listed = " ".join(DOCS.split())
    for reason in re.findall(r"because ((?:.|\n        )*)", text):
        assert " ".join(reason.split()) in listed


# ---- the command -------------------------------------------------------------------------------


def test_command_for_a_report_that_adds_up() -> None:
    ran = run(str(FIXED))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("\n") == 1
    assert "fails" not in ran.stdout
    assert "holds" in run("--all", str(FIXED)).stdout


def test_command_shows_the_printed_cells(tmp_path: Path) -> None:
    path = tmp_path / "wrong.txt"
    path.write_text(read(FIXED).replace("6,607,175.20", "6,609,516.78"), encoding="utf-8")
    ran = run(str(path))
    assert ran.returncode == 1
    lines = ran.stdout.splitlines()
    assert lines[1] == '  fails: Note roll-forward, notes[3] "Class A-4"'
    assert lines[3] == "      difference -2,341.58"
    assert '31:56 "6,609,516.78"' in lines[4]


def test_command_for_a_directory(tmp_path: Path) -> None:
    for number, month in enumerate(("10", "09")):
        text = read(FIXTURES / f"2000-HE3_2001-{month}-25.txt")
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "other.txt").write_text(read(CELLS), encoding="utf-8")
    ran = run("--json", str(tmp_path))
    document = json.loads(ran.stdout)
    assert len(document["reports"]) == 3
    assert all(report["read"] for report in document["reports"])
    names = Counter(result["name"] for result in document["series"])
    assert names["Class appears"] == 2
    assert names["Note carried over"] == 4
    assert ran.returncode == 1
    assert "2000-HE3, month by month: 2 fails" in run(str(tmp_path)).stdout


def test_command_for_what_is_no_report(tmp_path: Path) -> None:
    assert run(str(tmp_path)).returncode == 2
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam\n", encoding="utf-8")
    ran = run(str(tmp_path))
    assert ran.returncode == 1
    assert "error[GG002]" in ran.stderr
    (tmp_path / "all.identities").write_text("One:\n    chek\n", encoding="utf-8")
    ran = run("--grammar", str(tmp_path), str(FIXED))
    assert ran.returncode == 3
    assert "all.identities:2: " in ran.stderr


def test_parse_costs_nothing_more() -> None:
    code = (
        "import sys, gmacm_grammar; gmacm_grammar.parse(open(sys.argv[1]).read());"
        "print([name for name in sys.modules if 'reconcil' in name])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(FIXED)], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "[]\n"
    assert {"reconcile", "reconcile_series"} <= set(gmacm_grammar.__all__)


def test_the_verb_check_finds_misspelt_names(tmp_path: Path) -> None:
    (tmp_path / "mine.identities").write_text(
        "Misspelt:\n    each notes\n    check begining_balance = ending_balance\n"
        "    exactly because amounts are printed to the cent\n",
        encoding="utf-8",
    )
    (tmp_path / "mine.lark").write_text(
        "// Mine.\n%import .term_notes (report)\n", encoding="utf-8"
    )
    ran = subprocess.run(
        [sys.executable, "-m", "gmacm_grammar.cli", "check", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "mine.identities:3: error:" in ran.stdout
    assert "did you mean beginning_balance?" in ran.stdout
    assert ran.returncode == 3
