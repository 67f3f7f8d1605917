"""The elements of a page that are open, one in the other, and which ends which."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from gmacm_grammar.layouts.html.markup import Tag
from gmacm_grammar.layouts.html.styles import INLINE, SHOWN, UNSHOWN, Shown

CELLS = frozenset(("td", "th"))
#: The element of preformatted text.
PRE = "pre"
#: The ranks of elements: one begins where none of its rank or a higher one is open in its table.
TABLE, ROW, CELL, WHOLE, OTHER = 0, 2, 3, 4, 5
_PAGE = -1
_RANKS = {
    "table": TABLE,
    **dict.fromkeys(("tbody", "thead", "tfoot"), 1),
    "tr": ROW,
    **dict.fromkeys(CELLS, CELL),
}
#: Elements in which tags stand for no rows and cells, if they are closed.
_WHOLES = frozenset((PRE, *UNSHOWN))
_END_OF_WHOLE = re.compile(rf"</({'|'.join(_WHOLES)})\b", re.IGNORECASE).finditer
#: Elements that nothing is in, and those that are everywhere.
EMPTY = frozenset(
    "area base basefont br col embed frame hr img input link meta page param wbr html head body"
    "".split()
)


class Element(NamedTuple):
    """An element: its name, its rank, how its text is shown, and whether a page ends with it."""

    name: str
    rank: int = _PAGE
    shown: Shown = SHOWN
    ends_page: bool = False


class Elements:
    """The elements that are open, from the outermost one on."""

    def __init__(self, source: str) -> None:
        #: Where elements that are whole are closed for the last time.
        self._closed = {end[1].lower(): end.start() for end in _END_OF_WHOLE(source)}
        self._open = [Element("")]
        self._tables = 0
        #: The places in it of all but the elements of rank OTHER, and of those by their names.
        self._outer = [0]
        self._inner = defaultdict[str, list[int]](list)

    @property
    def shown(self) -> Shown:
        """How text is shown."""
        return self._open[-1].shown

    @property
    def has_table(self) -> bool:
        return self._tables > 0

    def rank(self, tag: Tag) -> int:
        """The rank that the element of a tag has where it is."""
        if tag.name in _WHOLES and (tag.closes or tag.start < self._closed.get(tag.name, 0)):
            return WHOLE
        is_within_whole = self._open[self._outer[-1]].rank == WHOLE
        return OTHER if is_within_whole else _RANKS.get(tag.name, OTHER)

    def begin(self, element: Element) -> None:
        """An element begins; what it ends has ended."""
        if element.rank == OTHER:
            self._inner[element.name].append(len(self._open))
        else:
            self._outer.append(len(self._open))
            self._tables += element.rank == TABLE
        self._open.append(element)

    def ended_by_start(self, name: str, rank: int) -> Iterator[Element]:
        """The elements that end where another one begins."""
        if TABLE < rank < WHOLE:
            while self._open[-1].rank >= rank:
                yield self._end()
        elif name not in INLINE:
            yield from self._ended_to(self._place("p"))
            if rank == TABLE:
                yield from self._ended_to(self._place(PRE))

    def ended_by_end(self, name: str, rank: int) -> Iterator[Element]:
        """The elements that end where one is closed, itself the last; none, if it is not open."""
        if rank == OTHER:
            yield from self._ended_to(self._place(name))
        elif self._open[self._outer[-1]].name == name if rank == WHOLE else self.has_table:
            while self._open[-1].rank > rank:
                yield self._end()
            if self._open[-1].rank == rank:
                yield self._end()

    def all_ended(self) -> Iterator[Element]:
        """The elements that end where the page does."""
        yield from self._ended_to(1)

    def _place(self, name: str) -> int:
        """Where the innermost element of a name is, right in the innermost one of a lower rank."""
        places = self._inner[name]
        return places[-1] if places and places[-1] > self._outer[-1] else len(self._open)

    def _ended_to(self, place: int) -> Iterator[Element]:
        while len(self._open) > place:
            yield self._end()

    def _end(self) -> Element:
        element = self._open.pop()
        if element.rank == OTHER:
            self._inner[element.name].pop()
        else:
            self._outer.pop()
            self._tables -= element.rank == TABLE
        return element
