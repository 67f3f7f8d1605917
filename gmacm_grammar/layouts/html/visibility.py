"""What of a page a browser shows, as its elements say by their names, attributes and styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from gmacm_grammar.layouts.html.marks import Level

#: Elements whose text no browser shows, whatever stands in them.
UNSHOWN = frozenset(("template", "noscript", "noframes", "noembed", "iframe"))
_STRUCK = frozenset(("s", "strike", "del"))
_LEVELS = {"sup": "super", "sub": "sub"}
#: Elements that stand within a line, or break it by themselves; all others begin and end one.
INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big blink br cite code del dfn em font i img ins kbd label mark"
        " nobr q s samp small span strike strong sub sup tt u var wbr",
    )
)
#: Elements whose names say that their text is not part of the text around them.
TELLING = UNSHOWN | _STRUCK | _LEVELS.keys()
#: What the attributes of an element have in them that say so.
MAY_HIDE = re.compile(
    r"\bhidden\b|display|visibility|mso-hide|line-through|vertical-align|position|mso-text-raise",
    re.IGNORECASE,
).search
_STYLED = re.compile(
    "display|visibility|mso-hide|text-decoration|vertical-align|position|mso-text-raise",
    re.IGNORECASE,
).search
#: The levels that ``vertical-align`` gives: by a word, or by a length or share that is not zero. At
#: the top of its line small text is high.
_TOP = frozenset(("top", "text-top"))
_LOW = re.compile(r"sub|-[^1-9]*+[1-9](?s:.*)").fullmatch
_HIGH = re.compile(r"super|(?=[+.0-9])[^1-9]*+[1-9](?s:.*)").fullmatch
#: A declaration of a style: its name, its value, and what says that it counts more than others.
_DECLARATION = re.compile(r"([\w-]+) ?: ?([^!:\s][^!:]*?) ?(! ?important)?").fullmatch
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
#: A comment of a style, a string, a bracket, the end of a declaration, or what stands between.
_TOKENS = re.compile(
    r"/\*[^*]*(?:\*+[^*/][^*]*)*(?:\*+/?)?"
    r"|\"(?:[^\"\\]|\\.)*+\"?|'(?:[^'\\]|\\.)*+'?|[^\"'/;()\[\]{}]++|.",
    re.DOTALL,
).findall
#: Of these styles a browser passes over all other values.
_VALUES = {
    name: frozenset(re.findall(r"[\w-]+", values))
    for name, values in (
        (
            "display",
            "none block inline inline-block list-item run-in flow flow-root contents flex"
            " inline-flex grid inline-grid ruby table inline-table table-row table-cell"
            " table-row-group table-header-group table-footer-group table-column"
            " table-column-group table-caption initial inherit unset revert",
        ),
        ("visibility", "visible hidden collapse initial inherit unset revert"),
        ("mso-hide", "all none screen"),
        (
            "vertical-align",
            "baseline sub super top text-top middle bottom text-bottom initial inherit unset"
            " revert",
        ),
    )
}
#: A length or share, which may be the value of ``vertical-align`` too.
_LENGTH = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:%|[a-z]+)?|calc ?\(.*\)").fullmatch
#: The words of ``text-decoration``, of which it has one; beside them may stand a color.
_LINES = frozenset(
    re.findall(
        r"[\w-]+",
        "none underline overline line-through blink solid double dotted dashed wavy initial inherit"
        " unset revert",
    )
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
#: What the visibility of an element says, whatever that of the one around it is.
_INVISIBLE = {"visible": False, "initial": False, "hidden": True, "collapse": True}
_DECORATION = "text-decoration"


@attrs.frozen
class Shown:
    """How the text of an element is shown.

    What is ``gone`` takes no place on the page, nor do the rows and cells in it. What is
    ``invisible`` leaves its place empty. What is ``struck`` out does not count. The ``level``
    says whether it is set high or low: so are the marks of footnotes.
    """

    gone: bool = False
    invisible: bool = False
    struck: bool = False
    level: Level = ""

    @property
    def apart(self) -> bool:
        """Whether the text is no part of what the page says."""
        return self.gone or self.invisible or self.struck


def shown_within(outer: Shown, element: Any) -> Shown:
    """How the text of an element of lxml is shown that stands in another one."""
    name, style = element.tag, element.get("style", "")
    hidden = element.get("hidden") is not None
    if not hidden and name not in TELLING and not _STYLED(style):
        return outer
    says = _declarations(style)
    display = says.get("display", "none" if hidden else "")
    gone = name in UNSHOWN or display == "none" or says.get("mso-hide") == "all"
    invisible = _INVISIBLE.get(says.get("visibility", ""), outer.invisible)
    struck = name in _STRUCK or "line-through" in says.get(_DECORATION, "").split()
    level = _level(name, says) if name in INLINE else ""
    return Shown(outer.gone or gone, invisible, outer.struck or struck, level or outer.level)


def _level(name: str, says: Mapping[str, str]) -> Level:
    """The level of the text of an element that stands within a line."""
    align = says.get("vertical-align", _LEVELS.get(name, ""))
    shifts = [align, says.get("mso-text-raise", "")]
    if align in _TOP and "font-size" in says:
        shifts.append("super")
    if says.get("position") == "relative":
        top = says.get("top", "")
        shifts += [says.get("bottom", ""), top[1:] if top.startswith("-") else f"-{top}"]
    for shift in shifts:
        if _HIGH(shift):
            return "high"
        if _LOW(shift):
            return "low"
    return ""


def _declarations(style: str) -> dict[str, str]:
    """The values of a style by their names; of several the one that counts."""
    found: dict[str, str] = {}
    important = set()
    for declaration in _split(style.lower()):
        match = _DECLARATION(" ".join(declaration.split()))
        if match is None:
            continue
        name, value, counts = match.groups()
        name = _DECORATION if name == f"{_DECORATION}-line" else name
        if not _is_value(name, value) or (name in important and not counts):
            continue
        found[name] = value
        if counts:
            important.add(name)
    return found


def _is_value(name: str, value: str) -> bool:
    """Whether a style has the value; a browser passes over a declaration of another one."""
    if name == _DECORATION:
        words = _IN_BRACKETS.sub("", value).split()
        others = [word for word in words if word not in _LINES and not _LENGTH(word)]
        return len(others) <= 1 and not _LINES.isdisjoint(words)
    if name == "vertical-align" and _LENGTH(value):
        return True
    return value in _VALUES.get(name, (value,))


def _split(style: str) -> Iterator[str]:
    """The declarations of a style, which end at a semicolon that is not in brackets or quotes."""
    parts: list[str] = []
    depth = 0
    for token in _TOKENS(style):
        if token == ";" and not depth:
            yield "".join(parts)
            parts = []
            continue
        if token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth = max(0, depth - 1)
        parts.append(" " if token.startswith("/*") else token)
    yield "".join(parts)
