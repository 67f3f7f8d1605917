"""What each printed figure becomes, by its kind, exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cut import written

from gmacm_grammar import ReportError, examine, parse

DECIMALS = ("amount", "factor", "rate", "share")
KINDS = (*DECIMALS, "percent", "count", "date", "flag")
#: Formats in which a value of any kind may be printed in any way.
ANY = f"""
report: "Some" "Three" "Labels" row*
row: {" | ".join(f'"{kind}:" _any_{kind} -> {kind}' for kind in KINDS if kind != "date")}
{chr(10).join(f"_any_{kind}: WHATEVER" for kind in KINDS if kind != "date")}
WHATEVER: /.+/
"""
DATES = """
%import .values (DATE, DAY_FIRST, MONTH_FIRST)
report: "Some" "Three" "Labels" row*
row: "date:" _any_date -> date
_any_date: DATE | DAY_FIRST | MONTH_FIRST | WHATEVER
WHATEVER: /[^a-z].*/
"""
TEXT = """
report: "Some" "Three" "Labels" row*
row: "text:" _any_text -> text
_any_text: TEXT
TEXT: /.+/
"""
#: A format for figures as they are printed in reports, and for some of which the digits matter.
PRINTED = r"""
%import .values (_amount, _rate)
report: "Some" "Three" "Labels" row*
row: "amount:" _amount -> amount | "few:" _few_amount -> few | "word:" _word_amount -> word
   | "count:" _any_count -> count | "rate:" _rate -> rate
_few_amount: FEW
FEW: /[1-5](,[0-9]{3})+\.[0-9]/
_word_amount: SHORT | LONG
_any_count: NUMBER
SHORT.2: /123456/
LONG.2: /1234567/
NUMBER: /[0-9]{1,3}(,[0-9]{3})+|[0-9]+/
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(
        tmp_path_factory.mktemp("grammar"), any=ANY, date=DATES, text=TEXT, printed=PRINTED
    )


def read(own: Path, kind: str, *printed: str, format: str = "") -> Any:
    """What some cells of a kind become; a text is what is said of one that cannot be read."""
    rows = "".join(f"|\n{kind}:\n|\n{text}\n" for text in printed)
    text = f"Some\n|\nThree\n|\nLabels\n{rows}"
    how: dict[str, Any] = {
        "grammar": own,
        "format": format or ("date" if kind == "date" else "any"),
        "layout": "cell_stream",
    }
    found = examine(text, **how)
    if found.errors:
        assert [cell.text for cell in found.cells if cell.role == "unread"][-1:] == [*printed]
        with pytest.raises(ReportError):
            parse(text, **how)
        return found.errors[0].message
    assert parse(text, **how) == found.report
    value = found.report.other.get(kind)
    return value if len(printed) == 1 else list(value)


FIGURES = {
    "0": ("0",),
    "0.00": ("0.00",),
    "-0.00": ("(0.00)",),
    "0.80": ("0.80", "$0.80", "$ 0.80"),
    "-5.00": ("-5.00", "-$5.00", "-$ 5.00", "-$\xa05.00", "\u22125.00", "\u20135.00"),
    "-1234.56": ("-1,234.56", "(1,234.56)", "($1,234.56)", "$\xa0(1,234.56)", "$(1,234.56)"),
    "-1005.00": ("\u2013$1,005.00",),
    "-1234": ("(1,234$)",),
    "0.06000": ("6.000%",),
    "0.065": ("6.5 %",),
    "-0.065": ("-6.5%", "\u22126.5 %", "(6.5 %)", "(6.5\t%)"),
    "-0.0650": ("(6.50%)",),
    "10.000": ("1,000.0%",),
    "-1.500": ("(150.0%)",),
}


@pytest.mark.parametrize("kind", DECIMALS)
@pytest.mark.parametrize("value", FIGURES)
def test_a_figure_keeps_all_its_digits(own: Path, kind: str, value: str) -> None:
    for text in FIGURES[value]:
        assert read(own, kind, text).as_tuple() == Decimal(value).as_tuple()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        *("-", "--", "\u2013", "\u2014", "\u2212", "$ -", "$\xa0-", "-$", "-%", "%", "()"),
        *("$ \u2014", "#", "####", "#DIV/0!", "#REF!", "#N/A"),
    ],
)
def test_a_dash_and_what_a_spreadsheet_could_not_show_state_nothing(
    own: Path, kind: str, text: str
) -> None:
    assert read(own, kind, text) is None


@pytest.mark.parametrize(
    "text", ["\u20145.00", "9,8B7.21", "X5.00X", "1.2.3", "5.00#", "8B.0%", "(x)", "1O"]
)
@pytest.mark.parametrize("kind", [*DECIMALS, "count"])
def test_what_is_no_figure_is_an_error(own: Path, kind: str, text: str) -> None:
    assert read(own, kind, text) == f'"{text}" is not a figure'


def test_a_share_is_at_most_one_or_has_a_percent_sign(own: Path) -> None:
    for text, value in ("1.00", "1.00"), ("101.0%", "1.010"), ("(2.00)", "-2.00"):
        assert read(own, "share", text) == Decimal(value)
    for text in "1.0001", "8.880":
        for kind in "share", "rate":
            why = f'"{text}" is no {kind}: it is over 1 and has no percent sign'
            assert read(own, kind, text) == f"{why}; a percent that never has one is a _percent"


def test_a_percent_may_lack_its_sign(own: Path) -> None:
    for text, value in ("1.380000", "0.01380000"), ("2.12%", "0.0212"), ("(1.5)", "-0.015"):
        assert read(own, "percent", text).as_tuple() == Decimal(value).as_tuple()


def test_dollars_are_neither_a_percent_nor_a_count(own: Path) -> None:
    assert read(own, "percent", "$1.38") == '"$1.38" is not a percent'
    assert read(own, "count", "$5.00") == '"$5.00" is not a count'


def test_a_part_of_a_text_is_read_by_its_kind_or_is_an_error(tmp_path: Path) -> None:
    grammar = """
    %import .values (_amount, _date)
    report: "Some" "Three" "Labels" (row | due)*
    row: "Paid" _date -> paid
    due: DUE
    DUE: /Due (?P<owed_amount>.+) on (?P<due_date>.+), at (?P<note_rate__rate>.+)/
    """.replace("\n    ", "\n")
    folder = written(tmp_path, due=grammar)
    for owed, day, rate, why in (
        ("5.00", "25-Feb-04", "6.5%", None),
        ("5.00%", "25-Feb-04", "6.5%", '"5.00%" is not an amount'),
        ("####", "25-Feb-04", "6.5%", '"####" is not an amount'),
        ("5.00", "31-Feb-04", "6.5%", '"31-Feb-04" is not a day of the calendar'),
        ("5.00", "25-Feb-04", "-", '"-" is not a rate'),
    ):
        text = f"Some\n|\nThree\n|\nLabels\n|\nDue {owed} on {day}, at {rate}\n"
        found = examine(text, grammar=folder, format="due", layout="cell_stream")
        assert [error.message for error in found.errors] == ([why] if why else [])
        if not why:
            assert found.report.note_rate == Decimal("0.065")
            assert found.report.other["due_date"] == date(2004, 2, 25)


def test_yes_and_no_are_values(own: Path) -> None:
    for text, value in ("Yes", True), ("TRUE", True), ("no", False), ("False", False):
        assert read(own, "flag", text) is value
    assert read(own, "flag", "N/A") is None
    assert read(own, "flag", "perhaps") == '"perhaps" is neither yes nor no'


def test_a_count_is_a_whole_number(own: Path) -> None:
    for text in "1234", "1,234", "1,234.00", "1234.0":
        assert read(own, "count", text) == 1234
        assert type(read(own, "count", text)) is int
    for text in "1.50", "(3.00)", "-0.00", "Infinity":
        assert read(own, "count", text) == f'"{text}" is not a count'


def test_a_count_has_an_end(own: Path) -> None:
    assert read(own, "count", "1" * 4000) == int("1" * 4000)
    assert read(own, "count", "1E3999") == 10**3999
    for text in "1" * 4001, "123456789." * 401, "1E4000", "1.000000000000000000000E9999":
        shown = text[:20] + "..." * (len(text) > 4000)
        assert read(own, "count", text) == f'"{shown}" is too long for a count'


def test_a_day_is_printed_month_first_or_with_its_month_in_words(own: Path) -> None:
    for text, day in (
        *(("19-Nov-03", date(2003, 11, 19)), ("1-Mar-04", date(2004, 3, 1))),
        *(("February 25, 2004", date(2004, 2, 25)), ("Sept. 5 2004", date(2004, 9, 5))),
        *(("4 JULY 1950", date(1950, 7, 4)), ("May 1 00", date(2000, 5, 1))),
        *(("2/25/2004", date(2004, 2, 25)), ("09/05/06", date(2006, 9, 5))),
        *(("1/1/1950", date(1950, 1, 1)), ("12/31/2049", date(2049, 12, 31))),
        *(("1/1/50", date(1950, 1, 1)), ("12/31/51", date(1951, 12, 31))),
        *(("12/31/49", date(2049, 12, 31)), ("1/2/00", date(2000, 1, 2))),
    ):
        assert read(own, "date", text) == day


@pytest.mark.parametrize(
    ("why", "texts"),
    [
        ("a date as this format prints them", ("1/2", "1/2/3/2004", "2004-02-25", "Feb/1/2004")),
        ("a day of the years 1950 to 2049", ("2/25/0204", "12/31/1949", "1/1/2050", "1-Jan-9999")),
        (
            "a day of the calendar",
            ("2/30/2004", "13/1/2004", "0/1/04", "31-Jun-04", "February 30, 2004"),
        ),
    ],
)
def test_what_is_no_such_date_is_an_error(own: Path, why: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        assert read(own, "date", text) == f'"{text}" is not {why}'


def test_a_text_is_as_printed(own: Path) -> None:
    for text in "1/2/2004", "1.0", "-", "(x)":
        assert read(own, "text", text, format="text") == text


def test_a_figure_of_an_unknown_row_is_read_by_how_it_is_printed() -> None:
    head = "2002-HE2\nPayment Date  2/25/2004\nServicing Certificate  Group 1\n"
    printed = "1,234  17  17.00  6.5%  -  #N/A  #DIV/0!  2/25/2004  2/30/2004"
    (row,) = examine(f"{head}Foo  {printed}\n").report.unknown
    values = [1234, 17, Decimal("17.00"), Decimal("0.065"), None, None, None, date(2004, 2, 25)]
    assert list(row.values) == [*values, "2/30/2004"]
    assert list(map(type, row.values)) == [*map(type, values), str]


# ---- figures that look alike ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        ("amount", ["1,234.56", "9,876.54", "1,000.00"]),
        ("amount", ["-1,234.56", "-7,654.32"]),
        ("amount", ["1234567.89", "9876543.21"]),
        ("amount", ["(1,234.56)", "(6,543.21)"]),
        ("amount", ["$1,234.56", "$6,543.21"]),
        ("rate", ["12.3456%", "65.4321%"]),
        ("rate", ["12.3456 %", "65.4321 %"]),
        ("amount", ["1" + 12 * ",234" + ".56", "2" + 12 * ",345" + ".67"]),
        ("amount", ["1" + 20 * ",234" + ".56", "2" + 20 * ",345" + ".67"]),
        ("count", ["1,234,567", "7,654,321", "2345678", "7", "0"]),
    ],
    ids=lambda printed: str(printed)[:20],
)
def test_figures_that_look_alike_are_read_as_they_are_alone(
    own: Path, kind: str, printed: list[str]
) -> None:
    alone = [read(own, kind, text) for text in printed]
    together = read(own, kind, *printed, *printed, format="printed")
    assert list(map(str, together)) == list(map(str, alone * 2))


@pytest.mark.parametrize(
    ("kind", "printed", "other"),
    [
        ("few", "1,234.5", "9,876.5"),
        ("word", "123456", "999999"),
        ("word", "1234567", "7654321"),
        ("count", "999999", "123456"),
        ("count", "7654321", "1234567"),
    ],
)
def test_digits_are_looked_at_where_an_expression_asks_for_some(
    own: Path, kind: str, printed: str, other: str
) -> None:
    value = read(own, "count" if kind == "count" else "amount", printed)
    for _ in range(2):
        assert read(own, kind, printed, format="printed") == value
        assert isinstance(read(own, kind, other, format="printed"), str)
