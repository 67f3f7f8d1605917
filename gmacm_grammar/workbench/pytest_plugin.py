"""Golden files as tests of pytest, for a directory of one's own reports and grammar files.

Nothing happens unless asked for: by the option ``--gmacm-golden``, or by ``gmacm_golden = true`` in
the ini file. Then each NAME.txt is a test, with the record that it must become in NAME.json.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gmacm_grammar.workbench.golden_files import Case


class GoldenError(AssertionError):
    """A report does not become what the files beside it say."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of golden files."""
    group = parser.getgroup("gmacm-grammar")
    group.addoption(
        "--gmacm-golden",
        action="store_true",
        help="test that each report NAME.txt becomes the record in NAME.json",
    )
    group.addoption(
        "--gmacm-update-golden",
        action="store_true",
        help="write NAME.json anew for each report that is wholly read",
    )
    parser.addini("gmacm_golden", "test golden files of reports", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to write golden files in CI."""
    if config.getoption("--gmacm-update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("golden files are not written in CI: update them and commit them")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take up a report where golden files are asked for and the directory holds some."""
    config = parent.config
    if file_path.suffix != ".txt" or not _is_asked_for(config):
        return None
    has_some = any(file_path.parent.glob("*.json"))
    if has_some or config.getoption("--gmacm-update-golden"):
        collected: pytest.Collector = _ReportFile.from_parent(parent, path=file_path)
        return collected
    return None


def _is_asked_for(config: pytest.Config) -> bool:
    options = ("--gmacm-golden", "--gmacm-update-golden")
    return bool(config.getini("gmacm_golden") or any(map(config.getoption, options)))


class _ReportFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        yield _ReportItem.from_parent(self, name=self.path.stem)


class _ReportItem(pytest.Item):
    def runtest(self) -> None:
        from gmacm_grammar.workbench.golden_files import compare, grammar_of, update

        grammar = grammar_of(self.path.parent)
        updates = self.config.getoption("--gmacm-update-golden")
        case = (update if updates else compare)(self.path, grammar)
        if not case.well and not case.written:
            raise GoldenError(_words(case))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from gmacm_grammar.model import GrammarError

        if isinstance(excinfo.value, (GoldenError, GrammarError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"golden file of {self.name}"


def _words(case: Case) -> str:
    return "\n".join([*case.errors, *map(str, case.differences)])
