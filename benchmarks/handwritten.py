"""A parser for the two seed reports alone, as one writes it by hand: the yardstick of bench.py.

It makes the records of the package and uses nothing else of it. Labels are looked up as printed,
and sections may come in any order. It raises ValueError for an unknown label or heading, a missing
value or section, and a value that is no figure; it does not repair anything, does not notice a row
that comes twice, and does not say where a fault is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from gmacm_grammar.model.records import (
    Bucket,
    ByCause,
    CapitalizedInterestAccount,
    Delinquency,
    Losses,
    NetRecoveries,
    Note,
    Overcollateralization,
    Pool,
    PrefundingAccount,
    Report,
    SpecialLosses,
)

Take: TypeAlias = Callable[[], str]  # gives the next cell
Row: TypeAlias = tuple[type[Any], str, Callable[[Take], Any]]  # record, field, how it is read


def fixed_width(text: str) -> Report:
    """Read a report whose columns are set apart by blanks."""
    return _report(_cells_of_lines(text))


def cell_stream(text: str) -> Report:
    """Read a report of one cell a line, a lone bar on the line between."""
    return _report(_cells_of_stream(text))


def floor(text: str) -> list[Decimal]:
    """Cut a report of either kind into cells and convert its figures, nothing else."""
    cells = _cells_of_stream(text) if text.startswith("|") else _cells_of_lines(text)
    figures = []
    for cell in cells:
        if "0" <= cell < ":":  # it begins with a digit
            if cell[-1] == "%":
                figures.append(Decimal(cell[:-1] + "E-2"))
            elif "/" not in cell:
                figures.append(Decimal(cell.replace(",", "")))
        elif cell[0] == "(":
            figures.append(Decimal("-" + cell[1:-1].replace(",", "")))
    return figures


def _cells_of_stream(text: str) -> list[str]:
    return text.strip("|\n").split("\n|\n")


def _cells_of_lines(text: str) -> list[str]:
    cells: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        label, _, rest = line.partition("  ")
        if label[0] == "<" or label[:3] == "---":  # a tag, a rule
            continue
        cells.append(label)
        if rest:
            cells += re.split("  +", rest.lstrip()) if label in _WORDY else rest.split()
    return cells


def _report(cells: list[str]) -> Report:
    found: dict[type[Any], dict[str, Any]] = {record: {} for record in _RECORDS}
    report, notes, rows = found[Report], list[Note](), _ROWS
    left = iter(cells)
    take = left.__next__
    try:
        for label in left:
            row = rows.get(label)
            if row is not None:
                record, field, read = row
                found[record][field] = read(take)
            elif label.startswith("Class "):
                notes.append(_note(take, label))
            elif label == "Ending Loss Amount":
                losses = found[Losses]
                losses["ending"], losses["ending_share"] = _amount(take), _percent(take)
            elif label in _HEADINGS:
                for heading in _HEADINGS[label]:
                    if take() != heading:
                        raise ValueError(f"the heading {heading!r} is missing")
                rows = _ROWS_UNDER.get(label, rows)
            elif label.startswith("*Delinquency Figures Do Not include "):
                found[Delinquency]["footnotes"] = (label,)
            elif label.startswith("Home Equity Loan-Backed Term Notes, GMACM Series "):
                report["title"], report["series"] = label, label.rpartition(" ")[2]
            else:
                raise ValueError(f"the label {label!r} is unknown")
    except StopIteration:
        raise ValueError("a value is missing at the end") from None
    except (ArithmeticError, IndexError):
        raise ValueError(f"a value of {label!r} is missing or is no figure") from None
    if not all(fields or record is NetRecoveries for record, fields in found.items()):
        raise ValueError("a section is missing")
    return Report(
        pools=(Pool(**found[Pool]),),
        notes=tuple(notes),
        overcollateralization=(Overcollateralization(**found[Overcollateralization]),),
        delinquency=(Delinquency(**found[Delinquency]),),
        losses=Losses(**found[Losses]),
        net_recoveries=NetRecoveries(**found[NetRecoveries]) if found[NetRecoveries] else None,
        special_losses=SpecialLosses(**found[SpecialLosses]),
        capitalized_interest_account=CapitalizedInterestAccount(
            **found[CapitalizedInterestAccount]
        ),
        prefunding_account=PrefundingAccount(**found[PrefundingAccount]),
        **report,
    )


def _amount(take: Take) -> Decimal | None:
    cell = take()
    if cell < "0":  # it begins with no digit: "(" and "-" come before them
        if cell == "-":
            return None
        if cell.startswith("(") and cell.endswith(")"):
            cell = "-" + cell[1:-1]
    return Decimal(cell.replace(",", ""))


def _percent(take: Take) -> Decimal | None:
    cell = take()
    if cell[-1] == "%":
        return Decimal(cell[:-1] + "E-2")
    if cell == "-":
        return None
    raise ValueError(f"{cell!r} is no percentage")


def _count(take: Take) -> int | None:
    cell = take()
    return None if cell == "-" else int(cell.replace(",", ""))


def _date(take: Take) -> date:
    month, day, year = map(int, take().split("/"))
    return date(year, month, day)


def _group(take: Take) -> str:
    word, number = take().split(" ")
    if word != "Group":
        raise ValueError(f"{word!r} is no loan group")
    return number


def _note(take: Take, name: str | None = None) -> Note:
    return Note(
        name=name,
        beginning_balance=_amount(take),
        ending_balance=_amount(take),
        factor=_amount(take),
        principal=_amount(take),
        interest=_amount(take),
        interest_shortfall=_amount(take),
        security_share=_percent(take),
        coupon=_percent(take),
    )


def _bucket(take: Take) -> Bucket:
    return Bucket(balance=_amount(take), count=_count(take), share=_percent(take))


def _by_cause(take: Take) -> ByCause:
    return ByCause(special_hazard=_amount(take), fraud=_amount(take), bankruptcy=_amount(take))


_HEADINGS = {  # the first cell of a heading -> the cells after it
    "Beginning": (
        *("Ending", "Interest", "Security", "Term Notes", "Balance", "Balance", "Factor"),
        *("Principal", "Interest", "Shortfalls", "%", "Coupon"),
    ),
    "Number": ("Percent", "Balance", "of Loans", "of Balance"),
    "Liquidation To-Date": (),
    "Net Recoveries to Date": (),
    "Special Hazard": ("Fraud", "Bankruptcy"),
    "Capitalized Interest Account": (),
    "Prefunding Account": (),
}
#: Labels of lines that go on with words in place of figures.
_WORDY = {"Servicing Certificate", "Beginning", "Term Notes", "Number", "Balance", "Special Hazard"}
_RECORDS = (
    *(Report, Pool, Overcollateralization, Delinquency, Losses, NetRecoveries, SpecialLosses),
    *(CapitalizedInterestAccount, PrefundingAccount),
)
_ROWS: dict[str, Row] = {
    "Payment Date": (Report, "payment_date", _date),
    "Servicing Certificate": (Pool, "group", _group),
    "Beginning Pool Balance": (Pool, "beginning_balance", _amount),
    "Beginning PFA": (Pool, "beginning_prefunding_balance", _amount),
    "Ending Pool Balance": (Pool, "ending_balance", _amount),
    "Ending PFA Balance": (Pool, "ending_prefunding_balance", _amount),
    "Principal Collections": (Pool, "principal_collections", _amount),
    "Principal Draws": (Pool, "principal_draws", _amount),
    "Net Principal Collections": (Pool, "net_principal_collections", _amount),
    "Active Loan Count": (Pool, "active_loan_count", _count),
    "Interest Collections": (Pool, "interest_collections", _amount),
    "Weighted Average Net Loan Rate": (Pool, "net_loan_rate", _percent),
    "Substitution Adjustment Amount": (Pool, "substitution_adjustment", _amount),
    "Excess Cash": (Report, "excess_cash", _amount),
    "Certificates": (Report, "certificates", _note),
    "Beginning Overcollateralization Amount": (Overcollateralization, "beginning", _amount),
    "Overcollateralization Amount Increase (Decrease)": (
        Overcollateralization,
        "increase",
        _amount,
    ),
    "Outstanding Overcollateralization Amount": (Overcollateralization, "outstanding", _amount),
    "Target Overcollateralization Amount": (Overcollateralization, "target", _amount),
    "Credit Enhancement Draw Amount": (Overcollateralization, "credit_enhancement_draw", _amount),
    "Unreimbursed Prior Draws": (Overcollateralization, "unreimbursed_draws", _amount),
    "Delinquent Loans (30 Days)*": (Delinquency, "days_30", _bucket),
    "Delinquent Loans (60 Days)*": (Delinquency, "days_60", _bucket),
    "Delinquent Loans (90 Days)*": (Delinquency, "days_90", _bucket),
    "Delinquent Loans (120 Days)*": (Delinquency, "days_120", _bucket),
    "Delinquent Loans (150 Days)*": (Delinquency, "days_150", _bucket),
    "Delinquent Loans (180+ Days)*": (Delinquency, "days_180_plus", _bucket),
    "REO": (Delinquency, "reo", _bucket),
    "Bankruptcy": (Delinquency, "bankruptcy", _bucket),
    "Foreclosures": (Delinquency, "foreclosure", _bucket),
    "Beginning Loss Amount": (Losses, "beginning", _amount),
    "Current Month Loss Amount": (Losses, "current_month", _amount),
    "Current Month Recoveries": (Losses, "recoveries", _amount),
    "Beginning Net Principal Recovery Amount": (NetRecoveries, "beginning", _amount),
    "Current Month Net Principal Recovery Amount": (NetRecoveries, "current_month", _amount),
    "Ending Net Principal Recovery Amount": (NetRecoveries, "ending", _amount),
    "Extraordinary Event Losses": (Report, "extraordinary_event_losses", _amount),
    "Excess Loss Amounts": (Report, "excess_loss_amounts", _amount),
    "Current Month Repurchases Units": (Report, "repurchased_units", _count),
    "Current Month Repurchases ($)": (Report, "repurchased_amount", _amount),
    "Cuurent Month Repurchases Units": (Report, "repurchased_units", _count),
    "Cuurent Month Repurchases ($)": (Report, "repurchased_amount", _amount),
}


def _under(
    record: type[Any], read: Callable[[Take], Any], fields: dict[str, str]
) -> dict[str, Row]:
    """All rows, with those of a section whose labels mean something else elsewhere."""
    return _ROWS | {label: (record, field, read) for label, field in fields.items()}


_SPECIAL_LOSSES = {
    "Beginning Amount": "beginning",
    "Current Month Loss Amount": "current_month",
    "Ending Amount": "ending",
}
_CAPITALIZED_INTEREST = {
    "Beginning Balance": "beginning_balance",
    "Withdraw relating to Collection Period": "withdrawals",
    "Interest Earned (Zero, Paid to Funding Account)": "interest_earned",
    "To close Capitalized Interest Account - balance due GMAC Mortgage": "closing_amount",
    "Total Ending Capitalized Interest Account Balance as of Payment Date": "ending_balance",
    "Interest earned for Collection Period": "collection_period_interest",
    "Interest withdrawn related to prior Collection Period": "prior_period_interest_withdrawn",
}
_PREFUNDING = {
    "Beginning Balance": "beginning_balance",
    "Additional Purchases during Revolving Period": "additional_purchases",
    "To adjust initial prefunding deposit amount": "initial_deposit_adjustment",
    "To close prefunding remaining balance due note holders": "closing_amount",
    "Excess of Draws over Principal Collections": "excess_draws",
    "Total Ending Balance as of Payment Date": "ending_balance",
    "Interest earned for Collection Period": "collection_period_interest",
    "Interest withdrawn related to prior Collection Period": "prior_period_interest_withdrawn",
}
#: The rows that are known after one of these headings.
_ROWS_UNDER = {
    "Special Hazard": _under(SpecialLosses, _by_cause, _SPECIAL_LOSSES),
    "Capitalized Interest Account": _under(
        CapitalizedInterestAccount, _amount, _CAPITALIZED_INTEREST
    ),
    "Prefunding Account": _under(PrefundingAccount, _amount, _PREFUNDING),
}
