"""Makes functions of the formulas that the grammar has read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from gmacm_grammar.reconciling import parts, sums


def formula(tree: list[Any], tried: str | None = None, as_read: bool = False) -> Any:
    """The formula, or the path, of a tree: the name of a rule of the grammar, and its parts.

    ``tried`` is the name of the number that is tried. To a formula ``as_read``, rows that were left
    out of the report do not matter.
    """
    rule, *inner = tree
    if tried is not None and rule in ("figure", "or_zero") and inner[0][1] == tried:
        return parts.number_tried(tried)
    made = [formula(part, tried, as_read) if isinstance(part, list) else part for part in inner]
    return parts.path(as_read, *made) if rule == "path" else _RULES[rule](*made)


#: What is made of the parts of each rule of the grammar.
_RULES: dict[str, Callable[..., Any]] = {
    "name": lambda name: ("name", name),
    "same": lambda name: ("same", name),
    "largest": lambda name: ("largest", name),
    "number": lambda text: parts.constant(Decimal(text), text),
    "text": lambda text: parts.constant(text[1:-1], text),
    "figure": parts.figure,
    "or_zero": lambda path: parts.figure(parts.or_zero(path)),
    "group": lambda part: part._replace(words=lambda *at: f"({part.words(*at)})"),
    "negative": lambda sign, part: parts.operation(parts.ZERO, sign, part),
    "operation": parts.operation,
    "abs": partial(parts.call, "abs", abs),
    "half_unit": partial(parts.call, "half unit", parts.half_unit),
    "nearest": partial(parts.call, "nearest", parts.nearest),
    "sum": sums.total,
    "count": sums.count,
    "comparison": parts.comparison,
    "any": partial(parts.joined, True),
    "all": partial(parts.joined, False),
    "not": lambda part: part._replace(value=lambda *at: not part.value(*at)),
    "stated": partial(parts.stated, True),
    "absent": partial(parts.stated, False),
    "like": parts.like,
}
