"""What a page shows, what it hides or strikes out, and what is not read as it is shown."""

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
    "element",
    [f'<b style="{style}">{{}}</b>' for style in (*ODD, "Vertical-Align: SUPER")]
    + ["<sub>{}</sub>", "<sup>{}</sup>", "<sup><b>{}</b></sup>"],
)
def test_of_a_line_that_has_another_style_no_figure_is_read(element: str) -> None:
    assert cut_page(f"<td>5{element.format('1')}<td>5") == "\u2075\xb9 | 5"
    assert cut_page(f"<td>{element.format('(')}5)<td>A{element.format('B')}") == "(\u2075) | AB"
    assert cut_page(f"<pre>5{element.format('.')}  5</pre>") == "\u2075. | 5"
    assert cut_page(f"<td>{element.format('1')}<td>5") == "\xb9 | 5"
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
    assert cut_page(f"<td>{parts.replace('5', 'A')}") == "A1"


INNER = "<table><tr><td>1<br>2</table><pre>3   4</pre><p>5"


@cases(
    r"""
<td>A<b hidden>1<i style='text-decoration:none'>2</i></b> => A | ~1 | ~2
<td>A<del>1<b>2</b>3</del>B => AB | ~1 | ~2 | ~3
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
