"""What has been read, kept on disk: an SQLite file in the work directory of a batch.

The file is also the lock: while it is open no other process can open it, and it is free as soon
as the process has ended, whatever ended it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from gmacm_grammar.batching.results import BatchError
from gmacm_grammar.batching.sources import Found
from gmacm_grammar.batching.work import Item, Read

_VERSION = 2
_SCHEMA = """
CREATE TABLE batch (version INTEGER, kind TEXT, run INTEGER, since INTEGER, finished INTEGER);
-- the files of this run in the order of the sources
CREATE TABLE found (source INTEGER, name TEXT, place BLOB PRIMARY KEY, size INTEGER, stamp TEXT,
    reason TEXT);
CREATE TABLE plan (number INTEGER PRIMARY KEY, name TEXT, place BLOB UNIQUE, size INTEGER,
    stamp TEXT, reason TEXT, digest TEXT, pending INTEGER DEFAULT 1);
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

#: Errors of SQLite that say that its file is damaged, or no ledger.
_OF_THE_FILE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@attrs.frozen(kw_only=True)
class Pending:
    """A file that is to be read, and its place in the order of all files."""

    number: int
    item: Item
    size: int
    reason: str | None


@attrs.frozen(kw_only=True)
class Counts:
    """How many files of the plan are done, and what they hold."""

    files: int
    done: int
    reports: int
    faults: int
    warnings: int
    passed_over: int
    failed: int


class Ledger:
    """The ledger of a batch, to be used in a ``with``: what goes wrong with its file there comes
    out as BatchError. Raises BatchError if it is in use, or of another kind of table."""

    def __init__(self, path: Path, kind: str) -> None:
        self._path = path
        try:
            self._base = sqlite3.connect(path, timeout=0, isolation_level=None)
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
        out = self._path.parent.parent
        if version != _VERSION:
            raise BatchError(
                f"{self._path.parent} was written by another version of this program: remove it "
                "to read all files anew"
            )
        if before != kind:
            raise BatchError(
                f"{out} holds tables of the kind {before}, not {kind}: name another directory, "
                "or remove this one"
            )

    def _unusable(self, error: sqlite3.Error) -> BatchError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return BatchError(
                f"another batch is at work in {self._path.parent.parent}: wait until it has ended, "
                "or name another directory"
            )
        if code not in _OF_THE_FILE:
            return BatchError(
                f"{self._path} cannot be written: {error}; start the same batch again to go on"
            )
        return BatchError(
            f"{self._path} cannot be used ({error}): remove {self._path.parent} to read all files "
            "anew"
        )

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close it, and so let others use it."""
        self._base.close()
        if isinstance(error, sqlite3.Error):
            raise self._unusable(error) from error

    # ---- the run ---------------------------------------------------------------------------------

    def begin(
        self, files: Iterable[Found], *, changed: bool, fingerprint: str, parts: Path
    ) -> Counts:
        """Begin a run, or go on with one that was not finished, and say how far it is.

        Put down are the files of the run, each once, and which of them are to be read. In a run
        that is begun with ``changed`` what was read before counts too. Nothing has begun if the
        files cannot be found: raises BatchError.
        """
        self._base.execute("BEGIN")
        if self._one("SELECT finished FROM batch")[0]:
            first = "0" if changed else "run + 1"
            self._base.execute(f"UPDATE batch SET run = run + 1, since = {first}, finished = 0")
        self._put_down(files)
        for part in self.parts():
            if not (parts / part).is_dir():
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
        counts = self.counts()
        if not counts.files:
            raise BatchError(
                "no files are found: hidden files, and those in the directory of the tables, are "
                "not read"
            )
        self._base.execute("COMMIT")
        return counts

    def _put_down(self, files: Iterable[Found]) -> None:
        self._base.execute("DELETE FROM found")
        self._base.executemany(
            "INSERT OR IGNORE INTO found VALUES (?, ?, ?, ?, ?, ?)",
            ((f.source, f.name, os.fsencode(f.place), f.size, f.stamp, f.reason) for f in files),
        )
        self._base.execute("DELETE FROM plan")
        self._base.execute(
            "INSERT INTO plan (name, place, size, stamp, reason)"
            " SELECT name, place, size, stamp, reason FROM found ORDER BY source, place"
        )
        self._base.execute("DELETE FROM found")

    def pending(self, after: int, most: int) -> list[Pending]:
        """The next files to be read after that of number ``after``, in order."""
        rows = self._base.execute(
            "SELECT number, name, place, size, digest, reason FROM plan"
            " WHERE pending AND number > ? ORDER BY number LIMIT ?",
            (after, most),
        )
        return [
            Pending(
                number=number,
                item=Item(name=name, place=os.fsdecode(place), digest=digest),
                size=size or 0,
                reason=reason,
            )
            for number, name, place, size, digest, reason in rows.fetchall()
        ]

    def record(self, part: str, read: Iterable[tuple[Item, Read]], fingerprint: str) -> None:
        """Put down what became of the files whose rows stand in a part, all at once."""
        self._base.execute("BEGIN")
        run = self._one("SELECT run FROM batch")[0]
        for position, (item, found) in enumerate(read):
            place = os.fsencode(item.place)
            self._base.execute("UPDATE plan SET pending = 0 WHERE place = ?", (place,))
            if found.same:
                self._base.execute(
                    "UPDATE read SET run = ?, stamp ="
                    " (SELECT stamp FROM plan WHERE plan.place = read.place) WHERE place = ?",
                    (run, place),
                )
                continue
            self._base.execute(
                "REPLACE INTO read SELECT place, name, size, stamp, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                " FROM plan WHERE place = ?",
                (
                    *(found.digest, fingerprint, run, part, position),
                    *(found.reports, found.faults, found.warnings, found.passed_over),
                    *(found.reason, found.again, place),
                ),
            )
            self._base.execute("INSERT INTO members VALUES (?, ?)", (part, item.name))
        self._base.execute("COMMIT")

    # ---- what has been read ----------------------------------------------------------------------

    def counts(self) -> Counts:
        """How far the run is."""
        files, pending = self._one("SELECT count(*), total(pending) FROM plan")
        found = self._one(
            "SELECT total(reports), total(faults), total(warnings), total(passed_over),"
            " count(read.reason) FROM read JOIN plan USING (place) WHERE NOT pending"
        )
        reports, faults, warnings, passed_over, failed = map(int, found)
        return Counts(
            files=files,
            done=files - int(pending),
            reports=reports,
            faults=faults,
            warnings=warnings,
            passed_over=passed_over,
            failed=failed,
        )

    def failed(self) -> tuple[tuple[str, str], ...]:
        """The files that could not be read or hold no report, with the reason."""
        rows = self._base.execute(
            "SELECT read.name, read.reason FROM plan JOIN read USING (place)"
            " WHERE read.reason IS NOT NULL ORDER BY number"
        )
        return tuple(rows.fetchall())

    def runs(self) -> Iterator[tuple[str, frozenset[str]]]:
        """The parts in the order of the files, each with the names of those to be left out.

        A part comes more than once if files of other parts stand between its own.
        """
        part, position, names = "", -1, set[str]()
        for other, place, name in self._base.execute(
            "SELECT part, position, read.name FROM plan JOIN read USING (place) ORDER BY number"
        ):
            if names and (other != part or place < position):
                yield part, self._members(part) - names
                names = set()
            part, position = other, place
            names.add(name)
        yield part, self._members(part) - names

    def _members(self, part: str) -> frozenset[str]:
        rows = self._base.execute("SELECT name FROM members WHERE part = ?", (part,))
        return frozenset(name for (name,) in rows)

    def finish(self) -> None:
        """Forget the files that are gone from the sources, and say that the run is finished."""
        self._base.execute("BEGIN")
        self._base.execute("DELETE FROM read WHERE place NOT IN (SELECT place FROM plan)")
        self._base.execute("DELETE FROM members WHERE part NOT IN (SELECT part FROM read)")
        self._base.execute("UPDATE batch SET finished = 1")
        self._base.execute("COMMIT")

    def parts(self) -> set[str]:
        """The names of the parts that hold rows of files read."""
        return {part for (part,) in self._base.execute("SELECT DISTINCT part FROM read")}

    def _one(self, query: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] = self._base.execute(query).fetchone()
        return row
