"""What each kind of fault costs and what is said of it: message, place and hint.

What is said of a line of a text stands below it, behind ">". All other tests compare problems by
their kind and place, so that a message is reworded in ``problems.toml`` and here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
from conftest import FIXTURES, ROOT, read
from marks import GROUPS, HEAD, Made, fund, groups, letter, notice, write

from gmacm_grammar import Limits, Problem, examine, read_filing

ROWS = """
Stocks  ?{1.00}  {2.00}
> warning[GG014]: no label for "1.00" "2.00" (in row "Stocks")
Opening  1.00
?{Taxes}  {1.00}
> warning[GG012]: "Taxes" is known, but not in this place (in stocks) hint: it is kept as an unknown
> row
Stocks
[Drawn]  [1.00]  ![2.00]
> error[GG016]: 1 value too many in the row: "2.00" (in stocks, row "Drawn") hint: which value is
> right cannot be known; the row is skipped
[Drawn]  [1.00]  ![2.00]  [3.00]
> error[GG016]: 2 values too many in the row: "2.00" "3.00" (in stocks, row "Drawn") hint: which
> value is right cannot be known; the row is skipped
[Loans]  ![1.00%]  [2]
> error[GG019]: expected a count, found "1.00%" (in stocks, row "Loans") hint: the row is skipped
[Opening]!
> error[GG017]: a value is missing: expected an amount, found "1.00" (in stocks, row "Opening")
> hint: "1.00" is set apart from the label and may belong to another row; check the original; the
> row is skipped

?{1.00}  {2.00}
> warning[GG014]: no label for "1.00" "2.00" (in stocks, row "Opening")
[Loans]!
> error[GG017]: a value is missing: expected a count, found "Rates" (in stocks, row "Loans") hint:
> the row is skipped
Rates  Gross
[Fixed]  ![1.00]
> error[GG019]: expected a rate, found "1.00" (in rates, row "Fixed") hint: a value before "1.00",
> or its percent sign, is missing; the row is skipped
Class  Balance  Share  Coupon
[Class A]  [1.00]!
> error[GG017]: a value is missing: expected an amount (share), found "2.00" (in lots, row "Class
> A") hint: "2.00" is set apart from the label and may belong to another row; check the original;
> the row is skipped
?{2.00}  {3.000%}
> warning[GG014]: no label for "2.00" "3.000%" (in lots, row "Class A")
Fees  ![5.00]
> error[GG015]: expected a label, found "5.00" (in row "Fees") hint: a label is missing, or the row
> before has a value too many
[Taxes]  [1.00]  ![2.00]
> error[GG016]: 1 value too many in the row: "2.00" (in fees, row "Taxes") hint: which value is
> right cannot be known; the row is skipped
Toll  Gate
[Passed]  ![1A]
> error[GG018]: "1A" is not a count (in toll gates, row "Passed") hint: a figure is damaged or
> misprinted; the row is skipped
Moves
[Bought]  [1.00]  ![Foo]  ![2.00]
> error[GG013]: expected "on", found "Foo" (in moves) hint: did you mean "for"?
> error[GG016]: 1 value too many in the row: "2.00" (in moves, row "Bought") hint: which value is
> right cannot be known; the row is skipped
[Lent]!  ?{Foo}  {3.00}
> error[GG017]: a value is missing: expected an amount, found "Foo" (in moves, row "Lent") hint: the
> row is skipped
> warning[GG010]: unknown row "Foo" (in moves) hint: did you mean "for"?
[Held]  [1.00]  [1/2/2003]^ ![CR]  [2.00]
> error[GG020]: "CR" after a figure is not understood (in moves, row "Held") hint: it may change
> what the figure says; "2.00" may belong to the row; the row "Held" is skipped
[Stairs]  ![Balanse]
> error[GG013]: expected a label, found "Balanse" (in steps) hint: did you mean "Balance"?
Held  1.00  1/2/2003  ?{Drawing}  {3.00}  {4.00}
> warning[GG010]: unknown row "Drawing" (in moves) hint: did you mean "Drawn"?
?{Forecast}
> warning[GG011]: unknown heading "Forecast" (in moves) hint: known rows below it are read as rows
> of the section before it
?{Opening}
> warning[GG012]: "Opening" is known, but not in this place (in moves) hint: it is kept as an
> unknown row
[Rates]  ![Foo]  ?{Gross}
> error[GG013]: expected "Net" or "Gross", found "Foo" (in rates) hint: did you mean "for"?
> warning[GG012]: "Gross" is known, but not in this place (in moves) hint: it is kept as an unknown
> row
Odds
[Raw]!
> error[GG017]: a value is missing: expected a figure, found "Late" (in odds, row "Raw") hint: the
> row is skipped
[Late]!
> error[GG017]: a value is missing: expected a date (late since) or an amount (cost) or a text
> (step), found "Page" (in odds, row "Late") hint: the row is skipped
[Page]  ![Foo]
> error[GG013]: expected "Top" or "Middle" or "Left" or "Right", found "Foo" (in page) hint: did you
> mean "for"?
?Page
> warning[GG026]: the report ends within a heading (in page)
"""

COLUMNS = """
Interest Collections  1.00  ?#####
> warning[GG041]: "#####" is not a figure: the spreadsheet could not display it
Principal Draws  ![1.00]
> error[GG036]: expected 2 values, one for each column, found 1 (in pools, row "Principal Draws")
> hint: which value is missing or surplus cannot be known; the row is skipped
![9.00]
> error[GG015]: expected a label, found "9.00" (in pools, row "Principal Draws") hint: a label is
> missing, or the row before has a value too many
Active Loan Count  !5^ 208
> error[GG043]: "5 208" may be one value or two hint: two blanks between them make it two; without
> the blank, or the mark, it is one
[Excess Cash]!
> error[GG017]: a value is missing: expected an amount, found "5.00" (in pools, row "Excess Cash")
> hint: "5.00" is set apart from the label and may belong to another row; check the original; the
> row is skipped
                    --------
                    ![5.00]
> error[GG015]: expected a label, found "5.00" (in pools, row "Excess Cash") hint: a label is
> missing, or the row before has a value too many
Unreimbursed Prior Draws  5.00
?Unreimbursed Prior Draws  6.00
> warning[GG030]: "Unreimbursed Prior Draws" is repeated: a new block begins here without its
> heading
~Excess Spread Target  5.000%
> repair[GG024]: the heading "Servicing Certificate" is missing before "Excess Spread Target"
Excess Spread Target  ?5.000%
> warning[GG034]: "Excess Spread Target" is printed a second time, with the same value
Excess Spread Target  ![6.000%]
> error[GG035]: "Excess Spread Target" is printed a second time, with another value (in pools, row
> "Excess Spread Target")
Liquidation To-Date
Beginning Loss Amount  4.00
Liquidation To-Date
Beginning Loss Amount  ![4.00]
> error[GG033]: the section of "Beginning Loss Amount" is printed a second time (in losses, row
> "Beginning Loss Amount")
Capitalized Interest Account  !Prefunding Account
> error[GG042]: "Prefunding Account" is beside "Capitalized Interest Account": their rows cannot be
> told apart hint: which section a row belongs to cannot be known; check the original
Beginning Balance  1.00  Excess of Draws over Principal Collections  2.00
Number  Percent
Balance  of Loans  of Balance
Delinquent Loans (30 Days)  1.00  1  !5.00%
> error[GG045]: "5.00%" has a percent sign, unlike "0.060" in the same table hint: whether the
> others mean parts of 1 or of 100 cannot be known
Loan Group 2
Number  Percent
Balance  of Loans  of Balance
Delinquent Loans (30 Days)  1.00  1  0.060
Delinquent Loans (60 Days)  1.00  1  0.060
Target Overcollateralization Amount  ![7.00]
> error[GG032]: "Target Overcollateralization Amount" comes after the heading of another group; its
> group cannot be known (in row "Target Overcollateralization Amount")
Term Notes  Beginning Balance  Ending Balance  Factor  Principal  Interest
Interest Shortfalls  Security %  Coupon
Class A-4  65.00  59.00  0.5372686  6.20  32.46  0.00  8.88%  6.000%
!Class A-4  65.00  59.00  0.5372686  6.20  32.46  0.00  8.88%  6.000%
> error[GG046]: "Class A-4" is repeated in notes hint: both records are kept; which one is right
> cannot be known
Class A-5  65.00  59.00  0.5372686  6.20  32.46  0.00  !0.088  6.000%
> error[GG044]: "0.088" has no percent sign, unlike "8.88%" in the same table hint: whether it means
> a part of 1 or of 100 cannot be known
"""

HEADINGS = """
~Opening Balance  1.00
> repair[GG024]: the heading "Reserve Fund" is missing before "Opening Balance"
Closing Shortfall  2.00
~Open^1.00
> repair[GG022]: read "Open1.00" as "Opening Balance" and "1.00" (in fund) hint: compare with the
> original
![Closing1.00]
> error[GG021]: "Closing1.00" can be read in several ways: "Closing Shortfall" and "1.00" or
> "Closing Balance" and "1.00" or "Closing Cost" and "1.00" (in fund) hint: check the original
?{Closng Fee}
> warning[GG011]: unknown heading "Closng Fee" (in fund) hint: known rows below it are read as rows
> of the section before it; did you mean "Closing Fee"?
Closing Balance  1.00
Alpha  Bravo  Charlie  ~X  Echo
> repair[GG023]: read "X" as "Delta" (in deep) hint: compare with the original
Foxtrot  1.00
Alpha  ?{Brovo}  Bravo  Charlie  Delta  Echo
> warning[GG027]: unknown cell in a heading: "Brovo" (in deep) hint: did you mean "Bravo"?
Foxtrot  1.00
~RESERV FUND
> repair[GG023]: read "RESERV FUND" as "Reserve Fund" (in deep) hint: compare with the original
Opening Balance  1.00
Closing Balance  1.00
Closing Shortfall  1.00
?{Rate}
> warning[GG012]: "Rate" is known, but not in this place (in fund) hint: it is kept as an unknown
> row
Tranche  ~Amount Due
> repair[GG024]: the heading "Coupon" is missing before "Amount Due" (in columns)
Class A  1.0%  2.00
Ledger
Entry  ?1.00!
> warning[GG026]: the report ends within a heading (in ledger)
> error[GG025]: the report ends within a row: expected a rate (in ledger, row "Entry") hint: the row
> is skipped
"""

NOTICE = """
![Notice A]
> error[GG005]: parts of the report that the format requires are missing hint: if a part is
> optional, mark it with "?" in the grammar
[Paid on]  ![1/2/O3]
> error[GG018]: "1/2/O3" is not a date (in row "Paid on") hint: a figure is damaged or misprinted;
> the row is skipped
?[Due]  ?[1.00]
> warning[GG012]: "Due" is known, but not in this place hint: it is kept as an unknown row
> warning[GG026]: the report ends within a heading
"""


PARTS_FORMAT = """
%import .values (_amount, _count)

report: notes*
notes: "Notes" note*
note: name column* | "Number" loans column*
name: NAME
NAME: /Class [A-Z]/
loans: _count
column: "Principal" _amount -> principal | "Interest" _amount -> interest
"""
parts = write("parts", PARTS_FORMAT, "")

PARTS = """
Notes  !Class A  Principal  1.00  Number  ?7  Principal  2.00
> error[GG031]: "Class A" is in only one part of the table
> warning[GG047]: the name of this record of notes is missing (in notes) hint: its heading may be
> missing, or it is a total; sums over notes may count it twice
Notes  !Class B  Interest  3.00
> error[GG031]: "Class B" is in only one part of the table
"""


def said(problem: Problem) -> str:
    where = "" if problem.where is None else f" (in {problem.where})"
    hint = "" if problem.hint is None else f" hint: {problem.hint}"
    return f"{problem.severity}[{problem.code}]: {problem.message}{where}{hint}"


def expected(told: str) -> list[tuple[str, str]]:
    """The lines of a text with what is said of each."""
    lines: list[tuple[str, str]] = []
    for line in told.strip().splitlines():
        if line.startswith("> "):
            printed, before = lines.pop()
            lines.append((printed, f"{before} {line[2:]}".strip()))
        else:
            lines.append((line, ""))
    return lines


MADE = [(letter, ROWS), (groups, COLUMNS), (fund, HEADINGS), (notice, NOTICE), (parts, PARTS)]


@pytest.mark.parametrize(("made", "told"), MADE, ids=[made.name for made, _ in MADE])
def test_what_is_said_of_each_line(made: Made, told: str) -> None:
    text = "\n".join(line for line, _ in expected(told))
    lines = made.rows(text).splitlines()
    found = [list[str]() for _ in lines]
    for problem in made.examine(text).problems:
        found[problem.line - made.head.count("\n") - 1].append(said(problem))
    assert list(zip(lines, map(" ".join, found), strict=True)) == expected(told)


PAGE = f"{HEAD}Stocks<br>Custodian  1.00".replace("  ", "<td>").replace("\n", "<tr><td>")
UNKNOWN, FAULTY = f"{GROUPS}Foo  1.00\nBar  1.00\n", "Excess Cash  1.O0\nNote Rate  5%\n"
TITLE, BELOW = GROUPS.split("\n", 1)
UNTITLED = BELOW + "Excess Cash  1.00\nNote Rate  5.000%\n"

ELSEWHERE = """
error[GG017]: a value is missing: expected an amount, found "1.00" (in fees, row "Custodian") hint:
"1.00" is set apart from the label and may belong to another row; check the original; the row is
skipped
error[GG015]: expected a label, found "1.00" (in fees, row "Custodian") hint: a label is missing, or
the row before has a value too many
warning[GG010]: unknown row "Foo" (in pools)
warning[GG008]: not listed: 1 more problem, no error among them hint: raise the limit:
limits=Limits(problems=...) in Python, --limit problems=... of the verbs parse and batch
error[GG004]: not listed: 3 more problems, 1 error among them hint: raise the limit:
limits=Limits(problems=...) in Python, --limit problems=... of the verbs parse and batch
error[GG018]: "1.O0" is not an amount (in pools, row "Excess Cash") hint: a figure is damaged or
misprinted; the row is skipped
error[GG003]: the text has more than 5 cells hint: raise the limit: limits=Limits(cells=...) in
Python, --limit cells=... of the verbs parse and batch
error[GG007]: these rows come before the first title; it is not known which report they belong to
(in series) hint: put the title of each report before its rows
error[GG060]: in a cell that covers several rows: "2.00" "3.00" hint: which row a figure belongs to
cannot be known; it is not read
error[GG061]: the cells of this row have different numbers of lines hint: which figure belongs to
which label cannot be known; the row is skipped
"""
LINES = "<td>Custody<br>Servicing<td>1.00<br>2.00<td>3.00"
COVERING = "<td>Custody<td>1.00<td rowspan=2>2.00<td rowspan=2>3.00<tr><td>Servicing<td>4.00"


def elsewhere() -> Iterator[Problem]:
    """What is said of a page, beyond a limit, and before the first title of a filing."""
    yield from examine(f"<table><tr><td>{PAGE}</table>", grammar=letter.folder).errors
    yield from examine(UNKNOWN, limits=Limits(problems=1)).problems
    yield from examine(UNKNOWN + FAULTY, limits=Limits(problems=1)).problems
    yield from examine(UNKNOWN, limits=Limits(cells=5)).problems
    yield from read_filing(f"{UNTITLED}{TITLE}\n{UNTITLED}".encode()).reports[0].errors
    for rows in (COVERING, LINES):
        page = f"<table><td>Stocks<tr><td>Opening<td>1.00<tr><td>Fees<tr>{rows}</table>"
        yield from examine(page, grammar=letter.folder).problems


def test_what_is_said_elsewhere() -> None:
    assert " ".join(map(said, elsewhere())) == " ".join(ELSEWHERE.split())


def test_each_kind_has_its_code_and_each_sentence_is_told_somewhere() -> None:
    data = ROOT / "gmacm_grammar" / "model" / "problems.toml"
    kinds = tomllib.loads(data.read_text(encoding="utf-8"))
    assert len({kind["code"] for kind in kinds.values()}) == len(kinds)
    texts = [ELSEWHERE, *(line for _, told in MADE for _, line in expected(told))]
    texts += [read(path) for path in FIXTURES.rglob("*.expected")]
    told = " ".join(" ".join(texts).split())
    for name, kind in kinds.items():
        assert re.fullmatch("GG[0-9]{3}", kind["code"]), name
        for sentence in (f"{kind['severity']}[{kind['code']}]: {kind['message']}", *kind["hint"]):
            pieces = re.split(r"\{.*?\}", sentence)
            assert re.search(".+".join(map(re.escape, pieces)), told), (name, sentence)
