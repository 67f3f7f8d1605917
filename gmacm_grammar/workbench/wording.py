"""Faults in the wording of a grammar that show before Lark reads it, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gmacm_grammar.grammars import (
    CLOSE,
    EXTEND,
    IMPORT,
    OPEN,
    OVERRIDE,
    REQUIRE,
    TABLE,
    Lexeme,
    Statement,
    in_force,
)
from gmacm_grammar.workbench.findings import Finding, at, nearest, shown
from gmacm_grammar.workbench.reach import definitions

_DECLARE = "%declare"
_DIRECTIVES = (IMPORT, EXTEND, OVERRIDE, REQUIRE, TABLE, "%ignore", _DECLARE)
#: Marks that are only left over where a string or an expression is not closed.
_UNCLOSED = ('"', "/")


def names_and_rules(
    known: Sequence[Statement], path: Path, where: tuple[Path, ...]
) -> list[Finding]:
    """What is wrong with names, arrows and alternatives; nothing where Lark cannot read it."""
    found = [*_directives(known)]
    if found or any(map(_is_broken, known)):
        return found
    for statement in known:
        found += [*_letters(statement), *_arrows(statement)]
    return [*found, *_unknown_names(known, path, where), *_said_twice(known)]


def _directives(known: Sequence[Statement]) -> Iterator[Finding]:
    for statement in known:
        if statement.directive and statement.directive not in _DIRECTIVES:
            message = f"there is no directive {statement.directive}"
            near = nearest(statement.directive, _DIRECTIVES)
            yield at(statement.lexemes[0], "error", message, near)


def _is_broken(statement: Statement) -> bool:
    """Whether a definition has no colon, or a string or expression that is not closed."""
    if any(lexeme.kind == "mark" and lexeme.text in _UNCLOSED for lexeme in statement.lexemes):
        return True
    return statement.directive in (None, EXTEND, OVERRIDE) and not statement.alternatives


def _letters(statement: Statement) -> Iterator[Finding]:
    """Names that are neither rules nor terminals."""
    for lexeme in statement.lexemes if statement.defines else ():
        if lexeme.kind == "name" and not (lexeme.text.isupper() or lexeme.text.islower()):
            message = f"{lexeme.text} mixes capitals and small letters"
            hint = "a rule is written in small letters, a terminal in capitals"
            yield at(lexeme, "error", message, hint)


def _arrows(statement: Statement) -> Iterator[Finding]:
    """Names after an arrow are at the end of an alternative of a rule, nowhere else."""
    depth = 0
    for lexeme in statement.lexemes if statement.defines else ():
        if lexeme.kind == "mark":
            depth += (lexeme.text in OPEN) - (lexeme.text in CLOSE)
        if lexeme.text == "->" and depth > 0:
            hint = "write each alternative with an arrow as one of the rule's own"
            yield at(lexeme, "error", "an arrow cannot be within brackets", hint)
        elif lexeme.text == "->" and statement.is_terminal:
            hint = "give the name to the rule that has the terminal"
            yield at(lexeme, "error", "a terminal cannot have a name after an arrow", hint)


def _unknown_names(
    known: Sequence[Statement], path: Path, where: tuple[Path, ...]
) -> Iterator[Finding]:
    defined = {s.head.text for s in known if s.defines}
    for statement in known:
        if statement.directive == _DECLARE:
            defined |= {lexeme.text for lexeme in statement.lexemes if lexeme.kind == "name"}
    for statement in known:
        arrows = any("->" in alternative.words for alternative in statement.alternatives)
        for name in statement.names if not arrows else ():
            if name.text not in defined:
                what = "rule" if name.text.islower() else "terminal"
                message = f"there is no {what} {name.text}, here or in what is imported"
                hint = nearest(name.text, {*defined, *definitions((path.parent, *where))})
                beside = any(alternative.alias for alternative in statement.alternatives)
                if what == "rule" and (beside or not hint) and _follows_a_value(name, statement):
                    hint = f"is the arrow missing before it? -> {name.text}"
                yield at(name, "error", message, hint)


def _follows_a_value(name: Lexeme, statement: Statement) -> bool:
    """Whether a name ends an alternative behind another name, as one after an arrow does."""
    return any(a.lexemes[-1:] == (name,) and len(a.names) > 1 for a in statement.alternatives)


def _said_twice(known: Sequence[Statement]) -> Iterator[Finding]:
    """Alternatives of one rule that are the same but for the name after the arrow."""
    seen: dict[tuple[str, ...], Lexeme] = {}
    for statement in in_force(known):
        for alternative in filter(lambda a: a.lexemes, statement.alternatives):
            words = statement.head.text, *(word.casefold() for word in alternative.words)
            here = alternative.lexemes[0]
            first = seen.setdefault(words, here)
            if first is not here:
                what = f"the label {first.text}" if first.kind == "string" else first.text
                hint = f"it is in {shown(first.file)}:{first.line} already: take one away"
                yield at(here, "error", f"{what} is twice in {statement.name}", hint)
