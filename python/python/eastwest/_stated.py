"""A case from tables, with all that is wrong with them at once."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from . import _core
from ._errors import CaseError, Finding
from ._tables import Misstated, csv_of

TABLES = (
    "hubs",
    "origins",
    "links",
    "trunks",
    "accelerators",
    "fleet",
    "inference",
    "training",
    "storage",
    "periods",
    "profiles",
    "hourly",
    "power_contracts",
    "baseline",
    "figures",
    "sources",
)



def core_of_tables(settings: Mapping[str, Any], given: Mapping[str, Any]) -> _core.Case:
    """The case of settings and tables by name, or a `CaseError` with every fault of all of them."""
    if not isinstance(settings, Mapping):
        told = f"settings are a mapping of values by key, found {type(settings).__name__}"
        raise _refused("case", [Finding(told, table="settings")])
    files, findings = _written(given)
    files["case.toml"], unsettable = _settings(settings)
    findings.extend(unsettable)
    name = str(settings.get("name", "case"))
    try:
        core = _core.Case.from_files(name, files)
    except CaseError as error:
        raise _refused(name, [*findings, *_of_tables(error.findings, files, findings)]) from None
    if findings:
        raise _refused(name, findings)
    return core


def _settings(settings: Mapping[str, Any]) -> tuple[bytes, list[Finding]]:
    """The settings as a file, without those that cannot be written, and what is wrong with these."""
    try:
        # what Python hands over is Unicode
        return _core.toml_of({"encoding": "utf-8", **settings}).encode(), []
    except (TypeError, ValueError) as error:
        findings = list(_unsettable(settings, ""))
        if not findings:
            return b"", [Finding(str(error), table="settings")]
    sound = _without(settings, {finding.column for finding in findings}, "")
    return _core.toml_of({"encoding": "utf-8", **sound}).encode(), findings


_DEEPEST = 4
"""Sections that lie in one another: a setting of a case lies no deeper."""


def _unsettable(settings: Mapping[str, Any], section: str, depth: int = 0) -> Iterator[Finding]:
    """Faults of settings that cannot be written, each with its dotted key."""
    for key, value in settings.items():
        dotted = f"{section}{key}"
        if isinstance(value, Mapping) and depth < _DEEPEST:
            yield from _unsettable(value, f"{dotted}.", depth + 1)
            continue
        try:
            _core.toml_of({str(key): value})
        except (TypeError, ValueError) as error:
            yield Finding(str(error), table="settings", column=dotted)


def _without(settings: Mapping[str, Any], keys: set[str | None], section: str) -> dict[str, Any]:
    return {
        key: _without(value, keys, f"{section}{key}.") if isinstance(value, Mapping) else value
        for key, value in settings.items()
        if f"{section}{key}" not in keys
    }


def _written(frames: Mapping[str, Any]) -> tuple[dict[str, bytes], list[Finding]]:
    """CSV files of tables by name, and what is wrong with those that are none, or with columns that are none."""
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    for name, frame in frames.items():
        if frame is None:
            continue
        try:
            files[f"{name}.csv"] = csv_of(frame)
        except Misstated as error:
            files[f"{name}.csv"] = error.rest
            findings.extend(Finding(told, table=name, column=column) for column, told in error.columns.items())
        except Exception as error:  # whatever a frame of another library says of itself
            findings.append(Finding(str(error) or type(error).__name__, table=name))
    return files, findings


def _of_tables(
    found: list[Finding], files: Mapping[str, bytes], before: list[Finding]
) -> list[Finding]:
    """Findings of files, as those of the tables that they were written from; nothing else is said of what could not be written."""
    wrong = {one.file for one in found}
    lines = {file: _Lines(text) for file, text in files.items() if file in wrong}
    lines.pop("case.toml", None)
    # no column stands for all of a table
    broken = {(one.table, one.column) for one in before}
    told = (_of_table(one, lines) for one in found)
    return [one for one in told if broken.isdisjoint({(one.table, one.column), (one.table, None)})]


def as_table(told: str) -> str:
    """What is told of a line of a file, of the row of the table that it was written from."""
    def row(found: re.Match[str]) -> str:
        # the header is line 1
        at = int(found[2]) - 2
        return f"table `{found[1]}`" + (f", row {at}" if at >= 0 else "")

    return re.sub(r"\b(\w+)\.csv, line (\d+)", row, told)


def _of_table(finding: Finding, lines: Mapping[str, _Lines]) -> Finding:
    """A finding of a file, as one of the table that it was written from."""
    row = None
    if finding.line is not None and finding.file is not None and finding.file in lines:
        row = lines[finding.file].row(finding.line)
    return replace(finding, row=row, file=None, line=None)


def _refused(name: str, findings: list[Finding]) -> CaseError:
    listed = findings[:200]
    told = [f"error: {finding}" for finding in listed]
    if len(findings) > len(listed):
        told.append(f"and {len(findings) - len(listed)} more like these")
    word = "fault" if len(findings) == 1 else "faults"
    told.append(f"{len(findings)} {word} in `{name}`")
    return CaseError("\n\n".join(told), findings)


class _Lines:
    """The rows of a CSV text by line: cells may hold line breaks."""

    def __init__(self, text: bytes) -> None:
        # by row, the header first: the line on which it begins; None where each has one line
        self._starts: list[int] | None = None
        if text.count(b'"'):
            reader = csv.reader(io.StringIO(text.decode(), newline=""))
            self._starts, before = [], 0
            for _ in reader:
                self._starts.append(before + 1)
                before = reader.line_num

    def row(self, line: int) -> int | None:
        """The row, from 0, of a line, from 1."""
        row = line - 2 if self._starts is None else bisect_right(self._starts, line) - 2
        return row if row >= 0 else None
