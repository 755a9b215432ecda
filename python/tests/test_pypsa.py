"""Cases from PyPSA networks."""

from __future__ import annotations

import os
from pathlib import Path

import eastwest as ew
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

pypsa = pytest.importorskip("pypsa")

NETWORK = ROOT / "python" / "tests" / "ac-dc-meshed"
SETTINGS = {
    "name": "europe",
    "network": {
        "price_cny_per_gbps_month": 10_000,
        "route_factor": 1.5,
        "fibre_delay_us_per_km": 9.8,
        "equipment_delay_ms": 1,
    },
}
WORK = {
    "accelerators": {"accelerator": ["a100"], "it_power_w": [1000.0]},
    "inference": {
        "service": ["chat"], "origin": ["London"], "requests_per_s": [1_000.0], "accelerator": ["a100"],
        "accelerator_s_per_request": [1.0], "traffic_kb_per_request": [20.0], "rtt_limit_ms": [80.0],
    },
}  # fmt: skip
ONE_SERVICE = {
    "accelerators": WORK["accelerators"],
    "inference": {
        "service": ["chat"], "origin": ["work"], "requests_per_s": [10_000.0], "accelerator": ["a100"],
        "accelerator_s_per_request": [1.0], "traffic_kb_per_request": [1.0], "rtt_limit_ms": [50.0],
    },
}  # fmt: skip
HUBS = {
    "Frankfurt": {"side": "east", "capacity_mw": 20, "pue": 1.2, "hosting_cny_per_kw_month": 300},
    "Norway": {"side": "west", "capacity_mw": 20, "pue": 1.1, "hosting_cny_per_kw_month": 200},
}


def solved():
    network = pypsa.Network(NETWORK)
    network.optimize(solver_name="highs", log_to_console=False)
    return network


@pytest.fixture(scope="module")
def meshed():
    return solved()


def test_a_network_of_pypsa_s_examples_is_a_case(meshed):
    case = ew.from_pypsa(meshed, hubs=HUBS, origins=["London"], settings=SETTINGS, cny_per_unit=7.8, **WORK)
    assert case.periods == [f"t{number:04}" for number in range(10)] and case.horizon_hours == 10
    plan = case.solve()
    assert plan.status == "optimal" and plan.claims is not None
    prices = {(row["hub"], row["period"]): row["price_cny_per_kwh"] for row in plan.hub_periods}
    marginal = meshed.buses_t.marginal_price
    assert prices["Norway", "t0003"] == pytest.approx(marginal["Norway"].iloc[3] * 7.8 / 1000)
    # gas alone emits, 0.24 t/MWh of heat
    dispatch, generators = meshed.generators_t.p, meshed.generators
    gas = [name for name in generators.index if generators.at[name, "carrier"] == "gas"]
    carbon = sum(dispatch[name] * 0.24 / generators.at[name, "efficiency"] for name in gas)
    factor = (carbon / dispatch.sum(axis=1)).iloc[3]
    found = {(row["hub"], row["period"]): row["emission_factor_kg_per_kwh"] for row in plan.hub_periods}
    assert found["Norway", "t0003"] == pytest.approx(factor)


def test_what_the_network_does_not_say_is_told(meshed):
    arguments = {"origins": ["London"], "settings": SETTINGS, "cny_per_unit": 7.8, **WORK}
    with pytest.raises(ew.CaseError, match="no bus `Oslo`"):
        ew.from_pypsa(meshed, hubs={"Oslo": {}}, **arguments)
    with pytest.raises(ew.CaseError, match="no marginal prices"):
        ew.from_pypsa(pypsa.Network(NETWORK), hubs=HUBS, **arguments)
    with pytest.raises(ew.CaseError, match="no zone for bus"):
        ew.from_pypsa(meshed, hubs=HUBS, emissions={"Norway": "no"}, **arguments)
    with pytest.raises(ew.CaseError, match="capacity_mw"):
        ew.from_pypsa(meshed, hubs={"Norway": {"side": "west", "pue": 1.1}}, **arguments)


def test_the_cost_is_pypsa_s_own_where_both_state_the_case():
    """Load of 10 MW at two hubs by the hour: electricity alone, limits of 8 MW (IT), PUE as efficiency."""
    hours = pd.RangeIndex(24)
    price = {"coast": 600 + 200 * np.sin(hours / 4), "plateau": 550 + 200 * np.cos(hours / 3)}
    pue = {"coast": 1.25, "plateau": 1.2}
    network = pypsa.Network(snapshots=hours)
    network.add("Carrier", "grid", co2_emissions=0.5)
    network.add("Bus", "work")
    for hub in price:
        network.add("Bus", hub, x=110.0, y=30.0)
        network.add("Generator", hub, bus=hub, carrier="grid", p_nom=1000, marginal_cost=pd.Series(price[hub], hours))
        network.add("Link", hub, bus0=hub, bus1="work", efficiency=1 / pue[hub], p_nom=8 * pue[hub])
    network.add("Load", "work", bus="work", p_set=10.0)
    network.optimize(solver_name="highs", log_to_console=False)
    case = ew.from_pypsa(
        network,
        hubs={
            hub: {"side": side, "capacity_mw": 8, "pue": pue[hub], "hosting_cny_per_kw_month": 0}
            for hub, side in (("coast", "east"), ("plateau", "west"))
        },
        origins=["work"],
        settings={"name": "two", "network": {"price_cny_per_gbps_month": 0}},
        cny_per_unit=1.0,
        links={"origin": ["work"] * 2, "hub": ["coast", "plateau"], "rtt_ms": [5, 20]},
        **ONE_SERVICE,
    )  # fmt: skip
    plan = case.solve(claims=False)
    assert plan.cost_cny.electricity == pytest.approx(network.objective, rel=1e-6)
    assert plan.carbon_t == pytest.approx(0.5 * network.generators_t.p.sum().sum(), rel=1e-6)


# of PyPSA's source distribution, which .ci/python fetches; the smallest stands here
EXAMPLES = os.environ.get("EASTWEST_PYPSA_NETWORKS")
REAL = {
    # buses that are hubs, and how many snapshots
    "ac-dc-meshed": (["Frankfurt", "Norway", "Manchester"], 10),
    "storage-hvdc": (["0", "2", "5"], 12),
    "model-energy": (["electricity"], 60),
    "scigrid-de": (["489", "249", "382_220kV"], 4),
}
# t/MWh of heat, where the network states none
CARBON = {"Gas": 0.2, "gas": 0.2, "Hard Coal": 0.34, "Brown Coal": 0.4, "Oil": 0.27, "load shedding": 0.5}


def real(name):
    """A network of PyPSA's own, solved by PyPSA."""
    if name == "ac-dc-meshed":
        network = pypsa.Network(NETWORK)
    elif EXAMPLES is None:
        pytest.skip("EASTWEST_PYPSA_NETWORKS names no folder with PyPSA's example networks")
    else:
        network = pypsa.Network(str(Path(EXAMPLES) / name / name))
    network.set_snapshots(network.snapshots[: REAL[name][1]])
    for carrier in network.generators.carrier.unique():
        if carrier not in network.carriers.index:
            network.add("Carrier", carrier)
        if carrier in CARBON and network.carriers.at[carrier, "co2_emissions"] == 0:
            network.carriers.loc[carrier, "co2_emissions"] = CARBON[carrier]
    if name == "scigrid-de":
        # as in PyPSA's own notebook: without it there is too little line for the load
        network.lines.loc[["316", "527", "602"], "s_nom"] = 1715
    network.optimize(solver_name="highs", log_to_console=False)
    return network


@pytest.mark.parametrize("name", REAL)
def test_a_load_in_a_network_of_pypsa_s_own_costs_what_pypsa_says(name):
    """10 MW of work that takes the network's prices, at hubs of 6 MW each, or one of 12: by eastwest, and as a network of PyPSA."""
    solved, hubs = real(name), REAL[name][0]
    price, hours = solved.buses_t.marginal_price[hubs], solved.snapshot_weightings.generators
    assert price.std().max() > 0 or len(price.T.drop_duplicates()) > 1
    limit = 6 if len(hubs) > 1 else 12
    pue = {hub: 1.15 + 0.05 * at for at, hub in enumerate(hubs)}
    takers = pypsa.Network(snapshots=solved.snapshots)
    takers.snapshot_weightings = solved.snapshot_weightings
    takers.add("Bus", ["work", *hubs])
    for hub in hubs:
        takers.add("Generator", hub, bus=hub, p_nom=1000, marginal_cost=price[hub])
        takers.add("Link", hub, bus0=hub, bus1="work", efficiency=1 / pue[hub], p_nom=limit * pue[hub])
    takers.add("Load", "work", bus="work", p_set=10.0)
    takers.optimize(solver_name="highs", log_to_console=False)

    case = ew.from_pypsa(
        solved,
        hubs={
            hub: {"side": "west" if at else "east", "capacity_mw": limit, "pue": pue[hub], "hosting_cny_per_kw_month": 0}
            for at, hub in enumerate(hubs)
        },
        origins={hubs[0]: {"origin": "work"}},
        settings={"name": name, "network": {"price_cny_per_gbps_month": 0}},
        cny_per_unit=1.0,
        links={"origin": ["work"] * len(hubs), "hub": hubs, "rtt_ms": [40] * len(hubs)},
        **ONE_SERVICE,
    )  # fmt: skip
    plan = case.solve(claims=False)
    assert plan.status == "optimal" and case.horizon_hours == pytest.approx(hours.sum())
    assert plan.cost_cny.electricity == pytest.approx(takers.objective, rel=1e-6, abs=1e-3)
    # carbon of what the network dispatched, over what it dispatched, by hour
    made = solved.generators_t.p.clip(lower=0)
    own = solved.generators.loc[made.columns]
    per_mwh = solved.carriers.co2_emissions.reindex(own.carrier).fillna(0).to_numpy() / own.efficiency.to_numpy()
    factor = (made * per_mwh).sum(axis=1) / made.sum(axis=1)
    used = pd.DataFrame(plan.hub_periods.to_dict()).pivot(index="period", columns="hub", values="facility_mw")
    assert plan.carbon_t == pytest.approx((used.sum(axis=1).to_numpy() * factor.to_numpy() * hours.to_numpy()).sum(), rel=1e-6)
    assert plan.carbon_t > 0


def test_power_whose_carbon_the_network_does_not_state_is_told():
    network = solved()
    arguments = {"hubs": HUBS, "origins": ["London"], "settings": SETTINGS, "cny_per_unit": 7.8, **WORK}
    network.carriers["co2_emissions"] = 0.0
    with pytest.warns(ew.CaseWarning, match="nothing that is dispatched emits") as told:
        ew.from_pypsa(network, **arguments)
    assert told[0].filename == __file__
    network.remove("Carrier", "gas")
    with pytest.warns(ew.CaseWarning, match="power of `gas` counts as free of carbon"):
        ew.from_pypsa(network, **arguments)
