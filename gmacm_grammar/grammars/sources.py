"""Find grammar files, join what a file imports into one text, and say where each line came from.

Lark imports a file under a prefix and cannot import one file by two ways; a format here consists of
files that share files. So a file's imports are joined before Lark sees them: each file once, no
prefixes, imported files first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from pathlib import Path

import attrs

from gmacm_grammar.grammars.notation import IMPORT, OVERRIDE, TABLE, Line, Statement, statements
from gmacm_grammar.grammars.stacked import in_both_forms
from gmacm_grammar.grammars.table_notation import as_added, in_lark
from gmacm_grammar.model import GrammarError

#: A variable that names directories of own grammar files, as PATH does.
PATH_VARIABLE = "GMACM_GRAMMAR_PATH"
#: The group of entry points by which packages bring grammar files.
ENTRY_POINTS = "gmacm_grammar"
SUFFIX = ".lark"
LAYOUTS = "layouts"
#: A larger file is no grammar (bytes), nor are more files joined into one.
LARGEST, MOST_FILES = 250_000, 50
#: The rule that makes a file a format: one that defines or imports it.
START = "report"

_IMPORT = re.compile(
    r"%import\s+(?P<path>\.*\w+(?:\.\w+)*)\s*+(?:\((?P<names>[\w\s,]*)\)\s*+)?(?P<alias>->.*)?$"
)


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

    @cached_property
    def labels(self) -> set[str]:
        """The labels that it names: its strings with a letter in them, without Lark."""
        labels = {label.label for statement in self.statements for label in statement.labels}
        return {label for label in labels if any(map(str.isalpha, label))}

    @property
    def description(self) -> str:
        """The first comment of the file, in one line."""
        comments = (line for line in lines_of(self.path) if line.startswith("//"))
        return next(comments, "").lstrip("/ ").strip()

    def place_of_name(self, name: str) -> tuple[str, int, int] | tuple[str]:
        """Where a name is first given a meaning; the file, if it has none in it."""
        heads = (s.head.place for s in self.statements if s.name == name)
        return next(heads, (str(self.path),))

    def place_of_label(self, label: str) -> tuple[str, int, int]:
        """Where a label is: in the file that was joined last, if it is in several."""
        labels = (lexeme for s in reversed(self.statements) for lexeme in s.labels)
        return next(lexeme.place for lexeme in labels if lexeme.label == label)


def builtin_directory() -> Path:
    """The grammar files that come with the package (beside it when run from its sources)."""
    package = Path(__file__).parent.parent
    installed = package / "grammar"
    return installed if installed.is_dir() else package.parent / "grammar"


def grammar_directories(own: Iterable[str | os.PathLike[str]] = ()) -> tuple[Path, ...]:
    """Where grammar files are looked for: ``own``, those of the environment, those of installed
    packages, the built-in one.

    Raises GrammarError for a directory that is not there.
    """
    named = [Path(directory) for directory in own]
    named += [Path(part) for part in os.environ.get(PATH_VARIABLE, "").split(os.pathsep) if part]
    for directory in named:
        if not os.path.isdir(directory):
            raise GrammarError("there is no such directory of grammar files", str(directory))
    return (*named, *_installed(), builtin_directory())


@cache
def _installed() -> tuple[Path, ...]:
    """The directories of grammar files that installed packages bring, by the names that they give
    them: each entry point names the package whose directory it is. Nothing of it is imported."""
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    found: list[Path] = []
    for point in sorted(entry_points(group=ENTRY_POINTS), key=attrgetter("name")):
        spec = find_spec(point.value)
        if spec is None or not spec.submodule_search_locations:
            why = f"the entry point {point.name} ({ENTRY_POINTS}) names no package: {point.value}"
            raise GrammarError(why)
        found += map(Path, spec.submodule_search_locations)
    return tuple(found)


def format_files(where: tuple[Path, ...]) -> dict[str, Path]:
    """The formats in ``where``, by name; an own file comes before a built-in one of its name."""
    files = _files(where, "").items()
    return {name: path for name, path in files if any(map(_starts, statements_of(path)))}


def _starts(statement: Statement) -> bool:
    """Whether a statement defines or imports the start rule."""
    if statement.directive == IMPORT:
        return START in (lexeme.text for lexeme in statement.lexemes[3:])  # behind the file
    return statement.name == START and statement.directive in (None, OVERRIDE)


def layout_files(where: tuple[Path, ...]) -> dict[str, Path]:
    """The layouts in ``where``, by name."""
    return _files(where, LAYOUTS)


def load_source(path: Path, where: tuple[Path, ...]) -> Source:
    """Read a grammar file and what it imports as far as it uses it. Raises GrammarError."""
    files = _Files(where)
    files.join(path)
    known = files.statements
    first = [s for s in known if s.head.file == str(path) or s.name in (None, START)]
    used = needed(known, first)
    return Source(path.stem, path, in_both_forms(s for s in known if s in used))


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


@attrs.define
class _Files:
    """Grammar files that are joined: the statements of all, and which names each defines."""

    where: tuple[Path, ...]
    statements: list[Statement] = attrs.field(factory=list)
    _names: dict[Path, set[str]] = attrs.field(factory=dict)

    def join(self, path: Path) -> set[str]:
        """Add the statements of ``path`` after those of its imports; return the names of all."""
        key = path.resolve()
        if key in self._names:
            return self._names[key]
        if len(self._names) >= MOST_FILES:
            why = f"is one file too many: {MOST_FILES} are imported already"
            raise GrammarError(why, str(path))
        names = self._names[key] = set()
        own: list[Statement] = []
        for statement in statements_of(path):
            name = statement.name
            if (statement.directive or "").startswith(IMPORT):
                names |= self._import(statement, path)
                continue
            if name and statement.directive is None:
                if name in names:
                    raise GrammarError(
                        f"{name} is defined already: write %override {name} to replace it, "
                        f"or %extend {name} to add to it",
                        *statement.head.place,
                    )
                names.add(name)
            if name and statement.directive == TABLE:
                if name in names:
                    own += as_added(statement, [*self.statements, *own])
                    continue
                names.add(name)
            own.append(statement)
        self.statements += own
        return names

    def _import(self, statement: Statement, path: Path) -> set[str]:
        """Join the file that a statement imports; return the names that are defined then."""
        parts, wanted = _imported(statement)
        found = _find(Path(*parts).with_suffix(SUFFIX), path, self.where)
        if found is None:
            places = ", ".join(dict.fromkeys(map(_named, (path.parent, *self.where))))
            why = f"there is no file {'/'.join(parts)}{SUFFIX} to import from, in {places}"
            raise GrammarError(why, *_place(statement, parts[-1]))
        names = self.join(found)
        for name in wanted:
            if name not in names:
                why = f"{found.name} does not define {name}"
                raise GrammarError(why, *_place(statement, name))
        return names


def lines_of(path: Path) -> list[str]:
    """The lines of a grammar file. Raises GrammarError if it cannot be read."""
    return _read(path).splitlines()


def statements_of(path: Path) -> list[Statement]:
    """The statements of a grammar file. Raises GrammarError if it cannot be read."""
    return _statements(path, _read(path))


@lru_cache(MOST_FILES)  # formats share most of their files
def _statements(path: Path, text: str) -> list[Statement]:
    lines = (Line(line, str(path), n) for n, line in enumerate(text.splitlines(), 1))
    return in_lark(statements(lines))


def _imported(statement: Statement) -> tuple[list[str], list[str]]:
    """The path and the names of an import. Raises GrammarError for one that is not allowed."""
    match = _IMPORT.match(" ".join(statement.words))
    if match is None:
        why = "this import is not understood: write %import .file (name, name)"
    elif match["alias"]:
        why = "an import cannot give another name here"
    elif not re.match(r"\.\w", match["path"]):
        why = "only files of the grammar directories can be imported: write %import .file (name)"
    else:
        parts = match["path"].removeprefix(".").split(".")
        names = [name for name in map(str.strip, (match["names"] or "").split(",")) if name]
        return (parts, names) if names or len(parts) == 1 else (parts[:-1], parts[-1:])
    raise GrammarError(why, *statement.lexemes[0].place)


def _place(statement: Statement, word: str) -> tuple[str, int, int]:
    """Where a statement has a word."""
    return next((lx for lx in statement.lexemes if lx.text == word), statement.lexemes[0]).place


def _named(directory: Path) -> str:
    built_in = directory.resolve() == builtin_directory().resolve()
    return "the built-in ones" if built_in else str(directory)


def _find(relative: Path, importer: Path, where: tuple[Path, ...]) -> Path | None:
    """The file that an import means, which is not the one that it is in."""
    files = filter(os.path.isfile, (place / relative for place in (importer.parent, *where)))
    return next((file for file in files if file.resolve() != importer.resolve()), None)
