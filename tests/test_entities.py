"""What a page declares is text: no entity is replaced, no file and no address is opened."""

from __future__ import annotations

import html
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from laws import check_page
from test_limits import SMALL

from gmacm_grammar import Examination, examine, parse, read_filing

SECRET = "98,765,432.10"
ROW = "<table><tr><td>Principal Draws</td><td>&x;</td></tr></table>"
#: Ways to name an entity in the head of a page.
DECLARATIONS = (
    '<!DOCTYPE html [<!ENTITY x SYSTEM "{}">]>',
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{}">',
    '<?xml version="1.0"?><!DOCTYPE html SYSTEM "{0}" [<!ENTITY % y SYSTEM "{0}"> %y;]>',
    '<?xml-stylesheet href="{0}"?><link rel=stylesheet href="{0}"><base href="{0}"><!-- {0} -->',
    '<html xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{}" parse="text"/>',
    '<script src="{0}"></script><iframe src="{0}"></iframe><img src="{0}"><object data="{0}">',
)


def examinations(page: str) -> Iterator[Examination]:
    """What is found in a page, alone and in a filing, all laws checked."""
    yield check_page(page)
    for filing in (page, f"<DOCUMENT>\n<TYPE>EX-99\n<TEXT>\n{page}\n</TEXT>\n</DOCUMENT>\n"):
        (filed,) = read_filing(filing.encode())
        yield filed.examination


def shown(found: Examination) -> str:
    return "".join(cell.text for cell in found.cells)


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_no_file_and_no_connection_is_opened(declaration: str, tmp_path: Path) -> None:
    named = tmp_path / "secret.dtd"
    named.write_text(f"<!ENTITY x '{SECRET}'>{SECRET}", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd"
        for place in (named.as_uri(), str(named), address):
            for found in examinations(declaration.format(place) + SMALL + ROW):
                assert SECRET not in shown(found)
                assert "&x;" in [cell.text for cell in found.cells]
                assert [pool.principal_collections for pool in found.report.pools] == [1]
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_billion_laughs_are_one_word() -> None:
    levels = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    for laughs in ("&x9;", "&x9;" * 1_000):
        page = (
            f'<!DOCTYPE html [<!ENTITY x0 "lol">{levels}]>{SMALL}<p title="{laughs}">{laughs}</p>'
        )
        for found in examinations(page):
            assert laughs in [cell.text for cell in found.cells]
            assert "lol" not in shown(found)


def test_entities_in_a_plain_text_are_text() -> None:
    head = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    lines = ["GMACM Series 2002-HE2", "Payment Date  2/25/2004", "Servicing Certificate", "&x;"]
    found = examine(head + "\n".join(lines))
    assert "&x;" in [cell.text for cell in found.cells]


#: How a character is written, and what is shown.
CHARACTERS = {
    "&#65;": "A",
    "&#65": "A",
    "&#x41;": "A",
    f"&#{5_000 * '0'}65;": "A",
    f"&#x{5_000 * '0'}41;": "A",
    "&#1114112;": "\ufffd",
    f"&#{5_000 * '9'};": "\ufffd",
    f"&#{50_000 * '9'}": "\ufffd",
    f"&#x{500_000 * 'f'};": "\ufffd",
    "&#xd800;": "\ufffd",
    "&#0;": "\ufffd",
    "&#;": "&#;",
    "&#x;": "&#x;",
    f"&{100_000 * 'a'};": f"&{100_000 * 'a'};",
    "&amp;#65;": "&#65;",
    "&AMP;lt;": "&lt;",
}


@pytest.mark.parametrize("written", CHARACTERS, ids=lambda written: written[:12])
@pytest.mark.parametrize("page", ["<td>{}</td>", "<pre>x  {}  y</pre>", "<p title='{0}'>{0}</p>"])
def test_the_number_of_a_character(written: str, page: str) -> None:
    found = check_page(f"{SMALL}{page.format(written)}")
    assert CHARACTERS[written] in [cell.text for cell in found.cells]
    assert found.report.pools == parse(SMALL).pools


def test_all_characters_that_html_names() -> None:
    """A page shows a character by its name as it shows the character itself."""
    names = [name for name in html.entities.html5 if name.endswith(";")]
    cells = "".join(f"<td>a&{name}b" for name in names)
    plain = "".join(f"<td>a{html.escape(html.entities.html5[name])}b" for name in names)
    found, same = (examine(f"<table><tr>{row}").cells for row in (cells, plain))
    assert [cell.text for cell in found] == [cell.text for cell in same]
    assert len(found) == len(names)
