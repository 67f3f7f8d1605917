"""Cut a text into cells, as a layout grammar says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from gmacm_grammar import sources
from gmacm_grammar.errors import GrammarError
from gmacm_grammar.tables import layout_terminals

#: The terminals of a layout that are read; all others set cells apart.
CELL, WORD = "CELL", "WORD"
ROW_END = "_ROW_END"


@attrs.frozen
class Piece:
    """A piece of the text: a cell, or what stands between cells (``furniture``)."""

    text: str
    start: int
    terminal: str


class Layout:
    """One way in which cells stand in a text."""

    def __init__(self, source: sources.Source) -> None:
        self.name = source.name
        self.source = source
        terminals = layout_terminals(source)
        if CELL not in dict(terminals):
            raise GrammarError(f"a layout must define the terminal {CELL}", str(source.path))
        #: Whether the words of a cell may be cells of their own.
        self.cuts_words = any(re.match(rf"{WORD}\b", line.text) for line in source.lines)
        #: Whether the ends of rows can be told.
        self.has_rows = any(name == ROW_END for name, _ in terminals)
        furniture = [(name, e) for name, e in terminals if name != CELL]
        # Whatever no terminal takes is a cell of one character: nothing is skipped but blanks.
        cell = f"{dict(terminals)[CELL]}|\\S"
        named = [f"(?P<{name}>{e})" for name, e in furniture] + [f"(?P<{CELL}>{cell})"]
        plain = [f"(?:{_plain(e)})" for name, e in furniture if name != ROW_END]
        plain.append(f"({_plain(cell)})")
        self._located = re.compile("|".join(named)).finditer
        self._cells = re.compile(f"(?:{'|'.join(plain)})\\s*+").findall

    def cut(self, text: str) -> list[str]:
        """The cells of ``text`` in order, without positions (fast)."""
        return list(filter(None, self._cells(text)))

    def pieces(self, text: str) -> Iterator[Piece]:
        """Cells and furniture with their offsets; together they hold all that is not blank."""
        for match in self._located(text):
            if match.group():
                yield Piece(match.group(), match.start(), match.lastgroup or CELL)


_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?!\?)")


def _plain(expression: str) -> str:
    """The expression with its capturing groups made plain ones."""
    return _GROUP.sub(lambda m: "(?:" if m.group() == "(" else m.group(), expression)
