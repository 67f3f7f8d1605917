"""Golden files of a directory: reports beside what they must become.

A report is a file of any kind that ``read_filing`` reads, such as NAME.txt or NAME.htm. NAME.json
holds the record, NAME.problems what was said of the report; no such file stands for nothing said. A
record is never written for a text that was not wholly read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import zip_longest
from pathlib import Path
from typing import Any

import attrs

from gmacm_grammar.filings import PACKED, FilingError, is_report_file, read_report
from gmacm_grammar.grammars import LAYOUTS, SUFFIX
from gmacm_grammar.model import Examination, numbered, to_json

RECORD, PROBLEMS = ".json", ".problems"
#: Files that are never reports.
_OTHERS = {RECORD, PROBLEMS, ".reconcile", ".identities", SUFFIX}


@attrs.frozen
class Difference:
    """A field that is not as expected: its path, both values as JSON, and the printed line.

    ``expected`` or ``found`` is None where the field is missing.
    """

    path: str
    expected: str | None
    found: str | None
    line: int | None = None
    printed: str | None = None

    def __str__(self) -> str:
        text = [f"{self.path}: {self.expected or 'nothing'} -> {self.found or 'nothing'}"]
        if self.line is not None:
            text += numbered(self.line, self.printed or "")
        return "\n".join(text)


@attrs.frozen
class Case:
    """A report of a directory: its differences, and the errors that left a part unread."""

    name: str
    differences: tuple[Difference, ...]
    errors: tuple[str, ...]
    written: bool = False
    created: bool = False

    @property
    def well(self) -> bool:
        return not self.differences and not self.errors


def reports_in(
    directory: Path, name: str = "*", within: bool = False
) -> tuple[list[Path], list[Path]]:
    """The reports of a directory, and the golden files that no report of it is compared with.

    ``name`` is a pattern that their names fit; ``within`` takes those of directories in it, too.
    """
    paths = directory.glob("**/[!.]*" if within else "[!.]*")
    files = sorted(p for p in paths if fnmatchcase(_beside(p, "").name, name) and p.is_file())
    golden = [path for path in files if path.suffix in (RECORD, PROBLEMS)]
    recorded = {_beside(path, "") for path in golden}
    reports = [
        path
        for path in files
        if path.suffix not in _OTHERS and (is_report_file(path) or _beside(path, "") in recorded)
    ]
    compared = {_beside(path, "") for path in reports}
    return reports, [path for path in golden if _beside(path, "") not in compared]


def unchecked(path: Path) -> Case:
    """The case of a golden file without a report."""
    return Case(path.stem, (Difference(path.name, "a report beside it", None),), ())


def _beside(path: Path, suffix: str) -> Path:
    """The file beside a report that has its name and another suffix."""
    plain = path.with_suffix("") if path.suffix.lower() == PACKED else path
    return plain.with_suffix(suffix)


def compare(path: Path, grammar: Iterable[str] = (), write: bool = False) -> Case:
    """Compare what a report becomes with the files beside it, and ``write`` these anew.

    Grammar files beside the report are used after those in ``grammar``. Nothing is written if the
    report is not wholly read.
    """
    record, problems = _beside(path, RECORD), _beside(path, PROBLEMS)
    patterns = (f"*{SUFFIX}", f"{LAYOUTS}/*{SUFFIX}")
    own = [str(path.parent)] if any(any(path.parent.glob(p)) for p in patterns) else []
    try:
        reading = read_report(path.read_bytes(), grammar=[*grammar, *own])
    except (OSError, FilingError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        return Case(record.stem, (), (f"cannot be read: {why}",))
    found = reading.examination()
    differences = list(_of_record(record, reading.text, found))
    if record.exists():
        differences += _of_problems(problems, found)
    case = Case(record.stem, tuple(differences), tuple(map(str, found.errors)))
    is_new = not record.exists()
    if not write or case.well or case.errors:
        return case
    record.write_text(to_json(found.report), encoding="utf-8")
    if found.problems:
        problems.write_text(_said(found), encoding="utf-8")
    else:
        problems.unlink(missing_ok=True)
    return attrs.evolve(case, written=True, created=is_new)


def _said(examination: Examination) -> str:
    """What is said of a report, as a file holds it."""
    return "".join(f"{problem}\n\n" for problem in examination.problems)


def _of_problems(file: Path, examination: Examination) -> Iterator[Difference]:
    expected = file.read_text(encoding="utf-8") if file.exists() else ""
    found = _said(examination)
    before, now = expected.split("\n\n"), found.split("\n\n")
    yield from (Difference(file.name, text, None) for text in before if text and text not in now)
    yield from (Difference(file.name, None, text) for text in now if text and text not in before)
    if expected != found and sorted(before) == sorted(now):
        yield Difference(file.name, "another order", "this order")


def _of_record(file: Path, text: str, examination: Examination) -> Iterator[Difference]:
    """The fields that are not as expected, each with the line that it was read from."""
    if not file.exists():
        yield Difference(file.name, "a file", None)
        return
    try:
        expected = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield Difference(f"{file.name} is no JSON ({error})", "a record", None)
        return
    lines = text.split("\n")
    for difference in _differences("", expected, json.loads(to_json(examination.report))):
        inside = (f"{difference.path}.", f"{difference.path}[")
        for cell in examination.cells:
            if cell.path and (cell.path == difference.path or cell.path.startswith(inside)):
                printed = lines[cell.line - 1].rstrip()
                difference = attrs.evolve(difference, line=cell.line, printed=printed)
                break
        yield difference


def _differences(path: str, expected: Any, found: Any) -> Iterator[Difference]:
    """Field by field; fields of a record and records of a list are compared one by one."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in dict.fromkeys((*expected, *found)):
            inner = f"{path}.{name}" if path else name
            yield from _differences(inner, expected.get(name, _MISSING), found.get(name, _MISSING))
    elif isinstance(expected, list) and isinstance(found, list):
        for n, (one, other) in enumerate(zip_longest(expected, found, fillvalue=_MISSING)):
            yield from _differences(f"{path}[{n}]", one, other)
    elif expected != found or type(expected) is not type(found):
        yield Difference(path, _shown(expected), _shown(found))


_MISSING = object()


def _shown(value: Any) -> str | None:
    return None if value is _MISSING else json.dumps(value, ensure_ascii=False)
