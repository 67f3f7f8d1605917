"""The options that verbs share, and the report that a verb is about."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any

import attrs
import click

from gmacm_grammar import Examination, Limits
from gmacm_grammar.cli.files import read_text
from gmacm_grammar.cli.printing import printable
from gmacm_grammar.reading import Reading, library, read_best

Verb = Callable[..., Any]

_LIMITS = attrs.fields(Limits)
#: A whole number, as people write it.
_WHOLE = re.compile("[0-9]{1,18}|[0-9]{1,3}([,_][0-9]{3}){1,5}")

with_grammar = click.option(
    "--grammar",
    multiple=True,
    metavar="DIR",
    help="A directory of own grammar files, searched before the built-in ones. May be "
    "repeated; GMACM_GRAMMAR_PATH names more.",
)
with_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document, for programs."
)


def with_forced(verb: Verb) -> Verb:
    """Give a verb the options --layout and --format."""
    for what in ("format", "layout"):
        help = f"Read in this {what} instead of the one found."
        verb = click.option(f"--{what}", help=help)(verb)
    return verb


@attrs.frozen(slots=False)
class Asked:
    """The report that a verb is asked about, and how it is to be read."""

    file: str
    layout: str | None
    format: str | None
    as_json: bool
    grammar: tuple[str, ...]

    @cached_property
    def reading(self) -> Reading:
        text = read_text(self.file, self.grammar)
        return read_best(library(self.grammar), text, self.layout, self.format)

    @cached_property
    def examination(self) -> Examination:
        return self.reading.examination()


def of_a_report(verb: Verb) -> Verb:
    """Give a verb FILE, --layout, --format, --json and --grammar, as one parameter ``asked``."""

    @click.argument("file", metavar="FILE")
    @with_forced
    @with_json
    @with_grammar
    @wraps(verb)
    def asking(**options: Any) -> Any:
        asked = {field.name: options.pop(field.name) for field in attrs.fields(Asked)}
        return verb(Asked(**asked), **options)

    return asking


def _limits(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> Limits:
    """The limits that --limit NAME=N says; wrong usage where it says none."""
    names = [field.name for field in _LIMITS]
    said = {}
    for one in given:
        name, number = one.partition("=")[::2]
        if name not in names:
            wrong = f"there is no limit {printable(name)!r}; there are {', '.join(names)}"
            raise click.BadParameter(wrong, param=option)
        if not _WHOLE.fullmatch(number):
            wrong = f"{printable(one)!r} gives no whole number: write it as in {name}=50000000"
            raise click.BadParameter(wrong, param=option)
        said[name] = int(re.sub("[,_]", "", number))
    try:
        return Limits(**said)
    except ValueError as error:
        raise click.BadParameter(str(error), param=option) from None


with_limits = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=N",
    callback=_limits,
    help="Change how much is read: "
    + ", ".join(f"{field.name} ({field.default:,})" for field in _LIMITS)
    + ". May be repeated.",
)
