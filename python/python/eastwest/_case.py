"""Cases, their studies and their sweeps."""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import _core
from ._errors import CaseError, CaseWarning, amount, workers
from ._progress import Progress, telling
from ._results import (
    Breakeven,
    Diagnosis,
    Explanation,
    Frontier,
    Plan,
    Ranges,
    Record,
    Trace,
)
from ._rows import GridLike, Rows, _axis, _grid, _manifest
from ._stated import TABLES, as_table, core_of_tables
from ._tables import Table, _decoded

_CoreCase = _core.Case


class Case:
    """A case: hubs, origins, links, workloads, prices and rules, ready to be solved.

    A case never changes. What changes a case gives another, so cases can be shared between threads, pickled, and compared with what they
    came from. ``Case.read`` and ``Case.from_tables`` make one.
    """

    __slots__ = ("__weakref__", "_core_", "_idle")

    def __init__(self, core: _CoreCase, *, _idle: bool = False) -> None:
        self._core_ = core
        # whether nobody has used what a change gave
        self._idle = _idle

    @property
    def _core(self) -> _CoreCase:
        self._idle = False
        return self._core_

    def __del__(self) -> None:
        if getattr(self, "_idle", False) and not sys.is_finalizing():
            warnings.warn(
                "a change was made and not used: a case never changes, and `set` and its like give another one "
                "(`case = case.set(…)`)",
                UserWarning,
                stacklevel=2,
            )

    # -- where cases come from ---------------------------------------------------------------------------------------

    @classmethod
    def read(cls, folder: str | os.PathLike[str]) -> Case:
        """Read a case from its folder.

        Parameters
        ----------
        folder : path
            A folder with ``case.toml`` and CSV tables; docs/case.md describes them.

        Returns
        -------
        Case

        Raises
        ------
        CaseError
            With every fault of the files in ``findings``, each with file, line and column.
        """
        return cls._warned(_core.Case.read(os.fspath(folder)))

    @classmethod
    def from_tables(
        cls,
        *,
        settings: Mapping[str, Any],
        hubs: Any = None,
        origins: Any = None,
        links: Any = None,
        trunks: Any = None,
        accelerators: Any = None,
        fleet: Any = None,
        inference: Any = None,
        training: Any = None,
        storage: Any = None,
        periods: Any = None,
        profiles: Any = None,
        hourly: Any = None,
        power_contracts: Any = None,
        baseline: Any = None,
        figures: Any = None,
        sources: Any = None,
    ) -> Case:
        """Make a case from tables.

        A table is anything with the Arrow PyCapsule interface (``pandas.DataFrame``, ``polars.DataFrame``, ``pyarrow.Table``, a DuckDB
        relation) or a mapping of columns by name. Columns are found by their names, which carry the units, in any order; docs/case.md
        lists them. Nulls are empty cells. A named index of pandas is a column.

        Parameters
        ----------
        settings : mapping
            What ``case.toml`` holds: ``name``, ``horizon_hours``, and a mapping for each of its sections.
        hubs, origins : table
            Needed in every case.
        links, trunks, accelerators, fleet, inference, training, storage, periods, profiles, hourly : table, optional
            Where the case has them.
        power_contracts, baseline, figures, sources : table, optional
            Likewise.

        Returns
        -------
        Case

        Raises
        ------
        CaseError
            With every fault of all tables in ``findings``, each with table, row (from 0) and column.
        """
        given = dict(
            zip(
                TABLES,
                (
                    hubs, origins, links, trunks, accelerators, fleet, inference, training, storage, periods, profiles,
                    hourly, power_contracts, baseline, figures, sources,
                ),
                strict=True,
            )
        )  # fmt: skip
        return cls._warned(core_of_tables(settings, given), as_table)

    @classmethod
    def _warned(cls, core: _CoreCase, words: Callable[[str], str] = str) -> Case:
        for told in core.warnings():
            warnings.warn(words(told), CaseWarning, stacklevel=3)
        return cls(core)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, self._core.state())

    # -- what it is --------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Id of the case."""
        return self._core.name

    @property
    def title(self) -> str:
        """One line that says what the case is about."""
        return self._core.title

    @property
    def hash(self) -> str:
        """SHA-256 of the tables that it was made from, before any change."""
        return self._core.hash

    @property
    def horizon_hours(self) -> float:
        """Length of the horizon, h."""
        return self._core.horizon_hours

    @property
    def hubs(self) -> list[str]:
        """Ids of the hubs."""
        return self._core.hubs

    @property
    def origins(self) -> list[str]:
        """Ids of the origins."""
        return self._core.origins

    @property
    def workloads(self) -> list[str]:
        """Ids of services, training runs and archives."""
        return self._core.workloads

    @property
    def periods(self) -> list[str]:
        """Ids of the periods."""
        return self._core.periods

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios that the settings state."""
        return self._core.scenarios()

    @property
    def warnings(self) -> list[str]:
        """What is allowed, but likely a mistake."""
        return [*self._core.warnings(), *self._core.raised_in_vain()]

    @property
    def changes(self) -> list[tuple[str, str]]:
        """What was done to it since it was read, in order: which step, and with what."""
        return self._core.state()[2]

    def parameters(self) -> Table:
        """Keys of all that can be changed: key, least and greatest figure, unit."""
        names = ("key", "least", "greatest", "unit")
        return Table.from_rows([dict(zip(names, row)) for row in self._core.parameters()])

    def __repr__(self) -> str:
        changed = "".join(f", {kind} {text}" for kind, text in self.changes)
        counts = [
            _counted(len(things), word)
            for word, things in (
                ("hub", self.hubs), ("origin", self.origins), ("workload", self.workloads), ("period", self.periods),
            )
        ]  # fmt: skip
        return f"<eastwest.Case {self.name}: {', '.join(counts)}{changed}>"

    # -- what gives another case -------------------------------------------------------------------------------------

    def _stepped(self, kind: str, text: str) -> Case:
        return Case(self._core.step(kind, text), _idle=True)

    def set(self, *changes: str) -> Case:
        """The case with figures changed; this one stays as it is.

        Parameters
        ----------
        *changes : str
            ``KEY=VALUE``, ``KEY*=FACTOR`` or ``KEY+=ADDITION``, done in order: ``"electricity_price.west*=1.2"``. docs/sweep.md lists the keys,
            ``parameters()`` those of this case.

        Returns
        -------
        Case

        Raises
        ------
        CaseError
            Where a key is not known, with the nearest one, or a figure would leave its range.
        """
        if not changes:
            raise TypeError("set takes at least one change, such as 'carbon_price=200'")
        case = self
        for change in changes:
            case = case._stepped("set", change)
        vain = case._core_.raised_in_vain()
        for told in vain[len(self._core.raised_in_vain()) :]:
            warnings.warn(told, CaseWarning, stacklevel=2)
        return case

    def scenario(self, name: str) -> Case:
        """The case with the changes of a scenario that its settings name."""
        return self._stepped("scenario", name)

    def with_baseline(self, baseline: str) -> Case:
        """The case compared with another baseline: ``"east"``, ``"west"``, hubs separated by commas, or a CSV file."""
        return self._stepped("baseline", os.fspath(baseline))

    def one_period(self) -> Case:
        """The case with one period, which holds the means over the horizon."""
        return self._stepped("periods", "one")

    # -- studies -----------------------------------------------------------------------------------------------------

    def solve(
        self,
        *,
        claims: bool = True,
        solver: str = "engine",
        progress: Progress | bool | None = None,
    ) -> Plan:
        """The best plan, its proof, and the three claims against the baseline.

        Parameters
        ----------
        claims : bool
            Whether the claims are tested; without them it takes a third of the time.
        solver : str
            ``"engine"``, ``"clarabel"`` or ``"microlp"``; every answer is checked by the same code.
        progress : callable or bool, optional
            Told what is counted, how much of it is done, and how much there is; True for a bar of tqdm.

        Returns
        -------
        Plan

        Raises
        ------
        SolverError
            Where nobody could answer, or no answer could be proved.
        """
        with telling(progress) as told:
            return Plan(self._core.solve(claims, solver, told))

    def explain(
        self,
        *names: str,
        within_percent: float = 1.0,
        threads: int | None = None,
        progress: Progress | bool | None = None,
    ) -> Explanation:
        """Reasons for the plan: what binds and what it is worth, why work runs where it runs, how firm the plan is.

        Parameters
        ----------
        *names : str
            Only what concerns these workloads, hubs, origins, trunks or rules.
        within_percent : float
            How much dearer than the best a plan may be to count as nearly as good, per cent of what is paid.
        threads : int, optional
            Threads to work on; one for each core where not given.
        progress : callable or bool, optional
            As of `solve`.
        """
        amount("within_percent", within_percent, 0)
        with telling(progress) as told:
            found = self._core.explain(list(names), within_percent / 100.0, workers(threads), told)
        return Explanation(found)

    def breakeven(
        self,
        *drivers: str,
        threads: int | None = None,
        progress: Progress | bool | None = None,
    ) -> Breakeven:
        """The value of each driver at which the claims stop being true.

        Parameters
        ----------
        *drivers : str
            Only these, such as ``"bandwidth"`` or ``"carbon-price"``.
        threads, progress : optional
            As of `explain`.
        """
        with telling(progress) as told:
            return Breakeven(self._core.breakeven(list(drivers), workers(threads), told))

    def diagnose(
        self, *, threads: int | None = None, progress: Progress | bool | None = None
    ) -> Diagnosis:
        """Which rules cannot hold together, by place, hour and amount, and what would mend it."""
        with telling(progress) as told:
            return Diagnosis(self._core.diagnose(workers(threads), told))

    def ranges(
        self,
        *,
        sample: int = 100_000,
        seed: int = 0,
        spread: str = "triangular",
        threads: int | None = None,
        progress: Progress | bool | None = None,
    ) -> Ranges:
        """What the ranges of the figures (table ``figures``) do to the three claims.

        Parameters
        ----------
        sample : int
            Points of the sample over all ranges at once; 0 for none.
        seed : int
            Of the sample.
        spread : str
            How a figure is spread over its range: ``"triangular"`` or ``"uniform"``.
        threads, progress : optional
            As of `explain`.
        """
        amount("sample", sample, 0)
        amount("seed", seed, 0)
        with telling(progress) as told:
            return Ranges(self._core.ranges(sample, seed, spread, workers(threads), told))

    def frontier(
        self,
        x: str = "cost",
        y: str = "carbon",
        *,
        add: Mapping[str, Sequence[float]] | None = None,
        threads: int | None = None,
        progress: Progress | bool | None = None,
    ) -> Frontier:
        """The exact frontier of two measures.

        Parameters
        ----------
        x, y : str
            ``"cost"``, ``"carbon"``, ``"round_trip"`` or ``"green"``; the first corner is best in `x`, the last in `y`.
        add : mapping, optional
            One frontier for each value of a key: ``{"bandwidth_price*": [0.5, 1, 2]}``. ``KEY*`` takes factors, ``KEY+`` additions.
        threads, progress : optional
            As of `explain`.
        """
        key, values = None, []
        if add is not None:
            if len(add) != 1:
                raise CaseError("`add` takes one key with its values")
            ((key, given),) = add.items()
            try:
                values = [float(value) for value in given]
            except (TypeError, ValueError):
                raise CaseError(f"`add` takes a list of numbers for `{key}`, found {given!r}") from None
        with telling(progress) as told:
            found = self._core.frontier(x, y, key, values, workers(threads), told)
        return Frontier(found)

    def trace(
        self,
        key: str,
        start: float,
        end: float,
        *,
        tolerance: float = 1e-6,
        threads: int | None = None,
        progress: Progress | bool | None = None,
    ) -> Trace:
        """How the plan follows one figure, from breakpoint to breakpoint.

        Parameters
        ----------
        key : str
            The figure: ``"electricity_price.west"``. With ``*`` behind it, `start` and `end` are factors, with ``+`` additions.
        start, end : float
            First and last value, in the unit of the key.
        tolerance : float
            Width of a bracket, as a part of the range, where breakpoints cannot be had exactly.
        threads, progress : optional
            As of `explain`.
        """
        amount("tolerance", tolerance, 0)
        with telling(progress) as told:
            found = self._core.trace(key, start, end, tolerance, workers(threads), told)
        return Trace(found)

    def sweep(
        self,
        grid: GridLike,
        *,
        placements: bool = False,
        sample: int | None = None,
        threads: int | None = None,
        progress: Progress | bool | None = None,
    ) -> Sweep:
        """Scenarios of a grid, to be answered when their rows are taken.

        Parameters
        ----------
        grid : path or mapping
            A grid file (docs/sweep.md), what such a file holds, or values by key: ``{"carbon_price": [0, 100], "electricity_price.west*":
            [0.8, 1.2]}``, all combined with one another, the last key varying fastest. A value may also be a mapping, as in a
            grid file: ``{"range": {"from": 0, "to": 400, "steps": 41}}``.
        placements : bool
            Whether rows hold the load of each workload at each hub.
        sample : int, optional
            Only so many scenarios, spread evenly over the grid.
        threads, progress : optional
            As of `explain`.

        Returns
        -------
        Sweep
        """
        if sample is not None:
            amount("sample", sample, 1)
        text, path = _grid(grid)
        core = self._core.sweep(text, path, placements, sample, workers(threads))
        return Sweep(core, (self, text, path, placements, sample, threads), progress)

    def to_tables(self) -> dict[str, Any]:
        """The tables and the settings of what the case is, as `from_tables` takes them: ``Case.from_tables(**case.to_tables())``.

        Of a case that nobody changed they are those that it was made from. Of a changed one every figure is as the changes left it, stated where
        it stands: by origin, link and hub, and hour by hour where it varies. A run that asks for nothing is left out.

        Returns
        -------
        dict of str to Table, and to dict for ``"settings"``
            By name.

        Raises
        ------
        CaseError
            Where tables have no place for a change: a workload that may run nowhere, a window with a gap.
        """
        settings, texts = self._core.stated()
        own = self._core.state()[1]
        # the ranges of figures and their sources are no part of what is solved
        beside: dict[str, str | None] = {
            name: _decoded(own[name]) for name in ("figures.csv", "sources.csv") if name in own
        }
        held: dict[str, str | None] = {**beside, **texts}
        tables = {
            name.removesuffix(".csv"): Table._from_csv(text)
            for name, text in held.items()
            if text is not None
        }
        told: dict[str, Any] = {"settings": settings}
        told.update(tables)
        return told


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


class Sweep(Rows):
    """Scenarios of a case, in the order of their grid, each with its proof.

    Rows are taken as those of `Rows`. The columns are those of the command's CSV file (docs/output.md), the figures the same numbers.
    """

    def __init__(
        self,
        core: _core.Sweep,
        made_of: tuple[Case, str, str, bool, int | None, int | None],
        progress: Progress | bool | None = None,
    ) -> None:
        super().__init__(core, progress)
        self._core = core
        self._made_of = made_of

    @property
    def case(self) -> Case:
        """The case that is swept."""
        return self._made_of[0]

    @property
    def parameters(self) -> list[str]:
        """Names of the columns of what varies."""
        return self._core.parameters()

    @property
    def grid_hash(self) -> str:
        """SHA-256 of all that decides the scenarios."""
        return self._core.grid_hash()

    def summary(self) -> Record:
        """Counts and ranges over all rows; answers them where no taking has come to its end yet."""
        told = self._core.summary()
        if told is None:
            with telling(self._progress) as progress:
                for _ in self._core.batches(progress):
                    pass
            told = self._core.summary() or "{}"
        return Record(json.loads(told))

    def to_csv(self, path: str | os.PathLike[str], *, replace: bool = False) -> None:
        """Answer all scenarios into a CSV file: the same bytes as the command's.

        Ctrl-C stops within a second and keeps the rows that are written.

        Parameters
        ----------
        path : path
            The file.
        replace : bool
            Whether a file that exists is replaced.
        """
        with telling(self._progress) as told:
            self._core.write_csv(os.fspath(path), replace, told)

    def to_shard(
        self,
        folder: str | os.PathLike[str],
        number: int,
        of: int,
        *,
        progress: Progress | bool | None = None,
    ) -> Record:
        """Answer one of so many shards into a folder, which is read as one Parquet table: the same bytes as ``eastwest sweep --shard``.

        The file is written aside and renamed, and its manifest follows when all is on the disk. A shard that is whole is left alone; one that
        was cut off goes on where it stopped. docs/cluster.md describes the folder, `eastwest.ray.sweep` answers all shards on a cluster.

        Parameters
        ----------
        folder : path
            It is made where it does not exist.
        number, of : int
            Which shard, from 1, of how many.
        progress : callable or bool, optional
            As of `Case.solve`.

        Returns
        -------
        Record
            The manifest: ``shard``, ``file``, ``rows``, ``bytes``, ``sha256``, ``finished_unix_s``.

        Raises
        ------
        CaseError
            Where the folder holds another sweep, or there is no such shard.
        OSError
            Where it cannot be written, or another process is answering it.
        """
        amount("of", of, 0)
        amount("number", number, 0)
        with telling(self._progress if progress is None else progress) as told:
            return Record(_manifest(self._core.write_shard(os.fspath(folder), number, of, told)))

    def to_xarray(self) -> Any:
        """The rows of a product of listed figures as an ``xarray.Dataset``, one dimension for each parameter.

        Returns
        -------
        xarray.Dataset

        Raises
        ------
        ValueError
            Where the scenarios are not a product: zipped, drawn or sampled.
        """
        import numpy
        import xarray

        parts = list(self.batches())
        columns: dict[str, Any] = {
            name: [word for part in parts for word in part[name]]
            if isinstance(parts[0][name], list)
            else numpy.concatenate([part[name] for part in parts])
            for name in self.columns
        }
        axes = {name: _axis(columns[name]) for name in self.parameters}
        shape = [len(axis) for axis in axes.values()]
        points = numpy.meshgrid(*axes.values(), indexing="ij") if axes else []
        is_product = int(numpy.prod(shape)) == len(self) and all(
            numpy.array_equal(point.ravel(), columns[name], equal_nan=True)
            for name, point in zip(axes, points)
        )
        if not is_product:
            raise ValueError("the scenarios are no product of listed figures, so they have no dimensions")
        others = {
            name: (list(axes), numpy.asarray(values).reshape(shape))
            for name, values in columns.items()
            if name not in axes
        }
        return xarray.Dataset(others, coords=axes)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored_sweep, self._made_of)

    def __repr__(self) -> str:
        return f"<eastwest.Sweep of {self.case.name}: {len(self):,} scenarios of {', '.join(self.parameters)}>"


def _restored(name: str, files: dict[str, bytes], steps: list[tuple[str, str]]) -> Case:
    return Case(_core.Case.from_state(name, files, steps))


def _restored_sweep(
    case: Case,
    text: str,
    path: str,
    placements: bool,
    sample: int | None,
    threads: int | None,
) -> Sweep:
    core = case._core.sweep(text, path, placements, sample, threads)
    return Sweep(core, (case, text, path, placements, sample, threads))
