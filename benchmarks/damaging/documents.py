"""Damage to reports in other documents: preformatted text in pages, and submissions."""

from __future__ import annotations

import random
import re

import attrs

from damaging.kinds import Kinds
from damaging.layout import exchanged
from damaging.reports import Change, Fixture, changed
from gmacm_grammar import Examination, examine, read_filing

KINDS = Kinds()


# ---- Preformatted text in pages ----------------------------------------------------------------


def _preformatted(lines: list[str]) -> str:
    return f"<HTML><BODY><PRE>\n{''.join(lines)}</PRE></BODY></HTML>\n"


def _untagged(report: Fixture) -> str:
    """The text of a report without the tags of a filing."""
    return re.sub(r"<[^<>\n]*>", lambda tag: " " * len(tag[0]), report.text)


@KINDS.add("breaks and blocks for line ends in `<PRE>`")
def _blocks(report: Fixture, chance: random.Random) -> list[Change] | None:
    if not report.fixed:
        return None
    lines = _untagged(report).splitlines()
    elements = ["{}\n", "{}<BR>", "<DIV>{}</DIV>", "<P>{}</P>", "<CENTER>{}</CENTER>\n"]
    chosen = chance.sample(elements, 2)
    return report.replaced(_preformatted([chance.choice(chosen).format(line) for line in lines]))


@KINDS.add("a break or block within a line of `<PRE>`")
def _broken(report: Fixture, chance: random.Random) -> list[Change] | None:
    if not report.fixed:
        return None
    text = _untagged(report)
    cell = report.cells[chance.choice(report.values)]
    at = chance.randrange(cell.offset, cell.end)
    end = text.index("\n", at)
    before, after = chance.choice([("<BR>", ""), ("<P>", "</P>"), ("<CENTER>", "</CENTER>")])
    return report.replaced(_preformatted([text[:at], before, text[at:end], after, text[end:]]))


@KINDS.add("parts of a heading exchanged in `<PRE>`", ambiguous=True)
def _exchanged(report: Fixture, chance: random.Random) -> list[Change] | None:
    changes = exchanged(report, chance) if report.fixed else None
    return changes and report.replaced(_preformatted([changed(_untagged(report), changes)]))


# ---- Submissions -------------------------------------------------------------------------------

SUBMISSION = """<SEC-DOCUMENT>0009999999-04-000007.txt : 20040326
<SEC-HEADER>0009999999-04-000007.hdr.sgml : 20040326
ACCESSION NUMBER:\t\t0009999999-04-000007
CONFORMED SUBMISSION TYPE:\t8-K
PUBLIC DOCUMENT COUNT:\t\t2
</SEC-HEADER>
<DOCUMENT>
<TYPE>8-K
<SEQUENCE>1
<TEXT>
FORM 8-K
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-99.1
<SEQUENCE>2
<TEXT>
"""
ENDS = "\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"


def _filed(text: str) -> Examination:
    """The examination of the report in a filing, if any, with what says that this is cut off."""
    filing = read_filing(text.encode())
    if filing.reports:
        found = filing.reports[0].examination
        told = tuple(problem for problem in found.problems if problem.kind == "cut-off")
        return attrs.evolve(found, problems=told)
    is_told = any("cut off" in passed.reason for passed in filing.passed_over)
    return examine("") if is_told else attrs.evolve(examine(""), problems=())


@KINDS.add("a submission cut off", read=_filed, lossy=True, ambiguous=True)
def _cut(report: Fixture, chance: random.Random) -> list[Change] | None:
    text = SUBMISSION + report.text + ENDS
    first = len(SUBMISSION) + report.cells[3].offset
    return report.replaced(text[: chance.randrange(first, len(text.rstrip()))])
