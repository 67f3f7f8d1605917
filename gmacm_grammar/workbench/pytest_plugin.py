"""Golden files as tests of pytest, for a directory of one's own reports and grammar files.

Nothing happens unless asked for: by the option ``--gmacm-golden``, or by ``gmacm_golden = true`` in
the ini file. Then each report, NAME.txt or NAME.htm, is a test, with the record that it must become
in NAME.json; and so is each record without a report, which fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

_TEST, _UPDATE = "--gmacm-golden", "--gmacm-update-golden"
_GRAMMAR = "--gmacm-grammar"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of golden files."""
    group = parser.getgroup("gmacm-grammar")
    for option, help in (
        (_TEST, "test that each report becomes the record in NAME.json beside it"),
        (_UPDATE, "write NAME.json anew for each report that is wholly read"),
    ):
        group.addoption(option, action="store_true", help=help)
    group.addoption(
        _GRAMMAR, action="append", default=[], metavar="DIR", help="a directory of grammar files"
    )
    parser.addini("gmacm_golden", "test golden files of reports", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to write golden files in CI."""
    if config.getoption(_UPDATE) and os.environ.get("CI"):
        raise pytest.UsageError("golden files are not written in CI: update them and commit them")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take up a report where golden files are asked for and the directory holds some."""
    config = parent.config
    asked = config.getini("gmacm_golden") or config.getoption(_TEST)
    has_some = asked and any(file_path.parent.glob("*.json"))
    if not has_some and not config.getoption(_UPDATE):
        return None
    from gmacm_grammar.workbench.golden_files import reports_in

    if not any(file_path in paths for paths in reports_in(file_path.parent)):
        return None
    collected: pytest.Collector = _ReportFile.from_parent(parent, path=file_path)
    return collected


class _ReportFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        yield _ReportItem.from_parent(self, name=self.path.stem)


class _ReportItem(pytest.Item):
    def runtest(self) -> None:
        from gmacm_grammar.model import GrammarError
        from gmacm_grammar.workbench.golden_files import compare, reports_in, unchecked

        try:
            is_report = self.path in reports_in(self.path.parent)[0]
            write = self.config.getoption(_UPDATE)
            own = self.config.getoption(_GRAMMAR)
            case = compare(self.path, own, write) if is_report else unchecked(self.path)
        except GrammarError as error:
            pytest.fail(str(error), pytrace=False)
        if not case.well and not case.written:
            pytest.fail("\n".join([*case.errors, *map(str, case.differences)]), pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"golden file of {self.name}"
