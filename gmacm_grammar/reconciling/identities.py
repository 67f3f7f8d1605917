"""Identities: blocks of clauses in a file, with formulas over the names of the records.

Note roll-forward:
    each notes
    check beginning_balance - principal = ending_balance
    exactly because amounts are printed to the cent
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import attrs

from gmacm_grammar.grammars import kept, lines_of, refuse_link
from gmacm_grammar.model import GrammarError
from gmacm_grammar.reconciling.formulas import Formula, Tried, formula
from gmacm_grammar.reconciling.notation import GRAMMAR, parsed
from gmacm_grammar.reconciling.scope import LAST

#: An identity that could be tried in more ways (numbers times alternatives) is refused.
MOST_WAYS = 1_000


@attrs.frozen
class Check:
    """Two formulas with a sign between them (=, <= or >=), and the whole, which is told."""

    left: Formula
    sign: str
    right: Formula
    whole: Formula


@attrs.frozen(kw_only=True)
class Identity:
    """An identity: what is true of the figures of a report that is right.

    ``each`` is the path of the records it is about (empty: the report), a star for all records in
    one; ``checks`` are alternatives, of which one must hold; one of the ``numbers`` under the
    name ``tried`` must fit (None: there is none); no ``tolerance`` is exactly. ``clauses`` are as
    the grammar reads them: the name of the rule, the line, the parts.
    """

    name: str
    file: str
    line: int
    clauses: list[list[Any]]
    each: tuple[str, ...] = ()
    when: Formula | None = None
    tried: str | None = None
    numbers: tuple[Tried, ...] = (None,)
    checks: tuple[Check, ...] = ()
    tolerance: Formula | None = None
    because: str = ""
    across_gaps: bool = False
    is_monthly: bool = attrs.field(init=False)

    @is_monthly.default
    def _names_last(self) -> bool:
        """Whether it compares a report with the one of the month before."""
        parts = (self.when, self.tolerance, *(check.whole for check in self.checks))
        return any(LAST in part.names for part in parts if part is not None)


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
    name = next((parts[0] for rule, _, *parts in clauses if rule == "for"), None)
    given: dict[str, Any] = {"tried": name}
    checks, numbers = [], range(1)
    for rule, line, *parts in clauses:
        if rule == "each":
            given["each"] = tuple(parts)
        elif rule == "when":
            given["when"] = formula(parts[0], name, as_read=True)
        elif rule == "for":
            numbers = range(int(parts[1]), int(parts[2]) + 1)
            if not numbers:
                raise GrammarError("tries no number: the smaller one comes first", None, line)
        elif rule == "check":
            left, sign, right = parts
            whole = formula(["comparison", *parts], name)
            checks.append(Check(formula(left, name), sign, formula(right, name), whole))
        elif rule == "across":
            given["across_gaps"] = True
        else:
            *tolerance, reason = parts
            given["tolerance"] = formula(tolerance[0], name) if tolerance else None
            given["because"] = " ".join(reason[1:])
    if not checks:
        raise GrammarError("checks nothing: add a clause check FORMULA")
    if "because" not in given:
        raise GrammarError(
            "does not state its tolerance and why: "
            "add a clause exactly because REASON, or within TOLERANCE because REASON"
        )
    if len(numbers) * len(checks) > MOST_WAYS:
        raise GrammarError(f"has more than {MOST_WAYS:,} numbers and alternatives to try")
    if name is not None:
        given["numbers"] = tuple(map(Decimal, numbers))
    return {**given, "checks": tuple(checks)}
