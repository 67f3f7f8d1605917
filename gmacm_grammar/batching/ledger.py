"""What has been read, kept on disk: an SQLite file in the work directory of a batch.

The file is also the lock: while it is open no other process can open it, and it is free as soon
as the process has ended, whatever ended it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import attrs

from gmacm_grammar.batching.months import Held, Months
from gmacm_grammar.batching.results import COUNTED, BatchError, OutputError, Progress, writing
from gmacm_grammar.batching.sources import File
from gmacm_grammar.batching.work import Read, Task
from gmacm_grammar.model import Grade

_VERSION = 5
_SCHEMA = """
CREATE TABLE batch (kind TEXT, run INTEGER, since INTEGER, finished INTEGER);
-- the files of this run
CREATE TABLE plan (number INTEGER PRIMARY KEY, place BLOB UNIQUE, name TEXT, size INTEGER,
    stamp TEXT, reason TEXT, digest TEXT, lacks TEXT DEFAULT '{}', pending INTEGER DEFAULT 1);
-- the files read, in this run and before, and where their rows are: in a part, after others
CREATE TABLE read (place BLOB PRIMARY KEY, name TEXT, size INTEGER, stamp TEXT, digest TEXT,
    fingerprint TEXT, run INTEGER, part TEXT, position INTEGER, reports INTEGER, faults INTEGER,
    warnings INTEGER, doubtful INTEGER, broken INTEGER, passed_over INTEGER, held TEXT,
    lacks TEXT, reason TEXT, again INTEGER);
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
#: So many files are taken from the ledger at once; so many are named whose reports are doubtful.
_FETCHED, _SHOWN = 64, 20


class Ledger:
    """The ledger of a batch, as ``ledger`` opens it; ``parts`` is the directory of the rows."""

    def __init__(self, base: sqlite3.Connection, parts: Path) -> None:
        self._base, self._parts = base, parts
        self._known: dict[str, Any] = {}

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
            "INSERT OR IGNORE INTO plan (place, name, size, stamp, reason) VALUES (?, ?, ?, ?, ?)",
            ((os.fsencode(f.place), f.name, f.size, f.stamp, f.reason) for f in files),
        )
        for part in self._counted():
            if not (self._parts / part).is_dir():
                self._base.execute("DELETE FROM read WHERE part = ?", (part,))
        run, since = self._one("SELECT run, since FROM batch")
        self._known = known = {"fingerprint": fingerprint, "run": run, "since": since}
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
        last = 0
        while rows := self._base.execute(
            "SELECT number, place, name, size, reason, digest, lacks FROM plan"
            " WHERE pending AND number > ? ORDER BY number LIMIT ?",
            (last, _FETCHED),
        ).fetchall():
            for last, place, name, size, reason, digest, lacks in rows:  # noqa: B007
                yield File(
                    place=os.fsdecode(place),
                    name=name,
                    size=size,
                    reason=reason,
                    digest=digest,
                    lacks=json.loads(lacks),
                )

    def record(self, task: Task, read: Iterable[Read]) -> None:
        """Put down, all at once, what became of the files of a task."""
        self._base.execute("BEGIN")
        for position, (file, found) in enumerate(zip(task.files, read, strict=True)):
            known = {
                **self._known,
                **attrs.asdict(found),
                "place": os.fsencode(file.place),
                "part": task.part,
                "position": position,
                "held": json.dumps(found.held),
                "lacks": json.dumps(file.lacks),
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
                " :part, :position, :reports, :faults, :warnings, :doubtful, :broken, :passed_over,"
                " :held, :lacks, :reason, :again FROM plan WHERE place = :place",
                known,
            )
            self._base.execute("INSERT INTO members VALUES (?, ?)", (task.part, file.name))
        self._base.execute("COMMIT")

    def compare_months(self) -> None:
        """Have the files read again whose reports lack what other months have, as far as that is
        not in their rows."""
        months = Months(report for _, _, reports in self._held() for report in reports)
        changed = []
        for place, before, reports in self._held():
            lacks = {report[0]: more for report in reports if (more := months.lacks(report))}
            if (now := json.dumps(lacks)) != before:
                changed.append((now, place))
        self._base.executemany(
            "UPDATE plan SET pending = 1, digest = NULL, lacks = ? WHERE place = ?", changed
        )

    def _held(self) -> Iterator[tuple[bytes, str, list[Held]]]:
        """Each file read, with what its rows say that its reports lack, and the reports."""
        for place, lacks, reports in self._base.execute(
            "SELECT read.place, read.lacks, held FROM plan JOIN read USING (place)"
        ):
            yield place, lacks, [tuple(report) for report in json.loads(reports)]

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
        totals = ", ".join(f"total({name})" for name in COUNTED)
        found = self._one(
            f"SELECT {totals}, count(read.reason) FROM read JOIN plan USING (place)"
            " WHERE NOT pending"
        )
        counts = dict(zip((*COUNTED, "failed"), map(int, found), strict=True))
        return Progress(files=files, done=files - int(pending), **counts)

    def failed(self) -> tuple[tuple[str, str], ...]:
        """The files that could not be read or hold no report, with the reason."""
        rows = self._base.execute(
            "SELECT read.name, read.reason FROM plan JOIN read USING (place)"
            " WHERE read.reason IS NOT NULL ORDER BY number"
        )
        return tuple(rows.fetchall())

    def graded(self) -> tuple[tuple[str, Grade], ...]:
        """The first files with a report that is doubtful or broken, and the worst grade in each."""
        rows = self._base.execute(
            "SELECT read.name, iif(broken, 'broken', 'doubtful') FROM plan JOIN read USING (place)"
            " WHERE doubtful OR broken ORDER BY number LIMIT ?",
            (_SHOWN,),
        )
        return tuple(rows.fetchall())

    def runs(self) -> Iterator[tuple[Path, frozenset[str]]]:
        """The parts in the order of the files, each with the names of those to be left out.

        A part comes more than once if files of other parts stand between its own.
        """
        part, position, names = "", -1, set[str]()
        for other, place, name in self._base.execute(
            "SELECT part, position, read.name FROM plan JOIN read USING (place) ORDER BY number"
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

    def _counted(self) -> set[str]:
        """The names of the parts that hold rows of files read."""
        return {part for (part,) in self._base.execute("SELECT DISTINCT part FROM read")}

    def _remove_others(self) -> None:
        """Remove what does not count: written anew, or by workers that were killed."""
        known = self._counted()
        for path in self._parts.iterdir():
            if path.name not in known and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in known:
                path.unlink(missing_ok=True)

    def _one(self, query: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] = self._base.execute(query).fetchone()
        return row


@contextmanager
def ledger(parts: Path, kind: str) -> Iterator[Ledger]:
    """The ledger beside a directory of parts, both made if need be, for one process at a time.

    What goes wrong with its file comes out as BatchError; so does that it is in use, or of another
    kind of table.
    """
    path, out = parts.with_name("ledger.sqlite"), parts.parent.parent
    with writing("the ledger", path):
        parts.mkdir(parents=True, exist_ok=True)
    kind = f"{kind} (version {_VERSION})"
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as base:
            base.execute("PRAGMA locking_mode = EXCLUSIVE")
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("BEGIN EXCLUSIVE")
            if not base.execute("SELECT * FROM sqlite_master").fetchone():
                for statement in _SCHEMA.split(";"):
                    base.execute(statement)
                base.execute("INSERT INTO batch VALUES (?, 0, 0, 1)", (kind,))
            base.execute("COMMIT")
            (before,) = base.execute("SELECT kind FROM batch").fetchone()
            if before != kind:
                raise BatchError(
                    f"{out} holds tables of the kind {before}, not {kind}: name another "
                    "directory, or remove this one"
                )
            yield Ledger(base, parts)
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BatchError(
                f"another batch is at work in {out}: wait until it has ended, or name another "
                "directory"
            ) from error
        raise OutputError(
            f"{path} cannot be used: {error}; start the same batch again to go on, or remove "
            f"{parts.parent} to read all files anew"
        ) from error
