"""Texts with marks that say what becomes of each cell, in the formats of two made-up reports.

What is not marked is read. The marks are

    [cell]    unread
    {cell}    kept, though no rule takes it, in ``report.unknown``
    <cell>    passed over
    ! ? ~     an error, a warning, a repair is told at this place
    cell^cell cut from one printed cell
    = fields  (behind two blanks at the end) the fields of the record that are filled

A test writes a text with its marks, has it read without them, and compares the marks that the
examination gives. In the text of a row-by-row layout two blanks stand between cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import attrs
import pytest

from gmacm_grammar import Examination, examine

#: Three rows, so that whatever follows them is a report.
HEAD = "Paid on  1/2/2003\nSent on  1/3/2003\nSeen on  1/4/2003\n"
HEAD_ROWS = """
head: "Paid on" _date -> paid
    | "Sent on" _date -> sent
    | "Seen on" _date -> seen
"""

LETTER = f"""\
%import .values (_amount, _count, _rate, _date, AMOUNT, DATE, PERCENT)

report: title? (head | stocks | fees | lots | moves | toll_gates | rates | raises
      | blocks | steps | page | odds)*
title: TITLE
TITLE: /Letter of XY[0-9]/
{HEAD_ROWS}
stocks: "Stocks" stock_row*
stock_row: "Opening" _amount -> opening
         | "Drawn" _amount   -> drawn
         | "Loans" _count    -> loans

fees: "Fees" fee_row*
fee_row: "Servicing" _amount+ -> servicing
       | "Custody" _amount+   -> custody
       | "Custodian" _amount  -> custodian
       | "Taxes" _amount _rate? -> taxes
       | "Opening" _amount    -> opening

lots: "Class" "Balance" "Share" "Coupon" lot*
lot: name balance share coupon
name: CLASS
CLASS: /Class [A-Z]/
balance: _amount
share:   _amount
coupon:  _rate

moves: "Moves" move_row*
move_row: "Sold" _amount _amount _amount? _amount? -> sold
        | "Bought" _amount "on" _date "for" _amount -> bought
        | "Lent" _amount? "until" _date -> lent
        | "Held" _amount _date -> held

toll_gates: _toll_heading toll_row*
_toll_heading: "Toll" "Gate"
toll_row: "Passed" _count -> passed
        | "Loans" _count  -> loans

raises: "Raises" raise_row*
raise_row: "Raised" _date _rate? -> raised

rates: "Rates" "Net"? "Gross" rate_row*
rate_row: "Fixed" _rate -> fixed

blocks: "Block" "Begun"+ "Sum" block_row*
block_row: "Steps" _amount -> steps

steps: "Stairs" step "Landing" step_row*
step: STEP
STEP: /step [a-z]/
step_row: "Climbed" _count -> climbed

page: "Page" ("Top" | "Middle" | "Left" | "Right" | "Bottom") page_row+
page_row: "Margin" _amount -> margin

odds: "Odds" (odd_row | _boxed)*
odd_row: "Raw" AMOUNT                    -> raw
       | "Late" (late_since | cost | step) -> late
       | "Due" (_plain_amount | late_since) -> due
       | "At" rate                       -> rated
_boxed: "Boxed" _IN cost
_IN: /in [a-z]+/
late_since: _plain_date
cost: _plain_amount
rate: _plain_rate
_plain_date:   DATE
_plain_amount: AMOUNT
_plain_rate:   PERCENT
"""

ONES, TWOS = (" | ".join(f'"{word} {n}"' for n in range(20)) for word in ("One", "Two"))
FUND = f"""\
%import .values (_amount, _rate, _date)

report: (head | fund | deep | columns | choice | advances | ledger | named | parts | mixed)*
{HEAD_ROWS}
fund: "Reserve Fund" fund_row*
fund_row: "Opening Balance" _amount -> opening
        | "Closing Balance" _amount -> closing
        | "Closing Cost" _amount _amount -> cost
        | "Closing Fee" _amount -> fee
        | "Closing Fee Refund" _amount -> refund
        | "Closing Feerefund" _amount _amount -> feerefund
        | "Closing Shortfall" _amount -> shortfall

deep: "Alpha" "Bravo" "Charlie" "Delta" "Echo" deep_row*
deep_row: "Foxtrot" _amount -> foxtrot

columns: "Tranche" ("Rate" | "Coupon") "Amount Due" tranche*
tranche: TRANCHE _rate _amount
TRANCHE: /Class [A-Z](-[0-9])?/

choice: "Choice" _one _two _three choice_row*
_one: {ONES}
_two: {TWOS}
_three: "T1" | "T2"
choice_row: "Chosen" _amount -> chosen

advances: "Servicer Advances" _amount
ledger: "Ledger" ledger_row+
ledger_row: "Entry" _amount _rate -> entry
named: "Named" TRANCHE _amount
parts: "Statement" "of" part*
part: "Part" _amount -> part
    | "Part 12" _amount -> twelfth
mixed: "Mixed" _mixed_heading
_mixed_heading: "Apple" _amount | "Zulu"
"""

NOTICE = """\
%import .values (_amount, _date)

report: title paid_row due_row*
title: TITLE
TITLE: /Notice [A-Z]/
paid_row: "Paid on" _date -> paid
due_row: "Due" _amount -> due
"""

BARS = """\
start: (CELL | _ROW_END)*
CELL: /\\|[ ]*(?P<text>[^|\\n]*[^|\\n ])?[ ]*/
_ROW_END.1: /\\|?[ ]*\\n/
"""

_GRAMMARS = {"letter": LETTER, "fund": FUND, "notice": NOTICE}
_BRACKETS = {"unread": "[]", "furniture": "<>"}
_MARKS = {"error": "!", "warning": "?", "repair": "~"}
_GAP = re.compile(r"(  +|\n)")
_MARK = re.compile(r"[][{}<>^]|(?<![^]^ ])[!?~]+|[!?~]+$")


def each(block: str) -> pytest.MarkDecorator:
    """Run a test with each text of a block: behind its name, or below it and indented."""
    found = re.findall(r"^(\S[^:\n]*): *(.*(?:\n\n?    .*)*)", block, re.MULTILINE)
    texts = [text.replace("\n    ", "\n").removeprefix("\n") for _, text in found]
    return pytest.mark.parametrize("text", texts, ids=[name for name, _ in found])


@attrs.frozen
class Made:
    """A made-up format, in the folder that its file is written to."""

    folder: Path
    name: str
    head: str = HEAD

    def examine(self, marked: str, layout: str = "fixed_width") -> Examination:
        """The examination of a text, below the head, without its marks."""
        return self._examine(self._printed(marked, layout), layout)

    def rows(self, marked: str, layout: str = "fixed_width") -> str:
        """The text with the marks that it gets, and with the values of the record if it has any."""
        text = self._printed(marked, layout)
        found = self._examine(text, layout)
        return "".join(_pieces(found, text)).removeprefix(self.head) + self._values(marked, found)

    def stream(self, marked: str) -> str:
        """The same where the ends of rows are not known."""
        text = self._printed(marked, "cell_stream")
        found = self._examine(text, "cell_stream")
        cells = "".join(_pieces(found, text)).split("\n|\n")
        gaps = [*_GAP.findall(self.head + marked.partition("  = ")[0]), ""]
        both = "".join(f"{cell}{gap}" for cell, gap in zip(cells, gaps, strict=True))
        return both.removeprefix(self.head) + self._values(marked, found)

    def _examine(self, text: str, layout: str) -> Examination:
        return examine(text, grammar=self.folder, format=self.name, layout=layout)

    def _printed(self, marked: str, layout: str) -> str:
        pieces = _GAP.split(marked.partition("  = ")[0])
        text = self.head + "".join(_MARK.sub("", piece) for piece in pieces)
        return _GAP.sub("\n|\n", text) if layout == "cell_stream" else text

    def _values(self, marked: str, found: Examination) -> str:
        if "  = " not in marked:
            return ""
        values = [cell for cell in found.cells if cell.role == "value" and cell.path]
        said = [f"{str(cell.path).removeprefix('other.')}: {cell.text}" for cell in values]
        return "  = " + ", ".join(said[self.head.count("\n") :])


def make(folder: Path, name: str, grammar: str = "", head: str = HEAD) -> Made:
    """A format of a name and grammar, or one of those above, written to a folder."""
    (folder / "layouts").mkdir()
    (folder / "layouts/bars.lark").write_text(BARS, encoding="utf-8")
    (folder / f"{name}.lark").write_text(grammar or _GRAMMARS[name], encoding="utf-8")
    return Made(folder, name, "" if name == "notice" else head)


def _pieces(found: Examination, text: str) -> Iterator[str]:
    """The pieces of a text with the marks between them."""
    lines = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
    marks = [
        (lines[problem.line - 1] + problem.column - 1, 2, _MARKS[problem.severity])
        for problem in found.problems
    ]
    read = [cell for cell in found.cells if cell.role != "furniture" or cell.terminal]
    for before, cell in pairwise(read):
        if text[before.end : cell.offset].strip(" ") == "" and cell.offset - before.end < 2:
            marks.append((before.end, 1, "^"))
    for cell in read:
        around = "{}" if (cell.path or "").startswith("unknown") else _BRACKETS.get(cell.role)
        if around and cell.text:
            marks += [(cell.offset, 3, around[0]), (cell.end, 0, around[1])]
        elif around:
            marks.append((cell.offset, 3, around))
    at = 0
    for offset, _, mark in sorted(marks):
        yield text[at:offset]
        yield mark
        at = offset
    yield text[at:]
