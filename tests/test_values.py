"""What each printed figure becomes, exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gmacm_grammar.model.values import KINDS, day, decimal, figure, integer, share, unlike


def refusal(read: object, text: str) -> str:
    """What is said of a text that cannot be read."""
    assert callable(read)
    with pytest.raises(ValueError, match='"') as raised:
        read(text)
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("0.00", "0.00"),
        ("1,234,567.80", "1234567.80"),
        ("-1,234.56", "-1234.56"),
        ("(1,234.56)", "-1234.56"),
        ("$1,234.56", "1234.56"),
        ("$ 5.00", "5.00"),
        ("-$5.00", "-5.00"),
        ("-$ 5.00", "-5.00"),
        ("-$\xa05.00", "-5.00"),
        ("\u22125.00", "-5.00"),
        ("\u2013$1,005.00", "-1005.00"),
        ("\u22126.5 %", "-0.065"),
        ("$\xa0(5.00)", "-5.00"),
        ("($5.00)", "-5.00"),
        ("(1,234$)", "-1234"),
        ("$(5.00)", "-5.00"),
        ("(0.00)", "-0.00"),
        ("6.000%", "0.06000"),
        ("6.5 %", "0.065"),
        ("-6.5%", "-0.065"),
        ("(6.50%)", "-0.0650"),
        ("(6.5 %)", "-0.065"),
        ("(6.5\t%)", "-0.065"),
        ("1,000.0%", "10.000"),
    ],
)
def test_a_figure_keeps_all_its_digits(text: str, value: str) -> None:
    found = decimal(text)
    assert found is not None
    assert found.as_tuple() == Decimal(value).as_tuple()


UNSTATED = ["", "-", "--", "\u2013", "\u2014", "\u2212", "$ -", "$\xa0-", "-$", "-%", "%", "()"]


@pytest.mark.parametrize("text", [*UNSTATED, "#", "####", "#DIV/0!", "#REF!"])
def test_a_dash_and_what_a_spreadsheet_could_not_show_state_nothing(text: str) -> None:
    assert decimal(text) is None
    assert integer(text) is None


@pytest.mark.parametrize(
    "text", ["\u20145.00", "9,8B7.21", "X5.00X", "1.2.3", "5.00#", "8B.0%", "(x)"]
)
def test_what_is_no_figure_is_refused(text: str) -> None:
    assert refusal(decimal, text) == f'"{text}" is not a figure'


def test_a_share_is_at_most_one_or_has_a_percent_sign() -> None:
    for text, value in ("1.00", "1.00"), ("0.25", "0.25"), ("101.0%", "1.010"), ("(2.00)", "-2.00"):
        assert share(text) == Decimal(value)
    assert share("-") is None
    assert share("(150.0%)") == Decimal("-1.500")
    for text in "1.0001", "8.880":
        why = f'"{text}" is no share: it is over 1 and has no percent sign'
        assert refusal(share, text) == why


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("", None),
        ("5% 6%", None),
        ("0.5 0.6", None),
        ("0.00% 0.0 0 -", None),
        ("0.1 0 0.00%", ([2], [0])),
        ("0 9% 0.9 0.5", ([1], [2, 3])),
    ],
)
def test_shares_are_alike_where_they_state_something(
    column: str, expected: tuple[list[int], list[int]] | None
) -> None:
    assert unlike(column.split()) == expected


def test_a_count_is_a_whole_number() -> None:
    for text in "1234", "1,234", "1,234.00", "1234.0":
        assert integer(text) == 1234
        assert type(integer(text)) is int
    assert integer("(3.00)") == -3
    assert refusal(integer, "1.50") == '"1.50" is not a whole number'
    assert refusal(integer, "Infinity") == '"Infinity" is not a whole number'
    assert refusal(integer, "1O") == '"1O" is not a figure'


def test_a_count_has_an_end() -> None:
    assert integer("1" * 4000) == int("1" * 4000)
    assert refusal(integer, "123456789." * 401) == (
        '"123456789.123456789...." is too long for a count'
    )
    assert integer("1E3999") == 10**3999
    assert refusal(integer, "1E4000") == '"1E4000" is too long for a count'
    assert refusal(integer, "1.000000000000000000000E9999") == (
        '"1.000000000000000000" is too long for a count'
    )
    assert refusal(integer, "1" * 4001) == f'"{"1" * 20}..." is too long for a count'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2/25/2004", date(2004, 2, 25)),
        ("09/05/06", date(2006, 9, 5)),
        ("1/1/50", date(1950, 1, 1)),
        ("12/31/51", date(1951, 12, 31)),
        ("12/31/49", date(2049, 12, 31)),
        ("12/31/99", date(1999, 12, 31)),
        ("1/2/00", date(2000, 1, 2)),
        ("-", None),
        ("$ \u2014", None),
        ("#N/A", None),
    ],
)
def test_a_day_is_printed_month_first(text: str, found: date | None) -> None:
    assert day(text) == found


def test_what_is_no_date_printed_month_first_is_refused() -> None:
    for text in "1/2", "1/2/3/2004", "March 15, 2019", "2004-02-25":
        assert refusal(day, text) == f'"{text}" is not a date such as 2/25/2004'


def test_a_day_of_another_age_is_refused() -> None:
    assert day("1/1/1950") == date(1950, 1, 1)
    assert day("12/31/2049") == date(2049, 12, 31)
    for text in "2/25/0204", "12/31/1949", "1/1/2050", "1/1/9999":
        assert refusal(day, text) == f'"{text}" is not a day of the years 1950 to 2049'


def test_no_day_of_the_calendar_is_refused() -> None:
    for text in "2/30/2004", "13/1/2004", "0/1/04", "Feb/1/2004", f"1/1/{10**20}", "1/1/20O4":
        assert refusal(day, text) == f'"{text}" is not a day of the calendar'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,234", 1234),
        ("17", 17),
        ("17.00", Decimal("17.00")),
        ("6.5%", Decimal("0.065")),
        ("-", None),
        ("#N/A", None),
        ("#DIV/0!", None),
        ("#A/B/C", None),
        ("2/25/2004", date(2004, 2, 25)),
    ],
)
def test_a_figure_of_unknown_kind_is_read_by_how_it_is_printed(text: str, found: object) -> None:
    assert (figure(text), type(figure(text))) == (found, type(found))


def test_each_kind_is_read_in_its_way() -> None:
    read = {
        kind: (read("1/2/2004") if kind in ("date", "text") else read("1.0"))
        for kind, (read, _) in KINDS.items()
    }
    assert read == {
        **dict.fromkeys(("amount", "factor", "rate", "share"), Decimal("1.0")),
        "count": 1,
        "date": date(2004, 1, 2),
        "text": "1/2/2004",
    }
