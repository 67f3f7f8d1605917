"""Tables that a grammar file declares by ``%table``: what they read, and what is refused."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cut import written

from gmacm_grammar import Examination, GrammarError, examine, to_dict

HEAD = """
%import .values (_amount, _count, COUNT, _per_thousand_factor, _rate)
report: "XY Trust" "Monthly" "Statement" (notes | loans)*
CLASS: /[A-Z]-[0-9]/
CUSIP: /[0-9]{5}[A-Z]{3}[0-9]/
"""
NOTES = r"""
%table notes
    "CLASS"                  name: CLASS
    "ORIGINAL\nFACE\nVALUE"  original_balance: _amount
    "LOSSES"                 losses: _amount
    "CUMULATIVE\nLOSSES"?    cumulative_losses: _amount
    "ENDING\nBALANCE"        ending_balance: _amount
    "TOTALS"                 -> totals: original_balance ending_balance
"""
CUSIPS = """
%table notes?
    "CLASS"    name: CLASS
    "CUSIP"    cusip: CUSIP
    "INTEREST" interest_per_thousand: _per_thousand_factor
"""
LOANS = """
_number_label: "Loans" | "Number"
_term_text: COUNT
%table loans
    "Term"          term: _term_text
    _number_label   number: _count
"""
TITLE = "XY Trust\n\nMonthly   Statement\n\n"
#: A table with all columns, one without the optional one, and one that names some classes only.
ALL = """
        ORIGINAL
            FACE          CUMULATIVE   ENDING
CLASS      VALUE  LOSSES      LOSSES  BALANCE
A-1       100.00    1.00        3.00    60.00
B-1       200.00    0.00        2.00   190.00
TOTALS    300.00                       250.00
"""
FEWER = """
        ORIGINAL
            FACE           ENDING
CLASS      VALUE  LOSSES  BALANCE
A-1       100.00    1.00    60.00
B-1       200.00            190.00
"""
SOME = """
CLASS      CUSIP    INTEREST
B-1    66987XBC8  995.303434
"""


def read(folder: Path, grammar: str, text: str) -> Examination:
    own = written(folder, own=HEAD + grammar)
    return examine(TITLE + text, format="own", grammar=own)


def test_a_table_with_each_choice_of_its_columns(tmp_path: Path) -> None:
    grammar = NOTES + CUSIPS + LOANS
    found = read(tmp_path, grammar, ALL + SOME)
    assert not found.problems
    record: dict[str, Any] = to_dict(found.report)
    first, second = record["notes"]
    assert first["other"] == {
        "original_balance": "100.00",
        "losses": "1.00",
        "cumulative_losses": "3.00",
    }
    assert (second["name"], second["ending_balance"]) == ("B-1", "190.00")
    assert second["other"]["cusip"] == "66987XBC8"
    assert second["interest_per_thousand"] == "995.303434"
    assert record["other"]["totals"] == {"original_balance": "300.00", "ending_balance": "250.00"}
    fewer = read(tmp_path, grammar, FEWER)
    assert not fewer.problems
    assert [note.other for note in fewer.report.notes][1]["losses"] is None
    assert "cumulative_losses" not in fewer.report.notes[0].other


def test_two_tables_of_all_rows_must_both_name_each(tmp_path: Path) -> None:
    found = read(tmp_path, NOTES + CUSIPS.replace("notes?", "notes") + LOANS, ALL + SOME)
    assert [(problem.kind, problem.line) for problem in found.problems] == [("one-part-only", 9)]


@pytest.mark.parametrize("rows", [1, 2])
def test_a_table_that_is_no_field_is_a_list_of_records(tmp_path: Path, rows: int) -> None:
    for label in "Loans", "Number":
        text = f"Term  {label}\n" + "".join(f"{n}0      {n}\n" for n in range(1, rows + 1))
        found = read(tmp_path, NOTES + LOANS, text)
        assert not found.problems
        expected = [{"term": f"{n}0", "number": n} for n in range(1, rows + 1)]
        assert found.report.other == {"loans": tuple(expected)}


@pytest.mark.parametrize(
    ("grammar", "line", "why"),
    [
        ("%table\n", 6, "write %table NAME"),
        ('%table loans\n    "A" a _count\n', 7, "a column is written"),
        ('%table loans\n    "A" -> a _count\n', 7, "a column is written"),
        ('%table loans\n    "T" -> t\n', 6, "a table has a column"),
        (
            "%table loans\n" + "".join(f'    "{x}"? {x.lower()}: _count\n' for x in "ABCDE"),
            6,
            "at most 4 that are optional",
        ),
        (
            '%table loans\n    "A" a: _count\n    "T" -> t: a b\n',
            8,
            "the table has no column b",
        ),
        (
            '%table loans\n    "A" a: _count\n%table loans\n    "B" a: _rate\n',
            9,
            "a is defined already, as _count: give this column another field",
        ),
        (
            '%table loans\n    "A" a: _count\n    "B" factor: _unknown\n',
            8,
            "_unknown",
        ),
        (
            '%table loans\n    "A" loans: _count\n',
            7,
            "loans is a rule already: give this column another field",
        ),
    ],
)
def test_a_table_that_is_refused(tmp_path: Path, grammar: str, line: int, why: str) -> None:
    with pytest.raises(GrammarError, match=re.escape(why)) as refused:
        read(tmp_path, '%override notes: "N" _amount -> x\n' * 0 + grammar + NOTES, "")
    assert refused.value.line == line


def test_a_table_goes_on_in_a_file_that_imports_it(tmp_path: Path) -> None:
    """Also where both stand in lines of the same number, and a text is first in one of them."""
    first = HEAD.replace("| loans", "") + NOTES
    lines = first.split("\n").index("%table notes")
    more = CUSIPS.replace("CUSIP", "NUMBER").replace("cusip", "number_of_class")
    own = "%import .own (report)\n%import .values (_per_thousand_factor)\n"
    own += "NUMBER: /[0-9]{5}[A-Z]{3}[0-9]/\n"
    own += "\n" * (lines - own.count("\n") - 1) + more
    assert own.split("\n").index("%table notes?") == lines
    folder = written(tmp_path, own=first, more=own)
    found = examine(TITLE + ALL + SOME.replace("CUSIP", "NUMBER"), format="more", grammar=folder)
    assert not found.problems
    assert found.report.notes[1].other["number_of_class"] == "66987XBC8"
    assert found.report.notes[0].ending_balance == Decimal("60.00")


def test_one_text_is_first_in_a_table_and_not_in_another(tmp_path: Path) -> None:
    other = """
%table loans
    "Number"  number: _count
    "Of"      name: CLASS
    "Paid"    paid: _amount
"""
    grammar = f"{NOTES}_number_text: COUNT\n{other.replace('_count', '_number_text')}"
    text = "Number   Of    Paid\n1        A-1   5.00\n2              6.00\n"
    found = read(tmp_path, grammar, ALL + "\n" + text)
    assert not found.problems
    assert [row["name"] for row in found.report.other["loans"]] == ["A-1", None]


def test_a_total_under_another_column_is_an_error(tmp_path: Path) -> None:
    """A row of totals may have fewer figures than columns: each must be in its own column."""
    moved = ALL.replace("TOTALS    300.00                       250.00", "TOTALS    300.00  250.00")
    found = read(tmp_path, NOTES + LOANS, moved)
    assert [(error.kind, error.line) for error in found.errors] == [("misnamed-column", 11)]
    assert found.report.other["totals"] == {
        "original_balance": Decimal("300.00"),
        "ending_balance": None,
    }
