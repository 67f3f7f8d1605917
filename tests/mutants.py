"""Changes the code in N places, one after another, and sees whether the tests notice.

    python tests/mutants.py [N] [--seed SEED] [--equivalent ID,ID]

Draws N (100) changes of the code of gmacm_grammar, the same ones for the same SEED (1) and the same
code: mutants. Each one is made in a copy of the project, where the tests then run. A mutant is
noticed if a test fails, or if the tests take three times as long as without it. A mutant that no
test can notice, because the code still does the same, is named after --equivalent, and another
one is drawn in its place. Exits with 1 if a mutant survives.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice, zip_longest
from pathlib import Path

import attrs

ROOT = Path(__file__).parent.parent
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "build", "dist")
#: Each operator and what it is changed to.
EXCHANGED: dict[type[ast.AST], type[ast.AST]] = {
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is},
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add},
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CONDITIONAL = (ast.If, ast.While, ast.IfExp)
REMOVED = (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.Delete, ast.Break, ast.Continue)


@attrs.frozen
class Mutant:
    """A change of a file: what stands there instead of the bytes from ``start`` to ``end``."""

    kind: str
    path: Path
    line: int
    start: int
    end: int
    before: str
    after: str

    @property
    def id(self) -> str:
        """The same as long as the file is."""
        place = f"{self.path.as_posix()}:{self.start}:{self.after}"
        return hashlib.sha256(place.encode()).hexdigest()[:8]

    def changed(self, source: bytes) -> bytes:
        return source[: self.start] + self.after.encode() + source[self.end :]

    def __str__(self) -> str:
        before, after = (re.sub(r"\s+", " ", text) for text in (self.before, self.after))
        return f"{self.id} {self.path}:{self.line}\n    before: {before}\n    after:  {after}"


# ---- What can be changed -----------------------------------------------------------------------


def mutants_of(path: Path, source: bytes) -> Iterator[Mutant]:
    """All mutants of a file."""
    starts = list(accumulate(map(len, source.splitlines(keepends=True)), initial=0))
    for kind, node, after in _changes(ast.parse(source), within=False):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        yield Mutant(kind, path, node.lineno, start, end, source[start:end].decode(), after)


def _changes(node: ast.AST, within: bool) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    """What can replace a node and those in it, by kind; ``within`` a function or not."""
    if _is_left_alone(node):
        return
    if isinstance(node, (ast.expr, ast.stmt)):
        yield from ((type(node).__name__, node, after) for after in _instead(node))
    if within and isinstance(node, REMOVED):
        yield "removed", node, "pass"
    tests = [node.test] if isinstance(node, CONDITIONAL) else getattr(node, "ifs", [])
    yield from (("negated", test, f"(not ({ast.unparse(test)}))") for test in tests)
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _changes(child, within or isinstance(node, FUNCTIONS))


def _is_left_alone(node: ast.AST) -> bool:
    """Whether a node is a docstring, for types only, or within a string."""
    match node:
        case (
            ast.JoinedStr()
            | ast.Expr(value=ast.Constant())
            | ast.If(test=ast.Name(id="TYPE_CHECKING"))
            | ast.AnnAssign(annotation=ast.Name(id="TypeAlias"))
            | ast.Assign(targets=[ast.Name(id="__all__")])
            | ast.Call(func=ast.Name(id="TypeVar"))
        ):
            return True
    return False


def _instead(node: ast.expr | ast.stmt) -> Iterator[str]:
    match node:
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield str(value + 1)
        case ast.Constant(value=str(value)):
            yield repr(f"{value}x")
        case ast.Compare(left, [op], others):
            yield f"({ast.unparse(ast.Compare(left, [EXCHANGED[type(op)]()], others))})"
        case ast.BoolOp(op, values):
            yield f"({ast.unparse(ast.BoolOp(EXCHANGED[type(op)](), values))})"
        case ast.BinOp(left, ast.Add() | ast.Sub() as op, right):
            yield f"({ast.unparse(ast.BinOp(left, EXCHANGED[type(op)](), right))})"
        case ast.AugAssign(target, ast.Add() | ast.Sub() as op, value):
            yield ast.unparse(ast.AugAssign(target, EXCHANGED[type(op)](), value))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield f"({ast.unparse(operand)})"
        case ast.Call(func, arguments, keywords):
            for argument in [*arguments, *keywords]:
                less = [one for one in arguments if one is not argument]
                named = [one for one in keywords if one is not argument]
                yield ast.unparse(ast.Call(func, less, named))
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield "return None"


# ---- Whether it is noticed ---------------------------------------------------------------------


def drawn(mutants: Iterable[Mutant], seed: int, equivalent: set[str]) -> Iterator[Mutant]:
    """Mutants in an order by chance, one of each kind in turn."""
    shuffled = list(mutants)
    random.Random(seed).shuffle(shuffled)
    kinds: dict[str, list[Mutant]] = {}
    for mutant in shuffled:
        kinds.setdefault(mutant.kind, []).append(mutant)
    in_turn = (mutant for each in zip_longest(*kinds.values()) for mutant in each)
    return (mutant for mutant in in_turn if mutant and mutant.id not in equivalent)


def files_in_order(path: Path, source: bytes) -> tuple[list[str], list[str]]:
    """The files of tests that mention the folder or the public names of a file, and the others."""
    public = [s.name for s in ast.parse(source).body if isinstance(s, (*FUNCTIONS, ast.ClassDef))]
    names = [name for name in public if not name.startswith("_")]
    mention = re.compile(rf"\b({'|'.join(['.'.join(path.parent.parts), *names])})\b")
    files = sorted((ROOT / "tests").glob("test_*.py"))
    times = {f"tests/{f.name}": len(mention.findall(f.read_text(encoding="utf-8"))) for f in files}
    likely = sorted((file for file in times if times[file]), key=lambda file: -times[file])
    return likely, [file for file in times if not times[file]]


def pass_in(place: Path, files: list[str], limit: float | None = None) -> bool:
    """Whether the tests of a copy of the project pass in so many seconds."""
    options = ["-x", "-q", "-n", "2", "-p", "no:cacheprovider"]
    ran = subprocess.Popen(
        [sys.executable, "-m", "pytest", *options, *files],
        cwd=place,
        # A file of the same size that is changed in the same second would not be compiled again.
        env={**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return ran.wait(limit) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if ran.poll() is None:
            os.killpg(ran.pid, signal.SIGKILL)
            ran.wait()


def survives(mutant: Mutant, place: Path, limit: float) -> bool:
    file = place / mutant.path
    source = file.read_bytes()
    file.write_bytes(mutant.changed(source))
    try:
        groups = filter(None, files_in_order(mutant.path, source))
        return all(pass_in(place, files, limit) for files in groups)
    finally:
        file.write_bytes(source)


def main() -> int:
    parser = argparse.ArgumentParser(description="Change the code and see whether tests notice.")
    parser.add_argument("number", nargs="?", type=int, default=100, help="of mutants (100)")
    parser.add_argument("--seed", type=int, default=1, help="of chance (1)")
    parser.add_argument("--equivalent", default="", help="mutants (ID,ID) to draw others for")
    arguments = parser.parse_args()
    paths = sorted((ROOT / "gmacm_grammar").rglob("*.py"))
    found = (m for p in paths for m in mutants_of(p.relative_to(ROOT), p.read_bytes()))
    mutants = drawn(found, arguments.seed, set(arguments.equivalent.split(",")))
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "project")
        shutil.copytree(ROOT, place, ignore=NOT_COPIED)
        began = time.monotonic()
        if not pass_in(place, []):
            sys.exit("the tests fail without any change: nothing can be said of mutants")
        limit = 3 * (time.monotonic() - began)
        for mutant in islice(mutants, arguments.number):
            survived = survives(mutant, place, limit)
            survivors += survived
            print("SURVIVED" if survived else "noticed ", mutant, flush=True)
    print(f"{arguments.number - survivors} noticed, {survivors} survived")
    return int(survivors > 0)


if __name__ == "__main__":
    sys.exit(main())
