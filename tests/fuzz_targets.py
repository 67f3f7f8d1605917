"""What is fuzzed: for each target what an input must hold to, its seeds, words and changes.

Inputs are kept as files, so they say by themselves what they are: the bytes of a text or of a
page; the name of a format and cells, one a line.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import attrs
from laws import check, check_page, plain

from gmacm_grammar import Examination, examine, from_json, read_filing, to_json
from gmacm_grammar.filings import FilingError
from gmacm_grammar.reading.formats import library

FIXTURES = Path(__file__).parent.parent / "fixtures"
#: Inputs that were found: a folder for each target.
FOUND = FIXTURES / "fuzz"

#: So many cells are a seed: more than a section, less than a report.
_SEED = 6
_FIGURES = (
    *("1,234.56", "(1,234.56)", "-", "0.00", "0", "12", "1.230%", "-0.62000%", "0.5372686"),
    *("12/26/2003", "13/45/2003", "########", "#DIV/0!", "1,234", "(0.00)", "$5.00", "no label"),
)
_MARKUP = (
    *("<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<td colspan=2>", "<br>"),
    *("<td rowspan=2>", "<pre>", "</pre>", "<p>", "<sup>", "</sup>", "<strike>", "<b>", "<title>"),
    *("</title>", "<!--", "-->", "<script>", "</script>", "<style>", "</style>", "&nbsp;", "&lt;"),
    *("&#160;", "&mdash;", "<font size=2>", "<p style='display:none'>", "<S>", "<C>", "<TABLE>"),
    *("<DOCUMENT>", "<TYPE>EX-99", "<TEXT>", "</TEXT>", "</DOCUMENT>", "    "),
)


@attrs.frozen(kw_only=True)
class Target:
    """``test`` raises for an input that breaks a law; ``mutate`` makes another input of one."""

    test: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]
    words: Callable[[], list[str]]
    mutate: Callable[[bytes, int, int], bytes] | None = None


def labels() -> list[str]:
    """The labels of all formats."""
    return sorted({label for made in library().formats() for label in made.tables.labels})


# ---- Texts and pages ---------------------------------------------------------------------------


def text_of(data: bytes) -> Iterator[str]:
    """The texts that bytes may be meant as."""
    yield data.decode("utf-8", "surrogateescape")
    with suppress(UnicodeDecodeError):
        data.decode("utf-8")
        return
    yield data.decode("latin-1")


def check_any(text: str) -> Examination:
    """The laws of a page for a page, the others for any other text."""
    return check_page(text) if examine(text).layout == "html" else check(text)


def try_text(data: bytes) -> None:
    for text in text_of(data):
        check_any(text)


def try_page(data: bytes) -> None:
    """A page, by itself and as a filing, whatever its encoding."""
    for text in text_of(b"<table><tr><td>" + data):
        check_any(text)
    with suppress(FilingError):
        first, second = read_filing(data), read_filing(data)
        assert first.passed_over == second.passed_over
        for filed, again in zip(first, second, strict=True):
            assert from_json(to_json(filed.report)) == filed.report
            assert plain(filed.examination) == plain(again.examination)


def _files(pattern: str) -> Iterator[bytes]:
    """The parts of fixtures."""
    for path in sorted(FIXTURES.glob(pattern)):
        lines = path.read_bytes().splitlines(keepends=True)
        for start in range(0, len(lines), _SEED):
            yield b"".join(lines[start : start + _SEED])


# ---- Formats -----------------------------------------------------------------------------------


def try_format(data: bytes) -> None:
    """Cells that a format is told to read: the first line is its name."""
    name, *cells = data.decode("utf-8", "replace").split("\n")
    names = library().format_names
    chosen = name if name in names else names[len(name) % len(names)]
    check("".join(f"{cell}\n|\n" for cell in cells), layout="cell_stream", format=chosen)


@cache
def _words_of(name: str) -> list[str]:
    """What the cells of a format may be: its labels, and as many figures as labels."""
    known = sorted(library().format(name).tables.labels)
    return [*known, *(_FIGURES[n % len(_FIGURES)] for n in range(len(known)))]


def change_cells(data: bytes, most: int, seed: int) -> bytes:
    """Cells dropped, doubled, moved, replaced and put in, by chance."""
    chance = random.Random(seed)
    name, *cells = data.decode("utf-8", "replace").split("\n")
    if name not in library().format_names or chance.random() < 0.02:
        name = chance.choice(library().format_names)
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(cells))
        end = start + chance.choice((1, 1, 1, 2, 5, 12))
        at = chance.randint(0, len(cells))
        kind = chance.choice(("drop", "double", "move", "replace", "put", "put"))
        run = cells[start:end]
        if kind in ("drop", "move", "replace"):
            del cells[start:end]
        if kind in ("replace", "put"):
            run = [chance.choice(_words_of(name))]
            at = start if kind == "replace" else at
        if kind != "drop":
            cells[at:at] = run
    return "\n".join([name, *cells]).encode()[:most]


def _reports() -> Iterator[bytes]:
    """The cells of reports, in parts."""
    for path in sorted(FIXTURES.glob("*.txt")):
        found = examine(path.read_text(encoding="utf-8"))
        cells = [cell.text for cell in found.cells if cell.role != "furniture"]
        for start in range(0, len(cells), _SEED):
            yield "\n".join([str(found.format), *cells[start : start + 2 * _SEED]]).encode()


TARGETS = {
    "text": Target(
        test=try_text, seeds=lambda: _files("*.txt"), words=lambda: [*labels(), *_FIGURES]
    ),
    "html": Target(
        test=try_page,
        seeds=lambda: _files("filings/*.htm"),
        words=lambda: [*_MARKUP, *labels(), *_FIGURES],
    ),
    "format": Target(test=try_format, seeds=_reports, words=list, mutate=change_cells),
}
