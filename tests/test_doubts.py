"""Figures of which it cannot be told what they say, or to which row they belong, are errors."""

from __future__ import annotations

import pytest
from cut import fates, table
from laws import check, check_page

HEAD = """\
2002-HE2
Payment Date  2/25/2004
Servicing Certificate  Group 1  Group 2
"""
CASH, SPREAD = "Excess Cash | 5.00=excess_cash", "Excess Spread Target | 5.00%=excess_spread_target"


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        # a value may stand on the line below its label
        ("Excess Cash\n 5.00", CASH),
        ("Excess Cash \t\xa0\r\n 5.00", CASH),
        ("Excess Cash" + " " * 250 + "\n5.00", CASH),
        ("Excess Cash\n-----\n5.00", CASH.replace(" | ", " | ~----- | ")),
        # but not set apart from it
        ("Excess Cash\n\n 5.00", "!Excess Cash | !5.00"),
        ("Excess Cash\n \t\n5.00", "!Excess Cash | !5.00"),
        ("Excess Cash\n\f5.00", "!Excess Cash | !5.00"),
        ("Excess Cash\n<PAGE>\n5.00", "!Excess Cash | ~<PAGE> | !5.00"),
        ("Excess Cash  <C>\n5.00", "!Excess Cash | ~<C> | !5.00"),
        ("Excess Cash\n<C>  5.00", "!Excess Cash | ~<C> | !5.00"),
        ("Excess Cash\n------------\n5.00", "!Excess Cash | ~------------ | !5.00"),
        # a value that begins a row is none of a row that has values
        ("Excess Cash  5.00\n6.00", f"{CASH} | !6.00"),
        ("Excess Cash  5.00\n -", f"{CASH} | !-"),
        ("Excess Cash  5.00\n\n \t\xa0 6.00", f"{CASH} | !6.00"),
        ("Principal Draws  1.00\n2.00", "Principal Draws | !1.00 | !2.00"),
        ("Principal Draws\n1.00\n2.00", "Principal Draws | !1.00 | !2.00"),
        (
            "Excess Cash  5.00\n<PAGE>\n\nExcess Spread Target  5.00%\n\n<C>7.00",
            f"{CASH} | ~<PAGE> | {SPREAD} | ~<C> | !7.00",
        ),
        (
            "Excess Cash  5.00\n\n<PAGE>\n<C>\nExcess Spread Target  5.00%",
            f"{CASH} | ~<PAGE> | ~<C> | {SPREAD}",
        ),
        # a whole number with a blank in it may be two
        (
            "Active Loan Count  1 234",
            "Active Loan Count | 1=pools[0].active_loan_count | 234=pools[1].active_loan_count",
        ),
    ],
)
def test_a_value_is_read_where_it_must_be_that_of_the_label(text: str, cells: str) -> None:
    found = check(HEAD + text)
    assert fates(found, 6) == cells
    assert bool(found.errors) is ("!" in cells or "1 234" in text)


@pytest.mark.parametrize(
    ("shares", "errors"),
    [
        ("5.00% 6.00%", []),
        ("0.500 0.600", []),
        ("0.00% 0.000 0 -", []),
        # of those unlike the others the fewer are told, and a share of nothing is like all
        ("0.100 0 0.00%", [0]),
        ("0 9.00% 0.900 0.500", [1]),
        ("9.00% 0.900 0 8.00%", [1]),
    ],
)
def test_shares_have_a_percent_sign_or_none(shares: str, errors: list[int]) -> None:
    labels = [f"Delinquent Loans ({days} Days)" for days in (30, 60, 90, 120)]
    rows = [
        f"{label}  1.00  1  {share}" for label, share in zip(labels, shares.split(), strict=False)
    ]
    text = "\n".join([f"{HEAD}Number  Percent", "Balance  of Loans  of Balance", *rows])
    found = check(text)
    assert [problem.line - 6 for problem in found.problems] == errors
    for problem in found.problems:
        assert rows[problem.line - 6][problem.column - 1 :] == shares.split()[problem.line - 6]
        assert problem.severity == "error"


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (("<td>Excess Cash", "<td>5.00"), CASH),
        (("<td>Excess Cash", "<td>---", "<td>5.00"), CASH.replace(" | ", " | ~--- | ")),
        (("<td>Excess Cash", "<td>---<td>---", "<td>5.00"), "!Excess Cash | ~--- | ~--- | !5.00"),
        (("<td>Excess Cash</table><table><td>5.00",), "!Excess Cash | !5.00"),
        (("<td>Excess Cash</table><hr>5.00",), "!Excess Cash | !5.00"),
    ],
)
def test_a_page_may_set_a_value_apart(rows: tuple[str, ...], cells: str) -> None:
    head = [f"<td>{row}" for row in HEAD.replace("  ", "<td>").splitlines()]
    assert fates(check_page(table(*head, *rows)), 6) == cells
