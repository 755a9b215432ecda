"""Cases from PyPSA networks."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from ._case import Case
from ._errors import CaseError, CaseWarning


def from_pypsa(
    network: Any,
    *,
    hubs: Mapping[str, Mapping[str, Any]],
    origins: Mapping[str, Mapping[str, Any]] | Iterable[str],
    settings: Mapping[str, Any],
    cny_per_unit: float,
    prices: bool = True,
    emissions: Mapping[str, str] | str | None = "network",
    **tables: Any,
) -> Case:
    """Make a case from a PyPSA network.

    Snapshots become periods of the hours that they stand for. The marginal prices of a network that was solved become hourly electricity
    prices of the hubs, and the emissions of what was dispatched, by carrier, hourly emission factors. Coordinates of buses are those of hubs
    and origins, so that links can be derived.

    Parameters
    ----------
    network : pypsa.Network
        Read, and left as it is.
    hubs : mapping of str to mapping
        Buses that are hubs, each with what PyPSA does not know of it: ``side``, ``capacity_mw``, ``pue``, ``hosting_cny_per_kw_month``, and any other column
        of the table ``hubs``; ``hub`` is the bus where not given. What is stated goes before what the network says.
    origins : mapping of str to mapping, or iterable of str
        Buses that are origins, with further columns of the table ``origins``.
    settings : mapping
        As of `Case.from_tables`. The horizon is that of the network.
    cny_per_unit : float
        CNY for a unit of the network's currency.
    prices : bool
        Whether marginal prices are taken; the network has to be solved. Without them ``price_cny_per_kwh`` is a column of `hubs`.
    emissions : mapping of str to str, "network" or None
        The zone of each bus whose mix of generation is its emission factor (t CO2 by carrier and efficiency, over energy dispatched in the
        zone); ``"network"`` for one zone; None for none, and ``emission_factor_kg_per_kwh`` is a column of `hubs`.
    **tables : table
        All other tables of `Case.from_tables`: workloads, accelerators, links.

    Returns
    -------
    Case

    Raises
    ------
    CaseError
        Where a bus is not there, the network was not solved, or has scenarios or investment periods.

    Warns
    -----
    CaseWarning
        Where power counts as free of carbon because the network says nothing of it.
    """
    if getattr(network, "has_scenarios", False) or getattr(network, "has_investment_periods", False):
        raise CaseError("the network has scenarios or investment periods: take a network of one of them")
    origin_rows = origins if isinstance(origins, Mapping) else {bus: {} for bus in origins}
    for bus in [*hubs, *origin_rows]:
        if bus not in network.buses.index:
            raise CaseError(f"the network has no bus `{bus}`")
    hours = _hours(network)
    periods = [f"t{number:04}" for number in range(len(hours))]
    stated: list[dict[str, Any]] = []
    hourly: dict[str, list[Any]] = {"period": [], "hub": []}
    profiles = _profiles(network, list(hubs), prices, emissions, cny_per_unit)
    for bus, own in hubs.items():
        row = {"hub": bus, **_coordinates(network, bus)}
        for name, by_bus in profiles.items():
            row[name] = sum(h * v for h, v in zip(hours, by_bus[bus])) / sum(hours)
        row.update(own)
        stated.append(row)
        hourly["period"].extend(periods)
        hourly["hub"].extend([row["hub"]] * len(periods))
        for name, by_bus in profiles.items():
            values = by_bus[bus] if name not in own else [None] * len(periods)
            hourly.setdefault(name, []).extend(values)
    places = [{"origin": bus, **_coordinates(network, bus), **own} for bus, own in origin_rows.items()]
    return Case.from_tables(
        settings={**settings, "horizon_hours": sum(hours)},
        hubs=_table(stated),
        origins=_table(places),
        periods={"period": periods, "hours": hours},
        **({"hourly": hourly} if profiles else {}),
        **tables,
    )


def _table(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return {name: [row.get(name) for row in rows] for name in names}


def _coordinates(network: Any, bus: str) -> dict[str, float]:
    """Degrees of a bus; networks leave what they do not know at zero."""
    x, y = float(network.buses.at[bus, "x"]), float(network.buses.at[bus, "y"])
    return {} if (x, y) == (0.0, 0.0) else {"lat_deg": y, "lon_deg": x}


def _hours(network: Any) -> list[float]:
    weightings = network.snapshot_weightings
    hours = [float(value) for value in weightings["generators"]]
    if hours != [float(value) for value in weightings["objective"]]:
        raise CaseError(
            "the snapshots weigh `objective` otherwise than `generators`, and a period has one number of hours"
        )
    return hours


def _profiles(
    network: Any,
    buses: list[str],
    prices: bool,
    emissions: Mapping[str, str] | str | None,
    cny_per_unit: float,
) -> dict[str, dict[str, list[float]]]:
    """Figures of hubs by snapshot."""
    profiles: dict[str, dict[str, list[float]]] = {}
    if prices:
        marginal = network.buses_t.marginal_price
        missing = [bus for bus in buses if bus not in marginal.columns]
        if missing or marginal.empty:
            raise CaseError("the network has no marginal prices: solve it, or state prices and take `prices=False`")
        profiles["price_cny_per_kwh"] = {
            bus: [float(price) * cny_per_unit / 1000.0 for price in marginal[bus]] for bus in buses
        }
    if emissions is not None:
        profiles["emission_factor_kg_per_kwh"] = _emissions(network, buses, emissions)
    return profiles


def _emissions(
    network: Any, buses: list[str], zones: Mapping[str, str] | str
) -> dict[str, list[float]]:
    """t CO2/MWh, which is kg/kWh, of what is dispatched in the zone of each bus."""
    generators = network.generators
    if network.generators_t.p.empty:
        raise CaseError("nothing was dispatched: solve the network, or take `emissions=None`")

    def zone(bus: str) -> str | None:
        return "network" if isinstance(zones, str) else zones.get(bus)

    if isinstance(zones, str) and zones != "network":
        raise CaseError("`emissions` is a mapping of buses to zones, \"network\" or None")
    found: dict[str, list[float]] = {}
    for bus in buses:
        own = zone(bus)
        if own is None:
            raise CaseError(f"`emissions` has no zone for bus `{bus}`")
        if own not in found:
            found[own] = _mix(network, own, [at for at in generators.index if zone(generators.at[at, "bus"]) == own])
    return {bus: found[zone(bus) or ""] for bus in buses}


def _mix(network: Any, zone: str, names: list[str]) -> list[float]:
    """t CO2/MWh of what these generators dispatch, by snapshot."""
    dispatch, generators, carriers = network.generators_t.p, network.generators, network.carriers
    energy = [0.0] * len(dispatch)
    carbon = [0.0] * len(dispatch)
    unknown: dict[str, None] = {}
    for name in names:
        if name not in dispatch.columns:
            continue
        made = [max(float(power), 0.0) for power in dispatch[name]]
        carrier = str(generators.at[name, "carrier"])
        if carrier not in carriers.index and any(made):
            unknown[carrier] = None
        per_mwh = float(carriers.at[carrier, "co2_emissions"]) if carrier in carriers.index else 0.0
        efficiency = float(generators.at[name, "efficiency"])
        if not efficiency > 0.0:
            raise CaseError(f"generator `{name}` has the efficiency {efficiency:g}, so its emissions are not known")
        for at, power in enumerate(made):
            energy[at] += power
            carbon[at] += power * per_mwh / efficiency
    if not all(energy):
        raise CaseError(f"in zone `{zone}` nothing is dispatched in some snapshot, so its mix has no factor")
    if unknown:
        told = ", ".join(f"`{carrier}`" for carrier in unknown)
        _warn(f"in zone `{zone}` power of {told} counts as free of carbon: the network has no such carrier")
    elif not any(carbon):
        _warn(
            f"in zone `{zone}` nothing that is dispatched emits: no carrier has `co2_emissions`; state them, or take "
            "`emissions=None` and `emission_factor_kg_per_kwh` of the hubs"
        )
    return [mass / made for mass, made in zip(carbon, energy)]


def _warn(told: str) -> None:
    # of who called `from_pypsa`
    warnings.warn(told, CaseWarning, stacklevel=6)
