"""Scenarios of one linear program: eastwest beside linopy, PyPSA, HiGHS in place and scipy, all with the same answers.

    python python/benchmarks/linear.py

The program is the transport problem of linopy's documentation; demand and the costs of one plant vary. Processor seconds.
"""

from __future__ import annotations

import logging
import sys
import time
import warnings
from pathlib import Path

import highspy
import numpy as np
import pypsa
import xarray as xr
from scipy.optimize import linprog

import eastwest as ew

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from test_linear import transport  # noqa: E402

COUNT = 1_000_000
SEATTLE = ("canning_plants", "seattle")


def told(name: str, count: int, work) -> list[float]:
    begin = time.process_time()
    objectives = work(count)
    seconds = time.process_time() - begin
    print(f"{name:36} {count:9,} scenarios {count / seconds:12,.0f} per processor second")
    return list(objectives)


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    rng = np.random.default_rng(1)
    demand, cost = rng.uniform(0.7, 1.05, COUNT), rng.uniform(0.5, 2.0, COUNT)
    model = transport()
    matrices = model.matrices
    a, b, c, is_upper = matrices.A.toarray(), matrices.b, matrices.c, matrices.sense == "<"

    def by_eastwest(count: int):
        changes = {"rhs.demand*": demand[:count], ("cost.x", SEATTLE): cost[:count]}
        return ew.sweep_linopy(model, changes).to_polars()["objective"]

    def by_linopy(count: int):
        changed = transport()
        base, x = changed.constraints["demand"].rhs.copy(), changed.variables["x"]
        for at in range(count):
            changed.constraints["demand"].update(rhs=base * demand[at])
            terms = changed.objective.expression
            own = terms.vars.isin(x.labels.sel({SEATTLE[0]: SEATTLE[1]}).values)
            terms.data["coeffs"] = xr.where(own, cost[at], terms.coeffs)
            changed.objective = terms
            changed.solve("highs", io_api="direct", output_flag=False)
            yield changed.objective.value

    def by_highs(count: int):
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = a.shape
        program.col_cost_, program.col_lower_, program.col_upper_ = c, matrices.lb, matrices.ub
        program.row_lower_, program.row_upper_ = np.where(is_upper, -np.inf, b), np.where(is_upper, b, np.inf)
        columns = matrices.A.tocsc()
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = columns.indptr, columns.indices
        program.a_matrix_.value_ = columns.data
        highs = highspy.Highs()
        highs.silent()
        highs.passModel(program)
        for at in range(count):
            for row in np.flatnonzero(~is_upper):
                highs.changeRowBounds(row, b[row] * demand[at], np.inf)
            for column in range(3):
                highs.changeColCost(column, cost[at])
            highs.run()
            yield highs.getInfo().objective_function_value

    def by_scipy(count: int):
        sign = np.where(is_upper, 1.0, -1.0)
        for at in range(count):
            costs, right = c.copy(), np.where(is_upper, b, b * demand[at])
            costs[:3] = cost[at]
            yield linprog(costs, A_ub=sign[:, None] * a, b_ub=sign * right).fun

    def by_pypsa(count: int):
        # plants and markets are buses; what is sent is a link's flow, at its cost
        network = pypsa.Network()
        supply, needed = {"seattle": 350.0, "san-diego": 600.0}, {"new-york": 325.0, "chicago": 300.0, "topeka": 275.0}
        network.add("Bus", [*supply, *needed])
        network.add("Generator", [*supply], bus=[*supply], p_nom=[*supply.values()])
        network.add("Load", [*needed], bus=[*needed], p_set=[*needed.values()])
        pairs = [(plant, market) for plant in supply for market in needed]
        distance = np.array([2.5, 1.7, 1.8, 2.5, 1.8, 1.4])
        for (plant, market), price in zip(pairs, 0.09 * distance):
            network.add("Link", f"{plant} {market}", bus0=plant, bus1=market, p_nom=1e4, marginal_cost=price)
        base = network.loads.p_set.copy()
        own = network.links.bus0 == SEATTLE[1]
        for at in range(count):
            network.loads["p_set"] = base * demand[at]
            network.links.loc[own, "marginal_cost"] = cost[at]
            network.optimize(solver_name="highs", log_to_console=False)
            yield network.objective

    own = told("eastwest, each proved", COUNT, by_eastwest)
    for name, count, work in (
        ("HiGHS in place, warm (highspy)", 20_000, by_highs),
        ("scipy.linprog in a loop", 500, by_scipy),
        ("linopy with HiGHS, updated in place", 200, by_linopy),
        ("PyPSA with HiGHS", 20, by_pypsa),
    ):
        assert np.allclose(told(name, count, lambda count, work=work: list(work(count))), own[:count], rtol=1e-7)


if __name__ == "__main__":
    main()
