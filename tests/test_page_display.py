"""What a page shows and what it hides, strikes out, or sets high as a footnote's mark."""

from __future__ import annotations

import pytest
from cut import cases, cut_page, table

# ---- hidden and struck out -----------------------------------------------------------------------

HIDING = """
<del>{}</del>|<strike>{}</strike>|<s>{}</s>|<b hidden>{}</b>|<b HIDDEN=''>{}</b>
<span style='display:none'>{}</span>|<p hidden>{}</p>|<b STYLE="color: x; DISPLAY:\tnone">{}</b>
<b style=display:none>{}</b>|<b style='visibility:hidden'>{}</b>|<b style='mso-hide:all'>{}</b>
<b style='text-decoration: line-through;'>{}</b>|<b style='display:none;mso-hide:all'>{}</b>
"""


@pytest.mark.parametrize("element", HIDING.strip().replace("\n", "|").split("|"))
def test_what_hides_or_strikes_out_its_text(element: str) -> None:
    assert cut_page(f"<td>A{element.format('1<i>2</i>')}B").replace("A / B", "A B") in (
        *("AB | ~1 | ~2", "A B | ~1 | ~2"),
    )
    assert cut_page(f"<pre>A {element.format('1')}</pre>") in ("A | ~1", "A / ~1")
    assert cut_page(f"{element.format('1')}<td>A") == "~1 / A"


#: Styles that filings do not have, though they may change what a figure says; a tag may have two.
ODD = (
    *(
        "display:none!important",
        "display:none;display:block",
        "/* ; */display:none",
        "x:{{display:none}}",
    ),
    *("display:inline-block", "display:no/**/ne", "visibility:collapse", "visibility:visible"),
    *("text-decoration:underline line-through", "text-decoration-line:line-through", "opacity:0"),
    *("vertical-align:2pt", "vertical-align:top;font-size:6pt", "vertical-align:baseline"),
    *(
        "position:relative;top:-3.0pt",
        "mso-text-raise:3.0pt",
        "position:absolute",
        "clip:rect(0,0)",
    ),
    *(
        "font-family:';display:none;'",
        "font-family:'A';display:none",
        "background:url(x;display:none)",
        "direction:rtl",
        "display:none;'",
    ),
)


@pytest.mark.parametrize(
    "element", [f'<b style="{style}">{{}}</b>' for style in ODD] + ["<sub>{}</sub>"]
)
def test_of_a_line_that_has_another_style_no_figure_is_read(element: str) -> None:
    assert cut_page(f"<td>5{element.format('1')}<td>5") == "\u2075\xb9 | 5"
    assert cut_page(f"<td>{element.format('(')}5)<td>A{element.format('B')}") == "(\u2075) | AB"
    assert cut_page(f"<pre>5{element.format('.')}  5</pre>") == "\u2075. | 5"
    assert cut_page(f"<td><s>{element.format('1')}</s>2<b hidden>3</b>") == "\xb9\xb2 | ~3"


PLAIN = """
color:none|x-display:none|text-decoration:underline|text-decoration: none|background-position:top
text-transform:uppercase|display|text-indent:-3pt|background:url(display.png)|white-space:nowrap
"""


@pytest.mark.parametrize("style", PLAIN.strip().replace("\n", "|").split("|"))
def test_other_styles_change_nothing(style: str) -> None:
    shown = cut_page(f'<td><b style="{style}">1</b><b>2</b>')
    assert shown == "12" or "display" in style


def test_blocks_may_have_styles_of_lines() -> None:
    styles = ("vertical-align:sub", "position:relative", "display:block", "vertical-align:2pt")
    for style in styles:
        assert cut_page(f"<tr style='{style}'><td style='{style}'>5 <p style='{style}'>1") == "5 1"


@pytest.mark.parametrize(
    "parts",
    [
        *("5<small>1</small>", "<font size=2>5<font size=1>1</font>", "<big>5</big>1"),
        *("5<b style='font-size:6pt'>1</b>", "<b style='FONT:8pt'>5</b><b style='font: 6pt'>1</b>"),
    ],
)
def test_digits_of_two_sizes_are_no_figure(parts: str) -> None:
    assert cut_page(f"<td>{parts}<td>{parts.replace('1', '.1')}") == "\u2075\xb9 | 5.1"
    assert cut_page(f"<td><font size=1>5</font><font size='1'>{parts[-9:-8]}</font>") != "\u2075"
    assert (
        cut_page(f"<td><small>5<sup>1</sup></small><td>{parts.replace('5', 'A')}") == "5 | ~1 | A1"
    )


INNER = "<table><tr><td>1<br>2</table><pre>3   4</pre><p>5"


@cases(
    r"""
<td>A<b hidden>1<i style='text-decoration:none'>2</i></b> => A | ~1 | ~2
<td>A<del>1<sup>2</sup>3</del>B => AB | ~1 | ~2 | ~3
# there are no tables in what is not shown
# the title of a page is not shown on it; what is not closed hides nothing
<title>A &amp; B</title><body>B<td>C => ~A & B / B / C ;; <title>A<td>B => A / B
<noscript>A<td>B => A / B
# a row of nothing but what is beside has no cells
<td><s> (1)</s> <del>(2)</del> => ~(1) | ~(2) ;; <td>A<td><s>x</s><td> => A | ~x
# a cell that is gone takes no column and an invisible one does
# the mark of a column strikes out nothing
<pre><s>     <c>\nB  1\n</pre><td>A => B | 1 / A
<table><S>  <td>A<tr><td>B<s>1</s>C => A / BC | ~1 ;; <pre><s>\n<s>B</s>\nC</pre><td>A => ~B / C / A
""",
    (f"A<div style='DISPLAY: none'>{INNER}</div>B<td>C", "A | ~1 | ~2 | ~3 4 | ~5 / B / C"),
    *(
        (f"A<{name}>{INNER}</{name}>B<td>C", "AB / C")
        for name in ("noscript", "template", "noembed", "iframe", "noframes")
    ),
    (table("<td>A<td>1", "<td><s>B</s><td><s>2</s>", "<td>C<td>3"), "A | 1 / ~B | ~2 / C | 3"),
    (table("<td>A<td hidden>1<td>2", "<td>B<td>3<td>4"), "~1 / A | 2 / B | 3 | 4"),
    (table("<td>A<td>2", "<td hidden>1<td>B<td>3"), "~1 / A | 2 / B | 3"),
    (table("<td>A<td>2") + table("<td>A</table><tr hidden><td>3"), "A | 2 / A / ~3"),
    (
        table("<td>A<td>5<td style='visibility:hidden'>1<td>2", "<td>B<td><td><td>6"),
        "A | 5 | ~1 | 2 / B | _ | 6",
    ),
)
def test_what_is_not_shown_is_beside(page: str, cells: str) -> None:
    assert cut_page(page) == cells


# ---- marks of footnotes --------------------------------------------------------------------------

MARKS = """
1|12|a|B|*|**|\u2020|\u2021|\xa7|(1)|(12)|(a)|(*)|1)|1,2|1, 2|a,b,c|(1)(2)|(1) (2)|(1), (2)| 1
1),2)|1/|1/, 2/|[1]|[a] [b]|(1)[2]|#|\xb6|\xb9|\xb9\u2070|\u2074,\u2079
"""
NO_MARKS = """
-|(|)|%|5.00|123|ab|th|(5.00)|1-|1 2|()|(1|--|1,200|****|,1|1,|\xe4|\u0661|-5|(ab)|1.|((1))|1//|[1)
(1]|[]|####|\xb9\xb2\xb3|1\xb9|\u2071|/
"""


@pytest.mark.parametrize("mark", MARKS.strip("\n").replace("\n", "|").split("|"))
@pytest.mark.parametrize(
    "high", ["<sup>{}</sup>", "<i style='Vertical-Align: SUPER'><b>{}</b></i>"]
)
def test_what_may_be_the_mark_of_a_footnote(mark: str, high: str) -> None:
    bare = mark.strip()
    assert cut_page(f"<td>A{high.format(mark)}") == f"A | ~{bare}"
    assert cut_page(f"<td>{high.format(mark)} A") == f"~{bare} | A"
    assert cut_page(f"<pre>A{high.format(mark)}  B</pre>") == f"A | ~{bare} | B"
    drawn = bare.translate(str.maketrans("012", "\u2070\xb9\xb2"))
    assert cut_page(f"<td>{high.format(mark)}<td>A") == f"{drawn} | A", (
        "alone it is text, but no figure"
    )
    assert (
        cut_page(f"<pre>B  {high.format(mark.replace('  ', ' '))}  A</pre>") == f"B | {drawn} | A"
    )


@pytest.mark.parametrize("text", NO_MARKS.strip("\n").replace("\n", "|").split("|"))
def test_what_is_no_mark_is_text_of_its_cell(text: str) -> None:
    assert cut_page(f"<td>A<sup>{text}</sup>B") == f"A{text}B"
    assert cut_page(f"<td>A<td><sup>{text}</sup>") == f"A | {text}"
    assert cut_page(f"<pre>A  <sup>{text}</sup>  B</pre>") == f"A | {text} | B"


@cases(
    r"""
5.00^(1)^% => 5.00% | ~(1) ;; 5.00^(1)^% A => 5.00% A | ~(1) ;; 5.00^1^ => 5.00 | ~1
52^1^ => 52 | ~1 ;; 52^(34)^ => 52 | ~(34) ;; ^1^ 52 => ~1 | 52 ;; ^a^52 => ~a | 52
A^(1)^.00 => A.00 | ~(1) ;; 5 ^(1)^00 => 5 00 | ~(1) ;; 5A^(1)^00 => 5A00 | ~(1)
A 12 ^34^ B => A 12 B | ~34 ;; A 12^ 34^ => A 12 | ~34 ;; 5%^34^ => 5% | ~34
# digits that may be of a figure are left as they look: within it, or its cents
5.00^1^% => 5.00\xb9% ;; A5^(1)^.00 => A5(\xb9).00 ;; A^1^00 => A\xb900 ;; ^1^64,321 => \xb964,321
12^5^,381.90 => 12\u2075,381.90 ;; 1.^7^6 => 1.\u20776 ;; 12^(5)^,381.90 => 12(\u2075),381.90
1.^*^76 => 1.*76 ;; 1.00^7^/2 => 1.00\u2077/2 ;; $5^34^ => $5\xb3\u2074
2/25/20^34^ => 2/25/20\xb3\u2074 ;; (5)^34^ => (5) | ~34
# marks that touch are one
A^(^^1^^)^ => A | ~(1) ;; A^1^^23^ => A123 ;; A^1^ ^23^ => A | ~1 | ~23
A^1^&nbsp;^234^ => A 234 | ~1 ;; A^1 <b>2</b>^ => A1 2 ;; A^1<b>2</b>^ => A | ~12
^1^ ^2^ => \xb9 \xb2
""",
)
def test_a_mark_beside_text_is_beside_and_digits_are_left_as_they_look(
    page: str, cells: str
) -> None:
    while "^" in page:
        page = page.replace("^", "<sup>", 1).replace("^", "</sup>", 1)
    assert cut_page(f"<td>{page}") == cells
    assert cut_page(f"<pre>\n{page}\n</pre>") == cells


@cases(
    r"""
A <sup>1</sup>  B => A | ~1 | B ;; A  <sup>1</sup>B => A | ~1 | B
A   <s>2.00</s><sup>1</sup>  3 => A | ~2.00 | \xb9 | 3
# a line above or below a mark is another cell
A\n<sup>a</sup>\nB => A / a / B ;; A\n<sup>1</sup>B\n => A / ~1 | B
A<sup>1\n</sup>B\n => A | ~1 / B ;; A\n<sup>\nBB</sup>  C => A / BB | C
""",
)
def test_a_cell_of_preformatted_text_may_have_a_mark(page: str, cells: str) -> None:
    assert cut_page(f"<pre>{page}</pre>") == cells
