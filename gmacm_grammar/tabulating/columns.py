"""The tables and their columns. Those of records come from the classes of the records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeAlias

import attrs

from gmacm_grammar.model import (
    Bucket,
    Delinquency,
    Note,
    Overcollateralization,
    Pool,
    Report,
    schema,
)

Type: TypeAlias = Literal["text", "decimal", "integer", "date", "boolean"]


@attrs.frozen
class Column:
    """A column of a table: its name, and the type of its values (any of them may be null)."""

    name: str
    type: Type


_TYPES: dict[Any, Type] = {
    str: "text",
    Decimal: "decimal",
    int: "integer",
    date: "date",
    bool: "boolean",
}

#: The fields of a report that hold one loss or one kind of losses, and those that hold an account.
LOSSES = ("losses", "net_recoveries", "special_losses")
AMOUNTS_LOST = ("extraordinary_event_losses", "excess_loss_amounts")
ACCOUNTS = ("capitalized_interest_account", "prefunding_account")


@cache
def scalars(record: Any) -> dict[str, Column]:
    """A column for each field of a record class that holds one value."""
    return {
        name: Column(name, _TYPES[field.holds])
        for name, field in schema(record).items()
        if field.record is None and not field.many
    }


@cache
def nested(record: Any) -> dict[str, Any]:
    """The fields of a record class that hold a record, or several, with the class of these."""
    fields = schema(record).items()
    return {name: field.record for name, field in fields if field.record is not None}


def _columns(names: str) -> tuple[Column, ...]:
    """Columns of text, or of the type that is named after a colon."""
    words = (word.partition(":") for word in names.split())
    types: dict[str, Type] = {type: type for type in _TYPES.values()}
    return tuple(Column(name, types.get(type, "text")) for name, _, type in words)


#: With what each table begins.
KEYS = _columns("series payment_date:date source file")
_DOCUMENT = "document:integer document_type document_name"
_SUBMISSION = "accession_number form_type filing_date:date"
_VALUE = "kind text value:decimal date:date"


def _of(*fields: str) -> list[Column]:
    """What is said in fields of a report; a record by cause is one amount for each cause."""
    found: list[Column] = []
    for record in (nested(Report)[field] for field in fields):
        found += scalars(record).values()
        found += (Column(name, "decimal") for name in nested(record))
    return found


def _tables() -> dict[str, tuple[Column, ...]]:
    counts = (
        "grade faults:integer warnings:integer unknown_rows:integer missing "
        "missing_sections:integer failing:integer untestable:integer"
    )
    ours = [scalars(Report)[name] for name in scalars(Report) if name not in AMOUNTS_LOST]
    tables = {
        "reports": (
            *_columns(f"format layout {_DOCUMENT} position:integer line:integer"),
            *_columns(f"{_SUBMISSION} {counts}"),
            *ours,
        ),
        "pools": (*_columns("path"), *scalars(Pool).values()),
        "notes": (*_columns("path kind"), *scalars(Note).values()),
        "overcollateralization": (*_columns("path"), *scalars(Overcollateralization).values()),
        "delinquency": (
            *_columns("path"),
            *scalars(Delinquency).values(),
            *_columns("bucket"),
            *scalars(Bucket).values(),
        ),
        "losses": (*_columns("kind cause"), *_of(*LOSSES), *_columns("amount:decimal")),
        "accounts": (*_columns("kind"), *_of(*ACCOUNTS)),
        "other": _columns(f"path name section after label {_VALUE}"),
        "problems": _columns(
            f"{_DOCUMENT} line:integer column:integer severity code kind message hint where excerpt"
        ),
        "reconciliation": _columns(
            "name where outcome formula difference:decimal tolerance:decimal left_side:decimal "
            "right_side:decimal because missing figures hint"
        ),
        "figures": _columns(
            f"path name label printed {_VALUE} document:integer line:integer column:integer"
        ),
    }
    return {name: tuple(dict.fromkeys((*KEYS, *columns))) for name, columns in tables.items()}


#: The columns of each table, in order.
TABLES = _tables()
