"""Makes functions of the formulas that the grammar has read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from gmacm_grammar.reconciling import conditions, parts, sums


def formula(tree: list[Any], tried: Mapping[str, parts.Formula], as_read: bool = False) -> Any:
    """The formula, or the path, of a tree: the name of a rule of the grammar, and its parts.

    ``tried`` is what a name stands for that no record has: the number or the figure that is tried.
    To a formula ``as_read``, rows that were left out of the report do not matter.
    """
    rule, *inner = tree
    if rule in ("figure", "or_zero") and inner[0][1] in tried:
        return tried[inner[0][1]]
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
    "nearest": parts.nearest_shown,
    "decimals": partial(parts.call, "decimals", parts.decimals),
    "year": partial(parts.call, "year", parts.year),
    "day": partial(parts.call, "day", lambda date: Decimal(date.day)),
    "weekday": partial(parts.call, "weekday", lambda date: Decimal(date.isoweekday())),
    "sum": sums.total,
    "count": sums.count,
    "comparison": conditions.comparison,
    "any": partial(conditions.joined, True),
    "all": partial(conditions.joined, False),
    "not": lambda part: part._replace(value=lambda *at: not part.value(*at)),
    "stated": partial(conditions.stated, True),
    "absent": partial(conditions.stated, False),
    "like": conditions.like,
    "equation": conditions.Check,
    "between": conditions.between,
    "alike": conditions.alike,
}
