"""What can be seen of a report whose format nobody knows: its layout, sections, rows and columns.

A heading is text with no figure after it, a row a text with its figures. Which figures there are is
what the grammar files say of the kinds of value.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import attrs

from gmacm_grammar.grammars import START, SUFFIX, lines_of, load_source
from gmacm_grammar.layouts import CELL, Layout
from gmacm_grammar.parsing import cut_cell, normal
from gmacm_grammar.reading import Format, Library, candidates
from gmacm_grammar.workbench.kinds import kinds_in_reach
from gmacm_grammar.workbench.notation import statements

#: A table has at least so many columns of figures.
_TABLE = 3


@attrs.define
class Row:
    """A row: its label and the terminals of its figures."""

    label: str
    values: list[str] = attrs.field(factory=list)


@attrs.define
class Block:
    """A heading with the rows below it; the heading is empty for rows that have none."""

    heading: list[str]
    rows: list[Row] = attrs.field(factory=list)

    @property
    def is_table(self) -> bool:
        widths = {len(row.values) for row in self.rows}
        return len(widths) == 1 and widths.pop() >= _TABLE

    def named(self) -> str | None:
        """The word with which the names of a table's rows begin, where several do."""
        if not self.is_table:
            return None
        first = Counter(row.label.split()[0] for row in self.rows if " " in row.label)
        word, count = max(first.items(), key=lambda item: item[1], default=("", 0))
        return word if count > 1 and word.isalpha() else None


@attrs.frozen
class Sketch:
    """A report as it looks: the title, then blocks in the order of the page."""

    layout: str
    title: str | None
    blocks: list[Block]
    kinds: dict[str, tuple[str, set[str]]]


def sketch(text: str, library: Library) -> Sketch:
    """What can be seen of a report."""
    kinds = kinds_in_reach(library.where)
    probe = _probe(library, kinds)
    best: tuple[float, str, list[str]] = (-1.0, "", [])
    for layout in candidates(library, text):
        cells = list(_cells(layout, probe, text))
        figures = sum(map(probe.classifier.is_figure, cells))
        share = figures / len(cells) if cells else 0.0
        if share > best[0]:
            best = (share, layout.name, cells)
    title, blocks = _blocks(best[2], probe)
    return Sketch(best[1], title, blocks, kinds)


def _probe(library: Library, kinds: dict[str, tuple[str, set[str]]]) -> Format:
    """A format that knows every figure and no label."""
    terminals = sorted(set().union(*(taken for _, taken in kinds.values())))
    files = {
        statement.name: path.stem
        for directory in reversed(library.where)
        for path in directory.glob(f"*{SUFFIX}")
        for statement in statements(lines_of(path))
        if statement.defines
    }
    imports = "".join(f"%import .{files[name]} ({name})\n" for name in terminals if name in files)
    rules = f"{START}: _any_amount*\n_any_amount: {' | '.join(terminals)}\n"
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / f"probe{SUFFIX}"
        path.write_text(imports + rules, encoding="utf-8")
        format_ = Format(load_source(path, library.where))
        _ = format_.tables
    return format_


def _cells(layout: Layout, probe: Format, text: str) -> Iterator[str]:
    classifier = probe.classifier
    for piece, _, terminal in layout.pieces(text):
        if terminal != CELL or not piece:
            continue
        if layout.cuts_words and classifier[piece] is None:
            yield from cut_cell(piece, classifier, layout.cuts_wholly)
        else:
            yield piece


def _blocks(cells: list[str], probe: Format) -> tuple[str | None, list[Block]]:
    """The title and the blocks: text with no figure after it begins a new block."""
    title: str | None = None
    blocks = [Block([])]
    waiting: list[str] = []
    for cell in cells:
        terminal = probe.classifier.figure(cell)
        if terminal is None:
            waiting.append(cell)
            continue
        if waiting:
            label = waiting.pop()
            if title is None and waiting:
                title = waiting.pop(0)
            if waiting:
                blocks.append(Block(waiting))
            blocks[-1].rows.append(Row(label))
            waiting = []
        if not blocks[-1].rows:
            blocks[-1].rows.append(Row(""))
        blocks[-1].rows[-1].values.append(terminal)
    if waiting:
        blocks.append(Block(waiting))
    return title, [part for block in blocks for part in _split(block) if part.heading or part.rows]


def _split(block: Block) -> Iterator[Block]:
    """A table ends where rows have another number of figures: those stand for themselves."""
    width = len(block.rows[0].values) if block.rows else 0
    if width < _TABLE:
        yield block
        return
    end = next((n for n, row in enumerate(block.rows) if len(row.values) != width), None)
    if end is None:
        yield block
        return
    yield Block(block.heading, block.rows[:end])
    yield Block([], block.rows[end:])


def pattern(text: str) -> str:
    """An expression for a text in which numbers change from month to month."""
    plain = re.sub(r"([^\w\s&,;:%'\"<>=@~`!-])", r"\\\1", " ".join(text.split()))
    return re.sub(r"[0-9]+", "[0-9]+", plain)


def key(text: str) -> str:
    """What two headings share that are alike but for their numbers."""
    return re.sub(r"[0-9]+", "0", normal(text))
