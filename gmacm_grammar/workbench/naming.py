"""The names of a draft: of rules, of values, and of the terminals of texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gmacm_grammar.grammars import START
from gmacm_grammar.model import Cell, Report, schema
from gmacm_grammar.workbench.expressions import KEYED, expression_of
from gmacm_grammar.workbench.notation import field_name, free_name

#: The rule for rows without a heading.
TOP = "statement_row"


class Names:
    """The names that a grammar file has, and those that it must not take.

    ``imported`` are the names of the files that it imports from, and what they stand for.
    """

    def __init__(self, imported: Mapping[str, str], reserved: Iterable[str]) -> None:
        own = (START, "title", "other", TOP, *KEYED, *schema(Report))
        #: What each name stands for: a rule, a row of the report, a value of this kind.
        self.taken = {**dict.fromkeys(own, "rule"), **imported}
        #: The terminals of texts, with an expression for each text.
        self.texts: dict[str, dict[str, None]] = {}
        self._reserved = {*imported, *reserved}

    def rule(self, label: str, suffix: str) -> str:
        """The name of a new rule."""
        name = free_name(label, self.taken, suffix)
        self.taken[name] = "rule"
        return name

    def value(self, labels: Sequence[str], kind: str, taken: Iterable[str] = ()) -> str:
        """The name of a value: none that is taken, nor one of another kind."""
        names = [field_name(label, taken) for label in labels]
        fitting = (name for name in names if self.taken.get(name, kind) == kind)
        name = next(fitting, None) or field_name(labels[-1], {*taken, *self.taken})
        self.taken[name] = kind
        return name

    def terminal(self, label: str, cells: Iterable[Cell]) -> str:
        """The terminal of some texts: the one that has an expression of them, or that label."""
        expressions = dict.fromkeys(expression_of(cell.text) for cell in cells)
        known = (name for name, texts in self.texts.items() if texts.keys() & expressions.keys())
        name = next(known, field_name(label).upper())
        if name in self._reserved:
            name = f"{name}_TEXT"
        self.texts.setdefault(name, {}).update(expressions)
        return name
