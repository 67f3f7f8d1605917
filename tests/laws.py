"""What must hold for any text at all, as one function; and ways to damage a report."""

from __future__ import annotations

import html
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from time import strptime
from typing import Any

import attrs

from gmacm_grammar import (
    Examination,
    Report,
    ReportError,
    ReportWarning,
    examine,
    from_json,
    parse,
    to_json,
)

Figure = Decimal | int | date

_UNSHOWN = "script|style|template|noscript|noframes|noembed|iframe"
_TAG = re.compile(
    rf"(?P<unshown>(?P<name>{_UNSHOWN})(?=[\s/>])[^<>]*>?)|[/!?]?[a-z\[][^<>]*>?", re.IGNORECASE
)
_CHARACTER = re.compile(r"&(?:#\w+|\w{1,32});?|\S")
#: What a cell says that states no figure.
_NOTHING = re.compile(r"(\$ ?)?[-\u2013\u2014\u2212]{1,2}|#+|#[A-Z]+[/A-Z0-9]*[!?]?|")


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every figure and text in a record, with its path."""
    if attrs.has(type(value)):
        value = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{number}]")
    elif value is not None:
        yield path, value


def figures(report: Report) -> dict[str, Figure]:
    """The figures of a record, by path."""
    return {
        path: value
        for path, value in leaves(report)
        if isinstance(value, (Decimal, int, date)) and not isinstance(value, bool)
    }


#: How dates are printed, to a person.
_DATES = (
    r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{2}|\d{4})",
    r"(?P<d>\d{1,2})[- ](?P<m>[A-Za-z]{3,9})\.?[- ](?P<y>\d{2}|\d{4})",
    r"(?P<m>[A-Za-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{2}|\d{4})",
)


def printed(text: str) -> Figure | None:
    """A figure as a person reads it, independently of the package; None if it is none."""
    for form in _DATES:
        if match := re.fullmatch(form, text):
            found = match.groupdict()
            year = int(found["y"])
            if len(found["y"]) == 2:
                year += 1900 if year >= 50 else 2000
            words = "%m" if found["m"].isdigit() else "%b"
            month = strptime(found["m"][:3].title(), words).tm_mon
            return date(year, month, int(found["d"]))
    digits = re.sub("^[\u2013\u2212]", "-", re.sub(r"[,$ \xa0]", "", text))
    if re.fullmatch(r"\(?-?[0-9]+(\.[0-9]+)?%?\)?", digits):
        number = Decimal(re.sub(r"[()%]", "", digits) + ("E-2" if "%" in digits else ""))
        return number.copy_negate() if "(" in digits else number
    return None


def check(text: str, **how: Any) -> Examination:
    """Every law that holds for a text, whatever stands in it; returns its examination."""
    found = examine(text, **how)
    check_cells(text, found)
    check_figures(found)
    check_parse(text, found, **how)
    check_json(found.report)
    assert plain(examine(text, **how)) == plain(found)
    return found


#: Digits that are high or low may stand in a cell as they look.
_ON_THE_LINE = str.maketrans(
    "\u2070\xb9\xb2\xb3\u2074\u2075\u2076\u2077\u2078\u2079"
    "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089",
    "0123456789" * 2,
)


def check_page(source: str, **how: Any) -> Examination:
    """Every law that holds for a page, whatever stands in it; returns its examination."""
    found = examine(source, **how)
    shown = {at: text.translate(_ON_THE_LINE) for at, text in _shown_at(source)}
    cells = "".join(cell.text for cell in found.cells).translate(_ON_THE_LINE)
    assert Counter("".join(cells.split())) == Counter("".join(shown.values())), "text is lost"
    for cell in found.cells:
        first = cell.text[:1].translate(_ON_THE_LINE)
        assert shown.get(cell.offset) == first if first else True, (cell, "is not there")
        before = source[: cell.offset]
        assert cell.line == before.count("\n") + 1
        assert cell.column == cell.offset - (before.rfind("\n") + 1) + 1
        assert cell.role in ("value", "label", "heading", "furniture", "unread")
    if any(cell.role == "unread" and cell.text for cell in found.cells):
        assert found.errors
    check_figures(found)
    check_parse(source, found, **how)
    check_json(found.report)
    assert plain(examine(source, **how)) == plain(found)
    return found


def check_json(report: Report) -> None:
    """A record is read back from JSON as it was, with the same digits."""
    written = to_json(report)
    again = from_json(written)
    assert (again, to_json(again)) == (report, written)


def _shown_at(source: str) -> Iterator[tuple[int, str]]:
    """What a page shows at each place of its source, without blanks."""
    for start, end in _between_tags(source):
        for match in _CHARACTER.finditer(source, start, end):
            shown = _unescaped(match.group())
            for number, character in enumerate(shown):
                # What follows an entity that is not ended stands at the end of what was taken.
                at = match.end() - len(shown) + number if number else match.start()
                if character.strip():
                    yield at, character


def _between_tags(source: str) -> Iterator[tuple[int, int]]:
    """Where the text of a page without comments, tags, and what is not shown stands, found as a
    browser's tokenizer goes."""
    at = len(source) - len(source.removeprefix("\ufeff"))
    while (opened := source.find("<", at)) >= 0:
        if at < opened:
            yield at, opened
        at = opened + 1
        if source.startswith("!--", at):
            at = _after_comment(source, at + 3)
        elif tag := _TAG.match(source, at):
            at = tag.end()
            if tag["unshown"]:
                name = re.compile(rf"<(/?){tag['name']}(?=[\s/>])", re.IGNORECASE)
                end = name.search(source, at)
                at = end.start() if end and end[1] else at
        else:
            yield opened, at
    yield at, len(source)


def _after_comment(source: str, at: int) -> int:
    """Where what follows a comment begins: right there, if it has no end."""
    for at_once in (">", "->"):
        if source.startswith(at_once, at):
            return at + len(at_once)
    ends = [found + len(end) for end in ("-->", "--!>") if (found := source.find(end, at)) >= 0]
    return min(ends, default=at)


def _unescaped(markup: str) -> str:
    """What HTML shows for text in which numbers stand for characters, of any length."""
    most = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return html.unescape(markup)
    finally:
        sys.set_int_max_str_digits(most)


def plain(found: Examination) -> tuple[Any, ...]:
    """An examination with its cells as plain data, so that they are compared by what they say."""
    cells = [attrs.astuple(cell) for cell in found.cells]
    return (*attrs.astuple(attrs.evolve(found, cells=()), recurse=False), cells)


def check_cells(text: str, found: Examination) -> None:
    """The cells partition what is printed; what is unread is reported."""
    left = dict(enumerate(text.removeprefix("\ufeff"), text[:1] == "\ufeff"))
    for cell in found.cells:
        for char, place in zip(cell.text, cell.places or range(len(cell.text)), strict=True):
            assert left.pop(cell.offset + place, None) == char, (cell, "is not there, or twice")
        before = text[: cell.offset]
        assert cell.line == before.count("\n") + 1
        assert cell.column == cell.offset - (before.rfind("\n") + 1) + 1
        assert cell.role in ("value", "label", "heading", "furniture", "unread")
    assert not "".join(left.values()).strip(), (left, "is in no cell")
    if any(cell.role == "unread" for cell in found.cells):
        assert found.errors


def check_figures(found: Examination) -> None:
    """Every figure of the record stands in just the cell that the examination names."""
    values = figures(found.report)
    cells = [cell for cell in found.cells if cell.path is not None]
    paths = Counter(cell.path for cell in cells)
    assert all(paths[path] == 1 for path in values), [p for p in values if paths[p] != 1]
    texts = dict(leaves(found.report))
    for cell in cells:
        path = str(cell.path)
        if path in values:
            assert printed(cell.text) == values[path], cell
            assert cell.role == "value"
        elif path in texts:
            said = {True: "Yes", False: "No"}.get(texts[path], str(texts[path]))
            assert said in " ".join(cell.text.split()) or texts[path] == cell.text, cell
        else:
            assert _NOTHING.fullmatch(cell.text), (cell, "is in no field")


def check_parse(text: str, found: Examination, **how: Any) -> None:
    """``parse`` says what ``examine`` says, each time: the record, or what is wrong."""
    for _ in range(2):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            report, error = _parsed(text, **how)
        if error is None:
            assert not found.errors, "parse reads a text that examine does not"
            assert report == found.report
            assert {warning.category for warning in caught} <= {ReportWarning}
            assert [str(w.message) for w in caught] == [str(p) for p in found.problems]
        else:
            assert found.errors, "parse fails on a text that examine reads"
            assert plain(error.examination) == plain(found)
            assert str(found.errors[0]) in str(error)


def _parsed(text: str, **how: Any) -> tuple[Report | None, ReportError | None]:
    try:
        return parse(text, **how), None
    except ReportError as error:
        return None, error
