"""What becomes of every cell of a report, and what is said of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest
from cut import fates, said, shown, table, written
from laws import check, check_page
from marks import GROUPS, each, groups, write

from gmacm_grammar import Report, ReportWarning, examine, parse, read_filing

TITLE = (
    "2002-HE2=title | Payment Date | 2/25/2004=payment_date | Servicing Certificate:"
    " | Group 1=pools[0].group | Group 2=pools[1].group"
)
DRAWS = "Principal Draws | 1.00=pools[0].principal_draws | 2.00=pools[1].principal_draws"
CASH = "Excess Cash | 5.00=excess_cash"


def _text(*lines: str) -> str:
    return GROUPS + "".join(f"{line}\n" for line in lines)


def _stream(*lines: str) -> str:
    """The same cells, one a line."""
    return _text(*lines).replace("  ", "\n")


# ---- the fates of cells --------------------------------------------------------------------------


@each("""
values too many or too few:
    Principal Draws  [1.00]  [2.00]  ![3.00]
    Principal Draws  [1.00]  [2.00]  ![3.00]  [4.00]
    Principal Draws  ![1.00]
    Excess Cash  5.00  = excess_cash: 5.00
figures that are not stated:
    Excess Cash  ?##
    Principal Draws  1.00  ?#
    = excess_cash: ##, pools[0].principal_draws: 1.00, pools[1].principal_draws: #
a row twice:
    Excess Cash  5.00
    Excess Cash  ?5.00
    Excess Cash  ![6.00]  = excess_cash: 5.00
a row that begins another block:
    Beginning Overcollateralization Amount  5.00
    ?Beginning Overcollateralization Amount  6.00
    = overcollateralization[0].beginning: 5.00, overcollateralization[1].beginning: 6.00
a section twice:
    Liquidation To-Date  Beginning Loss Amount  4.00
    Liquidation To-Date
    Beginning Loss Amount  ![4.00]
    Ending Loss Amount  [7.00]  = losses.beginning: 4.00
what no grammar knows:
    ?{Foo}  {2/30/2004}  {1}
    Excess Cash  5.00
    ?{9.000%}
    {8.00}  {2/3/2004}
    ?{Weather}
several faults in a line:
    ?{Foo}  {1.00}
    Excess Cash  ?#####  [Note Rate]  ![5.0S%]
""")
def test_each_cell_is_told_what_became_of_it(text: str) -> None:
    assert groups.rows(text) == text


@each("""
one too many: Principal Draws  [1.00]  [2.00]  ![3.00]  Excess Cash  5.00
perhaps the values of another row: Principal Draws  1.00  2.00  ![3.00]  [4.00]  Excess Cash  5.00
""")
def test_values_too_many_where_the_ends_of_rows_are_not_known(text: str) -> None:
    assert groups.stream(text) == text


def test_a_problem_is_shown_with_its_line() -> None:
    (problem,) = examine(_stream("Principal Draws  1.00  2.00  3.00  4.00")).problems
    assert str(problem) == (
        'line 10, column 1: error[GG015]: expected a label, found "3.00"\n'
        '  in pools, row "Principal Draws"\n'
        "   10 | 3.00\n"
        "      | ^\n"
        "  hint: a label is missing, or the row before has a value too many"
    )
    # of a long line the part with the problem
    (problem,) = examine(_text(f"Excess Cash{' ' * 300}#####")).problems
    assert (problem.column, problem.excerpt_column) == (312, 193)
    assert problem.excerpt == f"{' ' * 119}#####"
    (problem,) = examine(_text(f"Active Loan Count  {'1' * 5000}  2")).problems
    assert problem.excerpt_column == 1


@pytest.mark.parametrize("gap", ["  ", " "])
def test_a_report_is_read_the_same_however_often_one_of_its_build_was_met(gap: str) -> None:
    for n in range(5):
        row = f"Principal Draws{gap}{n}.00{gap}2.00"
        found = check(_text(row, f"Note Rate{gap}{n}.000%"))
        cells = f"{TITLE} | {DRAWS} | Note Rate | {n}.000%=note_rate"
        assert fates(found) == cells.replace("1.00", f"{n}.00")
        assert (found.report.note_rate, found.problems) == (Decimal(n) / 100, ())
        assert {cell.role for cell in found.cells if cell.path} == {"value"}
    assert len(check(_text(row, f"Note Rate{gap}####")).problems) == 1


def test_unknown_rows_are_kept_with_what_stands_around_them() -> None:
    rows = (
        "Foo  2/30/2004  1.00  1",
        "Excess Cash  5.00",
        "2/3/2004  1.000%",
        "Weather",
        "Rain  1",
    )
    found = examine(_text(*rows))
    assert [attrs.astuple(row) for row in found.report.unknown] == [
        ("pools", "Group 2", "Foo", ("2/30/2004", Decimal("1.00"), 1)),
        ("pools", "Excess Cash", None, (date(2004, 2, 3), Decimal("0.01000"))),
        ("pools", "Excess Cash", "Weather", ()),
        ("Weather", "Excess Cash", "Rain", (1,)),
    ]
    roles = {cell.text: cell.role for cell in found.cells}
    assert (roles["Foo"], roles["Weather"], roles["1.000%"]) == ("label", "label", "value")
    (row,) = examine("Weather  1.00\n5.00\n" + GROUPS).report.unknown
    assert attrs.astuple(row) == (None, None, "Weather", (Decimal("1.00"), Decimal("5.00")))


# ---- what is a report ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("5.00\n", "\n\n   Foo\n", "Foo  5.00\n", "Excess Cash  1.00\nFoo  2.00\n"),
        "Excess Cash  1.00\nExcess Cash  2.00\nExcess Cash  3.00\n",
        "Excess Cash  1.00\nNote Rate  2.000%\nBar\nBar\n",
    ],
)
def test_a_text_in_which_few_labels_are_known_is_no_report(text: str) -> None:
    found = check(text, layout="fixed_width")
    assert said(found) == [f"not-a-report {found.cells[0].line}:{found.cells[0].column}"]
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
    assert check(text).report.excess_cash == 1


@pytest.mark.parametrize("text", ["", "\n \n", "<PAGE>\n"])
def test_a_text_in_which_nothing_is_printed_is_empty(text: str) -> None:
    assert said(check(text)) == ["empty-text 1:1"]


def test_cells_after_the_beginning_of_a_second_report_are_unread() -> None:
    text = _text("Excess Cash  5.00")
    found = check(text + "<PAGE>\n" + text)
    assert found.second_report == len(text) + 7
    assert fates(found).startswith(f"{TITLE} | {CASH} | ~<PAGE> | !2002-HE2 | !Payment Date | !")
    assert check(text).second_report is None


def test_a_report_within_a_file_is_read_at_its_place() -> None:
    first, second = _text("Excess Cash  1.00"), _text("Excess Cash  2.00", "Note Rate  5.000%")
    alone = examine(second)
    found = read_filing((first + second).encode()).reports[1].examination
    assert shown(found) == shown(alone)
    assert [cell.line for cell in found.cells] == [cell.line + 4 for cell in alone.cells]
    assert found.cells[-1].offset == len(first) + alone.cells[-1].offset
    assert (found.report, found.problems) == (alone.report, ())
    assert found.layout_scores == alone.layout_scores
    assert found.format_scores == alone.format_scores
    (_, by_format) = read_filing((first + second).encode(), format="single_note")
    assert by_format.examination.format == "single_note"


# ---- pages ---------------------------------------------------------------------------------------

PAGE = table(*(f"<td>{row}" for row in GROUPS.replace("  ", "<td>").splitlines()), "{}")
DRAWS_ROW = "<td>Principal Draws<td>1.00<td>2.00"
HIDDEN = "~Principal Draws | ~1.00 | ~2.00"
LABELS = "<td>Excess Cash<br>Excess Cash<br>Note Rate"
UNREAD = "!Principal Draws | !{}"


@pytest.mark.parametrize(
    ("row", "cells", "problems"),
    [
        # the label of a row is found where cells stand in columns
        (
            f"{LABELS}<td>5.00<br>6.00<br>5.000%",
            "Excess Cash | Excess Cash | Note Rate | 5.00=excess_cash | !6.00 | 5.000%=note_rate",
            1,
        ),
        (
            f"{LABELS}<td>5.00<br>5.00<br>5.000%",
            "Excess Cash | Excess Cash | Note Rate | 5.00=excess_cash | 5.00= | 5.000%=note_rate",
            1,
        ),
        (
            "<td>Principal Draws<br>Interest Collections<td><p>&nbsp;<p>5.00<td>2.00<br>6.00",
            "Principal Draws | =pools[0].principal_draws | Interest Collections"
            " | 5.00=pools[0].interest_collections | 2.00=pools[1].principal_draws"
            " | 6.00=pools[1].interest_collections",
            0,
        ),
        # a row that no browser shows is furniture
        ("<td><s>Principal Draws</s><td><s>1.00</s><td><s>2.00</s>", HIDDEN, 0),
        (f"<tbody hidden><tr>{DRAWS_ROW}</tbody>", HIDDEN, 0),
        (f"<tr style='Visibility: Hidden'>{DRAWS_ROW}", HIDDEN, 0),
        (f"<tr STYLE='DISPLAY:NONE'>{DRAWS_ROW}", HIDDEN, 0),
        # a figure of one cell never fills the column of another
        ("<td>Principal Draws<td>1.00<br>2.00<td>", "!Principal Draws | !1.00 2.00", 1),
        ("<td>Principal Draws<td>1.00 (2.00)<td>", "!Principal Draws | !1.00 (2.00)", 1),
        ("<td>Principal Draws<td>1.00 -<td>", "!Principal Draws | !1.00 -", 1),
        ("<td>Principal Draws<td><p>1.00</p><p>2.00<td>", "!Principal Draws | !1.00 2.00", 1),
        # columns of different lengths
        (
            "<td>Excess Cash<br>Excess Cash<br>Foo<br>Foo<td>5.00<br>6.00<br>5.000%",
            "!Excess Cash | !Excess Cash | !Foo | !Foo | !5.00 | !6.00 | !5.000%",
            1,
        ),
        # raised digits that may be of a figure are an error, and marks beside one are passed over
        *(
            (f"<td>{label}<td>{cell}", f"!{label} | !{shown}", 1)
            for label, cell, shown in (
                ("Active Loan Count", "52<sup>34</sup>", "52\xb3\u2074"),
                ("Active Loan Count", "&nbsp;<sup>1</sup>", "\xb9"),
                ("Active Loan Count", "<sup>(1)</sup>&nbsp;", "(\xb9)"),
                ("Active Loan Count", "5<small>1</small>", "\u2075\xb9"),
                ("Excess Cash", "5<b style='position:relative'>1</b>", "\u2075\xb9"),
                ("Excess Cash", "12<sup>(5)</sup>,381.90", "12(\u2075),381.90"),
                ("Excess Cash", "1.<sup>*</sup>76", "1.*76"),
            )
        ),
        ("<td>Excess Cash<td>5.00<sup>1</sup>", f"{CASH} | ~1", 0),
        ("<td>Excess Cash<td>5.00 <sup>34</sup>", f"{CASH} | ~34", 0),
    ],
)
def test_each_cell_of_a_page_is_told_what_became_of_it(row: str, cells: str, problems: int) -> None:
    found = check_page(PAGE.format(row))
    assert len(found.problems) == problems
    assert fates(found) == f"{TITLE} | {cells}"


def test_what_is_cut_out_of_a_cell_stands_after_what_was_cut_out_before() -> None:
    cell = "Beginning Pool Balance 1.00 Balance"
    source = PAGE.format(f"<td>{cell}")
    places = {cell.text: cell.offset for cell in check_page(source).cells}
    assert places["Balance"] == source.index(cell) + cell.rindex("Balance")


def test_a_warning_names_the_line_that_calls_parse() -> None:
    with pytest.warns(ReportWarning, match='unknown row "Some Draws"') as caught:
        parse(PAGE.format("<td>Some Draws<td>2.00"))
    assert [warning.filename for warning in caught] == [__file__]


# ---- formats and layouts of one's own ------------------------------------------------------------

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
BARS = r"""
start: (CELL | _ROW_END)*
CELL: /\|[ ]*(?P<text>[^|\n]*[^|\n ])?[ ]*/
_ROW_END.1: /\|?[ ]*\n/
"""


own = write("own", OWN, GROUPS)
written(own.folder, layout_bars=BARS)


@each("""
a text that has no place in the record:
    Held by  First Bank
    Held by  ![Other Bank]
    Held for  Third Bank
    Held for  Fourth Bank
    Kept by  Fifth Bank
    = trust: First Bank, holder[0]: Third Bank, holder[1]: Fourth Bank, keeper: Fifth Bank
what is no figure: Odd  ![1 to 2]  Excess Cash  5.00
twice the values: Given  [1.00]  [2.00]  ![3.00]  [4.00]
""")
def test_rows_of_ones_own_have_their_fates(text: str) -> None:
    assert own.rows(text) == text


def test_twice_the_values_are_two_rows_where_the_ends_of_rows_are_not_known() -> None:
    text = "Given  1.00  2.00  ![3.00]  [4.00]"
    assert own.stream(text) == text


def test_a_label_that_says_all_may_come_again() -> None:
    assert own.rows("Closed  Closed") == "Closed  Closed"
    assert own.examine("Closed  Closed").report.other == {"closed": (True, True)}


def test_reports_of_one_build_are_parsed_one_after_another() -> None:
    for figure in ("1.00", "2.00", "3.00"):
        report = parse(_text(f"Excess Cash  {figure}", "Closed"), grammar=own.folder)
        assert (report.excess_cash, report.other) == (Decimal(figure), {"closed": True})


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("1/2/2003  1/3/2003\n" + GROUPS, None),
        ("Paid  1/2/2003  1/3/2003\nExcess Cash  1.00\n", 'row "Paid"'),
        ("Closed\nPaid  1/2/2003  1/3/2003\n", 'row "Paid"'),
    ],
)
def test_a_value_too_many_at_the_beginning(text: str, where: str | None) -> None:
    problem = attrs.evolve(own, head="").examine(text).errors[0]
    assert (problem.kind, problem.where) == ("number-of-columns", where)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("Excess Cash | ", "Excess Cash | =excess_cash"),
        ("Principal Draws |  | 2.00", DRAWS.replace("1.00", "")),
        (
            "Foo | | 7.00",
            "Foo=unknown[0].label | =unknown[0].values[0] | 7.00=unknown[0].values[1]",
        ),
        ("2.00", "!2.00"),
    ],
)
def test_cells_between_bars_may_be_empty(row: str, cells: str) -> None:
    barred = "".join(f"| {line} |\n" for line in [*GROUPS.replace("  ", " | ").splitlines(), row])
    found = examine(barred, grammar=own.folder)
    assert found.layout == "bars"
    told = [fate for fate in fates(found).split(" | ") if fate.strip("~| ")]
    assert " | ".join(told) == f"{TITLE} | {cells}"
