"""Keeps plain data between runs, in a directory of the user's own.

It is JSON, which runs nothing, and is read only from a directory that nobody else may write to. A
cache that is broken, foreign or cannot be written is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: Names the directory, or turns the cache off.
VARIABLE = "GMACM_GRAMMAR_CACHE"
OFF = "off"
_NAME = "gmacm-grammar"
_SUFFIX = ".tables"
#: Raised when what is kept, or how, changes without a new version of the package.
_EDITION = 5
#: So many files are kept; those that were not used for longest are removed.
_MOST = 64


def directory() -> Path | None:
    """Where data is kept; None if nothing is, or if owners of files cannot be told here."""
    named = os.environ.get(VARIABLE, "")
    if named.casefold() == OFF or not hasattr(os, "geteuid"):
        return None
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    found = Path(os.path.expanduser(named or os.path.join(base, _NAME)))
    return found if named or found.is_absolute() else None


def key(what: str, version: str, text: str) -> str:
    """The name under which data is kept that is made of ``text``, by these versions."""
    about = [what, version, str(_EDITION), _lark(), sys.version, text]
    return hashlib.sha256("\0".join(about).encode("utf-8", "surrogatepass")).hexdigest() + _SUFFIX


def load(name: str) -> Any:
    """The data kept under a name; None if there is none that can be trusted."""
    where = directory()
    try:
        if where is None or not _is_own(where):
            return None
        data = json.loads((where / name).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    with contextlib.suppress(OSError):
        os.utime(where / name)
    return data


def store(name: str, data: Any) -> None:
    """Keep data under a name, if it can be kept; others see the whole of it or nothing."""
    where = directory()
    with contextlib.suppress(OSError):
        if where is None:
            return
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(where):
            return
        import tempfile  # with all that it imports, and only for what is kept anew

        file, temporary = tempfile.mkstemp(f"{_SUFFIX}~", dir=where)
        with open(file, "w", encoding="ascii") as stream:
            json.dump(data, stream, separators=(",", ":"))
        os.replace(temporary, where / name)
        # Whoever writes a grammar leaves data behind at each step.
        for old in sorted(where.glob(f"*{_SUFFIX}*"), key=os.path.getmtime)[:-_MOST]:
            old.unlink()


def _is_own(where: Path) -> bool:
    """Whether a directory is the user's, and nobody else may write to it."""
    status = os.lstat(where)
    shared = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not shared


def _lark() -> str:
    """Which Lark is installed, which is not imported for it."""
    spec = find_spec("lark")
    found = spec.origin if spec else None
    return f"{found} {os.stat(found).st_mtime_ns}" if found else ""
