"""A grid of two prices as an array with dimensions."""

from pathlib import Path

import numpy as np

import eastwest as ew

DATASETS = Path(__file__).resolve().parents[2] / "datasets"


def main() -> None:
    case = ew.Case.read(DATASETS / "china").one_period()
    sweep = case.sweep(
        {
            "electricity_price.west*": np.linspace(0.8, 1.6, 9),
            "carbon_price": {"range": {"from": 0, "to": 400, "steps": 11}},
        }
    )
    data = sweep.to_xarray()
    print(data["carbon_t"].sel(carbon_price=200, method="nearest").values / 1e3)
    print(sweep.summary())


if __name__ == "__main__":
    main()
