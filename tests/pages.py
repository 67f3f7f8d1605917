"""Rows of a report as HTML, in the manners of the filings of these trusts."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Sequence

FIGURE = re.compile(r"[-($]*[0-9][0-9,./]*[ %)]*|-+|#\S*")
_PARENTHESES = re.compile(r"\(([0-9,.]+)\)")
_EMPTY = ("", "&nbsp;", '<FONT SIZE="2">&nbsp;</FONT>', " ")
#: What may stand around the text of a cell, or of a part of it, and changes nothing that it says.
_AROUND = """<B>{}</B>|<i>{}</i>|<a name="x1">{}</a>|<P ALIGN="left">{}</P>|<u>{}|\n  {}\n
<!-- <td>9.99</td> -->{}|{}<!-- 8.88 -->|&nbsp;{}&nbsp;|<FONT COLOR='red'>{}</FONT>|{}&#160;<br>
<span title='7.77 &gt; 6.66'>{}</span>|<script>5.55</script>{}""".replace("\n<", "|<").split("|")
_OUTSIDE = ("", "<P>&nbsp;</P>\n", "<BR>\n", "<HR SIZE=1>\n<!-- a page <TD>ends</TD> here -->\n")


#: In what the pages of one filer differ from those of another.
MANNERS = re.findall(
    r"\w+",
    "capitals font unclosed marks spacers one_table a_cell_a_line title_outside nested"
    " merged_headings decorated numbered",
)


def page(rows: Sequence[Sequence[str]], chance: random.Random) -> str:
    """A page with the rows of a report, each a label (or nothing) and figures."""
    return Writer({name for name in MANNERS if chance.random() < 0.5}, chance).page(rows)


class Writer:
    def __init__(self, manner: set[str], chance: random.Random) -> None:
        self.manner, self.chance = manner, chance

    def page(self, rows: Sequence[Sequence[str]]) -> str:
        parts = ["<HTML>\n<HEAD>\n<TITLE>exhibit99</TITLE>\n</HEAD>\n<BODY BGCOLOR=white>\n"]
        rows = list(rows)
        if "title_outside" in self.manner:
            while rows and len(rows[0]) == 1:
                title = self.text(rows.pop(0)[0])
                parts.append(f"<P ALIGN=CENTER><B><FONT SIZE=3>{title}</FONT></B></P>\n")
        width = max(map(len, rows), default=0)
        tables: list[list[str]] = [[]]
        for number, row in enumerate(rows):
            heading = not any(map(FIGURE.fullmatch, row))
            begins = heading and number and any(map(FIGURE.fullmatch, rows[number - 1]))
            if begins and "one_table" not in self.manner:
                tables.append([])
            tables[-1].append(self.row(row, width))
        parts += [self.table(table) for table in tables]
        parts.append("</BODY>\n</HTML>\n")
        return "".join(parts)

    def table(self, rows: list[str]) -> str:
        tag = "TABLE" if "capitals" in self.manner else "table"
        inner = f'<{tag} border="0" width="100%">\n{"".join(rows)}</{tag}>\n'
        if "nested" in self.manner:
            inner = f"<{tag}><tr><td>\n{inner}</td></tr></{tag}>\n"
        return self.chance.choice(_OUTSIDE) + inner

    def row(self, row: Sequence[str], width: int) -> str:
        cells = [self.cell(self.text(row[0]))]
        for text in row[1:]:
            if "spacers" in self.manner:
                cells.append(self.cell(""))
            cells += self.value(text)
        fillers = (width - len(row)) * (3 if "marks" in self.manner else 1)
        cells += [self.cell("") for _ in range(fillers)]
        tag = "TR" if "capitals" in self.manner else "tr"
        end = "" if "unclosed" in self.manner else f"</{tag}>"
        return f"<{tag} VALIGN=bottom>{self.line}{''.join(cells)}{end}\n"

    def value(self, text: str) -> list[str]:
        """The cells of a value; with marks of its own there are three for each."""
        if "marks" not in self.manner:
            return [self.cell(self.text(text))]
        negative = _PARENTHESES.fullmatch(text)
        if negative:
            before, closed = self.chance.choice([("", False), ("(", True), ("($", True)])
            figure = negative[1] if closed else f"({negative[1]}"
            return [self.cell(before), self.cell(figure), self.cell(")")]
        if text.endswith("%") and FIGURE.fullmatch(text):
            return [self.cell(""), self.cell(text[:-1]), self.cell("%")]
        if FIGURE.fullmatch(text):
            dollar = "$" if re.fullmatch(r"[0-9,]+\.[0-9]{2}", text) else ""
            return [
                self.cell(self.chance.choice([dollar, ""])),
                self.cell(text),
                self.cell(""),
            ]
        if "merged_headings" in self.manner:
            return [self.cell(self.text(text), 3)]
        return [self.cell(""), self.cell(self.text(text)), self.cell("")]

    def cell(self, inner: str, span: int = 1) -> str:
        tag = "TD" if "capitals" in self.manner else "td"
        merged = f' colspan="{span}"' if span > 1 else ""
        style = self.chance.choice(["", ' ALIGN="right"', " nowrap", " width=10%"])
        if not inner:
            inner = self.chance.choice(_EMPTY)
        elif "font" in self.manner:
            inner = f'<FONT face="Times New Roman" size=2><B></B>{inner}</FONT>'
        if "decorated" in self.manner and self.chance.random() < 0.5:
            inner = self.chance.choice(_AROUND).format(inner)
        end = "" if "unclosed" in self.manner else f"</{tag}>"
        return f"<{tag}{style}{merged}>{inner}{end}{self.line}"

    @property
    def line(self) -> str:
        return "\n" if "a_cell_a_line" in self.manner else ""

    def text(self, text: str) -> str:
        shown = html.escape(text, quote=False)
        if "numbered" in self.manner and self.chance.random() < 0.3:
            number = self.chance.choice(["&#{};", "&#{:04d};", "&#x{:x};", "&#X{:X};"])
            return "".join(number.format(ord(c)) if c.isalnum() else html.escape(c) for c in text)
        if self.chance.random() < 0.3:
            shown = shown.replace(" ", self.chance.choice(["&nbsp;", "\n  ", "&#160; "]), 1)
        return shown
