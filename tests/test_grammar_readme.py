"""What the manual of the grammar files shows is what happens: its examples are run as written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs
import pytest
from conftest import ROOT

from gmacm_grammar import Examination, examine, parse, to_json

MANUAL = (ROOT / "grammar" / "README.md").read_text(encoding="utf-8")
HOW_TO = (
    *("spelling", "row", "section", "column", "table", "row that names its record"),
    *("format", "layout"),
)
#: The own file that the examples for a known format are saved under.
OWN = "my_notes.lark"


@attrs.frozen
class Example:
    """A grammar file with the name it is saved under, a report that needs it, and its record."""

    title: str
    file: str
    grammar: str
    report: str
    record: str

    def save(self, directory: Path) -> None:
        path = directory / self.file
        path.parent.mkdir(exist_ok=True)
        path.write_text(self.grammar, encoding="utf-8")

    def check(self, found: Examination) -> None:
        """``found`` is what the manual says, and no cell is left over."""
        assert found.problems == ()
        assert "unread" not in {cell.role for cell in found.cells}
        chosen = found.layout if self.file.startswith("layouts/") else found.format
        assert chosen == Path(self.file).stem
        assert json.loads(to_json(found.report)) == json.loads(self.record)


def examples() -> list[Example]:
    """The example of each section of the manual that has one."""
    found = []
    for section in re.split(r"^## ", MANUAL, flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        if blocks:
            title = section.partition("\n")[0]
            assert [kind for kind, _ in blocks] == ["lark", "text", "json"], title
            file = re.search(r"`([\w/]+\.lark)`:\n\n```lark\n", section)
            assert file, f"{title}: the name of the file does not stand before the block"
            found.append(Example(title, file[1], *(text for _, text in blocks)))
    return found


EXAMPLES = examples()
EACH_EXAMPLE = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)


def test_there_is_an_example_of_everything_that_can_be_added() -> None:
    titles = [example.title for example in EXAMPLES[1:]]
    assert titles == [f"Add a {what}" for what in HOW_TO]
    fences = re.findall(r"^```", MANUAL, re.MULTILINE)
    assert len(fences) == len(EXAMPLES) * 3 * 2


@EACH_EXAMPLE
def test_the_example_does_what_the_manual_says(example: Example, tmp_path: Path) -> None:
    example.save(tmp_path)
    found = examine(example.report, grammar=tmp_path)
    example.check(found)
    assert parse(example.report, grammar=tmp_path) == found.report


@EACH_EXAMPLE
def test_the_example_needs_its_file(example: Example) -> None:
    assert examine(example.report).problems


def test_what_is_added_to_one_format_goes_into_one_file(tmp_path: Path) -> None:
    added = [example for example in EXAMPLES if example.file == OWN]
    assert len(added) > 1
    text = "\n".join(example.grammar for example in added)
    (tmp_path / OWN).write_text(text, encoding="utf-8")
    for example in added:
        example.check(examine(example.report, grammar=tmp_path))


def test_an_own_file_of_the_same_name_takes_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    spelling = next(example for example in EXAMPLES if example.file == OWN)
    same_name = attrs.evolve(spelling, file="term_notes.lark")
    same_name.save(tmp_path)
    same_name.check(examine(same_name.report, grammar=tmp_path))
