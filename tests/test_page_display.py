"""What a page shows and what it hides, strikes out, or sets high or low as a footnote's mark."""

from __future__ import annotations

import pytest
from cut import cut_page, table

# ---- hidden and struck out -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "style",
    [
        *("color: red; DISPLAY :\nnone", "display:none!important;display:block"),
        *("display:none ! important;display:block", "/* ; */display:none", "visibility:hidden"),
        *("visibility: collapse !important", "mso-hide:all"),
        *("text-decoration: underline line-through", "text-decoration-line:line-through"),
        "text-decoration:none;text-decoration-line:line-through!important",
        "display:none;display:none-such;visibility:visible",
        "display:none;visibility:none;display:!important",
        "background:url(x;display:block)/* ) */;visibility:hidden",
        *("font-family:&quot;A;\\&quot;B&quot;;display:none", "x:)];display:none"),
        *("display:none-such;visibility:hidden", "display:/**/none;color:red"),
        "text-decoration:line-through;text-decoration",
        "text-decoration:line-through;text-decoration:!important",
        "text-decoration:line-through;text-decoration:bogus",
        "text-decoration:line-through;text-decoration:none bogus words",
        *("text-decoration:rgb(0, 0, 0) line-through 2px wavy", "text-decoration:line-through red"),
        "text-decoration:line-through;text-decoration: !important",
        "display/* : */:/* inline; */none",
    ],
)
def test_a_style_may_hide_text(style: str) -> None:
    is_hidden(f"<b style='{style}'>{{}}</b>")


NAMES = ("del", "strike", "s", "template", "noscript", "noframes", "iframe", "noembed")


@pytest.mark.parametrize(
    "element",
    [
        *(f"<{name}>{{}}</{name}>" for name in NAMES),
        *("<span style='display:none'>{}</span>", "<b STYLE='DISPLAY:NONE'>{}</b>"),
        *("<b hidden>{}</b>", "<b HIDDEN=''>{}</b>", "<div hidden>{}</div>"),
    ],
)
def test_an_element_may_hide_its_text(element: str) -> None:
    is_hidden(element)


def is_hidden(element: str) -> None:
    assert cut_page(f"<td>A{element.format('1<i>2</i>')}B") == "AB | ~1 | ~2"
    assert cut_page(f"<pre>A{element.format('1<i>2</i>')}B</pre>") == "AB | ~1 | ~2"
    assert cut_page(f"{element.format('1')}<td>A") == "~1 / A"


@pytest.mark.parametrize(
    "style",
    [
        *("display:inline", "display:none;display:block", "x-display:none", "visibility:visible"),
        *("text-decoration:underline", "text-decoration; line-through", "/*display:none*/"),
        *("color:none", "mso-hide:none", "display:none-such", "display:no/**/ne", "display:no ne"),
        *("display:none important", "display:block!important;display:none", "visibility:hiddenish"),
        *("visibility:hidden;visibility:initial", "mso-hide:all;mso-hide:none"),
        "text-decoration:line-through bogus words",
        "text-decoration:line-through;text-decoration:underline red",
        "text-decoration:underlineline-through",
        "text-decoration:line-through;text-decoration:none",
        "text-decoration:none!important;text-decoration-line:line-through",
        "text-decoration-color:line-through",
        "background:url(line-through.png);text-decoration:none",
        *("background:url(x;display:none)", "x:([{;display:none;)]};y", "x:((a);display:none;)"),
        *("x:(a;display:none;)", "x:{a[b](c);display:none;}", "x:display:none", "display:none!"),
        *("display:none!x", "text-decoration:a:line-through"),
        *("text-decoration:line-through!x!important", "font-family:';display:none;'"),
        "font-family:&quot;;display:none;",
    ],
)
def test_other_styles_hide_nothing(style: str) -> None:
    assert cut_page(f'<td><b style="{style}">A</b><b>B</b>') == "AB"


INNER = "<table><tr><td>1<br>2</table><pre>3   4</pre><p>5"
HIGH_ROW = "<table><tr><td>A{0}<tr><td>1{0}<td>2</table>"


@pytest.mark.parametrize(
    ("page", "cells"),
    [
        # within what is hidden something may be shown, if it is not gone or struck out
        ("<td>A<b style='visibility:hidden'>1<i style='visibility:visible'>2</i></b>", "A2 | ~1"),
        ("<td>A<b style='visibility:hidden'>1<i style='display:inline'>2</i></b>", "A | ~1 | ~2"),
        ("<td>A<b hidden>1<i style='visibility:visible;display:inline'>2</i></b>", "A | ~1 | ~2"),
        ("<td>A<b hidden style='display:inline'>B</b>", "AB"),
        ("<td>A<del>1<i style='display:inline'>2</i></del>", "A | ~1 | ~2"),
        ("<td>A<del>1<sub>2</sub>3</del>B", "AB | ~1 | ~2 | ~3"),
        ("<td>A<sup>(<i>1</i>)<del>B</del></sup>", "A | ~( | ~1 | ~) | ~B"),
        # there are no tables in what is not shown
        (f"A<div style='DISPLAY: none'>{INNER}</div>B<td>C", "AB | ~1 | ~2 | ~3 4 | ~5 / C"),
        (f"A<template>{INNER}</template>B<td>C", "AB | ~1 | ~2 | ~3 4 | ~5 / C"),
        *(
            (HIGH_ROW.format(f"<{name}><tr><td>3</td></{name}>"), "A | ~3 / 1 | ~3 | 2")
            for name in ("noscript", "template", "noembed")
        ),
        # the title of a page is not shown on it
        ("<title>A</title>B<td>C<td><title>D</title>E", "~A / B / C | D E"),
        # a row of nothing but what stands beside has no cells
        (table("<td>A<td>1", "<td><s>B</s><td><s>2</s>", "<td>C<td>3"), "A | 1 / ~B | ~2 / C | 3"),
        ("<td><s> (1)</s> <del>(2)</del>", "~(1) | ~(2)"),
        ("<td>A<td><s>x</s><td>", "A | _ | ~x"),
        # a cell that is gone takes no column and an invisible one does
        (table("<td>A<td hidden>1<td>2", "<td>B<td>3<td>4"), "~1 / A | 2 / B | 3 | 4"),
        (table("<td>A<td>2", "<td hidden>1<td>B<td>3"), "~1 / A | 2 / B | 3"),
        (table("<td>A<td>2<td>3") + table("<td>A</table><tr hidden><td>3"), "A | 2 | 3 / A / ~3"),
        (
            table("<td>A<td>5<td style='visibility:hidden'>1<td>2", "<td>B<td><td><td>6"),
            "A | 5 | _ | ~1 | 2 / B | _ | 6",
        ),
        # the mark of a column strikes out nothing
        ("<pre><s>     <c>\nB  1\n</pre><td>A", "B | 1 / A"),
        ("<table><S>  <td>A<tr><td>B<s>1</s>C", "A / BC | ~1"),
        ("<pre><s>\n<s>B</s>\nC</pre><td>A", "~B / C / A"),
    ],
)
def test_what_is_not_shown_stands_beside(page: str, cells: str) -> None:
    assert cut_page(page) == cells


# ---- high and low --------------------------------------------------------------------------------

RAISING = (
    *("position:relative;top:-3.0pt", "position:relative;bottom:.3em"),
    *("position:relative;top:-3.0pt;mso-text-raise:3.0pt", "mso-text-raise:3.0pt"),
    *("vertical-align:top;font-size:6pt", "FONT-SIZE:6pt;Vertical-Align:text-top"),
)


@pytest.mark.parametrize(
    "element",
    [
        *("<sup>{}</sup>", "<SUB>{}</SUB>", "<b style='vertical-align:super'>{}</b>"),
        "<span style='Vertical-Align: SUB !important'>{}</span>",
        *("<i style='vertical-align:-2pt'>{}</i>", "<font style='vertical-align:.3em'>{}</font>"),
        *("<a style='vertical-align:+30%'>{}</a>", "<a style='vertical-align:20px'>{}</a>"),
        "<u style='vertical-align:super'><b style='vertical-align:baseline'>{}</b></u>",
        *(f"<span style='{style}'>{{}}</span>" for style in RAISING),
        *(f"<b><font style='{style}'>{{}}</font></b>" for style in RAISING),
    ],
)
def test_the_mark_of_a_footnote_is_set_high_or_low(element: str) -> None:
    assert cut_page(f"<td>A {element.format('1<i>2</i>')}B") == "A B | ~1 | ~2"
    assert cut_page(f"<pre>A {element.format('1')}B</pre>") == "A B | ~1"
    assert cut_page(f"<td>{element.format('5.00')}<td>{element.format('1')}") == "5.00 | 1"


@pytest.mark.parametrize(
    ("style", "level"),
    [
        *((style, "high") for style in RAISING),
        ("vertical-align:super;position:relative;top:0", "high"),
        *(("position:relative;top:3pt", "low"), ("position:relative;bottom:-3pt", "low")),
        *(("mso-text-raise:-3pt", "low"), ("position:relative;top:0;bottom:0", "")),
        *(("position:relative;top:-0pt", ""), ("position:relative;left:-3pt", "")),
        *(("position:relative", ""), ("position:absolute;top:-3pt", ""), ("top:-3pt", "")),
        *(("mso-text-raise:0", ""), ("vertical-align:top", "")),
        *(("vertical-align:bottom;font-size:6pt", ""), ("font-size:6pt", "")),
    ],
)
def test_a_style_sets_text_high_or_low(style: str, level: str) -> None:
    cells = {"high": "5 | ~1", "low": "5\u2081", "": "51"}[level]
    assert cut_page(f"<td>5<b style='{style}'>1</b>") == cells
    assert cut_page(f"<td>A<div style='{style}'>1</div>") == "A 1"


@pytest.mark.parametrize(
    "value",
    ["baseline", "top", "middle", "text-bottom", "0", "0pt", "0.0em", "inherit", "calc(1px + 1%)"],
)
def test_what_is_aligned_otherwise_is_not_raised(value: str) -> None:
    assert cut_page(f"<td>A<b style='vertical-align:{value}'>1</b>") == "A1"
    assert cut_page(f"<td>A<sup style='vertical-align:{value}'>1</sup>") == "A1"


@pytest.mark.parametrize(
    "value", ["superb", "none 1", "v1", "1 2", "1..2pt", "%", ".", "-", "none"]
)
def test_a_browser_passes_over_what_is_no_alignment(value: str) -> None:
    assert cut_page(f"<td>A<b style='vertical-align:{value}'>1</b>") == "A1"
    assert cut_page(f"<td>A<sup style='vertical-align:{value}'>1</sup>") == "A | ~1"
    assert cut_page(f"<td>A<b style='vertical-align:5;vertical-align:{value}'>1</b>") == "A | ~1"


def test_rows_and_cells_are_not_raised() -> None:
    page = "<tr style='vertical-align:sub'><td style='vertical-align:super'>A <p>1"
    assert cut_page(page) == "A 1"


# ---- which raised text is a mark -----------------------------------------------------------------

MARKS = (
    *("1", "12", "a", "B", "*", "**", "\u2020", "\u2021", "\xa7", "(1)", "(12)", "(a)", "(*)"),
    *(
        *("1)", "1,2", "1, 2", "a,b,c", "(1)(2)", "(1) (2)", "(1), (2)", " 1 ", "1),2)", "1/"),
        "1/, 2/",
    ),
    *("[1]", "[a] [b]", "(1)[2]", "#", "\xb6", "\xb9", "\xb9\u2070", "\u2074,\u2079"),
)
NO_MARKS = (
    *("-", "(", ")", "$", "%", "5.00", "123", "ab", "th", "(5.00)", "1-", "1 2", "()", "(1", "--"),
    *("1,200", "****", ",1", "1,", "\xe4", "\u0661", "-5", "(ab)", "1.", "((1))"),
    *("1//", "[1)", "(1]", "[]", "####", "\xb9\xb2\xb3", "1\xb9", "\u2071", "/"),
)


@pytest.mark.parametrize("mark", MARKS)
def test_what_may_be_the_mark_of_a_footnote(mark: str) -> None:
    bare = mark.strip()
    assert cut_page(f"<td>A<sup>{mark}</sup>") == f"A | ~{bare}"
    assert cut_page(f"<td><sup>{mark}</sup> A") == f"~{bare} | A"
    assert cut_page(f"<td><sub>{mark}</sub><br>A") == f"~{bare} | A"
    assert cut_page(f"<pre>A<sup>{mark}</sup>  B</pre>") == f"A | ~{bare} | B"


@pytest.mark.parametrize("text", NO_MARKS)
def test_what_is_no_mark_is_text_of_its_cell(text: str) -> None:
    assert cut_page(f"<td>A<sup>{text}</sup>B") == f"A{text}B"
    rows = cut_page(f"<td>A<br>B<td><sub>{text}</sub><br>2")
    assert rows.replace("~$", "$") == f"A | {text} / B | 2"
    rows = cut_page(f"<pre>A  <sup>{text}</sup>  B</pre>")
    assert rows.replace("~$", "$") == f"A | {text} | B"


@pytest.mark.parametrize(
    ("before", "mark", "after", "cells"),
    [
        ("5.00", "<sup>(1)</sup>", "%", "5.00% | ~(1)"),
        ("5.00", "<sup>(1)</sup>", "% A", "5.00% A | ~(1)"),
        *(("5.00", "<sup>1</sup>", "%", "5.00\xb9%"), ("5.00", "<sup>1</sup>", "", "5.00 | ~1")),
        ("A5", "<sup>(1)</sup>", ".00", "A5(\xb9).00"),
        ("A", "<sup>(1)</sup>", ".00", "A.00 | ~(1)"),
        ("5 ", "<sup>(1)</sup>", "00", "5 00 | ~(1)"),
        *(("5A", "<sup>(1)</sup>", "00", "5A00 | ~(1)"), ("A", "<sup>1</sup>", "00", "A\xb900")),
        ("A 12", "<sup>34</sup>", " B", "A 12\xb3\u2074 B"),
        ("A 12", "<sup> 34</sup>", " B", "A 12 B | ~34"),
        ("A 1.2", "<sup>34</sup>", "", "A 1.2 | ~34"),
        ("9" * 60, "<sup>34</sup>", "", "9" * 60 + "\xb3\u2074"),
        *(("A", "<sub>1</sub>", "", "A1"), ("5", "<sub>1</sub>", "", "5\u2081")),
        *(("A ", "<sub>1</sub>", "", "A | ~1"), ("A", "<sub> 1</sub>", "", "A | ~1")),
        *(("A", "<sub>*</sub>", "", "A | ~*"), ("A", "<sup>AA</sup>", "", "AAA")),
        *(("A", "<sub>(1)</sub>", "", "A | ~(1)"), ("A", "<sup><sub>1</sub></sup>", "", "A1")),
        ("A", "<sub><sup>1</sup></sub>", "", "A | ~1"),
        ("A", "<b style='vertical-align: -2pt'>1</b>", "", "A1"),
        # what may be the cents of a figure that has none
        ("$5", "<sup>34</sup>", "", "$5\xb3\u2074"),
        ("1.00 5", "<sup>34</sup>", "", "1.00 5\xb3\u2074"),
        ("a 5", "<sup>34</sup>", "", "a 5\xb3\u2074"),
        ("2/25/20", "<sup>34</sup>", "", "2/25/20\xb3\u2074"),
        ("1,234", "<sup>34</sup>", "", "1,234\xb3\u2074"),
        *(("(5)", "<sup>34</sup>", "", "(5) | ~34"), ("5,", "<sup>34</sup>", "", "5, | ~34")),
        *(("A5", "<sup>34</sup>", "", "A5 | ~34"), ("5%", "<sup>34</sup>", "", "5% | ~34")),
        # marks beside a whole number, and digits that may be of a figure
        *(("52", "<sup>1</sup>", "", "52 | ~1"), ("52", "<sup>(34)</sup>", "", "52 | ~(34)")),
        ("52 ", "<sup>34</sup>", "", "52 | ~34"),
        *(("", f"<sup>{mark}</sup>", "52", f"~{mark} | 52") for mark in ("(1)", "*", "a")),
        ("", "<sup>1</sup>", " 52", "~1 | 52"),
        ("", "<sub>1</sub>", "64,321,894.73", "\u208164,321,894.73"),
        ("12", "<sub>5</sub>", ",381.90", "12\u2085,381.90"),
        ("12", "<sub>(5)</sub>", ",381.90", "12(\u2085),381.90"),
        *(("1.", "<sup>7</sup>", "6", "1.\u20776"), ("1.", "<sup>*</sup>", "76", "1.*76")),
        ("1.00", "<sup>7</sup>", "/2", "1.00\u2077/2"),
        # marks that touch are one
        ("A", "<sup>(</sup><sup>1</sup><b><sup>)</sup></b>", "", "A | ~( | ~1 | ~)"),
        ("A", "<sup>1</sup><sup>23</sup>", "", "A123"),
        ("A", "<sup>1</sup> <sup>23</sup>", "", "A | ~1 | ~23"),
        ("A", "<sup>1</sup>&nbsp;<sup>234</sup>", "", "A 234 | ~1"),
        ("A", "<sup>1 <b>2</b></sup>", "", "A1 2"),
    ],
)
def test_a_mark_beside_text_stands_beside_and_digits_are_left_as_they_look(
    before: str, mark: str, after: str, cells: str
) -> None:
    assert cut_page(f"<td>{before}{mark}{after}") == cells


@pytest.mark.parametrize("mark", ["a", "(1)", "*", "<b>(</b>1<b>)</b>", "2/"])
def test_a_mark_alone_in_its_cell_is_text_where_its_row_has_other_text_that_is_raised(
    mark: str,
) -> None:
    shown = mark.replace("<b>", "").replace("</b>", "")
    alone, two = f"<sup>{mark}</sup>", f"<sup>{mark}</sup>&nbsp;<sub>{mark}</sub><s>B</s>"
    high = "<td><sub>AA</sub>"
    assert cut_page(f"<td>{alone}{high}") == f"{shown} | AA"
    assert cut_page(f"{high}<td>{two}") == f"AA | {shown} {shown} | ~B"
    assert cut_page(f"{high}<td><br>{alone}<br>{alone}") == f"AA | {shown} {shown}"
    assert cut_page(f"<pre>A  {alone}  <sup>AA</sup></pre>") == f"A | {shown} | AA"
    for cell in (alone, two, f"<br>{alone}<br>"):
        page = f"<td>{cell}<td>A<sup> </sup><tr><td><sub>AA</sub>"
        assert unmarked(page) == "A / AA"
    assert unmarked(f"<p>{alone}<p>B<td>A") == "B / A"
    assert unmarked(f"<p>{alone} <sup>BB</sup><p>B<td>A") == "BB / B / A"
    page = f"<pre>A  {alone}  B\nC  <sup>DD</sup> <sup> </sup></pre>"
    assert unmarked(page) == "A | B / C | DD"


def unmarked(page: str) -> str:
    """The cells of a page without what stands beside them."""
    rows = [
        " | ".join(cell for cell in row.split(" | ") if cell[0] != "~")
        for row in cut_page(page).split(" / ")
    ]
    return " / ".join(filter(None, rows)).replace("_ | ", "")


@pytest.mark.parametrize(
    ("page", "cells"),
    [
        ("<td>A<td><sup>1</sup> <sup>2<b>3</b></sup>", "A | \xb9 \xb2\xb3"),
        ("<td>A<td><sup>1<b>2</b></sup> <sub>(3)</sub>", "A | \xb9\xb2 | ~(3)"),
        ("<td>A<td><sup>a</sup> <sub>b</sub>", "A | _ | ~a | ~b"),
        *((f"<td>A<td><b style='{style}'>1</b>", "A | \xb9") for style in RAISING),
    ],
)
def test_a_number_alone_in_its_cell_is_left_as_it_looks(page: str, cells: str) -> None:
    assert cut_page(page) == cells


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        *(("A<sup>1</sup>  B", "A | ~1 | B"), ("A <sup>1</sup>  B", "A | ~1 | B")),
        *(("A  <sup>1</sup> B", "A | ~1 | B"), ("A  <sup>1</sup>B", "A | ~1 | B")),
        ("A  <sup>1</sup>  B", "A | \xb9 | B"),
        ("A  <sub>1</sub><sub> </sub> B", "A | \u2081 | B"),
        ("A  <sup>(1)</sup>  B", "A | ~(1) | B"),
        ("A  <sup>1</sup>  <sub>BB</sub>", "A | 1 | BB"),
        ("A  <sup>5.00(1)</sup>  B", "A | 5.00(1) | B"),
        ("A  <sub>5.00</sub><sup>(1)</sup>  B", "A | 5.00 | ~(1) | B"),
        ("A  12<sup>5</sup>,381.90", "A | 12\u2075,381.90"),
        *(("A  12<sub>5</sub>  B", "A | 12\u2085 | B"), ("A<sub>1</sub>  B", "A1 | B")),
        ("A<sub>(1)</sub>  B", "A | ~(1) | B"),
        ("A  <sub>5.00</sub> <sup>(1)</sup>  B", "A | 5.00 | ~(1) | B"),
        ("A  <sup>(</sup>5.00<sup>)</sup>", "A | (5.00)"),
        ("A   <s>2.00</s><sup>1</sup>  3", "A | ~2.00 | \xb9 | 3"),
        ("B  <sup>(1)</sup>  <s><sup>CC</sup></s>", "B | ~(1) | ~CC"),
        # a line above or below a mark is another cell
        ("A\n<sup>a</sup>\nB", "A / ~a / B"),
        ("A\n <sup>a</sup> \n<sup>BB</sup>", "A / ~a / BB"),
        ("A\n <sup>a\n</sup> \n<sup>BB</sup>", "A / ~a / BB"),
        ("A\n<sup>1</sup>\n<sub>BB</sub>", "A / \xb9 / BB"),
        *(("A\n<sup>1</sup>B\n", "A / ~1 | B"), ("A<sup>1\n</sup>B\n", "A | ~1 / B")),
        # and has marks of its own
        ("A  <sup>BB</sup>\n\nC  <sup>(1)</sup>", "A | BB / C | ~(1)"),
        ("C  <sup>(1)</sup>\n\n\nA  <sup>BB</sup>", "C | ~(1) / A | BB"),
        ("A\n<sup>\nBB</sup>\nC  <sup>(1)</sup>", "A / BB / C | ~(1)"),
        ("C  <sup>(1)</sup>\nA\n<sup>\nBB</sup>", "C | ~(1) / A / BB"),
        ("A  <sup>\n\nBB</sup>  C\nC  <sup>(1)</sup>", "A / BB | C / C | ~(1)"),
        ("C  <sup>(1)</sup>\nA  <sup>\n\nBB</sup>  C", "C | ~(1) / A / BB | C"),
        ("A\n\nB  <sup>(1)</sup>  <sup>CC</sup>", "A / B | (1) | CC"),
        ("A\n<sup>\nBB</sup>  C  <sup>(1)</sup>", "A / BB | C | (1)"),
    ],
)
def test_a_cell_of_preformatted_text_may_have_a_mark(line: str, cells: str) -> None:
    assert cut_page(f"<pre>{line}</pre>") == cells
    assert cut_page(f"<pre>\n{line}\n</pre>") == cells
