"""Where the names of an identity are looked up: in the record at hand, then in the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

import attrs

#: A step of a path: ("name", field), ("same", field) or ("largest", field).
Step: TypeAlias = tuple[str, str]

#: The first name of a path into the report of the month before.
LAST = "last"
#: What the paths of that report begin with, to be told from those of the report at hand.
_BEFORE = f"{LAST} "


class Missing(Exception):
    """A figure that is not stated; the text is its path in the record."""


@attrs.frozen
class Frame:
    """A record and the path at which it stands in the report (empty for the report itself)."""

    record: Any
    path: str


@attrs.frozen
class Found:
    """What stands at a path; ``printed`` is false where the section itself is not in the report."""

    value: Any
    path: str
    printed: bool = True


@attrs.frozen(kw_only=True)
class Scope:
    """The records in reach, the innermost first, and what is known of the report's reading.

    ``last`` is the same place in the month before; ``unshown`` the paths of figures that are
    printed but not shown (``########``); ``incomplete`` the sections in which a row was not read.
    """

    frames: tuple[Frame, ...]
    last: Scope | None = None
    unshown: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()
    numbers: dict[str, Decimal] = attrs.field(factory=dict)
    #: What was found before from records at some paths: many identities look for the same figures.
    _found: dict[tuple[tuple[str, ...], tuple[Step, ...]], Found] = attrs.field(
        factory=dict, alias="found", eq=False, repr=False
    )
    #: What was found out about a whole list, which many of its records ask for.
    kept: dict[tuple[Any, ...], Any] = attrs.field(factory=dict, eq=False, repr=False)

    def inside(self, frame: Frame) -> Scope:
        """The scope of a record within this one."""
        return Scope(
            frames=(frame, *self.frames),
            last=self.last,
            unshown=self.unshown,
            incomplete=self.incomplete,
            numbers=self.numbers,
            found=self._found,
            kept=self.kept,
        )

    def as_read(self) -> Scope:
        """The scope as if no row had been left out: to a condition, what was read is enough."""
        last = self.last and self.last.as_read()
        return attrs.evolve(self, last=last, incomplete=frozenset())

    def with_number(self, name: str, number: int) -> Scope:
        return attrs.evolve(self, numbers={**self.numbers, name: Decimal(number)})

    def find(self, steps: tuple[Step, ...]) -> Found:
        """What stands at a path. Raises Missing where there is no one thing."""
        name = steps[0][1]
        if name == LAST:
            if self.last is None:
                raise Missing("last month's figure")
            found = self.last.find(steps[1:])
            return attrs.evolve(found, path=_BEFORE + found.path)
        key = (tuple(frame.path for frame in self.frames), steps)
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._find(steps)
        return known

    def _find(self, steps: tuple[Step, ...]) -> Found:
        found = self._first(steps[0][1])
        for kind, name in steps[1:]:
            found = field_of(found, name) if kind == "name" else self._one(found, kind, name)
        return found

    def is_unread(self, path: str) -> bool:
        """Whether what stands at a path may be printed, but was not shown or could not be read."""
        scope, path = self._month_of(path)
        return path in scope.unshown or scope.is_incomplete(path)

    def is_incomplete(self, path: str) -> bool:
        """Whether a row was left out in the section of a path: a sum over it says nothing."""
        scope, path = self._month_of(path)
        names = path.replace("[", ".").split(".")
        # A section that the records do not have stands in ``other``.
        sections = names[:2] if names[0] == "other" else names[:1]
        return not scope.incomplete.isdisjoint(sections)

    def _month_of(self, path: str) -> tuple[Scope, str]:
        """The scope of the report in which a path stands, and the path there."""
        if self.last is not None and path.startswith(_BEFORE):
            return self.last, path.removeprefix(_BEFORE)
        return self, path

    def home(self, name: str) -> tuple[str, ...]:
        """Around which record a name is found: what that is the same for finds the same by it."""
        if name == LAST:
            return tuple(frame.path for frame in self.last.frames) if self.last else ()
        for frame in self.frames:
            if has_field(frame.record, name):
                return (frame.path,)
        return ()

    def all_have(self, found: Found, name: str) -> bool:
        """Whether a name is looked up in the records of a list, and around none of them."""
        return name != LAST and bool(self._once(_all_have, found, name))

    def _once(self, work: Callable[[Found, str], Any], found: Found, name: str) -> Any:
        """What is found out about a list and a name, which is done once for all its records."""
        key = (work, found.path, name)
        if key not in self.kept:
            self.kept[key] = work(found, name)
        return self.kept[key]

    def _first(self, name: str) -> Found:
        for frame in self.frames:
            if has_field(frame.record, name):
                return field_of(Found(frame.record, frame.path), name)
        inner = self.frames[0]
        return Found(None, joined(inner.path, name))

    def _one(self, found: Found, kind: str, name: str) -> Found:
        """One of several records: of the same group as here, or with the largest figure."""
        if kind == "largest":
            largest: Found | None = self._once(_largest, found, name)
            return largest or Found(None, found.path, False)
        if not isinstance(found.value, tuple) or len(found.value) == 1:
            same = list(each_member(found))
        else:
            wanted = self._first(name).value
            same = self._once(_by_value, found, name).get(wanted, []) if _tells(wanted) else []
        return same[0] if len(same) == 1 else Found(None, f"{found.path}[{name}]", False)


def _largest(found: Found, name: str) -> Found | None:
    """The record of a list whose figure is the largest; None if none has one."""
    figures = [(field_of(member, name).value, member) for member in each_member(found)]
    known = [(v, member) for v, member in figures if isinstance(v, Decimal) and v.is_finite()]
    return max(known, key=lambda pair: pair[0])[1] if known else None


def _by_value(found: Found, name: str) -> dict[Any, list[Found]]:
    """The records of a list by what they hold under a name."""
    index: dict[Any, list[Found]] = {}
    for member in each_member(found):
        value = field_of(member, name).value
        if _tells(value):
            index.setdefault(value, []).append(member)
    return index


def _all_have(found: Found, name: str) -> bool:
    return all(has_field(member.value, name) for member in each_member(found))


def _tells(value: Any) -> bool:
    """Whether a value can tell records apart."""
    is_number = not isinstance(value, Decimal) or value.is_finite()
    return value is not None and is_number and not is_section(value)


def is_section(value: Any) -> bool:
    """Whether it is records, and no figure or text."""
    return isinstance(value, (tuple, dict)) or attrs.has(type(value))


def joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def has_field(record: Any, name: str) -> bool:
    """Whether a record has a field of that name, of its own or in ``other``."""
    if isinstance(record, dict):
        return name in record
    return name in fields(record) or name in _other(record)


def _other(record: Any) -> dict[str, Any]:
    other: dict[str, Any] = getattr(record, "other", {})
    return other


def fields(record: Any) -> frozenset[str]:
    """The names of the fields of a record; of anything else none."""
    cls: Any = type(record)
    return _fields_of(cls)


@cache
def _fields_of(cls: Any) -> frozenset[str]:
    return frozenset(attrs.fields_dict(cls)) if attrs.has(cls) else frozenset()


def field_of(found: Found, name: str) -> Found:
    """What a record holds under a name. Raises Missing where it is no record."""
    record, path = found.value, joined(found.path, name)
    if record is None:
        return Found(None, path, False)
    if isinstance(record, dict):
        return Found(record.get(name), path)
    known = fields(record)
    if not known:
        raise Missing(path)
    if name in known:
        return Found(getattr(record, name), path)
    return Found(_other(record).get(name), joined(joined(found.path, "other"), name))


def each_member(found: Found) -> Iterator[Found]:
    """The records that a path leads to: those of a list, or the one."""
    if isinstance(found.value, tuple):
        for number, value in enumerate(found.value):
            yield Found(value, f"{found.path}[{number}]")
    elif found.value is not None:
        yield found


def records_in(found: Found) -> Iterator[Found]:
    """The records that stand in the fields of a record: what a star stands for."""
    record = found.value
    names = record if isinstance(record, dict) else attrs.fields_dict(type(record))
    for name in names:
        inner = field_of(found, name)
        if name != "other" and (isinstance(inner.value, dict) or attrs.has(type(inner.value))):
            yield inner
