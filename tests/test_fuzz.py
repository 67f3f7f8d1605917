"""Inputs that fuzzing has found (`make fuzz`), held to the same laws without the fuzzer."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz_targets import FOUND, TARGETS

INPUTS = sorted(path for name in TARGETS for path in (FOUND / name).iterdir())


def test_each_target_has_inputs() -> None:
    assert {path.parent.name for path in INPUTS} == set(TARGETS)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_input_that_was_found_breaks_no_law(path: Path) -> None:
    TARGETS[path.parent.name].test(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_of_a_target_break_no_law(name: str) -> None:
    target = TARGETS[name]
    for data in list(target.seeds())[::80]:
        target.test(data)
        if target.mutate:
            assert target.mutate(data, 100, 1) == target.mutate(data, 100, 1) != data
