"""Where two rules claim the same cell: found anew without Lark's strictness, to name both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from gmacm_grammar.grammars import START, Source
from gmacm_grammar.workbench.notation import Statement, written

#: How many conflicts are shown of one grammar: the others mostly come from the same place.
_SHOWN = 3


@attrs.frozen
class Reading:
    """One of the readings of a cell: the rule, and the file and line where it stands."""

    rule: str
    rule_text: str
    what: str
    file: str | None
    line: int | None


@attrs.frozen
class Conflict:
    """Cells at which two readings meet."""

    labels: tuple[str, ...]
    readings: tuple[Reading, ...]

    @property
    def way_out(self) -> str:
        names = " and ".join(dict.fromkeys(reading.rule for reading in self.readings))
        return (
            f"the parser sees one cell ahead and cannot choose: give {names} the cell in one rule "
            "only, or let a heading that differs stand before one of them"
        )


def conflicts(source: Source, statements: list[Statement]) -> list[Conflict]:
    """The first conflicts of a format; none where Lark finds another fault in it."""
    from lark.exceptions import LarkError

    try:
        found = list(_found(source, statements))
    except (LarkError, AssertionError, RecursionError):
        return []
    found.sort(key=lambda conflict: ([_place(r) for r in conflict.readings], conflict.labels))
    merged: dict[tuple[str, ...], Conflict] = {}
    for conflict in found:
        rules = tuple(reading.rule for reading in conflict.readings)
        first = merged.setdefault(rules, conflict)
        labels = dict.fromkeys((*first.labels, *conflict.labels))
        merged[rules] = attrs.evolve(first, labels=tuple(sorted(labels)))
    return list(merged.values())[:_SHOWN]


def _found(source: Source, statements: list[Statement]) -> Iterator[Conflict]:
    from lark.common import ParserConf
    from lark.load_grammar import load_grammar
    from lark.parsers.lalr_analysis import LALR_Analyzer

    load: Any = load_grammar
    grammar, _ = load(source.text, str(source.path), [], False)
    terminals, rules, _ = grammar.compile([START], "*")
    printed = {t.name: f'"{t.pattern.value}"' for t in terminals if t.pattern.type == "str"}
    analysis: Any = LALR_Analyzer(ParserConf(rules, {}, [START]))
    analysis.compute_lr0_states()
    analysis.compute_reads_relations()
    analysis.compute_includes_lookback()
    analysis.compute_lookaheads()
    words = _Words(printed, statements)
    for state in analysis.lr0_itemsets:
        for symbol, reduced in state.lookaheads.items():
            shifted = [
                item.rule
                for item in state.closure
                if not item.is_satisfied and item.next == symbol and symbol in state.transitions
            ]
            if len(reduced) > 1 or shifted:
                label = printed.get(symbol.name, symbol.name)
                label = "the end of the report" if symbol.name == "$END" else label
                ends = [words.reading(rule, "ends before it") for rule in reduced]
                goes = [words.reading(rule, "goes on with it") for rule in shifted]
                if len(reduced) > 1:
                    ends = [attrs.evolve(end, what="may have been read") for end in ends]
                goes.sort(key=_place)
                every = sorted({*ends, *goes[:1]}, key=_place)
                yield Conflict((label,), tuple(every))


def _place(reading: Reading) -> tuple[str, int, str]:
    return reading.file or "", reading.line or 0, reading.rule_text


class _Words:
    """Says where a rule of Lark's stands in the files, and how it is called there."""

    def __init__(self, printed: dict[str, str], statements: list[Statement]) -> None:
        self._printed = printed
        self._statements = [statement for statement in statements if statement.defines]

    def reading(self, rule: Any, what: str) -> Reading:
        name = str(rule.origin.name)
        if name.startswith("__"):  # a repetition that Lark named after the rule it stands in
            name = name[2:].rsplit("_", 2)[0]
        symbols = {self._printed.get(s.name, str(s.name)) for s in rule.expansion}
        best: tuple[int, str | None, int | None, str] = (-1, None, None, name)
        for statement in self._statements:
            if statement.name != name:
                continue
            for alternative in statement.alternatives:
                shared = len(symbols & set(alternative.words))
                score = 2 * shared + (alternative.alias == rule.alias)
                if score > best[0] and alternative.lexemes:
                    first = alternative.lexemes[0]
                    shown = f"{name}: {written(alternative.lexemes)}"
                    shown += f" -> {alternative.alias}" if alternative.alias else ""
                    best = (score, first.file, first.line, shown)
        return Reading(name, best[3], what, best[1], best[2])
