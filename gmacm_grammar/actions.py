"""What the automaton does with its stack of values when a production is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from gmacm_grammar.shapes import Shape

Action: TypeAlias = Callable[[list[Any]], None]


def item(name: str, plan: list[tuple[Shape, str]]) -> Action:
    """Make a pair (name, ...) of what the plan says lies on the stack."""
    shapes = [shape for shape, _ in plan]
    if not plan:
        return lambda values: values.append((name, True))
    if shapes == [Shape.VALUE]:

        def one(values: list[Any]) -> None:
            values[-1] = (name, values[-1])

        return one
    if shapes == [Shape.VALUES]:

        def row(values: list[Any]) -> None:
            values[-1] = (name, tuple(values[-1]))

        return row
    if shapes == [Shape.LIST]:
        return one_list(name)
    if set(shapes) == {Shape.FIELD}:
        names, count = [field for _, field in plan], len(plan)

        def fields(values: list[Any]) -> None:
            values[-count:] = ((name, list(zip(names, values[-count:]))),)  # noqa: B905 (fast)

        return fields
    gather = gather_list(plan)
    if set(shapes) <= {Shape.VALUE, Shape.VALUES}:

        def several(values: list[Any]) -> None:
            gather(values)
            values[-1] = (name, tuple(values[-1]))

        return several

    def node(values: list[Any]) -> None:
        gather(values)
        values[-1] = (name, values[-1])

    return node


def empty(name: str) -> Action:
    """A section of which only the heading stands there."""
    return lambda values: values.append((name, []))


def one_list(name: str) -> Action:
    """Name the list on the stack."""

    def act(values: list[Any]) -> None:
        values[-1] = (name, values[-1])

    return act


def append(values: list[Any]) -> None:
    """Add what lies on the stack to the list below it."""
    last = values.pop()
    values[-1].append(last)


def gather_list(plan: list[tuple[Shape, str]]) -> Action:
    """Make one list of what the plan says lies on the stack."""
    shapes = [shape for shape, _ in plan]
    first = shapes[0] if shapes else None
    listed = (Shape.LIST, Shape.VALUES)
    if len(plan) == 1 and first in (Shape.ITEM, Shape.VALUE):

        def start(values: list[Any]) -> None:
            values[-1] = [values[-1]]

        return start
    if len(plan) == 2 and first in listed and shapes[1] in (Shape.ITEM, Shape.VALUE):
        return append
    only_values = set(shapes) <= {Shape.VALUE, Shape.VALUES}
    count = len(plan)

    goes_on = first in listed and not (first is Shape.VALUES and not only_values)

    def gather(values: list[Any]) -> None:
        parts = values[len(values) - count :]
        del values[len(values) - count :]
        items: list[Any] = parts[0] if goes_on else []
        for (shape, name), value in zip(plan, parts, strict=True):
            if value is items:
                continue
            if shape is Shape.FIELD:
                items.append((name, value))
            elif shape is Shape.ITEM or (shape is Shape.VALUE and only_values):
                items.append(value)
            elif shape is Shape.VALUE:
                items.append(("value", value))
            elif shape is Shape.VALUES and not only_values:
                items.append(("value", tuple(value)))
            else:
                items += value
        values.append(items)

    return gather
