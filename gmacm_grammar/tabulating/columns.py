"""The tables and their columns. Those of records come from the classes of the records."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
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

#: The fields of a report that hold records, a table each.
LISTS = ("pools", "overcollateralization", "delinquency")
#: The fields of a report that hold one loss or one kind of losses, and those that hold an account.
LOSSES = ("losses", "net_recoveries", "special_losses")
AMOUNTS_LOST = ("extraordinary_event_losses", "excess_loss_amounts")
ACCOUNTS = ("capitalized_interest_account", "prefunding_account")
#: The fields of a report whose records are notes.
NOTES = ("notes", "certificates")


def texts(*names: str) -> tuple[Column, ...]:
    """Columns of text."""
    return tuple(Column(name, "text") for name in names)


KEYS = (Column("series", "text"), Column("payment_date", "date"), *texts("source", "file"))
#: Where column ``file`` stands in every table.
FILE = [column.name for column in KEYS].index("file")

_PLACE = (Column("line", "integer"), Column("column", "integer"))
_DOCUMENT = (Column("document", "integer"), *texts("document_type", "document_name"))
_VALUE = (*texts("kind", "text"), Column("value", "decimal"), Column("date", "date"))

REPORT = (
    *texts("format", "layout"),
    *_DOCUMENT,
    Column("position", "integer"),
    Column("line", "integer"),
    Column("whole", "boolean"),
    *(Column(n, "integer") for n in ("faults", "warnings")),
)
#: Where column ``warnings`` stands in the table of reports.
WARNINGS = [column.name for column in (*KEYS, *REPORT)].index("warnings")

OTHER = (*texts("path", "name", "section", "after", "label"), *_VALUE)
PROBLEMS = (*_DOCUMENT, *_PLACE, *texts("severity", "message", "hint", "where", "excerpt"))
RECONCILIATION = (
    *texts("name", "where", "outcome", "formula"),
    *(Column(n, "decimal") for n in ("difference", "tolerance", "left_side", "right_side")),
    *texts("because", "missing", "figures", "hint"),
)
FIGURES = (
    *texts("path", "name", "label", "printed"),
    *_VALUE,
    Column("document", "integer"),
    *_PLACE,
)


@cache
def scalars(record: Any) -> tuple[Column, ...]:
    """A column for each field of a record class that holds one value."""
    hints = typing.get_type_hints(record)
    return tuple(
        Column(name, _type(hints[name]))
        for name, field in schema(record).fields.items()
        if field.record is None and not field.many
    )


@cache
def nested(record: Any) -> dict[str, Any]:
    """The fields of a record class that hold a record, or several, with the class of these."""
    fields = schema(record).fields.items()
    return {name: field.record for name, field in fields if field.record is not None}


def _type(hint: Any) -> Type:
    options = [option for option in typing.get_args(hint) or (hint,) if option is not type(None)]
    return _TYPES[options[0]]


def report_fields() -> tuple[Column, ...]:
    """The fields of a report that stand in the table of reports, besides the keys."""
    elsewhere = {*AMOUNTS_LOST, *(column.name for column in KEYS)}
    return tuple(column for column in scalars(Report) if column.name not in elsewhere)


def loss_fields() -> tuple[Column, ...]:
    """What is said of losses of any kind; a record by cause is one amount for each cause."""
    return tuple(_without_doubles(_loss_fields()))


def _loss_fields() -> Iterator[Column]:
    for field in LOSSES:
        record = nested(Report)[field]
        yield from scalars(record)
        yield from (Column(name, "decimal") for name in nested(record))


def account_fields() -> tuple[Column, ...]:
    """What is said of accounts of any kind."""
    classes = nested(Report)
    return tuple(_without_doubles(c for field in ACCOUNTS for c in scalars(classes[field])))


def _without_doubles(found: Iterable[Column]) -> list[Column]:
    return list(dict.fromkeys(found))


@cache
def _tables() -> dict[str, tuple[Column, ...]]:
    path = texts("path")
    tables = {
        "reports": (*REPORT, *report_fields()),
        "pools": (*path, *scalars(Pool)),
        "notes": (*path, *texts("kind"), *scalars(Note)),
        "overcollateralization": (*path, *scalars(Overcollateralization)),
        "delinquency": (
            *path,
            *scalars(Delinquency),
            *texts("bucket"),
            *scalars(Bucket),
        ),
        "losses": (*texts("kind", "cause"), *loss_fields(), Column("amount", "decimal")),
        "accounts": (*texts("kind"), *account_fields()),
        "other": OTHER,
        "problems": PROBLEMS,
        "reconciliation": RECONCILIATION,
        "figures": FIGURES,
    }
    return {name: (*KEYS, *columns) for name, columns in tables.items()}


#: The names of the tables, in order.
TABLES = (
    "reports",
    "pools",
    "notes",
    "overcollateralization",
    "delinquency",
    "losses",
    "accounts",
    "other",
    "problems",
    "reconciliation",
    "figures",
)


def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table, in order. Raises KeyError for a name that is not in TABLES."""
    return _tables()[table]
