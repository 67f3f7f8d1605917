"""What a formula makes of all records of a list: their sum, their number."""

from __future__ import annotations

from decimal import Decimal

from gmacm_grammar.reconciling.parts import ALWAYS, ODD, TRIED, Formula, Tried, shown, unreckoned
from gmacm_grammar.reconciling.records import Found, Missing, rows_of
from gmacm_grammar.reconciling.scope import LAST, Path, Scope

#: A sum over more records is told by its value, and its figures by the name of the list. Else what
#: is said of many records, each of which is compared with the sum over many, would have no end.
MOST_TOLD = 100


def count(path: Path) -> Formula:
    def value(scope: Scope, tried: Tried) -> Decimal:
        found = scope.whole(path).value
        return Decimal(len(found) if isinstance(found, list) else found is not None)

    def words(scope: Scope, tried: Tried) -> str:
        try:
            return f"count({path.words}) {value(scope, tried)}"
        except Missing:
            return f"count({path.words})"

    return Formula(value, path.names, words)


def total(path: Path, inner: Formula, when: Formula = ALWAYS) -> Formula:
    """A formula summed over the records of a list, or of those that a condition chooses."""
    of_each = inner.names | when.names
    names = path.names | of_each
    short = f"sum({path.words})"

    def value(scope: Scope, tried: Tried) -> Decimal:
        found = scope.whole(path)
        if not found.value:
            raise Missing(found.path)
        home = _home(scope, found)
        # Many records are compared with a sum over as many: it is reckoned once for all of them.
        key = (value, tried if TRIED in names else None)
        if key not in home.kept:
            home.kept[key] = _added(home, tried, found)
        added: Decimal | Missing = home.kept[key]
        if isinstance(added, Missing):
            raise added.with_traceback(None)
        return added

    def _home(scope: Scope, found: Found) -> Scope:
        """The scope furthest out in which the sum is the same."""
        if LAST in names:
            return scope
        kept, key = scope.row.month.kept, (value, found.path)
        if key not in kept:
            rows = rows_of(found.value)
            lacking = {name for name in of_each if any(name not in row.fields for row in rows)}
            kept[key] = path.names | lacking
        return scope.outermost(kept[key])

    def _chosen(home: Scope, tried: Tried, found: Found) -> list[Scope]:
        scopes = map(home.inside, rows_of(found.value))
        return [scope for scope in scopes if when.value(scope, tried)]

    def _added(home: Scope, tried: Tried, found: Found) -> Decimal | Missing:
        try:
            return sum((inner.value(one, tried) for one in _chosen(home, tried, found)), Decimal(0))
        except Missing as error:
            return error
        except ODD as error:
            return unreckoned(error, short if _is_long(found) else _told(home, tried, found))

    def _told(home: Scope, tried: Tried, found: Found) -> str:
        told = [inner.words(one, tried) for one in _chosen(home, tried, found)]
        return told[0] if len(told) == 1 else f"({' + '.join(told or ['0'])})"

    def words(scope: Scope, tried: Tried) -> str:
        try:
            found = scope.find(path)
            if not found.value:
                return f"{path.words} (not stated)"
            if _is_long(found):
                return f"{short} {shown(value(scope, tried))}"
            return _told(_home(scope, found), tried, found)
        except Missing:
            return short

    def figures(scope: Scope, tried: Tried) -> list[str]:
        found = scope.find(path)
        if _is_long(found):
            return [found.path]
        chosen = _chosen(_home(scope, found), tried, found)
        return [path for one in chosen for path in inner.figures(one, tried)]

    return Formula(value, names, words, figures)


def _is_long(found: Found) -> bool:
    return len(rows_of(found.value)) > MOST_TOLD
