"""Write down a sketch of a report as a grammar file."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from gmacm_grammar.grammars import START, kind_of, type_of_kind, types_of_field
from gmacm_grammar.model import Report, schema
from gmacm_grammar.workbench.notation import WIDTH, field_name, quoted, stacked, wrapped
from gmacm_grammar.workbench.reuse import Reusable
from gmacm_grammar.workbench.sketch import Block, Row, Sketch, key, pattern

#: So many symbols of a sequence stand in one line.
_PART = 6


@attrs.define
class _Section:
    """Blocks of one heading, written as one rule."""

    name: str
    heading: str  # as symbols of the grammar
    starts: str
    blocks: list[Block] = attrs.field(factory=list)


class Writer:
    """Writes one grammar file.

    ``order`` says where the order of the page is kept: ``free`` nowhere, ``within`` in sections
    whose rows could begin another one, ``all`` in the whole report.
    """

    def __init__(
        self,
        name: str,
        sample: str,
        seen: Sketch,
        order: str,
        reused: Sequence[tuple[Block, Reusable]],
    ) -> None:
        self._name, self._sample, self._seen, self._order = name, sample, seen, order
        self._reused = {id(block): section for block, section in reused}
        self._rules: list[str] = []
        self._kinds: set[str] = set()
        self._imported = {name.lower() for _, section in reused for name in section.names}
        self._taken = {START, "title", "statement_row", *self._imported}
        self._above = {"other", "unknown"} | set(schema(Report).fields)
        self._fields: dict[tuple[str, str], str] = {}
        self._patterns: dict[str, str] = {}
        self._own_kinds: dict[frozenset[str], str] = {}

    def text(self) -> str:
        """The grammar file."""
        title = self._title()
        if self._order == "all":
            symbols = [symbol for block in self._seen.blocks for symbol in self._in_order(block)]
            report = " ".join([*title, *self._parts(symbols)])
        else:
            sections, top = self._sections()
            self._top(top)
            names = (["statement_row"] if top else []) + [s.name for s in sections]
            names += list(dict.fromkeys(section.name for section in self._reused.values()))
            starts = {normal for row in top for normal in [quoted(row.label)]}
            starts |= {section.starts for section in sections}
            for section in sections:
                self._section(section, starts)
            report = " ".join([*(f"{t}?" for t in title), f"({' | '.join(names)})*"])
        return (
            self._head()
            + wrapped(f"{START}: {report}")
            + "\n\n"
            + "\n".join(self._rules).rstrip("\n")
            + "\n"
        )

    def _head(self) -> str:
        imports: dict[str, list[str]] = {}
        for section in self._reused.values():
            imports.setdefault(section.file, []).append(section.name)
        for kind in sorted(self._kinds):
            imports.setdefault(self._seen.kinds[kind][0], []).append(kind)
        lines = [
            f"// {self._name}: decide: what reports these are, in one line.",
            "// Series: decide. Months seen: decide.",
            f"// Fixtures: {re.sub(r'[.]txt$', '', self._sample)}.",
            "//",
            f"// A first draft, made from {self._sample} in the layout {self._seen.layout}.",
            "// Names are made from labels: decide for each whether it is one of the dictionary.",
        ]
        if self._order == "all":
            lines.append(
                "// decide: all stands in the order of the sample; loosen it with brackets"
            )
        text = "\n".join(lines) + "\n\n"
        for file, names in imports.items():
            names = list(dict.fromkeys(names))
            text += f"%import .{file} ({', '.join(names)})\n"
        return text + "\n"

    def _title(self) -> list[str]:
        if self._seen.title is None:
            return []
        self._rules.append("// decide: name parts of the title, such as (?P<series>...)")
        title = "%override title" if "title" in self._imported else "title"
        self._rules.append(f"{title}: TITLE_LINE\nTITLE_LINE: /{pattern(self._seen.title)}/\n")
        return ["title"]

    # ---- sections ------------------------------------------------------------------------------

    def _sections(self) -> tuple[list[_Section], list[Row]]:
        """The blocks of each heading, and the rows that have none."""
        found: dict[tuple[str, ...], _Section] = {}
        top: list[Row] = []
        for block in self._seen.blocks:
            if id(block) in self._reused:
                continue
            if not block.heading:
                top += block.rows
                continue
            of = tuple(map(key, block.heading))
            if of not in found:
                name = self._new_name(block.heading[0], above=True)
                symbols = [self._heading_cell(cell) for cell in block.heading]
                found[of] = _Section(name, " ".join(symbols), symbols[0])
            found[of].blocks.append(block)
        return list(found.values()), top

    def _heading_cell(self, cell: str) -> str:
        """A cell of a heading: a label, or a text if there is a number in it."""
        if not any(map(str.isdigit, cell)):
            return quoted(cell)
        expression = pattern(cell)
        if expression not in self._patterns:
            name = self._new_name(re.sub(r"[0-9]+", "", cell))
            self._patterns[expression] = name
            self._rules.append(f"{name}: {name.upper()}\n{name.upper()}: /{expression}/\n")
        return self._patterns[expression]

    def _section(self, section: _Section, starts: set[str]) -> None:
        banner = "// ---- decide: what section this is, and its name "
        self._rules.append(banner.ljust(WIDTH, "-"))
        rows = [row for block in section.blocks for row in block.rows]
        if not rows:
            self._rules.append(wrapped(f"{section.name}: {section.heading}") + "\n")
            return
        begins_another = any(quoted(row.label) in starts for row in rows)
        if self._order == "within" and begins_another:
            self._rules.append(
                "// decide: rows in the order of the page; one begins another section"
            )
            orders = {" ".join(self._rows_in_order(block)): None for block in section.blocks}
            alternatives = " | ".join(f"{section.heading} {order}".strip() for order in orders)
            self._rules.append(wrapped(f"{section.name}: {alternatives}") + "\n")
            return
        row_name = self._new_name(f"{section.name} row")
        at = len(self._rules)
        block = Block(section.blocks[0].heading, rows)
        rows_of = self._table(block, row_name) if block.is_table else self._plain(rows, False)
        self._rules.insert(at, wrapped(f"{section.name}: {section.heading} {row_name}*"))
        self._rules.insert(at + 1, stacked(row_name, rows_of))

    def _top(self, rows: list[Row]) -> None:
        if rows:
            self._rules.append(stacked("statement_row", self._plain(rows, True)))

    def _parts(self, symbols: list[str]) -> list[str]:
        """A long sequence as rules of a line each."""
        if len(symbols) <= _PART:
            return symbols
        names: list[str] = []
        for at in range(0, len(symbols), _PART):
            names.append(f"_part_{len(names) + 1}")
            self._rules.append(f"{names[-1]}: {' '.join(symbols[at : at + _PART])}")
        return names

    def _in_order(self, block: Block) -> list[str]:
        """A block as a section of its own, its rows as they stand."""
        if not block.heading:
            return self._rows_in_order(block)
        name = self._new_name(block.heading[0], above=True)
        heading = " ".join(map(self._heading_cell, block.heading))
        rows = " ".join(self._rows_in_order(block))
        self._rules.append(wrapped(f"{name}: {heading} {rows}".rstrip()) + "\n")
        return [name]

    def _rows_in_order(self, block: Block) -> list[str]:
        """A rule for each row, in order."""
        names = []
        for row in block.rows:
            name = self._new_name(row.label or "figures", above=not block.heading)
            label = f"{quoted(row.label)} " if row.label else ""
            values = [self._kind([terminal]) for terminal in row.values]
            if len(values) > 1:
                values = [self._field(f"{name}_{n}", v) for n, v in enumerate(values, 1)]
            self._rules.append(f"{name}: {label}{' '.join(values)}")
            names.append(name)
        return names

    # ---- rows ----------------------------------------------------------------------------------

    def _plain(self, rows: list[Row], top: bool) -> list[str]:
        """An alternative for each label, with as many values as were seen."""
        by_label: dict[str, list[Row]] = {}
        for row in rows:
            by_label.setdefault(row.label, []).append(row)
        used: set[str] = set()
        made = []
        for label, same in by_label.items():
            widths = sorted({len(row.values) for row in same})
            terminals = [t for row in same for t in row.values]
            single = widths == [1]
            name = field_name(label, used if single and top and len(same) == 1 else ())
            kind = self._kind(terminals)
            fits = type_of_kind(kind_of(kind) or "text") in types_of_field(Report, name)
            if top and not (fits and single and len(same) == 1):
                name = field_name(label, {*used, *schema(Report).fields, "other", "unknown"})
            name = field_name(name, used)
            used.add(name)
            start = f"{quoted(label)} " if label else ""
            plus = "" if single else "+"
            made.append(f"{start}{kind}{plus} -> {name}")
        return made

    def _table(self, block: Block, row_name: str) -> list[str]:
        """Rows of a name and figures in columns, and rows with labels of their own among them."""
        columns = self._columns(block)
        word = block.named()
        expression = f"{word} [^.,]+" if word else ""
        made: dict[str, None] = {}
        used: set[str] = set()
        for row in block.rows:
            if word and re.fullmatch(expression, row.label):
                made.setdefault(f"{self._row_name(row_name, expression)} {columns}")
            else:
                label = f"{quoted(row.label)} " if row.label else ""
                start = f"{label}{columns}"
                if not any(line.startswith(start) for line in made):
                    name = field_name(row.label, used)
                    used.add(name)
                    made.setdefault(f"{start} -> {name}")
        return list(made)

    def _row_name(self, row_name: str, expression: str) -> str:
        if expression not in self._patterns:
            name = self._new_name(f"{row_name} name")
            self._patterns[expression] = name
            self._rules.append(f"{name}: {name.upper()}\n{name.upper()}: /{expression}/")
        return self._patterns[expression]

    def _columns(self, block: Block) -> str:
        """The fields of a table's columns, named by the last cells of the heading."""
        width = len(block.rows[0].values)
        heads = block.heading[-width:] if len(block.heading) >= width else [""] * width
        names, used = [], set[str]()
        self._rules.append("// decide: the names of the columns")
        for number, head in enumerate(heads):
            kind = self._kind([row.values[number] for row in block.rows])
            head = head if re.search("[A-Za-z]", head) else f"column {number + 1}"
            plain = field_name(head, used)
            used.add(plain)
            names.append(self._field(plain, kind))
        return " ".join(names)

    def _field(self, name: str, kind: str) -> str:
        """A rule for a value without a label; the same one for the same name and kind."""
        if (name, kind) not in self._fields:
            self._fields[name, kind] = self._new_name(name)
            self._rules.append(f"{self._fields[name, kind]}: {kind}")
        return self._fields[name, kind]

    def _kind(self, terminals: Sequence[str]) -> str:
        """The kind of value that all the figures are."""
        wanted = frozenset(terminals)
        fits = [kind for kind, (_, taken) in self._seen.kinds.items() if wanted <= taken]
        if fits:
            kind = min(fits, key=lambda kind: (len(self._seen.kinds[kind][1]), kind))
            self._kinds.add(kind)
            return kind
        if wanted not in self._own_kinds:
            name = f"_mixed_{len(self._own_kinds) + 1}_amount"
            self._own_kinds[wanted] = name
            for terminal in wanted:
                kind = min(k for k, (_, taken) in self._seen.kinds.items() if terminal in taken)
                self._kinds.add(kind)
            self._rules.append("// decide: figures of several kinds")
            self._rules.append(f"{name}: {' | '.join(sorted(wanted))}")
        return self._own_kinds[wanted]

    def _new_name(self, text: str, above: bool = False) -> str:
        """A name that is free, and no field of the report if it stands ``above`` all sections."""
        name = field_name(text, self._taken | self._above if above else self._taken)
        self._taken.add(name)
        return name
