"""Is a grammar sound? What is wrong, likely wrong or worth knowing, with file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from gmacm_grammar.grammars import (
    EXTEND,
    LAYOUTS,
    START,
    SUFFIX,
    WAY_OUT,
    Lexeme,
    Misfit,
    Source,
    Statement,
    Tables,
    build,
    format_files,
    in_force,
    kind_of,
    layout_files,
    load_source,
    needed,
    place_of,
    statements_of,
    wrong_names,
)
from gmacm_grammar.model import GrammarError
from gmacm_grammar.reading import Format, Library, make_layout
from gmacm_grammar.workbench.conflicts import conflicts
from gmacm_grammar.workbench.findings import Finding, Severity, at, finding, nearest, shown
from gmacm_grammar.workbench.labels import label_findings
from gmacm_grammar.workbench.own_files import own_file_findings
from gmacm_grammar.workbench.wording import names_and_rules

#: So many names are shown of those that land in ``other``; how alike one that may be misspelt is to
#: a field.
_FEW, _NEARLY = 5, 0.85


def check(library: Library, paths: Sequence[Path] = (), names: bool = False) -> list[Finding]:
    """What there is to say of the files ``paths``, or of all in reach, and of their identities.

    Of ``names`` that land in ``other`` each is told, otherwise those that are nearly fields, and
    how many there are in a file.
    """
    from gmacm_grammar.reconciling import check_identities  # views and drafts need none of it

    where = library.where
    formats = format_files(where).values()
    whole = [*formats, *layout_files(where).values()]
    shared = {path for directory in where for path in directory.glob(f"[!.]*{SUFFIX}")}
    shared -= {*formats}
    beside = {path.parent.resolve() for path in paths}
    checked = cache(lambda path: _check(path, where, names))
    found: list[Finding] = []
    for path in paths or [*whole, *sorted(shared)]:
        if path in shared:
            users = [each for each in whole if _may_use(each, path, where)]
            of_users = [finding for each in users for finding in checked(each)]
            found += [finding for finding in of_users if finding.file == shown(str(path))]
            found += _unused(path, where, whole, may_fail=bool(paths))
        elif path.suffix == SUFFIX:
            found += checked(path)
    named = {shown(str(path)) for path in paths}
    found = [f for f in found if not named or f.severity != "note" or f.file in named]
    found += [f for f in own_file_findings(where) if not named or f.file in named]
    found.sort(key=lambda f: (f.file, f.line or 0, f.column or 0))
    found += [
        finding("error", (str(error.file), error.line, error.column), error.why)
        for error in check_identities(library)
        if not str(error.file).endswith(SUFFIX)  # of grammar files it is said above
        and (not paths or Path(str(error.file)).parent.resolve() in beside)
    ]
    return list(dict.fromkeys(found))


def _may_use(user: Path, path: Path, where: tuple[Path, ...]) -> bool:
    """Whether a format or a layout holds statements of a shared file, or cannot be loaded."""
    try:
        return any(s.head.file == str(path) for s in load_source(user, where).statements)
    except GrammarError:
        return True


def _check(path: Path, where: tuple[Path, ...], names: bool) -> list[Finding]:
    """What there is to say of a format or a layout."""
    is_layout = path.parent.name == LAYOUTS
    try:
        source = load_source(path, where)
        found = names_and_rules(source.statements, path, where)
        if not found and is_layout:
            make_layout(source)
        elif not found:
            found = list(_format(source, names))
    except GrammarError as error:
        return [_told(error, path, where)]
    if not any(finding.severity == "error" for finding in found):
        found += _never_used(source, "start" if is_layout else START)
    return found


def _format(source: Source, names: bool) -> Iterator[Finding]:
    """What Lark finds, and what can be said once it finds nothing."""
    try:
        misfits = wrong_names(_tables(source))
    except GrammarError:
        clashes = conflicts(source)
        if not clashes:
            raise
        yield from clashes
        return
    for wrong in misfits:
        told = _misfit(wrong, source.statements)
        is_near = get_close_matches(wrong.name, wrong.fields, 1, _NEARLY)
        yield from (finding for finding in told if names or is_near or finding.severity != "note")
    if not names:
        yield from _in_other(misfits, source.statements)
    if all(wrong.holds is None for wrong in misfits):
        yield from label_findings(Format(source))


def _tables(source: Source) -> Tables:
    """The tables of a format: those kept from an earlier run, which are of a sound one."""
    try:
        return Format(source).tables
    except GrammarError:  # also for a name that does not fit its field
        return build(source)


def _misfit(wrong: Misfit, known: Sequence[Statement]) -> Iterator[Finding]:
    bare = _without_arrow(known, wrong.rule) if wrong.rule == wrong.name else []
    for lexeme in bare:
        hint = "give it an arrow and the name of a field, as the rows beside it have: -> name"
        severity: Severity = "warning" if wrong.holds is None else "error"
        yield at(lexeme, severity, f"a row without an arrow: {wrong.message}", hint)
    if not bare and wrong.holds is not None:
        yield at(place_of(wrong, known), "error", wrong.message, WAY_OUT)
    elif not bare:
        near = nearest(wrong.name, wrong.fields)
        yield at(place_of(wrong, known), "note", wrong.message, near)


def _in_other(misfits: Iterable[Misfit], known: Sequence[Statement]) -> Iterator[Finding]:
    """How many names of each file are no fields."""
    of_file: dict[str, list[str]] = {}
    for wrong in misfits:
        if wrong.holds is None and not _without_arrow(known, wrong.rule):
            of_file.setdefault(place_of(wrong, known).file, []).append(wrong.name)
    for file, found in of_file.items():
        names = sorted(set(found))
        few = ", ".join(names[:_FEW]) + (", ..." if len(names) > _FEW else "")
        yield finding("note", (file, None, None), f"no fields, so in other ({len(names)}): {few}")


def _without_arrow(known: Sequence[Statement], rule: str) -> list[Lexeme]:
    """Where the alternatives of a rule without an arrow begin, if others have one."""
    alternatives = [a for s in in_force(known) if s.name == rule for a in s.alternatives]
    bare = [a.lexemes[0] for a in alternatives if a.alias is None and a.lexemes]
    return bare if len(bare) < len(alternatives) else []


def _never_used(source: Source, start: str) -> Iterator[Finding]:
    """Names that a file defines and that cannot be reached from its start rule."""
    known = in_force(source.statements)
    reached = {s.name for s in needed(known, [s for s in known if s.name in (start, "WORD")])}
    for statement in known:
        own = statement.head.file == str(source.path) and statement.directive != EXTEND
        if own and statement.name not in reached:
            hint = "name it in a rule that is used, or take it out"
            yield at(statement.head, "warning", f"{statement.name} is never used", hint)


def _unused(
    path: Path, where: tuple[Path, ...], users: Sequence[Path], may_fail: bool
) -> Iterator[Finding]:
    """The names of a shared file that no user needs; none if a user fails that may not."""
    used: set[tuple[str, int]] = set()
    try:
        known = statements_of(path)
        load_source(path, where)
    except GrammarError as error:
        yield _told(error, path, where)
        return
    for user in users:
        try:
            used |= {(s.head.file, s.head.line) for s in load_source(user, where).statements}
        except GrammarError:
            if not may_fail:
                return
    kinds = needed(known, [s for s in known if kind_of(s.head.text)])  # for whoever needs them
    for statement in (s for s in known if s not in kinds):
        if statement.defines and (str(path), statement.head.line) not in used:
            yield at(statement.head, "warning", f"no format uses {statement.name}")


def _told(error: GrammarError, path: Path, where: tuple[Path, ...]) -> Finding:
    """What the core says of a grammar, with the name that may be meant."""
    words, places = error.why.split(), (path.parent, *where)
    hint: str | None = None
    if "no such name" in error.why:
        known = load_source(path, where).statements
        hint = nearest(words[0], [s.head.text for s in known if s.defines and not s.directive])
    elif "does not define" in error.why:
        files = [place / words[0] for place in places]
        target = next((file for file in files if file.is_file()), path)
        hint = nearest(words[-1], [s.head.text for s in statements_of(target) if s.defines])
    elif "to import from" in error.why:
        names = {file.name for place in places for file in place.glob(f"*{SUFFIX}")}
        wanted = next((word for word in words if word.endswith(SUFFIX)), "")
        hint = nearest(wanted, names - {path.name})
    return finding("error", (error.file or str(path), error.line, error.column), error.why, hint)
