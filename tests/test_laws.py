"""Laws that hold for any text: random, damaged, made from a grammar, written.

The inputs are the same for the same code. `LAWS_TIMES=20 pytest tests/test_laws.py` tries twenty
times as many, other ones each time.
"""

from __future__ import annotations

import os
import random
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import damage
import pytest
from conftest import DAMAGED, ERRORS, FIXTURES, REPORTS, ROOT, read
from hypothesis import HealthCheck, example, given, settings, strategies as st
from hypothesis.extra.lark import from_lark
from lark import Lark
from laws import check, check_page, figures
from writing import FORMATS, LAYOUTS, Written, reports

from gmacm_grammar import GrammarError, ReportWarning, examine, parse
from gmacm_grammar.grammars.sources import START, builtin_directory
from gmacm_grammar.reading.detection import index
from gmacm_grammar.reading.formats import Library, library
from gmacm_grammar.reading.repeated_records import repeats

TIMES = int(os.environ.get("LAWS_TIMES", "1"))
#: Not the one in which a mark stands apart from its figure: its cell is no piece of the text.
TEXTS = [read(path) for path in (*REPORTS, *DAMAGED, *ERRORS)]


def trying(examples: int) -> settings:
    """So many inputs, the same each time unless more are asked for."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


# ---- Texts -------------------------------------------------------------------------------------

FIGURES = (
    *("1,234.56", "(1,234.56)", "-", "0.00", "0", "12", "1,234", "1.00", "(0.00)", "$5.00"),
    *("1.230%", "12.85%", "-0.62000%", "0.5372686", "0.256102", "12/26/2003", "13/45/2003"),
    *("########", "#DIV/0!", "0.86666291,891,537.83", "210,000,211,750.00"),
)
#: What a text from elsewhere may hold: each is a blank, a digit or a letter to some program.
FOREIGN = (
    *("\x00", "\ud800", "\u200f", "\u200b", "\ufeff", "\xa0", "\u2028", "\x1c", "\x85"),
    *("\r", "\f", "\t", "\v", "\uff11\uff12", "\xb2", "\u0663", "\xbd", "\u2167", "\u017f"),
    *("\xdf", "\u0130", "\ufb01", "e\u0301", "\U0001f4b0", "\x1b[31m", "|", "<TABLE>", "</A>"),
    *("<", ">", "---", "-", "=", "*", "(", ")", "%", "$", "#", ",", ".", "\\", '"', "'"),
)


@cache
def words() -> list[str]:
    """The labels of all formats."""
    return sorted({label for made in library().formats() for label in made.tables.labels})


def pieces() -> st.SearchStrategy[str]:
    """What stands in reports, and what does not belong there."""
    return st.one_of(
        st.sampled_from(words()), st.sampled_from(FIGURES), st.sampled_from(FOREIGN), st.text()
    )


GAPS = st.sampled_from(["\n|\n", "\n", "  ", " ", "", "\t", "\r\n", "\n\n"])


@st.composite
def jumbles(draw: Callable[[Any], Any]) -> str:
    """Labels, figures and foreign characters in any order."""
    gap = draw(st.one_of(GAPS, st.none()))
    chosen = draw(st.lists(pieces(), max_size=40))
    return "".join(piece + (draw(GAPS) if gap is None else gap) for piece in chosen)


@cache
def cells_of(number: int) -> list[tuple[int, int]]:
    """Where the cells of a text begin and end."""
    found = examine(TEXTS[number]).cells
    return [(cell.offset, cell.offset + len(cell.text)) for cell in found]


def _drop(text: str, start: int, end: int, chance: random.Random) -> str:
    return text[:start] + text[end:]


def _double(text: str, start: int, end: int, chance: random.Random) -> str:
    gap = chance.choice(["  ", "\n|\n", "\n", " ", ""])
    return text[:end] + gap + text[start:end] + text[end:]


def _swap(text: str, start: int, end: int, chance: random.Random) -> str:
    after = text[end:].lstrip()
    blank = text[end : len(text) - len(after)]
    cell = after.split("\n", 1)[0].split("  ", 1)[0]
    return text[:start] + cell + blank + text[start:end] + after[len(cell) :]


def _glue(text: str, start: int, end: int, chance: random.Random) -> str:
    return text[:end] + text[end:].lstrip()


def _cut(text: str, start: int, end: int, chance: random.Random) -> str:
    return text[: chance.randint(start, end)] + text[end:]


def _move(text: str, start: int, end: int, chance: random.Random) -> str:
    end = min(len(text), start + chance.randrange(600))
    rest = text[:start] + text[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + text[start:end] + rest[at:]


def _wrap(text: str, start: int, end: int, chance: random.Random) -> str:
    at = chance.randint(start, end)
    return text[:at] + chance.choice(["\n", "\n|\n", "  ", " "]) + text[at:]


def _case(text: str, start: int, end: int, chance: random.Random) -> str:
    change = chance.choice([str.upper, str.lower, str.swapcase])
    return text[:start] + change(text[start:end]) + text[end:]


def _foreign(text: str, start: int, end: int, chance: random.Random) -> str:
    at = chance.randint(start, end)
    return text[:at] + chance.choice(FOREIGN) + text[at:]


def _replace(text: str, start: int, end: int, chance: random.Random) -> str:
    return text[:start] + chance.choice([*FIGURES, *words()]) + text[end:]


def _end(text: str, start: int, end: int, chance: random.Random) -> str:
    return text[: chance.randint(start, end)]


DAMAGES = (
    _drop, _double, _swap, _glue, _cut, _move, _wrap, _case, _foreign, _replace, _end,
)  # fmt: skip


@st.composite
def damaged(draw: Callable[[Any], Any]) -> str:
    """A fixture with some kinds of damage, one on top of the other."""
    number = draw(st.integers(0, len(TEXTS) - 1))
    text = TEXTS[number]
    places = cells_of(number)
    for _ in range(draw(st.integers(1, 6))) if places else ():
        start, end = draw(st.sampled_from(places))
        chance = random.Random(draw(st.integers(0, 2**32)))
        if end <= len(text):
            text = draw(st.sampled_from(DAMAGES))(text, start, end, chance)
    return text


@cache
def sentences(name: str) -> st.SearchStrategy[str]:
    """Texts that Hypothesis makes from the joined grammar of a format, one cell a line."""
    grammar = Lark(library().format(name).source.text, start=START, parser="earley")
    cells = {}
    for terminal in grammar.terminals:
        made = st.from_regex(terminal.pattern.to_regexp(), fullmatch=True)
        cells[terminal.name] = made.map(lambda text: text + "\n|\n")
    return from_lark(grammar, start=START, explicit=cells)


# ---- Laws for any text -------------------------------------------------------------------------


@trying(75)
@given(st.text())
@example("")
@example("\ufeff")
@example("\x00")
@example("|\n")
@example("Term Notes")  # a heading of which not one cell can be kept
def test_random_text(text: str) -> None:
    check(text)


@trying(40)
@given(jumbles())
def test_the_words_of_reports_in_any_order(text: str) -> None:
    check(text)


@trying(60)
@given(damaged())
@example(read(FIXTURES / "2002-HE2_2004-02-25.txt").replace("328,329.46", "328,329.\xa046"))
def test_damaged_reports(text: str) -> None:
    check(text)


@pytest.mark.parametrize("name", FORMATS)
def test_texts_of_the_grammars(name: str) -> None:
    @trying(8)
    @given(sentences(name))
    def law(text: str) -> None:
        check(text, layout="cell_stream", format=name)

    law()


# ---- Written reports ---------------------------------------------------------------------------


def known_labels(written: Written) -> int:
    figures = library().format(written.format).classifier
    return len({cell for row in written.rows for cell in row if not figures.is_figure(cell)})


def tells_its_format(written: Written) -> bool:
    """Whether a label stands in it that not all formats know, if its format has such labels."""
    labels = index(library())
    own = 1 << library().format_names.index(written.format)
    everyone = (1 << len(labels.formats)) - 1
    telling = {label for label, mask in labels.items() if mask & own and mask != everyone}
    return not telling or any(cell in telling for row in written.rows for cell in row)


def layouts(seed: int) -> Iterator[tuple[str, Callable[..., str]]]:
    """The layouts to write a report in; a page, which takes longer, one time in four."""
    yield from ((name, write) for name, write in LAYOUTS.items() if name != "html" or not seed % 4)


@pytest.mark.parametrize("name", FORMATS)
def test_a_written_report_is_read_as_it_was_meant(name: str) -> None:
    @trying(20)
    @given(reports((name,)), st.integers(0, 2**32))
    def law(written: Written, seed: int) -> None:
        if known_labels(written) < 3:
            return  # too little to be a report
        for layout, write in layouts(seed):
            text = write(written.rows, random.Random(seed))
            holds = check_page if layout == "html" else check
            found = holds(text, layout=layout, format=name)
            # Columns of loan groups that the report does not name are doubtful by themselves.
            unnamed = ["error" if key else "warning" for _, _, key in repeats(written.report)]
            assert [problem.severity for problem in found.problems] == unnamed
            assert found.report == written.report

    law()


@trying(30)
@given(reports(), st.integers(0, 2**32))
def test_layout_and_format_of_a_written_report_are_found(written: Written, seed: int) -> None:
    if known_labels(written) < 12 or not tells_its_format(written) or not figures(written.report):
        return  # formats share most of their rows, and layouts headings without figures
    for layout, write in layouts(seed):
        text = write(written.rows, random.Random(seed))
        found = examine(text)
        assert found.layout == layout
        assert found.report == written.report
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReportWarning)
            assert parse(text) == written.report


# ---- What a layout does not care about ---------------------------------------------------------


HARMLESS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "trailing blanks": lambda text: text.replace("\n", "  \t \n"),
    "form feeds": lambda text: "\f\n" + text.replace("\n\n", "\n\f\n") + "\f",
    "empty lines": lambda text: "\n\n" + text.replace("\n", "\n\n"),
    "tabs": lambda text: text.replace("   ", "\t"),
    "wider": lambda text: text.replace("  ", "     "),
    "non-breaking": lambda text: text.replace("  ", "\xa0\xa0"),
    "byte order mark": lambda text: "\ufeff" + text,
    "no last line end": lambda text: text.rstrip(),
}


@pytest.mark.parametrize("how", HARMLESS)
def test_blanks_that_do_not_matter(how: str) -> None:
    @trying(4)
    @given(reports(), st.integers(0, 2**32))
    def law(written: Written, seed: int) -> None:
        for layout in ("fixed_width", "cell_stream"):
            text = LAYOUTS[layout](written.rows, random.Random(seed))
            before = examine(text, layout=layout, format=written.format)
            after = examine(HARMLESS[how](text), layout=layout, format=written.format)
            assert after.report == before.report
            assert len(after.problems) == len(before.problems)
            assert figures(after.report) == figures(before.report)

    law()


# ---- Grammars ----------------------------------------------------------------------------------

GRAMMARS = [
    path.read_text(encoding="utf-8")
    for directory in (builtin_directory(), FIXTURES / "grammars")
    for path in sorted(directory.glob("*.lark"))
]
SNIPPETS = (
    *("report:", "|", "%import .sections (notes)", "%import .nothing (x)", "%import common.WS"),
    *("%ignore", "%override", "%extend", "%declare", "->", "~ 1..2", "~ 2", "?", "*", "+"),
    *("(", ")", "[", "]", "{", "}", "/a+/", "/(a+)+/", "/[/", '""', '"x"i', "_amount", "A.9:"),
    *("B:", "/x/", "//", "\na:", "b\nb:", "a", "!x", "?y", "__z", "_", "\\", "\x00", "\xe9"),
)


@st.composite
def broken_grammars(draw: Callable[[Any], Any]) -> str:
    """A grammar file with pieces cut out, doubled, moved or put in."""
    text = draw(st.sampled_from(GRAMMARS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["cut", "double", "move", "put", "put"]))
        piece = text[start:end]
        if kind in ("cut", "move"):
            text = text[:start] + text[end:]
        if kind == "put":
            piece = draw(st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=8)))
        if kind != "cut":
            text = text[:at] + piece + text[at:]
    return text


def load(directory: Path, text: str) -> None:
    """Load a grammar as a format and as a layout, and read a report with it."""
    (directory / "layouts").mkdir(exist_ok=True)
    for file in (directory / "own.lark", directory / "layouts" / "own.lark"):
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
    for read_with in (
        lambda lib: lib.format("own").parser if "own" in lib.format_names else None,
        lambda lib: lib.layout("own"),
    ):
        with suppress(GrammarError):
            read_with(Library([directory]))


@trying(60)
@given(broken_grammars())
def test_a_damaged_grammar_is_loaded_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    load(tmp_path_factory.mktemp("own"), text)


@trying(60)
@given(st.one_of(st.text(), st.lists(st.sampled_from(SNIPPETS)).map(" ".join)))
def test_any_text_as_a_grammar_is_loaded_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    load(tmp_path_factory.mktemp("own"), "report: x\n" + text)


# ---- Effort ------------------------------------------------------------------------------------

#: What a text can be full of: labels, headings, marks of the layouts, what looks like a figure.
MANY = ("=  ", "Class A-1\n", "Balance  ", "| ", "- ", "--- ", "<TABLE>", "1,", "x y ")


@pytest.mark.parametrize("piece", MANY)
def test_the_effort_grows_as_the_text_does(piece: str) -> None:
    head = read(FIXTURES / "2002-HE2_2004-02-25.txt")
    short, long = (calls(head + "\n" + piece * count) for count in (150, 450))
    assert long <= 4 * short


def calls(text: str) -> int:
    """How many calls of functions an examination makes: the same on every machine."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    library().templates.clear()  # making one is work for other texts
    sys.setprofile(counted)
    try:
        examine(text)
    finally:
        sys.setprofile(None)
    return count


# ---- Damage ------------------------------------------------------------------------------------


def test_no_damage_that_a_text_shows_goes_unnoticed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make damage` does the same to all reports and more often, and prints what became of each."""
    monkeypatch.setattr(sys, "argv", ["damage.py", str(TIMES), "--of", "3", "--show"])
    status = damage.main()
    printed = capsys.readouterr().out
    assert status == 0, printed
    row = re.compile(r"^\| (.*?)(?: \| [0-9.]+){9} \|$", re.MULTILINE)
    table = (ROOT / "docs" / "laws.md").read_text(encoding="utf-8")
    assert row.findall(printed) == row.findall(table)
    assert not re.search(r"^\| [^|]+ \| 0 \|", printed, re.MULTILINE)
