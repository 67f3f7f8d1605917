"""How a page is cut: which cells stand in which row, and where in its source."""

from __future__ import annotations

from pathlib import Path

import pytest
from cut import cases, cut, cut_page, shown, table, written
from laws import check_page

from gmacm_grammar import GrammarError, examine

# ---- rows and cells ------------------------------------------------------------------------------


@cases(
    r"""
<table><tr><td> <b>A</b> 1\n</b> B<td colspan=2>C<td></table> => A 1 B | C
<td><p>&nbsp;</p> A => A ;; <td> <!-- x --> </td> =>  ;; <td>A<td>B => A | B
<tr><td>A<tr><td>B<th>C => A / B | C ;; A<tr><p>B<tr><td>C => A / B / C
<table><td>A<tr><td>B</table><td>C => A / B / C
A<p>B <b>C</b>D<br>E<div>F</div>G<table><td>H</table>I => A / B CD / E / F / G / H / I
# text of a table outside of its cells stands before it
<table><tr><td>A</td></tr>B<tr><td>C</td></tr></table> => B / A / C
# a table within a cell stands where it begins
<td>A<table><td>B<tr><td>C</table>D<td>E<tr><td>F => A / B / C / D | E / F
<td>A<td colspan=2><table><td>B</table>1<td>2<tr><td>C<td>3<td>4<td>5
    => A / B / 1 | 2 / C | 3 | 4 | 5
<table><tr><td>A</td><table><tr><td>B</table><td>C</table> => A / B / C
# an element ends with what it is in, and a tag closes nothing around that
<table><td><i><div>A</table>B</i><td hidden>C<td>D => A / B / ~C / D
<div hidden>A<table><tr><td>B</div>C</table>D</div>E<td>F => ~A | ~B | ~C | ~D / E / F
<p hidden>A<p>B<li>C</p>D<td>E => ~A / B / C / D / E
""",
    ("<div>" * 3000 + "<table><tr><td>A<td>B</table>C", "A | B / C"),
)
def test_rows_and_cells_are_those_that_a_browser_shows(page: str, cells: str) -> None:
    assert cut_page(page) == cells


INLINE = (
    "a abbr acronym b bdi bdo big blink cite code dfn em font i img ins kbd label mark nobr q"
    " samp small span strong tt u var wbr"
)


@pytest.mark.parametrize("name", INLINE.split())
def test_what_stands_within_a_line_does_not_break_it(name: str) -> None:
    assert cut_page(f"A<{name}>B</{name}>C<td>D") == "ABC / D"


@pytest.mark.parametrize("name", ["p", "div", "center", "h1", "li", "hr", "form"])
def test_what_does_not_stand_within_a_line_breaks_it(name: str) -> None:
    assert cut_page(f"A<{name}>B</{name}><td>D") == "A / B / D"


PAGES = ("<td>", "a <TH align=right> b", "<Td\n>", "<td/>", "<pre>", "<Pre>", "<pre><S><td>")
TEXTS = ("<td", "<tdx>", "<table><tr>", "<pre><S>", "<c><pre>", "<S>", "1 < 2")


@pytest.mark.parametrize("text", [*PAGES, "<pre><s>A</s>", "<pre><S><th>"])
def test_a_page_has_cells_or_preformatted_text(text: str) -> None:
    assert examine(text).layout == "html"


# <S> and <C> mark the columns of a text, unless what is struck out is closed.
@pytest.mark.parametrize("text", [*TEXTS, "<pre><S>  <s>A</s>", "<pre><s>A</s>  <C>"])
def test_another_text_is_no_page(text: str) -> None:
    assert examine(text).layout != "html"


@pytest.mark.parametrize(
    ("line", "is_for_pages"),
    [
        ("%declare CELL _ROW_END", True),
        ("  %declare _ROW_END CELL // of a page", True),
        ("%declare _ROW_END // CELL", False),
        ("// %declare CELL", False),
    ],
)
def test_a_layout_that_declares_its_cells_is_for_pages(
    tmp_path: Path, line: str, is_for_pages: bool
) -> None:
    own = written(tmp_path, layout_own=f"start: (CELL | _ROW_END | CLOSING)*\n{line}\nCLOSING: /%/")
    if is_for_pages:
        page = "<td>A<td>1<td>%<td>$"
        assert cut(page, grammar=own, layout="own") == "A | 1% | $"
    else:
        with pytest.raises(GrammarError):
            examine("<td>A", grammar=own, layout="own")


# ---- columns -------------------------------------------------------------------------------------


SPANS = {"1": 1, " 2 ": 2, "0": 1, "": 1, "-2": 1, "two": 1, "100": 100, "101": 100}


@pytest.mark.parametrize(
    ("said", "columns"),
    [*SPANS.items(), ("99999999", 100), ("000000002", 1), ("00000002", 2)],
)
def test_a_cell_covers_as_many_columns_as_it_says(said: str, columns: int) -> None:
    rows = ("<td>A" + "<td>1" * 101, f"<td>B<td colspan='{said}'><td>2")
    assert cut_page(table(*rows)) == "A" + " | 1" * 101 + " / B" + " | _" * columns + " | 2"


def test_a_cell_that_reaches_down_takes_its_columns_in_the_rows_below() -> None:
    rows = (
        *("<td>A<td rowspan=3 colspan=2>B<td rowspan=2>C<td>1", "<td>E<td>2", "<td>F<td>3<td>4"),
        "<td>G<td>5<td>6<td>7<td>8",
    )
    cells = "A | B | C | 1 / E | _ | _ | _ | 2 / F | _ | _ | 3 | 4 / G | 5 | 6 | 7 | 8"
    assert cut_page(table(*rows)) == cells
    inner = "<td rowspan=3>A<td colspan=2><table><td>B</table><td>2<td>3<tr><td>C<td>4<td>5<td>6"
    assert cut_page(table(inner)) == "A / B / _ | _ | 2 | 3 / C | 4 | 5 | 6"


@cases(
    r"""
A 1 2 3 / B . . 4 / C 5 . 6 / D 7 => A | 1 | 2 | 3 / B | _ | _ | 4 / C | 5 | _ | 6 / D | 7
1 / . 2 => 1 / _ | 2
# only rows that follow one another have figures in the same columns
A 1 2 / B . . C / D . . 3 / . / E . . 4 => A | 1 | 2 / B | C / D | 3 / E | 4
A 1 2 / $ / B . . 3 => A | 1 | 2 / ~$ / B | 3 ;; A . 3 / . / E 4 => A | _ | 3 / E | 4
A . 1</table><table><tr><td>B 2 => A | 1 / B | 2
# figures that overlap stand in one column
A 1:2 . 2 / B . 3:2 4 / C . . . 5 / D:2 . . 6 / E . . F 7
    => A | 1 | 2 / B | 3 | 4 / C | _ | 5 / D | 6 / E | F | 7
A 1:2 2 / B 3 4:2 / C . . 5 => A | 1 | 2 / B | 3 | 4 / C | _ | 5
# a figure alone in its row makes no column for rows of several, and has none if it is in none
A 1 . 2 / B . 3 / C . . 4 => A | 1 | 2 / B | 3 / C | _ | 4
A 1 2 / B . . 3 / C . . . 4 => A | 1 | 2 / B | 3 / C | 4 ;; A 1 / B . 2 => A | 1 / B | _ | 2
# a figure over several columns is in none
A 1:3 / B 2 . 3 / C . . 4 => A | 1 / B | 2 | 3 / C | _ | 4
# a line that is drawn is no value of its column
A 1 2 / . --- ===&#32;== / ----- . --&#32;- / B . 3
    => A | 1 | 2 / ~--- | ~=== == / ~----- | -- - / B | _ | 3
A . 1 / --- --- --- / B . 2 - => A | 1 / ~--- | ~--- | ~--- / B | 2 | -
A 1.00 2.00 / B --- 5.00 => A | 1.00 | 2.00 / B | ~--- | _ | 5.00
# nor is a currency sign without a figure
A $ 1 $ 2 / B $ &nbsp; $ 3 => A | ~$ | 1 | ~$ | 2 / B | ~$ | _ | ~$ | 3
# a figure covers the columns of its marks
A ( 1 ) 2 / B 3 . . 4 => A | (1) | 2 / B | 3 | 4 ;; A ( 1 ) 2 / B . 3 . 4 => A | (1) | 2 / B | 3 | 4
A ( 1 ) 2 / B . . 3 4 => A | (1) | 2 / B | 3 | 4 ;; A $ 1 2 / B 3 . 4 => A | ~$ | 1 | 2 / B | 3 | 4
""",
)
def test_a_row_has_an_empty_cell_for_each_column_of_figures_passed_over(
    page: str, cells: str
) -> None:
    rows = ("".join(map(grid_cell, row.split(" "))) for row in page.split(" / "))
    assert cut_page(table(*rows)) == cells


def grid_cell(word: str) -> str:
    """A cell of a grid: a dot is an empty one, a number behind a colon its columns."""
    text, _, span = word.partition(":")
    return f"<td colspan='{span}'>{text if text != '.' else ''}"


def test_so_many_columns_of_figures_are_looked_at() -> None:
    far = "<td colspan=100><td colspan=100>"
    rows = cut_page(table("<td>1" * 201, f"{far}<td>2<td>3", f"{far}<td><td>4<td>5")).split(" / ")
    assert [len(cells.split(" | ")) for cells in rows] == [201, 202, 202]


@cases(
    r"""
(~1.00~) => (1.00) ;; ($~1.00~) => ($1.00) ;; (1.00~) => (1.00) ;; -$~1.00 => -$1.00
1.00~% => 1.00% ;; 1.00~) % => 1.00) % ;; 1.00~~% => 1.00% ;; $~1.00 => ~$ | 1.00 ;; $~A => ~$ | A
|~A~1.00 => ~| | A | 1.00 ;; A~% => A | % ;; (~A => ( | A ;; ( => ( ;; % => %
A~1.00~2.00 => A | 1.00 | 2.00 ;; (~A~1.00 => ( | A | 1.00 ;; $~1.00~%~A => ~$ | 1.00% | A
(<sup>a</sup>~1<sup>b</sup>~)<sup>c</sup> => (1) | ~a | ~b | ~c
""",
)
def test_a_mark_in_a_cell_of_its_own_is_joined_with_its_figure(page: str, cells: str) -> None:
    assert cut_page("".join(f"<td>{cell}" for cell in page.split("~"))) == cells


# ---- cells of several lines ----------------------------------------------------------------------


@cases(
    r"""
# a break ends a line and two leave one empty
<td>A<br>B<br><br>C<td>1<br>2<br><br>3 => A | 1 / B | 2 / C | 3
<td>A<p>B</p><p> </p><div>C</div><td>1<br/>2<br>3 => A | 1 / B | 2 / C | 3
# lines that are empty count before a figure and not after it
<td>A<br>B<td>1<br>2<td><br>3<td>4<br>&nbsp;<td><br> => A | 1 | _ | 4 / B | 2 | 3
<td>A<br>B<td colspan=2>1<br>2<sup>x</sup><td>3<br>4 => A | 1 | 3 / B | 2 | ~x | 4
<td>A<br>B<br><p>&nbsp;<td>1<br>2<td>3<sup>x</sup><br>4 => A | 1 | 3 / B | 2 | ~x | 4
# a single cell of several lines is one line that was too long
<td>A<br><br>B<sup>x</sup><td>1<td><br>2<sup>y</sup> => A B | ~x | 1 | 2 | ~y
# headings of fewer lines stand at the bottom
<td>A<td>B<br>C<br>D<td>E<br>F => B / C | E / A | D | F
<td>A<td>B<br>C<br>D<td>E<br>1 => B / C | E / A | D | 1
# of figures of fewer lines, or more, it is not known to which rows they belong; marks are none
<td>A<br>B<td>1<br><br>3 => A | B | 1 | 3
<td>A<td>B<br>C<br>D<td>1.0<br>F => A | B | C | D | 1.0 | F
<td>A<br>B<td>1<br>2<td>3<br> => A | B | 1 | 2 | 3
<td>A<br>B<td>$<td>1<br>2 => A | ~$ | 1 / B | 2
<td>A<br>B<td>1<br>2<br>3<td>4<sup>x</sup><br>- => A | B | 1 | 2 | 3 | 4 | ~x | -
# an empty line covers the columns of its cell
<td>A<br>B<br>C<td colspan=2>1<br><br>3<td>4<br>5<br>6 => A | 1 | 4 / B | _ | 5 / C | 3 | 6
# a mark alone in its line is text
<td>A<br>B<td><sup>1</sup><br>5.00<sup>1</sup> => A | \xb9 / B | 5.00 | ~1
""",
)
def test_cells_of_several_lines_are_several_rows(page: str, cells: str) -> None:
    assert cut_page(page) == cells


KEPT = ("&nbsp;", " &#160;\n", "<b>&nbsp; </b>", "<sub>\xa0</sub>")
NOTHING = ("", " ", "<b></b>", "<sup></sup>", "<sup> </sup>", "<i hidden>&nbsp;</i>")


@pytest.mark.parametrize("verbatim", ["", "<pre>P</pre>"])
@pytest.mark.parametrize("line", [*KEPT, *NOTHING])
def test_a_blank_that_is_not_broken_keeps_a_line(verbatim: str, line: str) -> None:
    page = f"{verbatim}<td><p>A</p><p>B</p><td><p>1</p><p>2</p><td><p>{line}</p><p>4</p>"
    cells = cut_page(page).removeprefix("P / ")
    assert cells == ("A | 1 / B | 2 | 4" if line in KEPT else "A | B | 1 | 2 | 4")


def test_there_are_no_more_cells_than_lines() -> None:
    """A row of n cells of two lines beside one of n lines had n * n cells."""
    rows = cut_page(f"<td>{'A<br>' * 300}{'<td>B<br>C' * 300}").split(" / ")
    assert [len(cells.split(" | ")) for cells in rows] == [*[1] * 298, 301, 301]


# ---- preformatted text -----------------------------------------------------------------------


@cases(
    r"""
A<pre>B  C D\n\nE <b>F</b>  <big>G</big>\n</pre>H => A / B | C D / E F | G / H
<pre>Pool   1.00\n\n\n  - 2.00\n&amp; b  c</pre> => Pool | 1.00 / - 2.00 / & b | c
# amounts stand in columns of their own
<pre>A 1.00 (2.00)  5 6 7.0 8%</pre> => A 1.00 | (2.00) | 5 6 7.0 | 8%
<pre>a 1.00 2.00 3.50%  4.00</pre> => a 1.00 | 2.00 | 3.50% | 4.00
<pre> -1,234.56 (5.00) $6.00</pre> => -1,234.56 | (5.00) | $6.00
<pre>10% 20% (3%)</pre> => 10% | 20% | (3%) ;; <pre>1.00 a 2.00 b</pre> => 1.00 a 2.00 b
<pre>1 2.00 3 4</pre> => 1 2.00 3 4 ;; <pre>1.00 .5 6.</pre> => 1.00 .5 6.
# a line that is drawn is none
<pre>A\n-----  --\n--\n ===\n-x---</pre> => A / ~----- -- / -- / ~=== / -x---
# elements of preformatted text may stand in each other
<pre>A  B<pre>\nC  D</pre></pre>E<pre>F  G</pre> => A | B / C | D / E / F | G
# a block in it ends its line, as a break does; the tags of a text are no block
<pre>A  5<BR>2\nB</pre> => A | 5 / 2 / B ;; <pre>A<p>B</p>C</pre> => A / B / C
<pre><TABLE>\n<CAPTION>\nA\n<S>  <C>\nB  1\n</TABLE>\nC</pre> => A / B | 1 / C
<b>A</b><PRE>B<!-- D --></Pre >E<td>F => A / B / E / F
<pre>A</pre><pre>B<table><tr><td>C <td>D => A / B / C | D ;; <b>A</pre>B<b>C<td>D => A / BC / D
# each character counts
<pre>A&lt;B  <b>C</b> &ampD  </pre> <td> => A<B | C &D
# text with gaps or bars is preformatted, in a cell that with two if no text is beside
A   B C<td>D => A | B C / D ;; A  B<td>D => A B / D ;; |\nA\n<td>D => ~| / A / D
| A |<td>D => | A | / D ;;    A<td>D => A / D ;; <td>A   B C<td>D => A B C | D
<td>X<b>A   B C   D\nE</b>Y => XA | B C | D / EY ;; <td>A   B   C\nD<td>E => A B C D | E
<td>A   B   C<td>&nbsp; => A | B | C ;; <td>A   B<br>\nC   D\n => A | B / C | D
# two blanks that are not broken are a gap, and an end of a line is a blank with them
A&nbsp;&nbsp;B\nC<td>D => A | B C / D ;; A&nbsp; B<td>D => A B / D
A \n&nbsp;\n&nbsp;B   C<td>D => A | B | C / D ;; A   B\n&nbsp;C<td>D => A | B / C / D
A   B<s>C</s><br>D<td>E => A | B / ~C / D / E
<td>Pool   1.00   2.00 => Pool | 1.00 | 2.00 ;; <td>|\nA\n|  \n => ~| / A / ~|
<td>A\n|\nB => A | B
# what stands beside
<pre>A<sup>1</sup>  2\n<strike>B  3\nC</strike>  4</pre> => A | ~1 | 2 / ~B 3 C / 4
<pre>D  <b hidden>5\n</b>6</pre> => D | ~5 | 6
<pre>A <span hidden>1<span>2</span>3</span> B</pre> => A | ~1 | ~2 | ~3 | B
<pre>A\n<del>B\nC</pre>D => A / ~B C / D
<pre>A  B<s>1</s><s> 2</s>C\n\n\nD\n<s>3</s>\nE</pre> => A | BC | ~1 | ~2 / D / ~3 / E
""",
)
def test_each_line_of_preformatted_text_is_a_row(page: str, cells: str) -> None:
    assert cut_page(page) == cells


@pytest.mark.parametrize("line", ["---", "  ===   ---", "_____ \t _", "---  - \n ==="])
def test_a_drawn_line_is_not_shown(line: str) -> None:
    assert {cell.role for cell in examine(f"<pre>{line}</pre>").cells} == {"furniture"}


@pytest.mark.parametrize("line", ["-", "--", "- - -", "-=_", "X---X", "--- 5", "---X", "-X--"])
def test_a_dash_draws_no_line(line: str) -> None:
    assert {cell.role for cell in examine(f"<pre>{line}</pre>").cells} == {"unread"}


# ---- the source of a page ------------------------------------------------------------------------


@cases(
    r"""
<td>\ue0f00\ue0f1<td>B => \ue0f00\ue0f1 | B
A &amp; B<td> \n C&nbsp;D\t<b> </b>&#160;<i>E&nbsp;</i> => A & B / C D E
<TD \x00\xe9>A<td>B<b => A | B ;; <!DOCTYPE x><?x?>A<![if x]>B</b><td> => AB
a< b<1><td> => a< b<1>
# what says nothing to a reader does not part text
<td>A<!-- x --> B<?x y?> C<!x> D<td>E => A B C D | E
# what follows the end of a page is part of it; the mark of a column is none
<S>A</body>B<s>C</s><S></HTML\n>D</s-x><td> => A / B | ~C / D
# comments and what runs are hidden
A<!-- <td> -->B<script x>D<td></SCRIPT>E<td>F => ABE / F
<STYLE>D</style>E<!-->--->F-->G<td> => E--->F-->G ;; --><!-- A -->B<td> => -->B
<b>A</i>B</none>C<td> => AB / C
# what is not closed hides nothing
<!-- A<script>B</b><style>C<script>D<!-- E<b>F</b><td>G => ABCD EF / G
""",
    (
        f"<td>&#1114109;<td>&#11141090;<td>&#{'9' * 5000};<td>&#0000000000065;",
        "\U0010fffd | \ufffd | \ufffd | A",
    ),
)
def test_the_text_of_a_page_is_what_its_source_shows(page: str, cells: str) -> None:
    assert cut_page(page) == cells


@pytest.mark.parametrize("comment", ["<!-->", "<!--->", "<!-- <td> --!>", "<!---->", "<!----!>"])
def test_a_comment_ends_where_it_does_in_a_browser(comment: str) -> None:
    assert cut_page(f"A{comment}<b>B</b>{comment}C<!-- D --><td>E") == "ABC / E"
    assert cut_page(f"<pre>A{comment}B</pre><td>C") == "AB / C"


def test_a_cell_stands_where_its_first_word_does() -> None:
    source = "<title>T</title>\n<tr><td> A\n<sup>x</sup><td>(<td>1<td><td>%"
    cells = [(cell.text, cell.line, cell.column) for cell in check_page(source).cells]
    assert cells == [("T", 1, 8), ("A", 2, 10), ("x", 3, 6), ("(1%", 3, 17)]


def test_an_empty_cell_stands_where_the_cell_before_it_ends() -> None:
    for rows, before in ("<td>A<td>1<td>2", "BC"), ("<td>1<td>2", ""):
        source = table(rows, f"<td>{before}<td><td>3" if before else "<td><td>3")
        place = source.index(before) + len(before) if before else source.index("3")
        assert [cell.offset for cell in examine(source).cells if not cell.text] == [place]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<td>A B", [("A B", None)]),
        ("<td>A <b>BC</b> D", [("A BC D", (0, 1, 5, 6, 7, 12))]),
        ("<td>A \n B", [("A B", (0, 1, 4))]),
        ("<td>A<b>&lt;b>", [("A<b>", (0, 4, 8, 9))]),
        ("<td>&nbsp;A&nbsp; &amp;B&gt", [("A &B>", (0, 1, 8, 13, 14))]),
        ("<td>&lt;1 <i> 2</i>&#51;", [("<1 23", (0, 4, 5, 10, 15))]),
        ("<td>&ampB&#x43;D", [("&BCD", (0, 4, 5, 11))]),
        ("<td>A&NotEqualTilde;B", [("A\u2242\u0338B", (0, 1, 15, 16))]),
        ("<td>A<br>B  C", [("A B C", (0, 1, 5, 6, 8))]),
        ("<td>(<td>1<b>2</b><td> )", [("(12)", (0, 5, 9, 19))]),
        ("<td>A<sup>1</sup>B", [("AB", (0, 13)), ("1", None)]),
        ("<td>&#32;&#160;&lt;", [("<", (0,))]),
        ("<pre>A B  1.00</pre>", [("A B", None), ("1.00", None)]),
        (
            "<pre>A <b>BC</b> D  1<i>.</i>00 E</pre>",
            [("A BC D", (0, 1, 5, 6, 7, 12)), ("1.00 E", (0, 4, 9, 10, 11, 12))],
        ),
        ("<pre>  A&amp;B  &lt;  C</pre>", [("A&B", (0, 1, 6)), ("<", (0,)), ("C", None)]),
        ("<pre>A<sup>1</sup>B  C</pre>", [("AB", (0, 13)), ("1", None), ("C", None)]),
        ("<pre>A &ampBC D</pre>", [("A &BC D", (0, 1, 2, 6, 7, 8, 9))]),
        ("<pre>A&nbsp;B   1</pre>", [("A B", (0, 1, 7)), ("1", None)]),
    ],
)
def test_a_cell_that_is_not_printed_as_it_is_shown_tells_its_places(
    page: str, expected: list[tuple[str, tuple[int, ...] | None]]
) -> None:
    cells = check_page(page).cells
    assert [(cell.text, cell.places) for cell in cells] == expected
    assert [cell.end - cell.offset for cell in cells] == [
        places[-1] + 1 if places else len(text) for text, places in expected
    ]


def test_the_parts_of_a_cell_that_is_cut_have_their_own_places() -> None:
    label, figure = "Principal &amp; <b>Draws</b>", "1,<i>234</i>.00"
    head = "<tr><td>Payment Date<td>2/25/2004<tr><td>Servicing Certificate<td>Group 1<tr><td>"
    source = f"{head}Principal  Draws 1,<i>234</i>.00 <tr><td>{label} {figure}"
    found = check_page(source)
    draws, amount = (cell for cell in found.cells if cell.row == 3)
    assert (draws.text, amount.text) == ("Principal Draws", "1,234.00")
    assert amount.offset == source.index(figure)
    assert amount.end == source.index("00 <tr>") + 2
    assert amount.places == (0, 1, 5, 6, 7, 12, 13, 14)
    assert shown(found).endswith("/ Principal & Draws 1,234.00")
