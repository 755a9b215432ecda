"""Tables that go in and tables that come out."""

from __future__ import annotations

import csv
import html
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import _core

_MISSING = {"NAType", "NaTType"}


def _decoded(raw: bytes) -> str | None:
    """Text as the reader of cases takes it: UTF-8, else GB18030; None where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_pandas(column: object) -> bool:
    return type(column).__module__.partition(".")[0] == "pandas"


def _cell(value: Any, nan_is_missing: bool) -> str:
    """A value as the reader of cases takes it; what is absent is an empty cell."""
    if value is None or type(value).__name__ in _MISSING:
        return ""
    if isinstance(value, str):
        return value
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        # a scalar of numpy
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "" if nan_is_missing else "NaN"
        return repr(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return " ".join(_cell(one, nan_is_missing) for one in value)
    return str(value)


class Misstated(ValueError):
    """Columns of a table that are no lists of values: what is said of each by name, and CSV in which their cells are empty."""

    def __init__(self, columns: dict[str, str], rest: bytes) -> None:
        super().__init__("; ".join(columns.values()))
        self.columns = columns
        self.rest = rest


def _csv_of_columns(columns: Iterable[tuple[Any, Any]]) -> bytes:
    """Columns and their names as CSV."""
    texts: list[tuple[str, list[str] | None]] = []
    misstated: dict[str, str] = {}
    for name, column in columns:
        if isinstance(column, (str, bytes)) or not isinstance(column, Iterable):
            told = f"column `{name}` has to be a list of values, found {type(column).__name__}"
            misstated[str(name)] = told
            texts.append((str(name), None))
            continue
        nan_is_missing = _is_pandas(column)
        texts.append((str(name), [_cell(value, nan_is_missing) for value in column]))
    lengths = {len(column) for _, column in texts if column is not None}
    if len(lengths) > 1:
        told = ", ".join(f"`{name}` has {len(column)}" for name, column in texts if column is not None)
        raise ValueError("; ".join([f"columns of one table have one length: {told}", *misstated.values()]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(name for name, _ in texts)
    # a row of one empty cell is a row, too
    empty = [""] * max(lengths, default=0)
    writer.writerows(zip(*(empty if column is None else column for _, column in texts)))
    text = out.getvalue().encode()
    if misstated:
        raise Misstated(misstated, text)
    return text


def _columns_of(frame: Any) -> list[tuple[str, Any]]:
    """Columns of a frame of pandas, those of its named index first."""
    index = frame.index
    named = [(str(name), index.get_level_values(level)) for level, name in enumerate(index.names) if name is not None]
    return [*named, *((str(name), frame.iloc[:, at]) for at, name in enumerate(frame.columns))]


def csv_of(frame: Any) -> bytes:
    """A table as CSV: from anything with the Arrow interface, or from columns by name."""
    if isinstance(frame, Mapping):
        return _csv_of_columns(frame.items())
    if hasattr(frame, "__arrow_c_stream__"):
        try:
            return _core.csv_of_stream(frame)
        except Exception:
            # pandas has the interface; it needs pyarrow for it, and takes no column of mixed kinds, whose cells are told one by one
            if not _is_pandas(frame):
                raise
    if _is_pandas(frame) and hasattr(frame, "columns"):
        return _csv_of_columns(_columns_of(frame))
    if hasattr(frame, "columns") and hasattr(frame, "__getitem__"):
        return _csv_of_columns((name, frame[name]) for name in frame.columns)
    raise TypeError(
        "a table is anything with the Arrow interface (pandas, polars, pyarrow, DuckDB), or a mapping of columns "
        f"by name; found {type(frame).__name__}"
    )


class Table(Sequence[dict[str, Any]]):
    """A table of results: rows by position, columns by name.

    Any library with the Arrow PyCapsule interface takes it: ``polars.DataFrame(table)``, ``pyarrow.table(table)``,
    ``duckdb.sql("from table")``.

    Parameters
    ----------
    columns : mapping of str to list
        Values by column; None where there is none.
    """

    def __init__(self, columns: Mapping[str, Sequence[Any]]) -> None:
        self._columns = {name: list(values) for name, values in columns.items()}

    @classmethod
    def from_rows(cls, rows: Sequence[Mapping[str, Any]]) -> Table:
        """The table of rows that have the same keys, or some of them."""
        names: dict[str, None] = {}
        for row in rows:
            names.update(dict.fromkeys(row))
        return cls({name: [row.get(name) for row in rows] for name in names})

    @classmethod
    def _from_csv(cls, text: str) -> Table:
        reader = csv.reader(io.StringIO(text, newline=""))
        header = next(reader, [])
        rows = list(reader)
        cells = {name: [row[at] for row in rows] for at, name in enumerate(header)}
        return cls({name: _typed(column) for name, column in cells.items()})

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._columns)

    def column(self, name: str) -> list[Any]:
        """Values of a column."""
        return list(self._columns[name])

    def to_dict(self) -> dict[str, list[Any]]:
        """Values by column."""
        return {name: list(values) for name, values in self._columns.items()}

    def to_rows(self) -> list[dict[str, Any]]:
        """The rows."""
        return list(self)

    def to_pandas(self) -> Any:
        """The table as a ``pandas.DataFrame``."""
        import pandas

        return pandas.DataFrame(self.to_dict())

    def to_polars(self) -> Any:
        """The table as a ``polars.DataFrame``."""
        import polars

        return polars.DataFrame(self)

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), []))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = list(self._columns)
        for values in zip(*self._columns.values()):
            yield dict(zip(names, values))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self.column(key)
        if isinstance(key, slice):
            return Table({name: values[key] for name, values in self._columns.items()})
        return {name: values[key] for name, values in self._columns.items()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self._columns == other._columns

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Table({len(self)} rows: {', '.join(self._columns)})"

    def _repr_html_(self, rows: int = 60) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self._columns)
        body = []
        for row in self[:rows]:
            cells = "".join(f"<td>{_shown(value)}</td>" for value in row.values())
            body.append(f"<tr>{cells}</tr>")
        more = len(self) - rows
        below = f"<p>and {more} more rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>{below}"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table as a stream of the Arrow C interface; the schema is always its own."""
        columns = [(name, _kind(name, values), values) for name, values in self._columns.items()]
        plain = [
            (name, kind, [None if value is None else str(value) for value in values])
            if kind == "str"
            else (name, kind, values)
            for name, kind, values in columns
        ]
        return _core.stream_of_columns(plain)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return html.escape(str(value))


def _kind(name: str, values: Sequence[Any]) -> str:
    """The kind of a column; where all are absent, what its name says."""
    present = [value for value in values if value is not None]
    if not present:
        return "float" if name.rpartition("_")[2] in _UNITS else "str"
    if all(isinstance(value, bool) for value in present):
        return "bool"
    if all(isinstance(value, int) and not isinstance(value, bool) for value in present):
        # a figure that happens to be whole
        return "float" if name.rpartition("_")[2] in _UNITS else "int"
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in present):
        return "float"
    return "str"


_UNITS = {
    "cny", "deg", "gbps", "hours", "kwh", "month", "ms", "mw", "mwh", "pue", "residual", "gap", "share", "t", "tb",
}  # fmt: skip


def _typed(cells: list[str]) -> list[Any]:
    """Cells of CSV as figures, where all are, and empty ones as None."""
    present = [cell for cell in cells if cell != ""]
    try:
        if present and all(cell.lstrip("-").isdigit() for cell in present):
            return [int(cell) if cell else None for cell in cells]
        figures = [float(cell) if cell else None for cell in cells]
    except ValueError:
        return [cell or None for cell in cells]
    return figures
