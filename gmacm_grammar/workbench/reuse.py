"""What the grammar files in reach know: sections with all labels of a new one, fields of labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from gmacm_grammar.grammars import START, Statement, in_force, kind_of, needed, statements_of
from gmacm_grammar.model import KINDS, Report, schema
from gmacm_grammar.parsing import normal
from gmacm_grammar.reading import Library

#: A section is known by so many labels at least.
_LEAST = 2


@attrs.frozen
class Reusable:
    """A section that can be imported: its rule, the name of the file that defines it, and what
    all names of that file stand for, which nothing else can have then."""

    name: str
    file: str
    names: frozenset[tuple[str, str]]


class Known:
    """The sections and the rows that the formats in reach list."""

    def __init__(self, library: Library) -> None:
        self._sections: dict[Reusable, set[str]] = {}
        self._fields: dict[tuple[str, str], str] = {}
        for format_ in library.formats():
            statements = in_force(format_.source.statements)
            self._fields.update(_fields(statements))
            for section in _listed(statements):
                path = Path(section.head.file)
                if path != format_.source.path:
                    inside = needed(statements, [section])
                    labels = {normal(label.label) for s in inside for label in s.labels}
                    names = frozenset(
                        (s.head.text, " | ".join(" ".join(a.words) for a in s.alternatives))
                        for s in statements_of(path)
                        if s.defines
                    )
                    reusable = Reusable(section.name or "", path.stem, names)
                    self._sections.setdefault(reusable, set()).update(labels)

    def sections(self, labels: set[str]) -> list[Reusable]:
        """The sections that know all of these labels."""
        knowing = [one for one, known in self._sections.items() if labels <= known]
        return knowing if len(labels) >= _LEAST else []

    def field(self, label: str, kind: str) -> str | None:
        """The field of the report that a row with just this label fills, if it is of this kind."""
        return self._fields.get((normal(label), kind))


def _listed(statements: Sequence[Statement]) -> Iterator[Statement]:
    """The sections that the rule ``report`` lists, itself or by a rule without a name."""
    listed = {name.text for s in statements if s.name == START for name in s.names}
    groups = {name for name in listed if name.startswith("_")}
    listed |= {name.text for s in statements if s.name in groups for name in s.names}
    return (s for s in statements if s.name in listed - groups)


def _fields(statements: Sequence[Statement]) -> Iterator[tuple[tuple[str, str], str]]:
    """The label and the kind of each row of one value that fills a field of the report."""
    for alternative in (a for s in statements for a in s.alternatives):
        field = schema(Report).get(alternative.alias or "")
        lexemes = [lexeme for lexeme in alternative.lexemes if lexeme.text not in "?*+"]
        if field and len(lexemes) == 2 and lexemes[0].kind == "string":
            kind = lexemes[1].text
            if KINDS[kind_of(kind) or "text"].type is field.holds:
                yield (normal(lexemes[0].label), kind), alternative.alias or ""
