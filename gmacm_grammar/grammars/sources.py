"""Find grammar files, join what a file imports into one text, and say where each line came from.

Lark imports a file under a prefix and cannot import one file by two ways; a format here consists of
files that share files. So a file's imports are joined before Lark sees them: each file once, no
prefixes, imported files first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path

import attrs

from gmacm_grammar.grammars.notation import IMPORT, Lexeme, Line, Statement, statements
from gmacm_grammar.grammars.stacked import in_both_forms
from gmacm_grammar.model import GrammarError

#: A variable that names directories of own grammar files, as PATH does.
PATH_VARIABLE = "GMACM_GRAMMAR_PATH"
SUFFIX = ".lark"
LAYOUTS = "layouts"
#: A larger file is no grammar (bytes), nor are more files joined into one.
LARGEST, MOST_FILES = 250_000, 50
#: The rule that makes a file a format: one that defines or imports it.
START = "report"

_IMPORT = re.compile(
    r"%import\s+(?P<path>\.*\w+(?:\.\w+)*)\s*+(?:\((?P<names>[\w\s,]*)\)\s*+)?(?P<alias>->.*)?$"
)
_NOT_UNDERSTOOD = "this import is not understood: write %import .file (name, name)"
#: Lark's own grammars, which it finds itself.
OF_LARK = {"common", "unicode", "lark", "python"}


@attrs.frozen(slots=False)
class Source:
    """A grammar file with all that it imports: the text that Lark reads, and where it is from."""

    name: str
    path: Path
    statements: tuple[Statement, ...]

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that Lark reads."""
        return [line for statement in self.statements for line in statement.for_lark]

    @property
    def names(self) -> set[str]:
        """All names in it."""
        lexemes = (lexeme for statement in self.statements for lexeme in statement.lexemes)
        return {lexeme.text for lexeme in lexemes if lexeme.kind == "name"}

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines) + "\n"

    @property
    def description(self) -> str:
        """The first comment of the file, in one line."""
        comments = (line for line in lines_of(self.path) if line.startswith("//"))
        return next(comments, "").lstrip("/ ").strip()

    def head_of(self, name: str) -> Lexeme | None:
        """Where a name is first given a meaning."""
        return next((s.head for s in self.statements if s.name == name), None)

    def place_of_label(self, label: str) -> tuple[str, int, int]:
        """Where a label is: in the file that was joined last, if it is in several."""
        labels = (lexeme for s in reversed(self.statements) for lexeme in s.labels)
        return next(lexeme.place for lexeme in labels if lexeme.label == label)

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
    joined: list[Statement] = []
    _join(path, where, joined, {})
    first = [s for s in joined if s.head.file == str(path) or s.name in (None, START)]
    used = needed(joined, first)
    return Source(path.stem, path, in_both_forms(s for s in joined if s in used))


def needed(known: Iterable[Statement], first: Iterable[Statement]) -> set[Statement]:
    """Which statements are needed: the first ones, and what they name."""
    of_name: dict[str, list[Statement]] = {}
    for statement in known:
        of_name.setdefault(statement.name or "", []).append(statement)
    used: set[Statement] = set()
    waiting = [*first]
    while waiting:
        statement = waiting.pop()
        if statement not in used:
            used.add(statement)
            names = [statement.head, *statement.names]
            waiting += [s for name in names for s in of_name.pop(name.text, ())]
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
    joined: list[Statement],
    seen: dict[Path, set[str]],
) -> set[str]:
    """Add the statements of ``path`` after those of its imports; return the names they define."""
    key = path.resolve()
    if key in seen:
        return seen[key]
    if len(seen) >= MOST_FILES:
        raise GrammarError(f"is one file too many: {MOST_FILES} are imported already", str(path))
    names = seen[key] = set()
    own: list[Statement] = []
    for statement in statements_of(path):
        name, directive = statement.name, statement.directive
        if directive and directive.startswith(IMPORT):
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
                    *statement.head.place,
                )
            names.add(name)
        own.append(statement)
    joined += own
    return names


def lines_of(path: Path) -> list[str]:
    """The lines of a grammar file. Raises GrammarError if it cannot be read."""
    return _read(path).splitlines()


def statements_of(path: Path) -> list[Statement]:
    """The statements of a grammar file. Raises GrammarError if it cannot be read."""
    return _statements(path, _read(path))


@lru_cache(MOST_FILES)  # formats share most of their files
def _statements(path: Path, text: str) -> list[Statement]:
    return statements(Line(line, str(path), n) for n, line in enumerate(text.splitlines(), 1))


def _import(
    statement: Statement,
    path: Path,
    where: tuple[Path, ...],
    joined: list[Statement],
    seen: dict[Path, set[str]],
) -> set[str] | None:
    """Join what a statement imports; return its names, or None where it is of Lark's own."""
    match = _IMPORT.match(" ".join(statement.words))
    if match is None or (why := _refused(match)):
        raise GrammarError(why if match else _NOT_UNDERSTOOD, *statement.lexemes[0].place)
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
        raise GrammarError(why, *_place(statement, parts[-1]))
    names = _join(found, where, joined, seen)
    for name in wanted:
        if name not in names:
            why = f"{found.name} does not define {name}"
            raise GrammarError(why, *_place(statement, name))
    return names


def _place(statement: Statement, word: str) -> tuple[str, int, int]:
    """Where a statement has a word."""
    return next((lx for lx in statement.lexemes if lx.text == word), statement.lexemes[0]).place


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
    labels = {label.label for statement in source.statements for label in statement.labels}
    return {label for label in labels if any(map(str.isalpha, label))}
