"""The verbs for those who write grammar files: check, explain, new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from gmacm_grammar.cli.files import read_one
from gmacm_grammar.cli.options import Asked, of_a_report, with_grammar, with_json
from gmacm_grammar.cli.printing import Line, counted, marked, print_answer, say
from gmacm_grammar.cli.statuses import Status, refuse
from gmacm_grammar.grammars import LAYOUTS, SUFFIX
from gmacm_grammar.reading import Library
from gmacm_grammar.reconciling import IDENTITIES
from gmacm_grammar.workbench import (
    Explained,
    check as check_files,
    draft,
    explain as explain_report,
)

#: What a format may be called: it is the name of a file and of nothing else.
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@click.command()
@click.argument("path", required=False, metavar="[FILE or DIR]")
@click.option("--names", is_flag=True, help="Show each name that is no field, with its place.")
@with_json
@with_grammar
def check(path: str | None, names: bool, as_json: bool, grammar: tuple[str, ...]) -> Status:
    """Say whether a grammar is sound: a file, those of a directory, or all in reach.

    An error makes a grammar unusable. A warning is likely a mistake. A note is worth knowing, for
    example how many names are no fields and land in other. The exit status is 3 if an error is
    found.

    \b
    Example:
      gmacm-grammar check my-formats/harbour.lark
    """
    findings = check_files(*_chosen(path, grammar), names=names)
    lines = (line for found in findings for line in marked(str(found), found.severity))
    print_answer(as_json, {"findings": findings}, lines)
    counts = Counter(finding.severity for finding in findings)
    if not as_json:
        words = [counted(counts[s], s) for s in ("error", "warning", "note") if counts[s]]
        say(", ".join(words) or "nothing to remark")
    return Status.GRAMMAR if counts["error"] else Status.WELL


def _chosen(path: str | None, grammar: tuple[str, ...]) -> tuple[Library, list[Path]]:
    """The library to check in, and the files to check in it (none: all)."""
    if path is None:
        return Library(grammar), []
    named = Path(path)
    if named.is_dir():
        patterns = (f"*{SUFFIX}", f"{LAYOUTS}/*{SUFFIX}", f"*{IDENTITIES}")
        files = [file for pattern in patterns for file in sorted(named.glob(pattern))]
        if not files:
            refuse(f"{path} holds no grammar file (*{SUFFIX}, *{IDENTITIES})")
        return Library([named, *grammar]), files
    if not named.is_file():
        refuse(f"there is no file or directory {path}")
    home = named.parent.parent if named.parent.name == LAYOUTS else named.parent
    return Library([home, *grammar]), [named]


@click.command()
@click.option(
    "--fixtures",
    metavar="DIR",
    help="Reports in which known labels are looked up. Without it: ./fixtures, if there is one.",
)
@of_a_report
def explain(asked: Asked, fixtures: str | None) -> Status:
    """Say why a report is not read, and what to add to which grammar file to read it.

    FILE may be - for standard input. Only lines that were tried are proposed: with them the problem
    is gone and no other has come. The exit status is 1 if there is a problem.

    \b
    Example:
      gmacm-grammar explain report.txt
    """
    known = Path(fixtures or "fixtures")
    if fixtures and not known.is_dir():
        refuse(f"there is no directory {fixtures}")
    found = explain_report(asked.reading, known, Path(asked.file).name)
    print_answer(asked.as_json, found, _explanation(asked.file, found))
    problems = [explanation.problem for explanation in found.explanations]
    unread = any(problem.severity != "repair" for problem in problems)
    return Status.NOT_READ if unread else Status.WELL


def _explanation(file: str, found: Explained) -> Iterator[Line]:
    for explanation in found.explanations:
        yield from marked(f"{file}: {explanation.problem}", explanation.problem.severity)
        for what, words in (
            ("expected", explanation.expected),
            ("nearest", explanation.near and f'"{explanation.near}"'),
            ("printed in", explanation.fixture),
            ("remark", explanation.remark),
        ):
            if words:
                yield [f"  {what}: {words}"]
        for line in explanation.lines:
            yield "  add: ", (line, "green")
        yield []
    if not found.explanations:
        yield [f"{file} is wholly read in {found.format}"]
        return
    yield ["How far each format gets before its first error:"]
    for reach in found.reach:
        last = f', to "{reach.last}" in line {reach.line}' if reach.last else ""
        yield [f"  {reach.format}: {reach.placed} of {reach.cells} cells{last}"]
    if found.is_foreign:
        yield from (
            [],
            ["No format reads half of this report: gmacm-grammar new starts one for it."],
        )
    if found.text:
        yield from ([], [f"The whole file own/{found.file}, for --grammar own:"], [])
        for line in found.text.rstrip("\n").split("\n"):
            yield [(line, "green")]


@click.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--from",
    "samples",
    required=True,
    multiple=True,
    metavar="SAMPLE",
    help="A report to start from. May be repeated.",
)
@click.option("--out", metavar="DIR", help="Write DIR/NAME.lark instead of printing it.")
@with_json
@with_grammar
def new(
    name: str, samples: tuple[str, ...], out: str | None, as_json: bool, grammar: tuple[str, ...]
) -> Status:
    """Write a first grammar file for reports that no format fits.

    The draft has been tried on its samples; comments mark what a person must decide. Sections of
    grammar files in reach are imported if they know all of the labels. SAMPLE may be - for standard
    input. The exit status is 1 if a sample is not wholly read.

    \b
    Example:
      gmacm-grammar new harbour --from report.txt --out my-formats
    """
    if not _NAME.fullmatch(name):
        refuse(f"{name} is no name for a format: use small letters, digits and _")
    target = Path(out) / f"{name}{SUFFIX}" if out else None
    if target and target.exists():
        refuse(f"{target} is there already: take another name, or move it away")
    names = Counter(Path(sample).name for sample in samples)
    texts = {}
    for sample in samples:
        shown = Path(sample).name
        texts[shown if names[shown] == 1 else sample] = read_one(sample, grammar).text
    for sample, text in texts.items():
        if not re.search("[A-Za-z]", text):
            refuse(f"{sample} {'has no label to start from' if text.strip() else 'is empty'}")
    made = draft(name, texts, Library(grammar))
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(made.text, encoding="utf-8")
    found = {"name": name, "layouts": made.layouts, "reused": made.reused, "whole": made.whole}
    lines = [] if target else [[line] for line in made.text.rstrip("\n").split("\n")]
    found = {**found, "unread": made.unread, "file": target, "text": made.text}
    print_answer(as_json, found, lines)
    say(f"{name}: {counted(made.text.count('decide:'), 'thing')} to decide")
    for unread in made.unread:
        say(unread)
    if not made.whole:
        say("gmacm-grammar: the draft does not read its samples wholly yet")
    return Status.WELL if made.whole else Status.NOT_READ
