"""How a grammar is written: symbols, labels, names and rules as text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from gmacm_grammar.grammars import CLOSE, OPEN, Lexeme

#: A line of a grammar is not much longer than this.
WIDTH = 96


def written(lexemes: Iterable[Lexeme]) -> str:
    """Symbols as an author writes them in one line."""
    text = before = ""
    for lexeme in lexemes:
        joined = before in ("", *OPEN) or lexeme.text in (*CLOSE, "?", "*", "+")
        text += lexeme.text if joined else f" {lexeme.text}"
        before = lexeme.text
    return text


def quoted(label: str) -> str:
    """A label as a string of a grammar."""
    text = label.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def escaped(text: str) -> str:
    """An expression that fits a text."""
    return re.sub(r"([^\w\s&,;:%'\"<>=@~`!-])", r"\\\1", text)


def field_name(label: str, taken: Iterable[str] = ()) -> str:
    """A name made from a label: lower case, as a rule may be called, and not ``taken``."""
    plain = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_") or "row"
    plain = plain[:60].strip("_")
    plain = f"row_{plain}" if plain[0].isdigit() else plain
    name, number, used = plain, 2, set(taken)
    while name in used:
        name, number = f"{plain}_{number}", number + 1
    return name


def free_name(label: str, taken: Collection[str], suffix: str) -> str:
    """A name made from a label, which is not ``taken``: with a suffix if it must be."""
    name = field_name(label)
    return field_name(f"{label} {suffix}", taken) if name in taken else name


def stacked(name: str, alternatives: Iterable[str]) -> str:
    """A rule with its alternatives one below the other."""
    bar = "\n" + " " * len(name) + "| "
    return f"{name}: {bar.join(alternatives)}\n"


def wrapped(rule: str) -> str:
    """A rule in lines that are not too long; Lark goes on to a new line before a bar only."""
    lines, current = [], ""
    for word in re.findall(r'\||(?:(?<!\\)"(?:\\.|[^"\\])*"|[^\s|"])+', rule):
        if word == "|" and len(current) > WIDTH - 30:
            lines.append(current)
            current = "     "
        current = f"{current} {word}" if current else word
    return "\n".join([*lines, current])
