"""Rules that name rules, in an order in which they can be looked at one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def inner_first(names: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Each name after those that it names, as far as they do not name it in turn.

    Without recursion: how deep the rules of a grammar stand in one another is up to its author.
    """
    seen: set[str] = set()
    for name in names:
        waiting = [] if name in seen else [(name, iter(names[name]))]
        seen.add(name)
        while waiting:
            outer, inner = waiting[-1]
            following = next((one for one in inner if one in names and one not in seen), None)
            if following is None:
                waiting.pop()
                yield outer
            else:
                seen.add(following)
                waiting.append((following, iter(names[following])))
