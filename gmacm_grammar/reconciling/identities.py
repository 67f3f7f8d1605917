"""Identities: blocks of clauses in a file, with formulas over the names of the records.

Note roll-forward:
    each notes
    check beginning_balance - principal = ending_balance
    exactly because amounts are printed to the cent
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import attrs

from gmacm_grammar.grammars import kept, lines_of, refuse_link
from gmacm_grammar.model import GrammarError
from gmacm_grammar.reconciling.formulas import Formula, Run, formula
from gmacm_grammar.reconciling.notation import GRAMMAR, parsed
from gmacm_grammar.reconciling.scope import LAST, Scope

#: An identity that could be tried in more ways (numbers times alternatives) is refused.
MOST_WAYS = 1_000


@attrs.frozen
class Check:
    """Two formulas with a sign between them: =, <= or >=."""

    left: Formula
    sign: str
    right: Formula

    def words(self, scope: Scope, run: Run) -> str:
        return f"{self.left.words(scope, run)} {self.sign} {self.right.words(scope, run)}"


@attrs.frozen(kw_only=True)
class Identity:
    """An identity: what is true of the figures of a report that is right.

    ``each`` is the path of the records it is about (empty: the report), with a star for all records
    in one; ``checks`` are alternatives, of which one must hold; ``number`` is a name that takes the
    whole numbers of a range, of which one must fit; no ``tolerance`` is exactly.
    ``clauses`` are as the grammar has read them: the name of the rule, the line, the parts.
    """

    name: str
    file: str
    line: int
    clauses: tuple[list[Any], ...]
    each: tuple[str, ...] = ()
    when: Formula | None = None
    number: tuple[str, int, int] | None = None
    checks: tuple[Check, ...] = ()
    tolerance: Formula | None = None
    because: str = ""
    across_gaps: bool = False

    is_monthly: bool = attrs.field(init=False)

    @is_monthly.default
    def _names_last(self) -> bool:
        """Whether it compares a report with the one of the month before."""
        sides = [side for check in self.checks for side in (check.left, check.right)]
        return any(LAST in part.names for part in (*sides, self.when, self.tolerance) if part)

    def ways(self) -> Iterator[tuple[Check, Run]]:
        """The checks, each with the numbers that are tried."""
        for check in self.checks:
            if self.number is None:
                yield check, Run()
                continue
            name, first, last = self.number
            for number in range(first, last + 1):
                yield check, Run(name, Decimal(number))


def read_identities(file: Path) -> tuple[Identity, ...]:
    """The identities of a file. Raises GrammarError with file, line and, if known, column."""
    refuse_link(file, file.parent)
    text = "".join(f"{line.text}\n" for line in lines_of(file))
    notation = GRAMMAR.read_text(encoding="utf-8")
    make = partial(parsed, text, str(file))
    return kept("identities", f"{notation}\0{text}", partial(_identities, str(file)), make)


def _identities(file: str, data: list[Any]) -> tuple[Identity, ...]:
    found: dict[str, Identity] = {}
    for name, line, *clauses in data:
        if name in found:
            raise GrammarError(f'"{name}" is in line {found[name].line} already', file, line)
        try:
            identity = Identity(name=name, file=file, line=line, clauses=clauses, **_given(clauses))
        except GrammarError as error:
            raise GrammarError(f'"{name}" {error.why}', file, error.line or line) from None
        found[name] = identity
    return tuple(found.values())


def _given(clauses: list[Any]) -> dict[str, Any]:
    """What the clauses of an identity say. Raises GrammarError for what is wrong in them."""
    given: dict[str, Any] = {"checks": ()}
    ways = 1
    for rule, line, *parts in clauses:
        if rule == "each":
            given["each"] = tuple(parts)
        elif rule == "when":
            given["when"] = formula(parts[0])
        elif rule == "for":
            first, last = map(int, parts[1:])
            given["number"], ways = (parts[0], first, last), last - first + 1
            if ways < 1:
                raise GrammarError(f"tries no number: {last} is less than {first}", None, line)
        elif rule == "check":
            left, sign, right = parts
            given["checks"] += (Check(formula(left), sign, formula(right)),)
        elif rule == "across":
            given["across_gaps"] = True
        else:
            *tolerance, reason = parts
            given["because"] = " ".join(reason[1:])
            given["tolerance"] = formula(tolerance[0]) if tolerance else None
    if not given["checks"]:
        raise GrammarError("checks nothing: add a clause check FORMULA")
    if "because" not in given:
        raise GrammarError(
            "does not state its tolerance and why: "
            "add a clause exactly because REASON, or within TOLERANCE because REASON"
        )
    if ways * len(given["checks"]) > MOST_WAYS:
        raise GrammarError(f"has more than {MOST_WAYS:,} numbers and alternatives to try")
    return given
