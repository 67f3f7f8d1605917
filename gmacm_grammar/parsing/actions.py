"""What the automaton does with its stack of values when a production is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from gmacm_grammar.grammars import Shape

Action: TypeAlias = Callable[[list[Any]], None]


def item(name: str, plan: list[tuple[Shape, str]]) -> Action:
    """Make a pair (name, ...) of what the plan says lies on the stack."""
    shapes = [shape for shape, _ in plan]
    if not plan:
        return lambda values: values.append((name, True))
    if shapes in ([Shape.VALUE], [Shape.LIST]):
        return named(name)
    if shapes == [Shape.VALUES]:

        def row(values: list[Any]) -> None:
            values[-1] = (name, tuple(values[-1]))

        return row
    if set(shapes) == {Shape.FIELD}:
        names, count = [field for _, field in plan], len(plan)

        def fields(values: list[Any]) -> None:
            values[-count:] = ((name, list(zip(names, values[-count:]))),)  # noqa: B905 (fast)

        return fields
    gather = gather_list(plan)
    only_values = set(shapes) <= {Shape.VALUE, Shape.VALUES}

    def node(values: list[Any]) -> None:
        gather(values)
        values[-1] = (name, tuple(values[-1]) if only_values else values[-1])

    return node


def named(name: str) -> Action:
    """Make a pair of a value, or of a list of pairs."""

    def act(values: list[Any]) -> None:
        values[-1] = (name, values[-1])

    return act


def empty(name: str) -> Action:
    """A section of which only the heading stands there."""
    return lambda values: values.append((name, []))


def listed(action: Action) -> Action:
    """Make a list of the pair that an action makes."""

    def act(values: list[Any]) -> None:
        action(values)
        values[-1] = [values[-1]]

    return act


def append(values: list[Any]) -> None:
    """Add what lies on the stack to the list below it."""
    last = values.pop()
    values[-1].append(last)


def gather_list(plan: list[tuple[Shape, str]], pairs: bool = False) -> Action:
    """Make one list of what the plan says lies on the stack.

    It is a list of values if nothing else lies there and no ``pairs`` are wanted; else one of
    pairs, in which values without a name are called ``value``.
    """
    shapes = [shape for shape, _ in plan]
    only_values = not pairs and set(shapes) <= {Shape.VALUE, Shape.VALUES}
    one, many = (Shape.VALUE, Shape.VALUES) if only_values else (Shape.ITEM, Shape.LIST)
    if shapes == [one]:

        def start(values: list[Any]) -> None:
            values[-1] = [values[-1]]

        return start
    if shapes == [many, one]:
        return append
    count, goes_on = len(plan), shapes[:1] == [many]

    def gather(values: list[Any]) -> None:
        parts = values[len(values) - count :]
        del values[len(values) - count :]
        items: list[Any] = parts.pop(0) if goes_on else []
        for (shape, name), value in zip(plan[goes_on:], parts, strict=True):
            if shape is one:
                items.append(value)
            elif shape is many:
                items += value
            elif shape is Shape.FIELD:
                items.append((name, value))
            else:
                items.append(("value", value if shape is Shape.VALUE else tuple(value)))
        values.append(items)

    return gather
