"""What all tests share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import eastwest as ew

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"


@pytest.fixture(scope="session")
def tiny() -> ew.Case:
    return ew.Case.read(DATASETS / "tiny")


@pytest.fixture(scope="session")
def china() -> ew.Case:
    return ew.Case.read(DATASETS / "china").one_period()


@pytest.fixture(scope="session")
def command() -> list[str]:
    """The command that the package installs."""
    script = Path(sys.executable).with_name("eastwest")
    found = str(script) if script.exists() else shutil.which("eastwest")
    return [found] if found else [sys.executable, "-m", "eastwest"]


@pytest.fixture
def run(command):
    def run(*words: object) -> subprocess.CompletedProcess[str]:
        words = [os.fspath(word) if isinstance(word, os.PathLike) else str(word) for word in words]
        return subprocess.run([*command, *words], capture_output=True, text=True, timeout=300)

    return run
