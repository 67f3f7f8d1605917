"""Cut a text into cells, as a layout grammar says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

import attrs

from gmacm_grammar.grammars import Source, compiled_terminals
from gmacm_grammar.layouts.marks import CELL, CLOSING, OPENING, ROW_END, Marks, Piece
from gmacm_grammar.model import GrammarError

#: The terminal of what a cell is made of.
WORD = "WORD"
#: Cells of a page of which it is not known to which rows they belong, by the kind of problem: a
#: figure whose cell covers other rows with text, and a row whose cells have different numbers of
#: lines.
COVERS_ROWS, UNEQUAL_LINES = "covers-rows", "unequal-lines"
UNASSIGNED = frozenset((COVERS_ROWS, UNEQUAL_LINES))
#: The part of a CELL that is its text, in a layout that keeps empty cells.
_TEXT = "text"
#: Blanks within a line: the end of one, or of a page, may be the beginning of a terminal.
_BLANKS, _LINE_END = r"[^\S\n\f]*+", r"[\n\f]"


@attrs.frozen(slots=False)
class Document:
    """A text, or a part of it, cut by a layout."""

    layout: Layout
    text: str
    pieces: list[Piece]

    @cached_property
    def cells(self) -> list[str]:
        """The texts of its cells."""
        return [str(cell) for cell, _, kind in self.pieces if kind == CELL]


class Layout:
    """One way in which cells stand in a text, told by expressions."""

    #: Whether a cell is cut only where all its parts are known: its ends are beyond doubt.
    cuts_wholly = False

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.source = source
        terminals = compiled_terminals(source)
        if CELL not in dict(terminals):
            raise GrammarError(f"a layout must define the terminal {CELL}", str(source.path))
        #: Whether the words of a cell may be cells of their own.
        self.cuts_words = any(re.match(rf"{WORD}\b", line.text) for line in source.lines)
        #: Whether the ends of rows can be told.
        self.has_rows = ROW_END in dict(terminals)
        self._marks = Marks(dict(terminals))
        terminals = [one for one in terminals if one[0] not in (OPENING, CLOSING)]
        # What stands between cells is tried before them.
        terminals.sort(key=lambda terminal: terminal[0] == CELL)
        cell = dict(terminals)[CELL]
        named = "|".join(f"(?P<{name}>{e})" for name, e in terminals)
        try:
            #: Whether cells without text are kept: the layout names the part that is their text.
            self.keeps_empty = _TEXT in re.compile(cell).groupindex
            # Blanks are taken with what stands before them: to look for a piece at each is slow.
            # Whatever no terminal takes is a cell of one character: nothing is skipped but blanks.
            self._located = re.compile(
                f"(?:{named}|\\S|{_LINE_END}){'' if self.keeps_empty else _BLANKS}"
            ).finditer
        except re.error as error:
            raise GrammarError(
                f"the expressions of this layout do not go together: {error}", str(source.path)
            ) from None

    def fits(self, text: str) -> bool | None:
        """Whether the text is in this layout; None where only its cells can tell."""
        return None

    def has_columns(self, text: str) -> bool:
        """Whether what is over one another in a text can be told: not if there are tabs in it."""
        return self.has_rows and not self.keeps_empty and "\t" not in text

    def document(self, text: str) -> Document:
        """The text cut into pieces."""
        return Document(self, text, list(self.pieces(text)))

    def pieces(self, text: str) -> Iterable[Piece]:
        """Cells and furniture with their offsets; together they hold all that is not blank."""
        pieces: list[Piece] = []
        keeps_empty = self.keeps_empty
        for match in self._located(text):
            terminal = match.lastgroup
            if keeps_empty and terminal == CELL:
                start, end = match.span(_TEXT) if match[_TEXT] is not None else 2 * (match.end(),)
                ends = (match.start(), start, end, match.end())
                for (at, to), kind in zip(pairwise(ends), ("_EDGE", CELL, "_EDGE"), strict=True):
                    if kind == CELL or text[at:to].strip():
                        pieces.append((text[at:to], at, kind))
                continue
            found = match[0]
            if bare := found.strip() or (match[terminal] if terminal else ""):
                before = found.find(bare) if found[0] != bare[0] else 0
                pieces.append((bare, match.start() + before, terminal or CELL))
        return self._marks.join(pieces)
