"""Finds the names in files of identities that no record and no grammar knows."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any

import attrs

from gmacm_grammar.model import RECORDS, GrammarError, Report
from gmacm_grammar.reading import Library
from gmacm_grammar.reconciling.formulas import Node, Path
from gmacm_grammar.reconciling.identities import Identity, read_identities
from gmacm_grammar.reconciling.library import SHARED, identity_files
from gmacm_grammar.reconciling.scope import LAST
from gmacm_grammar.reconciling.sums import Sum

#: The classes of record that a name may lead to; None where it leads to what no record has.
_Classes = tuple[type[Any] | None, ...]


def check_identities(lib: Library) -> list[tuple[str, int, str]]:
    """What is wrong with the files of identities in reach: file, line (from 1) and message each.

    A name is known if the record in question, or the report, has a field of that name, or if a
    grammar names something so for which the records have no field.
    """
    found: list[tuple[str, int, str]] = []
    for path in identity_files(lib):
        if path.stem != SHARED and path.stem not in lib.format_names:
            message = f"there is no format {path.stem}: these identities are for none"
            found.append((str(path), 1, message))
            continue
        try:
            names = _names_of_grammars(lib, path.stem)
            for identity in read_identities(path):
                found += _Check(identity, names).wrong()
        except GrammarError as error:
            found.append((error.file or str(path), error.line or 1, error.why))
    return found


def _names_of_grammars(lib: Library, name: str) -> set[str]:
    """What the grammars in question name, less the fields of the records."""
    formats = lib.formats() if name == SHARED else [lib.format(name)]
    names = {name for format_ in formats for name in format_.source.names}
    return {name for name in names if name not in _all_fields() and name.islower()}


@cache
def _all_fields() -> frozenset[str]:
    return frozenset(
        name
        for cls in RECORDS
        if isinstance(cls, type) and attrs.has(cls)
        for name in attrs.fields_dict(cls)
    )


def _field_classes(cls: type[Any]) -> dict[str, type[Any] | None]:
    """The fields of a record class, each with the class of the records it holds."""
    hints = typing.get_type_hints(cls)
    return {name: _record_class(hints[name]) for name in attrs.fields_dict(cls)}


def _record_class(hint: Any) -> type[Any] | None:
    if isinstance(hint, type) and attrs.has(hint):
        return hint
    inner = (_record_class(argument) for argument in typing.get_args(hint))
    return next((found for found in inner if found is not None), None)


class _Check:
    """Checks the names of one identity."""

    def __init__(self, identity: Identity, names: set[str]) -> None:
        self.identity, self.names = identity, names
        self.line = identity.line

    def wrong(self) -> list[tuple[str, int, str]]:
        scope: _Classes = (Report,)
        for name in self.identity.each:
            inner = self._step(scope, name)
            if isinstance(inner, str):
                return [(self.identity.file, self.line, inner)]
            scope = (inner, *scope)
        found = []
        for node, line in self.identity.formulas():
            found += [(self.identity.file, line, why) for why in self._node(node, scope)]
        return list(dict.fromkeys(found))

    def _node(self, node: Node, scope: _Classes) -> Iterator[str]:
        if isinstance(node, Sum):
            inner = self._path(node.list, scope)
            if isinstance(inner, str):
                yield inner
                return
            for part in node.parts()[1:]:
                yield from self._node(part, (inner, *scope))
        elif isinstance(node, Path):
            found = self._path(node, scope)
            if isinstance(found, str):
                yield found
        else:
            for part in node.parts():
                yield from self._node(part, scope)

    def _path(self, path: Path, scope: _Classes) -> type[Any] | str | None:
        """The class of record that a path leads to, or what is wrong with it."""
        steps = path.steps
        number = self.identity.number
        if number is not None and steps == (("name", number[0]),):
            return None
        if steps[0][1] == LAST:
            steps = steps[1:]
        if not steps:
            return f"{LAST} is the month before: write {LAST}.NAME"
        inner = scope
        for kind, name in steps:
            found = self._step(inner, name)
            if kind == "same" and not isinstance(found, str):
                found = self._step(scope, name)
            if isinstance(found, str):
                return found
            if kind == "name":
                inner = (found,)
        return inner[0]

    def _step(self, scope: _Classes, name: str) -> type[Any] | str | None:
        """The class of record that a name leads to, or what is wrong with the name."""
        if name == "*":
            classes = _field_classes(scope[0]) if scope[0] else {}
            return next((cls for cls in classes.values() if cls), None)
        for cls in scope:
            if cls is not None and name in _field_classes(cls):
                return _field_classes(cls)[name]
        if name in self.names or (None in scope and name in _all_fields()):
            return None
        known = {field for cls in scope if cls for field in _field_classes(cls)} | self.names
        near = get_close_matches(name, sorted(known))
        hint = f": did you mean {near[0]}?" if near else ""
        return f'"{self.identity.name}" names {name}, which is not known here{hint}'
