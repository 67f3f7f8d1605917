"""A format: its grammar, ready to read cells. A library: all formats and layouts in reach."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from gmacm_grammar.grammars import (
    PATH_VARIABLE,
    REQUIRE,
    TABLE,
    Source,
    Tables,
    compiled_tables,
    format_files,
    grammar_directories,
    layout_files,
    load_source,
)
from gmacm_grammar.layouts import Layout, PageLayout, declares_cells
from gmacm_grammar.model import GrammarError
from gmacm_grammar.parsing import Classifier, Lookahead, Parser

_Made = TypeVar("_Made")


class Format:
    """What a report says: its sections and rows. Built when it is first needed."""

    #: The terminal of what a spreadsheet prints for a figure that it cannot show.
    unstated = "UNSHOWN"

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.source = source

    @cached_property
    def tables(self) -> Tables:
        return compiled_tables(self.source)

    @cached_property
    def required(self) -> list[str]:
        """What every report has: the names after the last %require of the grammar.

        A file comes after those that it imports. Raises GrammarError for a name that the grammar
        does not have.
        """
        return [path for path in self._required if not path.endswith("?")]

    @cached_property
    def usual(self) -> list[str]:
        """What nearly every report has: those with a question mark."""
        return [path.rstrip("?") for path in self._required if path.endswith("?")]

    @property
    def _required(self) -> list[str]:
        said = [s for s in self.source.statements if s.directive == REQUIRE]
        paths = said[-1].words[1:] if said else []
        for name in (name for path in paths for name in path.rstrip("?").split(".")):
            if not re.search(rf"\b{re.escape(name)}\b", self.source.text):
                why = f"{REQUIRE} names {name}, which the grammar does not have"
                places = [lx.place for lx in said[-1].lexemes if lx.text == name]
                raise GrammarError(why, *(places or [said[-1].head.place])[0])
        return paths

    @cached_property
    def declares_tables(self) -> bool:
        return any(statement.directive == TABLE for statement in self.source.statements)

    @cached_property
    def classifier(self) -> Classifier:
        return Classifier(self.tables)

    @cached_property
    def parser(self) -> Parser:
        return Parser(self.tables, self.classifier)

    @cached_property
    def lookahead(self) -> Lookahead:
        return Lookahead(self.tables, self.classifier)


def make_layout(source: Source) -> Layout:
    """The layout of a file: told by expressions, or by the elements of a page."""
    return PageLayout(source) if declares_cells(source) else Layout(source)


class Library:
    """The formats and layouts of some directories, own ones before the built-in."""

    #: The built-in formats, which import from one another only: they serve all libraries.
    _built_in: ClassVar[dict[Path, Any]] = {}
    _lock: ClassVar[threading.RLock] = threading.RLock()

    def __init__(self, own: Iterable[str | os.PathLike[str]] = ()) -> None:
        self.where = grammar_directories(own)
        self._formats = format_files(self.where)
        self._layouts = layout_files(self.where)
        self._made: dict[Path, Any] = {}
        #: The labels of all formats, made when a text is first looked at.
        self.index: Any = None
        #: The templates, by the names of the layout and the format that are asked for.
        self.templates: dict[tuple[str | None, str | None], Any] = {}

    @property
    def format_names(self) -> list[str]:
        return list(self._formats)

    @property
    def layout_names(self) -> list[str]:
        return list(self._layouts)

    def format(self, name: str) -> Format:
        """The format of that name. Raises GrammarError."""
        return self._make(Format, self._formats, name, "format")

    def layout(self, name: str) -> Layout:
        """The layout of that name. Raises GrammarError."""
        return self._make(make_layout, self._layouts, name, "layout")

    def formats(self) -> list[Format]:
        return [self.format(name) for name in self._formats]

    def layouts(self) -> list[Layout]:
        return [self.layout(name) for name in self._layouts]

    def _make(
        self, make: Callable[[Source], _Made], paths: dict[str, Path], name: str, what: str
    ) -> _Made:
        path = paths.get(name)
        if path is None:
            raise GrammarError(f"there is no {what} {name!r}; there are {', '.join(paths)}")
        all_made = self._built_in if path.parent == self.where[-1] else self._made
        with self._lock:
            if path not in all_made:
                all_made[path] = make(load_source(path, self.where))
            made: _Made = all_made[path]
        return made


def library(own: Iterable[str | os.PathLike[str]] | str | os.PathLike[str] = ()) -> Library:
    """The library of the built-in grammar files and those of ``own`` directories.

    One library is kept for the same directories as long as no file in the own ones changes.
    """
    directories = [own] if isinstance(own, (str, os.PathLike)) else list(own)
    variable = os.environ.get(PATH_VARIABLE, "")
    key = (tuple(os.fspath(directory) for directory in directories), variable)
    stamp = _stamp(grammar_directories(directories)[:-1]) if directories or variable else ()
    kept = _libraries.get(key)
    if kept is None or kept[0] != stamp:
        kept = _libraries[key] = (stamp, Library(directories))
    return kept[1]


_libraries: dict[tuple[tuple[str, ...], str], tuple[tuple[Any, ...], Library]] = {}


def _stamp(directories: Iterable[Path]) -> tuple[Any, ...]:
    files = (path for directory in directories for path in sorted(directory.rglob("*.lark")))
    return tuple((str(path), _state(path)) for path in files)


def _state(path: Path) -> tuple[int, int] | None:
    """When a file was changed and its size; None if it is a link that leads nowhere."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
