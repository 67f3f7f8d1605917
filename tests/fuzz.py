"""Fuzzes the readers, guided by the code that each input reaches; needs Atheris.

    python tests/fuzz.py [--runs RUNS] [--seed SEED] [--keep FOLDER] [TARGET ...]

Tries the inputs that a target begins with and RUNS more (5,000), the same ones for the same SEED
(1). An input that breaks a law is kept in fixtures/fuzz/TARGET/, where the tests try it again.
--keep keeps all inputs that reached new code, in a folder for each target. Exits with 1 if a law
was broken.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("text", "html", "format")
FOUND = Path(__file__).parent.parent / "fixtures" / "fuzz"
#: The longest input (bytes), and the longest time that one may take (seconds).
LONGEST, SLOWEST = 500, 60


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz the readers of texts, pages and formats.")
    parser.add_argument(
        "--runs", type=int, default=5_000, help="inputs of each target that are made"
    )
    parser.add_argument("--seed", type=int, default=1, help="of chance (1)")
    parser.add_argument("--keep", type=Path, help="a folder for inputs that reached new code")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(NAMES))
    arguments = parser.parse_args()
    if unknown := set(arguments.targets) - set(NAMES):
        parser.error(f"no target {', '.join(unknown)}: there are {', '.join(NAMES)}")
    failed = [name for name in arguments.targets or NAMES if not _holds(name, arguments)]
    if failed:
        print(f"a law was broken by inputs of {', '.join(failed)}: see git status {FOUND}")
    return int(bool(failed))


def _holds(name: str, arguments: argparse.Namespace) -> bool:
    """Fuzz one target, in a process of its own: the fuzzer ends the process that it runs in."""
    with tempfile.TemporaryDirectory() as folder:
        kept = (arguments.keep or Path(folder)).absolute() / name
        kept.mkdir(parents=True, exist_ok=True)
        (FOUND / name).mkdir(parents=True, exist_ok=True)
        options = [
            *(f"-seed={arguments.seed}", f"-max_len={LONGEST}"),
            *(f"-timeout={SLOWEST}", f"-artifact_prefix={FOUND / name}{os.sep}"),
            "-print_final_stats=1",
        ]
        folders = [str(kept), f"{folder}/seeds", str(FOUND / name)]
        code = f"import fuzz; fuzz.fuzz({name!r}, {arguments.runs}, {folders!r}, {options!r})"
        environment = {**os.environ, "GMACM_GRAMMAR_CACHE": f"{folder}/cache"}
        place = Path(__file__).parent
        ran = subprocess.run([sys.executable, "-c", code], cwd=place, env=environment)
    print(f"{name}: the laws {'were broken' if ran.returncode else 'held'}", flush=True)
    return not ran.returncode


def fuzz(name: str, runs: int, folders: list[str], options: list[str]) -> None:
    """Fuzz one target with these options of libFuzzer; never returns.

    The first of the folders is for new inputs, the second one for those to begin with.
    """
    import atheris

    with atheris.instrument_imports(include=["gmacm_grammar"]):
        from fuzz_targets import TARGETS

        target = TARGETS[name]
        seeds = list(target.seeds())
    Path(folders[1]).mkdir()
    for data in seeds:
        Path(folders[1], hashlib.sha1(data).hexdigest()).write_bytes(data)
    first = sum(len(os.listdir(folder)) for folder in folders)  # libFuzzer counts them as well
    print(f"{name}: {first:,} inputs to begin with, and {runs:,} more", flush=True)
    options = [f"-runs={first + runs}", *options, *folders]
    words = (word.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"') for word in target.words())
    dictionary = Path(folders[1]).with_name("words")
    dictionary.write_bytes(b"".join(b'"%s"\n' % word for word in words))
    if target.mutate:
        atheris.Setup([__file__, *options], target.test, custom_mutator=target.mutate)
    else:
        atheris.Setup([__file__, f"-dict={dictionary}", *options], target.test)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
