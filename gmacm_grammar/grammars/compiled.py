"""What Lark makes of a grammar file: kept from an earlier run, or made now and kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

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

Made = TypeVar("Made")


def compiled_tables(source: Source) -> Tables:
    """The tables of a format. Raises GrammarError for what is wrong with its grammar."""
    return kept("format", source.text, _tables, lambda: attrs.asdict(_built(source)))


def compiled_terminals(source: Source) -> list[tuple[str, str]]:
    """The terminals of a layout, (name, expression), in the order in which they are tried."""
    return kept("layout", source.text, _terminals, lambda: layout_terminals(source))


def kept(what: str, text: str, read: Callable[[Any], Made], make: Callable[[], Any]) -> Made:
    """What ``read`` makes of plain data that ``make`` makes of a text, or made in an earlier run.

    ``read`` raises TypeError, ValueError, LookupError or AttributeError for data of another shape.
    """
    name = cache.key(what, __version__, text)
    try:
        return read(cache.load(name))
    except _BROKEN:
        data = make()
        cache.store(name, data)
        return read(data)


def _built(source: Source) -> Tables:
    made = build(source)
    refuse_wrong_types(made, source)
    return made


def _terminals(data: Any) -> list[tuple[str, str]]:
    return [(name, expression) for name, expression in data]


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
