"""What Lark says of a grammar, in words for its author and at the place in the author's file."""

from __future__ import annotations

import re

from gmacm_grammar.grammars.sources import Source
from gmacm_grammar.model import GrammarError

#: What Lark says, and the same for the author of a grammar.
_WORDS = {
    r"Unexpected token Token\('_NL'.*": (
        "the line ends too early: is a bracket open, or nothing after an arrow?"
    ),
    r"Unexpected token Token\('\$END'.*": "the file ends within a definition",
    r"Unexpected token Token\('\w+', (?P<quote>['\"])(?P<text>.*?)(?P=quote)\).*": (
        "{text} cannot be here: is a colon, a bracket or a capital missing or too many?"
    ),
    r"Unexpected input .*": "this is not understood: is a string or an expression not closed?",
    r"Rule '(?P<name>\w+)' used but not defined \(in rule (?P<rule>\w+)\)": (
        "{rule} names {name}, which is defined nowhere"
    ),
    r"Terminal '(?P<name>\w+)' used but not defined.*": "{name} is defined nowhere",
    r"Can't extend rule (?P<name>\w+) .*": (
        "{name} cannot be extended: no such name is defined or imported"
    ),
    r"Cannot override a nonexisting rule (?P<name>\w+)": (
        "{name} cannot be overridden: no such name is defined or imported"
    ),
    r"Rules aren't allowed inside terminals \(NonTerminal\('(?P<name>\w+)'\) in (?P<rule>\w+)\)": (
        "the terminal {rule} names {name}, which is a rule; a terminal holds terminals only"
    ),
    r"Recursion in terminal '(?P<name>\w+)'.*": "the terminal {name} names itself",
    r"Empty terminals are not allowed.*": 'a label cannot be empty ("")',
    r"Aliasing not allowed in terminals.*": (
        "a terminal cannot have a name after an arrow: give it to the rule that has the terminal"
    ),
    r"Rules defined twice: .*?<(?P<rule>\w+) :.*": "{rule} says the same thing twice",
    r"Shift/Reduce conflict for terminal (?P<name>\S+)\. .*": (
        "two rules claim the cell {name}, and which is meant cannot be told from one cell; "
        "gmacm-grammar check shows both"
    ),
    r"Reduce/Reduce collision in Terminal\('(?P<name>.*?)'\)"
    r".*?<(?P<one>\w+) :.*?<(?P<two>\w+) :.*": (
        "the rules {one} and {two} fit the same cells before {name}; gmacm-grammar check shows both"
    ),
}


def grammar_error(error: BaseException, source: Source) -> GrammarError:
    """Lark's error in words, at the place in the file where it belongs."""
    error = _first(error)
    why = str(error).split("\n\n")[0].strip() or type(error).__name__
    words, about = _in_words(why)
    at = re.search(r"at line (\d+),? column (\d+)", why)
    if at and int(at[1]) <= len(source.lines):
        line = source.lines[int(at[1]) - 1]
        return GrammarError(words.splitlines()[0], line.file, line.number, int(at[2]))
    rule, name = about.get("rule", about.get("name")), about.get("name")
    known = source.statements
    defined = {statement.name for statement in known}
    places = [
        *(n.place for s in known if s.name == rule for n in s.names if n.text == name),
        *(source.place_of_name(w) for w in re.findall(r"\b[A-Za-z_]\w*", why) if w in defined),
        *(label.place for s in known for label in s.labels if label.text in words),
        (str(source.path),),
    ]
    return GrammarError(words, *places[0])


def _first(error: BaseException) -> BaseException:
    """What Lark found first, if it then stumbled over what it was about to say of it."""
    from lark.exceptions import LarkError

    found, before = error, error.__context__
    while before is not None and not isinstance(error, LarkError):
        found = before if isinstance(before, LarkError) else found
        before = before.__context__
    return found


def _in_words(why: str) -> tuple[str, dict[str, str]]:
    """What Lark says in words for an author, and the names that are in it."""
    for pattern, words in _WORDS.items():
        if match := re.fullmatch(pattern, why, re.DOTALL):
            return words.format(**match.groupdict()), match.groupdict()
    return why, {}
