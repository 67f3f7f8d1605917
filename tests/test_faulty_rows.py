"""What a fault in a row costs, and what is kept of what no rule takes."""

from __future__ import annotations

import pytest
from marks import Made, each, make


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("letter"), "letter")


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("notice"), "notice")


@each("""
values too many
    Stocks
    Opening  1.00
    [Drawn]  [1.00]  ![2.00]
    Loans  3
    [Drawn]  [1.00]  ![2.00]  [3.00]
    Fees
    [Taxes]  [1.00]  ![2.00]
    Moves
    [Held]  [1.00]  [1/2/2003]  ![1.00]

a value missing
    Class  Balance  Share  Coupon
    [Class A]  [1.00]!
    Class B  1.00  2.00  3.000%

a value missing before a label of the row
    Moves
    [Lent]!  ?{Foo}  {3.00}
    Sold  1.00  2.00

another label within the row
    Moves
    [Bought]  [1.00]  ![Foo]  ![2.00]
    Sold  1.00  2.00

a value missing after the second label of the row
    Moves
    [Bought]  [1.00]  [on]!  ![for]  ![2.00]
    [Lent]  [until]!  ?{Foo}
    Sold  1.00  2.00

a figure of another kind
    Stocks
    [Loans]  ![1.00%]  [2]
    Rates  Gross
    [Fixed]  ![1.00]
    Class  Balance  Share  Coupon
    [Class A]  ![2.000%]

a damaged figure
    Stocks
    [Opening]  ![1.0S]
    Loans  3

damaged figures and sound ones
    Class  Balance  Share  Coupon
    [Class A]  ![1.0S]  [2.00]  [3.0X]  [4.00]
    [Class B]  ![1.0S]  [2.00]  ?{Foo}  {4.00}
    [Class C]  ![1.0S]  [2.00]  [3.0X]
    Class D  1.00  2.00  3.000%

damaged figures at the end
    Stocks
    Drawn  1.00
    [Opening]  ![1.0S]  [2.0S]

as many letters as digits
    Stocks
    [Opening]  ![1A]

more letters than digits are no figure
    Stocks
    [Opening]!  ?{1AB}

marks without a digit are no figure
    Stocks
    [Opening]!  ?{@!}

the end of the report
    Class  Balance  Share  Coupon
    [Class A]  [1.00]  [2.00]!

something behind a figure that is not understood
    Stocks
    [Drawn]  [1.00]  ![CR]
    Loans  3

figures behind what is not understood, one blank away
    Stocks
    [Drawn]  [1.00]^ ![CR]  [2.00]
    ?{5.00}  {6.00}
    Loans  3
""")
def test_a_fault_costs_the_row_in_which_it_is(letter: Made, text: str) -> None:
    assert letter.rows(text) == text


@each("""
a row of any number of values
    Fees
    Servicing  1.00  2.00
    ![3.00]  [4.00]
    Servicing  1.00
    ![2.00]
    Custody
    5.00  6.00

a row whose rest stands in the next line
    Class  Balance  Share  Coupon
    [Class A]  [1.00]!
    ?{2.00}  {3.000%}
    Class B
    4.00  5.00  6.000%

a value below a complete row
    Class  Balance  Share  Coupon
    Class A  1.00  2.00  3.000%
    ?{4.000%}

values in two lines below their label
    Moves
    [Sold]
    [1.00]!
    ?{2.00}
    Held  3.00  1/2/2003

values in one line below their label, one too many
    Fees
    [Custodian]
    [1.00]  ![2.00]

figures beside a heading
    Stocks  ?{5.00}  {6.00}
    Stocks  ![5.00]
    Drawn  2.00

figures that fit no row
    Stocks
    Drawn  2.00
    ?{7.000%}
    Opening  1.00

an empty line between
    Fees
    [Servicing]!

    ![9.00]
    Custody  1.00

an empty line below a heading
    Fees

    ![9.00]
    Custodian  1.00

an empty line between, and a value too many
    Stocks
    [Opening]!

    ?{1.00}  {2.00}
    Loans  3
""")
def test_a_row_ends_with_its_line(letter: Made, text: str) -> None:
    assert letter.rows(text) == text


@each("""
a row goes on in the next line
    Fees
    Servicing  1.00  2.00
    3.00  4.00
    Custody  5.00

a figure that may be a row without its label
    Stocks
    Drawn  1.00
    ![2.00]
    Loans  3

one value too many of several
    Moves
    [Sold]  [1.00]  [2.00]  [3.00]  [4.00]  ![5.00]
    Sold  1.00  2.00

the same value once more
    Moves
    Sold  1.00  1.00  1.00  1.00  ?{1.00}
    Sold  1.00  2.00

figures behind a row that may belong to it
    Class  Balance  Share  Coupon
    [Class A]  [1.00]  [2.00]  [3.000%]  ![4.000%]
    Class B  1.00  2.00  3.000%  ?{5.00}  {6.00}  {7.000%}
    [Class C]  [1.00]  [2.00]  [3.000%]  ![5.00]  [7.000%]
    Class D  1.00  2.00  3.000%

a value that fits the row and another section
    Moves
    Held  1.00  1/2/2003  ![3/4/2005]
    Sold  1.00  2.00

three values of which one fits the row
    Moves
    [Sold]  [1.00]  [2.00]  [3.00]  [4.00]  ![5.00]  [6.000%]  [7.00]
    Sold  1.00  2.00

four values of which three fit the row
    Moves
    Sold  1.00  2.00  3.00  4.00  ?{5.00}  {6.00}  {7.000%}  {8.00}
    Sold  1.00  2.00

a rate without its percent sign
    Fees
    Taxes  1.00  ![2.00]
    Raises
    Raised  1/2/2003  ?{2.00}

nothing stands behind a figure
    Stocks
    Drawn  1.00  ?{CR}
""")
def test_where_rows_do_not_end_with_a_line_they_end_as_the_grammar_says(
    letter: Made, text: str
) -> None:
    assert letter.stream(text) == text


@each("""
an unknown row
    Stocks
    Opening  1.00
    ?{Weather}  {5.00}  {6}
    Drawn  2.00

unknown rows below an unknown heading
    Stocks
    Opening  1.00
    ?{Forecast}
    ?{Rain}  {1.00}
    Drawn  2.00
    ?{Openings}  {3.00}

a known row that comes again below an unknown heading
    Stocks
    Opening  1.00
    ?{Forecast}
    ?{Opening}  {2.00}
    Loans  3
    ~Opening  4.00
    = other.stocks.opening: 1.00, unknown[0].label: Forecast
""")
def test_what_no_rule_takes_is_kept(letter: Made, text: str) -> None:
    assert letter.rows(text) == text
