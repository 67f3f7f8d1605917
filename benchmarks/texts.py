"""Texts for the benchmark: longer reports, made of a seed, and texts that are made to be slow."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A seed's pool of loans, its notes and its table of delinquent loans can come several times.
_POOL = re.compile(r"Servicing Certificate(?s:.*?)(?=Excess Cash)")
_NOTES = re.compile(r"^Class (?s:.*?)(?=^Certificates)", re.MULTILINE)
_LATE = re.compile(r"^ +Number +Percent$(?s:.*?)(?=^\*Delinquency)", re.MULTILINE)
_LATE_CELLS = re.compile(r"^Number\n\|\nPercent$(?s:.*?)(?=^\*Delinquency)", re.MULTILINE)


def longer(text: str, times: int) -> str:
    """A seed made so many times as long by loan groups, and classes of notes for each."""
    late = _LATE_CELLS if text.startswith("|") else _LATE
    repeatable = sum(match.end() - match.start() for match in _found(text, late))
    return _with_groups(text, late, 1 + (times - 1) * len(text) // repeatable)


def _found(text: str, late: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for expression in (_POOL, _NOTES, late):
        match = expression.search(text)
        assert match is not None, "the seed has this section"
        yield match


def _with_groups(text: str, late: re.Pattern[str], groups: int) -> str:
    if groups == 1:
        return text
    counted = range(1, groups + 1)
    bar = "|\n" if text.startswith("|") else ""
    pool, notes, loans = (match[0] for match in _found(text, late))
    text = text.replace(pool, "".join(pool.replace("Group 1", f"Group {n}") for n in counted))
    classes = (re.sub(r"^(Class \S+)", rf"\1-{n}", notes, flags=re.MULTILINE) for n in counted)
    text = text.replace(notes, "".join(classes))
    return text.replace(loans, "".join(f"Loan Group {n}\n{bar}{loans}" for n in counted))


def slow(size: int) -> Iterator[tuple[str, str]]:
    """Texts that have been slow for one parser or another, of about ``size`` characters each."""
    labels = "Payment Date  2/25/2004\nServicing Certificate\nBeginning Pool Balance  1.00\n"
    yield "a line of blanks", labels + " " * size
    yield "a line of bars", labels + "|" * size
    yield "bars, a line each", labels + "\n|" * (size // 2)
    yield (
        "rows that no grammar knows",
        labels + "".join(f"Some Row {n}  1.00\n" for n in range(size // 20)),
    )
    yield "one label again and again", labels + "Beginning Pool Balance  1.00\n" * (size // 29)
    yield "tags within tags", labels + "<A" * (size // 2)
    yield "tags that end", labels + "<A>" * (size // 3)
    yield "a long number", labels + "Excess Cash  " + "1" * size + ".00\n"
    yield "words, one blank apart", labels + "word " * (size // 5)
    yield "figures, one blank apart", labels + "1.00 " * (size // 5)
    yield "rules", labels + "- " * (size // 2)
    row = "<tr><td>Principal Collections<td>1.00<td>"
    yield "a row again", labels + "".join(f"{row}{n}.00" for n in range(size // 50))
    yield "cells of one row", labels + "<table><tr><td>Some Row" + "<td>1.00" * (size // 8)
    yield "tables within tables", labels + "<table><tr><td>" * (size // 15) + "1.00"
    yield "elements within elements", labels + "<td>" + "<div>1" * (size // 6)
    yield "scripts", labels + "<td>1.00" + "<script>x</script>" * (size // 18)
    yield "comments not closed", labels + "<td>1.00" + "<!--x" * (size // 5)
    yield (
        "columns",
        labels
        + "<table>"
        + "".join(f"<tr>{'<td colspan=9>' * (n % 40)}<td>{n}.00" for n in range(size // 300)),
    )
    yield "marks of footnotes", labels + "<td>1.00" + "<sup>1" * (size // 6)
    yield "attributes", f"{labels}<td{' a=1' * (size // 4)} style='{'clip:x;' * (size // 7)}'>1.00"
    yield "ends of no element", labels + "<td>" + "<b>" * (size // 8) + "</i></div>" * (size // 20)
    head = "<table><tr><td>Payment Date<td>2/25/2004<tr><td>Servicing Certificate<tr>"
    yield "columns of no group", f"{head}<td>Principal Collections{'<td>1.00' * (size // 8)}"
    yield "words of preformatted text", labels + "<td><pre>" + "1<b>1</b>" * (size // 9)
    yield "gaps of a cell", labels + "<td>" + "1&nbsp;&nbsp; \n" * (size // 16)
    yield "blanks of a paragraph", labels + "<p>1" + "&nbsp; " * (size // 7)
    yield "lines of a cell", labels + "<td>" + "1   2<br>" * (size // 9)
    yield (
        "lines of unequal cells",
        labels + f"<td>{'A<br>' * (size // 8)}<td>{'1<br>' * (size // 9)}",
    )
    yield "cells of many rows", labels + "<tr><td>A<td rowspan=3>1.00" * (size // 29)
    yield (
        "figures in far columns",
        f"{labels}<table><tr><td>A<td>1.00<td>2.00"
        + "".join(f"<tr><td>Excess Cash{'<td>' * (n % 4)}<td>3.00" for n in range(size // 100)),
    )
    yield "styles", labels + "<td>" + "<b style='position:x'>1</b>" * (size // 27)
