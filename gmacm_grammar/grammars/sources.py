"""Find grammar files, join what a file imports into one text, and say where each line came from.

Lark imports a file under a prefix and cannot import one file by two ways; a format here consists of
files that share files. So a file's imports are joined before Lark sees them: each file once, no
prefixes, imported files first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from gmacm_grammar.grammars.notation import tokens, unquoted
from gmacm_grammar.model import GrammarError

#: A variable that names directories of own grammar files, as PATH does.
PATH_VARIABLE = "GMACM_GRAMMAR_PATH"
SUFFIX = ".lark"
LAYOUTS = "layouts"
#: A larger file is no grammar (bytes), nor are more files joined into one.
LARGEST, MOST_FILES = 250_000, 50
#: The rule that makes a file a format: one that defines or imports it.
START = "report"

_HEAD = re.compile(r"\s*(?P<directive>%\w+)?\s*[?!]*(?P<name>_*[A-Za-z][\w]*)?")
_IMPORT = re.compile(
    r"%import\s+(?P<path>\.*\w+(?:\.\w+)*)\s*+(?:\((?P<names>[\w\s,]*)\)\s*+)?(?P<alias>->.*)?$"
)
_NOT_UNDERSTOOD = "this import is not understood: write %import .file (name, name)"
#: Lark's own grammars, which it finds itself.
OF_LARK = {"common", "unicode", "lark", "python"}


@attrs.frozen
class Line:
    """One line of a grammar and the place it came from."""

    text: str
    file: str
    number: int


@attrs.frozen
class Source:
    """A grammar file with all that it imports: the text that Lark reads, and where it is from."""

    name: str
    path: Path
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines) + "\n"

    @property
    def description(self) -> str:
        """The first comment of the file, in one line."""
        comments = (line for line in self.lines_of_file() if line.startswith("//"))
        return next(comments, "").lstrip("/ ").strip()

    def lines_of_file(self) -> list[str]:
        return _read(self.path).splitlines()

    def place(self, number: int) -> tuple[str, int] | None:
        """The file and line that line ``number`` (from 1) of the joined text came from."""
        if 1 <= number <= len(self.lines):
            line = self.lines[number - 1]
            return line.file, line.number
        return None


def builtin_directory() -> Path:
    """The grammar files that come with the package (beside it when run from its sources)."""
    package = Path(__file__).parent.parent
    installed = package / "grammar"
    return installed if installed.is_dir() else package.parent / "grammar"


def grammar_directories(
    own: Iterable[str | os.PathLike[str]] = (), builtin: Path | None = None
) -> tuple[Path, ...]:
    """Where grammar files are looked for: ``own``, those of the environment, the built-in one.

    ``builtin`` stands in for the last. Raises GrammarError for a directory that is not there.
    """
    named = [Path(directory) for directory in own]
    named += [Path(part) for part in os.environ.get(PATH_VARIABLE, "").split(os.pathsep) if part]
    for directory in named:
        if not os.path.isdir(directory):
            raise GrammarError("there is no such directory of grammar files", str(directory))
    return (*named, builtin or builtin_directory())


def format_files(where: tuple[Path, ...]) -> dict[str, Path]:
    """The formats in ``where``, by name; an own file comes before a built-in one of its name."""
    start = re.compile(
        rf"^((%override\s+)?[?!]?{START}\b[^:\n]*:|%import\s+[.\w]+\s*\([^)%]*\b{START}\b"
        rf"|%import\s+[.\w]+\.{START}\b)",
        re.MULTILINE,
    )
    return {
        name: path
        for name, path in _files(where, "").items()
        if start.search(_read(path)) is not None
    }


def layout_files(where: tuple[Path, ...]) -> dict[str, Path]:
    """The layouts in ``where``, by name."""
    return _files(where, LAYOUTS)


def load_source(path: Path, where: tuple[Path, ...]) -> Source:
    """Read a grammar file and what it imports as far as it uses it. Raises GrammarError."""
    joined: list[list[Line]] = []
    _join(path, where, joined, {})
    used = _used(joined, str(path))
    lines = (line for statement in joined if id(statement) in used for line in statement)
    # Lark is slow to read empty lines below one another.
    return Source(path.stem, path, tuple(line for line in lines if line.text.strip()))


def _used(statements: list[list[Line]], file: str) -> set[int]:
    """Which statements are needed: all of the file itself, and what they name in others."""
    of_name: dict[str, list[list[Line]]] = {}
    waiting: list[list[Line]] = []
    for statement in statements:
        head = _HEAD.match(statement[0].text)
        name = head["name"] if head else None
        if statement[0].file == file or name is None or (head and head["directive"] == "%import"):
            waiting.append(statement)
        if name is not None:
            of_name.setdefault(name, []).append(statement)
    waiting += of_name.get(START, [])
    used: set[int] = set()
    while waiting:
        statement = waiting.pop()
        if id(statement) in used:
            continue
        used.add(id(statement))
        for line in statement:
            for name in tokens(line.text, "name"):
                waiting += of_name.pop(name, [])
    return used


def _files(where: tuple[Path, ...], folder: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for directory in where:
        # Editors keep hidden files beside those that they have open.
        for path in sorted((directory / folder).glob(f"[!.]*{SUFFIX}")):
            refuse_link(path, directory)
            found.setdefault(path.stem, path)
    return found


def _read(path: Path) -> str:
    try:
        if not path.is_file():
            raise GrammarError("is no plain file", str(path))
        if path.stat().st_size > LARGEST:
            raise GrammarError(f"has more than {LARGEST} bytes: too many", str(path))
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GrammarError(f"is not UTF-8 text: {error.reason}", str(path)) from error
    except OSError as error:
        raise GrammarError(f"cannot be read: {error.strerror}", str(path)) from error


def _join(
    path: Path,
    where: tuple[Path, ...],
    joined: list[list[Line]],
    seen: dict[Path, dict[str, int]],
) -> dict[str, int]:
    """Add the statements of ``path`` after those of its imports; return the names they define."""
    key = path.resolve()
    if key in seen:
        return seen[key]
    if len(seen) >= MOST_FILES:
        raise GrammarError(f"is one file too many: {MOST_FILES} are imported already", str(path))
    names = seen[key] = {}
    own: list[list[Line]] = []
    for statement in split_statements(lines_of(path)):
        head = _HEAD.match(statement[0].text)
        directive, name = (head["directive"], head["name"]) if head else (None, None)
        if directive and directive.startswith("%import"):
            imported = _import(statement, path, where, joined, seen)
            if imported is None:
                own.append(statement)
            else:
                names.update(imported)
            continue
        if name and directive is None:
            if name in names:
                raise GrammarError(
                    f"{name} is defined already: write %override {name} to replace it, "
                    f"or %extend {name} to add to it",
                    str(path),
                    statement[0].number,
                )
            names[name] = statement[0].number
        own.append(statement)
    joined += own
    return names


def lines_of(path: Path) -> list[Line]:
    """The lines of a grammar file. Raises GrammarError if it cannot be read."""
    return [Line(text, str(path), n) for n, text in enumerate(_read(path).splitlines(), 1)]


def split_statements(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Split lines into statements: a definition or directive with the lines that carry it on."""
    statement: list[Line] = []
    for line in lines:
        text = line.text
        first = text.lstrip()[:1]
        goes_on = first in ("|", "") or (text[:1].isspace() and first != "%") or text[:2] == "//"
        if statement and not goes_on:
            yield statement
            statement = []
        statement.append(line)
    if statement:
        yield statement


def _import(
    statement: list[Line],
    path: Path,
    where: tuple[Path, ...],
    joined: list[list[Line]],
    seen: dict[Path, dict[str, int]],
) -> dict[str, int] | None:
    """Join what a statement imports; return its names, or None where it is of Lark's own."""
    text = " ".join(line.text.split("//")[0].strip() for line in statement).strip()
    number = statement[0].number
    match = _IMPORT.match(text)
    if match is None or (why := _refused(match)):
        raise GrammarError(_NOT_UNDERSTOOD if match is None else why, str(path), number)
    parts = match["path"].lstrip(".").split(".")
    if not match["path"].startswith("."):
        return None
    wanted = [name for name in map(str.strip, (match["names"] or "").split(",")) if name]
    if not wanted and len(parts) > 1:
        wanted = [parts.pop()]
    found = _find(Path(*parts).with_suffix(SUFFIX), path, where)
    if found is None:
        places = ", ".join(dict.fromkeys(map(_named, (path.parent, *where))))
        why = f"there is no file {'/'.join(parts)}{SUFFIX} to import from, in {places}"
        raise GrammarError(why, str(path), number)
    names = _join(found, where, joined, seen)
    for name in wanted:
        if name not in names:
            raise GrammarError(f"{found.name} does not define {name}", str(path), number)
    return names


def _refused(match: re.Match[str]) -> str:
    """Why an import is not allowed; nothing if it is."""
    path = match["path"]
    if path.split(".")[0] in OF_LARK:
        named = path.count(".") + bool(match["names"])
        return "" if named == 1 else "write %import common.NAME, or %import common (NAME, NAME)"
    if match["alias"]:
        return "an import cannot give another name here"
    if not path.startswith(".") or path.startswith(".."):
        return "only files of the grammar directories can be imported: write %import .file (name)"
    return ""


def _named(directory: Path) -> str:
    built_in = directory.resolve() == builtin_directory().resolve()
    return "the built-in ones" if built_in else str(directory)


def _find(relative: Path, importer: Path, where: tuple[Path, ...]) -> Path | None:
    for directory in (importer.parent, *where):
        candidate = directory / relative
        if os.path.isfile(candidate) and candidate.resolve() != importer.resolve():
            refuse_link(candidate, directory)
            return candidate
    return None


def refuse_link(path: Path, directory: Path) -> None:
    """Raise GrammarError for a file that is outside its directory by way of a link."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(directory)):
        raise GrammarError("a link leads out of the grammar directory", str(path))


def labels_of(source: Source) -> set[str]:
    """The labels that a grammar names: its strings with a letter in them, without Lark."""
    strings = (string for line in source.lines for string in tokens(line.text, "string"))
    plain = map(unquoted, strings)
    return {string for string in plain if any(map(str.isalpha, string))}
