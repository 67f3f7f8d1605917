"""The tools that one would take instead, each on the same task: the figures of a seed report.

A peer returns all rows of figures in the order of the text: the label, and the figures as decimal
numbers (None for a dash). That is less than ``parse`` makes: no dates, no title, no records, no
check that nothing else stands there. Templates and grammars are made from the labels that the
handwritten parser knows; each is as narrow as its user would write it, and made before it is timed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

import handwritten

Rows: TypeAlias = list[tuple[str, tuple[Decimal | None, ...]]]
Peer: TypeAlias = Callable[[str], Rows]

FIGURE = r"(?:-|\([0-9,.]+%?\)|[0-9][0-9,.]*%?)"
CLASS = r"Class [A-Z]+(?:-[0-9]+)?"
_DAYS = re.compile(r"(Delinquent Loans \()\d+")


def figure(text: str) -> Decimal | None:
    """What a figure says, read as the handwritten parser reads it."""
    if text == "-":
        return None
    sign, bare = ("-", text[1:-1]) if text[0] == "(" else ("", text)
    if bare[-1] == "%":
        return Decimal(sign + bare[:-1] + "E-2")
    return Decimal(sign + bare.replace(",", ""))


@cache
def columns() -> list[tuple[str, int]]:
    """The labels of rows of figures, each with the number of figures, longest label first."""
    of = {"_amount": 1, "_percent": 1, "_count": 1, "_note": 8, "_bucket": 3, "_by_cause": 3}
    found = {("Ending Loss Amount", 2)}
    for table in (handwritten._ROWS, *handwritten._ROWS_UNDER.values()):
        for label, (_, _, read) in table.items():
            if read.__name__ in of:
                found.add((label, of[read.__name__]))
    return sorted(found, key=lambda pair: (-len(pair[0]), pair))


def labels() -> list[str]:
    """The labels alone, longest first."""
    return list(dict.fromkeys(label for label, _ in columns()))


@cache
def headings() -> list[str]:
    """What stands in the text beside rows of figures, longest first."""
    words = {word for first, rest in handwritten._HEADINGS.items() for word in (first, *rest)}
    return sorted(words | {"Payment Date", "Servicing Certificate"}, key=len, reverse=True)


def ttp() -> Peer:
    """TTP: a line of the template for each label. The digits of a line stand for any digits."""
    from ttp import ttp as TTP

    rows = dict.fromkeys((_DAYS.sub(r"\1{{ days }}", label), n) for label, n in columns())
    numbered = list(enumerate([*rows, ("Class {{ class }}", 8)]))
    lines = [
        f"{label} {{{{ r{line}v0 | _start_ }}}}"
        + "".join(f" {{{{ r{line}v{n} }}}}" for n in range(1, count))
        for line, (label, count) in numbered
    ]
    template = "\n".join(['<group name="rows*">', *lines, "</group>"])
    parser = TTP(template=template, log_level="ERROR")
    of_key = {
        f"r{line}v0": (label, [f"r{line}v{n}" for n in range(count)])
        for line, (label, count) in numbered
    }

    def read(text: str) -> Rows:
        parser.clear_input()
        parser.clear_result()
        parser.add_input(text)
        parser.parse(one=True)
        [[found]] = parser.result()
        made = []
        for row in found["rows"]:
            label, keys = next(of_key[key] for key in row if key in of_key)
            for name in ("class", "days"):
                label = label.replace(f"{{{{ {name} }}}}", row.get(name, ""))
            made.append((label, tuple(figure(row[key]) for key in keys)))
        return made

    return read


def textfsm() -> Peer:
    """TextFSM: a rule for each number of columns, the labels as one expression."""
    from textfsm import TextFSM

    values = "".join(f"Value V{n} ({FIGURE})\n" for n in range(8))
    by_count: dict[int, list[str]] = {8: [CLASS]}
    for label, count in columns():
        by_count.setdefault(count, []).append(re.escape(label))
    rules = ""
    for count, names in sorted(by_count.items(), reverse=True):
        values += f"Value L{count} ({'|'.join(names)})\n"
        figures = r"\s+".join(f"${{V{n}}}" for n in range(count))
        rules += rf"  ^${{L{count}}}\s+{figures}\s*$$ -> Record" + "\n"
    template = TextFSM(io.StringIO(f"{values}\nStart\n{rules}"))
    at = {name: n for n, name in enumerate(template.header)}
    names_at = [at[f"L{count}"] for count in by_count]
    figures_at = [at[f"V{n}"] for n in range(8)]

    def read(text: str) -> Rows:
        template.Reset()
        return [
            (
                "".join(row[n] for n in names_at),
                tuple(figure(row[n]) for n in figures_at if row[n]),
            )
            for row in template.ParseText(text)
        ]

    return read


def pyparsing() -> Peer:
    """pyparsing: rows and what stands beside them, one after another, bars and tags ignored."""
    import pyparsing as pp

    value = pp.Regex(FIGURE + r"(?=\s|$)").set_parse_action(lambda found: [(figure(found[0]),)])
    label = pp.Regex(f"(?:{CLASS}|{'|'.join(map(re.escape, labels()))})(?=\\s)")
    row = pp.Group(label + value[1, ...])
    other = pp.Suppress(pp.Regex("|".join(map(re.escape, headings())) + "|" + _LINES))
    report = (row | other)[...]
    report.ignore(pp.Regex(_IGNORED))

    def read(text: str) -> Rows:
        found = report.parse_string(text, parse_all=True)
        return [(one[0], tuple(value for (value,) in one[1:])) for one in found]

    return read


#: Lines without figures: the title, a group, a footnote, a date.
_LINES = r"Home Equity[^\n]*|Group [0-9]+|\*Delinquency[^\n]*|[0-9]+/[0-9]+/[0-9]+"
_IGNORED = r"</?[A-Z]+>|-{3,}|\|"


def lark(parser: str) -> Peer:
    """Plain Lark over the characters of the text: LALR with its contextual lexer, or Earley."""
    from lark import Lark, Transformer, v_args

    def quoted(words: Iterable[str]) -> str:
        return " | ".join(f'"{word}"' for word in words)

    others = [word for word in headings() if word not in ("Special Hazard", "Fraud", "Bankruptcy")]
    grammar = rf"""
    start: (row | _OTHER | _causes)*
    _causes: "Special Hazard" "Fraud" "Bankruptcy"
    row: (LABEL | CLASS) FIGURE+
    LABEL.2: {quoted(labels())}
    CLASS.2: /{CLASS}/
    FIGURE: /{FIGURE}(?=\s|$)/
    _OTHER.1: {quoted(others)} | /{_LINES.replace("/", chr(92) + "/")}/
    %ignore /{_IGNORED.replace("/", chr(92) + "/")}/
    %ignore /\s+/
    """

    class ToRows(Transformer[Any, Rows]):
        def FIGURE(self, text: str) -> Decimal | None:
            return figure(text)

        @v_args(inline=True)
        def row(self, label: Any, *figures: Decimal | None) -> tuple[str, tuple[Any, ...]]:
            return str(label), figures

        def start(self, rows: list[Any]) -> Rows:
            return rows

    if parser == "lalr":
        made = Lark(grammar, parser="lalr", lexer="contextual", transformer=ToRows())
        return lambda text: made.parse(text)  # type: ignore[return-value]
    earley, transformer = Lark(grammar, parser="earley"), ToRows()
    return lambda text: transformer.transform(earley.parse(text))


#: What is timed beside ``parse``: how it is made, and whether it reads a cell stream, too.
PEERS: dict[str, tuple[Callable[[], Peer], bool]] = {
    "TTP": (ttp, False),
    "TextFSM": (textfsm, False),
    "pyparsing": (pyparsing, True),
    "Lark LALR": (lambda: lark("lalr"), True),
    "Lark Earley": (lambda: lark("earley"), True),
}
