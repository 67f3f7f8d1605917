"""Where two rules claim the same cell: found anew without Lark's strictness, to name both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from gmacm_grammar.grammars import START, Source
from gmacm_grammar.workbench.findings import Finding, finding, shown
from gmacm_grammar.workbench.notation import written

#: How many conflicts are shown of one grammar, as the others mostly come from the same place; and
#: how many of the cells of each.
_MOST, _MOST_CELLS = 3, 3


class _Reading(NamedTuple):
    """One of the readings of a cell: where its rule is, the rule as text, and what it does."""

    file: str
    line: int
    text: str
    rule: str
    what: str


def conflicts(source: Source) -> list[Finding]:
    """The first conflicts of a format; none where Lark finds another fault in it."""
    from lark.exceptions import LarkError

    try:
        found = sorted(_found(source))
    except (LarkError, AssertionError, RecursionError):
        return []
    merged: dict[tuple[str, ...], tuple[list[_Reading], set[str]]] = {}
    for readings, cell in found:
        rules = tuple(reading.rule for reading in readings)
        merged.setdefault(rules, (readings, set()))[1].add(cell)
    return [_finding(*conflict) for conflict in list(merged.values())[:_MOST]]


def _finding(readings: list[_Reading], cells: set[str]) -> Finding:
    names = " and ".join(dict.fromkeys(reading.rule for reading in readings))
    more = f" and {len(cells) - _MOST_CELLS} more" if len(cells) > _MOST_CELLS else ""
    lines = [f"two readings of {', '.join(sorted(cells)[:_MOST_CELLS])}{more}:"]
    for file, line, text, _, what in readings:
        lines.append(f"    {shown(file)}:{line}: {text}  ({what})")
    way_out = (
        f"the parser sees one cell ahead and cannot choose: give {names} the cell in one rule "
        "only, or let a heading that differs stand before one of them"
    )
    return finding("error", (*readings[0][:2], None), "\n".join(lines), way_out)


def _found(source: Source) -> Iterator[tuple[list[_Reading], str]]:
    """The readings of each cell that more than one rule claims."""
    from lark.common import ParserConf
    from lark.load_grammar import load_grammar
    from lark.parsers.lalr_analysis import LALR_Analyzer

    load: Any = load_grammar
    grammar, _ = load(source.text, str(source.path), [], False)
    terminals, rules, _ = grammar.compile([START], "*")
    printed = {t.name: f'"{t.pattern.value}"' for t in terminals if t.pattern.type == "str"}
    printed["$END"] = "the end of the report"
    analysis: Any = LALR_Analyzer(ParserConf(rules, {}, [START]))
    analysis.compute_lr0_states()
    analysis.compute_reads_relations()
    analysis.compute_includes_lookback()
    analysis.compute_lookaheads()

    def reading(rule: Any, what: str) -> _Reading:
        """Where a rule of Lark's is in the files, and how it is written there."""
        name = str(rule.origin.name)
        if name.startswith("__"):  # a repetition that Lark named after the rule it is in
            name = name[2:].rsplit("_", 2)[0]
        symbols = {printed.get(symbol.name, str(symbol.name)) for symbol in rule.expansion}
        alternatives = [a for s in source.statements if s.name == name for a in s.alternatives]
        best = max(
            (alternative for alternative in alternatives if alternative.lexemes),
            key=lambda a: 2 * len(symbols & {*a.words}) + (a.alias == rule.alias),
            default=None,
        )
        if best is None:
            return _Reading("?", 0, name, name, what)
        text = f"{name}: {written(best.lexemes)}" + (f" -> {best.alias}" if best.alias else "")
        return _Reading(best.lexemes[0].file, best.lexemes[0].line, text, name, what)

    for state in analysis.lr0_itemsets:
        for symbol, reduced in state.lookaheads.items():
            shifted = [
                reading(item.rule, "goes on with it")
                for item in state.closure
                if not item.is_satisfied and item.next == symbol and symbol in state.transitions
            ]
            if len(reduced) > 1 or shifted:
                what = "may have been read" if len(reduced) > 1 else "ends before it"
                ends = {reading(rule, what) for rule in reduced}
                yield sorted({*ends, *sorted(shifted)[:1]}), printed.get(symbol.name, symbol.name)
