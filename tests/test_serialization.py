"""Records as JSON and as plain data; the places of cells, and what an examination says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import attrs
import pytest
from conftest import FIXTURES, ROOT, read
from laws import plain

from gmacm_grammar import (
    Report,
    ReportError,
    examine,
    from_dict,
    from_json,
    parse,
    to_dict,
    to_json,
)

OTHER = {
    "figure": Decimal("-1.50"),
    "large": Decimal("1E+2"),
    "count": 3,
    "day": date(2004, 2, 25),
    "text": "Class A",
    "nothing": None,
    "said": True,
    "like_a_figure": "12",
    "like_a_date": "2004-02-25",
    "rows": ({"name": "1.0", "figure": Decimal("1.0")}, ("2", Decimal("2"), None)),
}
PLAIN = {
    "figure": "-1.50",
    "large": "100",
    "count": 3,
    "day": "2004-02-25",
    "text": "Class A",
    "nothing": None,
    "said": True,
    "like_a_figure": {"$text": "12"},
    "like_a_date": {"$text": "2004-02-25"},
    "rows": [{"name": {"$text": "1.0"}, "figure": "1.0"}, [{"$text": "2"}, "2", None]],
}


# ---- records as JSON -----------------------------------------------------------------------------


def test_json_has_what_is_stated_in_page_order_with_all_digits() -> None:
    data = {
        "pools": [{"active_loan_count": 5, "principal_draws": "0.00"}],
        "payment_date": "2004-02-25",
        "series": "2004-HE1 \u2013 \u00e9",
    }
    report = attrs.evolve(from_dict(data), excess_cash=Decimal("0E-10"))
    text = """{
  "series": "2004-HE1 \u2013 \u00e9",
  "payment_date": "2004-02-25",
  "pools": [
    {
      "principal_draws": "0.00",
      "active_loan_count": 5
    }
  ],
  "excess_cash": "0.0000000000"
}
"""
    assert to_json(report) == text
    assert from_json(text) == report
    assert to_dict(Report()) == {}


def test_what_has_no_field_keeps_its_kind() -> None:
    assert to_dict(Report(other=OTHER)) == {"other": PLAIN}
    assert from_dict({"other": PLAIN}) == Report(other=OTHER)


def filled(record: type) -> Any:
    """A record of this kind with something in ``other`` of it and of all records in it."""
    values: dict[str, Any] = {}
    for name, kind in get_type_hints(record).items():
        inner = [filled(part) for part in get_args(kind) if attrs.has(part)]
        if name == "other":
            values[name] = OTHER
        elif inner:
            values[name] = tuple(inner) if get_origin(kind) is tuple else inner[0]
    return record(**values)


def test_what_has_no_field_keeps_its_kind_in_every_record() -> None:
    report = filled(Report)
    assert to_json(report).count('"like_a_figure"') >= 16
    assert from_json(to_json(report)) == report


def test_an_unknown_row_keeps_the_kinds_of_its_values() -> None:
    data = {"unknown": [{"label": "1.00", "values": ["1.00", 2, {"$text": "2"}, "A", None]}]}
    (row,) = from_dict(data).unknown
    assert (row.label, row.values) == ("1.00", (Decimal("1.00"), 2, "2", "A", None))
    assert to_dict(from_dict(data)) == data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "a value of another kind is expected @ $"),
        (None, "a value of another kind is expected @ $"),
        ({"notes": 5}, "a value of another kind is expected @ $.notes"),
        ({"notes": [5]}, "a value of another kind is expected @ $.notes[0]"),
        ({"b": 1, "a": 2}, "there is no field a, b @ $"),
        ({"notes": [{"x": 1}]}, "there is no field x @ $.notes[0]"),
        ({"series": 5}, "5 is not a text in quotes @ $.series"),
        ({"excess_cash": 1.5}, "1.5 is not the digits of a figure in quotes @ $.excess_cash"),
        ({"excess_cash": "NaN"}, "'NaN' is not the digits of a figure in quotes @ $.excess_cash"),
        ({"repurchased_units": "5"}, "'5' is not a whole number @ $.repurchased_units"),
        ({"repurchased_units": True}, "True is not a whole number @ $.repurchased_units"),
        ({"record_date": 5}, "5 is not a date in quotes @ $.record_date"),
        ({"record_date": "20040225"}, "'20040225' is not a date in quotes @ $.record_date"),
        ({"record_date": "2004-02-30"}, "day is out of range for month @ $.record_date"),
        ({"other": 5}, "5 is not an object @ $.other"),
        ({"other": {"a": 1.5}}, "1.5 is not the digits of a figure in quotes @ $.other"),
        ({"other": {"a": "2004-02-30"}}, "day is out of range for month @ $.other"),
        ({"other": {"a": {"$text": 5}}}, "5 is not a text in quotes @ $.other"),
        ({"unknown": [{"values": "ab"}]}, "'ab' is not a list @ $.unknown[0].values"),
    ],
)
def test_what_is_no_record_of_a_report_is_refused(data: Any, why: str) -> None:
    with pytest.raises(ValueError, match="this is not the record of a report") as error:
        from_dict(data)
    assert str(error.value) == f"this is not the record of a report: {why}"


def test_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting property name"):
        from_json("{")
    with pytest.raises(ValueError, match="too deeply") as error:
        from_json("[" * 100_000)
    assert str(error.value) == "this is not the record of a report: it is nested too deeply"


# ---- where cells stand ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "first"), [(223, 0, 1), (224, 0, 117), (2, 300, 1), (200, 300, 93)]
)
def test_of_a_long_line_the_part_around_a_column_is_shown(
    before: int, after: int, first: int
) -> None:
    line = f"Excess Cash{before * ' '}#####" + f"{after * ' '}-----" * bool(after)
    text = f"Note Rate  5.000%\n{line}\nExcess Spread Target  6.000%\n"
    (problem,) = (p for p in examine(text).problems if p.line == 2)
    assert (problem.column, problem.excerpt_column) == (before + 12, first)
    assert problem.excerpt == line[first - 1 : first + 239].rstrip()


def page(*rows: str) -> str:
    return "<table>" + "".join(f"\n<tr>{row}" for row in rows) + "\n</table>"


HEAD = (
    "<td colspan=9>Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2",
    "<td>Payment Date<td>2/25/2004",
    "<td>Servicing Certificate<td>Group 1<td>Group 2",
)


def test_a_cell_of_a_page_with_several_figures_fills_no_columns() -> None:
    text = page(*HEAD, "<td><b>Principal Draws</b> 1.00 <b>2.00</b>")
    found = examine(text)
    assert [cell.text for cell in found.cells[6:]] == ["Principal Draws 1.00 2.00"]
    assert [problem.kind for problem in found.problems] == ["unknown-heading"]


def test_an_empty_cell_of_a_page_is_a_value_not_stated() -> None:
    text = page(*HEAD, "<td>Principal Draws<td>1.00<td>2.00", "<td>Active Loan Count<td><td>5")
    first, second = parse(text).pools
    assert (first.active_loan_count, second.active_loan_count) == (None, 5)


def test_figures_after_an_empty_line_of_a_cell_belong_to_the_row_below() -> None:
    row = "<td>Principal Collections<br>Principal Draws<td><br>3.00<td>1.00<br>4.00"
    first, second = parse(page(*HEAD, row)).pools
    assert (first.principal_collections, first.principal_draws) == (None, Decimal("3.00"))
    assert (second.principal_collections, second.principal_draws) == (
        Decimal("1.00"),
        Decimal("4.00"),
    )


# ---- parse and examine ---------------------------------------------------------------------------


def test_a_byte_order_mark_moves_no_cell() -> None:
    text = read(FIXTURES / "2001-HE1_2003-12-26.txt")
    places = [(cell.text, cell.offset + 1) for cell in examine(text).cells]
    assert [(cell.text, cell.offset) for cell in examine("\ufeff" + text).cells] == places


@pytest.mark.parametrize(
    ("damaged", "shown", "rest"),
    [(1, 1, ""), (12, 10, ""), (13, 10, "\n\n... and 1 more")],
)
def test_the_message_shows_the_first_errors(damaged: int, shown: int, rest: str) -> None:
    text = read(FIXTURES / "2001-HE1_2003-12-26.txt").replace("%", "x", damaged)
    with pytest.raises(ReportError) as raised:
        parse(text)
    found = examine(text)
    assert plain(raised.value.examination) == plain(found)
    assert str(raised.value) == "\n\n".join(map(str, found.errors[:shown])) + rest
    assert len(found.errors) == shown + bool(rest)


@pytest.mark.parametrize(
    ("layout", "format"), [("fixed_width", None), (None, "single_note")], ids=["layout", "format"]
)
def test_layout_and_format_may_be_named(layout: str | None, format: str | None) -> None:
    text = read(FIXTURES / "2001-HE1_2003-12-26.txt")
    found = examine(text, layout=layout, format=format)
    assert (found.layout, found.format) == (layout or "cell_stream", format or "term_notes")
    with pytest.raises(ReportError) as raised:
        parse(text, layout=layout, format=format)
    assert plain(raised.value.examination) == plain(found)


def test_own_grammar_files_are_used_where_a_report_is_faulty_too(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    layout = ROOT / "grammar" / "layouts" / "cell_stream.lark"
    (tmp_path / "layouts" / "own.lark").write_bytes(layout.read_bytes())
    text = read(FIXTURES / "2001-HE1_2003-12-26.txt")
    assert parse(text, layout="own", grammar=tmp_path) == parse(text)
    with pytest.raises(ReportError) as raised:
        parse(text.replace("%", "x", 1), layout="own", grammar=tmp_path)
    assert raised.value.examination.layout == "own"
