"""The names, strings and regular expressions in the text of a grammar, found without Lark."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

#: What a grammar's text is made of, blanks and marks apart.
TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*)|(?P<string>(?<!\\)"(?:\\.|[^"\\\n])*"i?)"""
    r"""|(?P<regex>(?<!\\)/(?:\\.|[^/\\\n])+/\w*)|(?P<name>(?<!_)_*[A-Za-z]\w*)"""
)


@lru_cache(4_000)  # formats share most of their lines
def tokens(text: str, kind: str) -> tuple[str, ...]:
    """The names, strings or regular expressions (``kind``) in the text of a grammar."""
    return tuple(match[kind] for match in TOKEN.finditer(text) if match.lastgroup == kind)


def unquoted(string: str) -> str:
    """What a string of a grammar says (``"a\\"b"i``: a"b)."""
    quoted = string.rstrip("i")
    try:
        return str(ast.literal_eval(quoted))
    except (SyntaxError, ValueError):
        return quoted[1:-1]
