"""The package without any other: what `.ci/python` runs on every Python that is there. Threads share one case, which counts where there is no lock."""

from __future__ import annotations

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import eastwest as ew

DATASETS = Path(__file__).resolve().parents[2] / "datasets"

case = ew.Case.read(DATASETS / "china").one_period()
plan = case.solve()
assert plan.status == "optimal" and pickle.loads(pickle.dumps(plan)).svg() == plan.svg()
assert plan.hubs.__arrow_c_stream__() and case.sweep({"carbon_price": [0, 100]}).summary().scenarios == 2

tiny = ew.Case.read(DATASETS / "tiny")
sweep = tiny.sweep({"carbon_price": {"range": {"from": 0, "to": 500, "steps": 2_000}}}, threads=1)


def work(price: int) -> tuple[float, float, int]:
    rows = sum(len(batch) for batch in sweep._rows.batches(None))
    try:
        tiny.set("nothing=1")
    except ew.CaseError as error:
        assert error.findings
    return tiny.set(f"carbon_price={price}").solve().objective_cny, sweep.summary().certified, rows


with ThreadPoolExecutor(8) as pool:
    assert list(pool.map(work, [0, 50, 100] * 8)) == [work(price) for price in [0, 50, 100] * 8]
lock = getattr(sys, "_is_gil_enabled", lambda: True)()
print(f"Python {sys.version.split()[0]}, {'with' if lock else 'without'} its lock, no other package: {plan.objective_cny:.0f} CNY")
