"""What studies find."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from . import _core
from ._tables import Table

R = TypeVar("R", bound="Result")


class Record(Mapping[str, Any]):
    """Figures by name, as attributes and as keys; units stand in the names."""

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = dict(data)

    def __getitem__(self, key: str) -> Any:
        return _wrapped(self._data[key])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            known = ", ".join(self._data)
            raise AttributeError(f"nothing is called `{name}`; known: {known}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._data]

    def __repr__(self) -> str:
        return f"Record({self._data!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Record, (self._data,))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values."""
        return dict(self._data)

    def _repr_html_(self) -> str:
        return Table({"name": list(self._data), "value": list(self._data.values())})._repr_html_()


def _wrapped(value: Any) -> Any:
    """Records of dictionaries, tables of lists of flat ones."""
    if isinstance(value, dict):
        return Record(value)
    if isinstance(value, list):
        if value and all(isinstance(one, dict) for one in value):
            if not any(isinstance(cell, (dict, list)) for one in value for cell in one.values()):
                return Table.from_rows(value)
            return [Record(one) for one in value]
        return list(value)
    return value


class Result:
    """What a study found.

    Every key of the JSON document that the command writes is an attribute: docs/output.md and its neighbours say what each means. Results
    can be pickled and used from any thread.
    """

    _pictures: tuple[str, ...] = ()

    def __init__(self, core: _core.Study) -> None:
        self._core = core
        self._document: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON document of the command, as Python values."""
        document: dict[str, Any] = json.loads(self._core.json())
        return document

    def to_json(self) -> str:
        """The JSON document of the command, to the last byte."""
        return self._core.json()

    def to_text(self, full: bool = False) -> str:
        """The page of the command.

        Parameters
        ----------
        full : bool
            Whether a plan is told whole rather than on two screens.
        """
        return self._core.text(full)

    def to_tables(self) -> dict[str, Table]:
        """The CSV tables of the command by name, where it writes any."""
        return {
            name.removesuffix(".csv"): Table._from_csv(text.decode()) for name, text in self._core.tables()
        }

    def svg(self, picture: str | None = None) -> str:
        """A picture as SVG.

        Parameters
        ----------
        picture : str, optional
            Which: ``"costs"``, ``"map"`` or ``"hours"`` of a plan; the one there is of anything else.
        """
        if picture is None:
            if not self._pictures:
                raise ValueError(f"no picture is drawn of {type(self).__name__}")
            picture = self._pictures[0]
        return self._core.svg(picture)

    def _read(self) -> dict[str, Any]:
        if self._document is None:
            self._document = self.to_dict()
        return self._document

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        document = self._read()
        if name not in document:
            known = ", ".join(document)
            raise AttributeError(f"nothing is called `{name}`; known: {known}")
        return _wrapped(document[name])

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._read()]

    def __reduce__(self) -> tuple[Any, ...]:
        core = self._core
        state = (core.json(), core.text(False), core.text(True), core.tables())
        return (_restored, (type(self), *state))

    def __repr__(self) -> str:
        return f"<eastwest.{type(self).__name__}>"

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        text = html.escape(self.to_text())
        tables = self.to_tables() or dict(_listed(self._read()))
        told = "".join(f"<h4>{html.escape(name)}</h4>{table._repr_html_()}" for name, table in tables.items())
        drawn = "".join(f"<div>{self.svg(picture)}</div>" for picture in self._pictures)
        return f"<pre>{text}</pre>{told}{drawn}"


def _listed(document: Mapping[str, Any], section: str = "") -> Iterator[tuple[str, Table]]:
    """Lists of records in a document as tables of their plain values, by dotted key."""
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _listed(value, f"{section}{key}.")
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            plain = [
                {name: cell for name, cell in one.items() if not isinstance(cell, (dict, list))} for one in value
            ]
            yield f"{section}{key}", Table.from_rows(plain)


def _restored(cls: type[R], json_text: str, text: str, full: str, tables: list[Any]) -> R:
    return cls(_core.Study.from_state(json_text, text, full, tables))


class _Tabular(Result):
    """A result with one table above all."""

    _main: str = ""

    def to_table(self) -> Table:
        """The table that the command writes as CSV."""
        return self.to_tables()[self._main]

    def to_pandas(self) -> Any:
        """The table as a ``pandas.DataFrame``."""
        return self.to_table().to_pandas()

    def to_polars(self) -> Any:
        """The table as a ``polars.DataFrame``."""
        return self.to_table().to_polars()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table as a stream of the Arrow C interface."""
        return self.to_table().__arrow_c_stream__(requested_schema)


class Plan(Result):
    """The best plan of a case, its claims and its proof: what ``Case.solve`` gives."""

    _pictures = ("costs", "map", "hours")

    def __repr__(self) -> str:
        name = self._read()["case"]["name"]
        return f"<eastwest.Plan of {name}: {self.status}, {self.objective_cny:,.0f} CNY>"

    @property
    def status(self) -> str:
        """``optimal``, or ``shortfall`` where not everything can be met."""
        return str(self._read()["status"])

    @property
    def objective_cny(self) -> float:
        """Cost with penalties over the horizon, CNY."""
        value = self._core.objective_cny()
        return float(self._read()["objective_cny"]) if value is None else value

    @property
    def cost_cny(self) -> Record:
        """Cost by item over the horizon, CNY; ``total`` is their sum."""
        return Record(self._read()["cost_cny"])

    @property
    def carbon_t(self) -> float:
        """Emissions over the horizon in the case's accounting, t CO2."""
        return float(self._read()["carbon_t"])

    @property
    def green_share(self) -> float | None:
        """Renewable energy over energy, 0..1; None where nothing runs."""
        value: float | None = self._read()["green_share"]
        return value

    @property
    def mean_rtt_ms(self) -> float | None:
        """Round-trip time weighted by IT energy, ms; None where nothing runs."""
        value: float | None = self._read()["mean_rtt_ms"]
        return value

    @property
    def claims(self) -> Record | None:
        """The three claims against the baseline; None where the plan alone was asked for."""
        claims = self._read()["claims"]
        return None if claims is None else Record(claims)

    @property
    def placement(self) -> Table:
        """Who runs where: workload, origin, hub, period, load in MW."""
        return Table.from_rows(self._read()["placement"])

    @property
    def hubs(self) -> Table:
        """Every hub of the case, with what stands and runs there."""
        return Table.from_rows(self._read()["hubs"])

    @property
    def links(self) -> Table:
        """Every link of the case."""
        return Table.from_rows(self._read()["links"])

    @property
    def certificate(self) -> Record:
        """The proof: primal and dual residual, relative gap."""
        return Record(self._read()["certificate"])

    def _repr_html_(self) -> str:
        costs = self.cost_cny.to_dict()
        table = Table({"item": list(costs), "cost_cny": list(costs.values())})
        text = html.escape(self.to_text())
        drawn = "".join(f"<div>{self.svg(picture)}</div>" for picture in ("costs", "map"))
        return f"<pre>{text}</pre>{table._repr_html_()}{self.hubs._repr_html_()}{drawn}"


class Explanation(Result):
    """Reasons for a plan: what binds, why work runs where it runs, how firm it is."""


class Breakeven(Result):
    """Where the three claims stop being true."""


class Diagnosis(Result):
    """Which rules cannot hold together, and what would mend it."""


class Ranges(_Tabular):
    """What the ranges of a case's figures do to its claims."""

    _pictures = ("ranges",)
    _main = "ranges"


class Frontier(_Tabular):
    """Exact frontiers of two measures, one row a corner."""

    _pictures = ("frontier",)
    _main = "frontier"


class Trace(_Tabular):
    """How the plan follows one figure, one row a value."""

    _pictures = ("trace",)
    _main = "trace"
