"""Which fields the records have, and what each holds: what a name in a grammar can fill."""

from __future__ import annotations

import re
import types
import typing
from typing import Any

import attrs


@attrs.frozen
class Field:
    """What a field holds: a value (``record`` is None) or a record, or a tuple of them."""

    record: Any
    many: bool
    row: str = ""  # the name of one record of a tuple of them


@attrs.frozen
class Schema:
    """The fields of a record class that a grammar can fill; ``flat`` if none holds records."""

    fields: dict[str, Field]
    flat: bool


SCHEMAS: dict[Any, Schema] = {}


def schema(record: type[Any]) -> Schema:
    """The schema of a record class, made once."""
    known = SCHEMAS.get(record)
    return SCHEMAS.setdefault(record, _schema(record)) if known is None else known


def _schema(record: type[Any]) -> Schema:
    hints = typing.get_type_hints(record)
    found = {}
    for field in attrs.fields(record):
        if field.name in ("other", "unknown"):
            continue
        hint = hints[field.name]
        many = typing.get_origin(hint) is tuple
        union = typing.get_origin(hint) in (types.UnionType, typing.Union)
        options = typing.get_args(hint) if many or union else (hint,)
        inner = next((option for option in options if attrs.has(option)), None)
        row = re.sub(r"(?<!^)(?=[A-Z])", "_", inner.__name__).lower() if inner else ""
        found[field.name] = Field(inner, many, row)
    return Schema(found, not any(field.record or field.many for field in found.values()))
