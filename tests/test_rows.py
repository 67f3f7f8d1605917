"""To which row a figure belongs that begins a line, stands apart, or stands beside another one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from made import kinds, left, new_directory, read, same, told

from gmacm_grammar import Examination, examine, parse, to_dict

TITLE = "Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2"
HEAD = f"{TITLE}\n                    Payment Date  2/25/2004\n"
ONE_POOL = f"{HEAD}Servicing Certificate\nPrincipal Collections  7.00\n"
TWO_POOLS = (
    f"{HEAD}Servicing Certificate             Group 1         Group 2\n"
    "Beginning Pool Balance       1,500,000.00    2,500,000.00\n"
)
COLLECTIONS = "Principal Collections          100,000.00      200,000.00\n"
TABLE = """\
                                          Number     Percent
                            Balance     of Loans  of Balance
Delinquent Loans (30 Days)      1,707,834.09           52       1.09%
"""


def read_whole(text: str) -> Examination:
    """The examination of a text of which nothing is said, however often it is read."""
    found = examine(text)
    assert not found.problems
    same(found, text)
    return found


def read_in_part(text: str) -> Examination:
    """The examination of a text with errors."""
    found = examine(text)
    assert found.errors
    assert left(text) == found.report
    return found


# ---- Figures that begin a line -------------------------------------------------------------------

ROW = "Principal Collections          100,000.00\n"
BARE = "Principal Collections\n"
RULE = " " * 31 + "-----------\n"
SUM = " " * 31 + "250,000.00\n"
MISSING, STRAY = "missing-value", "missing-label"
PRINTED = ("-", "\u2013", "$ 5.00", "($\xa05.00)", "\xa05.00", "#N/A")
LINES = ("-" * 42, "-" * 21 + "   " + "=" * 9, " " * 31 + "_" * 9)


@pytest.mark.parametrize(
    ("rows", "line", "kind"),
    [
        # A sum, or another value, on the line below a row that has its value
        *((ROW + of + SUM, 6, STRAY) for of in ("", "<C> ")),
        *((ROW + of + SUM, 7, STRAY) for of in (RULE, "\n", "<C>\n")),
        *((ROW + blanks + of + "\n", 6, STRAY) for of in PRINTED for blanks in ("", " " * 31)),
        # Below or behind a rule that reaches further right than a label, or behind a tag
        (BARE + RULE + SUM, 5, MISSING),
        ("Principal Draws     5.00     6.00\n" + BARE + RULE + SUM, 6, MISSING),
        *((BARE + rule + "\n" + SUM, 5, MISSING) for rule in LINES),
        *((BARE[:-1] + " " * 10 + "-" * 9 + "\n" + SUM, 5, MISSING),),
        *((BARE + of + SUM[31:], 5, MISSING) for of in (RULE[:-1] + "  ", " " * 31 + "<C>  ")),
    ],
)
def test_a_figure_that_begins_a_line_is_no_value_of_the_row_above(
    rows: str, line: int, kind: str
) -> None:
    found = read_in_part(TWO_POOLS + rows)
    assert (line, kind) in kinds(found)
    assert collections(found) == [None, None]


def test_a_sum_below_rows_without_groups_is_none_of_them() -> None:
    assert kinds(read_in_part(ONE_POOL + SUM)) == [(5, STRAY)]


def collections(found: Examination) -> list[Decimal | None]:
    return [pool.principal_collections for pool in found.report.pools]


GAPS = ("\n", " \t\xa0\r\n", f"{250 * ' '}\n", "\n---------------------\n")


@pytest.mark.parametrize("gap", GAPS)
def test_values_on_the_line_below_their_label_are_read(gap: str) -> None:
    found = read_whole(
        f"{TWO_POOLS}Principal Collections{gap}         100,000.00      200,000.00\n"
    )
    assert collections(found) == [Decimal("100000.00"), Decimal("200000.00")]


#: Two rows of any number of figures, in a layout that has rows and marks.
LINES_RULES = '(pool | draws)*; pool: "Pool" _count* -> pool; draws: "Draws" _count* -> draws\n'
LINES_LAYOUT = (
    "start: (CELL | _MARK | _ROW_END)*\nCELL: /\\w+/\n_MARK: /-+|\\$|<C>/\n_ROW_END: /\\n/\n"
)


@pytest.fixture(scope="module")
def lines() -> dict[str, Any]:
    folder = new_directory(LINES_RULES)
    (folder / "layouts" / "lines.lark").write_text(LINES_LAYOUT, encoding="utf-8")
    return {"layout": "lines", "format": "made", "grammar": folder}


@pytest.mark.parametrize(
    ("text", "values", "apart"),
    [
        ("", [], []),
        ("Pool  5", [[5]], []),
        ("Pool  5  6", [[5, 6]], []),
        ("Pool/  5", [[5]], []),
        ("Pool/  5/Draws/  6", [[5], [6]], []),
        ("Pool  5/  6", [[5]], ["6"]),
        ("Pool/  5/  6", [[5]], ["6"]),
        # A rule that reaches further right than the label
        ("Pool/    ---/  5", [True], ["5"]),
        ("Pool/---/  5", [[5]], []),
        ("Pool/----/  5", [[5]], []),
        ("Pool/-----/  5", [True], ["5"]),
        ("Pool   ---/  5", [True], ["5"]),
        ("  Pool/------/  5", [[5]], []),
        ("  Pool/-------/  5", [True], ["5"]),
        ("  Pool/       ---/  5", [True], ["5"]),
        ("Pool  5/     ---", [[5]], []),
        ("Pool  5/     ---/  6", [[5]], ["6"]),
        ("     ---/Pool/  5", [[5]], []),
        ("Pool/Draws/     ---  5", [True, True], ["5"]),
        ("Pool/     ---/Draws/  5", [True, [5]], []),
        ("Pool/     ---/     Draws/  5", [True, [5]], []),
        ("Pool/     ---/  5  6/Draws/     ---/  7", [True, True], ["5", "6", "7"]),
        ("Pool/     ---/Draws  5/  6/  7", [True, [5]], ["6", "7"]),
        # A mark that stands below the label, further right; a tag
        ("Pool/     $/  5", [True], ["5"]),
        ("Pool/    $/  5", [[5]], []),
        ("Pool   $/  5", [[5]], []),
        ("Pool/<C>/  5", [True], ["5"]),
        ("Pool/     ---/<C>/  5", [True], ["5"]),
        ("Pool/<C>/     ---/  5", [True], ["5"]),
    ],
)
def test_a_figure_that_begins_a_line_is_of_the_row_right_above_or_of_none(
    lines: dict[str, Any], text: str, values: list[object], apart: list[str]
) -> None:
    text = "Letter to holders\n" + text.replace("/", "\n")
    found = examine(text, **lines)
    same(found, text, **lines)
    assert list(to_dict(found.report).get("other", {}).values()) == values
    assert [cell.text for cell in found.cells if cell.role == "unread"] == apart
    assert {error.kind for error in found.errors} <= {STRAY}


#: A figure further below may be the number of the page.
FURTHER = "\n\n@\n \t\n\n@\n\f@\n\f\n@\f\n@\n<PAGE>\n@  <PAGE>\n@\n-------\n\n@\n\n------\n"


@pytest.mark.parametrize("between", FURTHER.split("@"))
def test_a_figure_further_below_is_no_value_of_a_label(between: str) -> None:
    text = f"{HEAD}Servicing Certificate\nExcess Cash     1.00\nActive Loan Count{{}}      2\n"
    found = read_in_part(text.format(between))
    assert [error.kind for error in found.errors] == [MISSING, STRAY]
    assert not found.report.pools
    assert read_whole(text.format("\n")).report.pools[0].active_loan_count == 2


@pytest.mark.parametrize("number", ["- 2 -", f"{17 * ' '}- 2 -", "2", "Page 2", "-2-", "(2)", "2."])
def test_the_number_of_a_page_on_a_line_of_its_own_costs_no_row(number: str) -> None:
    found = examine(f"{TWO_POOLS}Principal Draws     1.00     2.00\n{number}\n{TABLE}")
    assert {problem.line for problem in found.problems} == {6}
    assert [f"{pool.principal_draws}" for pool in found.report.pools] == ["1.00", "2.00"]
    assert to_dict(found.report)["delinquency"][0]["days_30"]["count"] == 52


@pytest.mark.parametrize("gap", ["\n", "\n\n<PAGE>\n"])
@pytest.mark.parametrize("value", ["52", "1.09%"])
def test_the_beginning_of_a_row_and_the_end_of_another_are_no_row(gap: str, value: str) -> None:
    found = read_in_part(HEAD + TABLE.replace(value, f"{gap}   {value}"))
    assert not found.report.delinquency


QUAY = r"""title issue* pier? row*
title: TITLE; TITLE: /Quay 2019-[A-Z]/
issue: _issue_text; _issue_text: ISSUE; ISSUE: /Issue [0-9]+/
row: "Loans" _count -> loans | "Outlook" _count -> outlook
   | "Rated" _rating_text+ -> rated | "Paid in" first then -> paid
pier: "Pier" _pier_text+ pier_row*; pier_row: "Depth" _count -> depth
_pier_text: PIER; PIER: /North|South/
first: _price_text; then:  _price_text | _none_amount
_price_text: PRICE; PRICE: /USD [0-9.]+|[0-9.]+ CR/
_none_amount: GONE; GONE: /#GONE/
_rating_text: RATING; RATING: /A+|Baa/
"""
QUAY_HEAD = "Quay 2019-A\n\nIssue 1\nIssue 2\nPier  North\n    South\nDepth  7\nLoans  5\n"


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ("Paid in  USD 1.00  USD 2.00", {"first": "USD 1.00", "then": "USD 2.00"}),
        ("Paid in USD 1.00 USD 2.00", {"first": "USD 1.00", "then": "USD 2.00"}),
        ("Paid in\n  1.00 CR  2.00 CR", {"first": "1.00 CR", "then": "2.00 CR"}),
        ("Paid in\n  1.00 CR  #GONE", {"first": "1.00 CR", "then": None}),
        ("Paid in  USD 1.00\nUSD 2.00", None),
        ("Paid in  1.00 CR\n2.00 CR", None),
        ("Paid in  USD 1.00\n#GONE", None),
        ("Paid in\n\nUSD 1.00  USD 2.00", None),
        ("Paid in  USD 1.00\n<PAGE>\n(*)  USD 2.00", None),
    ],
)
def test_what_begins_with_letters_is_no_label_of_a_row_if_it_is_a_value(
    row: str, values: object
) -> None:
    found = read(QUAY, f"{QUAY_HEAD}{row}\n", "fixed_width")
    assert found.report.other.get("paid") == values
    if values is None:
        assert MISSING in [error.kind for error in found.errors]
    else:
        assert not found.problems
        assert {cell.role for cell in found.cells if cell.text == "Paid in"} == {"label"}


# ---- Figures that begin a line of a page, or stand beside labels in it ---------------------------

PAGE = (
    f"<p>{TITLE}</p><table><tr><td>Payment Date<td>2/25/2004"
    "<tr><td>Servicing Certificate<tr><td>Beginning Pool Balance<td>1.00{}"
)

#: What may stand between a label and a figure on a page, for both are in cells of one row each.
APART_IN_TABLES = """
<tr><td>{}</table><p>2</p>  <tr><td>{}</table><hr>2  <tr><td>{}</table><table><tr><td>2</table>
<tr><td>{}</table><table><tr><td>|</table><p>2</p>  <tr><td>{}</table><pre>2</pre>
<tr><td>{}</table><pre>|</pre><table><tr><td>2</table>
<tr><td>{}<tr><td><table><tr><td>2</table></table>
</table><table><tr><td>{}<tr><td><table><tr><td>2</table></table>
<tr><td><table><tr><td>{}</table><tr><td>2</table>
<tr><td><table><tr><td>{}</table><p>2</p></table>
<tr><td><table><tr><td>{}</table><pre>2</pre></table>
<tr><td><table><tr><td>{}</table><table><tr><td>2</table></table>
</table><table><tr><td><table><tr><td>{}</table><pre>2</pre></table>
</table><table><tr><td><pre>{}</pre><table><tr><td>2</table></table>
<tr><td><table><tr><td>|</table>{}<td>&nbsp;<tr><td colspan=2>2</table>
<tr><td>{}<td>&nbsp;<tr><td colspan=2>2</table>  <tr><td>{}<tr><td><td>-----<tr><td><td>2</table>
<tr><td>{}<tr><td>-----<td>-----<tr><td><td>2</table>  <tr><td>{}<td>-----<tr><td><td>2</table>
<tr><td>{}<tr><td colspan=2>-----<tr><td><td>2</table>  <tr><td>{}<td>---<tr><td><td>2</table>
<tr><td>{}<td><tr><td>=====<td>=====<tr><td><td>2</table>  <tr><td>{}<tr><td><td>-----<td>2</table>
<tr><td>{}<tr><td><td>-----<td>$<td>2</table>
<tr><td>{}<tr style='page-break-before:always'><td><td>2</table>
</table><p>{}</p><hr><p>2</p>  </table><hr><p>{}</p><hr><p>2</p>  </table><p>{}</p><page>2
</table><p>{}</p><hr><table><tr><td>2</table>
</table><p>{}</p><p style='page-break-before: always'>2</p>
</table><p>{}<br style='break-before:page'>2</p>
</table><p style='PAGE-BREAK-AFTER : left'>{}</p><p>2</p>
<tr><td>{}<tr><td>&nbsp;<tr><td>2</table>  <tr><td>{}<tr><td>-----<tr><td><td>2</table>
<tr><td>{}<td><table><tr><td>2</table></table>  <tr><td>{}<table><tr><td>2</table></table>
<tr><td><table><tr><td>{}</table><td>2</table>
<tr><td><table><tr><td>{}</table><td><table><tr><td>2</table></table>
</table><p>{}</p><p>&nbsp;</p><p>2</p>  </table>{}<br>|<br>2<br>
</table><p>{}</p><table><tr><td>2</table>  </table><div>{}</div><pre>2</pre>
"""
#: The same in preformatted text.
APART_IN_TEXT = (
    "{}\n\n     2@{}\n \t\r\n     2@{}\n&nbsp;\n     2@{}\n\f     2@{}\n \f\n     2@{}  \f \n    2@"
    "{}\n  \f     2@{}\n<PAGE>\n     2@{}  <PAGE>\n     2@{}\n<HR><B>     2</B>@{}\n<hr>     2@"
    "{}\n<P\nSTYLE='page-break-before: always'>   2@{}\n                    ---\n     2@"
    "{}\n---\n\n     2@{}</pre><pre>     2@{}</pre><hr><pre>     2@{}</pre><p>2</p>@"
    "{}</pre><table><tr><td>2</table>@{}\n-----------------\n     2"
)
NOT_APART = """
<tr><td>{}<tr><td>2</table>  <tr><td colspan=2>{}<tr><td colspan=2>2</table>
<tr><td>{}<td><p>2</p></table>  <tr><td>{}<br>2</table>  <tr><td>{}<tr><td><td>2<td>-----</table>
<tr><td>{}<tr><td>$<td>2</table>  <tr><td>{}<tr><td><td>$<td>2</table>
</table><hr><table><tr><td><table><tr><td>|</table>{}<tr><td>2</table>
</table><p>{}</p><p>2</p>  </table><div>{}</div><div>2</div>  </table>{}<br>2<br>
</table><hr><p style='page-break-before:avoid'>{}</p><p style='page-break-after:always'>2
"""
NOT_APART_IN_TEXT = "{}     2@{}\n     2@\n\n\f{}\r\n     2\n\n"


def on_page(tables: str, texts: str) -> list[str]:
    """The rows of tables, two blanks or a line apart, and the texts, with "@" between them."""
    pieces = [piece for line in tables.split("\n") for piece in line.split("  ") if piece]
    return [*pieces, *(f"</table><pre>{text}</pre>" for text in texts.split("@"))]


@pytest.mark.parametrize("rows", on_page(APART_IN_TABLES, APART_IN_TEXT))
def test_a_figure_that_is_set_apart_on_a_page_is_no_value_of_a_label(rows: str) -> None:
    found = read_in_part(PAGE.format(rows.format("Active Loan Count")))
    assert [error.kind for error in found.errors] == [MISSING, STRAY]
    assert found.report.pools[0].active_loan_count is None


@pytest.mark.parametrize("rows", on_page(NOT_APART, NOT_APART_IN_TEXT))
def test_a_figure_that_is_not_set_apart_on_a_page_is_the_value_of_the_label(rows: str) -> None:
    found = read_whole(PAGE.format(rows.format("Active Loan Count")))
    assert found.report.pools[0].active_loan_count == 2


@pytest.mark.parametrize("value", ["5<br>&nbsp;", "5", "<p>5</p>"])
def test_a_figure_beside_two_labels_in_one_cell_is_the_value_of_neither(value: str) -> None:
    row = f"<tr><td>Active Loan Count<br>Current Month Repurchases - Units<td>{value}</table>"
    found = examine(PAGE.format(row))
    assert [error.kind for error in found.errors] == [MISSING, MISSING, STRAY]
    (pool,) = found.report.pools
    assert (pool.active_loan_count, pool.repurchased_units) == (None, None)


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td>Active Loan Count<td>Current Month Repurchases - Units<td>5",
        "<tr><td>Active Loan Count<br>Current Month Repurchases - Units<td>6<br>5",
        "<br>Current Month Repurchases - Units<td>5",
    ],
)
def test_a_figure_beside_the_only_label_that_wants_one_is_its_value(row: str) -> None:
    head = PAGE.partition("<tr><td>Beginning")[0]
    (pool,) = examine(f"{head}{row}</table>").report.pools
    assert pool.repurchased_units == 5


def test_in_a_page_too_a_row_does_not_go_on_in_the_next() -> None:
    heading = "<tr><td><td>Balance<td>Number of Loans<td>Percent of Balance"
    row = "<tr><td>Delinquent Loans (30 Days)<td>1,707,834.09<td>52<td>1.09%</table>"
    page = PAGE.partition("<tr><td>Serv")[0] + heading + row
    assert to_dict(read_whole(page).report)["delinquency"][0]["days_30"]["count"] == 52
    found = read_in_part(page.replace("<td>52", "<tr><td><td>52"))
    assert MISSING in [error.kind for error in found.errors]
    assert not found.report.delinquency


# ---- What stands behind a figure -----------------------------------------------------------------


def test_what_is_not_understood_behind_a_figure_of_an_unknown_row_costs_no_other() -> None:
    text = "Servicing Certificate\nPrincipal Draws  1.00\n{}  5.00  CR\n"
    found = read_in_part(HEAD + text.format("Excess Whatnot"))
    assert [pool.principal_draws for pool in found.report.pools] == [Decimal("1.00")]
    assert told(found) == ["Excess Whatnot: unknown-row", "CR: unread-remark"]
    found = read_in_part(HEAD + text.format("Excess Cash"))
    assert found.report.excess_cash is None
    assert told(found) == ["CR: unread-remark"]


@pytest.mark.parametrize("row", ["Principal Draws", "Excess Whatnot"])
@pytest.mark.parametrize("values", ["2.00", "2.00  3.00"])
def test_a_mark_one_blank_behind_a_figure_is_no_label_of_a_row_beside(
    row: str, values: str
) -> None:
    found = read_in_part(f"{ONE_POOL}{row}  1.00 CR {values}\n2\n")
    (pool,) = found.report.pools
    assert (pool.principal_collections, pool.principal_draws) == (Decimal("7.00"), None)
    assert [error.kind for error in found.errors] == ["unread-remark"]


def test_a_row_two_blanks_beside_another_may_have_any_label() -> None:
    found = examine(f"{ONE_POOL}Principal Draws  1.00  Excess Whatnot  2.00\n")
    assert to_dict(found.report)["pools"][0]["principal_draws"] == "1.00"
    assert [(row.label, row.values) for row in found.report.unknown] == [
        ("Excess Whatnot", (Decimal("2.00"),))
    ]
    assert told(found) == ["Excess Whatnot: unknown-row"]


# ---- Two values or one ---------------------------------------------------------------------------

UNITS, DOLLARS = "Active Loan Count", "Current Month Repurchases - Dollars"


@pytest.mark.parametrize(
    ("label", "printed"),
    [(UNITS, "5 208"), (UNITS, "15 208"), (UNITS, "5\xa0208"), (DOLLARS, "617,574.13 1")],
)
def test_what_may_be_two_values_or_one_is_an_error(label: str, printed: str) -> None:
    found = read_in_part(f"{TWO_POOLS}{label}     {printed}\n")
    first, second = printed.split()
    assert kinds(found) == [(5, "one-or-two-values")]
    assert found.errors[0].column == len(label) + 6
    read_whole(f"{TWO_POOLS}{label}     {first}  {second}\n")


@pytest.mark.parametrize(
    "printed", ["5,208 208", "5 20", "1,208 1,457", "457 1,208", "5 2080", "1234 567"]
)
def test_values_one_blank_apart_that_are_two_are_read(printed: str) -> None:
    pools = read_whole(f"{TWO_POOLS}Active Loan Count     {printed}\n").report.pools
    assert [pool.active_loan_count for pool in pools] == [
        int(count.replace(",", "")) for count in printed.split()
    ]


def test_values_of_two_fields_one_blank_apart_are_two() -> None:
    share = TABLE.replace("52       1.09%", "52 100.00%")
    assert parse(HEAD + share) == parse(HEAD + share.replace("52 ", "52  "))
    rules = 'row*; row: "X" _count+ -> x | "Y" f g -> y; f: _count; g: _count'
    found = read(rules, "X  1  2  3  4  5  6  7  8  9  10  5 208\nY  5 208", "fixed_width")
    assert told(found) == ["5: one-or-two-values"]


@pytest.mark.parametrize(
    "printed", ["5 208", "5&nbsp;208", "5 <b>208</b>", "<i>5</i> 208", "5\n<!-- x -->208"]
)
def test_two_figures_in_a_cell_of_a_page_are_none(printed: str) -> None:
    cells = [row.split("  ") for row in (TWO_POOLS + "Active Loan Count").splitlines()]
    rows = "".join("<tr>" + "".join(f"<td>{c}" for c in row if c) for row in cells)
    found = examine(f"<table>{rows}<td>{printed}</table>")
    assert [error.kind for error in found.errors] == ["damaged-figure"]
    read_whole(f"<table>{rows}<td>5<td>208</table>")
