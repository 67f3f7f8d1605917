"""What of a page a browser shows, as its elements say by their names, attributes and styles."""

from __future__ import annotations

import re
from typing import Any

import attrs

#: Elements whose text no browser shows, whatever stands in them.
UNSHOWN = frozenset(("template", "noscript", "noframes", "noembed", "iframe"))
_STRUCK = frozenset(("s", "strike", "del"))
_RAISED = frozenset(("sup", "sub"))
#: Elements whose names say that their text is not part of the text around them.
TELLING = UNSHOWN | _STRUCK | _RAISED
#: What the attributes of an element have in them that say so.
MAY_HIDE = re.compile(r"\bhidden\b|display|visibility|mso-hide|line-through", re.IGNORECASE).search
_STYLED = re.compile("display|visibility|mso-hide|text-decoration", re.IGNORECASE).search
_COMMENT = re.compile(r"/\*[^*]*(?:\*+[^*/][^*]*)*(?:\*+/?)?")
_IMPORTANT = "!important"
_INVISIBLE = ("hidden", "collapse")


@attrs.frozen
class Shown:
    """How the text of an element is shown.

    What is ``gone`` takes no place on the page, nor do the rows and cells in it. What is
    ``invisible`` leaves its place empty. What stands ``beside`` is set high or low, or struck out.
    """

    gone: bool = False
    invisible: bool = False
    beside: bool = False

    @property
    def apart(self) -> bool:
        """Whether the text is no part of what the page says."""
        return self.gone or self.invisible or self.beside


def shown_within(outer: Shown, element: Any) -> Shown:
    """How the text of an element of lxml is shown that stands in another one."""
    name, style = element.tag, element.get("style", "")
    hidden = element.get("hidden") is not None
    if not hidden and name not in TELLING and not _STYLED(style):
        return outer
    says = _declarations(style)
    display = says.get("display", "none" if hidden else "")
    gone = name in UNSHOWN or display.startswith("none") or says.get("mso-hide") == "all"
    visibility = says.get("visibility", "inherit")
    invisible = visibility.startswith(_INVISIBLE)
    if visibility.startswith("inherit"):
        invisible = outer.invisible
    beside = name in _RAISED or name in _STRUCK or any("line-through" in v for v in says.values())
    return Shown(outer.gone or gone, invisible, outer.beside or beside)


def _declarations(style: str) -> dict[str, str]:
    """The values of a style by their names, without blanks; of several the one that counts."""
    found: dict[str, str] = {}
    for declaration in _COMMENT.sub("", style).lower().split(";"):
        name, _, value = ("".join(part.split()) for part in declaration.partition(":"))
        if value.endswith(_IMPORTANT) or not found.get(name, "").endswith(_IMPORTANT):
            found[name] = value
    return found
