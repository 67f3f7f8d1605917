"""Find the rows and cells of an HTML page, each piece of its text with its place in the source.

lxml tells how the elements of a page stand in each other, and mends what is not closed. The text
comes from the source itself: each stretch of it is handed to lxml as a number, so that its place is
known and that none is lost; what lxml drops is a row of its own at the end.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any, TypeAlias

import attrs

#: What a text has that is a page with a table; looked for first, as it is quickly found.
_CELL_TAGS = ("<td", "<TD", "<th", "<TH", "<Td", "<Th")
_CELL_TAG = re.compile(r"<t[dh][\s>/]", re.IGNORECASE)
_MARKUP = re.compile(
    r"<!--|(?P<code><(?P<name>script|style)\b[^<>]*+>)|(?P<cell><t[dh]\b[^<>]*+>?)"
    r"|<[/!?]?[A-Za-z\[][^<>]*+>?",
    re.IGNORECASE,
)
#: A stretch of text on its way through lxml: its number between two private characters.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_STRETCH = re.compile(f"{_OPEN}([0-9]+){_CLOSE}|\\s+")
_CELLS = frozenset(("td", "th"))
#: Elements that begin and end a line wherever they stand.
_BLOCKS = _CELLS.union(
    re.findall(
        r"\w+",
        "address article blockquote body caption center dd div dl dt fieldset form h1 h2 h3 h4 h5"
        " h6 head hr html li ol p pre section table tbody tfoot thead title tr ul",
    )
)
_TITLE = "title"
#: A cell is taken for so many columns or rows at most.
_WIDEST = 100


@attrs.define
class PageCell:
    """A cell of a page: its text, its place, and the columns of the table's grid it covers.

    The title of a page is not ``shown`` on it.
    """

    text: str
    offset: int
    start: int = 0
    end: int = 1
    shown: bool = True


#: The rows of a table; a paragraph is a table of one cell.
Table: TypeAlias = list[list[PageCell]]


def is_page(text: str) -> bool:
    """Whether a text is HTML with a table in it."""
    return any(tag in text for tag in _CELL_TAGS) and _CELL_TAG.search(text) is not None


@lru_cache(maxsize=2)
def tables(text: str) -> list[Table]:
    """The tables and paragraphs of a page in order; of nested tables the inner one comes first.

    Raises ModuleNotFoundError, which says what to install, where lxml is missing.
    """
    numbered, stretches = _numbered(text)
    page = _Page(stretches)
    page.read(_parsed(numbered))
    return page.tables


def _parsed(numbered: str) -> Any:
    try:
        from lxml import etree
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "this text is HTML, which is read with lxml: pip install 'gmacm-grammar[html]'"
        ) from None
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    return etree.iterwalk(etree.fromstring(numbered.encode(), parser), events=("start", "end"))


def _numbered(text: str) -> tuple[str, list[tuple[str, int]]]:
    """The page with a number for each stretch of its text, and the stretches with their places.

    The beginning of each cell is a stretch too, without text.
    """
    parts: list[str] = ["<html>"]
    stretches: list[tuple[str, int]] = []

    def number(content: str, offset: int) -> None:
        shown = html.unescape(content)
        words = " ".join(shown.split())
        if content and not words:
            parts.append(" ")
            return
        before, after = " " * shown[:1].isspace(), " " * shown[-1:].isspace()
        parts.append(f"{before}{_OPEN}{len(stretches)}{_CLOSE}{after}")
        stretches.append((words, offset + len(content) - len(content.lstrip())))

    at = 0
    while match := _MARKUP.search(text, at):
        if match.start() > at:
            number(text[at : match.start()], at)
        at = _end_of_hidden(text, match)
        if not match["code"] and match.group() != "<!--":
            parts.append(match.group().encode("ascii", "replace").decode().replace("\0", "?"))
        if match["cell"]:
            number("", match.start())
    if at < len(text):
        number(text[at:], at)
    return "".join(parts), stretches


def _end_of_hidden(text: str, match: re.Match[str]) -> int:
    """Where a piece of markup ends, with what a comment or a script holds."""
    if match.group() == "<!--":
        end = text.find("-->", match.end())
        return match.end() if end < 0 else end + 3
    if match["code"]:
        end = text.lower().find(f"</{match['name'].lower()}", match.end())
        return match.end() if end < 0 else end
    return match.end()


class _Lines:
    """Text as it is met, broken into lines: of a cell, or of what stands outside of tables."""

    def __init__(self, start: int = 0, end: int = 1) -> None:
        self.start, self.end = start, end
        self.lines: list[tuple[str, int | None]] = [("", None)]
        self.offset: int | None = None

    def add(self, words: str, offset: int | None) -> None:
        text, place = self.lines[-1]
        self.lines[-1] = (text + words, offset if place is None and words.strip() else place)
        if self.offset is None:
            self.offset = offset

    def end_line(self, always: bool) -> None:
        if always or self.lines[-1][0].strip():
            self.lines.append(("", None))

    def cells(self) -> list[PageCell]:
        """A cell for each line, without the empty ones at the beginning and the end."""
        found = [
            PageCell(" ".join(text.split()), place or 0, self.start, self.end)
            for text, place in self.lines
        ]
        while found and not found[-1].text:
            found.pop()
        while found and not found[0].text:
            found.pop(0)
        return found or [PageCell("", self.offset or 0, self.start, self.end)]


class _Grid:
    """A table as it is met: rows of cells, each with the columns of the grid that it covers."""

    def __init__(self) -> None:
        self.rows: list[list[_Lines]] = []
        self.cell: _Lines | None = None
        self.column = 0
        #: Cells that reach down: first column -> (the column after it, the row after it).
        self.reaching: dict[int, tuple[int, int]] = {}

    def begin_row(self) -> None:
        self.rows.append([])
        self.column = 0

    def begin_cell(self, element: Any) -> None:
        if not self.rows:
            self.begin_row()
        number = len(self.rows) - 1
        while self.reaching.get(self.column, (0, 0))[1] > number:
            self.column = self.reaching[self.column][0]
        end = self.column + _span(element, "colspan")
        down = _span(element, "rowspan")
        if down > 1:
            self.reaching[self.column] = (end, number + down)
        self.cell = _Lines(self.column, end)
        self.rows[-1].append(self.cell)
        self.column = end

    def table(self) -> Table:
        return [row for cells in self.rows for row in _printed_rows([c.cells() for c in cells])]


def _span(element: Any, name: str) -> int:
    said = str(element.get(name, "1")).strip()
    return min(max(int(said), 1), _WIDEST) if said.isdecimal() and len(said) < 9 else 1


def _printed_rows(cells: list[list[PageCell]]) -> Table:
    """One row, or several where the cells have several lines, as a browser shows them.

    A single cell of several lines is one that was too long for its line. Among headings a cell of
    fewer lines stands at the bottom, among figures at the top.
    """
    height = max(map(len, cells), default=0)
    if sum(len(cell) > 1 for cell in cells) < 2:
        return [[_in_one_line(cell) for cell in cells]]
    has_figures = any(part.text[:1].isdigit() for cell in cells for part in cell)
    rows: Table = []
    for line in range(height):
        row = []
        for cell in cells:
            at = line if has_figures else line - (height - len(cell))
            within = 0 <= at < len(cell)
            row.append(cell[at] if within else attrs.evolve(cell[0], text=""))
        rows.append(row)
    return rows


def _in_one_line(cell: list[PageCell]) -> PageCell:
    text = " ".join(part.text for part in cell if part.text)
    return attrs.evolve(cell[0], text=text)


class _Page:
    """Makes tables of the elements of a page."""

    def __init__(self, stretches: list[tuple[str, int]]) -> None:
        self.stretches = stretches
        self.tables: list[Table] = []
        self.lost = dict.fromkeys(n for n, (words, _) in enumerate(stretches) if words)
        self.grids: list[_Grid] = []
        self.paragraph = _Lines()
        self.shown = True

    def read(self, events: Any) -> None:
        for event, element in events:
            name = element.tag
            block = name in _BLOCKS
            if block:
                self.break_line()
            self.shown = not (name == _TITLE and event == "start")
            if event == "start":
                self.begin(name, element)
                self.text(element.text)
            else:
                self.end(name)
                self.text(element.tail)
        while self.grids:
            self.end("table")
        self.break_line()
        for number in self.lost:
            words, offset = self.stretches[number]
            self.tables.append([[PageCell(words, offset)]])

    def begin(self, name: Any, element: Any) -> None:
        if name == "table" or (name in _CELLS and not self.grids):
            self.grids.append(_Grid())
        if name == "tr" and self.grids:
            self.grids[-1].begin_row()
        elif name in _CELLS:
            self.grids[-1].begin_cell(element)
        elif name == "br":
            self.break_line(always=True)

    def end(self, name: Any) -> None:
        if name in _CELLS and self.grids:
            self.grids[-1].cell = None
        elif name == "table" and self.grids:
            self.tables.append(self.grids.pop().table())

    def text(self, text: str | None) -> None:
        cell = self.grids[-1].cell if self.grids else None
        for match in _STRETCH.finditer(text or ""):
            if match[1] is None:
                (cell or self.paragraph).add(" ", None)
            else:
                self.lost.pop(int(match[1]), None)
                (cell or self.paragraph).add(*self.stretches[int(match[1])])

    def break_line(self, always: bool = False) -> None:
        """A line ends: that of a cell, or a paragraph."""
        if self.grids and self.grids[-1].cell is not None:
            self.grids[-1].cell.end_line(always)
            return
        for cell in self.paragraph.cells():
            if cell.text:
                cell.shown = self.shown
                self.tables.append([[cell]])
        self.paragraph = _Lines()
