"""Labels that are likely mistakes: nearly alike, or taken from an expression that fits them too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import attrs

from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Format
from gmacm_grammar.workbench.findings import Finding, finding
from gmacm_grammar.workbench.notation import Lexeme, Statement


@attrs.frozen
class _Place:
    """A label in a grammar, and the name under which other spellings of it stand."""

    lexeme: Lexeme
    spellings: str


def label_findings(format_: Format, known: list[Statement]) -> Iterator[Finding]:
    """What there is to say of the labels of a format."""
    places = _places(known)
    yield from _alike(places)
    yield from _swallowed(format_, places)
    yield from _overlapping(format_, known)


def _places(known: list[Statement]) -> dict[str, _Place]:
    found: dict[str, _Place] = {}
    for statement in known:
        if not statement.defines:
            continue
        for number, alternative in enumerate(statement.alternatives):
            one_thing = statement.name if _spells(statement) else alternative.alias
            group = one_thing or f"{statement.name}/{number}"
            for lexeme in alternative.labels:
                found.setdefault(lexeme.label, _Place(lexeme, group))
    return found


def _spells(statement: Statement) -> bool:
    """Whether the rule or terminal holds spellings of one label."""
    return all(
        len(alternative.lexemes) >= 1 and alternative.lexemes[0].kind == "string"
        for alternative in statement.alternatives
    ) and all(not alternative.alias for alternative in statement.alternatives)


def _alike(places: dict[str, _Place]) -> Iterator[Finding]:
    """Labels that differ in one letter and are no spellings of one thing."""
    wild: dict[str, list[str]] = {}
    for label in places:
        plain = normal(label)
        if len(plain) > 4:
            for n in range(len(plain)):
                wild.setdefault(f"{plain[:n]}\0{plain[n + 1 :]}", []).append(label)
            wild.setdefault(plain, []).append(label)
            for n in range(len(plain)):
                wild.setdefault(plain[:n] + plain[n + 1 :], []).append(label)
    seen: set[tuple[str, str]] = set()
    for group in wild.values():
        for one, other in combinations(dict.fromkeys(group), 2):
            pair = (one, other)
            if pair in seen or not _one_letter(normal(one), normal(other)):
                continue
            seen.add(pair)
            if places[one].spellings != places[other].spellings:
                at, before = places[other].lexeme, places[one].lexeme
                message = f'"{other}" and "{one}" of line {before.line} differ in one letter only'
                hint = "if one is a misprint in the grammar, correct it; else leave both"
                yield finding("warning", at.file, at.line, at.column, message, hint)


def _one_letter(one: str, other: str) -> bool:
    """Whether two texts differ in one letter; digits and marks are meant to differ."""
    if one == other:
        return True
    if len(one) == len(other):
        differ = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return len(differ) == 1 and all(c.isalpha() for c in differ[0])
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1:
        return False
    return any(long[:n] + long[n + 1 :] == short and long[n].isalpha() for n in range(len(long)))


def _swallowed(format_: Format, places: dict[str, _Place]) -> Iterator[Finding]:
    """Labels that an expression of the format fits too: the label always wins."""
    for label, place in places.items():
        if label not in format_.tables.labels:
            continue
        for name, expression, is_figure in format_.tables.patterns:
            terminal = format_.tables.labels[label]
            if name == terminal or is_figure or not re.fullmatch(expression, label):
                continue
            at = place.lexeme
            message = f'the label "{label}" fits the expression {name} too'
            hint = f"a cell that reads so is always the label, and never {name}"
            yield finding("warning", at.file, at.line, at.column, message, hint)


def _overlapping(format_: Format, known: list[Statement]) -> Iterator[Finding]:
    """Expressions that fit the same cell; looked for only where interegular is installed."""
    try:
        from interegular import Comparator  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        return
    # Who gives a terminal a priority (NAME.1) has decided which is tried first.
    decided = {s.name for s in known if s.defines and any(x.text == "." for x in s.lexemes[1:3])}
    patterns = [(name, expr) for name, expr, _ in format_.tables.patterns if name not in decided]
    try:
        comparator = Comparator.from_regexes(dict(patterns))
    except Exception:  # what interegular cannot compare is left alone
        return
    together = _together(format_)
    for (one, _), (other, _) in combinations(patterns, 2):
        if frozenset((one, other)) not in together or comparator.isdisjoint(one, other):
            continue
        head = next((s.head for s in known if s.defines and s.name == other), known[-1].head)
        message = f"{one} and {other} can fit the same cell"
        hint = f"{one} is tried first and takes it: make the expressions differ"
        yield finding("warning", head.file, head.line, head.column, message, hint)


def _together(format_: Format) -> set[frozenset[str]]:
    """The pairs of terminals that may stand in the same place."""
    names = {name for name, _, _ in format_.tables.patterns}
    found: set[frozenset[str]] = set()
    for state in format_.tables.states:
        for pair in combinations(names & state.keys(), 2):
            found.add(frozenset(pair))
    return found
