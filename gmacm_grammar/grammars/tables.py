"""Have Lark build the LALR tables of a format, and keep of them what the parser needs.

The tables are plain data (numbers, strings, lists, dicts). Lark is needed to build them and not
to parse by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import attrs

from gmacm_grammar.grammars.lark_errors import grammar_error
from gmacm_grammar.grammars.notation import Statement, in_force
from gmacm_grammar.grammars.sources import START, Source
from gmacm_grammar.model import KINDS, GrammarError, type_of

END = "$END"
_HAS_DIGITS = re.compile(r"\[0-9|\\d").search
#: What the expression of a date names.
PARTS_OF_DATES = frozenset(("day", "month", "year"))
#: At most so many parts of an alternative may be optional: Lark writes out every way to leave them
#: out, and takes seconds for 11 and minutes for 14.
MOST_OPTIONAL = 10


class Symbol(NamedTuple):
    """One symbol of a production: a rule, or a terminal that is a label (``silent``) or not."""

    name: str
    terminal: bool
    silent: bool


class Production(NamedTuple):
    """One alternative of a rule, as Lark compiled it."""

    origin: str
    alias: str | None
    symbols: tuple[Symbol, ...]


@attrs.frozen
class Tables:
    """What a format's grammar says, ready for the parser.

    ``labels``: how a label is printed -> its terminal; ``patterns``: terminals given by a regular
    expression, (name, expression, is it a figure), by descending priority; ``states``: for each
    state what a symbol does: a state to go to (0 or more) or ``-1 - n`` to apply production n (a
    whole report goes where END can come);
    ``items``: for each state the (production, position) pairs that are being read there.
    """

    labels: dict[str, str]
    patterns: list[tuple[str, str, bool]]
    productions: list[Production]
    states: list[dict[str, int]]
    items: list[list[tuple[int, int]]]
    start: int


def is_silent(name: str) -> bool:
    """Whether a rule has no name of its own, or a terminal given by an expression is a label.

    The names of both begin with one ``_``. What Lark makes and names itself begins with two.
    """
    return name.startswith("_") and not name.startswith("__")


def kind_of(rule: str) -> str | None:
    """The kind of value that a rule's name ends with (``_whole_amount``: amount)."""
    kind = rule.rpartition("_")[2]
    return kind if kind in KINDS and is_silent(rule) else None


def field_and_kind(part: str) -> tuple[str, str | None]:
    """The field that a part of a text fills, and its kind: one that is told (``coupon__rate``),
    that of the field's type, or that which the name ends with. None: it has to be told."""
    name, _, told = part.partition("__")
    held = type_of(name)
    if told or not held:
        kind = told or name.rpartition("_")[2]
        return name, kind if kind in KINDS else None if told else "text"
    kinds = [kind for kind, what in KINDS.items() if what.type is held]
    return name, kinds[0] if len(kinds) == 1 else None


def build(source: Source) -> Tables:
    """Build the tables of a format. Raises GrammarError for what is wrong with its grammar."""
    grammar = _lark(source, START)
    for rule in grammar.rules:
        if rule.options.expand1 or rule.options.keep_all_tokens:
            name = str(rule.origin.name)
            why = f"? and ! before the name of a rule are not supported: write {name}: ..."
            raise GrammarError(why, *source.place_of_name(name))
    table = grammar.parse_interactive("").parser_state.parse_conf.parse_table
    productions = {rule: number for number, rule in enumerate(grammar.rules)}
    # Lark numbers states, and orders what they hold, otherwise in each process.
    in_order = sorted(table.states, key=lambda state: _place(state, productions))
    numbers = {state: number for number, state in enumerate(in_order)}

    def number(argument: Any) -> int:
        """The number of a state to go to, or of a production to apply."""
        return -1 - productions[argument] if argument in productions else numbers[argument]

    states, items = [], []
    for state in in_order:
        actions = sorted(table.states[state].items())
        states.append({symbol: number(argument) for symbol, (_, argument) in actions})
        known = ((productions[p.rule], p.index) for p in state if p.rule in productions)
        items.append(sorted(known))
    end = numbers[table.end_states[START]]
    states[end][END] = end
    labels, patterns = _terminals(grammar, source)
    return Tables(
        labels=labels,
        patterns=patterns,
        productions=[_production(rule) for rule in productions],
        states=states,
        items=items,
        start=numbers[table.start_states[START]],
    )


def _place(state: Any, productions: dict[Any, int]) -> list[tuple[int, int, str]]:
    """What tells a state from all others, to sort them by."""
    return sorted((productions.get(p.rule, -1), p.index, str(p.rule.origin.name)) for p in state)


def layout_terminals(source: Source) -> list[tuple[str, str]]:
    """The terminals of a layout, (name, expression), in the order in which they are tried."""
    grammar = _lark(source, "start")
    found = [t for t in grammar.terminals if t.name != "WORD"]
    # What does not compile has no width either.
    compiled = {t.name: _compiles(t.name, t.pattern.to_regexp(), source) for t in found}
    found.sort(key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    return [(t.name, compiled[t.name]) for t in found]


def _production(rule: Any) -> Production:
    symbols = (Symbol(s.name, s.is_term, s.is_term and s.filter_out) for s in rule.expansion)
    alias = str(rule.alias) if rule.alias else None
    return Production(str(rule.origin.name), alias, tuple(symbols))


def _lark(source: Source, start: str) -> Any:
    from lark import Lark
    from lark.lexer import Lexer

    class WholeCells(Lexer):
        """Stands where Lark wants a lexer: the cells come from the layout."""

        def __init__(self, _: Any) -> None: ...

        def lex(self, *_: Any) -> Iterator[Any]:
            return iter(())

    _refuse_many_optional_parts(source)
    try:
        return Lark(
            source.text,
            parser="lalr",
            lexer=WholeCells,
            start=start,
            strict=True,
            debug=True,
            maybe_placeholders=False,
        )
    except Exception as error:  # Lark stumbles in many ways over what is no grammar
        raise grammar_error(error, source) from error


def _refuse_many_optional_parts(source: Source) -> None:
    for statement in source.statements:
        optional = 0
        for lexeme in () if statement.is_terminal else statement.lexemes:
            optional = 0 if lexeme.text == "|" else optional + (lexeme.text in ("?", "*", "["))
            if optional > MOST_OPTIONAL:
                raise GrammarError(
                    f"an alternative has more than {MOST_OPTIONAL} optional parts: "
                    "move some of them to a rule of their own",
                    *lexeme.place,
                )


def _terminals(grammar: Any, source: Source) -> tuple[dict[str, str], list[tuple[str, str, bool]]]:
    """Split the terminals into labels (given by strings) and patterns (by an expression)."""
    spelled = _spelled(source)
    figures = _figures(grammar.rules, source)
    labels: dict[str, str] = {}
    patterns = []
    for terminal in sorted(grammar.terminals, key=lambda t: (-t.priority, t.name)):
        strings = spelled.get(terminal.name)
        if terminal.pattern.type == "str":
            strings = [terminal.pattern.value]
        if terminal.name in figures or not strings:
            expression = _compiles(terminal.name, terminal.pattern.to_regexp(), source)
            if terminal.name in figures and "(?P=" in expression:
                why = (
                    f"the regular expression of {terminal.name} refers to a part of itself (?P=...)"
                )
                raise GrammarError(why, *source.place_of_name(terminal.name))
            patterns.append((terminal.name, expression, terminal.name in figures))
            if figures.get(terminal.name) == {"date"}:
                _check_date(terminal.name, expression, source)
            continue
        for string in strings:
            if labels.setdefault(string, terminal.name) != terminal.name:
                raise GrammarError(
                    f'the label "{string}" belongs to two terminals, {labels[string]} and '
                    f"{terminal.name}: use one of them in both places",
                    *source.place_of_label(string),
                )
    _check_apart(labels, patterns, source)
    return labels, patterns


def _check_apart(
    labels: dict[str, str], patterns: list[tuple[str, str, bool]], source: Source
) -> None:
    """No label may be one that an expression stands for too: its rows would not be found."""
    for name, expression, is_figure in patterns:
        fits = re.compile(expression, re.IGNORECASE).fullmatch
        for label in filter(fits, labels if is_silent(name) and not is_figure else ()):
            raise GrammarError(
                f'the label "{label}" belongs to {name} already: use {name} in its place',
                *source.place_of_label(label),
            )


def _compiles(name: str, expression: str, source: Source) -> str:
    """The regular expression of a terminal. Raises GrammarError if Python does not accept it."""
    try:
        re.compile(expression)
    except (re.error, RecursionError, OverflowError) as error:
        why = f"the regular expression of {name} is wrong: {error}"
        raise GrammarError(why, *source.place_of_name(name)) from error
    return expression


def _check_date(name: str, expression: str, source: Source) -> None:
    lacking = sorted(PARTS_OF_DATES - parts_of(expression))
    if lacking and _HAS_DIGITS(expression):  # others, such as a dash, state no date
        raise GrammarError(
            f"{name} is a date, and its expression does not name its {' and '.join(lacking)}: "
            f"write (?P<{lacking[0]}>...) around that part",
            *source.place_of_name(name),
        )


def _figures(rules: Iterable[Any], source: Source) -> dict[str, set[str]]:
    """The terminals of figures, those of a kind that is not text, with their kinds."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        kind = kind_of(str(rule.origin.name))
        if kind in (None, "text"):
            continue
        for symbol in rule.expansion:
            if symbol.is_term and symbol.filter_out:
                raise GrammarError(
                    f"{rule.origin.name} is a kind of value by its name, and holds a label: "
                    "give a rule of labels a name that ends with _label",
                    *source.place_of_name(str(rule.origin.name)),
                )
            if symbol.is_term:
                found.setdefault(symbol.name, set()).add(str(kind))
    return found


def parts_of(expression: str) -> frozenset[str]:
    """The names of the parts that an expression names."""
    return frozenset(re.compile(expression).groupindex)


def _spelled(source: Source) -> dict[str, list[str]]:
    """The terminals that the file defines by strings alone, with the strings."""
    found: dict[str, list[Statement]] = {}
    for statement in in_force(source.statements):
        if statement.is_terminal:
            found.setdefault(statement.head.text, []).append(statement)
    return {
        name: [label.label for statement in defined for label in statement.labels]
        for name, defined in found.items()
        if all(statement.spells for statement in defined)
    }
