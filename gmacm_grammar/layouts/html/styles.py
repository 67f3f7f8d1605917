"""How the text of an element is shown, as its name, attributes and style say.

A few styles are understood, those that filings have. Any other one that may hide, strike out or
move text makes it odd: no figure of its line is read, so that each is reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

#: Elements within a line; all others begin and end one.
INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big blink br cite code del dfn em font i img ins kbd label mark"
        " nobr q s samp small span strike strong sub sup tt u var wbr",
    )
)
#: What names and styles say: text takes no place on the page, does not count, is high, or it is not
#: known how it is shown.
_GONE, _STRUCK, HIGH, ODD = "gone", "struck", "high", "odd"
_SAID = {
    **dict.fromkeys(("title", "display:none", "mso-hide:all"), _GONE),
    **dict.fromkeys(("s", "strike", "del"), _STRUCK),
    **dict.fromkeys(("text-decoration:line-through", "visibility:hidden"), _STRUCK),
    **dict.fromkeys(("sup", "vertical-align:super"), HIGH),
    **{"sub": ODD, "small": "small", "big": "big"},
}
_CHANGES = re.compile(
    r"(?<![\w-])(?:display|visibility|mso-hide|opacity|clip|transform|position|vertical-align"
    r"|direction\s*:\s*rtl|mso-text-raise|text-decoration(?!\s*:\s*(?:none|underline)\s*(?:;|$)))"
).search
#: What says nothing of the text of a block, but of that of an element within a line.
_OF_LINES = re.compile("display:block|position|vertical-align|mso-text-raise").match
#: What a style has that cannot be cut at its semicolons.
_TRICKY = re.compile(r"[\"'(/\\{]").search
_SIZES = re.compile(r"\bfont(?:-size)?\s*:[^;]*").findall


class Shown(NamedTuple):
    """How the text of an element is shown.

    What is ``gone`` takes no place on the page, nor do the rows and cells in it. What is ``struck``
    out or invisible leaves its place empty. The ``level`` is HIGH, ODD, or a size of letters.
    """

    gone: bool = False
    struck: bool = False
    level: str = ""

    @property
    def apart(self) -> bool:
        """Whether the text is no part of what the page says, as far as can be known."""
        return (self.gone or self.struck) and self.level != ODD


SHOWN = Shown()


def shown_within(outer: Shown, name: str, attributes: Mapping[str, str]) -> Shown:
    """How the text of an element is shown that is in another one."""
    if not attributes and name not in _SAID:
        return outer
    style = "display:none;" * ("hidden" in attributes) + attributes.get("style", "").lower()
    said = _SAID.get(name, "")
    says = {said, *_declared(style, name)} if _CHANGES(style) else {said}
    size = "".join([attributes.get("size", ""), *_SIZES(style), said * (said in ("small", "big"))])
    level = outer.level if outer.level in (HIGH, ODD) or not size else size
    level = next((one for one in (ODD, HIGH) if one in (level, *says)), level)
    is_gone = _GONE in says and ODD not in says
    return Shown(outer.gone or is_gone, outer.struck or _STRUCK in says, level)


def _declared(style: str, name: str) -> set[str]:
    """What the declarations of a style say: of one that cannot be cut nothing is known."""
    declarations = ["".join(declaration.split()) for declaration in style.split(";")]
    is_block = name not in INLINE
    found = [one for one in declarations if _CHANGES(one) and not (is_block and _OF_LINES(one))]
    is_tricky = found and _TRICKY(style)
    return {ODD if is_tricky else _SAID.get(one, ODD) for one in found}
