"""Write a report as JSON and read it back."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from functools import cache, partial
from operator import eq
from typing import TYPE_CHECKING, Any, get_origin

from gmacm_grammar.model.records import Other, Report, Values

if TYPE_CHECKING:
    from cattrs import Converter

_FIGURE = re.compile(r"-?\d+(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
#: No name in a grammar begins with a dollar.
_TEXT = "$text"
#: What is expected where a value is another one.
_WORDS = {
    Decimal: "the digits of a figure in quotes",
    date: "a date in quotes",
    int: "a whole number",
    str: "a text in quotes",
    dict: "an object",
    tuple: "a list",
}
_NO_RECORD = "this is not the record of a report"


def to_json(report: Report) -> str:
    """The report as JSON: fields in page order, what the report does not state left out."""
    return json.dumps(to_dict(report), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Report:
    """The report that ``to_json`` wrote. Raises ValueError for what is no such report."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError(f"{_NO_RECORD}: it is nested too deeply") from None
    return from_dict(data)


def to_dict(report: Report) -> dict[str, Any]:
    """The report as plain data, ready for JSON.

    Amounts, rates and shares are strings with all their digits (rates and shares as fractions),
    counts are numbers, dates ISO strings. A text in ``other`` or in an unknown row that looks like
    a figure or a date is ``{"$text": ...}``, so that it is read back as a text.
    """
    data: dict[str, Any] = _converter().unstructure(report)
    return data


def from_dict(data: dict[str, Any]) -> Report:
    """The report that ``to_dict`` made. Raises ValueError for what is no such report."""
    try:
        return _converter().structure(data, Report)
    except Exception as error:
        from cattrs import transform_error

        why = transform_error(error, format_exception=_why)[0]
        raise ValueError(f"{_NO_RECORD}: {why}") from error


def _why(error: BaseException, _: Any) -> str:
    """What is wrong with a value, in words; its place is said after it."""
    from cattrs import ForbiddenExtraKeysError

    if isinstance(error, ForbiddenExtraKeysError):
        return f"there is no field {', '.join(sorted(error.extra_fields))}"
    return str(error) if isinstance(error, ValueError) else "a value of another kind is expected"


@cache
def _converter() -> Converter:
    """Decimal <-> digits, date <-> ISO, ``other`` and unknown values <-> plain data."""
    from cattrs import Converter

    converter = Converter(omit_if_default=True, forbid_extra_keys=True)
    converter.register_unstructure_hook(Decimal, "{:f}".format)
    converter.register_unstructure_hook(date, date.isoformat)
    for kind in (Decimal, date, int, str):
        converter.register_structure_hook(kind, _value)
    for free in (Other, Values):
        converter.register_unstructure_hook_func(partial(eq, free), _plain)
        converter.register_structure_hook_func(partial(eq, free), _value)
    return converter


def _plain(value: Any) -> Any:
    """A value of unknown kind as plain data from which the kind can be told."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str) and (_FIGURE.fullmatch(value) or _DATE.fullmatch(value)):
        return {_TEXT: value}
    return _converter().unstructure(value)


def _value(value: Any, kind: Any) -> Any:
    """A plain value as one of a kind. Raises ValueError if it is none."""
    expected = get_origin(kind) or kind
    as_written = expected is not str and isinstance(value, (str, dict, list))
    found = _typed(value) if as_written else value
    if type(found) is not expected:
        raise ValueError(f"{value!r} is not {_WORDS[expected]}")
    return found


def _typed(value: Any) -> Any:
    """A plain value as one of the kind that it is written as."""
    if isinstance(value, dict):
        if value.keys() == {_TEXT}:
            return _value(value[_TEXT], str)
        return {name: _typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return tuple(map(_typed, value))
    if isinstance(value, str) and _FIGURE.fullmatch(value):
        return Decimal(value)
    if isinstance(value, str) and _DATE.fullmatch(value):
        return date.fromisoformat(value)
    return _value(value, Decimal) if isinstance(value, float) else value
