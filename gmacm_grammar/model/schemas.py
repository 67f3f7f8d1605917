"""Which fields the records have, and what each holds: what a name in a grammar can fill."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs


@attrs.frozen
class Field:
    """What a field holds: a value of the type ``holds``, or a tuple of ``many`` of them."""

    holds: Any
    many: bool
    record: Any  # the type, if it is one of records; None for values
    row: str  # the name of one record of a tuple of them


@attrs.frozen
class Schema:
    """The fields of a record class that a grammar can fill; ``flat`` if none holds records."""

    fields: dict[str, Field]
    flat: bool


def _schema(record: type[Any]) -> Schema:
    """The schema of a record class."""
    found = {}
    for name, hint in typing.get_type_hints(record).items():
        if name not in ("other", "unknown"):
            holds = (typing.get_args(hint) or (hint,))[0]
            is_record = attrs.has(holds)
            row = re.sub(r"(?<!^)(?=[A-Z])", "_", holds.__name__).lower() if is_record else ""
            many = typing.get_origin(hint) is tuple
            found[name] = Field(holds, many, holds if is_record else None, row)
    return Schema(found, not any(field.record or field.many for field in found.values()))


#: The schema of a record class, made once.
schema: Callable[[Any], Schema] = cache(_schema)
