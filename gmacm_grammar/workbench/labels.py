"""Labels that are likely mistakes: nearly alike, or taken from an expression that fits them too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import combinations
from typing import Any, NamedTuple

from gmacm_grammar.grammars import Lexeme, in_force
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format
from gmacm_grammar.workbench.findings import Finding, at

#: Shorter labels are meant to be alike.
_SHORTEST = 5


class _Label(NamedTuple):
    """Where a label is in a grammar, its plain text, and what other spellings of it share."""

    lexeme: Lexeme
    plain: str
    meaning: str


def label_findings(format_: Format) -> Iterator[Finding]:
    """What there is to say of the labels of a format."""
    labels: dict[str, _Label] = {}
    for statement in in_force(format_.source.statements):
        for number, alternative in enumerate(statement.alternatives):
            own = alternative.alias or f"{statement.name}/{number}"
            meaning = statement.head.text if statement.spells else own
            for lexeme in alternative.labels:
                text = lexeme.label
                labels.setdefault(text, _Label(lexeme, normal(text), meaning))
    yield from _alike(labels)
    yield from _swallowed(format_, labels)
    yield from _overlapping(format_)


def _alike(labels: dict[str, _Label]) -> Iterator[Finding]:
    """Labels that differ in one letter and are no spellings of one thing."""
    long = [(text, label) for text, label in labels.items() if len(label.plain) >= _SHORTEST]
    for (one, first), (other, second) in combinations(long, 2):
        is_other = first.plain != second.plain and first.meaning != second.meaning
        if is_other and _one_letter(first.plain, second.plain):
            line = first.lexeme.line
            message = f'"{other}" and "{one}" of line {line} differ in one letter only'
            hint = "if one is a misprint in the grammar, correct it; else leave both"
            yield at(second.lexeme, "warning", message, hint)


def _one_letter(one: str, other: str) -> bool:
    """Whether two texts differ in one letter at most; digits and marks are meant to differ."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    replaced = len(long) == len(short)
    letters = long[at : at + 1] + (short[at : at + 1] if replaced else "")
    return short[at + replaced :] == long[at + 1 :] and (not letters or letters.isalpha())


def _swallowed(format_: Format, labels: dict[str, _Label]) -> Iterator[Finding]:
    """Labels that an expression of the format fits too: the label always wins."""
    for text, label in labels.items():
        terminal = format_.tables.labels.get(text)
        for name, expression, is_figure in format_.tables.patterns if terminal else ():
            if name != terminal and not is_figure and re.fullmatch(expression, text):
                message = f'the label "{text}" fits the expression {name} too'
                hint = f"a cell that reads so is always the label, and never {name}"
                yield at(label.lexeme, "warning", message, hint)


def _overlapping(format_: Format) -> Iterator[Finding]:
    """Expressions that fit the same cell; looked for only where interegular is installed."""
    if find_spec("interegular") is None:
        return
    known = in_force(format_.source.statements)
    # Who gives a terminal a priority (NAME.1) has decided which is tried first.
    decided = {s.name for s in known if any(lexeme.text == "." for lexeme in s.lexemes[1:3])}
    patterns = {name: expr for name, expr, _ in format_.tables.patterns if name not in decided}
    states = [patterns.keys() & state.keys() for state in format_.tables.states]
    together = {pair for state in states for pair in combinations(sorted(state), 2)}
    for one, other in combinations(patterns, 2):
        pair = (min(one, other), max(one, other))
        if pair in together and _can_fit_one_cell(patterns[one], patterns[other]):
            head = next((s.head for s in known if s.name == other), known[-1].head)
            message = f"{one} and {other} can fit the same cell"
            hint = f"{one} is tried first and takes it: make the expressions differ"
            yield at(head, "warning", message, hint)


def _can_fit_one_cell(one: str, other: str) -> bool:
    """Whether a text fits both expressions; no, if interegular cannot tell."""
    try:
        around = tuple(map(max, zip(_looks_around(one), _looks_around(other), strict=True)))
        return not _machine(one, around).isdisjoint(_machine(other, around))
    except Exception:
        return False


@cache
def _looks_around(expression: str) -> Any:
    """At how many characters before and behind a text the expression looks."""
    from interegular import parse_pattern

    return parse_pattern(expression).prefix_postfix


@cache
def _machine(expression: str, around: tuple[int, ...]) -> Any:
    """The finite-state machine of an expression, which tells only its own characters apart.

    With the characters of all expressions of a format, comparing takes a hundred times as long.
    """
    from interegular import parse_pattern

    return parse_pattern(expression).to_fsm(None, around)
