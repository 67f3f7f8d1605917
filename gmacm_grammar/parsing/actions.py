"""What the automaton does with its stack of values when a production is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from gmacm_grammar.grammars import Production, Shape, Shapes
from gmacm_grammar.parsing.tree import UNNAMED

Action: TypeAlias = Callable[[list[Any]], None]
#: Shape and name of each symbol of a production that leaves something on the stack.
Plan: TypeAlias = list[tuple[Shape, str]]

_OF_VALUES = frozenset((Shape.VALUE, Shape.VALUES))


def action(production: Production, shapes: Shapes) -> Action | None:
    """What is done when a production is complete; None if it passes on what lies on the stack."""
    origin, plan = production.origin, shapes.contents(production)
    shape = shapes.of(origin)
    if shapes.is_item(production):
        is_section = not production.alias and any(map(shapes.contents, shapes.by_origin[origin]))
        make = _item(production.alias or origin, plan, [] if is_section else True)
        return _then(make, _start) if shape is Shape.LIST else make
    if shape is Shape.ITEM and plan[0][0] is Shape.FIELD:
        return _named(plan[0][1])
    if shape in (Shape.VALUES, Shape.LIST):
        return _gather(plan, shape is Shape.VALUES)
    return None


def _item(name: str, plan: Plan, bare: Any) -> Action:
    """Make a pair (name, ...) of what the plan says lies on the stack, which may be ``bare``."""
    shapes = [shape for shape, _ in plan]
    if not plan:
        return lambda values: values.append((name, bare))
    is_row = shapes != [Shape.VALUE] and _OF_VALUES.issuperset(shapes)
    named = _named(name, is_row)
    is_made = len(plan) == 1 and shapes[0] in (Shape.VALUE, Shape.VALUES, Shape.LIST)
    return named if is_made else _then(_gather(plan, is_row), named)


def _named(name: str, is_row: bool = False) -> Action:
    """Make a pair of a value, of a list of pairs, or of the values of a row."""

    def act(values: list[Any]) -> None:
        values[-1] = (name, tuple(values[-1]) if is_row else values[-1])

    return act


def _then(first: Action, second: Action) -> Action:
    """Do one thing after the other."""

    def act(values: list[Any]) -> None:
        first(values)
        second(values)

    return act


def _start(values: list[Any]) -> None:
    """Begin a list with what lies on the stack."""
    values[-1] = [values[-1]]


def _append(values: list[Any]) -> None:
    """Add what lies on the stack to the list below it."""
    last = values.pop()
    values[-1].append(last)


def _gather(plan: Plan, only_values: bool) -> Action:
    """Make one list of what the plan says lies on the stack: of values, or of pairs.

    Among pairs values without a name are called ``value``.
    """
    shapes = [shape for shape, _ in plan]
    one, many = (Shape.VALUE, Shape.VALUES) if only_values else (Shape.ITEM, Shape.LIST)
    if shapes == [one]:
        return _start
    if shapes == [many, one]:
        return _append
    names, count = [name for _, name in plan], len(plan)
    if set(shapes) == {Shape.FIELD}:

        def fields(values: list[Any]) -> None:
            values[-count:] = [list(zip(names, values[-count:]))]  # noqa: B905 (fast)

        return fields

    def act(values: list[Any]) -> None:
        parts = values[len(values) - count :]
        del values[len(values) - count :]
        items: list[Any] = []
        for (shape, name), value in zip(plan, parts, strict=True):
            if shape is many:
                # The list that goes on is not copied: so it may be long.
                items = items + value if items else value
            elif shape is one:
                items.append(value)
            elif shape is Shape.FIELD:
                items.append((name, value))
            else:
                items.append((UNNAMED, value if shape is Shape.VALUE else tuple(value)))
        values.append(items)

    return act
