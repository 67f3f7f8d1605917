"""Write down what is seen of some reports as a grammar file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from itertools import chain, pairwise

import attrs

from gmacm_grammar.grammars import START, kind_of
from gmacm_grammar.model import Cell, Report, schema
from gmacm_grammar.parsing import normal
from gmacm_grammar.workbench.expressions import (
    KEYED,
    Keyed,
    expression_of,
    expression_of_keyed,
    key_in,
    title_of,
)
from gmacm_grammar.workbench.figures import VALUES, Kinds
from gmacm_grammar.workbench.merging import Together, labels_of
from gmacm_grammar.workbench.notation import field_name, free_name, quoted, stacked, wrapped
from gmacm_grammar.workbench.reuse import Known, Reusable
from gmacm_grammar.workbench.sketch import TEXT, TOTAL, Column, Row, Section, Table, is_value

#: What marks all that a person must look at.
DECIDE = "// decide:"
_TOP = "statement_row"
#: A section is named by so many words of its heading.
_WORDS = 4


class Writer:
    """Writes one grammar file; ``reused`` are the sections that are imported."""

    def __init__(
        self, seen: Together, kinds: Kinds, known: Known, reused: Mapping[Section, Reusable]
    ) -> None:
        self._seen, self._kinds, self._known, self._reused = seen, kinds, known, reused
        self._used = set[str]()  # the kinds of value
        self._listed = dict[str, None]()  # what a report has
        self._rules: list[str] = []
        self._parts: list[str] = []  # rules for values of rows and headings
        #: What each name stands for: a rule, a row of the report, a column of this kind.
        self._names = dict.fromkeys(
            (START, "title", "other", _TOP, *schema(Report), *KEYED), "rule"
        )
        self._imported = dict(chain.from_iterable(one.names for one in reused.values()))
        self._names.update(self._imported)
        self._made: dict[tuple[str, str], str] = {}
        self._tables: dict[int, str] = {}
        #: The labels with which what stands in a report begins, and those of columns.
        self._begins = set(chain.from_iterable(map(_first_labels, seen.sections)))
        self._headings = set(chain.from_iterable(table.labels for table in seen.tables))
        #: The terminals of texts, with an expression for each text.
        self._texts: dict[str, dict[str, None]] = {}

    def text(self, name: str, samples: Mapping[str, str]) -> str:
        """The grammar file ``name``, made from samples in these layouts."""
        title = self._title()
        for section in self._seen.sections:
            self._section(section)
        made_from = ", ".join(f"{sample} ({layout})" for sample, layout in samples.items())
        fixtures = ", ".join(re.sub(r"\.\w+$", "", sample) for sample in samples)
        imports = {VALUES: dict.fromkeys(sorted(self._used))}
        for reusable in self._reused.values():
            imports.setdefault(reusable.file, {})[reusable.name] = None
        listed = " | ".join(self._listed)
        listed = f"({listed})" if " " in listed else listed
        lines = [
            f"// {name}: decide: what reports these are, in one line.",
            "// Series: decide. Months seen: decide.",
            f"// Fixtures: {fixtures}.",
            "//",
            f"// A first draft, made from {made_from}.",
            "// Names are made from labels: decide for each whether it is one of the dictionary.",
            "",
            *(f"%import .{file} ({', '.join(names)})" for file, names in imports.items() if names),
            "",
            wrapped(f"{START}: {title}{listed}*") + "\n",
            *self._rules,
            *self._parts,
            *(f"{name}: /{'|'.join(texts)}/" for name, texts in self._texts.items()),
        ]
        return "\n".join(lines) + "\n"

    def _title(self) -> str:
        titles = dict.fromkeys(map(title_of, self._seen.titles))
        names = [f"TITLE_LINE_{n}" if n > 1 else "TITLE_LINE" for n in range(1, len(titles) + 1)]
        self._texts.update((name, {title: None}) for name, title in zip(names, titles, strict=True))
        if not titles:
            return ""
        remark = "what of the title is different in other reports"
        self._rules.append(f"{DECIDE} {remark}\ntitle: {' | '.join(names)}\n")
        if "title" in self._imported:
            self._rules[-1] = self._rules[-1].replace("\ntitle", "\n%override title")
        return "title " if self._seen.all_have_title else "title? "

    # ---- sections ------------------------------------------------------------------------------

    def _section(self, section: Section) -> None:
        if section in self._reused:
            self._listed[self._reused[section].name] = None
            return
        heading = " ".join(map(self._heading_cell, section.heading))
        inside = self._table(section.table) if section.table else ""
        if not heading:
            self._listed.update(dict.fromkeys([inside] if inside else self._top(section.rows)))
            return
        name = self._new(" ".join(section.heading[0].text.split()[:_WORDS]), "section")
        self._listed[name] = None
        alternatives, remark = "", "what this is"
        if section.rows and not section.table:
            row = self._new(f"{name} row", "rows")
            alternatives = stacked(row, self._alternatives(section.rows, {}))
            inside, remark = f"{row}*", "what section this is, and whether all these rows are in it"
            if self._begins.intersection(labels_of(attrs.evolve(section, heading=[]))):
                inside = " ".join([row] * sum(len(list(_pairs(row))) for row in section.rows))
                remark += "; rows with such labels stand elsewhere, so it has just so many"
        self._rules += [
            f"{DECIDE} {remark}",
            wrapped(f"{name}: {heading} {inside}".rstrip()),
            alternatives,
        ]

    def _heading_cell(self, cell: Cell) -> str:
        """A cell of a heading: a label, or a text if there is a number in it."""
        if not re.search("[0-9]", cell.text) or normal(cell.text) in self._headings:
            return quoted(cell.text)
        name = re.sub("[0-9]+", "", cell.text)
        return self._new(name, "text", self._terminal(name, [cell]))

    def _top(self, rows: Sequence[Row]) -> Iterator[str]:
        """The rules for rows without a heading: those of records, and those of the report.

        The label of a row names its record if there are two labels that differ by that only.
        """
        keyed = [(key_in(row[0].text), row) for row in chain.from_iterable(map(_pairs, rows))]
        labels = {(key.record, normal(key.rest), key.key) for key, _ in keyed if key}
        often = Counter((record, rest) for record, rest, _ in labels)
        records = {record for (record, _), count in often.items() if count > 1}
        for record in sorted(records):
            yield self._records([(k, row) for k, row in keyed if k and k.record == record])
        others = [row for key, row in keyed if not (key and key.record in records)]
        if others:
            self._rules.append(stacked(_TOP, self._alternatives(others, self._names)))
            yield _TOP

    def _records(self, rows: Sequence[tuple[Keyed, Row]]) -> str:
        """A rule for rows whose labels name the record that each is of."""
        by_rest: dict[str, list[tuple[Keyed, Row]]] = {}
        for key, row in rows:
            by_rest.setdefault(normal(key.rest), []).append((key, row))
        alternatives = []
        for same in by_rest.values():
            key = same[0][0]
            values, _ = self._values([row for _, row in same], key.rest)
            if " " not in values:
                known = schema(schema(Report)[key.field].record)  # which may mean something else
                suffix = " value" if field_name(key.rest) in known else ""
                values = self._new(key.rest + suffix, "value", values)
            terminal = field_name(f"{key.rest} of").upper()
            self._texts[terminal] = {expression_of_keyed([key for key, _ in same]): None}
            alternatives.append(f"{terminal} {values}")
        field, record = key.field, key.record
        self._rules += [
            f"{DECIDE} whether these are the {field} of the dictionary, and which fields they have",
            f"{field}: {record}",
            stacked(record, alternatives),
        ]
        return field

    # ---- rows ----------------------------------------------------------------------------------

    def _alternatives(self, rows: Iterable[Row], taken: MutableMapping[str, str]) -> Iterator[str]:
        """An alternative for each label; rows of the report have names that nothing else has."""
        by_label: dict[tuple[str, ...], list[Row]] = {}
        for row in chain.from_iterable(map(_pairs, rows)):
            texts = tuple(normal(cell.text) for cell in row if not is_value(cell))
            by_label.setdefault(texts, []).append(row)
        for same in by_label.values():
            printed = [cell.text for cell in same[0] if not is_value(cell)]
            label = " ".join(printed)
            values, remark = self._values(same, label)
            known = self._known.field(label, values) if taken is self._names else None
            if known:
                remark = f"whether it is {known} of the dictionary"
            name = known or free_name(label, taken, "row")
            taken[name] = name
            written = " ".join([*map(quoted, printed), *values.split(), "->", name])
            yield f"{written}  {DECIDE} {remark}" if remark else written

    def _values(self, rows: Sequence[Row], label: str) -> tuple[str, str]:
        """The values of rows with one label, and what is to be decided about them."""
        values = [[cell for cell in row if is_value(cell)] for row in rows]
        widths, everything = {len(row) for row in values}, list(chain(*values))
        if widths == {0}:
            return "", "what this says, which has no value"
        if len(widths) > 1 or self._kinds.is_clear(everything):
            kind, remark = self._kind(everything, label)
            return kind + ("" if widths == {1} else "+"), remark
        found = [self._kind(cells, label) for cells in zip(*values, strict=True)]
        if len(found) == 1:
            return found[0]
        fields = [self._new(f"column {n}", kind, kind) for n, (kind, _) in enumerate(found, 1)]
        return " ".join(fields), "the names of the values"

    def _kind(self, cells: Sequence[Cell], label: str) -> tuple[str, str]:
        """The kind of value that cells are, and what is to be decided about it."""
        if any(cell.terminal == TEXT for cell in cells):
            kind = f"_{field_name(label)}_text"
            self._parts.append(f"{kind}: {self._terminal(label, cells)}")
            return kind, "which texts there are"
        kind, remark = self._kinds.of(cells, label) or "", ""
        if not kind:
            kind, remark = "_amount", "no kind of value takes all that was seen"
        elif not self._kinds.is_stated(cells):
            remark = "the kind of value, as none is stated"
        elif kind_of(kind) == "percent":
            remark = "whether it is a percent"
        self._used.add(kind)
        return kind, remark

    # ---- tables --------------------------------------------------------------------------------

    def _table(self, table: Table) -> str:
        """The name of a table, which is written once."""
        if id(table) in self._tables:
            return self._tables[id(table)]
        name = self._new(f"{table.columns[0].label} table", "")
        self._tables[id(table)] = name
        fields: dict[int, str] = {}
        lines, remark = [], "what this table is"
        if not any(table.labels):
            remark += ", and which heading is that of which column"
        for n, column in enumerate(table.columns):
            kind, what = self._column_kind(n, column)
            field = fields[id(column)] = self._field(n, column, kind, fields.values())
            heading = _heading(column) + ("?" if column.is_optional else "")
            lines.append((heading, f"{field}: {kind}" + (f"  {DECIDE} {what}" if what else "")))
        for label, columns in table.totals.items():
            summed = ": " + " ".join(fields[id(column)] for column in columns)
            what = f"{table.columns[0].label} totals" if TOTAL.match(label) else label
            total = self._new(what, "row")
            are_all = len(columns) == len(table.columns) - 1
            lines.append((quoted(label), f"-> {total}{'' if are_all else summed}"))
        width = max(len(heading) for heading, _ in lines)
        rows = [f"    {heading:<{width}}  {rest}" for heading, rest in lines]
        self._rules.append("\n".join([f"{DECIDE} {remark}", f"%table {name}", *rows, ""]))
        return name

    def _column_kind(self, n: int, column: Column) -> tuple[str, str]:
        texts = [cell for cell in column.cells if not is_value(cell)]
        if texts:
            return self._terminal(
                "name" if n == 0 else column.label or f"column {n + 1}", texts
            ), ""
        return self._kind(column.cells, column.label)

    def _field(self, n: int, column: Column, kind: str, taken: Collection[str]) -> str:
        """The field of a column: no other one of the table, and none of another kind."""
        label = column.label if re.search("[A-Za-z]", column.label) else f"column {n + 1}"
        names = [
            field_name(label, taken),
            field_name(f"{label} {kind.removesuffix('_factor')}", taken),
        ]
        if n == 0 and kind.isupper():
            names = ["name", "row_name"]
        fitting = (name for name in names if self._names.get(name, kind) == kind)
        name = next(fitting, None) or field_name(f"{label} {kind}", {*taken, *self._names})
        self._names[name] = kind
        return name

    # ---- names ---------------------------------------------------------------------------------

    def _new(self, label: str, suffix: str, body: str = "") -> str:
        """The name of a new rule, which is written down if it has a body, once for each."""
        made = self._made.get((label, body)) if body else None
        if made is None:
            made = self._made[label, body] = free_name(label, self._names, suffix)
            self._names[made] = "rule"
            self._parts += [f"{made}: {body}"] if body else []
        return made

    def _terminal(self, label: str, cells: Iterable[Cell]) -> str:
        """The terminal of some texts: the one that has an expression of them, or that label."""
        expressions = dict.fromkeys(expression_of(cell.text) for cell in cells)
        known = (name for name, texts in self._texts.items() if texts.keys() & expressions.keys())
        name = next(known, field_name(label).upper())
        if name in {*self._kinds.terminals, *self._imported}:
            name = f"{name}_TEXT"
        self._texts.setdefault(name, {}).update(expressions)
        return name


def _pairs(row: Row) -> Iterator[Row]:
    """The rows that are printed in one: each begins with a label after values."""
    first = 0
    for n, (cell, following) in enumerate(pairwise(row), 1):
        if is_value(cell) and not is_value(following):
            yield row[first:n]
            first = n
    yield row[first:]


def _first_labels(section: Section) -> set[str]:
    """The labels that a section may begin with."""
    if section.heading or section.table:
        first = [cell.text for cell in section.heading[:1]]
        return set(map(normal, first or (section.table.labels[:1] if section.table else [])))
    return {normal(row[0].text) for line in section.rows for row in _pairs(line)}


def _heading(column: Column) -> str:
    lines = [quoted(line)[1:-1] for line in column.heading]
    return '"' + "\\n".join(lines) + '"' if lines else ""
