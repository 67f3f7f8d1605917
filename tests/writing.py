"""Writes reports of every built-in format, and knows the record that must come out.

Which rows a section has, how they are called and what kind of value they take is read from the
grammar. How a figure is printed, and what it says, is written here a second time, independently
of the package.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

import attrs
from hypothesis import strategies as st
from pages import page

from gmacm_grammar.grammars.tables import Production, Symbol, kind_of
from gmacm_grammar.model import records
from gmacm_grammar.model.records import Report
from gmacm_grammar.reading.formats import Format, library

FORMATS = ("single_note", "term_notes", "trust_2006")

Draw: TypeAlias = Callable[[Any], Any]
#: A figure as printed, and what it says.
Printed: TypeAlias = tuple[str, Any]
Row: TypeAlias = list[str]


# ---- Figures -----------------------------------------------------------------------------------

_CENTS = st.one_of(st.just(0), st.integers(0, 99_999), st.integers(0, 10**12))
DASH: Printed = ("-", None)


@st.composite
def amounts(draw: Draw) -> Printed:
    """An amount with or without commas and a dollar sign, negative in four ways, or a dash."""
    cents = draw(_CENTS)
    whole = f"{cents // 100:,}" if draw(st.integers(0, 5)) else str(cents // 100)
    text, value = f"{whole}.{cents % 100:02d}", Decimal(cents).scaleb(-2)
    others = ["-{}", "\u2212{}", "${}", "$ {}", "(${})", "-"]
    form = draw(st.sampled_from(["{}"] * 6 + ["({})"] * 3 + others))
    if form == "-":
        return DASH
    negative = form.startswith(("-", "\u2212")) or "(" in form
    return form.format(text), value.copy_negate() if negative else value


@st.composite
def counts(draw: Draw) -> Printed:
    number = draw(st.one_of(st.integers(0, 99), st.integers(0, 10**6)))
    form = draw(st.sampled_from(["{:,}"] * 5 + ["{}", "{:,}.00", "-"]))
    return DASH if form == "-" else (form.format(number), number)


def _plain(name: str) -> str:
    """A name as it is compared with others."""
    return "".join(name.casefold().split())


def _decimals(fewest: int, most: int, largest: int) -> st.SearchStrategy[tuple[str, Decimal]]:
    def made(digits: int, number: int) -> tuple[str, Decimal]:
        value = Decimal(number % 10 ** (digits + largest)).scaleb(-digits)
        return f"{value:f}", value

    return st.builds(made, st.integers(fewest, most), st.one_of(st.just(0), st.integers(0, 10**14)))


@st.composite
def percents(draw: Draw) -> Printed:
    text, value = draw(_decimals(2, 5, 2))
    form = draw(st.sampled_from(["{}%"] * 6 + ["-{}%", "({}%)", "{} %"]))
    value = value.scaleb(-2)
    return form.format(text), value if form[0] == "{" else value.copy_negate()


def _shares(figures: st.SearchStrategy[Printed]) -> st.SearchStrategy[Printed]:
    """Shares of one column: all percents, or all parts of 1; and some that are nothing."""
    return st.one_of(figures, figures, st.just(("0", Decimal(0))), st.just(DASH))


SHARES = _shares(percents()), _shares(_decimals(3, 6, 0))


@st.composite
def dates(draw: Draw) -> Printed:
    day = draw(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
    plain, padded = f"{day.month}/{day.day}/", f"{day.month:02d}/{day.day:02d}/"
    year = draw(st.sampled_from([f"{day.year}", f"{day.year % 100:02d}"]))
    return draw(st.sampled_from([plain, padded])) + year, day


def _or_dash(figures: st.SearchStrategy[Printed]) -> st.SearchStrategy[Printed]:
    return st.one_of(figures, figures, figures, st.just(DASH))


_WHOLE = st.integers(0, 10**7).map(lambda number: (f"{number:,}", Decimal(number)))

#: The rules of values.lark but _share, and how their figures are printed.
FIGURES: dict[str, st.SearchStrategy[Printed]] = {
    "_amount": amounts(),
    "_whole_amount": st.one_of(amounts(), _WHOLE),
    "_unstated_amount": st.just(DASH),
    "_count": counts(),
    "_factor": _or_dash(_decimals(7, 7, 1)),
    "_per_thousand_factor": _or_dash(st.one_of(_decimals(7, 7, 3), _decimals(8, 9, 1))),
    "_rate": _or_dash(percents()),
    "_date": dates(),
}


# ---- What the grammar says ---------------------------------------------------------------------


@attrs.frozen
class RowForm:
    """One form of a row: its name in the record, its label, and the values that follow.

    ``fields`` are (name, rule of the kind); a row without names for its values has one, named as
    the row itself. ``many``: one value per column. ``symbols``: as the grammar has them.
    """

    name: str
    label: Symbol
    fields: tuple[tuple[str, str], ...]
    many: bool


class Wording:
    """The rows and headings of a format, as its grammar says them."""

    def __init__(self, format_: Format) -> None:
        self.tables = format_.tables
        self.by_origin: dict[str, list[Production]] = {}
        for production in self.tables.productions:
            self.by_origin.setdefault(production.origin, []).append(production)
        self.spelled: dict[str, list[str]] = {}
        for label, terminal in self.tables.labels.items():
            self.spelled.setdefault(terminal, []).append(label)
        self.expressions = {name: expr for name, expr, _ in self.tables.patterns}

    def alternatives(self, rule: str) -> list[Production]:
        return self.by_origin[rule]

    def rows(self, rule: str) -> list[RowForm]:
        """All forms of the rows of a rule."""
        found = []
        for production in self.by_origin[rule]:
            for symbols in self._spliced(production):
                form = self._row(production.alias or "", symbols)
                if form is not None:
                    found.append(form)
        return found

    def _spliced(self, production: Production) -> list[list[Symbol]]:
        """The symbols of a production, with rules that are but several fields put in line."""
        found: list[list[Symbol]] = [[]]
        for symbol in production.symbols:
            if self._is_inline(symbol):
                inner = [s for p in self.by_origin[symbol.name] for s in self._spliced(p)]
                found = [[*before, *more] for before in found for more in inner]
            else:
                found = [[*before, symbol] for before in found]
        return found

    def _is_inline(self, symbol: Symbol) -> bool:
        own = symbol.name.startswith("_") and not symbol.name.startswith("__")
        plain = symbol.terminal or kind_of(symbol.name) or self.is_label(symbol)
        return own and not plain

    def is_label(self, symbol: Symbol) -> bool:
        if symbol.terminal:
            return symbol.silent
        return all(self.is_label(s) for p in self.by_origin[symbol.name] for s in p.symbols)

    def _row(self, name: str, symbols: list[Symbol]) -> RowForm | None:
        if len(symbols) < 2 or not self.is_label(symbols[0]):
            return None
        fields = []
        many = False
        for symbol in symbols[1:]:
            if symbol.name.startswith("__"):
                many = True
                kind = next(s.name for p in self.by_origin[symbol.name] for s in p.symbols)
                fields.append((name, kind))
            elif kind_of(symbol.name):
                fields.append((name, symbol.name))
            else:
                fields.append((symbol.name, self.by_origin[symbol.name][0].symbols[0].name))
        return RowForm(name, symbols[0], tuple(fields), many)

    def fields(self, production: Production) -> list[tuple[str, str]]:
        """The fields of a row of a table, with their kinds; its name and labels left out."""
        inner = [
            (self.by_origin[s.name][0].alias or s.name, self.by_origin[s.name][0].symbols[0].name)
            for s in production.symbols
            if not s.terminal and not self.is_label(s)
        ]
        return [(name, kind) for name, kind in inner if kind_of(kind)]

    def words(self, draw: Draw, symbol: Symbol) -> list[str]:
        """The labels of a symbol that stands for labels only, in one of their spellings."""
        if not symbol.terminal:
            production = draw(st.sampled_from(self.by_origin[symbol.name]))
            return [word for inner in production.symbols for word in self.words(draw, inner)]
        if symbol.name in self.spelled:
            return [_cased(draw, draw(st.sampled_from(self.spelled[symbol.name])))]
        return [self.text(draw, symbol.name)]

    def text(self, draw: Draw, terminal: str) -> str:
        """A text that the expression of a terminal fits, without repeated blanks."""
        return draw(_texts(self.expressions[terminal]))


@cache
def _texts(expression: str) -> st.SearchStrategy[str]:
    alphabet = st.characters(min_codepoint=32, max_codepoint=126)
    made = st.from_regex(expression, fullmatch=True, alphabet=alphabet)
    return made.filter(lambda text: text == " ".join(text.split()) and len(text) < 120)


def _cased(draw: Draw, label: str) -> str:
    return draw(st.sampled_from([label] * 8 + [label.upper(), label.lower()]))


@cache
def wording(name: str) -> Wording:
    return Wording(library().format(name))


# ---- Reports -----------------------------------------------------------------------------------


@attrs.frozen
class Written:
    """A report: its format, its rows of cells, and the record that they must become."""

    format: str
    rows: tuple[tuple[str, ...], ...]
    report: Report


class Writer:
    """Writes one report; each method adds a section to the rows and to the record."""

    def __init__(self, draw: Draw, name: str) -> None:
        self.draw, self.name, self.wording = draw, name, wording(name)
        self.rows: list[Row] = []
        self.record: dict[str, Any] = {}
        self.shares: dict[str, st.SearchStrategy[Printed]] = {}

    def write(self) -> Written:
        self.heading()
        sections = [
            self.pools,
            self.notes,
            self.overcollateralization,
            self.delinquency,
            self.losses,
            self.net_recoveries,
            self.special_losses,
            self.single_rows,
            self.accounts,
        ]
        for section in self.draw(st.permutations(sections)):
            if self.draw(st.integers(0, 5)):
                section()
        rows = tuple(map(tuple, self.rows))
        return Written(self.name, rows, _made(Report, self.record))

    def some(self, forms: list[RowForm], fewest: int = 0) -> list[RowForm]:
        """Some rows in any order, each of its own name and label."""
        chosen = self.draw(st.lists(st.sampled_from(forms), min_size=fewest, max_size=12))
        labels: dict[Any, RowForm] = {}
        for form in chosen:
            labels.setdefault(form.name or form.fields[0][0], form)
        by_label = {form.label.name: form for form in labels.values()}
        return list(by_label.values())

    def row(self, form: RowForm, columns: int = 1) -> list[tuple[str, list[Any]]]:
        """Write a row; returns its values by name."""
        cells = self.wording.words(self.draw, form.label)
        values = []
        for name, kind in form.fields:
            figures = [self.figure(name, kind) for _ in range(columns if form.many else 1)]
            cells += [text for text, _ in figures]
            values.append((name, [value for _, value in figures]))
        self.rows.append(cells)
        return values

    def figure(self, name: str, kind: str) -> Printed:
        """A figure of a column; its shares are all percents or all parts of 1."""
        if kind != "_share":
            return self.draw(FIGURES[kind])
        if name not in self.shares:
            self.shares[name] = self.draw(st.sampled_from(SHARES))
        return self.draw(self.shares[name])

    def single(self, forms: list[RowForm], fewest: int = 0) -> dict[str, Any]:
        """Write some rows of one value each; returns what is stated."""
        found = {}
        for form in self.some(forms, fewest):
            for name, values in self.row(form):
                found[name] = values[0]
        return found

    def section_heading(self, rule: str) -> None:
        """The labels with which a section begins."""
        production = self.wording.alternatives(rule)[0]
        cells = []
        for symbol in production.symbols:
            if not self.wording.is_label(symbol):
                break
            cells += self.wording.words(self.draw, symbol)
        self.rows.append(cells)

    # ---- the sections

    def heading(self) -> None:
        terminals = {s.name for p in self.wording.alternatives("title") for s in p.symbols}
        if "trust" in self.wording.by_origin and self.draw(st.booleans()):
            self.record["trust"] = self._titled("TRUST")
        if self.draw(st.integers(0, 5)) and "trust" not in self.record:
            self.record["title"] = self._titled(self.draw(st.sampled_from(sorted(terminals))))
        self.record |= self.single(self.wording.rows("heading_row"))

    def _titled(self, terminal: str) -> str:
        series = (
            f"{self.draw(st.integers(1990, 2030))}-{self.draw(st.sampled_from(['HE', 'HLTV']))}"
        )
        series += str(self.draw(st.integers(1, 12)))
        expression = self.wording.expressions[terminal]
        before = expression.partition("(?P<series>")[0]
        text = self.draw(_texts(before)) if before else ""
        text = " ".join(text.split()) + " " if text else ""
        self.record["series"] = series
        text += series
        if "class_name" in expression:
            part = self.draw(st.sampled_from(["", "group", "class_name"]))
            if part == "group":
                self.record["group"] = self.draw(st.sampled_from(["1", "2", "1A"]))
                text += f" Group {self.record['group']}"
            elif part:
                self.record["class_name"] = self.draw(st.sampled_from(["A-1", "A", "VF-1"]))
                text += f" Class {self.record['class_name']}"
        self.rows.append([text])
        return text

    def groups(self, most: int) -> list[str]:
        names = st.from_regex(r"[1-9][AB]?", fullmatch=True)
        return self.draw(st.lists(names, max_size=most, unique=True))

    def pools(self) -> None:
        self.section_heading("pools")
        groups = self.groups(3)
        self.rows[-1] += [f"Group {group}" for group in groups]
        columns = len(groups) or self.draw(st.sampled_from([1, 1, 2]))
        made: list[dict[str, Any]] = [{"group": group} for group in groups]
        rows = [form for form in self.wording.rows("pool_row") if form.name != "net_wac_caps"]
        for form in self.some(rows):
            for name, values in self.row(form, columns):
                if not form.many:
                    self.record[name] = values[0]
                    continue
                made = made or [{} for _ in range(columns)]
                for pool, value in zip(made, values, strict=True):
                    pool[name] = value
        if made:
            self.record["pools"] = tuple(_made(records.Pool, pool) for pool in made)

    def class_name(self) -> str:
        return self.wording.text(self.draw, "CLASS")

    def notes(self) -> None:
        if self.name == "single_note":
            self.single_note()
            return
        if "_left" in self.wording.by_origin and self.draw(st.booleans()):
            self.two_blocks()
            return
        self.section_heading("_note_heading")
        names = self.draw(
            st.lists(_texts(self.wording.expressions["CLASS"]), max_size=5, unique_by=_plain)
        )
        note = self.wording.alternatives("note")[0]
        made = [records.Note(**self.table_row([name], note), name=name) for name in names]
        if made:
            self.record["notes"] = tuple(made)
        if self.draw(st.booleans()):
            several = self.wording.alternatives("certificates")
            if self.name == "trust_2006":
                several = [p for p in several if len(p.symbols) > 2]
            form = self.draw(st.sampled_from(several))
            label = self.wording.words(self.draw, form.symbols[0])
            self.record["certificates"] = records.Note(**self.table_row(label, form))

    def two_blocks(self) -> None:
        """A table in two blocks, one below the other, each with some of the columns."""
        names = self.draw(
            st.lists(
                _texts(self.wording.expressions["CLASS"]),
                min_size=1,
                max_size=4,
                unique_by=_plain,
            )
        )
        below = self.draw(st.booleans())
        left = [p for p in self.wording.alternatives("notes") if p.symbols[0].name == "_left"]
        right = [p for p in self.wording.alternatives("notes") if p.symbols[0].name == "_right"]
        columns = len(self.wording.fields(self.wording.alternatives("note")[0]))
        pairs = [
            (one, other)
            for one in left
            for other in right
            if (one.symbols[-1].name.startswith("__") != below)
            and (other.symbols[-1].name.startswith("__") != below)
            and len(self.block_fields(one)) + len(self.block_fields(other)) == columns
        ]
        notes: dict[str, dict[str, Any]] = {name: {"name": name} for name in names}
        certificates: dict[str, Any] = {}
        for production in self.draw(st.sampled_from(pairs)):
            labels = [s for s in production.symbols if self.wording.is_label(s)]
            self.rows.append([w for s in labels for w in self.wording.words(self.draw, s)])
            for name in names:
                notes[name] |= self.table_row([name], self.block_row(production))
            if below:
                rule = self.wording.alternatives(production.symbols[-1].name)[0]
                cells = self.wording.words(self.draw, rule.symbols[0])
                certificates |= self.table_row(cells, rule)
        self.record["notes"] = tuple(records.Note(**note) for note in notes.values())
        if below:
            self.record["certificates"] = records.Note(**certificates)

    def block_row(self, production: Production) -> Production:
        """The row of which a block of the table is made."""
        several = next(s.name for s in production.symbols if s.name.startswith("__"))
        row = next(
            p.symbols[0].name for p in self.wording.alternatives(several) if len(p.symbols) == 1
        )
        return self.wording.alternatives(row)[0]

    def block_fields(self, production: Production) -> list[tuple[str, str]]:
        return self.wording.fields(self.block_row(production))

    def table_row(self, cells: Row, production: Production) -> dict[str, Any]:
        """A row of a table that begins with ``cells``; returns its values."""
        found = {}
        cells = list(cells)
        for name, kind in self.wording.fields(production):
            text, found[name] = self.figure(name, kind)
            cells.append(text)
        self.rows.append(cells)
        return found

    def single_note(self) -> None:
        self.section_heading("_notes")
        made = []
        rows = self.single(self.wording.rows("_note_row"))
        if rows:
            made.append(_note(rows))
        if self.draw(st.booleans()):
            name = self.class_name()
            self.rows.append([name, *(["Amount"] if self.draw(st.booleans()) else [])])
            made.append(_note(self.single(self.wording.rows("_variable_row")) | {"name": name}))
        if made:
            self.record["notes"] = tuple(made)

    def overcollateralization(self) -> None:
        forms = self.wording.rows("overcollateralization_row")
        outstanding = self.wording.rows("_outstanding")
        made = []
        for group in self.groups(2) or [None]:
            values: dict[str, Any] = {}
            if group is not None:
                self.rows.append([f"Loan Group {group}"])
                self.rows[-1] += ["of Balance"] if self.draw(st.booleans()) else []
                values["group"] = group
            chosen = self.some(forms, fewest=1)
            values |= self.oc_rows(chosen[:1])
            both = [*chosen[1:], *self.some(outstanding)]
            values |= self.oc_rows(self.draw(st.permutations(both)))
            made.append(records.Overcollateralization(**values))
        self.record["overcollateralization"] = tuple(made)

    def oc_rows(self, forms: list[RowForm]) -> dict[str, Any]:
        return {name: values[0] for form in forms for name, values in self.row(form)}

    def delinquency(self) -> None:
        made = []
        for group in self.groups(2) or [None]:
            wide = self.draw(st.booleans())
            values: dict[str, Any] = {}
            in_heading = self.draw(st.booleans())
            if group is not None:
                values["group"] = group
            if group is not None and not in_heading:
                self.rows.append([f"Loan Group {group}"])
            heading = "_wide_delinquency_heading" if wide else "_delinquency_heading"
            production = self.draw(st.sampled_from(self.wording.alternatives(heading)))
            cells: Row = []
            for symbol in production.symbols:
                if symbol.name == "delinquency_group":
                    if group is not None and in_heading:
                        cells.append(f"Loan Group {group}")
                elif self.wording.is_label(symbol):
                    cells += self.wording.words(self.draw, symbol)
            if group is not None and in_heading and f"Loan Group {group}" not in cells:
                del values["group"]
            self.rows.append(cells)
            rule = "wide_delinquency_row" if wide else "delinquency_row"
            for form in self.some(self.wording.rows(rule)):
                row = self.row(form)
                values[form.name] = records.Bucket(**{name: value[0] for name, value in row})
            if self.draw(st.booleans()):
                footnote = self.wording.text(self.draw, "FOOTNOTE")
                self.rows.append([footnote])
                values["footnotes"] = (footnote,)
            made += [records.Delinquency(**values)] if values else []
        if made:
            self.record["delinquency"] = tuple(made)

    def losses(self) -> None:
        self.section_heading("losses")
        values = self.single(self.wording.rows("loss_row"))
        values |= self.single(self.wording.rows("_ending_loss"))
        if values:
            self.record["losses"] = records.Losses(**values)

    def net_recoveries(self) -> None:
        self.section_heading("net_recoveries")
        values = self.single(self.wording.rows("net_recovery_row"))
        if values:
            self.record["net_recoveries"] = records.NetRecoveries(**values)

    def special_losses(self) -> None:
        self.section_heading("special_losses")
        found = {}
        for form in self.some(self.wording.rows("special_loss_row")):
            row = self.row(form)
            found[form.name] = records.ByCause(**{name: value[0] for name, value in row})
        if found:
            self.record["special_losses"] = records.SpecialLosses(**found)

    def single_rows(self) -> None:
        for rule in ("other_loss_row", "repurchase_row"):
            self.record |= self.single(self.wording.rows(rule))

    def accounts(self) -> None:
        for name, rule, record in (
            (
                "capitalized_interest_account",
                "capitalized_interest_row",
                records.CapitalizedInterestAccount,
            ),
            ("prefunding_account", "prefunding_row", records.PrefundingAccount),
        ):
            if self.draw(st.booleans()):
                self.section_heading(name)
                values = self.single(self.wording.rows(rule))
                if values:
                    self.record[name] = record(**values)


def _note(values: dict[str, Any]) -> records.Note:
    """A note with what its record has no field for in ``other``."""
    known = {field.name for field in attrs.fields(records.Note)}
    other = {name: value for name, value in values.items() if name not in known}
    plain = {name: value for name, value in values.items() if name in known}
    return records.Note(**plain, **({"other": other} if other else {}))


@st.composite
def reports(
    draw: Draw, names: tuple[str, ...] = ("single_note", "term_notes", "trust_2006")
) -> Written:
    """Reports of any of the formats named."""
    return Writer(draw, draw(st.sampled_from(names))).write()


def _made(cls: Any, values: dict[str, Any]) -> Any:
    """A record; what it has no field for is in ``other``."""
    known = {field.name for field in attrs.fields(cls)}
    other = {name: value for name, value in values.items() if name not in known}
    return cls(**{n: v for n, v in values.items() if n in known}, other=other)


# ---- Layouts -----------------------------------------------------------------------------------

_FURNITURE = ["", "", "<PAGE>", "<S>   <C>   <C>", "-------    -   -----", "==========", "   "]


def fixed_width(rows: tuple[tuple[str, ...], ...], chance: random.Random) -> str:
    """Each row on a line, figures on the right edge of their columns, wherever these are."""
    lines = ["<TABLE>", "<CAPTION>"]
    for section in _sections(rows):
        width = max(len(row[0]) for row in section) + chance.randint(0, 30)
        edges = [chance.randint(6, 24) for _ in range(20)]
        for row in section:
            line = row[0] if len(row) == 1 and chance.random() < 0.2 else row[0].ljust(width)
            for cell, edge in zip(row[1:], edges, strict=False):
                gap = (
                    "" if line.endswith("  ") else chance.choice(["  ", "  ", _narrow(line, cell)])
                )
                line += gap + cell.rjust(edge - len(gap))
            lines.append(chance.choice(["", "", "     "]) + line.rstrip())
            if chance.random() < 0.1:
                lines.append(chance.choice(_FURNITURE))
    return "\n".join([*lines, "</TABLE>", ""])


def _narrow(line: str, cell: str) -> str:
    """One blank, where what stands around it can be nothing but two figures."""
    before = line.rsplit(" ", 1)[-1]
    plain = all("." in word or "/" in word for word in (before, cell)) and "$" not in cell
    return " " if plain and before[-1:] in "0123456789)%" else "  "


def _sections(rows: tuple[tuple[str, ...], ...]) -> list[list[tuple[str, ...]]]:
    """Rows in parts of ten: columns stand elsewhere in each."""
    return [list(rows[n : n + 10]) for n in range(0, len(rows), 10)]


def cell_stream(rows: tuple[tuple[str, ...], ...], chance: random.Random) -> str:
    """One cell a line, a lone bar on the line between."""
    cells = [cell for row in rows for cell in row]
    return "".join("|\n" + ("\n|\n" if chance.random() < 0.05 else "") + f"{c}\n" for c in cells)


LAYOUTS = {"fixed_width": fixed_width, "cell_stream": cell_stream, "html": page}
