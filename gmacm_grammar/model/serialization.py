"""Write a report as JSON and read it back."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from gmacm_grammar.model.records import RECORDS, Report

if TYPE_CHECKING:
    from cattrs import Converter

_FIGURE = re.compile(r"-?\d+(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
#: No name in a grammar begins with a dollar.
_TEXT = "$text"
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
    from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

    converter = Converter()
    converter.register_unstructure_hook(Decimal, "{:f}".format)
    converter.register_unstructure_hook(date, date.isoformat)
    for kind, read in ((Decimal, _decimal), (date, _date), (int, _count), (str, _text)):
        converter.register_structure_hook(kind, read)
    for cls in RECORDS:
        free = {f.name: _FREE[f.name] for f in attrs.fields(cls) if f.name in _FREE}
        to_plain: Any = {name: override(unstruct_hook=_plain) for name in free}
        to_typed: Any = {name: override(struct_hook=read) for name, read in free.items()}
        converter.register_unstructure_hook(
            cls, make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **to_plain)
        )
        converter.register_structure_hook(
            cls,
            make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **to_typed),
        )
    return converter


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and (_FIGURE.fullmatch(value) or _DATE.fullmatch(value)):
        return {_TEXT: value}
    return value


def _decimal(value: Any, _: Any) -> Decimal:
    if isinstance(value, str) and _FIGURE.fullmatch(value):
        return Decimal(value)
    raise ValueError(f"{value!r} is not the digits of a figure in quotes")


def _date(value: Any, _: Any) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError(f"{value!r} is not a date in quotes")


def _count(value: Any, _: Any) -> int:
    if type(value) is int:
        return value
    raise ValueError(f"{value!r} is not a whole number")


def _text(value: Any, _: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{value!r} is not a text in quotes")


def _other(value: Any, _: Any) -> Any:
    if isinstance(value, dict):
        return {name: _typed(inner) for name, inner in value.items()}
    raise ValueError(f"{value!r} is not an object")


def _values(value: Any, _: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_typed, value))
    raise ValueError(f"{value!r} is not a list")


#: The fields whose values are told by how they are written.
_FREE = {"other": _other, "values": _values}


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_TEXT}:
            return _text(value[_TEXT], None)
        return _other(value, None)
    if isinstance(value, list):
        return _values(value, None)
    if isinstance(value, str):
        if _FIGURE.fullmatch(value):
            return Decimal(value)
        return date.fromisoformat(value) if _DATE.fullmatch(value) else value
    if isinstance(value, float):
        raise ValueError(f"{value!r} is not the digits of a figure in quotes")
    return value
