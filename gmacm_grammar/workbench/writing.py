"""Write down a sketch of a report as a grammar file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gmacm_grammar.grammars import START, kind_of
from gmacm_grammar.model import KINDS, Report, schema
from gmacm_grammar.parsing import normal
from gmacm_grammar.workbench.notation import WIDTH, escaped, field_name, quoted, stacked, wrapped
from gmacm_grammar.workbench.reuse import Reusable
from gmacm_grammar.workbench.sketch import Block, Row, Sketch

_NUMBER = re.compile("[0-9]+")


class Writer:
    """Writes one grammar file.

    It leaves the order of rows and sections free, or is ``in_order`` as the page is.
    """

    def __init__(
        self, name: str, sample: str, seen: Sketch, reused: dict[Block, Reusable], in_order: bool
    ) -> None:
        self._name, self._sample, self._seen = name, sample, seen
        self._reused, self._in_order = reused, in_order
        self._rules: list[str] = []
        self._kinds: set[str] = set()
        self._imported = {name.lower() for section in reused.values() for name in section.names}
        self._taken = {START, "title", "statement_row", *self._imported}
        self._above = {"other", "unknown", *schema(Report)}
        self._fields: dict[tuple[str, str], str] = {}
        self._texts: dict[str, str] = {}
        self._own_kinds: dict[frozenset[str], str] = {}

    def text(self) -> str:
        """The grammar file."""
        title = self._title()
        if self._in_order:
            symbols = [symbol for block in self._seen.blocks for symbol in self._ordered(block)]
            report = " ".join([*title, *symbols])
        else:
            report = " ".join([*(f"{t}?" for t in title), f"({' | '.join(self._free())})*"])
        rules = "\n".join(self._rules).rstrip("\n")
        return f"{self._head()}{wrapped(f'{START}: {report}')}\n\n{rules}\n"

    def _head(self) -> str:
        imports: dict[str, dict[str, None]] = {}
        for section in self._reused.values():
            imports.setdefault(section.file, {})[section.name] = None
        for kind in sorted(self._kinds):
            imports.setdefault(self._seen.kinds[kind][0], {})[kind] = None
        text = (
            f"// {self._name}: decide: what reports these are, in one line.\n"
            "// Series: decide. Months seen: decide.\n"
            f"// Fixtures: {self._sample.removesuffix('.txt')}.\n//\n"
            f"// A first draft, made from {self._sample} in the layout {self._seen.layout}.\n"
            "// Names are made from labels: decide for each whether it is one of the dictionary.\n"
        )
        if self._in_order:
            text += "// decide: all is in the order of the sample; loosen it with brackets\n"
        lines = (f"%import .{file} ({', '.join(names)})\n" for file, names in imports.items())
        return f"{text}\n{''.join(lines)}\n"

    def _title(self) -> list[str]:
        if self._seen.title is None:
            return []
        self._rules.append("// decide: name parts of the title, such as (?P<series>...)")
        title = "%override title" if "title" in self._imported else "title"
        expression = _expression(self._seen.title)
        self._rules.append(f"{title}: TITLE_LINE\nTITLE_LINE: /{expression}/\n")
        return ["title"]

    # ---- in any order --------------------------------------------------------------------------

    def _free(self) -> list[str]:
        """The names of all that the report may hold: rows without a heading, then sections."""
        sections: dict[tuple[str, ...], Block] = {}
        for block in self._seen.blocks:
            if block not in self._reused:
                key = tuple(_NUMBER.sub("0", normal(cell)) for cell in block.heading)
                sections.setdefault(key, Block(block.heading)).rows += block.rows
        names = []
        if () in sections:
            names.append("statement_row")
            self._rules.append(stacked(names[0], self._plain(sections.pop(()).rows, True)))
        headed = [(self._new_name(b.heading[0], above=True), b) for b in sections.values()]
        for name, block in headed:
            names.append(name)
            self._section(name, block)
        return [*names, *dict.fromkeys(section.name for section in self._reused.values())]

    def _heading_cell(self, cell: str) -> str:
        """A cell of a heading: a label, or a text if there is a number in it."""
        if not _NUMBER.search(cell):
            return quoted(cell)
        return self._text(_expression(cell), _NUMBER.sub("", cell))

    def _section(self, name: str, block: Block) -> None:
        heading = " ".join(map(self._heading_cell, block.heading))
        self._rules.append("// ---- decide: what section this is, and its name ".ljust(WIDTH, "-"))
        if not block.rows:
            self._rules.append(wrapped(f"{name}: {heading}") + "\n")
            return
        row, at = self._new_name(f"{name} row"), len(self._rules)
        rows = self._table(block, row) if block.is_table else self._plain(block.rows, False)
        self._rules[at:at] = [wrapped(f"{name}: {heading} {row}*"), stacked(row, rows)]

    def _plain(self, rows: Iterable[Row], top: bool) -> Iterable[str]:
        """An alternative for each label, with as many values as were seen."""
        by_label: dict[str, list[Row]] = {}
        for row in rows:
            by_label.setdefault(row.label, []).append(row)
        made: dict[str, str] = {}
        for label, same in by_label.items():
            single = all(len(row.values) == 1 for row in same)
            kind = self._kind([terminal for row in same for terminal in row.values])
            name = field_name(label, made)
            field = schema(Report).get(name) if single and len(same) == 1 else None
            if top and not (field and field.holds is KINDS[kind_of(kind) or "text"].type):
                name = field_name(label, {*made, *self._above})
            made[name] = f"{_before(label)}{kind}{'' if single else '+'} -> {name}"
        return made.values()

    def _table(self, block: Block, row_name: str) -> Iterable[str]:
        """Rows of a name and figures in columns, and rows with labels of their own among them."""
        columns = self._columns(block)
        word = block.named()
        expression = f"{word} [^.,]+" if word else ""
        made: dict[str, str] = {}
        used: set[str] = set()
        for row in block.rows:
            if word and re.fullmatch(expression, row.label):
                name = self._text(expression, f"{row_name} name")
                made[name] = f"{name} {columns}"
            elif row.label not in made:
                name = field_name(row.label, used)
                used.add(name)
                made[row.label] = f"{_before(row.label)}{columns} -> {name}"
        return made.values()

    def _columns(self, block: Block) -> str:
        """The fields of a table's columns, named by the last cells of the heading."""
        width = len(block.rows[0].values)
        heads = block.heading[-width:] if len(block.heading) >= width else [""] * width
        fields: dict[str, str] = {}
        self._rules.append("// decide: the names of the columns")
        for number, head in enumerate(heads):
            kind = self._kind([row.values[number] for row in block.rows])
            head = head if re.search("[A-Za-z]", head) else f"column {number + 1}"
            name = field_name(head, fields)
            fields[name] = self._field(name, kind)
        return " ".join(fields.values())

    # ---- in the order of the page --------------------------------------------------------------

    def _ordered(self, block: Block) -> list[str]:
        """A block as a section of its own, with a rule for each row."""
        name = self._new_name(block.heading[0], above=True) if block.heading else ""
        rows = []
        for row in block.rows:
            rows.append(self._new_name(row.label or "figures", above=not block.heading))
            values = [self._kind([terminal]) for terminal in row.values]
            if len(values) > 1:
                values = [self._field(f"{rows[-1]}_{n}", v) for n, v in enumerate(values, 1)]
            self._rules.append(f"{rows[-1]}: {_before(row.label)}{' '.join(values)}")
        if not block.heading:
            return rows
        symbols = " ".join([*map(self._heading_cell, block.heading), *rows])
        self._rules.append(wrapped(f"{name}: {symbols}") + "\n")
        return [name]

    # ---- names ---------------------------------------------------------------------------------

    def _text(self, expression: str, name: str) -> str:
        """A rule for a text; the same one for the same expression."""
        if expression not in self._texts:
            rule = self._texts[expression] = self._new_name(name)
            self._rules.append(f"{rule}: {rule.upper()}\n{rule.upper()}: /{expression}/\n")
        return self._texts[expression]

    def _field(self, name: str, kind: str) -> str:
        """A rule for a value without a label; the same one for the same name and kind."""
        if (name, kind) not in self._fields:
            self._fields[name, kind] = self._new_name(name)
            self._rules.append(f"{self._fields[name, kind]}: {kind}")
        return self._fields[name, kind]

    def _kind(self, terminals: Sequence[str]) -> str:
        """The kind of value that all the figures are."""
        wanted, kinds = frozenset(terminals), self._seen.kinds
        fits = [kind for kind, (_, taken) in kinds.items() if wanted <= taken]
        if fits:
            kind = min(fits, key=lambda kind: (len(kinds[kind][1]), kind))
            self._kinds.add(kind)
            return kind
        if wanted not in self._own_kinds:
            name = self._own_kinds[wanted] = f"_mixed_{len(self._own_kinds) + 1}_amount"
            for terminal in wanted:
                self._kinds.add(min(k for k, (_, taken) in kinds.items() if terminal in taken))
            self._rules.append("// decide: figures of several kinds")
            self._rules.append(f"{name}: {' | '.join(sorted(wanted))}")
        return self._own_kinds[wanted]

    def _new_name(self, text: str, above: bool = False) -> str:
        """A name that is free, and no field of the report if it is ``above`` all sections."""
        name = field_name(text, self._taken | self._above if above else self._taken)
        self._taken.add(name)
        return name


def _before(label: str) -> str:
    return f"{quoted(label)} " if label else ""


def _expression(text: str) -> str:
    """An expression for a text in which numbers change from month to month."""
    return _NUMBER.sub("[0-9]+", escaped(" ".join(text.split())))
