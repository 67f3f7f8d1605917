"""Is a grammar sound? What is wrong, likely wrong or worth knowing, with file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from gmacm_grammar.grammars import (
    LAYOUTS,
    START,
    SUFFIX,
    WAY_OUT,
    Misfit,
    Source,
    build,
    format_files,
    layout_files,
    lines_of,
    load_source,
    wrong_names,
)
from gmacm_grammar.model import GrammarError
from gmacm_grammar.reading import Format, Library, make_layout
from gmacm_grammar.workbench.conflicts import Conflict, conflicts
from gmacm_grammar.workbench.findings import (
    Finding,
    Severity,
    at,
    finding,
    nearest,
    of_error,
    shown,
)
from gmacm_grammar.workbench.labels import label_findings
from gmacm_grammar.workbench.notation import Lexeme, Statement, statements
from gmacm_grammar.workbench.wording import names_and_rules


def check(library: Library, paths: Iterable[Path] = ()) -> list[Finding]:
    """What there is to say of the grammar files ``paths``, or of all in reach."""
    chosen = list(paths)
    found: list[Finding] = []
    formats, layouts = format_files(library.where), layout_files(library.where)
    if not chosen:
        for path in formats.values():
            found += check_format(path, library.where)
        for path in layouts.values():
            found += check_layout(path, library.where)
        found += _unused(library.where, list(formats.values()))
    for path in chosen:
        if path.parent.name == LAYOUTS:
            found += check_layout(path, library.where)
        elif _is_format(path):
            found += check_format(path, library.where)
        else:
            found += _check_shared(path, library.where, list(formats.values()))
    return sorted(dict.fromkeys(found), key=lambda f: (f.file, f.line or 0, f.column or 0))


def check_format(path: Path, where: tuple[Path, ...]) -> list[Finding]:
    """What there is to say of a format."""
    try:
        source = load_source(path, where)
    except GrammarError as error:
        return [_with_near(error, path, where)]
    known = statements(source.lines)
    found = names_and_rules(known, path, where)
    if not found:
        found = _built(source, known)
    if not any(finding.severity == "error" for finding in found):
        found += _never_used(known, str(path), START)
    return found


def check_layout(path: Path, where: tuple[Path, ...]) -> list[Finding]:
    """What there is to say of a layout."""
    try:
        source = load_source(path, where)
    except GrammarError as error:
        return [_with_near(error, path, where)]
    known = statements(source.lines)
    found = names_and_rules(known, path, where)
    if found:
        return found
    try:
        make_layout(source)
    except GrammarError as error:
        return [of_error(error, str(path), known)]
    return list(_never_used(known, str(path), "start"))


def _built(source: Source, known: list[Statement]) -> list[Finding]:
    """What Lark finds, and what can be said once it finds nothing."""
    try:
        found = [f for wrong in wrong_names(build(source)) for f in _wrong_name(wrong, known)]
        if not any(finding.severity == "error" for finding in found):
            format_ = Format(source)
            _ = format_.parser
            found += label_findings(format_, known)
    except GrammarError as error:
        clashes = [_conflict(conflict) for conflict in conflicts(source, known)]
        return clashes or [of_error(error, str(source.path), known)]
    return found


def _wrong_name(wrong: Misfit, known: list[Statement]) -> Iterator[Finding]:
    bare = _without_arrow(known, wrong.rule) if wrong.rule == wrong.name else []
    for lexeme in bare:
        severity: Severity = "warning" if wrong.holds is None else "error"
        hint = "give it an arrow and the name of a field, as the rows beside it have: -> name"
        yield at(lexeme, severity, f"a row without an arrow: {wrong.message}", hint)
    if bare:
        return
    lexeme = _place(known, wrong.rule, wrong.name)
    if wrong.holds is not None:
        yield at(lexeme, "error", wrong.message, WAY_OUT)
    else:
        yield at(lexeme, "note", wrong.message, nearest(wrong.name, wrong.fields))


def _without_arrow(known: list[Statement], rule: str) -> list[Lexeme]:
    """Where the alternatives of a rule without an arrow begin, if others have one."""
    of_rule = [s for s in known if s.defines and s.name == rule]
    replaced = [n for n, statement in enumerate(of_rule) if statement.directive == "%override"]
    alternatives = [a for s in of_rule[max(replaced, default=0) :] for a in s.alternatives]
    bare = [a.lexemes[0] for a in alternatives if a.alias is None and a.lexemes]
    return bare if len(bare) < len(alternatives) else []


def _conflict(conflict: Conflict) -> Finding:
    first = conflict.readings[0]
    lines = [
        f"    {shown(reading.file or '?')}:{reading.line}: {reading.rule_text}  ({reading.what})"
        for reading in conflict.readings
    ]
    return finding(
        "error",
        first.file or "?",
        first.line,
        None,
        f"two readings of {_list(conflict.labels)}:\n" + "\n".join(lines),
        conflict.way_out,
    )


def _list(words: tuple[str, ...], shown: int = 3) -> str:
    more = f" and {len(words) - shown} more" if len(words) > shown else ""
    return ", ".join(words[:shown]) + more


def _place(known: list[Statement], rule: str, name: str) -> Lexeme:
    """Where the name stands: after an arrow in the rule, or as the rule's own."""
    of_rule = [statement for statement in known if statement.defines and statement.name == rule]
    for statement in of_rule:
        lexemes = statement.lexemes
        for arrow, lexeme in pairwise(lexemes):
            if arrow.text == "->" and lexeme.text == name:
                return lexeme
    return of_rule[0].head if of_rule else known[-1].head


def _never_used(known: list[Statement], file: str, start: str) -> Iterator[Finding]:
    """Names that a file defines and that cannot be reached from its start rule."""
    reached = _reached(known, start)
    for statement in known:
        own = statement.head.file == file and statement.defines
        if own and statement.name not in reached and statement.directive != "%extend":
            hint = "name it in a rule that is used, or take it out"
            yield at(statement.head, "warning", f"{statement.name} is never used", hint)


def _reached(known: list[Statement], start: str) -> set[str]:
    meant: dict[str, list[Statement]] = {}
    for statement in known:
        if statement.defines and statement.name:
            if statement.directive == "%override":
                meant[statement.name] = []
            meant.setdefault(statement.name, []).append(statement)
    reached, waiting = set[str](), [start, "WORD"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [n.text for statement in meant.get(name, []) for n in statement.names]
    return reached


def _unused(where: tuple[Path, ...], formats: list[Path]) -> Iterator[Finding]:
    """Names of shared files that no format uses, and no layout."""
    used: set[tuple[str, int]] = set()
    for path in [*formats, *layout_files(where).values()]:
        try:
            used |= {(line.file, line.number) for line in load_source(path, where).lines}
        except GrammarError:
            return
    shared = {path for directory in where for path in directory.glob(f"*{SUFFIX}")}
    for path in sorted(shared - set(formats)):
        yield from _unused_of(path, used)


def _unused_of(path: Path, used: set[tuple[str, int]]) -> Iterator[Finding]:
    for statement in statements(lines_of(path)):
        head = statement.head
        if statement.defines and (head.file, head.line) not in used and not _is_format(path):
            yield at(head, "warning", f"no format uses {statement.name}")


def _check_shared(path: Path, where: tuple[Path, ...], formats: list[Path]) -> list[Finding]:
    """What there is to say of a file that formats import from: what they say of its lines."""
    found: list[Finding] = []
    used: set[tuple[str, int]] = set()
    try:
        load_source(path, where)
    except GrammarError as error:
        return [_with_near(error, path, where)]
    for each in formats:
        try:
            lines = {(line.file, line.number) for line in load_source(each, where).lines}
        except GrammarError:
            continue
        if any(file == str(path) for file, _ in lines):
            used |= lines
            found += [f for f in check_format(each, where) if f.file == str(path)]
    return [*found, *_unused_of(path, used)]


def _is_format(path: Path) -> bool:
    return path in format_files((path.parent,)).values()


def _with_near(error: GrammarError, path: Path, where: tuple[Path, ...]) -> Finding:
    """What is wrong with an import, with the name that may be meant."""
    made = of_error(error, str(path))
    words = error.why.split()
    if "does not define" in error.why:
        target = next(
            (d / words[0] for d in (path.parent, *where) if (d / words[0]).is_file()), None
        )
        known = {s.name for s in statements(lines_of(target)) if s.name} if target else ()
        hint = nearest(words[-1], known)
    elif "to import from" in error.why:
        files = {p.name for d in (path.parent, *where) for p in d.glob(f"*{SUFFIX}")}
        wanted = next((word for word in words if word.endswith(SUFFIX)), "")
        hint = nearest(wanted, files - {path.name})
    else:
        return made
    return finding(made.severity, made.file, made.line, made.column, made.message, hint)
