"""How far a report can be trusted: its grade."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import FIXTURES
from shell import read_here, run

from gmacm_grammar import GrammarError, examine

WHOLE = (FIXTURES / "2002-HE2_2004-02-25.txt").read_text(encoding="utf-8")


def without(*labels: str) -> str:
    """The whole report without the lines that begin so."""
    lines = WHOLE.splitlines(keepends=True)
    return "".join(line for line in lines if not line.strip().startswith(labels))


OF_GRADE = {
    "complete": WHOLE,
    "with remarks": WHOLE.replace("Liquidation To-Date", "Liquidation To-Dat"),
    "doubtful": WHOLE.replace("Excess Cash", "Excess Cache"),
}


def test_a_whole_report_is_complete() -> None:
    found = examine(WHOLE)
    assert (found.grade, found.missing) == ("complete", ())


def test_a_repair_is_a_remark() -> None:
    found = examine(OF_GRADE["with remarks"])
    assert [problem.severity for problem in found.problems] == ["repair"]
    assert found.grade == "with remarks"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (without("Home Equity Loan-Backed"), ("series",)),
        (without("Payment Date"), ("payment_date",)),
        (WHOLE.replace("2/25/2004", "-        "), ("payment_date",)),
        (without("Delinquent", "REO", "Bankruptcy", "Foreclosures"), ("delinquency.days_30",)),
        (WHOLE[: WHOLE.index("Beginning Overcollateralization")], ("overcollateralization",)),
    ],
    ids=["title", "date", "unstated date", "buckets", "end"],
)
def test_a_report_that_lacks_a_part_is_doubtful(text: str, missing: tuple[str, ...]) -> None:
    found = examine(text)
    assert (found.grade, found.missing) == ("doubtful", missing)


@pytest.mark.parametrize(
    "text",
    [
        OF_GRADE["doubtful"],
        WHOLE.replace("(508,186.37)", "########    "),
        WHOLE.replace("1,707,834.09", "1,707,8B4.09"),
    ],
    ids=["unknown row", "unknown figure", "error"],
)
def test_what_is_not_known_is_doubtful_or_worse(text: str) -> None:
    found = examine(text)
    assert found.grade == ("broken" if found.errors else "doubtful")


def test_a_report_that_lacks_what_nearly_every_one_has_gets_a_remark() -> None:
    begin = WHOLE.index("Liquidation To-Date")
    found = examine(WHOLE[:begin] + WHOLE[WHOLE.index("Extraordinary Event") :])
    assert (found.grade, found.missing, found.absent) == ("with remarks", (), ("losses",))


def test_later_reports_of_a_build_are_graded_alike() -> None:
    text = without("Payment Date")
    found = [examine(text.replace("508,186.37", f"508,186.3{n}")) for n in range(5)]
    assert {one.missing for one in found} == {("payment_date",)}


def test_a_template_takes_no_date_where_it_met_none() -> None:
    for date, missing in (("-        ", ("payment_date",)), ("2/25/2004", ())):
        text = WHOLE.replace("2/25/2004", date)
        found = [examine(text.replace("508,186.37", f"508,186.3{n}")) for n in range(5)]
        assert [one.missing for one in found] == [missing] * 5


def own(directory: Path, required: str) -> Path:
    (directory / "own.lark").write_text(
        f"%import .term_notes (report)\n%require {required}\n", encoding="utf-8"
    )
    return directory


def test_an_own_format_says_what_its_reports_have(tmp_path: Path) -> None:
    text = without("Extraordinary Event Losses")
    grammar = own(tmp_path, "title extraordinary_event_losses notes.coupon")
    found = examine(text, format="own", grammar=grammar)
    assert found.missing == ("extraordinary_event_losses",)
    assert examine(WHOLE, format="own", grammar=grammar).missing == ()


def test_a_name_that_the_grammar_does_not_have_is_told(tmp_path: Path) -> None:
    grammar = own(tmp_path, "title delinquencies")
    with pytest.raises(GrammarError) as raised:
        examine(WHOLE, format="own", grammar=grammar)
    place = f"{tmp_path / 'own.lark'}:2:16"
    why = "%require names delinquencies, which the grammar does not have"
    assert str(raised.value) == f"{place}: {why}"


@pytest.mark.parametrize(
    ("grade", "statuses"), [("complete", "000"), ("with remarks", "100"), ("doubtful", "110")]
)
def test_the_exit_status_follows_the_grade(tmp_path: Path, grade: str, statuses: str) -> None:
    file = tmp_path / "report.txt"
    file.write_text(OF_GRADE[grade], encoding="utf-8")
    told = "" if grade == "complete" else f"{file}: {grade}"
    for line, status in zip(("remarks", "doubtful", "broken"), statuses, strict=True):
        ran = run("parse", "--fail-on", line, file)
        assert (ran.exit_code, ran.stdout[:1]) == (int(status), "{")
        assert ran.stderr.splitlines()[-1:] == ([told] if told else [])
    summary = read_here(file, out=tmp_path / "out", kind="jsonl")
    assert summary.grade == grade
    assert run("batch", file, "--out", tmp_path / "out", "--as", "jsonl").exit_code == int(
        statuses[1]
    )
    (row,) = map(json.loads, (tmp_path / "out" / "reports.jsonl").read_text().splitlines())
    assert row["grade"] == grade


def test_a_failing_identity_makes_a_report_doubtful(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(WHOLE.replace("59,058,717.08", "59,058,718.08"), encoding="utf-8")
    read_here(file, out=tmp_path / "out", kind="jsonl")
    (row,) = map(json.loads, (tmp_path / "out" / "reports.jsonl").read_text().splitlines())
    assert examine(file.read_text(encoding="utf-8")).grade == "complete"
    assert (row["grade"], row["failing"] > 0, row["missing_sections"]) == ("doubtful", True, 0)


# ---- What other months of the series have --------------------------------------------------------


def months(directory: Path, *lacking: tuple[int, str]) -> Path:
    """Five months of a trust; some without the lines that begin with a text."""
    for month in range(1, 6):
        labels = tuple(label for at, label in lacking if at == month)
        text = without(*labels) if labels else WHOLE
        text = text.replace("2/25/2004", f"{month}/25/2005")
        (directory / f"{month}.txt").write_text(text, encoding="utf-8")
    return directory


def graded(directory: Path, out: Path, **options: bool) -> dict[str, str | None]:
    """What each month of a batch lacks, where it is doubtful for that."""
    read_here(directory, out=out, kind="jsonl", **options)
    rows = map(json.loads, (out / "reports.jsonl").read_text(encoding="utf-8").splitlines())
    return {Path(row["file"]).stem: row["missing"] for row in rows if row["missing"]}


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ([(3, "Class A-4")], {"3": "notes Class A-4"}),
        ([(5, "Class A-4")], {"5": "notes Class A-4"}),
        ([(4, "Class A-4"), (5, "Class A-4")], {}),
        ([(1, "Class A-4")], {}),
        ([(2, "Net Recoveries"), (3, "Class IO")], {"3": "notes Class IO"}),
    ],
    ids=["between", "last", "paid off", "first", "two months"],
)
def test_a_class_that_other_months_have_is_missing(
    tmp_path: Path, lacking: list[tuple[int, str]], told: dict[str, str]
) -> None:
    directory = tmp_path / "months"
    directory.mkdir()
    assert graded(months(directory, *lacking), tmp_path / "out") == told


def test_months_that_come_later_are_compared_too(tmp_path: Path) -> None:
    directory = tmp_path / "months"
    directory.mkdir()
    months(directory, (3, "Class A-4"))
    later = [(directory / f"{month}.txt", tmp_path / f"{month}.txt") for month in (4, 5)]
    for file, aside in later:
        file.rename(aside)
    assert graded(directory, tmp_path / "out") == {"3": "notes Class A-4"}
    (directory / "2.txt").write_text((directory / "3.txt").read_text().replace("3/25", "2/25"))
    assert graded(directory, tmp_path / "out", changed=True) == {}
    later[0][1].rename(later[0][0])
    expected = {"2": "notes Class A-4", "3": "notes Class A-4"}
    assert graded(directory, tmp_path / "out", changed=True) == expected
    assert read_here(directory, out=tmp_path / "out", kind="jsonl", changed=True).read == 0
