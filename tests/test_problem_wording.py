"""What each kind of fault costs and what is said of it: message, place and hint.

What is said of a line of a text stands below it, behind ">". All other tests compare problems by
their severity and place, so that a message is reworded here and hardly anywhere else.
"""

from __future__ import annotations

import pytest
from marks import Made, fund, groups, letter, notice

from gmacm_grammar import Problem

ROWS = """
Stocks  ?{1.00}  {2.00}
> warning: stray cell without a label: "1.00" "2.00" (in row "Stocks")
Opening  1.00
~Opening  2.00
> repair: the heading "Fees" is missing before this (in stocks)
Taxes  1.00
Stocks
[Drawn]  [1.00]  ![2.00]
> error: one value too many in the row: "2.00" (in stocks, row "Drawn") hint: which of its values
> is the right one cannot be known; the row is left out
[Drawn]  [1.00]  ![2.00]  [3.00]
> error: 2 values too many in the row: "2.00" "3.00" (in stocks, row "Drawn") hint: which of its
> values is the right one cannot be known; the row is left out
[Loans]  ![1.00%]  [2]
> error: expected a count here, found "1.00%" (in stocks, row "Loans") hint: the row has another
> form than the grammar says; the row is left out
[Opening]!
> error: a value is missing: expected an amount; "1.00" below it is set apart (in stocks, row
> "Opening") hint: an empty line, a rule or a tag is between: it may be the value, or belong to
> another row; look at the original; the row is left out

?{1.00}  {2.00}
> warning: stray cell without a label: "1.00" "2.00" (in stocks, row "Opening") hint: it may be the
> value of "Opening" above it, or of a row without label; look at the original
[Loans]!
> error: a value is missing: expected a count, found "Rates" (in stocks, row "Loans") hint: the row
> is left out
Rates  Gross
[Fixed]  ![1.00]
> error: expected a rate here, found "1.00" without a percent sign (in rates, row "Fixed") hint:
> the percent sign, or a value before it, is missing; the row is left out
Class  Balance  Share  Coupon
[Class A]  [1.00]!
> error: a value is missing: expected an amount (share); "2.00" stands in another line (in lots,
> row "Class A") hint: it may be the value, or belong to another row; look at the original; the row
> is left out
?{2.00}  {3.000%}
> warning: stray cell without a label: "2.00" "3.000%" (in lots, row "Class A")
Fees  ![5.00]
> error: expected a label, found "5.00" (in row "Fees") hint: a label is missing before it, or the
> row before it has a value too many
[Taxes]  [1.00]  ![2.00]
> error: one value too many in the row: "2.00" (in fees, row "Taxes") hint: which of its values is
> the right one cannot be known; the row is left out; "2.00" has no percent sign: with it, it can
> be a rate
Toll  Gate
[Passed]  ![1A]
> error: "1A" is not a count (in toll gates, row "Passed") hint: a figure is damaged or misprinted;
> the row is left out
Moves
[Bought]  [1.00]  ![Foo]  ![2.00]
> error: expected "on", found "Foo" (in moves) hint: did you mean "for"?
> error: one value too many in the row: "2.00" (in moves, row "Bought") hint: which of its values
> is the right one cannot be known; the row is left out
[Lent]!  ?{Foo}  {3.00}
> error: a value is missing: expected an amount, found "Foo" (in moves, row "Lent") hint: the row
> is left out
> warning: unknown row "Foo" (in moves) hint: did you mean "for"?
[Held]  [1.00]  [1/2/2003]^ ![CR]  [2.00]
> error: "CR" stands behind a figure and is not understood (in moves, row "Held") hint: it may
> change what the figure says, and "2.00" may be a value of the row; the row is left out
[Stairs]  ![Balanse]
> error: expected a label, found "Balanse" (in steps) hint: did you mean "Balance"?
Held  1.00  1/2/2003  ?{Drawing}  {3.00}  {4.00}
> warning: unknown row "Drawing" (in moves) hint: did you mean "Drawn"? if it is a remark on
> "1/2/2003", "3.00" "4.00" may be a value of the row before it
?{Forecast}
> warning: unknown heading "Forecast" (in moves)
?{Opening}
> warning: the heading "Opening" is known, but not in this place (in moves) hint: it is kept as an
> unknown row
[Rates]  ![Foo]  ?{Gross}
> error: expected "Net" or "Gross", found "Foo" (in rates) hint: did you mean "for"?
> warning: the heading "Gross" is known, but not in this place (in moves) hint: it is kept as an
> unknown row
Odds
[Raw]!
> error: a value is missing: expected a figure, found "Late" (in odds, row "Raw") hint: the row is
> left out
[Late]!
> error: a value is missing: expected a date (late since) or an amount (cost) or a text (step),
> found "Page" (in odds, row "Late") hint: the row is left out
[Page]  ![Foo]
> error: expected "Top" or "Middle" or "Left" or "Right", found "Foo" (in page) hint: did you mean
> "for"?
?Page
> warning: the report ends within a heading (in page)
"""

COLUMNS = """
Principal Draws  ![1.00]
> error: a value is missing: found 1 for 2 columns (in pools, row "Principal Draws") hint: the row
> is left out
![9.00]
> error: expected a label, found "9.00" (in pools, row "Principal Draws") hint: a label is missing
> before it, or the row before it has a value too many
Active Loan Count  !5^ 208
> error: "5 208" may be two values or one hint: two blanks between them make it two; without the
> blank, or the mark, it is one
[Excess Cash]!
> error: a value is missing: expected an amount; "5.00" below it is set apart (in pools, row
> "Excess Cash") hint: an empty line, a rule or a tag is between: it may be the value, or belong to
> another row; look at the original; the row is left out
                    --------
                    ![5.00]
> error: expected a label, found "5.00" (in pools, row "Excess Cash") hint: it may be the value of
> "Excess Cash" above it, or of a row without label; look at the original
Unreimbursed Prior Draws  5.00
?Unreimbursed Prior Draws  6.00
> warning: "Unreimbursed Prior Draws" comes a second time: a new block begins here without its
> heading
"""

HEADINGS = """
~Opening Balance  1.00
> repair: the heading "Reserve Fund" is missing before this
Closing Shortfall  2.00
~Open^1.00
> repair: read "Open1.00" as "Opening Balance" and "1.00" (in fund) hint: compare it with the
> original
![Closing1.00]
> error: "Closing1.00" can be read in several ways: as "Closing Shortfall" and "1.00" or "Closing
> Balance" and "1.00" or "Closing Fee" and "1.00" (in fund) hint: look at the original
?{Closng Fee}
> warning: unknown heading "Closng Fee" (in fund) hint: did you mean "Closing Fee"? the known rows
> below it are read as rows of the section before it
Closing Balance  1.00
Alpha  Bravo  Charlie  ~T1  Echo
> repair: read "T1" as "Delta" (in deep)
Foxtrot  1.00
Alpha  ?{Brovo}  Bravo  Charlie  Delta  Echo
> warning: unknown heading "Brovo" (in deep) hint: did you mean "Bravo"?
Foxtrot  1.00
~RESERV FUND
> repair: read "RESERV FUND" as "Reserve Fund" (in deep)
Opening Balance  1.00
Closing Balance  1.00
Closing Shortfall  1.00
?{Rate}
> warning: the heading "Rate" is known, but not in this place (in fund) hint: it is kept as an
> unknown row
Tranche  ~Amount Due
> repair: the heading "Coupon" is missing before this (in columns)
Class A  1.0%  2.00
Ledger
Entry  ?1.00!
> warning: the report ends within a heading (in ledger)
> error: the report ends within a row: expected a rate (in ledger, row "Entry") hint: the row is
> left out
"""

NOTICE = """
![Notice A]
> error: what can be read is no report: parts are missing that the format wants hint: where a part
> may be missing, the grammar has to say so (?)
[Paid on]  ![1/2/O3]
> error: "1/2/O3" is not a date (in row "Paid on") hint: a figure is damaged or misprinted; the row
> is left out
?[Due]  ?[1.00]
> warning: the row "Due" is known, but not in this place hint: it is kept as an unknown row
> warning: the report ends within a heading
"""


def said(problem: Problem) -> str:
    where = "" if problem.where is None else f" (in {problem.where})"
    hint = "" if problem.hint is None else f" hint: {problem.hint}"
    return f"{problem.severity}: {problem.message}{where}{hint}"


@pytest.mark.parametrize(
    ("made", "told"), [(letter, ROWS), (groups, COLUMNS), (fund, HEADINGS), (notice, NOTICE)]
)
def test_what_is_said_of_each_line(made: Made, told: str) -> None:
    expected: list[tuple[str, str]] = []
    for line in told.strip().splitlines():
        if line.startswith("> "):
            printed, before = expected.pop()
            expected.append((printed, f"{before} {line[2:]}".strip()))
        else:
            expected.append((line, ""))
    text = "\n".join(line for line, _ in expected)
    lines = made.rows(text).splitlines()
    found = [list[str]() for _ in lines]
    for problem in made.examine(text).problems:
        found[problem.line - made.head.count("\n") - 1].append(said(problem))
    assert list(zip(lines, map(" ".join, found), strict=True)) == expected
