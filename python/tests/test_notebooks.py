"""The notebooks run from beginning to end, and so does the example of the README."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "python" / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "outputs are not kept"
    nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) or "image/png" in output.get("data", {}) for output in shown)


@pytest.mark.parametrize("page", ["python/README.md", "docs/python.md"])
def test_the_examples_of_a_page_run(page, tmp_path, capsys):
    """One block after the other, from the top of the repository, in one namespace."""
    pytest.importorskip("polars")
    blocks = (ROOT / page).read_text().split("```python\n")[1:]
    assert blocks
    before, names = Path.cwd(), {"TARGET": tmp_path}
    os.chdir(ROOT)
    try:
        for block in blocks:
            exec(compile(block.split("```")[0], page, "exec"), names)  # noqa: S102
    finally:
        os.chdir(before)
    assert capsys.readouterr().out
