"""What Lark makes of a grammar file: kept from an earlier run, or made now and kept."""

from __future__ import annotations

import sys
from typing import Any

import attrs

from gmacm_grammar.grammars import cache
from gmacm_grammar.grammars.fields import refuse_wrong_types
from gmacm_grammar.grammars.sources import Source
from gmacm_grammar.grammars.tables import (
    Production,
    Symbol,
    Tables,
    build,
    layout_terminals,
)
from gmacm_grammar.version import __version__

#: What is raised by data that is not what was kept.
_BROKEN = (TypeError, ValueError, LookupError, AttributeError)


def compiled_tables(source: Source) -> Tables:
    """The tables of a format. Raises GrammarError for what is wrong with its grammar."""
    name = cache.key("format", __version__, source.text)
    try:
        return _tables(cache.load(name))
    except _BROKEN:
        made = build(source)
        refuse_wrong_types(made, source)
        cache.store(name, attrs.asdict(made))
        return made


def compiled_terminals(source: Source) -> list[tuple[str, str]]:
    """The terminals of a layout, (name, expression), in the order in which they are tried."""
    name = cache.key("layout", __version__, source.text)
    try:
        return [(name, expression) for name, expression in cache.load(name)]
    except _BROKEN:
        made = layout_terminals(source)
        cache.store(name, made)
        return made


def _tables(data: dict[str, Any]) -> Tables:
    """The tables of plain data. Raises one of _BROKEN if they are none."""
    return Tables(
        labels=data["labels"],
        patterns=[(name, expression, figure) for name, expression, figure in data["patterns"]],
        productions=list(map(_production, data["productions"])),
        states=[{sys.intern(symbol): what for symbol, what in s.items()} for s in data["states"]],
        items=[[(production, dot) for production, dot in state] for state in data["items"]],
        start=data["start"],
        end=data["end"],
    )


def _production(data: dict[str, Any]) -> Production:
    symbols = tuple(
        Symbol(sys.intern(s["name"]), s["terminal"], s["silent"]) for s in data["symbols"]
    )
    alias = None if data["alias"] is None else sys.intern(data["alias"])
    return Production(sys.intern(data["origin"]), alias, data["unwraps"], symbols)
