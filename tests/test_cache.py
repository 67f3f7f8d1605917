"""What Lark builds is kept between runs, and only the user's own files are trusted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import FIXTURES, read

from gmacm_grammar import from_json, parse, to_json
from gmacm_grammar.grammars import cache
from gmacm_grammar.grammars.tables import Tables
from gmacm_grammar.reading.formats import Library

REPORT = FIXTURES / "2002-HE2_2004-02-25.txt"
GRAMMAR = """\
%import .values (_amount)
report: row*
row: "Known" _amount -> known
"""
READ = """
import sys
from gmacm_grammar import parse, to_json
print(to_json(parse(open(sys.argv[1], encoding="utf-8").read())))
print("lark" in sys.modules, file=sys.stderr)
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache directory, which is the one used."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(cache.VARIABLE, str(folder))
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A directory with a small format of one's own."""
    folder = tmp_path / "grammar"
    folder.mkdir()
    (folder / "own.lark").write_text(GRAMMAR, encoding="utf-8")
    return folder


def tables(own: Path) -> Tables:
    """The tables of the small format, by a library of their own."""
    return Library([own]).format("own").tables


def plant(kept: Path, own: Path) -> Path:
    """Build and keep the tables, then put another label into what is kept."""
    tables(own)
    [file] = kept.iterdir()
    rewrite(file, lambda data: {**data, "labels": {"Planted": data["labels"]["Known"]}})
    assert list(tables(own).labels) == ["Planted"], "what is kept is used"
    return file


def rewrite(file: Path, change: Callable[[Any], Any]) -> None:
    """Change the data in a file of the cache as one who knows how it is written."""
    file.write_text(json.dumps(change(json.loads(file.read_bytes()))))


def process(report: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", READ, str(report)],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_with_kept_tables_lark_is_not_imported(kept: Path) -> None:
    expected = read(REPORT.with_suffix(".json"))
    for imported in ("True", "False"):
        running = process(REPORT, **{cache.VARIABLE: str(kept)})
        out, said = running.communicate()
        assert from_json(out) == from_json(expected)
        assert said.split() == [imported]


def test_parallel_first_starts_do_not_disturb_each_other(kept: Path) -> None:
    running = [process(REPORT, **{cache.VARIABLE: str(kept)}) for _ in range(4)]
    found = [one.communicate()[0] for one in running]
    assert {one.returncode for one in running} == {0}
    assert set(found) == {to_json(parse(read(REPORT))) + "\n"}
    assert all(path.suffix == ".tables" for path in kept.iterdir()), "nothing half written is left"
    out, said = process(REPORT, **{cache.VARIABLE: str(kept)}).communicate()
    assert (out, said.split()) == (found[0], ["False"])


def test_what_is_kept_is_the_users_own(kept: Path, own: Path) -> None:
    tables(own)
    [file] = kept.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0


def test_off(tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert list(tables(own).labels) == ["Known"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["grammar"]


def test_the_cache_of_the_user(tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    tables(own)
    [file] = [path for path in home.rglob("*") if path.is_file()]
    assert file.parent.name == "gmacm-grammar"
    assert file.parent == cache.directory()


def test_another_grammar_has_tables_of_its_own(kept: Path, own: Path) -> None:
    plant(kept, own)
    (own / "own.lark").write_text(GRAMMAR.replace("Known", "Other"), encoding="utf-8")
    assert list(tables(own).labels) == ["Other"]
    assert len(list(kept.iterdir())) == 2


def test_other_versions_have_keys_of_their_own() -> None:
    keys = [cache.key(*about) for about in (("a", "1", "x"), ("a", "2", "x"), ("b", "1", "x"))]
    assert len({*keys, cache.key("a", "1", "y")}) == 4


def foreign(path: Path) -> None:
    os.chown(path, 65534, -1)


def a_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


#: What makes a file or directory one that another user may have written.
DISTRUSTED: dict[str, Callable[[Path], None]] = {
    "writable for all": lambda path: path.chmod(path.stat().st_mode | 0o002),
    "writable for the group": lambda path: path.chmod(path.stat().st_mode | 0o020),
    "a link": a_link,
}
if os.geteuid() == 0:  # nobody else can give files away
    DISTRUSTED["of another user"] = foreign


@pytest.mark.parametrize("why", DISTRUSTED)
def test_what_others_can_write_is_not_read(kept: Path, own: Path, why: str) -> None:
    plant(kept, own)
    DISTRUSTED[why](kept)
    assert list(tables(own).labels) == ["Known"]


def but(**changes: Any) -> Callable[[Any], Any]:
    return lambda data: {**data, **changes}


BROKEN: dict[str, Callable[[Any], Any]] = {
    "a list": lambda data: [data],
    "nothing": lambda data: None,
    "without labels": lambda data: {k: v for k, v in data.items() if k != "labels"},
    "patterns of two": but(patterns=[["AMOUNT", "x"]]),
    "states in one": but(states={"AMOUNT": 1}),
    "a production without a rule": but(productions=[{}]),
    "a production that is a text": but(productions=["row"]),
}


@pytest.mark.parametrize("why", BROKEN)
def test_data_of_another_shape_is_built_anew(kept: Path, own: Path, why: str) -> None:
    rewrite(plant(kept, own), BROKEN[why])
    assert list(tables(own).labels) == ["Known"]
    assert list(tables(own).labels) == ["Known"], "and is kept anew"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"",
        lambda text: text[:-1],
        lambda text: text[:100],
        lambda text: b"[" * 100_000,
        lambda text: b"\xff\n\xff",
    ],
)
def test_a_broken_file_is_written_anew(
    kept: Path, own: Path, change: Callable[[bytes], bytes]
) -> None:
    file = plant(kept, own)
    file.write_bytes(change(file.read_bytes()))
    assert list(tables(own).labels) == ["Known"]
    assert b"Known" in file.read_bytes()


@pytest.mark.parametrize("where", ["file", "file/below", "/proc/none/at/all"])
def test_a_cache_that_cannot_be_written_is_as_good_as_none(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / where))
    monkeypatch.chdir(tmp_path)
    assert list(tables(own).labels) == ["Known"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


def test_tables_that_were_not_used_for_long_are_removed(kept: Path) -> None:
    names = [cache.key("format", "1", str(number)) for number in range(80)]
    for number, name in enumerate(names):
        cache.store(name, number)
        assert cache.load(names[0]) == 0
    assert cache.load(names[1]) is None
    assert 50 < len(list(kept.iterdir())) < 70
    assert cache.load(names[79]) == 79


def test_files_of_others_are_not_removed(kept: Path) -> None:
    kept.mkdir()
    others = [kept / f"{number:064x}" for number in range(80)]
    for path in others:
        path.write_text("a file of another program", encoding="utf-8")
        os.utime(path, (1, 1))
    for number in range(80):
        cache.store(cache.key("format", "1", str(number)), number)
    assert all(path.exists() for path in others)
    assert 50 < len(list(kept.iterdir())) - len(others) < 70


def test_a_directory_below_the_home_of_the_user(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv(cache.VARIABLE, "~/kept")
    monkeypatch.chdir(tmp_path)
    tables(own)
    assert len(list((tmp_path / "home" / "kept").iterdir())) == 1
    assert not (tmp_path / "~").exists()
