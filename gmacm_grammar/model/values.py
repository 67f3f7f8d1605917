"""The kinds of value that a grammar can ask for, and what each becomes.

A rule with one of these names (``amount: AMOUNT | NONE``) is a kind of value: its cells become
what KINDS says. Which cells are one is the grammar's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

#: A hyphen, the dashes of print, and a minus sign: alone they say that nothing is stated.
DASHES = frozenset("-\u2013\u2014\u2212")
#: Of these, the ones that are typed or printed for a minus sign.
_MINUS = str.maketrans("\u2013\u2212", "--")
#: The digits of a figure that is not zero.
_DIGITS = frozenset("123456789")
#: The years of two digits, and the only ones that a report is of.
_YEARS = range(1950, 2050)
_YES, _NO = frozenset(("yes", "true")), frozenset(("no", "false"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Python writes and reads no whole number of more than 4300 digits.
_LONGEST_COUNT = 4000


def decimal(text: str) -> Decimal | None:
    """Read a figure exactly: ``(1,234.56)`` is negative, a percent becomes a fraction.

    A dash or N/A (nothing stated) and what a spreadsheet prints for what it cannot show are None.
    Raises ValueError for what is no figure.
    """
    try:
        if text[-1:] == "%":
            return Decimal(text[:-1].replace(",", "").strip() + "E-2")
        return Decimal(text.replace(",", ""))
    except ArithmeticError:
        return _unusual(text)


def _unusual(text: str) -> Decimal | None:
    bare = _bare(text)
    if _is_unstated(bare):
        return None
    try:
        plain = bare.replace(",", "").translate(_MINUS)
        figure = Decimal(plain + ("E-2" if "%" in text else ""))
    except ArithmeticError:
        raise ValueError(f'"{text}" is not a figure') from None
    return figure.copy_negate() if "(" in text else figure


def _bare(text: str) -> str:
    """A figure without the marks around it."""
    sign, _, rest = text.strip("()$% \xa0").rpartition("$")
    return sign + rest.strip()


def _is_unstated(bare: str) -> bool:
    return not bare or bare[0] == "#" or bare.upper() == "N/A" or DASHES.issuperset(bare)


def share(text: str) -> Decimal | None:
    """Read a part of a whole as ``decimal`` does.

    Raises ValueError for one over 1 without a percent sign: that is a percent which lost it.
    """
    return _up_to_one(text, "share")


def rate(text: str) -> Decimal | None:
    """Read a rate as ``decimal`` does. Raises ValueError as ``share`` does."""
    return _up_to_one(text, "rate")


def _up_to_one(text: str, what: str) -> Decimal | None:
    found = decimal(text)
    if found is not None and found > 1 and "%" not in text:
        raise ValueError(
            f'"{text}" is no {what}: it is over 1 and has no percent sign; '
            "a percent that never has one is a _percent"
        )
    return found


def percent(text: str) -> Decimal | None:
    """Read a percent that may be printed without its sign: ``1.38`` is the fraction 0.0138.

    Raises ValueError for dollars.
    """
    if "$" in text and not _is_unstated(_bare(text)):
        raise ValueError(f'"{text}" is not a percent')
    return decimal(text if "%" in text else f"{text}%")


def flag(text: str) -> bool | None:
    """Read yes or no; None if it is unstated. Raises ValueError for any other word."""
    said = text.casefold()
    if said in _YES or said in _NO:
        return said in _YES
    if _is_unstated(_bare(text)):
        return None
    raise ValueError(f'"{text}" is neither yes nor no')


def unlike(column: Iterable[str]) -> tuple[list[int], list[int]] | None:
    """Which shares of a column have a percent sign, and which have none and need one.

    None if they are alike: a share of nothing is the same with and without it.
    """
    signed, bare = list[int](), list[int]()
    for number, text in enumerate(column):
        if "%" in text:
            signed.append(number)
        elif not _DIGITS.isdisjoint(text):
            bare.append(number)
    return (signed, bare) if signed and bare else None


def integer(text: str) -> int | None:
    """Read a count; one printed with decimals (``1.00``) is the whole number it says.

    Raises ValueError for one that is not whole, or negative, and for one that no count can be.
    """
    if len(text) > _LONGEST_COUNT:
        raise ValueError(f'"{text[:20]}..." is too long for a count')
    if text.isdecimal():
        return int(text)
    number = decimal(text)
    if number is None:
        return None
    if number.adjusted() >= _LONGEST_COUNT:
        raise ValueError(f'"{text[:20]}" is too long for a count')
    if not number.is_finite() or number != int(number) or number.is_signed() or "$" in text:
        raise ValueError(f'"{text}" is not a count')
    return int(number)


def date_reader(expressions: Iterable[str]) -> Callable[[str], date | None]:
    """What reads a date that is printed in one of some ways; None if it is unstated.

    Each expression names the parts ``day``, ``month`` (a number or an English name, also a short
    one) and ``year``. A year lies between 1950 and 2049. Raises ValueError for a day of another
    year or of none, and for what is no such date.
    """
    ways = [re.compile(expression).fullmatch for expression in expressions]

    def read(text: str) -> date | None:
        for fits in ways:
            match = fits(text.replace("\xa0", " "))
            if match and None not in (parts := match.group("day", "month", "year")):
                return _day(text, *parts)
        if _is_unstated(_bare(text)):
            return None
        raise ValueError(f'"{text}" is not a date as this format prints them')

    return read


def _day(text: str, day: str, month: str, year: str) -> date:
    try:
        full = int(year)
        if len(year) == 2:
            full += 1900 if full >= 50 else 2000
        number = int(month) if month.isdecimal() else 1 + _MONTHS.index(month[:3].casefold())
        found = date(full, number, int(day))
    except (ValueError, OverflowError):
        raise ValueError(f'"{text}" is not a day of the calendar') from None
    if full not in _YEARS:
        raise ValueError(f'"{text}" is not a day of the years 1950 to 2049')
    return found


def as_text(printed: str) -> str:
    """Read a text: a blank of a page that lines do not break at is a plain one."""
    return printed.replace("\xa0", " ")


def figure(text: str) -> Decimal | int | None:
    """Read a figure of unknown kind by how it is printed."""
    return integer(text) if text.replace(",", "").isdecimal() else decimal(text)


class Kind(NamedTuple):
    """A kind of value: how a cell of it is read, its name in words, what its cells become."""

    read: Callable[[str], Any]
    words: str
    type: type[Any]


KINDS = {
    "amount": Kind(decimal, "an amount", Decimal),
    "factor": Kind(decimal, "a factor", Decimal),
    "rate": Kind(rate, "a rate", Decimal),
    "percent": Kind(percent, "a percent", Decimal),
    "share": Kind(share, "a share", Decimal),
    "count": Kind(integer, "a count", int),
    "date": Kind(date_reader(()), "a date", date),  # a format knows how its dates are printed
    "flag": Kind(flag, "a yes or no", bool),
    "text": Kind(as_text, "a text", str),
}
