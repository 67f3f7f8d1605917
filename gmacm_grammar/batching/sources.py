"""Which files a batch reads: files, directories with all in them, patterns, and URLs."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

import attrs

from gmacm_grammar.batching.results import BatchError

#: Users in URLs, as they are shown and with their passwords.
Passwords: TypeAlias = tuple[tuple[str, str], ...]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
#: What in a URL names a user with a password, and a host.
_USER = re.compile(r"(?<=://)([^/@:]*:)[^/]*(@[^/]*)")
_MAGIC = re.compile(r"[*?\[]")
#: How a byte that is no UTF-8 is shown in a name.
_BYTE = re.compile(r"\\x[89a-f][0-9a-f]")
#: What file systems call the time of the last change, or what stands for it.
_STAMPS = ("mtime", "LastModified", "last_modified", "updated", "ETag", "etag", "CRC")


@attrs.frozen(kw_only=True)
class File:
    """A file to be read: how it is named, and the path or URL where it is.

    ``stamp`` is the time of its last change (None: the source tells none); ``reason`` says why it
    cannot be read, if that is known already. ``digest`` is that of the contents which its rows, in
    a part of before, are of: if it still has them it is not read again. ``lacks`` names what each
    report lacks that other months of its series have, by its number. In name and place a password
    is ``***``.
    """

    name: str
    place: str
    size: int | None = None
    stamp: str | None = None
    reason: str | None = None
    digest: str | None = None
    lacks: dict[str, list[str]] = attrs.field(factory=dict)


def is_url(place: str) -> bool:
    """Whether it is a URL and no path."""
    return _URL.match(place) is not None


def passwords_of(sources: Iterable[str]) -> Passwords:
    """What in URLs is ``USER:PASSWORD@HOST``, each after the ``USER:***@HOST`` it is shown as."""
    users = (user for source in sources if is_url(source) for user in _USER.finditer(source))
    return tuple((user.expand(r"\1***\2"), user[0]) for user in users)


def hide(text: str, passwords: Passwords) -> str:
    """The text without the passwords of ``passwords_of``."""
    for hidden, user in passwords:
        text = text.replace(user, hidden)
    return text


def find(sources: Iterable[str], out: str) -> Iterator[File]:
    """All files of the sources, in their order; nothing that stands in the directory ``out``.

    The files of a directory come by name, before those of the directories in it. Hidden files are
    passed over, unless they are named themselves. Raises BatchError for a source that is not there.
    """
    for source in sources:
        yield from _find_remote(source, out) if is_url(source) else _find_local(source, out)


# ---- paths -----------------------------------------------------------------------------------


def _find_local(source: str, out: str) -> Iterator[File]:
    paths = [source] if os.path.lexists(source) else sorted(glob.iglob(source, recursive=True))
    if not paths:
        raise BatchError(f"there is no file or directory {source}")
    for path in map(_plain, paths):
        if _within(path, out):
            continue
        if os.path.isdir(path):
            yield from _walk(path, out)
        else:
            yield _local(path)


def _walk(top: str, out: str) -> Iterator[File]:
    errors: list[OSError] = []
    for here, directories, files in os.walk(top, onerror=errors.append):
        links = [name for name in directories if os.path.islink(os.path.join(here, name))]
        below = (name for name in directories if name[0] != "." and name not in links)
        directories[:] = sorted(n for n in below if not _within(os.path.join(here, n), out))
        for name in sorted(links + files):
            if name[0] != ".":
                yield _local(os.path.join(here, name))
    for error in errors:
        reason = f"the directory cannot be listed: {error.strerror}"
        yield _found(error.filename, reason=reason)


def _local(path: str) -> File:
    try:
        found = os.stat(path)
    except OSError as error:
        return _found(path, reason=f"cannot be read: {error.strerror}")
    if stat.S_ISDIR(found.st_mode):
        reason = "is a link to a directory, which is not followed: name it as a source"
        return _found(path, reason=reason)
    if not stat.S_ISREG(found.st_mode):
        return _found(path, reason="is no regular file")
    return _found(path, size=found.st_size, stamp=str(found.st_mtime_ns))


def _found(path: str, **known: Any) -> File:
    return File(name=_shown(path), place=os.path.join(os.getcwd(), path), **known)


def _plain(path: str) -> str:
    """The path without ``.`` and ``..``. A ``..`` after a link stays: it leads elsewhere."""
    plain = os.path.normpath(path)
    if ".." in path and os.path.realpath(plain) != os.path.realpath(path):
        return path
    return plain


def _shown(path: str) -> str:
    r"""The path as text, a byte that is no UTF-8 as ``\xff``. No two paths are shown alike:
    where this could stand for something else, each backslash of the path is written twice."""
    written = os.fsencode(path)
    shown = written.decode("utf-8", "backslashreplace")
    if not _BYTE.search(shown):
        return shown
    return written.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def _within(path: str, directory: str) -> bool:
    real, above = os.path.realpath(path), os.path.realpath(directory)
    return real == above or real.startswith(os.path.join(above, ""))


# ---- URLs ------------------------------------------------------------------------------------


def _find_remote(source: str, out: str) -> Iterator[File]:
    hidden = passwords_of([source])
    try:
        from fsspec.core import url_to_fs

        fs, path = url_to_fs(source)
        for place, info in _listed(fs, path):
            if _is_local(fs) and _within(place, out):
                continue
            url = hide(_url(fs, place, source), hidden)
            stamp = next((info[key] for key in _STAMPS if info.get(key) is not None), None)
            stamp = None if stamp is None else str(stamp)
            yield File(name=url, place=url, size=info.get("size"), stamp=stamp)
    except (OSError, ValueError, ImportError) as error:
        why = f"{source} cannot be listed: {error or type(error).__name__}"
        if isinstance(error, ModuleNotFoundError) and error.name == "fsspec":
            why = f"to read {source} fsspec is missing: pip install 'gmacm-grammar[remote]'"
        raise BatchError(hide(why, hidden)) from error


def _listed(fs: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files below a path or a pattern of a file system, with what it tells of them."""
    tops = fs.glob(path, detail=True) if _MAGIC.search(path) else {path: fs.info(path)}
    for top, about in sorted(tops.items()):
        if about["type"] == "file":
            yield top, about
            continue
        for _, directories, files in fs.walk(top, detail=True, on_error="raise"):
            for hidden in [name for name in directories if name.startswith(".")]:
                del directories[hidden]
            for name, info in sorted(files.items()):
                if name and not name.startswith("."):
                    yield info["name"], info


def _url(fs: Any, path: str, source: str) -> str:
    """The URL of a file of a file system that ``source`` is in, with the archive it is in."""
    head, chain, archive = source.partition("::")
    if chain:
        return f"{head.partition('://')[0]}://{path.lstrip('/')}::{archive}"
    # Not all file systems have the host of the source in their paths.
    within = str(fs._strip_protocol(source)).rstrip("/")
    whole = source.rstrip("/")
    if whole.endswith(within) and not whole.endswith(":"):
        return whole.removesuffix(within) + path
    return str(fs.unstrip_protocol(path))


def _is_local(fs: Any) -> bool:
    return "file" in ((fs.protocol,) if isinstance(fs.protocol, str) else fs.protocol)


def open_url(url: str, run: str, passwords: Passwords) -> Any:
    """The file at a URL, to be read as bytes. An archive is opened once in a ``run``."""
    import fsspec

    known = dict(passwords)
    url = _USER.sub(lambda user: known.get(user[0], user[0]), url)
    head, chain, archive = url.partition("::")
    if not chain:
        return fsspec.open(url, "rb").open()
    protocol, _, path = head.partition("://")
    return _archive(protocol, archive, run).open(path, "rb")


@lru_cache(maxsize=4)
def _archive(protocol: str, archive: str, run: str) -> Any:
    from fsspec.core import url_to_fs

    return url_to_fs(f"{protocol}://::{archive}")[0]
