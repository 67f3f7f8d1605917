"""Reads the files of identities: blocks of clauses, with formulas over the names of the records.

Note roll-forward:
    each notes
    check beginning_balance - principal = ending_balance
    exactly because amounts are printed to the cent
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as File

import attrs

from gmacm_grammar.grammars import lines_of, refuse_link
from gmacm_grammar.model import GrammarError
from gmacm_grammar.reconciling.formulas import Comparison, Node, Path, all_parts
from gmacm_grammar.reconciling.notation import FormulaReader
from gmacm_grammar.reconciling.scope import LAST

#: An identity that could be tried in more ways (numbers times alternatives) is refused.
MOST_WAYS = 1_000
_CLAUSES = ("each", "when", "for", "check", "or", "within", "exactly", "across")


@attrs.frozen
class Clause:
    """A clause of an identity: its first word, the rest, and the line where it begins."""

    word: str
    text: str
    line: int


@attrs.frozen(kw_only=True)
class Identity:
    """An identity: what is true of the figures of a report that is right.

    ``each`` is the path of the records it is about (empty: the report), with a star for all records
    in one; ``checks`` are alternatives, of which one must hold; ``number`` is a name that takes the
    whole numbers of a range, of which one must fit; no ``tolerance`` is exactly.
    One that ``is_monthly`` compares a report with the one of the month before.
    """

    name: str
    file: str
    line: int
    each: tuple[str, ...] = ()
    when: Node | None = None
    number: tuple[str, int, int] | None = None
    checks: tuple[tuple[Comparison, int], ...] = ()
    tolerance: Node | None = None
    because: str = ""
    across_gaps: bool = False
    is_monthly: bool = False
    when_line: int = 0
    within_line: int = 0

    def formulas(self) -> Iterator[tuple[Node, int]]:
        """Its conditions and formulas, each with its line."""
        if self.when is not None:
            yield self.when, self.when_line
        yield from self.checks
        if self.tolerance is not None:
            yield self.tolerance, self.within_line


def _names_last(identity: Identity) -> bool:
    return any(
        isinstance(part, Path) and part.steps[0][1] == LAST
        for node, _ in identity.formulas()
        for part in all_parts(node)
    )


def read_identities(file: File) -> tuple[Identity, ...]:
    """The identities of a file. Raises GrammarError with file and line."""
    refuse_link(file, file.parent)
    blocks = _blocks(lines_of(file), file)
    identities = tuple(_identity(name, clauses, file) for name, clauses in blocks)
    seen: dict[str, int] = {}
    for identity in identities:
        if identity.name in seen:
            raise GrammarError(
                f'"{identity.name}" is in line {seen[identity.name]} already',
                str(file),
                identity.line,
            )
        seen[identity.name] = identity.line
    return identities


def _blocks(lines: list[str], file: File) -> Iterator[tuple[Clause, list[Clause]]]:
    """The blocks of a file: the line with the name, and the clauses below it.

    All clauses of a block are indented alike; a line indented deeper carries on the one above.
    """
    head: Clause | None = None
    clauses: list[Clause] = []
    indent = 0
    for number, line in enumerate(lines, 1):
        plain = line.split("//")[0].rstrip().expandtabs()
        if not plain:
            continue
        margin = len(plain) - len(plain.lstrip())
        if margin and head is not None:
            indent = indent if clauses else margin
            if margin > indent:
                last = clauses[-1]
                clauses[-1] = attrs.evolve(last, text=f"{last.text} {plain.strip()}")
            else:
                clauses.append(_clause(plain.strip(), number, head, file))
            continue
        if margin or not plain.endswith(":"):
            raise GrammarError(
                "the name of an identity begins its line and ends with a colon; "
                "its clauses are indented",
                str(file),
                number,
            )
        if head is not None:
            yield head, clauses
        head, clauses = Clause("", plain[:-1].strip(), number), []
    if head is not None:
        yield head, clauses


def _clause(text: str, number: int, head: Clause, file: File) -> Clause:
    word, _, rest = text.partition(" ")
    if word not in _CLAUSES:
        raise GrammarError(
            f'"{head.text}" has no clause "{word}"; there are {", ".join(_CLAUSES)} '
            "(a line that carries on the one above is indented deeper)",
            str(file),
            number,
        )
    return Clause(word, rest.strip(), number)


def _identity(head: Clause, clauses: list[Clause], file: File) -> Identity:
    identity = Identity(name=head.text, file=str(file), line=head.line)
    for clause in clauses:
        identity = _with_clause(identity, clause, file)
    wrong = None
    first, last = identity.number[1:] if identity.number else (1, 1)
    if len(identity.checks) * (last - first + 1) > MOST_WAYS:
        wrong = f'"{identity.name}" has more than {MOST_WAYS:,} numbers and alternatives to try'
    elif not identity.checks:
        wrong = f'"{identity.name}" checks nothing: add a clause check FORMULA'
    elif not identity.because:
        wrong = (
            f'"{identity.name}" does not state its tolerance and why: '
            "add a clause exactly because REASON, or within TOLERANCE because REASON"
        )
    if wrong:
        raise GrammarError(wrong, str(file), identity.line)
    return attrs.evolve(identity, is_monthly=_names_last(identity))


def _with_clause(identity: Identity, clause: Clause, file: File) -> Identity:
    word, text = clause.word, clause.text
    reader = FormulaReader(text, str(file), clause.line)
    if word == "each":
        if not re.fullmatch(r"\w+(\.(\w+|\*))*", text):
            raise reader.error(f'"each" needs the name of records, not "{text}"')
        return attrs.evolve(identity, each=tuple(text.split(".")))
    if word == "when":
        return attrs.evolve(identity, when=reader.whole_condition(), when_line=clause.line)
    if word == "for":
        match = re.fullmatch(r"(\w+) from (\d{1,9}) to (\d{1,9})", text)
        if match is None or int(match[2]) > int(match[3]):
            raise reader.error(
                "write: for NAME from NUMBER to NUMBER, the smaller one first, of at most 9 digits"
            )
        return attrs.evolve(identity, number=(match[1], int(match[2]), int(match[3])))
    if word in ("check", "or"):
        check = (reader.equation(), clause.line)
        return attrs.evolve(identity, checks=(*identity.checks, check))
    if word == "across":
        if text != "gaps":
            raise reader.error("write: across gaps")
        return attrs.evolve(identity, across_gaps=True)
    return _with_tolerance(identity, clause, file)


def _with_tolerance(identity: Identity, clause: Clause, file: File) -> Identity:
    formula, found, reason = f" {clause.text}".partition(" because ")
    reader = FormulaReader(formula, str(file), clause.line)
    if not found:
        raise reader.error(f'"{clause.word}" does not say why: add because REASON')
    tolerance = reader.whole_expression() if clause.word == "within" else None
    if clause.word == "exactly" and formula.strip():
        raise reader.error("nothing stands between exactly and because")
    return attrs.evolve(
        identity, tolerance=tolerance, because=reason.strip(), within_line=clause.line
    )
