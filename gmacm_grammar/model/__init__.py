"""What a report becomes and what is said of it: records, values, cells, problems, errors."""

from gmacm_grammar.model.errors import (
    GrammarError,
    ReportError,
    ReportWarning,
)
from gmacm_grammar.model.examination import (
    Cell,
    Examination,
    Problem,
    Role,
    Score,
    Severity,
)
from gmacm_grammar.model.limits import (
    DEFAULTS,
    LimitError,
    Limits,
    check_text,
    gathered,
    listed,
)
from gmacm_grammar.model.records import (
    RECORDS,
    Bucket,
    Delinquency,
    Note,
    Overcollateralization,
    Pool,
    Report,
    SpecialLosses,
    UnknownRow,
)
from gmacm_grammar.model.schemas import (
    SCHEMAS,
    Field,
    schema,
)
from gmacm_grammar.model.serialization import (
    from_dict,
    from_json,
    to_dict,
    to_json,
)
from gmacm_grammar.model.values import (
    DASHES,
    KINDS,
    decimal,
    figure,
    integer,
    share,
    unlike,
)

__all__ = [
    "DASHES",
    "DEFAULTS",
    "KINDS",
    "RECORDS",
    "SCHEMAS",
    "Bucket",
    "Cell",
    "Delinquency",
    "Examination",
    "Field",
    "GrammarError",
    "LimitError",
    "Limits",
    "Note",
    "Overcollateralization",
    "Pool",
    "Problem",
    "Report",
    "ReportError",
    "ReportWarning",
    "Role",
    "Score",
    "Severity",
    "SpecialLosses",
    "UnknownRow",
    "check_text",
    "decimal",
    "figure",
    "from_dict",
    "from_json",
    "gathered",
    "integer",
    "listed",
    "schema",
    "share",
    "to_dict",
    "to_json",
    "unlike",
]
