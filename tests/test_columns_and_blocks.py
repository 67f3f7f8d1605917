"""Sections that hold many records: by columns, by rows, by blocks of groups, by tables in parts."""

from __future__ import annotations

import pytest
from made import cases, left, read, record, shown, told, unread

from gmacm_grammar import examine, to_dict

# ---- Columns -------------------------------------------------------------------------------------

COLUMNS = r"""pools*
pools: "Pools" (group | head | pool_row | losses | notes | riddle | of | title)*
group: GROUP; GROUP: /Group (?P<group>[0-9])/
head: HEAD; HEAD: /Head (?P<group>[0-9])/
pool_row: "Begin" _amount+ -> beginning_balance | "End" _amount+ -> ending_balance
   | "Draws" _amount+ -> principal_draws | "Loans" _count+ -> loans
   | "Net" _amount+ -> net | "Cash" _amount -> excess_cash | "Odd" _count -> odd
losses: "Losses" loss_row; loss_row: "LB" _amount -> beginning
notes: "Notes" note*; note: name; name: NAME; NAME: /[a-z]/
riddle: "Riddle" x; x: _count
of: "Of" x -> group
title: TITLE; TITLE: /Title (?P<series>[0-9])/
"""
TWO_GROUPS = "Pools|Group 1|Group 2|Begin"


@pytest.mark.parametrize(
    ("cells", "pools"),
    cases("""
        Pools                                        =>
        Pools|Group 1                                => 1
        Pools|Group 1|Group 2                        => 1 / 2
        Pools|Begin|1.00                             => 1
        Pools|Group 1|Begin|1.00                     => 1 1
        Pools|Group 1|Group 2|Begin|1.00|-|Loans|3|4 => 1 1 loans: 3 / 2 loans: 4
        Pools|Group 1|Group 2|Pools|Group 3          => 1 / 2 / 3
        Pools|Group 1|Pools|Group 2|Group 3          => 1 / 2 / 3
        Pools|Odd|3                                  => odd: 3
    """),
)
def test_each_value_of_a_row_belongs_to_the_record_of_its_column(cells: str, pools: str) -> None:
    found = read(COLUMNS, cells)
    assert shown(found.report.pools, "group beginning_balance other") == pools
    assert not found.problems
    assert to_dict(found.report).keys() == ({"pools"} if pools else set())


def test_what_is_no_field_of_a_column_belongs_to_the_record_above() -> None:
    above = "Cash|5.00|Losses|LB|6.00|Notes|a|Odd|7|Odd|8|Riddle|9|Of|10|Title 1|Pools|Notes|b"
    assert record(COLUMNS, f"{TWO_GROUPS}|1.00|2.00|{above}") == {
        **{"title": "Title 1", "series": "1", "excess_cash": "5.00"},
        "pools": [{"group": f"{n}", "beginning_balance": f"{n}.00"} for n in (1, 2)],
        "notes": [{"name": "a"}, {"name": "b"}],
        "losses": {"beginning": "6.00"},
        "other": {"odd": [7, 8], "riddle": {"x": 9}, "group": {"x": 10}},
    }
    assert record(COLUMNS, "Pools|Cash|1.00") == {"excess_cash": "1.00"}
    # Of a text only the part is a field of the columns.
    assert record(COLUMNS, "Pools|Head 1|Head 2|Begin|1.00|2.00") == {
        "pools": [{"group": f"{n}", "beginning_balance": f"{n}.00"} for n in (1, 2)],
        "other": {"head": ["Head 1", "Head 2"]},
    }


@pytest.mark.parametrize(
    ("layout", "values", "kept", "problem"),
    cases("""
        fixed_width => 1.00                => 8 / 9     => 1.00: number-of-columns
        cell_stream => 1.00                => 8 / 9     => 1.00: number-of-columns
        fixed_width => 1.00|2.00|3.00      => 8 / 9     => 3.00: number-of-columns
        cell_stream => 1.00|2.00|3.00      => 8 / 9     => 3.00: number-of-columns
        fixed_width => 1.00|2.00|3.00|4.00 => 8 / 9     => 3.00: number-of-columns
    Where rows are not known, the label of a second row may be missing
        cell_stream => 1.00|2.00|3.00|4.00 => 1 8 / 2 9 => 3.00: missing-label
    """),
)
def test_a_row_with_another_number_of_values_than_of_columns_is_an_error(
    layout: str, values: str, kept: str, problem: str
) -> None:
    found = read(COLUMNS, f"Pools|Group 1|Group 2\nBegin|{values}\nEnd|8.00|9.00", layout)
    assert shown(found.report.pools, "beginning_balance ending_balance") == kept
    assert told(found) == [problem]
    assert unread(found) == values.split("|")[2 if "label" in problem else 0 :]
    assert found.errors[0].where == 'pools, row "Begin"'


@pytest.mark.parametrize(
    ("headings", "rows", "columns", "lost"),
    [
        (0, [2, 2, 3], 2, "3.01 3.02 3.03"),
        (0, [3, 2, 3], 3, "2.01 2.02"),
        (0, [1, 2], 1, "2.02"),
        (2, [1, 2], 2, "1.01"),
        (2, [1, 1, 2], 2, "1.01 2.01"),
        (2, [1, 1, 1, 2], 1, "Group 2 4.02"),
        (3, [1, 2, 2], 2, "Group 1 Group 2 Group 3 1.01"),
        (3, [1, 3], 3, "1.01"),
    ],
)
def test_most_rows_tell_how_many_columns_there_are(
    headings: int, rows: list[int], columns: int, lost: str
) -> None:
    cells = ["Pools", *(f"Group {n}" for n in range(1, headings + 1))]
    for row, (label, width) in enumerate(zip(("Begin", "End", "Draws", "Net"), rows), 1):  # noqa: B905
        cells += [label, *(f"{row}.0{n}" for n in range(1, width + 1))]
    found = read(COLUMNS, "|".join(cells))
    assert (len(found.report.pools), " ".join(unread(found))) == (columns, lost)


@pytest.mark.parametrize(
    ("values", "kept"),
    cases("""
        1.00|2.00|| => 1 3 / 2 4
        1.00||      => 1 3 / 4
        1.00||||    => 1 3 / 4
        |2.00||     => 3 / 2 4
        ||          => 3 / 4
        1.00|-||    => 1 3 / 4
    """),
)
def test_empty_cells_at_the_end_of_a_row_are_not_counted(values: str, kept: str) -> None:
    cells = f"{TWO_GROUPS}|{values}|End|3.00|4.00|Cash|5.00||"
    found = read(COLUMNS, cells, "bars")
    assert shown(found.report.pools, "beginning_balance ending_balance") == kept
    assert (found.problems, f"{found.report.excess_cash}") == ((), "5.00")
    found = read(COLUMNS, f"{TWO_GROUPS}|1.00||2.00|End|3.00|4.00", "bars")
    assert told(found) == ["2.00: number-of-columns"]


# ---- Blocks --------------------------------------------------------------------------------------

BLOCKS = r"""(title | pair | pools | overcollateralization | losses | deep | deeper)*
title: TITLE; TITLE: /Title of (?P<group>[0-9])/
pair: "Of" ONE -> group | "All" ONE+ -> x
ONE: /[0-9][A-Z]/
pools: "Pools" group*; group: GROUP | KIND
GROUP: /Group (?P<group>[0-9][A-Z]?)/; KIND: /Kind (?P<kind>[a-z])/
overcollateralization: "Block" group oc_row | oc_row
oc_row: "B" _amount -> beginning | "T" _amount -> target | "I" _amount -> increase
losses: "Losses" loss_row*; loss_row: "LB" _amount -> beginning | "LE" _amount -> ending
deep: "Deep" deeper; deeper: "Deeper" all; all: "All of" ONE+ -> group
"""


@pytest.mark.parametrize(
    ("cells", "records", "apart"),
    cases("""
    Rows that stand alone make one record, also when others stand between them
        B|1.00|T|2.00                                             => 1 2         =>
        B|1.00|Losses|LB|1.00|T|2.00                              => 1 2         =>
    A heading begins a block, which rows without one carry on
        Block|Group 1|B|1.00|T|2.00                               => 1 1 2       =>
        Block|Group 1|B|1.00|Block|Group 2|T|2.00                 => 1 1 / 2 2   =>
        Block|Group 1|B|1.00|Block|Group 2|B|3.00|T|2.00          => 1 1 / 2 3 2 =>
    Not after the heading of another group
        Block|Group 1|B|1.00|Pools|Group 2|T|2.00                 => 1 1         => T
        Block|Group 1|B|1.00|Pools|Group 2|Pools|Group 1|T|2.00   => 1 1 2       =>
        B|1.00|Pools|Group 1|T|2.00|Pools|Group 2                 => 1           => T
        Pools|Group 1|B|1.00|Pools|Group 2|T|2.00                 => 1           => T
        Pools|Group 2|B|1.00|Pools|Group 1|T|2.00                 => 1           => T
        B|1.00|Pools|Group 1|B|2.00|Pools|Group 2                 => 1           => B
    Headings of columns say of no row of which group it is
        B|1.00|Pools|Group 1|Group 2|T|2.00                       => 1 2         =>
        Block|Group 1|B|1.00|Pools|Group 1|Group 2|T|2.00         => 1 1 2       =>
    Nor if the report names no other group, or names it elsewhere
        B|1.00|Pools|Group 1|T|2.00                               => 1           => T
        Title of 1|B|1.00|Pools|Group 1|T|2.00                    => 1           => T
        B|1.00|Pools|Group 1A|T|2.00|Deeper|All of|1A             => 1           => T
        B|1.00|Pools|Group 1|T|2.00|Pools|Kind a                  => 1           => T
        B|1.00|Pools|Kind a|T|2.00|Pools|Group 1                  => 1           => T
        B|1.00|Pools|Group 1|T|2.00|Title of 2                    => 1           => T
        Title of 2|B|1.00|Pools|Group 1|T|2.00                    => 1           => T
        B|1.00|Pools|Group 1|T|2.00|Of|2A                         => 1           => T
        B|1.00|Pools|Group 1A|T|2.00|Deeper|All of|1A|2A          => 1           => T
        B|1.00|Pools|Group 1A|T|2.00|Deep|Deeper|All of|2A        => 1           => T
        B|1.00|Pools|Group 1A|T|2.00|Pools|Group 1B               => 1           => T
    So may losses be of two groups
        Losses|LB|1.00|Pools|Group 2|Losses|LE|2.00|Pools|Group 1 => 1           => LE
        Pools|Group 1|Losses|LB|1.00|Pools|Group 2|Losses|LE|2.00 => 1           => LE
        Pools|Group 1|Losses|LB|1.00|Losses|LE|2.00|Pools|Group 2 => 1 2         =>
    """),
)
def test_rows_carry_on_the_block_above_unless_it_is_of_another_group(
    cells: str, records: str, apart: str
) -> None:
    found = read(BLOCKS, cells)
    losses = "" if found.report.overcollateralization else [found.report.losses]
    made = shown(found.report.overcollateralization, "group beginning target")
    assert (made or shown(losses, "beginning ending")) == records
    assert told(found) == ["2.00: other-group"] * bool(apart)
    assert unread(found) == ["2.00" for _ in apart.split()]


def test_a_row_that_comes_twice_begins_a_block() -> None:
    found = read(BLOCKS, "B|1.00|T|2.00|B|3.00|I|4.00")
    made = shown(found.report.overcollateralization, "beginning target increase")
    assert (made, told(found)) == ("1 2 / 3 4", ["B: new-block"])


def test_a_section_without_columns_makes_one_record_of_its_own_rows() -> None:
    rules = """overcollateralization*; overcollateralization: "Block" group row*; group: GROUP
        row: "B" _amount -> beginning | "Cash" _amount -> excess_cash | "X" _count -> x
        GROUP: /[0-9]+[A-Z]/"""
    found = read(rules, "Block|1A|B|1.00|Cash|2.00|X|3|Block|2A|X|4")
    made = shown(found.report.overcollateralization, "group beginning other")
    assert made == "1A 1 x: 3 / 2A x: 4"
    assert (f"{found.report.excess_cash}", found.problems) == ("2.00", ())


# ---- Rows of records, and tables in two parts ----------------------------------------------------

PARTS = r"""(notes | cash)*
notes: "Notes" (note | odd | paid | certificates)*
note: name column* | "No." loans column* | "Of" d column* | "Kind" kind column* | "Rest"
column: "P" _amount -> principal | "I" _amount -> interest | "F" _amount -> ending_balance
name: NAME; NAME: /[a-c]|Class (?P<letter>[A-Z])/
loans: _count; d: "D" x; x: _count; kind: NAME
odd: "Odd" _count -> note
cash: "Cash" _amount -> excess_cash
paid: "Paid" _amount -> excess_spread
certificates: "Owner" principal; principal: _amount
"""
KINDS = {"part": "one-part-only", "again": "repeated-record", "bare": "missing-key"}


@pytest.mark.parametrize(
    ("cells", "notes", "said"),
    cases("""
    Rows of one table make a record each
        a|P|1.00|b|I|2.00                      => a 1 / b 2               =>
        a|P|1.00|a|I|2.00                      => a 1 / a 2               => a again
    Rows of a second table carry them on
        a|P|1.00|Notes|a|I|2.00                => a 1 2                   =>
        a|P|1.00|Paid|9.00|Notes|a|I|2.00|Owner|3.00 => a 1 2                   =>
        a|P|1.00|Cash|9.00|Notes|a|I|2.00      => a 1 2                   =>
        a|P|1.00|b|P|2.00|Notes|b|I|3.00|F|4.00|a|I|5.00|F|6.00 => a 1 5 6 / b 2 3 4       =>
        Class A|P|1.00|Notes|Class A|I|2.00    => Class A 1 2 letter: A   =>
        No.|7|P|1.00|Notes|No.|7|I|2.00        => 1 2 loans: 7            =>
        a|P|1.00|Rest|Notes|a|I|2.00           => a 1 2 /                 =>
        a|P|1.00|Notes|Rest                    => a 1 /                   =>
    But not rows of the same columns
        a|P|1.00|b|P|2.00|Notes|c|P|3.00       => a 1 / b 2 / c 3         =>
        a|P|1.00|Notes|a|P|3.00                => a 1 / a 3               => a again
        a|P|1.00|Notes|a|I|3.00|P|4.00         => a 1 / a 4 3             => a again
    Nor rows that begin with another figure, another name, or with a section
        No.|7|P|1.00|Notes|No.|8|I|2.00        => 1 loans: 7 / 2 loans: 8 => 8 bare
        Of|D|6|P|1.00|Notes|Of|D|6|I|2.00      => 1 d: x: 6 / 2 d: x: 6 => 6 bare
        a|P|1.00|Notes|Kind|b|I|2.00           => a 1 / 2 kind: b     => a part, b part, b bare
    A row that one of the tables lacks
        a|P|1.00|a|P|2.00|Notes|a|I|3.00       => a 1 3 / a 2             => a part, a again
        a|P|1.00|b|P|2.00|Notes|a|I|3.00|c|I|4.00 => a 1 3 / b 2 / c 4       => b part, c part
        a|P|1.00|b|P|2.00|c|P|3.00|Notes|b|I|4.00 => a 1 / b 2 4 / c 3       => a part, c part
        a|P|1.00|Notes|b|I|2.00                => a 1 / b 2               => a part, b part
        a|P|1.00|Notes|b|I|2.00|Notes|a|F|3.00 => a 1 3 / b 2             => a part, b part
        a|P|1.00|b|P|2.00|Notes|a|I|3.00|F|4.00|b|F|5.00 => a 1 3 4 / b 2 5         =>
        a|P|1.00|b|Notes|a|I|2.00|b            => a 1 2 / b               => b part
        b|Notes|a|P|1.00                       => b / a 1                 =>
        b|Notes|c                              => b / c                   =>
    """),
)
def test_rows_of_a_second_table_carry_on_those_of_the_first(
    cells: str, notes: str, said: str
) -> None:
    found = read(PARTS, f"Notes|{cells}")
    made = shown(found.report.notes, "name principal interest ending_balance other")
    assert made == notes
    each = (one.split() for one in said.split(", ") if one)
    assert told(found) == [f"{cell}: {KINDS[what]}" for cell, what in each]


def test_what_is_no_row_of_a_table_belongs_to_the_record_above() -> None:
    made = record(PARTS, "Notes|a|P|1.00|Owner|3.00|Paid|4.00|Odd|7")
    assert made == {
        **{"excess_spread": "4.00", "certificates": {"principal": "3.00"}},
        **{"notes": [{"name": "a", "principal": "1.00"}], "other": {"note": 7}},
    }


# ---- The same in certificates --------------------------------------------------------------------

HEADING = (
    "Home Equity Loan-Backed Term Notes, GMACM Series 2002-HE2\n      Payment Date  2/25/2004\n"
)
LOANS = """\
                                          Number     Percent
                            Balance     of Loans  of Balance
Delinquent Loans (30 Days)      1,707,834.09           52       1.09%
"""
BEGIN, TARGET, END = (
    f"{label} Overcollateralization Amount  {figure}.00\n"
    for label, figure in (("Beginning", 10), ("Target", 21), ("Outstanding", 30))
)
L1, L2 = f"Loan Group 1\n{LOANS}", f"Loan Group 2\n{LOANS}"
COLUMN = "Servicing Certificate   {}\nPrincipal Collections    {}\n"
LOST = "Liquidation To-Date\nBeginning Loss Amount  1.00\n"
RECOVERED = "Liquidation To-Date\nCurrent Month Recoveries  3.00\n"


@pytest.mark.parametrize(
    ("text", "lines", "records"),
    [
        (BEGIN + L1 + TARGET + END + L2, [8, 9], "10"),
        (BEGIN + L1 + TARGET + COLUMN.format("Group 1  Group 2", "1.00  2.00"), [8], "10"),
        (BEGIN + L1 + TARGET + COLUMN.format("Group 2", "5.00"), [8], "10"),
        (L1[:13] + BEGIN + L1 + TARGET, [], "1 10 21"),
        (L1[:13] + BEGIN + L2[:13] + END, [], "1 10 / 2 30"),
        (L1 + LOST + L2 + RECOVERED, [14], ""),
        (L1 + LOST + RECOVERED, [], ""),
        (BEGIN + L1 + TARGET, [8], "10"),
    ],
)
def test_rows_of_a_certificate_are_of_the_group_whose_heading_stands_above(
    text: str, lines: list[int], records: str
) -> None:
    found = examine(HEADING + text)
    assert [(error.line, error.kind) for error in found.errors] == [
        (line, "other-group") for line in lines
    ]
    made = found.report.overcollateralization
    assert shown(made, "group beginning target outstanding") == records
    assert left(HEADING + text) == found.report
