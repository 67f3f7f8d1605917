"""Which fields the records have, and what each holds: what a name in a grammar can fill."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs

from gmacm_grammar.model.records import RECORDS

#: What the rows of a table are named that has some records only, behind the name of a record.
_OF_SOME = "_of_some"
#: How the rows are named of a table that is no field.
ROWS = ("row", f"row{_OF_SOME}")


@attrs.frozen
class Field:
    """What a field holds: a value of the type ``holds``, or a tuple of ``many`` of them."""

    holds: Any
    many: bool
    record: Any  # the type, if it is one of records; None for values
    row: str  # the name of one record of a tuple of them

    @property
    def rows(self) -> tuple[str, str]:
        """How the rows of a table are named, and of one that has rows for some records only."""
        return self.row, f"{self.row}{_OF_SOME}"


def _schema(record: type[Any]) -> dict[str, Field]:
    """The fields of a record class that a grammar can fill."""
    found = {}
    for name, hint in typing.get_type_hints(record).items():
        if name not in ("other", "unknown"):
            holds = (typing.get_args(hint) or (hint,))[0]
            is_record = attrs.has(holds)
            row = re.sub(r"(?<!^)(?=[A-Z])", "_", holds.__name__).lower() if is_record else ""
            many = typing.get_origin(hint) is tuple
            found[name] = Field(holds, many, holds if is_record else None, row)
    return found


#: The fields of a record class, found once.
schema: Callable[[Any], dict[str, Field]] = cache(_schema)


@cache
def type_of(name: str) -> Any:
    """What the fields of this name hold; None if there is none, or if it holds records."""
    fields = (schema(record).get(name) for record in RECORDS)
    return next((field.holds for field in fields if field and not field.record), None)
