"""From grammar files to tables: files, notation, Lark, the cache, and what a name may hold."""

from gmacm_grammar.grammars.compiled import (
    compiled_tables as compiled_tables,
    compiled_terminals as compiled_terminals,
    kept as kept,
)
from gmacm_grammar.grammars.fields import (
    WAY_OUT as WAY_OUT,
    Misfit as Misfit,
    place_of as place_of,
    wrong_names as wrong_names,
)
from gmacm_grammar.grammars.notation import (
    CLOSE as CLOSE,
    EXTEND as EXTEND,
    IMPORT as IMPORT,
    NOTHING as NOTHING,
    OPEN as OPEN,
    OVERRIDE as OVERRIDE,
    REQUIRE as REQUIRE,
    TABLE as TABLE,
    Alternative as Alternative,
    Lexeme as Lexeme,
    Statement as Statement,
    in_force as in_force,
)
from gmacm_grammar.grammars.shapes import PASSING as PASSING, Shape as Shape, Shapes as Shapes
from gmacm_grammar.grammars.sources import (
    LAYOUTS as LAYOUTS,
    PATH_VARIABLE as PATH_VARIABLE,
    START as START,
    SUFFIX as SUFFIX,
    Source as Source,
    builtin_directory as builtin_directory,
    format_files as format_files,
    grammar_directories as grammar_directories,
    layout_files as layout_files,
    lines_of as lines_of,
    load_source as load_source,
    needed as needed,
    statements_of as statements_of,
)
from gmacm_grammar.grammars.tables import (
    END as END,
    PARTS_OF_DATES as PARTS_OF_DATES,
    Production as Production,
    Tables as Tables,
    build as build,
    field_and_kind as field_and_kind,
    is_silent as is_silent,
    kind_of as kind_of,
    parts_of as parts_of,
)
