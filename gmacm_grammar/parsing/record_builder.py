"""Make records of the tree that the parser gives, whatever the names in it.

A name that is a field of the record fills it; one that the record has no field for goes to
``other``. In a section of columns each row has a value per column (a tuple): the n-th value belongs
to the n-th record of the section, and a row with one value for all columns belongs to the record
above. The records hold leaves: the numbers of cells, of which the values are filled in last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeAlias

from gmacm_grammar.model import ROWS, Field, Report, schema
from gmacm_grammar.parsing.leaf_values import Leaves, has_columns, overlap
from gmacm_grammar.parsing.tree import Tree


class Fault(Exception):
    """The tree says what no record can hold: two values for one field, a value too many."""


#: Called with the kind of problem, the leaves that find no place, and how many of them have one;
#: returns how many are kept (the first ones). May raise.
OnFault: TypeAlias = Callable[[str, Any, int], int]


def refuse(kind: str, _leaves: Any, _room: int) -> int:
    """Raise Fault."""
    raise Fault(kind)


def build_report(
    leaves: Leaves, on_fault: OnFault = refuse, lone_rows: Collection[str] = ()
) -> Report:
    """The report of a tree, with leaves for values. Raises Fault unless told otherwise.

    ``lone_rows``: the sections that may be a single row, without a heading.
    """
    report: Report = _Builder(leaves, on_fault, lone_rows).record(Report, leaves.tree)
    return report


class _Parts:
    """What is found of a record: its fields, what it has no field for, sections not yet made."""

    def __init__(self, known: dict[str, Field]) -> None:
        self.known = known
        self.fields: dict[str, Any] = {}
        self.other: dict[str, list[Any]] = {}
        self.nested: dict[str, list[Tree]] = {}
        #: The group that the last heading named, of whatever section, and what it was when the last
        #: block of a section began.
        self.group: Any = None
        self.groups: dict[str, Any] = {}


class _Builder:
    def __init__(self, leaves: Leaves, on_fault: OnFault, lone_rows: Collection[str]) -> None:
        self._leaves, self._fault, self._lone_rows = leaves, on_fault, lone_rows

    def record(self, cls: type[Any], items: Tree) -> Any:
        parts = _Parts(schema(cls))
        self._add(parts, items)
        fields, nested = parts.fields, parts.nested
        while name := next((name for name in nested if parts.known[name].many), None):
            made, above = self._records(parts.known[name], nested.pop(name), parts.known)
            fields[name] = (*fields.get(name, ()), *made)
            self._add(parts, above)
        for name, blocks in nested.items():
            for block in blocks[1:]:
                self._fault("repeated-section", block, 0)
            fields[name] = self.record(parts.known[name].record, blocks[0])
        if parts.other:
            fields["other"] = _frozen(parts.other)
        return cls(**fields)

    def _add(self, parts: _Parts, pairs: Tree) -> None:
        fields = parts.fields
        for name, value in pairs:
            field = parts.known.get(name)
            kind = type(value)
            if field is None or (kind is list) is (field.record is None):
                self._add_other(parts.other, name, value)
            elif kind is list:
                if value:
                    parts.group = self._leaves.group_of(value) or parts.group
                    self._add_block(parts, name, value, field.many)
            elif field.many:
                fields[name] = (*fields.get(name, ()), value)
            elif kind is not tuple:
                self._add_again(fields, name, value)
            elif row := self._fitting(self._leaves.stated(value), 1):
                self._add_again(fields, name, row[0])

    def _add_block(self, parts: _Parts, name: str, pairs: Tree, many: bool) -> None:
        """Add the pairs of a section to those that they carry on, or begin another block.

        Single rows carry a block on until one of them comes twice; what has a heading, or rows of
        its own, is a block by itself. No block goes on after the heading of another group.
        """
        blocks = parts.nested.setdefault(name, [])
        if blocks and (not many or self._leaves.are_rows(pairs, name in self._lone_rows)):
            if parts.groups[name] != parts.group:
                self._fault("other-group", pairs, 0)
                return
            if not overlap(blocks[-1], pairs):
                blocks[-1] = blocks[-1] + pairs
                return
            if many:
                self._fault("new-block", pairs[:1], 0)
        parts.groups[name] = parts.group
        blocks.append(pairs)

    def _records(
        self, field: Field, blocks: list[Tree], outer: dict[str, Field]
    ) -> tuple[tuple[Any, ...], Tree]:
        """The records of a field that holds many, and what belongs to the one above (``outer``)."""
        cls = field.record
        inner = schema(cls)
        made: list[Any] = []
        above: Tree = []
        tables: list[list[tuple[str, Tree]]] = []
        for block in blocks:
            of_rows, others = _parted(block, field.rows)
            if of_rows:
                tables.append(of_rows)
                above += others
            elif has_columns(block):
                made += self._columns(cls, block, above)
            else:
                own = [pair for pair in block if pair[0] in inner or pair[0] not in outer]
                above += [pair for pair in block if pair[0] in outer and pair[0] not in inner]
                made += [self.record(cls, own)] if own else []
        rows = [row for table in tables for _, row in table]
        if len(tables) > 1:
            rows = self._leaves.joined(rows)
            of_all = [
                [row for _, row in table]
                for table in tables
                if table[0][0] == field.row and not self._leaves.has_key(table[0][1])
            ]
            for row in self._leaves.unpaired(of_all, rows):
                self._fault("one-part-only", row, 0)
        made += [self.record(cls, row) for row in rows]
        return tuple(made), above

    def _columns(self, cls: type[Any], block: Tree, above: Tree) -> list[Any]:
        """The records of a section whose rows have a value for each of them."""
        known = schema(cls)
        headings: dict[str, list[Any]] = {}
        rows: Tree = []
        for name, value in block:
            if type(value) is tuple:
                rows.append((name, value))
            elif type(value) is not list and name in known:
                headings.setdefault(name, []).append(value)
            else:
                above.append((name, value))
        values_of = [*headings.items(), *rows]
        stated = self._leaves.stated  # without headings it does not matter in which column
        single = values_of if headings else [(name, stated(values)) for name, values in rows]
        if {len(values) for _, values in single} == {1}:
            return [self.record(cls, [(name, values[0]) for name, values in single])]
        # What most say, and the headings where rows are at odds.
        widths = Counter(self._leaves.filled(values) for _, values in values_of)
        width = max(widths, key=widths.__getitem__, default=0)
        columns: list[Tree] = [[] for _ in range(width)]
        for name, values in values_of:
            for column, value in zip(columns, self._fitting(values, width), strict=False):
                column.append((name, value))
        return [self.record(cls, column) for column in columns]

    def _fitting(self, values: Sequence[Any], width: int) -> Sequence[Any]:
        """The values of a row, one for each column; none if it has another number of them."""
        if len(values) != width:
            values = values[: max(width, self._leaves.filled(values))]
        if len(values) == width or self._fault("number-of-columns", values, width) == width:
            return values[:width]
        return ()

    def _add_again(self, fields: dict[str, Any], name: str, value: Any) -> None:
        if name not in fields:
            fields[name] = value
            return
        is_same = self._leaves.same(fields[name], value)
        if not (is_same and self._leaves.is_part(value)):
            self._fault("repeated-value" if is_same else "conflicting-value", value, 0)

    def _add_other(self, other: dict[str, list[Any]], name: str, value: Any) -> None:
        """Add a value under a name that the records do not have.

        The rows of a table are a list of records, also if there is one only; what stands among them
        is added beside it.
        """
        rows, others = _parted(value, ROWS) if type(value) is list else ([], [])
        if rows:
            other.setdefault(name, _Records()).extend(self._inner(row) for _, row in rows)
            for field, leaf in others:
                self._add_other(other, field, leaf)
            return
        known = other.setdefault(name, [])
        if not (self._leaves.is_part(value) and any(self._leaves.same(k, value) for k in known)):
            known.append(self._inner(value) if type(value) is list else value)

    def _inner(self, pairs: Tree) -> dict[str, list[Any]]:
        made: dict[str, list[Any]] = {}
        for name, value in pairs:
            self._add_other(made, name, value)
        return made


class _Records(list[Any]):
    """The records of a table that is no field."""


def _parted(block: Tree, rows: Collection[str]) -> tuple[Tree, Tree]:
    """The rows of a block by these names, and all else that is in it."""
    parts: tuple[Tree, Tree] = [], []
    for pair in block:
        parts[pair[0] not in rows or type(pair[1]) is not list].append(pair)
    return parts


def _frozen(value: Any) -> Any:
    """Other values as they are kept: those of a name that came more than once as a tuple."""
    if type(value) is not dict:
        return value
    return {
        name: tuple(map(_frozen, found))
        if len(found) > 1 or type(found) is _Records
        else _frozen(found[0])
        for name, found in value.items()
    }
