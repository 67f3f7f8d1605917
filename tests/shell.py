"""Runs the command and batches: in this process, or in others where streams and signals matter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

import gmacm_grammar
from gmacm_grammar import batch
from gmacm_grammar.cli.verbs import command

PACKAGE = Path(gmacm_grammar.__file__).parent
#: The built-in grammar files: within the package, or beside it in a checkout.
BUILTIN = next(d for d in (PACKAGE / "grammar", PACKAGE.parent / "grammar") if d.is_dir())
COMMAND = [sys.executable, "-m", "gmacm_grammar"]
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}


def run(*arguments: object, stdin: str | None = None) -> Result:
    """Run the command here; whatever happens, it ends with a status and not an exception."""
    ran = CliRunner().invoke(command, [str(argument) for argument in arguments], input=stdin)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


def document(*arguments: object) -> Any:
    """What a verb says to programs."""
    return json.loads(run(*arguments, "--json").stdout)


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command as a process; a person never sees a traceback."""
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": ENVIRONMENT, **options}
    ran = subprocess.run([*COMMAND, *map(str, arguments)], encoding="utf-8", check=False, **given)
    assert "Traceback" not in (ran.stderr or "")
    return ran


def read_here(*arguments: Any, **options: Any) -> Any:
    """The batch without processes of its own, which take a second to start."""
    with ThreadPoolExecutor(1) as executor:
        return batch(*arguments, executor=executor, processes=1, **options)
