"""Which records, or figures, of a report an identity is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmacm_grammar.reconciling.identities import Identity
from gmacm_grammar.reconciling.parts import Tried, path as path_of
from gmacm_grammar.reconciling.records import Found, Row, rows_of
from gmacm_grammar.reconciling.scope import Scope

#: What tells the records of a list apart, from month to month and for a reader.
_KEYS = ("name", "group")
#: Under which the figures of a report are kept.
_FIGURES = "figures"


def subjects(identity: Identity, report: Scope) -> Iterator[tuple[Scope, Sequence[Tried]]]:
    """The records that an identity is about, each with the numbers, or the figure, to try."""
    for scope in () if identity.figures else _scopes(report, identity.each):
        yield scope, identity.numbers
    for name in identity.figures:
        for scope, figure in _figures_of(report).get(name, ()):
            yield scope, (figure,)


def place(scope: Scope) -> str:
    """The record that a result is about, with its name or group as printed."""
    around: Scope = scope
    while around.parent is not None:
        if any(names := _names(around.row)):
            return f'{scope.row.path} "{names[0] or names[1]}"'
        around = around.parent
    return scope.row.path


def _scopes(report: Scope, each: tuple[str, ...]) -> list[Scope]:
    """The scopes of the records that ``each`` leads to."""
    if not each:
        return [report]
    if each not in report.kept:
        around = _scopes(report, each[:-1])
        report.kept[each] = [inner for scope in around for inner in _inside(scope, each[-1])]
    scopes: list[Scope] = report.kept[each]
    return scopes


def _inside(scope: Scope, name: str) -> Iterator[Scope]:
    """The scopes of the records under a name, each with the same record of the month before."""
    rows = scope.row.records(name)
    before = [*_inside(scope.last, name)] if scope.last is not None else []
    # A group that only one of two reports names is the same if there is but one.
    both = rows + [inner.row for inner in before]
    only = len(rows) == len(before) == 1 and not all(any(_names(row)) for row in both)
    alike: dict[tuple[str, ...], list[Scope]] = {}
    for inner in before:
        alike.setdefault(_key(inner.row), []).append(inner)
    for row in rows:
        same = before if only else alike.get(_key(row), [])
        last = same[0] if len(same) == 1 else None
        yield Scope(row, scope, last) if scope.last is not None else scope.inside(row)


def _key(row: Row) -> tuple[str, ...]:
    """What tells a record from others: its class and group, or its place if it has none."""
    names = [same_name(name) for name in _names(row)]
    return tuple(names) if any(names) else (row.path,)


def _names(row: Row) -> list[str]:
    """The name and the group of a record, as printed."""
    values = (row.fields[key] if key in row.own else None for key in _KEYS)
    return [value if isinstance(value, str) else "" for value in values]


def same_name(name: str) -> str:
    """A name without the differences in print that say nothing: blanks and case."""
    return "-".join(" ".join(part.split()) for part in name.casefold().split("-"))


def _figures_of(report: Scope) -> dict[str, list[tuple[Scope, Found]]]:
    """All figures of a report by their name, each with the record it is in."""
    if _FIGURES not in report.kept:
        report.kept[_FIGURES] = {}
        _add_figures(report, report.kept[_FIGURES])
    found: dict[str, list[tuple[Scope, Found]]] = report.kept[_FIGURES]
    return found


def _add_figures(scope: Scope, found: dict[str, list[tuple[Scope, Found]]]) -> None:
    row = scope.row
    stated = [name for name, value in row.fields.items() if value is not None]
    for name in stated:
        value, path = row.get(name)
        if isinstance(value, (Row, list)):
            for inner in rows_of(value):
                _add_figures(scope.inside(inner), found)
        else:
            figure = scope.found[path_of(False, name).key] = Found(value, path, row.month, True)
            found.setdefault(name, []).append((scope, figure))
