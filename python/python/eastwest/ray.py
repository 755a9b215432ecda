"""Sweeps on a Ray cluster: what ``eastwest[ray]`` installs."""

from __future__ import annotations

import importlib
import os
import time
from typing import TYPE_CHECKING, Any

from ._case import Case, Sweep
from ._progress import Progress, telling
from ._rows import GridLike
from ._tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST = 100_000
"""Scenarios of a task, at the least: fewer take no longer than what a task costs."""

_PAUSE_S = 2.0


def sweep(
    case: Case,
    grid: GridLike,
    folder: str | os.PathLike[str],
    *,
    shards: int | None = None,
    placements: bool = False,
    sample: int | None = None,
    threads: int = 1,
    retries: int = 5,
    progress: Progress | bool | None = None,
) -> Table:
    """Answer the scenarios of a grid on a Ray cluster, into a folder of shards.

    Each task writes its own shards, as ``eastwest sweep --shard`` does and with the same bytes: aside, renamed when they are whole, and a
    manifest behind that. A task whose node is lost runs again elsewhere, behind the last row that was written. Called again, whole shards are
    left alone; ``eastwest merge --verify FOLDER`` or `verify_shards` says whether the folder is the whole sweep.

    Parameters
    ----------
    case, grid, placements, sample : as of `Case.sweep`
        Every node needs this version of eastwest, and the CSV files that the grid names, if any.
    folder : path
        A folder that all nodes see under this path. It is made where it does not exist.
    shards : int, optional
        Files of the folder; one for each 100,000 scenarios where not given. Smaller ones are answered several to a task, so
        that each has at least as many scenarios.
    threads : int
        Cores that a task takes.
    retries : int
        How often a task is tried again whose node was lost, or whose shard cannot be written.
    progress : callable or bool, optional
        As of `Case.solve`; counts scenarios of tasks that came to their end.

    Returns
    -------
    Table
        The manifests, one row a shard: ``shard``, ``file``, ``rows``, ``bytes``, ``sha256``, ``finished_unix_s``.

    Raises
    ------
    CaseError
        Where the folder holds another sweep, or there are more shards than scenarios. Nothing is answered then.
    OSError
        Where a shard cannot be written, however often it is tried. The others are, before it is raised.
    """
    ray = _ray()
    rows = case.sweep(grid, placements=placements, sample=sample, threads=threads)
    count = max(1, len(rows) // LEAST) if shards is None else shards
    place = os.path.abspath(folder)
    rows._core.begin_shards(place, count)
    task = ray.remote(_answer).options(
        name="eastwest", num_cpus=threads, max_retries=retries, retry_exceptions=[OSError]
    )
    held = ray.put(rows)
    waiting = [task.remote(held, place, part, count) for part in _parts(len(rows), count)]
    found: list[dict[str, Any]] = []
    failed: Exception | None = None
    try:
        with telling(progress) as told:
            while waiting:
                (done,), waiting = ray.wait(waiting)
                try:
                    found.extend(ray.get(done))
                except ray.exceptions.RayError as error:
                    failed = failed or error
                if told is not None:
                    told("scenarios", sum(one["rows"] for one in found), len(rows))
    except BaseException:
        # tasks end within a second, and keep what they have written
        for one in waiting:
            ray.cancel(one)
        raise
    if failed is not None:
        # of an error of a task, what it raised there
        raise getattr(failed, "cause", None) or failed
    return Table.from_rows(sorted(found, key=lambda one: int(one["shard"])))


def _ray() -> Any:
    try:
        return importlib.import_module("ray")
    except ImportError as error:
        raise ImportError("sweeps on Ray need it: pip install 'eastwest[ray]'") from error


def _parts(scenarios: int, shards: int) -> Iterator[range]:
    """Neighbouring shards, from 1, that have `LEAST` scenarios together; the last ones may have more."""
    begin = 1
    for shard in range(1, shards + 1):
        before, behind = (scenarios * number // shards for number in (begin - 1, shard))
        if behind - before >= LEAST and scenarios - behind >= LEAST or shard == shards:
            yield range(begin, shard + 1)
            begin = shard + 1


def _answer(rows: Sweep, folder: str, part: range, of: int) -> list[dict[str, Any]]:
    """A task: the manifests of its shards."""
    try:
        return [rows.to_shard(folder, shard, of).to_dict() for shard in part]
    except OSError:
        # a process that does not know yet that its node is lost still holds the shard
        time.sleep(_PAUSE_S)
        raise
