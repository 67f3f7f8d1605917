"""The records that a report becomes.

All records are frozen, keyword-only attrs classes. Amounts, factors, rates and shares are
``Decimal``: amounts in dollars with all printed digits, rates and shares as fractions
(8.46390 % is ``Decimal("0.0846390")``). Counts are ``int``, dates ``date``. ``None`` stands for a
figure that the report does not state (a dash, or no such row). ``other`` holds, by its name in
the grammar, what the records have no field for.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

#: A value of a field that the records do not have: a figure, a text, or such values nested.
Other: TypeAlias = dict[str, Any]
#: The values of a row that no grammar knows.
Values: TypeAlias = tuple[Decimal | int | date | str | None, ...]


@attrs.frozen(kw_only=True)
class UnknownRow:
    """A row (or a heading, or a stray cell) that no grammar knows, kept as printed.

    ``section`` is the field of the report, or the unknown heading, under which it stands; ``after``
    the label of the row before it; ``values`` are typed by how they are printed.
    """

    section: str | None = None
    after: str | None = None
    label: str | None = None
    values: Values = ()


@attrs.frozen(kw_only=True)
class Pool:
    """The mortgage loans of one loan group; ``group`` is None where the report names none."""

    group: str | None = None
    beginning_balance: Decimal | None = None
    beginning_prefunding_balance: Decimal | None = None
    ending_balance: Decimal | None = None
    ending_prefunding_balance: Decimal | None = None
    principal_collections: Decimal | None = None
    principal_draws: Decimal | None = None
    net_principal_collections: Decimal | None = None
    active_loan_count: int | None = None
    repurchased_units: int | None = None
    repurchased_amount: Decimal | None = None
    repurchased_for_delinquency: Decimal | None = None
    interest_collections: Decimal | None = None
    net_interest_collections: Decimal | None = None
    additional_loans_revolving_period: Decimal | None = None
    additional_loans_funding_event: Decimal | None = None
    loan_rate: Decimal | None = None
    net_loan_rate: Decimal | None = None
    substitution_adjustment: Decimal | None = None
    substitution_loan_amount: Decimal | None = None
    repurchased_loan_amount: Decimal | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Note:
    """One class of notes (or the certificates) in one month.

    ``factor`` is ending balance over original balance, ``security_share`` the ending balance over
    the sum of the original balances of all notes, ``coupon`` the yearly rate; all are fractions.
    """

    name: str | None = None
    beginning_balance: Decimal | None = None
    ending_balance: Decimal | None = None
    factor: Decimal | None = None
    principal: Decimal | None = None
    interest: Decimal | None = None
    interest_shortfall: Decimal | None = None
    security_share: Decimal | None = None
    beginning_factor: Decimal | None = None
    principal_per_thousand: Decimal | None = None
    interest_per_thousand: Decimal | None = None
    coupon: Decimal | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Overcollateralization:
    """What the pool is worth more than the notes, of one loan group or of all."""

    group: str | None = None
    beginning: Decimal | None = None
    increase: Decimal | None = None
    outstanding: Decimal | None = None
    outstanding_share: Decimal | None = None
    target: Decimal | None = None
    credit_enhancement_draw: Decimal | None = None
    unreimbursed_draws: Decimal | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Bucket:
    """Loans of one state of delinquency: dollars, number of loans, share of the pool."""

    balance: Decimal | None = None
    count: int | None = None
    share: Decimal | None = None
    foreclosure_count: int | None = None
    foreclosure_balance: Decimal | None = None
    bankruptcy_count: int | None = None
    bankruptcy_balance: Decimal | None = None
    reo_count: int | None = None
    reo_balance: Decimal | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Delinquency:
    """The delinquency table of one loan group or of all."""

    group: str | None = None
    days_30: Bucket | None = None
    days_60: Bucket | None = None
    days_90: Bucket | None = None
    days_90_plus: Bucket | None = None
    days_120: Bucket | None = None
    days_150: Bucket | None = None
    days_180_plus: Bucket | None = None
    foreclosure: Bucket | None = None
    bankruptcy: Bucket | None = None
    reo: Bucket | None = None
    footnotes: tuple[str, ...] = ()
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Losses:
    """Liquidation losses to date; ``ending_share`` is ending losses over the ending pool."""

    beginning: Decimal | None = None
    current_month: Decimal | None = None
    recoveries: Decimal | None = None
    ending: Decimal | None = None
    ending_share: Decimal | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class NetRecoveries:
    """Net principal recoveries to date."""

    beginning: Decimal | None = None
    current_month: Decimal | None = None
    ending: Decimal | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class ByCause:
    """One amount for each cause of a special loss."""

    special_hazard: Decimal | None = None
    fraud: Decimal | None = None
    bankruptcy: Decimal | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class SpecialLosses:
    """Special hazard, fraud and bankruptcy losses."""

    beginning: ByCause | None = None
    current_month: ByCause | None = None
    ending: ByCause | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class CapitalizedInterestAccount:
    """Movements of the capitalized interest account."""

    beginning_balance: Decimal | None = None
    withdrawals: Decimal | None = None
    interest_earned: Decimal | None = None
    closing_amount: Decimal | None = None
    ending_balance: Decimal | None = None
    collection_period_interest: Decimal | None = None
    prior_period_interest_withdrawn: Decimal | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class PrefundingAccount:
    """Movements of the prefunding account (PFA)."""

    beginning_balance: Decimal | None = None
    additional_purchases: Decimal | None = None
    initial_deposit_adjustment: Decimal | None = None
    closing_amount: Decimal | None = None
    excess_draws: Decimal | None = None
    ending_balance: Decimal | None = None
    collection_period_interest: Decimal | None = None
    prior_period_interest_withdrawn: Decimal | None = None
    other: Other = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Report:
    """One servicing certificate: one trust, one payment date. Fields stand in page order.

    ``class_name`` and ``group`` are set where the title names a class or a loan group.
    ``net_loan_rate_all_groups`` is a rate that the report gives for all groups together.
    """

    title: str | None = None
    trust: str | None = None
    series: str | None = None
    class_name: str | None = None
    group: str | None = None
    cut_off_date: date | None = None
    determination_date: date | None = None
    record_date: date | None = None
    payment_date: date | None = None
    actual_days_in_accrual_period: int | None = None
    accrual_period_days: int | None = None
    pools: tuple[Pool, ...] = ()
    net_loan_rate_all_groups: Decimal | None = None
    note_rate: Decimal | None = None
    excess_cash: Decimal | None = None
    excess_spread: Decimal | None = None
    excess_spread_target: Decimal | None = None
    excess_spread_cash: Decimal | None = None
    notes: tuple[Note, ...] = ()
    certificates: Note | None = None
    overcollateralization: tuple[Overcollateralization, ...] = ()
    delinquency: tuple[Delinquency, ...] = ()
    losses: Losses | None = None
    net_recoveries: NetRecoveries | None = None
    special_losses: SpecialLosses | None = None
    extraordinary_event_losses: Decimal | None = None
    excess_loss_amounts: Decimal | None = None
    capitalized_interest_account: CapitalizedInterestAccount | None = None
    prefunding_account: PrefundingAccount | None = None
    repurchased_units: int | None = None
    repurchased_amount: Decimal | None = None
    unknown: tuple[UnknownRow, ...] = ()
    other: Other = attrs.field(factory=dict, hash=False)


#: All classes of records.
RECORDS = {cls for cls in vars().copy().values() if isinstance(cls, type) and attrs.has(cls)}
