"""Cells that were printed over one another, cut off, or have lost their blanks."""

from __future__ import annotations

import pytest
from marks import each, fund


@each("""
two figures: Reserve Fund  Closing Cost  ~1.00^2.00
two figures in one way of three: Tranche  Rate  Amount Due  Class A  ~1.23%^2.00
a figure of one character: Reserve Fund  Closing Cost  ?~#^1.00
a figure and a label: Reserve Fund  Opening Balance  ~1.00^Closing Fee  2.00
a minus sign before them: Reserve Fund  Closing Cost  ~-1.00^2.00
the same figure twice: Reserve Fund  Closing Cost  ~1.00^1.00
a label and a figure: Reserve Fund  ~Closing Fee^1.00
a label and a figure of one character: Reserve Fund  ~Opening Balance^?#
a digit of a label: Statement  of  ~Part^ 12.00
a blank between: Reserve Fund  ~closing fee^ 1.00
a label cut off: Reserve Fund  ~Open^1.00  = fund.opening: 1.00
a label of three letters: Reserve Fund  ~Ope^1.00  = fund.opening: 1.00
a text and a figure: Tranche  Rate  Amount Due  ~Class A^1.00%  2.00
a text that ends with a digit: Tranche  Rate  Amount Due  ~Class A-1^1.00%  2.00
blanks lost: Reserve Fund  ~OpeningBalance  1.00
blanks put in: Reserve Fund  ~Ope ning balance  1.00
two labels: Alpha  Bravo  ~Charlie^Delta  Echo
two labels with a blank: Alpha  Bravo  ~Charlie^ DELTA  Echo
two labels of which the first is cut off: Alpha  Bravo  ~Cha^Delta  Echo
a row of two figures: Reserve Fund  ~Closing C^1.00  2.00  = fund.cost[0]: 1.00, fund.cost[1]: 2.00
""")
def test_a_damaged_cell_is_read_in_the_one_way_there_is(text: str) -> None:
    assert fund.stream(text) == text


@each("""
labels of a row: Reserve Fund  ![Closing 1.00]
labels of a row with figures after it: Reserve Fund  ![Closing 1.00]  [2.00]  [3.00]  ?Alpha
labels though the figures after them fit only one:
    Reserve Fund  ![Closing Fe1.00]  [2.00]
    Reserve Fund  ![ClosingFee Refund]  [1.00]  [2.00]
labels that the figures after them do not tell: Reserve Fund  ![Closing Fe1.00]  [2.00]  [3.00]
one of twenty labels in a heading: [Choice]  ![OneTwo 1]
labels without blanks: Reserve Fund  ![ClosingFee Refund]  [1.00]
""")
def test_a_row_that_can_be_read_in_several_ways_is_left_out(text: str) -> None:
    assert fund.stream(text) == text


@each("""
figures that may not follow: Reserve Fund  [Opening Balance]  ![1.002.00]
figures in the wrong order: Tranche  Rate  Amount Due  [Class A]  ![2.001.23%]
a dash after a figure: Reserve Fund  [Closing Cost]  ![1.00-]
a dash before a label: Reserve Fund  [Opening Balance]!  ?{-Closing Fee}  {2.00}
a dash before an amount: Reserve Fund  [Closing Cost]  [-1.00]!
a label of two letters: Reserve Fund  ?{Op1.00}
a label of another section: ?{Opening Balance1.00}
a label and a figure of another kind: Reserve Fund  ?{Opening Balance1.00%}
a dash between: Reserve Fund  ?{Opening Balance-1.00}
a dash in the place of a figure: Reserve Fund  ?{Opening Balance-}
a digit before a figure: Reserve Fund  ?{Opening Balance2 1.00}
two labels that are damaged otherwise:
    [Alpha]  [Bravo]  ![CharlieDelt]  ?{Echo}
    [Alpha]  [Bravo]  ![ChatlieDelta]  ?{Echo}
    [Alpha]  [Bravo]  ![CharliesDelta]  ?{Echo}
labels of other sections: ?{CharlieDelta}
the second label alone: Alpha  Bravo  ?~Delta
""")
def test_a_cell_that_can_be_read_in_no_way_is_not_mended(text: str) -> None:
    assert fund.stream(text) == text


@pytest.mark.parametrize(("zeros", "mark"), [(185, "~{}^{}"), (186, "?{{{}{}}}")])
def test_a_cell_of_more_than_two_hundred_characters_is_not_mended(zeros: int, mark: str) -> None:
    text = "Reserve Fund  " + mark.format("Closing Fee", f"{zeros * '0'}1.00")
    assert fund.stream(text) == text
