"""The verbs for those who write grammar files: check, explain, new."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from gmacm_grammar.cli.common import (
    NOT_READ,
    WRONG_GRAMMAR,
    Screen,
    print_json,
    read_text,
    refuse,
    with_forced,
    with_grammar,
    with_json,
)
from gmacm_grammar.grammars import LAYOUTS, SUFFIX
from gmacm_grammar.reading import Library

if TYPE_CHECKING:
    from gmacm_grammar.workbench import Explained, Finding

#: What a format may be called: it is the name of a file and of nothing else.
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan", "repair": "cyan"}


@click.command()
@click.argument("path", required=False, metavar="[FILE or DIR]")
@with_json
@with_grammar
def check(path: str | None, as_json: bool, grammar: tuple[str, ...]) -> None:
    """Say whether a grammar is sound: a file, those of a directory, or all in reach.

    An error makes a grammar unusable, a warning is likely a mistake, a note is worth knowing: say,
    that a name is no field and lands in other. The exit status is 3 if there is an error.

    \b
    Example:
      gmacm-grammar check my-formats/harbour.lark
    """
    from gmacm_grammar.reconciling import IDENTITIES
    from gmacm_grammar.workbench import check as check_files

    library, chosen = _chosen(path, grammar)
    grammars = [file for file in chosen if file.suffix != IDENTITIES]
    findings = check_files(library, grammars) if grammars or not chosen else []
    findings += _of_identities(library, chosen)
    if as_json:
        print_json({"findings": [finding.as_dict() for finding in findings]})
    else:
        for finding in findings:
            _show(str(finding), finding.severity)
        click.echo(_counted([finding.severity for finding in findings]), err=True)
    sys.exit(WRONG_GRAMMAR if any(f.severity == "error" for f in findings) else 0)


def _chosen(path: str | None, grammar: tuple[str, ...]) -> tuple[Library, list[Path]]:
    """The library to check in, and the files to check in it (none: all)."""
    from gmacm_grammar.reconciling import IDENTITIES

    if path is None:
        return Library(grammar), []
    named = Path(path)
    if named.is_dir():
        files = sorted(named.glob(f"*{SUFFIX}"))
        files += sorted((named / LAYOUTS).glob(f"*{SUFFIX}"))
        files += sorted(named.glob(f"*{IDENTITIES}"))
        if not files:
            refuse(f"{path} holds no grammar file (*{SUFFIX}, *{IDENTITIES})")
        return Library([named, *grammar]), files
    if not named.is_file():
        refuse(f"there is no file or directory {path}")
    home = named.parent.parent if named.parent.name == LAYOUTS else named.parent
    return Library([home, *grammar]), [named]


def _of_identities(library: Library, chosen: list[Path]) -> list[Finding]:
    """What is wrong with the identities beside the files that are checked."""
    from gmacm_grammar.reconciling import check_identities
    from gmacm_grammar.workbench import finding

    beside = {path.parent.resolve() for path in chosen}
    return [
        finding("error", str(error.file), error.line or 1, error.column, error.why)
        for error in check_identities(library)
        if not str(error.file).endswith(SUFFIX)  # of grammar files it is said above
        and (not chosen or Path(str(error.file)).parent.resolve() in beside)
    ]


def _show(text: str, severity: str) -> None:
    """Print a message; the word of its severity stands out in a terminal."""
    screen, first, style = Screen(), True, _COLOURS.get(severity, "")
    for line in text.split("\n"):
        before, word, after = line.partition(f" {severity}: ") if first else (line, "", "")
        if word:
            screen.print(before, (word, style), after)
        else:
            screen.print((line, "green") if set(line) == set(" |^") else line)
        first = False


def _counted(severities: list[str]) -> str:
    counts = [(severities.count(s), s) for s in ("error", "warning", "note")]
    words = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n]
    return ", ".join(words) or "nothing to remark"


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--fixtures",
    metavar="DIR",
    help="Reports in which known labels are looked up. Without it: ./fixtures, if there is one.",
)
@with_forced
@with_json
@with_grammar
def explain(
    file: str,
    fixtures: str | None,
    layout: str | None,
    format_: str | None,
    as_json: bool,
    grammar: tuple[str, ...],
) -> None:
    """Say why a report is not read, and what to add to which grammar file to read it.

    FILE may be - for standard input. Lines are proposed only if they were tried: with them the
    problem is gone and no other has come. The exit status is 1 if there is a problem.

    \b
    Example:
      gmacm-grammar explain report.txt
    """
    from gmacm_grammar.workbench import explain as explain_text

    text = read_text(file, grammar)
    known = Path(fixtures or "fixtures")
    if fixtures and not known.is_dir():
        refuse(f"there is no directory {fixtures}")
    found = explain_text(text, grammar, layout, format_, known, Path(file).name)
    problems = [explanation.problem for explanation in found.explanations]
    if as_json:
        print_json(_explained(found))
    else:
        _show_explained(file, found)
    sys.exit(NOT_READ if any(problem.severity != "repair" for problem in problems) else 0)


def _explained(found: Explained) -> dict[str, object]:
    return {
        "layout": found.examination.layout,
        "format": found.examination.format,
        "reach": [attrs.asdict(reach) for reach in found.reach],
        "explanations": [attrs.asdict(explanation) for explanation in found.explanations],
        "file": found.file,
        "text": found.text,
    }


def _show_explained(file: str, found: Explained) -> None:
    screen = Screen()
    for explanation in found.explanations:
        _show(f"{file}: {explanation.problem}", explanation.problem.severity)
        for what, words in (
            ("expected", explanation.expected),
            ("nearest", explanation.near and f'"{explanation.near}"'),
            ("printed in", explanation.fixture),
            ("remark", explanation.remark),
        ):
            if words:
                screen.print(f"  {what}: {words}")
        for line in explanation.lines:
            screen.print("  add: ", (line, "green"))
        screen.print()
    if not found.explanations:
        screen.print(f"{file} is wholly read in {found.examination.format}")
        return
    screen.print("How far each format gets, reading without a pardon:")
    for reach in found.reach:
        last = f', to "{reach.last}" in line {reach.line}' if reach.last else ""
        screen.print(f"  {reach.format}: {reach.placed} of {reach.cells} cells{last}")
    if found.text and found.file:
        screen.print()
        screen.print(f"The whole file own/{found.file}, for --grammar own:")
        screen.print()
        for line in found.text.rstrip("\n").split("\n"):
            screen.print((line, "green"))


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--from", "sample", required=True, metavar="SAMPLE", help="The report to start from.")
@click.option("--out", metavar="DIR", help="Write DIR/NAME.lark instead of printing it.")
@with_json
@with_grammar
def new(name: str, sample: str, out: str | None, as_json: bool, grammar: tuple[str, ...]) -> None:
    """Write a first grammar file for a report that no format fits.

    It reads its sample wholly; what a person must decide stands in its comments. Sections of
    grammar files in reach are imported where they know most of the labels. SAMPLE may be - for
    standard input.

    \b
    Example:
      gmacm-grammar new harbour --from report.txt --out my-formats
    """
    from gmacm_grammar.workbench import draft

    if not _NAME.fullmatch(name):
        refuse(f"{name} is no name for a format: use small letters, digits and _")
    target = Path(out) / f"{name}{SUFFIX}" if out else None
    if target is not None and not target.parent.is_dir():
        refuse(f"there is no directory {out}")
    if target is not None and target.exists():
        refuse(f"{target} is there already: take another name, or move it away")
    text = read_text(sample, grammar)
    if not text.strip():
        refuse(f"{sample} is empty")
    made = draft(name, text, Path(sample).name, Library(grammar))
    if target is not None:
        target.write_text(made.text, encoding="utf-8")
    if as_json:
        fields = {"name": name, "layout": made.layout, "reused": made.reused, "whole": made.whole}
        print_json({**fields, "file": str(target) if target else None, "text": made.text})
    elif target is None:
        for line in made.text.rstrip("\n").split("\n"):
            Screen().print(line)
    decide = made.text.count("decide")
    click.echo(f"{name}: layout {made.layout}, {decide} things to decide", err=True)
    if not made.whole:
        click.echo("gmacm-grammar: the draft does not read its sample wholly yet", err=True)
        sys.exit(NOT_READ)
