"""Texts with marks that say what becomes of each cell, in made-up formats.

What is not marked is read. The marks are

    [cell]    unread
    {cell}    kept, though no rule takes it, in ``report.unknown``
    <cell>    passed over
    ! ? ~     an error, a warning, a repair is told at this place
    cell^cell cut from one printed cell
    = fields  (at the end, behind two blanks or in a line) the fields of the record that are filled

A test writes a text with its marks, has it read without them, and compares the marks that it gets.
Two blanks, or the end of a line, stand between cells.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from laws import check

from gmacm_grammar import Examination

#: Three rows, so that whatever follows them is a report.
HEAD = "Paid on  1/2/2003\nSent on  1/3/2003\nSeen on  1/4/2003\n"
HEAD_ROWS = """
head: "Paid on" _date -> paid | "Sent on" _date -> sent | "Seen on" _date -> seen
"""

LETTER = f"""\
%import .values (_amount, _count, _rate, _date, AMOUNT, DATE)

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
toll_row: "Passed" _count -> passed | "Loans" _count -> loans
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

odds: "Odds" odd_row*
odd_row: "Raw" AMOUNT -> raw | "Late" (late_since | cost | step) -> late
late_since: _plain_date
cost: _plain_amount
_plain_date:   DATE
_plain_amount: AMOUNT
"""

FUND = f"""\
%import .values (_amount, _rate, _date)

report: (head | fund | deep | columns | choice | ledger | parts | mixed)*
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
choice: "Choice" ("One 1" | "One 2") ("Two 1" | "Two 2") ("T1" | "T2") choice_row*
choice_row: "Chosen" _amount -> chosen
ledger: "Ledger" ledger_row+
ledger_row: "Entry" _amount _rate -> entry
parts: "Statement" "of" part*
part: "Part" _amount -> part | "Part 12" _amount -> twelfth
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

_BRACKETS = {"unread": "[]", "furniture": "<>"}
_MARKS = {"error": "!", "warning": "?", "repair": "~"}
_GAP = re.compile(r"(  +|\n)")
_FIELDS = re.compile(r"(?:  |\n)= ")
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
        text = self._printed(marked, layout)
        return check(text, grammar=self.folder, format=self.name, layout=layout)

    def rows(self, marked: str, layout: str = "fixed_width") -> str:
        """The text with the marks that it gets, and with the fields if it has any."""
        found = self.examine(marked, layout)
        text = _FIELDS.split(self.head + marked)[0]
        cells = re.split(r"\n\|\n|  +|\n", _marked(found, self._printed(marked, layout)))
        gaps = [*_GAP.findall(text), ""]
        text = "".join(cell + gap for cell, gap in zip(cells, gaps, strict=True))
        below = len(self._printed("", layout))
        values = [cell for cell in found.cells if cell.path and cell.offset >= below]
        said = [f"{str(cell.path).removeprefix('other.')}: {cell.text}" for cell in values]
        filled = ", ".join(said)
        fields = "".join(gap + filled for gap in _FIELDS.findall(marked))
        return text.removeprefix(self.head) + fields

    def stream(self, marked: str) -> str:
        """The same where the ends of rows are not known."""
        return self.rows(marked, "cell_stream")

    def _printed(self, marked: str, layout: str) -> str:
        pieces = _GAP.split(_FIELDS.split(marked)[0])
        text = self.head + "".join(_MARK.sub("", piece) for piece in pieces)
        return _GAP.sub("\n|\n", text) if layout == "cell_stream" else text


def _marked(found: Examination, text: str) -> str:
    """The text with its marks, each behind those of a lower rank at the same place."""
    lines = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
    marks = [
        (lines[problem.line - 1] + problem.column - 1, 2, _MARKS[problem.severity])
        for problem in found.problems
    ]
    read = [cell for cell in found.cells if cell.role != "furniture" or cell.terminal]
    for before, cell in pairwise(read):
        if text[before.end : cell.offset] in ("", " "):
            marks.append((before.end, 1, "^"))
    for cell in read:
        assert lines[cell.line - 1] + cell.column - 1 == cell.offset
        assert text.startswith(cell.text, cell.offset)
        first, last = "{}" if "unknown" in (cell.path or "") else _BRACKETS.get(cell.role, ("", ""))
        marks += [(cell.offset, 3, first), (cell.end, 0, last)]
    for offset, _, mark in sorted(marks, reverse=True):
        text = text[:offset] + mark + text[offset:]
    return text


def write(name: str, grammar: str, head: str = HEAD) -> Made:
    """The format of a name and grammar, written to a folder."""
    (folder := Path(_FOLDER.name, name)).mkdir()
    (folder / f"{name}.lark").write_text(grammar, encoding="utf-8")
    return Made(folder, name, head)


_FOLDER = TemporaryDirectory()
letter, fund, notice = write("letter", LETTER), write("fund", FUND), write("notice", NOTICE, "")
#: Letters whose first row is that of the text.
whole_letter = attrs.evolve(letter, head="")
#: Reports of a built-in format, with two columns.
GROUPS = "2002-HE2\nPayment Date  2/25/2004\nServicing Certificate  Group 1  Group 2\n"
groups = attrs.evolve(letter, name="term_notes", head=GROUPS)
