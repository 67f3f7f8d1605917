"""From grammar files to tables: files, notation, Lark, the cache, and what a name may hold."""

from gmacm_grammar.grammars.compiled import (
    compiled_tables,
    compiled_terminals,
    kept,
)
from gmacm_grammar.grammars.fields import (
    WAY_OUT,
    Misfit,
    type_of_kind,
    types_of_field,
    wrong_names,
)
from gmacm_grammar.grammars.notation import (
    TOKEN,
    tokens,
    unquoted,
)
from gmacm_grammar.grammars.shapes import (
    PASSING,
    Shape,
    Shapes,
)
from gmacm_grammar.grammars.sources import (
    LAYOUTS,
    PATH_VARIABLE,
    START,
    SUFFIX,
    Line,
    Source,
    format_files,
    grammar_directories,
    labels_of,
    layout_files,
    lines_of,
    load_source,
    refuse_link,
    split_statements,
)
from gmacm_grammar.grammars.tables import (
    END,
    Production,
    Tables,
    build,
    kind_of,
)

__all__ = [
    "END",
    "LAYOUTS",
    "PASSING",
    "PATH_VARIABLE",
    "START",
    "SUFFIX",
    "TOKEN",
    "WAY_OUT",
    "Line",
    "Misfit",
    "Production",
    "Shape",
    "Shapes",
    "Source",
    "Tables",
    "build",
    "compiled_tables",
    "compiled_terminals",
    "format_files",
    "grammar_directories",
    "kept",
    "kind_of",
    "labels_of",
    "layout_files",
    "lines_of",
    "load_source",
    "refuse_link",
    "split_statements",
    "tokens",
    "type_of_kind",
    "types_of_field",
    "unquoted",
    "wrong_names",
]
