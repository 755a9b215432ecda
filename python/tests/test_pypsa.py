"""Cases from PyPSA networks."""

from __future__ import annotations

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
HUBS = {
    "Frankfurt": {"side": "east", "capacity_mw": 20, "pue": 1.2, "hosting_cny_per_kw_month": 300},
    "Norway": {"side": "west", "capacity_mw": 20, "pue": 1.1, "hosting_cny_per_kw_month": 200},
}


@pytest.fixture(scope="module")
def meshed():
    network = pypsa.Network(NETWORK)
    network.optimize(solver_name="highs", log_to_console=False)
    return network


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
        accelerators={"accelerator": ["a100"], "it_power_w": [1000.0]},
        inference={
            "service": ["chat"], "origin": ["work"], "requests_per_s": [10_000.0], "accelerator": ["a100"],
            "accelerator_s_per_request": [1.0], "traffic_kb_per_request": [1.0], "rtt_limit_ms": [50.0],
        },
    )  # fmt: skip
    plan = case.solve(claims=False)
    assert plan.cost_cny.electricity == pytest.approx(network.objective, rel=1e-6)
    assert plan.carbon_t == pytest.approx(0.5 * network.generators_t.p.sum().sum(), rel=1e-6)
