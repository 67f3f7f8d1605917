"""Reads the formulas of identities, by recursive descent.

Nothing is executed: a formula becomes the parts that ``formulas`` knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from gmacm_grammar.model import GrammarError
from gmacm_grammar.reconciling.conditions import Like, Logic, Stated
from gmacm_grammar.reconciling.formulas import (
    COMPARISONS,
    FUNCTIONS,
    MOST_DIGITS,
    Call,
    Comparison,
    Constant,
    Expression,
    Group,
    Node,
    Operation,
    Path,
)
from gmacm_grammar.reconciling.scope import Step
from gmacm_grammar.reconciling.sums import Count, Sum

_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|"(?P<text>[^"]*)"'
    r"|(?P<sign><=|>=|!=|[-+*/=<>().,\[\]]))"
)
#: A formula of more words and signs is refused, as is one whose parts stand deeper in one another.
MOST_WORDS, DEEPEST, DEEPEST_SUMS = 300, 20, 2
_WORDS = {"or", "and", "not", "is", "like", "when"}


class FormulaReader:
    """Reads one formula of a file, which stands in ``line``."""

    def __init__(self, text: str, file: str, line: int) -> None:
        self.file, self.line, self.text = file, line, text.strip()
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        self.depth = self.sums = 0

    def error(self, why: str) -> GrammarError:
        return GrammarError(why, self.file, self.line)

    def whole_expression(self) -> Expression:
        self._cut()
        expression = self._expression()
        self._end()
        return expression

    def whole_condition(self) -> Node:
        self._cut()
        condition = self._condition()
        self._end()
        return condition

    def equation(self) -> Comparison:
        """A comparison of two expressions: what an identity checks."""
        self._cut()
        left = self._expression()
        sign = self._next()[1]
        if sign not in ("=", "<=", ">="):
            raise self.error(f'expected =, <= or >= in "{self.text}"')
        right = self._expression()
        self._end()
        return Comparison(sign, left, right)

    def _cut(self) -> None:
        at = 0
        while at < len(self.text):
            match = _TOKEN.match(self.text, at)
            if match is None:
                raise self.error(f'"{self.text[at:].split()[0]}" is not understood')
            kind = str(match.lastgroup)
            self.tokens.append((kind, match[kind]))
            at = match.end()
            if len(self.tokens) > MOST_WORDS:
                raise self.error(f"this is longer than {MOST_WORDS} words and signs")

    def _end(self) -> None:
        if self.at < len(self.tokens):
            raise self.error(f'"{self.tokens[self.at][1]}" is not expected in "{self.text}"')

    def _peek(self, ahead: int = 0) -> str:
        """The next word or sign, or one further ahead; empty for a text or the end."""
        if self.at + ahead >= len(self.tokens):
            return ""
        kind, text = self.tokens[self.at + ahead]
        return "" if kind == "text" else text

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise self.error(f'"{self.text}" ends too early')
        self.at += 1
        return self.tokens[self.at - 1]

    def _take(self, *texts: str) -> bool:
        """Take these words or signs if they come next."""
        if all(self._peek(n) == text for n, text in enumerate(texts)):
            self.at += len(texts)
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise self.error(f'expected "{text}" before "{self._peek()}" in "{self.text}"')

    def _name(self) -> str:
        kind, text = self._next()
        if kind != "name" or text in _WORDS:
            raise self.error(f'expected a name, found "{text}" in "{self.text}"')
        return text

    @contextmanager
    def _deeper(self, sums: int = 0) -> Iterator[None]:
        """Around what stands within another part, so that reading and reckoning have an end."""
        self.depth, self.sums = self.depth + 1, self.sums + sums
        if self.depth > DEEPEST:
            raise self.error(f"parts stand more than {DEEPEST} deep in one another")
        if self.sums > DEEPEST_SUMS:
            raise self.error("a sum within a sum cannot be within another sum")
        try:
            yield
        finally:
            self.depth, self.sums = self.depth - 1, self.sums - sums

    # ---- conditions ----------------------------------------------------------------------------

    def _condition(self) -> Node:
        return self._joined("or", lambda: self._joined("and", self._negated))

    def _joined(self, word: str, read: Callable[[], Node]) -> Node:
        conditions = [read()]
        while self._take(word):
            conditions.append(read())
        return conditions[0] if len(conditions) == 1 else Logic(word, tuple(conditions))

    def _negated(self) -> Node:
        if self._take("not"):
            with self._deeper():
                return Logic("not", (self._negated(),))
        return self._comparison()

    def _comparison(self) -> Node:
        start = self.at
        if self._take("("):
            inner = self._condition_between()
            if inner is not None:
                return inner
            self.at = start
        left = self._expression()
        if isinstance(left, Path):
            if self._take("is", "stated"):
                return Stated(left)
            if self._take("is", "absent"):
                return Logic("not", (Stated(left),))
            if self._take("like"):
                return Like(left, tuple(self._patterns()))
        sign = self._next()[1]
        if sign not in COMPARISONS:
            raise self.error(f'expected a comparison, found "{sign}" in "{self.text}"')
        return Comparison(sign, left, self._expression())

    def _condition_between(self) -> Node | None:
        """A condition between parentheses; None if they hold a part of an expression."""
        try:
            with self._deeper():
                inner = self._condition()
            self._need(")")
        except GrammarError:
            return None
        return inner if self._peek() in ("", "and", "or", ")") else None

    def _patterns(self) -> Iterator[str]:
        while True:
            kind, text = self._next()
            if kind != "text":
                raise self.error(f'expected a text in quotes, found "{text}"')
            yield text
            if not self._take(","):
                return

    # ---- expressions ---------------------------------------------------------------------------

    def _expression(self) -> Expression:
        node: Expression = self._product()
        while self._peek() in ("+", "-"):
            node = Operation(self._next()[1], node, self._product())
        return node

    def _product(self) -> Expression:
        node = self._part()
        while self._peek() in ("*", "/"):
            node = Operation(self._next()[1], node, self._part())
        return node

    def _part(self) -> Expression:
        if self._take("("):
            with self._deeper():
                inner = self._expression()
            self._need(")")
            return Group(inner)
        if self._take("-"):
            with self._deeper():
                return Operation("-", Constant(Decimal(0)), self._part())
        kind, text = self._next()
        if kind == "number":
            return self._number(text)
        if kind == "text":
            return Constant(text)
        self.at -= 1
        if self._peek(1) == "(":
            return self._call(self._name())
        return self._path()

    def _number(self, text: str) -> Constant:
        if len(text) > MOST_DIGITS:
            raise self.error(f"a number has more than {MOST_DIGITS} digits")
        return Constant(Decimal(text))

    def _call(self, name: str) -> Expression:
        self._need("(")
        if name == "sum":
            with self._deeper(sums=1):
                return self._sum()
        if name == "count":
            records = self._path()
            self._need(")")
            return Count(records)
        if name not in FUNCTIONS:
            names = ", ".join(("sum", "count", *FUNCTIONS))
            raise self.error(f"there is no function {name}; there are {names}")
        with self._deeper():
            arguments = [self._expression()]
            while self._take(","):
                arguments.append(self._expression())
        self._need(")")
        if len(arguments) != FUNCTIONS[name][0]:
            raise self.error(f"{name} takes {FUNCTIONS[name][0]}, not {len(arguments)}")
        return Call(name, tuple(arguments))

    def _sum(self) -> Sum:
        records = self._path()
        self._need(",")
        inner = self._expression()
        when = None
        if self._take(","):
            self._need("when")
            when = self._condition()
        self._need(")")
        return Sum(records, inner, when)

    def _path(self) -> Path:
        steps: list[Step] = [("name", self._name())]
        while self._peek() in (".", "["):
            if self._next()[1] == ".":
                steps.append(("name", self._name()))
                continue
            largest = self._take("largest")
            steps.append(("largest" if largest else "same", self._name()))
            self._need("]")
        return Path(tuple(steps), self._take("or", "zero"))
