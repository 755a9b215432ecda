"""What can go wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One fault of a case, a grid or a table.

    Attributes
    ----------
    message : str
        What was found and what is allowed.
    table : str or None
        The table: ``"hubs"``; ``"settings"`` for the settings. None where it is none's.
    row : int or None
        Position of the row in the table, from 0.
    column : str or None
        Heading of the column, or dotted key of the settings.
    item : str or None
        What the row is about: ``hub `zhongwei` ``.
    file : str or None
        The file, where the case was read from files.
    line : int or None
        Line of the file, from 1.
    note, help : str or None
        What else is to know, and what to do about it.
    """

    message: str
    table: str | None = None
    row: int | None = None
    column: str | None = None
    item: str | None = None
    file: str | None = None
    line: int | None = None
    note: str | None = None
    help: str | None = None

    def __str__(self) -> str:
        where = []
        if self.file is not None:
            where.append(self.file)
            if self.line is not None:
                where.append(f"line {self.line}")
        elif self.table is not None:
            where.append(f"table `{self.table}`")
            if self.row is not None:
                where.append(f"row {self.row}")
        if self.column is not None:
            where.append(f"column `{self.column}`")
        text = self.message
        if where:
            text += "\n  --> " + ", ".join(where)
            if self.item is not None:
                text += f" ({self.item})"
        if self.note is not None:
            text += f"\nnote: {self.note}"
        if self.help is not None:
            text += f"\nhelp: {self.help}"
        return text


def _of_core(found: Finding | Mapping[str, Any]) -> Finding:
    if isinstance(found, Finding):
        return found
    file, line = found["file"], found["line"]
    name = file.rsplit("/", 1)[-1]
    table: str | None = "settings" if name == "case.toml" else None
    if name.endswith(".csv"):
        table = name[: -len(".csv")]
    return Finding(
        message=found["message"],
        table=table,
        # the header is line 1
        row=line - 2 if line is not None and table not in (None, "settings") and line >= 2 else None,
        column=found["column"],
        item=found["item"],
        file=file,
        line=line,
        note=found["note"],
        help=found["help"],
    )


class EastwestError(Exception):
    """What eastwest raises."""


class CaseError(EastwestError, ValueError):
    """Bad input: a case, a change, a grid or a table.

    Attributes
    ----------
    findings : list of Finding
        Every fault that was found, all at once.
    """

    def __init__(
        self, message: str, findings: Iterable[Finding | Mapping[str, Any]] = ()
    ) -> None:
        found = [_of_core(one) for one in findings]
        # an error without places is one fault all the same
        self.findings: list[Finding] = found or [Finding(message)]
        super().__init__(message)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (str(self), self.findings))


def amount(name: str, given: float, least: float, most: float = math.inf) -> None:
    """Refuses an option that is out of its range, or no number.

    Raises
    ------
    CaseError
        With its name, what is allowed and what was found.
    """
    if not (least <= given <= most and math.isfinite(given)):
        upper = "" if most == math.inf else f" and at most {most:,}"
        raise CaseError(f"`{name}` has to be at least {least:,}{upper}, found {given}")


MOST_THREADS = 1_024


def workers(threads: int | None) -> int | None:
    """How many threads are asked for; none and 0 stand for one a core."""
    if threads is not None:
        amount("threads", threads, 0, MOST_THREADS)
    return threads


class SolverError(EastwestError, RuntimeError):
    """No solver could answer, or no answer could be proved."""


class InternalError(EastwestError, RuntimeError):
    """A fault of eastwest itself, never of the case."""


class CaseWarning(UserWarning):
    """What is allowed in a case, but likely a mistake."""
