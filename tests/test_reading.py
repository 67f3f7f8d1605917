"""What becomes of every cell of a text: small reports in the formats of the package."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from gmacm_grammar import (
    Examination,
    Limits,
    Report,
    ReportError,
    examine,
    parse,
)
from gmacm_grammar.layouts.layout import Piece
from gmacm_grammar.reading.formats import library
from gmacm_grammar.reading.reading import Reading

#: What a report begins with. A format is told by its labels.
HEAD = """\
2002-HE2
Payment Date  2/25/2004
Servicing Certificate  Group 1  Group 2
"""


def _text(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines)


def _stream(*lines: str) -> str:
    """The same cells, one a line."""
    cells = [cell for line in _text(*lines).splitlines() for cell in line.split("  ")]
    return "".join(f"{cell}\n" for cell in cells)


def _fates(found: Examination) -> list[str]:
    """What became of the cells after the head: the field or the role of each."""
    return [f"{cell.text}: {cell.path or cell.role}" for cell in found.cells[6:]]


def _said(found: Examination) -> list[str]:
    return "\n".join(map(str, found.problems)).splitlines()


def test_each_value_is_told_its_field() -> None:
    found = examine(_text("Principal Draws  1.00  2.00", "Excess Cash  5.00", "Foo"))
    assert _fates(found) == [
        "Principal Draws: label",
        "1.00: pools[0].principal_draws",
        "2.00: pools[1].principal_draws",
        "Excess Cash: label",
        "5.00: excess_cash",
        "Foo: unknown[0].label",
    ]
    assert _said(found) == [
        'line 6, column 1: warning: unknown heading "Foo"',
        "  in pools",
        "    6 | Foo",
        "      | ^",
    ]


def test_a_figure_that_is_not_stated_is_reported_and_kept() -> None:
    found = examine(_text("Principal Draws  1.00  #####", "Excess Cash  #DIV/0!"))
    assert _fates(found) == [
        "Principal Draws: label",
        "1.00: pools[0].principal_draws",
        "#####: pools[1].principal_draws",
        "Excess Cash: label",
        "#DIV/0!: excess_cash",
    ]
    assert _said(found) == [
        'line 4, column 24: warning: "#####" states no figure: the spreadsheet could not show it',
        "    4 | Principal Draws  1.00  #####",
        "      |                        ^",
        (
            'line 5, column 14: warning: "#DIV/0!" states no figure: the spreadsheet could '
            "not show it"
        ),
        "    5 | Excess Cash  #DIV/0!",
        "      |              ^",
    ]


def test_a_figure_that_is_none_is_unread() -> None:
    found = examine(_text("Principal Draws  1.00  2.00", "Current Month Repurchases  1.50  2.00"))
    assert _fates(found) == [
        "Principal Draws: label",
        "1.00: pools[0].principal_draws",
        "2.00: pools[1].principal_draws",
        "Current Month Repurchases: label",
        "1.50: pools[0].repurchased_amount",
        "2.00: pools[1].repurchased_amount",
    ]
    assert _said(found) == []


def test_a_row_with_a_value_too_many_is_left_out() -> None:
    found = examine(_text("Principal Draws  1.00  2.00  3.00", "Ending Pool Balance  5.00  6.00"))
    assert _fates(found) == [
        "Principal Draws: label",
        "1.00: unread",
        "2.00: unread",
        "3.00: unread",
        "Ending Pool Balance: label",
        "5.00: pools[0].ending_balance",
        "6.00: pools[1].ending_balance",
    ]
    assert _said(found) == [
        "line 4, column 30: error: a value too many: found 3 for 2 columns",
        '  in pools, row "Principal Draws"',
        "    4 | Principal Draws  1.00  2.00  3.00",
        "      |                              ^",
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_a_row_with_twice_its_values_in_one_line_is_left_out() -> None:
    found = examine(
        _text("Principal Draws  1.00  2.00  3.00  4.00", "Ending Pool Balance  5.00  6.00")
    )
    assert _fates(found) == [
        "Principal Draws: label",
        "1.00: unread",
        "2.00: unread",
        "3.00: unread",
        "4.00: unread",
        "Ending Pool Balance: label",
        "5.00: pools[0].ending_balance",
        "6.00: pools[1].ending_balance",
    ]
    assert _said(found) == [
        "line 4, column 30: error: 2 values too many: found 4 for 2 columns",
        '  in pools, row "Principal Draws"',
        "    4 | Principal Draws  1.00  2.00  3.00  4.00",
        "      |                              ^",
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_a_row_with_too_few_values_is_left_out() -> None:
    found = examine(_text("Principal Draws  1.00", "Ending Pool Balance  5.00  6.00"))
    assert _fates(found) == [
        "Principal Draws: label",
        "1.00: unread",
        "Ending Pool Balance: label",
        "5.00: pools[0].ending_balance",
        "6.00: pools[1].ending_balance",
    ]
    assert _said(found) == [
        "line 4, column 18: error: a value is missing: found 1 for 2 columns",
        '  in pools, row "Principal Draws"',
        "    4 | Principal Draws  1.00",
        "      |                  ^",
        "  hint: the row is left out",
    ]


def test_a_second_row_without_its_label_is_left_out() -> None:
    found = examine(
        _stream("Principal Draws  1.00  2.00  3.00  4.00", "Ending Pool Balance  5.00  6.00")
    )
    assert _fates(found) == [
        "Principal Draws: label",
        "1.00: pools[0].principal_draws",
        "2.00: pools[1].principal_draws",
        "3.00: unread",
        "4.00: unread",
        "Ending Pool Balance: label",
        "5.00: pools[0].ending_balance",
        "6.00: pools[1].ending_balance",
    ]
    assert _said(found) == [
        'line 10, column 1: error: expected a label, found "3.00"',
        '  in pools, row "Principal Draws"',
        "   10 | 3.00",
        "      | ^",
        "  hint: a label is missing before it, or the row before it has a value too many",
    ]


def test_three_values_for_two_columns_are_left_out() -> None:
    found = examine(_stream("Principal Draws  1.00  2.00  3.00", "Ending Pool Balance  5.00  6.00"))
    assert _fates(found) == [
        "Principal Draws: label",
        "1.00: unread",
        "2.00: unread",
        "3.00: unread",
        "Ending Pool Balance: label",
        "5.00: pools[0].ending_balance",
        "6.00: pools[1].ending_balance",
    ]
    assert _said(found) == [
        "line 10, column 1: error: a value too many: found 3 for 2 columns",
        '  in pools, row "Principal Draws"',
        "   10 | 3.00",
        "      | ^",
        "  hint: which of its values is the right one cannot be known; the row is left out",
    ]


def test_a_row_twice_with_the_same_value() -> None:
    found = examine(_text("Excess Cash  5.00", "Excess Cash  5.00"))
    assert _fates(found) == [
        "Excess Cash: label",
        "5.00: excess_cash",
        "Excess Cash: label",
        "5.00: value",
    ]
    assert _said(found) == [
        'line 5, column 14: warning: "Excess Cash" is printed a second time, with the same value',
        "    5 | Excess Cash  5.00",
        "      |              ^",
    ]


def test_a_row_twice_with_another_value() -> None:
    found = examine(_text("Note Rate  5.000%", "Note Rate  6.000%"))
    assert _fates(found) == [
        "Note Rate: label",
        "5.000%: note_rate",
        "Note Rate: label",
        "6.000%: unread",
    ]
    assert _said(found) == [
        'line 5, column 12: error: "Note Rate" is printed a second time, with another value',
        '  in pools, row "Note Rate"',
        "    5 | Note Rate  6.000%",
        "      |            ^",
    ]


def test_a_block_that_begins_without_its_heading() -> None:
    found = examine(_text("Unreimbursed Prior Draws  5.00", "Unreimbursed Prior Draws  6.00"))
    assert _fates(found) == [
        "Unreimbursed Prior Draws: label",
        "5.00: overcollateralization[0].unreimbursed_draws",
        "Unreimbursed Prior Draws: label",
        "6.00: overcollateralization[1].unreimbursed_draws",
    ]
    assert _said(found) == [
        (
            'line 5, column 1: warning: "Unreimbursed Prior Draws" comes a second time: a '
            "new block begins here without its heading"
        ),
        "    5 | Unreimbursed Prior Draws  6.00",
        "      | ^",
    ]


def test_a_section_that_comes_twice() -> None:
    found = examine(
        _text(
            "Liquidation To-Date",
            "Beginning Loss Amount  4.00",
            "Liquidation To-Date",
            "Beginning Loss Amount  6.00",
            "Ending Loss Amount  7.00",
        )
    )
    assert _fates(found) == [
        "Liquidation To-Date: heading",
        "Beginning Loss Amount: label",
        "4.00: losses.beginning",
        "Liquidation To-Date: heading",
        "Beginning Loss Amount: label",
        "6.00: unread",
        "Ending Loss Amount: label",
        "7.00: unread",
    ]
    assert _said(found) == [
        'line 7, column 24: error: "Beginning Loss Amount" is printed a second time',
        '  in losses, row "Beginning Loss Amount"',
        "    7 | Beginning Loss Amount  6.00",
        "      |                        ^",
    ]


def test_what_is_unknown_is_kept_with_its_values() -> None:
    found = examine(
        _text(
            "Foo  2/30/2004  1.00  1",
            "Excess Cash  5.00",
            "9.000%",
            "8.00  9.00  2/3/2004",
            "Weather",
        )
    )
    assert _fates(found) == [
        "Foo: unknown[0].label",
        "2/30/2004: unknown[0].values[0]",
        "1.00: unknown[0].values[1]",
        "1: unknown[0].values[2]",
        "Excess Cash: label",
        "5.00: excess_cash",
        "9.000%: unknown[1].values[0]",
        "8.00: unknown[1].values[1]",
        "9.00: unknown[1].values[2]",
        "2/3/2004: unknown[1].values[3]",
        "Weather: unknown[2].label",
    ]
    assert _said(found) == [
        'line 4, column 1: warning: unknown row "Foo"',
        "  in pools",
        "    4 | Foo  2/30/2004  1.00  1",
        "      | ^",
        'line 6, column 1: warning: stray cell without a label: "9.000%" "8.00" "9.00" "2/3/2004"',
        '  in pools, row "Excess Cash"',
        "    6 | 9.000%",
        "      | ^",
        'line 8, column 1: warning: unknown heading "Weather"',
        "  in pools",
        "    8 | Weather",
        "      | ^",
    ]


def test_a_fault_does_not_hide_another() -> None:
    found = examine(_text("Foo  1.00", "Excess Cash  #####", "Note Rate  5.0S%"))
    assert _fates(found) == [
        "Foo: unknown[0].label",
        "1.00: unknown[0].values[0]",
        "Excess Cash: label",
        "#####: excess_cash",
        "Note Rate: unread",
        "5.0S%: unread",
    ]
    assert _said(found) == [
        'line 4, column 1: warning: unknown row "Foo"',
        "  in pools",
        "    4 | Foo  1.00",
        "      | ^",
        'line 5, column 14: warning: "#####" states no figure: the spreadsheet could not show it',
        "    5 | Excess Cash  #####",
        "      |              ^",
        'line 6, column 12: error: "5.0S%" is not a rate',
        '  in pools, row "Note Rate"',
        "    6 | Note Rate  5.0S%",
        "      |            ^",
        "  hint: a figure is damaged or misprinted; the row is left out",
    ]


def test_the_title_says_its_parts_and_the_groups_are_fields() -> None:
    found = examine(_text("Principal Draws  1.00  2.00"))
    assert [(cell.text, cell.path or cell.role) for cell in found.cells[:6]] == [
        ("2002-HE2", "title"),
        ("Payment Date", "label"),
        ("2/25/2004", "payment_date"),
        ("Servicing Certificate", "heading"),
        ("Group 1", "pools[0].group"),
        ("Group 2", "pools[1].group"),
    ]
    assert {cell.role for cell in found.cells if cell.path} == {"value"}
    assert (found.report.series, found.report.unknown) == ("2002-HE2", ())
    assert (found.layout, found.format, found.second_report) == ("fixed_width", "term_notes", None)


@pytest.mark.parametrize("gap", ["  ", " "])
def test_a_report_is_read_the_same_however_often_one_of_its_build_was_met(gap: str) -> None:
    for n in range(5):
        row = f"Net Principal Collections{gap}{n}.00{gap}{n + 1}.00"
        found = examine(_text(row, f"Note Rate{gap}{n}.000%"))
        assert _fates(found) == [
            "Net Principal Collections: label",
            f"{n}.00: pools[0].net_principal_collections",
            f"{n + 1}.00: pools[1].net_principal_collections",
            "Note Rate: label",
            f"{n}.000%: note_rate",
        ]
        assert {cell.role for cell in found.cells if cell.path} == {"value"}
        assert found.report.note_rate == Decimal(n) / 100
        assert not found.problems


def test_a_figure_that_is_not_stated_is_reported_each_time() -> None:
    texts = ["5.00", "6.00", "7.00", "#####"]
    found = [
        examine(_text(f"Excess Spread Target  {text.replace('.00', '.000%')}")) for text in texts
    ]
    assert [len(examination.problems) for examination in found] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "5.00\n",
        "Foo\n",
        "Foo  5.00\n",
        "Excess Cash  1.00\nFoo  2.00\n",
        "Excess Cash  1.00\nExcess Cash  2.00\nExcess Cash  3.00\n",
        "Excess Cash  1.00\nNote Rate  2.000%\nBar  3.00\n",
        "Excess Cash  1.00\nNote Rate  2.000%\nBar\nBar\n",
    ],
)
def test_a_text_in_which_few_labels_are_known_is_no_report(text: str) -> None:
    found = examine(text, layout="fixed_width")
    shown = text.partition("\n")[0]
    assert _said(found) == [
        "line 1, column 1: error: this is not a report: no format knows its labels",
        f"    1 | {shown}",
        "      | ^",
        "  hint: if it is one, a grammar file for its format is missing",
    ]
    assert {cell.role for cell in found.cells} == {"unread"}
    assert found.report == Report()


@pytest.mark.parametrize(
    "text",
    [
        "Excess Cash  1.00\n",
        "Excess Cash  1.00\nNote Rate  2.000%\n",
        "Excess Cash  1.00\nNote Rate  2.000%\nExcess Spread Target  3.000%\nFoo\nBar\n",
    ],
)
def test_a_text_in_which_all_labels_or_three_are_known_is_a_report(text: str) -> None:
    assert examine(text).report.excess_cash == 1


@pytest.mark.parametrize("text", ["", "\n \n", "<PAGE>\n"])
def test_a_text_in_which_nothing_is_printed_is_empty(text: str) -> None:
    (problem,) = examine(text).problems
    assert (problem.severity, problem.line, problem.column) == ("error", 1, 1)
    assert (problem.message, problem.hint) == (
        "the text is empty",
        "give the text of a report",
    )


def test_only_errors_are_among_the_errors() -> None:
    found = examine(_text("Foo  1.00", "Excess Cash  #####", "Note Rate  5.0S%"))
    assert [problem.severity for problem in found.problems] == ["warning", "warning", "error"]
    assert found.errors == found.problems[2:]


def test_problems_of_a_line_are_told_from_the_left() -> None:
    found = examine(_text("Excess Cash  #####  Note Rate  5.0S%", "Excess Spread Target  ####"))
    assert [(p.line, p.column, p.excerpt) for p in found.problems] == [
        (4, 14, "Excess Cash  #####  Note Rate  5.0S%"),
        (4, 32, "Excess Cash  #####  Note Rate  5.0S%"),
        (5, 23, "Excess Spread Target  ####"),
    ]


def test_of_a_long_line_the_part_with_the_problem_is_shown() -> None:
    (problem,) = examine(_text(f"Excess Cash{' ' * 300}#####")).problems
    assert (problem.column, problem.excerpt_column) == (312, 193)
    assert problem.excerpt == f"{' ' * 119}#####"


def test_unknown_rows_are_kept_with_what_stands_around_them() -> None:
    found = examine(
        _text(
            "Foo  2/30/2004  1.00  1", "Excess Cash  5.00", "2/3/2004  1.000%", "Weather", "Rain  1"
        )
    )
    assert [attrs.astuple(row) for row in found.report.unknown] == [
        ("pools", "Group 2", "Foo", ("2/30/2004", Decimal("1.00"), 1)),
        ("pools", "Excess Cash", None, (date(2004, 2, 3), Decimal("0.01000"))),
        ("pools", "Excess Cash", "Weather", ()),
        ("Weather", "Excess Cash", "Rain", (1,)),
    ]
    roles = {cell.text: cell.role for cell in found.cells[6:]}
    assert [roles[text] for text in ("Foo", "2/30/2004", "1.000%", "Weather")] == [
        "label",
        "value",
        "value",
        "label",
    ]


def test_what_is_unknown_may_stand_before_all_else() -> None:
    found = examine("Weather  1.00\n5.00\n" + HEAD)
    (row,) = found.report.unknown
    assert attrs.astuple(row) == (None, None, "Weather", (Decimal("1.00"), Decimal("5.00")))


def test_a_text_that_is_no_report_is_named_where_it_begins() -> None:
    (problem,) = examine("\n\n   Foo\n", layout="fixed_width").problems
    assert (problem.line, problem.column) == (3, 4)


def test_cells_after_the_beginning_of_a_second_report_are_unread() -> None:
    text = _text("Excess Cash  1.00")
    found = examine(text + "<PAGE>\n" + text.replace("1.00", "2.00"))
    assert found.second_report == len(text) + 7
    assert [cell.role for cell in found.cells[6:]] == [
        "label",
        "value",
        "furniture",
        *8 * ["unread"],
    ]


def test_each_layout_and_format_is_told_with_what_speaks_for_it() -> None:
    found = examine(_text("Excess Cash  1.00", "Foo"))
    assert {score.name: len(score.labels) for score in found.layout_scores} == {
        "fixed_width": 3,
        "cell_stream": 0,
        "html": 0,
    }
    assert found.layout_scores[0].labels == ("Payment Date", "Servicing Certificate", "Excess Cash")
    best = found.format_scores[0]
    assert (best.name, best.labels) == ("term_notes", found.layout_scores[0].labels)


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        (Limits(text=9), "text has more than 9 characters"),
        (Limits(cells=1), "text has more than 1 cells"),
    ],
)
def test_a_text_beyond_a_limit_has_nothing_but_its_problem(limits: Limits, what: str) -> None:
    found = examine("Foo  10.00\n", layout="fixed_width", format="trust_2006", limits=limits)
    assert (found.layout, found.format) == ("fixed_width", "trust_2006")
    assert (found.cells, found.report, found.layout_scores[0].labels) == ((), Report(), ())
    name = what.split()[0] if limits.cells > 1 else "cells"
    assert _said(found) == [
        f"line 1, column 1: error: the {what}",
        f"  hint: raise the limit: limits=Limits({name}=...) in Python, --limit {name}=... of the "
        "verbs parse and batch",
    ]


def test_elements_beyond_the_limit_are_told_of_with_all_other_problems() -> None:
    table = _text("Principal Draws  2.00  3.00", "Foo  1.00").replace("  ", "<td>")
    page = f"<b><table>{''.join(f'<tr><td>{row}' for row in table.splitlines())}</table></b>"
    assert len(examine(page, limits=Limits(depth=6)).problems) == 1
    found = examine(page, limits=Limits(depth=5))
    assert [problem.severity for problem in found.problems] == ["error", "warning"]
    assert _said(found)[:4] == [
        "line 1, column 1: error: the elements of the page stand more than 5 deep in one another",
        f"    1 | {page}",
        "      | ^",
        "  hint: close them, or raise the limit: limits=Limits(depth=...) in Python, "
        "--limit depth=... of the verbs parse and batch (at most 2,000)",
    ]


def test_a_text_is_parsed_as_it_is_examined() -> None:
    plain = _text("Excess Cash  1.00", "Note Rate  5.00%")
    assert parse(plain, limits=Limits(text=len(plain), cells=10)) == examine(plain).report
    for limits in (Limits(text=len(plain) - 1), Limits(cells=9)):
        with pytest.raises(ReportError):
            parse(plain, limits=limits)
    two = _text("Active Loan Count  1 234", "Excess Cash  1.00", "Note Rate  5.00%")
    with pytest.raises(ReportError, match='"1 234" may be two values or one'):
        parse(two)
    rows = _text("Principal Draws  1.00", "    2.00", "Note Rate  5.00%")
    with pytest.raises(ReportError, match="a value is missing: found 1 for 2 columns"):
        parse(rows)


def test_layout_and_format_are_those_that_are_named() -> None:
    found = examine(_text("Excess Cash  1.00"), layout="cell_stream", format="trust_2006")
    assert (found.layout, found.format) == ("cell_stream", "trust_2006")


def _part(text: str, lines: slice) -> tuple[str, list[Piece]]:
    """The pieces of some lines."""
    layout = library().layout("fixed_width")
    rows = [len(line) for line in text.splitlines(keepends=True)]
    start, end = sum(rows[: lines.start]), sum(rows[: lines.stop])
    return text[start:end], [p for p in layout.pieces(text) if start <= p[1] < end]


def test_a_part_of_a_text_is_read_at_its_place() -> None:
    text = "Excess Spread Target\n" + _text("Excess Cash  1.00") + "Note Rate  5.000%\n"
    read, pieces = _part(text, slice(1, 5))
    reading = Reading(library(), text, "fixed_width", None, pieces)
    found = reading.examination()
    assert [cell.text for cell in found.cells] == [cell.text for cell in examine(read).cells]
    assert [(cell.line, cell.offset) for cell in found.cells[:2]] == [(2, 21), (3, 30)]
    assert found.report == examine(read).report
    assert not found.problems
    assert found.layout_scores == examine(read).layout_scores
    assert found.format_scores == examine(read).format_scores
    by_format = Reading(library(), text, "fixed_width", "single_note", pieces)
    assert by_format.examination().format == "single_note"


def test_the_tree_holds_the_number_of_each_cell() -> None:
    names = ["title", "payment_date", "pools"]
    for text in _text("Excess Cash  1.00"), _text("Foo  1.00", "Excess Cash  1.00"):
        reading = Reading(library(), text, None, None)
        reading.examination()
        assert [name for name, _ in reading.parsed.tree] == names
        (name, leaf) = reading.parsed.tree[1]
        cell = reading.kept[leaf]
        assert cell is not None
        assert (name, reading.values[leaf], cell.line) == ("payment_date", date(2004, 2, 25), 2)
    nothing = Reading(library(), "Foo\n", None, None)
    nothing.examination()
    assert nothing.parsed.tree == []


PAGE = """\
<HTML><BODY><TABLE>
<TR><TD>2002-HE2
<TR><TD>Payment Date<TD>2/25/2004
<TR><TD>Servicing Certificate<TD>Group 1
<TR><TD>Excess Cash<BR>Excess Cash<BR>Note Rate<TD>5.00<BR>6.00<BR>5.000%
</TABLE></BODY></HTML>
"""


def test_the_label_of_a_row_is_found_in_a_page_whose_cells_stand_in_columns() -> None:
    found = examine(PAGE)
    assert [f"{cell.text}: {cell.path or cell.role}" for cell in found.cells[5:]] == [
        "Excess Cash: label",
        "Excess Cash: label",
        "Note Rate: label",
        "5.00: excess_cash",
        "6.00: unread",
        "5.000%: note_rate",
    ]
    assert [(p.line, p.message, p.where) for p in found.problems] == [
        (
            5,
            '"Excess Cash" is printed a second time, with another value',
            'pools, row "Excess Cash"',
        )
    ]
    again = examine(PAGE.replace("6.00", "5.00"))
    assert [(p.severity, p.line, p.message) for p in again.problems] == [
        ("warning", 5, '"Excess Cash" is printed a second time, with the same value')
    ]
    assert [cell.role for cell in again.cells if cell.text == "5.00"] == 2 * ["value"]


def test_a_page_whose_columns_are_of_different_lengths_is_read() -> None:
    labels = "<BR>".join(["Excess Cash", "Excess Cash", *3 * ["Foo"]])
    found = examine(PAGE.replace("Excess Cash<BR>Excess Cash<BR>Note Rate", labels))
    assert [p.message for p in found.problems if p.severity == "error"] == [
        '"Excess Cash" is printed a second time, with another value'
    ]


def test_a_count_that_is_too_long_is_unread() -> None:
    found = examine(_text(f"Active Loan Count  {'1' * 5000}  2", "Excess Cash  5.00"))
    assert [cell.role for cell in found.cells[6:]] == ["label", "unread", "value", "label", "value"]
    assert [pool.active_loan_count for pool in found.report.pools] == [None, 2]
    (error,) = found.errors
    assert error.message == '"11111111111111111111..." is too long for a count'
    assert (error.line, error.column, error.excerpt_column) == (4, 20, 1)


OWN = """\
%import .sections (title, heading_row, pools)
report: seen? title? (heading_row | pools)*
seen: _date+ -> payment_date
%extend heading_row: "Held by" HOLDER -> trust
                   | "Held for" HOLDER -> holder
                   | "Kept by" HOLDER -> keeper
                   | "Closed" -> closed
                   | "Paid" _date+ -> payment_date
%extend pool_row: "Given" _amount _amount _amount _amount -> given
                | "Odd" _odd_amount -> odd
HOLDER: /[A-Z][a-z]+ Bank/
_odd_amount: ODD
ODD: /[0-9]+ to [0-9]+/
"""
BARS = """\
start: (CELL | _ROW_END)*
CELL: /\\|[ ]*(?P<text>[^|\\n]*[^|\\n ])?[ ]*/
_ROW_END.1: /\\|?[ ]*\\n/
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grammar")
    (folder / "layouts").mkdir()
    (folder / "own.lark").write_text(OWN, encoding="utf-8")
    (folder / "layouts" / "bars.lark").write_text(BARS, encoding="utf-8")
    return folder


def test_a_text_that_has_no_place_in_the_record_is_unread(own: Path) -> None:
    rows = ("Held by  First Bank", "Held by  Other Bank", "Held for  Third Bank")
    found = examine(_text(*rows, "Held for  Fourth Bank", "Kept by  Fifth Bank"), grammar=own)
    assert _fates(found) == [
        "Held by: heading",
        "First Bank: trust",
        "Held by: heading",
        "Other Bank: unread",
        "Held for: heading",
        "Third Bank: other.holder[0]",
        "Held for: heading",
        "Fourth Bank: other.holder[1]",
        "Kept by: heading",
        "Fifth Bank: other.keeper",
    ]
    assert _said(found) == [
        'line 5, column 10: error: "Other Bank" is printed a second time, with another value',
        "    5 | Held by  Other Bank",
        "      |          ^",
    ]
    assert found.report.trust == "First Bank"


def test_a_label_that_says_all_may_come_again(own: Path) -> None:
    found = examine(_text("Closed", "Closed"), grammar=own)
    assert _fates(found) == 2 * ["Closed: heading"]
    assert found.report.other == {"closed": (True, True)}
    assert not found.problems


def test_reports_of_one_build_are_parsed_one_after_another(own: Path) -> None:
    for figure in ("1.00", "2.00", "3.00"):
        report = parse(_text(f"Excess Cash  {figure}", "Closed"), grammar=own)
        assert (report.excess_cash, report.other) == (Decimal(figure), {"closed": True})


def test_a_figure_that_says_no_number_is_unread(own: Path) -> None:
    found = examine(_text("Odd  1 to 2", "Excess Cash  5.00"), grammar=own)
    assert _fates(found) == [
        "Odd: label",
        "1 to 2: unread",
        "Excess Cash: label",
        "5.00: excess_cash",
    ]
    assert [p.message for p in found.problems] == ['"1 to 2" is not a figure']


def test_a_row_of_twice_the_values_is_two_rows_where_rows_are_not_known(own: Path) -> None:
    rows = ("Given  1.00  2.00  3.00  4.00", "Principal Draws  5.00  6.00")
    found = examine(_stream(*rows), grammar=own, layout="cell_stream")
    assert _fates(found)[:5] == [
        "Given: label",
        "1.00: pools[0].other.given",
        "2.00: pools[1].other.given",
        "3.00: unread",
        "4.00: unread",
    ]
    assert _said(found)[0] == 'line 10, column 1: error: expected a label, found "3.00"'
    assert len(found.problems) == 1
    one_line = examine(_text(*rows), grammar=own)
    assert _fates(one_line)[1:5] == ["1.00: unread", "2.00: unread", "3.00: unread", "4.00: unread"]
    assert _said(one_line)[0].endswith("error: 2 values too many: found 4 for 2 columns")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("1/2/2003  1/3/2003\n" + HEAD, None),
        ("Paid  1/2/2003  1/3/2003\nExcess Cash  1.00\n", 'row "Paid"'),
        ("Closed\nPaid  1/2/2003  1/3/2003\n", 'row "Paid"'),
    ],
)
def test_a_value_too_many_at_the_beginning(own: Path, text: str, where: str | None) -> None:
    found = examine(text, format="own", grammar=own, layout="fixed_width")
    problem = found.errors[0]
    assert (problem.message, problem.where) == (
        "a value too many: found 2 for 1 column",
        where,
    )


def _barred(*lines: str) -> str:
    return "".join(f"| {line.replace('  ', ' | ')} |\n" for line in _text(*lines).splitlines())


def test_cells_without_text_are_read_one_after_another(own: Path) -> None:
    found = examine(_barred("Excess Cash  ", "Principal Draws    2.00", "Foo    7.00"), grammar=own)
    assert found.layout == "bars"
    assert [cell.path for cell in found.cells if not cell.text] == [
        "excess_cash",
        "pools[0].principal_draws",
        "unknown[0].values[0]",
    ]
    assert found.report.pools[1].principal_draws == 2


def test_a_line_of_bars_that_begins_with_a_figure_has_no_label(own: Path) -> None:
    found = examine(_barred("Principal Draws  1.00", "2.00"), grammar=own)
    assert 'line 5, column 3: error: expected a label, found "2.00"' in _said(found)
