"""Write a report as JSON and read it back."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from gmacm_grammar import records
from gmacm_grammar.records import Report

if TYPE_CHECKING:
    from cattrs import Converter

_FIGURE = re.compile(r"-?\d+(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
#: No name in a grammar begins with a dollar.
_TEXT = "$text"


def to_json(report: Report) -> str:
    """The report as JSON: fields in page order, what the report does not state left out."""
    return json.dumps(to_dict(report), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Report:
    """The report that ``to_json`` wrote. Raises ValueError for what is no such report."""
    return from_dict(json.loads(text))


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
        raise ValueError(f"this is not the record of a report: {error}") from error


@cache
def _converter() -> Converter:
    """Decimal <-> digits, date <-> ISO, ``other`` and unknown values <-> plain data."""
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

    converter = Converter(forbid_extra_keys=True, omit_if_default=True)
    converter.register_unstructure_hook(Decimal, "{:f}".format)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    classes = [c for c in vars(records).values() if isinstance(c, type) and attrs.has(c)]
    for cls in reversed(classes):
        free = [f.name for f in attrs.fields(cls) if f.name in ("other", "values")]
        to_plain: Any = {name: override(unstruct_hook=_plain) for name in free}
        to_typed: Any = {name: override(struct_hook=_typed) for name in free}
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


def _typed(value: Any, _: Any = None) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_TEXT} and isinstance(value[_TEXT], str):
            return value[_TEXT]
        return {name: _typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return tuple(_typed(inner) for inner in value)
    if isinstance(value, str):
        if _FIGURE.fullmatch(value):
            return Decimal(value)
        if _DATE.fullmatch(value):
            return date.fromisoformat(value)
    return value
