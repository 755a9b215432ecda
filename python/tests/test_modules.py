"""The modules of the package import one another one way."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import eastwest as ew

FOLDER = Path(ew.__file__).parent


def imports(module: str) -> set[str]:
    """The modules of this package that one imports anywhere: at its top, in a function, for types alone."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((FOLDER / f"{module}.py").read_text())):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found |= {node.module.partition(".")[0]} if node.module else {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("eastwest"):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.name.split(".")[1] for one in node.names if one.name.startswith("eastwest.")}
    return found


def test_modules_import_one_another_one_way():
    modules = {path.stem for path in FOLDER.glob("*.py")}
    graph = {module: imports(module) & modules for module in modules}
    assert graph["_case"] >= {"_rows", "_stated"} and len(graph) >= 12
    # raises CycleError, with the circle
    assert list(graphlib.TopologicalSorter(graph).static_order())[-1] in modules
