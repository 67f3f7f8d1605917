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
    return kept("format", source.text, _tables, lambda: _made(source))


def compiled_terminals(source: Source) -> list[tuple[str, str]]:
    """The terminals of a layout, (name, expression), in the order in which they are tried."""
    return kept("layout", source.text, _pairs, lambda: layout_terminals(source))


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


def _made(source: Source) -> dict[str, Any]:
    tables = build(source)
    refuse_wrong_types(tables, source)
    return attrs.asdict(tables, recurse=False)


def _tables(data: dict[str, Any]) -> Tables:
    """The tables of plain data. Raises one of _BROKEN if they are none."""
    tables = Tables(**data)
    return attrs.evolve(
        tables,
        patterns=[(name, expression, figure) for name, expression, figure in tables.patterns],
        productions=[_production(*production) for production in tables.productions],
        states=[{sys.intern(name): what for name, what in row.items()} for row in tables.states],
        items=list(map(_pairs, tables.items)),
    )


def _production(origin: str, alias: str | None, symbols: Any) -> Production:
    # Names are compared with those of the fields for each record: the same string, not an equal one
    made = tuple(Symbol(sys.intern(name), *kind) for name, *kind in symbols)
    return Production(sys.intern(origin), sys.intern(alias) if alias else None, made)


def _pairs(data: Any) -> list[Any]:
    return [(one, other) for one, other in data]
