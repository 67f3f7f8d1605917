"""A report whose build was read before is read by a template, and so as the first one was.

It imports from below the public names: only there a text is read without templates. LAWS_TIMES=100
tries some 50,000 mutated texts.
"""

from __future__ import annotations

import os
import random
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from conftest import DAMAGED, REPORTS, read

from gmacm_grammar import Examination, Report, ReportError, ReportWarning, examine, parse
from gmacm_grammar.reading import Reading, library, read_best
from gmacm_grammar.reading.template_maker import Maker

#: How often a text is read until a template has taken it, if one does.
LOOKS = 3
MUTANTS = 20 * int(os.environ.get("LAWS_TIMES", "1"))

#: Other ways to print a figure, and what is none.
_PRINTED = (
    "- -- 0 0.00 (1.00) -1.00 12 1,234 1,306.0 7.5000000 0.12 5.000% 120.00% 1.50000 ##### #REF! "
    "2/30/2004 2/3/04 $5.00 5.00* <C> | --- 12.345.6 l.00 A-1 1,234.567.00 00.00 (5.00%) 0.500000"
)
OTHERS = [*_PRINTED.split(), "", "5.00 %", "1 234.00", "1.00 -", "5.00  1"]

Change: TypeAlias = Callable[[random.Random, str], str]


def fresh(text: str) -> Examination:
    """The examination of a reading that uses no template."""
    return read_best(library(), text, None, None).examination()


def parsed(text: str) -> Report:
    """The record, or what is left of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReportWarning)
        try:
            return parse(text)
        except ReportError as error:
            return error.examination.report


def agree(text: str, expected: Examination) -> None:
    """Readings that may use templates say what the one without any says, digit for digit."""
    found = examine(text)
    assert repr(found) == repr(expected)
    assert found == expected
    assert repr(parsed(text)) == repr(expected.report)


def other_digits(of: random.Random, text: str) -> str:
    """The text with other digits in figures, in the same places."""
    pattern = r"(?<=[0-9,])[1-9](?=[0-9]*[.%])"
    return re.sub(pattern, lambda _: str(of.randrange(1, 10)), text)


def figure_for_figure(of: random.Random, text: str) -> str:
    """One figure printed in another way, which may be of another kind."""
    figures = list(re.finditer(r"(?<![^\s])[-(]?[0-9][0-9,./]*[%)]?(?![^\s])", text))
    found = of.choice(figures)
    other = of.choice(OTHERS)
    return text[: found.start()] + other + text[found.end() :]


def blanks(of: random.Random, text: str) -> str:
    """A run of blanks made longer or shorter."""
    found = of.choice(list(re.finditer(" +|\n+", text)) or list(re.finditer("\n", text)))
    other = of.choice([" ", "  ", "   ", " " * 9, "\n", "\n\n", "\t", "\xa0\xa0", " \n", "\f"])
    return text[: found.start()] + other + text[found.end() :]


def piece(of: random.Random, text: str) -> str:
    """A piece of the text cut out, doubled, or another character put in."""
    at, to = sorted(of.randrange(len(text)) for _ in range(2))
    to = min(to, at + 40)
    put = of.choice(["", text[at:to] * 2, of.choice("-|%()$*.x0 \n"), text[at:to].swapcase()])
    return text[:at] + put + text[to:]


CHANGES: list[Change] = [other_digits, figure_for_figure, blanks, piece]


@pytest.mark.parametrize("path", [*REPORTS, *DAMAGED], ids=lambda path: path.stem)
def test_a_changed_report_is_read_as_without_templates(path: Path) -> None:
    text, of = read(path), random.Random(path.stem)
    for _ in range(LOOKS):
        agree(text, fresh(text))
    for _ in range(MUTANTS):
        changed = text
        for change in of.choices(CHANGES, weights=[3, 3, 2, 1], k=of.randrange(1, 4)):
            changed = change(of, changed)
        agree(changed, fresh(changed))


#: A mark stands apart from its figure.
MARKED = "WFS-2005-2_2005-05-17"


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_the_expression_of_a_template_never_goes_back(path: Path) -> None:
    """All that it repeats is possessive: so a match takes time in proportion to the text."""
    reading = Reading(library(), read(path), None, None)
    assert reading.report.series
    if reading.problems or path.stem == MARKED:
        return  # it has no template
    plain = re.sub(r"\\.|\[[^]]*\]", "x", Maker(reading).pattern)
    assert re.search(r"(?<![*+}?])[*+](?!\+)|,\}(?!\+)", plain) is None
    assert re.search(r"\)[*+](?!\+)|\)\{", plain) is None
