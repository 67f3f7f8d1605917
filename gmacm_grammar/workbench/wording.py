"""Faults in the wording of a grammar that show before Lark reads it, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gmacm_grammar.grammars import SUFFIX, lines_of
from gmacm_grammar.model import GrammarError
from gmacm_grammar.workbench.findings import Finding, at, nearest, shown
from gmacm_grammar.workbench.notation import Lexeme, Statement, statements

_IMPORT, _DECLARE = "%import", "%declare"
_DIRECTIVES = (_IMPORT, "%extend", "%override", "%ignore", _DECLARE)
#: Marks that are only left over where a string or an expression is not closed.
_UNCLOSED = ('"', "/")


def names_and_rules(known: list[Statement], path: Path, where: tuple[Path, ...]) -> list[Finding]:
    """What is wrong with names, arrows and alternatives; nothing where Lark cannot read it."""
    found = [*_directives(known)]
    if found or any(map(_is_broken, known)):
        return found
    return [
        *_letters(known),
        *_terminals(known),
        *_arrows(known),
        *_unknown_names(known, _names_in_reach(path, where)),
        *_said_twice(known),
    ]


def _is_broken(statement: Statement) -> bool:
    """Whether a definition has no colon, or a string or expression that is not closed."""
    if any(lexeme.kind == "mark" and lexeme.text in _UNCLOSED for lexeme in statement.lexemes):
        return True
    return statement.directive in (None, "%extend", "%override") and statement.name is None


def _directives(known: list[Statement]) -> Iterator[Finding]:
    for statement in known:
        if statement.directive and statement.directive not in _DIRECTIVES:
            message = f"there is no directive {statement.directive}"
            hint = nearest(statement.directive, _DIRECTIVES)
            yield at(statement.lexemes[0], "error", message, hint)


def _letters(known: list[Statement]) -> Iterator[Finding]:
    """Names in capitals and small letters at once are neither rules nor terminals."""
    for statement in known:
        for lexeme in statement.lexemes if statement.defines else ():
            if lexeme.kind == "name" and lexeme.text not in (
                lexeme.text.upper(),
                lexeme.text.lower(),
            ):
                message = f"{lexeme.text} mixes capitals and small letters"
                hint = "a rule is written in small letters, a terminal in capitals"
                yield at(lexeme, "error", message, hint)


def _terminals(known: list[Statement]) -> Iterator[Finding]:
    """Rules in terminals, and labels without text."""
    for statement in known:
        for lexeme in statement.lexemes:
            if lexeme.kind == "string" and not lexeme.label:
                yield at(lexeme, "error", "a label cannot be empty", "take it out")
        for name in statement.names if str(statement.name).isupper() else ():
            if name.text == statement.name:
                yield at(name, "error", f"the terminal {name.text} names itself", "take it out")
            elif not name.text.isupper():
                message = f"the terminal {statement.name} names {name.text}, which is a rule"
                hint = "a terminal holds strings, expressions and terminals only"
                yield at(name, "error", message, hint)


def _arrows(known: list[Statement]) -> Iterator[Finding]:
    """Names after an arrow stand at the end of an alternative of a rule, nowhere else."""
    for statement in known:
        depth = 0
        for lexeme in statement.lexemes if statement.defines else ():
            if lexeme.kind == "mark":
                depth += (lexeme.text in "([") - (lexeme.text in ")]")
            if lexeme.text != "->":
                continue
            if depth > 0:
                hint = "write each alternative with an arrow as one of the rule's own"
                yield at(lexeme, "error", "an arrow cannot stand within brackets", hint)
            elif str(statement.name).isupper():
                hint = "give the name to the rule that has the terminal"
                yield at(lexeme, "error", "a terminal cannot have a name after an arrow", hint)


def _names_in_reach(path: Path, where: tuple[Path, ...]) -> set[str]:
    """The names that the files of the grammar directories define: any may be meant."""
    found: set[str] = set()
    for directory in (path.parent, *where):
        for file in directory.glob(f"*{SUFFIX}"):
            try:
                found |= {s.name for s in statements(lines_of(file)) if s.name}
            except GrammarError:
                continue
    return found


def _unknown_names(known: list[Statement], nearby: set[str]) -> Iterator[Finding]:
    defined = {statement.name for statement in known if statement.defines and statement.name}
    for statement in known:
        if statement.directive == _DECLARE:
            defined |= {lexeme.text for lexeme in statement.lexemes if lexeme.kind == "name"}
    if any(s.directive == _IMPORT for s in known):
        return  # names of Lark's own grammars: Lark tells
    for statement in known:
        if statement.directive in ("%extend", "%override") and not _is_defined(statement, known):
            word = "extended" if statement.directive == "%extend" else "overridden"
            message = f"{statement.name} cannot be {word}: no such name is defined or imported"
            hint = nearest(str(statement.name), defined - {statement.name})
            yield at(statement.head, "error", message, hint)
        arrows = any(lexeme.text == "->" for a in statement.alternatives for lexeme in a.lexemes)
        for name in statement.names if not arrows else ():
            if name.text not in defined:
                what = "rule" if name.text.lower() == name.text else "terminal"
                message = f"there is no {what} {name.text}, here or in what is imported"
                hint = nearest(name.text, {*defined, *nearby})
                beside = any(alternative.alias for alternative in statement.alternatives)
                if what == "rule" and (beside or not hint) and _follows_a_value(name, statement):
                    hint = f"is the arrow missing before it? -> {name.text}"
                yield at(name, "error", message, hint)


def _follows_a_value(name: Lexeme, statement: Statement) -> bool:
    """Whether a name ends an alternative behind another name, as one after an arrow does."""
    return any(
        [lexeme for lexeme in alternative.lexemes if lexeme.kind == "name"][1:][-1:] == [name]
        and alternative.lexemes[-1] is name
        for alternative in statement.alternatives
    )


def _is_defined(statement: Statement, known: list[Statement]) -> bool:
    return any(
        other.name == statement.name and other.directive in (None, "%override")
        for other in known
        if other is not statement
    )


def _said_twice(known: list[Statement]) -> Iterator[Finding]:
    """Alternatives of one rule that are the same but for the name after the arrow."""
    seen: dict[tuple[str | None, tuple[str, ...]], Lexeme] = {}
    for statement in known:
        if not statement.defines:
            continue
        if statement.directive == "%override":
            seen = {key: place for key, place in seen.items() if key[0] != statement.name}
        for alternative in statement.alternatives:
            if not alternative.lexemes:
                continue
            words = tuple(word.casefold() for word in alternative.words)
            first = seen.setdefault((statement.name, words), alternative.lexemes[0])
            if first is not alternative.lexemes[0]:
                what = f"the label {first.text}" if first.kind == "string" else first.text
                message = f"{what} stands twice in {statement.name}"
                hint = f"it stands in {shown(first.file)}:{first.line} already: take one away"
                yield at(alternative.lexemes[0], "error", message, hint)
