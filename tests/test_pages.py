"""Pages: what stands in which row and cell of an HTML page, and where in its source."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from gmacm_grammar import ReportWarning, examine, parse
from gmacm_grammar.grammars.sources import Line, Source
from gmacm_grammar.layouts.html.layout import PageLayout, declares_cells
from gmacm_grammar.layouts.html.marks import Level, ends_whole, kind
from gmacm_grammar.layouts.html.source import PageCell, Stretch, is_page, numbered, parsed
from gmacm_grammar.layouts.html.tables import tables
from gmacm_grammar.layouts.html.text import PageText, extent, first_place, placed
from gmacm_grammar.layouts.layout import Piece
from gmacm_grammar.reading.formats import Library, library


def rows(source: str) -> list[list[list[str]]]:
    """The texts of the cells of each row of each table of a page."""
    return [[[cell.text for cell in row] for row in table] for table in tables(source)]


def row(source: str) -> list[PageCell]:
    """The cells of a page of one row."""
    ((cells,),) = tables(source)
    return cells


# ---- rows and cells ------------------------------------------------------------------------------


def test_a_cell_has_the_place_of_its_first_word_and_its_columns() -> None:
    assert row("<table><tr><td> <b>A</b> 1\n</b> B<td colspan=2>C<td></table>") == [
        PageCell("A 1 B", 19, 0, 1),
        PageCell("C", 47, 1, 3),
        PageCell("", 48, 3, 4),
    ]
    assert row("<td><p>&nbsp;</p> A") == [PageCell("A", 18, 0, 1)]
    assert row("<td> <!-- x --> </td>") == [PageCell("", 0, 0, 1)]


def test_text_outside_of_tables_is_a_table_of_one_cell() -> None:
    source = "A<p>B <b>C</b>D<br>E<div>F</div>G<table><tr><td>H</table>I"
    assert rows(source) == [[[text]] for text in ("A", "B CD", "E", "F", "G", "H", "I")]
    assert tables("A<p> B C<td>")[:2] == [
        [[PageCell("A", 0)]],
        [[PageCell("B C", 5)]],
    ]


def test_a_title_is_not_shown_on_the_page() -> None:
    cells = [table[0][0] for table in tables("<title>A</title>B<td>C<td><title>D</title>")]
    assert [(cell.text, cell.shown) for cell in cells] == [("A", False), ("B", True), ("C", True)]
    assert rows("<td>C<td><title>D</title>E")[-1] == [["C", "D E"]]


def test_what_stands_within_a_line_does_not_break_it() -> None:
    names = (
        "a abbr acronym b bdi bdo big blink cite code dfn em font i img ins kbd label mark nobr q"
        " samp small span strong tt u var wbr"
    )
    for name in names.split():
        assert rows(f"A<{name}>B</{name}>C<td>D") == [[["ABC"]], [["D"]]]


def test_what_does_not_stand_within_a_line_breaks_it() -> None:
    for name in ("p", "div", "center", "h1", "li", "hr", "form"):
        assert rows(f"A<{name}>B</{name}><td>D") == [[["A"]], [["B"]], [["D"]]]


def test_text_of_a_table_outside_of_its_cells_stands_before_it() -> None:
    assert rows("<table><tr><td>A</td></tr>B<tr><td>C</td></tr></table>") == [
        [["B"]],
        [["A"], ["C"]],
    ]


def test_rows_and_cells_need_no_table() -> None:
    assert rows("<td>A<td>B") == [[["A", "B"]]]
    assert rows("<tr><td>A<tr><td>B<th>C") == [[["A"], ["B", "C"]]]
    assert rows("A<tr><p>B<tr><td>C") == [[["A"]], [["B"]], [["C"]]]
    assert rows("<table><td>A<tr><td>B</table><td>C") == [[["A"], ["B"]], [["C"]]]


def test_a_table_within_a_cell_stands_where_it_begins() -> None:
    inner = "<table><tr><td>B<tr><td>C</table>"
    assert rows(f"<table><tr><td>A{inner}D<td>E<tr><td>F</table>G") == [
        [["A"]],
        [["B"], ["C"]],
        [["D", "E"], ["F"]],
        [["G"]],
    ]
    inner = "<table><tr><td colspan=9>B</table>"
    source = f"<table><tr><td rowspan=3>A<td colspan=2>{inner}D<td>E<tr><td>F</table>"
    placed = [[(c.text, c.start, c.end) for c in cells] for t in tables(source) for cells in t]
    assert placed == [
        [("A", 0, 1), ("", 1, 3)],
        [("B", 0, 9)],
        [("D", 1, 3), ("E", 3, 4)],
        [("F", 0, 1)],
    ]
    assert rows(f"<table><tr><td>A</td>{inner}<td>C</table>")[1:] == [[["B"]], [["C"]]]


def test_a_cell_that_reaches_down_takes_its_columns_in_the_rows_below() -> None:
    source = (
        "<table><tr><td>A<td rowspan=3 colspan=2>B<td rowspan=2>C<td>D"
        "<tr><td>E<td>F<tr><td>G<td>H<tr><td>I<td>J</table>"
    )
    (table,) = tables(source)
    assert [[(c.text, c.start, c.end) for c in cells] for cells in table] == [
        [("A", 0, 1), ("B", 1, 3), ("C", 3, 4), ("D", 4, 5)],
        [("E", 0, 1), ("F", 4, 5)],
        [("G", 0, 1), ("H", 3, 4)],
        [("I", 0, 1), ("J", 1, 2)],
    ]


@pytest.mark.parametrize(
    ("said", "columns"),
    [
        ("1", 1),
        (" 2 ", 2),
        ("0", 1),
        ("", 1),
        ("-2", 1),
        ("two", 1),
        ("100", 100),
        ("101", 100),
        ("99999999", 100),
        ("000000002", 1),
        ("00000002", 2),
    ],
)
def test_a_cell_covers_as_many_columns_as_it_says(said: str, columns: int) -> None:
    assert row(f"<td colspan='{said}'>A<td>B")[1] == PageCell(
        "B", 20 + len(said), columns, columns + 1
    )


def test_a_cell_that_is_not_shown_takes_no_column_and_an_invisible_one_does() -> None:
    source = "<table><tr><td>A<td{0}>1<td>2<tr{0}><td>3<td>4<tr><td>B<td>5<td>6</table>"
    *hidden, rest = tables(source.format(" hidden"))
    assert [[(c.text, c.start) for c in cells] for cells in rest] == [
        [("A", 0), ("2", 1)],
        [("B", 0), ("5", 1), ("6", 2)],
    ]
    assert [text for ((cell,),) in hidden for text, _ in cell.asides] == ["1", "3", "4"]
    (table,) = tables(source.format(" style='visibility: hidden'"))
    assert [[(c.text, [a for a, _ in c.asides]) for c in cells] for cells in table] == [
        [("A", []), ("", ["1"]), ("2", [])],
        [("", ["3"]), ("", ["4"])],
        [("B", []), ("5", []), ("6", [])],
    ]


# ---- cells of several lines ----------------------------------------------------------------------


def test_a_break_ends_a_line_and_two_leave_one_empty() -> None:
    assert rows("<td>A<br>B<br><br>C<td>1<br>2<br><br>3") == [
        [["A", "1"], ["B", "2"], ["", ""], ["C", "3"]]
    ]
    assert rows("<td>A<p>B</p><p> </p><div>C</div><td>1<br/>2<br>3") == [
        [["A", "1"], ["B", "2"], ["C", "3"]]
    ]


def test_a_blank_that_is_not_broken_keeps_a_line_on_the_page() -> None:
    for kept in ("&nbsp;", " &#160;\n", "<b>&nbsp; </b>", "<sup>1</sup>", "<sub>\xa0</sub>"):
        cells = f"<td><p>A</p><p>B</p><td><p>1</p><p>2</p><td><p>{kept}</p><p>4</p>"
        assert rows(cells) == [[["A", "1", ""], ["B", "2", "4"]]]
        assert rows(f"<pre>P</pre>{cells}")[1] == [["A", "1", ""], ["B", "2", "4"]]
    for nothing in ("", " ", "<b></b>", "<sup></sup>", "<sup> </sup>", "<i hidden>&nbsp;</i>"):
        cells = f"<td><p>A</p><p>B</p><td><p>1</p><p>2</p><td><p>{nothing}</p><p>4</p>"
        assert rows(cells) == [[["A", "1", "4"], ["B", "2"]]]


def test_lines_that_are_empty_count_before_a_figure_and_not_after_it() -> None:
    assert rows("<td>A<br>B<td>1<br>2<td><br>3<td>4<br><td><br>") == [
        [["A", "1", "", "4", ""], ["B", "2", "3"]]
    ]


def test_cells_of_several_lines_are_several_rows_with_their_places() -> None:
    first, second = tables("<table><tr><td>A<br>B<td colspan=2>1<br>2<sup>x</sup><td>3</table>")[0]
    assert first == [
        PageCell("A", 15, 0, 1),
        PageCell("1", 35, 1, 3),
        PageCell("3", 57, 3, 4),
    ]
    assert second == [
        PageCell("B", 20, 0, 1),
        PageCell("2", 40, 1, 3, asides=(("x", 46),)),
    ]


def test_a_single_cell_of_several_lines_is_one_line_that_was_too_long() -> None:
    assert row("<td>A<br><br>B<sup>x</sup><td>1<td><br>2<sup>y</sup>") == [
        PageCell("A B", 4, 0, 1, asides=(("x", 19),)),
        PageCell("1", 30, 1, 2),
        PageCell("2", 39, 2, 3, asides=(("y", 45),)),
    ]


def test_headings_of_fewer_lines_stand_at_the_bottom_and_figures_at_the_top() -> None:
    assert rows("<td>A<td>B<br>C<br>D<td>E<br>F") == [[["B"], ["C", "E"], ["A", "D", "F"]]]
    assert rows("<td>A<td>B<br>C<br>D<td>1.0<br>F") == [[["A", "B", "1.0"], ["C", "F"], ["D"]]]


def test_there_are_no_more_cells_than_lines() -> None:
    """A row of n cells of two lines beside one of n lines had n * n cells."""
    (table,) = tables(f"<td>{'1<br>' * 300}{'<td>2<br>3' * 300}")
    assert [len(cells) for cells in table] == [301, 301, *[1] * 298]


def test_a_line_that_is_empty_covers_the_columns_of_its_cell() -> None:
    (table,) = tables("<td>A<br>B<td colspan=2>1<br><br>3")
    assert table[1] == [PageCell("B", 9, 0, 1), PageCell("", 0, 1, 3)]


def test_asides_stand_in_one_row_only() -> None:
    source = "<td>A<br>B<td>1<br>2<td>3<sup>x</sup>"
    assert [[cell.asides for cell in cells] for cells in tables(source)[0]] == [
        [(), (), (("x", 30),)],
        [(), ()],
    ]


# ---- what stands beside --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "aside",
    [
        "<del>{}</del>",
        "<strike>{}</strike>",
        '<span style="display:none">{}</span>',
        "<b style='color: red; DISPLAY :\nnone'>{}</b>",
        "<b STYLE='DISPLAY:NONE'>{}</b>",
        "<b style='display:none!important;display:block'>{}</b>",
        "<b style='display:none ! important;display:block'>{}</b>",
        "<b style='/* ; */display:none'>{}</b>",
        "<b style='visibility:hidden'>{}</b>",
        "<b style='visibility: collapse !important'>{}</b>",
        "<b style='mso-hide:all'>{}</b>",
        "<b style='text-decoration: underline line-through'>{}</b>",
        "<b style='text-decoration-line:line-through'>{}</b>",
        "<b style='text-decoration:none;text-decoration-line:line-through!important'>{}</b>",
        "<b style='display:none;display:none-such;visibility:visible'>{}</b>",
        "<b style='display:none;visibility:none;display:!important'>{}</b>",
        "<b style='background:url(x;display:block)/* ) */;visibility:hidden'>{}</b>",
        "<b style='font-family:&quot;A;\\&quot;B&quot;;display:none'>{}</b>",
        "<b style='x:)];display:none'>{}</b>",
        "<b style='display:none-such;visibility:hidden'>{}</b>",
        "<b style='display:/**/none;color:red'>{}</b>",
        "<b style='text-decoration:line-through;text-decoration'>{}</b>",
        "<b style='text-decoration:line-through;text-decoration:!important'>{}</b>",
        "<b style='text-decoration:line-through;text-decoration:bogus'>{}</b>",
        "<b style='text-decoration:line-through;text-decoration:none bogus words'>{}</b>",
        "<b style='text-decoration:rgb(0, 0, 0) line-through 2px wavy'>{}</b>",
        "<b style='text-decoration:line-through red'>{}</b>",
        "<b style='text-decoration:line-through;text-decoration: !important'>{}</b>",
        "<b style='display/* : */:/* inline; */none'>{}</b>",
        "<s>{}</s>",
        "<b hidden>{}</b>",
        "<b HIDDEN=''>{}</b>",
        "<div hidden>{}</div>",
        "<template>{}</template>",
        "<noscript>{}</noscript>",
        "<noframes>{}</noframes>",
        "<iframe>{}</iframe>",
    ],
)
def test_what_is_struck_out_or_hidden_stands_beside(aside: str) -> None:
    (cell,) = row(f"<td>A{aside.format('1<i>2</i>')}B")
    assert cell.text == "AB"
    assert [text for text, _ in cell.asides] == ["1", "2"]
    ((laid_out,),) = tables(f"<pre>A{aside.format('1<i>2</i>')}B</pre>")[0]
    assert (laid_out.text, laid_out.asides[0][0]) == ("AB", "1")
    (paragraph,), (other,) = (table[0] for table in tables(aside.format("1") + "<td>A"))
    assert (paragraph.text, other.text) == ("", "A")
    assert [text for text, _ in paragraph.asides] == ["1"]


@pytest.mark.parametrize(
    "style",
    [
        "display:inline",
        "display:none;display:block",
        "x-display:none",
        "visibility:visible",
        "text-decoration:underline",
        "text-decoration; line-through",
        "/*display:none*/",
        "color:none",
        "mso-hide:none",
        "display:none-such",
        "display:no/**/ne",
        "display:no ne",
        "display:none important",
        "display:block!important;display:none",
        "visibility:hiddenish",
        "visibility:hidden;visibility:initial",
        "mso-hide:all;mso-hide:none",
        "text-decoration:line-through bogus words",
        "text-decoration:line-through;text-decoration:underline red",
        "text-decoration:underlineline-through",
        "text-decoration:line-through;text-decoration:none",
        "text-decoration:none!important;text-decoration-line:line-through",
        "text-decoration-color:line-through",
        "background:url(line-through.png);text-decoration:none",
        "background:url(x;display:none)",
        "x:([{;display:none;)]};y",
        "x:((a);display:none;)",
        "x:(a;display:none;)",
        "x:{a[b](c);display:none;}",
        "x:display:none",
        "display:none!",
        "display:none!x",
        "text-decoration:a:line-through",
        "text-decoration:line-through!x!important",
        "font-family:';display:none;'",
        "font-family:&quot;;display:none;",
    ],
)
def test_what_is_shown_does_not_stand_beside(style: str) -> None:
    (cell,) = row(f'<td><b style="{style}">A</b><b>B</b>')
    assert (cell.text, cell.asides) == ("AB", ())


def test_what_is_shown_within_what_is_not() -> None:
    hidden = "<b style='visibility:hidden'>1<i style='{}'>2</i></b>"
    assert row(f"<td>A{hidden.format('visibility:visible')}")[0].text == "A2"
    assert row(f"<td>A{hidden.format('display:inline')}")[0].text == "A"
    gone = "<b hidden>1<i style='visibility:visible;display:inline'>2</i></b>"
    assert row(f"<td>A{gone}")[0].text == "A"
    assert row("<td>A<b hidden style='display:inline'>B</b>")[0].text == "AB"
    assert row("<td>A<del>1<i style='display:inline'>2</i></del>")[0].text == "A"


def test_there_are_no_tables_in_what_is_not_shown() -> None:
    inner = "<table><tr><td>1<br>2</table><pre>3   4</pre><p>5"
    for hidden in (f"<div style='DISPLAY: none'>{inner}</div>", f"<template>{inner}</template>"):
        assert cut(f"A{hidden}B<td>C") == [["AB", *_asides("1", "2", "3 4", "5")], ["C"]]
    source = "<table><tr><td>A{}<tr><td>1{}<td>2</table>"
    for name in ("noscript", "template", "noembed"):
        hidden = f"<{name}><tr><td>3</td></{name}>"
        assert cut(source.format(hidden, hidden)) == [["A", "_ASIDE 3"], ["1", "_ASIDE 3", "2"]]


def _asides(*texts: str) -> list[str]:
    return [f"_ASIDE {text}" for text in texts]


def test_a_row_of_nothing_but_what_stands_beside_has_no_cells() -> None:
    assert cut(table("<td>A<td>1", "<td><s>B</s><td><s>2</s>", "<td>C<td>3")) == [
        ["A", "1"],
        _asides("B", "2"),
        ["C", "3"],
    ]


def test_the_mark_of_a_column_strikes_out_nothing() -> None:
    assert cut("<pre><s>     <c>\nB  1\n</pre><td>A") == [["B", "1"], ["A"]]
    assert cut("<table><S>  <td>A<tr><td>B<s>1</s>C") == [["A"], ["BC", "_ASIDE 1"]]
    assert cut("<pre><s>\n<s>B</s>\nC</pre><td>A") == [["_ASIDE B"], ["C"], ["A"]]


def test_what_stands_beside_may_have_its_own_beside() -> None:
    (cell,) = row("<td>A<del>1<sub>2</sub>3</del>B")
    assert (cell.text, [text for text, _ in cell.asides]) == ("AB", ["1", "2", "3"])
    (cell,) = row("<td>A<sup>(<i>1</i>)<del>B</del></sup>")
    assert (cell.text, [text for text, _ in cell.asides]) == ("A", ["(", "1", ")", "B"])


def test_asides_have_their_places() -> None:
    assert row("<td><s> (1)</s> <del>(2)</del>") == [
        PageCell("", 0, 0, 1, asides=(("(1)", 8), ("(2)", 21)))
    ]
    assert row("<td>A <del>B</del><sup>1</sup><br><s>C</s>") == [
        PageCell("A", 4, 0, 1, asides=(("B", 11), ("1", 23), ("C", 37)))
    ]


# ---- what is set high or low ---------------------------------------------------------------------

RAISED = (
    "<sup>{}</sup>",
    "<SUB>{}</SUB>",
    "<b style='vertical-align:super'>{}</b>",
    "<span style='Vertical-Align: SUB !important'>{}</span>",
    "<i style='vertical-align:-2pt'>{}</i>",
    "<font style='vertical-align:.3em'>{}</font>",
    "<a style='vertical-align:+30%'>{}</a>",
    "<a style='vertical-align:20px'>{}</a>",
    "<u style='vertical-align:super'><b style='vertical-align:baseline'>{}</b></u>",
)
MARKS = (
    *("1", "12", "a", "B", "*", "**", "\u2020", "\u2021", "\xa7", "(1)", "(12)", "(a)", "(*)"),
    *("1)", "1,2", "1, 2", "a,b,c", "(1)(2)", "(1) (2)", "(1), (2)", " 1 ", "1),2)"),
    *(
        "1/",
        "1/, 2/",
        "[1]",
        "[a] [b]",
        "(1)[2]",
        "#",
        "\xb6",
        "\xb9",
        "\xb9\u2070",
        "\u2074,\u2079",
    ),
)
NO_MARKS = (
    *("-", "(", ")", "$", "%", "5.00", "123", "ab", "th", "(5.00)", "1-", "1 2", "()", "(1", "--"),
    *("1,200", "****", ",1", "1,", "\xe4", "\u0661", "-5", "(ab)", "1.", "((1))"),
    *("1//", "[1)", "(1]", "[]", "####", "\xb9\xb2\xb3", "1\xb9", "\u2071", "/"),
)


@pytest.mark.parametrize("raised", RAISED)
def test_a_mark_of_a_footnote_beside_text_stands_beside(raised: str) -> None:
    (cell,) = row(f"<td>A {raised.format('1<i>2</i>')}B")
    assert (cell.text, [text for text, _ in cell.asides]) == ("A B", ["1", "2"])
    ((laid_out,),) = tables(f"<pre>A {raised.format('1<i>2</i>')}B</pre>")[0]
    assert (laid_out.text, "".join(t for t, _ in laid_out.asides)) == ("A B", "12")
    assert rows(f"<td>{raised.format('5.00')}<td>{raised.format('1')}") == [[["5.00", "1"]]]


@pytest.mark.parametrize("mark", MARKS)
def test_what_is_a_mark(mark: str) -> None:
    for text in ("A<sup>{}</sup>", "<sup>{}</sup> A", "<sub>{}</sub><br>A", "A <sub>{}</sub>"):
        (cell,) = row(f"<td>{text.format(mark)}")
        assert (cell.text, [aside for aside, _ in cell.asides]) == ("A", [mark.strip()])
    assert cut(f"<pre>A<sup>{mark}</sup>  B</pre>") == [["A", "B", f"_ASIDE {mark.strip()}"]]


@pytest.mark.parametrize("text", NO_MARKS)
def test_what_is_no_mark_is_text_of_its_cell(text: str) -> None:
    assert row(f"<td>A<sup>{text}</sup>B") == [PageCell(f"A{text}B", 4)]
    assert rows(f"<td>A<br>B<td><sub>{text}</sub><br>2") == [[["A", text], ["B", "2"]]]
    assert rows(f"<pre>A  <sup>{text}</sup>  2</pre>")[0][0] == ["A", text, "2"]


@pytest.mark.parametrize(
    "style",
    ["baseline", "top", "middle", "text-bottom", "0", "0pt", "0.0em", "inherit", "calc(1px + 1%)"],
)
def test_what_is_aligned_otherwise_is_not_raised(style: str) -> None:
    assert rows(f"<td>A<b style='vertical-align:{style}'>1</b>") == [[["A1"]]]
    assert rows(f"<td>A<sup style='vertical-align:{style}'>1</sup>") == [[["A1"]]]
    assert rows(
        "<table><tr style='vertical-align:sub'><td style='vertical-align:super'>A <p>1"
    ) == [[["A 1"]]]


@pytest.mark.parametrize(
    "value", ["superb", "none 1", "v1", "1 2", "1..2pt", "%", ".", "-", "none"]
)
def test_a_browser_passes_over_what_is_no_alignment(value: str) -> None:
    assert rows(f"<td>A<b style='vertical-align:{value}'>1</b>") == [[["A1"]]]
    assert rows(f"<td>A<sup style='vertical-align:{value}'>1</sup>") == [[["A"]]]
    assert rows(f"<td>A<b style='vertical-align:5;vertical-align:{value}'>1</b>") == [[["A"]]]


@pytest.mark.parametrize("mark", ["a", "(1)", "*", "<b>(</b>1<b>)</b>", "2/"])
def test_a_mark_alone_in_its_cell_is_text_where_its_row_has_other_text_that_is_raised(
    mark: str,
) -> None:
    shown = mark.replace("<b>", "").replace("</b>", "")
    alone, two = f"<sup>{mark}</sup>", f"<sup>{mark}</sup>&nbsp;<sub>{mark}</sub><s>B</s>"
    high = "<td><sub>AA</sub>"
    assert rows(f"<td>{alone}{high}") == [[[shown, "AA"]]]
    assert rows(f"{high}<td>{two}") == [[["AA", f"{shown} {shown}"]]]
    assert rows(f"{high}<td><br>{alone}<br>{alone}") == [[["AA", f"{shown} {shown}"]]]
    assert cut(f"<pre>A  {alone}  <sup>AA</sup></pre>") == [["A", shown, "AA"]]
    for cell in (alone, two, f"<br>{alone}<br>"):
        assert rows(f"<td>{cell}<td>A<sup> </sup>{high.replace('td', 'tr><td')}") == [
            [["", "A"], ["AA"]]
        ]
    assert rows(f"<p>{alone}<p>B<td>A") == [[[""]], [["B"]], [["A"]]]
    assert rows(f"<p>{alone} <sup>BB</sup><p>B<td>A") == [[["BB"]], [["B"]], [["A"]]]
    (first, *_, last), after = cut(f"<pre>A  {alone}  B\nC  <sup>DD</sup> <sup> </sup></pre>")
    assert (first, last[:6], after) == ("A", "_ASIDE", ["C", "DD"])


def test_lines_of_marks_in_text_that_is_laid_out_stand_for_themselves() -> None:
    for line in ("\n\nA  <sup>BB</sup>\n\n", "A\n<sup>\nBB</sup>\n", "A  <sup>\n\nBB</sup>  C\n"):
        for other in (f"{line}C  <sup>(1)</sup>", f"C  <sup>(1)</sup>\n{line}"):
            assert ["C", "_ASIDE (1)"] in cut(f"<pre>{other}</pre>")
    for same in ("A\n\nB  <sup>(1)</sup>  <sup>CC</sup>", "A\n<sup>\nBB</sup>  C  <sup>(1)</sup>"):
        assert "(1)" in cut(f"<pre>{same}</pre>")[1]
    struck = "B  <sup>(1)</sup>  <s><sup>CC</sup></s>"
    assert cut(f"<pre>{struck}</pre>") == [["B", "_ASIDE (1)", "_ASIDE CC"]]


def test_several_marks_alone_in_a_cell() -> None:
    assert rows("<td>A<td><sup>1</sup> <sup>2<b>3</b></sup>") == [[["A", "\xb9 \xb2\xb3"]]]
    assert rows("<td>A<td><sup>1<b>2</b></sup> <sub>(3)</sub>") == [[["A", "\xb9\xb2"]]]
    (_, cell) = row("<td>A<td><sup>a</sup> <sub>b</sub>")
    assert (cell.text, cell.asides) == ("", (("a", 14), ("b", 27)))


def test_marks_that_touch_are_one() -> None:
    (cell,) = row("<td>A<sup>(</sup><sup>1</sup><b><sup>)</sup></b>")
    assert (cell.text, [text for text, _ in cell.asides]) == ("A", ["(", "1", ")"])
    assert rows("<td>A<sup>1</sup><sup>23</sup>") == [[["A123"]]]
    assert rows("<td>A<sup>1</sup> <sup>23</sup>") == [[["A"]]]
    assert rows("<td>A<sup>1</sup>&nbsp;<sup>234</sup>") == [[["A 234"]]]
    assert rows("<td>A<sup>1 <b>2</b></sup>") == [[["A1 2"]]]


def test_lines_of_marks_and_of_raised_text_are_lines() -> None:
    assert rows("<td>A<br>B<td><sup>1</sup><br><sup>22</sup><td><sub>$</sub>") == [
        [["A", "1", "$"], ["B", "22"]]
    ]
    assert rows("<td>A<br>B<td><sup>a</sup><br><sup>*</sup>") == [[["A B", ""]]]
    assert rows("<td>A<br>B<td><sup>1</sup><br><sub>22</sub>") == [
        [["A", "\xb9"], ["B", "\u2082\u2082"]]
    ]
    assert rows("<td>A<br>B<td><sup>1</sup><br>5.00") == [[["A B", "5.00"]]]
    assert rows("<td>A<br>B<td>4.00<br>5.00<td><sup>1</sup><br>6.00") == [
        [["A", "4.00", ""], ["B", "5.00", "6.00"]]
    ]
    assert rows("<td><p>A</p><p>B</p><td><p><sup>XX</sup></p><p>2</p>") == [
        [["A", "XX"], ["B", "2"]]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A<sup>1</sup>  B", ["A", "B", "_ASIDE 1"]),
        ("A <sup>1</sup>  B", ["A", "B", "_ASIDE 1"]),
        ("A  <sup>1</sup> B", ["A", "B", "_ASIDE 1"]),
        ("A  <sup>1</sup>B", ["A", "B", "_ASIDE 1"]),
        ("A  <sup>1</sup>  B", ["A", "\xb9", "B"]),
        ("A  <sub>1</sub><sub> </sub> B", ["A", "\u2081", "B"]),
        ("A  <sup>(1)</sup>  B", ["A", "B", "_ASIDE (1)"]),
        ("A  <sup>1</sup>  <sub>BB</sub>", ["A", "1", "BB"]),
        ("A  <sup>5.00(1)</sup>  B", ["A", "5.00(1)", "B"]),
        ("A  <sub>5.00</sub><sup>(1)</sup>  B", ["A", "5.00", "B", "_ASIDE (1)"]),
        ("A  12<sup>5</sup>,381.90", ["A", "12\u2075,381.90"]),
        ("A  12<sub>5</sub>  B", ["A", "12\u2085", "B"]),
        ("A<sub>1</sub>  B", ["A1", "B"]),
        ("A<sub>(1)</sub>  B", ["A", "B", "_ASIDE (1)"]),
        ("A  <sub>5.00</sub> <sup>(1)</sup>  B", ["A", "5.00", "B", "_ASIDE (1)"]),
        ("A  <sup>(</sup>5.00<sup>)</sup>", ["A", "(5.00)"]),
        ("A   <s>2.00</s><sup>1</sup>  3", ["A", "\xb9", "3", "_ASIDE 2.00"]),
    ],
)
def test_a_cell_of_text_that_is_laid_out_may_have_a_mark(text: str, expected: list[str]) -> None:
    assert cut(f"<pre>{text}</pre>") == [expected]
    assert cut(f"<pre>\n{text}\n</pre>") == [expected]


def test_a_line_above_or_below_a_mark_is_another_cell() -> None:
    assert cut("<pre>A\n<sup>a</sup>\nB</pre>") == [["A"], ["_ASIDE a"], ["B"]]
    assert cut("<pre>A\n <sup>a</sup> \n<sup>BB</sup></pre>") == [["A"], ["_ASIDE a"], ["BB"]]
    assert cut("<pre>A\n <sup>a\n</sup> \n<sup>BB</sup></pre>") == [["A"], ["_ASIDE a"], ["BB"]]
    assert cut("<pre>A\n<sup>1</sup>\n<sub>BB</sub></pre>") == [["A"], ["\xb9"], ["BB"]]
    assert cut("<pre>A\n<sup>1</sup>B\n</pre>") == [["A"], ["B", "_ASIDE 1"]]
    assert cut("<pre>A<sup>1\n</sup>B\n</pre>") == [["A", "_ASIDE 1"], ["B"]]


# ---- text that is laid out -----------------------------------------------------------------------


def test_each_line_of_text_that_is_laid_out_is_a_row() -> None:
    source = "A<pre>B  C D\n\nE <b>F</b>  <big>G</big>\n</pre>H"
    assert rows(source) == [[["A"]], [["B", "C D"]], [["E F", "G"]], [["H"]]]
    assert tables(source)[1] == [[PageCell("B", 6, 0, 1), PageCell("C D", 9, 3, 6)]]
    assert tables(source)[2] == [[PageCell("E F", 14, 0, 3), PageCell("G", 31, 5, 6)]]


def test_what_stands_beside_in_text_that_is_laid_out() -> None:
    source = "<pre>A<sup>1</sup>  2\n<strike>B  3\nC</strike>  4\n\nD  <b hidden>5\n</b>6</pre>"
    assert cut(source) == [
        ["A", "2", "_ASIDE 1"],
        ["_ASIDE B 3 C"],
        ["4"],
        ["D", "6", "_ASIDE 5"],
    ]
    places = {text: offset for text, offset, _ in layout().pieces(source) if text.strip()}
    assert all(source.startswith(text[:1], offset) for text, offset in places.items())


def test_elements_in_text_that_is_laid_out_tell_what_is_not_shown() -> None:
    assert cut("<pre>A <span hidden>1<span>2</span>3</span> B</pre>") == [
        ["A", "B", *_asides("1", "2", "3")]
    ]
    assert cut("<pre>A <td hidden>1<td>2</td>3</td> B</p></sup></pre>C") == [
        ["A", "B", *_asides("1", "2", "3")],
        ["C"],
    ]
    assert cut("<pre>A\n<del>B\n<td>C</pre>D") == [["A"], ["_ASIDE B"], ["_ASIDE C"], ["D"]]


def test_an_amount_a_blank_after_another_stands_in_a_column_of_its_own() -> None:
    assert cut("<pre>A 1.00 (2.00)  5 6 7.0 8%</pre>") == [["A 1.00", "(2.00)", "5 6 7.0", "8%"]]
    (cells,) = tables("<pre>  A 1.00 2.00</pre>")[0]
    assert cells == [PageCell("A 1.00", 7, 2, 8), PageCell("2.00", 14, 9, 13)]


def test_a_line_that_is_drawn_is_not_shown() -> None:
    cells = [table[0][0] for table in tables("<pre>A\n-----  --\n--\n ===\n___\n-x---</pre>")]
    assert [cell.text for cell in cells if not cell.shown] == ["-----", "===", "___"]
    assert [cell.text for cell in cells if cell.shown] == ["A", "--", "-x---"]


def test_elements_of_text_that_is_laid_out_may_stand_in_each_other() -> None:
    source = "<pre>A  B<pre>\nC  D</pre></pre>E<pre>F  G</pre>"
    assert rows(source) == [[["A", "B"]], [["C", "D"]], [["E"]], [["F", "G"]]]


def test_text_with_gaps_is_laid_out_and_in_a_cell_with_two() -> None:
    assert rows("A   B C<td>D") == [[["A", "B C"]], [["D"]]]
    assert rows("A  B<td>D") == [[["A B"]], [["D"]]]
    assert rows("|\nA\n<td>D") == [[["|"]], [["A"]], [["D"]]]
    assert rows("<td>A   B C<td>D") == [[["A B C", "D"]]]
    assert rows("<td>X<b>A   B C   D\nE</b>Y<td>Z") == [
        [["A", "B C", "D"]],
        [["E"]],
        [["X Y", "Z"]],
    ]


def test_what_lxml_leaves_out_stands_at_the_end() -> None:
    source = "<td>A</td>" + "<div>" * 3000 + "B<sup>C</sup><pre>D   E</pre>F</div>"
    assert rows(source) == [[["A"]], [["B"]], [["C"]], [["D", "E"]], [["F"]]]


# ---- the source of a page ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("<td>", True),
        ("a <TH align=right> b", True),
        ("<Td\n>", True),
        ("<td/>", True),
        ("<td", False),
        ("<tdx>", False),
        ("<table><tr>", False),
        ("<pre>", True),
        ("<Pre>", True),
        ("<pre><S>", False),
        ("<pre><s>A</s>", True),
        ("<pre><S>  <s>A</s>", False),
        ("<pre><s>A</s>  <C>", False),
        ("<c><pre>", False),
        ("<pre><S><td>", True),
        ("<pre><S><th>", True),
        ("<S>", False),
        ("1 < 2", False),
    ],
)
def test_a_page_has_cells_or_text_that_is_laid_out(text: str, is_one: bool) -> None:
    assert is_page(text) is is_one


def test_without_lxml_a_page_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(ModuleNotFoundError) as error:
        parsed("<html>")
    assert str(error.value) == (
        "this text is HTML, which is read with lxml: pip install 'gmacm-grammar[html]'"
    )


def test_elements_are_told_where_they_begin_and_end() -> None:
    found = [(event, element.tag) for event, element in parsed("<html><td>\ue0f00\ue0f1")]
    assert found == [
        ("start", "html"),
        ("start", "body"),
        ("start", "td"),
        ("end", "td"),
        ("end", "body"),
        ("end", "html"),
    ]


def test_elements_may_stand_deep_within_each_other() -> None:
    assert rows("<div>" * 500 + "<table><tr><td>A<td>B</table>") == [[["A", "B"]]]


def test_the_depth_of_a_page_is_that_of_its_deepest_element() -> None:
    assert layout().depth("A<td>B<b>C</b>D") == 4
    assert layout().depth("<td>A<br><br></td><b></b>") == 4


def test_a_number_of_many_digits_is_no_character() -> None:
    assert rows(f"<td>&#1114109;<td>&#11141090;<td>&#{'9' * 5000};<td>&#0000000000065;") == [
        [["\U0010fffd", "\ufffd", "\ufffd", "A"]]
    ]


def test_what_says_nothing_to_a_reader_does_not_part_text() -> None:
    assert rows("<td>A<!-- x --> B<?x y?> C<!x> D<td>E") == [[["A B C D", "E"]]]


OPEN, CLOSE = "\ue0f0", "\ue0f1"


def source_of(text: str) -> str:
    """The page as it is handed to lxml, with its numbers readable."""
    return numbered(text)[0].replace(OPEN, "{").replace(CLOSE, "}")


def test_each_stretch_of_text_has_a_number_in_the_page() -> None:
    text = "A &amp; B<td> \n C&nbsp;D\t<b> </b>&#160;<i>E&nbsp;</i>"
    assert source_of(text) == "<html>{0}<td>{1} {2} <b> </b>\xa0<i>{3} </i>"
    assert numbered(text)[1] == [
        Stretch("A & B", 0, "A & B", 0),
        Stretch("", 9, "", 9),
        Stretch("C D", 16, " \n C D\t", 13),
        Stretch("E", 42, "E ", 42),
    ]


def test_the_end_of_a_page_is_a_stretch_too() -> None:
    assert source_of("<td>A<b>B") == "<html><td>{0}{1}<b>{2}"
    assert source_of("A") == "<html>{0}"


def test_tags_are_handed_on_in_plain_letters() -> None:
    assert source_of("<TD \0\xe9>A<b") == "<html><TD ??>{0}{1}<b"
    assert source_of("<!DOCTYPE x><?x?>A<![if x]>B</b>") == "<html>{0}{1}</b>"
    assert source_of("a< b<1>") == "<html>{0}"


def test_the_end_of_a_page_and_the_marks_of_columns_are_not_handed_on() -> None:
    source = "<S>A</body>B<s>C</s><S></HTML\n>D</s-x>"
    assert source_of(source) == "<html>{0}{1}<s>{2}</s>{3}</s-x>"


def test_comments_and_what_runs_are_hidden() -> None:
    assert source_of("A<!-- <td> -->B<script x>D<td></SCRIPT>E") == "<html>{0}{1}</SCRIPT>{2}"
    assert source_of("<STYLE>D</style>E<!-->--->F-->") == "<html></style>{0}{1}"
    assert source_of("--><!-- A -->B") == "<html>{0}{1}"
    assert source_of("<b>A</none>B") == "<html><b>{0}</none>{1}"
    assert numbered("A<!-- <td> -->B<script x>D<td></SCRIPT>E")[1][1:] == [
        Stretch("B", 14, "B", 14),
        Stretch("E", 39, "E", 39),
    ]


@pytest.mark.parametrize("comment", ["<!-->", "<!--->", "<!-- <td> --!>", "<!---->", "<!----!>"])
def test_a_comment_ends_where_it_does_in_a_browser(comment: str) -> None:
    assert source_of(f"A{comment}<b>B</b>{comment}C<!-- D -->") == "<html>{0}<b>{1}</b>{2}"
    assert rows(f"<pre>A{comment}B</pre><td>C") == [[["AB"]], [["C"]]]


def test_what_is_not_closed_hides_nothing() -> None:
    text = "<!-- A<script>B</b><style>C<script>D<!-- E<b>F</b>"
    assert [stretch.words for stretch in numbered(text)[1]] == ["A", "B", "C", "D", "E", "F"]
    assert source_of(text) == "<html> {0}{1}</b>{2}{3} {4}<b>{5}</b>"


def test_in_text_that_is_laid_out_each_character_counts() -> None:
    text = "<pre>A&lt;B  <b>C</b> &ampD  </pre> <td>"
    assert source_of(text) == "<html><pre>{0}{1}{2} {3} {4} {5} {6} </pre> {7} <td>{8}"
    assert [(s.whole, s.start) for s in numbered(text)[1]] == [
        ("A", 5),
        ("<", 6),
        ("B  ", 10),
        ("C", 16),
        (" ", 21),
        ("&D", 22),
        ("  ", 27),
        (" ", 35),
        ("", 36),
    ]


def test_tags_that_hide_are_handed_on_in_text_that_is_laid_out() -> None:
    text = "<pre>A<td style='display:none'>B</td>C</b><del>D</del></del></pre>"
    assert source_of(text) == (
        "<html><pre>{0}<span  style='display:none'>{1}{2}</span>{3}<del>{4}</del></pre>"
    )


def test_there_are_no_elements_in_text_that_is_laid_out() -> None:
    text = "<b>A</b><PRE>B<td>C<!-- D --></Pre >E<td>F"
    assert source_of(text) == "<html><b>{0}</b><PRE>{1}{2}</Pre >{3}<td>{4}{5}"
    assert [stretch.words for stretch in numbered(text)[1]] == ["A", "B", "C", "E", "", "F"]


def test_text_that_is_laid_out_ends_where_it_is_not_closed() -> None:
    assert source_of("<pre>A</pre><pre>B<td>C") == "<html><pre>{0}</pre><pre>{1}<td>{2}{3}"
    assert source_of("<pre>A</pre><pre>B<td>C</pre>") == "<html><pre>{0}</pre><pre>{1}{2}</pre>"
    assert source_of("<pre>A<td>B") == "<html><pre>{0}<td>{1}{2}"
    assert source_of("<b>A</pre>B<b>C") == "<html><b>{0}</pre>{1}<b>{2}"


# ---- the layout of pages -------------------------------------------------------------------------


def layout() -> PageLayout:
    found = library().layout("html")
    assert isinstance(found, PageLayout)
    return found


def cut(source: str) -> list[list[str]]:
    """The cells of each row; of what is no cell of the report the terminal as well."""
    found: list[list[str]] = [[]]
    for text, _, terminal in layout().pieces(source):
        if terminal == "_ROW_END":
            found.append([])
        else:
            found[-1].append(text if terminal == "CELL" else f"{terminal} {text}")
    assert not found[-1]
    return found[:-1]


def table(*rows: str) -> str:
    return f"<table>{''.join(f'<tr>{cells}' for cells in rows)}</table>"


def test_the_pieces_of_a_page_have_their_places() -> None:
    source = "<title>T</title><tr><td>A<sup>x</sup><td>1<td><td>%<tr><td><tr><td>B<td>$<td>2<td>"
    expected: list[Piece] = [
        ("T", 7, "_HIDDEN"),
        ("\n", 7, "_ROW_END"),
        ("A", 24, "CELL"),
        ("x", 30, "_ASIDE"),
        ("1%", 41, "CELL"),
        ("\n", 41, "_ROW_END"),
        ("B", 67, "CELL"),
        ("$", 72, "_SIGN"),
        ("2", 77, "CELL"),
        ("\n", 77, "_ROW_END"),
    ]
    assert list(layout().pieces(source)) == expected
    assert layout().document(source).cells == list(layout().each(source)) == ["A", "1%", "B", "2"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("A B", [("A B", None)]),
        ("A <b>BC</b> D", [("A BC D", (0, 1, 5, 6, 7, 12))]),
        ("A \n B", [("A B", (0, 1, 4))]),
        ("A<b>&lt;b>", [("A<b>", (0, 4, 8, 9))]),
        ("&nbsp;A&nbsp; &amp;B&gt", [("A &B>", (0, 1, 8, 13, 14))]),
        ("&lt;1 <i> 2</i>&#51;", [("<1 23", (0, 4, 5, 10, 15))]),
        ("&ampB&#x43;D", [("&BCD", (0, 4, 5, 11))]),
        ("A&NotEqualTilde;B", [("A\u2242\u0338B", (0, 1, 15, 16))]),
        ("A<br>B  C", [("A B C", (0, 1, 5, 6, 8))]),
        ("(<td>1<b>2</b><td> )", [("(12)", (0, 5, 9, 19))]),
        ("A<sup>1</sup>B", [("AB", (0, 13)), ("1", None)]),
    ],
)
def test_a_cell_that_is_not_printed_as_it_is_shown_tells_its_places(
    cells: str, expected: list[tuple[str, tuple[int, ...] | None]]
) -> None:
    _check_places(f"<table><tr><td>{cells}</table>", expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A B  1.00", [("A B", None), ("1.00", None)]),
        (
            "A <b>BC</b> D  1<i>.</i>00 E",
            [("A BC D", (0, 1, 5, 6, 7, 12)), ("1.00 E", (0, 4, 9, 10, 11, 12))],
        ),
        ("  A&amp;B  &lt;  C", [("A&B", (0, 1, 6)), ("<", (0,)), ("C", None)]),
        ("A<sup>1</sup>B  C", [("AB", (0, 13)), ("C", None), ("1", None)]),
        ("A &ampBC D", [("A &BC D", (0, 1, 2, 6, 7, 8, 9))]),
        ("A&nbsp;B   1", [("A B", (0, 1, 7)), ("1", None)]),
    ],
)
def test_a_cell_of_text_that_is_laid_out_tells_its_places(
    text: str, expected: list[tuple[str, tuple[int, ...] | None]]
) -> None:
    _check_places(f"<pre>{text}</pre>", expected)


def _check_places(source: str, expected: list[tuple[str, tuple[int, ...] | None]]) -> None:
    """The cells of a page with the places of their characters, which end where they do."""
    pieces = [piece for piece in layout().pieces(source) if piece[2] != "_ROW_END"]
    assert [(str(text), getattr(text, "places", None)) for text, _, _ in pieces] == expected
    for text, _, _ in pieces:
        places = text.places if isinstance(text, PageText) else range(len(text))
        assert extent(text) == places[-1] + 1


def test_text_that_knows_its_places_has_them_without_blanks_before_it() -> None:
    text = placed("A BC", [(" A\n", 50), ("", 60), ("&nbsp;B", 70), ("&#67;", 80)])
    assert isinstance(text, PageText)
    assert (text, text.places) == ("A BC", (0, 1, 25, 29))
    assert extent(text) == 30
    assert PageText(text).places == ()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("A", 50),
        (" \n A ", 53),
        ("&amp;", 50),
        ("  &amp; ", 52),
        ("&nbsp; A", 57),
        (" &#32;&#160;&lt;", 62),
        ("&nbsp;&nbsp;", 50),
    ],
)
def test_the_first_place_is_that_of_what_is_no_blank(content: str, place: int) -> None:
    assert first_place(content, 50) == place


def test_the_layout_fits_pages_and_nothing_else() -> None:
    made = Library().layout("html")
    assert (made.fits("<td>"), made.fits("A")) == (True, False)
    assert (made.name, made.source.name) == ("html", "html")
    assert made.document("<td>1<td>%").cells == ["1%"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("(~1.00~)", "(1.00)"),
        ("($~1.00~)", "($1.00)"),
        ("(1.00~)", "(1.00)"),
        ("-$~1.00", "-$1.00"),
        ("1.00~%", "1.00%"),
        ("1.00~) %", "1.00) %"),
        ("1.00~~%", "1.00%"),
        ("$~1.00", "_SIGN $~1.00"),
        ("$~A", "_SIGN $~A"),
        ("|~A~1.00", "_BAR |~A~1.00"),
        ("A~%", "A~%"),
        ("(~A", "(~A"),
        ("(", "("),
        ("%", "%"),
        ("A~1.00~2.00", "A~1.00~2.00"),
        ("(~A~1.00", "(~A~1.00"),
        ("$~1.00~%~A", "_SIGN $~1.00%~A"),
    ],
)
def test_a_mark_is_joined_with_the_figure_that_it_belongs_to(cells: str, expected: str) -> None:
    source = "".join(f"<td>{cell}" for cell in cells.split("~"))
    assert cut(source) == [expected.split("~")]


def test_a_figure_joined_with_marks_keeps_what_stands_beside() -> None:
    pieces = layout().pieces("<td>(<sup>a</sup><td>1<sup>b</sup><td>)<sup>c</sup>")
    assert [text for text, _, _ in pieces] == ["(1)", "a", "b", "c", "\n"]


def test_a_cell_of_nothing_but_what_stands_beside_is_kept() -> None:
    assert cut("<td>A<td><s>x</s><td>") == [["A", "", "_ASIDE x"]]


def test_a_row_has_an_empty_cell_for_each_figure_passed_over() -> None:
    rows = ("<td>A<td>1<td>2<td>3", "<td>B<td><td><td>4", "<td>C<td>5<td><td>6", "<td>D<td>7")
    assert cut(table(*rows)) == [
        ["A", "1", "2", "3"],
        ["B", "", "", "4"],
        ["C", "5", "", "6"],
        ["D", "7"],
    ]
    assert cut(table("<td>1", "<td><td>2")) == [["1"], ["", "2"]]


def test_an_empty_cell_stands_where_the_cell_before_it_ends() -> None:
    source = table("<td>A<td>1<td>2", "<td>BC<td><td>3")
    places = [offset for text, offset, _ in layout().pieces(source) if not text]
    assert places == [source.index("BC") + 2]
    source = table("<td>1<td>2", "<td><td>3")
    places = [offset for text, offset, _ in layout().pieces(source) if not text]
    assert places == [source.index("3")]


def test_only_rows_that_follow_one_another_have_figures_in_the_same_columns() -> None:
    rows = ("<td>A<td>1<td>2", "<td>B<td><td>C", "<td>D<td><td>3", "<td>", "<td>E<td><td>4")
    assert cut(table(*rows)) == [["A", "1", "2"], ["B", "C"], ["D", "3"], ["E", "4"]]
    rows = ("<td>A<td>1<td>2", "<td>$", "<td>B<td><td>3")
    assert cut(table(*rows)) == [["A", "1", "2"], ["_SIGN $"], ["B", "3"]]
    rows = ("<td>A<td><td>3", "<td>", "<td>E<td>4")
    assert cut(table(*rows)) == [["A", "", "3"], ["E", "4"]]


def test_figures_that_overlap_stand_in_one_column() -> None:
    rows = (
        "<td>A<td colspan=2>1<td><td>2",
        "<td>B<td><td colspan=2>3<td>4",
        "<td>C<td><td><td><td>5",
        "<td colspan=2>D<td><td><td>6",
        "<td>E<td><td><td>F<td>7",
    )
    assert cut(table(*rows)) == [
        ["A", "1", "2"],
        ["B", "3", "4"],
        ["C", "", "5"],
        ["D", "6"],
        ["E", "F", "7"],
    ]
    rows = ("<td>A<td colspan=2>1<td>2", "<td>B<td>3<td colspan=2>4", "<td>C<td><td><td>5")
    assert cut(table(*rows)) == [["A", "1", "2"], ["B", "3", "4"], ["C", "", "5"]]


def test_a_figure_over_several_columns_is_in_none() -> None:
    rows = ("<td>A<td colspan=3>1", "<td>B<td>2<td><td>3", "<td>C<td><td><td>4")
    assert cut(table(*rows)) == [["A", "1"], ["B", "2", "3"], ["C", "", "4"]]


def test_a_figure_covers_the_columns_of_its_marks() -> None:
    first = "<td>A<td>(<td>1<td>)<td>2"
    for second in ("<td>B<td>3<td><td><td>4", "<td>B<td><td>3<td><td>4", "<td>B<td><td><td>3<td>4"):
        assert cut(table(first, second)) == [["A", "(1)", "2"], ["B", "3", "4"]]
    rows = ("<td>A<td>$<td>1<td>2", "<td>B<td>3<td><td>4")
    assert cut(table(*rows)) == [["A", "_SIGN $", "1", "2"], ["B", "3", "4"]]


def test_so_many_columns_of_figures_are_looked_at() -> None:
    far = "<td colspan=100><td colspan=100>"
    found = cut(table("<td>1" * 201, f"{far}<td>2", f"{far}<td><td>3"))
    assert [len(cells) for cells in found] == [201, 201, 201]


def test_a_line_that_is_drawn_in_a_cell_is_none() -> None:
    rows = ("<td>A<td>1<td>2", "<td><td>---<td>=== ==", "<td>-----<td><td>-- -", "<td>B<td><td>3")
    assert cut(table(*rows)) == [
        ["A", "1", "2"],
        ["_RULE ---", "_RULE === =="],
        ["_RULE -----", "-- -"],
        ["B", "", "3"],
    ]
    # It makes no column of figures.
    rows = ("<td>A<td><td>1", "<td>-----<td>-----<td>-----", "<td>B<td><td>2<td>-")
    assert cut(table(*rows))[0::2] == [["A", "1"], ["B", "2", "-"]]


def test_a_page_tells_which_rows_are_set_apart_and_where_cells_begin() -> None:
    source = "<title>T</title><table><td>A</table><p>1</p>"
    apart, begin = layout().offsets(source)
    assert apart == {source.index("1")}
    assert begin == {source.index(text) for text in ("T<", "A", "1")}


def test_a_currency_sign_without_a_figure_leaves_its_column_empty() -> None:
    rows = ("<td>A<td>$<td>1<td>$<td>2", "<td>B<td>$<td>&nbsp;<td>$<td>3")
    assert cut(table(*rows)) == [
        ["A", "_SIGN $", "1", "_SIGN $", "2"],
        ["B", "_SIGN $", "", "_SIGN $", "3"],
    ]


@pytest.mark.parametrize(
    ("line", "for_pages"),
    [
        ("%declare CELL _ROW_END", True),
        ("  %declare _ROW_END CELL // of a page", True),
        ("%declare _ROW_END // CELL", False),
        ("CELL: /a/ // %declare", False),
        ("", False),
    ],
)
def test_a_layout_that_declares_its_cells_is_for_pages(line: str, for_pages: bool) -> None:
    lines = (Line("start: CELL", "own.lark", 1), Line(line, "own.lark", 2))
    assert declares_cells(Source("own", Path("own.lark"), lines)) is for_pages


def test_a_row_of_a_page_that_is_not_known_is_a_warning_of_the_line_that_calls_parse() -> None:
    rows = ("<td>Payment Date<td>2/25/2004", "<td>Servicing Certificate", "<td>Group 1")
    with pytest.warns(ReportWarning, match='unknown row "Some Draws"') as caught:
        parse(table(*rows, "<td>Principal Draws<td>1.00", "<td>Some Draws<td>2.00"))
    assert [warning.filename for warning in caught] == [__file__]


# ---- reports -------------------------------------------------------------------------------------

REPORT = (
    "<td>Payment Date<td>2/25/2004",
    "<td>Servicing Certificate<td>Group 1<td>Group 2",
    "<td>Beginning Pool Balance<td>1,500.00<td>2,500.00",
    "{}",
    "<td>Ending Pool Balance<td>1,400.00<td>2,400.00",
)


@pytest.mark.parametrize(
    "row",
    [
        "<td><s>Principal Draws</s><td><s>1.00</s><td><s>2.00</s>",
        "<tbody hidden><tr><td>Principal Draws<td>1.00<td>2.00</tbody>",
        "<tr style='Visibility: Hidden'><td>Principal Draws<td>1.00<td>2.00",
        "<tr STYLE='DISPLAY:NONE'><td>Principal Draws<td>1.00<td>2.00",
        "<template><tr><td>Principal Draws<td>1.00<td>2.00</template>",
        "<td hidden>Principal Draws<td hidden>1.00",
    ],
)
def test_a_row_that_no_browser_shows_is_furniture_of_the_report(row: str) -> None:
    base = examine(table(*REPORT).format(""))
    found = examine(table(*REPORT).format(row))
    assert not found.errors
    assert found.report == base.report
    kept = {cell.text: cell.role for cell in found.cells}
    assert kept["Principal Draws"] == kept["1.00"] == "furniture"


@pytest.mark.parametrize("cell", ["1.00<br>2.00", "1.00 (2.00)", "1.00 -", "<p>1.00</p><p>2.00"])
def test_a_figure_of_one_cell_never_fills_the_column_of_another(cell: str) -> None:
    found = examine(table(*REPORT).format(f"<td>Principal Draws<td>{cell}<td>"))
    assert [problem.where for problem in found.errors] == ['pools, row "Principal Draws"']
    assert [pool.principal_draws for pool in found.report.pools] == [None, None]


def test_what_is_cut_out_of_a_cell_stands_after_what_was_cut_out_before() -> None:
    cell = "Beginning Pool Balance 1.00 Balance"
    source = table(*REPORT).format(f"<td>{cell}")
    places = {cell.text: cell.offset for cell in examine(source).cells}
    assert places["Balance"] == source.index(cell) + cell.rindex("Balance")


def test_figures_stand_in_the_row_of_their_line() -> None:
    cells = (
        "<td><p>Principal Draws</p><p>Interest Collections</p><td><p>&nbsp;</p><p>1.00</p>"
        "<td><p>3.00</p><p>4.00</p>"
    )
    found = examine(table(*REPORT).format(cells))
    assert [p.interest_collections for p in found.report.pools] == [
        Decimal("1.00"),
        Decimal("4.00"),
    ]


# ---- Digits of a figure that are raised ----------------------------------------------------------


def pool_page(label: str, printed: str) -> str:
    """A page of one pool with a row of this label."""
    rows = [["Servicing Certificate", "Group 1"], ["Principal Collections", "1.00"]]
    rows += [["Interest Collections", "2.00"], [label, printed]]
    return f"<table><tr>{'<tr>'.join(''.join(f'<td>{c}' for c in row) for row in rows)}</table>"


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("Active Loan Count", "1,234<sup>56</sup>"),
        ("Active Loan Count", "52<sup>34</sup>"),
        ("Active Loan Count", "<sub>1</sub>64"),
        ("Beginning Pool Balance", "<sub>1</sub>64,321,894.73"),
        ("Beginning Pool Balance", "12<sub>5</sub>,381.90"),
        ("Beginning Pool Balance", "1.<sup>7</sup>6"),
        ("Beginning Pool Balance", "1.00<sup>7</sup>/2"),
        ("Beginning Pool Balance", "12<sub>(5)</sub>,381.90"),
        ("Beginning Pool Balance", "1.<sup>*</sup>76"),
    ],
)
def test_raised_digits_that_may_be_of_a_figure_are_reported(label: str, printed: str) -> None:
    found = examine(pool_page(label, printed))
    assert len(found.errors) == 1
    assert found.errors[0].line == 1
    pool = found.report.pools[0]
    assert (pool.active_loan_count, pool.beginning_balance) == (None, None)


@pytest.mark.parametrize(
    "printed",
    [
        *("52<sup>1</sup>", "52<sup>(34)</sup>", "52 <sup>34</sup>", "<sup>1</sup> 52"),
        *("<sup>(1)</sup>52", "<sup>*</sup>52", "<sup>a</sup>52", "<sup>(1)</sup> 52"),
    ],
)
def test_marks_of_footnotes_beside_a_whole_number(printed: str) -> None:
    found = examine(pool_page("Active Loan Count", printed))
    assert (found.problems, found.report.pools[0].active_loan_count) == ((), 52)


@pytest.mark.parametrize(
    ("before", "mark", "after", "level", "expected"),
    [
        ("5.00", "(1)", "%", "high", "mark"),
        ("5.00", "(1)", "% A", "high", "mark"),
        ("5.00", "1", "%", "high", "unclear"),
        ("5.00", "1", "", "high", "mark"),
        ("A5", "(1)", ".00", "high", "unclear"),
        ("AB5", "(1)", ".00", "high", "unclear"),
        ("A", "(1)", ".00", "high", "mark"),
        ("5 ", "(1)", "00", "high", "mark"),
        ("5A", "(1)", "00", "high", "mark"),
        ("A", "1", "00", "high", "unclear"),
        ("A 12", "34", " B", "high", "unclear"),
        ("A 12", " 34", " B", "high", "mark"),
        ("A 1.2", "34", "", "high", "mark"),
        ("9" * 60, "34", "", "high", "unclear"),
        ("A", "1", "", "low", "text"),
        ("5", "1", "", "low", "unclear"),
        ("A ", "1", "", "low", "mark"),
        ("A", " 1", "", "low", "mark"),
        ("A", "*", "", "low", "mark"),
        ("A", "1", "", "", "text"),
        ("A", "AA", "", "high", "text"),
    ],
)
def test_which_text_is_a_mark(
    before: str, mark: str, after: str, level: Level, expected: str
) -> None:
    start = len(before)
    assert kind(before + mark + after, start, start + len(mark), level) == expected


ENDS = {"52": True, "$5": True, "1.00 5": True, "a 5": True, "2/25/20": True, "1,234": True}
ENDS |= {"": False, "1.00": False, "(5)": False, "5,": False, "A5": False, "5%": False}


RAISING = (
    "position:relative;top:-3.0pt",
    "position:relative;bottom:.3em",
    "position:relative;top:-3.0pt;mso-text-raise:3.0pt",
    "mso-text-raise:3.0pt",
    "vertical-align:top;font-size:6pt",
    "FONT-SIZE:6pt;Vertical-Align:text-top",
)


@pytest.mark.parametrize("style", RAISING)
def test_other_styles_that_set_text_high(style: str) -> None:
    for mark in (f"<span style='{style}'>1</span>", f"<b><font style='{style}'>1</font></b>"):
        assert rows(f"<td>A<td>5{mark}") == [[["A", "5"]]]
        assert rows(f"<td>A<td>{mark}") == [[["A", "\xb9"]]]
        assert cut(f"<pre>A  5{mark}</pre>") == [["A", "5", "_ASIDE 1"]]
    assert rows(f"<td>A<div style='{style}'>1</div>") == [[["A 1"]]]


@pytest.mark.parametrize(
    ("style", "level"),
    [
        *((style, "high") for style in RAISING),
        ("vertical-align:super;position:relative;top:0", "high"),
        ("position:relative;top:3pt", "low"),
        ("position:relative;bottom:-3pt", "low"),
        ("mso-text-raise:-3pt", "low"),
        ("position:relative;top:0;bottom:0", ""),
        ("position:relative;top:-0pt", ""),
        ("position:relative;left:-3pt", ""),
        ("position:relative", ""),
        ("position:absolute;top:-3pt", ""),
        ("top:-3pt", ""),
        ("mso-text-raise:0", ""),
        ("vertical-align:top", ""),
        ("vertical-align:bottom;font-size:6pt", ""),
        ("font-size:6pt", ""),
    ],
)
def test_the_level_that_a_style_gives(style: str, level: Level) -> None:
    (cell,) = row(f"<td>5<b style='{style}'>1</b>")
    assert cell.text == {"high": "5", "low": "5\u2081", "": "51"}[level]


def test_what_stands_low_right_behind_a_word_is_part_of_it() -> None:
    for low in ("<sub>1</sub>", "<b style='vertical-align: -2pt'>1</b>", "<sup><sub>1</sub></sup>"):
        assert rows(f"<td>Class A{low}<td>B {low}") == [[["Class A1", "B"]]]
    for high in ("<sup>1</sup>", "<sub><sup>1</sup></sub>", "<sub>(1)</sub>"):
        assert rows(f"<td>Class A{high}<td>B {high}") == [[["Class A", "B"]]]


@pytest.mark.parametrize(
    ("cell", "as_it_looks"),
    [("<sup>20</sup>", "\xb2\u2070"), ("&nbsp;<sup>1</sup>", "\xb9"), ("<sub>9</sub>", "\u2089")],
)
def test_a_number_that_stands_high_in_a_cell_of_its_own_is_not_clear(
    cell: str, as_it_looks: str
) -> None:
    found = examine(pool_page("Active Loan Count", cell))
    assert found.report.pools[0].active_loan_count is None
    (error,) = found.errors
    assert error.message == f'"{as_it_looks}" is not a count'
    assert examine(pool_page("Active Loan Count", "<sup>(1)</sup>&nbsp;")).problems == ()


@pytest.mark.parametrize("text", ENDS)
def test_which_text_ends_with_a_figure_without_decimals(text: str) -> None:
    assert ends_whole(text) is ENDS[text]


def test_a_figure_right_behind_a_drawn_line_stands_in_its_own_column() -> None:
    assert cut("<table><tr><td>A<td>1.00<td>2.00<tr><td>B<td>-----<td>5.00</table>") == [
        ["A", "1.00", "2.00"],
        ["B", "_RULE -----", "", "5.00"],
    ]
