"""How the text of an element is shown, as its name, attributes and style say.

A few styles are understood, those that filings have. Any other one that may hide, strike out or move
text makes it odd: its figures are not read, so that each is reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

#: Elements that no browser shows.
UNSHOWN = frozenset("title template noscript noframes noembed iframe".split())
#: Elements within a line; all others begin and end one.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big blink br cite code del dfn em font i img ins kbd label mark nobr"
    " q s samp small span strike strong sub sup tt u var wbr".split()
)
#: What the names of elements and the styles say that are understood.
_NAMES = {
    **dict.fromkeys(UNSHOWN, "gone"),
    **dict.fromkeys(("s", "strike", "del"), "struck"),
    **{"sup": "high", "sub": "low"},
}
_STYLES = {
    "display:none": "gone",
    "visibility:hidden": "invisible",
    "visibility:visible": "visible",
    "text-decoration:line-through": "struck",
    "vertical-align:super": "high",
    "vertical-align:sub": "low",
    **dict.fromkeys(("display:inline", "vertical-align:baseline"), "plain"),
    **dict.fromkeys(("text-decoration:none", "text-decoration:underline"), "plain"),
}
_CHANGES = re.compile(
    r"(?<![\w-])(?:display|visibility|mso-hide|text-decoration|opacity|clip|transform|direction"
    r"|position|vertical-align|mso-text-raise)"
).search
#: What says nothing of the text of a block, but of that of an element within a line.
_OF_LINES = re.compile("display:block|position|vertical-align|mso-text-raise").match
_STRING = re.compile(r"\"[^\";]*\"|'[^';]*'")
#: What a style has that cannot be cut at its semicolons.
_TRICKY = re.compile(r"[\"'(/\\{]").search
_SIZE = re.compile(r"\bfont(?:-size)?\s*:\s*([^;]*)").search
_SIZES = ("small", "big")

#: The levels of text that is not in line with the text around it.
HIGH, LOW, ODD = "high", "low", "odd"
_RAISED = (HIGH, LOW, ODD)


class Shown(NamedTuple):
    """How the text of an element is shown.

    What is ``gone`` takes no place on the page, nor do the rows and cells in it. What is
    ``invisible`` leaves its place empty. What is ``struck`` out does not count. The ``level`` is
    HIGH, LOW, ODD (it is not known how the text is shown) or a size, which parts a figure.
    """

    gone: bool = False
    invisible: bool = False
    struck: bool = False
    level: str = ""

    @property
    def apart(self) -> bool:
        """Whether the text is no part of what the page says."""
        return self.gone or self.invisible or self.struck


SHOWN = Shown()


def shown_within(outer: Shown, name: str, attributes: Mapping[str, str]) -> Shown:
    """How the text of an element is shown that is in another one."""
    style = attributes.get("style", "").lower()
    says = _says(style, name, "hidden" in attributes)
    size = name if name in _SIZES else attributes.get("size", "")
    if match := _SIZE(style):
        size = match[1]
    if not says and not size:
        return outer
    raised = says.intersection(_RAISED)
    level = outer.level
    if len(raised) > 1 or (raised and "plain" in says) or ODD in (*raised, level):
        level = ODD
    elif raised:
        (level,) = raised
    elif size and level not in _RAISED:
        level = f"size {size}"
    return Shown(
        outer.gone or "gone" in says,
        "invisible" in says or (outer.invisible and "visible" not in says),
        outer.struck or "struck" in says,
        level,
    )


def _says(style: str, name: str, hidden: bool) -> set[str]:
    """What an element says of its text."""
    says = {_NAMES[name]} if name in _NAMES else set[str]()
    if not hidden and not _CHANGES(style):
        return says
    style = _STRING.sub("", style)
    declarations = ["".join(declaration.split()) for declaration in style.split(";")]
    found = ["display:none"] * hidden + [one for one in declarations if _CHANGES(one)]
    if name not in INLINE:
        found = [one for one in found if not _OF_LINES(one)]
    names = {one.partition(":")[0] for one in found}
    if found and (_TRICKY(style) or len(names) < len(found)):
        return {*says, ODD}
    return {*says, *(_STYLES.get(one, ODD) for one in found)}
