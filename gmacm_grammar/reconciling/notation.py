"""Reads the text of a file of identities by ``identities.lark``, into plain data.

A formula becomes nested lists of texts: the name of its rule, then its parts. Nothing is executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gmacm_grammar.model import GrammarError
from gmacm_grammar.reconciling.records import MOST_DIGITS

if TYPE_CHECKING:
    from lark import Lark, Token

#: A clause of more words and signs is refused, and a sum within so many others.
MOST_WORDS, DEEPEST_SUMS = 300, 2
GRAMMAR = Path(__file__).with_name("identities.lark")

_FOR = "write for NAME from NUMBER to NUMBER, the smaller one first, of at most 9 digits"
_WHY = "say why: because REASON"
#: What to write, by the first of these that the grammar expects.
_EXPECTED = {
    "HEAD": "the name of an identity begins its line and ends with a colon; its clauses are "
    'indented; without "NAME" switches shared ones off',
    "_EACH": "a clause begins with each, figures, when, for, check, or, within, exactly, usually "
    "or across; a line that carries on the one above is indented deeper",
    "_GAPS": "write across gaps",
    **dict.fromkeys(("_BECAUSE", "WORD"), _WHY),
    "NUMBER": "expected a name, a number or a function",
    "NAME": "expected a name",
    "TEXT": "expected a text in quotes",
    "_STATED": "expected is stated or is absent",
    "_WHEN": "expected when",
    "INEQUALITY": "expected a comparison",
    "EQUATION": "expected =, <=, >=, from, or like after a name",
    "COMMA": 'expected ","',
    "RPAR": 'expected ")"',
    "RSQB": 'expected "]"',
    "_AND": "expected and, or, or the end of the clause",
    "_CLAUSE": "expected the end of the clause",
    "PLUS": "expected to",
    **dict.fromkeys(("_FROM", "INTEGER", "_TO"), _FOR),
}
_NO_FUNCTION = (
    "the functions are sum, count, abs, half_unit, nearest, decimals, year, day and weekday"
)
_WORD = re.compile(r'"[^"\n]*"|\w+|\S')


def parsed(text: str, file: str) -> list[Any]:
    """The identities of a text: of each its name, its line, and its clauses.

    A clause is the name of its rule, its line, and its parts. A line that switches others off has
    no name, and their names for clauses. Raises GrammarError.
    """
    from lark.exceptions import UnexpectedInput

    try:
        tree: Any = _lark().parse(text)
        return [_statement(tree) for tree in tree.children]
    except UnexpectedInput as error:
        raise _told(error, text, file) from error
    except GrammarError as error:
        raise GrammarError(error.why, file, error.line, error.column) from None


@cache
def _lark() -> Lark:
    from lark import Lark

    text = GRAMMAR.read_text(encoding="utf-8")
    return Lark(text, parser="lalr", postlex=_Lines(), propagate_positions=True)


class _Lines:
    """Takes out the line breaks within a clause, and looks how long it is."""

    always_accept = ("_BREAK",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        indent = words = 0
        for token in stream:
            words += token.type != "WORD"
            if token.type == "_BREAK":
                margin = len(token.rpartition("\n")[2].expandtabs())
                if 0 < indent < margin:
                    continue
                indent, words = margin and (indent or margin), 0
                token = token.update("_CLAUSE" if margin else "_END")
            elif words > MOST_WORDS:
                raise _error(f"this is longer than {MOST_WORDS} words and signs", token)
            elif token.type == "NUMBER" and len(token) > MOST_DIGITS:
                raise _error(f"a number has more than {MOST_DIGITS} digits", token)
            yield token


def _statement(tree: Any) -> list[Any]:
    if tree.data == "without":
        return ["", tree.meta.line, *(str(name).strip('"') for name in tree.children)]
    head, *clauses = tree.children
    return [head.removesuffix(":").rstrip(), head.line, *map(_clause, clauses)]


def _clause(tree: Any) -> list[Any]:
    return [str(tree.data), tree.meta.line, *map(_plain, tree.children)]


def _plain(tree: Any, sums: int = 0) -> Any:
    """A tree as nested lists of texts."""
    if isinstance(tree, str):
        return str(tree)
    sums += tree.data == "sum"
    if sums > DEEPEST_SUMS:
        raise _error("a sum within a sum cannot be within another sum", tree.meta)
    return [str(tree.data), *(_plain(part, sums) for part in tree.children)]


def _error(why: str, place: Any) -> GrammarError:
    return GrammarError(why, None, place.line, place.column)


def _told(error: Any, text: str, file: str) -> GrammarError:
    """What Lark does not understand, in words for the author."""
    expected: set[str] = error.interactive_parser.accepts()
    hint = next(hint for terminal, hint in _EXPECTED.items() if terminal in expected)
    at = error.pos_in_stream
    if "HEAD" in expected and error.token.type == "_CLAUSE":
        at = error.token.end_pos  # the line is indented
    word = _WORD.match(text, at)
    found = word[0].strip('"') if word else ""
    if found == "(" and "LSQB" in expected:
        hint = _NO_FUNCTION
    why = f'"{found}" cannot stand here' if word else "the line ends too early"
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return GrammarError(f"{why}: {hint}", file, line, column)
