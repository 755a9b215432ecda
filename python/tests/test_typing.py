"""The types that are told are those that there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
EXAMPLES = sorted((HERE.parent / "examples").glob("*.py"))


def run(*words: object) -> None:
    done = subprocess.run([sys.executable, "-m", *map(str, words)], capture_output=True, text=True, cwd=HERE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_stubs_are_those_of_the_module():
    pytest.importorskip("mypy")
    run("mypy.stubtest", "eastwest._core", "--ignore-missing-stub")


def test_the_package_is_strictly_typed():
    pytest.importorskip("mypy")
    run("mypy", "--strict", "-p", "eastwest", "--ignore-missing-imports")


def test_examples_are_strictly_typed():
    pytest.importorskip("mypy")
    assert EXAMPLES
    run("mypy", "--strict", "--ignore-missing-imports", *EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples_run(example):
    done = subprocess.run([sys.executable, str(example)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout
