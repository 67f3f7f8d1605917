"""Identities: blocks of clauses in a file, with formulas over the names of the records.

Note roll-forward:
    each notes
    check beginning_balance - principal = ending_balance
    exactly because amounts are printed to the cent
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import attrs

from gmacm_grammar.grammars import builtin_directory, kept, lines_of
from gmacm_grammar.model import GrammarError
from gmacm_grammar.reading import Library
from gmacm_grammar.reconciling.conditions import Check
from gmacm_grammar.reconciling.formulas import formula
from gmacm_grammar.reconciling.notation import GRAMMAR, parsed
from gmacm_grammar.reconciling.parts import (
    ALWAYS,
    ZERO,
    Formula,
    Tried,
    figure_tried,
    number_tried,
)
from gmacm_grammar.reconciling.scope import BEFORE_LAST, LAST

IDENTITIES = ".identities"
#: The file whose identities are for all formats.
SHARED = "all"
#: What a figure is called in an identity that is about figures.
FIGURE = "figure"
#: An identity that could be tried in more ways (numbers times alternatives) is refused.
MOST_WAYS = 1_000


@attrs.frozen(kw_only=True)
class Identity:
    """An identity: what is true of the figures of a report that is right.

    ``each`` is the path of the records it is about (empty: the report), a star for all records in
    one; or ``figures`` are the names of the figures it is about, wherever they are: of those that
    are as they must be nothing is said. ``checks`` are
    alternatives, of which one must hold; one of the ``numbers`` under the name ``tried`` must fit
    (None: there is none). What fails is a remark if the identity is true of most reports only.
    ``clauses`` are as the grammar reads them: the name of the rule, the line, the parts; of a line
    that switches identities off, which has no name, they are their names or patterns.
    """

    name: str
    file: str
    line: int
    clauses: list[list[Any]]
    each: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    when: Formula = ALWAYS
    tried: str | None = None
    numbers: Sequence[Tried] = (None,)
    checks: tuple[Check, ...] = ()
    tolerance: Formula = ZERO
    because: str = ""
    is_usual: bool = False
    across_gaps: bool = False
    months_before: int = attrs.field(init=False)

    @months_before.default
    def _names_last(self) -> int:
        """With the reports of how many months before it compares a report."""
        sides = [side for check in self.checks for side in (check.left, check.right)]
        names = {name for part in (self.when, self.tolerance, *sides) for name in part.names}
        return 2 if BEFORE_LAST in names else int(LAST in names)


# ---- which there are ---------------------------------------------------------------------------


def identity_files(lib: Library) -> list[Path]:
    """All files of identities in reach, the built-in ones first."""
    return [
        path
        for directory in reversed(lib.where)
        for path in sorted(
            directory.glob(f"*{IDENTITIES}"), key=lambda p: (p.stem != SHARED, p.stem)
        )
    ]


def identities_for(lib: Library, format: str | None) -> list[tuple[Identity, bool]]:
    """The identities for reports of a format, and of each whether it is meant for that format.

    A later one of the same name takes the place of an earlier: one for the format that of a shared
    one, one in an own directory that of a built-in one. For a record whose format is not known the
    identities of all own formats are tried. Raises GrammarError when a file is wrong.
    """
    own = {path.stem for path in identity_files(lib) if path.parent != builtin_directory()}
    names = own.intersection(lib.format_names) if format is None else {format}
    found: dict[str, tuple[Identity, bool]] = {}
    shared = set[str]()
    for path in sorted(identity_files(lib), key=lambda path: path.stem != SHARED):
        meant = path.stem == SHARED or format is not None
        shared |= {one.name for one in read_identities(path) if path.stem == SHARED}
        for identity in read_identities(path) if path.stem in (SHARED, *names) else ():
            if not identity.name:
                for name in _switched_off(identity, shared) if meant else ():
                    found.pop(name, None)
            elif meant or identity.name not in found:
                found[identity.name] = (identity, meant)
    return list(found.values())


# ---- what their clauses say ----------------------------------------------------------------------


def read_identities(file: Path) -> tuple[Identity, ...]:
    """The identities of a file. Raises GrammarError with file, line and, if known, column."""
    try:
        stat = file.stat()
    except OSError as error:
        raise GrammarError(f"cannot be read: {error.strerror}", str(file)) from error
    return _read(file, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=256)
def _read(file: Path, time: int, size: int) -> tuple[Identity, ...]:
    text = "".join(f"{line}\n" for line in lines_of(file))
    notation = GRAMMAR.read_text(encoding="utf-8")
    make = partial(parsed, text, str(file))
    return kept("identities", f"{notation}\0{text}", partial(_identities, str(file)), make)


def _identities(file: str, data: list[Any]) -> tuple[Identity, ...]:
    found: dict[str, Identity] = {}
    off = [
        Identity(name="", file=file, line=line, clauses=c) for name, line, *c in data if not name
    ]
    for name, line, *clauses in (one for one in data if one[0]):
        given = _given(clauses)
        ways = len(given["checks"]) * len(given["numbers"])
        if name in found:
            why = f"is in line {found[name].line} already"
        elif not given["checks"]:
            why = "checks nothing: add a clause check FORMULA"
        elif "because" not in given:
            why = (
                "does not state its tolerance and why: "
                "add a clause exactly because REASON, or within TOLERANCE because REASON"
            )
        elif "figures" in given and ("each" in given or given["numbers"] != (None,)):
            why = "is about figures: it can have neither each nor for"
        elif not 0 < ways <= MOST_WAYS:
            why = f"must try 1 to {MOST_WAYS:,} numbers and alternatives, the smaller number first"
        else:
            found[name] = Identity(name=name, file=file, line=line, clauses=clauses, **given)
            continue
        raise GrammarError(f'"{name}" {why}', file, line)
    return (*off, *found.values())


def _switched_off(line: Identity, known: Iterable[str]) -> list[str]:
    """The names of the identities that a line switches off. Raises GrammarError for none."""
    for pattern in line.clauses:
        if not any(fnmatchcase(name, str(pattern)) for name in known):
            why = f'there is no shared identity "{pattern}" to switch off'
            raise GrammarError(why, line.file, line.line)
    return [n for n in known if any(fnmatchcase(n, str(p)) for p in line.clauses)]


def _given(clauses: list[Any]) -> dict[str, Any]:
    """What the clauses of an identity say."""
    tried = next((parts[0] for rule, _, *parts in clauses if rule == "for"), None)
    of_each = {tried: number_tried(tried)} if tried else {}
    of_when: dict[str, Formula] = {}
    if any(rule == "figures" for rule, *_ in clauses):
        tried, of_each = FIGURE, {FIGURE: figure_tried()}
        of_when = of_each
    given: dict[str, Any] = {"tried": tried, "checks": (), "numbers": (None,)}
    for rule, _, *parts in clauses:
        if rule == "each":
            given["each"] = tuple(parts)
        elif rule == "figures":
            given["figures"] = tuple(parts)
        elif rule == "when":
            given["when"] = formula(parts[0], of_when, as_read=True)
        elif rule == "for":
            first, last = map(int, parts[1:])
            given["numbers"] = range(first, last + 1)
        elif rule == "check":
            given["checks"] += (formula(parts[0], of_each),)
        elif rule == "across":
            given["across_gaps"] = True
        else:
            *within, reason = parts
            given["is_usual"] = rule == "usually"
            given["tolerance"] = formula(within[0], of_each) if within else ZERO
            given["because"] = " ".join(reason[1:])
    return given
