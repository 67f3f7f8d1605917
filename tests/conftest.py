"""Fixtures are files: a report NAME.txt beside what it must become."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
REPORTS = sorted(FIXTURES.glob("*.txt"))
DAMAGED = sorted((FIXTURES / "damaged").glob("*.txt"))
ERRORS = sorted((FIXTURES / "errors").glob("*.txt"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected files anew")


def pytest_configure(config: pytest.Config) -> None:
    # No test reads or writes the cache of the user. Where Python is told to keep no bytecode, it is
    # kept for the processes that these tests start.
    if "GMACM_GRAMMAR_CACHE" not in os.environ:
        folder = tempfile.TemporaryDirectory()
        os.environ["GMACM_GRAMMAR_CACHE"] = f"{folder.name}/tables"
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
            os.environ["PYTHONPYCACHEPREFIX"] = f"{folder.name}/bytecode"
        config.add_cleanup(folder.cleanup)
    # What a shell runs in the background ignores Control-C, and so would all that tests start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("golden files are not written in CI: update them and commit them")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, paths in (
        ("report_file", REPORTS),
        ("damaged_file", DAMAGED),
        ("error_file", ERRORS),
    ):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, paths, ids=lambda path: path.stem)


class Golden:
    """Compares with an expected file, or writes it when asked to."""

    def __init__(self, update: bool) -> None:
        self.update = update

    def check(self, path: Path, found: str) -> None:
        """``found`` must be what ``path`` holds; no file stands for the empty text."""
        if self.update:
            if found:
                path.write_text(found, encoding="utf-8")
            else:
                path.unlink(missing_ok=True)
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        assert found == expected, f"{path.name} differs; see pytest --update-golden"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(bool(request.config.getoption("--update-golden")))


@pytest.fixture
def report_text(report_file: Path) -> str:
    return read(report_file)


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def run_pytest(
    directory: Path, *options: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the tests of a directory in a process, which has no variables but these."""
    variables |= {"PATH": "", "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", "")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *options],
        cwd=directory,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
