"""Keeps plain data between runs, in a directory of the user's own.

What is read back is trusted only as far as it must be: the directory and the file belong to the
user and nobody else may write to them, and the data is JSON, which runs nothing. Whoever asks for
it checks its shape. A cache that is broken, foreign or cannot be written is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: Names the directory, or turns the cache off.
VARIABLE = "GMACM_GRAMMAR_CACHE"
OFF = "off"
_NAME = "gmacm-grammar"
#: Raised when what is kept, or how, changes without a new version of the package.
_EDITION = 2
_LARGEST = 32_000_000
#: So many files are kept; those written first are removed.
_MOST = 64
_NAMED = re.compile(r"[0-9a-f]{64}(?P<temporary>\.[0-9]+\.[0-9a-f]{16})?").fullmatch
_BEGINS = re.compile(rb"[0-9a-f]{64}\n")


def directory() -> Path | None:
    """Where data is kept; None if nothing is, or if owners of files cannot be told here."""
    named = os.environ.get(VARIABLE, "")
    if named.casefold() == OFF or not hasattr(os, "geteuid"):
        return None
    if named:
        return Path(os.path.expanduser(named))
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        return None
    if sys.platform == "darwin":
        return Path(home, "Library", "Caches", _NAME)
    base = os.environ.get("XDG_CACHE_HOME", "")
    return Path(base if os.path.isabs(base) else os.path.join(home, ".cache"), _NAME)


def key(what: str, version: str, text: str) -> str:
    """The name under which data is kept that is made of ``text``, by these versions."""
    about = [what, version, str(_EDITION), _lark_version(), sys.version, text]
    return hashlib.sha256("\0".join(about).encode("utf-8", "surrogatepass")).hexdigest()


def load(name: str) -> Any:
    """The data kept under a name; None if there is none that can be trusted."""
    where = directory()
    if where is None:
        return None
    try:
        with _own_directory(where) as folder:
            found, _, text = _read(folder, name).partition(b"\n")
            return json.loads(text) if found == _sum(text) else None
    except (OSError, ValueError, RecursionError):
        return None


def store(name: str, data: Any) -> None:
    """Keep data under a name, if it can be kept; others see the whole of it or nothing."""
    where = directory()
    if where is None:
        return
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    with contextlib.suppress(OSError):
        os.makedirs(where, mode=0o700, exist_ok=True)
        with _own_directory(where) as folder:
            _write(folder, name, _sum(text) + b"\n" + text)
            _drop_oldest(folder)


class _own_directory:
    """An open directory that is the user's own. Raises OSError for any other."""

    def __init__(self, where: Path) -> None:
        self._where = where

    def __enter__(self) -> int:
        self._folder = os.open(self._where, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _check_own(os.fstat(self._folder))
        except OSError:
            os.close(self._folder)
            raise
        return self._folder

    def __exit__(self, *_: object) -> None:
        os.close(self._folder)


def _check_own(status: os.stat_result) -> None:
    """Raises OSError if another user may have written it."""
    if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError("others may have written here")


def _read(folder: int, name: str, most: int = _LARGEST) -> bytes:
    # O_NONBLOCK: a pipe of that name is not waited for
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with open(file, "rb") as stream:
        status = os.fstat(file)
        _check_own(status)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise OSError("this is no file of the cache")
        return stream.read(most)


def _write(folder: int, name: str, text: bytes) -> None:
    temporary = f"{name}.{os.getpid()}.{os.urandom(8).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    file = os.open(temporary, flags, 0o600, dir_fd=folder)
    try:
        with open(file, "wb") as stream:
            stream.write(text)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise


def _drop_oldest(folder: int) -> None:
    """Whoever writes a grammar leaves data behind at each step: the last ones are kept."""
    names = [name for name in os.listdir(folder) if _is_ours(folder, name)]
    if len(names) > _MOST:
        names.sort(key=lambda name: os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime_ns)
        for name in names[: len(names) - _MOST]:
            os.unlink(name, dir_fd=folder)


def _is_ours(folder: int, name: str) -> bool:
    """Whether a file was written here: a directory that is named may hold other things, too."""
    named = _NAMED(name)
    if named is None or named["temporary"]:
        return named is not None
    try:
        return _BEGINS.match(_read(folder, name, 65)) is not None
    except OSError:
        return False


def _sum(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode("ascii")


def _lark_version() -> str:
    """The version of Lark, which is not imported for it."""
    spec = find_spec("lark")
    if spec is None or spec.origin is None:
        return ""
    with contextlib.suppress(OSError, ValueError):
        text = Path(spec.origin).read_text(encoding="utf-8")
        if found := re.search(r'^__version__\b[^"\n]*"([^"\n]+)"', text, re.MULTILINE):
            return found[1]
    return spec.origin
