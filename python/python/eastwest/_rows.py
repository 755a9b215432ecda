"""Scenarios as rows, and the grids that state them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Union

from . import _core
from ._errors import CaseError, amount
from ._progress import Progress, telling
from ._results import Record
from ._tables import _decoded

GridLike = Union[str, "os.PathLike[str]", Mapping[str, Any]]

_SECTIONS = {"parameter", "rows", "zip", "sample"}
_SIGNS = {"*": "factor", "+": "addition"}


def _grid(grid: GridLike) -> tuple[str, str]:
    """The text of a grid file, and its name."""
    if isinstance(grid, Mapping):
        if not set(grid) <= _SECTIONS:
            grid = {"parameter": [_parameter(key, values) for key, values in grid.items()]}
        return _core.toml_of(dict(grid)), os.path.join(os.getcwd(), "grid.toml")
    path = Path(grid)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CaseError(f"{path}: cannot be read: {error.strerror}") from None
    text = _decoded(raw)
    if text is None:
        raise CaseError(f"{path}: is neither UTF-8 nor GB18030 text")
    return text, str(path)


def _split(key: str) -> tuple[str, str]:
    """A key without the sign behind it, and what its values then are."""
    key = key.strip()
    how = _SIGNS.get(key[-1:])
    return (key, "value") if how is None else (key[:-1].strip(), how)


def _parameter(key: str, values: Any) -> dict[str, Any]:
    name, how = _split(str(key))
    parameter: dict[str, Any] = {"key": name, "as": how}
    if isinstance(values, Mapping):
        return {**parameter, **values}
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        values = [values]
    return {**parameter, "values": list(values)}


class Rows:
    """Scenarios, in their order, each with its proof.

    Nothing is answered until rows are taken; each taking answers them anew, and gives the same. Any library with the Arrow PyCapsule
    interface takes them as a stream of batches, in memory that stays flat: ``pyarrow.RecordBatchReader.from_stream(rows)``,
    ``polars.DataFrame(rows)``.
    """

    def __init__(self, core: _core.Sweep | _core.Linear, progress: Progress | bool | None) -> None:
        self._rows = core
        self._progress = progress

    def __len__(self) -> int:
        """How many scenarios there are."""
        return len(self._rows)

    @property
    def columns(self) -> list[str]:
        """Names of the columns of a row."""
        return self._rows.columns()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows as a stream of the Arrow C interface; the schema is always its own."""
        progress = self._progress
        if progress is True:
            # the bar ends with the stream, which nobody tells of here
            with telling(True) as bar:
                return self._rows.stream(bar)
        return self._rows.stream(progress or None)

    def batches(self) -> Iterator[dict[str, Any]]:
        """The rows, some thousands at a time, as columns by name.

        Yields
        ------
        dict of str to numpy.ndarray or list of str
            Figures as arrays of 64-bit floats, NaN where there is none; ``scenario`` as 64-bit integers; words as lists.
        """
        import numpy

        kinds = {"float": numpy.float64, "int": numpy.int64}
        with telling(self._progress) as told:
            for batch in self._rows.batches(told):
                yield {
                    name: values if kind == "str" else numpy.frombuffer(values, kinds[kind])
                    for name, kind, values in batch
                }

    def to_parquet(self, folder: str | os.PathLike[str], *, rows_per_file: int = 1_000_000) -> None:
        """Answer all scenarios into a folder of Parquet files, by pyarrow.

        Ctrl-C stops within a second and keeps the files that are whole.

        Parameters
        ----------
        folder : path
            A folder, which must not hold Parquet files already.
        rows_per_file : int
            Rows in a file, up to some thousands more.
        """
        import pyarrow
        import pyarrow.parquet

        amount("rows_per_file", rows_per_file, 1)
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.glob("*.parquet")):
            raise FileExistsError(f"`{folder}` holds Parquet files already")
        reader = pyarrow.RecordBatchReader.from_stream(self)
        batches: Iterator[Any] = iter(reader)
        batch = next(batches, None)
        number = 0
        while batch is not None:
            name = folder / f"part-{number:05}.parquet"
            making = name.with_suffix(".parquet.tmp")
            rows = 0
            with pyarrow.parquet.ParquetWriter(making, reader.schema) as writer:
                while batch is not None and rows < rows_per_file:
                    writer.write_batch(batch)
                    rows += batch.num_rows
                    batch = next(batches, None)
            making.rename(name)
            number += 1

    def to_polars(self) -> Any:
        """All rows as a ``polars.DataFrame``."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> Any:
        """All rows as a ``pandas.DataFrame``."""
        import numpy
        import pandas

        parts = list(self.batches())
        joined: dict[str, Any] = {}
        for name in self.columns if parts else []:
            values = [part[name] for part in parts]
            joined[name] = (
                [word for words in values for word in words]
                if isinstance(values[0], list)
                else numpy.concatenate(values)
            )
        return pandas.DataFrame(joined, columns=self.columns)


def _axis(values: Any) -> Any:
    """Distinct values in the order in which they are met."""
    import numpy

    _, first = numpy.unique(values, return_index=True)
    return values[numpy.sort(first)]


def _manifest(text: str) -> dict[str, Any]:
    """What is told of the manifest of a shard."""
    manifest = json.loads(text)
    names = ("file", "rows", "bytes", "sha256", "finished_unix_s")
    return {"shard": manifest["sweep"]["shard"][0], **{name: manifest[name] for name in names}}


def verify_shards(
    folder: str | os.PathLike[str], *, progress: Progress | bool | None = None
) -> Record:
    """Read every byte of a folder of shards, and say whether it is the whole sweep, as ``eastwest merge --verify`` does.

    Parameters
    ----------
    folder : path
        A folder that `Sweep.to_shard`, `eastwest.ray.sweep` or the command wrote.
    progress : callable or bool, optional
        As of `Case.solve`.

    Returns
    -------
    Record
        ``shards``, ``rows``, ``bytes``.

    Raises
    ------
    CaseError
        With the shards that are missing, cut or changed, and files that are none of them.
    """
    with telling(progress) as told:
        found = _core.verify_shards(os.fspath(folder), told)
    return Record(dict(zip(("shards", "rows", "bytes"), found)))
