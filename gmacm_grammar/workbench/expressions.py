"""Expressions for texts of reports: titles, names of classes, labels with a key in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gmacm_grammar.workbench.notation import escaped

_SERIES = re.compile("[0-9]{4}-[0-9A-Z]{1,12}").fullmatch
_WORD = re.compile("[0-9A-Za-z]+")
#: A code of digits and capitals has so many characters at least.
_CODE = 6
#: Keys in labels: the field of records whose rows have such a label, how one of them is called,
#: the part that is the key; what is before it, and the key.
_KEYS = (
    ("pools", "pool", "group", re.compile(r"\b(Group )([0-9]+)\b")),
    ("notes", "note", "name", re.compile(r"\b()(Class [A-Z]+(?:-?[0-9]+)?)(?=$|[ :,)])")),
)
#: The names that such records have in a grammar.
KEYED = ("pool", "note")


class Keyed(NamedTuple):
    """A label with a key: whose rows have it, and which part of a text the key is."""

    field: str
    record: str
    part: str
    before: str
    key: str
    after: str
    rest: str  # the label without its key


def expression_of(text: str) -> str:
    """An expression for a text and those that are like it."""
    plain, found, at = " ".join(text.split()), "", 0
    for match in _WORD.finditer(plain):
        found += escaped(plain[at : match.start()]) + _varied(match[0])
        at = match.end()
    return found + escaped(plain[at:])


def _varied(word: str) -> str:
    """A word with what is otherwise in other rows and months: a code, a letter, a number."""
    is_code = word.isupper() and len(word) >= _CODE and re.search("[0-9]", word)
    if is_code or (len(word) == 1 and word.isupper()):
        return _any_like(word)
    return re.sub("[0-9]+", lambda digits: _any_like(digits[0]), word)


def title_of(text: str) -> str:
    """An expression for a title: the series is a part of it."""
    plain = " ".join(text.split())
    series = next(filter(_SERIES, re.findall("[0-9A-Z-]+", plain)), "")
    before, _, after = plain.partition(series) if series else (plain, "", "")
    part = "(?P<series>[0-9]{4}-[0-9A-Z]+)" if series else ""
    return escaped(before) + part + escaped(after)


def key_in(label: str) -> Keyed | None:
    """The key in a label, if it has one and more than that."""
    plain = " ".join(label.split())
    for field, record, part, key in _KEYS:
        if match := key.search(plain):
            before, after = plain[: match.start(2)], plain[match.end() :]
            rest = f"{plain[: match.start()]} {after}"
            if re.search("[A-Za-z]", rest):
                return Keyed(field, record, part, before, match[2], after, rest)
    return None


def expression_of_keyed(labels: Sequence[Keyed]) -> str:
    """An expression for labels that differ by their keys only."""
    first, *_ = labels
    keys = "|".join(dict.fromkeys(expression_of(label.key) for label in labels))
    return f"{escaped(first.before)}(?P<{first.part}>{keys}){escaped(first.after)}"


def _any_like(varying: str) -> str:
    if varying.isdecimal():
        return "[0-9]+"
    return "[A-Z]" if len(varying) == 1 else f"[0-9A-Z]{{{len(varying)}}}"
