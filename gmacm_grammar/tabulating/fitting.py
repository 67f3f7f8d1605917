"""What the files of all kinds can hold: texts that are UTF-8, numbers of a fixed size."""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any

#: The digits of a decimal column, and how many of them stand after the point.
PRECISION, SCALE = 38, 12

_STEP = Decimal(1).scaleb(-SCALE)
_EXACT = Context(prec=PRECISION, traps=[Inexact, InvalidOperation])
_ROUNDED = Context(prec=PRECISION, traps=[InvalidOperation])
_INTEGERS = range(-(2**63), 2**63)
#: What UTF-8, or a C string, cannot hold.
_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    r"""The text with what cannot be written shown as an escape (``\x00``, ``\udc80``)."""
    if text.isprintable():
        return text
    return _UNWRITABLE.sub(lambda found: ascii(found[0])[1:-1], text)


def fits(number: Decimal) -> bool:
    """Whether a decimal column can hold the number with all its digits, also zeros at the end."""
    try:
        fitting = _EXACT.quantize(number, _STEP)
        return fitting.is_finite() and number.compare_total_mag(fitting) >= 0
    except (Inexact, InvalidOperation):
        return False


def rounded(number: Decimal | None) -> Decimal | None:
    """A computed number with no more digits after the point than a decimal column has."""
    if number is None or fits(number):
        return number
    try:
        return _ROUNDED.quantize(number, _STEP)
    except InvalidOperation:
        return number


def fitted(row: tuple[Any, ...], too_long: dict[str, None]) -> tuple[Any, ...]:
    """The row as it can be written; to ``too_long`` is added each number left out."""
    changed: list[Any] | None = None
    for place, value in enumerate(row):
        kind = type(value)
        if kind is str:
            if value.isprintable():
                continue
            new: Any = clean(value)
        elif (kind is Decimal and not fits(value)) or (kind is int and value not in _INTEGERS):
            too_long[str(Decimal(value))] = None
            new = None
        else:
            continue
        changed = list(row) if changed is None else changed
        changed[place] = new
    return row if changed is None else tuple(changed)


def plain(value: Any) -> Any:
    """A value for files without decimals and dates: as a text, with all its digits."""
    kind = type(value)
    if kind is Decimal:
        return f"{value:f}"
    return value.isoformat() if kind is date else value
