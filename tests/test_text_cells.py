"""How a text is cut: by the expressions of a layout, and between words that a format knows."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import REPORTS, read
from cut import cut, shown, written
from laws import check

from gmacm_grammar import GrammarError, examine

# ---- the layouts of the package ------------------------------------------------------------------


def fixed_width(rows: list[list[str]], chance: random.Random) -> str:
    """Each row on a line with gaps of any width, tags and rules here and there."""
    lines = ["<TABLE>", "<CAPTION>"]
    for row in rows:
        if chance.random() < 0.1:
            lines.append(chance.choice(["", "<PAGE>", "<S>   <C>   <C>", "-------    -   -----"]))
        gaps = [" " * chance.randint(2, 30) for _ in row]
        figures = zip(row[1:], gaps[1:], strict=True)
        lines.append(gaps[0][2:] + row[0] + "".join(gap + cell for cell, gap in figures))
    return "\n".join([*lines, "</TABLE>"])


def cell_stream(rows: list[list[str]], chance: random.Random) -> str:
    cells = [cell for row in rows for cell in row]
    return "".join("|\n" + ("\n|\n" if chance.random() < 0.05 else "") + f"{c}\n" for c in cells)


#: Not the one of which each word of a heading over three lines would get a line of its own.
ONE_LINE = [path for path in REPORTS if path.stem != "NovaStar-1998-2_2000-12-28"]


@pytest.mark.parametrize("write", [fixed_width, cell_stream])
@pytest.mark.parametrize("path", ONE_LINE, ids=lambda path: path.stem)
def test_a_report_is_the_same_in_either_layout(
    path: Path, write: Callable[[list[list[str]], random.Random], str]
) -> None:
    original = examine(read(path))
    rows: list[list[str]] = []
    for cell in original.cells:
        if cell.role != "furniture":
            if not rows or cell.text[:1] not in "0123456789(-#$":
                rows.append([])
            rows[-1].append(cell.text)
    found = examine(write(rows, random.Random(path.stem)))
    assert not found.errors
    assert (found.report, found.layout) == (original.report, write.__name__)


# ---- layouts of one's own ------------------------------------------------------------------------

PLAIN = r"""
start: (CELL | _TAG | _ROW_END)*
CELL: WORD (" " WORD)*
WORD: /([A-Z(\[]|[)\](.-]|[0-9])+/
_TAG.2: /<([a-z]+)>/
_ROW_END: /\n/
"""
#: The same with a name for a part of what is not read.
NAMED = PLAIN.replace("<(", "<(?P<tag>")
LETTERS = "start: (CELL | _MARK)*\nCELL: /[a-z]+/\n"
BARS = r"""
start: (CELL | _NOTE | _ROW_END)*
CELL: /\|[ ]*(?P<text>[^|\n#]*[^|\n# ])?[ ]*/
_NOTE: /#(?P<note>[a-z ]*)/
_ROW_END.1: /\|?[ ]*\n/
"""
TABS = "start: (CELL | _ROW_END)*\nCELL: /\\t(?P<text>[^\\t\\n]*)/\n_ROW_END: /\\n/\n"
TEXT = "  AB C   (1.0)<x>\t2 <y> <z>\n\n <w>? ?D[\n E \xa0\n  F"
PIECES = "AB C | (1.0) | ~<x> | 2 | ~<y> | ~<z> / ~<w> | ? | ? | D[ / E / F"
LINES = "\n-a \n-b\n -c\n\n-d -e"


@pytest.mark.parametrize(
    ("layout", "text", "cells"),
    [
        # cells and furniture hold all that is not blank
        *((layout, TEXT, PIECES) for layout in (PLAIN, NAMED)),
        (PLAIN, " \t ", ""),
        (PLAIN, "<x>", "~<x>"),
        (PLAIN, "A" + " " * 500 + "<x>B", "A | ~<x> | B"),
        (PLAIN, "A\n\n\nB", "A / B"),
        # a row may end within a line
        (
            "start: (CELL | _ROW_END)*\nCELL: /[a-z]+/\n_ROW_END: /;/\n",
            ";a b; c",
            "~; | a | b / ~; | c",
        ),
        ("start: CELL*\nCELL: /[^ ]+/\nWORDS: CELL\n", " a  b\n", "a | b"),
        # furniture may begin with the end of a line but not with a blank
        (LETTERS + r"_MARK.2: /[ \n]-/", LINES, "~- | a | ~- | b | - | c | ~- | d | - | e"),
        (LETTERS + r"_MARK.2: /[ \n](?P<m>-)/", LINES, "~- | a | ~- | b | - | c | ~- | d | - | e"),
        # empty cells are kept with what stands around them
        (
            BARS,
            "| Ab  | |5| # a \n|\n\n|c |",
            "~| | Ab | ~| | _ | ~| | 5 | ~| | _ | ~# a / ~| / ~| | c | ~| | _",
        ),
        (TABS, "\ta\t\t\tb \n\t", "a | _ | _ | b / _"),
        (
            r"start: CELL*" + "\n" + r"CELL: /\[ *(?P<text>[^\] ]*) *\]/",
            "[ a  ][]",
            "~[ | a | ~] | ~[ | _ | ~]",
        ),
        (BARS, "x 7|a\n", "x | 7 | ~| | a"),
        # a part of the furniture of that name keeps none
        (LETTERS + "_MARK: /<(?P<text>[a-z])>/", "a <b>", "a | ~<b>"),
    ],
)
def test_a_layout_of_ones_own_cuts_a_text(
    tmp_path: Path, layout: str, text: str, cells: str
) -> None:
    own = written(tmp_path, layout_own=layout)
    found = examine(text, grammar=own, layout="own")
    assert (shown(found), found.layout) == (cells, "own")
    for cell in found.cells:
        assert text.startswith(cell.text, cell.offset)
        before = text[: cell.offset]
        assert cell.line == before.count("\n") + 1
        assert cell.column == cell.offset - before.rfind("\n")


@pytest.mark.parametrize(
    ("layout", "why"),
    [
        ("start: WORD*\nWORD: /x/\n", "a layout must define the terminal CELL"),
        (
            "start: (CELL | _TAG)*\nCELL: /(?P<x>a)/\n_TAG: /(?P<x>b)/\n",
            "the expressions of this layout do not go together: redefinition of group name 'x'",
        ),
    ],
)
def test_a_layout_that_cannot_cut_is_refused(tmp_path: Path, layout: str, why: str) -> None:
    own = written(tmp_path, layout_own=layout)
    with pytest.raises(GrammarError) as raised:
        examine("x", grammar=own, layout="own")
    assert raised.value.file == str(own / "layouts" / "own.lark")
    assert raised.value.why.startswith(why)


def test_a_line_outside_of_the_bars_is_not_lost(tmp_path: Path) -> None:
    text = """\
| Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2 |
| Payment Date           | 2/25/2004    |              |
x 5
| Servicing Certificate  | Group 1      | Group 2      |
| Beginning Pool Balance | 1,500,000.00 | 2,500,000.00 |
"""
    found = examine(text, grammar=written(tmp_path, layout_bars=BARS))
    assert [(problem.severity, problem.line) for problem in found.problems] == [("warning", 3)]
    assert [(row.label, row.values) for row in found.report.unknown] == [("x", (5,))]


# ---- what a format knows -------------------------------------------------------------------------

KNOWN = r"""
%import .values (AMOUNT, COUNT, PERCENT, NONE)
report: row*
row: (_TOTAL | _POOL | _SEVEN | _left | class | group) _any_amount? -> row
_any_amount: AMOUNT | COUNT | PERCENT | NONE
_TOTAL: "Total 5.00"
_POOL: "Pool Balance"
_SEVEN: "7"
_left: _SEE
_SEE: /see (page|note) [0-9]+/
class: CLASS
CLASS: /Class [A-Z]/
group: GROUP
GROUP: /(?i:group) [A-Z]/
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("grammar"), own=KNOWN)


TERMINALS: dict[str | None, tuple[str, ...]] = {
    "_POOL": ("Pool Balance", "pool  BALANCE", "Pool\xa0Balance"),
    "_TOTAL": ("Total 5.00",),
    "_SEVEN": ("7",),
    "COUNT": ("8", "1,234,567"),
    "AMOUNT": ("1,234.56",),
    "PERCENT": ("6.5 %", "6.5\xa0%", "16.555\xa0%"),
    "NONE": ("-",),
    "_SEE": ("see note 3", "See \xa0 PAGE 12"),
    "CLASS": ("Class A", "Class  A"),
    "GROUP": ("GROUP A",),
    None: ("Pool", "6.5  %", "see note", "class A", "GROUP a"),
}


@pytest.mark.parametrize("terminal", TERMINALS)
def test_a_cell_is_a_label_a_figure_a_text_or_none(known: Path, terminal: str | None) -> None:
    for cell in TERMINALS[terminal] * 2:
        (found,) = examine(cell, grammar=known, format="own", layout="cell_stream").cells
        assert found.terminal == terminal, cell


def test_labels_are_compared_without_regard_to_case(tmp_path: Path) -> None:
    own = written(tmp_path, own='report: ("Stra\u00dfe" | "Weg")*\n')
    assert not examine("STRASSE\n|\nWEG", grammar=own, format="own").problems


# ---- cells that stand a single blank apart -------------------------------------------------------


def format_of(*labels: str) -> str:
    """A format that knows these labels, and figures anywhere."""
    spelled = " | ".join(f'"{label}"' for label in labels)
    return f"""
%import .values (AMOUNT, COUNT, PERCENT, NONE)
report: item*
item: ({spelled}) -> label
    | _any_amount -> figure
_any_amount: AMOUNT | COUNT | PERCENT | NONE
"""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    labels = ("a", "b", "c", "Balance", "p", "q", "b c", "p q r", "r s t", "s t", "Group 1", "x 7")
    nets = ("a", "b", "Net", "Net - of Losses", "Loss", "All Loss - and more")
    folder = tmp_path_factory.mktemp("grammar")
    return written(folder, words=format_of(*labels), nets=format_of(*nets))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        *(("word", "word"), ("a", "a"), ("a b", "a | b")),
        # as few as can be
        *(("a b c", "a | b c"), ("p q r s t", "p q r | s t")),
        *(("Balance Group 1", "Balance | Group 1"), ("a 5.00 b", "a | 5.00 | b")),
        *(("5.00 a", "5.00 | a"), ("- a", "- a"), ("1 a", "1 a"), ("a 1", "a | 1")),
        *(("a - b", "a | - | b"), ("5 6 7", "5 | 6 | 7"), ("- -", "- | -")),
        # where a rest is left only figures are cut off that are no part of a label
        ("more words", "more words"),
        ("more words 5.00 and 6.5% 7 - more", "more words | 5.00 | and | 6.5% | 7 - more"),
        *(("5.00 6.00 more", "5.00 | 6.00 | more"), ("7 more 5.00", "7 more | 5.00")),
        ("6.00 7 more 5.00", "6.00 | 7 more | 5.00"),
        # so many words are looked at
        (" ".join(["a"] * 24), " | ".join(["a"] * 24)),
        (" ".join(["a"] * 25), " ".join(["a"] * 25)),
        # a dash behind a figure may be its sign
        *(("a 5.00 -", "a | 5.00 -"), ("a 5.00 - b", "a | 5.00 - | b"), ("5.00 -", "5.00 -")),
        *(("5.00 - 6.00 -", "5.00 - | 6.00 -"), ("5.00 - -", "5.00 - | -")),
        *(("a 0.00 -", "a | 0.00 | -"), ("x 7 -", "x 7 | -"), ("a 5.00 b -", "a | 5.00 | b | -")),
        *(("what 5.00 -", "what | 5.00 -"), ("a 5.00 -6.00", "a | 5.00 | -6.00")),
        # each part is as printed
        ("Group\xa01 Group 1 Group\xa01", "Group\xa01 | Group 1 | Group\xa01"),
        ("x\xa07 Balance Group\xa01", "x\xa07 | Balance | Group\xa01"),
        *(("a\xa05.00", "a | 5.00"), ("more\xa0words 5.00", "more\xa0words | 5.00")),
    ],
)
def test_a_cell_is_cut_into_what_is_known(words: Path, text: str, cells: str) -> None:
    found = check(text, grammar=words, format="words", layout="fixed_width")
    assert shown(found) == cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        *((text, text) for text in ("Net -5.00", "NET -5.00", "a Net -5.00 b")),
        *(("Net 6.00 -5.00", "Net | 6.00 | -5.00"), ("Net -", "Net | -")),
        ("Net - 5.00", "Net | - | 5.00"),
        *((f"{label} 5.00", f"{label} | 5.00") for label in ("Net", "b")),
        *((f"{label} -5.00", f"{label} | -5.00") for label in ("Loss", "a")),
    ],
)
def test_a_dash_may_be_what_is_left_of_the_rest_of_a_label(
    words: Path, text: str, cells: str
) -> None:
    assert cut(text, grammar=words, format="nets", layout="fixed_width") == cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        *((text, text) for text in ("more 5.00", "5 6 7", "more words", "a 5.00 6.00")),
        *((text, text) for text in ("a 5.00 b -", "5.00 -6.00", "a b&nbsp;more")),
        *(("p b c 5.00", "p | b c | 5.00"), ("p a b", "p | a | b")),
    ],
)
def test_a_cell_of_a_page_is_cut_only_where_all_is_known_and_one_figure(
    words: Path, text: str, cells: str
) -> None:
    page = cut(f"<td>{text}", grammar=words, format="words")
    assert page == cells.replace("&nbsp;", " ")
