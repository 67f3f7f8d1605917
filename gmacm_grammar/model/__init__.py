"""What a report becomes and what is said of it: records, values, cells, problems, errors."""

from gmacm_grammar.model.errors import (
    GmacmGrammarError as GmacmGrammarError,
    GrammarError as GrammarError,
    ReportError as ReportError,
    ReportWarning as ReportWarning,
)
from gmacm_grammar.model.examination import (
    Cell as Cell,
    Examination as Examination,
    Problem as Problem,
    Role as Role,
    Score as Score,
    numbered as numbered,
)
from gmacm_grammar.model.kinds import (
    GRADES as GRADES,
    Grade as Grade,
    Severity as Severity,
    worst as worst,
)
from gmacm_grammar.model.limits import (
    DEFAULTS as DEFAULTS,
    LimitError as LimitError,
    Limits as Limits,
    check_text as check_text,
    gathered as gathered,
    listed as listed,
)
from gmacm_grammar.model.problems import (
    Count as Count,
    problem as problem,
    quoted as quoted,
)
from gmacm_grammar.model.records import (
    RECORDS as RECORDS,
    Bucket as Bucket,
    Delinquency as Delinquency,
    Note as Note,
    Overcollateralization as Overcollateralization,
    Pool as Pool,
    Report as Report,
    UnknownRow as UnknownRow,
)
from gmacm_grammar.model.schemas import (
    ROWS as ROWS,
    Field as Field,
    schema as schema,
    type_of as type_of,
)
from gmacm_grammar.model.serialization import (
    from_dict as from_dict,
    from_json as from_json,
    to_dict as to_dict,
    to_json as to_json,
)
from gmacm_grammar.model.values import (
    DASHES as DASHES,
    KINDS as KINDS,
    Kind as Kind,
    as_text as as_text,
    date_reader as date_reader,
    decimal as decimal,
    figure as figure,
    percent as percent,
    rate as rate,
    share as share,
    unlike as unlike,
)
