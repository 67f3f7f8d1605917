"""What can be seen of a report whose format nobody knows: its layout, sections, rows and columns.

A heading is text with no figure after it, a row a text with its figures. Which figures there are is
what the grammar files say of the kinds of value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from gmacm_grammar.grammars import START
from gmacm_grammar.model import Cell
from gmacm_grammar.reading import Library, Reading, candidates
from gmacm_grammar.workbench.reach import definitions, kinds_in_reach
from gmacm_grammar.workbench.trying import library_with

#: A table has at least so many columns of figures.
_TABLE = 3
_PROBE = "probe"


@attrs.define
class Row:
    """A row: its label and the terminals of its figures."""

    label: str
    values: list[str] = attrs.field(factory=list)


@attrs.define(eq=False)
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
        first = Counter(row.label.split()[0] for row in self.rows if " " in row.label)
        word, count = max(first.items(), key=lambda item: item[1], default=("", 0))
        return word if self.is_table and count > 1 and word.isalpha() else None


@attrs.frozen
class Sketch:
    """A report as it looks: the title, then blocks in the order of the page."""

    layout: str
    title: str | None
    blocks: list[Block]
    kinds: dict[str, tuple[str, set[str]]]


def sketch(text: str, library: Library) -> Sketch:
    """What can be seen of a report, in the layout in which the most of its cells are figures."""
    kinds = kinds_in_reach(library.where)
    files = {name: file for name, (file, _) in definitions(library.where).items()}
    terminals = sorted(set().union(*(taken for _, taken in kinds.values())))
    imports = "".join(f"%import .{files[name]} ({name})\n" for name in terminals if name in files)
    # A format that knows every figure and no label.
    probe = f"{imports}{START}: _any_amount*\n_any_amount: {' | '.join(terminals)}\n"
    with library_with(_PROBE, probe, library) as own:
        layouts = [layout.name for layout in candidates(own, text)]
        best = max((Reading(own, text, name, _PROBE) for name in layouts), key=_share_of_figures)
    title, blocks = _blocks([cell for cell in best.cells if cell.text])
    return Sketch(best.layout.name, title, blocks, kinds)


def _share_of_figures(reading: Reading) -> float:
    cells = [cell for cell in reading.cells if cell.text]
    return sum(cell.terminal is not None for cell in cells) / max(1, len(cells))


def _blocks(cells: Sequence[Cell]) -> tuple[str | None, list[Block]]:
    """The title and the blocks: text with no figure after it begins a new block."""
    title: str | None = None
    blocks = [Block([])]
    waiting: list[str] = []
    for cell in cells:
        if cell.terminal is None:
            waiting.append(cell.text)
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
        blocks[-1].rows[-1].values.append(cell.terminal)
    if waiting:
        blocks.append(Block(waiting))
    return title, [part for block in blocks for part in _split(block) if part.heading or part.rows]


def _split(block: Block) -> list[Block]:
    """A table ends where rows have another number of figures: those stand for themselves."""
    width = len(block.rows[0].values) if block.rows else 0
    end = next((n for n, row in enumerate(block.rows) if len(row.values) != width), None)
    if width < _TABLE or end is None:
        return [block]
    return [Block(block.heading, block.rows[:end]), Block([], block.rows[end:])]
