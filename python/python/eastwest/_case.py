"""Cases and their studies."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from . import _core
from ._errors import CaseError, CaseWarning, Finding
from ._progress import Progress, telling
from ._results import (
    Breakeven,
    Diagnosis,
    Explanation,
    Frontier,
    Plan,
    Ranges,
    Trace,
)
from ._sweep import GridLike, Sweep, _grid
from ._tables import Table, _decoded, _Lines, _written

_CoreCase = _core.Case

_TABLES = (
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
                _TABLES,
                (
                    hubs, origins, links, trunks, accelerators, fleet, inference, training, storage, periods, profiles,
                    hourly, power_contracts, baseline, figures, sources,
                ),
                strict=True,
            )
        )  # fmt: skip
        files, findings = _written(given)
        try:
            # what Python hands over is Unicode
            files["case.toml"] = _core.toml_of({"encoding": "utf-8", **settings}).encode()
        except (TypeError, ValueError) as error:
            findings.append(Finding(str(error), table="settings"))
            files["case.toml"] = b""
        name = str(settings.get("name", "case"))
        try:
            core = _core.Case.from_files(name, files)
        except CaseError as error:
            broken = {finding.table for finding in findings}
            wrong = {one.file for one in error.findings}
            lines = {file: _Lines(text) for file, text in files.items() if file in wrong}
            lines.pop("case.toml", None)
            found = [_of_tables(one, lines) for one in error.findings]
            # of a table that could not be had at all, nothing else is said
            found = [one for one in found if one.table not in broken]
            raise _refused(name, [*findings, *found]) from None
        if findings:
            raise _refused(name, findings)
        return cls._warned(core, _as_table)

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
        counts = f"{len(self.hubs)} hubs, {len(self.origins)} origins, {len(self.workloads)} workloads"
        return f"<eastwest.Case {self.name}: {counts}, {len(self.periods)} periods{changed}>"

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
        with telling(progress) as told:
            found = self._core.explain(list(names), within_percent / 100.0, threads, told)
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
            return Breakeven(self._core.breakeven(list(drivers), threads, told))

    def diagnose(
        self, *, threads: int | None = None, progress: Progress | bool | None = None
    ) -> Diagnosis:
        """Which rules cannot hold together, by place, hour and amount, and what would mend it."""
        with telling(progress) as told:
            return Diagnosis(self._core.diagnose(threads, told))

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
        with telling(progress) as told:
            return Ranges(self._core.ranges(sample, seed, spread, threads, told))

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
            values = [float(value) for value in given]
        with telling(progress) as told:
            found = self._core.frontier(x, y, key, values, threads, told)
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
        with telling(progress) as told:
            found = self._core.trace(key, start, end, tolerance, threads, told)
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
        text, path = _grid(grid)
        core = self._core.sweep(text, path, placements, sample, threads)
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


def _as_table(told: str) -> str:
    """What is told of a line of a file, of the row of the table that it was written from."""
    def row(found: re.Match[str]) -> str:
        # the header is line 1
        at = int(found[2]) - 2
        return f"table `{found[1]}`" + (f", row {at}" if at >= 0 else "")

    return re.sub(r"\b(\w+)\.csv, line (\d+)", row, told)


def _of_tables(finding: Finding, lines: Mapping[str, _Lines]) -> Finding:
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


def _restored(name: str, files: dict[str, bytes], steps: list[tuple[str, str]]) -> Case:
    return Case(_core.Case.from_state(name, files, steps))
