"""Write down what is seen of some reports as a grammar file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from gmacm_grammar.grammars import START, kind_of
from gmacm_grammar.model import Cell, Report, schema
from gmacm_grammar.parsing import normal
from gmacm_grammar.workbench.expressions import (
    Keyed,
    expression_of_keyed,
    key_in,
    title_of,
)
from gmacm_grammar.workbench.figures import VALUES, Kinds
from gmacm_grammar.workbench.merging import Together
from gmacm_grammar.workbench.naming import TOP, Names
from gmacm_grammar.workbench.notation import field_name, free_name, quoted, stacked, wrapped
from gmacm_grammar.workbench.outline import TEXT, TOTAL, Column, Row, Section, Table, is_value
from gmacm_grammar.workbench.reuse import Known, Reusable

#: What marks all that a person must look at.
DECIDE = "// decide:"
#: A section is named by so many words of its heading.
_WORDS = 4
_DRAFT = """\
// {name}: decide: what reports these are, in one line.
// Series: decide. Months seen: decide.
// Fixtures: {fixtures}.
//
// A first draft, made from {samples}.
// Names are made from labels: decide for each whether it is one of the dictionary.

{imports}

{report}

{rules}
"""


class Writer:
    """Writes one grammar file; ``reused`` are the sections that are imported."""

    def __init__(
        self, seen: Together, kinds: Kinds, known: Known, reused: Mapping[Section, Reusable]
    ) -> None:
        self._seen, self._kinds, self._known, self._reused = seen, kinds, known, reused
        self._imports: dict[str, set[str]] = {VALUES: set()}
        self._rules: list[str] = []
        self._values: list[str] = []  # rules for values of rows
        imported = dict(chain.from_iterable(one.names for one in reused.values()))
        self._names = Names(imported, kinds.terminals)
        self._tables: dict[int, str] = {}

    def text(self, name: str, samples: Mapping[str, str]) -> str:
        """The grammar file ``name``, made from samples in these layouts."""
        title = self._title()
        listed = " | ".join(dict.fromkeys(chain(*map(self._section, self._seen.sections))))
        listed = f"({listed})*" if " " in listed else f"{listed}*"
        texts = [f"{name}: /{'|'.join(texts)}/" for name, texts in self._names.texts.items()]
        imports = [
            f"%import .{file} ({', '.join(sorted(names))})"
            for file, names in self._imports.items()
            if names
        ]
        return _DRAFT.format(
            name=name,
            fixtures=", ".join(re.sub(r"\.\w+$", "", sample) for sample in samples),
            samples=", ".join(f"{sample} ({layout})" for sample, layout in samples.items()),
            imports="\n".join(imports),
            report=wrapped(f"{START}: {title}{listed}"),
            rules="\n".join([*self._rules, *self._values, *texts]),
        )

    def _title(self) -> str:
        titles = dict.fromkeys(title_of(title) for title in self._seen.titles if title)
        name = "TITLE_LINE" if "TITLE" in self._names.taken else "TITLE"
        names = [name, *(f"{name}_{n}" for n in range(2, len(titles) + 1))][: len(titles)]
        self._names.texts.update(
            (name, {title: None}) for name, title in zip(names, titles, strict=True)
        )
        if not names:
            return ""
        rule = "title" if self._names.taken["title"] == "rule" else "%override title"
        self._add("what of the title is different in other reports", f"{rule}: {' | '.join(names)}")
        return "title? " if None in self._seen.titles else "title "

    def _add(self, remark: str, *rules: str) -> None:
        """Add rules with what is to be decided about them."""
        self._rules.append("\n".join([f"{DECIDE} {remark}", *rules]).rstrip("\n") + "\n")

    # ---- sections ------------------------------------------------------------------------------

    def _section(self, section: Section) -> Iterator[str]:
        """The names of the rules for a section."""
        if section in self._reused:
            reused = self._reused[section]
            self._imports.setdefault(reused.file, set()).add(reused.name)
            yield reused.name
        elif not section.heading:
            yield from [self._table(section.table)] if section.table else self._top(section.rows)
        else:
            name = self._names.rule(" ".join(section.heading[0].text.split()[:_WORDS]), "section")
            heading = " ".join(quoted(cell.text) for cell in section.heading)
            if section.table:
                self._add("what this is", f"{name}: {heading} {self._table(section.table)}")
            elif section.rows:
                self._rows(name, heading, section)
            else:
                self._add("what this is", wrapped(f"{name}: {heading}"))
            yield name

    def _rows(self, name: str, heading: str, section: Section) -> None:
        """A section of rows.

        Its end can be told where none of its rows stands elsewhere, too; otherwise it has so many.
        """
        row, count = self._names.rule(f"{name} row", "rows"), len(section.rows)
        others = (one.begins for one in self._seen.sections if one is not section)
        begins = set[str]().union(*others)
        rows, remark = f"{row}*", "what section this is, and whether all these rows are in it"
        if any(normal(cell.text) in begins for line in section.rows for cell in line):
            rows = " ".join([row] * count)
            remark += "; rows with such labels stand elsewhere, so it has just so many"
        alternatives = stacked(row, self._alternatives(section.rows, {}))
        self._add(remark, wrapped(f"{name}: {heading} {rows}"), alternatives)

    def _top(self, rows: Sequence[Row]) -> Iterator[str]:
        """The rules for rows without a heading: those of records, and those of the report.

        The label of a row names its record if there are two labels that differ by that only.
        """
        keyed = [(key_in(row[0].text), row) for row in rows]
        labels = {(key.record, normal(key.rest), key.key) for key, _ in keyed if key}
        often = Counter((record, rest) for record, rest, _ in labels)
        records = {record for (record, _), count in often.items() if count > 1}
        for record in sorted(records):
            yield self._records([(k, row) for k, row in keyed if k and k.record == record])
        others = [row for key, row in keyed if not (key and key.record in records)]
        if others:
            self._rules.append(stacked(TOP, self._alternatives(others, self._names.taken)))
            yield TOP

    def _records(self, rows: Sequence[tuple[Keyed, Row]]) -> str:
        """A rule for rows whose labels name the record that each is of."""
        by_rest: dict[str, list[tuple[Keyed, Row]]] = {}
        for key, row in rows:
            by_rest.setdefault(normal(key.rest), []).append((key, row))
        field, record = rows[0][0].field, rows[0][0].record
        known = schema(schema(Report)[field].record)  # which may mean something else
        alternatives = []
        for rest, same in by_rest.items():
            values, _ = self._of_rows([row for _, row in same], rest)
            if " " not in values:
                values = self._value(f"{rest} value" if field_name(rest) in known else rest, values)
            terminal = field_name(f"{rest} of", map(str.lower, self._names.texts)).upper()
            self._names.texts[terminal] = {expression_of_keyed([key for key, _ in same]): None}
            alternatives.append(f"{terminal} {values}")
        remark = f"whether these are the {field} of the dictionary, and which fields they have"
        self._add(remark, f"{field}: {record}", stacked(record, alternatives))
        return field

    # ---- rows ----------------------------------------------------------------------------------

    def _alternatives(self, rows: Iterable[Row], taken: dict[str, str]) -> Iterator[str]:
        """An alternative for each label; rows of the report have names that nothing else has."""
        by_label: dict[str, list[Row]] = {}
        for row in rows:
            label = " ".join([cell.text for cell in row if not is_value(cell)])
            by_label.setdefault(normal(label), []).append(row)
        for label, same in by_label.items():
            values, remark = self._of_rows(same, label)
            known = self._known.field(label, values) if taken is self._names.taken else None
            if known:
                remark = f"whether it is {known} of the dictionary"
            name = known or free_name(label, taken, "row")
            taken[name] = "row"
            labels = [quoted(cell.text) for cell in same[0] if not is_value(cell)]
            written = " ".join(filter(None, [*labels, values, "->", name]))
            yield f"{written}  {DECIDE} {remark}" if remark else written

    def _of_rows(self, rows: Sequence[Row], label: str) -> tuple[str, str]:
        """The values of rows with one label, and what is to be decided about them."""
        values = [list(filter(is_value, row)) for row in rows]
        widths, everything = {len(row) for row in values}, list(chain(*values))
        if not everything:
            return "", "what this says, which has no value"
        if len(widths) > 1 or widths == {1} or self._kinds.is_clear(everything):
            kind, remark = self._kind(everything, label)
            return kind + ("" if widths == {1} else "+"), remark
        kinds = [self._kind(cells, label)[0] for cells in zip(*values, strict=True)]
        fields = [self._value(f"value {n}", kind) for n, kind in enumerate(kinds, 1)]
        return " ".join(fields), "the names of the values"

    def _value(self, label: str, kind: str) -> str:
        """The name of a rule for a value of a row."""
        name = self._names.value([label, f"{label} {kind}"], f"row of {kind}")
        if f"{name}: {kind}" not in self._values:
            self._values.append(f"{name}: {kind}")
        return name

    def _kind(self, cells: Sequence[Cell], label: str) -> tuple[str, str]:
        """The kind of value that cells are, and what is to be decided about it."""
        if any(cell.terminal == TEXT for cell in cells):
            kind = f"_{field_name(label)}_text"
            self._values.append(f"{kind}: {self._names.terminal(label, cells)}")
            return kind, "which texts there are"
        kind, remark = self._kinds.of(cells, label) or "", ""
        if not kind:
            kind, remark = "_amount", "no kind of value takes all that was seen"
        elif not self._kinds.is_stated(cells):
            remark = "the kind of value, as none is stated"
        elif kind_of(kind) == "percent":
            remark = "whether it is a percent"
        self._imports[VALUES].add(kind)
        return kind, remark

    # ---- tables --------------------------------------------------------------------------------

    def _table(self, table: Table) -> str:
        """The name of a table, which is written once."""
        if id(table) in self._tables:
            return self._tables[id(table)]
        first = next(iter(table.columns.values())).label
        name = self._tables[id(table)] = self._names.rule(f"{first} table", "")
        fields: dict[str, str] = {}
        lines = []
        for n, (label, column) in enumerate(table.columns.items(), 1):
            kind, remark = self._of_column(n, column)
            names = [column.label if re.search("[A-Za-z]", column.label) else f"column {n}"]
            names += [f"{names[0]} {kind.removesuffix('_factor')}"]
            names = ["name", "row name"] if n == 1 and kind.isupper() else names
            fields[label] = self._names.value(names, kind, fields.values())
            field = f"{fields[label]}: {kind}"
            lines.append((_heading(column), f"{field}  {DECIDE} {remark}" if remark else field))
        for label, columns in table.totals.items():
            total = self._names.rule(f"{first} totals" if TOTAL.match(label) else label, "row")
            summed = [field for column, field in fields.items() if column in columns]
            is_all = len(summed) == len(fields) - 1
            lines.append(
                (quoted(label), f"-> {total}" + ("" if is_all else f": {' '.join(summed)}"))
            )
        width = max(len(heading) for heading, _ in lines)
        rows = [f"    {heading:<{width}}  {rest}" for heading, rest in lines]
        remark = "what this table is"
        if not table.labels:
            remark += ", and which heading is that of which column"
        self._add(remark, f"%table {name}", *rows)
        return name

    def _of_column(self, n: int, column: Column) -> tuple[str, str]:
        """The kind of a column or the terminal of its texts, and what is to be decided about it."""
        texts = [cell for cell in column.cells if not is_value(cell)]
        if not texts:
            return self._kind(column.cells, column.label)
        return self._names.terminal("name" if n == 1 else column.label or f"column {n}", texts), ""


def _heading(column: Column) -> str:
    """The heading of a column as it is written."""
    lines = [quoted(cell.text)[1:-1] for cell in column.heading]
    return '"' + "\\n".join(lines) + '"' + "?" * column.is_optional if lines else ""
