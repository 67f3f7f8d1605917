"""Finds the names in files of identities that no record and no grammar knows."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.model import RECORDS, GrammarError, Report, schema
from gmacm_grammar.reading import Library
from gmacm_grammar.reconciling.identities import (
    SHARED,
    Identity,
    identities_for,
    identity_files,
    read_identities,
)
from gmacm_grammar.reconciling.scope import HERE, LAST

#: The classes of record that a name may lead to; None where it leads to what no record has.
_Classes: TypeAlias = tuple[Any, ...]


def check_identities(lib: Library) -> list[GrammarError]:
    """What is wrong with the files of identities in reach.

    A name is known if the record in question, or the report, has a field of that name, or if a
    grammar names something so for which the records have no field.
    """
    found: list[GrammarError] = []
    for path in identity_files(lib):
        try:
            if path.stem != SHARED and path.stem not in lib.format_names:
                why = f"there is no format {path.stem}: these identities are for none"
                raise GrammarError(why, str(path), 1)
            names = _names_of_grammars(lib, path.stem)
            for identity in filter(attrgetter("name"), read_identities(path)):
                found += _Check(identity, names).wrong()
        except GrammarError as error:
            found.append(error)
    for name in lib.format_names:
        try:
            identities_for(lib, name)
        except GrammarError as error:
            found.append(error)
    return found


def _names_of_grammars(lib: Library, name: str) -> set[str]:
    """What the grammars in question name, less the fields of the records."""
    formats = lib.formats() if name == SHARED else [lib.format(name)]
    names = {name for format_ in formats for name in format_.source.names}
    return {name for name in names if name not in _all_fields() and name.islower()}


@cache
def _all_fields() -> frozenset[str]:
    return frozenset(name for record in RECORDS for name in attrs.fields_dict(record))


@cache
def _classes(record: Any) -> dict[str, Any]:
    """The fields of a record class, each with the class of the records it holds."""
    held = schema(record)
    return {name: held[name].record if name in held else None for name in attrs.fields_dict(record)}


@attrs.define
class _Check:
    """Checks the names of one identity; ``names`` are those that the grammars have."""

    identity: Identity
    names: set[str]
    line: int = 0
    found: dict[tuple[str, int], None] = attrs.field(factory=dict)

    def wrong(self) -> list[GrammarError]:
        self.line = self.identity.line
        scope: _Classes = (Report,)
        for name in self.identity.figures:
            self._step((*RECORDS,), name)
            scope = (*(cls for cls in RECORDS if name in _classes(cls)), *scope)
        for name in self.identity.each:
            scope = (self._step(scope, name), *scope)
        for _, line, *parts in self.identity.clauses:
            self.line = line
            for part in parts:
                self._tree(part, scope)
        return [GrammarError(why, self.identity.file, line) for why, line in self.found]

    def _tree(self, tree: Any, scope: _Classes) -> None:
        if isinstance(tree, str):
            return
        rule, *parts = tree
        if rule == "path":
            self._path(parts, scope)
            return
        if rule == "sum":
            scope = (self._path(parts.pop(0)[1:], scope), *scope)
        for part in parts:
            self._tree(part, scope)

    def _path(self, path: list[Any], scope: _Classes) -> Any:
        """The class of record that a path leads to."""
        first, *others = path
        steps = [("name", first), *others]
        inner = scope
        while steps and steps[0][1] in (LAST, HERE):
            inner = scope[:1] if steps.pop(0)[1] == HERE else inner
        if not steps:
            what = "the month before" if first == LAST else "the record at hand"
            return self._wrong(f"{first} is {what}: write {first}.NAME")
        for kind, name in steps:
            found = self._step(inner, name)
            if kind == "same":
                self._step(scope, name)
            elif kind == "name":
                inner = (found,)
        return inner[0]

    def _step(self, scope: _Classes, name: str) -> Any:
        """The class of record that a name leads to."""
        if name == "*":
            return next(filter(None, _classes(scope[0]).values()), None) if scope[0] else None
        for cls in scope:
            if cls is not None and name in _classes(cls):
                return _classes(cls)[name]
        grammar = name in self.names or (None in scope and name in _all_fields())
        if _Anything in scope or grammar or name == self.identity.tried:
            return None
        known = {field for cls in scope if cls for field in _classes(cls)} | self.names
        near = get_close_matches(name, sorted(known))
        hint = f": did you mean {near[0]}?" if near else ""
        return self._wrong(f'"{self.identity.name}" names {name}, which is not known here{hint}')

    def _wrong(self, why: str) -> Any:
        self.found[why, self.line] = None
        return _Anything


@attrs.define
class _Anything:
    """What an unknown name leads to: of names in it nothing is said."""
