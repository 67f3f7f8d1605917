"""Make records of the tree that the automaton gives, whatever the names in it.

A name that is a field of the record fills it; one that the record has no field for goes to
``other``. In a section of columns each row has a value per column (a tuple): the n-th value belongs
to the n-th record of the section, and a row with one value for all columns belongs to the record
above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.records import Report
from gmacm_grammar.schema import SCHEMAS, Field, schema

Pairs: TypeAlias = list[tuple[str, Any]]


@attrs.frozen
class Captured:
    """A text of which the grammar names parts: each fills the field of its name."""

    text: Any
    parts: dict[str, Any]


#: What is said of rows that come a second time in a section that is repeated without its heading.
NEW_BLOCK = "comes a second time: a new block begins here without its heading"


class Fault(Exception):
    """The tree says what no record can hold: two values for one field, a value too many."""


#: Called with what is wrong, the values that find no place, and how many of them have one; returns
#: how many are kept (the first ones). May raise.
OnFault: TypeAlias = Callable[[str, Any, int], int]


def _raise(why: str, _values: Any, _room: int) -> int:
    raise Fault(why)


def build_report(items: Pairs, on_fault: OnFault = _raise) -> Report:
    """Make the report of the pairs of the start rule. Raises Fault unless told otherwise."""
    report: Report = _Builder(on_fault).record(Report, items)
    return report


class _Builder:
    def __init__(self, on_fault: OnFault) -> None:
        self._fault = on_fault

    def record(self, cls: type[Any], items: Pairs) -> Any:
        known = SCHEMAS.get(cls) or schema(cls)
        fields: dict[str, Any]
        if known.flat:
            fields = dict(items)
            whole = len(fields) == len(items) and fields.keys() <= known.fields.keys()
            if whole and _PLAIN.issuperset(map(type, fields.values())):
                return cls(**fields)
        return self._record(cls, known.fields, items)

    def _record(self, cls: type[Any], known: dict[str, Field], items: Pairs) -> Any:
        fields: dict[str, Any] = {}
        other: dict[str, Any] = {}
        nested: dict[str, list[Pairs]] = {}
        for name, value in items:
            field = known.get(name)
            kind = type(value)
            if field is None or (kind is list) is (field.record is None):
                self._add_other(other, name, value)
            elif kind is list:
                if value and name in nested:
                    self._add_block(nested[name], value, field.many)
                elif value:
                    nested[name] = [value]
            elif field.many:
                fields[name] = (*fields.get(name, ()), value)
            elif kind is Captured:
                self._add_captured(fields, other, known, name, value)
            elif kind is tuple:
                self._add_row(fields, name, value)
            elif name in fields:
                self._add_again(fields, name, value)
            else:
                fields[name] = value
        for name in [name for name in nested if known[name].many]:
            fields[name], above = self._records(known[name], nested[name])
            for row, value in above:
                if row in known and known[row].record and type(value) is list:
                    self._add_block(nested.setdefault(row, []), value, known[row].many)
                else:
                    single = row in known and known[row].record is None
                    self._add_again(fields if single else other, row, value)
        for name, blocks in nested.items():
            if not known[name].many:
                for block in blocks[1:]:
                    self._fault("is printed a second time", block, 0)
                fields[name] = self.record(known[name].record, blocks[0])
        if other:
            fields["other"] = _frozen(other)
        return cls(**fields)

    def _add_block(self, blocks: list[Pairs], pairs: Pairs, many: bool) -> None:
        """Add the pairs of a section to those that they carry on, or begin another block.

        Single rows carry a block on until one of them comes twice; what has a heading, or rows of
        its own, is a block by itself.
        """
        if not blocks or (many and not all(_is_figure(value) for _, value in pairs)):
            blocks.append(pairs)
        elif not _overlap(blocks[-1], pairs):
            blocks[-1] = blocks[-1] + pairs
        else:
            if many:
                self._fault(NEW_BLOCK, pairs[:1], 0)
            blocks.append(pairs)

    def _records(self, field: Field, blocks: list[Pairs]) -> tuple[tuple[Any, ...], Pairs]:
        """The records of a field that holds many, and the pairs that belong to the record above."""
        cls = field.record
        made: list[Any] = []
        above: Pairs = []
        rows: list[Pairs] = []
        for block in blocks:
            of_rows = next((value for name, value in block if name == field.row), None)
            if type(of_rows) is list:
                for name, value in block:
                    if name == field.row and type(value) is list:
                        rows.append(value)
                    else:
                        above.append((name, value))
            elif _has_columns(block):
                made += self._columns(cls, block, above)
            else:
                made.append(self.record(cls, block))
        if len(blocks) > 1:
            rows = _joined(rows)
        made += [self.record(cls, row) for row in rows]
        return tuple(made), above

    def _columns(self, cls: type[Any], block: Pairs, above: Pairs) -> list[Any]:
        """The records of a section whose rows have a value for each of them."""
        known = schema(cls).fields
        headings: dict[str, list[Any]] = {}
        rows: Pairs = []
        for name, value in block:
            if type(value) is tuple:
                rows.append((name, value))
            elif name in known and type(value) is not list:
                headings.setdefault(name, []).append(value)
            else:
                above.append((name, value))
        values_of = [*headings.items(), *rows]
        if {len(values) for _, values in values_of} == {1}:
            return [self.record(cls, [(name, values[0]) for name, values in values_of])]
        width = _width([_filled(v) for _, v in rows], [len(v) for v in headings.values()])
        columns: list[Pairs] = [[] for _ in range(width)]
        for name, values in values_of:
            if len(values) != width:
                values = values[: max(width, _filled(values))]
            if len(values) != width:
                values = values[: self._misfit(values, width)]
                if not values:
                    continue
            for column, value in zip(columns, values, strict=True):
                column.append((name, value))
        return [self.record(cls, column) for column in columns]

    def _add_captured(
        self,
        fields: dict[str, Any],
        other: dict[str, Any],
        known: dict[str, Field],
        name: str,
        value: Captured,
    ) -> None:
        parts = {name: value.text, **value.parts}
        for part, text in parts.items():
            target = fields if part in known else other
            if part == name or target.get(part) != text:
                self._add_again(target, part, text)

    def _add_row(self, fields: dict[str, Any], name: str, values: tuple[Any, ...]) -> None:
        if _filled(values) == 1 or self._misfit(values, 1):
            self._add_again(fields, name, values[0])

    def _misfit(self, values: Any, width: int) -> int:
        """How many values are kept of a row that has another number of them than of columns."""
        if len(values) > width:
            more = len(values) - width
            why = "a value too many" if more == 1 else f"{more} values too many"
        else:
            more = width - len(values)
            why = "a value is missing" if more == 1 else f"{more} values are missing"
        columns = "1 column" if width == 1 else f"{width} columns"
        kept = self._fault(f"{why}: found {len(values)} for {columns}", values, width)
        return kept if kept == width else 0

    def _add_again(self, fields: dict[str, Any], name: str, value: Any) -> None:
        if name not in fields:
            fields[name] = value
        elif fields[name] == value:
            self._fault("is printed a second time, with the same value", value, 0)
        else:
            self._fault("is printed a second time, with another value", value, 0)

    def _add_other(self, other: dict[str, Any], name: str, value: Any) -> None:
        """Add a value of a name that the records do not have; one that comes again is listed."""
        if type(value) is Captured:
            for part, text in {name: value.text, **value.parts}.items():
                self._add_other(other, part, text)
            return
        if type(value) is list:
            inner: dict[str, Any] = {}
            for row, cell in value:
                self._add_other(inner, row, cell)
            value = inner
        if name not in other:
            other[name] = value
        elif type(other[name]) is _Listed:
            other[name].append(value)
        else:
            other[name] = _Listed([other[name], value])


class _Listed(list[Any]):
    """The values of a name that came more than once."""


def _frozen(value: Any) -> Any:
    """Other values as they are kept: what came more than once as a tuple."""
    if type(value) is dict:
        return {name: _frozen(inner) for name, inner in value.items()}
    return tuple(map(_frozen, value)) if type(value) is _Listed else value


def _joined(rows: list[Pairs]) -> list[Pairs]:
    """Rows with those of a second table that carries on with other columns for the same rows."""
    found: dict[Any, Pairs] = {}
    for number, row in enumerate(rows):
        key = row[0]
        if key not in found:
            found[key] = list(row)
        elif _overlap(found[key], row[1:]):
            found[number] = row
        else:
            found[key] += row[1:]
    return list(found.values())


#: The types of values that fill a field as they are.
_PLAIN = frozenset({Decimal, int, str, date, type(None)})
_NUMBERS = _PLAIN - {str}


def _overlap(block: Pairs, more: Pairs) -> bool:
    names = {name for name, _ in block}
    return not names.isdisjoint([name for name, _ in more])


def _filled(values: Any) -> int:
    """How many values there are, without the empty cells that fill up the row."""
    count = len(values)
    if count == 1:
        return count
    while count > 1 and getattr(values[count - 1], "empty", False):
        count -= 1
    return count


def _width(rows: list[int], headings: list[int]) -> int:
    """How many columns there are: what most rows say, and the headings where rows are at odds."""
    votes = Counter(rows)
    votes.update(headings)
    if not votes:
        return 0
    most = max(votes.values())
    return max(votes, key=lambda width: (votes[width] == most, width in headings, votes[width]))


def _has_columns(block: Pairs) -> bool:
    """Whether rows have a value per column, or headings of columns are named one after another."""
    kinds = {type(value) for _, value in block}
    return tuple in kinds or (list not in kinds and len({name for name, _ in block}) < len(block))


def _is_figure(value: Any) -> bool:
    """Whether a value is a figure of a row, and not a heading or something with parts."""
    kind = type(value)
    if kind in _NUMBERS:
        return True
    return type(getattr(value, "value", value)) not in (list, tuple, str, Captured)
