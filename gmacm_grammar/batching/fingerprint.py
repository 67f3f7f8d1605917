"""A short text that is another one whenever the same files might be read otherwise."""

from __future__ import annotations

import hashlib
from pathlib import Path

import attrs

from gmacm_grammar.batching.work import Options
from gmacm_grammar.grammars import SUFFIX as GRAMMAR, grammar_directories
from gmacm_grammar.reconciling import IDENTITIES
from gmacm_grammar.version import __version__


def fingerprint(options: Options) -> str:
    """Of the version of the package, the grammar files and identities in reach, and the options."""
    limits = sorted(attrs.asdict(options.limits).items())
    said: list[object] = [__version__, options.layout, options.format, limits]
    for directory in grammar_directories(options.grammar):
        files = (path for path in directory.rglob("*") if path.suffix in (GRAMMAR, IDENTITIES))
        for path in sorted(filter(Path.is_file, files)):
            contents = hashlib.sha256(path.read_bytes()).hexdigest()
            said.append((path.relative_to(directory).as_posix(), contents))
        said.append("")
    return hashlib.sha256(repr(said).encode()).hexdigest()
