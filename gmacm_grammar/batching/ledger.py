"""What has been read, kept on disk: an SQLite file in the work directory of a batch.

The file is also the lock: while it is open no other process can open it, and it is free as soon
as the process has ended, whatever ended it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from gmacm_grammar.batching.results import COUNTED, BatchError, Progress
from gmacm_grammar.batching.sources import File
from gmacm_grammar.batching.work import Read, Task

_VERSION = 3
_SCHEMA = """
CREATE TABLE batch (version INTEGER, kind TEXT, run INTEGER, since INTEGER, finished INTEGER);
-- the files of this run, in the order of the sources and of the places in each
CREATE TABLE plan (source INTEGER, place BLOB PRIMARY KEY, name TEXT, size INTEGER, stamp TEXT,
    reason TEXT, digest TEXT, pending INTEGER DEFAULT 1);
CREATE INDEX plan_in_order ON plan (source, place);
-- the files read, in this run and before, and where their rows are: in a part, after others
CREATE TABLE read (place BLOB PRIMARY KEY, name TEXT, size INTEGER, stamp TEXT, digest TEXT,
    fingerprint TEXT, run INTEGER, part TEXT, position INTEGER, reports INTEGER, faults INTEGER,
    warnings INTEGER, passed_over INTEGER, reason TEXT, again INTEGER);
CREATE TABLE members (part TEXT, name TEXT);
CREATE INDEX members_of_part ON members (part);
CREATE INDEX read_of_part ON read (part);
"""
#: What was read in a run that counts, by the grammar of today, and is named as it was.
_COUNTS = (
    "read.fingerprint = :fingerprint AND read.name = plan.name AND read.run >= :since"
    " AND read.size IS plan.size"
)
#: What need not be read again. Of a file without a stamp the size alone does not say enough.
_CURRENT = (
    f"{_COUNTS} AND read.stamp IS plan.stamp"
    " AND (read.run = :run OR (plan.stamp IS NOT NULL AND NOT read.again))"
)
#: So many files are taken from the ledger at once.
_FETCHED = 64

#: Errors of SQLite that say that its file is damaged, or no ledger.
_OF_THE_FILE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Ledger:
    """The ledger of a batch, beside the directory of its parts, to be used in a ``with``: what goes
    wrong with its file there comes out as BatchError. Raises BatchError if it is in use, or of
    another kind of table."""

    def __init__(self, parts: Path, kind: str) -> None:
        self._parts, self._out = parts, parts.parent.parent
        self._path = parts.with_name("ledger.sqlite")
        try:
            parts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BatchError(f"{self._out} cannot be written to: {error.strerror}") from error
        try:
            self._base = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        try:
            self._open(kind)
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise

    def _open(self, kind: str) -> None:
        self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("BEGIN EXCLUSIVE")
        if not self._base.execute("SELECT * FROM sqlite_master").fetchone():
            for statement in _SCHEMA.split(";"):
                self._base.execute(statement)
            self._base.execute("INSERT INTO batch VALUES (?, ?, 0, 0, 1)", (_VERSION, kind))
        self._base.execute("COMMIT")
        version, before = self._one("SELECT version, kind FROM batch")
        if version != _VERSION:
            raise BatchError(
                f"{self._path.parent} was written by another version of this program: remove it "
                "to read all files anew"
            )
        if before != kind:
            raise BatchError(
                f"{self._out} holds tables of the kind {before}, not {kind}: name another "
                "directory, or remove this one"
            )

    def _unusable(self, error: sqlite3.Error) -> BatchError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            why = f"another batch is at work in {self._out}: wait until it has ended, or name "
            return BatchError(f"{why}another directory")
        if code in _OF_THE_FILE:
            why = f"{self._path} cannot be used ({error}): remove {self._path.parent} to read all "
            return BatchError(f"{why}files anew")
        why = f"{self._path} cannot be written: {error}; start the same batch again to go on"
        return BatchError(why)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close it, and so let others use it."""
        self._base.close()
        if isinstance(error, sqlite3.Error):
            raise self._unusable(error) from error

    # ---- the run ---------------------------------------------------------------------------------

    def begin(self, files: Iterable[File], *, changed: bool, fingerprint: str) -> Progress:
        """Begin a run, or go on with one that was not finished, and say how far it is.

        Put down are the files of the run, each once, and which of them are to be read. In a run
        that is begun with ``changed`` what was read before counts too. Nothing has begun if the
        files cannot be found: raises BatchError.
        """
        self._base.execute("BEGIN")
        if self._one("SELECT finished FROM batch")[0]:
            first = "0" if changed else "run + 1"
            self._base.execute(f"UPDATE batch SET run = run + 1, since = {first}, finished = 0")
        self._base.execute("DELETE FROM plan")
        self._base.executemany(
            "INSERT OR IGNORE INTO plan (source, place, name, size, stamp, reason)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            ((f.source, os.fsencode(f.place), f.name, f.size, f.stamp, f.reason) for f in files),
        )
        for part in self._known():
            if not (self._parts / part).is_dir():
                self._base.execute("DELETE FROM read WHERE part = ?", (part,))
        run, since = self._one("SELECT run, since FROM batch")
        known = {"fingerprint": fingerprint, "run": run, "since": since}
        self._base.execute(
            "UPDATE plan SET pending = 0 WHERE EXISTS"
            f" (SELECT * FROM read WHERE read.place = plan.place AND {_CURRENT})",
            known,
        )
        self._base.execute(
            "UPDATE plan SET digest = (SELECT digest FROM read WHERE read.place = plan.place"
            f" AND NOT read.again AND {_COUNTS}) WHERE pending",
            known,
        )
        progress = self.progress()
        if not progress.files:
            raise BatchError(
                "no files are found: hidden files, and those in the directory of the tables, are "
                "not read"
            )
        self._base.execute("COMMIT")
        self._remove_others()
        return progress

    def pending(self) -> Iterator[File]:
        """The files to be read, in order; what has become of them may be recorded meanwhile."""
        after: tuple[int, bytes] = (-1, b"")
        while rows := self._base.execute(
            "SELECT source, place, name, size, reason, digest FROM plan"
            " WHERE pending AND (source, place) > (?, ?) ORDER BY source, place LIMIT ?",
            (*after, _FETCHED),
        ).fetchall():
            for source, place, name, size, reason, digest in rows:
                after = source, place
                yield File(
                    source=source,
                    place=os.fsdecode(place),
                    name=name,
                    size=size,
                    reason=reason,
                    digest=digest,
                )

    def record(self, task: Task, read: Iterable[Read], fingerprint: str) -> None:
        """Put down, all at once, what became of the files of a task."""
        self._base.execute("BEGIN")
        run = self._one("SELECT run FROM batch")[0]
        for position, (file, found) in enumerate(zip(task.files, read, strict=True)):
            known = {
                **attrs.asdict(found),
                "place": os.fsencode(file.place),
                "fingerprint": fingerprint,
                "run": run,
                "part": task.part,
                "position": position,
            }
            self._base.execute("UPDATE plan SET pending = 0 WHERE place = :place", known)
            if found.same:
                self._base.execute(
                    "UPDATE read SET run = :run, stamp ="
                    " (SELECT stamp FROM plan WHERE plan.place = read.place) WHERE place = :place",
                    known,
                )
                continue
            self._base.execute(
                "REPLACE INTO read SELECT place, name, size, stamp, :digest, :fingerprint, :run,"
                " :part, :position, :reports, :faults, :warnings, :passed_over, :reason, :again"
                " FROM plan WHERE place = :place",
                known,
            )
            self._base.execute("INSERT INTO members VALUES (?, ?)", (task.part, file.name))
        self._base.execute("COMMIT")

    def finish(self) -> None:
        """Forget the files that are gone from the sources, and say that the run is finished."""
        self._base.execute("BEGIN")
        self._base.execute("DELETE FROM read WHERE place NOT IN (SELECT place FROM plan)")
        self._base.execute("DELETE FROM members WHERE part NOT IN (SELECT part FROM read)")
        self._base.execute("UPDATE batch SET finished = 1")
        self._base.execute("COMMIT")
        self._remove_others()

    # ---- what has been read ----------------------------------------------------------------------

    def progress(self) -> Progress:
        """How far the run is."""
        files, pending = self._one("SELECT count(*), total(pending) FROM plan")
        found = self._one(
            "SELECT total(reports), total(faults), total(warnings), total(passed_over),"
            " count(read.reason) FROM read JOIN plan USING (place) WHERE NOT pending"
        )
        counts = dict(zip((*COUNTED, "failed"), map(int, found), strict=True))
        return Progress(files=files, done=files - int(pending), **counts)

    def failed(self) -> tuple[tuple[str, str], ...]:
        """The files that could not be read or hold no report, with the reason."""
        rows = self._base.execute(
            "SELECT read.name, read.reason FROM plan JOIN read USING (place)"
            " WHERE read.reason IS NOT NULL ORDER BY source, place"
        )
        return tuple(rows.fetchall())

    def runs(self) -> Iterator[tuple[Path, frozenset[str]]]:
        """The parts in the order of the files, each with the names of those to be left out.

        A part comes more than once if files of other parts stand between its own.
        """
        part, position, names = "", -1, set[str]()
        for other, place, name in self._base.execute(
            "SELECT part, position, read.name FROM plan JOIN read USING (place)"
            " ORDER BY source, place"
        ):
            if names and (other != part or place < position):
                yield self._parts / part, self._members(part) - names
                names = set()
            part, position = other, place
            names.add(name)
        yield self._parts / part, self._members(part) - names

    def _members(self, part: str) -> frozenset[str]:
        rows = self._base.execute("SELECT name FROM members WHERE part = ?", (part,))
        return frozenset(name for (name,) in rows)

    def _known(self) -> set[str]:
        """The names of the parts that hold rows of files read."""
        return {part for (part,) in self._base.execute("SELECT DISTINCT part FROM read")}

    def _remove_others(self) -> None:
        """Remove what does not count: written anew, or by workers that were killed."""
        known = self._known()
        for path in self._parts.iterdir():
            if path.name not in known and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in known:
                path.unlink(missing_ok=True)

    def _one(self, query: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] = self._base.execute(query).fetchone()
        return row
